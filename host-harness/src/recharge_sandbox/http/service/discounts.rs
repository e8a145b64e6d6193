//! Discounts on charges and addresses, and what a shop sells, through the same door that a client uses.

use serde_json::{Value, json};

use super::*;
use crate::recharge_sandbox::CommitLag;
use crate::recharge_sandbox::model::{Charge, ChargeStatus};
use crate::recharge_sandbox::unknowns::SecondWrite;

const TOKEN: &str = "sk_test_1x1_discounts";

/// Two subscriptions on one charge of 19.00 with 3.90 of shipping and one of 9.50 five days later, all at one address; and
/// an address with a discount of its own.
const WORLD: &str = r#"
[store]
name = "S"
email = "o@example.com"
currency = "EUR"
time_zone = "Europe/Berlin"
identifier = "s.myshopify.com"
shipping = { title = "Standard", price = "3.90" }
[[tokens]]
token = "sk_test_1x1_discounts"
name = "T"
scopes = ["read_customers", "write_customers", "read_subscriptions", "write_subscriptions", "read_orders", "write_orders",
  "write_payments", "write_payment_methods", "read_payment_methods", "read_discounts", "write_discounts",
  "read_products", "read_batches", "read_accounts", "read_events"]
[[tokens]]
token = "sk_test_1x1_less"
name = "L"
scopes = ["read_orders", "read_customers"]
[[products]]
key = "tea"
title = "Tea"
variant = "100 g"
sku = "TEA"
price = "9.50"
grams = 120
image = "https://cdn.example.com/tea_{size}.jpg"
[[products]]
key = "cup"
title = "Cup"
price = "18.00"
[[discounts]]
code = "STAY10"
value = "10.00"
type = "percentage"
[[discounts]]
code = "FIVE"
value = "5.00"
type = "fixed_amount"
[[discounts]]
code = "HUGE"
value = "500.00"
type = "fixed_amount"
[[customers]]
email = "a@example.com"
first_name = "A"
last_name = "B"
[[customers.addresses]]
address1 = "Weg 1"
[[customers.addresses.subscriptions]]
product = "tea"
every = "4 weeks"
next = "+9d"
past_charges = 1
[[customers.addresses.subscriptions]]
key = "second"
product = "tea"
every = "4 weeks"
next = "+9d"
[[customers.addresses.subscriptions]]
key = "later"
product = "tea"
every = "4 weeks"
next = "+14d"
[[customers]]
email = "b@example.com"
first_name = "C"
last_name = "D"
[[customers.addresses]]
address1 = "Weg 2"
discount = "FIVE"
[[customers.addresses.subscriptions]]
product = "tea"
every = "4 weeks"
next = "+9d"
past_charges = 1
"#;

fn shop() -> Service {
    with_lag(CommitLag::AfterRequests(0))
}

fn with_lag(commit_lag: CommitLag) -> Service {
    let state = State::from_world(WORLD, "world.toml", "2026-11-22T09:00:00Z".parse().unwrap()).unwrap();
    Service::new(state, SandboxOptions { commit_lag, ..SandboxOptions::default() })
}

fn send_as(service: &Service, token: &str, version: &str, method: &str, target: &str, body: &Value) -> (u16, Value) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let request = Request { method, path, query, token: Some(token), version: Some(version), body: &body };
    let reply = service.reply(&request, Instant::now());
    assert_eq!(service.violations(), [], "{method} {target}");
    (reply.answer.status, serde_json::from_slice(&reply.answer.body).unwrap_or(Value::Null))
}

fn send(service: &Service, method: &str, target: &str, body: Value) -> (u16, Value) {
    send_as(service, TOKEN, "2021-11", method, target, &body)
}

fn get(service: &Service, target: &str) -> Value {
    let (status, body) = send(service, "GET", target, Value::Null);
    assert_eq!(status, 200, "{target}: {body}");
    body
}

/// The queued charges of the first customer, the earliest first.
fn queued(service: &Service) -> Vec<Charge> {
    let state = service.state();
    let first = *state.customers.keys().next().unwrap();
    let mut charges: Vec<Charge> =
        state.charges.values().filter(|it| it.customer_id == first && it.is_queued()).cloned().collect();
    charges.sort_by_key(|charge| charge.scheduled_at);
    charges
}

/// What a charge's body says about money: subtotal, what is taken off, price; and the codes.
fn money(body: &Value) -> (String, String, String, Vec<String>) {
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    let codes = body["discounts"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap().to_owned());
    (text("subtotal_price"), text("total_discounts"), text("total_price"), codes.collect())
}

fn sums(subtotal: &str, off: &str, price: &str, codes: &[&str]) -> (String, String, String, Vec<String>) {
    let codes = codes.iter().map(|code| (*code).to_owned()).collect();
    (subtotal.to_owned(), off.to_owned(), price.to_owned(), codes)
}

fn id_of(service: &Service, code: &str) -> Id {
    service.state().discount_of_code(code).unwrap().id
}

fn charge_body(service: &Service, id: Id) -> Value {
    get(service, &format!("/charges/{id}"))["charge"].clone()
}

#[test]
fn the_shops_discounts_are_listed_filtered_and_read_with_their_scope() {
    let service = shop();
    let codes = |target: &str| -> Vec<String> {
        let list = get(&service, target);
        list["discounts"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes("/discounts"), ["HUGE", "FIVE", "STAY10"]);
    assert_eq!(codes("/discounts?discount_code=FIVE"), ["FIVE"]);
    assert_eq!(codes("/discounts?discount_type=percentage&status=enabled"), ["STAY10"]);
    assert_eq!(codes("/discounts?status=disabled"), Vec::<String>::new());
    assert_eq!(codes(&format!("/discounts?ids={}", id_of(&service, "HUGE"))), ["HUGE"]);
    let one = get(&service, &format!("/discounts/{}", id_of(&service, "STAY10")));
    assert_eq!((&one["discount"]["value"], &one["discount"]["value_type"]), (&json!("10.00"), &json!("percentage")));
    for (target, status) in [("/discounts/5", 404), ("/discounts/x", 404), ("/discounts?status=gone", 422)] {
        assert_eq!(send(&service, "GET", target, Value::Null).0, status, "{target}");
    }
    assert_eq!(send_as(&service, "sk_test_1x1_less", "2021-11", "GET", "/discounts", &Value::Null).0, 403);
    for method in ["POST", "PUT", "DELETE"] {
        let (status, body) = send(&service, method, "/discounts/5", json!({}));
        assert_eq!((status, body), (501, json!({"error": "the sandbox does not do changes of discounts"})));
    }
}

#[test]
fn a_discount_of_one_charge_is_taken_off_its_items_and_is_lost_when_the_charge_is_made_anew() {
    let service = shop();
    let [first, later] = queued(&service).try_into().unwrap();
    let apply = format!("/charges/{}/apply_discount", first.id);
    let (status, answer) = send(&service, "POST", &apply, json!({"discount_code": "STAY10"}));
    assert_eq!((status, money(&answer["charge"])), (200, sums("19.00", "1.90", "21.00", &["STAY10"])));
    assert_eq!(answer["charge"]["discounts"][0]["value"], json!(10));
    assert!(!service.state().is_uncommitted(first.address_id), "nothing waits for regeneration");
    assert_eq!(money(&charge_body(&service, later.id)), sums("9.50", "0.00", "13.40", &[]));
    let (status, _) = send(&service, "POST", &apply, json!({"discount_code": "FIVE"}));
    assert_eq!(status, 422, "a charge takes one");

    // By code and by id.
    for filter in ["discount_code=STAY10".to_owned(), format!("discount_id={}", id_of(&service, "STAY10"))] {
        let found = get(&service, &format!("/charges?{filter}"));
        assert_eq!((found["charges"].as_array().unwrap().len(), &found["charges"][0]["id"]), (1, &json!(first.id)));
    }
    assert_eq!(send(&service, "GET", "/charges?discount_id=x", Value::Null).0, 422);

    // In 2021-01 the same charge says it in other words.
    let target = format!("/charges/{}", first.id);
    let (_, old) = send_as(&service, TOKEN, "2021-01", "GET", &target, &Value::Null);
    let old = &old["charge"];
    assert_eq!((&old["total_discounts"], &old["total_price"]), (&json!("1.90"), &json!("21.00")));
    assert_eq!(
        old["discount_codes"],
        json!([{"amount": 10, "code": "STAY10", "recharge_discount_id": id_of(&service, "STAY10"), "type": "percentage", "value": 10}])
    );

    let subscription = first.line_items[0].purchase_item_id;
    send(&service, "PUT", &format!("/subscriptions/{subscription}"), json!({"quantity": 2}));
    assert_eq!(money(&charge_body(&service, first.id)), sums("28.50", "0.00", "32.40", &[]));
}

#[test]
fn a_discount_by_id_is_capped_by_the_items_and_can_be_removed() {
    let service = shop();
    let charge = queued(&service)[0].id;
    let apply = format!("/charges/{charge}/apply_discount");
    // Where both are named, the id counts; clients send it as text, too.
    let body = json!({"discount_id": id_of(&service, "HUGE").to_string(), "discount_code": "STAY10"});
    let (status, answer) = send(&service, "POST", &apply, body);
    assert_eq!((status, money(&answer["charge"])), (200, sums("19.00", "19.00", "3.90", &["HUGE"])));
    let remove = format!("/charges/{charge}/remove_discount");
    let (status, answer) = send(&service, "POST", &remove, Value::Null);
    assert_eq!((status, money(&answer["charge"])), (200, sums("19.00", "0.00", "22.90", &[])));
    assert_eq!(send(&service, "POST", &remove, Value::Null).0, 200);
    let events = get(&service, &format!("/events?object_type=charge&object_id={charge}&verbs=updated"));
    assert_eq!(events["events"].as_array().unwrap().len(), 2, "a removal without effect is none");
    let names: Vec<&Value> =
        events["events"][0]["updated_attributes"].as_array().unwrap().iter().map(|it| &it["attribute"]).collect();
    assert_eq!(names, [&json!("discounts"), &json!("total_discounts"), &json!("total_price")]);
}

#[test]
fn what_names_no_discount_or_is_not_queued_changes_nothing() {
    let service = shop();
    let charge = queued(&service)[0].id;
    let paid = service.state().charges.values().find(|it| it.status == ChargeStatus::Success).unwrap().id;
    let before = service.state();
    let apply = |id: Id| format!("/charges/{id}/apply_discount");
    for (target, body, status, field) in [
        (apply(charge), json!({}), 422, "discount_code"),
        (apply(charge), json!({"discount_code": "NONE"}), 422, "discount_code"),
        (apply(charge), json!({"discount_code": 5}), 422, "discount_code"),
        (apply(charge), json!({"discount_id": 5}), 422, "discount_id"),
        (apply(paid), json!({"discount_code": "FIVE"}), 422, ""),
        (format!("/charges/{paid}/remove_discount"), json!({}), 422, ""),
        (apply(5), json!({"discount_code": "FIVE"}), 404, ""),
    ] {
        let (answered, answer) = send(&service, "POST", &target, body);
        assert_eq!(answered, status, "{target}: {answer}");
        assert!(field.is_empty() || answer["errors"][field].is_array(), "{target}: {answer}");
    }
    let (status, _) =
        send_as(&service, "sk_test_1x1_less", "2021-11", "POST", &apply(charge), &json!({"discount_code": "FIVE"}));
    assert_eq!(status, 403);
    assert_eq!(service.state(), before);
}

#[test]
fn an_addresss_discount_is_on_each_of_its_queued_charges_and_on_the_orders_they_make() {
    let service = shop();
    let [first, later] = queued(&service).try_into().unwrap();
    let address = format!("/addresses/{}", first.address_id);
    // Only the first of several is applied.
    let wanted = json!({"discounts": [{"code": "STAY10"}, {"code": "FIVE"}]});
    let (status, answer) = send(&service, "PUT", &address, wanted);
    let discounts = &answer["address"]["discounts"];
    assert_eq!((status, discounts.as_array().unwrap().len(), &discounts[0]["code"]), (200, 1, &json!("STAY10")));
    assert_eq!(money(&charge_body(&service, first.id)), sums("19.00", "1.90", "21.00", &["STAY10"]));
    assert_eq!(money(&charge_body(&service, later.id)), sums("9.50", "0.95", "12.45", &["STAY10"]));
    let (status, _) =
        send(&service, "POST", &format!("/charges/{}/apply_discount", first.id), json!({"discount_code": "FIVE"}));
    assert_eq!(status, 422, "its address has one");

    // Off one charge alone, until that is made anew.
    send(&service, "POST", &format!("/charges/{}/remove_discount", first.id), Value::Null);
    assert_eq!(money(&charge_body(&service, first.id)).1, "0.00");
    assert_eq!(money(&charge_body(&service, later.id)).1, "0.95");
    send(&service, "PUT", &address, json!({"address1": "Weg 3"}));
    assert_eq!(money(&charge_body(&service, first.id)).1, "1.90");

    let found = get(&service, "/addresses?discount_code=STAY10");
    assert_eq!(found["addresses"].as_array().unwrap().len(), 1);
    let schedule = get(&service, &format!("/customers/{}/delivery_schedule", first.customer_id));
    let offs: Vec<&Value> = schedule["deliveries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|delivery| &delivery["orders"][0]["total_discounts"])
        .take(3)
        .collect();
    assert_eq!(offs, [&json!("1.90"), &json!("0.95"), &json!("1.90")], "what is promised has it as well");

    let (status, answer) = send(&service, "POST", &format!("/charges/{}/process", first.id), Value::Null);
    assert_eq!((status, money(&answer["charge"])), (200, sums("19.00", "1.90", "21.00", &["STAY10"])));
    let orders = get(&service, &format!("/orders?charge_id={}", first.id));
    assert_eq!(money(&orders["orders"][0]), sums("19.00", "1.90", "21.00", &["STAY10"]));
    let (_, old) =
        send_as(&service, TOKEN, "2021-01", "GET", &format!("/orders/{}", orders["orders"][0]["id"]), &Value::Null);
    assert_eq!((&old["order"]["total_discounts"], &old["order"]["total_price"]), (&json!(1.9), &json!(21)));
    assert_eq!(old["order"]["discount_codes"][0]["code"], "STAY10");
    // More than was paid is not given back.
    let refund = format!("/charges/{}/refund", first.id);
    assert_eq!(send(&service, "POST", &refund, json!({"amount": "21.01"})).0, 422);
    assert_eq!(send(&service, "POST", &refund, json!({"amount": "21.00"})).1["charge"]["status"], "refunded");

    let (_, answer) = send(&service, "PUT", &address, json!({"discounts": []}));
    assert_eq!(answer["address"]["discounts"], json!([]));
    assert_eq!(money(&charge_body(&service, later.id)).1, "0.00");
    assert_eq!(money(&charge_body(&service, first.id)).1, "1.90", "what was paid stays paid");
    for (wanted, status) in
        [(json!([{"code": "NONE"}]), 422), (json!([{"id": 5}]), 422), (json!("FIVE"), 422), (json!(null), 200)]
    {
        assert_eq!(send(&service, "PUT", &address, json!({"discounts": wanted})).0, status, "{wanted}");
    }
}

#[test]
fn a_new_address_and_a_worlds_address_have_their_discount() {
    let service = shop();
    let state = service.state();
    let owner = *state.customers.keys().next_back().unwrap();
    let charge = state.charges.values().find(|it| it.customer_id == owner && it.is_queued()).unwrap().id;
    assert_eq!(money(&charge_body(&service, charge)), sums("9.50", "5.00", "8.40", &["FIVE"]));
    let paid = state.charges.values().find(|it| it.customer_id == owner && !it.is_queued()).unwrap().id;
    assert_eq!(money(&charge_body(&service, paid)).1, "0.00");
    let (status, answer) = send(
        &service,
        "POST",
        "/addresses",
        json!({"customer_id": owner, "address1": "Weg 4", "city": "Bonn", "zip": "53111", "country_code": "DE", "province": "NRW",
            "first_name": "A", "last_name": "B", "phone": "", "discounts": [{"id": id_of(&service, "STAY10")}]}),
    );
    assert_eq!((status, &answer["address"]["discounts"][0]["code"]), (201, &json!("STAY10")));
}

#[test]
fn a_discount_on_a_charge_that_waits_for_regeneration_goes_with_it() {
    let service = with_lag(CommitLag::AfterRequests(100));
    service.edit(|state| state.unknowns.second_write = SecondWrite::Accepted);
    let first = queued(&service)[0].clone();
    send(&service, "PUT", &format!("/addresses/{}", first.address_id), json!({"address1": "Weg 9"}));
    assert!(service.state().is_uncommitted(first.address_id));
    let (status, _) =
        send(&service, "POST", &format!("/charges/{}/apply_discount", first.id), json!({"discount_code": "FIVE"}));
    assert_eq!(status, 200);
    service.settle();
    assert_eq!(money(&charge_body(&service, first.id)).1, "0.00");
}

#[test]
fn version_2021_01_puts_a_discount_on_an_address_and_takes_it_off() {
    let service = shop();
    let first = queued(&service)[0].clone();
    let call = |name: &str, body: Value| {
        send_as(&service, TOKEN, "2021-01", "POST", &format!("/addresses/{}/{name}", first.address_id), &body)
    };
    let (status, answer) = call("apply_discount", json!({"discount_code": "FIVE"}));
    assert_eq!((status, &answer["address"]["discount_id"]), (200, &json!(id_of(&service, "FIVE"))));
    assert_eq!(money(&charge_body(&service, first.id)).1, "5.00");
    assert_eq!(call("apply_discount", json!({"discount_code": "STAY10"})).0, 422);
    let (status, answer) = call("remove_discount", Value::Null);
    assert_eq!((status, &answer["address"]["discount_id"]), (200, &Value::Null));
    assert_eq!(money(&charge_body(&service, first.id)).1, "0.00");
    // A field that only 2021-11 has means nothing there.
    let body = json!({"discounts": [{"code": "FIVE"}], "address1": "Weg 8"});
    send_as(&service, TOKEN, "2021-01", "PUT", &format!("/addresses/{}", first.address_id), &body);
    assert_eq!(service.state().addresses[&first.address_id].discount_id, None);
}

#[test]
fn what_is_sold_is_listed_as_products_and_plans() {
    let service = shop();
    let products = get(&service, "/products");
    let tea = &products["products"][0];
    assert_eq!((products["products"].as_array().unwrap().len(), &tea["title"]), (2, &json!("Tea")));
    assert_eq!(
        (
            &tea["variants"][0]["prices"]["unit_price"],
            &tea["variants"][0]["sku"],
            &tea["variants"][0]["dimensions"]["weight"]
        ),
        (&json!("9.50"), &json!("TEA"), &json!(120))
    );
    let id = tea["external_product_id"].as_str().unwrap();
    assert_eq!(&get(&service, &format!("/products/{id}"))["product"], tea);
    assert_eq!(get(&service, &format!("/products?external_product_ids={id}"))["products"], json!([tea]));
    assert_eq!(send(&service, "GET", "/products/5", Value::Null).0, 404);
    // The variant is the one that a subscription is made with.
    let variant = &tea["variants"][0]["external_variant_id"];
    assert_eq!(
        service.state().subscriptions.values().next().unwrap().product.external_variant_id,
        variant.as_str().map(str::to_owned)
    );
    let plans = get(&service, "/plans");
    assert_eq!(plans["plans"].as_array().unwrap().len(), 2);
    assert_eq!(plans["plans"][0]["external_variant_ids"], json!([variant]));
    let same = get(&service, &format!("/plans?ids={}&type=subscription", plans["plans"][1]["id"]));
    assert_eq!(same["plans"], json!([plans["plans"][1]]));
    assert_eq!(get(&service, &format!("/plans?external_product_id={id}"))["plans"], json!([plans["plans"][0]]));
    assert_eq!(get(&service, "/plans?type=prepaid")["plans"], json!([]));
}

#[test]
fn what_such_a_store_never_has_is_an_empty_list_and_what_the_sandbox_does_not_do_says_so() {
    let service = shop();
    for name in ["accounts", "async_batches", "bundle_selections", "collections", "metafields"] {
        let empty = json!({"next_cursor": null, "previous_cursor": null, name: []});
        assert_eq!(get(&service, &format!("/{name}?limit=250")), empty);
        assert_eq!(send(&service, "GET", &format!("/{name}/5"), Value::Null).0, 404, "{name}");
    }
    for name in ["accounts", "async_batches", "bundle_selections", "collections", "products", "plans"] {
        let (status, _) = send_as(&service, "sk_test_1x1_less", "2021-11", "GET", &format!("/{name}"), &Value::Null);
        assert_eq!(status, 403, "{name}");
    }
    service.edit(|state| state.tokens[0].scopes.push("write_free_gifts".to_owned()));
    let charge = queued(&service)[0].id;
    for (method, target, what) in [
        ("POST", format!("/charges/{charge}/add_free_gift"), "free gifts"),
        ("POST", format!("/charges/{charge}/remove_free_gift"), "free gifts"),
        ("POST", "/async_batches".to_owned(), "async batches"),
        ("POST", "/async_batches/5/process".to_owned(), "async batches"),
        ("POST", "/products/7542485900000/plans-bulk".to_owned(), "changes of products and their plans"),
        ("PUT", "/plans/5".to_owned(), "changes of plans"),
        ("DELETE", "/collections/5".to_owned(), "changes of collections"),
        ("POST", "/metafields".to_owned(), "metafields"),
        ("POST", "/bundle_selections".to_owned(), "bundles"),
        ("GET", "/checkouts/abc".to_owned(), "checkouts"),
    ] {
        let (status, body) = send(&service, method, &target, json!({}));
        assert_eq!((status, body), (501, json!({"error": format!("the sandbox does not do {what}")})), "{target}");
    }
}

#[test]
fn payment_methods_include_their_addresses_and_other_lists_are_included_empty() {
    let service = shop();
    let first = queued(&service)[0].clone();
    let found = get(&service, &format!("/payment_methods?customer_id={}&include=addresses", first.customer_id));
    let addresses = found["payment_methods"][0]["include"]["addresses"].as_array().unwrap();
    assert_eq!((addresses.len(), &addresses[0]["id"]), (1, &json!(first.address_id)));
    let plain = get(&service, &format!("/payment_methods?customer_id={}", first.customer_id));
    assert_eq!(plain["payment_methods"][0]["include"], json!({}));
    for (target, key, names) in [
        (format!("/charges/{}", first.id), "charge", &["metafields", "charge_activities"][..]),
        (format!("/addresses/{}", first.address_id), "address", &["charge_activities"]),
        (format!("/customers/{}", first.customer_id), "customer", &["metafields"]),
        (
            format!("/subscriptions/{}", first.line_items[0].purchase_item_id),
            "subscription",
            &["metafields", "charge_activities"],
        ),
    ] {
        let body = get(&service, &format!("{target}?include={}", names.join(",")));
        for name in names {
            assert_eq!(body[key]["include"][name], json!([]), "{target} {name}");
        }
    }
}
