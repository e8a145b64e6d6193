//! What is written to a customer.

use serde_json::{Map, Value, json};

use super::{Call, Done, Input, Refusal};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{
    Address, Charge, Customer, Id, Kind, Onetime, Order, PaymentMethod, Subscription,
};

/// What is answered when an address belongs to somebody already: a text and not a list, as captured.
const TAKEN: &str = "email already exists on store";

/// The mails that a shop may have sent.
const TEMPLATES: [&str; 3] = ["get_account_access", "upcoming_charge", "shopify_update_payment_information"];

/// Text that may not be empty, with the words of captured answers.
pub(super) fn text(input: &mut Input<'_>, name: &str) -> Option<String> {
    let text = input.optional::<String>(name)?;
    if text.is_empty() {
        input.wrong(name, "Shorter than minimum length 1.");
        return None;
    }
    Some(text)
}

fn email(input: &mut Input<'_>) -> Option<String> {
    let email = input.optional::<String>("email")?;
    if !email.contains('@') {
        input.wrong("email", "Not a valid email address.");
        return None;
    }
    Some(email)
}

/// An address belongs to one customer of a store.
fn refuse_taken(edit: &Edit<'_>, email: &str, own: Option<Id>) -> Result<(), Refusal> {
    let lower = email.to_lowercase();
    let mut others = edit.state().customers.values().filter(|customer| Some(customer.id) != own);
    match others.any(|customer| customer.email.to_lowercase() == lower) {
        true => Err(Refusal::field_text("email", TAKEN)),
        false => Ok(()),
    }
}

/// `POST /customers`. The shop system's id comes with its synchronisation, which the sandbox doesn't do.
pub(super) fn create(edit: &mut Edit<'_>, call: &Call<'_>) -> Result<Done, Refusal> {
    let mut input = Input::of(call.body);
    for name in ["email", "first_name", "last_name"] {
        if !input.has(name) {
            input.wrong(name, "Missing data for required field.");
        }
    }
    let who = email(&mut input).zip(text(&mut input, "first_name")).zip(text(&mut input, "last_name"));
    let phone = input.nullable::<String>("phone").flatten();
    let tax_exempt = input.optional::<bool>("tax_exempt").unwrap_or(false);
    let external = input.nullable::<Map<String, Value>>("external_customer_id").flatten();
    let ((email, first_name), last_name) = input.complete(who)?;
    refuse_taken(edit, &email, None)?;
    let (id, now) = (edit.next_id(), edit.now());
    let mut hash = crate::recharge_sandbox::model::token_digest(&format!("customer {id}"));
    hash.truncate(30);
    edit.put(Customer {
        id,
        email,
        first_name,
        last_name,
        phone,
        external_customer_id: external.and_then(|map| Some(map.get("ecommerce")?.as_str()?.to_owned())),
        hash,
        tax_exempt,
        created_at: now,
        updated_at: now,
        first_charge_processed_at: None,
        subscription_related_charge_streak: 0,
        oddity: Default::default(),
    });
    Ok(Done::Created(Kind::Customer, id))
}

/// `PUT /customers/{id}`: what is given.
pub(super) fn update(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let before = edit.get::<Customer>(id).cloned().ok_or(Refusal::NotFound)?;
    let mut input = Input::of(call.body);
    let email = email(&mut input);
    let first_name = text(&mut input, "first_name");
    let last_name = text(&mut input, "last_name");
    let phone = input.nullable::<String>("phone");
    let tax_exempt = input.optional::<bool>("tax_exempt");
    let external = input.nullable::<Map<String, Value>>("external_customer_id");
    input.finish()?;
    if let Some(email) = &email {
        refuse_taken(edit, email, Some(id))?;
    }
    let external = external.map(|map| map.and_then(|map| Some(map.get("ecommerce")?.as_str()?.to_owned())));
    let now = edit.now();
    edit.put(Customer {
        email: email.unwrap_or(before.email),
        first_name: first_name.unwrap_or(before.first_name),
        last_name: last_name.unwrap_or(before.last_name),
        phone: phone.unwrap_or(before.phone),
        tax_exempt: tax_exempt.unwrap_or(before.tax_exempt),
        external_customer_id: external.unwrap_or(before.external_customer_id),
        updated_at: now,
        ..before
    });
    Ok(Done::Record(Kind::Customer, id))
}

/// `DELETE /customers/{id}` with everything of theirs. Whether Recharge takes it while subscriptions are active is not
/// known; the sandbox doesn't.
pub(super) fn delete(edit: &mut Edit<'_>, id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    if edit.get::<Customer>(id).is_none() {
        return Err(Refusal::NotFound);
    }
    if edit.state().subscriptions.values().any(|it| it.customer_id == id && it.is_active()) {
        return Err(Refusal::field("subscriptions", "Customer has active subscriptions"));
    }
    let addresses: Vec<Id> = of(edit.state().addresses.values().map(|it| (it.id, it.customer_id)), id);
    for address in addresses {
        super::addresses::remove(edit, address);
    }
    let methods: Vec<Id> = of(edit.state().payment_methods.values().map(|it| (it.id, it.customer_id)), id);
    for method in methods {
        edit.remove::<PaymentMethod>(method);
    }
    edit.remove::<Customer>(id);
    Ok(Done::Nothing)
}

fn of(records: impl Iterator<Item = (Id, Id)>, owner: Id) -> Vec<Id> {
    records.filter(|(_, customer)| *customer == owner).map(|(id, _)| id).collect()
}

/// Everything that hangs on an address, gone with it.
pub(super) fn remove_all_at(edit: &mut Edit<'_>, address: Id) {
    let at = |records: Vec<(Id, Id)>| of(records.into_iter(), address);
    let state = edit.state();
    let subscriptions = at(state.subscriptions.values().map(|it| (it.id, it.address_id)).collect());
    let onetimes = at(state.onetimes.values().map(|it| (it.id, it.address_id)).collect());
    let charges = at(state.charges.values().map(|it| (it.id, it.address_id)).collect());
    let orders = at(state.orders.values().map(|it| (it.id, it.address_id)).collect());
    subscriptions.into_iter().for_each(|id| edit.remove::<Subscription>(id));
    onetimes.into_iter().for_each(|id| edit.remove::<Onetime>(id));
    charges.into_iter().for_each(|id| edit.remove::<Charge>(id));
    orders.into_iter().for_each(|id| edit.remove::<Order>(id));
    edit.remove::<Address>(address);
}

/// `POST /customers/{id}/notifications`. Nobody is mailed from here.
pub(super) fn notify(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    if edit.get::<Customer>(id).is_none() {
        return Err(Refusal::NotFound);
    }
    let mut input = Input::of(call.body);
    let kind = input.required::<String>("type");
    if kind.as_deref().is_some_and(|kind| kind != "email") {
        input.wrong("type", "Must be one of: email.");
    }
    let template = input.required::<String>("template_type");
    if template.as_deref().is_some_and(|template| !TEMPLATES.contains(&template)) {
        input.wrong("template_type", format!("Must be one of: {}.", TEMPLATES.join(", ")));
    }
    input.finish()?;
    Ok(Done::Json(json!({})))
}
