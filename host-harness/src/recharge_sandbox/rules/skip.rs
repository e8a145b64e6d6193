//! Skip and unskip: items of a charge that are left out on its date, and taken back. What is left out is kept on a charge
//! of status "skipped" at that date; there is one for each address and date, however many calls it took.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::cycle::{is_skipped, next_cycle};
use super::dates::is_ahead;
use super::{Call, Done, Input, Refusal};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{Charge, ChargeStatus, Id, ItemKind, Kind, LineItem, Onetime, Subscription};
use crate::recharge_sandbox::state::State;
use crate::recharge_sandbox::unknowns::{PartialSkipId, SkipWithoutIds};

/// `POST /charges/{id}/skip`. Answers with the charge that holds what is skipped.
pub(super) fn skip(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let charge = edit.get::<Charge>(id).cloned().ok_or(Refusal::NotFound)?;
    let ids = named_ids(edit, call)?;
    if charge.status != ChargeStatus::Queued {
        return Err(Refusal::wrong_state(format!("charge is {}, not queued", charge.status.as_str())));
    }
    if !is_ahead(edit, charge.scheduled_at) {
        return Err(Refusal::wrong_state("charge is already being processed"));
    }
    let ids = ids.unwrap_or_else(|| charge.line_items.iter().filter(|item| is_skippable(item)).map(id_of).collect());
    if ids.is_empty() {
        return Err(Refusal::wrong_state("charge has no item that can be skipped"));
    }
    for id in &ids {
        let item = charge.line_items.iter().find(|item| item.purchase_item_id == *id);
        let message = match item {
            None => format!("purchase item {id} is not on this charge"),
            Some(item) if item.kind == ItemKind::Onetime => {
                format!("purchase item {id} is a onetime and can not be skipped")
            }
            Some(item) if !is_skippable(item) => format!("purchase item {id} is prepaid and can not be skipped"),
            Some(_) => continue,
        };
        return Err(Refusal::field(FIELD, message));
    }
    let skipped = set_apart(edit, charge.clone(), &ids);
    advance(edit, &ids, charge.scheduled_at);
    slide_onetimes(edit, &charge);
    Ok(Done::Record(Kind::Charge, skipped))
}

/// `POST /charges/{id}/unskip`. Regenerates at once: until then no charge would hold the items, and the answer is the one
/// that does.
pub(super) fn unskip(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let charge = edit.get::<Charge>(id).cloned().ok_or(Refusal::NotFound)?;
    let ids = named_ids(edit, call)?;
    if charge.status != ChargeStatus::Skipped {
        return Err(Refusal::wrong_state(format!("charge is {}, not skipped", charge.status.as_str())));
    }
    let date = charge.scheduled_at;
    if !is_ahead(edit, date) {
        return Err(Refusal::wrong_state("the date of the skipped charge has passed"));
    }
    let ids = ids.unwrap_or_else(|| charge.line_items.iter().map(id_of).collect());
    for id in &ids {
        if !charge.contains(*id) {
            return Err(Refusal::field(FIELD, format!("purchase item {id} is not on this charge")));
        }
        if edit.get::<Subscription>(*id).is_none_or(|subscription| !subscription.is_active()) {
            return Err(Refusal::wrong_state(format!("subscription {id} is not active")));
        }
    }
    let now = edit.now();
    let rest: Vec<LineItem> =
        charge.line_items.iter().filter(|item| !ids.contains(&item.purchase_item_id)).cloned().collect();
    let is_taken = queued_at(edit.state(), charge.address_id, date).is_some();
    if !rest.is_empty() {
        edit.put(Charge { line_items: rest, updated_at: now, ..charge.clone() });
    } else if is_taken {
        edit.remove::<Charge>(charge.id);
    } else {
        edit.put(Charge { status: ChargeStatus::Queued, updated_at: now, ..charge.clone() });
    }
    for id in &ids {
        if let Some(subscription) = edit.get_mut::<Subscription>(*id) {
            subscription.next_charge_scheduled_at = Some(date);
        }
    }
    edit.regenerate(charge.address_id);
    let holds = queued_at(edit.state(), charge.address_id, date).ok_or(Refusal::NotFound)?;
    Ok(Done::Record(Kind::Charge, holds))
}

/// `POST /addresses/{id}/charges/skip` and `POST /subscriptions/{id}/charges/skip`: a date of the schedule, which need not
/// have a charge yet.
pub(super) fn skip_on_date(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let mut input = Input::of(call.body);
    let date = input.required::<Date>("date");
    let listed = input.optional::<Vec<Id>>("subscription_ids");
    let single = input.optional::<Id>("subscription_id");
    let of_subscription = matches!(call.write, super::Write::Call(Kind::Subscription, _, _));
    if !of_subscription && listed.as_ref().is_none_or(Vec::is_empty) {
        input.wrong("subscription_ids", "Missing data for required field.");
    }
    let date = input.complete(date)?;
    let ids: BTreeSet<Id> = match (of_subscription, listed) {
        (true, _) => BTreeSet::from([id]),
        (false, listed) => listed.into_iter().flatten().collect(),
    };
    if of_subscription && single.is_some_and(|single| single != id) {
        return Err(Refusal::field("subscription_id", "is not the subscription of the path"));
    }
    if !of_subscription && !edit.state().addresses.contains_key(&id) {
        return Err(Refusal::NotFound);
    }
    let mut address = None;
    for subscription_id in &ids {
        let found = edit.get::<Subscription>(*subscription_id).filter(|it| of_subscription || it.address_id == id);
        let Some(subscription) = found else {
            return Err(if of_subscription {
                Refusal::NotFound
            } else {
                Refusal::field("subscription_ids", format!("subscription {subscription_id} is not at this address"))
            });
        };
        if !subscription.is_active() {
            return Err(Refusal::wrong_state(format!("subscription {subscription_id} is not active")));
        }
        if subscription.is_prepaid() {
            return Err(Refusal::field(
                "subscription_ids",
                format!("subscription {subscription_id} is prepaid and can not be skipped"),
            ));
        }
        if !is_ahead(edit, date) || !is_scheduled(edit.state(), subscription, date) {
            // The words that clients match.
            return Err(Refusal::field("date", "Date must be within the charge interval schedule"));
        }
        address = Some(subscription.address_id);
    }
    let Some(address) = address else { return Err(Refusal::NotFound) };
    let due: BTreeSet<Id> = ids
        .iter()
        .copied()
        .filter(|id| edit.get::<Subscription>(*id).is_some_and(|it| it.next_charge_scheduled_at == Some(date)))
        .collect();
    let queued = queued_at(edit.state(), address, date).and_then(|id| edit.get::<Charge>(id).cloned());
    if let Some(charge) = queued.filter(|charge| due.iter().any(|id| charge.contains(*id))) {
        set_apart(edit, charge.clone(), &due);
        advance(edit, &due, date);
        slide_onetimes(edit, &charge);
    }
    let later: Vec<LineItem> = ids
        .iter()
        .filter(|id| !is_skipped(edit.state(), **id, date))
        .filter_map(|id| edit.get::<Subscription>(*id).map(LineItem::of_subscription))
        .collect();
    let skipped = match skipped_at(edit.state(), address, date) {
        Some(skipped) => {
            add_items(edit, skipped, later);
            skipped
        }
        None => {
            let skipped = edit.next_id();
            let now = edit.now();
            let Some(book) = edit.state().address_book(address) else { return Err(Refusal::NotFound) };
            let charge = crate::recharge_sandbox::regenerate::queued(&book, skipped, date, later, now);
            edit.put(Charge { status: ChargeStatus::Skipped, ..charge });
            skipped
        }
    };
    // Whose next date this was without a charge that holds it, while regeneration is under way.
    advance(edit, &due, date);
    Ok(Done::Record(Kind::Charge, skipped))
}

/// The field that skip and unskip name their items in.
const FIELD: &str = "purchase_item_ids";

/// The items that a call names, each once; nothing where it may name none.
fn named_ids(edit: &Edit<'_>, call: &Call<'_>) -> Result<Option<BTreeSet<Id>>, Refusal> {
    let mut input = Input::of(call.body);
    let listed = input.optional::<Vec<Id>>(FIELD);
    let single = input.optional::<Id>("purchase_item_id");
    input.finish()?;
    let ids: BTreeSet<Id> = listed.into_iter().flatten().chain(single).collect();
    match (ids.is_empty(), edit.unknowns().skip_without_ids) {
        (false, _) => Ok(Some(ids)),
        (true, SkipWithoutIds::All) => Ok(None),
        (true, SkipWithoutIds::Refused) => Err(Refusal::field(FIELD, "Missing data for required field.")),
    }
}

fn id_of(item: &LineItem) -> Id {
    item.purchase_item_id
}

fn is_skippable(item: &LineItem) -> bool {
    item.kind == ItemKind::Subscription && item.orders_per_charge == 1
}

fn charge_at(state: &State, status: ChargeStatus, address: Id, date: Date) -> Option<Id> {
    let mut charges = state.charges.values();
    charges
        .find(|charge| charge.status == status && charge.address_id == address && charge.scheduled_at == date)
        .map(|charge| charge.id)
}

fn queued_at(state: &State, address: Id, date: Date) -> Option<Id> {
    charge_at(state, ChargeStatus::Queued, address, date)
}

fn skipped_at(state: &State, address: Id, date: Date) -> Option<Id> {
    charge_at(state, ChargeStatus::Skipped, address, date)
}

/// Takes the items off a queued charge and puts them on the skipped one of that date; the skipped charge's id.
fn set_apart(edit: &mut Edit<'_>, charge: Charge, ids: &BTreeSet<Id>) -> Id {
    let now = edit.now();
    let (skipped, stays): (Vec<LineItem>, Vec<LineItem>) =
        charge.line_items.iter().cloned().partition(|item| ids.contains(&item.purchase_item_id));
    // Onetimes alone don't hold a charge: they slide to the next one.
    let is_full = stays.iter().all(|item| item.kind == ItemKind::Onetime);
    if let Some(existing) = skipped_at(edit.state(), charge.address_id, charge.scheduled_at) {
        add_items(edit, existing, skipped);
        if is_full {
            edit.remove::<Charge>(charge.id);
        } else {
            edit.put(Charge { line_items: stays, updated_at: now, ..charge });
        }
        return existing;
    }
    let id = charge.id;
    if is_full {
        edit.put(Charge { status: ChargeStatus::Skipped, line_items: skipped, updated_at: now, ..charge });
        return id;
    }
    let other = edit.next_id();
    let (skipped_id, queued_id) = match edit.unknowns().partial_skip_id {
        PartialSkipId::Skipped => (id, other),
        PartialSkipId::Queued => (other, id),
    };
    let created = |new: bool| if new { now } else { charge.created_at };
    let skipped = Charge {
        id: skipped_id,
        status: ChargeStatus::Skipped,
        line_items: skipped,
        created_at: created(skipped_id == other),
        updated_at: now,
        ..charge.clone()
    };
    let queued =
        Charge { id: queued_id, line_items: stays, created_at: created(queued_id == other), updated_at: now, ..charge };
    edit.put(skipped);
    edit.put(queued);
    skipped_id
}

fn add_items(edit: &mut Edit<'_>, charge: Id, items: Vec<LineItem>) {
    let now = edit.now();
    if items.is_empty() {
        return;
    }
    if let Some(charge) = edit.get_mut::<Charge>(charge) {
        charge.line_items.extend(items);
        charge.line_items.sort_by_key(id_of);
        charge.updated_at = now;
    }
}

/// Moves each subscription that was due on that date on to its next cycle.
fn advance(edit: &mut Edit<'_>, ids: &BTreeSet<Id>, date: Date) {
    for id in ids {
        let due = edit.get::<Subscription>(*id).filter(|it| it.next_charge_scheduled_at == Some(date));
        let Some(next) = due.map(|subscription| next_cycle(edit.state(), subscription, date)) else { continue };
        if let Some(subscription) = edit.get_mut::<Subscription>(*id) {
            subscription.next_charge_scheduled_at = next;
        }
    }
}

/// When no subscription of a charge is left on its date, its onetimes go with the address's next charge.
fn slide_onetimes(edit: &mut Edit<'_>, charge: &Charge) {
    let date = charge.scheduled_at;
    let at = |date: Option<Date>, address: Id| date.filter(|_| address == charge.address_id);
    let dates = edit.state().subscriptions.values().filter(|subscription| subscription.is_active());
    let dates = dates.filter_map(|subscription| at(subscription.next_charge_scheduled_at, subscription.address_id));
    let dates: BTreeSet<Date> = dates.filter(|other| *other >= date).collect();
    let Some(next) = dates.first().copied().filter(|_| !dates.contains(&date)) else { return };
    let now = edit.now();
    for item in charge.line_items.iter().filter(|item| item.kind == ItemKind::Onetime) {
        if let Some(onetime) = edit.get_mut::<Onetime>(item.purchase_item_id) {
            onetime.next_charge_scheduled_at = Some(next);
            onetime.updated_at = now;
        }
    }
}

/// Whether a date is one of those that a subscription will be charged on.
fn is_scheduled(state: &State, subscription: &Subscription, date: Date) -> bool {
    let mut next = subscription.next_charge_scheduled_at;
    while let Some(scheduled) = next.filter(|scheduled| *scheduled <= date) {
        if scheduled == date {
            return true;
        }
        next = next_cycle(state, subscription, scheduled);
    }
    false
}
