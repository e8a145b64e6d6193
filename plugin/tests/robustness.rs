//! Whatever Recharge answers, there is a widget or a typed error, never a panic.

mod common;

use armincx_recharge::connection::check_connection;
use armincx_recharge::testing::{MemoryHost, Shop, answer, charge_row, context, subscription_row};
use armincx_recharge::widget::widget_data;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Any JSON, with numbers and texts that such code trips over.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        proptest::sample::select(vec![
            "",
            "2026-02-30",
            "9999-12-31",
            "-009999-01-01",
            "2026-11-22",
            "active",
            "queued",
            "error",
            "lena@example.com",
            "18446744073709551616",
            "-0.00",
            "1e999",
            "\u{202E}x\u{0}",
            "onetime",
            "day",
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z_]{1,8}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

/// A good row in which some fields hold anything.
fn spoilt(row: Value) -> impl Strategy<Value = Value> {
    let fields: Vec<String> = row.as_object().map(|row| row.keys().cloned().collect()).unwrap_or_default();
    proptest::collection::vec((proptest::sample::select(fields), any_json()), 0..5).prop_map(move |changes| {
        let mut row = row.clone();
        if let Some(row) = row.as_object_mut() {
            row.extend(changes);
        }
        row
    })
}

fn customer() -> Value {
    json!({"id": 91, "email": "lena@example.com", "first_name": "Lena", "last_name": "Brandt",
        "subscriptions_total_count": 1, "has_valid_payment_method": true})
}

proptest! {
    #[test]
    fn any_json_in_any_answer_is_survived(
        customers in any_json(), subscriptions in any_json(), charges in any_json(), store in any_json(),
        token in any_json(), raw in any::<bool>(), locale in "en|de|fr|\\PC{0,5}",
    ) {
        let good = Shop { customers: vec![customer()], ..Shop::default() };
        let host = MemoryHost::new(move |seen| {
            let (key, value) = match seen.path.as_str() {
                "/customers" if raw => ("customers", &customers),
                "/customers" => return good.answer(seen),
                "/subscriptions" => ("subscriptions", &subscriptions),
                "/charges" => ("charges", &charges),
                "/store" => ("store", &store),
                _ => ("token_information", &token),
            };
            let body = if raw { value.to_string() } else { json!({key: value, "next_cursor": value}).to_string() };
            answer(200, body)
        });
        let ctx = context("lena@example.com", &locale);
        let _ = widget_data(&host, &ctx);
        let _ = check_connection(&host, &MemoryHost::token(), &ctx);
        prop_assert!(host.batches().iter().take(host.batches().len() - 1).map(Vec::len).sum::<usize>() <= 18);
    }

    #[test]
    fn rows_with_spoilt_fields_are_survived_and_show_nobody_elses_data(
        subscriptions in proptest::collection::vec(spoilt(subscription_row(61, 91, 51, "2026-12-09")), 0..4),
        charges in proptest::collection::vec(spoilt(charge_row(71, 91, 51, "queued", "2026-12-09", &[61])), 0..4),
        orders in proptest::collection::vec(any_json(), 0..3),
    ) {
        let rows = |key: &str, rows: &[Value]| answer(200, json!({key: rows, "next_cursor": null}).to_string());
        let good = Shop { customers: vec![customer()], ..Shop::default() };
        let host = MemoryHost::new(move |seen| match seen.path.as_str() {
            "/subscriptions" => rows("subscriptions", &subscriptions),
            "/charges" => rows("charges", &charges),
            "/orders" => rows("orders", &orders),
            _ => good.answer(seen),
        });
        for locale in ["en", "de"] {
            let widget = widget_data(&host, &context("lena@example.com", locale)).expect("a widget");
            prop_assert_eq!(widget.customers.len(), 1);
            let shown = common::render(&widget);
            let odd = shown.chars().find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202A}'..='\u{202E}'));
            prop_assert_eq!(odd, None, "{}", shown);
            let lines = widget.customers.iter().flat_map(|customer| customer.subscriptions.iter().chain(&customer.former));
            for line in lines {
                prop_assert_eq!(line.actions.len(), 6);
                for state in &line.actions {
                    prop_assert_eq!(state.possible, state.why_not.is_none());
                }
            }
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200), status in 100_u16..600) {
        let host = MemoryHost::new(move |_| answer(status, bytes.clone()));
        let ctx = context("lena@example.com", "de");
        let _ = widget_data(&host, &ctx);
        let _ = check_connection(&host, &MemoryHost::token(), &ctx);
    }
}
