//! The demo: every ticket has its widget in both languages, as the golden files have it.

use crate::support::Place;
use serde_json::{Value, json};

/// What differs each time: digest, size, port, ids of plans, how often was read back.
fn settled() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"component [0-9a-f]{12} \(\d+ kB\)", "component [digest] ([size] kB)");
    settings.add_filter(r"http://127\.0\.0\.1:\d+", "http://127.0.0.1:[port]");
    settings.add_filter(r"Read back \d+ times", "Read back [n] times");
    settings.add_filter(r"\b[0-9a-z]{5}-[0-9a-z]{5}\b", "[plan]");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

#[test]
fn the_demo_shows_a_ticket_with_its_widget_in_both_languages() {
    let place = Place::new();
    let shown = place.call(&["demo"]).shown();
    settled().bind(|| insta::assert_snapshot!("demo", shown));
    let result = place.call(&["demo"]).result();
    let locales: Vec<&Value> = result["widgets"].as_array().unwrap().iter().map(|widget| &widget["locale"]).collect();
    assert_eq!(locales, ["en", "de"]);
    assert_eq!(result["component"]["digest"].as_str().unwrap().len(), 64);
    let story = &result["story"];
    assert_eq!(
        (&story["proposed"]["state"], &story["approved"]["plan"]["state"]),
        (&json!("pending"), &json!("ended"))
    );
    assert!(story["approved"]["plan"]["outcome"]["done"].is_string(), "{story}");
    assert!(story["timeline"].to_string().contains("not-permitted"), "a write without approval was refused");
    assert!(!place.sandbox().exists(), "the demo's shop is thrown away");
}

#[test]
fn the_tickets_are_listed() {
    let shown = Place::new().call(&["tickets"]).shown();
    settled().bind(|| insta::assert_snapshot!("tickets", shown));
}

#[test]
fn every_ticket_has_a_widget_in_both_languages() {
    let place = Place::new();
    let tickets = place.call(&["tickets"]).result()["tickets"].take();
    let ids: Vec<&str> = tickets.as_array().unwrap().iter().map(|ticket| ticket["id"].as_str().unwrap()).collect();
    assert!(ids.len() >= 30, "{ids:?}");
    let mut lines = String::new();
    for id in ids {
        let call = place.call(&["widget", "--ticket", id]);
        let (english, german) = (call.result(), call.clone().with(&["--locale", "de"]).result());
        assert_eq!(english["ticket"], id);
        assert_eq!(
            summary(&english["widget"]),
            summary(&german["widget"]),
            "{id}: the languages differ in more than words"
        );
        assert_eq!(english["widget"]["title"], "Recharge subscriptions");
        assert_eq!(german["widget"]["title"], "Recharge-Abos");
        lines += &format!("{id} {}\n", summary(&english["widget"]));
    }
    settled().bind(|| insta::assert_snapshot!("widgets_of_all_tickets", lines));
    assert!(place.intact_records() > 0);
}

/// What a widget shows, without words: whether it is there, how the customers were found, how much they have, and which notices.
fn summary(widget: &Value) -> Value {
    let codes = |value: &Value| -> Vec<Value> {
        value["notices"].as_array().unwrap().iter().map(|notice| notice["code"].clone()).collect()
    };
    let list = |value: &Value| value.as_array().unwrap().clone();
    let customers: Vec<Value> = list(&widget["customers"])
        .iter()
        .map(|customer| {
            let mut lines: Vec<Value> = list(&customer["subscriptions"]).iter().flat_map(&codes).collect();
            lines.dedup();
            json!({
                "id": customer["id"], "subscriptions": list(&customer["subscriptions"]).len(),
                "former": list(&customer["former"]).len(), "charges": list(&customer["charges"]).len(),
                "notices": codes(customer), "lines": lines,
            })
        })
        .collect();
    json!({
        "presence": widget["presence"], "match": widget["matched"]["kind"], "complete": widget["complete"],
        "notices": codes(widget), "customers": customers,
    })
}

#[test]
fn an_unknown_language_falls_back_to_english() {
    let place = Place::new();
    let call = place.call(&["widget", "--ticket", "T-1002"]);
    let english = call.result()["widget"].take();
    for locale in ["fr", "sv-SE", "en-GB"] {
        let widget = call.clone().with(&["--locale", locale]).result()["widget"].take();
        assert_eq!(widget["title"], english["title"], "{locale}");
    }
    let austrian = call.clone().with(&["--locale", "de-AT"]).result()["widget"].take();
    assert_eq!(austrian["title"], "Recharge-Abos");
}

#[test]
fn an_address_that_nobody_has_gives_an_absent_widget_and_no_error() {
    let place = Place::new();
    let call = place.call(&["widget", "--email", "nobody@example.com"]);
    let result = call.result();
    assert_eq!((&result["ticket"], &result["widget"]["presence"]), (&Value::Null, &json!("absent")));
    assert_eq!(call.shown().lines().count(), 1, "one line says so");
}
