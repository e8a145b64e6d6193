//! What is written to an address, and to all subscriptions with it.

mod merge;
mod write;

pub(super) use merge::merge;
pub(super) use write::{create, delete, postal, update};

pub(super) use super::customers::remove_all_at as remove;
