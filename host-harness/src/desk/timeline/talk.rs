//! What was said on a ticket, as lines of its story: the customer's words, what the AI agent made of them, what a person wrote, and
//! what the customer was told.

use serde_json::Value;

use super::{Weight, capital, is_foreign, quoted, text};
use crate::desk::codes::because;
use crate::store::{AuditEvent, AuditKind};

pub(super) fn weight(event: &AuditEvent) -> Weight {
    match event.kind {
        AuditKind::CustomerTold => Weight::Good,
        AuditKind::MessageRead => match text(event, "came") {
            "error" => Weight::Bad,
            "refused" | "handoff" => Weight::Warning,
            _ => Weight::Plain,
        },
        _ => Weight::Plain,
    }
}

pub(super) fn english(event: &AuditEvent, who: &str) -> String {
    let (words, who) = (text(event, "words"), capital(who));
    let quote = quoted(words, false);
    // In the reader's own language it needs no marks.
    let plain = if is_foreign(event, false) { &quote } else { words };
    match event.kind {
        AuditKind::MessageReceived => match (words, is_again(event)) {
            ("", _) => "The customer wrote.".to_owned(),
            (_, true) => format!("The customer's last message was read again: {quote}"),
            (_, false) => format!("The customer wrote{}: {quote}", doubt(event, false)),
        },
        AuditKind::PersonWrote => format!("{who} wrote to the customer: {quote}"),
        AuditKind::CustomerTold => format!("The customer was told, as {who} approved: {quote}"),
        _ => match text(event, "came") {
            "plans" => format!("{who} understood{}.", evidence(event, " it from", " a wish", false)),
            "question" => {
                let about = evidence(event, " about", "", false);
                format!("{who} asks{about}, as a draft: {quote}{}", choices(event, "Choices"))
            }
            "information" => format!("{who} answers, as a draft: {quote}"),
            "handoff" => format!("{who} leaves it to somebody else: {plain}"),
            "refused" => format!("{who} found that it is not possible now: {plain}"),
            "nothing" => format!("{who} found nothing about subscriptions in it."),
            _ => format!("{who} could not read it, because {}.", because(text(event, "code"), false)),
        },
    }
}

pub(super) fn german(event: &AuditEvent, who: &str) -> String {
    let (words, who) = (text(event, "words"), capital(who));
    let quote = quoted(words, true);
    // In the reader's own language it needs no marks.
    let plain = if is_foreign(event, true) { &quote } else { words };
    match event.kind {
        AuditKind::MessageReceived => match (words, is_again(event)) {
            ("", _) => "Der Kunde hat geschrieben.".to_owned(),
            (_, true) => format!("Die letzte Nachricht des Kunden wurde noch einmal gelesen: {quote}"),
            (_, false) => format!("Der Kunde hat geschrieben{}: {quote}", doubt(event, true)),
        },
        AuditKind::PersonWrote => format!("{who} hat dem Kunden geschrieben: {quote}"),
        AuditKind::CustomerTold => format!("Dem Kunden wurde gesagt, wie von {who} freigegeben: {quote}"),
        _ => match text(event, "came") {
            "plans" => format!("{who} hat{} verstanden.", evidence(event, " es aus", " einen Wunsch", true)),
            "question" => {
                let about = evidence(event, " zu", "", true);
                format!("{who} fragt{about}, als Entwurf: {quote}{}", choices(event, "Zur Wahl"))
            }
            "information" => format!("{who} antwortet, als Entwurf: {quote}"),
            "handoff" => format!("{who} überlässt es anderen: {plain}"),
            "refused" => format!("{who} hat festgestellt, dass es im Moment nicht geht: {plain}"),
            "nothing" => format!("{who} hat darin nichts über Abos gefunden."),
            _ => format!("{who} konnte es nicht lesen, denn {}.", because(text(event, "code"), true)),
        },
    }
}

/// " Considered and not meant: the tea; the decaf."
pub(super) fn rejected(event: &AuditEvent, german: bool) -> String {
    let rejected = list(event, "rejected").join("; ");
    let is_quoted = !rejected.is_empty() && is_foreign(event, german);
    let rejected = if is_quoted { quoted(&rejected, german) } else { rejected };
    match (rejected.as_str(), german) {
        ("", _) => String::new(),
        (rejected, false) => format!(" Considered and not meant: {rejected}."),
        (rejected, true) => format!(" Erwogen und nicht gemeint: {rejected}."),
    }
}

pub(super) fn is_again(event: &AuditEvent) -> bool {
    event.detail.get("again").and_then(Value::as_bool).unwrap_or_default()
}

/// What there is to doubt about the sender, where there is something.
fn doubt(event: &AuditEvent, german: bool) -> &'static str {
    match (text(event, "identity"), german) {
        ("forwarded", false) => " (forwarded: the sender was not checked)",
        ("forwarded", true) => " (weitergeleitet: der Absender ist nicht geprüft)",
        ("unverified", false) => " (the sender was not checked)",
        ("unverified", true) => " (der Absender ist nicht geprüft)",
        _ => "",
    }
}

fn list<'a>(event: &'a AuditEvent, name: &str) -> Vec<&'a str> {
    event.detail.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The words it rests on, in the quotes of the language.
fn evidence(event: &AuditEvent, from: &str, without: &str, german: bool) -> String {
    let evidence: Vec<String> = list(event, "evidence").iter().map(|text| quoted(text, german)).collect();
    if evidence.is_empty() { without.to_owned() } else { format!("{from} {}", evidence.join(", ")) }
}

fn choices(event: &AuditEvent, label: &str) -> String {
    let choices = list(event, "choices");
    if choices.is_empty() { String::new() } else { format!(" {label}: {}.", choices.join(" / ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(kind: AuditKind, came: &str) -> AuditEvent {
        AuditEvent::new(kind, "2026-11-22T10:00:00Z".parse().unwrap()).detail("came", came).detail("words", "skip it")
    }

    #[test]
    fn every_kind_of_talk_has_words_of_its_own_in_both_languages() {
        let mut events: Vec<AuditEvent> =
            ["plans", "question", "information", "handoff", "refused", "nothing", "error"]
                .map(|came| event(AuditKind::MessageRead, came).detail("why", "x"))
                .into();
        events.extend(
            [AuditKind::MessageReceived, AuditKind::PersonWrote, AuditKind::CustomerTold].map(|kind| event(kind, "")),
        );
        events.push(event(AuditKind::MessageReceived, "").detail("again", true));
        events.push(event(AuditKind::MessageReceived, "").detail("identity", "unverified"));
        let mut told: Vec<String> = Vec::new();
        for event in &events {
            told.extend([english(event, "Ada"), german(event, "Ada")]);
        }
        let all = told.len();
        told.sort();
        told.dedup();
        assert_eq!(told.len(), all, "{told:?}");
    }

    #[test]
    fn what_it_rests_on_and_what_was_not_meant_is_told() {
        let read = event(AuditKind::MessageRead, "plans").detail("evidence", json!(["skip it", "the tea"]));
        assert_eq!(english(&read, "the AI agent Ada"), "The AI agent Ada understood it from “skip it”, “the tea”.");
        assert_eq!(rejected(&read.detail("rejected", json!(["coffee"])), false), " Considered and not meant: coffee.");
        let asked = event(AuditKind::MessageRead, "question").detail("choices", json!(["Tee", "Kaffee"]));
        assert_eq!(german(&asked, "Ada"), "Ada fragt, als Entwurf: „skip it“ Zur Wahl: Tee / Kaffee.");
        let asked = event(AuditKind::MessageRead, "question").detail("evidence", json!(["my tea", "not now"]));
        assert_eq!(english(&asked, "Ada"), "Ada asks about “my tea”, “not now”, as a draft: “skip it”");
        assert_eq!(german(&asked, "Ada"), "Ada fragt zu „my tea“, „not now“, als Entwurf: „skip it“");
    }
}
