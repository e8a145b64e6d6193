//! Sentences with something in them: names, numbers, reasons.

use super::Words;
use crate::desk::language::Language;
use crate::secret_store::InvalidSecret;
use crate::store::{Actor, ActorKind};

impl Words {
    /// An answer that comes late.
    #[must_use]
    pub fn delayed(self, milliseconds: u64) -> String {
        self.say(format!("Answered {milliseconds} ms late"), format!("Antwort {milliseconds} ms verspätet"))
    }

    /// When a fault begins.
    #[must_use]
    pub fn after_requests(self, count: u64) -> String {
        self.say(format!("after {count} requests"), format!("nach {count} Anfragen"))
    }

    /// Who did something.
    #[must_use]
    pub fn actor(self, actor: &Actor) -> String {
        match actor.kind {
            ActorKind::Person => actor.name.clone(),
            ActorKind::Ai => self.ai(&actor.name),
            ActorKind::Tool => self.say(format!("program {}", actor.name), format!("Programm {}", actor.name)),
        }
    }

    /// The language of a text.
    #[must_use]
    pub fn in_language(self, other: Self) -> &'static str {
        match other.0 {
            Language::German => self.0.pick("in German", "auf Deutsch"),
            Language::English => self.0.pick("in English", "auf Englisch"),
        }
    }

    /// That a text is in another language than the page.
    #[must_use]
    pub fn said_in(self, other: Self) -> String {
        match other.0 {
            Language::German => self.say(
                "The plugin said this in German.".to_owned(),
                "Das Plugin hat dies auf Deutsch gesagt.".to_owned(),
            ),
            Language::English => self.say(
                "The plugin said this in English.".to_owned(),
                "Das Plugin hat dies auf Englisch gesagt.".to_owned(),
            ),
        }
    }

    /// Why there was no answer, by the rest of a sentence.
    #[must_use]
    pub fn no_answer(self, because: &str) -> String {
        self.say(format!("No answer, because {because}."), format!("Keine Antwort, denn {because}."))
    }

    /// Which roles may approve something.
    #[must_use]
    pub fn takes_role(self, roles: &[&str]) -> String {
        let roles = roles.join(self.0.pick(" or ", " oder "));
        self.say(
            format!("Deciding on it takes the role {roles}."),
            format!("Die Entscheidung braucht die Rolle {roles}."),
        )
    }

    /// The AI agent by its name.
    #[must_use]
    pub fn ai(self, name: &str) -> String {
        self.say(format!("AI agent {name}"), format!("KI-Agent {name}"))
    }

    /// "Let Ada read the last message"
    #[must_use]
    pub fn read_now(self, name: &str) -> String {
        self.say(format!("Let {name} read the last message"), format!("{name} die letzte Nachricht lesen lassen"))
    }

    /// How many tickets there are.
    #[must_use]
    pub fn tickets_found(self, count: usize) -> String {
        match count {
            1 => self.say("1 ticket".to_owned(), "1 Ticket".to_owned()),
            count => self.say(format!("{count} tickets"), format!("{count} Tickets")),
        }
    }

    /// How many of them wait for approval.
    #[must_use]
    pub fn waiting_tickets(self, count: &usize) -> String {
        let german =
            if *count == 1 { "1 wartet auf Freigabe".to_owned() } else { format!("{count} warten auf Freigabe") };
        self.say(format!("{count} waiting for approval"), german)
    }

    /// Plans that wait at another connection.
    #[must_use]
    pub fn waits_elsewhere(self, count: usize, connection: &str) -> String {
        match count {
            1 => self.say(
                format!("A plan for this ticket waits for approval at the connection “{connection}”."),
                format!("Ein Plan zu diesem Ticket wartet bei der Verbindung „{connection}“ auf Freigabe."),
            ),
            count => self.say(
                format!("{count} plans for this ticket wait for approval at the connection “{connection}”."),
                format!("{count} Pläne zu diesem Ticket warten bei der Verbindung „{connection}“ auf Freigabe."),
            ),
        }
    }

    /// There is no ticket of that id.
    #[must_use]
    pub fn no_ticket(self, id: &str) -> String {
        self.say(format!("There is no ticket “{id}”."), format!("Ein Ticket „{id}“ gibt es nicht."))
    }

    /// A person's role doesn't allow it.
    #[must_use]
    pub fn may_not(self, name: &str) -> String {
        self.say(format!("The role of {name} doesn't allow that."), format!("Die Rolle von {name} erlaubt das nicht."))
    }

    /// "as Anna Vogel"
    #[must_use]
    pub fn as_person(self, name: &str) -> String {
        self.say(format!("{name}, to the customer"), format!("{name}, an den Kunden"))
    }

    /// Who approves.
    #[must_use]
    pub fn approves_as(self, name: &str) -> String {
        self.say(format!("{name} approves exactly this, once."), format!("{name} gibt genau das frei, einmal."))
    }

    /// How a plan is undone.
    #[must_use]
    pub fn undo_by(self, action: &str) -> String {
        self.say(
            format!("possible, by “{action}” with an approval of its own"),
            format!("möglich, durch „{action}“ mit eigener Freigabe"),
        )
    }

    /// Who said yes.
    #[must_use]
    pub fn approved_by(self, name: &str) -> String {
        self.say(format!("Approved by {name}"), format!("Freigegeben von {name}"))
    }

    /// Who said no.
    #[must_use]
    pub fn denied_by(self, name: &str, reason: &str) -> String {
        self.say(format!("Denied by {name}: {reason}"), format!("Abgelehnt von {name}: {reason}"))
    }

    /// That changes wait for somebody's approval.
    #[must_use]
    pub fn changes_wait(self, count: usize) -> String {
        match count {
            1 => self.say("A change waits for approval".to_owned(), "Eine Änderung wartet auf Freigabe".to_owned()),
            _ => self
                .say(format!("{count} changes wait for approval"), format!("{count} Änderungen warten auf Freigabe")),
        }
    }

    /// That the AI agent needs an answer.
    #[must_use]
    pub fn agent_asks(self, name: &str) -> String {
        self.say(format!("{name} has a question"), format!("{name} hat eine Frage"))
    }

    /// What took its place.
    #[must_use]
    pub fn replaced_by(self, plan: &str) -> String {
        self.say(format!("“{plan}” took its place"), format!("„{plan}“ ist an seine Stelle getreten"))
    }

    /// The chain of records is whole, as far as it was looked at: `newest` is the number of the newest one that is shown.
    #[must_use]
    pub fn chain_intact(self, records: u64, newest: u64) -> String {
        if newest > records {
            return self.say(
                format!("Verified up to record {records}: those records are as they were written, newer ones follow"),
                format!(
                    "Geprüft bis Eintrag {records}: diese Einträge sind, wie sie geschrieben wurden, neuere folgen"
                ),
            );
        }
        self.say(
            format!("Verified: all {records} records are as they were written"),
            format!("Geprüft: alle {records} Einträge sind, wie sie geschrieben wurden"),
        )
    }

    /// More lines of the story.
    #[must_use]
    pub fn all_lines(self, more: &usize) -> String {
        self.say(format!("Show {more} earlier lines"), format!("{more} frühere Zeilen zeigen"))
    }

    /// How many of them fit.
    #[must_use]
    pub fn found_of(self, fits: &usize, count: &usize) -> String {
        self.say(format!("{fits} of {count}"), format!("{fits} von {count}"))
    }

    #[must_use]
    pub fn more_lines(self, more: &usize) -> String {
        self.say(format!("Show {more} more subscriptions"), format!("{more} weitere Abos zeigen"))
    }

    /// More of the customer's words.
    #[must_use]
    pub fn more_words(self, more: usize) -> String {
        self.say(format!("Show {more} more"), format!("{more} weitere zeigen"))
    }

    /// Recharge answers, and with an error.
    #[must_use]
    pub fn answered_error(self, status: Option<u16>) -> String {
        let status = status.map(|status| format!(" ({status})")).unwrap_or_default();
        self.say(
            format!("Recharge answered with an error{status}. If it goes on, look at Recharge's status page."),
            format!(
                "Recharge hat mit einem Fehler{status} geantwortet. Bleibt es dabei, auf der Statusseite von Recharge \
                 nachsehen."
            ),
        )
    }

    /// What Recharge answered to a write, in one sentence, where that doesn't say whether it was carried out.
    #[must_use]
    pub fn answered_unclear(self, status: Option<u16>) -> String {
        match status {
            Some(status @ (408 | 500..)) => self.say(
                format!("Recharge answered with an error ({status}), which doesn't say whether the change was made."),
                format!(
                    "Recharge hat mit einem Fehler ({status}) geantwortet, der nicht sagt, ob die Änderung geschehen ist."
                ),
            ),
            Some(status) => self.say(
                format!("Recharge's answer ({status}) could not be read, so it doesn't say whether the change was made."),
                format!(
                    "Die Antwort von Recharge ({status}) war nicht lesbar und sagt nicht, ob die Änderung geschehen ist."
                ),
            ),
            None => self.say(
                "The request left, and Recharge gave no answer to it.".to_owned(),
                "Die Anfrage ist hinausgegangen, und Recharge hat nicht darauf geantwortet.".to_owned(),
            ),
        }
    }

    /// The same while that is still being found out.
    #[must_use]
    pub fn finding_out(self, status: Option<u16>) -> String {
        let next = self.0.pick(
            "It is being read whether it was made all the same; nothing is sent again. That takes about a minute.",
            "Es wird nachgelesen, ob sie trotzdem geschehen ist; gesendet wird nichts mehr. Das dauert etwa eine \
             Minute.",
        );
        format!("{} {next}", self.answered_unclear(status))
    }

    /// The same with what was found out and what to do, by the outcome's code.
    #[must_use]
    pub fn unclear(self, status: Option<u16>, outcome: &str) -> String {
        let next = match outcome {
            "done" => self.0.pick("Reading again shows that it was.", "Das Nachlesen zeigt: Sie ist geschehen."),
            "failed" => self.0.pick(
                "Reading again shows nothing of it, so it counts as not made. Nothing is sent again by itself; if it is \
                 still wanted, prepare it anew.",
                "Das Nachlesen zeigt nichts davon, sie gilt also als nicht geschehen. Von selbst wird nichts noch einmal \
                 gesendet; ist sie noch gewünscht, bitte neu vorbereiten.",
            ),
            "partial" => self.0.pick(
                "What was made was found out by reading. Nothing is sent again by itself.",
                "Was geschehen ist, wurde durch Nachlesen festgestellt. Von selbst wird nichts noch einmal gesendet.",
            ),
            _ => self.0.pick(
                "Reading could not settle it either. Nothing is sent again by itself: look in Recharge first, and prepare \
                 it anew only if it is missing there.",
                "Auch das Nachlesen hat es nicht geklärt. Von selbst wird nichts noch einmal gesendet: zuerst in Recharge \
                 nachsehen und nur neu vorbereiten, wenn es dort fehlt.",
            ),
        };
        format!("{} {next}", self.answered_unclear(status))
    }

    /// There is a connection of that name.
    #[must_use]
    pub fn name_known(self, name: &str) -> String {
        self.say(format!("There is a connection “{name}” already."), format!("Eine Verbindung „{name}“ gibt es schon."))
    }

    /// What was pasted is no token.
    #[must_use]
    pub fn no_token_pasted(self, why: &InvalidSecret) -> String {
        let german = match why {
            InvalidSecret::Empty => "Das Token fehlt.".to_owned(),
            InvalidSecret::TooLong => "Das Token ist zu lang.".to_owned(),
            InvalidSecret::Character { position } => {
                format!("Das ist kein Token: Das Zeichen an Stelle {position} kommt in keinem vor.")
            }
        };
        self.say(format!("That is no token: {why}"), german)
    }

    /// What was typed is no address of an upstream.
    #[must_use]
    pub fn bad_address(self, why: &str) -> String {
        let german = "Das ist keine Adresse, die sich benutzen lässt: https, oder http auf diesem Rechner, ohne Pfad.";
        self.say(why.to_owned(), german.to_owned())
    }

    /// What was typed is no JSON; line and column of where that shows.
    #[must_use]
    pub fn no_json(self, line: usize, column: usize) -> String {
        self.say(
            format!("That is no JSON: look at line {line}, column {column}."),
            format!("Das ist kein JSON: Zeile {line}, Spalte {column} ansehen."),
        )
    }

    /// What the local Recharge would not do, in its own words.
    #[must_use]
    pub fn sandbox_refused(self, why: &str) -> String {
        self.say(
            format!("The local Recharge refused it: {why}"),
            format!("Das lokale Recharge hat es abgelehnt. Es sagt auf Englisch: „{why}“"),
        )
    }

    /// A size.
    #[must_use]
    pub fn bytes(self, count: u64) -> String {
        let kilo = count.div_ceil(1024);
        if kilo < 10 { format!("{count} B") } else { format!("{kilo} KiB") }
    }
}
