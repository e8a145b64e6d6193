//! Another Recharge than the demo's: a shop of this test's own, and a server that is not our local Recharge at all.

use crate::support::{Place, Scripted, Server, json_body, status};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use host_harness::recharge_sandbox::State;
use serde_json::{Value, json};

const TOKEN: &str = "sk_test_1x1_bb00a1";

/// A shop that has nothing in common with the demo's.
const TEA_SHOP: &str = r#"
[store]
id = 77
name = "Leaf & Cup"
email = "owner@leaf.example"
currency = "GBP"
time_zone = "Europe/London"
identifier = "leaf-and-cup.myshopify.com"

[[tokens]]
token = "sk_test_1x1_bb00a1"
name = "Desk"
scopes = ["read_customers", "read_subscriptions", "read_orders", "read_store", "write_subscriptions"]

[[products]]
key = "oolong"
title = "Oolong"
price = "18.25"

[[customers]]
email = "wei.chen@example.org"
first_name = "Wei"
last_name = "Chen"

[[customers.addresses]]
address1 = "1 Pump Court"
city = "London"
zip = "EC4Y 7AB"
country_code = "GB"

[[customers.addresses.subscriptions]]
product = "oolong"
every = "2 weeks"
next = "2026-12-03"
quantity = 3
"#;

fn tea_shop() -> Server {
    let now = crate::support::NOW.parse().unwrap();
    Server::sandbox(State::from_world(TEA_SHOP, "tea.toml", now).unwrap())
}

#[track_caller]
fn shows_the_tea(widget: &Value) {
    assert_eq!((&widget["presence"], &widget["complete"]), (&json!("full"), &json!(true)), "{widget}");
    let customer = &widget["customers"][0];
    assert_eq!(customer["name"], "Wei Chen");
    let link = customer["link"]["url"].as_str().unwrap();
    assert!(link.starts_with("https://leaf-and-cup-sp.admin.rechargeapps.com/merchant/customers/"), "{link}");
    let line = &customer["subscriptions"][0];
    assert_eq!((&line["product"], &line["quantity"]), (&json!("Oolong"), &json!(3)));
    assert_eq!(line["price"]["amount"], "18.25");
    assert_eq!(line["price"]["currency"], "GBP");
    assert_eq!(line["next_charge"]["iso"], "2026-12-03", "a plain date is never shifted");
    assert!(widget["as_of"]["iso"].as_str().unwrap().starts_with("2026-11-22T09:00:00"), "{}", widget["as_of"]);
}

#[test]
fn another_shop_is_shown_with_a_token_from_the_environment() {
    let shop = tea_shop();
    let place = Place::new();
    let call = place.widget_at(&shop.url, TOKEN, "wei.chen@example.org");
    shows_the_tea(&call.result()["widget"]);
    let shown = call.clone().with(&["--locale", "de"]).shown();
    assert!(shown.contains("Wei Chen") && shown.contains("03.12.2026") && shown.contains("18,25"), "{shown}");
    assert!(!place.sandbox().exists(), "no local Recharge is made when another one is named");
    assert!(!place.secrets().exists(), "a token of the environment is not kept");
    place.intact_records();
}

#[test]
fn another_shop_is_shown_with_a_token_that_was_connected() {
    let shop = tea_shop();
    let place = Place::new();
    let connected = place.call(&["connect", "--recharge-url", &shop.url]).stdin(TOKEN).result();
    assert_eq!(connected["check"]["store"]["name"], "Leaf & Cup");
    assert_eq!(connected["check"]["store"]["id"], 77);
    let call = place.call(&["widget", "--email", "Wei.Chen@example.org", "--recharge-url", &shop.url]);
    shows_the_tea(&call.result()["widget"]);
    let variable = place.call(&["widget", "--email", "wei.chen@example.org"]).env("ARMINCX_RECHARGE_URL", &shop.url);
    shows_the_tea(&variable.result()["widget"]);
    let slash = place.call(&["widget", "--email", "wei.chen@example.org", "--recharge-url", &format!("{}/", shop.url)]);
    shows_the_tea(&slash.result()["widget"]);
}

/// The least that can be called an answer of Recharge: few fields, null for lists, fields that nobody knows.
fn bare(request: &Request) -> Response {
    let known = request.headers().get("x-recharge-access-token").is_some_and(|value| value == TOKEN);
    let version = request.headers().get("x-recharge-version").is_some_and(|value| value == "2021-11");
    if !known || !version || request.method() != "GET" {
        return status(401, r#"{"error":"bad authentication"}"#);
    }
    let query = request.uri().query().unwrap_or_default();
    match request.uri().path() {
        "/customers" if query.contains("ada%40example.net") || query.contains("ada@example.net") => json_body(&json!({
            "customers": [{"id": 9007199254740993_u64, "email": "ada@example.net", "mood": {"today": ["fine"]}}],
            "previous_cursor": null, "next_cursor": null,
        })),
        "/customers" => json_body(&json!({"customers": null})),
        "/subscriptions" => json_body(&json!({"subscriptions": [
            {"id": 7, "customer_id": 9007199254740993_u64, "status": "active", "product_title": "Ink", "sku": null,
             "properties": null, "next_charge_scheduled_at": "2026-12-31", "shade": "blue"},
            {"id": 8, "customer_id": 9007199254740993_u64, "status": "cancelled", "product_title": "Paper",
             "next_charge_scheduled_at": null},
        ], "surprise": true})),
        "/charges" => json_body(&json!({"charges": null})),
        "/addresses" => json_body(&json!({"addresses": null})),
        "/orders" => json_body(&json!({"orders": null})),
        "/token_information" => json_body(&json!({"token_information": {"name": "T", "scopes": null, "client": null}})),
        "/store" => json_body(&json!({"store": {"id": 1, "name": "Inks"}})),
        _ => status(404, r#"{"errors":"Not Found"}"#),
    }
}

#[test]
fn a_server_that_says_the_least_is_understood() {
    let server = Scripted::new(bare);
    let place = Place::new();
    let call = place.widget_at(server.url(), TOKEN, "ada@example.net");
    let widget = call.result()["widget"].take();
    assert_eq!(widget["presence"], "full", "{widget}");
    let customer = &widget["customers"][0];
    assert_eq!(customer["id"], 9_007_199_254_740_993_u64, "ids are integers, beyond what a float can hold");
    let titles = |field: &str| -> Vec<Value> {
        customer[field].as_array().unwrap().iter().map(|line| line["product"].clone()).collect()
    };
    assert_eq!((titles("subscriptions"), titles("former")), (vec![json!("Ink")], vec![json!("Paper")]));
    assert_eq!(customer["subscriptions"][0]["next_charge"]["iso"], "2026-12-31");
    assert!(server.asked().iter().all(|request| request.starts_with("GET ")), "{:?}", server.asked());
    for shown in [call.shown(), call.clone().with(&["--locale", "de"]).shown()] {
        assert!(shown.contains("Ink") && shown.contains("Paper"), "{shown}");
    }
    let nobody = place.widget_at(server.url(), TOKEN, "nobody@example.net").result();
    assert_eq!(nobody["widget"]["presence"], "absent");
}

#[test]
fn a_token_without_known_scopes_is_kept_with_a_warning() {
    let server = Scripted::new(bare);
    let place = Place::new();
    let connected = place.call(&["connect", "--recharge-url", server.url()]).stdin(TOKEN).result();
    let check = &connected["check"];
    assert_eq!((&check["store"]["name"], &check["token_name"]), (&json!("Inks"), &json!("T")));
    place.call(&["widget", "--email", "ada@example.net", "--recharge-url", server.url()]).result();
}

#[test]
fn a_recharge_that_fails_in_part_gives_a_widget_that_says_what_is_missing() {
    let server = Scripted::new(|request: &Request| match request.uri().path() {
        "/charges" => status(500, "{}"),
        "/addresses" => ([("content-type", "text/html")], "<html>").into_response(),
        _ => bare(request),
    });
    let place = Place::new();
    let widget = place.widget_at(server.url(), TOKEN, "ada@example.net").result()["widget"].take();
    assert_eq!((&widget["presence"], &widget["complete"]), (&json!("full"), &json!(false)), "{widget}");
    let notices = widget["notices"].to_string();
    assert!(notices.contains("charges could not be read"), "{notices}");
    assert_eq!(widget["customers"][0]["subscriptions"][0]["product"], "Ink");
    for action in widget["customers"][0]["subscriptions"][0]["actions"].as_array().unwrap() {
        assert!(action["action"] == "open" || action["possible"] == false, "nothing is offered blindly: {action}");
    }
}
