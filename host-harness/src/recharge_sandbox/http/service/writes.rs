//! What writes do to a store, through the same door that a client uses: the rules one by one, and each unknown behaviour
//! under each of its settings.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::*;
use crate::recharge_sandbox::CommitLag;
use crate::recharge_sandbox::model::ChargeStatus::{Error, Queued, Skipped, Success};
use crate::recharge_sandbox::model::{Charge, ChargeStatus, Kind};
use crate::recharge_sandbox::unknowns::{MergeId, PartialSkipId, SecondWrite, Unknowns};

const TOKEN: &str = "sk_test_1x1_writes";
/// Nine days after the day of the shop.
const D: &str = "2026-12-01";
/// A cycle of four weeks later.
const NEXT: &str = "2026-12-29";

/// Three subscriptions and a onetime on one charge, and a prepaid one at another address. Charges follow at once.
fn shop(unknowns: Unknowns) -> Service {
    with_lag(unknowns, CommitLag::AfterRequests(0))
}

fn with_lag(unknowns: Unknowns, commit_lag: CommitLag) -> Service {
    let subscription = |product: &str| {
        format!("[[customers.addresses.subscriptions]]\nproduct=\"{product}\"\nevery=\"4 weeks\"\nnext=\"+9d\"\n")
    };
    let world = format!(
        "[store]\nname=\"S\"\nemail=\"o@example.com\"\ncurrency=\"EUR\"\ntime_zone=\"Europe/Berlin\"\nidentifier=\"s.myshopify.com\"\n\
         [store.dunning]\nretry_every_days=2\nmax_attempts=2\n\
         [[tokens]]\ntoken=\"{TOKEN}\"\nname=\"T\"\nscopes=[\"read_customers\",\"write_customers\",\"read_subscriptions\",\"write_subscriptions\",\"read_orders\",\"write_orders\"]\n\
         [[products]]\nkey=\"a\"\ntitle=\"A\"\nprice=\"1.00\"\n[[products]]\nkey=\"b\"\ntitle=\"B\"\nprice=\"2.00\"\n\
         [[products]]\nkey=\"c\"\ntitle=\"C\"\nprice=\"3.00\"\n[[products]]\nkey=\"cup\"\ntitle=\"Cup\"\nprice=\"4.00\"\n\
         [[customers]]\nemail=\"a@example.com\"\nfirst_name=\"A\"\nlast_name=\"B\"\n[[customers.addresses]]\naddress1=\"Weg 1\"\n{}{}{}\
         [[customers.addresses.onetimes]]\nproduct=\"cup\"\nnext=\"+9d\"\n\
         [[customers.addresses]]\naddress1=\"Weg 2\"\n[[customers.addresses.subscriptions]]\nproduct=\"a\"\nevery=\"1 month\"\ncharged_every=\"3 months\"\nnext=\"+9d\"\npast_charges=1\nqueued_orders=[\"+20d\"]\n",
        subscription("a"),
        subscription("b"),
        subscription("c"),
    );
    let mut state = State::from_world(&world, "world.toml", "2026-11-22T09:00:00Z".parse().unwrap()).unwrap();
    state.unknowns = unknowns;
    Service::new(state, SandboxOptions { commit_lag, ..SandboxOptions::default() })
}

fn send(service: &Service, method: &str, target: &str, body: Value) -> (u16, Value) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let request = Request { method, path, query, token: Some(TOKEN), version: Some("2021-11"), body: &body };
    let reply = service.reply(&request, Instant::now());
    assert_eq!(service.violations(), [], "{method} {target}");
    (reply.answer.status, serde_json::from_slice(&reply.answer.body).unwrap_or(Value::Null))
}

fn post(service: &Service, path: &str, body: Value) -> (u16, Value) {
    send(service, "POST", path, body)
}

/// The subscriptions of the shared charge, in order, and the onetime.
fn items(service: &Service) -> ([Id; 3], Id) {
    let state = service.state();
    let ids: Vec<Id> = state.subscriptions.values().filter(|it| !it.is_prepaid()).map(|it| it.id).collect();
    ([ids[0], ids[1], ids[2]], *state.onetimes.keys().next().unwrap())
}

/// The charge that holds an item with that status on that date.
fn charge(service: &Service, item: Id, status: ChargeStatus, date: &str) -> Charge {
    let date: Date = date.parse().unwrap();
    let state = service.state();
    let mut found = state.charges.values().filter(|c| c.status == status && c.contains(item) && c.scheduled_at == date);
    found.next().cloned().unwrap_or_else(|| panic!("item {item} is on no {status:?} charge of {date}"))
}

fn on(charge: &Charge) -> Vec<Id> {
    charge.line_items.iter().map(|item| item.purchase_item_id).collect()
}

#[test]
fn a_partial_skip_makes_two_charges_and_either_may_keep_the_id() {
    for partial_skip_id in PartialSkipId::ALL {
        let service = shop(Unknowns { partial_skip_id: *partial_skip_id, ..Unknowns::default() });
        let ([a, b, c], cup) = items(&service);
        let before = charge(&service, a, Queued, D);
        assert_eq!(on(&before), [a, b, c, cup]);
        let (status, answer) =
            post(&service, &format!("/charges/{}/skip", before.id), json!({"purchase_item_ids": [a]}));
        assert_eq!((status, &answer["charge"]["status"]), (200, &json!("skipped")));
        let (skipped, stays) = (charge(&service, a, Skipped, D), charge(&service, b, Queued, D));
        assert_eq!((on(&skipped), on(&stays)), (vec![a], vec![b, c, cup]));
        match partial_skip_id {
            PartialSkipId::Skipped => assert!(skipped.id == before.id && stays.id != before.id),
            PartialSkipId::Queued => assert!(stays.id == before.id && skipped.id != before.id),
        }
        assert_eq!(answer["charge"]["id"], skipped.id);
        charge(&service, a, Queued, NEXT);

        // The second of several partial skips joins the first one's charge.
        post(&service, &format!("/charges/{}/skip", stays.id), json!({"purchase_item_id": b.to_string()}));
        assert_eq!(on(&charge(&service, b, Skipped, D)), [a, b]);
        // The last one leaves the onetime alone, which slides.
        let last = charge(&service, c, Queued, D);
        post(&service, &format!("/charges/{}/skip", last.id), json!({"purchase_item_ids": [c]}));
        assert_eq!(on(&charge(&service, c, Skipped, D)), [a, b, c]);
        assert_eq!(on(&charge(&service, cup, Queued, NEXT)), [a, b, c, cup]);
    }
}

#[test]
fn a_full_skip_keeps_the_id_and_an_unskip_restores_every_date() {
    let service = shop(Unknowns::default());
    let ([a, b, c], cup) = items(&service);
    let before = charge(&service, a, Queued, D);
    let skip = format!("/charges/{}/skip", before.id);
    assert_eq!(post(&service, &skip, json!({"purchase_item_ids": [a, b, c]})).1["charge"]["id"], before.id);
    assert_eq!(on(&charge(&service, cup, Queued, NEXT)), [a, b, c, cup]);
    let (status, _) = post(&service, &skip, json!({"purchase_item_ids": [a]}));
    assert_eq!(status, 422, "what is skipped can't be skipped again");
    let unskip = format!("/charges/{}/unskip", before.id);
    let (status, answer) = post(&service, &unskip, json!({"purchase_item_ids": [a, b, c]}));
    assert_eq!((status, &answer["charge"]["status"]), (200, &json!("queued")));
    assert_eq!(on(&charge(&service, a, Queued, D)), [a, b, c]);
    assert_eq!(
        post(&service, &unskip, json!({"purchase_item_ids": [a]})).0,
        if service.state().charges.contains_key(&before.id) { 422 } else { 404 }
    );
}

#[test]
fn what_cannot_be_skipped_is_refused_and_nothing_happens() {
    let service = shop(Unknowns::default());
    let ([a, ..], cup) = items(&service);
    let queued = charge(&service, a, Queued, D);
    let prepaid = service.state().charges.values().find(|it| it.is_queued() && it.id != queued.id).unwrap().clone();
    let before = service.state();
    for (path, body, status) in [
        (format!("/charges/{}/skip", queued.id), json!({}), 422),
        (format!("/charges/{}/skip", queued.id), json!({"purchase_item_ids": []}), 422),
        (format!("/charges/{}/skip", queued.id), json!({"purchase_item_ids": [cup]}), 422),
        (format!("/charges/{}/skip", queued.id), json!({"purchase_item_ids": [a, 5]}), 422),
        (format!("/charges/{}/skip", queued.id), json!({"purchase_item_ids": "all"}), 422),
        (format!("/charges/{}/skip", queued.id), json!([a]), 415),
        (format!("/charges/{}/skip", prepaid.id), json!({"purchase_item_ids": on(&prepaid)}), 422),
        (format!("/charges/{}/unskip", queued.id), json!({"purchase_item_ids": [a]}), 422),
        ("/charges/5/skip".to_owned(), json!({"purchase_item_ids": [a]}), 404),
    ] {
        assert_eq!(post(&service, &path, body.clone()).0, status, "{path} {body}");
    }
    let request = Request {
        method: "POST",
        path: "/charges/5/skip",
        query: "",
        token: Some(TOKEN),
        version: Some("2021-11"),
        body: b"{\"a\":",
    };
    assert_eq!(service.reply(&request, Instant::now()).answer.status, 400, "half a body is no JSON");
    assert_eq!(service.state(), before);
}

#[test]
fn a_move_splits_a_charge_and_a_merge_makes_one_with_either_id() {
    for merge_id in MergeId::ALL {
        let service = shop(Unknowns { merge_id: *merge_id, ..Unknowns::default() });
        let ([a, b, _], _) = items(&service);
        let path = format!("/subscriptions/{a}/set_next_charge_date");
        for near in ["2026-11-22", "2026-11-21", "2020-01-01"] {
            let (status, answer) = post(&service, &path, json!({"date": near}));
            assert_eq!(status, 422);
            assert_eq!(answer, json!({"errors": {"date": ["Date must be at least one day in the future"]}}));
        }
        post(&service, &path, json!({"date": "2026-11-23"}));
        assert_eq!(on(&charge(&service, a, Queued, "2026-11-23")), [a]);
        let rest = charge(&service, b, Queued, D);
        post(&service, &path, json!({"date": D}));
        let merged = charge(&service, a, Queued, D);
        assert!(merged.contains(b));
        assert_eq!(merged.id == rest.id, *merge_id == MergeId::Keep);
    }
}

#[test]
fn charges_follow_after_the_lag_and_a_second_write_meets_the_lock() {
    let service = with_lag(Unknowns::default(), CommitLag::AfterRequests(2));
    let ([a, b, _], _) = items(&service);
    let id = charge(&service, a, Queued, D).id;
    let path = format!("/subscriptions/{a}/set_next_charge_date");
    let (status, answer) = post(&service, &path, json!({"date": "2026-12-05"}));
    assert_eq!((status, &answer["subscription"]["next_charge_scheduled_at"]), (200, &json!("2026-12-05")));
    let (_, stale) = send(&service, "GET", &format!("/charges/{id}"), Value::Null);
    assert_eq!(
        (&stale["charge"]["has_uncommitted_changes"], stale["charge"]["line_items"].as_array().unwrap().len()),
        (&json!(true), 4)
    );
    let other = format!("/subscriptions/{b}/set_next_charge_date");
    let (status, answer) = post(&service, &other, json!({"date": "2026-12-05"}));
    assert_eq!((status, answer), (409, json!({"error": "A call to this route is already in progress."})));
    let (_, fresh) = send(&service, "GET", &format!("/charges/{id}"), Value::Null);
    assert_eq!(
        (&fresh["charge"]["has_uncommitted_changes"], fresh["charge"]["line_items"].as_array().unwrap().len()),
        (&json!(false), 3)
    );
    let (status, _) = post(&service, &format!("{other}?commit=true"), json!({"date": "2026-12-05"}));
    assert_eq!(status, 200);
    assert_eq!(
        on(&charge(&service, b, Queued, "2026-12-05")),
        [a, b],
        "with commit the answer comes after the charges"
    );
}

#[test]
fn cancelling_needs_a_reason_and_activating_brings_the_date_back() {
    let service = shop(Unknowns::default());
    let ([a, b, _], _) = items(&service);
    let cancel = format!("/subscriptions/{a}/cancel");
    let (status, answer) = post(&service, &cancel, json!({}));
    assert_eq!(
        (status, answer),
        (422, json!({"errors": {"cancellation_reason": ["Missing data for required field."]}}))
    );
    let (status, answer) = post(&service, &cancel, json!({"cancellation_reason": "Too much", "send_email": false}));
    assert_eq!(
        (status, &answer["subscription"]["status"], &answer["subscription"]["next_charge_scheduled_at"]),
        (200, &json!("cancelled"), &Value::Null)
    );
    assert!(!charge(&service, b, Queued, D).contains(a));
    assert_eq!(post(&service, &cancel, json!({"cancellation_reason": "Again"})).0, 422);
    let activate = format!("/subscriptions/{a}/activate");
    let (status, answer) = post(&service, &activate, Value::Null);
    assert_eq!((status, &answer["subscription"]["next_charge_scheduled_at"]), (200, &json!(D)));
    assert!(charge(&service, b, Queued, D).contains(a));
    let (status, answer) = post(&service, &activate, Value::Null);
    assert_eq!((status, answer), (422, json!({"errors": {"subscription": ["item already set to active"]}})));
}

#[test]
fn an_address_says_what_is_wrong_in_the_captured_words() {
    let service = shop(Unknowns::default());
    let address = *service.state().addresses.keys().next().unwrap();
    let (status, answer) = send(&service, "PUT", &format!("/addresses/{address}"), json!({"address1": null}));
    assert_eq!((status, answer), (422, json!({"errors": {"address1": ["Field may not be null."]}})));
    let (_, answer) = post(&service, "/addresses", json!({}));
    let text = "city, country_code, first_name, province, last_name, customer_id, address1 are required fields.";
    assert_eq!(answer, json!({"errors": {"_schema": [text, text]}}));
    let (status, answer) = send(&service, "DELETE", &format!("/addresses/{address}"), Value::Null);
    assert_eq!((status, answer), (422, json!({"errors": {"subscriptions": ["Address has active subscriptions"]}})));
    let ([a, ..], _) = items(&service);
    send(&service, "PUT", &format!("/addresses/{address}"), json!({"address1": "Neue Gasse 3"}));
    assert_eq!(charge(&service, a, Queued, D).ships_to.address1.as_deref(), Some("Neue Gasse 3"));
}

#[test]
fn a_day_processes_what_is_due_and_prepaid_orders_are_sent() {
    let service = shop(Unknowns::default());
    let ([a, b, c], cup) = items(&service);
    let orders = service.state().orders.len();
    service.advance("2026-12-01".parse().unwrap()).unwrap();
    assert_eq!(service.violations(), []);
    let paid = charge(&service, a, Success, D);
    assert_eq!(on(&paid), [a, b, c, cup]);
    let next = charge(&service, a, Queued, NEXT);
    assert_eq!(on(&next), [a, b, c], "a onetime is charged once");
    // One order for the shared charge; of the prepaid charge the first of three, and two that wait.
    assert_eq!(service.state().orders.len(), orders + 4);
    service.advance("2026-12-12".parse().unwrap()).unwrap();
    let waiting = service.state().orders.values().filter(|order| order.processed_at.is_none()).count();
    assert_eq!(waiting, 2, "the one that was paid before has been sent");
    assert!(service.advance("2026-12-01".parse().unwrap()).is_err(), "never backwards");
    assert!(service.advance("900d".parse().unwrap()).is_err(), "nor too far");
}

#[test]
fn a_failed_payment_is_tried_again_until_it_is_given_up() {
    let service = shop(Unknowns::default());
    let ([a, ..], _) = items(&service);
    service.edit(|state| state.payment_methods.values_mut().for_each(|method| method.declines_next = 9));
    service.advance("2026-12-01".parse().unwrap()).unwrap();
    let failed = charge(&service, a, Error, D);
    assert_eq!((failed.charge_attempts, failed.retry_date), (1, Some("2026-12-03".parse().unwrap())));
    assert_eq!(service.state().subscriptions[&a].next_charge_scheduled_at, None);
    assert_eq!(
        post(&service, &format!("/subscriptions/{a}/set_next_charge_date"), json!({"date": "2026-12-20"})).0,
        422
    );
    service.advance("3d".parse().unwrap()).unwrap();
    let given_up = charge(&service, a, Error, D);
    assert_eq!((given_up.charge_attempts, given_up.retry_date), (2, None));
    let subscription = service.state().subscriptions[&a].clone();
    assert!(subscription.max_retries_reached && !subscription.is_active());
    assert_eq!(service.violations(), []);
}

#[test]
fn a_retry_that_succeeds_goes_on_with_the_next_cycle() {
    let service = shop(Unknowns::default());
    let ([a, ..], _) = items(&service);
    service.edit(|state| state.payment_methods.values_mut().for_each(|method| method.declines_next = 1));
    service.advance("2026-12-05".parse().unwrap()).unwrap();
    assert_eq!(charge(&service, a, Success, D).charge_attempts, 2);
    charge(&service, a, Queued, NEXT);
}

#[test]
fn the_ledger_tells_what_a_request_changed_and_who() {
    let service = shop(Unknowns::default());
    let ([a, ..], _) = items(&service);
    post(&service, &format!("/subscriptions/{a}/cancel"), json!({"cancellation_reason": "R"}));
    let entry = service.ledger().pop().unwrap();
    assert_eq!((entry.by, entry.executed, entry.status), (By::Client, true, 200));
    assert_eq!(entry.body, Some(json!({"cancellation_reason": "R"})));
    let kinds: Vec<Kind> = entry.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [Kind::Subscription, Kind::Charge]);
    assert_eq!(entry.changes[0].fields["status"], json!(["active", "cancelled"]));
    service.advance("2026-12-01".parse().unwrap()).unwrap();
    assert!(service.ledger().iter().any(|entry| entry.by == By::Clock && !entry.changes.is_empty()));
}

#[test]
fn faults_say_whether_a_request_was_executed() {
    for (effect, status, executed) in [
        ("error_before", 500, false),
        ("error_after", 500, true),
        ("cut_before", 0, false),
        ("cut_after", 0, true),
        ("conflict", 409, false),
        ("too_many_requests", 429, false),
        ("revoked_token", 401, false),
        ("html_bad_gateway", 502, false),
    ] {
        let service = shop(Unknowns::default());
        let ([a, ..], _) = items(&service);
        let fault =
            serde_json::from_value(json!({"effect": effect, "when": {"path": "/subscriptions/*/cancel"}, "times": 1}))
                .unwrap();
        service.faults(|faults| faults.add(fault));
        let body = json!({"cancellation_reason": "R"}).to_string();
        let path = format!("/subscriptions/{a}/cancel");
        let request = Request {
            method: "POST",
            path: &path,
            query: "",
            token: Some(TOKEN),
            version: Some("2021-11"),
            body: body.as_bytes(),
        };
        let reply = service.reply(&request, Instant::now());
        let entry = service.ledger().pop().unwrap();
        assert_eq!(
            (entry.status, entry.executed, entry.faults.as_slice()),
            (status, executed, [effect].as_slice()),
            "{effect}"
        );
        assert_eq!(reply.delivery.is_cut, status == 0, "{effect}");
        assert_eq!(service.state().subscriptions[&a].is_active(), !executed, "{effect}");
    }
}

#[test]
fn somebody_else_is_just_faster() {
    let service = shop(Unknowns::default());
    let ([a, ..], _) = items(&service);
    let other = json!({"path": format!("/subscriptions/{a}/cancel"), "body": {"cancellation_reason": "Theirs"}});
    let fault =
        serde_json::from_value(json!({"effect": {"someone_else": other}, "when": {"method": "WRITE"}, "times": 1}))
            .unwrap();
    service.faults(|faults| faults.add(fault));
    let (status, _) =
        post(&service, &format!("/subscriptions/{a}/set_next_charge_date"), json!({"date": "2026-12-20"}));
    assert_eq!(status, 422, "it has been cancelled meanwhile");
    assert!(service.ledger().iter().any(|entry| entry.by == By::SomeoneElse && entry.path.ends_with("/cancel")));
    assert_eq!(service.violations(), []);
}

#[test]
fn stale_reads_show_the_store_before_the_latest_write() {
    let service = shop(Unknowns::default());
    let ([a, ..], _) = items(&service);
    let fault = serde_json::from_value(json!({"effect": "stale_reads", "when": {"method": "GET"}})).unwrap();
    let id = service.faults(|faults| faults.add(fault));
    post(&service, &format!("/subscriptions/{a}/cancel"), json!({"cancellation_reason": "R"}));
    let path = format!("/subscriptions/{a}");
    assert_eq!(send(&service, "GET", &path, Value::Null).1["subscription"]["status"], "active");
    service.faults(|faults| faults.remove(id));
    assert_eq!(send(&service, "GET", &path, Value::Null).1["subscription"]["status"], "cancelled");
}

#[test]
fn a_charge_that_still_shows_a_cancelled_subscription_moves_without_it() {
    let unknowns = Unknowns { second_write: SecondWrite::Accepted, ..Unknowns::default() };
    let service = with_lag(unknowns, CommitLag::AfterRequests(5));
    let ([a, b, c], _) = items(&service);
    let before = charge(&service, a, Queued, D);
    let (status, _) = post(&service, &format!("/subscriptions/{a}/cancel"), json!({"cancellation_reason": "Too much"}));
    assert_eq!(status, 200);
    let path = format!("/charges/{}/change_next_charge_date", before.id);
    let (status, body) = post(&service, &path, json!({"next_charge_date": "2026-12-10"}));
    assert_eq!(status, 200, "{body}");
    service.settle();
    assert_eq!(service.violations(), []);
    let next = |id: Id| service.state().subscriptions[&id].next_charge_scheduled_at;
    let moved = Some("2026-12-10".parse().unwrap());
    assert_eq!((next(a), next(b), next(c)), (None, moved, moved));
}

#[test]
fn a_later_date_that_is_skipped_is_in_the_schedule_once() {
    let service = shop(Unknowns::default());
    let ([a, ..], _) = items(&service);
    let (status, body) = post(&service, &format!("/subscriptions/{a}/charges/skip"), json!({"date": NEXT}));
    assert_eq!(status, 200, "{body}");
    let owner = service.state().subscriptions[&a].customer_id;
    let (_, body) = send(&service, "GET", &format!("/customers/{owner}/delivery_schedule"), Value::Null);
    let days = body["deliveries"].as_array().unwrap();
    let orders = days.iter().filter(|day| day["date"] == NEXT).flat_map(|day| day["orders"].as_array().unwrap());
    let items = orders.flat_map(|order| order["line_items"].as_array().unwrap());
    let skipped: Vec<&Value> =
        items.filter(|item| item["subscription_id"] == a).map(|item| &item["is_skipped"]).collect();
    assert_eq!(skipped, [&json!(true)]);
}

#[test]
fn what_follows_after_the_lag_is_in_the_ledger_too() {
    let service = with_lag(Unknowns::default(), CommitLag::ByHand);
    let ([a, ..], _) = items(&service);
    post(&service, &format!("/subscriptions/{a}/cancel"), json!({"cancellation_reason": "R"}));
    service.settle();
    let entry = service.ledger().pop().unwrap();
    let kinds: Vec<Kind> = entry.changes.iter().map(|change| change.kind).collect();
    assert_eq!((entry.by, kinds.as_slice()), (By::Clock, [Kind::Charge].as_slice()));
}
