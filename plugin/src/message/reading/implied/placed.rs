//! Addresses that something is to go to, where no act says so, and those that stand each after a product.

use crate::message::acts::{Act, Mood, hangs};
use crate::message::address::Role;
use crate::message::parse::{Parsed, Place};
use crate::message::sense::Sense;
use crate::message::tokens::Kind;

/// Several addresses, each after the product it is for: an act each.
pub(super) fn paired(parsed: &Parsed<'_>, acts: &mut Vec<Act>) {
    let whole: Vec<&Place> =
        parsed.places.iter().filter(|place| place.found.whole && place.found.role != Role::Old).collect();
    if whole.len() < 2 {
        return;
    }
    let mut pairs = Vec::new();
    let mut floor = 0;
    for place in &whole {
        let named = parsed.named.iter().rev().find(|named| floor <= named.from && named.to <= place.from);
        let Some(named) = named.filter(|named| parsed.sentence(named.from) == parsed.sentence(place.from)) else {
            return;
        };
        pairs.push((named.from, place.from));
        floor = place.to;
    }
    acts.retain(|act| act.sense != Sense::Address);
    for (from, to) in pairs {
        acts.push(Act::at(parsed, Sense::Address, Mood::Wanted, from, to));
    }
    crate::order::by(acts, |act| act.from);
}

/// An address that stands without a word about addresses near it.
pub(super) fn placed(parsed: &Parsed<'_>, acts: &[Act]) -> Vec<Act> {
    let mut more: Vec<Act> = Vec::new();
    for place in parsed.places.iter().filter(|place| place.found.role != Role::Old && !is_card(parsed, acts, place)) {
        let sentence = parsed.sentence(place.from);
        let near = |act: &&Act| {
            act.sense == Sense::Address && sentence.abs_diff(act.sentence) <= 2 && act.mood == Mood::Wanted
        };
        // One act is enough for one place; a second whole place with a product beside it is another wish.
        let others = parsed
            .places
            .iter()
            .filter(|other| other.found.whole && other.found.role != Role::Old && other.from < place.from)
            .count();
        let named = parsed.named.iter().any(|named| parsed.sentence(named.from) == sentence && named.to <= place.from);
        // Behind a new address, one that nothing is said of is the sender's card.
        let told = |other: &Place| other.found.whole && other.found.role == Role::New && other.from < place.from;
        if place.found.role == Role::Unclear && !named && parsed.places.iter().any(told) {
            continue;
        }
        let earlier = acts.iter().chain(&more).filter(near).count();
        if earlier > 0 && !(place.found.whole && others >= earlier && named) {
            continue;
        }
        let (from, to) = (
            parsed.sentence_tokens(sentence.saturating_sub(1)).0,
            parsed.sentence_tokens(sentence.saturating_add(1)).1,
        );
        let order = parsed.any(Sense::OrderNumber, from, to)
            || (parsed.any(Sense::Shop, from, to)
                && !parsed.any(Sense::Subscription, from, to)
                && parsed.any(Sense::Order, from, to));
        let of_order =
            |act: &Act| act.sense == Sense::Address && act.mood == Mood::Order && sentence.abs_diff(act.sentence) <= 1;
        let order = order || acts.iter().any(of_order);
        let foreign = parsed.any(Sense::Inject, from, to) || parsed.hears(&[Sense::Behalf]);
        let mood = match (order, foreign) {
            (true, _) => Mood::Order,
            (_, true) => Mood::Foreign,
            _ if hangs(parsed, sentence) => Mood::Conditional,
            _ => Mood::Wanted,
        };
        if place.found.whole || place.found.role == Role::New {
            more.push(Act::at(parsed, Sense::Address, mood, place.from, place.to));
        }
    }
    more
}

/// True iff an address is the sender's: at the head or the end of a mail that wants something else and speaks of no address.
pub(crate) fn is_card(parsed: &Parsed<'_>, acts: &[Act], place: &Place) -> bool {
    /// Words of a card or of a letter's head, at most.
    const CARD: usize = 14;
    let wanted = || acts.iter().filter(|act| act.sense != Sense::Address && act.mood == Mood::Wanted);
    let spoken = parsed.hears(&[Sense::Address, Sense::Relocate]);
    let before = parsed.word_count(0, place.from);
    let after = parsed.word_count(place.to, parsed.tokens.len());
    let apart = |act: &Act| {
        let (from, to) = if act.to <= place.from { (act.to, place.from) } else { (place.to, act.from) };
        parsed.between(from, to).iter().any(|token| token.kind == Kind::Line)
    };
    wanted().next().is_some() && wanted().all(apart) && !spoken && (before <= CARD / 2 || after <= CARD)
}
