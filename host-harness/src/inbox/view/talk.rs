//! The conversation of a ticket, with the box to write in.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::desk::conversation::MAX_MESSAGE;
use crate::desk::tickets::{Author, Identity, Ticket};
use crate::inbox::trouble::Trouble;
use crate::inbox::visit::Visit;
use crate::inbox::words::Words;
use crate::store::{TurnRow, Voice};
use crate::workplace::Connected;

/// The conversation.
#[derive(Debug, Template)]
#[template(path = "talk.html")]
pub struct Talk {
    /// The words.
    pub t: Words,
    /// What every form carries.
    pub csrf: String,
    /// The person who sits here.
    pub person: String,
    /// Their name.
    pub person_name: String,
    /// The ticket.
    pub ticket: String,
    /// Its subject.
    pub subject: String,
    /// Whose it is.
    pub name: String,
    /// The address.
    pub email: String,
    /// How sure the helpdesk is of it.
    pub identity: &'static str,
    /// Whether it isn't sure.
    pub is_unsure: bool,
    /// How it came in.
    pub channel: &'static str,
    /// The language of its messages.
    pub lang: String,
    /// What was said, the oldest first.
    pub turns: Vec<Said>,
    /// Whether the person here may answer.
    pub may_write: bool,
    /// The AI agent's latest draft, where nobody has answered since.
    pub draft: String,
    /// The most bytes of a message.
    pub most: usize,
    /// What waits for somebody in the panel, in words, and where it is: where there is little room, the panel is further down.
    pub pointer: Option<(String, String)>,
    /// How many messages were there before those that nobody has read; nothing where all were read, or none.
    pub unread: Option<usize>,
    /// Whether the records were found not to be as they were written.
    pub is_tampered: bool,
}

impl HtmlSafe for Talk {}

/// Something that was said.
#[derive(Debug)]
pub struct Said {
    /// "customer", "agent" or "assistant".
    pub class: &'static str,
    /// Who.
    pub who: String,
    /// What it is, where it isn't a message: a draft.
    pub note: &'static str,
    /// When.
    pub when: String,
    /// The same for machines.
    pub iso: String,
    /// The words; of a long message its beginning.
    pub text: String,
    /// The rest of a long message.
    pub rest: String,
}

/// Messages of more characters are folded.
const LONG: usize = 1800;
/// Characters of them that are shown all the same.
const BEGINNING: usize = 600;

/// A text as it is shown at once, and what is folded away where it is longer than `long`: after a line, or a word, where there
/// is one before `beginning` characters.
pub(super) fn folded(text: &str, long: usize, beginning: usize) -> (String, String) {
    if text.chars().nth(long).is_none() {
        return (text.to_owned(), String::new());
    }
    let most = text.char_indices().nth(beginning).map_or(text.len(), |(at, _)| at);
    let (head, _) = text.split_at_checked(most).unwrap_or((text, ""));
    let half = head.len() / 2;
    let at_line = head.rfind('\n').filter(|at| *at > half);
    let at = at_line.or_else(|| head.rfind(' ').filter(|at| *at > half)).map_or(most, |at| at.saturating_add(1));
    let (beginning, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    (beginning.to_owned(), rest.to_owned())
}

/// The conversation as this visitor sees it.
///
/// # Errors
/// When the database can't be read.
pub async fn talk(visit: &Visit, connected: &Connected, ticket: &Ticket) -> Result<Talk, Trouble> {
    let words = visit.words;
    let said = connected.casework().gate().conversation(&ticket.id.0).await;
    let said = said.map_err(|why| visit.gate_trouble(why))?;
    let name = if ticket.contact.name.is_empty() { ticket.contact.email.clone() } else { ticket.contact.name.clone() };
    let when = |at| words.when(at, connected.now(), &connected.surroundings.time_zone);
    let mut turns: Vec<Said> = Vec::new();
    for message in &ticket.messages {
        let (class, who) = match message.from {
            Author::Customer => ("customer", name.clone()),
            Author::Agent => ("agent", words.the_shop().to_owned()),
        };
        let (when, iso, (text, rest)) =
            (when(message.at), message.at.to_string(), folded(&message.text, LONG, BEGINNING));
        turns.push(Said { class, who, note: "", when, iso, text, rest });
    }
    for row in &said {
        turns.push(turn(row, &name, words, when(row.at)));
    }
    let draft = said.last().filter(|row| row.draft).map(|row| row.text.clone()).unwrap_or_default();
    Ok(Talk {
        t: words,
        csrf: visit.office.signer.token(&visit.session),
        person: visit.session.person.clone(),
        person_name: visit.person().map(|person| person.name).unwrap_or_default(),
        ticket: ticket.id.0.clone(),
        subject: ticket.subject.clone(),
        name,
        email: ticket.contact.email.clone(),
        identity: words.identity(ticket.contact.identity),
        is_unsure: !matches!(ticket.contact.identity, Identity::Authenticated),
        channel: words.channel(ticket.channel),
        lang: ticket.locale.clone(),
        turns,
        may_write: visit.works(),
        draft,
        most: MAX_MESSAGE,
        pointer: None,
        unread: None,
        is_tampered: false,
    })
}

impl Talk {
    /// The same for somebody who had seen so many of the customer's messages.
    #[must_use]
    pub fn seen(mut self, count: usize) -> Self {
        let mut theirs = self.turns.iter().enumerate().filter(|(_, said)| said.class == "customer");
        self.unread = theirs.nth(count).map(|(at, _)| at).filter(|_| count > 0);
        self
    }
}

fn turn(row: &TurnRow, customer: &str, words: Words, when: String) -> Said {
    let by = row.by.as_ref().map(|by| by.name.clone());
    let (class, who) = match row.voice {
        Voice::Customer => ("customer", customer.to_owned()),
        Voice::Agent => ("agent", by.unwrap_or_default()),
        Voice::Assistant => ("assistant", words.ai(&by.unwrap_or_default())),
    };
    let note = match (row.draft, row.plan.is_some()) {
        (true, _) => words.a_draft(),
        (false, true) => words.told_after_done(),
        _ => "",
    };
    let (text, rest) = folded(&row.text, LONG, BEGINNING);
    Said { class, who, note, when, iso: row.at.to_string(), text, rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unread_begins_at_the_first_message_of_the_customer_that_was_not_there_before() {
        let said = |class| Said {
            class,
            who: String::new(),
            note: "",
            when: String::new(),
            iso: String::new(),
            text: String::new(),
            rest: String::new(),
        };
        let talk = || Talk {
            t: Words::of("en"),
            csrf: String::new(),
            person: String::new(),
            person_name: String::new(),
            ticket: String::new(),
            subject: String::new(),
            name: String::new(),
            email: String::new(),
            identity: "",
            is_unsure: false,
            channel: "",
            lang: String::new(),
            turns: ["customer", "agent", "customer", "assistant"].map(said).into(),
            may_write: true,
            draft: String::new(),
            most: 1,
            pointer: None,
            unread: None,
            is_tampered: false,
        };
        assert_eq!([0, 1, 2].map(|count| talk().seen(count).unread), [None, Some(2), None]);
    }

    #[test]
    fn a_long_message_shows_its_beginning_and_loses_nothing() {
        assert_eq!(folded("short", LONG, BEGINNING), ("short".to_owned(), String::new()));
        for text in ["x".repeat(5000), "ü€ word\n".repeat(700), "ein Satz ".repeat(500), "\n".repeat(4000)] {
            let (beginning, rest) = folded(&text, LONG, BEGINNING);
            let shown = beginning.chars().count();
            assert!((BEGINNING / 4..=BEGINNING).contains(&shown) && !rest.is_empty(), "{shown}");
            assert_eq!(beginning + &rest, text);
        }
        assert!(folded(&"ein Satz ".repeat(500), LONG, BEGINNING).0.ends_with(' '));
    }
}
