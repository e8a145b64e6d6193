//! What was asked for and came to nothing, as lines of a ticket's story: questions, refusals, errors.

use serde_json::Value;

use super::codes::{action, because, part, verb};
use super::timeline::Weight;
use crate::store::AuditEvent;

fn text<'a>(event: &'a AuditEvent, name: &str) -> &'a str {
    event.detail.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The line for a wish that somebody had. One that led to plans is told by the plans, and a message by how it was read.
pub(super) fn tell(event: &AuditEvent, who: &str, german: bool) -> Option<(Weight, String)> {
    if text(event, "action") == "message" {
        return None;
    }
    let (wish, why) = (wish(event, german), because(text(event, "code"), german));
    let pick = |english: String, in_german: String| if german { in_german } else { english };
    let (weight, how) = match text(event, "came") {
        "plans" => return None,
        "question" => {
            let missing = event.detail.get("missing").and_then(Value::as_array).into_iter().flatten();
            let action = text(event, "action");
            let missing: Vec<&str> = missing.filter_map(Value::as_str).map(|name| part(name, action, german)).collect();
            let missing = missing.join(", ");
            (
                Weight::Plain,
                pick(
                    format!("something has to be asked first ({missing})"),
                    format!("vorher ist etwas zu klären ({missing})"),
                ),
            )
        }
        "information" => {
            (Weight::Plain, pick("answered, nothing to change".into(), "beantwortet, nichts zu ändern".into()))
        }
        "handoff" => (Weight::Plain, pick("that is done elsewhere".into(), "das geschieht anderswo".into())),
        "refused" => (Weight::Warning, pick(format!("refused, because {why}"), format!("abgelehnt, denn {why}"))),
        "nothing" => (Weight::Plain, pick("nothing about subscriptions".into(), "nichts, was Abos betrifft".into())),
        _ => (Weight::Warning, pick(format!("no answer, because {why}"), format!("keine Antwort, denn {why}"))),
    };
    Some((weight, pick(format!("{who} asked for {wish}: {how}."), format!("{who} wollte {wish}: {how}."))))
}

/// The line for something that was asked of the gate and refused; `by` is who asked, in parentheses, where that is known.
pub(super) fn refused(event: &AuditEvent, by: &str, german: bool) -> String {
    let (code, why) = (text(event, "code"), text(event, "why"));
    let asked = verb(text(event, "asked"), german);
    let named = match text(event, "named") {
        "" => String::new(),
        named if german => format!(" („{named}“)"),
        named => format!(" (“{named}”)"),
    };
    if german {
        return format!("Verweigert: {asked}{by}, denn {}{named}.", because(code, german));
    }
    // The gate's own words say more, and are English; of a role they name the action by its id.
    if why.is_empty() || text(event, "code") == "role-missing" {
        return format!("Refused to {asked}{by}: {}{named}.", because(code, german));
    }
    format!("Refused to {asked}{by}: {why}")
}

/// "“Skip next charge”". What it was aimed at is a number, which stands in the record.
fn wish(event: &AuditEvent, german: bool) -> String {
    let label = action(text(event, "action"), german);
    if german { format!("„{label}“") } else { format!("“{label}”") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::AuditKind;
    use serde_json::json;

    fn event(kind: AuditKind) -> AuditEvent {
        AuditEvent::new(kind, "2026-11-22T10:00:00Z".parse().unwrap())
    }

    #[test]
    fn what_came_of_a_wish_is_told_in_words() {
        let asked = |came: &str| {
            event(AuditKind::ActionAsked)
                .detail("action", "skip")
                .detail("targets", json!([{"subscription": 61}]))
                .detail("came", came)
        };
        let refused = asked("refused").detail("code", "charge-processing");
        let told = |event: &AuditEvent, german| tell(event, "Anna Vogel", german).unwrap().1;
        assert_eq!(
            told(&refused, false),
            "Anna Vogel asked for “Skip next charge”: refused, because the charge is being processed."
        );
        assert_eq!(
            told(&refused, true),
            "Anna Vogel wollte „Nächste Abbuchung überspringen“: abgelehnt, denn die Abbuchung wird gerade ausgeführt."
        );
        let question = asked("question").detail("missing", json!(["date", "scope"]));
        assert!(told(&question, false).ends_with("something has to be asked first (the date, what it applies to)."));
        assert!(told(&question, true).ends_with("vorher ist etwas zu klären (der Termin, wofür es gilt)."));
        let cancel = |missing: Value| asked("question").detail("action", "cancel").detail("missing", missing);
        let reason = cancel(json!(["reason"]));
        assert!(told(&reason, false).ends_with("something has to be asked first (the reason)."));
        assert!(told(&reason, true).ends_with("vorher ist etwas zu klären (der Grund)."));
        let mail = cancel(json!(["scope"]));
        assert!(told(&mail, false).ends_with("(whether Recharge mails it)."), "a cancellation applies to nothing else");
        assert!(told(&mail, true).ends_with("(ob Recharge es per E-Mail mitteilt)."));
        let error = asked("error").detail("code", "never-seen-before");
        assert!(told(&error, false).ends_with("no answer, because of “never-seen-before”."), "{}", told(&error, false));
        assert_eq!(tell(&asked("plans"), "Anna", true), None, "the plan tells it");
        assert_eq!(tell(&asked("refused").detail("action", "message"), "Ada", true), None, "its reading tells it");
    }

    #[test]
    fn a_refusal_of_the_gate_is_told_in_the_readers_language() {
        let slip = event(AuditKind::PlanRefused)
            .detail("asked", "approve")
            .detail("code", "unknown-person")
            .detail("named", "nobody");
        assert_eq!(super::refused(&slip, "", false), "Refused to approve: there is nobody of that name (“nobody”).");
        assert_eq!(super::refused(&slip, "", true), "Verweigert: freigeben, denn so heißt hier niemand („nobody“).");
        let role = event(AuditKind::PlanRefused)
            .detail("asked", "deny")
            .detail("code", "role-missing")
            .detail("why", "Vic has no role that allows to deny \"move-date\"");
        assert_eq!(super::refused(&role, " (Vic)", false), "Refused to deny (Vic): the role is missing.");
        let expired = event(AuditKind::PlanRefused)
            .detail("asked", "approve")
            .detail("code", "plan-expired")
            .detail("why", "the plan's time was over");
        assert_eq!(super::refused(&expired, " (Anna)", false), "Refused to approve (Anna): the plan's time was over");
        assert_eq!(
            super::refused(&expired, " (Anna)", true),
            "Verweigert: freigeben (Anna), denn die Frist des Plans war vorbei."
        );
    }
}
