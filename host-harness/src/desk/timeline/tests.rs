//! Stories told from records, in both languages.

use super::*;
use crate::gate::NOTHING_MORE;
use crate::store::{AuditFilter, AuditLog, MemoryAuditLog};
use serde_json::json;

fn records(events: Vec<AuditEvent>) -> Vec<AuditRecord> {
    let log = MemoryAuditLog::new();
    log.append(&events).unwrap();
    log.records(&AuditFilter::default()).unwrap()
}

fn event(kind: AuditKind) -> AuditEvent {
    AuditEvent::new(kind, "2026-11-22T10:00:00Z".parse().unwrap()).ticket("T-1").detail("plan", "abc")
}

fn anna() -> Value {
    json!({"kind": "person", "id": "anna", "name": "Anna Vogel"})
}

#[test]
fn a_change_is_told_from_the_wish_to_the_verified_outcome() {
    let ai = json!({"kind": "ai", "id": "a", "name": "Ada"});
    let told = records(vec![
        event(AuditKind::CallStarted),
        event(AuditKind::PlanProposed)
            .detail("by", ai)
            .detail("title", "Skip Tea")
            .detail("writes", json!([{"label": "Skip the charge", "method": "POST", "path": "/charges/5/skip"}]))
            .detail("changes", json!([{"label": "Next charge", "before": "1 Dec", "after": "29 Dec"}])),
        event(AuditKind::PlanApproved).detail("by", anna()).detail("title", "Skip Tea"),
        event(AuditKind::PreconditionsChecked).detail("result", "hold"),
        event(AuditKind::WriteSent).detail("step", 0).detail("method", "POST").detail("path", "/charges/5/skip"),
        event(AuditKind::WriteAnswered).detail("status", 200),
        event(AuditKind::RequestSent).detail("path", "/charges"),
        event(AuditKind::RequestSent).detail("path", "/subscriptions/1"),
        event(AuditKind::PlanEnded).detail("outcome", "done").detail("text", "Done and verified: skipped."),
    ]);
    let english: Vec<String> = timeline(&told, "en-GB").into_iter().map(|entry| entry.text).collect();
    assert_eq!(
        english,
        [
            "The AI agent Ada proposed: “Skip Tea” (“Next charge: 1 Dec → 29 Dec”).",
            "Anna Vogel approved it: “Skip Tea”.",
            "Everything was still as approved.",
            "Sent request 1 to Recharge: “Skip the charge”",
            "Recharge answered 200: taken.",
            "Read back 2 times to verify.",
            "Done and verified: skipped.",
        ]
    );
    let german = timeline(&told, "de-AT");
    assert_eq!(german.len(), english.len());
    assert_eq!(german[6].text, "Erledigt und geprüft: „skipped.“");
    assert_eq!(german[0].text, "Der KI-Agent Ada hat vorgeschlagen: „Skip Tea“ („Next charge: 1 Dec → 29 Dec“).");
    assert!(german.iter().all(|entry| entry.plan.as_deref() == Some("abc")));
}

#[test]
fn whatever_went_wrong_is_told_in_both_languages() {
    let told = records(vec![
        event(AuditKind::PlanRefused).detail("asked", "approve").detail("why", "no role").detail("by", anna()),
        event(AuditKind::PlanDenied).detail("by", anna()).detail("reason", "not asked for"),
        event(AuditKind::PreconditionsChecked).detail("result", "stale").detail("differ", json!(["date", "status"])),
        event(AuditKind::PreconditionsChecked)
            .detail("result", "unreadable")
            .detail("why", "/a was answered with 500")
            .detail("path", "/a")
            .detail("status", 500),
        event(AuditKind::WriteRefused).detail("error", "not-sent").detail("why", "/a was answered with 500"),
        event(AuditKind::WriteRefused).detail("error", "stale").detail("why", "date, status"),
        event(AuditKind::WriteAnswered).detail("status", 409).detail("again_in_ms", 3000),
        event(AuditKind::WriteAnswered).detail("status", 500),
        event(AuditKind::WriteAnswered).detail("status", 422),
        event(AuditKind::WriteFailed).detail("error", "unknown").detail("why", "the connection broke"),
        event(AuditKind::WriteFailed).detail("error", "not-sent").detail("why", "refused"),
        event(AuditKind::WriteRefused).detail("error", "not-permitted"),
        event(AuditKind::WriteRefused).detail("error", "unknown").detail("why", "it was about to be sent"),
        event(AuditKind::WriteRefused).detail("error", "already-performed"),
        event(AuditKind::WriteRefused).detail("error", "not-permitted").detail("why", NOTHING_MORE),
        event(AuditKind::PlanSettling).detail("why", "crash"),
        event(AuditKind::PlanEnded).detail("outcome", "unknown").detail("settled", true).detail("corrected", "x"),
        event(AuditKind::PlanExpired),
        event(AuditKind::PlanInvalidated),
        event(AuditKind::PlanSuperseded).detail("by", "def"),
        event(AuditKind::MessageReceived),
    ]);
    let (english, german) = (timeline(&told, "en"), timeline(&told, "de"));
    assert_eq!((english.len(), german.len()), (20, 20), "what had changed is told once");
    for (english, german) in english.iter().zip(&german) {
        assert_ne!(english.text, german.text);
        assert_eq!(english.weight, german.weight);
    }
    assert!(english[2].text.contains("date, status"));
    assert!(german[3].text.ends_with("Recharge hat mit einem Fehler (500) geantwortet."), "{}", german[3].text);
    assert!(english.iter().chain(&german).all(|entry| !entry.text.contains("/a")), "a path in the story");
    assert_eq!(german[4].text, "Darum wurde nichts gesendet.");
    assert!(english[5].text.contains("3 s later"));
    assert!(english[6].text.contains("answered with an error (500), which doesn't say whether it happened"));
    assert!(english[10].text.contains("something it may not"));
    let reasons = ["answered with 500", "connection broke", "refused", "crash"];
    assert!(german.iter().all(|entry| reasons.iter().all(|why| !entry.text.contains(why))), "English in German");
    for interrupted in english.iter().skip(11).take(3) {
        assert_eq!(interrupted.weight, Weight::Warning);
        assert!(!interrupted.text.contains("may not"), "{}", interrupted.text);
    }
    assert!(english[11].text.contains("may have been sent already before the interruption"));
    assert!(english[15].text.contains("found out by reading"));
    let engineers = ["the host", "The host", "der Host", "Der Host"];
    assert!(english.iter().chain(&german).all(|entry| engineers.iter().all(|word| !entry.text.contains(word))));
}

#[test]
fn where_something_was_sent_it_is_never_told_that_nothing_was() {
    let told = records(vec![
        event(AuditKind::WriteSent).detail("step", 0),
        event(AuditKind::WriteAnswered).detail("status", 429).detail("again_in_ms", 2000),
        event(AuditKind::PreconditionsChecked).detail("result", "stale").detail("differ", json!(["date"])),
        event(AuditKind::WriteRefused).detail("error", "not-sent").detail("why", "no room"),
        event(AuditKind::PlanEnded).detail("outcome", "failed").detail("text", "Nothing was changed."),
    ]);
    for (locale, never, more) in [
        ("en", ["Nothing was sent", "So nothing was sent"], "Nothing more was sent"),
        ("de", ["Nichts wurde gesendet", "Darum wurde nichts gesendet"], "Nichts weiter wurde gesendet"),
    ] {
        let story: Vec<String> = timeline(&told, locale).into_iter().map(|entry| entry.text).collect();
        let story = story.join(" ");
        assert!(never.iter().all(|words| !story.contains(words)), "{story}");
        assert!(story.contains(more), "{story}");
    }
}

#[test]
fn many_reads_are_told_as_waiting() {
    let mut events = vec![event(AuditKind::WriteSent).detail("step", 0)];
    events.extend((0..83).map(|_| event(AuditKind::RequestSent)));
    events.push(event(AuditKind::PlanEnded).detail("outcome", "unknown"));
    let told = records(events);
    let said = |locale| timeline(&told, locale)[1].text.clone();
    assert_eq!(said("en"), "Waited for Recharge to show it, and kept looking (83 reads).");
    assert!(said("de").starts_with("Gewartet, bis Recharge es zeigt"), "{}", said("de"));
}

#[test]
fn the_same_persons_second_yes_is_told_as_that_and_anothers_as_theirs() {
    let ben = json!({"kind": "person", "id": "ben", "name": "Ben Kowalski"});
    let told = records(vec![
        event(AuditKind::PlanApproved).detail("by", ben.clone()).detail("title", "Skip Tea"),
        event(AuditKind::PlanConfirmed).detail("by", ben).detail("title", "Skip Tea"),
        event(AuditKind::PlanConfirmed).detail("by", anna()).detail("title", "Skip Tea"),
    ]);
    let story: Vec<String> = timeline(&told, "en").into_iter().map(|entry| entry.text).collect();
    assert_eq!(
        story,
        [
            "Ben Kowalski approved it: “Skip Tea”.",
            "Ben Kowalski said yes again, having approved it already: “Skip Tea”.",
            "Anna Vogel said yes as well, before it had begun; it is carried out once: “Skip Tea”.",
        ]
    );
}

#[test]
fn what_is_quoted_in_a_quotation_stands_in_single_marks() {
    let told = records(vec![
        event(AuditKind::PlanEnded)
            .detail("outcome", "done")
            .detail("locale", "en")
            .detail("text", "Done and verified: “Cancel Earl Grey”. Now: Status: Cancelled."),
        event(AuditKind::PersonWrote).detail("by", anna()).detail("words", "Das „Probeabo“ endet."),
    ]);
    let german = timeline(&told, "de");
    assert_eq!(german[0].text, "Erledigt und geprüft: „‘Cancel Earl Grey’. Now: Status: Cancelled.“");
    assert_eq!(german[1].text, "Anna Vogel hat dem Kunden geschrieben: „Das ‚Probeabo‘ endet.“");
    assert_eq!(timeline(&told, "en")[1].text, "Anna Vogel wrote to the customer: “Das ‚Probeabo‘ endet.”");
}

#[test]
fn what_the_host_said_itself_is_told_in_the_readers_language_and_what_the_plugin_said_is_quoted() {
    let rejected = "Earl Grey: named, and nothing is wanted of it";
    let told = records(vec![
        event(AuditKind::PlanProposed)
            .detail("by", anna())
            .detail("locale", "en")
            .detail("title", "Skip Tea")
            .detail("rejected", json!([rejected])),
        event(AuditKind::MessageRead).detail("came", "handoff").detail("locale", "en").detail("words", "Ask them."),
        event(AuditKind::PlanEnded).detail("outcome", "failed").detail("locale", "en").detail(
            "text",
            "Nothing was changed: the helpdesk stopped working before anything was sent. Prepare it anew.",
        ),
        event(AuditKind::PlanEnded)
            .detail("outcome", "unknown")
            .detail("locale", "de")
            .detail("corrected", "the plugin gave no outcome (x)")
            .detail("text", "Ob es geschehen ist, steht nicht fest."),
    ]);
    let (english, german) = (timeline(&told, "en"), timeline(&told, "de"));
    assert!(german[0].text.ends_with(&format!("Erwogen und nicht gemeint: „{rejected}“.")), "{}", german[0].text);
    assert!(english[0].text.ends_with(&format!("Considered and not meant: {rejected}.")), "{}", english[0].text);
    assert!(german[1].text.ends_with("überlässt es anderen: „Ask them.“"), "{}", german[1].text);
    assert!(
        german[2].text.contains("Das Helpdesk ist stehen geblieben, bevor etwas gesendet war."),
        "{}",
        german[2].text
    );
    assert!(!german[2].text.contains("the helpdesk"), "{}", german[2].text);
    assert!(english[3].text.starts_with("It isn't known whether it happened."), "{}", english[3].text);
}
