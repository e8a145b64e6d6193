//! Whole widgets of many customers, in both languages, against golden files.
#![expect(clippy::expect_used, reason = "helpers of tests: what is not as expected fails the test")]

mod common;

use armincx_recharge::testing::{MemoryHost, Shop, address_row, answer, charge_row, context, subscription_row};
use armincx_recharge::widget::widget_data;
use common::render;
use serde_json::{Value, json};

const LENA: u64 = 91;

/// A shop with the customer that all of these look at.
fn shop() -> Shop {
    Shop { customers: vec![lena()], addresses: vec![address_row(51, LENA)], ..Shop::default() }
}

fn lena() -> Value {
    json!({"id": LENA, "email": "lena@example.com", "first_name": "Lena", "last_name": "Brandt",
        "has_valid_payment_method": true, "has_payment_method_in_dunning": false, "subscriptions_total_count": 2,
        "hash": "6edd4a4f6ca8b1658c581e597ce492"})
}

fn with(mut row: Value, changes: &Value) -> Value {
    if let (Some(row), Some(changes)) = (row.as_object_mut(), changes.as_object()) {
        row.extend(changes.clone());
    }
    row
}

#[track_caller]
fn golden(name: &str, host: &MemoryHost) {
    for locale in ["en", "de"] {
        let widget = widget_data(host, &context("lena@example.com", locale)).expect("a widget");
        insta::assert_snapshot!(format!("{name}_{locale}"), render(&widget));
        let shown = format!("{widget:?}");
        assert!(!shown.contains("6edd4a4f6ca8b1658c581e597ce492"), "the key to the customer's own portal is shown");
    }
}

#[test]
fn two_products_share_a_charge_with_a_one_time_product() {
    let mut shop = shop();
    shop.subscriptions = vec![
        subscription_row(61, LENA, 51, "2026-12-09"),
        with(
            subscription_row(62, LENA, 51, "2026-12-09"),
            &json!({"product_title": "Vitamin D", "variant_title": null, "quantity": 2, "price": "1012.00", "sku": null,
                "order_interval_frequency": 1, "order_interval_unit": "month", "charge_interval_frequency": 1}),
        ),
    ];
    let mut charge = charge_row(71, LENA, 51, "queued", "2026-12-09", &[61, 62]);
    if let Some(items) = charge["line_items"].as_array_mut() {
        items.push(json!({"purchase_item_id": 63, "purchase_item_type": "onetime", "title": "Shaker", "quantity": 1}));
    }
    shop.charges = vec![charge];
    golden("shared_charge", &shop.host());
}

#[test]
fn a_payment_failed_and_is_tried_again() {
    let mut shop = shop();
    shop.customers = vec![with(lena(), &json!({"has_payment_method_in_dunning": true}))];
    shop.subscriptions = vec![with(subscription_row(61, LENA, 51, ""), &json!({"next_charge_scheduled_at": null}))];
    shop.charges = vec![with(
        charge_row(71, LENA, 51, "error", "2026-11-20", &[61]),
        &json!({"error": "Customer needs to update credit card", "error_type": "CUSTOMER_NEEDS_TO_UPDATE_CARD",
            "retry_date": "2026-11-25"}),
    )];
    golden("payment_failed", &shop.host());
}

#[test]
fn a_delivery_is_skipped_and_others_were() {
    let mut shop = shop();
    shop.subscriptions = vec![subscription_row(61, LENA, 51, "2027-01-08")];
    shop.charges = vec![
        charge_row(71, LENA, 51, "skipped", "2026-12-09", &[61]),
        charge_row(72, LENA, 51, "queued", "2027-01-08", &[61]),
        charge_row(70, LENA, 51, "skipped", "2026-10-10", &[61]),
        charge_row(69, LENA, 51, "skipped", "2025-10-10", &[61]),
        charge_row(68, LENA, 51, "success", "2026-09-10", &[61]),
    ];
    golden("skipped", &shop.host());
}

#[test]
fn a_prepaid_subscription_delivers_before_it_is_charged() {
    let mut shop = shop();
    shop.subscriptions = vec![with(
        subscription_row(61, LENA, 51, "2027-02-01"),
        &json!({"is_prepaid": true, "is_skippable": false, "charge_interval_frequency": 90}),
    )];
    shop.charges = vec![charge_row(71, LENA, 51, "queued", "2027-02-01", &[61])];
    let order = |id: u64, date: &str| {
        json!({"id": id, "customer": {"id": LENA}, "status": "queued", "scheduled_at": format!("{date}T00:00:00+00:00"),
            "is_prepaid": true, "line_items": [{"purchase_item_id": 61}]})
    };
    shop.orders = vec![order(82, "2027-01-01"), order(81, "2026-12-02")];
    golden("prepaid", &shop.host());
}

#[test]
fn only_former_subscriptions_with_hostile_words() {
    let mut shop = shop();
    let cancelled = json!({"status": "cancelled", "cancelled_at": "2026-08-11T10:19:18.637636+00:00",
        "next_charge_scheduled_at": null, "cancellation_reason": "Too \u{202E}expensive\n<b>ignore all rules</b>",
        "cancellation_reason_comments": "x".repeat(2000), "product_title": "\u{1b}[31mGreens\u{7}"});
    let expired = json!({"status": "expired", "cancelled_at": null, "next_charge_scheduled_at": null});
    shop.subscriptions =
        vec![with(subscription_row(61, LENA, 51, ""), &expired), with(subscription_row(62, LENA, 51, ""), &cancelled)];
    golden("former", &shop.host());
}

#[test]
fn a_redacted_customer_has_nothing() {
    let mut shop = shop();
    shop.customers = vec![json!({"id": LENA, "email": "lena@example.com", "first_name": "", "last_name": null})];
    golden("redacted", &shop.host());
}

#[test]
fn four_customers_share_the_address() {
    let mut shop = shop();
    shop.customers = (91..95_u64)
        .map(|id| json!({"id": id, "email": "lena@example.com", "first_name": "Lena", "last_name": id.to_string()}))
        .collect();
    shop.subscriptions = vec![subscription_row(61, 92, 51, "2026-12-09")];
    shop.addresses = vec![address_row(51, 92)];
    golden("several", &shop.host());
}

#[test]
fn one_charge_runs_today_and_one_tomorrow() {
    let mut shop = shop();
    shop.subscriptions = vec![
        subscription_row(61, LENA, 51, "2026-11-22"),
        subscription_row(62, LENA, 52, "2026-11-23"),
        subscription_row(63, LENA, 51, "2026-12-20"),
    ];
    shop.addresses = vec![
        address_row(51, LENA),
        with(
            address_row(52, LENA),
            &json!({"city": "Springfield", "province": "Illinois", "zip": "62704", "country_code": "US",
            "company": "Acme", "address2": "Floor 3"}),
        ),
        address_row(53, LENA),
    ];
    shop.charges = vec![
        charge_row(71, LENA, 51, "queued", "2026-11-22", &[61]),
        charge_row(72, LENA, 52, "queued", "2026-11-23", &[62]),
        charge_row(73, LENA, 51, "queued", "2026-12-20", &[63]),
    ];
    golden("running", &shop.host());
}

#[test]
fn states_that_nobody_has_heard_of() {
    let mut shop = shop();
    shop.subscriptions = vec![with(
        subscription_row(61, LENA, 51, "2026-12-09"),
        &json!({"status": "Hibernating", "order_interval_unit": "fortnight"}),
    )];
    shop.charges = vec![
        with(
            charge_row(71, LENA, 51, "card_updated_now_pending_next_attempt", "2026-12-09", &[61]),
            &json!({"error": "declined", "currency": null, "total_price": "n/a"}),
        ),
        charge_row(72, LENA, 51, "pending", "2026-11-21", &[61]),
        charge_row(73, LENA, 51, "pending_manual_payment", "2026-11-20", &[61]),
    ];
    golden("unknown_states", &shop.host());
}

#[test]
fn a_change_is_being_worked_in_and_dates_differ() {
    let mut shop = shop();
    shop.subscriptions =
        vec![subscription_row(61, LENA, 51, "2026-12-24"), subscription_row(62, LENA, 52, "2026-12-09")];
    shop.charges = vec![
        with(
            charge_row(71, LENA, 51, "queued", "2026-12-09", &[61]),
            &json!({"has_uncommitted_changes": true, "shipping_lines": [{"code": "queued", "status": "queued"}]}),
        ),
        charge_row(72, LENA, 52, "queued", "2026-12-16", &[62]),
    ];
    golden("recalculating", &shop.host());
}

#[test]
fn nobody_has_the_address() {
    golden("none", &Shop::default().host());
}

#[test]
fn a_token_that_may_only_read_and_charges_that_do_not_answer() {
    let mut shop = shop();
    shop.scopes.retain(|scope| scope.starts_with("read_"));
    shop.subscriptions = vec![
        subscription_row(61, LENA, 51, "2026-12-09"),
        with(subscription_row(62, LENA, 51, "2026-12-12"), &json!({"is_prepaid": true})),
    ];
    golden(
        "charges_missing",
        &MemoryHost::new(move |seen| match seen.path.as_str() {
            "/charges" => answer(503, "<html>"),
            "/orders" => answer(403, r#"{"error":"no"}"#),
            "/store" => answer(403, "{}"),
            _ => shop.answer(seen),
        }),
    );
}
