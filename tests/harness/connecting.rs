//! `connect`: a token is tried, kept where only its owner reads it, used, and forgotten.

use crate::support::{LENA, Place, Server, files_below};
use host_harness::recharge_sandbox::{State, demo};
use serde_json::json;

fn demo_shop() -> Server {
    Server::sandbox(State::from_world(demo::WORLD, "demo/shop.toml", crate::support::NOW.parse().unwrap()).unwrap())
}

#[test]
fn a_token_is_kept_used_and_forgotten() {
    let shop = demo_shop();
    let place = Place::new();
    let connect = ["connect", "--recharge-url", &shop.url];
    let connected = place.call(&connect).stdin(format!("  {}\r\n", demo::TOKEN_READ_ONLY)).result();
    assert_eq!(format!("http://{}", connected["connection"].as_str().unwrap()), shop.url);
    let check = &connected["check"];
    assert_eq!(check["token_name"], "[Private App] Helpdesk, read only");
    assert_eq!(check["store"]["name"], "Morgenrot");
    assert_eq!(check["store"]["time_zone"], "Europe/Berlin");
    assert_eq!(check["store"]["currency"], "EUR");
    assert_eq!(check["missing_for_reading"], json!([]));
    assert!(check["scopes"].as_array().unwrap().contains(&json!("read_orders")));
    let files = files_below(&place.secrets());
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(connected["kept_in"], json!([format!("the file {}", files[0].display())]));

    let widget = place.call(&["widget", "--email", LENA, "--recharge-url", &shop.url]).result()["widget"].take();
    assert_eq!(widget["presence"], "full");
    assert!(widget["as_of"]["iso"].as_str().unwrap().ends_with("+01:00"), "the store's own time zone: {widget}");

    let removed = place.call(&connect).with(&["--remove"]).result();
    assert_eq!((&removed["check"], &removed["kept_in"]), (&json!(null), &connected["kept_in"]));
    assert!(files_below(&place.secrets()).is_empty());
    place.call(&["widget", "--email", LENA, "--recharge-url", &shop.url]).refused(4, "not-connected");
    let again = place.call(&connect).with(&["--remove"]).shown();
    assert!(again.contains("There was no token"), "{again}");
    place.intact_records();
}

#[test]
fn people_see_what_the_token_may_do_and_lacks() {
    let shown = Place::new().call(&["connect"]).stdin(demo::TOKEN_READ_ONLY).shown();
    for words in
        ["Connected to Morgenrot", "Time zone: Europe/Berlin", "x Cancel (write_subscriptions)", "ok Open in Recharge"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let shown = Place::new().call(&["connect"]).stdin(demo::TOKEN_NO_ORDERS).shown();
    assert!(shown.contains("Missing for the widget: read_orders"), "{shown}");
    let shown = Place::new().call(&["connect"]).stdin(demo::TOKEN_NO_STORE).shown();
    assert!(shown.contains("Connected to a store whose name the token may not read"), "{shown}");
}

#[test]
fn what_is_pasted_must_be_one_token() {
    let place = Place::new();
    let long = "x".repeat(5000);
    let two = format!("{}\n{}", demo::TOKEN_FULL, demo::TOKEN_READ_ONLY);
    for text in ["", "\n", "  \r\n", "one two", "sk_1x1_ä", two.as_str(), long.as_str()] {
        for flags in [&[][..], &["--stdin"]] {
            let refusal = place.call(&["connect"]).with(flags).stdin(text).refused(2, "bad-token");
            refusal.says(&["that is no token", "Apps > API tokens"]);
            assert!(!refusal.words().contains("sk_"), "{refusal:?}");
        }
    }
    assert!(!place.secrets().exists(), "nothing is kept");
}

#[test]
fn a_rejected_token_is_not_kept_and_the_old_one_stays() {
    let place = Place::new();
    let rejected = place.call(&["connect"]).stdin("sk_test_1x1_unknown");
    rejected.refused(4, "unauthorized").says(&["does not accept the token"]);
    assert!(!place.secrets().exists(), "nothing is kept");

    place.call(&["connect"]).stdin(demo::TOKEN_READ_ONLY).result();
    let before = place.kept();
    rejected.refused(4, "unauthorized");
    assert_eq!(place.kept(), before);
    let widget = place.call(&["widget", "--email", LENA]).result();
    assert!(widget.to_string().contains("write_subscriptions"), "still the token that may only read");
}

#[test]
fn each_recharge_has_a_token_of_its_own() {
    let (first, second) = (demo_shop(), demo_shop());
    let place = Place::new();
    place.call(&["connect", "--recharge-url", &first.url]).stdin(demo::TOKEN_FULL).result();
    place.call(&["widget", "--email", LENA, "--recharge-url", &second.url]).refused(4, "not-connected");
    place.call(&["connect", "--recharge-url", &second.url]).stdin(demo::TOKEN_READ_ONLY).result();
    assert_eq!(files_below(&place.secrets()).len(), 2);
    place.call(&["connect", "--remove", "--recharge-url", &first.url]).result();
    place.call(&["widget", "--email", LENA, "--recharge-url", &second.url]).result();
}

/// A run on a machine whose keyring nobody answers for, with files where they are by default.
#[cfg(target_os = "linux")]
fn without_keyring(call: crate::support::Call, home: &str) -> crate::support::Call {
    call.env("ARMINCX_SECRETS_DIR", "").env("HOME", home).env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
}

#[cfg(target_os = "linux")]
#[test]
fn a_connection_is_removed_though_the_keyring_cannot_be_reached() {
    let place = Place::new();
    let home = place.path().join("home");
    let run = |arguments: &[&str]| without_keyring(place.call(arguments), home.to_str().unwrap());
    run(&["connect"]).stdin(demo::TOKEN_FULL).result();
    assert_eq!(files_below(&home).len(), 1);
    let removed = run(&["connect", "--remove"]).result();
    assert_eq!(removed["keyring_unseen"], true, "{removed}");
    assert_eq!(removed["kept_in"].as_array().unwrap().len(), 1, "{removed}");
    assert!(files_below(&home).is_empty());
    // By now it may be in the keyring alone; how to do without one is said, with the folder of the files.
    let refused = run(&["connect", "--remove"]).refused(3, "keyring-unavailable");
    refused.says(&["nothing was changed", "ARMINCX_SECRETS_DIR=", "/home/.config/armincx-harness/secrets"]);
    run(&["connect"]).stdin(demo::TOKEN_FULL).result();
    let shown = run(&["connect", "--remove"]).shown();
    assert!(shown.contains("keyring couldn't be reached"), "{shown}");
}
