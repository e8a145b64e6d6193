//! What is written to a onetime.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::subscriptions::quantity;
use super::{Call, Done, Input, Refusal, dates};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{Address, Id, Kind, Money, Onetime, Property};

/// `POST /onetimes`: on a date, or with the next charge of its address.
pub(super) fn create(edit: &mut Edit<'_>, call: &Call<'_>) -> Result<Done, Refusal> {
    let mut input = Input::of(call.body);
    let address = input.required::<Id>("address_id");
    let owner = address.and_then(|address| edit.get::<Address>(address)).cloned();
    if owner.is_none() && address.is_some() {
        input.wrong("address_id", "Not found");
    }
    let variant = input.required::<Map<String, Value>>("external_variant_id");
    let listed = variant.and_then(|variant| edit.state().variant(variant.get("ecommerce")?.as_str()?)).cloned();
    if listed.is_none() && input.has("external_variant_id") {
        input.wrong("external_variant_id", "Not found");
    }
    let with_next = input.optional::<bool>("add_to_next_charge").unwrap_or(false);
    let date = match with_next {
        true => owner.as_ref().and_then(|address| next_charge_of(edit, address.id)),
        false => input.required::<Date>("next_charge_scheduled_at"),
    };
    if with_next && date.is_none() && owner.is_some() {
        input.wrong("add_to_next_charge", "There is no next charge at this address.");
    }
    let quantity = quantity(&mut input, false).unwrap_or(1);
    let price = input.optional::<Money>("price");
    let properties = input.optional::<Vec<Property>>("properties").unwrap_or_default();
    let ((owner, listed), date) = input.complete(owner.zip(listed).zip(date))?;
    dates::ahead_for_new(edit, "next_charge_scheduled_at", date)?;
    let (id, now) = (edit.next_id(), edit.now());
    edit.put(Onetime {
        id,
        address_id: owner.id,
        customer_id: owner.customer_id,
        product: listed.product,
        price: price.unwrap_or(listed.price),
        quantity,
        properties,
        next_charge_scheduled_at: Some(date),
        is_cancelled: false,
        created_at: now,
        updated_at: now,
        oddity: Default::default(),
    });
    Ok(Done::Created(Kind::Onetime, id))
}

fn next_charge_of(edit: &Edit<'_>, address: Id) -> Option<Date> {
    let queued = edit.state().charges.values().filter(|charge| charge.is_queued() && charge.address_id == address);
    queued.map(|charge| charge.scheduled_at).filter(|date| dates::is_ahead(edit, *date)).min()
}

/// `PUT /onetimes/{id}`.
pub(super) fn update(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let before = edit.get::<Onetime>(id).cloned().ok_or(Refusal::NotFound)?;
    let mut input = Input::of(call.body);
    let date = input.optional::<Date>("next_charge_scheduled_at");
    let quantity = quantity(&mut input, false);
    let price = input.optional::<Money>("price");
    let properties = input.optional::<Vec<Property>>("properties");
    input.finish()?;
    if let Some(date) = date {
        dates::ahead_for_new(edit, "next_charge_scheduled_at", date)?;
    }
    refuse_charged(edit, id)?;
    let now = edit.now();
    edit.put(Onetime {
        next_charge_scheduled_at: date.or(before.next_charge_scheduled_at),
        quantity: quantity.unwrap_or(before.quantity),
        price: price.unwrap_or(before.price),
        properties: properties.unwrap_or(before.properties),
        updated_at: now,
        ..before
    });
    Ok(Done::Record(Kind::Onetime, id))
}

/// `DELETE /onetimes/{id}`.
pub(super) fn delete(edit: &mut Edit<'_>, id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    if edit.get::<Onetime>(id).is_none() {
        return Err(Refusal::NotFound);
    }
    refuse_charged(edit, id)?;
    edit.remove::<Onetime>(id);
    Ok(Done::Nothing)
}

/// A onetime that has been charged, or whose payment is open, can't be changed any more.
fn refuse_charged(edit: &Edit<'_>, id: Id) -> Result<(), Refusal> {
    let is_on = |open: bool| {
        let mut charges = edit.state().charges.values().filter(|charge| charge.contains(id));
        charges.any(|charge| if open { charge.status.holds_items() } else { charge.status.is_processed() })
    };
    if is_on(true) || is_on(false) {
        return Err(Refusal::wrong_state("the onetime has been charged, or its payment is open"));
    }
    Ok(())
}
