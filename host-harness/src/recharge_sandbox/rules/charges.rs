//! What is written to a charge as a whole.

use super::{Call, Done, Refusal};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::Id;

pub(super) fn change_next_charge_date(_edit: &mut Edit<'_>, _id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    Err(Refusal::not_in_the_sandbox("this yet"))
}

pub(super) fn process(_edit: &mut Edit<'_>, _id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    Err(Refusal::not_in_the_sandbox("this yet"))
}

pub(super) fn refund(_edit: &mut Edit<'_>, _id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    Err(Refusal::not_in_the_sandbox("this yet"))
}

pub(super) fn capture_payment(_edit: &mut Edit<'_>, _id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    Err(Refusal::not_in_the_sandbox("this yet"))
}
