//! Rules and model weighed against each other: a plan needs both, and what the rules miss the model may ask about.

mod changes;
mod guess;

use changes::changed;
use guess::asked;

use super::acts::Act;
use super::model::{Class, Opinion, features};
use super::parse::Parsed;
use super::reading::{Aim, HANDOFF, Reading, SHOP, Topic, Wish, most, topic};
use super::sense::Sense;
use super::shelf::Shelf;

/// Surer than so the model decides what a message is about.
const SURE: f32 = 0.5;

/// The reading that stands: the model says what it is about, the rules of what, when and where.
pub fn weighed(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], found: Reading) -> Reading {
    if parsed.of(Sense::OutOfOffice).next().is_some() || parsed.tokens.is_empty() {
        return found;
    }
    let opinion = Opinion::of(&features(parsed, shelf, acts, &found));
    let (class, probability) = opinion.best();
    match (class, found) {
        (Class::Change, found) => changed(parsed, shelf, acts, found, &opinion),
        (Class::Unclear | Class::Undecided, found) => asked(parsed, shelf, acts, class).unwrap_or(found),
        (_, Reading::Wishes(mut wishes)) if probability < SURE => {
            wishes.iter_mut().for_each(Wish::doubt);
            Reading::Wishes(wishes)
        }
        (class, found) => about(parsed, found, class),
    }
}

/// What is no change: the class is the model's, the matter the rules'.
fn about(parsed: &Parsed<'_>, found: Reading, class: Class) -> Reading {
    match (class, found) {
        (Class::Question, Reading::Information(topic, aim)) => Reading::Information(topic, aim),
        (Class::Question, _) => Reading::Information(topic(parsed).unwrap_or(Topic::Overview), Aim::Open),
        (Class::Handoff, Reading::Foreign) => Reading::Foreign,
        (Class::Handoff, _) => Reading::Handoff(most(parsed, HANDOFF).map_or(Sense::Complaint, |(_, sense)| sense)),
        (Class::Shop, _) => Reading::Shop(most(parsed, SHOP).map_or(Sense::Shop, |(_, sense)| sense)),
        (_, _) => Reading::Nothing,
    }
}
