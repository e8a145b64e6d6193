//! A client that pins no version: every read and write of 2021-01, over the same store as 2021-11's.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::*;
use crate::recharge_sandbox::CommitLag;
use crate::recharge_sandbox::model::ChargeStatus::{Queued, Skipped};
use crate::recharge_sandbox::model::{Charge, ChargeStatus, Kind, OrderStatus};
use crate::recharge_sandbox::unknowns::{MoveCharge, ShopKey, SkipWithoutIds, UnknownShopifyCustomer, Unknowns};

/// Nine days after the day of the shop, and a cycle of four weeks later.
const D: &str = "2026-12-01";
const NEXT: &str = "2026-12-29";

const TOKEN: &str = "sk_test_1x1_unpinned";

/// Two subscriptions and a onetime on one charge, a prepaid one at another address, and a customer without anything.
fn shop() -> Service {
    with_lag(CommitLag::AfterRequests(0))
}

fn with_lag(commit_lag: CommitLag) -> Service {
    let scopes = [
        "read_customers",
        "write_customers",
        "read_subscriptions",
        "write_subscriptions",
        "read_orders",
        "write_orders",
        "write_payment_methods",
    ];
    let subscription = |product: &str| {
        format!(
            "[[customers.addresses.subscriptions]]\nproduct=\"{product}\"\nevery=\"4 weeks\"\nnext=\"+9d\"\npast_charges=2\n"
        )
    };
    let world = format!(
        "[store]\nname=\"S\"\nemail=\"o@example.com\"\ncurrency=\"EUR\"\ntime_zone=\"Europe/Berlin\"\nidentifier=\"s.myshopify.com\"\n\
         [[tokens]]\ntoken=\"{TOKEN}\"\nname=\"T\"\nscopes={scopes:?}\n\
         [[products]]\nkey=\"a\"\ntitle=\"A\"\nprice=\"14.90\"\n[[products]]\nkey=\"b\"\ntitle=\"B\"\nprice=\"2.00\"\n\
         [[products]]\nkey=\"cup\"\ntitle=\"Cup\"\nprice=\"4.00\"\n\
         [[customers]]\nemail=\"a@example.com\"\nfirst_name=\"A\"\nlast_name=\"B\"\n[[customers.addresses]]\naddress1=\"Weg 1\"\ncountry_code=\"DE\"\n{}{}\
         [[customers.addresses.onetimes]]\nproduct=\"cup\"\nnext=\"+9d\"\n\
         [[customers.addresses]]\naddress1=\"Weg 2\"\ncountry_code=\"DE\"\n[[customers.addresses.subscriptions]]\nproduct=\"a\"\nevery=\"1 month\"\ncharged_every=\"3 months\"\nnext=\"+9d\"\npast_charges=1\nqueued_orders=[\"+20d\"]\n\
         [[customers]]\nemail=\"b@example.com\"\nfirst_name=\"C\"\nlast_name=\"D\"\n",
        subscription("a"),
        subscription("b"),
    );
    let state = State::from_world(&world, "world.toml", "2026-11-22T09:00:00Z".parse().unwrap()).unwrap();
    Service::new(state, SandboxOptions { commit_lag, ..SandboxOptions::default() })
}

fn ask(service: &Service, method: &str, target: &str, body: &Value) -> Reply {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let request = Request { method, path, query, token: Some(TOKEN), version: None, body: &body };
    // Long after the call before, so that none is answered 429.
    let now = Instant::now() + std::time::Duration::from_secs(60 * lock(&service.ledger).next_number());
    let reply = service.reply(&request, now);
    assert_eq!(service.violations(), [], "{method} {target}");
    assert_eq!(reply.version, Version::V2021_01);
    reply
}

fn send(service: &Service, method: &str, target: &str, body: Value) -> (u16, Value) {
    let reply = ask(service, method, target, &body);
    (reply.answer.status, serde_json::from_slice(&reply.answer.body).unwrap_or(Value::Null))
}

/// The body of what must be done.
fn done(service: &Service, method: &str, target: &str, body: Value) -> Value {
    let (status, answer) = send(service, method, target, body);
    assert!((200..300).contains(&status), "{method} {target}: {status} {answer}");
    answer
}

fn get(service: &Service, target: &str) -> Value {
    done(service, "GET", target, Value::Null)
}

/// The ids of a list.
fn ids(service: &Service, target: &str) -> BTreeSet<Id> {
    let body = get(service, target);
    let list = body.as_object().unwrap().values().find_map(Value::as_array).unwrap();
    list.iter().map(|record| record["id"].as_u64().unwrap()).collect()
}

/// The two subscriptions of the shared charge, and the onetime.
fn items(service: &Service) -> ([Id; 2], Id) {
    let state = service.state();
    let ids: Vec<Id> = state.subscriptions.values().filter(|it| !it.is_prepaid()).map(|it| it.id).collect();
    ([ids[0], ids[1]], *state.onetimes.keys().next().unwrap())
}

fn charge(service: &Service, item: Id, status: ChargeStatus, date: &str) -> Charge {
    let date: Date = date.parse().unwrap();
    let state = service.state();
    let mut found = state.charges.values().filter(|c| c.status == status && c.contains(item) && c.scheduled_at == date);
    found.next().cloned().unwrap_or_else(|| panic!("item {item} is on no {status:?} charge of {date}"))
}

fn on(charge: &Charge) -> Vec<Id> {
    charge.line_items.iter().map(|item| item.purchase_item_id).collect()
}

// ------------------------------------------------------------------------------------------------ reading

#[test]
fn every_resource_is_listed_counted_and_read_alike() {
    let service = shop();
    for (kind, has_count) in [
        (Kind::Customer, true),
        (Kind::Address, true),
        (Kind::Subscription, true),
        (Kind::Charge, true),
        (Kind::Order, true),
        (Kind::Onetime, false),
    ] {
        let (one, many) = (kind.singular(), kind.plural());
        let list = get(&service, &format!("/{many}"));
        let records = list[many].as_array().unwrap();
        assert!(!records.is_empty(), "{many}");
        for record in records {
            assert_eq!(&get(&service, &format!("/{many}/{}", record["id"]))[one], record);
        }
        let (status, count) = send(&service, "GET", &format!("/{many}/count"), Value::Null);
        match has_count {
            true => assert_eq!((status, count), (200, json!({"count": records.len()})), "{many}"),
            false => assert_eq!(status, 404, "{many}"),
        }
        assert_eq!(send(&service, "GET", &format!("/{many}/5"), Value::Null), (404, json!({"errors": "Not Found"})));
    }
}

#[test]
fn filters_go_by_their_old_names_and_new_ones_mean_nothing() {
    let service = shop();
    let ([a, b], cup) = items(&service);
    let queued = charge(&service, a, Queued, D);
    let all = ids(&service, "/charges");
    assert_eq!(ids(&service, &format!("/charges?subscription_id={b}&status=QUEUED")), BTreeSet::from([queued.id]));
    assert_eq!(ids(&service, &format!("/charges?subscription_id={cup}")), BTreeSet::from([queued.id]));
    assert_eq!(
        ids(&service, &format!("/charges?date={D}&address_id={}", queued.address_id)),
        BTreeSet::from([queued.id])
    );
    let ahead = ids(&service, "/charges?date_min=2026-11-23&date_max=2026-12-31");
    assert_eq!(ids(&service, "/charges?status=QUEUED"), ahead);
    let past = ids(&service, "/charges?status=SUCCESS");
    assert!(!past.is_empty() && past.is_disjoint(&ahead));
    assert_eq!(get(&service, "/charges/count?status=SUCCESS"), json!({"count": past.len()}));
    for ignored in [format!("purchase_item_ids={b}"), "scheduled_at_min=2099-01-01".to_owned(), "sort=x".to_owned()] {
        assert_eq!(ids(&service, &format!("/charges?{ignored}")), all, "{ignored}");
    }
    let order = service.state().orders.values().find(|order| order.external_order_id.is_some()).unwrap().clone();
    let external = order.external_order_id.unwrap();
    assert_eq!(ids(&service, &format!("/orders?shopify_order_id={external}")), BTreeSet::from([order.id]));
    assert_eq!(ids(&service, &format!("/charges?shopify_order_id={external}")), BTreeSet::from([order.charge_id]));
    assert!(ids(&service, &format!("/orders?charge_id={}", order.charge_id)).contains(&order.id));
    let waiting = ids(&service, "/orders?shipping_date=2026-12-12&status=QUEUED");
    assert_eq!(waiting, ids(&service, "/orders?scheduled_at_min=2026-12-12&scheduled_at_max=2026-12-12"));
    assert_eq!(waiting.len(), 1);
    let variant = service.state().subscriptions[&b].product.external_variant_id.clone().unwrap();
    assert_eq!(ids(&service, &format!("/subscriptions?shopify_variant_id={variant}")), BTreeSet::from([b]));
    assert_eq!(ids(&service, "/subscriptions?status=ACTIVE").len(), 3);
    assert!(ids(&service, "/subscriptions?status=CANCELLED").is_empty());
}

#[test]
fn customers_are_found_by_the_shops_id_and_by_status() {
    let service = shop();
    let state = service.state();
    let first = state.customers.values().next().unwrap();
    let other = state.customers.values().nth(1).unwrap();
    let external = first.external_customer_id.clone().unwrap();
    assert_eq!(ids(&service, &format!("/customers?shopify_customer_id={external}")), BTreeSet::from([first.id]));
    assert_eq!(ids(&service, &format!("/subscriptions?shopify_customer_id={external}")).len(), 3);
    assert_eq!(ids(&service, &format!("/onetimes?shopify_customer_id={external}")).len(), 1);
    assert_eq!(ids(&service, "/customers?status=ACTIVE"), BTreeSet::from([first.id]));
    assert_eq!(ids(&service, "/customers?status=INACTIVE"), BTreeSet::from([other.id]));
    assert_eq!(get(&service, "/customers/count?status=INACTIVE"), json!({"count": 1}));
    assert_eq!(ids(&service, "/customers?email=a%40example.com"), BTreeSet::from([first.id]));
    let nobody = |kind: &str| send(&service, "GET", &format!("/{kind}?shopify_customer_id=5"), Value::Null);
    for kind in ["customers", "subscriptions", "orders", "onetimes"] {
        assert_eq!(nobody(kind), (422, json!({"errors": ["shopify_customer_id not found"]})), "{kind}");
    }
    service.edit(|state| state.unknowns.unknown_shopify_customer = UnknownShopifyCustomer::Nothing);
    assert_eq!(nobody("customers").1["customers"], json!([]));
}

#[test]
fn wrong_parameters_are_named_as_they_were_sent() {
    let service = shop();
    for (target, name, text) in [
        ("/charges?date_min=soon", "date_min", "Invalid date: soon. Must be a valid ISO-8601 date string"),
        ("/charges?subscription_id=x", "subscription_id", "Not a valid list of integers."),
        ("/subscriptions?status=active", "status", "Must be one of: ACTIVE, CANCELLED, EXPIRED."),
        ("/subscriptions/count?status=PAUSED", "status", "Must be one of: ACTIVE, CANCELLED, EXPIRED."),
        ("/customers?status=active", "status", "Must be one of: ACTIVE, INACTIVE."),
        ("/charges?page=101", "page", "Must be between 1 and 100."),
        ("/charges?page=0", "page", "Must be between 1 and 100."),
        ("/charges?limit=251", "limit", "Must be between 1 and 250."),
        ("/charges?cursor=x", "cursor", "Invalid value"),
    ] {
        assert_eq!(send(&service, "GET", target, Value::Null), (422, json!({"errors": {name: [text]}})), "{target}");
    }
}

/// Follows a link of that name until there is none; the ids on the way and how many pages they were on.
fn follow(service: &Service, path: &str, query: &str, rel: &str) -> (Vec<Id>, usize) {
    let (mut seen, mut pages, mut query) = (Vec::new(), 0, query.to_owned());
    loop {
        let reply = ask(service, "GET", &format!("{path}?{query}"), &Value::Null);
        assert_eq!(reply.answer.status, 200, "{path}?{query}");
        let body: Value = serde_json::from_slice(&reply.answer.body).unwrap();
        let list = body.as_object().unwrap().values().find_map(Value::as_array).unwrap();
        seen.extend(list.iter().map(|record| record["id"].as_u64().unwrap()));
        pages += 1;
        match reply.answer.links.into_iter().find(|(name, _)| *name == rel) {
            Some((_, next)) => query = next,
            None => return (seen, pages),
        }
    }
}

#[test]
fn numbered_pages_are_followed_by_link_to_the_end_and_back() {
    let service = shop();
    let all: Vec<Id> = ids(&service, "/charges").into_iter().rev().collect();
    assert_eq!(follow(&service, "/charges", "limit=2", "next"), (all.clone(), all.len().div_ceil(2)));
    let (back, _) = follow(&service, "/charges", &format!("limit=1&page={}", all.len()), "previous");
    assert_eq!(back.into_iter().rev().collect::<Vec<Id>>(), all);
    let (filtered, _) = follow(&service, "/charges", "limit=1&status=QUEUED", "next");
    assert_eq!(filtered.into_iter().collect::<BTreeSet<Id>>(), ids(&service, "/charges?status=QUEUED"));
    let beyond = get(&service, "/charges?page=100");
    assert_eq!(beyond["charges"], json!([]));
}

#[test]
fn beyond_page_100_the_link_is_a_cursor_and_nothing_is_lost() {
    let service = shop();
    service.edit(|state| {
        let first = state.customers.values().next().unwrap().clone();
        for id in 0..205 {
            let id = first.id + 1_000 + id;
            state.customers.insert(id, crate::recharge_sandbox::model::Customer { id, ..first.clone() });
        }
    });
    let total = service.state().customers.len();
    let (seen, pages) = follow(&service, "/customers", "limit=2", "next");
    assert_eq!((seen.len(), pages), (total, total.div_ceil(2)));
    assert_eq!(seen.into_iter().collect::<BTreeSet<Id>>().len(), total);
    let last = ask(&service, "GET", "/customers?limit=2&page=100", &Value::Null);
    assert!(last.answer.links.iter().any(|(rel, query)| *rel == "next" && query.starts_with("cursor=")));
}

#[test]
fn a_cursor_carries_the_old_filters() {
    let service = shop();
    let ([a, _], _) = items(&service);
    let first = get(&service, &format!("/charges?subscription_id={a}&limit=1"));
    let cursor = first["next_cursor"].as_str().unwrap().replace('=', "%3D");
    let (rest, _) = follow(&service, "/charges", &format!("limit=1&cursor={cursor}"), "next");
    let mut seen: BTreeSet<Id> = rest.into_iter().collect();
    seen.insert(first["charges"][0]["id"].as_u64().unwrap());
    assert_eq!(seen, ids(&service, &format!("/charges?subscription_id={a}")));
    let (status, refused) =
        send(&service, "GET", &format!("/charges?cursor={cursor}&subscription_id={a}"), Value::Null);
    assert_eq!((status, refused["errors"]["subscription_id"].is_array()), (422, true), "{refused}");
}

#[test]
fn processed_charges_leave_after_90_days() {
    let service = shop();
    let counted = |service: &Service| get(service, "/charges/count?status=SUCCESS")["count"].as_u64().unwrap();
    let old = *ids(&service, "/charges?status=SUCCESS").first().unwrap();
    let before = counted(&service);
    service.edit(|state| state.charges.get_mut(&old).unwrap().scheduled_at = "2026-08-01".parse().unwrap());
    assert_eq!(counted(&service), before - 1);
    assert_eq!(send(&service, "GET", &format!("/charges/{old}"), Value::Null).0, 404);
}

#[test]
fn what_hangs_on_a_customer_is_read_below_it() {
    let service = shop();
    let state = service.state();
    let first = *state.customers.keys().next().unwrap();
    let addresses = ids(&service, &format!("/customers/{first}/addresses"));
    assert_eq!(addresses, state.addresses.keys().copied().collect());
    assert_eq!(follow(&service, &format!("/customers/{first}/addresses"), "limit=1", "next").0.len(), 2);
    let sources = get(&service, &format!("/customers/{first}/payment_sources"));
    assert_eq!(sources["payment_sources"][0]["customer_id"], first);
    assert_eq!(sources["payment_sources"][0].get("processor_payment_method_token"), None);
    for path in ["/customers/5/addresses", "/customers/5/payment_sources"] {
        assert_eq!(send(&service, "GET", path, Value::Null).0, 404, "{path}");
    }
    let countries = get(&service, "/shop/shipping_countries");
    assert_eq!(countries["shipping_countries"][0]["name"], "Germany");
    assert_eq!(get(&service, "/shop")["shop"]["my_shopify_domain"], "s.myshopify.com");
    service.edit(|state| state.unknowns.shop_key = ShopKey::Store);
    assert_eq!(get(&service, "/shop")["store"]["my_shopify_domain"], "s.myshopify.com");
}

// ------------------------------------------------------------------------------------------------ writing

#[test]
fn an_item_is_skipped_and_taken_back_by_its_subscription_id() {
    let service = shop();
    let ([a, b], cup) = items(&service);
    let queued = charge(&service, a, Queued, D);
    let skip = format!("/charges/{}/skip", queued.id);
    let answer = done(&service, "POST", &skip, json!({"subscription_id": a.to_string()}));
    assert_eq!(
        (
            &answer["charge"]["status"],
            &answer["charge"]["scheduled_at"],
            &answer["charge"]["line_items"][0]["subscription_id"]
        ),
        (&json!("SKIPPED"), &json!("2026-12-01T00:00:00"), &json!(a))
    );
    assert_eq!((on(&charge(&service, a, Skipped, D)), on(&charge(&service, b, Queued, D))), (vec![a], vec![b, cup]));
    charge(&service, a, Queued, NEXT);
    let unskip = format!("/charges/{}/unskip", charge(&service, a, Skipped, D).id);
    let answer = done(&service, "POST", &unskip, json!({"subscription_ids": [a]}));
    assert_eq!(answer["charge"]["status"], "QUEUED");
    assert_eq!(on(&charge(&service, a, Queued, D)), [a, b, cup]);

    let whole = charge(&service, a, Queued, D).id;
    let answer =
        done(&service, "POST", &format!("/charges/{whole}/skip"), json!({"subscription_ids": [a, b.to_string()]}));
    assert_eq!((&answer["charge"]["id"], &answer["charge"]["status"]), (&json!(whole), &json!("SKIPPED")));
    assert_eq!(on(&charge(&service, cup, Queued, NEXT)), [a, b, cup]);
}

#[test]
fn a_skip_in_the_names_of_2021_11_names_nothing() {
    let service = shop();
    let ([a, _], cup) = items(&service);
    let path = format!("/charges/{}/skip", charge(&service, a, Queued, D).id);
    let before = service.state();
    let (status, refused) = send(&service, "POST", &path, json!({"purchase_item_ids": [a]}));
    assert_eq!((status, refused), (422, json!({"errors": {"subscription_ids": ["Missing data for required field."]}})));
    let (status, refused) = send(&service, "POST", &path, json!({"subscription_ids": "all"}));
    assert_eq!((status, refused), (422, json!({"errors": {"subscription_ids": ["Not a valid list."]}})));
    let (status, refused) = send(&service, "POST", &path, json!({"subscription_id": cup}));
    assert_eq!((status, refused["errors"]["subscription_ids"].is_array()), (422, true), "{refused}");
    assert_eq!(send(&service, "POST", &path, json!([a])).0, 415);
    assert_eq!(service.state(), before);
    service.edit(|state| state.unknowns.skip_without_ids = SkipWithoutIds::All);
    assert_eq!(done(&service, "POST", &path, json!({}))["charge"]["line_items"].as_array().unwrap().len(), 2);
}

#[test]
fn a_date_is_skipped_below_an_address_and_below_a_subscription() {
    let service = shop();
    let ([a, b], _) = items(&service);
    let address = service.state().subscriptions[&a].address_id;
    let date = format!("{NEXT}T00:00:00");
    let body = json!({"date": date, "subscription_ids": [a.to_string()]});
    done(&service, "POST", &format!("/addresses/{address}/charges/skip"), body);
    done(&service, "POST", &format!("/subscriptions/{b}/charges/skip"), json!({"date": NEXT, "subscription_id": b}));
    assert_eq!(on(&charge(&service, a, Skipped, NEXT)), [a, b]);
    let body = json!({"date": "2026-12-30", "subscription_ids": [a]});
    let (status, refused) = send(&service, "POST", &format!("/addresses/{address}/charges/skip"), body);
    assert!(status == 422 && refused.to_string().contains("must be within the charge interval schedule"));
}

#[test]
fn a_subscription_is_moved_with_a_date_that_has_a_time() {
    let service = shop();
    let ([a, b], _) = items(&service);
    let path = format!("/subscriptions/{a}/set_next_charge_date");
    let answer = done(&service, "POST", &path, json!({"date": "2026-12-05T00:00:00"}));
    assert_eq!(answer["subscription"]["next_charge_scheduled_at"], "2026-12-05T00:00:00");
    assert_eq!(on(&charge(&service, a, Queued, "2026-12-05")), [a]);
    done(&service, "POST", &path, json!({"date": D}));
    assert!(charge(&service, a, Queued, D).contains(b));
    for wrong in [
        "2026-12-05T00:00:00Z",
        "2026-12-05T00:00:00+01:00",
        "2026-12-05T25:00:00",
        "05.12.2026",
        "2026-12-05 00:00:00",
    ] {
        let refused = send(&service, "POST", &path, json!({"date": wrong}));
        assert_eq!(refused, (422, json!({"errors": {"date": ["Not a valid date."]}})), "{wrong}");
    }
    let (status, refused) = send(&service, "POST", &path, json!({"date": "2026-11-22T00:00:00"}));
    assert_eq!(status, 422);
    assert_eq!(refused, json!({"errors": {"date": ["Date must be at least one day in the future"]}}));
}

#[test]
fn a_whole_charge_is_moved_by_post_and_by_put_whatever_2021_11_has() {
    let service = shop();
    service.edit(|state| state.unknowns.move_charge = MoveCharge::Missing);
    let ([a, b], cup) = items(&service);
    for (method, date) in [("PUT", "2026-12-05"), ("POST", "2026-12-08")] {
        let queued = service.state().charges.values().find(|it| it.is_queued() && it.contains(a)).unwrap().id;
        let path = format!("/charges/{queued}/change_next_charge_date");
        let answer = done(&service, method, &path, json!({"next_charge_date": format!("{date}T09:45:44")}));
        assert_eq!(answer["charge"]["scheduled_at"], format!("{date}T00:00:00"));
        assert_eq!(on(&charge(&service, a, Queued, date)), [a, b, cup]);
    }
}

#[test]
fn commit_update_waits_for_regeneration_and_is_no_field() {
    let service = with_lag(CommitLag::ByHand);
    let ([a, b], _) = items(&service);
    let queued = charge(&service, a, Queued, D).id;
    let path = format!("/subscriptions/{a}");
    done(&service, "PUT", &path, json!({"quantity": "3", "commit_update": true}));
    let quantity = |id: Id| {
        charge(&service, id, Queued, D).line_items.iter().find(|it| it.purchase_item_id == id).unwrap().quantity
    };
    assert_eq!(quantity(a), 3);
    assert_eq!(get(&service, &format!("/charges/{queued}"))["charge"]["has_uncommited_changes"], false);
    done(&service, "PUT", &format!("/subscriptions/{b}"), json!({"quantity": 2, "commit_update": false}));
    assert_eq!(quantity(b), 1);
    assert_eq!(get(&service, &format!("/charges/{queued}"))["charge"]["has_uncommited_changes"], true);
    let second = send(&service, "PUT", &path, json!({"quantity": 4}));
    assert_eq!(second, (409, json!({"error": "A call to this route is already in progress."})));
}

#[test]
fn a_subscription_is_made_changed_cancelled_and_activated_in_old_names() {
    let service = shop();
    let ([a, _], _) = items(&service);
    let state = service.state();
    let (address, variant) =
        (state.subscriptions[&a].address_id, state.subscriptions[&a].product.external_variant_id.clone().unwrap());
    let body = json!({"address_id": address, "next_charge_scheduled_at": format!("{D}T00:00:00"), "quantity": "2", "price": "7.50",
        "order_interval_unit": "week", "order_interval_frequency": "4", "charge_interval_frequency": "4",
        "shopify_variant_id": variant.parse::<u64>().unwrap(), "shopify_product_id": "1", "status": "ACTIVE"});
    let (status, answer) = send(&service, "POST", "/subscriptions", body);
    let made = &answer["subscription"];
    assert_eq!(
        (
            status,
            &made["price"],
            &made["order_interval_frequency"],
            &made["shopify_variant_id"],
            &made["has_queued_charges"]
        ),
        (201, &json!(7.5), &json!("4"), &json!(variant.parse::<u64>().unwrap()), &json!(1)),
        "{made}"
    );
    let id = made["id"].as_u64().unwrap();
    assert!(charge(&service, a, Queued, D).contains(id));
    let path = format!("/subscriptions/{id}");
    let body = json!({"order_interval_unit": "month", "order_interval_frequency": "1", "charge_interval_frequency": "1", "price": 8});
    let changed = done(&service, "PUT", &path, body);
    assert_eq!(
        (
            &changed["subscription"]["order_interval_unit"],
            &changed["subscription"]["charge_interval_frequency"],
            &changed["subscription"]["price"]
        ),
        (&json!("month"), &json!("1"), &json!(8))
    );
    let swapped =
        done(&service, "PUT", &path, json!({"shopify_variant_id": variant, "use_shopify_variant_defaults": true}));
    assert_eq!(swapped["subscription"]["price"], 14.9);
    let (status, refused) = send(&service, "PUT", &path, json!({"shopify_variant_id": "5"}));
    assert_eq!((status, refused), (422, json!({"errors": {"shopify_variant_id": ["Not found"]}})));
    let (status, refused) = send(&service, "PUT", &path, json!({"order_interval_unit": "week"}));
    assert!(status == 422 && refused["errors"]["charge_interval_unit_type"].is_string());

    let (status, refused) = send(&service, "POST", &format!("{path}/cancel"), json!({}));
    assert!(status == 422 && refused["errors"]["cancellation_reason"].is_array());
    let cancelled =
        done(&service, "POST", &format!("{path}/cancel"), json!({"cancellation_reason": "R", "send_email": false}));
    assert_eq!(
        (
            &cancelled["subscription"]["status"],
            &cancelled["subscription"]["next_charge_scheduled_at"],
            &cancelled["subscription"]["has_queued_charges"]
        ),
        (&json!("CANCELLED"), &Value::Null, &json!(0))
    );
    let active = done(&service, "POST", &format!("{path}/activate"), Value::Null);
    assert_eq!(active["subscription"]["status"], "ACTIVE");
    let (status, refused) = send(&service, "POST", &format!("{path}/activate"), Value::Null);
    assert_eq!((status, refused), (422, json!({"errors": {"subscription": ["item already set to active"]}})));
    let to = *service.state().addresses.keys().find(|id| **id != address).unwrap();
    let moved = done(
        &service,
        "POST",
        &format!("{path}/change_address"),
        json!({"address_id": to.to_string(), "next_charge_scheduled_at": "2026-12-20T00:00:00"}),
    );
    assert_eq!(moved["subscription"]["address_id"], to);
    charge(&service, id, Queued, "2026-12-20");
    assert_eq!(send(&service, "DELETE", &path, json!({"send_email": false})).0, 204);
}

#[test]
fn an_address_is_made_and_changed_with_the_countrys_name_and_the_carts_note() {
    let service = shop();
    let owner = *service.state().customers.keys().next().unwrap();
    let path = format!("/customers/{owner}/addresses");
    let mut body = json!({"address1": "Rue 1", "city": "Paris", "zip": "75001", "province": "Paris", "country": "France",
        "first_name": "A", "last_name": "B", "phone": "", "cart_note": "Bell"});
    let (status, answer) = send(&service, "POST", &path, body.clone());
    assert_eq!(
        (status, &answer["address"]["country"], &answer["address"]["cart_note"], &answer["address"]["customer_id"]),
        (201, &json!("France"), &json!("Bell"), &json!(owner))
    );
    let id = answer["address"]["id"].as_u64().unwrap();
    assert_eq!(service.state().addresses[&id].postal.country_code.as_deref(), Some("FR"));
    let changed = done(
        &service,
        "PUT",
        &format!("/addresses/{id}"),
        json!({"country": "united kingdom", "zip": "N1", "country_code": "DE", "cart_note": null}),
    );
    assert_eq!(
        (&changed["address"]["country"], &changed["address"]["cart_note"]),
        (&json!("United Kingdom"), &Value::Null)
    );
    for (wrong, errors) in [
        (json!({"country": "Atlantis"}), json!({"country": ["Not a valid country."]})),
        (json!({"country": "DE"}), json!({"country": ["Not a valid country."]})),
        (json!({"country": null}), json!({"country": ["Field may not be null."]})),
        (json!({"country": "France"}), json!({"zip": ["Is required when country changes."]})),
        (json!({"address1": null}), json!({"address1": ["Field may not be null."]})),
    ] {
        let refused = send(&service, "PUT", &format!("/addresses/{id}"), wrong.clone());
        assert_eq!(refused, (422, json!({"errors": errors})), "{wrong}");
    }
    body.as_object_mut().unwrap().remove("country");
    let (status, refused) = send(&service, "POST", &path, body);
    assert_eq!((status, &refused["errors"]["_schema"][0]), (422, &json!("country are required fields.")));
    assert_eq!(send(&service, "DELETE", &format!("/addresses/{id}"), Value::Null).0, 204);
    let first = *service.state().addresses.keys().next().unwrap();
    let (status, refused) = send(&service, "DELETE", &format!("/addresses/{first}"), Value::Null);
    assert_eq!((status, refused), (422, json!({"errors": {"subscriptions": ["Address has active subscriptions"]}})));
}

#[test]
fn a_customer_is_made_and_changed_with_the_shops_id() {
    let service = shop();
    let body = json!({"email": "new@example.com", "first_name": "N", "last_name": "E", "shopify_customer_id": "7001",
        "billing_address1": "Weg 1", "billing_country": "Germany"});
    let (status, answer) = send(&service, "POST", "/customers", body);
    let made = &answer["customer"];
    assert_eq!((status, &made["shopify_customer_id"], &made["status"]), (201, &json!("7001"), &json!("INACTIVE")));
    let path = format!("/customers/{}", made["id"]);
    let changed = done(&service, "PUT", &path, json!({"first_name": "M", "shopify_customer_id": 7002}));
    assert_eq!(
        (&changed["customer"]["first_name"], &changed["customer"]["shopify_customer_id"]),
        (&json!("M"), &json!("7002"))
    );
    assert_eq!(send(&service, "PUT", &path, json!({"billing_city": "Bonn"})).0, 501, "better said than forgotten");
    let (status, refused) = send(&service, "PUT", &path, json!({"email": "a@example.com"}));
    assert_eq!((status, refused), (422, json!({"errors": {"email": "email already exists on store"}})));
}

#[test]
fn a_onetime_is_made_by_each_of_its_paths() {
    let service = shop();
    let ([a, _], cup) = items(&service);
    let state = service.state();
    let (address, variant) =
        (state.subscriptions[&a].address_id, state.onetimes[&cup].product.external_variant_id.clone().unwrap());
    let body = json!({"address_id": address, "next_charge_scheduled_at": format!("{D}T00:00:00"), "shopify_variant_id": variant.parse::<u64>().unwrap(), "quantity": 1, "price": 5});
    for path in
        ["/onetimes".to_owned(), format!("/onetimes/address/{address}"), format!("/addresses/{address}/onetimes")]
    {
        let (status, answer) = send(&service, "POST", &path, body.clone());
        assert_eq!(
            (status, &answer["onetime"]["price"], &answer["onetime"]["status"]),
            (201, &json!(5), &json!("ONETIME")),
            "{path}"
        );
        let id = answer["onetime"]["id"].as_u64().unwrap();
        assert!(charge(&service, a, Queued, D).contains(id));
        let changed = done(&service, "PUT", &format!("/onetimes/{id}"), json!({"quantity": 2}));
        assert_eq!(changed["onetime"]["quantity"], 2);
        assert_eq!(send(&service, "DELETE", &format!("/onetimes/{id}"), Value::Null).0, 204);
    }
}

#[test]
fn an_order_is_moved_delayed_and_copied() {
    let service = shop();
    let state = service.state();
    let queued = state.orders.values().find(|it| it.status == OrderStatus::Queued).unwrap().id;
    let path = format!("/orders/{queued}/change_date");
    for body in [json!({"scheduled_at": "2026-12-15T00:00:00"}), json!({"shipping_date": "2026-12-15"})] {
        let moved = done(&service, "POST", &path, body);
        assert_eq!(
            (&moved["order"]["scheduled_at"], &moved["order"]["shipping_date"]),
            (&json!("2026-12-15T00:00:00"), &json!("2026-12-15T00:00:00"))
        );
    }
    let (status, refused) = send(&service, "POST", &path, json!({}));
    assert_eq!((status, refused), (422, json!({"errors": {"scheduled_at": ["Missing data for required field."]}})));
    let (status, _) = send(&service, "POST", &path, json!({"scheduled_at": "2020-01-01"}));
    assert_eq!(status, 422);
    let delayed = done(&service, "POST", &format!("/orders/{queued}/delay"), Value::Null);
    assert_eq!(delayed["order"]["scheduled_at"], "2027-01-15T00:00:00");
    let body = json!({"shipping_address": {"address1": "Rue 2", "country": "France"}});
    let changed = done(&service, "PUT", &format!("/orders/{queued}"), body);
    assert_eq!(changed["order"]["shipping_address"]["country"], "France");
    let (status, refused) =
        send(&service, "PUT", &format!("/orders/{queued}"), json!({"shipping_address": {"country": "Atlantis"}}));
    assert_eq!(
        (status, refused),
        (422, json!({"errors": {"shipping_address": {"country": ["Not a valid country."]}}}))
    );

    let sent = state.orders.values().find(|it| it.status == OrderStatus::Success).unwrap().clone();
    let clone = format!("/orders/clone_order_on_success_charge/{}/charge/{}", sent.id, sent.charge_id);
    let copy = done(&service, "POST", &clone, json!({"scheduled_at": "2026-12-15T00:00:00"}));
    assert_eq!((&copy["order"]["status"], &copy["order"]["charge_id"]), (&json!("QUEUED"), &json!(sent.charge_id)));
    let wrong = format!("/orders/clone_order_on_success_charge/{}/charge/5", sent.id);
    assert_eq!(send(&service, "POST", &wrong, json!({"scheduled_at": "2026-12-15"})).0, 404);
    assert_eq!(send(&service, "PUT", &format!("/orders/{queued}/update_shopify_variant/5"), json!({})).0, 501);
}

#[test]
fn subscriptions_are_written_in_bulk_whole_or_not_at_all() {
    let service = shop();
    let ([a, b], _) = items(&service);
    let state = service.state();
    let (address, variant) =
        (state.subscriptions[&a].address_id, state.subscriptions[&a].product.external_variant_id.clone().unwrap());
    let path = format!("/addresses/{address}/subscriptions-bulk");
    let new = json!({"shopify_variant_id": variant, "quantity": 1, "next_charge_scheduled_at": D, "order_interval_unit": "week",
        "order_interval_frequency": "4", "charge_interval_frequency": "4"});
    let made = done(&service, "POST", &path, json!({"subscriptions": [new, new], "commit_update": true}));
    let made: Vec<Id> = made["subscriptions"].as_array().unwrap().iter().map(|it| it["id"].as_u64().unwrap()).collect();
    assert_eq!(made.len(), 2);
    assert!(made.iter().all(|id| charge(&service, a, Queued, D).contains(*id)));
    let body = json!({"subscriptions": [{"id": a, "quantity": 2}, {"id": b, "quantity": 3, "force_update": true}]});
    let changed = done(&service, "PUT", &path, body);
    assert_eq!(
        (&changed["subscriptions"][0]["quantity"], &changed["subscriptions"][1]["status"]),
        (&json!(2), &json!("ACTIVE"))
    );
    let before = service.state();
    for wrong in [
        json!({}),
        json!({"subscriptions": []}),
        json!({"subscriptions": vec![json!({"id": a, "quantity": 5}); 21]}),
        json!({"subscriptions": [{"id": a, "quantity": 5}, {"id": 5}]}),
        json!({"subscriptions": [{"id": a, "quantity": 5}, {"id": b, "quantity": 0}]}),
        json!({"subscriptions": [a]}),
    ] {
        assert_eq!(send(&service, "PUT", &path, wrong.clone()).0, 422, "{wrong}");
    }
    assert_eq!(service.state(), before);
    assert_eq!(send(&service, "PUT", "/addresses/5/subscriptions-bulk", json!({"subscriptions": [{"id": a}]})).0, 404);
    let delete =
        json!({"subscriptions": made.iter().map(|id| json!({"id": id})).collect::<Vec<Value>>(), "send_email": false});
    assert_eq!(send(&service, "DELETE", &path, delete).0, 204);
    assert!(made.iter().all(|id| !service.state().subscriptions.contains_key(id)));
}

#[test]
fn what_2021_11_writes_2021_01_shows_and_the_other_way_round() {
    let service = shop();
    let ([a, b], _) = items(&service);
    let id = charge(&service, a, Queued, D).id;
    done(&service, "POST", &format!("/charges/{id}/skip"), json!({"subscription_id": a}));
    let path = format!("/charges/{}/unskip", charge(&service, a, Skipped, D).id);
    let body = json!({"purchase_item_ids": [a]}).to_string();
    let pinned = Request {
        method: "POST",
        path: &path,
        query: "",
        token: Some(TOKEN),
        version: Some("2021-11"),
        body: body.as_bytes(),
    };
    let reply = service.reply(&pinned, Instant::now());
    assert_eq!((reply.answer.status, reply.version), (200, Version::V2021_11));
    let shown = get(&service, &format!("/charges?subscription_id={a}&date={D}"));
    let items: Vec<&Value> =
        shown["charges"][0]["line_items"].as_array().unwrap().iter().map(|it| &it["subscription_id"]).collect();
    assert!(items.contains(&&json!(a)) && items.contains(&&json!(b)));
}

#[test]
fn what_only_2021_11_writes_is_not_done() {
    let service = shop();
    let before = service.state();
    for (method, path) in [
        ("POST", "/addresses"),
        ("POST", "/addresses/merge"),
        ("POST", "/orders/1/clone"),
        ("PUT", "/payment_methods/1"),
    ] {
        let (status, body) = send(&service, method, path, json!({}));
        assert_eq!((status, body["error"].is_string()), (501, true), "{method} {path}");
    }
    assert_eq!(service.state(), before);
}

#[test]
fn unknowns_and_scopes_hold_in_2021_01_as_well() {
    let service = shop();
    let ([a, _], _) = items(&service);
    service.edit(|state| {
        state.unknowns =
            Unknowns { error_shape: crate::recharge_sandbox::unknowns::ErrorShape::List, ..Unknowns::default() };
        state.tokens[0].scopes = vec!["read_orders".to_owned()];
    });
    let (status, body) =
        send(&service, "POST", &format!("/subscriptions/{a}/cancel"), json!({"cancellation_reason": "R"}));
    assert!(status == 403 && body["errors"].is_array(), "{body}");
    assert_eq!(send(&service, "GET", "/subscriptions/count", Value::Null).0, 403);
    assert_eq!(send(&service, "GET", "/orders/count", Value::Null).0, 200);
    let (status, body) = send(&service, "GET", "/store", Value::Null);
    assert!(status == 501 && body["errors"].is_array(), "{body}");
}
