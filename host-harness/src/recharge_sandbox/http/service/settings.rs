//! What a store's own settings, its unknown behaviours over time and the faults about its customers do, through the same
//! door that a client uses.

use serde_json::{Value, json};

use super::*;
use crate::recharge_sandbox::CommitLag;
use crate::recharge_sandbox::faults::{Fault, Matcher};
use crate::recharge_sandbox::model::ChargeStatus;
use crate::recharge_sandbox::unknowns::{RetriesAfterCancel, Unknowns};

const TOKEN: &str = "sk_test_1x1_settings";

const WORLD: &str = r#"
[store]
name = "S"
email = "o@example.com"
currency = "EUR"
time_zone = "Europe/Berlin"
identifier = "s.myshopify.com"
[store.dunning]
retry_every_days = 2
max_attempts = 5
[[retention_strategies]]
reason = "Too much"
prevention_text = "Skip one instead."
incentive = "skip_charge"
[[retention_strategies]]
reason = "Moving"
[[tokens]]
token = "sk_test_1x1_settings"
name = "T"
scopes = ["read_customers", "read_subscriptions", "write_subscriptions", "read_orders", "read_credit_summary"]
[[tokens]]
token = "sk_test_1x1_less"
name = "L"
scopes = ["read_customers"]
[[products]]
key = "tea"
title = "Tea"
price = "9.50"
[[customers]]
email = "a@example.com"
first_name = "A"
last_name = "B"
payment = { type = "CREDIT_CARD", status = "invalid" }
[[customers.addresses]]
address1 = "Weg 1"
[[customers.addresses.subscriptions]]
product = "tea"
every = "4 weeks"
next = "+1d"
[[customers]]
email = "gone@example.com"
first_name = "C"
last_name = "D"
[[customers.addresses]]
[[customers.addresses.subscriptions]]
product = "tea"
every = "4 weeks"
cancelled = { at = "-3d", reason = "Moving", next = "+9d" }
"#;

fn shop() -> Service {
    let state = State::from_world(WORLD, "world.toml", "2026-11-22T09:00:00Z".parse().unwrap()).unwrap();
    let options = SandboxOptions { commit_lag: CommitLag::AfterRequests(0), ..SandboxOptions::default() };
    Service::new(state, options)
}

fn send(service: &Service, token: &str, method: &str, target: &str, body: &Value) -> (u16, Value) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let request = Request { method, path, query, token: Some(token), version: Some("2021-11"), body: &body };
    let reply = service.reply(&request, Instant::now());
    assert_eq!(service.violations(), [], "{method} {target}");
    (reply.answer.status, serde_json::from_slice(&reply.answer.body).unwrap_or(Value::Null))
}

fn get(service: &Service, target: &str) -> (u16, Value) {
    send(service, TOKEN, "GET", target, &Value::Null)
}

#[test]
fn a_store_says_which_reasons_it_offers_and_who_has_credit() {
    let service = shop();
    let (status, body) = get(&service, "/retention_strategies");
    let reasons: Vec<&Value> =
        body["retention_strategies"].as_array().unwrap().iter().map(|strategy| &strategy["reason"]).collect();
    assert_eq!((status, reasons), (200, vec![&json!("Too much"), &json!("Moving")]));
    let first = &body["retention_strategies"][0];
    assert_eq!((&first["incentive_type"], &first["discount_code"]), (&json!("skip_charge"), &Value::Null));
    let (status, one) = get(&service, &format!("/retention_strategies/{}", first["id"]));
    assert_eq!((status, &one["retention_strategy"]), (200, first));
    assert_eq!(get(&service, "/retention_strategies/5").0, 404);
    let customer = *service.state().customers.keys().next().unwrap();
    let (_, credit) = get(&service, &format!("/customers/{customer}/credit_summary"));
    let expected = json!({"customer_id": customer, "total_available_balance": "0.00", "currency_code": "EUR"});
    assert_eq!(credit["credit_summary"], expected);
    assert_eq!(get(&service, "/customers/5/credit_summary").0, 404);
    for path in ["/retention_strategies", &format!("/customers/{customer}/credit_summary")] {
        assert_eq!(send(&service, "sk_test_1x1_less", "GET", path, &Value::Null).0, 403, "{path}");
    }
}

#[test]
fn a_cancelled_subscription_of_a_world_comes_back_with_its_earlier_date() {
    let service = shop();
    let id = service.state().subscriptions.values().find(|it| !it.is_active()).unwrap().id;
    let (status, body) = send(&service, TOKEN, "POST", &format!("/subscriptions/{id}/activate"), &Value::Null);
    assert_eq!((status, &body["subscription"]["next_charge_scheduled_at"]), (200, &json!("2026-12-01")));
}

#[test]
fn the_retries_of_a_cancelled_subscriptions_charge_go_on_or_stop() {
    for (retries_after_cancel, attempts) in [(RetriesAfterCancel::GoOn, 3), (RetriesAfterCancel::Stop, 1)] {
        let service = shop();
        service.edit(|state| state.unknowns = Unknowns { retries_after_cancel, ..Unknowns::default() });
        service.advance("1d".parse().unwrap()).unwrap();
        let failed = |service: &Service| {
            service.state().charges.values().find(|it| it.status == ChargeStatus::Error).map(|it| it.charge_attempts)
        };
        assert_eq!(failed(&service), Some(1));
        let id = service.state().subscriptions.values().find(|it| it.is_active()).unwrap().id;
        let body = json!({"cancellation_reason": "Too much"});
        assert_eq!(send(&service, TOKEN, "POST", &format!("/subscriptions/{id}/cancel"), &body).0, 200);
        service.advance("5d".parse().unwrap()).unwrap();
        assert_eq!(failed(&service), Some(attempts), "{retries_after_cancel:?}");
        assert_eq!(service.violations(), []);
    }
}

#[test]
fn whoever_a_request_names_has_three_hundred_subscriptions_when_a_fault_says_so() {
    let service = shop();
    let fault = |path: &str| Fault {
        id: 0,
        when: Matcher { method: None, path: Some(path.to_owned()) },
        per_mille: None,
        times: None,
        after: 0,
        effect: Effect::ManySubscriptions,
    };
    service.faults(|faults| faults.add(fault("/customers")));
    let (_, found) = get(&service, "/customers?email=a%40example.com");
    assert_eq!(found["customers"][0]["subscriptions_active_count"], 300);
    let id = found["customers"][0]["id"].as_u64().unwrap();
    let (_, page) = get(&service, &format!("/subscriptions?customer_id={id}&limit=250"));
    assert_eq!(page["subscriptions"].as_array().unwrap().len(), 250);
    assert!(page["next_cursor"].is_string());
    // A second request adds no more, and who has nothing that is active gets nothing.
    get(&service, "/customers?email=a%40example.com");
    get(&service, "/customers?email=gone%40example.com");
    get(&service, "/customers?email=nobody%40example.com");
    let state = service.state();
    assert_eq!(state.subscriptions.values().filter(|it| it.customer_id == id).count(), 300);
    assert_eq!(state.subscriptions.len(), 301);
    assert!(state.charges.values().filter(|charge| charge.is_queued()).count() > 20, "over several days");
}

#[test]
fn a_second_customer_of_the_same_address_is_a_real_one() {
    let service = shop();
    let when = Matcher { method: None, path: Some("/customers".to_owned()) };
    let effect = Effect::SeveralCustomers;
    service.faults(|faults| faults.add(Fault { id: 0, when, per_mille: None, times: None, after: 0, effect }));
    let (_, found) = get(&service, "/customers?email=a%40example.com");
    let ids: Vec<u64> = found["customers"].as_array().unwrap().iter().map(|it| it["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), 2);
    for id in ids {
        assert_eq!(get(&service, &format!("/customers/{id}")).0, 200);
        assert_eq!(get(&service, &format!("/customers/{id}/delivery_schedule")).0, 200);
    }
    let (_, found) = get(&service, "/customers?email=a%40example.com");
    assert_eq!(found["customers"].as_array().unwrap().len(), 2, "no third");
}

#[test]
fn an_update_can_cancel_and_activate_and_takes_no_other_status() {
    let service = shop();
    let id = service.state().subscriptions.values().find(|it| it.is_active()).unwrap().id;
    let put = |body: Value| send(&service, TOKEN, "PUT", &format!("/subscriptions/{id}"), &body);
    for status in [json!("paused"), json!("expired"), json!("banana"), json!(5), json!(null), json!("CANCELLED")] {
        let (answered, body) = put(json!({"status": status}));
        assert!(answered == 422 && body["errors"].get("status").is_some(), "{status}: {answered} {body}");
    }
    assert_eq!(put(json!({"status": "cancelled"})).0, 422, "a reason is required here too");
    assert_eq!(put(json!({"status": "cancelled", "cancellation_reason": "R", "quantity": 2})).0, 422);
    let (status, body) = put(json!({"status": "cancelled", "cancellation_reason": "R"}));
    assert_eq!((status, &body["subscription"]["status"]), (200, &json!("cancelled")));
    let (status, body) = put(json!({"status": "active"}));
    assert_eq!((status, &body["subscription"]["next_charge_scheduled_at"]), (200, &json!("2026-11-23")));
    assert_eq!(
        put(json!({"status": "active", "quantity": 2})).1["subscription"]["quantity"],
        2,
        "it is active already"
    );
    let body = json!({"status": "CANCELLED", "cancellation_reason": "R"}).to_string();
    let path = format!("/subscriptions/{id}");
    let request =
        Request { method: "PUT", path: &path, query: "", token: Some(TOKEN), version: None, body: body.as_bytes() };
    assert_eq!(service.reply(&request, Instant::now()).answer.status, 200, "2021-01 writes its words in capitals");
    assert!(service.state().subscriptions.values().all(|it| !it.is_active()));
}

#[test]
fn a_body_too_long_to_keep_is_counted() {
    let service = shop();
    let long = json!({"cancellation_reason": "x".repeat(20_000)});
    send(&service, TOKEN, "POST", "/subscriptions/5/cancel", &long);
    let entry = service.ledger().pop().unwrap();
    assert_eq!((entry.body, entry.body_bytes), (None, long.to_string().len()));
}
