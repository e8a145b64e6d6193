//! Addresses that something is to go to, where no act says so, and those that stand each after a product.

use crate::message::acts::{Act, Mood, hangs};
use crate::message::address::Role;
use crate::message::parse::{Parsed, Place};
use crate::message::sense::Sense;

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
    for place in parsed.places.iter().filter(|place| place.found.role != Role::Old) {
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
        let earlier = acts.iter().chain(&more).filter(near).count();
        if earlier > 0 && !(place.found.whole && others >= earlier && named) {
            continue;
        }
        let (from, to) = (
            parsed.sentence_tokens(sentence.saturating_sub(2)).0,
            parsed.sentence_tokens(sentence.saturating_add(1)).1,
        );
        let order = parsed.any(Sense::OrderNumber, from, to)
            || (parsed.any(Sense::Shop, from, to)
                && !parsed.any(Sense::Subscription, from, to)
                && parsed.any(Sense::Order, from, to));
        let foreign = parsed.any(Sense::Inject, from, to) || parsed.of(Sense::Behalf).next().is_some();
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
