//! The harness's own words around a plan, in the reader's language. What a plan itself says comes from the plugin.

use jiff::Timestamp;

use crate::desk::codes;
use crate::store::PlanState;

pub use crate::desk::language::Language as Words;
use crate::desk::language::texts;

texts! {
    pub(super) impl Words;
    before: "before", "vorher";
    after: "after", "nachher";
    understood: "understood so far", "bisher verstanden";
    customers_words: "the customer's words", "Worte des Kunden";
    not_meant: "considered and not meant", "erwogen und nicht gemeint";
    sends: "sends", "sendet";
    reply_when_done: "told to the customer once it is done and verified", "sagt dem Kunden, wenn es erledigt und geprüft ist";
    draft_of_the_agent: "The agent's draft to the customer:", "Entwurf des Agenten an den Kunden:";
    now_void: "The customer wrote again, so this is void:", "Der Kunde hat wieder geschrieben, das gilt nicht mehr:";
    kept: "Kept on the ticket; nothing was prepared, and nothing became void.", "Im Ticket vermerkt; nichts wurde vorbereitet, und nichts ist ungültig geworden.";
    answered_by: "The customer answers with", "Der Kunde antwortet mit";
    told: "Told to the customer:", "Dem Kunden gesagt:";
    not_told: "The customer was told nothing.", "Dem Kunden wurde nichts gesagt.";
    customer: "Customer:", "Kunde:";
    still_waits: "It waits.", "Es wartet.";
    denied_at_the_terminal: "denied in the conversation", "im Gespräch abgelehnt";
    conversation: "Write as the customer; an empty line ends it.", "Schreiben Sie als Kunde; eine leere Zeile beendet es.";
    approve_this: "approve? [y/N/d(eny)]", "freigeben? [j/N/a(blehnen)]";
    number_or_words: "Answer in words, or by a number.", "Antwort in Worten oder als Nummer.";
    undo: "undo", "rückgängig";
    asked_by: "asked for by", "vorgeschlagen von";
    until: "can be approved until", "freigeben bis";
    question: "Something has to be asked first:", "Vorher ist etwas zu klären:";
    choose: "Answer with --choose N, or with the parameters themselves.", "Mit --choose N antworten, oder mit den Parametern selbst.";
    refused: "Not possible now:", "Im Moment nicht möglich:";
    refused_code: "not possible now, for the reason above", "im Moment nicht möglich, aus dem Grund oben";
    hint_stale: "nothing was carried out; look at what was prepared anew, and approve that", "ausgeführt wurde nichts; ansehen, was neu vorbereitet wurde, und das freigeben";
    hint_failed: "nothing was changed; see the outcome for why", "geändert wurde nichts; warum, steht beim Ergebnis";
    hint_look: "look at the customer in Recharge before anything else is tried; `harness audit --ticket` tells what was sent", "den Kunden in Recharge ansehen, bevor etwas anderes versucht wird; `harness audit --ticket` sagt, was gesendet wurde";
    no_such_choice: "the question has fewer choices than that", "so viele Möglichkeiten hat die Frage nicht";
    hint_choose: "run it without --choose to see them", "ohne --choose werden sie gezeigt";
    error: "error: ", "Fehler: ";
    warning: "warning: ", "Warnung: ";
    caused_by: "Caused by:", "Ursachen:";
    identity_wrong: "--identity is no identity of a plan: it has 64 digits from 0 to f, as `harness approvals --json` shows it", "--identity ist keine Kennung eines Plans: Sie hat 64 Ziffern von 0 bis f, wie `harness approvals --json` sie zeigt";
    instead: "Possible instead", "Stattdessen möglich";
    handed_over: "Not done here:", "Das geschieht nicht hier:";
    nothing: "This is not about subscriptions.", "Es geht nicht um Abos.";
    waits: "It waits for a person:", "Es wartet auf einen Menschen:";
    nothing_waits: "Nothing waits for approval.", "Nichts wartet auf Freigabe.";
    happened: "happened", "geschehen";
    remaining: "not done", "nicht geschehen";
    finish: "to finish", "fortsetzen";
    go_back: "to go back", "zurück";
    changed_meanwhile: "Something changed in the meantime; nothing was carried out:", "Inzwischen hat sich etwas geändert; nichts wurde ausgeführt:";
    other_wish: "Prepared anew it would be another change than the one that was approved, so nothing waits for approval.", "Neu vorbereitet wäre es eine andere Änderung als die freigegebene, darum wartet nichts auf Freigabe.";
    hint_other_wish: "nothing was carried out; look at the widget how it is now, and prepare what is wanted", "ausgeführt wurde nichts; im Widget ansehen, wie es jetzt ist, und vorbereiten, was gewünscht ist";
    fresh_plan: "The same, prepared anew:", "Dasselbe, neu vorbereitet:";
    story_proposed: "1. The AI agent proposes; nothing has been sent:", "1. Der KI-Agent schlägt vor; gesendet ist noch nichts:";
    story_unapproved: "2. The plugin tries to carry it out without an approval:", "2. Das Plugin versucht es ohne Freigabe:";
    story_approved: "3. A person approves exactly this:", "3. Ein Mensch gibt genau das frei:";
    story_after: "4. The widget afterwards:", "4. Das Widget danach:";
    story_log: "5. What the log tells:", "5. Was das Protokoll erzählt:";
    not_believed: "the host corrected what the plugin said", "der Host hat das Wort des Plugins berichtigt";
}

impl Words {
    pub(super) fn undo_by(self, action: &str) -> String {
        match self {
            Self::English => format!("possible, by \"{}\" with an approval of its own", codes::action(action, false)),
            Self::German => format!("möglich, durch „{}“ mit eigener Freigabe", codes::action(action, true)),
        }
    }

    /// A moment to the minute, in UTC.
    pub(super) fn moment(self, at: Timestamp) -> String {
        match self {
            Self::English => at.strftime("%-d %b %Y, %H:%M UTC").to_string(),
            Self::German => at.strftime("%d.%m.%Y, %H:%M UTC").to_string(),
        }
    }

    /// Where a plan is on its way.
    pub(super) fn state(self, state: PlanState) -> &'static str {
        let (english, german) = match state {
            PlanState::Pending => ("waits for approval", "wartet auf Freigabe"),
            PlanState::Approved => ("approved", "freigegeben"),
            PlanState::Executing => ("being carried out", "in Ausführung"),
            // How, its outcome says.
            PlanState::Ended => ("ended", "beendet"),
            PlanState::Denied => ("denied", "abgelehnt"),
            PlanState::Expired => ("expired", "abgelaufen"),
            PlanState::Superseded => ("edited", "bearbeitet"),
            PlanState::Invalidated => ("void: the customer wrote again", "ungültig: der Kunde hat wieder geschrieben"),
        };
        match self {
            Self::English => english,
            Self::German => german,
        }
    }

    /// An outcome by its code.
    pub(super) fn outcome(self, code: &str) -> &'static str {
        let (english, german) = match code {
            "done" => ("Done, and verified by reading again.", "Erledigt und durch erneutes Lesen geprüft."),
            "already" => ("It was so already; nothing was sent.", "Es war schon so; nichts wurde gesendet."),
            "stale" => ("Not done: the state has changed.", "Nicht ausgeführt: Der Stand hat sich geändert."),
            "failed" => ("Failed; nothing was changed.", "Fehlgeschlagen; nichts wurde geändert."),
            "partial" => ("Done in part.", "Nur zum Teil ausgeführt."),
            _ => ("Not known whether it happened: look.", "Unklar, ob es geschehen ist: bitte nachsehen."),
        };
        match self {
            Self::English => english,
            Self::German => german,
        }
    }
}
