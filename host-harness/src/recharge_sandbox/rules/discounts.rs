//! Discounts on charges and addresses. An address's discount is on each of its queued charges; one that is put on a single
//! charge is lost when that charge is made anew, as Recharge's own client library says.

use serde_json::Value;

use super::input::Field;
use super::{Call, Done, Input, Refusal};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{Address, Charge, Id, Kind};
use crate::recharge_sandbox::state::State;

/// `POST /charges/{id}/apply_discount`. A charge that has one already, or whose address has one, takes no other
/// (documented by Recharge's own client library).
pub(super) fn apply_to_charge(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let charge = queued(edit, id)?;
    let discount = named(edit, call)?;
    let address = edit.get::<Address>(charge.address_id).and_then(|address| address.discount_id);
    if charge.discount_id.is_some() || address.is_some() {
        return Err(Refusal::wrong_state("the charge or its address has a discount already"));
    }
    let now = edit.now();
    edit.put(Charge { discount_id: Some(discount), updated_at: now, ..charge });
    Ok(Done::Record(Kind::Charge, id))
}

/// `POST /charges/{id}/remove_discount`: off this charge alone. The address's is back when the charge is made anew. That
/// nothing happens to a charge without one is a guess.
pub(super) fn remove_from_charge(edit: &mut Edit<'_>, id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    let charge = queued(edit, id)?;
    let now = edit.now();
    if charge.discount_id.is_some() {
        edit.put(Charge { discount_id: None, updated_at: now, ..charge });
    }
    Ok(Done::Record(Kind::Charge, id))
}

/// `POST /addresses/{id}/apply_discount`, in version 2021-01.
pub(super) fn apply_to_address(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let address = edit.get::<Address>(id).cloned().ok_or(Refusal::NotFound)?;
    let discount = named(edit, call)?;
    if address.discount_id.is_some() {
        return Err(Refusal::wrong_state("the address has a discount already"));
    }
    let now = edit.now();
    edit.put(Address { discount_id: Some(discount), updated_at: now, ..address });
    Ok(Done::Record(Kind::Address, id))
}

/// `POST /addresses/{id}/remove_discount`, in version 2021-01.
pub(super) fn remove_from_address(edit: &mut Edit<'_>, id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    let address = edit.get::<Address>(id).cloned().ok_or(Refusal::NotFound)?;
    let now = edit.now();
    if address.discount_id.is_some() {
        edit.put(Address { discount_id: None, updated_at: now, ..address });
    }
    Ok(Done::Record(Kind::Address, id))
}

/// The `discounts` that a write of an address gives: of several only the first is applied, none takes the address's
/// away. Nothing where the write says nothing about them.
pub(super) fn of_address(state: &State, input: &mut Input<'_>, call: &Call<'_>) -> Option<Option<Id>> {
    let first = match call.body.get("discounts") {
        None | Some(Value::Null) => return None,
        Some(Value::Array(discounts)) => discounts.first(),
        Some(_) => {
            input.wrong("discounts", "Not a valid list.");
            return None;
        }
    };
    let Some(first) = first else { return Some(None) };
    let id = first.get("id").filter(|id| !id.is_null());
    let found = match (id, first.get("code").and_then(Value::as_str)) {
        (Some(id), _) => Id::read(id).and_then(|id| state.discount(Some(id))),
        (None, Some(code)) => state.discount_of_code(code),
        (None, None) => None,
    };
    if found.is_none() {
        input.wrong("discounts", "Not found");
    }
    found.map(|discount| Some(discount.id))
}

fn queued(edit: &Edit<'_>, id: Id) -> Result<Charge, Refusal> {
    let charge = edit.get::<Charge>(id).cloned().ok_or(Refusal::NotFound)?;
    if !charge.is_queued() {
        return Err(Refusal::wrong_state(format!("charge is {}, not queued", charge.status.as_str())));
    }
    Ok(charge)
}

/// The discount that a call names by id or by code; the id counts where it names both.
fn named(edit: &Edit<'_>, call: &Call<'_>) -> Result<Id, Refusal> {
    let mut input = Input::of(call.body);
    let id = input.nullable::<Id>("discount_id").flatten();
    let code = input.nullable::<String>("discount_code").flatten();
    input.finish()?;
    let (field, found) = match (id, code) {
        (Some(id), _) => ("discount_id", edit.state().discount(Some(id))),
        (None, Some(code)) => ("discount_code", edit.state().discount_of_code(&code)),
        (None, None) => return Err(Refusal::field("discount_code", "Missing data for required field.")),
    };
    found.map(|discount| discount.id).ok_or_else(|| Refusal::field(field, "Not found"))
}
