//! `POST /addresses/merge`: everything of some addresses moves to another one of the same customer.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::super::{Call, Done, Input, Refusal, dates};
use super::remove;
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{Address, Charge, ChargeStatus, Id, Kind, Onetime, Order, Subscription};

/// `POST /addresses/merge`. What was skipped at a source is skipped at the target; a charge that is failing or under way
/// holds its address, so such a source is refused. History goes along.
pub(in super::super) fn merge(edit: &mut Edit<'_>, call: &Call<'_>) -> Result<Done, Refusal> {
    let mut input = Input::of(call.body);
    let target = input.required::<Map<String, Value>>("target_address").and_then(|map| id_in(&map));
    let sources = sources(&mut input, call);
    let date = input.nullable::<Date>("next_charge_date").flatten();
    let delete = ["delete_source_addresses", "delete_source_address"];
    let delete = delete.into_iter().any(|name| input.optional::<bool>(name) == Some(true));
    let (target, sources) = input.complete(target.zip(sources))?;
    let target = edit.get::<Address>(target).cloned().ok_or(Refusal::NotFound)?;
    for source in &sources {
        let owner = edit.get::<Address>(*source).map(|address| address.customer_id).ok_or(Refusal::NotFound)?;
        if owner != target.customer_id {
            return Err(Refusal::field("source_addresses", "Must belong to the customer of target_address."));
        }
        if *source == target.id {
            return Err(Refusal::field("source_addresses", "Must not contain target_address."));
        }
        if edit.state().charges.values().any(|it| it.address_id == *source && it.status.holds_items()) {
            return Err(Refusal::wrong_state("an address has a charge whose payment is open"));
        }
    }
    let date = date.map(|date| dates::ahead(edit, "next_charge_date", date)).transpose()?;
    for source in &sources {
        move_everything(edit, *source, &target);
    }
    if let Some(date) = date {
        at_one_date(edit, target.id, date);
    }
    if delete {
        sources.iter().for_each(|source| remove(edit, *source));
    }
    let now = edit.now();
    edit.put(Address { updated_at: now, ..target.clone() });
    Ok(Done::Record(Kind::Address, target.id))
}

/// `[{"id": 5}]`; one client sends the ids alone.
fn sources(input: &mut Input<'_>, call: &Call<'_>) -> Option<BTreeSet<Id>> {
    let Some(Value::Array(list)) = call.body.get("source_addresses") else {
        input.wrong("source_addresses", "Missing data for required field.");
        return None;
    };
    let ids: Option<BTreeSet<Id>> = list
        .iter()
        .map(|source| match source {
            Value::Object(map) => id_in(map),
            value => <Id as super::super::input::Field>::read(value),
        })
        .collect();
    match ids {
        Some(ids) if !ids.is_empty() => Some(ids),
        _ => {
            input.wrong("source_addresses", "Not a valid list.");
            None
        }
    }
}

fn id_in(map: &Map<String, Value>) -> Option<Id> {
    <Id as super::super::input::Field>::read(map.get("id")?)
}

fn move_everything(edit: &mut Edit<'_>, source: Id, target: &Address) {
    let now = edit.now();
    let subscriptions: Vec<Id> =
        edit.state().subscriptions.values().filter(|it| it.address_id == source).map(|it| it.id).collect();
    for id in subscriptions {
        if let Some(subscription) = edit.get_mut::<Subscription>(id) {
            subscription.address_id = target.id;
            subscription.updated_at = now;
        }
    }
    let onetimes: Vec<Id> =
        edit.state().onetimes.values().filter(|it| it.address_id == source).map(|it| it.id).collect();
    for id in onetimes {
        if let Some(onetime) = edit.get_mut::<Onetime>(id) {
            onetime.address_id = target.id;
            onetime.updated_at = now;
        }
    }
    let charges = edit.state().charges.values().filter(|charge| charge.address_id == source);
    let charges: Vec<Charge> = charges.cloned().collect();
    for charge in charges {
        let there = edit.state().charges.values().find(|it| {
            it.address_id == target.id && it.status == ChargeStatus::Skipped && it.scheduled_at == charge.scheduled_at
        });
        match (charge.status, there.cloned()) {
            // The queued ones are made anew at the target.
            (ChargeStatus::Queued, _) => edit.remove::<Charge>(charge.id),
            // One skipped charge for each address and date.
            (ChargeStatus::Skipped, Some(mut there)) => {
                edit.remove::<Charge>(charge.id);
                let new = charge.line_items.into_iter().filter(|item| !there.contains(item.purchase_item_id));
                let new: Vec<_> = new.collect();
                there.line_items.extend(new);
                edit.put(Charge { updated_at: now, ..there });
            }
            // What is over goes along, so that it isn't lost with the address.
            _ => edit.put(Charge { address_id: target.id, ..charge }),
        }
    }
    let orders: Vec<Order> = edit.state().orders.values().filter(|it| it.address_id == source).cloned().collect();
    for order in orders {
        edit.put(Order { address_id: target.id, ..order });
    }
}

/// Moves every active subscription of an address to one date, but for those whose payment is open.
fn at_one_date(edit: &mut Edit<'_>, address: Id, date: Date) {
    let held = |edit: &Edit<'_>, id: Id| {
        edit.state().charges.values().any(|charge| charge.status.holds_items() && charge.contains(id))
    };
    let subscriptions = edit.state().subscriptions.values().filter(|it| it.address_id == address && it.is_active());
    let subscriptions: Vec<Id> = subscriptions.map(|it| it.id).filter(|id| !held(edit, *id)).collect();
    for id in subscriptions {
        if let Some(subscription) = edit.get_mut::<Subscription>(id) {
            subscription.next_charge_scheduled_at = Some(date);
        }
    }
}
