//! What a message comes to: wishes with what they say and what is missing, or what else it is about.

mod aim;
mod decide;
mod delivery;
mod implied;
mod said;
mod slots;
mod when;
mod wishes;

use jiff::civil::Date;

pub(crate) use aim::adds;
pub use aim::all_of;
pub use decide::{HANDOFF, SHOP, finish, most, topic};
pub(crate) use delivery::beyond_next;
pub use delivery::named_days;
pub(crate) use implied::{is_card, keeps_subscription};
pub(crate) use slots::{before_moving, rest_stays};
pub(crate) use when::alternative;
pub use wishes::wish;

use super::acts::{Act, acts};
use super::address::Address;
use super::case::{Case, OWN};
use super::parse::Parsed;
use super::sense::Sense;
use super::shelf::{Rhythm, Set, Shelf};
use crate::moment::{plus_days, plus_months};

/// Phrases that name an act, names of subscriptions, times and addresses that a message has at most. Each is weighed with each
/// other; two pages have forty.
const MOST: usize = 100;

/// A write that a customer can want.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// End it.
    Cancel,
    /// Leave the next delivery out.
    Skip,
    /// Bring a skipped one back.
    Unskip,
    /// Another date.
    Move,
    /// Another address.
    Address,
}

/// Which subscriptions are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// These, and no others.
    These(Set),
    /// One of these, or some; it has to be asked.
    Among(Set),
    /// Nothing was said.
    Open,
}

impl Aim {
    /// The one there is, or one of several.
    fn one_of(set: Set) -> Self {
        if set.len() == 1 { Self::These(set) } else { Self::Among(set) }
    }

    /// All that may be meant.
    pub fn reach(self, shelf: &Shelf) -> Set {
        match self {
            Self::These(set) | Self::Among(set) => set,
            Self::Open => shelf.all(),
        }
    }
}

/// When a delivery is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// On this day.
    On(Date),
    /// So much later than planned.
    Later(Rhythm),
    /// So much earlier than planned.
    Earlier(Rhythm),
}

/// Something a wish lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// Which action.
    Action,
    /// Which subscription.
    Subscription,
    /// Which date.
    Date,
    /// Which address.
    Address,
    /// Whether it is meant at all.
    Confirmation,
}

/// One wish.
#[derive(Debug, Clone)]
pub struct Wish {
    /// What; nothing when that has to be asked.
    pub deed: Option<Deed>,
    /// Which.
    pub aim: Aim,
    /// When, for a move.
    pub wanted: Option<Wanted>,
    /// Where, for an address.
    pub address: Option<Address>,
    /// What is missing.
    pub lacks: Vec<Lack>,
    /// The words it rests on.
    pub evidence: Vec<String>,
    /// Where it is said: a sentence.
    sentence: usize,
    clause: usize,
    /// Whether only a time says it.
    implied: bool,
    /// Whether it is said to come besides another one: "also", "and".
    besides: bool,
}

impl Wish {
    /// True iff it is said before a token's sentence.
    pub fn before(&self, parsed: &Parsed<'_>, token: usize) -> bool {
        self.sentence < parsed.sentence(token)
    }

    /// The sentence that says it.
    pub fn sentence(&self) -> usize {
        self.sentence
    }

    /// The clause that says it.
    pub fn clause(&self) -> usize {
        self.clause
    }

    /// True iff it is said to come besides another one.
    pub fn is_besides(&self) -> bool {
        self.besides
    }

    /// What an act says by its words alone: neither when nor where, and nothing is missing yet.
    fn of(parsed: &Parsed<'_>, act: &Act, deed: Option<Deed>, aim: Aim) -> Self {
        let (from, to) = parsed.sentence_tokens(act.sentence);
        Self {
            deed,
            aim,
            wanted: None,
            address: None,
            lacks: Vec::new(),
            evidence: vec![parsed.quote(from, to).to_owned()],
            sentence: act.sentence,
            clause: act.clause,
            implied: act.dated,
            besides: false,
        }
    }

    /// Notes once that something is missing.
    pub fn lack(&mut self, lack: Lack) {
        if !self.lacks.contains(&lack) {
            self.lacks.push(lack);
            crate::order::by(&mut self.lacks, |lack| *lack);
        }
    }

    /// Has it asked whether this is meant.
    pub fn doubt(&mut self) {
        self.lack(Lack::Confirmation);
    }
}

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// When the next one comes.
    When,
    /// What it costs.
    Price,
    /// Where it goes.
    Where,
    /// What there is.
    Overview,
    /// How something is done.
    How,
    /// Whether something was done.
    Status,
}

/// What a message comes to.
#[derive(Debug, Clone)]
pub enum Reading {
    /// Wishes, in order; none is empty.
    Wishes(Vec<Wish>),
    /// A question.
    Information(Topic, Aim),
    /// A subscription matter outside the actions.
    Handoff(Sense),
    /// Somebody else's subscription.
    Foreign,
    /// More acts or names than anybody means: read by a person.
    Crowded,
    /// A one-off order.
    Shop(Sense),
    /// Nothing of ours.
    Nothing,
}

/// Reads a parsed message: by the rules, and by the model where it is surer.
pub fn reading(parsed: &Parsed<'_>, shelf: &Shelf) -> Reading {
    let (acts, found) = rules(parsed, shelf);
    if matches!(found, Reading::Crowded) {
        return found;
    }
    super::verdict::weighed(&Case::new(parsed, shelf, &acts, &found, &OWN), &found)
}

/// Reads a parsed message by the rules alone, and tells the acts they saw.
pub fn rules(parsed: &Parsed<'_>, shelf: &Shelf) -> (Vec<Act>, Reading) {
    let acts_named = parsed.hits.iter().filter(|hit| hit.sense.is_act()).count();
    if [acts_named, parsed.named.len(), parsed.times.len(), parsed.places.len()].into_iter().any(|many| many > MOST) {
        return (Vec::new(), Reading::Crowded);
    }
    let mut acts = acts(parsed);
    let automatic = parsed.hears(&[Sense::OutOfOffice]);
    if automatic {
        return (acts, Reading::Nothing);
    }
    implied::implied(parsed, shelf, &mut acts);
    let wishes = wishes::wishes(parsed, shelf, &acts);
    let reading = decide::decide(parsed, shelf, &acts, wishes);
    (acts, reading)
}

/// The deed that a sense names.
pub fn deed(sense: Sense) -> Option<Deed> {
    Some(match sense {
        Sense::Cancel => Deed::Cancel,
        Sense::Skip => Deed::Skip,
        Sense::Unskip => Deed::Unskip,
        Sense::Move => Deed::Move,
        Sense::Address => Deed::Address,
        _ => return None,
    })
}

/// The day that a wish comes to for one subscription.
pub fn day(wanted: Wanted, planned: Option<Date>) -> Option<Date> {
    let shift = |rhythm: Rhythm, sign: i64| {
        let date = plus_months(planned?, rhythm.months.checked_mul(sign)?)?;
        plus_days(date, rhythm.days.checked_mul(sign)?)
    };
    match wanted {
        Wanted::On(date) => Some(date),
        Wanted::Later(rhythm) => shift(rhythm, 1),
        Wanted::Earlier(rhythm) => shift(rhythm, -1),
    }
}
