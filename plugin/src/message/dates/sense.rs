//! What a word can mean to the grammar: the vocabulary that the word lists in `words/` are written in.
//!
//! A heading there says in words what a value is here: `[Word Month 1]`, `[Word Lead Rel On]`, `[Phrase Easter -48]`. The build
//! script includes this file, and writes each of these words as a byte.

/// What a heading says, and a byte for each word of it in the packed lists.
trait Said: Sized {
    /// The next words of a heading, in bytes; `None` if they are no such thing.
    fn bytes<'a>(words: &mut impl Iterator<Item = &'a str>, out: &mut Vec<u8>) -> Option<()>;

    /// What the next bytes say.
    fn said(bytes: &mut &[u8]) -> Option<Self>;
}

impl Said for u8 {
    fn bytes<'a>(words: &mut impl Iterator<Item = &'a str>, out: &mut Vec<u8>) -> Option<()> {
        out.push(words.next()?.parse().ok()?);
        Some(())
    }

    fn said(bytes: &mut &[u8]) -> Option<Self> {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        Some(*first)
    }
}

impl Said for i8 {
    fn bytes<'a>(words: &mut impl Iterator<Item = &'a str>, out: &mut Vec<u8>) -> Option<()> {
        out.extend(words.next()?.parse::<Self>().ok()?.to_le_bytes());
        Some(())
    }

    fn said(bytes: &mut &[u8]) -> Option<Self> {
        u8::said(bytes).map(|byte| Self::from_le_bytes([byte]))
    }
}

macro_rules! meanings {
    ($(#[$of:meta])* $see:vis $all:ident: $($(#[$doc:meta])* $name:ident $(($($of_it:ty),+))?,)+) => {
        $(#[$of])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $see enum $all { $($(#[$doc])* $name $(($($of_it),+))?,)+ }

        const _: () = {
            /// The variants alone, for their numbers.
            enum Nth { $($name,)+ }

            impl Said for $all {
                fn bytes<'a>(words: &mut impl Iterator<Item = &'a str>, out: &mut Vec<u8>) -> Option<()> {
                    let word = words.next()?;
                    $(if word == stringify!($name) {
                        out.push(Nth::$name as u8);
                        $($(<$of_it>::bytes(words, out)?;)+)?
                        return Some(());
                    })+
                    None
                }

                fn said(bytes: &mut &[u8]) -> Option<Self> {
                    let number = u8::said(bytes)?;
                    $(if number == Nth::$name as u8 {
                        return Some(Self::$name $(($(<$of_it>::said(bytes)?),+))?);
                    })+
                    None
                }
            }
        };
    };
}

/// A heading of a word list in bytes.
///
/// # Errors
/// It says nothing.
#[allow(dead_code, reason = "for the build script and tests")]
pub(crate) fn numbered(heading: &str) -> Result<Vec<u8>, String> {
    let (mut words, mut out) = (heading.split(' '), Vec::new());
    let said = List::bytes(&mut words, &mut out).filter(|()| words.next().is_none());
    said.map(|()| out).ok_or_else(|| format!("nothing is called `{heading}`, see sense.rs"))
}

meanings! {
    /// What a list holds.
    pub(crate) List:
    /// Words with one meaning each, as one writes them.
    Word(Sense),
    /// Beginnings of verbs and nouns that are bent in many ways.
    Stem(Sense),
    /// Set phrases.
    Phrase(Fixed),
}

impl List {
    /// What the list holds that begins here, and what comes after its number.
    pub(crate) fn read(mut bytes: &[u8]) -> Option<(Self, &[u8])> {
        Self::said(&mut bytes).map(|list| (list, bytes))
    }
}

meanings! {
    /// The meaning of one word in one language.
    pub(crate) Sense:
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

meanings! {
    /// A word that leads into a time.
    pub(crate) Lead:
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

meanings! {
    /// How a time is tied to the wish, by its preposition.
    pub Relation:
    /// No preposition, or one that says nothing ("in").
    None,
    /// on, at, for, am
    On,
    /// to, auf, zum
    To,
    /// until, till, through, bis
    Until,
    /// from, as of, not before, ab, vom
    From,
    /// after, nach
    After,
    /// before, vor
    Before,
    /// by, no later than, bis spätestens
    By,
    /// since, seit
    Since,
}

meanings! {
    /// A unit of length.
    pub(crate) Unit:
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

meanings! {
    /// What a set phrase means.
    pub(crate) Fixed:
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
