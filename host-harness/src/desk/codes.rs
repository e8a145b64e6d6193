//! Stable codes in a reader's words: what an action, a target, a missing part or a reason is called where the records hold
//! its code alone. A code that isn't here is shown as it is.

/// What an action is called.
#[must_use]
pub fn action(id: &str, german: bool) -> String {
    let (english, in_german) = match id {
        "move-date" => ("Move delivery date", "Liefertermin verschieben"),
        "cancel" => ("Cancel", "Abbrechen"),
        "skip" => ("Skip next charge", "Nächste Abbuchung überspringen"),
        "unskip" => ("Unskip charge", "Überspringen zurücknehmen"),
        "update-address" => ("Update address", "Adresse ändern"),
        "reactivate" => ("Reactivate", "Wieder aufnehmen"),
        "open" => ("Open in Recharge", "In Recharge öffnen"),
        other => return other.to_owned(),
    };
    if german { in_german } else { english }.to_owned()
}

/// What a kind of target is called.
pub(crate) fn target(kind: &str, german: bool) -> &str {
    match (kind, german) {
        ("subscription", true) => "Abo",
        ("charge", true) => "Abbuchung",
        ("address", true) => "Adresse",
        ("customer", true) => "Kunde",
        _ => kind,
    }
}

/// What somebody wanted of the gate.
pub(super) fn verb(asked: &str, german: bool) -> &str {
    match (asked, german) {
        ("propose" | "prepare", true) => "vorschlagen",
        ("propose", false) => "prepare",
        ("approve", true) => "freigeben",
        ("deny", true) => "ablehnen",
        ("edit", true) => "bearbeiten",
        ("undo", true) => "rückgängig machen",
        ("execute", true) => "ausführen",
        ("execute", false) => "carry out",
        ("settle", true) => "klären",
        ("end", true) => "abschließen",
        ("widget", true) => "ansehen",
        ("widget", false) => "show the widget",
        ("message", true) => "eine Nachricht annehmen",
        ("message", false) => "take in a message",
        ("reply", true) => "dem Kunden antworten",
        ("reply", false) => "reply to the customer",
        ("agent", true) => "ein Gespräch führen",
        ("agent", false) => "hold a conversation",
        _ => asked,
    }
}

/// What has to be asked for, by the contract's name of it. What a side effect is depends on the action: a cancellation may
/// be mailed, an address may be that of other subscriptions too.
pub(super) fn part<'a>(name: &'a str, action: &str, german: bool) -> &'a str {
    let (english, in_german) = match name {
        "scope" if action == "cancel" => ("whether Recharge mails it", "ob Recharge es per E-Mail mitteilt"),
        "action" => ("which action", "welche Aktion"),
        "subscription" => ("which subscription", "welches Abo"),
        "charge" => ("which charge or item", "welche Abbuchung oder Position"),
        "date" => ("the date", "der Termin"),
        "address" => ("the address", "die Adresse"),
        "reason" => ("the reason", "der Grund"),
        "scope" => ("what it applies to", "wofür es gilt"),
        "confirmation" => ("whether it is meant", "ob es gemeint ist"),
        "proof" => ("who is writing", "wer schreibt"),
        other => return other,
    };
    if german { in_german } else { english }
}

macro_rules! reasons {
    ($($code:literal => $english:literal, $german:literal;)*) => {
        fn reason(code: &str, german: bool) -> Option<&'static str> {
            match code {
                $($code => Some(if german { $german } else { $english }),)*
                _ => None,
            }
        }

        #[cfg(test)]
        const REASONS: &[&str] = &[$($code,)*];
    };
}

reasons! {
    // Why the plugin makes no plan.
    "address-unknown" => "no address is known for it", "dazu ist keine Adresse bekannt";
    "address-unread" => "the address could not be read", "die Adresse war nicht lesbar";
    "already-active" => "the subscription is running", "das Abo läuft";
    "already-cancelled" => "it is cancelled already", "es ist schon gekündigt";
    "already-skipped" => "that delivery is skipped already", "diese Lieferung ist schon übersprungen";
    "another-charge" => "another charge comes next", "als Nächstes kommt eine andere Abbuchung";
    "cancelled" => "the subscription is cancelled", "das Abo ist gekündigt";
    "charge-not-made" => "the charge isn't made yet", "die Abbuchung ist noch nicht angelegt";
    "charge-not-queued" => "that charge isn't upcoming", "diese Abbuchung steht nicht an";
    "charge-pending" => "a payment is in progress", "eine Zahlung läuft";
    "charge-processing" => "the charge is being processed", "die Abbuchung wird gerade ausgeführt";
    "charges-unread" => "the charges could not be read", "die Abbuchungen waren nicht lesbar";
    "date-skipped" => "that date is skipped", "dieser Termin ist übersprungen";
    "date-too-early" => "the date is too early", "der Termin ist zu früh";
    "date-too-far" => "the date is too far ahead", "der Termin liegt zu weit voraus";
    "expired" => "the subscription has ended", "das Abo ist ausgelaufen";
    "implausible-postcode" => "the postcode is none of that country", "die Postleitzahl passt nicht zum Land";
    "incomplete" => "not everything could be read", "nicht alles war lesbar";
    "incomplete-address" => "the address is incomplete", "die Adresse ist unvollständig";
    "invalid-parameters" => "the parameters were wrong", "die Parameter waren falsch";
    "invalid-targets" => "the targets don't fit", "die Ziele passen nicht";
    "missing-scopes" => "the token lacks a scope", "dem Token fehlt eine Berechtigung";
    "no-charge" => "no charge is coming up", "es steht keine Abbuchung an";
    "no-customer" => "no customer has that address", "kein Kunde hat diese Adresse";
    "no-link" => "the portal's address is unknown", "die Adresse des Portals ist unbekannt";
    "no-subscription" => "the customer has no running subscription", "der Kunde hat kein laufendes Abo";
    "not-available" => "this plugin can't do that", "dieses Plugin kann das nicht";
    "not-found" => "the customer has nothing of that id", "der Kunde hat nichts mit dieser Nummer";
    "not-skippable" => "it can't be skipped", "es lässt sich nicht überspringen";
    "not-skipped-then" => "nothing is skipped on that date", "an diesem Termin ist nichts übersprungen";
    "nothing-skipped" => "nothing is skipped", "es ist nichts übersprungen";
    "nothing-to-change" => "it is so already", "es ist schon so";
    "one-at-a-time" => "exactly one has to be named", "genau eines muss genannt sein";
    "payment-failed" => "a payment has failed", "eine Zahlung ist fehlgeschlagen";
    "prepaid" => "the delivery is prepaid", "die Lieferung ist vorausbezahlt";
    "skip-over" => "the skipped date is over", "der übersprungene Termin ist vorbei";
    "skipped-already" => "a delivery is skipped already", "eine Lieferung ist schon übersprungen";
    "status-unknown" => "its state is unknown", "sein Zustand ist unbekannt";
    "too-many" => "it is too much for one plan", "es ist zu viel für einen Plan";
    "unknown-country" => "there is no such country", "es gibt kein solches Land";
    // Why the plugin has no answer.
    "invalid-request" => "the request was wrong", "die Anfrage war falsch";
    "not-connected" => "the shop is not connected", "der Shop ist nicht verbunden";
    "unauthorized" => "the token is not accepted", "das Token wird nicht akzeptiert";
    "rate-limited" => "a pause was asked for", "es wurde eine Pause verlangt";
    "unavailable" => "the shop's system failed or did not answer", "das System des Shops ist gestört oder antwortet nicht";
    "unreadable" => "the answer could not be read", "die Antwort war nicht lesbar";
    // Why the plugin itself failed.
    "plugin-panicked" => "the plugin crashed", "das Plugin ist abgestürzt";
    "plugin-crashed" => "the plugin broke off", "das Plugin ist abgebrochen";
    "plugin-out-of-time" => "the plugin computed for too long", "das Plugin hat zu lange gerechnet";
    "plugin-out-of-memory" => "the plugin wanted too much memory", "das Plugin wollte zu viel Speicher";
    "plugin-abuse" => "the plugin wanted what it may not have", "das Plugin wollte etwas, was es nicht darf";
    "call-too-slow" => "the shop's system took too long", "das System des Shops hat zu lange gebraucht";
    // Why the gate says no.
    "plan-unknown" => "there is no such plan", "es gibt keinen solchen Plan";
    "plan-expired" => "the plan's time was over", "die Frist des Plans war vorbei";
    "plan-used" => "the plan was used already", "der Plan wurde schon verwendet";
    "plan-already-approved" => "it was approved already", "er war schon freigegeben";
    "plan-not-approved" => "nobody had approved it", "niemand hatte ihn freigegeben";
    "plan-denied" => "it had been denied", "er war abgelehnt";
    "plan-superseded" => "it had been edited", "er war bearbeitet worden";
    "plan-invalidated" => "the customer had written again", "der Kunde hatte wieder geschrieben";
    "plan-of-other-ticket" => "the plan is of another ticket", "der Plan gehört zu einem anderen Ticket";
    "plan-of-other-connection" => "the plan is of another connection", "der Plan gehört zu einer anderen Verbindung";
    "plan-of-other-plugin" => "the plan is of another version of the plugin", "der Plan stammt von einer anderen Version des Plugins";
    "plan-of-other-call" => "the plan is of another call", "der Plan gehört zu einem anderen Aufruf";
    "plan-changed" => "it was not the plan that was shown", "es war nicht der Plan, der angezeigt wurde";
    "plan-malformed" => "the plan can't be carried out", "der Plan ist nicht ausführbar";
    "plan-held-elsewhere" => "another process had it", "ein anderer Prozess hatte ihn";
    "role-missing" => "the role is missing", "die Rolle fehlt";
    "own-proposal" => "it was their own proposal", "es war der eigene Vorschlag";
    "writes-off" => "changes are switched off", "Änderungen sind abgeschaltet";
    "nothing-to-undo" => "there is nothing to undo", "es gibt nichts rückgängig zu machen";
    "not-undoable" => "it can't be undone", "es lässt sich nicht rückgängig machen";
    "undo-overtaken" => "the same was changed once more since", "dasselbe wurde seither noch einmal geändert";
    "reason-missing" => "a reason was missing", "ein Grund fehlte";
    "reason-too-long" => "the reason was too long", "der Grund war zu lang";
    "unknown-ticket" => "there is no such ticket", "ein solches Ticket gibt es nicht";
    "unknown-person" => "there is nobody of that name", "so heißt hier niemand";
}

/// The reason behind a code, as the rest of a sentence: "refused, because …", „abgelehnt, denn …“.
pub(crate) fn because(code: &str, german: bool) -> String {
    match (reason(code, german), german) {
        (Some(reason), _) => reason.to_owned(),
        (None, false) => format!("of “{code}”"),
        (None, true) => format!("„{code}“ wurde gemeldet"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_of_its_own_in_both_languages() {
        let mut seen = std::collections::BTreeSet::new();
        for code in REASONS {
            let (english, german) = (because(code, false), because(code, true));
            assert_ne!(english, german, "{code}");
            assert!(!english.ends_with('.') && !german.ends_with('.'), "the rest of a sentence: {code}");
            assert!(seen.insert(english.clone()), "{code}: {english}");
        }
    }
}
