//! Tickets of the stand-in helpdesk, read from a file. Their times are relative to now and the dates in their texts to
//! today, so that the demo's tickets fit the demo shop on any day.

use std::fmt;
use std::path::{Path, PathBuf};
use std::{fs, io};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::data_file::{DATE_FORMS, DataFile, DataFileError, MOMENT_FORMS, date, moment};

/// The demo's tickets, as a file.
const DEMO: &str = include_str!("../../demo/tickets.toml");

/// A ticket's id, such as "T-1001".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketId(pub String);

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for TicketId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl From<String> for TicketId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

/// How a ticket came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By mail.
    Email,
    /// By the shop's chat.
    Chat,
    /// By the shop's contact form.
    Form,
}

/// How sure the helpdesk is that the contact's address is that of the person who wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// The mail passed the sender checks, or the person is logged in.
    Authenticated,
    /// A known second address of an authenticated contact.
    Alias,
    /// Taken out of the body of a forwarded message.
    Forwarded,
    /// Typed into a chat or a form; nobody checked it.
    Unverified,
}

/// Whose ticket it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The name as the helpdesk has it; may be empty.
    pub name: String,
    /// The e-mail address as the helpdesk has it, not normalised.
    pub email: String,
    /// How sure the helpdesk is of it.
    pub identity: Identity,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The contact.
    Customer,
    /// A person of the shop.
    Agent,
}

/// One message of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Who wrote it.
    pub from: Author,
    /// When it arrived; never after now.
    pub at: Timestamp,
    /// What it says: untrusted text.
    pub text: String,
}

/// A ticket. It has at least one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// Its subject: untrusted text.
    pub subject: String,
    /// How it came in.
    pub channel: Channel,
    /// Whose it is.
    pub contact: Contact,
    /// The language of its messages, a BCP 47 tag.
    pub locale: String,
    /// When its first message arrived.
    pub opened: Timestamp,
    /// What was written, the oldest first.
    pub messages: Vec<Message>,
}

/// Why tickets can't be read.
#[derive(Debug, thiserror::Error)]
pub enum TicketsError {
    /// The file can't be read.
    #[error("the tickets in {path} can't be read; check the path and the file's permissions")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file has a mistake.
    #[error(transparent)]
    Mistake(#[from] DataFileError),
}

/// There is no ticket of that id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no ticket \"{id}\";{} `harness tickets` lists them all", did_you_mean(nearest))]
pub struct UnknownTicket {
    /// The id that was asked for.
    pub id: TicketId,
    /// The ids that look most like it, the nearest first; at most three.
    pub nearest: Vec<TicketId>,
}

fn did_you_mean(nearest: &[TicketId]) -> String {
    if nearest.is_empty() {
        return String::new();
    }
    let ids: Vec<&str> = nearest.iter().map(|id| id.0.as_str()).collect();
    format!(" did you mean {}?", ids.join(" or "))
}

/// All tickets, in the file's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tickets(Vec<Ticket>);

impl Tickets {
    /// The demo's tickets as of `now`.
    ///
    /// # Errors
    /// None, as long as the file is as it was built; the type is that of every file.
    pub fn demo(now: Timestamp) -> Result<Self, TicketsError> {
        Ok(Self::parse(DEMO, "demo/tickets.toml", now)?)
    }

    /// The tickets in a file, as of `now`.
    ///
    /// # Errors
    /// When the file can't be read, or its first mistake with line and field.
    pub fn load(path: &Path, now: Timestamp) -> Result<Self, TicketsError> {
        let unreadable = |source| TicketsError::Unreadable { path: path.to_owned(), source };
        let text = fs::read_to_string(path).map_err(unreadable)?;
        Ok(Self::parse(&text, &path.display().to_string(), now)?)
    }

    /// Reads tickets from TOML or JSON; `file_name` is for messages only.
    ///
    /// # Errors
    /// The first mistake: file, line, field, what is there and what belongs there.
    pub fn parse(text: &str, file_name: &str, now: Timestamp) -> Result<Self, DataFileError> {
        let file = DataFile::new(file_name, text)?;
        let tickets: TicketsFile = file.parse()?;
        let zone = TimeZone::get(tickets.time_zone.get_ref()).map_err(|_| {
            let found = format!("there is no time zone \"{}\"", tickets.time_zone.get_ref());
            file.mistake(&tickets.time_zone.span(), "time_zone", found, "an IANA name such as \"Europe/Berlin\"")
        })?;
        let mut read: Vec<Ticket> = Vec::with_capacity(tickets.tickets.len());
        for (position, ticket) in tickets.tickets.into_iter().enumerate() {
            let field = format!("tickets[{position}]");
            if read.iter().any(|other| other.id.0 == *ticket.id.get_ref()) {
                let found = format!("\"{}\" is the id of two tickets", ticket.id.get_ref());
                return Err(file.mistake(&ticket.id.span(), format!("{field}.id"), found, "an id of its own"));
            }
            read.push(ticket.read(&file, &field, now, &zone)?);
        }
        Ok(Self(read))
    }

    /// The ticket of that id.
    ///
    /// # Errors
    /// When there is none, with the ids that look most like it.
    pub fn get(&self, id: &TicketId) -> Result<&Ticket, UnknownTicket> {
        self.0.iter().find(|ticket| ticket.id == *id).ok_or_else(|| self.unknown(id))
    }

    /// All tickets, in the file's order.
    pub fn iter(&self) -> std::slice::Iter<'_, Ticket> {
        self.0.iter()
    }

    fn unknown(&self, id: &TicketId) -> UnknownTicket {
        let asked = id.0.trim().to_uppercase();
        let mut near: Vec<(usize, &TicketId)> = self
            .0
            .iter()
            .map(|ticket| (strsim::damerau_levenshtein(&asked, &ticket.id.0.to_uppercase()), &ticket.id))
            .filter(|(distance, _)| *distance <= 2)
            .collect();
        near.sort();
        // An id that only one ticket is nearest to is meant; others would only distract.
        let best = near.first().map_or(0, |(distance, _)| *distance);
        let nearest = near.into_iter().filter(|(distance, _)| *distance == best).take(3).map(|(_, id)| id.clone());
        UnknownTicket { id: id.clone(), nearest: nearest.collect() }
    }
}

impl<'a> IntoIterator for &'a Tickets {
    type Item = &'a Ticket;
    type IntoIter = std::slice::Iter<'a, Ticket>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TicketsFile {
    /// Where the times of day are.
    time_zone: Spanned<String>,
    #[serde(default)]
    tickets: Vec<TicketEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TicketEntry {
    id: Spanned<String>,
    subject: String,
    channel: Channel,
    locale: String,
    contact: Contact,
    #[serde(default)]
    messages: Vec<MessageEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MessageEntry {
    from: Author,
    at: Spanned<String>,
    text: Spanned<String>,
}

impl TicketEntry {
    fn read(self, file: &DataFile<'_>, field: &str, now: Timestamp, zone: &TimeZone) -> Result<Ticket, DataFileError> {
        let today = zone.to_datetime(now).date();
        let mut messages: Vec<Message> = Vec::with_capacity(self.messages.len());
        for (position, entry) in self.messages.into_iter().enumerate() {
            let place = format!("{field}.messages[{position}]");
            let at = moment(entry.at.get_ref(), now, zone).ok_or_else(|| {
                let found = format!("\"{}\" is no time", entry.at.get_ref());
                file.mistake(&entry.at.span(), format!("{place}.at"), found, MOMENT_FORMS)
            })?;
            if messages.last().is_some_and(|earlier| earlier.at > at) {
                let found = "a time before the message above";
                return Err(file.mistake(&entry.at.span(), format!("{place}.at"), found, "the oldest message first"));
            }
            let text = with_dates(entry.text.get_ref(), today, &self.locale).map_err(|wrong| {
                let found = format!("\"{wrong}\" is no date");
                file.mistake(
                    &entry.text.span(),
                    format!("{place}.text"),
                    found,
                    format!("{{date …}} with {DATE_FORMS}"),
                )
            })?;
            messages.push(Message { from: entry.from, at, text });
        }
        let Some(opened) = messages.first().map(|message| message.at) else {
            return Err(file.mistake(&self.id.span(), format!("{field}.messages"), "no message", "at least one"));
        };
        Ok(Ticket {
            id: TicketId(self.id.into_inner()),
            subject: self.subject,
            channel: self.channel,
            contact: self.contact,
            locale: self.locale,
            opened,
            messages,
        })
    }
}

/// Replaces "{date +9d}" by that day as people write it in the ticket's language. The error is the text that is no date.
fn with_dates(text: &str, today: Date, locale: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{date ") {
        let (wanted, after) = after.split_once('}').ok_or_else(|| after.chars().take(20).collect::<String>())?;
        let day = date(wanted, today).ok_or_else(|| wanted.to_owned())?;
        out.push_str(before);
        out.push_str(&spoken(day, locale));
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn spoken(day: Date, locale: &str) -> String {
    if !locale.starts_with("de") {
        return day.strftime("%-d %B").to_string();
    }
    let month = match day.month() {
        1 => "Januar",
        2 => "Februar",
        3 => "März",
        4 => "April",
        5 => "Mai",
        6 => "Juni",
        7 => "Juli",
        8 => "August",
        9 => "September",
        10 => "Oktober",
        11 => "November",
        _ => "Dezember",
    };
    format!("{}. {month}", day.day())
}

#[cfg(test)]
mod tests;
