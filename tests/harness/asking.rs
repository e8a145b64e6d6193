//! Whatever is asked for and comes to nothing is in the audit log: who asked, for what, how it ended; and it is told in words.

use crate::support::{Place, Served, Server, envelope};
use host_harness::recharge_sandbox::{State, demo};
use serde_json::{Value, json};

fn records(place: &Place, kind: &str) -> Vec<Value> {
    let records = place.call(&["audit", "--limit", "10000"]).result()["records"].take();
    records.as_array().unwrap().iter().filter(|record| record["kind"] == kind).cloned().collect()
}

fn told(place: &Place, locale: &str) -> String {
    place.call(&["audit", "--ticket", "T-1001", "--locale", locale]).result()["timeline"].to_string()
}

#[track_caller]
fn moved(place: &Place) -> String {
    let prepared = place.call(&["prepare", "move-date", "--ticket", "T-1001", "--set", "by.weeks=2"]).result();
    prepared["plans"][0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_came_of_asking_is_recorded_with_who_asked_and_told_in_both_languages() {
    let place = Place::new();
    let ask = |arguments: &[&str]| place.call(&[&["prepare"], arguments, &["--json"]].concat()).run();
    let refused = ask(&["move-date", "--ticket", "T-1001", "--set", "to=2020-01-01"]);
    assert_eq!(refused.code, 1, "{refused}");
    ask(&["move-date", "--ticket", "T-1001"]);
    ask(&["open", "--ticket", "T-1001", "--as", "ben"]);
    assert_eq!(ask(&["explode", "--ticket", "T-1001"]).code, 2);
    moved(&place);

    let asked = records(&place, "action.asked");
    let came: Vec<(&Value, &Value)> =
        asked.iter().map(|one| (&one["detail"]["came"], &one["detail"]["by"]["id"])).collect();
    let (anna, ben) = (json!("anna"), json!("ben"));
    assert_eq!(
        came,
        [
            (&json!("refused"), &anna),
            (&json!("question"), &anna),
            (&json!("handoff"), &ben),
            (&json!("error"), &anna),
            (&json!("plans"), &anna)
        ]
    );
    assert_eq!((&asked[0]["detail"]["code"], &asked[0]["ticket"]), (&json!("date-too-early"), &json!("T-1001")));
    assert_eq!(asked[1]["detail"]["missing"], json!(["date"]));
    assert_eq!(
        (&asked[3]["detail"]["code"], &asked[3]["detail"]["action"]),
        (&json!("invalid-request"), &json!("explode"))
    );
    assert!(!asked.iter().any(|one| one["detail"].to_string().contains("2020-01-01")), "no parameters: {asked:?}");

    let (english, german) = (told(&place, "en"), told(&place, "de"));
    for words in [
        "Anna Vogel asked for “Move delivery date”: refused, because the date is too early.",
        "Anna Vogel asked for “Move delivery date”: something has to be asked first (the date).",
        "asked for “Open in Recharge”: that is done elsewhere.",
    ] {
        assert!(english.contains(words), "{words}: {english}");
    }
    assert!(
        german.contains("Anna Vogel wollte „Liefertermin verschieben“: abgelehnt, denn der Termin ist zu früh."),
        "{german}"
    );
    place.intact_records();
}

#[test]
fn a_slip_is_recorded_and_is_no_part_of_another_tickets_story() {
    let place = Place::new();
    let plan = moved(&place);
    place.call(&["prepare", "skip", "--ticket", "T-10010"]).refused_in_json(2, "unknown-ticket");
    place.call(&["widget", "--ticket", "T-\u{7}10010"]).refused_in_json(2, "unknown-ticket");
    place.call(&["prepare", "skip", "--ticket", "T-1002", "--as", "nobody"]).refused_in_json(2, "unknown-person");
    place.call(&["edit", "zzzzz-zzzzz", "--set", "by.weeks=3"]).refused_in_json(2, "plan-unknown");
    place.call(&["undo", "zzzzz-zzzzz"]).refused_in_json(2, "plan-unknown");
    place.call(&["deny", &plan, "--as", "nobody", "--reason", "no"]).refused_in_json(2, "unknown-person");
    let refused = records(&place, "plan.refused");
    let codes: Vec<&str> = refused.iter().map(|one| one["detail"]["code"].as_str().unwrap()).collect();
    assert_eq!(
        codes,
        ["unknown-ticket", "unknown-ticket", "unknown-person", "plan-unknown", "plan-unknown", "unknown-person"]
    );
    assert_eq!(refused[1]["detail"]["named"], "T-10010", "cleaned");
    let of_ticket: Vec<usize> = (0..refused.len()).filter(|number| !refused[*number]["ticket"].is_null()).collect();
    assert_eq!(of_ticket, [5], "the plan's ticket is known, of the others none");
    assert!(told(&place, "de").contains("Verweigert: ablehnen, denn so heißt hier niemand („nobody“)."));
}

#[test]
fn a_plan_is_approved_through_its_own_connection_alone() {
    let shop = State::from_world(demo::WORLD, "demo/shop.toml", crate::support::NOW.parse().unwrap()).unwrap();
    let server = Server::sandbox(shop);
    let place = Place::new();
    let plan = moved(&place);
    let there = |arguments: &[&str]| {
        place.call(&[arguments, &["--recharge-url", &server.url]].concat()).token(demo::TOKEN_FULL)
    };
    let refusal = there(&["approve", &plan, "--as", "anna"]).refused(2, "plan-of-other-connection");
    refusal.says(&["\"local\"", "leave --recharge-url away"]);
    there(&["edit", &plan, "--set", "by.weeks=3"]).refused_in_json(2, "plan-of-other-connection");
    let german = there(&["approve", &plan, "--as", "anna", "--locale", "de"]).refused(2, "plan-of-other-connection");
    german.says(&["Verbindung „local“", "--recharge-url weglassen"]);
    let waiting = place.call(&["approvals"]).result();
    assert_eq!(waiting["plans"][0]["state"], "pending", "nothing was approved: {waiting}");
    let approved = place.call(&["approve", &plan, "--as", "anna"]).result();
    assert!(approved["plan"]["outcome"]["done"].is_string(), "{approved}");
}

#[test]
fn another_time_than_the_local_recharges_is_refused_where_its_clock_counts() {
    let place = Place::new();
    let plan = moved(&place);
    let kept = std::fs::read(place.sandbox()).unwrap();
    let later = "2027-02-01T09:00:00Z";
    let refusal = place.bare(&["approve", &plan, "--as", "anna", "--now", later]).refused(2, "other-time");
    refusal.says(&["its clock counts", "harness sandbox advance 2027-02-01T09:00:00Z"]);
    assert_eq!(std::fs::read(place.sandbox()).unwrap(), kept, "the kept state is as it was");
    assert_eq!(place.call(&["sandbox", "check"]).result()["violations"], json!([]));
    place.bare(&["widget", "--ticket", "T-1001", "--now", later]).result();

    let server = Served::start(&place, &[]);
    for command in [&["widget", "--ticket", "T-1001"][..], &["approve", &plan, "--as", "anna"]] {
        let call = place.bare(&[command, &["--now", later]].concat());
        call.refused(2, "other-time").says(&["its clock counts"]);
        let german = call.with(&["--locale", "de"]).refused(2, "other-time");
        german.says(&["Hier gilt ihre Zeit"]);
    }
    place.bare(&["widget", "--ticket", "T-1001"]).result();
    drop(server);
}

#[test]
fn whoever_denies_says_why_in_a_few_words() {
    let place = Place::new();
    let plan = moved(&place);
    let deny = |reason: &str| place.call(&["deny", &plan, "--as", "lea", "--reason", reason]);
    for reason in ["", "  ", "\u{7}\u{1b}\n"] {
        deny(reason).refused_in_json(2, "reason-missing");
    }
    deny(&"ü".repeat(1001)).refused_in_json(2, "reason-too-long").says(&["1000"]);
    let german = deny("").with(&["--locale", "de"]).refused(2, "reason-missing");
    german.says(&["Es fehlt ein Grund"]);
    assert_eq!(place.call(&["approvals"]).result()["plans"][0]["state"], "pending");
    let denied = deny("  not\u{7} asked for ").result();
    assert_eq!(denied["plan"]["decision"]["reason"], "not  asked for");
}

#[test]
fn a_refusal_is_shown_once_with_what_is_possible_in_words() {
    let place = Place::new();
    for (locale, once, instead, error) in [
        ("en", "too early", "Possible instead: Move delivery date, to ", "error: "),
        ("de", "zu früh", "Stattdessen möglich: Liefertermin verschieben, auf den ", "Fehler: "),
    ] {
        let wish = ["prepare", "move-date", "--ticket", "T-1001", "--set", "to=2020-01-01", "--locale", locale];
        let ran = place.call(&wish).run();
        let all = format!("{}{}", ran.stdout, ran.stderr);
        assert_eq!(all.matches(once).count(), 1, "{ran}");
        assert!(ran.stdout.contains(instead), "{ran}");
        assert!(!ran.stdout.contains('{'), "no JSON: {ran}");
        assert!(ran.stderr.starts_with(error) && ran.stderr.contains("date-too-early"), "{ran}");
        let json = place.call(&wish).with(&["--json"]).run();
        assert_eq!(envelope(&json.stdout)["result"]["preparation"]["refused"]["instead"]["action"], "move-date");
    }
}

#[test]
fn what_is_unknown_is_said_in_the_readers_language() {
    let place = Place::new();
    let german = |arguments: &[&str]| place.call(&[arguments, &["--locale", "de-AT"]].concat());
    let ticket = german(&["prepare", "skip", "--ticket", "T-101"]).refused(2, "unknown-ticket");
    ticket.says(&["Ein Ticket „T-101“ gibt es nicht.", "Gemeint ist vielleicht T-1001"]);
    german(&["widget", "--ticket", "T-101"]).refused(2, "unknown-ticket").says(&["gibt es nicht"]);
    let person = german(&["prepare", "skip", "--ticket", "T-1001", "--as", "nobody"]).refused(2, "unknown-person");
    person.says(&["heißt „nobody“"]);
    let plan = moved(&place);
    let identity = german(&["approve", &plan, "--as", "anna", "--identity", "abc"]).refused(2, "bad-identity");
    identity.says(&["--identity ist keine Kennung"]);
    let choice = german(&["prepare", "skip", "--ticket", "T-1002", "--choose", "99"]).refused(2, "no-such-choice");
    choice.says(&["ohne --choose"]);
    german(&["undo", &plan, "--as", "ben"]).refused(1, "nothing-to-undo");
    assert_eq!(records(&place, "plan.refused").pop().unwrap()["detail"]["by"]["id"], "ben", "who asked is known");
    let shown = german(&["prepare", "move-date", "--ticket", "T-1001", "--set", "by.weeks=3"]).shown();
    assert!(shown.contains("durch „Liefertermin verschieben“"), "no English id: {shown}");
    assert!(shown.contains("freigeben bis: 22.11.2026, "), "a deadline to the minute: {shown}");
}
