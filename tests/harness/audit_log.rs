//! The audit log: what was called and asked is in it, and whoever changes it is found out.

use crate::support::{Place, envelope};
use rusqlite::Connection;
use serde_json::{Value, json};

/// A place with a log, and its records.
fn logged() -> (Place, Vec<Value>) {
    let place = Place::new();
    place.call(&["widget", "--ticket", "T-1001"]).result();
    place.call(&["actions"]).result();
    let records = place.call(&["audit", "--limit", "1000"]).result()["records"].as_array().unwrap().clone();
    (place, records)
}

#[test]
fn every_call_and_every_request_is_in_the_log() {
    let (place, records) = logged();
    let kinds: Vec<&str> = records.iter().map(|record| record["kind"].as_str().unwrap()).collect();
    for kind in ["call.started", "request.sent", "request.answered", "call.ended"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    let count = |kind: &str| kinds.iter().filter(|found| **found == kind).count();
    assert_eq!(count("request.sent"), count("request.answered"));
    assert_eq!((count("call.started"), count("call.ended")), (4, 4), "each command first asks the plugin what it is");
    for (record, seq) in records.iter().zip(1..) {
        assert_eq!(record["seq"], seq);
        assert_eq!(record["at"], "2026-11-22T09:00:00Z");
    }
    let text = json!(records).to_string();
    assert!(!text.contains("sk_test_1x1_") && !text.contains("lena.brandt"), "neither token nor address: {text}");
    let few = place.call(&["audit", "--ticket", "T-1001", "--limit", "2"]).result()["records"].take();
    assert_eq!(few.as_array().unwrap().len(), 2);
    assert!(few.as_array().unwrap().iter().all(|record| record["ticket"] == "T-1001"));
    let shown = place.call(&["audit"]).shown();
    assert!(shown.contains("call.started") && shown.contains("head: record"), "{shown}");
}

#[test]
fn an_intact_log_is_verified_and_a_noted_head_found_again() {
    let (place, records) = logged();
    let head = records.last().unwrap()["hash"].as_str().unwrap();
    place.call(&["tickets"]).result();
    place.call(&["widget", "--ticket", "T-1002"]).result();
    let verified = place.call(&["audit", "verify", "--noted", head]).result();
    assert_eq!((&verified["intact"], &verified["noted"]), (&json!(true), &json!(true)));
    let foreign = "0123456789abcdef".repeat(4);
    let ran = place.call(&["audit", "verify", "--noted", &foreign, "--json"]).run();
    assert_eq!(ran.code, 5, "{ran}");
}

/// Changes the database behind the program's back and puts its guards back, as somebody would who wants to hide it.
fn tamper(place: &Place, sql: &str) {
    let database = Connection::open(place.database()).unwrap();
    let guards = "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'audit%'";
    let mut guards = database.prepare(guards).unwrap();
    let guards: Vec<String> = guards.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    database.execute_batch(sql).unwrap();
    database.execute_batch(&guards.concat()).unwrap();
}

#[test]
fn a_log_that_was_tampered_with_is_found_out() {
    let guards = "DROP TRIGGER audit_append_only; DROP TRIGGER audit_keeps_events; DROP TRIGGER audit_keeps_records;
                  DROP TRIGGER audit_head_only_grows; DROP TRIGGER audit_head_stays;";
    for tampering in [
        "UPDATE audit SET event = replace(event, 'T-1001', 'T-1002') WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 3",
        "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
        "UPDATE audit SET seq = 1000 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 1000",
        "DELETE FROM audit; UPDATE audit_head SET seq = 0, hash = zeroblob(32)",
    ] {
        let (place, records) = logged();
        tamper(&place, &format!("{guards} {tampering};"));
        // A log that was emptied altogether is only found with a hash that was noted elsewhere.
        let head = records.last().unwrap()["hash"].as_str().unwrap();
        let call = place.call(&["audit", "verify", "--noted", head]);
        let ran = call.clone().with(&["--json"]).run();
        assert_eq!((ran.code, ran.stderr.as_str()), (5, ""), "{tampering}: {ran}");
        let envelope = envelope(&ran.stdout);
        assert_eq!(envelope["result"]["intact"], false, "{envelope}");
        assert_eq!(envelope["error"]["code"], "audit-broken");
        let people = call.run();
        assert_eq!(people.code, 5, "{people}");
        assert!(people.stdout.contains("NOT as it was written"), "{people}");
        assert!(people.stderr.starts_with("error: the audit log is not as it was written"), "{people}");
    }
}

#[test]
fn nothing_is_done_when_the_log_can_not_be_continued() {
    let (place, _) = logged();
    let database = Connection::open(place.database()).unwrap();
    database
        .execute_batch("DROP TRIGGER audit_keeps_records; DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
        .unwrap();
    drop(database);
    let refusal = place.call(&["widget", "--ticket", "T-1001"]).refused(5, "audit-broken");
    refusal.says(&["audit verify"]);
}
