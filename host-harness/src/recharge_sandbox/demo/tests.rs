//! The demo shop is consistent on any day, and its tokens are what they say.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::*;
use crate::recharge_sandbox::model::{ChargeStatus, Id, OrderStatus};

fn demo() -> State {
    world("2026-11-22T20:00:00Z".parse().unwrap()).unwrap()
}

fn customer(state: &State, email: &str) -> Id {
    state.customers.values().find(|customer| customer.email == email).unwrap().id
}

/// Everything that must hold in any store, and what holds in this one besides.
fn check(state: &State) {
    assert_eq!(crate::recharge_sandbox::invariants::check(state), []);
    let today = state.today();
    for charge in state.charges.values() {
        assert!(!charge.is_queued() || charge.scheduled_at >= today);
        if charge.status.is_processed() {
            assert!(charge.scheduled_at <= today);
            let has_order = state.orders.values().any(|order| order.charge_id == charge.id);
            assert!(has_order, "a charge that went through has an order");
        }
    }
    for subscription in state.subscriptions.values() {
        if let Some(cancellation) = &subscription.cancellation {
            assert!(cancellation.at >= subscription.created_at && cancellation.at <= state.now);
        }
    }
    for order in state.orders.values() {
        assert_eq!(order.status == OrderStatus::Queued, order.scheduled_at > today);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_shop_is_consistent_on_any_day(hours in 0..(10 * 366 * 24_i64)) {
        let start: Timestamp = "2024-01-01T00:30:00Z".parse().unwrap();
        check(&world(start + hours.hours()).unwrap());
    }
}

#[test]
fn the_same_day_makes_the_same_shop() {
    assert_eq!(demo(), demo());
}

#[test]
fn it_has_a_customer_in_every_state() {
    let state = demo();
    assert!((24..=30).contains(&state.customers.len()));
    let statuses: BTreeSet<ChargeStatus> = state.charges.values().map(|charge| charge.status).collect();
    for status in
        [ChargeStatus::Queued, ChargeStatus::Skipped, ChargeStatus::Error, ChargeStatus::Pending, ChargeStatus::Success]
    {
        assert!(statuses.contains(&status), "{status:?}");
    }
    let office = customer(&state, "office@studio-nordlicht.example");
    assert_eq!(state.subscriptions.values().filter(|s| s.customer_id == office).count(), 300);
    let shared = state.customers.values().filter(|customer| customer.email == "familie.hoffmann@example.com");
    assert_eq!(shared.count(), 2);
    let oliver = customer(&state, "oliver.bennett@example.com");
    let charge = state.charges.values().find(|c| c.customer_id == oliver && c.is_queued()).unwrap();
    assert_eq!(charge.line_items.len(), 4, "three subscriptions and a onetime share a charge");
    let ingrid = customer(&state, "ingrid.sorensen@example.com");
    let subscription = state.subscriptions.values().find(|s| s.customer_id == ingrid).unwrap();
    assert!(subscription.is_active() && subscription.next_charge_scheduled_at.is_none());
    let currencies: BTreeSet<&str> = state.charges.values().map(|charge| charge.currency.as_str()).collect();
    assert_eq!(currencies, BTreeSet::from(["CHF", "EUR", "USD"]));
}

#[test]
fn the_tokens_are_made_from_a_published_text() {
    for (token, text) in [
        (TOKEN_FULL, "full access"),
        (TOKEN_READ_ONLY, "read only"),
        (TOKEN_NO_ORDERS, "no orders"),
        (TOKEN_NO_STORE, "no store"),
    ] {
        let digest = hex::encode(Sha256::digest(format!("morgenrot demo shop: {text}").as_bytes()));
        assert!(token == format!("sk_test_1x1_{digest}"), "{text}");
        assert!(WORLD.contains(token), "{text}");
    }
}
