//! The command line from outside: the real binary as a process, with a state folder and a secrets folder of its own.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what is not as expected fails the test, in helpers too"
)]

mod asking;
mod audit_log;
mod bad_input;
mod canary;
mod changing;
mod commands;
mod connecting;
mod environment;
mod eval;
mod inbox;
mod other_server;
mod sandbox;
mod support;
mod talking;
mod tickets;
mod upstream_faults;
