//! Lists, filters, pages, counts and what hangs below a customer.

use super::*;

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
