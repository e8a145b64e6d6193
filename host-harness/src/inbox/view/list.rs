//! The list of tickets: who wrote what and when, what is new, what waits for approval.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use askama::filters::HtmlSafe;

use crate::contract::{Speaker, Turn};
use crate::desk::tickets::{Author, Ticket};
use crate::gate::{folded, telling};
use crate::inbox::trouble::Trouble;
use crate::inbox::visit::Visit;
use crate::inbox::words::Words;
use crate::store::{PlanFilter, PlanState, TurnRow, Voice};
use crate::workplace::Connected;

/// The list.
#[derive(Debug, Template)]
#[template(path = "list.html")]
pub struct TicketList {
    /// The words.
    pub t: Words,
    /// The tickets that fit, the latest first; those that wait for approval before all others.
    pub rows: Vec<Row>,
    /// What was searched for.
    pub query: String,
    /// How many tickets wait for approval.
    pub waiting: usize,
    /// How many have something new.
    pub unread: usize,
    /// Whether none fits.
    pub is_none: bool,
    /// In words, how many fit.
    pub found: String,
}

impl HtmlSafe for TicketList {}

/// A ticket in the list.
#[derive(Debug)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its subject.
    pub subject: String,
    /// Whose it is.
    pub name: String,
    /// The first line of what was said last that isn't a mere greeting.
    pub snippet: String,
    /// When that was.
    pub when: String,
    /// The same for machines.
    pub iso: String,
    /// "E-mail", "Chat".
    pub channel: &'static str,
    /// Whether the person here hasn't seen everything the customer said.
    pub is_unread: bool,
    /// Whether a draft of the AI agent waits to be sent or not.
    pub has_draft: bool,
    /// How many plans wait for approval.
    pub waits: usize,
    /// The other connections at which plans wait.
    pub waits_at: String,
    /// Whether it is there because it is shown, and nothing that was searched for.
    pub is_apart: bool,
    /// Whether it is the one that is shown.
    pub is_here: bool,
    at: jiff::Timestamp,
}

impl Row {
    /// Whether a plan waits, at whatever connection.
    fn does_wait(&self) -> bool {
        self.waits > 0 || !self.waits_at.is_empty()
    }
}

/// What waits on a ticket.
#[derive(Debug, Default)]
struct Waiting {
    /// How many plans of the connection that is worked through.
    here: usize,
    /// The other connections with plans.
    elsewhere: BTreeSet<String>,
}

fn join(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// The customer's messages in a dialogue.
#[must_use]
pub fn heard(dialogue: &[Turn]) -> usize {
    dialogue.iter().filter(|turn| turn.speaker == Speaker::Customer).count()
}

/// The list as this visitor sees it.
///
/// # Errors
/// When the database can't be read.
pub async fn list(
    visit: &Visit,
    connected: &Connected,
    here: Option<&str>,
    query: &str,
) -> Result<TicketList, Trouble> {
    let words = visit.words;
    let tickets = visit.tickets(connected)?;
    let gate = connected.casework().gate();
    let failed = |why| visit.gate_trouble(why);
    let own = &connected.surroundings.connection;
    // Of every connection: what waits at another one is not gone.
    let open = PlanFilter { ticket: None, connection: None, states: vec![PlanState::Pending, PlanState::Approved] };
    let mut waiting: BTreeMap<String, Waiting> = BTreeMap::new();
    for plan in gate.list(&open).await.map_err(failed)? {
        let waiting = waiting.entry(plan.ticket).or_default();
        if plan.connection == *own {
            waiting.here += 1;
        } else {
            waiting.elsewhere.insert(plan.connection);
        }
    }
    let mut rows = Vec::new();
    for ticket in &tickets {
        let said = gate.conversation(&ticket.id.0).await.map_err(failed)?;
        let row = row(visit, connected, ticket, &said, here, &waiting);
        let fits = fits(ticket, &row.name, &said, query);
        if fits || row.is_here {
            rows.push(Row { is_apart: !fits, ..row });
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.does_wait(), row.at)));
    Ok(TicketList {
        t: words,
        query: query.to_owned(),
        waiting: rows.iter().filter(|row| row.does_wait()).count(),
        unread: rows.iter().filter(|row| row.is_unread).count(),
        is_none: rows.iter().all(|row| row.is_apart),
        found: words.tickets_found(rows.iter().filter(|row| !row.is_apart).count()),
        rows,
    })
}

fn row(
    visit: &Visit,
    connected: &Connected,
    ticket: &Ticket,
    said: &[TurnRow],
    here: Option<&str>,
    waiting: &BTreeMap<String, Waiting>,
) -> Row {
    // A draft is nothing that was said.
    let (last, id) = (said.iter().rfind(|row| !row.draft), ticket.id.0.clone());
    let came_with = ticket.messages.last();
    let at = last.map(|row| row.at).or(came_with.map(|message| message.at)).unwrap_or(ticket.opened);
    let is_here = here == Some(id.as_str());
    let seen = visit.office.seen.count(&visit.session.person, &id);
    let name = if ticket.contact.name.is_empty() { ticket.contact.email.clone() } else { ticket.contact.name.clone() };
    let snippet = last.map(|row| row.text.as_str()).or(came_with.map(|message| message.text.as_str()));
    let snippet = snippet.map(telling).unwrap_or_default();
    let theirs = ticket.messages.iter().filter(|message| message.from == Author::Customer).count();
    let heard = theirs.saturating_add(said.iter().filter(|row| row.voice == Voice::Customer).count());
    Row {
        subject: ticket.subject.clone(),
        name,
        snippet,
        when: visit.words.when(at, connected.now(), &connected.surroundings.time_zone),
        iso: at.to_string(),
        channel: visit.words.channel(ticket.channel),
        is_unread: !is_here && heard > seen,
        has_draft: said.last().is_some_and(|row| row.draft),
        waits: waiting.get(&id).map_or(0, |waiting| waiting.here),
        waits_at: waiting.get(&id).map_or_else(String::new, |waiting| join(&waiting.elsewhere)),
        is_here,
        is_apart: false,
        at,
        id,
    }
}

/// Every word that was searched for is somewhere in it: who, what, and everything that was said.
fn fits(ticket: &Ticket, name: &str, said: &[TurnRow], query: &str) -> bool {
    if query.trim().is_empty() {
        return true;
    }
    let mut all = format!("{} {} {name} {}", ticket.id.0, ticket.subject, ticket.contact.email);
    let came_with = ticket.messages.iter().map(|message| message.text.as_str());
    for text in came_with.chain(said.iter().map(|row| row.text.as_str())) {
        all.push('\n');
        all.push_str(text);
    }
    let all = folded(&all);
    folded(query).split_whitespace().all(|word| all.contains(word))
}
