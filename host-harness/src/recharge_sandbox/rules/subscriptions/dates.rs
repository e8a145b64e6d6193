//! When and where a subscription is charged next.

use jiff::civil::Date;

use super::super::{Call, Done, Input, Refusal, dates};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{Address, Charge, ChargeStatus, Id, Kind, Subscription, SubscriptionStatus};
use crate::recharge_sandbox::unknowns::MoveInDunning;

/// `POST /subscriptions/{id}/set_next_charge_date`. Moves that subscription alone; its `updated_at` stays, as it does
/// whenever only the date of a charge moves.
pub(in super::super) fn set_next_charge_date(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let subscription = edit.get::<Subscription>(id).cloned().ok_or(Refusal::NotFound)?;
    let mut input = Input::of(call.body);
    let date = input.required::<Date>("date");
    let date = dates::ahead(edit, "date", input.complete(date)?)?;
    match subscription.status {
        SubscriptionStatus::Active => move_to(edit, id, date)?,
        // A subscription that has ended has no charge to move. What "act on cancelled subscriptions" means is not
        // documented; here it is the date that an activation restores.
        SubscriptionStatus::Cancelled if call.flags.force_update => {
            let cancellation = edit.get_mut::<Subscription>(id).and_then(|it| it.cancellation.as_mut());
            if let Some(cancellation) = cancellation {
                cancellation.next_charge_scheduled_at = Some(date);
            }
        }
        status => return Err(Refusal::wrong_state(format!("subscription is {}, not active", status.as_str()))),
    }
    Ok(Done::Record(Kind::Subscription, id))
}

/// Moves an active subscription's next date.
pub(in super::super) fn move_to(edit: &mut Edit<'_>, id: Id, date: Date) -> Result<(), Refusal> {
    leave_held_charge(edit, id)?;
    if let Some(subscription) = edit.get_mut::<Subscription>(id) {
        subscription.next_charge_scheduled_at = Some(date);
    }
    Ok(())
}

/// Takes a subscription off the charge that holds it for a payment that failed. One whose payment is under way holds it
/// in any case.
fn leave_held_charge(edit: &mut Edit<'_>, id: Id) -> Result<(), Refusal> {
    let mut charges = edit.state().charges.values();
    let Some(held) = charges.find(|charge| charge.status.holds_items() && charge.contains(id)).cloned() else {
        return Ok(());
    };
    if held.status != ChargeStatus::Error {
        return Err(Refusal::wrong_state("the payment of this subscription is under way"));
    }
    if edit.unknowns().move_in_dunning == MoveInDunning::Refused {
        return Err(Refusal::wrong_state("the payment of this subscription has failed and is tried again"));
    }
    let now = edit.now();
    let line_items: Vec<_> = held.line_items.iter().filter(|item| item.purchase_item_id != id).cloned().collect();
    if line_items.is_empty() {
        edit.remove::<Charge>(held.id);
    } else {
        edit.put(Charge { line_items, updated_at: now, ..held });
    }
    Ok(())
}

/// `POST /subscriptions/{id}/change_address`: to another address of the same customer, where it joins the charges.
pub(in super::super) fn change_address(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let subscription = edit.get::<Subscription>(id).cloned().ok_or(Refusal::NotFound)?;
    let mut input = Input::of(call.body);
    let address = input.required::<Id>("address_id");
    let date = input.optional::<Date>("next_charge_scheduled_at");
    let address = input.complete(address)?;
    let owner = edit.get::<Address>(address).map(|address| address.customer_id);
    if owner != Some(subscription.customer_id) {
        return Err(Refusal::field("address_id", "Not found"));
    }
    if let Some(date) = date {
        dates::ahead_for_new(edit, "next_charge_scheduled_at", date)?;
        if !subscription.is_active() {
            let message = format!("subscription is {}, not active", subscription.status.as_str());
            return Err(Refusal::wrong_state(message));
        }
    }
    if address != subscription.address_id {
        // The failing charge belongs to the old address, and so do the dates that are skipped there. Off that charge the
        // subscription would have no date, or one that has passed.
        let mut charges = edit.state().charges.values();
        if date.is_none() && charges.any(|charge| charge.status.holds_items() && charge.contains(id)) {
            return Err(Refusal::wrong_state("the payment of this subscription is open; say next_charge_scheduled_at"));
        }
        leave_held_charge(edit, id)?;
        leave_skipped_charges(edit, id);
    }
    let now = edit.now();
    if let Some(subscription) = edit.get_mut::<Subscription>(id) {
        subscription.address_id = address;
        subscription.updated_at = now;
        if date.is_some() {
            subscription.next_charge_scheduled_at = date;
        }
    }
    Ok(Done::Record(Kind::Subscription, id))
}

/// Takes a subscription off the charges that are skipped and still ahead.
pub(in super::super) fn leave_skipped_charges(edit: &mut Edit<'_>, id: Id) {
    let today = edit.today();
    let ahead =
        |charge: &&Charge| charge.status == ChargeStatus::Skipped && charge.scheduled_at > today && charge.contains(id);
    let skipped: Vec<Charge> = edit.state().charges.values().filter(ahead).cloned().collect();
    let now = edit.now();
    for mut charge in skipped {
        charge.line_items.retain(|item| item.purchase_item_id != id);
        if charge.line_items.is_empty() {
            edit.remove::<Charge>(charge.id);
        } else {
            edit.put(Charge { updated_at: now, ..charge });
        }
    }
}
