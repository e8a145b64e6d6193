//! Who is let in, what is answered, and that paging neither loses nor repeats a record.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::BucketSize;
use super::*;
use crate::recharge_sandbox::demo;
use crate::recharge_sandbox::model::Customer;
use crate::recharge_sandbox::unknowns::{CursorFilters, EmailMatch, Unknowns};

/// A sandbox of the demo shop that never says 429.
fn service() -> Service {
    with(SandboxOptions { bucket: BucketSize { capacity: 1_000_000, leak_per_second: 2 }, ..SandboxOptions::default() })
}

/// The same for properties, built once; nobody changes it.
static SHARED: LazyLock<Service> = LazyLock::new(service);

fn with(options: SandboxOptions) -> Service {
    Service::new(demo::world("2026-11-22T20:00:00Z".parse().unwrap()).unwrap(), options)
}

fn with_unknowns(unknowns: Unknowns) -> Service {
    let service = with(SandboxOptions::default());
    service.edit(|state| state.unknowns = unknowns);
    service
}

fn request<'a>(method: &'a str, target: &'a str) -> Request<'a> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Request { method, path, query, token: Some(demo::TOKEN_FULL), version: Some("2021-11"), body: b"" }
}

fn send(service: &Service, request: &Request<'_>) -> (u16, Value) {
    let reply = service.reply(request, Instant::now());
    (reply.answer.status, serde_json::from_slice(&reply.answer.body).unwrap())
}

fn get(service: &Service, target: &str) -> (u16, Value) {
    send(service, &request("GET", target))
}

/// The ids of a list that must be answered with 200.
fn ids(service: &Service, target: &str) -> Vec<u64> {
    let (status, body) = get(service, target);
    assert_eq!(status, 200, "{target}: {body}");
    let lists: Vec<&Value> = body.as_object().unwrap().values().filter(|value| value.is_array()).collect();
    assert_eq!(lists.len(), 1, "{target}");
    lists[0].as_array().unwrap().iter().map(|record| record["id"].as_u64().unwrap()).collect()
}

fn customer(service: &Service, email: &str) -> Customer {
    service.state().customers.into_values().find(|customer| customer.email == email).unwrap()
}

// ------------------------------------------------------------------------------------------------ who is let in

#[test]
fn a_missing_or_unknown_token_is_401_in_recharges_words() {
    let service = service();
    for token in [None, Some(""), Some("sk_test_1x1_0000"), Some(" ")] {
        for path in ["/customers", "/token_information", "/nothing", "/"] {
            let answer = send(&service, &Request { token, ..request("GET", path) });
            assert_eq!(answer, (401, json!({"error": "bad authentication"})), "{token:?} {path}");
        }
    }
}

#[test]
fn a_client_that_pins_no_version_gets_2021_01_and_each_version_names_what_only_the_other_has() {
    let service = service();
    for version in [None, Some("2021-01")] {
        let asked = |path| service.reply(&Request { version, ..request("GET", path) }, Instant::now());
        for path in ["/store", "/payment_methods", "/payment_methods/1", "/customers/1/delivery_schedule"] {
            let reply = asked(path);
            assert_eq!((reply.answer.status, reply.version), (501, Version::V2021_01), "{path}");
            assert!(String::from_utf8(reply.answer.body).unwrap().contains("X-Recharge-Version"));
        }
        for path in ["/", "/shop", "/token_information", "/customers", "/charges/count"] {
            let reply = asked(path);
            assert_eq!((reply.answer.status, reply.version), (200, Version::V2021_01), "{path}");
        }
    }
    for path in ["/shop", "/charges/count", "/shop/shipping_countries"] {
        assert_eq!(get(&service, path).0, 501, "{path}");
    }
}

#[test]
fn an_unknown_version_is_426() {
    let service = service();
    for version in ["2022-01", "", "2021-11 ", "latest"] {
        let (status, body) = send(&service, &Request { version: Some(version), ..request("GET", "/customers") });
        assert_eq!(status, 426, "{version:?}");
        assert!(body["error"].is_string());
    }
}

#[test]
fn each_read_needs_its_scope_and_no_other() {
    let service = service();
    let state = service.state();
    let one = |name: &str, id: Option<&u64>| format!("/{name}/{}", id.unwrap());
    let reads = [
        ("read_customers", one("customers", state.customers.keys().next())),
        ("read_customers", one("customers", state.customers.keys().next()) + "/delivery_schedule"),
        ("read_customers", one("addresses", state.addresses.keys().next())),
        ("read_customers", "/customers".to_owned()),
        ("read_customers", "/addresses".to_owned()),
        ("read_subscriptions", one("subscriptions", state.subscriptions.keys().next())),
        ("read_subscriptions", one("onetimes", state.onetimes.keys().next())),
        ("read_subscriptions", "/subscriptions".to_owned()),
        ("read_subscriptions", "/onetimes".to_owned()),
        ("read_orders", one("charges", state.charges.keys().next_back())),
        ("read_orders", one("orders", state.orders.keys().next())),
        ("read_orders", "/charges".to_owned()),
        ("read_orders", "/orders".to_owned()),
        ("read_payment_methods", one("payment_methods", state.payment_methods.keys().next())),
        ("read_payment_methods", "/payment_methods".to_owned()),
        ("read_store", "/store".to_owned()),
        ("store_info", "/store".to_owned()),
    ];
    let all =
        ["read_customers", "read_subscriptions", "read_orders", "read_payment_methods", "read_store", "store_info"];
    for (scope, path) in reads {
        let allowed = |scopes: &[&str]| {
            service.edit(|state| state.tokens[0].scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect());
            send(&service, &request("GET", &path))
        };
        assert_eq!(allowed(&[scope]).0, 200, "{path} with {scope} alone");
        let others: Vec<&str> = all.into_iter().filter(|other| *other != scope && path != "/store").collect();
        let (status, body) = allowed(&others);
        assert_eq!(status, 403, "{path} without {scope}");
        assert!(body["error"].as_str().unwrap().contains("scope"), "{body}");
    }
    service.edit(|state| state.tokens[0].scopes.clear());
    for path in ["/", "/token_information"] {
        assert_eq!(get(&service, path).0, 200, "{path} needs no scope");
    }
}

#[test]
fn unknown_routes_wrong_methods_and_writes_are_told_apart() {
    let service = service();
    for (method, path, status) in [
        ("GET", "/nothing", 404),
        ("GET", "/charges/1", 404),
        ("GET", "/customers/1/delivery_schedule", 404),
        ("GET", "/charges/abc", 404),
        ("POST", "/token_information", 405),
        ("DELETE", "/charges/5", 405),
        ("POST", "/charges/5/skip", 404),
        ("PUT", "/addresses/5", 404),
        ("POST", "/charges/5/apply_discount", 404),
        ("POST", "/async_batches", 501),
    ] {
        let (answered, body) = send(&service, &request(method, path));
        assert_eq!(answered, status, "{method} {path}: {body}");
    }
    assert_eq!(get(&service, "/customers/1").1, json!({"errors": "Not Found"}));
    let reader = Request { token: Some(demo::TOKEN_READ_ONLY), ..request("POST", "/charges/5/skip") };
    assert_eq!(send(&service, &reader).0, 403, "a token without the scope is not told that writes are missing");
}

#[test]
fn the_bucket_overflows_after_forty_and_leaks_two_a_second() {
    let service = with_unknowns(Unknowns { retry_after: Some(2), ..Unknowns::default() });
    let start = Instant::now();
    let ask = |token, milliseconds| {
        let request = Request { token, ..request("GET", "/token_information") };
        service.reply(&request, start + Duration::from_millis(milliseconds))
    };
    for used in 1..=40 {
        let reply = ask(Some(demo::TOKEN_FULL), 0);
        assert_eq!((reply.answer.status, reply.limit), (200, format!("{used}/40")));
    }
    let refused = ask(Some(demo::TOKEN_FULL), 100);
    assert_eq!(refused.answer, Answer::too_many_requests(Some(2)));
    assert_eq!(refused.answer.body, br#"{"warning":"too many requests"}"#);
    assert_eq!(refused.limit, "40/40");
    assert_eq!(ask(Some(demo::TOKEN_READ_ONLY), 100).answer.status, 200, "another token has its own bucket");
    let anonymous = ask(None, 100);
    assert_eq!((anonymous.answer.status, anonymous.limit.as_str()), (401, "1/40"), "a 401 counts as well");
    assert_eq!(ask(Some(demo::TOKEN_FULL), 500).answer.status, 200);
}

#[test]
fn the_ledger_holds_every_request_and_no_token() {
    let service = service();
    get(&service, "/charges?customer_id=5");
    send(&service, &Request { token: Some("sk_test_1x1_wrong"), version: None, ..request("POST", "/charges/5/skip") });
    let ledger = service.ledger();
    assert_eq!(ledger.iter().map(|entry| entry.status).collect::<Vec<_>>(), [200, 401]);
    assert_eq!((ledger[0].path.as_str(), ledger[0].query.as_str()), ("/charges", "customer_id=5"));
    assert_eq!((ledger[0].token.as_deref(), ledger[1].token.as_deref()), (Some("Helpdesk"), None));
    assert_eq!((ledger[0].version.as_deref(), ledger[1].version.as_deref()), (Some("2021-11"), None));
    let text = serde_json::to_string(&ledger).unwrap();
    assert!(!text.contains("sk_test"));
}

// ------------------------------------------------------------------------------------------------ what is found

#[test]
fn an_email_is_matched_as_it_is_unless_switched() {
    let strict = service();
    let found = |service: &Service, query: &str| ids(service, &format!("/customers?email={query}")).len();
    assert_eq!(found(&strict, "lena.brandt%40example.com"), 1);
    assert_eq!(found(&strict, "Lena.Brandt%40example.com"), 0);
    assert_eq!(found(&strict, "Katharina.Vogt%40Example.com"), 1);
    assert_eq!(found(&strict, "lena.brandt"), 0, "no part of an address");
    assert_eq!(found(&strict, "familie.hoffmann@example.com"), 2);
    assert_eq!(found(&strict, "priya%2Bcoffee@example.com"), 1);
    assert_eq!(found(&strict, "priya+coffee@example.com"), 0, "a plus sign is a space");
    let unknowns = Unknowns { email_match: EmailMatch::CaseInsensitive, ..Unknowns::default() };
    let lenient = with_unknowns(unknowns);
    assert_eq!(found(&lenient, "LENA.BRANDT%40example.com"), 1);
    assert_eq!(found(&lenient, "katharina.vogt%40example.com"), 1);
}

#[test]
fn no_customer_is_an_empty_list() {
    let body = get(&service(), "/customers?email=nobody@example.com").1;
    assert_eq!(body, json!({"next_cursor": null, "previous_cursor": null, "customers": []}));
}

#[test]
fn every_list_of_a_customer_holds_that_customers_records_alone() {
    let service = service();
    for customer in service.state().customers.into_values() {
        for collection in ["addresses", "subscriptions", "charges", "orders", "onetimes", "payment_methods"] {
            let target = format!("/{collection}?customer_id={}&limit=250", customer.id);
            let body = get(&service, &target).1;
            for record in body[collection].as_array().unwrap() {
                let owner = record.get("customer_id").unwrap_or(&record["customer"]["id"]);
                assert_eq!(*owner, customer.id, "{target}");
                assert_eq!(get(&service, &format!("/{collection}/{}", record["id"])).0, 200);
            }
        }
    }
}

#[test]
fn filters_choose_what_they_say() {
    let service = service();
    let oliver = customer(&service, "oliver.bennett@example.com").id;
    let charges = ids(&service, &format!("/charges?customer_id={oliver}&status=queued"));
    assert_eq!(charges.len(), 1);
    let subscriptions = ids(&service, &format!("/subscriptions?customer_id={oliver}&status=active"));
    assert_eq!(subscriptions.len(), 3);
    for id in &subscriptions {
        assert_eq!(ids(&service, &format!("/charges?purchase_item_ids={id}&status=queued,skipped")), charges);
        assert_eq!(ids(&service, &format!("/charges?purchase_item_id={id}&scheduled_at=2026-11-27")), charges);
    }
    assert_eq!(ids(&service, &format!("/subscriptions?ids={},1", subscriptions[1])), [subscriptions[1]]);
    let day = |query: &str| ids(&service, &format!("/charges?customer_id={oliver}&status=queued&{query}")).len();
    assert_eq!(day("scheduled_at_min=2026-11-27&scheduled_at_max=2026-11-27"), 1, "both ends are included");
    assert_eq!(day("scheduled_at_min=2026-11-28"), 0);
    assert_eq!(day("scheduled_at_max=2026-11-26"), 0);
    assert_eq!(day("scheduled_at=2026-11-27T00:00:00"), 1);

    let noah = customer(&service, "noah.schroeder@example.net").id;
    assert_eq!(ids(&service, &format!("/charges?customer_id={noah}&status=skipped")).len(), 1);
    let charlotte = customer(&service, "charlotte.fischer@example.com").id;
    assert_eq!(ids(&service, &format!("/orders?customer_id={charlotte}&status=queued")).len(), 2);
    let state = service.state();
    let aylin = customer(&service, "aylin.yildiz@example.com").id;
    for address in state.addresses.values().filter(|address| address.customer_id == aylin) {
        assert_eq!(ids(&service, &format!("/subscriptions?address_id={}", address.id)).len(), 1);
    }
    let external = customer(&service, "lena.brandt@example.com").external_customer_id.unwrap();
    assert_eq!(ids(&service, &format!("/customers?external_customer_id={external}")).len(), 1);
    assert_eq!(ids(&service, "/customers?updated_at_max=2020-01-01").len(), 0);
}

#[test]
fn unknown_parameters_are_ignored_without_a_word() {
    let service = service();
    assert_eq!(ids(&service, "/customers?nonsense=1&includes=subscriptions&shop_url=x").len(), 28);
}

#[test]
fn every_wrong_value_is_a_422_that_names_it() {
    let service = service();
    for (target, field) in [
        ("/customers?limit=251", "limit"),
        ("/customers?limit=x", "limit"),
        ("/customers?sort_by=email-asc", "sort_by"),
        ("/customers?sort_by=scheduled_at-asc", "sort_by"),
        ("/customers?cursor=nonsense", "cursor"),
        ("/customers?updated_at_max=test", "updated_at_max"),
        ("/charges?status=paused", "status"),
        ("/charges?status=queued,paused", "status"),
        ("/subscriptions?status=active,cancelled", "status"),
        ("/charges?customer_id=abc", "customer_id"),
        ("/orders?type=gift", "type"),
        ("/charges?scheduled_at_min=2026-13-01", "scheduled_at_min"),
    ] {
        let (status, body) = get(&service, target);
        assert_eq!(status, 422, "{target}");
        assert!(body["errors"][field][0].is_string(), "{target}: {body}");
    }
    let body = get(&service, "/customers?updated_at_max=test").1;
    let captured =
        json!({"errors": {"updated_at_max": ["Invalid date: test. Must be a valid ISO-8601 datetime string"]}});
    assert_eq!(body, captured);
    assert_eq!(get(&service, "/charges?cursor=abc").1, json!({"errors": {"cursor": ["Invalid value"]}}));
    let schedule =
        format!("/customers/{}/delivery_schedule?date_max=soon", customer(&service, "lena.brandt@example.com").id);
    assert_eq!(get(&service, &schedule).0, 422);
}

#[test]
fn processed_charges_leave_after_ninety_days_and_their_orders_stay() {
    let service = service();
    let state = service.state();
    let lena = customer(&service, "lena.brandt@example.com").id;
    let old = state.charges.values().filter(|c| c.customer_id == lena).min_by_key(|c| c.scheduled_at).unwrap();
    assert!(old.scheduled_at < "2026-08-24".parse().unwrap());
    let listed = ids(&service, &format!("/charges?customer_id={lena}"));
    assert!(!listed.contains(&old.id) && !listed.is_empty());
    assert_eq!(get(&service, &format!("/charges/{}", old.id)).0, 404);
    assert_eq!(ids(&service, &format!("/orders?charge_id={}", old.id)).len(), 1);
}

#[test]
fn a_delivery_schedule_looks_as_far_as_asked() {
    let service = service();
    let lena = customer(&service, "lena.brandt@example.com").id;
    let dates = |query: &str| {
        let body = get(&service, &format!("/customers/{lena}/delivery_schedule?{query}")).1;
        let deliveries = body["deliveries"].as_array().unwrap().clone();
        deliveries.iter().map(|delivery| delivery["date"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(dates("delivery_count_future=2"), ["2026-12-01", "2026-12-29", "2027-01-26"]);
    assert_eq!(dates("date_max=2026-12-29"), ["2026-12-01", "2026-12-29"]);
    assert_eq!(dates("future_interval=10"), ["2026-12-01"]);
    assert_eq!(dates("delivery_count_future=4000000000&date_max=9999-12-31").len(), 101, "there is an end");
    let grace = customer(&service, "grace.murphy@example.com").id;
    let body = get(&service, &format!("/customers/{grace}/delivery_schedule")).1;
    assert_eq!(body["deliveries"], json!([]));
}

// ------------------------------------------------------------------------------------------------------- paging

fn office(service: &Service) -> u64 {
    customer(service, "office@studio-nordlicht.example").id
}

/// All records of a list, page by page, forward and then back again.
fn there_and_back(
    service: &Service,
    list: &str,
    key: &str,
    limits: &[usize],
) -> (Vec<u64>, Vec<Vec<u64>>, Vec<Vec<u64>>) {
    let mut limits = limits.iter().cycle();
    let mut page = |cursor: Option<&str>, limit: Option<usize>| {
        let limit = limit.unwrap_or_else(|| *limits.next().unwrap());
        let target = match cursor {
            None => format!("{list}&limit={limit}"),
            Some(cursor) => {
                let cursor: String = url::form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
                format!("{}?cursor={cursor}&limit={limit}", list.split('?').next().unwrap())
            }
        };
        let (status, body) = get(service, &target);
        assert_eq!(status, 200, "{target}: {body}");
        let ids: Vec<u64> = body[key].as_array().unwrap().iter().map(|record| record["id"].as_u64().unwrap()).collect();
        let cursor = |name: &str| body[name].as_str().map(str::to_owned);
        (ids, cursor("next_cursor"), cursor("previous_cursor"))
    };
    let mut forward = Vec::new();
    let (first, mut next, mut previous) = page(None, None);
    assert_eq!(previous, None, "nothing is before the first page");
    forward.push(first);
    while let Some(cursor) = next {
        let (ids, following, before) = page(Some(&cursor), None);
        assert!(!ids.is_empty(), "a cursor leads to something");
        forward.push(ids);
        (next, previous) = (following, before);
    }
    let mut backward = Vec::new();
    let mut sizes: Vec<usize> = forward.iter().map(Vec::len).collect();
    sizes.pop();
    while let Some(cursor) = previous {
        let (ids, following, before) = page(Some(&cursor), sizes.pop());
        assert!(following.is_some(), "there is a page after an earlier one");
        backward.push(ids);
        previous = before;
    }
    backward.reverse();
    (forward.concat(), forward, backward)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn paging_neither_loses_nor_repeats_a_record(
        limits in proptest::collection::vec(20..=250_usize, 1..4),
        sort in prop::sample::select(vec!["", "id-asc", "id-desc", "created_at-asc", "created_at-desc", "updated_at-asc"]),
    ) {
        let service = &*SHARED;
        let customer = office(service);
        let sort_by = if sort.is_empty() { String::new() } else { format!("&sort_by={sort}") };
        let list = format!("/subscriptions?customer_id={customer}&status=active{sort_by}");
        let (all, forward, backward) = there_and_back(service, &list, "subscriptions", &limits);
        prop_assert_eq!(all.len(), 300);
        prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 300);
        prop_assert_eq!(&forward[..forward.len() - 1], &backward[..], "the way back is the same");
        let state = service.state();
        let mut expected: Vec<u64> = state.subscriptions.values().filter(|s| s.customer_id == customer).map(|s| s.id).collect();
        match sort {
            "id-asc" => {}
            "" | "id-desc" => expected.reverse(),
            "created_at-asc" => expected.sort_by_key(|id| (state.subscriptions[id].created_at, *id)),
            "created_at-desc" => {
                expected.sort_by_key(|id| std::cmp::Reverse((state.subscriptions[id].created_at, *id)));
            }
            _ => expected.sort_by_key(|id| (state.subscriptions[id].updated_at, *id)),
        }
        prop_assert_eq!(all, expected);
    }
}

#[test]
fn charges_and_orders_are_paged_by_date_as_well() {
    let service = service();
    for sort in ["scheduled_at-asc", "scheduled_at-desc", "updated_at-desc"] {
        let (charges, ..) = there_and_back(&service, &format!("/charges?sort_by={sort}"), "charges", &[7]);
        let visible = service.state();
        let expected = visible
            .charges
            .values()
            .filter(|charge| !charge.status.is_processed() || charge.scheduled_at >= "2026-08-24".parse().unwrap());
        assert_eq!(charges.len(), expected.count(), "{sort}");
        assert_eq!(charges.iter().collect::<BTreeSet<_>>().len(), charges.len(), "{sort}");
    }
    for sort in ["processed_at-asc", "processed_at-desc"] {
        let (orders, ..) = there_and_back(&service, &format!("/orders?sort_by={sort}"), "orders", &[11]);
        assert_eq!(orders.len(), service.state().orders.len(), "{sort}: also those without a time");
    }
}

#[test]
fn a_record_that_appears_between_two_pages_moves_no_other() {
    let service = service();
    let customer = office(&service);
    let list = format!("/subscriptions?customer_id={customer}&limit=100");
    let (_, body) = get(&service, &list);
    let first: Vec<u64> = body["subscriptions"].as_array().unwrap().iter().map(|s| s["id"].as_u64().unwrap()).collect();
    let gone = first[0];
    service.edit(|state| state.subscriptions.remove(&gone));
    let cursor = body["next_cursor"].as_str().unwrap();
    let second = ids(&service, &format!("/subscriptions?limit=100&cursor={cursor}"));
    assert_eq!(second.len(), 100);
    assert!(second.iter().all(|id| *id < *first.last().unwrap() && !first.contains(id)));
}

#[test]
fn pages_have_numbers_up_to_a_hundred() {
    let service = service();
    let list = format!("/subscriptions?customer_id={}&limit=100", office(&service));
    let pages: Vec<Vec<u64>> = (1..=4).map(|page| ids(&service, &format!("{list}&page={page}"))).collect();
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [100, 100, 100, 0]);
    assert_eq!(pages.concat().iter().collect::<BTreeSet<_>>().len(), 300);
    for page in ["0", "101", "x"] {
        assert_eq!(get(&service, &format!("{list}&page={page}")).0, 422, "{page}");
    }
}

#[test]
fn beside_a_cursor_only_a_limit_is_taken() {
    let service = service();
    let customer = office(&service);
    let cursor =
        get(&service, &format!("/subscriptions?customer_id={customer}")).1["next_cursor"].as_str().unwrap().to_owned();
    let (status, body) =
        get(&service, &format!("/subscriptions?cursor={cursor}&customer_id={customer}&sort_by=id-asc"));
    assert_eq!(status, 422);
    assert!(body["errors"]["customer_id"].is_array() && body["errors"]["sort_by"].is_array(), "{body}");
    assert_eq!(get(&service, &format!("/subscriptions?cursor={cursor}&limit=5&shop_url=x")).0, 200);
    assert_eq!(get(&service, &format!("/charges?cursor={cursor}&sort_by=id-desc")).0, 422);

    let unknowns = Unknowns { cursor_filters: CursorFilters::Ignored, ..Unknowns::default() };
    let lenient = with_unknowns(unknowns);
    assert_eq!(ids(&lenient, &format!("/subscriptions?cursor={cursor}&customer_id=1")).len(), 50);
}

#[test]
fn a_cursor_of_another_list_or_one_that_was_tampered_with_is_refused() {
    use base64::Engine as _;
    let service = service();
    let encode = |json: Value| base64::engine::general_purpose::URL_SAFE.encode(json.to_string());
    let orders =
        get(&service, "/orders?sort_by=processed_at-asc&limit=3").1["next_cursor"].as_str().unwrap().to_owned();
    let orders: String = url::form_urlencoded::byte_serialize(orders.as_bytes()).collect();
    assert_eq!(get(&service, &format!("/customers?cursor={orders}")).0, 422);
    for cursor in [
        json!({"starting_before_id": 1, "last_value": 1, "sort_by": "id-desc", "cursor_dir": "sideways", "filters": {}}),
        json!({"starting_before_id": -1, "last_value": 1, "sort_by": "id-desc", "cursor_dir": "next", "filters": {}}),
        json!({"starting_before_id": 1, "last_value": 1, "sort_by": "id-desc", "cursor_dir": "next", "filters": {"x": "1"}}),
        json!([]),
    ] {
        assert_eq!(get(&service, &format!("/customers?cursor={}", encode(cursor.clone()))).0, 422, "{cursor}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_query_breaks_a_list(query in "[ -~]{0,80}", collection in prop::sample::select(vec!["customers", "charges", "orders"])) {
        let request = Request { query: &query, ..request("GET", "/") };
        let path = format!("/{collection}");
        let status = SHARED.reply(&Request { path: &path, ..request }, Instant::now()).answer.status;
        prop_assert!(status == 200 || status == 422);
    }
}

#[test]
fn every_read_of_the_demo_is_json() {
    let service = service();
    for path in ["/", "/store", "/token_information", "/api/customers", "/api/token_information"] {
        assert_eq!(get(&service, path).0, 200, "{path}");
    }
    let state = service.state();
    for id in state.customers.keys() {
        assert_eq!(get(&service, &format!("/customers/{id}?include=addresses,subscriptions,payment_methods")).0, 200);
        assert_eq!(get(&service, &format!("/customers/{id}/delivery_schedule")).0, 200);
    }
}
