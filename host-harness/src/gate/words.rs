//! What the gate says to people in German. English stands where the thing itself is defined.

use super::policy::Right;
use super::refusal::Refusal;
use crate::store::PlanState;

/// Whether a BCP 47 tag is of German.
pub(super) fn is_german(locale: &str) -> bool {
    let language = locale.split('-').next().unwrap_or_default();
    language.eq_ignore_ascii_case("de")
}

fn state(state: PlanState) -> &'static str {
    match state {
        PlanState::Pending => "offen",
        PlanState::Approved => "freigegeben",
        PlanState::Executing => "in Ausführung",
        PlanState::Ended => "ausgeführt",
        PlanState::Denied => "abgelehnt",
        PlanState::Expired => "abgelaufen",
        PlanState::Superseded => "ersetzt",
        PlanState::Invalidated => "ungültig",
    }
}

fn right(right: Right) -> &'static str {
    match right {
        Right::View => "ansehen",
        Right::Propose => "vorschlagen",
        Right::Approve => "freigeben",
        Right::Deny => "ablehnen",
    }
}

/// A refusal in German.
pub(super) fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Unknown(id) => format!("Einen Plan „{id}“ gibt es nicht; bitte die Kennung aus der Liste übernehmen."),
        Refusal::Expired { at } => format!("Die Frist des Plans ist seit {at} vorbei; bitte neu vorbereiten."),
        Refusal::Used { state: found } => format!(
            "Der Plan wurde schon verwendet ({}); jeder wird höchstens einmal ausgeführt, bitte einen neuen vorbereiten.",
            state(*found)
        ),
        Refusal::AlreadyApproved { by } => {
            format!("{by} hat den Plan schon freigegeben; eine zweite Freigabe ist nicht nötig.")
        }
        Refusal::NotApproved => "Der Plan ist noch nicht freigegeben; bitte zuerst freigeben.".to_owned(),
        Refusal::Denied { by, reason } => {
            format!("{by} hat den Plan abgelehnt: {reason}. Hat sich das geändert, bitte einen neuen vorbereiten.")
        }
        Refusal::Superseded { by } => format!("Der Plan wurde bearbeitet; es gilt der Plan „{by}“."),
        Refusal::Invalidated => {
            "Die Kundin oder der Kunde hat inzwischen noch einmal geschrieben; bitte die Nachricht lesen und den Plan neu \
             vorbereiten."
                .to_owned()
        }
        Refusal::OtherTicket { ticket } => {
            format!("Der Plan gehört zum Ticket {ticket} und nicht zu diesem; bitte dort freigeben.")
        }
        Refusal::Changed => {
            "Das ist nicht der Plan, der angezeigt wurde; bitte noch einmal ansehen und freigeben, was jetzt dort steht."
                .to_owned()
        }
        Refusal::RoleMissing { who, right: wanted, action } => format!(
            "{who} darf „{action}“ nicht {}; bitte jemanden fragen, der es darf.",
            right(*wanted)
        ),
        Refusal::OwnProposal { who } => {
            format!("{who} hat den Plan selbst vorgeschlagen; freigeben muss ihn jemand anderes.")
        }
        Refusal::WritesOff => {
            "Änderungen sind auf diesem Host abgeschaltet; es wird nichts freigegeben und nichts ausgeführt.".to_owned()
        }
        Refusal::Malformed(why) => {
            format!("Der Plan des Plugins ist nicht ausführbar (auf Englisch: {why}). Das ist ein Fehler des Plugins; bitte melden.")
        }
        Refusal::OtherPlugin => {
            "Der Plan stammt von einer anderen Version des Plugins; bitte mit dieser neu vorbereiten.".to_owned()
        }
        Refusal::OtherConnection { connection } => {
            format!("Der Plan gehört zur Verbindung „{connection}“; bitte diese dafür verwenden.")
        }
        Refusal::ReasonMissing => "Es fehlt ein Grund; bitte in wenigen Worten sagen, warum der Plan abgelehnt wird.".to_owned(),
        Refusal::ReasonTooLong { most } => format!("Der Grund ist länger als {most} Zeichen; bitte kürzer fassen."),
        Refusal::OtherCall => {
            "Der Plan gehört zu einer anderen Verbindung oder einem anderen Ticket; das ist ein Fehler des Hosts.".to_owned()
        }
        Refusal::Lost => {
            "Ein anderer Prozess führt den Plan aus oder klärt ihn; bitte auf dessen Ergebnis warten.".to_owned()
        }
        Refusal::NothingToUndo { state: found } => {
            format!("Der Plan hat nichts geändert, was rückgängig zu machen wäre ({}).", state(*found))
        }
        Refusal::NotUndoable(why) => format!("Der Plan lässt sich nicht rückgängig machen: {why}"),
        Refusal::Overtaken { by } => format!(
            "„{by}“ hat seither dasselbe geändert und würde mit rückgängig gemacht; bitte zuerst das rückgängig machen."
        ),
    }
}

/// The outcome of a plan whose plugin failed before anything was executed. Why is said in English, and is in the log.
pub(super) fn failed_before(why: &str, locale: &str) -> String {
    if is_german(locale) {
        return "Es wurde nichts geändert: Das Plugin hat vorher abgebrochen. Die Einträge zum Plan sagen, warum."
            .to_owned();
    }
    format!("Nothing was changed: the plugin stopped before ({why}).")
}

/// Why such a plan is settled.
pub(super) const INTERRUPTED: &str = "the host was interrupted while it carried the plan out";

/// The outcome of a plan that was interrupted before anything was carried out: what was sent, if anything, was answered so.
pub(super) fn interrupted_before(was_sent: bool, locale: &str) -> String {
    let text = match (was_sent, is_german(locale)) {
        (false, false) => {
            "Nothing was changed: the helpdesk stopped working before anything was sent. Prepare it anew."
        }
        (true, false) => {
            "Nothing was changed: the helpdesk stopped working before what was sent had been accepted. Prepare it anew."
        }
        (false, true) => {
            "Es wurde nichts geändert: Das Helpdesk ist stehen geblieben, bevor etwas gesendet war. Bitte neu vorbereiten."
        }
        (true, true) => {
            "Es wurde nichts geändert: Das Helpdesk ist stehen geblieben, bevor das Gesendete angenommen war. \
             Bitte neu vorbereiten."
        }
    };
    text.to_owned()
}

/// The outcome of a plan whose plugin isn't believed, or that nobody could find out about.
pub(super) fn not_believed(locale: &str) -> String {
    if is_german(locale) {
        return "Ob es geschehen ist, steht nicht fest. Bitte beim Anbieter nachsehen, bevor etwas anderes getan wird. Die \
                Einträge zum Plan sagen, warum."
            .to_owned();
    }
    "It isn't known whether it happened. Look at the vendor's own pages before anything else is done. The plan's records say \
     why."
        .to_owned()
}

/// The words of a plan's outcome in another language than they were kept in, where the gate said them itself: it did wherever it
/// corrected the plugin, and where it was interrupted itself, which the kept words tell.
pub(crate) fn own_words(outcome: &str, corrected: &str, kept: &str, locale: &str) -> Option<String> {
    let interrupted = |was_sent: bool| ["en", "de"].iter().any(|known| interrupted_before(was_sent, known) == kept);
    match (outcome, corrected) {
        ("failed", INTERRUPTED) => Some(interrupted_before(false, locale)),
        ("failed", "") => [false, true]
            .into_iter()
            .find(|was_sent| interrupted(*was_sent))
            .map(|was_sent| interrupted_before(was_sent, locale)),
        (_, "") => None,
        ("failed", why) => Some(failed_before(why, locale)),
        ("unknown", _) => Some(not_believed(locale)),
        _ => None,
    }
}
