//! Stable codes in the reader's words: roles, themes, channels, states, outcomes, faults.

use super::Words;
use crate::contract::MissingPart;
use crate::desk::tickets::{Channel, Identity};
use crate::gate::Role;
use crate::inbox::session::Theme;
use crate::store::PlanState;

impl Words {
    /// A role.
    #[must_use]
    pub fn role(self, role: Role) -> &'static str {
        match role {
            Role::Viewer => self.0.pick("viewer", "Einsicht"),
            Role::Agent => self.0.pick("agent", "Agent"),
            Role::Lead => self.0.pick("lead", "Leitung"),
        }
    }

    /// A theme.
    #[must_use]
    pub fn theme(self, theme: Theme) -> &'static str {
        match theme {
            Theme::System => self.0.pick("As the system", "Wie das System"),
            Theme::Light => self.0.pick("Light", "Hell"),
            Theme::Dark => self.0.pick("Dark", "Dunkel"),
        }
    }

    /// How a ticket came in.
    #[must_use]
    pub fn channel(self, channel: Channel) -> &'static str {
        match channel {
            Channel::Email => self.0.pick("E-mail", "E-Mail"),
            Channel::Chat => "Chat",
            Channel::Form => self.0.pick("Contact form", "Kontaktformular"),
        }
    }

    /// How sure the helpdesk is of a sender.
    #[must_use]
    pub fn identity(self, identity: Identity) -> &'static str {
        match identity {
            Identity::Authenticated => self.0.pick("sender verified", "Absender geprüft"),
            Identity::Alias => self.0.pick("known second address", "bekannte Zweitadresse"),
            Identity::Forwarded => {
                self.0.pick("address from a forwarded message", "Adresse aus einer weitergeleiteten Nachricht")
            }
            Identity::Unverified => self.0.pick("sender not verified", "Absender nicht geprüft"),
        }
    }

    /// Where a plan is.
    #[must_use]
    pub fn state(self, state: PlanState) -> &'static str {
        match state {
            PlanState::Pending => self.0.pick("Waits for approval", "Wartet auf Freigabe"),
            PlanState::Approved => self.0.pick("Approved, not begun", "Freigegeben, nicht begonnen"),
            PlanState::Executing => self.0.pick("Being carried out", "Wird ausgeführt"),
            PlanState::Ended => self.0.pick("Ended", "Beendet"),
            PlanState::Denied => self.0.pick("Denied", "Abgelehnt"),
            PlanState::Expired => self.0.pick("Expired", "Abgelaufen"),
            PlanState::Superseded => self.0.pick("Edited", "Bearbeitet"),
            PlanState::Invalidated => self.0.pick(
                "Void: the customer wrote again, or was read again",
                "Ungültig: der Kunde hat wieder geschrieben oder wurde neu gelesen",
            ),
        }
    }

    /// A fault of the local Recharge, by its name; one that has no words here stands for itself.
    #[must_use]
    pub fn fault_effect(self, name: &str) -> &str {
        match name {
            "slow_body" => self.0.pick("Answered in small pieces", "Antwort in kleinen Stücken"),
            "cut_before" => self.0.pick("Connection cut, not carried out", "Verbindung getrennt, nicht ausgeführt"),
            "cut_after" => {
                self.0.pick("Carried out, then cut without an answer", "Ausgeführt, dann ohne Antwort getrennt")
            }
            "error_before" => self.0.pick("500, not carried out", "500, nicht ausgeführt"),
            "error_after" => self.0.pick("Carried out, answered with 500", "Ausgeführt, mit 500 beantwortet"),
            "truncated" => self.0.pick("Carried out, answer cut off", "Ausgeführt, Antwort abgeschnitten"),
            "broken_json" => self.0.pick("Carried out, answer is broken JSON", "Ausgeführt, Antwort ist kaputtes JSON"),
            "html_bad_gateway" => self.0.pick("502 with HTML, not carried out", "502 mit HTML, nicht ausgeführt"),
            "too_many_requests" => self.0.pick("429, not carried out", "429, nicht ausgeführt"),
            "conflict" => self.0.pick("409, not carried out", "409, nicht ausgeführt"),
            "revoked_token" => self.0.pick("401, as if the token was revoked", "401, als wäre das Token widerrufen"),
            "stale_reads" => self
                .0
                .pick("Reads show the state before the last write", "Lesen zeigt den Stand vor dem letzten Schreiben"),
            "someone_else" => self.0.pick("Somebody else writes just before", "Jemand anderes schreibt kurz davor"),
            "process_charge" => self.0.pick("A charge is processed just before", "Kurz davor wird abgebucht"),
            "renew_charge_ids" => {
                self.0.pick("Charges get new ids just before", "Abbuchungen bekommen kurz davor neue IDs")
            }
            "null_lists" => self.0.pick("Lists are null", "Listen sind null"),
            "unknown_enum" => self.0.pick("Statuses nobody knows", "Unbekannte Status"),
            "unknown_fields" => self.0.pick("Fields nobody knows", "Unbekannte Felder"),
            "redacted_customer" => self.0.pick("Customers without names", "Kunden ohne Namen"),
            "several_customers" => {
                self.0.pick("A second customer with that e-mail", "Ein zweiter Kunde mit der E-Mail-Adresse")
            }
            "many_subscriptions" => self.0.pick("300 subscriptions", "300 Abos"),
            "duplicate_webhooks" => self.0.pick("Webhooks twice", "Webhooks doppelt"),
            "unordered_webhooks" => self.0.pick("Webhooks out of order", "Webhooks in falscher Reihenfolge"),
            "lose_webhooks" => self.0.pick("Webhooks lost", "Webhooks gehen verloren"),
            other => other,
        }
    }

    /// How a plan ended, by its code.
    #[must_use]
    pub fn outcome(self, code: &str) -> &'static str {
        match code {
            "done" => self.0.pick("Done, and verified by reading again", "Erledigt und durch erneutes Lesen geprüft"),
            "already" => self.0.pick("It was so already; nothing was sent", "Es war schon so; nichts wurde gesendet"),
            "stale" => self.0.pick("Not done: the state has changed", "Nicht ausgeführt: der Stand hat sich geändert"),
            "failed" => self.0.pick("Failed; nothing was changed", "Fehlgeschlagen; nichts wurde geändert"),
            "partial" => self.0.pick("Done in part", "Nur zum Teil ausgeführt"),
            _ => self.0.pick(
                "Not known whether it happened: look in Recharge",
                "Unklar, ob es geschehen ist: in Recharge nachsehen",
            ),
        }
    }

    /// What is missing before a plan can be made.
    #[must_use]
    pub fn missing(self, part: MissingPart) -> &'static str {
        match part {
            MissingPart::Action => self.0.pick("what is wanted", "was gewünscht ist"),
            MissingPart::Subscription => self.0.pick("which subscription", "welches Abo"),
            MissingPart::Charge => self.0.pick("which delivery", "welche Lieferung"),
            MissingPart::Date => self.0.pick("the day", "der Tag"),
            MissingPart::Address => self.0.pick("the address", "die Adresse"),
            MissingPart::Reason => self.0.pick("the reason", "der Grund"),
            MissingPart::Scope => self.0.pick("what it applies to", "wofür es gilt"),
            MissingPart::Confirmation => self.0.pick("whether it is meant", "ob es so gemeint ist"),
            MissingPart::Proof => self.0.pick("whether the writer is the customer", "ob der Kunde selbst schreibt"),
        }
    }

    /// What the AI agent made of a message, by its code.
    #[must_use]
    pub fn reading(self, came: &str) -> &'static str {
        match came {
            "plans" => self.0.pick(
                "It proposes a change, which waits for approval",
                "Er schlägt eine Änderung vor, sie wartet auf Freigabe",
            ),
            "question" => self.0.pick("Something has to be asked first", "Vorher ist etwas zu klären"),
            "information" => self.0.pick("An answer; nothing to change", "Eine Antwort; nichts zu ändern"),
            "handoff" => self.0.pick("Not done here", "Das geschieht nicht hier"),
            "refused" => self.0.pick("Not possible now", "Im Moment nicht möglich"),
            "nothing" => self.0.pick("Nothing about subscriptions", "Nichts, was Abos betrifft"),
            "error" => self.0.pick("It could not read the message", "Er konnte die Nachricht nicht lesen"),
            _ => "",
        }
    }
}
