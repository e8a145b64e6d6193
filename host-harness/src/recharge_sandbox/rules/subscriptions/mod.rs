//! What is written to a subscription.

mod bulk;
mod create;
mod dates;
mod lifecycle;
mod update;

pub(super) use bulk::bulk;
pub(super) use create::create;
pub(super) use dates::{change_address, move_to, set_next_charge_date};
pub(in crate::recharge_sandbox) use lifecycle::end;
pub(super) use lifecycle::{activate, cancel, delete};
pub(super) use update::{quantity, update};
