//! Whole plans of every action, in both languages, against golden files.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests: what is not as expected fails the test"
)]

#[path = "common/plan.rs"]
mod plan;

use armincx_recharge::actions::prepare_action;
use armincx_recharge::contract::*;
use armincx_recharge::testing::{Shop, address_row, charge_row, context, subscription_row};
use serde_json::{Value, json};

const LENA: u64 = 91;

fn with(mut row: Value, changes: &Value) -> Value {
    if let (Some(row), Some(changes)) = (row.as_object_mut(), changes.as_object()) {
        row.extend(changes.clone());
    }
    row
}

/// Lena has greens and vitamins on one charge with a shaker, coffee on another, and tea that she cancelled.
fn shop() -> Shop {
    let mut charge = charge_row(71, LENA, 51, "queued", "2026-12-09", &[61, 62]);
    charge["line_items"][1]["title"] = json!("Vitamin D");
    charge["line_items"][1]["variant_title"] = Value::Null;
    charge["line_items"][0]["properties"] = json!([{"name": "Delivery Date", "value": "Wed Dec 9 2026"}]);
    charge["discounts"] = json!([{"id": 5, "code": "HELLO"}]);
    if let Some(items) = charge["line_items"].as_array_mut() {
        items.push(json!({"purchase_item_id": 63, "purchase_item_type": "onetime", "title": "Shaker", "quantity": 1}));
    }
    let coffee = json!({"product_title": "Coffee", "variant_title": null, "order_interval_unit": "month",
        "order_interval_frequency": 1, "charge_interval_frequency": 1, "order_day_of_month": 5});
    let mut coffee_charge = charge_row(72, LENA, 51, "queued", "2027-01-05", &[64]);
    coffee_charge["line_items"][0]["title"] = json!("Coffee");
    coffee_charge["line_items"][0]["variant_title"] = Value::Null;
    Shop {
        customers: vec![json!({"id": LENA, "email": "lena@example.com", "first_name": "Lena", "last_name": "Brandt",
            "has_valid_payment_method": true, "subscriptions_total_count": 4})],
        addresses: vec![
            address_row(51, LENA),
            with(
                address_row(52, LENA),
                &json!({"address1": "Hafenweg 3", "zip": "20457", "city": "Hamburg", "province": "Hamburg"}),
            ),
        ],
        subscriptions: vec![
            subscription_row(61, LENA, 51, "2026-12-09"),
            with(
                subscription_row(62, LENA, 51, "2026-12-09"),
                &json!({"product_title": "Vitamin D", "variant_title": null}),
            ),
            with(subscription_row(64, LENA, 51, "2027-01-05"), &coffee),
            with(
                subscription_row(65, LENA, 51, ""),
                &json!({"product_title": "Tea", "variant_title": null,
                "status": "cancelled", "next_charge_scheduled_at": null, "cancelled_at": "2026-10-01T08:00:00+00:00"}),
            ),
        ],
        charges: vec![charge, coffee_charge],
        ..Shop::default()
    }
}

/// The same after the greens' delivery of 9 December was skipped.
fn skipped() -> Shop {
    let mut shop = shop();
    shop.subscriptions[0]["next_charge_scheduled_at"] = json!("2027-01-08");
    let mut rest = shop.charges[0].clone();
    rest["line_items"].as_array_mut().expect("items").remove(0);
    shop.charges[0] = rest;
    shop.charges.push(charge_row(73, LENA, 51, "skipped", "2026-12-09", &[61]));
    shop.charges.push(charge_row(74, LENA, 51, "queued", "2027-01-08", &[61]));
    shop
}

#[track_caller]
fn golden(name: &str, shop: &Shop, form: &Form) {
    for locale in ["en", "de"] {
        let host = shop.clone().host();
        let request = ActionRequest::Form(form.clone());
        let preparation = prepare_action(&host, &context("lena@example.com", locale), &request).expect("an answer");
        insta::assert_snapshot!(format!("{name}_{locale}"), plan::render(&preparation));
        assert!(host.batches().len() <= 2, "two round trips");
        assert!(host.batches().concat().iter().all(|seen| seen.max_age == 0), "everything is read fresh");
    }
}

fn form(action: &str, targets: &[Target], parameters: &Value) -> Form {
    Form { action: action.to_owned(), targets: targets.to_vec(), parameters: parameters.to_string() }
}

#[test]
fn one_of_two_products_moves_to_a_later_date() {
    golden("move_one", &shop(), &form("move-date", &[Target::Subscription(61)], &json!({"to": "2027-01-05"})));
}

#[test]
fn a_whole_charge_moves_by_two_weeks() {
    let parameters = json!({"by": {"weeks": 2}, "whole_charge": true});
    golden("move_charge", &shop(), &form("move-date", &[Target::Subscription(61)], &parameters));
}

#[test]
fn a_date_with_a_promised_day_is_pulled_back() {
    golden("move_promised", &shop(), &form("move-date", &[Target::Subscription(64)], &json!({"to": "2027-01-20"})));
}

#[test]
fn a_subscription_is_cancelled() {
    let parameters = json!({"reason": "Too expensive", "comment": "We have\nenough", "notify_customer": false});
    golden("cancel", &shop(), &form("cancel", &[Target::Subscription(61)], &parameters));
}

#[test]
fn a_cancellation_lacks_everything_and_asks_once() {
    let reasons = Some(json!([{"reason": "Too expensive"}, {"reason": "Moving"}]));
    golden("cancel_question", &Shop { reasons, ..shop() }, &form("cancel", &[], &json!({})));
}

#[test]
fn a_cancelled_subscription_is_reactivated() {
    golden("reactivate", &shop(), &form("reactivate", &[Target::Subscription(65)], &json!({"to": "2026-12-09"})));
}

#[test]
fn a_shared_charge_has_to_be_asked_about() {
    golden("skip_question", &shop(), &form("skip", &[Target::Subscription(61)], &json!({})));
}

#[test]
fn one_item_is_skipped() {
    golden("skip_item", &shop(), &form("skip", &[Target::Subscription(61)], &json!({"scope": "item"})));
}

#[test]
fn a_whole_charge_is_skipped() {
    golden("skip_charge", &shop(), &form("skip", &[Target::Charge(71)], &json!({})));
}

#[test]
fn a_second_skip_is_refused() {
    golden("skip_again", &skipped(), &form("skip", &[Target::Subscription(61)], &json!({})));
}

#[test]
fn a_skipped_item_comes_back() {
    golden("unskip", &skipped(), &form("unskip", &[Target::Subscription(61)], &json!({})));
}

#[test]
fn an_address_changes_for_all() {
    let parameters = json!({"address1": "Neue Str. 5", "zip": "1010", "city": "Wien", "province": "", "country_code": "at",
        "apply_to": "all"});
    golden("address_all", &shop(), &form("update-address", &[Target::Subscription(61)], &parameters));
}

#[test]
fn an_address_changes_for_one_subscription() {
    let parameters = json!({"address1": "Neue Str. 5", "apply_to": "subscription"});
    golden("address_one", &shop(), &form("update-address", &[Target::Subscription(61)], &parameters));
}

#[test]
fn an_address_that_the_customer_has_already_is_used() {
    let parameters = json!({"address1": "Hafenweg 3", "zip": "20457", "city": "Hamburg", "province": "Hamburg",
        "apply_to": "subscription"});
    golden("address_known", &shop(), &form("update-address", &[Target::Subscription(61)], &parameters));
}

#[test]
fn recharge_is_opened() {
    golden("open", &shop(), &form("open", &[Target::Subscription(61)], &json!({})));
}
