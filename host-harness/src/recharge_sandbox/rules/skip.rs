//! Skip and unskip: items of a charge that are left out on its date, and taken back.

use super::{Call, Done, Refusal};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::Id;

pub(super) fn skip(_edit: &mut Edit<'_>, _id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    Err(Refusal::not_in_the_sandbox("this yet"))
}

pub(super) fn unskip(_edit: &mut Edit<'_>, _id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    Err(Refusal::not_in_the_sandbox("this yet"))
}

pub(super) fn skip_on_date(_edit: &mut Edit<'_>, _id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    Err(Refusal::not_in_the_sandbox("this yet"))
}
