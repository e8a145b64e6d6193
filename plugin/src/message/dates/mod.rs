//! Finds the mentions of time in a customer's words, English and German at once, so that a plan can name a day or ask for one.

mod ask;
mod calendar;
mod day;
mod de;
mod lead;
mod length;
mod lexicon;
mod named;
mod numeric;
mod reader;
mod rhythm;
pub(crate) mod sense;
mod shift;
mod token;
mod vague;
mod weekday;

use jiff::civil::Date;

pub use sense::Relation;

/// A mention of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// First byte of the phrase, its preposition included.
    pub start: usize,
    /// The byte after the phrase.
    pub end: usize,
    /// What the preposition says about the time.
    pub relation: Relation,
    /// The time itself.
    pub when: When,
}

/// A time as far as the words name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// One day exactly; with an explicit year as said, even in the past.
    Day(Date),
    /// A day that lies behind: said so ("yesterday"), or a date without a year that passed up to 90 days ago.
    PastDay(Date),
    /// 03/04 with no hint which is the day: the reading day/month, then month/day.
    Either(Date, Date),
    /// Later than planned by so much.
    Later {
        /// Days.
        days: i64,
        /// Months.
        months: i64,
    },
    /// Earlier than planned by so much.
    Earlier {
        /// Days.
        days: i64,
        /// Months.
        months: i64,
    },
    /// So many days from a day named before: "the day after"; 0 is "the same day as".
    Beside(i8),
    /// The first such weekday (1 is Monday) after a day named before: "the Monday after".
    Following(i8),
    /// A rhythm.
    Every {
        /// Days.
        days: i64,
        /// Months.
        months: i64,
    },
    /// A time that names no day.
    Vague,
    /// At once.
    Now,
    /// From one day to another, both included.
    Span(Date, Date),
    /// A duration.
    For {
        /// Days.
        days: i64,
        /// Months.
        months: i64,
    },
}

/// Every mention of a time in `text`, in order, none overlapping; the longest reading wins.
pub fn find(text: &str, today: Date) -> Vec<Mention> {
    let words = token::Words::read(text);
    reader::Reader { words: &words, today }.mentions()
}

#[cfg(test)]
mod tests;
