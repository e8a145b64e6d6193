//! What a message comes to when all of it is weighed by the rules.

use super::aim::aim;
use super::{Aim, Deed, Lack, Reading, Topic, Wish, deed};
use crate::message::acts::{Act, Mood};
use crate::message::few::Few;
use crate::message::parse::Parsed;
use crate::message::sense::Sense;
use crate::message::shelf::Shelf;

/// What a question is most likely about.
pub fn topic(parsed: &Parsed<'_>) -> Option<Topic> {
    let topics = [
        (Sense::How, Topic::How),
        (Sense::Status, Topic::Status),
        (Sense::Overview, Topic::Overview),
        (Sense::Where, Topic::Where),
        (Sense::When, Topic::When),
        (Sense::Price, Topic::Price),
    ];
    let counted = topics.into_iter().map(|(sense, topic)| (parsed.of(sense).count(), topic));
    counted.filter(|(count, _)| *count > 0).max_by_key(|(count, _)| *count).map(|(_, topic)| topic)
}

/// The sense of these that is said most often.
pub fn most(parsed: &Parsed<'_>, senses: &[Sense]) -> Option<(usize, Sense)> {
    let counted = senses.iter().map(|sense| (parsed.of(*sense).count(), *sense));
    counted.filter(|(count, _)| *count > 0).max_by_key(|(count, _)| *count)
}

/// Matters of the shop.
pub const SHOP: &[Sense] = &[Sense::Parcel, Sense::Return, Sense::Invoice, Sense::Shop, Sense::OrderNumber];

/// Matters of a subscription outside the actions.
pub const HANDOFF: &[Sense] = &[
    Sense::Frequency,
    Sense::Swap,
    Sense::Quantity,
    Sense::Payment,
    Sense::Refund,
    Sense::Reactivate,
    Sense::Discount,
    Sense::NewSubscription,
    Sense::Account,
];

/// What the wishes come to, or where there is none, what else is spoken of most.
pub(super) fn decide(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], mut wishes: Vec<Wish>) -> Reading {
    let count = |sense: Sense| parsed.of(sense).count();
    let (shop_count, shop_sense) = most(parsed, SHOP).unwrap_or((0, Sense::Shop));
    let (handoff_count, handoff_sense) = most(parsed, HANDOFF).unwrap_or((0, Sense::Account));
    if let Some(either) = either(parsed, shelf, acts) {
        return Reading::Wishes(vec![either]);
    }
    wishes.retain(|wish| wish.deed.is_some() || wish.evidence.iter().any(|quote| !quote.is_empty()));
    if !wishes.is_empty() {
        for wish in &mut wishes {
            finish(shelf, wish);
        }
        return Reading::Wishes(wishes);
    }
    if acts.iter().any(|act| act.mood == Mood::Foreign) {
        return Reading::Foreign;
    }
    if acts.iter().any(|act| act.mood == Mood::Unrelated) {
        return Reading::Nothing;
    }
    if acts.iter().any(|act| act.mood == Mood::Order) {
        return Reading::Shop(Sense::Shop);
    }
    if acts.iter().any(|act| act.mood == Mood::Injected) && !acts.iter().any(|act| act.mood != Mood::Injected) {
        return Reading::Nothing;
    }
    let lost = count(Sense::Parcel).saturating_add(count(Sense::Return)).saturating_add(count(Sense::OrderNumber)) > 1;
    if lost && shop_count >= handoff_count {
        return Reading::Shop(shop_sense);
    }
    let undecided = acts.iter().find(|act| matches!(act.mood, Mood::Tentative | Mood::Conditional));
    if let Some(act) = undecided {
        let said = super::wish(parsed, shelf, acts, act);
        let mut wish = said.unwrap_or_else(|| Wish::of(parsed, act, deed(act.sense), aim(parsed, shelf, acts, act)));
        wish.doubt();
        finish(shelf, &mut wish);
        return Reading::Wishes(vec![wish]);
    }
    if shop_count > 0 && shop_count >= handoff_count {
        return Reading::Shop(shop_sense);
    }
    if handoff_count > 0 {
        return Reading::Handoff(handoff_sense);
    }
    if let Some(topic) = topic(parsed) {
        return Reading::Information(topic, Aim::Open);
    }
    if acts.iter().any(|act| act.mood == Mood::Asked) {
        return Reading::Information(Topic::How, Aim::Open);
    }
    Reading::Nothing
}

/// Two acts between which the customer leaves the choice: "skip it or push it back".
fn either(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act]) -> Option<Wish> {
    let open = |act: &&Act| {
        matches!(act.mood, Mood::Wanted | Mood::Bare | Mood::Tentative)
            && act.sense != Sense::Address
            && act.sense != Sense::Unskip
    };
    let mut last: Option<&Act> = None;
    for act in acts.iter().filter(open) {
        if let Some(before) = last
            && before.sentence == act.sentence
            && before.sense != act.sense
            && parsed.says(Few("or oder"), before.to, act.from)
        {
            let mut wish = Wish::of(parsed, act, None, aim(parsed, shelf, acts, act));
            finish(shelf, &mut wish);
            return Some(wish);
        }
        last = Some(act);
    }
    None
}

/// Notes what is missing.
pub fn finish(shelf: &Shelf, wish: &mut Wish) {
    if wish.deed.is_none() && !wish.lacks.contains(&Lack::Confirmation) {
        wish.lacks.push(Lack::Action);
    }
    if wish.deed == Some(Deed::Move) && wish.wanted.is_none() {
        wish.lacks.push(Lack::Date);
    }
    match wish.aim {
        Aim::These(_) => {}
        Aim::Open if shelf.items.len() == 1 => wish.aim = Aim::These(shelf.all()),
        Aim::Open | Aim::Among(_) => wish.lacks.push(Lack::Subscription),
    }
    crate::order::by(&mut wish.lacks, |lack| *lack);
    wish.lacks.dedup();
}
