//! Wishes that no rule found: what a model sees becomes one, or a question.

use crate::message::acts::{Act, Mood};
use crate::message::model::Class;
use crate::message::parse::Parsed;
use crate::message::reading::{Deed, Lack, Wish, deed, finish, wish};
use crate::message::sense::Sense;
use crate::message::shelf::Shelf;

/// A wish that the model sees: from an act that the rules took for something else, or from the message as a whole. What is
/// refused is no wish, however sure the model is; what hangs on something is asked about.
pub(super) fn guessed(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], seen: Deed) -> Option<Wish> {
    let own = || acts.iter().rev().filter(|act| deed(act.sense) == Some(seen) && act.mood.is_ours());
    let act = own().find(|act| act.mood != Mood::Refused);
    if act.is_none() && own().next().is_some() {
        return None;
    }
    let act = act.cloned().unwrap_or_else(|| whole(parsed, seen));
    let hangs = matches!(act.mood, Mood::Conditional | Mood::Tentative | Mood::Asked);
    let (clause, sentence) = (act.clause, act.sentence);
    let mut wish = wish(parsed, shelf, acts, &Act { mood: Mood::Wanted, ..act }).or_else(|| {
        // An address is to change, and nothing says to what: of a move in its place a wish comes in any case.
        let instead = Act { sense: Sense::Move, mood: Mood::Wanted, from: 0, to: 0, clause, sentence, dated: false };
        let mut wish = wish(parsed, shelf, acts, &instead)?;
        (wish.deed, wish.wanted, wish.lacks) = (Some(seen), None, vec![Lack::Address]);
        Some(wish)
    })?;
    if hangs {
        wish.doubt();
    }
    Some(wish)
}

/// A question about what is wanted, or whether it is.
pub(super) fn asked(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], class: Class) -> Option<Wish> {
    let named = acts.iter().rev().find(|act| act.mood.is_ours());
    let act = named.cloned().unwrap_or_else(|| whole(parsed, Deed::Cancel));
    // An address that nothing is said of comes to no wish, and so to no question.
    let sense = if act.sense == Sense::Address { Sense::Stop } else { act.sense };
    let mut wish = wish(parsed, shelf, acts, &Act { sense, ..act })?;
    wish.lacks.clear();
    if named.is_none() {
        // A yes to it asks on: nobody spoke of an end.
        wish.deed = None;
    }
    if class == Class::Unclear {
        wish.deed = None;
        wish.lack(Lack::Action);
    } else {
        wish.doubt();
    }
    finish(shelf, &mut wish);
    Some(wish)
}

/// An act that no word names: as if it were said where a subscription or a time is.
fn whole(parsed: &Parsed<'_>, seen: Deed) -> Act {
    let sense = match seen {
        Deed::Cancel => Sense::Cancel,
        Deed::Skip => Sense::Skip,
        Deed::Unskip => Sense::Unskip,
        Deed::Move => Sense::Move,
        Deed::Address => Sense::Address,
    };
    let time = parsed.times.first().filter(|_| seen == Deed::Move).map(|time| time.from);
    let place = parsed.places.first().filter(|_| seen == Deed::Address).map(|place| place.from);
    let named = parsed.named.first().map(|named| named.from);
    let request = parsed.of(Sense::Polite).next().map(|hit| hit.from);
    let from = time.or(place).or(named).or(request).unwrap_or_default();
    Act { dated: time.is_some(), ..Act::at(parsed, sense, Mood::Wanted, from, from) }
}
