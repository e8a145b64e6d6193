//! What is written to a charge as a whole.

use jiff::civil::Date;

use super::subscriptions::move_to;
use super::{Call, Done, Input, Refusal, dates};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{Charge, ChargeStatus, Id, ItemKind, Kind, Money, Onetime, Subscription, Totals};
use crate::recharge_sandbox::passing;

/// `POST /charges/{id}/change_next_charge_date`: everything on it.
pub(super) fn change_next_charge_date(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let charge = edit.get::<Charge>(id).cloned().ok_or(Refusal::NotFound)?;
    let mut input = Input::of(call.body);
    let date = input.required::<Date>("next_charge_date");
    let date = dates::ahead(edit, "next_charge_date", input.complete(date)?)?;
    if charge.status != ChargeStatus::Queued {
        return Err(Refusal::wrong_state(format!("charge is {}, not queued", charge.status.as_str())));
    }
    if !dates::is_ahead(edit, charge.scheduled_at) {
        return Err(Refusal::wrong_state("charge is already being processed"));
    }
    let now = edit.now();
    for item in &charge.line_items {
        match item.kind {
            // While an earlier change waits for regeneration, the charge may still show what has ended or left.
            ItemKind::Subscription => {
                let stays = |it: &Subscription| it.is_active() && it.address_id == charge.address_id;
                if edit.get::<Subscription>(item.purchase_item_id).is_some_and(stays) {
                    move_to(edit, item.purchase_item_id, date)?;
                }
            }
            ItemKind::Onetime => {
                if let Some(onetime) = edit.get_mut::<Onetime>(item.purchase_item_id) {
                    onetime.next_charge_scheduled_at = Some(date);
                    onetime.updated_at = now;
                }
            }
        }
    }
    // Everything moves, so the answer is the charge of the new date, whichever it is.
    edit.regenerate(charge.address_id);
    let holds = |it: &&Charge| it.is_queued() && it.address_id == charge.address_id && it.scheduled_at == date;
    let id = edit.state().charges.values().find(holds).map(|charge| charge.id).ok_or(Refusal::NotFound)?;
    Ok(Done::Record(Kind::Charge, id))
}

/// `POST /charges/{id}/process`: takes the payment now.
pub(super) fn process(edit: &mut Edit<'_>, id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    let status = edit.get::<Charge>(id).map(|charge| charge.status).ok_or(Refusal::NotFound)?;
    if !matches!(status, ChargeStatus::Queued | ChargeStatus::Error) {
        return Err(Refusal::wrong_state(format!("charge is {}, neither queued nor failed", status.as_str())));
    }
    passing::process_charge(edit, id);
    if edit.get::<Charge>(id).is_none() {
        // An earlier change had taken everything off it, and was only now followed.
        return Err(Refusal::NotFound);
    }
    Ok(Done::Record(Kind::Charge, id))
}

/// `POST /charges/{id}/refund`: an amount, or everything that is left.
pub(super) fn refund(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let charge = edit.get::<Charge>(id).cloned().ok_or(Refusal::NotFound)?;
    let mut input = Input::of(call.body);
    let full = input.optional::<bool>("full_refund").unwrap_or(false);
    let amount = if full { input.optional::<Money>("amount") } else { input.required::<Money>("amount") };
    input.finish()?;
    if !matches!(charge.status, ChargeStatus::Success | ChargeStatus::PartiallyRefunded) {
        return Err(Refusal::wrong_state(format!("charge is {} and can not be refunded", charge.status.as_str())));
    }
    let discount = edit.state().discount(charge.discount_id);
    let total = Totals::of(&charge.line_items, discount, charge.shipping.as_ref()).price;
    let refunded = match amount.filter(|_| !full) {
        None => total,
        Some(Money::ZERO) => return Err(Refusal::field("amount", "Must be greater than 0.")),
        Some(amount) => charge.refunded.plus(amount),
    };
    if refunded > total {
        return Err(Refusal::field("amount", "Is more than what is left to refund."));
    }
    let status = if refunded == total { ChargeStatus::Refunded } else { ChargeStatus::PartiallyRefunded };
    let now = edit.now();
    edit.put(Charge { status, refunded, updated_at: now, ..charge });
    Ok(Done::Record(Kind::Charge, id))
}

/// `POST /charges/{id}/capture_payment`: for payments that are only authorised, which the sandbox never has.
pub(super) fn capture_payment(edit: &mut Edit<'_>, id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    let status = edit.get::<Charge>(id).map(|charge| charge.status).ok_or(Refusal::NotFound)?;
    Err(Refusal::wrong_state(format!("charge is {}; there is no payment to capture", status.as_str())))
}
