//! What a file of messages says: JSON Lines, read as a whole or not at all.
//!
//! A byte order mark, blank lines and CRLF are tolerated. A line that can't be judged as it stands is a mistake of the file
//! and not of the component, so all of them are named before anything is run. A key that nobody knows is tolerated and named:
//! it may be a note, or a misspelling that would silently change what is judged.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::line;
use super::words::words;

words! {
    /// A contact's language.
    Lang {
        /// English.
        English = "en",
        /// German.
        German = "de",
    }
}

words! {
    /// The customer a message comes from.
    Fixture {
        /// One subscription.
        Single = "single",
        /// Three, of which two share an address, and a skipped charge.
        Triple = "triple",
    }
}

words! {
    /// What is right to do with a message.
    Due {
        /// Prepare what is wished.
        Prepare = "prepare",
        /// Ask.
        Clarify = "clarify",
        /// Answer.
        Inform = "inform",
        /// A subscription matter outside the actions.
        Handoff = "handoff",
        /// A one-off order.
        NotSubscription = "not-subscription",
        /// Nothing to do.
        Nothing = "none",
    }
}

words! {
    /// One of the subscriptions of a fixture.
    Sub {
        /// Coffee, monthly.
        S1 = "S1",
        /// Espresso, every two weeks.
        S2 = "S2",
        /// Cat food, every six weeks, at another address.
        S3 = "S3",
    }
}

words! {
    /// An action that can be wished.
    Act {
        /// End a subscription.
        Cancel = "cancel",
        /// Leave out the next charge.
        Skip = "skip",
        /// Take that back.
        Unskip = "unskip",
        /// Another date for the next charge.
        MoveDate = "move-date",
        /// Another place.
        UpdateAddress = "update-address",
    }
}

words! {
    /// What may have to be asked.
    Part {
        /// Which action.
        Action = "action",
        /// Which subscription.
        Subscription = "subscription",
        /// Which date.
        Date = "date",
        /// Which address.
        Address = "address",
        /// Whether it is meant.
        ConfirmIntent = "confirm-intent",
    }
}

words! {
    /// A field of an address.
    Field {
        /// Street and number.
        Address1 = "address1",
        /// Floor, flat and the like.
        Address2 = "address2",
        /// City.
        City = "city",
        /// Postcode.
        Zip = "zip",
        /// State or region.
        Province = "province",
        /// Country, two letters.
        CountryCode = "country_code",
    }
}

/// Some fields of an address.
pub type Fields = BTreeMap<Field, String>;

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, from 1.
    pub number: usize,
    /// What it is called.
    pub id: String,
    /// The contact's language.
    pub lang: Lang,
    /// The message.
    pub text: String,
    /// What day it is.
    pub today: Date,
    /// Who sends it.
    pub fixture: Fixture,
    /// What is right; nothing for a message that is answered and not judged.
    pub gold: Option<Gold>,
}

/// What is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gold {
    /// What to do.
    pub due: Due,
    /// What is to be prepared; empty unless that is what to do.
    pub wanted: Vec<Wanted>,
    /// What must be asked.
    pub missing: BTreeSet<Part>,
    /// What would be a serious mistake to prepare.
    pub must_not: BTreeSet<Act>,
}

/// One action that is to be prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Which.
    pub act: Act,
    /// For which subscriptions; never empty.
    pub targets: BTreeSet<Sub>,
    /// The dates that are right for a move.
    pub dates: BTreeSet<Date>,
    /// The fields of an address that were stated.
    pub address: Fields,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Messages {
    /// Its lines; never empty.
    pub lines: Vec<Line>,
    /// Keys that nobody knows, with the number of the first line that has each and how many do.
    pub unknown_keys: BTreeMap<String, (usize, usize)>,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// There is no message in it.
    #[error("there is no message in it")]
    Empty,
    /// It isn't text.
    #[error("line {0} is not UTF-8")]
    NotText(usize),
    /// Lines that can't be understood: their numbers, and what is wrong with each. Never empty.
    #[error("{}", told(.0))]
    Lines(Vec<(usize, String)>),
}

fn told(lines: &[(usize, String)]) -> String {
    /// Mistakes of one kind tend to be in every line.
    const MOST: usize = 5;
    let shown: Vec<String> = lines.iter().take(MOST).map(|(number, why)| format!("line {number}: {why}")).collect();
    match lines.len().checked_sub(MOST).filter(|more| *more > 0) {
        Some(more) => format!("{}; and {more} more lines", shown.join("; ")),
        None => shown.join("; "),
    }
}

/// Reads a file.
///
/// # Errors
/// When there is no message in it, or one that can't be understood.
pub fn read(bytes: &[u8]) -> Result<Messages, Unusable> {
    let text = std::str::from_utf8(bytes).map_err(|why| {
        let before = bytes.get(..why.valid_up_to()).unwrap_or_default();
        Unusable::NotText(before.iter().filter(|byte| **byte == b'\n').count() + 1)
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut lines, mut wrong, mut unknown_keys) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    for (number, text) in (1..).zip(text.split('\n')) {
        if text.trim().is_empty() {
            continue;
        }
        let (line, unknown) = match line::read(number, text) {
            Ok(read) => read,
            Err(why) => {
                wrong.push((number, why));
                continue;
            }
        };
        if let Some(first) = ids.insert(line.id.clone(), number) {
            wrong.push((number, format!("the id \"{}\" is that of line {first} too", line.id)));
        }
        for key in unknown {
            unknown_keys.entry(key).or_insert((number, 0)).1 += 1;
        }
        lines.push(line);
    }
    match (wrong.is_empty(), lines.is_empty()) {
        (false, _) => Err(Unusable::Lines(wrong)),
        (true, true) => Err(Unusable::Empty),
        (true, false) => Ok(Messages { lines, unknown_keys }),
    }
}

#[cfg(test)]
#[path = "format_tests.rs"]
mod tests;
