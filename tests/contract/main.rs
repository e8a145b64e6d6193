//! The contract from outside: real components in the real host, over real HTTP on loopback.

mod canary;
mod frozen;
mod guests;
mod loading;
#[path = "../support/mod.rs"]
mod support;
