//! How well the component reads customers' messages: lines with a text and what is right, put through the real component
//! and a local Recharge, and counted.
//!
//! [`format`] is what a file says, [`fixture`] the customer that every message comes from, [`home`] where that one lives, [`run`] asks the component,
//! [`reading`] is what it made of a message in the format's words, [`judge`] compares the two, [`score`] counts. Nothing here
//! knows how the component reads, and nothing is ever approved or written.

pub mod address;
pub mod fixture;
pub mod format;
pub mod home;
pub mod judge;
mod line;
pub mod reading;
pub mod run;
pub mod score;
mod words;
