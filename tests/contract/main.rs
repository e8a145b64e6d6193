//! The contract from outside: real components in the real host, over real HTTP on loopback.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::field_reassign_with_default,
    reason = "a test fails loudly; clippy knows only functions marked as tests"
)]

mod abuse;
mod actions;
mod canary;
mod frozen;
mod gate;
mod guests;
mod loading;
mod month;
#[path = "../support/mod.rs"]
mod support;
mod talking;
