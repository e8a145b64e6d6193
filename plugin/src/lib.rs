//! Recharge subscriptions inside ArminCX tickets.
//!
//! The crate is a WebAssembly component (`cargo build -p armincx-recharge --target wasm32-wasip2`) and, natively, an ordinary library: all
//! rules live behind one small trait for the host's functions, [`host::Host`], so that tests and benchmarks run them
//! without a component. The types that cross the border are those of the contract, see [`contract`].
//!
//! What the functions of this version do:
//!
//! - [`manifest::describe`]: what this plugin is and wants.
//! - [`connection::check_connection`]: what a pasted token is good for.
//! - [`widget::widget_data`]: what an agent sees beside a ticket, in at most two dependent round trips.
//! - [`actions::list_actions`]: the six quick actions, which are the AI agent's tools as well.
//! - [`actions::prepare_action`]: from a form, or a customer's own words, to plans that a person can approve, a question, an
//!   answer, or a reason why not.
//! - [`actions::execute_approved_action`]: has the host carry out an approved plan, and verifies it by reading.

pub mod actions;
pub mod approval;
#[cfg(target_arch = "wasm32")]
mod component;
pub mod connection;
pub mod contract;
mod cutoff;
pub mod host;
mod json;
pub mod l10n;
mod letters;
pub mod manifest;
pub mod message;
mod moment;
mod order;
mod packed;
mod phrase;
mod portal;
mod problems;
mod reading;
pub mod recharge;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;
mod text;
pub mod widget;
pub mod wit;
