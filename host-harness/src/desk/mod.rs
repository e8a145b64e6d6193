//! The stand-in helpdesk: what ArminCX would know when it calls a plugin.

pub mod tickets;
