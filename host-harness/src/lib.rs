//! Hosts ArminCX helpdesk plugins.
#![warn(missing_docs)]

pub mod cli;
pub mod clock;
pub mod store;
