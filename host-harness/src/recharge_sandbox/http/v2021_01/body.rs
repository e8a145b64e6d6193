//! The bodies of writes in version 2021-01 as 2021-11 has them, and what is wrong with them the other way round.

use serde_json::{Map, Value, json};

use super::{Form, Renamed};
use crate::recharge_sandbox::model::{Kind, Order};
use crate::recharge_sandbox::rules::{Procedure, Refusal, Write};
use crate::recharge_sandbox::state::State;
use crate::recharge_sandbox::wire::country;

/// A body in the terms of 2021-11, and its `commit_update`: whether regeneration is waited for, which 2021-11 has in the
/// query.
pub(crate) type Translated = (Map<String, Value>, bool);

/// Fields that are dates; 2021-01 writes them with a time.
const DATES: [&str; 4] = ["date", "next_charge_date", "next_charge_scheduled_at", "scheduled_at"];

/// The ids of the shop system, which 2021-11 wraps.
const WRAPPED: [&str; 2] = ["external_customer_id", "external_variant_id"];

/// What fields of a write are called.
fn names(write: Write) -> Renamed {
    match write {
        Write::Create(Kind::Customer) | Write::Update(Kind::Customer, _) => {
            &[("shopify_customer_id", "external_customer_id")]
        }
        Write::Create(Kind::Address) | Write::Update(Kind::Address, _) => {
            &[("cart_note", "order_note"), ("country", "country_code"), ("note_attributes", "order_attributes")]
        }
        Write::Create(Kind::Subscription | Kind::Onetime)
        | Write::Update(Kind::Subscription | Kind::Onetime, _)
        | Write::Call(_, _, Procedure::BulkCreate | Procedure::BulkUpdate) => {
            &[("shopify_variant_id", "external_variant_id")]
        }
        Write::Call(Kind::Charge, _, Procedure::Skip | Procedure::Unskip) => {
            &[("subscription_id", "purchase_item_id"), ("subscription_ids", "purchase_item_ids")]
        }
        _ => &[],
    }
}

/// A body of 2021-01 in the terms of 2021-11.
///
/// # Errors
/// When the path names a record that the body's record doesn't belong to, or a field can't be said in 2021-11.
pub(crate) fn translate(
    write: Write,
    form: Form,
    state: &State,
    body: Map<String, Value>,
) -> Result<Translated, Refusal> {
    let mut body = body;
    let commit = body.remove("commit_update").is_some_and(|value| value == true || value == "true");
    fields(&mut body, names(write))?;
    if matches!(write, Write::Create(Kind::Address) | Write::Update(Kind::Address, _)) {
        // An address's discount has calls of its own.
        body.remove("discounts");
    }
    match (form, write) {
        (Form::OfCustomer(id), _) => {
            body.insert("customer_id".to_owned(), json!(id));
        }
        (Form::AtAddress(id), _) => {
            body.insert("address_id".to_owned(), json!(id));
        }
        (Form::OfCharge(charge), Write::Call(_, order, _)) => {
            let belongs = |order: &Order| order.charge_id == charge;
            if !state.orders.get(&order).is_some_and(belongs) {
                return Err(Refusal::NotFound);
            }
        }
        (Form::OrderDate, _) => {
            // The deprecated name of the same date.
            let date = body.remove("scheduled_at").or_else(|| body.remove("shipping_date").map(plain_date));
            let date = date.ok_or_else(|| Refusal::field("scheduled_at", "Missing data for required field."))?;
            body = Map::from_iter([("scheduled_at".to_owned(), date)]);
        }
        (Form::Plain | Form::OfCharge(_), _) => {}
    }
    match write {
        Write::Update(Kind::Customer, _) if body.keys().any(|name| name.starts_with("billing_")) => {
            // In 2021-11 it is the payment method's.
            return Err(Refusal::not_in_the_sandbox("billing addresses of customers"));
        }
        Write::Update(Kind::Order, _) => {
            if let Some(Value::Object(place)) = body.get_mut("shipping_address") {
                fields(place, &[("country", "country_code")]).map_err(|refusal| refusal.below("shipping_address"))?;
            }
        }
        Write::Call(_, _, Procedure::BulkCreate | Procedure::BulkUpdate) => {
            if let Some(Value::Array(items)) = body.get_mut("subscriptions") {
                for item in items.iter_mut().filter_map(Value::as_object_mut) {
                    fields(item, names(write))?;
                }
            }
        }
        _ => {}
    }
    Ok((body, commit))
}

/// Renames the fields of an object. A name that only 2021-11 has means nothing here, and must not begin to.
fn fields(object: &mut Map<String, Value>, names: Renamed) -> Result<(), Refusal> {
    for (old, new) in names {
        object.remove(*new);
        let Some(value) = object.remove(*old) else { continue };
        let value = match (*new, value) {
            ("country_code", Value::String(name)) => match country::code(&name) {
                Some(code) => json!(code),
                None => return Err(Refusal::field("country", "Not a valid country.")),
            },
            (new, value @ (Value::String(_) | Value::Number(_))) if WRAPPED.contains(&new) => {
                let id = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                json!({"ecommerce": id})
            }
            (_, value) => value,
        };
        object.insert((*new).to_owned(), value);
    }
    for name in DATES {
        if let Some(value) = object.get_mut(name) {
            *value = plain_date(value.take());
        }
    }
    Ok(())
}

/// The date of "2026-02-09T00:00:00". A zone behind it is left there, and so is refused: Recharge has been seen to fail
/// over one.
fn plain_date(value: Value) -> Value {
    let date = value.as_str().filter(|text| text.len() == 19).and_then(|text| text.split_once('T'));
    let date = date.filter(|(_, time)| time.parse::<jiff::civil::Time>().is_ok()).map(|(date, _)| json!(date));
    date.unwrap_or(value)
}

/// What is wrong with a body, by the names of 2021-01.
pub(crate) fn refusal(write: Write, refusal: Refusal) -> Refusal {
    let Refusal::Captured(mut body) = refusal else { return refusal };
    let mut names = names(write).to_vec();
    if matches!(write, Write::Update(Kind::Order, _)) {
        names.push(("country", "country_code"));
    }
    if let Some(errors) = body.get_mut("errors") {
        rename(errors, &names);
    }
    Refusal::Captured(body)
}

fn rename(errors: &mut Value, names: &[(&str, &str)]) {
    match errors {
        Value::Object(fields) => {
            let renamed = std::mem::take(fields).into_iter().map(|(name, mut value)| {
                rename(&mut value, names);
                let old = names.iter().find(|(_, new)| *new == name).map_or(name.as_str(), |(old, _)| *old);
                (old.to_owned(), value)
            });
            *fields = renamed.collect();
        }
        Value::Array(texts) => texts.iter_mut().for_each(|text| rename(text, names)),
        Value::String(text) => {
            for (old, new) in names {
                *text = text.replace(new, old);
            }
        }
        _ => {}
    }
}
