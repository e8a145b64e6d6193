//! What is written to a payment method. The sandbox knows no processor, so new ones are made for tokens of its own.

use serde_json::{Map, Value};

use super::addresses::postal;
use super::{Call, Done, Input, Refusal};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{Address, Customer, Id, Kind, PaymentMethod, PostalAddress};

/// What a processor's customer token starts with that the sandbox believes; others are not found, as captured.
const KNOWN_TOKENS: &str = "cus_";

/// `POST /payment_methods`.
pub(super) fn create(edit: &mut Edit<'_>, call: &Call<'_>) -> Result<Done, Refusal> {
    let mut input = Input::of(call.body);
    let owner = input.required::<Id>("customer_id");
    if owner.is_some_and(|owner| edit.get::<Customer>(owner).is_none()) {
        input.wrong("customer_id", "Not found");
    }
    let kind = input.required::<String>("payment_type");
    let processor = input.required::<String>("processor_name");
    let token = input.required::<String>("processor_customer_token");
    if token.as_deref().is_some_and(|token| !token.starts_with(KNOWN_TOKENS)) {
        input.wrong("processor_customer_token", "Not found");
    }
    let default = input.optional::<bool>("default").unwrap_or(false);
    let billing = input.optional::<Map<String, Value>>("billing_address");
    let (((owner, payment_type), processor_name), _) = input.complete(owner.zip(kind).zip(processor).zip(token))?;
    let billing_address = billing_address(billing.as_ref(), PostalAddress::default())?;
    let (id, now) = (edit.next_id(), edit.now());
    edit.put(PaymentMethod {
        id,
        customer_id: owner,
        billing_address,
        default,
        payment_type,
        payment_details: Map::new(),
        processor_name,
        status: "valid".to_owned(),
        status_reason: None,
        declines_next: 0,
        created_at: now,
        updated_at: now,
        oddity: Default::default(),
    });
    if default {
        be_the_only_default(edit, owner, id);
    }
    Ok(Done::Created(Kind::PaymentMethod, id))
}

/// `PUT /payment_methods/{id}`.
pub(super) fn update(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let before = edit.get::<PaymentMethod>(id).cloned().ok_or(Refusal::NotFound)?;
    let mut input = Input::of(call.body);
    let default = input.optional::<bool>("default").unwrap_or(before.default);
    let billing = input.optional::<Map<String, Value>>("billing_address");
    input.finish()?;
    let billing_address = billing_address(billing.as_ref(), before.billing_address.clone())?;
    let (now, owner) = (edit.now(), before.customer_id);
    edit.put(PaymentMethod { default, billing_address, updated_at: now, ..before });
    if default {
        be_the_only_default(edit, owner, id);
    }
    Ok(Done::Record(Kind::PaymentMethod, id))
}

/// `DELETE /payment_methods/{id}`.
pub(super) fn delete(edit: &mut Edit<'_>, id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    if edit.get::<PaymentMethod>(id).is_none() {
        return Err(Refusal::NotFound);
    }
    if edit.state().addresses.values().any(|address: &Address| address.payment_method_id == Some(id)) {
        return Err(Refusal::field("address", "Can not delete payment method associated with addresses"));
    }
    edit.remove::<PaymentMethod>(id);
    Ok(Done::Nothing)
}

/// The address on the bill; what is wrong with it stands below its name, as captured.
fn billing_address(given: Option<&Map<String, Value>>, mut billing: PostalAddress) -> Result<PostalAddress, Refusal> {
    if let Some(given) = given {
        let mut input = Input::of(given);
        postal(&mut input, &mut billing);
        input.finish().map_err(|refusal| refusal.below("billing_address"))?;
    }
    Ok(billing)
}

fn be_the_only_default(edit: &mut Edit<'_>, owner: Id, id: Id) {
    let others = edit.state().payment_methods.values();
    let others: Vec<Id> =
        others.filter(|it| it.customer_id == owner && it.id != id && it.default).map(|it| it.id).collect();
    for other in others {
        if let Some(method) = edit.get_mut::<PaymentMethod>(other) {
            method.default = false;
        }
    }
}
