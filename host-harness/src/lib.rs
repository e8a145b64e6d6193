//! Hosts ArminCX helpdesk plugins.
#![warn(missing_docs)]

pub mod capabilities;
pub mod clock;
pub mod context;
pub mod contract;
pub mod engine;
pub mod gate;
pub mod secret_store;
pub mod store;
pub mod upstream;
