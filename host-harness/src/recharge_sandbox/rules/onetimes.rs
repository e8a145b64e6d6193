//! What is written to a onetime.

use super::{Call, Done, Refusal};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::Id;

pub(super) fn create(_edit: &mut Edit<'_>, _call: &Call<'_>) -> Result<Done, Refusal> {
    Err(Refusal::not_in_the_sandbox("this yet"))
}

pub(super) fn update(_edit: &mut Edit<'_>, _id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    Err(Refusal::not_in_the_sandbox("this yet"))
}

pub(super) fn delete(_edit: &mut Edit<'_>, _id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    Err(Refusal::not_in_the_sandbox("this yet"))
}
