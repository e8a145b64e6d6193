//! What is told of writes, of somebody else's, and of time: as events, and under which topics.

use serde_json::{Value, json};

use super::*;
use crate::recharge_sandbox::CommitLag;
use crate::recharge_sandbox::model::{Delivery, Event, Kind};
use crate::recharge_sandbox::telling::MAX_EVENTS;
use crate::recharge_sandbox::telling::topics::TOPICS;

pub(super) const TOKEN: &str = "sk_test_1x1_told";
pub(super) const OTHER: &str = "sk_test_1x1_other";
pub(super) const FEW: &str = "sk_test_1x1_few_scopes";
/// An address that is never dialled here: nothing runs beside the service.
pub(super) const HOOK: &str = "http://127.0.0.1:9/hook";

/// A customer with two subscriptions and a onetime on one charge, one whose card is declined, and one who is prepaid.
pub(super) fn shop(commit_lag: CommitLag) -> Service {
    let scopes = "scopes=[\"read_customers\",\"write_customers\",\"read_subscriptions\",\"write_subscriptions\",\"read_orders\",\
                  \"write_orders\",\"write_payments\",\"read_payment_methods\",\"write_payment_methods\",\"read_events\"]";
    let world = format!(
        "[store]\nname=\"S\"\nemail=\"o@example.com\"\ncurrency=\"EUR\"\ntime_zone=\"Europe/Berlin\"\nidentifier=\"s.myshopify.com\"\n\
         [store.dunning]\nretry_every_days=2\nmax_attempts=2\n\
         [[tokens]]\ntoken=\"{TOKEN}\"\nname=\"T\"\n{scopes}\nclient_secret=\"sh_secret\"\n\
         [[tokens]]\ntoken=\"{OTHER}\"\nname=\"O\"\n{scopes}\n\
         [[tokens]]\ntoken=\"{FEW}\"\nname=\"F\"\nscopes=[\"read_customers\",\"write_customers\"]\n\
         [[products]]\nkey=\"a\"\ntitle=\"A\"\nprice=\"1.00\"\n[[products]]\nkey=\"b\"\ntitle=\"B\"\nprice=\"2.00\"\n\
         [[products]]\nkey=\"cup\"\ntitle=\"Cup\"\nprice=\"3.00\"\n\
         [[customers]]\nemail=\"a@example.com\"\nfirst_name=\"A\"\nlast_name=\"B\"\n[[customers.addresses]]\naddress1=\"Weg 1\"\n\
         [[customers.addresses.subscriptions]]\nproduct=\"a\"\nevery=\"4 weeks\"\nnext=\"+9d\"\n\
         [[customers.addresses.subscriptions]]\nproduct=\"b\"\nevery=\"4 weeks\"\nnext=\"+9d\"\n\
         [[customers.addresses.onetimes]]\nproduct=\"cup\"\nnext=\"+9d\"\n\
         [[customers]]\nemail=\"c@example.com\"\nfirst_name=\"C\"\nlast_name=\"D\"\npayment={{type=\"CREDIT_CARD\",status=\"invalid\"}}\n\
         [[customers.addresses]]\naddress1=\"Weg 2\"\n\
         [[customers.addresses.subscriptions]]\nproduct=\"a\"\nevery=\"4 weeks\"\nnext=\"+5d\"\n\
         [[customers]]\nemail=\"e@example.com\"\nfirst_name=\"E\"\nlast_name=\"F\"\n[[customers.addresses]]\naddress1=\"Weg 3\"\n\
         [[customers.addresses.subscriptions]]\nproduct=\"a\"\nevery=\"1 month\"\ncharged_every=\"3 months\"\nnext=\"+40d\"\n\
         past_charges=1\nqueued_orders=[\"+6d\"]\n",
    );
    let state = State::from_world(&world, "world.toml", "2026-11-22T09:00:00Z".parse().unwrap()).unwrap();
    let bucket = crate::recharge_sandbox::BucketSize { capacity: u32::MAX, leak_per_second: 0 };
    Service::new(state, SandboxOptions { commit_lag, bucket, ..SandboxOptions::default() })
}

pub(super) fn prompt() -> Service {
    shop(CommitLag::AfterRequests(0))
}

pub(super) fn send_as(service: &Service, token: &str, method: &str, target: &str, body: Value) -> (u16, Value) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let request = Request { method, path, query, token: Some(token), version: Some("2021-11"), body: &body };
    let reply = service.reply(&request, Instant::now());
    assert_eq!(service.violations(), [], "{method} {target}");
    (reply.answer.status, serde_json::from_slice(&reply.answer.body).unwrap_or(Value::Null))
}

pub(super) fn send(service: &Service, method: &str, target: &str, body: Value) -> (u16, Value) {
    send_as(service, TOKEN, method, target, body)
}

fn done(service: &Service, method: &str, target: &str, body: Value) -> Value {
    let (status, answer) = send(service, method, target, body);
    assert!((200..300).contains(&status), "{method} {target}: {status} {answer}");
    answer
}

/// Registers a webhook for every topic that the token may have.
fn listen(service: &Service) {
    for topic in TOPICS {
        let (status, _) = send(service, "POST", "/webhooks", json!({"address": HOOK, "topic": topic}));
        assert!(matches!(status, 201 | 403), "{topic}: {status}");
    }
}

/// The events that a filter finds, the oldest first.
fn events(service: &Service, query: &str) -> Vec<Value> {
    let answer = done(service, "GET", &format!("/events?limit=250&{query}"), Value::Null);
    let mut events = answer["events"].as_array().unwrap().clone();
    events.reverse();
    events
}

/// "subscription updated" and the like, in the order in which they were told.
fn said(events: &[Value]) -> Vec<String> {
    let words = |event: &Value| format!("{} {}", event["object_type"], event["verb"]).replace('"', "");
    events.iter().map(words).collect()
}

fn topics(service: &Service) -> Vec<String> {
    service.deliveries().into_iter().map(|delivery| delivery.topic).collect()
}

fn body(delivery: &Delivery) -> Value {
    serde_json::from_str(delivery.body.as_deref().unwrap()).unwrap()
}

/// The subscriptions in order, and the onetime.
fn ids(service: &Service) -> (Vec<Id>, Id) {
    let state = service.state();
    (state.subscriptions.keys().copied().collect(), *state.onetimes.keys().next().unwrap())
}

fn charge_of(service: &Service, item: Id) -> Id {
    let state = service.state();
    state.charges.values().find(|charge| charge.is_queued() && charge.contains(item)).unwrap().id
}

#[test]
fn a_skip_is_told_of_the_subscription_and_of_its_charges() {
    let service = prompt();
    listen(&service);
    let (subscriptions, _) = ids(&service);
    let charge = charge_of(&service, subscriptions[0]);
    done(&service, "POST", &format!("/charges/{charge}/skip"), json!({"purchase_item_ids": [subscriptions[0]]}));
    let found = events(&service, "");
    // Which charge keeps its id is a switch; what is said is not.
    let mut words = said(&found);
    words.sort();
    assert_eq!(words, ["charge created", "charge created", "charge updated", "subscription skipped"]);
    let skipped = found.iter().find(|event| event["verb"] == "skipped").unwrap();
    assert_eq!(skipped["object_id"], subscriptions[0]);
    assert_eq!(skipped["description"], "Subscription skipped on 2026-12-01");
    assert_eq!(
        skipped["updated_attributes"],
        json!([{"attribute": "next_charge_scheduled_at", "previous_value": "2026-12-01", "value": "2026-12-29"}])
    );
    assert_eq!(skipped["source"]["api_token_name"], "T");
    assert_eq!(skipped["source"]["origin"], "api");
    assert_eq!(skipped["created_at"], "2026-11-22T09:00:00+00:00");
    let told = topics(&service);
    assert!(told.contains(&"subscription/skipped".to_owned()), "{told:?}");
    assert!(!told.contains(&"subscription/updated".to_owned()), "{told:?}");

    let skipped = service.state().charges.values().find(|it| it.status.as_str() == "skipped").unwrap().id;
    done(&service, "POST", &format!("/charges/{skipped}/unskip"), json!({"purchase_item_ids": [subscriptions[0]]}));
    let found = events(&service, "verbs=unskipped,removed_from_skipped_charge");
    assert_eq!(said(&found), ["subscription unskipped"]);
    assert!(topics(&service).contains(&"subscription/unskipped".to_owned()));
}

#[test]
fn what_leaves_a_skipped_charge_for_good_is_told_so() {
    let service = prompt();
    listen(&service);
    let (subscriptions, _) = ids(&service);
    let charge = charge_of(&service, subscriptions[0]);
    done(&service, "POST", &format!("/charges/{charge}/skip"), json!({"purchase_item_ids": [subscriptions[0]]}));
    let cancel = format!("/subscriptions/{}/cancel", subscriptions[0]);
    done(&service, "POST", &cancel, json!({"cancellation_reason": "R"}));
    let found =
        events(&service, &format!("object_id={}&verbs=cancelled,removed_from_skipped_charge", subscriptions[0]));
    assert_eq!(said(&found), ["subscription cancelled", "subscription removed_from_skipped_charge"]);
    let names: Vec<&str> =
        found[0]["updated_attributes"].as_array().unwrap().iter().map(|it| it["attribute"].as_str().unwrap()).collect();
    assert!(names.contains(&"cancellation_reason") && names.contains(&"status") && !names.contains(&"updated_at"));
}

#[test]
fn a_mere_move_is_an_event_and_no_update_of_the_subscription_for_webhooks() {
    let service = prompt();
    listen(&service);
    let (subscriptions, _) = ids(&service);
    let path = format!("/subscriptions/{}/set_next_charge_date", subscriptions[0]);
    done(&service, "POST", &path, json!({"date": "2026-12-10"}));
    let found = events(&service, "object_type=subscription");
    assert_eq!(said(&found), ["subscription updated"]);
    assert_eq!(found[0]["updated_attributes"][0]["value"], "2026-12-10");
    let mut told = topics(&service);
    told.sort();
    assert_eq!(told, ["charge/created", "charge/updated"]);

    // The same with pause=true is told as a pause, and the payload is what a read answers.
    done(&service, "POST", &format!("{path}?pause=true"), json!({"date": "2027-01-10"}));
    let paused = service.deliveries().into_iter().find(|delivery| delivery.topic == "subscription/paused").unwrap();
    assert_eq!(body(&paused), done(&service, "GET", &format!("/subscriptions/{}", subscriptions[0]), Value::Null));
    assert_eq!(said(&events(&service, "verbs=paused")), ["subscription paused"]);
    // The charge that was left empty is told by its id alone.
    let deleted = service.deliveries().into_iter().find(|delivery| delivery.topic == "charge/deleted").unwrap();
    assert_eq!(body(&deleted), json!({"charge": {"id": deleted.object_id}}));
}

#[test]
fn a_move_by_an_update_of_the_subscription_is_told_as_one() {
    let service = prompt();
    listen(&service);
    let (subscriptions, _) = ids(&service);
    let path = format!("/subscriptions/{}", subscriptions[0]);
    done(&service, "PUT", &path, json!({"next_charge_scheduled_at": "2026-12-10"}));
    assert_eq!(topics(&service).iter().filter(|topic| *topic == "subscription/updated").count(), 1);
    done(&service, "PUT", &path, json!({"quantity": 3}));
    assert_eq!(topics(&service).iter().filter(|topic| *topic == "subscription/updated").count(), 2);
    let variant = service.state().subscriptions[&subscriptions[1]].product.external_variant_id.clone();
    done(&service, "PUT", &path, json!({"external_variant_id": {"ecommerce": variant}}));
    let told = topics(&service);
    assert!(told.contains(&"subscription/swapped".to_owned()), "{told:?}");
}

#[test]
fn charges_are_told_when_they_follow_and_not_when_they_are_written() {
    let service = shop(CommitLag::ByHand);
    listen(&service);
    let (subscriptions, _) = ids(&service);
    let path = format!("/subscriptions/{}/set_next_charge_date", subscriptions[0]);
    done(&service, "POST", &path, json!({"date": "2026-12-10"}));
    assert_eq!(said(&events(&service, "object_type=charge")), Vec::<String>::new());
    assert_eq!(topics(&service), Vec::<String>::new());
    service.settle();
    let mut found = said(&events(&service, "object_type=charge"));
    found.sort();
    assert_eq!(found, ["charge created", "charge updated"]);
    assert!(events(&service, "object_type=charge").iter().all(|event| event["source"]["origin"] == "system"));
    assert_eq!(topics(&service).len(), 2);
}

#[test]
fn the_first_and_the_last_active_subscription_are_told_of_the_customer() {
    let service = prompt();
    listen(&service);
    let (subscriptions, _) = ids(&service);
    for id in &subscriptions[..2] {
        done(&service, "POST", &format!("/subscriptions/{id}/cancel"), json!({"cancellation_reason": "R"}));
    }
    assert_eq!(said(&events(&service, "object_type=customer")), ["customer deactivated"]);
    for id in &subscriptions[..2] {
        done(&service, "POST", &format!("/subscriptions/{id}/activate"), Value::Null);
    }
    let found = events(&service, "object_type=customer");
    assert_eq!(said(&found), ["customer deactivated", "customer activated"]);
    let told = topics(&service);
    for topic in ["subscription/cancelled", "subscription/activated", "customer/activated", "customer/deactivated"] {
        assert!(told.contains(&topic.to_owned()), "{topic}: {told:?}");
    }
}

#[test]
fn time_is_told_step_by_step() {
    let service = prompt();
    listen(&service);
    let (subscriptions, _) = ids(&service);
    let count = |topic: &str| topics(&service).iter().filter(|told| *told == topic).count();
    let day = |day: &str| service.advance(day.parse().unwrap()).unwrap();
    // Three days before the charge on the fifth day: once, however often the clock is moved within it.
    day("2026-11-23");
    assert_eq!(count("charge/upcoming"), 0);
    day("2026-11-24");
    day("2026-11-25");
    assert_eq!((count("charge/upcoming"), count("order/upcoming")), (1, 1));
    // Its payment fails, and fails again for the last time two days later.
    day("2026-11-27");
    assert_eq!((count("charge/failed"), count("charge/max_retries_reached")), (1, 0));
    day("2026-11-30");
    assert_eq!((count("charge/failed"), count("charge/max_retries_reached")), (2, 1));
    assert_eq!(count("order/processed"), 1, "the prepaid order's day has come");
    day("2026-12-02");
    for topic in ["charge/paid", "order/created", "order/success", "charge/created", "customer/updated"] {
        assert!(count(topic) > 0, "{topic}");
    }
    assert_eq!(count("order/processed"), 2);
    let paid = events(&service, "verbs=paid");
    assert_eq!(said(&paid), ["charge paid"]);
    assert_eq!(
        paid[0]["source"],
        json!({"account_id": null, "account_email": null, "api_token_id": null, "api_token_name": null, "origin": "system", "user_type": "system"})
    );
    assert_eq!(paid[0]["created_at"], "2026-12-01T05:30:00+00:00", "when it happened, not when the clock stopped");
    let moved = events(&service, &format!("object_id={}", subscriptions[0]));
    assert_eq!(said(&moved), ["subscription updated"]);
    let payload = service.deliveries().into_iter().find(|delivery| delivery.topic == "charge/paid").unwrap();
    assert_eq!(body(&payload)["charge"]["status"], "success");
    assert_eq!((count("subscription/updated"), count("subscription/cancelled")), (0, 1), "not for moves by payments");
}

#[test]
fn addresses_customers_onetimes_payment_methods_and_orders_are_told() {
    let service = prompt();
    listen(&service);
    let state = service.state();
    let (customer, address) = (*state.customers.keys().next().unwrap(), *state.addresses.keys().next().unwrap());
    let (_, onetime) = ids(&service);
    done(&service, "PUT", &format!("/customers/{customer}"), json!({"first_name": "Z"}));
    done(&service, "PUT", &format!("/addresses/{address}"), json!({"address1": "Weg 9", "zip": "10117"}));
    done(&service, "PUT", &format!("/onetimes/{onetime}"), json!({"quantity": 4}));
    done(&service, "DELETE", &format!("/onetimes/{onetime}"), Value::Null);
    let method = *state.payment_methods.keys().next().unwrap();
    done(&service, "PUT", &format!("/payment_methods/{method}"), json!({"billing_address": {"city": "Bonn"}}));
    let order = state.orders.values().find(|order| order.status.as_str() == "queued").unwrap().id;
    done(&service, "POST", &format!("/orders/{order}/delay"), Value::Null);
    done(&service, "DELETE", &format!("/orders/{order}"), Value::Null);
    let told = topics(&service);
    for topic in [
        "customer/updated",
        "address/updated",
        "onetime/updated",
        "onetime/deleted",
        "customer/payment_method_updated",
        "order/updated",
        "order/deleted",
    ] {
        assert!(told.contains(&topic.to_owned()), "{topic}: {told:?}");
    }
    let paid_with = service.deliveries().into_iter().find(|it| it.topic == "customer/payment_method_updated").unwrap();
    assert_eq!(body(&paid_with)["customer"]["id"], customer);
    let found = events(&service, &format!("customer_id={customer}&object_type=payment_method"));
    assert_eq!(said(&found), ["payment_method updated"]);
}

#[test]
fn somebody_elses_write_is_told_as_the_merchants() {
    let service = prompt();
    let (subscriptions, _) = ids(&service);
    service.faults(|faults| {
        let effect = json!({"effect": {"someone_else": {"path": format!("/subscriptions/{}/cancel", subscriptions[0]), "body": {"cancellation_reason": "R"}}}, "times": 1});
        faults.add(serde_json::from_value(effect).unwrap())
    });
    done(&service, "GET", "/customers", Value::Null);
    let found = events(&service, "origin=merchant_portal&verbs=cancelled");
    assert_eq!(said(&found), ["subscription cancelled"]);
    assert_eq!(found[0]["source"]["account_email"], "o@example.com");
    assert_eq!(found[0]["source"]["api_token_name"], Value::Null);
    assert_eq!(events(&service, "origin=api"), Vec::<Value>::new());
}

#[test]
fn what_is_refused_is_not_told() {
    let service = prompt();
    listen(&service);
    let (subscriptions, _) = ids(&service);
    let path = format!("/subscriptions/{}/set_next_charge_date", subscriptions[0]);
    assert_eq!(send(&service, "POST", &path, json!({"date": "2020-01-01"})).0, 422);
    assert_eq!(events(&service, ""), Vec::<Value>::new());
    assert_eq!(service.deliveries(), []);
}

#[test]
fn events_are_shown_for_seven_days_and_kept_no_longer() {
    let service = prompt();
    let customer = *service.state().customers.keys().next().unwrap();
    done(&service, "PUT", &format!("/customers/{customer}"), json!({"first_name": "Z"}));
    let mine = format!("customer_id={customer}&verbs=updated&object_type=customer&origin=api");
    service.advance(Advance::Days(7)).unwrap();
    assert_eq!(events(&service, &mine).len(), 1, "seven days ago is shown");
    service.advance(Advance::Seconds(1)).unwrap();
    assert_eq!(events(&service, &mine).len(), 0);
    done(&service, "PUT", &format!("/customers/{customer}"), json!({"first_name": "Y"}));
    assert!(service.state().events.iter().all(|event| event.at > "2026-11-22T09:00:00Z".parse().unwrap()));
    let (status, answer) = send(&service, "GET", "/events?created_at_min=2026-11-22T09:00:00", Value::Null);
    assert_eq!(
        (status, answer),
        (422, json!({"errors": {"created_at_min": ["created_at_min must be less than 7 days ago"]}}))
    );
    assert_eq!(send(&service, "GET", "/events?created_at_min=2026-11-22T09:00:01", Value::Null).0, 200);
}

#[test]
fn no_more_events_are_kept_than_fit() {
    let service = prompt();
    let customer = *service.state().customers.keys().next().unwrap();
    done(&service, "PUT", &format!("/customers/{customer}"), json!({"first_name": "Z"}));
    service.edit(|state| {
        let first = state.events[0].clone();
        while state.events.len() < MAX_EVENTS {
            let id = state.next_event_id();
            state.events.push(Event { id, ..first.clone() });
        }
    });
    done(&service, "PUT", &format!("/customers/{customer}"), json!({"first_name": "Y"}));
    let state = service.state();
    assert_eq!(state.events.len(), MAX_EVENTS);
    assert_eq!(state.events.last().unwrap().updated_attributes[0].value, "Y");
}

#[test]
fn events_are_paged_and_their_filters_are_checked() {
    let service = prompt();
    let customer = *service.state().customers.keys().next().unwrap();
    for number in 0..5 {
        done(&service, "PUT", &format!("/customers/{customer}"), json!({"first_name": format!("N{number}")}));
    }
    let mut seen: Vec<u64> = Vec::new();
    let mut query = "limit=2&object_type=customer".to_owned();
    loop {
        let page = done(&service, "GET", &format!("/events?{query}"), Value::Null);
        seen.extend(page["events"].as_array().unwrap().iter().map(|event| event["id"].as_u64().unwrap()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        query = format!("limit=2&cursor={cursor}");
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted_by(|a, b| a > b), "the latest first, each once: {seen:?}");
    for wrong in [
        "object_type=webhook",
        "object_type=Charge",
        "object_id=x",
        "verbs=created,exploded",
        "customer_id=-1",
        "created_at_min=soon",
        "limit=0",
        "cursor=x",
        "sort_by=created_at-asc",
    ] {
        assert_eq!(send(&service, "GET", &format!("/events?{wrong}"), Value::Null).0, 422, "{wrong}");
    }
    assert_eq!(send_as(&service, FEW, "GET", "/events", Value::Null).0, 403);
    assert_eq!(send(&service, "POST", "/events", json!({})).0, 405);
    assert_eq!(send(&service, "GET", "/events/5", Value::Null).0, 404);
}

#[test]
fn a_long_value_is_not_kept() {
    let service = prompt();
    let (subscriptions, _) = ids(&service);
    let properties: Vec<Value> = (0..200).map(|n| json!({"name": format!("n{n}"), "value": "x".repeat(40)})).collect();
    done(&service, "PUT", &format!("/subscriptions/{}", subscriptions[0]), json!({"properties": properties}));
    let found = events(&service, "object_type=subscription");
    let changed = &found[0]["updated_attributes"][0];
    assert_eq!((&changed["attribute"], &changed["value"]), (&json!("properties"), &Value::Null));
}

#[test]
fn each_kind_of_record_has_its_topics() {
    for kind in Kind::ALL {
        let known = TOPICS.iter().any(|topic| topic.starts_with(kind.singular()));
        assert_eq!(known, !matches!(kind, Kind::PaymentMethod | Kind::Webhook), "{kind:?}");
    }
}
