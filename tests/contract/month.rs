//! A month passes in the demo shop: before and after each day, what the real component shows of every customer is what the
//! local Recharge holds. The expectation is worked out from the shop's records, not from its answers.

use crate::support::{Running, Setup, context};
use host_harness::contract::{CalendarDate, Context, Customer, DeliveryBasis, Presence, Subscription};
use host_harness::recharge_sandbox::model::{self, ChargeStatus, OrderStatus, SubscriptionStatus};
use host_harness::recharge_sandbox::{BucketSize, CommitLag, Sandbox, SandboxOptions, State, Unknowns, demo};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A skipped charge explains for so many days why nothing came.
const SKIPPED_DAYS: i64 = 60;

#[tokio::test]
async fn the_widget_is_right_for_every_demo_customer_on_each_day_of_a_month() {
    a_month(Unknowns::default(), 31).await;
}

/// Every switch at its second word, and then at its third where it has one: a client that is right under the defaults
/// alone would be right by luck.
#[tokio::test]
async fn the_widget_is_right_whatever_recharge_does_where_nobody_knows() {
    for turn in 1..=2 {
        let mut unknowns = serde_json::to_value(Unknowns::default()).unwrap();
        for (name, value) in unknowns.as_object_mut().unwrap() {
            let words = Unknowns::words(name);
            if let Some(word) = words.get(turn.min(words.len().saturating_sub(1))) {
                *value = word.as_str().into();
            }
        }
        a_month(serde_json::from_value(unknowns).unwrap(), 12).await;
    }
}

/// Lets so many days pass and looks at every customer's widget on each.
async fn a_month(unknowns: Unknowns, days: usize) {
    let mut shop = demo::world("2026-11-22T20:00:00Z".parse().unwrap()).unwrap();
    shop.unknowns = unknowns;
    let mut options = SandboxOptions::default();
    options.bucket = BucketSize { capacity: 1_000_000, leak_per_second: 1_000 };
    options.commit_lag = CommitLag::AfterRequests(0);
    let sandbox = Sandbox::start(shop, options).await.unwrap();
    let (mut checked, mut processed, mut failed) = (0, 0, 0);
    for day in 0..=days {
        if day > 0 {
            sandbox.advance("1d").unwrap();
        }
        let state = sandbox.state_snapshot();
        let running = Setup::at_url(&sandbox.base_url()).token(demo::TOKEN_FULL).plugin().await;
        let emails: BTreeSet<&str> = state.customers.values().map(|customer| customer.email.as_str()).collect();
        for email in emails.into_iter().filter(|email| !email.is_empty()) {
            checked += check(&running, &state, email).await;
        }
        processed = state.charges.values().filter(|charge| charge.status == ChargeStatus::Success).count();
        failed = state.charges.values().filter(|charge| charge.charge_attempts > 1).count();
    }
    // What the time was made of: without this it could have been a month in which nothing happened.
    assert!(checked > 28 * days, "{checked} customers were looked at");
    assert!(processed > 40 && failed > 0, "{processed} charges went through, {failed} were tried again");
}

/// Compares one widget with the shop's records; the number of customers in it.
async fn check(running: &Running, state: &State, email: &str) -> usize {
    let today = state.today();
    let now = state.now.to_zoned(state.time_zone());
    let mut context = Context { now: now.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(), ..context("T-1") };
    context.contact.email = email.to_owned();
    context.time_zone = state.store.time_zone.clone();
    let widget = running.session.widget_data(&context).await.unwrap();
    let place = format!("{email} on {today}");

    let mine: BTreeMap<u64, &model::Customer> =
        state.customers.values().filter(|customer| customer.email == email).map(|c| (c.id, c)).collect();
    let shown: BTreeSet<u64> = widget.customers.iter().map(|customer| customer.id).collect();
    assert_eq!(shown, mine.keys().copied().collect(), "{place}");
    assert!(widget.complete, "{place}: {:?}", widget.notices);
    let live = mine.keys().any(|id| state.subscriptions.values().any(|s| s.customer_id == *id && is_live(s)));
    // A payment that has failed is still open when its subscriptions have ended.
    let failed =
        |charge: &model::Charge| charge.status == ChargeStatus::Error && mine.contains_key(&charge.customer_id);
    let live = live || state.charges.values().any(failed);
    assert_eq!(widget.presence, if live { Presence::Full } else { Presence::Compact }, "{place}");
    for customer in &widget.customers {
        compare(state, customer, today, &place);
    }
    widget.customers.len()
}

/// Odd records say something else than the shop holds, on purpose: their status may be a word nobody knows.
fn is_live(subscription: &model::Subscription) -> bool {
    subscription.is_active() || !subscription.oddity.is_none()
}

fn compare(state: &State, customer: &Customer, today: Date, place: &str) {
    let regular: Vec<&model::Subscription> =
        state.subscriptions.values().filter(|s| s.customer_id == customer.id && s.oddity.is_none()).collect();
    let lines: BTreeMap<u64, &Subscription> = customer.subscriptions.iter().map(|line| (line.id, line)).collect();
    let former: BTreeMap<u64, &Subscription> = customer.former.iter().map(|line| (line.id, line)).collect();
    for subscription in regular {
        let place = format!("{place}, subscription {}", subscription.id);
        match subscription.status {
            SubscriptionStatus::Active => {
                let line = lines.get(&subscription.id).unwrap_or_else(|| panic!("{place} is shown"));
                assert_eq!(line.status.code, "active", "{place}");
                compare_live(state, line, subscription, &place);
            }
            SubscriptionStatus::Cancelled | SubscriptionStatus::Expired => {
                let line = former.get(&subscription.id).unwrap_or_else(|| panic!("{place} is among the former"));
                assert_eq!(line.status.code, subscription.status.as_str(), "{place}");
                assert_eq!(line.next_charge, None, "{place}");
                assert_eq!(line.next_delivery, None, "{place}");
            }
        }
    }
    compare_charges(state, customer, today, place);
}

fn compare_live(state: &State, line: &Subscription, subscription: &model::Subscription, place: &str) {
    let charge = state.charges.values().find(|charge| charge.is_queued() && charge.contains(subscription.id));
    let orders = state.orders.values().filter(|order| order.status == OrderStatus::Queued);
    let mine = orders.filter(|order| order.line_items.iter().any(|item| item.purchase_item_id == subscription.id));
    let paid = mine.map(|order| order.scheduled_at).min();
    // A payment that is under way is the next charge; one that has failed is none.
    let pending = |charge: &&model::Charge| charge.status == ChargeStatus::Pending && charge.contains(subscription.id);
    let under_way = state.charges.values().find(pending).map(|charge| charge.scheduled_at);
    let charged = charge.map(|charge| charge.scheduled_at).or(under_way);

    assert_eq!(line.charge, charge.map(|charge| charge.id), "{place}: the charge");
    assert_eq!(line.next_charge.as_ref().map(date), charged, "{place}: the next charge");
    let delivery = match (paid, charged) {
        (Some(paid), Some(charged)) if paid <= charged => Some((paid, DeliveryBasis::PrepaidOrder)),
        (Some(paid), None) => Some((paid, DeliveryBasis::PrepaidOrder)),
        (_, charged) => charged.map(|date| (date, DeliveryBasis::Charge)),
    };
    let shown = line.next_delivery.as_ref().map(|delivery| (date(&delivery.date), delivery.basis));
    assert_eq!(shown, delivery, "{place}: the next delivery");
    assert_eq!(line.address, Some(subscription.address_id), "{place}: the address");
    let others = charge.map(|charge| {
        let others = charge.line_items.iter().map(|item| item.purchase_item_id).filter(|id| *id != subscription.id);
        others.collect::<BTreeSet<u64>>()
    });
    assert_eq!(
        line.shares_charge_with.iter().copied().collect::<BTreeSet<u64>>(),
        others.unwrap_or_default(),
        "{place}"
    );
    let failing = state.charges.values().any(|c| c.status == ChargeStatus::Error && c.contains(subscription.id));
    let warned = line.notices.iter().any(|notice| notice.code == "payment-failing");
    assert_eq!(warned, failing, "{place}: {:?}", line.notices);
}

fn compare_charges(state: &State, customer: &Customer, today: Date, place: &str) {
    let is_shown = |charge: &&model::Charge| {
        let age = today.duration_since(charge.scheduled_at).as_hours() / 24;
        let recent = charge.status != ChargeStatus::Skipped || age <= SKIPPED_DAYS;
        charge.customer_id == customer.id && charge.oddity.is_none() && !charge.status.is_processed() && recent
    };
    let odd: BTreeSet<u64> = state.charges.values().filter(|c| !c.oddity.is_none()).map(|charge| charge.id).collect();
    let expected: BTreeMap<u64, (&str, Date, Option<Date>)> = state
        .charges
        .values()
        .filter(is_shown)
        .map(|charge| (charge.id, (charge.status.as_str(), charge.scheduled_at, charge.retry_date)))
        .collect();
    let shown: BTreeMap<u64, (&str, Date, Option<Date>)> = customer
        .charges
        .iter()
        .filter(|charge| !odd.contains(&charge.id))
        .map(|charge| {
            let day = date(charge.date.as_ref().unwrap());
            (charge.id, (charge.status.code.as_str(), day, charge.retry.as_ref().map(date)))
        })
        .collect();
    assert_eq!(shown, expected, "{place}: the charges");
}

fn date(date: &CalendarDate) -> Date {
    date.iso.parse().unwrap()
}
