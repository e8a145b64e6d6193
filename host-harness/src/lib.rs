//! Hosts ArminCX helpdesk plugins.
#![warn(missing_docs)]

pub mod clock;
pub mod secret_store;
pub mod upstream;
