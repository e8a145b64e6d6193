//! How a subscription ends and comes back.

use super::super::{Call, Done, Input, Refusal, dates};
use super::dates::leave_skipped_charges;
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{Cancellation, Id, Kind, Order, OrderStatus, Subscription, SubscriptionStatus};
use crate::recharge_sandbox::unknowns::{ActivatedDate, PrepaidAfterCancel, WrongState};

/// The longest comment beside a cancellation, in characters.
const MAX_COMMENTS: usize = 1024;

/// `POST /subscriptions/{id}/cancel`. A charge whose payment has failed stays: cancelling doesn't settle it.
pub(in super::super) fn cancel(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let subscription = edit.get::<Subscription>(id).cloned().ok_or(Refusal::NotFound)?;
    let mut input = Input::of(call.body);
    let reason = input.required::<String>("cancellation_reason");
    if reason.as_deref().is_some_and(|reason| reason.trim().is_empty()) {
        input.wrong("cancellation_reason", "Shorter than minimum length 1.");
    }
    let comments = input.nullable::<String>("cancellation_reason_comments").flatten();
    if comments.as_deref().is_some_and(|comments| comments.chars().count() > MAX_COMMENTS) {
        input.wrong("cancellation_reason_comments", format!("Longer than maximum length {MAX_COMMENTS}."));
    }
    // Whether anybody is mailed is the store's business; nobody is from here.
    input.optional::<bool>("send_email");
    let reason = input.complete(reason)?;
    if !subscription.is_active() {
        return Err(Refusal::wrong_state(format!("subscription is already {}", subscription.status.as_str())));
    }
    end(edit, id, Some(reason), comments);
    Ok(Done::Record(Kind::Subscription, id))
}

/// Ends a subscription.
pub(in crate::recharge_sandbox) fn end(edit: &mut Edit<'_>, id: Id, reason: Option<String>, comments: Option<String>) {
    let now = edit.now();
    if let Some(subscription) = edit.get_mut::<Subscription>(id) {
        subscription.status = SubscriptionStatus::Cancelled;
        subscription.cancellation = Some(Cancellation {
            at: now,
            reason,
            comments,
            next_charge_scheduled_at: subscription.next_charge_scheduled_at,
        });
        subscription.next_charge_scheduled_at = None;
        subscription.updated_at = now;
    }
    leave_skipped_charges(edit, id);
    if edit.unknowns().prepaid_after_cancel == PrepaidAfterCancel::Cancelled {
        let paid = |order: &&Order| {
            order.status == OrderStatus::Queued && order.line_items.iter().any(|item| item.purchase_item_id == id)
        };
        let orders: Vec<Order> = edit.state().orders.values().filter(paid).cloned().collect();
        for order in orders {
            edit.put(Order { status: OrderStatus::Cancelled, updated_at: now, ..order });
        }
    }
}

/// `POST /subscriptions/{id}/activate`. What was skipped before the end stays lost.
pub(in super::super) fn activate(edit: &mut Edit<'_>, id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    let subscription = edit.get::<Subscription>(id).cloned().ok_or(Refusal::NotFound)?;
    if subscription.is_active() {
        // Captured; its status is likely 422, which is the default of the switch.
        return Err(match edit.unknowns().wrong_state {
            WrongState::Unprocessable => Refusal::field("subscription", "item already set to active"),
            _ => Refusal::wrong_state("item already set to active"),
        });
    }
    let previous = subscription.cancellation.and_then(|cancellation| cancellation.next_charge_scheduled_at);
    let restored = match edit.unknowns().activated_date {
        ActivatedDate::Previous => previous.filter(|date| dates::is_ahead(edit, *date)),
        ActivatedDate::Nothing => None,
    };
    let held = edit.state().charges.values().any(|charge| charge.status.holds_items() && charge.contains(id));
    let now = edit.now();
    if let Some(subscription) = edit.get_mut::<Subscription>(id) {
        subscription.status = SubscriptionStatus::Active;
        subscription.cancellation = None;
        subscription.max_retries_reached = false;
        // A failing charge goes on holding it: its next date comes when that is settled.
        subscription.next_charge_scheduled_at = restored.filter(|_| !held);
        subscription.updated_at = now;
    }
    Ok(Done::Record(Kind::Subscription, id))
}

/// `DELETE /subscriptions/{id}`: for good, unlike in Recharge's pages. What it has been charged for stays history.
pub(in super::super) fn delete(edit: &mut Edit<'_>, id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    if edit.get::<Subscription>(id).is_none() {
        return Err(Refusal::NotFound);
    }
    leave_skipped_charges(edit, id);
    edit.remove::<Subscription>(id);
    Ok(Done::Nothing)
}
