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
            format!("Approving it takes the role {roles}."),
            format!("Zum Freigeben braucht es die Rolle {roles}."),
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

    /// What took its place.
    #[must_use]
    pub fn replaced_by(self, plan: &str) -> String {
        self.say(format!("{plan} took its place"), format!("{plan} ist an seine Stelle getreten"))
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

    /// What was typed is no JSON.
    #[must_use]
    pub fn no_json(self, why: &str) -> String {
        self.say(format!("That is no JSON: {why}"), format!("Das ist kein JSON: {why}"))
    }

    /// What the local Recharge would not do, in its own words.
    #[must_use]
    pub fn sandbox_refused(self, why: &str) -> String {
        self.say(
            format!("The local Recharge refused it: {why}"),
            format!("Das lokale Recharge hat es abgelehnt: {why}"),
        )
    }

    /// A size.
    #[must_use]
    pub fn bytes(self, count: u64) -> String {
        let kilo = count.div_ceil(1024);
        if kilo < 10 { format!("{count} B") } else { format!("{kilo} KiB") }
    }
}
