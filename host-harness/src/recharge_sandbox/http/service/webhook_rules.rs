//! Webhooks as a client writes them, and their deliveries as far as no socket is needed.

use serde_json::{Value, json};

use super::told::{FEW, HOOK, OTHER, TOKEN, prompt, send, send_as};
use super::*;
use crate::recharge_sandbox::model::{DeliveryStatus, Webhook};
use crate::recharge_sandbox::telling::outbox::{MAX_ATTEMPTS, MAX_ENDED, MAX_PENDING, Outcome};

fn hook(service: &Service, topic: &str, address: &str) -> Id {
    let (status, answer) = send(service, "POST", "/webhooks", json!({"address": address, "topic": topic}));
    assert_eq!(status, 201, "{answer}");
    answer["webhook"]["id"].as_u64().unwrap()
}

fn customer(service: &Service) -> Id {
    *service.state().customers.keys().next().unwrap()
}

/// Changes a customer, which is told once.
fn rename(service: &Service, name: &str) {
    let path = format!("/customers/{}", customer(service));
    assert_eq!(send(service, "PUT", &path, json!({"first_name": name})).0, 200);
}

fn statuses(service: &Service) -> Vec<DeliveryStatus> {
    service.deliveries().into_iter().map(|delivery| delivery.status).collect()
}

fn fault(service: &Service, fault: Value) {
    service.faults(|faults| faults.add(serde_json::from_value(fault).unwrap()));
}

/// Answers everything that is due, one after another, with that; how much it was.
fn answer_all(service: &Service, outcome: &Outcome) -> usize {
    let mut count = 0;
    loop {
        let (era, letters) = service.letters(8);
        let Some(letter) = letters.first() else { return count };
        service.attempted(era, letter.id, outcome);
        assert_eq!(service.violations(), []);
        count += 1;
    }
}

#[test]
fn a_webhook_is_made_read_changed_and_deleted() {
    let service = prompt();
    let body = json!({"address": "https://helpdesk.example.com/hook", "topic": "charge/updated", "included_objects": ["customer", "customer"], "version": "2021-11"});
    let (status, made) = send(&service, "POST", "/webhooks", body);
    assert_eq!(status, 201);
    let id = made["webhook"]["id"].as_u64().unwrap();
    let expected = json!({"webhook": {"id": id, "address": "https://helpdesk.example.com/hook", "included_objects": ["customer"], "topic": "charge/updated", "version": "2021-11"}});
    assert_eq!(made, expected);
    let path = format!("/webhooks/{id}");
    assert_eq!(send(&service, "GET", &path, Value::Null), (200, expected.clone()));
    let listed = send(&service, "GET", "/webhooks", Value::Null);
    assert_eq!(listed, (200, json!({"next_cursor": null, "previous_cursor": null, "webhooks": [expected["webhook"]]})));
    let (status, changed) = send(&service, "PUT", &path, json!({"topic": "order/created", "included_objects": []}));
    assert_eq!((status, &changed["webhook"]["topic"]), (200, &json!("order/created")));
    assert_eq!(changed["webhook"]["address"], "https://helpdesk.example.com/hook");
    assert_eq!(send(&service, "DELETE", &path, Value::Null), (204, Value::Null));
    assert_eq!(send(&service, "GET", &path, Value::Null).0, 404);
    assert_eq!(send(&service, "DELETE", &path, Value::Null).0, 404);
}

#[test]
fn wrong_webhooks_are_refused_with_the_field() {
    let service = prompt();
    let good = json!({"address": HOOK, "topic": "charge/updated"});
    for (field, value) in [
        ("address", json!(null)),
        ("address", json!(5)),
        ("address", json!("")),
        ("address", json!("ftp://127.0.0.1/")),
        ("address", json!("https://a:b@example.com/")),
        ("address", json!(format!("https://example.com/{}", "x".repeat(3000)))),
        ("topic", json!("charge/exploded")),
        ("topic", json!("Charge/Updated")),
        ("topic", json!(["charge/updated"])),
        ("included_objects", json!("customer")),
        ("included_objects", json!(["secrets"])),
        ("version", json!("2099-01")),
        ("version", json!(2)),
    ] {
        let mut body = good.clone();
        body[field] = value.clone();
        let (status, answer) = send(&service, "POST", "/webhooks", body);
        assert!(status == 422 && answer["errors"].get(field).is_some(), "{field} {value}: {status} {answer}");
    }
    let (status, answer) = send(&service, "POST", "/webhooks", Value::Null);
    assert_eq!(status, 422);
    for field in ["address", "topic"] {
        assert_eq!(answer["errors"][field], json!(["Missing data for required field."]));
    }
    assert_eq!(send(&service, "POST", "/webhooks", json!([1])).0, 415);
    let id = hook(&service, "charge/updated", HOOK);
    assert_eq!(send(&service, "PUT", &format!("/webhooks/{id}"), json!({"topic": "x"})).0, 422);
    assert_eq!(send(&service, "PUT", "/webhooks/5", json!({})).0, 404);
    assert_eq!(send(&service, "POST", "/webhooks/5/test", Value::Null).0, 404);
    assert_eq!(send(&service, "POST", &format!("/webhooks/{id}"), json!({})).0, 405);
    assert_eq!(service.state().webhooks.len(), 1);
}

#[test]
fn a_second_one_of_the_same_topic_and_address_and_an_eleventh_are_refused() {
    let service = prompt();
    let id = hook(&service, "charge/updated", HOOK);
    let (status, answer) = send(&service, "POST", "/webhooks", json!({"address": HOOK, "topic": "charge/updated"}));
    assert!(status == 422 && answer["errors"]["duplicate"][0].as_str().unwrap().ends_with(&id.to_string()), "{answer}");
    // Another token's are its own.
    assert_eq!(
        send_as(&service, OTHER, "POST", "/webhooks", json!({"address": HOOK, "topic": "charge/updated"})).0,
        201
    );
    for number in 1..10 {
        hook(&service, "charge/updated", &format!("{HOOK}/{number}"));
    }
    let body = json!({"address": format!("{HOOK}/10"), "topic": "charge/updated"});
    assert_eq!(send(&service, "POST", "/webhooks", body).0, 422);
    let other = hook(&service, "charge/created", HOOK);
    assert_eq!(send(&service, "PUT", &format!("/webhooks/{other}"), json!({"topic": "charge/updated"})).0, 422);
}

#[test]
fn a_webhook_needs_the_scope_that_reads_its_topic_and_is_its_tokens_own() {
    let service = prompt();
    let made = |token, topic| send_as(&service, token, "POST", "/webhooks", json!({"address": HOOK, "topic": topic}));
    assert_eq!(made(FEW, "charge/updated").0, 403);
    assert_eq!(made(FEW, "subscription/updated").0, 403);
    assert_eq!(made(FEW, "store/updated").0, 403);
    let (status, answer) = made(FEW, "customer/updated");
    assert_eq!(status, 201);
    let path = format!("/webhooks/{}", answer["webhook"]["id"]);
    assert_eq!(send_as(&service, FEW, "PUT", &path, json!({"topic": "order/created"})).0, 403);
    for (method, target) in
        [("GET", path.clone()), ("PUT", path.clone()), ("DELETE", path.clone()), ("POST", format!("{path}/test"))]
    {
        assert_eq!(send_as(&service, OTHER, method, &target, Value::Null).0, 404, "{method}");
    }
    assert_eq!(send_as(&service, OTHER, "GET", "/webhooks", Value::Null).1["webhooks"], json!([]));
    assert_eq!(send_as(&service, FEW, "GET", "/webhooks", Value::Null).1["webhooks"].as_array().unwrap().len(), 1);
    // A token that has lost the scope sees its webhook no more.
    service.edit(|state| state.tokens.iter_mut().for_each(|token| token.scopes.clear()));
    for (method, target) in [("GET", &path), ("PUT", &path), ("DELETE", &path)] {
        assert_eq!(send_as(&service, FEW, method, target, Value::Null).0, 403, "{method}");
    }
    let request = Request { method: "GET", path: "/webhooks", ..Request::nothing() };
    assert_eq!(service.reply(&request, Instant::now()).answer.status, 401);
}

#[test]
fn what_is_included_is_below_the_record() {
    let service = prompt();
    let body = json!({"address": HOOK, "topic": "subscription/updated", "included_objects": ["customer", "addresses", "metafields"]});
    assert_eq!(send(&service, "POST", "/webhooks", body).0, 201);
    let id = *service.state().subscriptions.keys().next().unwrap();
    assert_eq!(send(&service, "PUT", &format!("/subscriptions/{id}"), json!({"quantity": 2})).0, 200);
    let delivery = service.deliveries().remove(0);
    let body: Value = serde_json::from_str(&delivery.body.unwrap()).unwrap();
    let include = &body["subscription"]["include"];
    assert_eq!(include["customer"]["email"], "a@example.com");
    assert_eq!(include["addresses"][0]["address1"], "Weg 1");
    assert_eq!(include["metafields"], json!([]));
}

#[test]
fn a_webhook_is_told_in_its_own_version_and_gets_that_of_the_call() {
    let service = prompt();
    let body =
        json!({"address": HOOK, "topic": "charge/updated", "version": "2021-01", "included_objects": ["customer"]});
    let (status, made) = send(&service, "POST", "/webhooks", body);
    assert_eq!((status, &made["webhook"]["version"]), (201, &json!("2021-01")));
    let path = format!("/webhooks/{}", made["webhook"]["id"]);
    send(&service, "POST", &format!("{path}/test"), Value::Null);
    let told = || {
        let body = service.deliveries().pop().unwrap().body.unwrap();
        serde_json::from_str::<Value>(&body).unwrap()["charge"].take()
    };
    let old = told();
    assert!(old["customer_id"].is_u64() && old["line_items"][0]["subscription_id"].is_u64(), "{old}");
    assert!(old["include"]["customer"]["number_subscriptions"].is_u64(), "{old}");

    let (status, changed) = send(&service, "PUT", &path, json!({"version": "2021-11"}));
    assert_eq!((status, &changed["webhook"]["version"]), (200, &json!("2021-11")));
    send(&service, "POST", &format!("{path}/test"), Value::Null);
    let new = told();
    assert!(new["customer"]["id"].is_u64() && new["line_items"][0]["purchase_item_id"].is_u64(), "{new}");

    let body = json!({"address": HOOK, "topic": "order/created"}).to_string();
    let request = Request {
        method: "POST",
        path: "/webhooks",
        query: "",
        token: Some(TOKEN),
        version: None,
        body: body.as_bytes(),
    };
    let reply = service.reply(&request, Instant::now());
    let made: Value = serde_json::from_slice(&reply.answer.body).unwrap();
    assert_eq!(made["webhook"]["version"], "2021-01", "{made}");
}

#[test]
fn a_test_is_delivered_with_the_latest_record_of_the_topic() {
    let service = prompt();
    for (topic, key) in
        [("charge/updated", "charge"), ("checkout/created", "checkout"), ("customer/deleted", "customer")]
    {
        let address = format!("{HOOK}/{key}");
        service.edit(|state| state.tokens[0].scopes.push("read_checkouts".to_owned()));
        let id = hook(&service, topic, &address);
        assert_eq!(send(&service, "POST", &format!("/webhooks/{id}/test"), Value::Null), (200, json!({})));
        let delivery = service.deliveries().pop().unwrap();
        assert_eq!((delivery.webhook_id, delivery.topic.as_str()), (id, topic));
        let body: Value = serde_json::from_str(&delivery.body.unwrap()).unwrap();
        assert_eq!(body[key]["id"], delivery.object_id);
        assert!(body[key].get("email").is_none(), "{topic}: a deleted record is its id alone");
    }
}

#[test]
fn an_address_elsewhere_is_taken_and_never_sent_to() {
    let service = prompt();
    for address in ["https://helpdesk.example.com/hook", "http://192.0.2.7/", "https://127.0.0.1:8443/"] {
        hook(&service, "customer/updated", address);
    }
    rename(&service, "Z");
    assert_eq!(statuses(&service), [DeliveryStatus::NotSent; 3]);
    assert!(service.deliveries().iter().all(|it| it.outcome.as_deref().unwrap().contains("not on this machine")));
    assert_eq!(service.make_due(), 0);
    assert_eq!(service.letters(8).1, []);
}

#[test]
fn a_delivery_is_tried_twenty_times_in_48_hours_and_then_its_webhook_is_deleted() {
    let service = prompt();
    let id = hook(&service, "customer/updated", HOOK);
    hook(&service, "address/updated", HOOK);
    rename(&service, "Z");
    let start = service.state().now;
    let refused = Outcome::Nothing("refused".to_owned());
    let mut attempts = answer_all(&service, &refused);
    assert_eq!(attempts, 1, "the next attempt waits for the clock");
    let mut hours = 0;
    while service.state().webhooks.contains_key(&id) {
        assert!(hours < 48, "{attempts} attempts");
        hours += 1;
        service.advance(Advance::Seconds(3600)).unwrap();
        let status = Outcome::Answer([500, 503, 408, 429][hours % 4]);
        attempts += answer_all(&service, if hours % 5 == 0 { &refused } else { &status });
    }
    assert_eq!((attempts, hours), (MAX_ATTEMPTS as usize, 48));
    let failed = service.deliveries().into_iter().find(|it| it.webhook_id == id).unwrap();
    assert_eq!((failed.status, failed.attempts), (DeliveryStatus::Failed, MAX_ATTEMPTS));
    assert_eq!(failed.attempted_at.unwrap().duration_since(start).as_hours(), 48);
    assert_eq!(send(&service, "GET", &format!("/webhooks/{id}"), Value::Null).0, 404);
    assert_eq!(service.state().webhooks.len(), 1, "the other one stays");
}

#[test]
fn what_is_pending_ends_with_its_webhook() {
    let service = prompt();
    let id = hook(&service, "customer/updated", HOOK);
    rename(&service, "Z");
    assert_eq!(send(&service, "DELETE", &format!("/webhooks/{id}"), Value::Null).0, 204);
    assert_eq!(statuses(&service), [DeliveryStatus::NotSent]);
    assert_eq!(service.letters(8).1, []);
}

#[test]
fn a_changed_address_takes_what_is_pending_along() {
    let service = prompt();
    let id = hook(&service, "customer/updated", HOOK);
    rename(&service, "Z");
    let address = "http://127.0.0.1:9/other";
    assert_eq!(send(&service, "PUT", &format!("/webhooks/{id}"), json!({"address": address})).0, 200);
    assert_eq!(service.deliveries()[0].address, address);
    assert_eq!(service.letters(8).1[0].target.path, "/other");
    // One that is not on this machine any more is not dialled for the old one's sake.
    assert_eq!(send(&service, "PUT", &format!("/webhooks/{id}"), json!({"address": "https://example.com/"})).0, 200);
    assert_eq!(service.letters(8).1, []);
    assert_eq!(statuses(&service), [DeliveryStatus::NotSent]);
}

#[test]
fn an_answer_that_is_neither_200_nor_a_failure_is_not_tried_again() {
    let service = prompt();
    hook(&service, "customer/updated", HOOK);
    for status in [201, 204, 301, 400, 401, 404, 410] {
        rename(&service, &format!("N{status}"));
        assert_eq!(answer_all(&service, &Outcome::Answer(status)), 1);
        let last = service.deliveries().pop().unwrap();
        assert_eq!((last.status, last.outcome), (DeliveryStatus::Rejected, Some(status.to_string())));
    }
    assert_eq!(service.make_due(), 0);
}

#[test]
fn faults_double_lose_and_hold_back_webhooks() {
    let service = prompt();
    hook(&service, "customer/updated", HOOK);
    fault(&service, json!({"effect": "duplicate_webhooks", "when": {"path": "/customer/*"}, "times": 1}));
    rename(&service, "A1");
    rename(&service, "A2");
    let ids = |service: &Service| service.deliveries().iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(ids(&service).len(), 3);
    assert_eq!(service.deliveries()[0].body, service.deliveries()[1].body);
    answer_all(&service, &Outcome::Answer(200));

    fault(&service, json!({"effect": "lose_webhooks", "when": {"path": "/charge/*"}}));
    fault(&service, json!({"effect": "lose_webhooks", "when": {"path": "/customer/updated"}, "times": 1}));
    rename(&service, "B1");
    assert_eq!(service.deliveries().pop().unwrap().status, DeliveryStatus::Lost);
    assert_eq!(answer_all(&service, &Outcome::Answer(200)), 0);

    fault(&service, json!({"effect": "unordered_webhooks", "times": 1}));
    rename(&service, "C1");
    rename(&service, "C2");
    let held = service.deliveries()[4].id;
    let (era, letters) = service.letters(8);
    assert_eq!(letters[0].id, held + 1, "the later one overtakes it");
    service.attempted(era, held + 1, &Outcome::Answer(200));
    assert_eq!(service.letters(8).1, []);
    service.advance(Advance::Seconds(7200)).unwrap();
    assert_eq!(service.letters(8).1[0].id, held);
    // Requests have nothing to do with them, and they nothing with requests.
    fault(&service, json!({"effect": "conflict"}));
    fault(&service, json!({"effect": "lose_webhooks", "times": 1}));
    assert_eq!(send(&service, "GET", "/customers", Value::Null).0, 409);
    assert_eq!(service.faults(|faults| faults.list.len()), 3, "none of them was used up");
}

#[test]
fn chance_hits_the_same_webhooks_each_time() {
    let run = |seed: u64| {
        let service = prompt();
        hook(&service, "customer/updated", HOOK);
        service.faults(|faults| faults.seed = seed);
        fault(&service, json!({"effect": "lose_webhooks", "per_mille": 400}));
        for number in 0..40 {
            rename(&service, &format!("N{number}"));
        }
        statuses(&service)
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
    let lost = run(7).into_iter().filter(|status| *status == DeliveryStatus::Lost).count();
    assert!((5..30).contains(&lost), "{lost}");
}

#[test]
fn deliveries_are_bounded() {
    let service = prompt();
    let webhook = hook(&service, "customer/updated", HOOK);
    rename(&service, "Z");
    service.edit(|state| {
        let first = state.outbox.deliveries[0].clone();
        while state.outbox.deliveries.len() < MAX_PENDING {
            state.outbox.last_id += 1;
            state
                .outbox
                .deliveries
                .push_back(crate::recharge_sandbox::model::Delivery { id: state.outbox.last_id, ..first.clone() });
        }
    });
    rename(&service, "B");
    rename(&service, "C");
    let state = service.state();
    assert_eq!((state.outbox.deliveries.len(), state.outbox.dropped), (MAX_PENDING, 2));
    assert_eq!(service.make_due(), MAX_PENDING);
    assert_eq!(send(&service, "DELETE", &format!("/webhooks/{webhook}"), Value::Null).0, 204);
    hook(&service, "customer/updated", HOOK);
    rename(&service, "D");
    let state = service.state();
    assert_eq!(state.outbox.deliveries.len(), MAX_ENDED + 1, "the oldest that have ended are forgotten");
}

#[test]
fn a_body_that_is_too_large_is_not_sent() {
    let service = prompt();
    hook(&service, "subscription/updated", HOOK);
    let id = *service.state().subscriptions.keys().next().unwrap();
    let properties: Vec<Value> =
        (0..3000).map(|n| json!({"name": format!("n{n}"), "value": "x".repeat(100)})).collect();
    assert_eq!(send(&service, "PUT", &format!("/subscriptions/{id}"), json!({"properties": properties})).0, 200);
    let delivery = service.deliveries().remove(0);
    assert_eq!(delivery.status, DeliveryStatus::NotSent);
    assert!(delivery.outcome.unwrap().contains("256 KiB"));
}

#[test]
fn what_was_sent_for_a_store_that_is_gone_is_not_noted_in_the_next() {
    let service = prompt();
    hook(&service, "customer/updated", HOOK);
    rename(&service, "Z");
    let (era, letters) = service.letters(8);
    service.reset();
    hook(&service, "customer/updated", HOOK);
    rename(&service, "Z");
    service.attempted(era, letters[0].id, &Outcome::Answer(200));
    assert_eq!(statuses(&service), [DeliveryStatus::Pending]);
}

#[test]
fn a_letter_is_signed_with_the_tokens_client_secret() {
    let service = prompt();
    hook(&service, "customer/updated", HOOK);
    rename(&service, "Z");
    let letter = service.letters(8).1.remove(0);
    let header = |name: &str| letter.headers.iter().find(|(other, _)| *other == name).unwrap().1.clone();
    assert_eq!(header("x-recharge-topic"), "customer/updated");
    assert_eq!(header("x-recharge-external-platform-domain"), "s.myshopify.com");
    let expected = token_digest(&format!("sh_secret{}", letter.body));
    assert_eq!(header("x-recharge-hmac-sha256"), expected, "SHA-256 of the secret and the body, and no HMAC");
    assert_eq!(header("x-recharge-webhook-timestamp"), service.state().now.as_second().to_string());
    // A token whose world names none has one all the same, the same each time.
    let secrets: Vec<String> = service.state().tokens.into_iter().map(|token| token.client_secret).collect();
    assert_eq!(secrets[0], "sh_secret");
    assert_ne!(secrets[1], secrets[2]);
    assert_eq!(secrets[1], prompt().state().tokens[1].client_secret);
}

#[test]
fn deliveries_survive_the_file() {
    let service = prompt();
    hook(&service, "customer/updated", HOOK);
    rename(&service, "Z");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recharge.json");
    service.state().save(&path).unwrap();
    let state = State::load(&path).unwrap();
    assert_eq!(state, service.state());
    let service = Service::new(state, SandboxOptions::default());
    assert_eq!(service.letters(8).1.len(), 1);
}

#[test]
fn a_webhook_without_its_token_is_a_broken_rule_and_sends_nothing() {
    let service = prompt();
    hook(&service, "customer/updated", HOOK);
    rename(&service, "Z");
    service.edit(|state| state.webhooks.values_mut().for_each(|webhook: &mut Webhook| webhook.token_digest.clear()));
    let rules: Vec<&str> = service.violations().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, ["a webhook has its token"]);
    assert_eq!(service.letters(8).1, []);
}
