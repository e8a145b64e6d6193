//! Whether it is clear which subscriptions are meant: names that several have, one of several, goods that nobody has, and what
//! is none of ours at all.

use crate::message::case::Case;
use crate::message::few::Few;
use crate::message::model::Class;
use crate::message::parse::Parsed;
use crate::message::reading::{Deed, Wish, all_of, deed as act_deed};
use crate::message::sense::Sense;
use crate::message::shelf::{self, Set};
use crate::message::tokens::Kind;

/// Less likely than so it is no change, where a place is named and nothing of ours.
const CHANGED: f32 = 0.75;

/// True iff what is asked for is asked of goods that none of the subscriptions are: "cancel the dog food", where there is none.
pub(super) fn stranger(case: &Case<'_>, wish: &Wish) -> bool {
    const OWNED: Few = Few("my the our mein meine meinen unser unsere das den die vom furs");
    const SUBSCRIBED: Few = Few("abo abos subscription sub lieferung delivery food futter abonnement");
    let Case { parsed, acts, .. } = case;
    let own = acts.iter().filter(|act| act_deed(act.sense) == wish.deed && act.mood.is_ours());
    let mut clauses = own.map(|act| act.clause).peekable();
    // "The espresso subscription, cancel it", where there is none, and nothing else is named.
    let is_subscribed = |at: &usize| SUBSCRIBED.contains(parsed.word(at.saturating_add(1)));
    if parsed.named.is_empty() && clauses.peek().is_some() && parsed.strangers.iter().any(is_subscribed) {
        return true;
    }
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

/// True iff nothing of ours is spoken of, and what is asked for is asked of something else: "cancel the table I had reserved",
/// "close my account".
pub(super) fn elsewhere(case: &Case<'_>, wish: &Wish) -> bool {
    const A: Few = Few("the my our all a mein meine meinen unsere unseren den");
    // "The whole thing", "den Termin": whatever there is.
    const ANY: Few = Few("thing lot whole entire usual date day same one termin tag mist kram ganzen");
    const OTHER: Few = Few("account konto kundenkonto purchase transfer");
    const OURS: &[Sense] = &[Sense::Delivery, Sense::Order, Sense::Relocate, Sense::Address];
    let Case { parsed, acts, .. } = case;
    if !parsed.named.is_empty() || parsed.hears(&[Sense::Subscription]) {
        return false;
    }
    let ours = parsed.hears(OURS);
    // "I'd like to pick it up on the 14th."
    let travels = || parsed.says(Few("pick drop check departure search visit table"), 0, parsed.tokens.len());
    if matches!(wish.deed, Some(Deed::Move | Deed::Unskip)) && !ours && travels() {
        return true;
    }
    let other = |(from, to): (usize, usize)| {
        (from..to).any(|at| {
            let next = at.saturating_add(1);
            let heard = parsed.hits.iter().any(|hit| hit.from <= next && next < hit.to && hit.sense != Sense::Away);
            let dated = parsed.times.iter().any(|time| time.from <= next && next < time.to);
            let noun = next < to && parsed.tokens.get(next).is_some_and(|token| token.kind == Kind::Word);
            let word = parsed.word(next);
            let unheard = !ours && noun && !heard && !dated && !ANY.contains(word);
            A.contains(parsed.word(at)) && (unheard || OTHER.contains(word))
        })
    };
    let mut own = acts.iter().filter(|act| act_deed(act.sense) == wish.deed && act.mood.is_ours()).peekable();
    match wish.deed {
        Some(Deed::Cancel | Deed::Skip | Deed::Move) if own.peek().is_some() => own.any(|act| {
            // "Make it the 4th rather than the usual date" is said of nothing else.
            let (from, to) = parsed.clause_tokens(act.clause);
            other((from, act.to.saturating_add(3).min(to)))
        }),
        Some(Deed::Cancel | Deed::Skip | Deed::Move) => other(parsed.sentence_tokens(wish.sentence())),
        // "I want to go to 100 Park Road" is said of a ride.
        Some(Deed::Address) => {
            let asked = parsed.hears(&[Sense::Send, Sense::Change]);
            !ours && (!asked || case.opinion.class(Class::Change) < CHANGED)
        }
        _ => false,
    }
}

/// True iff these are several only because what is named may be any of them.
pub(super) fn ambiguous(case: &Case<'_>, set: Set) -> bool {
    let parsed = case.parsed;
    let within = |named: &&shelf::Named| named.items.without(set).is_empty();
    let vague = |named: &&shelf::Named| named.items.len() > 1 && !all_of(parsed, case.shelf, named);
    let counted = parsed.hears(&[Sense::All, Sense::Both]);
    let mut own = parsed.named.iter().filter(within);
    set.len() > 1 && !counted && parsed.named.iter().any(|named| named.items == set) && own.all(|named| vague(&named))
}

/// True iff one of these is meant, and not which: "one of my coffees". "Every one of them" is all, and what is named by name is
/// meant.
pub(super) fn any_one(parsed: &Parsed<'_>, wish: &Wish, set: Set) -> bool {
    let (from, to) = parsed.sentence_tokens(wish.sentence());
    let any = |sense| parsed.any(sense, from, to);
    let alone = parsed.named_in(from, to).iter().filter(|named| named.items.len() == 1);
    let named: Set = alone.map(|named| named.items).collect();
    let every = parsed.says(Few("every each jede jeden jedes"), from, to);
    // "Von den anderen zwei bitte eins".
    let one = any(Sense::One) || (any(Sense::Others) && parsed.says(Few("eins eines"), from, to));
    set.len() > 1 && one && !any(Sense::All) && !every && !set.without(named).is_empty()
}

/// True iff two of these are named as "one or the other".
pub(super) fn one_of(parsed: &Parsed<'_>, set: Set) -> bool {
    let own = |items: Set| items.without(set).is_empty();
    parsed.named.iter().zip(parsed.named.iter().skip(1)).any(|(one, other)| {
        one.items != other.items
            && own(one.items)
            && own(other.items)
            && parsed.word_count(one.to, other.from) <= 3
            && parsed.says(Few("or oder bzw"), one.to, other.from)
    })
}
