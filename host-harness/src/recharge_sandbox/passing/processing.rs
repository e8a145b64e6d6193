//! A charge's payment: it goes through with its orders and the next cycle, or it fails and is tried again.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{
    Address, Charge, ChargeStatus, Customer, Id, ItemKind, LineItem, Order, OrderStatus, PaymentMethod, Subscription,
    SubscriptionStatus,
};
use crate::recharge_sandbox::rules::cycle::next_cycle;
use crate::recharge_sandbox::rules::subscriptions::end;
use crate::recharge_sandbox::state::State;
use crate::recharge_sandbox::unknowns::{DateInDunning, RetriesAfterCancel};

/// Why a payment failed, as Recharge's own client library documents it: words and code.
const FAILURE: (&str, &str) = ("Customer needs to update credit card", "CUSTOMER_NEEDS_TO_UPDATE_CARD");

/// Why a subscription ended after the last attempt, after the words of Recharge's support.
const EXHAUSTED: &str = "Cancelled because it has been retried the allotted number of times";

/// The number of the shop system's first order.
const FIRST_ORDER_NUMBER: u64 = 10_400;

/// Takes a charge's payment now, as its date would have: it goes through with its orders and the next cycle, or fails.
/// Only queued, failed and pending charges are taken; another one, or an unknown one, is left as it is. What waits for
/// regeneration is regenerated first, as Recharge does: the charge may be gone after that.
pub(crate) fn process_charge(edit: &mut Edit<'_>, id: Id) {
    for address in edit.state().uncommitted.clone() {
        edit.regenerate(address);
    }
    let Some(charge) = edit.get::<Charge>(id).cloned() else { return };
    let is_open = matches!(charge.status, ChargeStatus::Queued | ChargeStatus::Error | ChargeStatus::Pending);
    if !is_open {
        return;
    }
    let address = charge.address_id;
    if charge.status == ChargeStatus::Pending || pays(edit, address) {
        succeed(edit, charge);
    } else {
        fail(edit, charge);
    }
    edit.regenerate(address);
}

/// Whether a failed charge's next attempt is due.
pub(super) fn is_retried(state: &State, charge: &Charge, day: Date) -> bool {
    let wanted = || match state.unknowns.retries_after_cancel {
        RetriesAfterCancel::GoOn => true,
        RetriesAfterCancel::Stop => charge.line_items.iter().any(|item| match item.kind {
            ItemKind::Subscription => {
                state.subscriptions.get(&item.purchase_item_id).is_some_and(Subscription::is_active)
            }
            ItemKind::Onetime => true,
        }),
    };
    charge.status == ChargeStatus::Error && charge.retry_date.is_some_and(|retry| retry <= day) && wanted()
}

/// Tries the payment method of an address.
fn pays(edit: &mut Edit<'_>, address: Id) -> bool {
    let today = edit.today();
    let method = edit.get::<Address>(address).and_then(|address| address.payment_method_id);
    let Some(method) = method.and_then(|method| edit.get_mut::<PaymentMethod>(method)) else { return false };
    if method.declines_next > 0 {
        method.declines_next -= 1;
        return false;
    }
    method.is_valid() && !method.has_expired(today)
}

fn fail(edit: &mut Edit<'_>, charge: Charge) {
    let dunning = edit.state().store.dunning;
    let now = edit.now();
    let attempts = charge.charge_attempts.saturating_add(1);
    let is_last = attempts >= dunning.max_attempts.get();
    let today = TimeZone::UTC.to_datetime(now).date();
    let retry = today.saturating_add(Span::new().days(i64::from(dunning.retry_every_days.get())));
    let subscriptions: Vec<Id> = subscriptions(&charge).collect();
    let date = charge.scheduled_at;
    edit.put(Charge {
        status: ChargeStatus::Error,
        error: Some(FAILURE.0.to_owned()),
        error_type: Some(FAILURE.1.to_owned()),
        charge_attempts: attempts,
        retry_date: (!is_last).then_some(retry),
        updated_at: now,
        ..charge
    });
    let kept = edit.unknowns().date_in_dunning == DateInDunning::Kept;
    for id in subscriptions {
        let Some(subscription) = edit.get_mut::<Subscription>(id).filter(|it| it.is_active()) else { continue };
        if subscription.next_charge_scheduled_at == Some(date) && !kept {
            subscription.next_charge_scheduled_at = None;
        }
        if is_last {
            subscription.max_retries_reached = true;
            subscription.updated_at = now;
            if dunning.cancel {
                end(edit, id, Some(EXHAUSTED.to_owned()), None);
            }
        }
    }
}

fn succeed(edit: &mut Edit<'_>, charge: Charge) {
    let now = edit.now();
    let (order_id, number) = (edit.next_id(), next_order_number(edit));
    let first = order(&charge, order_id, charge.scheduled_at, charge.line_items.clone(), now);
    let first = sent(first, number, now);
    let charge = Charge {
        status: ChargeStatus::Success,
        error: None,
        error_type: None,
        charge_attempts: charge.charge_attempts.saturating_add(1),
        retry_date: None,
        processed_at: Some(now),
        external_order_id: first.external_order_id.clone(),
        external_transaction_id: first.external_transaction_id.clone(),
        updated_at: now,
        ..charge
    };
    edit.put(first);
    edit.put(charge.clone());
    for (date, items) in later_orders(edit, &charge) {
        let id = edit.next_id();
        edit.put(order(&charge, id, date, items, now));
    }
    for id in subscriptions(&charge) {
        next_after_payment(edit, id, charge.scheduled_at);
    }
    if let Some(customer) = edit.get_mut::<Customer>(charge.customer_id) {
        customer.first_charge_processed_at.get_or_insert(now);
        customer.subscription_related_charge_streak = customer.subscription_related_charge_streak.saturating_add(1);
        customer.updated_at = now;
    }
}

fn subscriptions(charge: &Charge) -> impl Iterator<Item = Id> + use<> {
    let subscriptions = charge.line_items.iter().filter(|item| item.kind == ItemKind::Subscription);
    let ids: Vec<Id> = subscriptions.map(|item| item.purchase_item_id).collect();
    ids.into_iter()
}

/// The subscription's next cycle, or its end when it has reached its number of charges. A payment that came late counts
/// from its charge's own date, on to the first date that is ahead.
fn next_after_payment(edit: &mut Edit<'_>, id: Id, paid: Date) {
    let today = edit.today();
    let Some(subscription) = edit.get::<Subscription>(id).filter(|it| it.is_active()).cloned() else { return };
    if subscription.next_charge_scheduled_at.is_some_and(|next| next != paid) {
        // It was moved on while this payment was open.
        return;
    }
    let charged = edit.state().charges.values().filter(|charge| charge.status.is_processed() && charge.contains(id));
    let count = u32::try_from(charged.count()).unwrap_or(u32::MAX);
    let is_over = subscription.expire_after_specific_number_of_charges.is_some_and(|most| count >= most);
    let mut next = next_cycle(edit.state(), &subscription, paid);
    while let Some(date) = next.filter(|date| *date <= today) {
        next = next_cycle(edit.state(), &subscription, date);
    }
    let now = edit.now();
    if let Some(subscription) = edit.get_mut::<Subscription>(id) {
        subscription.max_retries_reached = false;
        subscription.next_charge_scheduled_at = next.filter(|_| !is_over);
        if is_over {
            subscription.status = SubscriptionStatus::Expired;
            subscription.updated_at = now;
        }
    }
}

/// The deliveries that a prepaid charge pays for after the first one, by date.
fn later_orders(edit: &Edit<'_>, charge: &Charge) -> BTreeMap<Date, Vec<LineItem>> {
    let mut orders: BTreeMap<Date, Vec<LineItem>> = BTreeMap::new();
    for item in charge.line_items.iter().filter(|item| item.orders_per_charge > 1) {
        let Some(subscription) = edit.get::<Subscription>(item.purchase_item_id) else { continue };
        let mut date = charge.scheduled_at;
        for _ in 1..item.orders_per_charge {
            let Some(next) = subscription.interval.next_order(date) else { break };
            date = next;
            orders.entry(date).or_default().push(item.clone());
        }
    }
    orders
}

/// Sends a prepaid order whose day has come.
pub(super) fn send_order(edit: &mut Edit<'_>, id: Id) {
    let now = edit.now();
    let number = next_order_number(edit);
    if let Some(order) = edit.get::<Order>(id).cloned() {
        edit.put(sent(order, number, now));
    }
}

/// The number after the highest one there is. Not a count of orders: a world's paid orders leave numbers to the ones that
/// are not sent yet.
fn next_order_number(edit: &Edit<'_>) -> u64 {
    let numbers = edit.state().orders.values().filter_map(|order| order.external_order_number.as_deref()?.parse().ok());
    numbers.max().map_or(FIRST_ORDER_NUMBER, |latest: u64| latest.saturating_add(1))
}

/// The order as the shop system knows it.
fn sent(order: Order, number: u64, now: Timestamp) -> Order {
    Order {
        status: OrderStatus::Success,
        processed_at: Some(now),
        external_order_id: Some(5_512_340_000_000_u64.saturating_add(number.saturating_mul(11)).to_string()),
        external_order_number: Some(number.to_string()),
        external_transaction_id: Some(format!("pi_{}", order.charge_id)),
        updated_at: now,
        ..order
    }
}

/// An order that a charge pays for, not sent yet.
fn order(charge: &Charge, id: Id, date: Date, line_items: Vec<LineItem>, now: Timestamp) -> Order {
    Order {
        id,
        address_id: charge.address_id,
        customer_id: charge.customer_id,
        charge_id: charge.id,
        status: OrderStatus::Queued,
        order_type: charge.order_type,
        scheduled_at: date,
        processed_at: None,
        is_prepaid: line_items.iter().any(|item| item.orders_per_charge > 1),
        line_items,
        ships_to: charge.ships_to.clone(),
        shipping: charge.shipping.clone(),
        discount_id: charge.discount_id,
        currency: charge.currency.clone(),
        external_order_id: None,
        external_order_number: None,
        external_transaction_id: charge.external_transaction_id.clone(),
        created_at: now,
        updated_at: now,
        oddity: Default::default(),
    }
}
