//! The bodies have the names, types and words that clients of version 2021-01 have met.

use serde_json::{Value, json};

use super::super::{View, body as any_body};
use crate::recharge_sandbox::index::Index;
use crate::recharge_sandbox::model::{AnyRecord, Kind};
use crate::recharge_sandbox::{State, Version, demo};

/// The demo shop, with nothing odd.
fn state() -> State {
    let mut state = demo::world("2026-11-22T20:00:00Z".parse().unwrap()).unwrap();
    state.customers.values_mut().for_each(|record| record.oddity = Default::default());
    state.addresses.values_mut().for_each(|record| record.oddity = Default::default());
    state.subscriptions.values_mut().for_each(|record| record.oddity = Default::default());
    state.onetimes.values_mut().for_each(|record| record.oddity = Default::default());
    state.charges.values_mut().for_each(|record| record.oddity = Default::default());
    state.orders.values_mut().for_each(|record| record.oddity = Default::default());
    state
}

fn in_version(state: &State, record: &AnyRecord, version: Version) -> Value {
    let index = Index::of(state);
    let mut out = Vec::new();
    any_body(record, View { state, index: &index }, version, &[], &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn body(state: &State, record: impl Into<Option<AnyRecord>>) -> Value {
    in_version(state, &record.into().unwrap(), Version::V2021_01)
}

/// The bodies of all records of a kind.
fn bodies(state: &State, kind: Kind) -> Vec<Value> {
    let ids: Vec<u64> = match kind {
        Kind::Customer => state.customers.keys().copied().collect(),
        Kind::Address => state.addresses.keys().copied().collect(),
        Kind::Subscription => state.subscriptions.keys().copied().collect(),
        Kind::Onetime => state.onetimes.keys().copied().collect(),
        Kind::Charge => state.charges.keys().copied().collect(),
        Kind::Order => state.orders.keys().copied().collect(),
        Kind::PaymentMethod | Kind::Webhook => Vec::new(),
    };
    assert!(!ids.is_empty());
    ids.into_iter().map(|id| body(state, state.any(kind, id))).collect()
}

/// Whether a value is what a letter says: i(nteger), n(umber), s(tring), b(oolean), f(lag), l(ist), o(bject), d(ate at
/// midnight), t(ime without an offset), C(apitals); "?" behind it allows null.
fn fits(value: &Value, kind: &str) -> bool {
    let text = |test: fn(&str) -> bool| value.as_str().is_some_and(test);
    if value.is_null() {
        return kind.ends_with('?');
    }
    match &kind[..1] {
        "i" => value.is_u64(),
        "n" => value.is_number(),
        "s" => value.is_string(),
        "b" => value.is_boolean(),
        "f" => *value == json!(0) || *value == json!(1),
        "l" => value.is_array(),
        "o" => value.is_object(),
        "d" => text(|text| text.len() == 19 && text.ends_with("T00:00:00")),
        "t" => text(|text| text.len() == 19 && text.parse::<jiff::civil::DateTime>().is_ok()),
        "C" => text(|text| text.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')),
        other => panic!("no type {other}"),
    }
}

fn all_fit(kind: Kind, fields: &[(&str, &str)], absent: &[&str]) {
    for body in bodies(&state(), kind) {
        for (name, types) in fields {
            let value = body.get(*name).unwrap_or_else(|| panic!("{kind:?} has no {name}"));
            assert!(fits(value, types), "{kind:?}.{name} is {value}, not {types}");
        }
        for name in absent {
            assert_eq!(body.get(*name), None, "{name} came with 2021-11");
        }
    }
}

#[test]
fn a_subscription_has_text_for_intervals_numbers_for_prices_and_flags() {
    all_fit(
        Kind::Subscription,
        &[
            ("id", "i"),
            ("address_id", "i"),
            ("customer_id", "i"),
            ("email", "s"),
            ("status", "C"),
            ("price", "n"),
            ("quantity", "i"),
            ("charge_interval_frequency", "s"),
            ("order_interval_frequency", "s"),
            ("has_queued_charges", "f"),
            ("max_retries_reached", "f"),
            ("sku_override", "b"),
            ("is_prepaid", "b"),
            ("next_charge_scheduled_at", "d?"),
            ("first_charge_date", "d?"),
            ("created_at", "t"),
            ("cancelled_at", "t?"),
            ("shopify_product_id", "i?"),
            ("shopify_variant_id", "i?"),
            ("recharge_product_id", "i?"),
            ("locked_pending_charge_id", "i?"),
            ("charge_delay", "i?"),
            ("properties", "l"),
            ("analytics_data", "o"),
        ],
        &["external_product_id", "external_variant_id"],
    );
}

#[test]
fn a_charge_is_flat() {
    all_fit(
        Kind::Charge,
        &[
            ("id", "i"),
            ("customer_id", "i"),
            ("customer_hash", "s"),
            ("email", "s"),
            ("first_name", "s"),
            ("last_name", "s"),
            ("status", "C"),
            ("type", "C"),
            ("scheduled_at", "d"),
            ("processed_at", "t?"),
            ("created_at", "t"),
            ("line_items", "l"),
            ("discount_codes", "l"),
            ("note_attributes", "l"),
            ("processor_name", "s"),
            ("transaction_id", "s?"),
            ("shopify_order_id", "s?"),
            ("shipments_count", "i"),
            ("total_weight", "i"),
            ("tags", "s"),
            ("total_price", "s"),
            ("subtotal_price", "s"),
            ("total_tax", "n"),
            ("tax_lines", "n"),
            ("has_uncommited_changes", "b"),
            ("billing_address", "o"),
            ("shipping_address", "o"),
            ("shipping_lines", "l"),
        ],
        &["customer", "discounts", "order_attributes", "external_order_id", "charge_attempts", "orders_count"],
    );
    let state = state();
    let failed = state.charges.values().find(|charge| charge.error.is_some()).unwrap().clone();
    let failed_body = body(&state, AnyRecord::Charge(failed.clone()));
    assert!(fits(&failed_body["retry_date"], "d?") && fits(&failed_body["last_charge_attempt_date"], "t"));
    assert_eq!(failed_body["number_times_tried"], failed.charge_attempts);
    let queued = state.charges.values().find(|charge| charge.is_queued()).unwrap().clone();
    let ids: Vec<u64> = queued.line_items.iter().map(|item| item.purchase_item_id).collect();
    let queued = body(&state, AnyRecord::Charge(queued));
    assert_eq!(queued.get("error"), None, "only failed charges have it");
    let items = queued["line_items"].as_array().unwrap();
    assert_eq!(items.iter().map(|item| item["subscription_id"].as_u64().unwrap()).collect::<Vec<u64>>(), ids);
    assert!(fits(&items[0]["price"], "s") && fits(&items[0]["shopify_variant_id"], "s"));
    assert_eq!(items[0].get("purchase_item_id"), None);
    assert!(fits(&queued["shipping_address"]["country"], "s?"));
    assert_eq!(queued["shipping_address"].get("country_code"), None);
}

#[test]
fn the_other_bodies_have_their_names_and_types() {
    all_fit(
        Kind::Customer,
        &[
            ("id", "i"),
            ("email", "s"),
            ("billing_address1", "s?"),
            ("billing_country", "s?"),
            ("created_at", "t"),
            ("number_active_subscriptions", "i"),
            ("number_subscriptions", "i"),
            ("has_card_error_in_dunning", "b"),
            ("has_valid_payment_method", "b"),
            ("reason_payment_method_not_valid", "s?"),
            ("processor_type", "s?"),
            ("accepts_marketing", "b?"),
            ("shopify_customer_id", "s?"),
            ("status", "C"),
            ("hash", "s"),
        ],
        &["external_customer_id", "subscriptions_active_count", "has_payment_method_in_dunning"],
    );
    all_fit(
        Kind::Address,
        &[
            ("id", "i"),
            ("customer_id", "i"),
            ("cart_note", "s?"),
            ("country", "s?"),
            ("note_attributes", "l"),
            ("discount_id", "i?"),
            ("created_at", "t"),
            ("zip", "s?"),
            ("shipping_lines_override", "l?"),
        ],
        &["country_code", "order_note", "order_attributes", "discounts", "payment_method_id"],
    );
    all_fit(
        Kind::Order,
        &[
            ("id", "i"),
            ("charge_id", "i"),
            ("charge_status", "C?"),
            ("address_is_active", "f"),
            ("customer_id", "i"),
            ("email", "s"),
            ("hash", "s"),
            ("is_prepaid", "f"),
            ("status", "C"),
            ("type", "C"),
            ("scheduled_at", "d"),
            ("shipping_date", "d"),
            ("shipped_date", "d?"),
            ("processed_at", "t?"),
            ("total_price", "n"),
            ("subtotal_price", "n"),
            ("total_tax", "s"),
            ("shopify_order_id", "s?"),
            ("shopify_order_number", "i?"),
            ("transaction_id", "s?"),
            ("line_items", "l"),
            ("tax_lines", "l"),
            ("created_at", "t"),
        ],
        &["charge", "external_order_id", "order_attributes"],
    );
    all_fit(
        Kind::Onetime,
        &[
            ("id", "i"),
            ("address_id", "i"),
            ("customer_id", "i"),
            ("next_charge_scheduled_at", "d?"),
            ("price", "n"),
            ("shopify_variant_id", "i?"),
            ("recharge_product_id", "i?"),
            ("status", "C"),
            ("created_at", "t"),
        ],
        &["external_variant_id", "is_cancelled"],
    );
}

#[test]
fn both_versions_say_the_same_of_a_record() {
    let state = state();
    for record in state.charges.values() {
        let record = AnyRecord::Charge(record.clone());
        let (old, new) = (body(&state, record.clone()), in_version(&state, &record, Version::V2021_11));
        for (old_name, new_name) in
            [("total_price", "total_price"), ("total_refunds", "total_refunds"), ("shipments_count", "orders_count")]
        {
            assert_eq!(old[old_name], new[new_name]);
        }
        assert_eq!(old["customer_id"], new["customer"]["id"]);
        assert_eq!(old["status"].as_str().unwrap().to_lowercase(), new["status"]);
        assert_eq!(old["scheduled_at"], format!("{}T00:00:00", new["scheduled_at"].as_str().unwrap()));
    }
    for record in state.customers.values() {
        let record = AnyRecord::Customer(record.clone());
        let (old, new) = (body(&state, record.clone()), in_version(&state, &record, Version::V2021_11));
        assert_eq!(old["number_active_subscriptions"], new["subscriptions_active_count"]);
        assert_eq!(old["has_card_error_in_dunning"], new["has_payment_method_in_dunning"]);
    }
}

#[test]
fn an_odd_record_is_odd_here_as_well_by_the_names_that_there_are() {
    let mut state = state();
    let charge = state.charges.values_mut().find(|charge| charge.is_queued()).unwrap();
    charge.oddity.null = ["shipping_lines", "discounts", "taxes_included"].map(str::to_owned).to_vec();
    charge.oddity.set.insert("status".to_owned(), "levitating".into());
    charge.oddity.set.insert("risk_score".to_owned(), 0.25.into());
    let record = AnyRecord::Charge(charge.clone());
    let body = body(&state, record);
    assert!(body["shipping_lines"].is_null() && body["discount_codes"].is_null());
    assert_eq!((body.get("discounts"), body.get("taxes_included")), (None, None));
    assert_eq!((&body["status"], &body["risk_score"]), (&json!("levitating"), &json!(0.25)));
}

#[test]
fn amounts_are_numbers_without_a_trace_of_floats() {
    for (text, expected) in [("14.90", "14.9"), ("9.00", "9"), ("0.05", "0.05"), ("42949672.95", "42949672.95")] {
        assert_eq!(serde_json::to_string(&super::Number(text.parse().unwrap())).unwrap(), expected);
    }
}
