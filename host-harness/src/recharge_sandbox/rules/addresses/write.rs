//! Creating, changing and deleting an address. Its queued charges follow when they are regenerated.

use super::super::customers::text;
use super::super::discounts;
use super::super::{Call, Done, Input, Refusal};
use super::remove;
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{Address, Customer, Id, Kind, Order, OrderStatus, PaymentMethod, PostalAddress};
use crate::recharge_sandbox::unknowns::PrepaidAddress;

/// The fields that a new address must have, in the order of the captured answer.
const REQUIRED: [&str; 7] = ["city", "country_code", "first_name", "province", "last_name", "customer_id", "address1"];

/// Reads the parts of an address that are given. Text that must be there can't be null or empty.
pub(in super::super) fn postal(input: &mut Input<'_>, postal: &mut PostalAddress) {
    let required = [
        ("address1", &mut postal.address1),
        ("city", &mut postal.city),
        ("first_name", &mut postal.first_name),
        ("last_name", &mut postal.last_name),
    ];
    for (name, field) in required {
        if let Some(text) = text(input, name) {
            *field = Some(text);
        }
    }
    let optional = [
        ("address2", &mut postal.address2),
        ("company", &mut postal.company),
        ("phone", &mut postal.phone),
        ("province", &mut postal.province),
        ("zip", &mut postal.zip),
    ];
    for (name, field) in optional {
        if let Some(text) = input.nullable::<String>(name) {
            *field = text;
        }
    }
    if let Some(country) = input.optional::<String>("country_code") {
        let is_code = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_code {
            postal.country_code = Some(country);
        } else {
            input.wrong("country_code", "Not a valid country code.");
        }
    }
}

/// `POST /addresses`. It is paid with the customer's usual payment method.
pub(in super::super) fn create(edit: &mut Edit<'_>, call: &Call<'_>) -> Result<Done, Refusal> {
    let missing: Vec<&str> = REQUIRED.into_iter().filter(|name| !call.body.contains_key(*name)).collect();
    if !missing.is_empty() {
        // Recharge says it twice.
        let message = format!("{} are required fields.", missing.join(", "));
        return Err(Refusal::Captured(serde_json::json!({"errors": {"_schema": [message, message]}})));
    }
    let mut input = Input::of(call.body);
    if !input.has("phone") {
        input.wrong("phone", "Missing data for required field.");
    }
    let owner = input.required::<Id>("customer_id");
    if owner.is_some_and(|owner| edit.get::<Customer>(owner).is_none()) {
        input.wrong("customer_id", "Not found");
    }
    let mut place = PostalAddress::default();
    postal(&mut input, &mut place);
    let order_note = input.nullable::<String>("order_note").flatten();
    let payment_method = payment_method(edit, &mut input, owner);
    let discount = discounts::of_address(edit.state(), &mut input, call);
    let owner = input.complete(owner)?;
    let methods = edit.state().payment_methods.values().filter(|method| method.customer_id == owner);
    let usual = methods.max_by_key(|method| method.default).map(|method| method.id);
    let shipping = edit.state().addresses.values().find_map(|address| address.shipping.clone());
    let (id, now) = (edit.next_id(), edit.now());
    edit.put(Address {
        id,
        customer_id: owner,
        payment_method_id: payment_method.or(usual),
        postal: place,
        is_gift: false,
        order_note,
        presentment_currency: None,
        shipping,
        discount_id: discount.flatten(),
        created_at: now,
        updated_at: now,
        oddity: Default::default(),
    });
    Ok(Done::Created(Kind::Address, id))
}

/// `PUT /addresses/{id}`: what is given.
pub(in super::super) fn update(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let before = edit.get::<Address>(id).cloned().ok_or(Refusal::NotFound)?;
    let mut input = Input::of(call.body);
    let mut place = before.postal.clone();
    postal(&mut input, &mut place);
    if place.country_code != before.postal.country_code && !input.has("zip") {
        input.wrong("zip", "Is required when country_code changes.");
    }
    let order_note = input.nullable::<String>("order_note");
    let payment_method = payment_method(edit, &mut input, Some(before.customer_id));
    let discount = discounts::of_address(edit.state(), &mut input, call);
    // Null has the shop system asked for its rates again; here they stay what they were.
    let overrides = call.body.get("shipping_lines_override");
    if overrides.is_some_and(|lines| !lines.is_null() && !lines.is_array()) {
        input.wrong("shipping_lines_override", "Not a valid list.");
    }
    input.finish()?;
    let now = edit.now();
    if edit.unknowns().prepaid_address == PrepaidAddress::Follows {
        let paid = |order: &&Order| order.address_id == id && order.status == OrderStatus::Queued;
        let orders: Vec<Order> = edit.state().orders.values().filter(paid).cloned().collect();
        for order in orders {
            edit.put(Order { ships_to: place.clone(), updated_at: now, ..order });
        }
    }
    edit.put(Address {
        postal: place,
        order_note: order_note.unwrap_or(before.order_note),
        discount_id: discount.unwrap_or(before.discount_id),
        payment_method_id: payment_method.or(before.payment_method_id),
        updated_at: now,
        ..before
    });
    Ok(Done::Record(Kind::Address, id))
}

fn payment_method(edit: &Edit<'_>, input: &mut Input<'_>, owner: Option<Id>) -> Option<Id> {
    let id = input.nullable::<Id>("payment_method_id")??;
    let method = edit.get::<PaymentMethod>(id).filter(|method| Some(method.customer_id) == owner);
    if method.is_none() {
        input.wrong("payment_method_id", "Not found");
    }
    method.map(|method| method.id)
}

/// `DELETE /addresses/{id}`, with what has ended there. Whether Recharge keeps that history is not known.
pub(in super::super) fn delete(edit: &mut Edit<'_>, id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    if edit.get::<Address>(id).is_none() {
        return Err(Refusal::NotFound);
    }
    if edit.state().subscriptions.values().any(|it| it.address_id == id && it.is_active()) {
        return Err(Refusal::field("subscriptions", "Address has active subscriptions"));
    }
    remove(edit, id);
    Ok(Done::Nothing)
}
