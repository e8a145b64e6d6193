//! Files of customers' messages, put to the real component: what holds however it reads them, and what a file may not say.

use crate::support::Place;
use host_harness::contract::{ActionRequest, Form, Target};
use host_harness::engine::{EngineConfig, PluginEngine};
use host_harness::eval::fixture::Customer;
use host_harness::eval::format::{Fixture, Lang, Sub};
use host_harness::eval::run::Shop;
use host_harness::store::MemoryAuditLog;
use serde_json::{Value, json};
use std::sync::Arc;

/// A message of every kind, and one of which nobody says what is right.
const MESSAGES: &str = r#"
{"id": "a", "lang": "en", "text": "Please skip my next Morning Blend.", "today": "2026-05-04", "fixture": "single", "gold": {"outcome": "prepare", "action": "skip", "target": "S1", "must_not": ["cancel"]}}
{"id": "b", "lang": "de", "text": "Bitte die Lieferung verschieben.", "today": "2026-05-04", "fixture": "triple", "gold": {"outcome": "clarify", "action": "move-date", "target": null, "missing": ["subscription", "date"], "must_not": ["cancel"]}}
{"id": "c", "lang": "en", "text": "When is my next delivery?", "today": "2026-10-25", "fixture": "triple", "gold": {"outcome": "inform"}}
{"id": "d", "lang": "de", "text": "Ich möchte meine Karte ändern.", "today": "2028-02-29", "fixture": "single", "gold": {"outcome": "handoff"}}
{"id": "e", "lang": "en", "text": "The mug I ordered is broken.", "today": "2026-03-29", "fixture": "single", "gold": {"outcome": "not-subscription", "must_not": ["cancel", "skip"]}}
{"id": "f", "lang": "de", "text": "", "today": "2026-12-31", "fixture": "triple", "gold": {"outcome": "none"}}
{"id": "g", "lang": "en", "text": "Stop the cat food, and move the espresso to 20 May.", "today": "2026-05-04", "fixture": "triple", "gold": {"outcome": "prepare", "actions": [{"action": "cancel", "target": "S3"}, {"action": "move-date", "target": "S2", "date": "2026-05-20"}]}}
{"id": "h", "lang": "en", "text": "Hello \u001b[31m\u202e", "today": "2026-05-04", "fixture": "triple"}
"#;

/// The plain line with something else in it.
fn line(old: &str, new: &str) -> String {
    let plain = r#"{"id": "1", "lang": "en", "text": "hi", "today": "2026-05-04", "fixture": "single"}"#;
    assert!(plain.contains(old), "{old}");
    plain.replacen(old, new, 1)
}

/// Whether these are exactly the object's keys.
fn has_keys(object: &Value, keys: &[&str]) -> bool {
    object.as_object().unwrap().keys().all(|key| keys.contains(&key.as_str()))
        && keys.iter().all(|key| !object[key].is_null())
}

#[test]
fn every_message_is_answered_judged_and_counted() {
    let place = Place::new();
    let file = place.file("messages.jsonl", format!("\u{feff}{}", MESSAGES.replace('\n', "\r\n")));
    let result = place.bare(&["eval", &file]).result();
    let lines = result["lines"].as_array().unwrap();
    let ids: Vec<&str> = lines.iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a", "b", "c", "d", "e", "f", "g", "h"], "in the file's order");
    for line in lines {
        assert!(has_keys(line, &["id", "outcome", "plans", "asked", "verdict"]), "{line}");
        assert_ne!(line["outcome"], "error", "{line}");
        assert_eq!(line["outcome"] == "prepare", line["plans"] != json!([]), "{line}");
        assert_eq!(line["verdict"] == "not-judged", line["id"] == "h", "{line}");
    }
    let counted = |of: &str, share: &str| result["languages"][of][share]["of"].as_u64().unwrap();
    assert_eq!(["en", "de"].map(|lang| result["languages"][lang]["lines"].as_u64().unwrap()), [5, 3]);
    assert_eq!(["serious", "exact", "asked_right"].map(|share| counted("en", share)), [4, 2, 0]);
    assert_eq!(["outcome", "exact", "asked_right"].map(|share| counted("de", share)), [3, 0, 1]);
    assert_eq!(result["all"]["plans_without_gold"]["of"], 1);
    let rows = result["matrix"].as_object().unwrap().values().flat_map(|row| row.as_object().unwrap().values());
    assert_eq!(rows.map(|count| count.as_u64().unwrap()).sum::<u64>(), 7, "each line with gold once");
    assert_eq!(result["errors"], Value::Null);
}

#[test]
fn the_same_file_gives_the_same_result_and_leaves_nothing_behind() {
    let place = Place::new();
    let file = place.file("messages.jsonl", MESSAGES);
    let before = place.kept();
    let call = place.bare(&["eval", &file, "--errors"]);
    let first = call.result();
    assert_eq!(first, call.result());
    let wrong =
        first["lines"].as_array().unwrap().iter().filter(|line| {
            !["exact", "asked-right", "right", "not-judged"].contains(&line["verdict"].as_str().unwrap())
        });
    let ids = |lines: Vec<&Value>| lines.iter().map(|line| line["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(wrong.collect()), ids(first["errors"].as_array().unwrap().iter().collect()));
    let mut after = place.kept();
    after.retain(|path, _| !path.ends_with("CACHEDIR.TAG"));
    let mut before = before;
    before.retain(|path, _| !path.ends_with("CACHEDIR.TAG"));
    assert_eq!(after, before, "no store, no plan");
    assert!(!place.database().exists(), "these customers are made up, and have no place in the log");
}

#[test]
fn people_see_the_counts_and_nothing_that_a_terminal_obeys() {
    let place = Place::new();
    let file = place.file("messages.jsonl", MESSAGES);
    let shown = place.bare(&["eval", &file, "--errors"]).shown();
    for words in
        ["What is right (down) and what came (across)", "serious", "asked right", "of 7, ", "lines without gold: "]
    {
        assert!(shown.contains(words), "\"{words}\" is not in {shown}");
    }
    assert!(shown.contains("8 messages in ") && !shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
}

#[test]
fn what_a_file_may_not_say_is_named_with_its_line() {
    let place = Place::new();
    let gold = |gold: &str| line("\"single\"", &format!("\"single\", \"gold\": {gold}"));
    let file = [
        "no json".to_owned(),
        line("\"id\": \"1\", ", ""),
        line("2026-05-04", "4 May"),
        gold(r#"{"outcome": "prepare", "action": "skip", "target": "S2"}"#),
        gold(r#"{"outcome": "maybe\u001b[31m"}"#),
        line("hi", "fine"),
        line("hi", "the same id"),
        line("single", "double"),
    ]
    .join("\n");
    let refusal = place.bare(&["eval", &place.file("wrong.jsonl", file)]).refused(2, "eval-file");
    refusal.says(&["wrong.jsonl", "line 1: it is no JSON", "line 2: \"id\" is missing", "line 3: \"today\""]);
    refusal.says(&["has S1 alone", "line 5: \"gold.outcome\"", "and 2 more lines", "nothing was judged"]);
    let refusal = place.bare(&["eval", &place.file("empty.jsonl", "\n\n")]).refused(2, "eval-file");
    refusal.says(&["there is no message in it"]);
    let refusal = place.bare(&["eval", &place.file("latin1.jsonl", b"\n\xe4")]).refused(2, "eval-file");
    refusal.says(&["line 2 is not UTF-8"]);
    place.bare(&["eval", "nowhere.jsonl"]).refused(2, "eval-unreadable").says(&["nowhere.jsonl", "JSON Lines"]);
    let file = place.file("right.jsonl", MESSAGES);
    let elsewhere = place.bare(&["eval", &file, "--recharge-url", "http://127.0.0.1:9"]);
    elsewhere.refused(2, "eval-local-only").says(&["--recharge-url"]);
}

#[test]
fn what_is_given_and_says_nothing_is_named() {
    let place = Place::new();
    let file = place.file("notes.jsonl", line("\"hi\"", "\"hi\", \"note\": 1"));
    let ran = place.call(&["eval", &file, "--locale", "de"]).run();
    assert_eq!(ran.code, 0, "{ran}");
    for words in ["\"note\" in line 1", "--now says nothing", "--locale says nothing"] {
        assert!(ran.stderr.contains(words), "{ran}");
    }
}

#[test]
fn plans_of_the_real_component_are_read_as_what_was_asked_for() {
    let place = Place::new();
    let mut config = EngineConfig::default();
    config.cache_dir = Some(place.state().join("cache"));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let engine = PluginEngine::new(config).unwrap();
        let log = Arc::new(MemoryAuditLog::new());
        let plugin = engine.load(armincx_recharge_component::COMPONENT, log).await.unwrap();
        let customer = Customer::new(Lang::German, Fixture::Triple, "2026-05-04".parse().unwrap()).unwrap();
        let shop = Shop::open(&plugin, &customer).await.unwrap();
        let sub = |sub: Sub| Target::Subscription(customer.id(sub).unwrap());
        let home = Target::Address(customer.address_id(Sub::S1).unwrap());
        let street = |apply_to: &str| json!({"address1": "Am Hafen 2", "apply_to": apply_to});
        let there =
            json!({"address1": "Am Mühlbach 8", "city": "Freiburg", "zip": "79102", "apply_to": "subscription"});
        for (action, targets, parameters, told) in [
            ("skip", vec![sub(Sub::S3)], json!({}), "skip S3"),
            ("unskip", vec![sub(Sub::S1)], json!({}), "unskip S1"),
            ("cancel", vec![sub(Sub::S2)], json!({"reason": "x", "notify_customer": false}), "cancel S2"),
            (
                "move-date",
                vec![sub(Sub::S1), sub(Sub::S2)],
                json!({"to": "2026-06-01"}),
                "move-date S1+S2 to 2026-06-01",
            ),
            ("update-address", vec![home], street("all"), "update-address S1+S2 to address1 \"Am Hafen 2\""),
            (
                "update-address",
                vec![sub(Sub::S2)],
                street("subscription"),
                "update-address S2 to address1 \"Am Hafen 2\"",
            ),
            (
                "update-address",
                vec![sub(Sub::S1)],
                there,
                "update-address S1 to address1 \"Am Mühlbach 8\", city \"Freiburg\", zip \"79102\"",
            ),
        ] {
            let form = Form { action: action.to_owned(), targets, parameters: parameters.to_string() };
            let given = shop.ask(&plugin, &customer, Lang::German, &ActionRequest::Form(form)).await.unwrap();
            let plans: Vec<String> = given.plans.iter().map(ToString::to_string).collect();
            assert_eq!(plans, [told], "{given:?}");
        }
    });
}
