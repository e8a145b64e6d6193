//! One subscription's line.

use super::charge::failure_of;
use super::notices;
use super::view::View;
use crate::actions::{self, Line};
use crate::contract::{Delivery, DeliveryBasis, Ending, Interval, Status, Subscription, Tone};
use crate::l10n::Key;
use crate::order;
use crate::reading::Index;
use crate::reading::Schedule;
use crate::recharge::{self, SubscriptionStatus};
use crate::text;

/// The line of a subscription, live or former.
pub fn build(view: &View<'_>, index: &Index<'_>, subscription: &recharge::Subscription) -> Subscription {
    let live = subscription.is_live();
    let schedule = if live { Some(Schedule::of(subscription, index)) } else { None };
    let charge = schedule.as_ref().and_then(|schedule| schedule.charge);
    let next_charge = schedule.as_ref().and_then(|schedule| schedule.next_charge);
    let url = view.portal.subscription(subscription.id);
    let line = Line::new(subscription, index, next_charge, view.cutoff, view.scopes, url.clone());
    let (interval, charge_interval) = intervals(view, subscription);
    let id = subscription.id.get();
    Subscription {
        id,
        product: text::clean_some(subscription.product_title.as_deref(), text::NAME)
            .unwrap_or_else(|| view.texts.get(Key::ProductUntitled)),
        variant: text::clean_some(subscription.variant_title.as_deref(), text::NAME),
        sku: text::clean_some(subscription.sku.as_deref(), text::NAME),
        quantity: quantity(subscription.quantity),
        price: view.money(subscription.price.as_deref(), subscription.presentment_currency.as_deref()),
        interval,
        charge_interval,
        prepaid: subscription.is_prepaid(),
        status: status(view, &subscription.status()),
        next_charge: next_charge.map(|date| view.texts.date(date)),
        next_delivery: schedule.as_ref().and_then(|schedule| delivery(view, schedule)),
        charge: charge.map(|charge| charge.id.get()),
        address: subscription.address_id.map(|address| address.get()),
        shares_address_with: match subscription.address_id {
            Some(address) if live => {
                index.live_at(address).iter().map(|other| other.get()).filter(|other| *other != id).collect()
            }
            _ => Vec::new(),
        },
        shares_charge_with: charge.map(|charge| others(charge, id)).unwrap_or_default(),
        ended: (!live).then(|| ending(view, subscription)),
        notices: schedule.map(|schedule| of_line(view, index, &line, &schedule)).unwrap_or_default(),
        actions: actions::states(&line, view.texts),
        link: view.link(url, Key::LinkSubscription),
    }
}

/// How many; 0 when unknown or beyond any order.
pub fn quantity(count: Option<u64>) -> u32 {
    count.and_then(|count| u32::try_from(count).ok()).unwrap_or(0)
}

fn intervals(view: &View<'_>, subscription: &recharge::Subscription) -> (Option<Interval>, Option<Interval>) {
    let unit = subscription.order_interval_unit.as_deref();
    let interval = |every: Option<u64>| every.filter(|every| *every > 0).map(|every| view.texts.interval(every, unit));
    let (order, charge) = (subscription.order_interval_frequency, subscription.charge_interval_frequency);
    (interval(order), interval(charge.filter(|_| charge != order)))
}

fn status(view: &View<'_>, status: &SubscriptionStatus) -> Status {
    let known = |code: &str, key, tone| Status { code: code.to_owned(), text: view.texts.get(key), tone };
    match status {
        SubscriptionStatus::Active => known("active", Key::StatusActive, Tone::Good),
        SubscriptionStatus::Cancelled => known("cancelled", Key::StatusCancelled, Tone::Neutral),
        SubscriptionStatus::Expired => known("expired", Key::StatusExpired, Tone::Neutral),
        SubscriptionStatus::OneTime => view.unknown_status("onetime"),
        SubscriptionStatus::Other(word) => view.unknown_status(word),
    }
}

fn delivery(view: &View<'_>, schedule: &Schedule<'_>) -> Option<Delivery> {
    let (date, basis) = schedule.next_delivery?;
    let key = match basis {
        DeliveryBasis::Charge => Key::DeliveryCharge,
        DeliveryBasis::PrepaidOrder => Key::DeliveryPrepaidOrder,
    };
    let text = view.texts.with(key, [("date", view.texts.date_text(date).into())]);
    Some(Delivery { date: view.texts.date(date), basis, text })
}

fn others(charge: &recharge::Charge, id: u64) -> Vec<u64> {
    let mut others: Vec<u64> =
        charge.items().iter().filter_map(|item| item.purchase_item_id).map(|id| id.get()).collect();
    others.retain(|other| *other != id);
    order::by(&mut others, |id| *id);
    others.dedup();
    others
}

fn ending(view: &View<'_>, subscription: &recharge::Subscription) -> Ending {
    Ending {
        date: subscription.cancelled_at.map(|date| view.texts.date(date)),
        reason: text::clean_some(subscription.cancellation_reason.as_deref(), text::LINE),
        comment: text::clean_some(subscription.cancellation_reason_comments.as_deref(), text::COMMENT),
    }
}

/// What must be seen about a live line.
fn of_line(
    view: &View<'_>,
    index: &Index<'_>,
    line: &Line<'_>,
    schedule: &Schedule<'_>,
) -> Vec<crate::contract::Notice> {
    let (subscription, charges) = (line.subscription, line.charges.unwrap_or_default());
    let mut out = Vec::new();
    if let SubscriptionStatus::Other(word) = subscription.status() {
        let word = text::clean(&word, text::NAME);
        let words = match word.as_str() {
            "" => view.texts.get(Key::NoticeStatusMissing),
            _ => view.texts.with(Key::NoticeStatusUnknown, [("status", word.into())]),
        };
        out.push(super::view::notice("status-unknown", Tone::Warning, words));
    }
    let failed: Vec<_> = charges.iter().filter(|charge| charge.has_failed()).collect();
    out.extend(failed.iter().map(|charge| notices::payment_failing(view, charge, &failure_of(view, charge))));
    if subscription.max_retries_reached == Some(true) {
        out.push(view.notice("retries-exhausted", Tone::Critical, Key::NoticeRetriesExhausted));
    }
    match schedule.next_charge {
        Some(date) if view.cutoff.has_begun(date) => {
            out.push(view.dated("charge-running", Tone::Warning, Key::NoticeChargeRunning, date));
        }
        Some(date) if view.cutoff.is_next(date) => {
            out.push(view.dated("charge-tomorrow", Tone::Warning, Key::NoticeChargeTomorrow, date));
        }
        None if failed.is_empty() && subscription.status() == SubscriptionStatus::Active => {
            out.push(view.notice("no-next-charge", Tone::Warning, Key::NoticeNoNextCharge));
        }
        _ => {}
    }
    if schedule.charge.is_some_and(recharge::Charge::is_recalculating) {
        out.push(view.notice("recalculating", Tone::Neutral, Key::NoticeRecalculating));
    }
    if let Some((charge, planned)) = schedule.disagreement {
        let words = view.texts.with(
            Key::NoticeDatesDiffer,
            [("charge", view.texts.date_text(charge).into()), ("subscription", view.texts.date_text(planned).into())],
        );
        out.push(super::view::notice("dates-differ", Tone::Warning, words));
    }
    if subscription.is_prepaid() && schedule.next_delivery.is_none() && !index.orders_known() {
        out.push(view.notice("delivery-unknown", Tone::Warning, Key::NoticeDeliveryUnknown));
    }
    out
}
