//! The stand-in helpdesk: what ArminCX would know when it calls a plugin, and what it does with the plans that come back.

mod anew;
mod asked;
pub mod casework;
pub mod codes;
pub mod conversation;
pub mod language;
pub mod people;
pub mod tickets;
pub mod timeline;
pub mod wish;
pub mod wish_words;
