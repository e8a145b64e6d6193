//! What keeps wishes from being a plan, however likely they are right: what has to be asked in any case.

use crate::message::acts::{Act, Mood};
use crate::message::address::Address;
use crate::message::case::Case;
use crate::message::few::Few;
use crate::message::lexicon::Hit;
use crate::message::model::Class;
use crate::message::parse::Parsed;
use crate::message::reading::{Deed, Lack, Wish, all_of, alternative, before_moving, beyond_next, deed as act_deed};
use crate::message::sense::Sense;
use crate::message::shelf::{self, Set};

use super::changes::{spoken, withdrawn};
use super::later::{in_another_month, is_for_a_while, is_of_another_number, is_of_open_month};

/// Likelier than so a sentence by itself wants something.
const SURE: f32 = 0.8;
/// Less likely than so it is no change, where no word names the act.
const CHANGED: f32 = 0.6;

/// Why wishes are no plan, however likely they are right, and the deed that it is about; nothing where they may be one.
pub fn barred(case: &Case<'_>, wishes: &[Wish]) -> Option<(Bar, Option<Deed>)> {
    if leaves_out(case, wishes) {
        return Some((Bar::Besides, None));
    }
    // "Cancel the tea. I might skip the soap."
    let unsure = |act: &Act| matches!(act.mood, Mood::Tentative | Mood::Conditional);
    let own = |wish: &Wish| case.acts.iter().filter(|act| act_deed(act.sense) == wish.deed).collect::<Vec<_>>();
    let hangs = |wish: &Wish| Some(own(wish)).is_some_and(|own| !own.is_empty() && own.iter().all(|act| unsure(act)));
    if let Some(wish) = wishes.iter().find(|wish| wishes.len() > 1 && hangs(wish)) {
        return Some((Bar::Undecided, wish.deed));
    }
    wishes.iter().find_map(|wish| Some((bar(case, wish)?, wish.deed)))
}

/// Why a wish is no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// "Don't cancel."
    Refused,
    /// "Forget it."
    TakenBack,
    /// "The delivery after next", "the next two": only the next one can be changed.
    NotNext,
    /// Nothing is skipped that could be brought back, or nothing says so.
    NotSkipped,
    /// "We move in June": whether the delivery before goes there already has to be asked.
    BeforeMoving,
    /// A new home without its town.
    HalfAddress,
    /// "The 10th or the 12th."
    EitherDay,
    /// "The decaf or the other one."
    EitherOne,
    /// Said of goods that none of the subscriptions are.
    Stranger,
    /// "The coffee", where there are two.
    OneOfSeveral,
    /// "Only the next one to my office": an address for a while, or for later.
    ForAWhile,
    /// "I might skip the soap", beside another wish.
    Undecided,
    /// "Cancel the tea. Also, move my next delivery": which one, where both are wanted.
    Besides,
    /// No word names the act, and it may be no change at all, or nothing is ended.
    Unnamed,
}

impl Bar {
    /// What has to be asked instead.
    pub fn lack(self) -> Lack {
        match self {
            Self::EitherDay => Lack::Date,
            Self::HalfAddress => Lack::Address,
            Self::EitherOne | Self::Stranger | Self::OneOfSeveral | Self::Besides => Lack::Subscription,
            Self::NotNext
            | Self::ForAWhile
            | Self::Undecided
            | Self::Refused
            | Self::TakenBack
            | Self::NotSkipped
            | Self::BeforeMoving
            | Self::Unnamed => Lack::Confirmation,
        }
    }
}

/// True iff the rules surely see something wanted that isn't among these.
pub(super) fn leaves_out(case: &Case<'_>, wishes: &[Wish]) -> bool {
    case.rules.iter().any(|rule| left(case, wishes, rule))
}

/// True iff the rules see something wanted that isn't in the plan, and its sentence by itself is surely about that.
fn left(case: &Case<'_>, wishes: &[Wish], rule: &Wish) -> bool {
    if wishes.iter().any(|wish| wish.deed == rule.deed) {
        return false;
    }
    let Some(deed) = rule.deed else { return rule.is_besides() };
    let planned: Set = wishes.iter().map(|wish| wish.aim.reach(case.shelf)).collect();
    let apart = deed == Deed::Address || !rule.aim.reach(case.shelf).without(planned).is_empty();
    let own = |act: &Act| act.sentence == rule.sentence() && act_deed(act.sense) == Some(deed);
    let wanted = case.acts.iter().any(|act| own(act) && act.mood == Mood::Wanted);
    let alone = wishes.iter().all(|wish| wish.sentence() != rule.sentence());
    let sure = case.sentences.get(rule.sentence()).is_some_and(|opinion| opinion.deed(deed) >= SURE);
    rule.is_besides() || (apart && wanted && alone && sure)
}

fn bar(case: &Case<'_>, wish: &Wish) -> Option<Bar> {
    let Case { parsed, shelf, acts, opinion, .. } = case;
    let own = || acts.iter().filter(|act| act_deed(act.sense) == wish.deed && act.mood.is_ours());
    let set = wish.aim.reach(shelf);
    if own().next().is_some() && own().all(|act| act.mood == Mood::Refused) {
        return Some(Bar::Refused);
    }
    if withdrawn(parsed).is_some_and(|at| wish.before(parsed, at)) {
        return Some(Bar::TakenBack);
    }
    if wish.deed != Some(Deed::Address) && own().any(|act| beyond_next(parsed, act, set.len())) {
        return Some(Bar::NotNext);
    }
    if wish.deed == Some(Deed::Skip) && own().any(|act| in_another_month(case, act, set)) {
        return Some(Bar::NotNext);
    }
    if wish.deed == Some(Deed::Address) && is_for_a_while(case) {
        return Some(Bar::ForAWhile);
    }
    if is_of_open_month(case, wish, set) {
        return Some(Bar::EitherDay);
    }
    if is_of_another_number(case) {
        return Some(Bar::Stranger);
    }
    if wish.deed == Some(Deed::Unskip) {
        let kept = acts.iter().any(|act| act.sense == Sense::Skip && act.mood == Mood::Refused);
        // "Restore" is said of anything: what is brought back was skipped.
        let said = [Sense::Skip, Sense::Unskip, Sense::AfterAll].into_iter().flat_map(|sense| parsed.of(sense)).next();
        let unsaid = said.is_none() && parsed.named.is_empty() && !spoken(parsed);
        if kept || unsaid || set.and(shelf.skipped()).is_empty() {
            return Some(Bar::NotSkipped);
        }
    }
    if wish.deed == Some(Deed::Address) {
        let mut sentences = parsed.places.iter().map(|place| parsed.sentence(place.from));
        if sentences.any(|own| before_moving(parsed, shelf, own, set).is_some()) {
            return Some(Bar::BeforeMoving);
        }
        let half = |address: &Address| address.address1.is_some() && address.city.is_none() && address.zip.is_none();
        // "New address: 88 King Street" is a new place as well, and no correction.
        let named = |hit: &Hit<Sense>| parsed.says(Few("new neue neuen"), hit.from.saturating_sub(1), hit.to);
        let anew = parsed.of(Sense::Relocate).next().is_some() || parsed.of(Sense::Address).any(named);
        if wish.address.as_ref().is_some_and(half) && anew {
            return Some(Bar::HalfAddress);
        }
    }
    if one_of(parsed, set) || any_one(parsed, wish, set) {
        return Some(Bar::EitherOne);
    }
    if wish.wanted.is_some_and(|wanted| alternative(parsed, wanted)) {
        return Some(Bar::EitherDay);
    }
    if stranger(case, wish) {
        return Some(Bar::Stranger);
    }
    if ambiguous(case, set) {
        return Some(Bar::OneOfSeveral);
    }
    // Nothing ends by a message in which no word ends, stops or denies anything.
    let ends = [Sense::Cancel, Sense::Stop, Sense::Negation, Sense::No, Sense::Keep, Sense::Others];
    let unsaid = wish.deed == Some(Deed::Cancel) && !ends.into_iter().any(|sense| parsed.of(sense).next().is_some());
    let unnamed = unsaid || opinion.class(Class::Change) < CHANGED;
    (own().next().is_none() && unnamed).then_some(Bar::Unnamed)
}

/// True iff what is asked for is asked of goods that none of the subscriptions are: "cancel the dog food", where there is none.
fn stranger(case: &Case<'_>, wish: &Wish) -> bool {
    const OWNED: Few = Few("my the our mein meine meinen unser unsere das den die vom furs");
    const SUBSCRIBED: Few = Few("abo abos subscription sub lieferung delivery food futter abonnement");
    let Case { parsed, acts, .. } = case;
    let own = acts.iter().filter(|act| act_deed(act.sense) == wish.deed && act.mood.is_ours());
    let mut clauses = own.map(|act| act.clause);
    clauses.any(|clause| {
        let (from, to) = parsed.clause_tokens(clause);
        let meant = |at: &usize| {
            let before = at.checked_sub(1).map_or("", |before| parsed.word(before));
            let next = parsed.word(at.saturating_add(1));
            let within = parsed.places.iter().any(|place| place.from <= *at && *at < place.to);
            from <= *at && *at < to && !within && (OWNED.contains(before) || SUBSCRIBED.contains(next))
        };
        parsed.strangers.iter().any(meant) && parsed.named_in(from, to).is_empty()
    })
}

/// True iff these are several only because what is named may be any of them.
fn ambiguous(case: &Case<'_>, set: Set) -> bool {
    let parsed = case.parsed;
    let within = |named: &&shelf::Named| named.items.without(set).is_empty();
    let vague = |named: &&shelf::Named| named.items.len() > 1 && !all_of(parsed, case.shelf, named);
    let counted = [Sense::All, Sense::Both].into_iter().any(|sense| parsed.of(sense).next().is_some());
    let mut own = parsed.named.iter().filter(within);
    set.len() > 1 && !counted && parsed.named.iter().any(|named| named.items == set) && own.all(|named| vague(&named))
}

/// True iff one of these is meant, and not which: "one of my coffees". "Every one of them" is all, and what is named by name is
/// meant.
fn any_one(parsed: &Parsed<'_>, wish: &Wish, set: Set) -> bool {
    let (from, to) = parsed.sentence_tokens(wish.sentence());
    let any = |sense| parsed.any(sense, from, to);
    let alone = parsed.named_in(from, to).iter().filter(|named| named.items.len() == 1);
    let named: Set = alone.map(|named| named.items).collect();
    let every = parsed.says(Few("every each jede jeden jedes"), from, to);
    set.len() > 1 && any(Sense::One) && !any(Sense::All) && !every && !set.without(named).is_empty()
}

/// True iff two of these are named as "one or the other".
fn one_of(parsed: &Parsed<'_>, set: Set) -> bool {
    let own = |items: Set| items.without(set).is_empty();
    parsed.named.iter().zip(parsed.named.iter().skip(1)).any(|(one, other)| {
        one.items != other.items
            && own(one.items)
            && own(other.items)
            && parsed.word_count(one.to, other.from) <= 3
            && parsed.says(Few("or oder bzw"), one.to, other.from)
    })
}
