//! The bodies have the shapes of the examples, which were gathered from captured responses and Recharge's own types.

use serde_json::Value;

use super::*;
use crate::recharge_sandbox::State;

const NOW: &str = "2026-02-01T09:00:00Z";

/// A customer whose records have everything that the examples have.
const WORLD: &str = r#"
[store]
name = "Demo Shop"
email = "owner@example.com"
phone = "+4930123456"
currency = "EUR"
time_zone = "Europe/Berlin"
identifier = "demo-shop.myshopify.com"
[[tokens]]
token = "t"
name = "Helpdesk"
scopes = ["read_customers"]
[[products]]
key = "greens"
title = "Daily Greens"
price = "24.90"
image = "https://cdn.example.com/g_{size}.jpg"
[[products]]
key = "d"
title = "Vitamin D"
price = "12.00"
[[products]]
key = "shaker"
title = "Shaker"
price = "9.90"
[[customers]]
email = "lena.brandt@example.com"
first_name = "Lena"
last_name = "Brandt"
[[customers.addresses]]
address1 = "Musterstrasse 11"
[[customers.addresses.subscriptions]]
product = "greens"
every = "30 days"
next = "2026-02-09"
past_charges = 1
[[customers.addresses.subscriptions]]
product = "d"
quantity = 2
every = "30 days"
next = "2026-02-09"
[[customers.addresses.onetimes]]
product = "shaker"
next = "2026-02-09"
"#;

/// Compares key sets, all the way down; two lists by their first elements. Null matches anything.
fn same_shape(path: &str, ours: &Value, theirs: &Value) {
    match (ours, theirs) {
        // The examples leave pictures and payment details out with "{}".
        (Value::Object(_), Value::Object(theirs)) if theirs.is_empty() => {}
        (Value::Object(ours), Value::Object(theirs)) => {
            let ours_keys: std::collections::BTreeSet<&String> = ours.keys().collect();
            let theirs_keys: std::collections::BTreeSet<&String> = theirs.keys().collect();
            assert_eq!(ours_keys, theirs_keys, "{path}");
            for (name, value) in ours {
                same_shape(&format!("{path}/{name}"), value, &theirs[name]);
            }
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            if let (Some(ours), Some(theirs)) = (ours.first(), theirs.first()) {
                same_shape(&format!("{path}/0"), ours, theirs);
            }
        }
        (Value::Null, _) | (_, Value::Null) => {}
        (ours, theirs) => {
            assert_eq!(std::mem::discriminant(ours), std::mem::discriminant(theirs), "{path}: {ours} and {theirs}");
        }
    }
}

fn state() -> State {
    State::from_world(WORLD, "world.toml", NOW.parse().unwrap()).unwrap()
}

fn body(name: &str, state: &State) -> Value {
    let index = Index::of(state);
    let view = View { state, index: &index };
    let lena = state.customers.values().next().unwrap();
    let queued = state.charges.values().find(|charge| charge.is_queued()).unwrap();
    let wrapped = |record: Result<Value, serde_json::Error>| serde_json::json!({name: record.unwrap()});
    match name {
        "customer" => wrapped(tree(|out| customer(lena, view, &[], out))),
        "subscription" => {
            wrapped(tree(|out| subscription(state.subscriptions.values().next().unwrap(), view, &[], out)))
        }
        "charge" => wrapped(tree(|out| charge(queued, view, &[], out))),
        "address" => wrapped(tree(|out| address(state.addresses.values().next().unwrap(), view, &[], out))),
        "order" => wrapped(tree(|out| order(state.orders.values().next().unwrap(), view, out))),
        "onetime" => wrapped(tree(|out| onetime(state.onetimes.values().next().unwrap(), out))),
        "payment_method" => {
            wrapped(tree(|out| payment_method(state.payment_methods.values().next().unwrap(), view, &[], out)))
        }
        "delivery_schedule" => {
            let horizon = Horizon::from(state.today());
            serde_json::from_slice(&delivery_schedule(lena, view, horizon).unwrap()).unwrap()
        }
        "store" => store(view),
        "token_information" => token_information(&state.tokens[0]),
        other => panic!("no body {other}"),
    }
}

macro_rules! shapes {
    ($($test:ident: $name:literal,)*) => {$(
        #[test]
        fn $test() {
            let example = include_str!(concat!("../../../../tests/fixtures/recharge-bodies/", $name, ".json"));
            same_shape($name, &body($name, &state()), &serde_json::from_str(example).unwrap());
        }
    )*};
}

shapes! {
    a_customer_has_the_shape_of_the_example: "customer",
    a_subscription_has_the_shape_of_the_example: "subscription",
    a_charge_has_the_shape_of_the_example: "charge",
    an_address_has_the_shape_of_the_example: "address",
    an_order_has_the_shape_of_the_example: "order",
    a_onetime_has_the_shape_of_the_example: "onetime",
    a_payment_method_has_the_shape_of_the_example: "payment_method",
    a_delivery_schedule_has_the_shape_of_the_example: "delivery_schedule",
    the_store_has_the_shape_of_the_example: "store",
    a_token_has_the_shape_of_the_example: "token_information",
}

#[test]
fn a_charge_adds_up() {
    let charge = &body("charge", &state())["charge"];
    assert_eq!(charge["line_items"].as_array().unwrap().len(), 3);
    assert_eq!(charge["subtotal_price"], "58.80");
    assert_eq!(charge["total_price"], "58.80");
    assert_eq!(charge["scheduled_at"], "2026-02-09");
    assert_eq!(charge["orders_count"], 0);
    assert!(charge.get("customer_id").is_none(), "only 2021-01 has it");
}

#[test]
fn timestamps_have_an_offset_or_none_as_their_resource_has() {
    let state = state();
    let text = |name: &str| body(name, &state)[name]["created_at"].as_str().unwrap().to_owned();
    assert_eq!(text("charge").len(), "2026-01-10T08:00:12+00:00".len());
    assert!(text("charge").ends_with("+00:00"));
    assert_eq!(text("customer").len(), "2025-02-11T08:31:39".len());
    assert_eq!(text("payment_method").len(), "2025-02-11T08:31:39".len());
    assert_eq!(body("order", &state)["order"]["scheduled_at"], "2026-01-10T00:00:00+00:00");
}

#[test]
fn what_is_included_stands_under_include() {
    let state = state();
    let index = Index::of(&state);
    let view = View { state: &state, index: &index };
    let names: Vec<String> = ["subscriptions", "addresses", "nonsense"].map(str::to_owned).to_vec();
    let lena = tree(|out| customer(state.customers.values().next().unwrap(), view, &names, out)).unwrap();
    assert_eq!(lena["include"]["subscriptions"].as_array().unwrap().len(), 2);
    assert_eq!(lena["include"]["addresses"].as_array().unwrap().len(), 1);
    assert!(lena["include"].get("nonsense").is_none());
}

#[test]
fn an_odd_record_has_its_nulls_and_its_unknown_fields() {
    let mut state = state();
    let charge = state.charges.values_mut().find(|charge| charge.is_queued()).unwrap();
    charge.oddity.null.push("shipping_lines".to_owned());
    charge.oddity.set.insert("status".to_owned(), "levitating".into());
    charge.oddity.set.insert("risk_score".to_owned(), 0.25.into());
    let body = &body("charge", &state)["charge"];
    assert!(body["shipping_lines"].is_null());
    assert_eq!(body["status"], "levitating");
    assert_eq!(body["risk_score"], 0.25);
}

#[test]
fn rates_that_are_being_fetched_are_a_placeholder() {
    let mut state = state();
    let address = *state.addresses.keys().next().unwrap();
    state.addresses.get_mut(&address).unwrap().shipping = None;
    state.regenerate_address(address);
    let line = &body("charge", &state)["charge"]["shipping_lines"][0];
    assert_eq!((&line["code"], &line["status"], &line["price"]), (&"queued".into(), &"queued".into(), &"0.00".into()));
}

#[test]
fn a_delivery_schedule_promises_what_the_intervals_promise() {
    let schedule = body("delivery_schedule", &state());
    let dates: Vec<&str> =
        schedule["deliveries"].as_array().unwrap().iter().map(|d| d["date"].as_str().unwrap()).collect();
    assert_eq!(dates, ["2026-02-09", "2026-03-11", "2026-04-10"], "within 90 days");
    let first = &schedule["deliveries"][0]["orders"];
    assert_eq!(first.as_array().unwrap().len(), 1, "one charge for the address and date");
    assert!(first[0]["charge_id"].is_u64());
    assert!(schedule["deliveries"][1]["orders"][0]["charge_id"].is_null());
    assert_eq!(
        schedule["deliveries"][1]["orders"][0]["line_items"].as_array().unwrap().len(),
        2,
        "a onetime is not repeated"
    );
}
