//! The stand-in helpdesk in a browser: tickets, the conversation, the widget, quick actions, approvals, the story. Pages are
//! made by the server and work by links and forms alone; one small script makes them live.
//!
//! Nothing here can send anything to a shop: everything goes through [`crate::desk`] and the gate, and pages use what the
//! contract gives any host.

mod acts;
mod assets;
mod chain;
mod developer;
mod events;
mod form;
mod forms;
mod guard;
mod kept;
mod local;
mod office;
mod pages;
mod posted;
mod reply;
mod seen;
mod server;
mod session;
mod settings;
mod shell;
mod starting;
mod trouble;
mod view;
mod visit;
mod words;

pub use server::{Inbox, InboxOptions, Starting};
