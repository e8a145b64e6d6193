//! What time does to a store: charges are processed, fail and are tried again, prepaid orders are sent, subscriptions
//! expire. Time passes only when somebody moves the clock.

mod advance;
mod processing;

pub use advance::{Advance, AdvanceError};
pub(crate) use advance::{commit_all, step};
pub(crate) use processing::process_charge;

#[cfg(test)]
mod tests;
