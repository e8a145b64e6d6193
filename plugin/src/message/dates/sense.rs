//! What a word can mean to the grammar: the vocabulary the language tables are written in.

use crate::message::dates::Relation;

/// The meaning of one word in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    Month(u8),
    /// A month that is an everyday word too ("may", "march"): needs a preposition, a day or a capital.
    ShyMonth(u8),
    /// Monday is 1.
    Weekday(u8),
    /// A short form that is an everyday word too ("sun", "so", "do").
    ShyWeekday(u8),
    /// "Mondays", "montags".
    Weekdays,
    Number(u8),
    /// "a", "ein": an article or the number one.
    One,
    Ordinal(u8),
    Unit(Unit),
    Lead(Lead),
    /// "the", "den"
    Article,
    Next,
    AfterNext,
    This,
    /// "coming", "kommend": this Friday, but next week.
    Coming,
    Last,
    /// "my", "unser"
    Own,
    /// "later", "nach hinten" and the like behind a length.
    Later,
    Earlier,
    /// A verb that moves a delivery back.
    Delay,
    /// A verb that exchanges one day for another.
    Change,
    /// A verb that brings it forward.
    Forward,
    /// A verb or noun for a break.
    Pause,
    Every,
    /// "other" in "every other week".
    Other,
    /// "a few", "some", "ein paar": no number.
    Few,
    Half,
    Ago,
    Or,
    And,
    Of,
    /// "end", "Anfang": a part of a month or week.
    Part,
    /// "morning", "Abend"
    DayPart,
    Season,
    /// "Easter", "Weihnachten": names no day, counts only with a preposition.
    Feast,
    /// The same, its last day so many days from Easter Sunday.
    Easter(i8),
    /// "holiday", "Urlaub": an event in the customer's life.
    Event,
    Weekend,
    CalendarWeek,
    /// A noun that makes an ordinal something else than a date ("time", "delivery", "Mal").
    Counted,
    /// A word that may follow a date's ordinal ("please", "and").
    Follow,
    /// A rhythm in one word: days, months.
    Rhythm(u8, u8),
    /// A word before a number that makes it no date ("version", "Zimmer").
    Label,
    /// A measure, a currency, a time of day after a number.
    Measure,
    /// "planned", "geplant"
    Planned,
    /// "back", "return", "zurück": coming home.
    Back,
    /// "I", "we", "ich", "wir"
    Person,
    When,
    Now,
    /// "latest", "spätestens" after a day.
    Latest,
    /// "onwards", "an" after a day.
    Onwards,
    /// Ordinal endings split from their number: "rd", "te".
    Ending,
    /// "long", "whole", "more": belongs to a length.
    Long,
    /// "old", "alt", "notice": a length before it is no time for a delivery.
    Aged,
}

/// A word that leads into a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lead {
    Rel(Relation),
    /// A preposition with an article in it ("am", "zum", "vom"): a day of the month may follow at once.
    RelThe(Relation),
    In,
    InThe,
    For,
    /// "at": a number behind it is a time of day.
    At,
    /// "um": by how much.
    By,
    Between,
    About,
    /// "vor": before a day, or so long ago.
    Ago,
    /// "within": a day up to then.
    Inside,
}

/// A unit of length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Day,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// `count` of the unit as days and months.
    pub(crate) fn times(self, count: i64) -> (i64, i64) {
        match self {
            Unit::Day => (count, 0),
            Unit::Week => (count.saturating_mul(7), 0),
            Unit::Fortnight => (count.saturating_mul(14), 0),
            Unit::Month => (0, count),
            Unit::Quarter => (0, count.saturating_mul(3)),
            Unit::Year => (0, count.saturating_mul(12)),
        }
    }
}

/// What a set phrase means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fixed {
    Vague,
    Now,
    /// So many days from today; before today it is past.
    Offset(i8),
    /// So many days from a day named before.
    Beside(i8),
    /// A feast on one day of the year.
    Feast(u8, u8),
    /// A feast so many days from Easter Sunday.
    Easter(i8),
    Every(u8, u8),
    /// Looks like a time and is none.
    Nothing,
    /// A relation of several words, to be followed by a time.
    Rel(Relation),
    /// "at the latest" behind a day.
    Latest,
    /// "about", in several words.
    About,
    /// Later or earlier than planned, behind a length.
    Later,
    Earlier,
    /// From today on, behind a length.
    FromNow,
    /// "week commencing", "Woche vom": the week of the day that follows.
    WeekOf,
}

/// A language's words; one more language is one more of these.
pub(crate) struct Language {
    /// Words with one meaning each, parted by spaces, as one writes them.
    pub(crate) words: &'static [(Sense, &'static str)],
    /// Beginnings of verbs and nouns that are bent in many ways.
    pub(crate) stems: &'static [(Sense, &'static str)],
    /// Set phrases, parted by bars.
    pub(crate) phrases: &'static [(Fixed, &'static str)],
    /// Words that are built by rule: folded spelling in.
    pub(crate) built: fn(&str) -> Option<Sense>,
}
