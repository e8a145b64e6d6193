//! `harness sandbox …`: on the state that is kept, and on a server that runs.

use crate::support::{Place, Served};

#[test]
fn the_clock_is_moved_and_no_rule_is_broken() {
    let place = Place::new();
    assert_eq!(place.call(&["sandbox", "check"]).result()["violations"], serde_json::json!([]));
    let before = place.call(&["sandbox", "state"]).result();
    let moved = place.call(&["sandbox", "advance", "7d"]).result();
    assert_eq!(moved["now"], "2026-11-29T09:00:00Z");
    let after = place.call(&["sandbox", "state"]).result();
    assert_eq!(after["now"], moved["now"], "it is kept");
    assert_ne!(after["charges"], before["charges"], "a week has processed something");
    assert_eq!(place.call(&["sandbox", "check"]).result()["violations"], serde_json::json!([]));
}

#[test]
fn a_clock_that_cannot_be_moved_so_is_left_as_it_is() {
    let place = Place::new();
    place.call(&["sandbox", "settle"]).result();
    let before = place.call(&["sandbox", "state"]).result();
    for (by, words) in [("yesterday", "7d"), ("2020-01-01", "forward"), ("3000d", "731 days")] {
        place.call(&["sandbox", "advance", by]).refused(2, "sandbox-refused").says(&[words]);
    }
    assert_eq!(place.call(&["sandbox", "state"]).result(), before);
}

#[test]
fn faults_are_kept_until_they_are_cleared() {
    let place = Place::new();
    let added = place.call(&["sandbox", "fault", "add", "delay=15", "--path", "/charges/*", "--times", "2"]).result();
    assert_eq!(added["id"], 1);
    let listed = place.call(&["sandbox", "fault", "list"]).result();
    assert_eq!(listed["faults"][0]["effect"]["delay"], 15);
    assert_eq!(listed["faults"][0]["when"]["path"], "/charges/*");
    place.call(&["sandbox", "fault", "clear", "7"]).refused(2, "sandbox-refused").says(&["7"]);
    place.call(&["sandbox", "fault", "clear", "1"]).result();
    assert_eq!(place.call(&["sandbox", "fault", "list"]).result()["faults"], serde_json::json!([]));
    for wrong in ["explode", "delay=soon", "{\"delay\"", "delay"] {
        assert_ne!(place.call(&["sandbox", "fault", "add", wrong]).run().code, 0, "{wrong}");
    }
}

#[test]
fn an_unknown_behaviour_is_set_by_its_words() {
    let place = Place::new();
    let set = place.call(&["sandbox", "unknowns", "merge_id=keep", "retry_after=3"]).result();
    assert_eq!((&set["merge_id"], &set["retry_after"]), (&"keep".into(), &3.into()));
    assert_eq!(place.call(&["sandbox", "unknowns"]).result(), set);
    for (wrong, words) in [("merge_id=maybe", "renew"), ("gravity=off", "gravity"), ("merge_id", "unknowns")] {
        let refusal = place.call(&["sandbox", "unknowns", wrong]);
        let ran = refusal.run();
        assert!(ran.code == 2 && ran.to_string().contains(words), "{wrong}: {ran}");
    }
}

#[test]
fn a_world_with_a_mistake_is_not_served() {
    let place = Place::new();
    let world = place.file("case.toml", "[store]\nname = \"S\"\nemail = 5\n");
    let ran = place.call(&["sandbox", "--port", "0", "--world", &world]).run();
    assert!(ran.code != 0 && ran.to_string().contains("case.toml:3"), "{ran}");
    let ran = place.call(&["sandbox", "--port", "0", "--world", "/nowhere/case.toml"]).run();
    assert!(ran.code == 2 && ran.to_string().contains("/nowhere/case.toml"), "{ran}");
}

#[test]
fn a_world_may_be_json_and_its_mistake_stands_in_its_own_line() {
    let place = Place::new();
    let world = place.file("case.json", "{\"store\": {\n  \"name\": \"S\",\n  \"email\": 5\n}}\n");
    let ran = place.call(&["sandbox", "--port", "0", "--world", &world]).run();
    assert!(ran.code == 2 && ran.to_string().contains("case.json:3: email: invalid type"), "{ran}");
    let world = place.file("case.json", "{\"store\": {\n  \"name\": \"S\",,\n}}\n");
    let ran = place.call(&["sandbox", "--port", "0", "--world", &world]).run();
    assert!(ran.code == 2 && ran.to_string().contains("case.json:2: file: not JSON"), "{ran}");
}

#[test]
fn a_reset_leads_back_to_the_store_as_it_was_at_first() {
    let place = Place::new();
    let before = place.call(&["sandbox", "state"]).result();
    place.call(&["sandbox", "advance", "30d"]).result();
    place.call(&["sandbox", "unknowns", "merge_id=keep"]).result();
    assert_ne!(place.call(&["sandbox", "state"]).result(), before);
    place.call(&["sandbox", "reset"]).result();
    assert_eq!(place.call(&["sandbox", "state"]).result(), before);
}

#[test]
fn commands_act_on_the_server_that_runs_and_a_second_one_is_refused() {
    let place = Place::new();
    let server = Served::start(&place, &[]);
    assert!(server.url.starts_with("http://127.0.0.1:"));
    let moved = place.call(&["sandbox", "advance", "7d"]).result();
    assert_eq!(moved["now"], "2026-11-29T09:00:00Z");
    let entries = place.call(&["sandbox", "ledger"]).result();
    assert!(entries["entries"].as_array().unwrap().iter().any(|entry| entry["by"] == "clock"), "the server has it");
    place.call(&["sandbox", "--port", "0"]).refused(3, "sandbox-running").says(&["--state"]);
    place.call(&["reset", "--yes"]).refused(3, "sandbox-running").says(&["stop it"]);
    // A killed server leaves nothing that keeps the next one away; it goes on with what was kept.
    let kept = || std::fs::read_to_string(place.sandbox()).unwrap().contains("2026-11-29T09:00:00Z");
    let patience = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !kept() && std::time::Instant::now() < patience {
        std::thread::yield_now();
    }
    server.kill();
    let again = Served::start(&place, &[]);
    assert_eq!(place.call(&["sandbox", "state"]).result()["now"], moved["now"]);
    drop(again);
    assert_eq!(place.call(&["sandbox", "check"]).result()["violations"], serde_json::json!([]));
}

/// The state of a shop where a webhook waits to be delivered to that port.
fn with_a_webhook(place: &Place, port: u16) {
    let mut state = place.call(&["sandbox", "state"]).result();
    let address = format!("http://127.0.0.1:{port}/hook");
    let token = state["tokens"][0]["digest"].clone();
    let now = state["now"].clone();
    state["webhooks"]["5"] = serde_json::json!({
        "id": 5, "address": address, "topic": "charge/updated", "included_objects": [], "version": "2021-11",
        "token_digest": token,
    });
    state["outbox"]["last_id"] = 1.into();
    state["outbox"]["deliveries"] = serde_json::json!([{
        "id": 1, "webhook_id": 5, "topic": "charge/updated", "object_id": 7, "address": address, "created_at": now,
        "status": "pending", "attempts": 0, "due_at": now, "body": "{\"charge\":{\"id\":7}}",
    }]);
    std::fs::write(place.sandbox(), state.to_string()).unwrap();
}

#[test]
fn webhooks_are_shown_and_delivered_by_hand() {
    let place = Place::new();
    let shown = place.call(&["sandbox", "webhooks"]).shown();
    assert!(shown.contains("There are no webhooks."), "{shown}");
    // A port that nothing listens on any more.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    with_a_webhook(&place, port);
    let listed = place.call(&["sandbox", "webhooks"]).result();
    assert_eq!(
        (&listed["deliveries"][0]["status"], &listed["deliveries"][0]["attempts"]),
        (&"pending".into(), &0.into())
    );
    let tried = place.call(&["sandbox", "webhooks", "--deliver"]).result();
    assert_eq!((&tried["tried"], &tried["deliveries"][0]["attempts"]), (&1.into(), &1.into()));
    let shown = place.call(&["sandbox", "webhooks"]).shown();
    for words in
        ["Webhook 5: charge/updated to http://127.0.0.1:", "for Helpdesk", "pending after 1 attempts", "due 2026"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert_eq!(place.call(&["sandbox", "check"]).result()["violations"], serde_json::json!([]));
}

#[test]
fn commands_act_on_a_world_that_is_served_and_its_state_is_not_kept() {
    let place = Place::new();
    let world = place.file(
        "case.toml",
        "[store]\nname=\"Case\"\nemail=\"o@example.com\"\ncurrency=\"EUR\"\ntime_zone=\"Europe/Berlin\"\nidentifier=\"case.myshopify.com\"\n",
    );
    let served = Served::start(&place, &["--world", &world]);
    let moved = place.call(&["sandbox", "advance", "3d"]).result();
    assert_eq!(moved["now"], "2026-11-25T09:00:00Z");
    let state = place.call(&["sandbox", "state"]).result();
    assert_eq!((&state["store"]["name"], &state["now"]), (&"Case".into(), &moved["now"]));
    place.call(&["sandbox", "reset"]).result();
    assert_eq!(place.call(&["sandbox", "state"]).result()["now"], "2026-11-22T09:00:00Z");
    drop(served);
    assert!(!place.sandbox().exists(), "a world's state is not kept");
    assert_eq!(place.call(&["sandbox", "state"]).result()["store"]["name"], "Morgenrot");
}

#[test]
fn a_damaged_state_is_started_over_by_a_reset() {
    let place = Place::new();
    let whole = place.call(&["sandbox", "state"]).result();
    std::fs::write(place.sandbox(), "{\"format\": 3").unwrap();
    place.call(&["sandbox", "check"]).refused(3, "sandbox-state").says(&["damaged"]);
    place.call(&["sandbox", "reset"]).result();
    assert_eq!(place.call(&["sandbox", "state"]).result(), whole);
    for wrong in [&["--per-mille", "2000"][..], &["--path", "charges"]] {
        let arguments = [&["sandbox", "fault", "add", "cut_after"], wrong].concat();
        place.call(&arguments).refused(2, "sandbox-refused");
    }
}
