//! From a wish to a verified change, through the real binary: prepared, approved by a person, carried out, told.

use crate::support::{Place, Served, Server, envelope};
use host_harness::recharge_sandbox::{State, demo};
use serde_json::{Value, json};

/// The one plan that came of a wish.
#[track_caller]
fn plan_of(prepared: &Value) -> String {
    assert_eq!(prepared["came"], "plans", "{prepared}");
    prepared["plans"][0]["id"].as_str().unwrap().to_owned()
}

fn moved(place: &Place) -> String {
    plan_of(&place.call(&["prepare", "move-date", "--ticket", "T-1001", "--set", "by.weeks=2"]).result())
}

fn writes(place: &Place) -> Vec<Value> {
    let entries = place.call(&["sandbox", "ledger"]).result()["entries"].take();
    let writes = |entry: &Value| entry["method"] != "GET" && entry["by"] == "client";
    entries.as_array().unwrap().iter().filter(|entry| writes(entry)).cloned().collect()
}

#[test]
fn a_change_is_prepared_approved_verified_and_told_in_both_languages() {
    let place = Place::new();
    let plan = moved(&place);
    let waiting = place.call(&["approvals"]).result();
    assert_eq!((&waiting["plans"][0]["id"], &waiting["plans"][0]["state"]), (&json!(plan), &json!("pending")));
    let widget = |place: &Place| {
        let widget = place.call(&["widget", "--ticket", "T-1001"]).result()["widget"].take();
        widget["customers"][0]["subscriptions"][0]["next_charge"]["iso"].clone()
    };
    let before = widget(&place);
    let approved = place.call(&["approve", &plan, "--as", "anna"]).result();
    assert_eq!(approved["plan"]["state"], "ended");
    assert!(approved["plan"]["outcome"]["done"].is_string(), "{approved}");
    assert_ne!(widget(&place), before, "it is kept");
    assert_eq!(place.call(&["approvals"]).result()["plans"], json!([]));
    for (locale, words) in [
        ("en", ["Anna Vogel proposed", "Anna Vogel approved", "Recharge answered 200", "Done and verified"]),
        ("de", ["hat vorgeschlagen", "hat es freigegeben", "mit 200 geantwortet", "Erledigt und geprüft"]),
    ] {
        let told = place.call(&["audit", "--ticket", "T-1001", "--locale", locale]).result()["timeline"].to_string();
        for word in words {
            assert!(told.contains(word), "{word}: {told}");
        }
    }
    assert!(place.call(&["audit", "--ticket", "T-1001"]).shown().contains("Sent request 1 to Recharge"));

    let undo = plan_of(&place.call(&["undo", &plan]).result());
    place.call(&["approve", &undo, "--as", "ben"]).result();
    assert_eq!(widget(&place), before, "moved back");
    place.intact_records();
}

#[test]
fn what_may_not_be_approved_is_refused_with_its_reason_and_nothing_is_sent() {
    let place = Place::new();
    let plan = moved(&place);
    place.call(&["approve", &plan, "--as", "vic"]).refused_in_json(4, "role-missing");
    place.call(&["approve", &plan, "--as", "nobody"]).refused(2, "unknown-person");
    place.call(&["approve", "zzzzz-zzzzz", "--as", "anna"]).refused_in_json(2, "plan-unknown");
    place.call(&["approve", &plan, "--as", "anna", "--ticket", "T-1002"]).refused_in_json(1, "plan-of-other-ticket");
    let other = "0".repeat(64);
    place.call(&["approve", &plan, "--as", "anna", "--identity", &other]).refused_in_json(1, "plan-changed");

    let edited = place.call(&["edit", &plan, "--set", "by.weeks=3"]).result();
    let newer = plan_of(&edited);
    place.call(&["approve", &plan, "--as", "anna"]).refused_in_json(1, "plan-superseded");
    place.call(&["deny", &newer, "--as", "lea", "--reason", "not\u{7} asked for"]).result();
    place.call(&["approve", &newer, "--as", "anna"]).refused_in_json(1, "plan-denied");
    let german = place.call(&["approve", &newer, "--as", "anna", "--locale", "de"]).run();
    assert!(german.to_string().contains("abgelehnt"), "{german}");
    place.call(&["undo", &newer]).refused_in_json(1, "nothing-to-undo");
    let late = plan_of(&place.call(&["prepare", "move-date", "--ticket", "T-1001", "--set", "by.weeks=4"]).result());
    place.call(&["sandbox", "advance", "2d"]).result();
    place.bare(&["approve", &late, "--as", "anna"]).refused_in_json(1, "plan-expired");
    assert!(
        place.call(&["audit", "--limit", "1000"]).result()["records"]
            .as_array()
            .unwrap()
            .iter()
            .all(|record| record["kind"] != "write.sent")
    );
    place.intact_records();
}

#[test]
fn what_changed_meanwhile_stops_it_and_another_wish_is_not_made_of_it() {
    let place = Place::new();
    let first = moved(&place);
    let later = ["prepare", "move-date", "--ticket", "T-1001", "--set", "by.weeks=3"];
    let second = plan_of(&place.call(&later).result());
    place.call(&["approve", &first, "--as", "anna"]).result();
    let stale = place.call(&["approve", &second, "--as", "ben", "--json"]).run();
    assert_eq!(stale.code, 1, "{stale}");
    let envelope = envelope(&stale.stdout);
    assert_eq!(envelope["error"]["code"], "stale", "{stale}");
    // Three weeks from where it is now are five in all: nobody wished that.
    assert_eq!(envelope["result"]["is_other"], true, "{stale}");
    assert!(envelope["result"]["fresh"].is_null(), "{stale}");
    assert!(envelope["error"]["hint"].as_str().unwrap().contains("look at the widget how it is now"), "{stale}");
    let waiting = place.call(&["approvals"]).result();
    assert_eq!(waiting["plans"], serde_json::json!([]));
}

#[test]
fn a_question_is_answered_by_its_number_and_a_wish_may_come_as_json() {
    let place = Place::new();
    let asked = place.call(&["prepare", "skip", "--ticket", "T-1002"]).result();
    assert_eq!(asked["came"], "question", "{asked}");
    assert!(asked["preparation"]["question"]["choices"].as_array().unwrap().len() > 1);
    let shown = place.call(&["prepare", "skip", "--ticket", "T-1002", "--locale", "de"]).shown();
    assert!(shown.contains("1. ") && shown.contains("--choose"), "{shown}");
    place.call(&["prepare", "skip", "--ticket", "T-1002", "--choose", "99"]).refused(2, "no-such-choice");
    let subscription = asked["preparation"]["question"]["choices"][0]["value"].as_str().unwrap();
    let subscription = serde_json::from_str::<Value>(subscription).unwrap()["targets"][0]["subscription"].to_string();
    let parameters = place.file("skip.json", "{\"scope\": \"item\"}");
    let call = ["prepare", "skip", "--ticket", "T-1002", "--subscription", &subscription, "--params"];
    plan_of(&place.call(&[&call[..], &[&parameters]].concat()).result());
    plan_of(&place.call(&[&call[..], &["-"]].concat()).stdin("{\"scope\": \"item\"}").result());
    place.call(&[&call[..], &["-"]].concat()).stdin("[]").refused_in_json(2, "params-invalid");
    place.call(&["prepare", "explode", "--ticket", "T-1002"]).refused_in_json(2, "invalid-request");
    place.call(&["prepare", "skip", "--ticket", "T-1"]).refused_in_json(2, "unknown-ticket");
    let ran = place.call(&["prepare", "move-date", "--ticket", "T-1001", "--set", "to=2020-01-01", "--json"]).run();
    assert!(ran.code == 1 && ran.to_string().contains("\"refused\""), "{ran}");
}

#[test]
fn two_processes_that_approve_at_once_send_once() {
    let place = Place::new();
    let server = Served::start(&place, &[]);
    let plan = moved(&place);
    let approve = |person: &str| {
        let mut command = place.call(&["approve", &plan, "--as", person, "--json"]).process();
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
    };
    let both = ["anna", "ben", "lea"].map(approve);
    let codes: Vec<Option<i32>> = both.map(|process| process.wait_with_output().unwrap().status.code()).to_vec();
    assert_eq!(codes.iter().filter(|code| **code == Some(0)).count(), 1, "{codes:?}");
    assert_eq!(writes(&place).len(), 1);
    place.intact_records();
    drop(server);
}

#[test]
fn a_process_that_is_killed_in_the_middle_of_a_write_is_settled_by_reading_and_nothing_is_sent_again() {
    let place = Place::new();
    let _server = Served::start(&place, &[]);
    let plan = moved(&place);
    // The write is executed, and its answer doesn't come as long as the process lives.
    place.call(&["sandbox", "fault", "add", "delay=600000", "--method", "WRITE", "--times", "1"]).result();
    let mut process = place.call(&["approve", &plan, "--as", "anna"]).process();
    let mut process = process.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
    while writes(&place).is_empty() {
        assert!(process.try_wait().unwrap().is_none(), "it waits for the answer");
    }
    process.kill().unwrap();
    process.wait().unwrap();
    place.call(&["approvals"]).result();
    let settled = place.call(&["approvals", "--all"]).result()["plans"][0].take();
    assert_eq!(settled["state"], "ended", "{settled}");
    assert!(settled["outcome"]["done"].is_string(), "{settled}");
    assert_eq!(writes(&place).len(), 1, "never a second time");
    place.call(&["approve", &plan, "--as", "anna"]).refused_in_json(1, "plan-used");
    let told = place.call(&["audit", "--ticket", "T-1001"]).result()["timeline"].to_string();
    assert!(told.contains("interrupted") && told.contains("found out by reading"), "{told}");
    place.intact_records();
}

#[test]
fn at_another_recharge_that_renews_ids_and_follows_after_five_seconds_it_is_verified_all_the_same() {
    let shop = State::from_world(demo::WORLD, "demo/shop.toml", crate::support::NOW.parse().unwrap()).unwrap();
    let server = Server::sandbox(shop);
    let place = Place::new();
    let at = |arguments: &[&str]| {
        place.call(&[arguments, &["--recharge-url", &server.url]].concat()).token(demo::TOKEN_FULL)
    };
    let asked = at(&["prepare", "skip", "--ticket", "T-1002", "--choose", "1", "--set", "scope=item"]).result();
    let plan = plan_of(&asked);
    let skipped = at(&["approve", &plan, "--as", "anna"]).result();
    assert!(skipped["plan"]["outcome"]["done"].is_string(), "{skipped}");
    let undo = plan_of(&at(&["undo", &plan]).result());
    let unskipped = at(&["approve", &undo, "--as", "anna"]).result();
    assert!(unskipped["plan"]["outcome"]["done"].is_string(), "{unskipped}");
    place.intact_records();
}

#[test]
fn every_action_is_tried_on_every_customer_and_nothing_changes() {
    let place = Place::new();
    let before = place.call(&["sandbox", "state"]).result();
    let report = place.call(&["check-actions"]).result();
    let counts = &report["counts"];
    for came in ["plan", "question", "refused", "link"] {
        assert!(counts[came].as_u64().is_some_and(|count| count > 3), "{counts}");
    }
    let rows = report["rows"].as_array().unwrap();
    let refused = rows.iter().filter(|row| row["came"] == "refused");
    assert!(refused.clone().all(|row| row["what"].as_str().unwrap().len() > 20), "each with its reason");
    assert_eq!(place.call(&["sandbox", "state"]).result(), before);
    assert_eq!(place.call(&["approvals"]).result()["plans"], json!([]), "nothing waits");
}
