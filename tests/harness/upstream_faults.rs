//! A Recharge that is down, slow, wrong or another server altogether: a clear error in bounded time, and nothing lost.

use crate::support::{Call, HARNESS, LENA, Place, Refusal, Scripted, Server, html, json_body, keeping_quiet, status};
use axum::response::{IntoResponse, Response};
use host_harness::recharge_sandbox::{State, demo};
use serde_json::json;
use std::net::TcpListener;
use std::time::{Duration, Instant};

const TOKEN: &str = "sk_test_1x1_a-token-that-nobody-may-print";

/// The widget must fail like this: after a connection was kept that must stay, with a log that stays whole, and without a
/// word of the token.
#[track_caller]
fn fails(url: &str, exit: i32, code: &str) -> Refusal {
    let place = Place::new();
    let call = place.widget_at(url, TOKEN, LENA);
    let refusal = call.refused(exit, code);
    let told = format!("{refusal:?} {}", place.call(&["audit"]).shown());
    assert!(!told.contains(TOKEN), "{told}");
    assert!(refusal.hint.is_some(), "{refusal:?}");
    assert!(place.intact_records() > 0);
    connect_keeps_nothing(&place, url);
    refusal
}

/// A token that could not be tried is not kept, and the one that was there stays.
#[track_caller]
fn connect_keeps_nothing(place: &Place, url: &str) {
    place.call(&["connect"]).stdin(demo::TOKEN_FULL).result();
    let before = place.kept();
    let ran = place.call(&["connect", "--recharge-url", url]).stdin(TOKEN).run();
    assert!(matches!(ran.code, 1 | 4), "{ran}");
    assert_eq!(place.kept(), before);
}

#[test]
fn a_recharge_that_is_down_is_told_with_its_address() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let refusal = fails(&url, 1, "unavailable");
    refusal.says(&["does not answer", "nothing was changed"]);
    assert!(refusal.causes.join(" ").contains(&url), "{refusal:?}");
}

/// The one test that takes its time: the host's limit for an answer is ten seconds and is not an option.
#[test]
fn a_recharge_that_never_answers_is_given_up_within_the_hosts_limit() {
    let server = keeping_quiet();
    let place = Place::new();
    let began = Instant::now();
    let refusal = place.widget_at(&server.url, TOKEN, LENA).refused_in_json(1, "unavailable");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert!(refusal.causes.join(" ").contains("within 10000 ms"), "{refusal:?}");
    place.intact_records();
}

#[test]
fn a_recharge_that_fails_is_asked_once() {
    let server = Scripted::new(|_| status(500, r#"{"errors":"Internal Server Error"}"#));
    let refusal = Place::new().widget_at(server.url(), TOKEN, LENA).refused_in_json(1, "unavailable");
    assert_eq!(server.hits_of("/customers"), 1, "{:?}", server.asked());
    assert!(refusal.causes.join(" ").contains("500: Internal Server Error"), "{refusal:?}");
    fails(server.url(), 1, "unavailable");
}

#[test]
fn a_gateways_error_is_asked_once_more() {
    let server = Scripted::new(|_| status(503, ""));
    Place::new().widget_at(server.url(), TOKEN, LENA).refused_in_json(1, "unavailable");
    assert_eq!(server.hits_of("/customers"), 2, "{:?}", server.asked());
}

#[test]
fn a_recharge_that_always_wants_a_pause_is_not_asked_for_ever() {
    let server =
        Scripted::new(|_| ([("retry-after", "0")], status(429, r#"{"warning":"too many requests"}"#)).into_response());
    Place::new().widget_at(server.url(), TOKEN, LENA).refused_in_json(1, "rate-limited");
    assert_eq!(server.hits_of("/customers"), 3, "{:?}", server.asked());
    fails(server.url(), 1, "rate-limited").says(&["in a minute"]);
}

#[test]
fn a_long_pause_is_told_and_not_waited_for() {
    let server = Scripted::new(|_| ([("retry-after", "3600")], status(429, "{}")).into_response());
    let refusal = Place::new().widget_at(server.url(), TOKEN, LENA).refused_in_json(1, "rate-limited");
    refusal.says(&["3600"]);
    assert_eq!(server.hits_of("/customers"), 1, "{:?}", server.asked());
}

#[test]
fn what_is_not_recharges_json_is_called_unreadable() {
    let whole = json!({"customers": [{"id": 1, "email": LENA}]}).to_string();
    let bodies =
        [whole[..whole.len() - 3].to_owned(), String::new(), "null".to_owned(), "[]".to_owned(), "{}".to_owned()];
    for body in bodies {
        let server = Scripted::new(move |_| status(200, &body));
        fails(server.url(), 1, "unreadable").says(&["--recharge-url is the address of a Recharge"]);
    }
    let page = Scripted::new(|_| html());
    fails(page.url(), 1, "unreadable");
    let nowhere = Scripted::new(|_| status(404, "<html>not here</html>"));
    fails(nowhere.url(), 1, "unreadable");
}

#[test]
fn an_answer_without_end_is_cut_off() {
    let server = Scripted::new(|_| {
        let endless = futures::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b' '; 65536]));
        Response::new(axum::body::Body::from_stream(endless))
    });
    let refusal = fails(server.url(), 1, "unreadable");
    assert!(refusal.causes.join(" ").contains("larger than 4194304 bytes"), "{refusal:?}");
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Scripted::new(|_| json_body(&json!({"customers": []})));
    let target = format!("{}/customers", elsewhere.url());
    for code in [301, 302, 307, 308] {
        let target = target.clone();
        let server = Scripted::new(move |_| ([("location", target.clone())], status(code, "")).into_response());
        fails(server.url(), 1, "unreadable");
    }
    assert_eq!(elsewhere.hits(), 0, "the token went to another server: {:?}", elsewhere.asked());
}

fn demo_shop() -> Server {
    Server::sandbox(State::from_world(demo::WORLD, "demo/shop.toml", crate::support::NOW.parse().unwrap()).unwrap())
}

#[test]
fn another_recharge_without_a_token_wants_one_first() {
    let server = Scripted::new(|_| json_body(&json!({"customers": []})));
    let place = Place::new();
    let refusal = place.call(&["widget", "--email", LENA, "--recharge-url", server.url()]).refused(4, "not-connected");
    refusal.says(&["not connected", "harness connect", "--recharge-url"]);
    let both = place.call(&["demo", "--recharge-url", server.url()]).refused(4, "not-connected");
    both.says(&["harness connect"]);
    assert_eq!(server.hits(), 0, "nothing is asked without a token: {:?}", server.asked());
}

#[test]
fn a_token_that_recharge_does_not_accept_is_told_so() {
    let shop = demo_shop();
    fails(&shop.url, 4, "unauthorized").says(&["does not accept the token", "harness connect"]);
}

#[test]
fn a_token_that_is_none_is_refused_with_the_variables_name() {
    let shop = demo_shop();
    let place = Place::new();
    let refusal = place.widget_at(&shop.url, "two words", LENA).refused(3, "secret-unavailable");
    refusal.says(&["ARMINCX_SECRET_RECHARGE_TOKEN", "paste the token alone"]);
    assert!(!format!("{refusal:?}").contains("two words"), "{refusal:?}");
}

#[test]
fn a_scope_without_which_there_is_no_widget_is_named() {
    let server = Scripted::new(|_| status(403, r#"{"errors":"forbidden"}"#));
    fails(server.url(), 4, "missing-scopes").says(&["read_customers"]);
}

#[test]
fn a_token_without_orders_shows_what_it_can_and_says_what_is_missing() {
    let shop = demo_shop();
    let place = Place::new();
    let widget = place.widget_at(&shop.url, demo::TOKEN_NO_ORDERS, LENA).result()["widget"].take();
    assert_eq!((&widget["presence"], &widget["complete"]), (&json!("full"), &json!(false)));
    assert!(widget["notices"].to_string().contains("read_orders"), "{}", widget["notices"]);
    let line = &widget["customers"][0]["subscriptions"][0];
    assert_eq!(line["product"], "Espresso Morgenrot");
    assert_eq!(writes(line).len(), 5);
    for action in writes(line) {
        assert_eq!(action["possible"], false, "{action}");
        assert!(action["why_not"].as_str().unwrap().contains("read_orders"), "{action}");
    }
}

#[test]
fn a_token_that_may_only_read_shows_everything_and_changes_nothing() {
    let shop = demo_shop();
    let place = Place::new();
    let full = place.widget_at(&shop.url, demo::TOKEN_FULL, LENA).result()["widget"].take();
    let widget = place.widget_at(&shop.url, demo::TOKEN_READ_ONLY, LENA).result()["widget"].take();
    assert_eq!(widget["complete"], true);
    assert_eq!(widget["customers"][0]["charges"], full["customers"][0]["charges"]);
    let scopes = [
        ("move-date", "write_subscriptions"),
        ("cancel", "write_subscriptions"),
        ("skip", "write_orders"),
        ("unskip", "write_orders"),
        ("update-address", "write_customers"),
    ];
    let actions = writes(&widget["customers"][0]["subscriptions"][0]);
    assert_eq!(actions.len(), scopes.len());
    for (action, (id, scope)) in actions.iter().zip(scopes) {
        assert_eq!((&action["action"], &action["possible"]), (&json!(id), &json!(false)));
        assert!(action["why_not"].as_str().unwrap().contains(scope), "{action}");
    }
}

/// The states of the actions that change something.
fn writes(line: &serde_json::Value) -> Vec<&serde_json::Value> {
    line["actions"].as_array().unwrap().iter().filter(|action| action["action"] != "open").collect()
}

#[test]
fn the_local_recharge_does_not_depend_on_proxies_of_the_environment() {
    let trap = Scripted::new(|_| html());
    let place = Place::new();
    let mut call: Call = place.call(&["widget", "--ticket", "T-1001"]);
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"] {
        call = call.env(name, trap.url());
    }
    call.result();
    assert_eq!(trap.hits(), 0, "{HARNESS} asked the proxy: {:?}", trap.asked());
}
