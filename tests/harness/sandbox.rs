//! `harness sandbox …`: on the state that is kept, and on a server that runs.

use crate::support::Place;

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
