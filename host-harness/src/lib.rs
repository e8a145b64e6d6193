//! Hosts ArminCX helpdesk plugins.
#![warn(missing_docs)]

pub mod clock;
pub mod data_file;
pub mod desk;
pub mod recharge_sandbox;
