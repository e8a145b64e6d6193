//! Rules and model weighed against each other: a plan needs both, and what the rules miss the model may ask about.

use super::acts::{Act, Mood};
use super::model::{Class, DEEDS, Opinion, features};
use super::parse::Parsed;
use super::reading::{Aim, Deed, HANDOFF, Lack, Reading, SHOP, Topic, Wish, deed, finish, most, topic, wish};
use super::sense::Sense;
use super::shelf::Shelf;

/// Less likely than so a wish of the rules is left out beside others.
const OUT: f32 = 0.1;
/// Surer than so the model decides what a message is about.
const SURE: f32 = 0.5;
/// Less likely than so a wish of the rules is not made a plan without asking.
const UNLIKELY: f32 = 0.3;
/// Likelier than so the model is followed where the rules found nothing at all.
const HINT: f32 = 0.3;
/// Likelier than so a deed that has its word is wanted beside what the rules found.
const CERTAIN: f32 = 0.75;
/// Likelier than so a deed that the rules didn't see is taken for a wish.
const LIKELY: f32 = 0.6;

/// The reading that stands.
pub fn weighed(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], found: Reading) -> Reading {
    if parsed.of(Sense::OutOfOffice).next().is_some() || parsed.tokens.is_empty() {
        return found;
    }
    let opinion = Opinion::of(&features(parsed, acts, &found));
    let (class, probability) = opinion.best();
    match (found, class) {
        (Reading::Wishes(wishes), _) if open(&wishes) => unclear(parsed, shelf, acts, wishes, opinion),
        (Reading::Wishes(wishes), Class::Change) => {
            let stands = wishes.iter().any(|wish| wish.deed.is_some_and(|deed| opinion.deed(deed) >= UNLIKELY));
            if !stands && let Some(wishes) = guessed(parsed, shelf, acts, opinion) {
                return Reading::Wishes(wishes);
            }
            let mut wishes = agreed(wishes, opinion);
            wishes.extend(overlooked(parsed, shelf, acts, &wishes, opinion));
            Reading::Wishes(wishes)
        }
        (Reading::Wishes(wishes), _) if probability < SURE => {
            let mut wishes = agreed(wishes, opinion);
            if opinion.class(Class::Change) < UNLIKELY {
                doubt(&mut wishes);
            }
            Reading::Wishes(wishes)
        }
        (Reading::Wishes(mut wishes), Class::Unclear) => {
            for wish in &mut wishes {
                wish.deed = None;
                wish.lacks.retain(|lack| *lack == Lack::Subscription);
                wish.lacks.insert(0, Lack::Action);
            }
            wishes.truncate(1);
            Reading::Wishes(wishes)
        }
        (Reading::Wishes(mut wishes), Class::Undecided) => {
            doubt(&mut wishes);
            Reading::Wishes(wishes)
        }
        (Reading::Nothing, Class::Unclear | Class::Undecided) if probability >= HINT => {
            asked(parsed, shelf, acts, class).unwrap_or(Reading::Nothing)
        }
        (Reading::Nothing, Class::Question | Class::Handoff | Class::Shop) if probability >= HINT => {
            about(parsed, Reading::Nothing, class)
        }
        (found, Class::Change) if probability >= SURE => match guessed(parsed, shelf, acts, opinion) {
            Some(wishes) => Reading::Wishes(wishes),
            None => found,
        },
        (found, Class::Unclear | Class::Undecided) if probability >= SURE => {
            asked(parsed, shelf, acts, class).unwrap_or(found)
        }
        (Reading::Nothing, Class::Change) => hinted(parsed, shelf, acts, opinion),
        (found, Class::Change | Class::Unclear | Class::Undecided) => found,
        (found, _) if probability < SURE => found,
        (found, class) => about(parsed, found, class),
    }
}

/// True iff the rules themselves leave the action or the intent open.
fn open(wishes: &[Wish]) -> bool {
    wishes.iter().any(|wish| wish.lacks.contains(&Lack::Action) || wish.lacks.contains(&Lack::Confirmation))
}

/// Wishes whose action or intent the rules leave open.
fn unclear(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], wishes: Vec<Wish>, opinion: Opinion) -> Reading {
    let (class, probability) = opinion.best();
    let found = Reading::Wishes(wishes);
    match class {
        Class::Change if probability > LIKELY => guessed(parsed, shelf, acts, opinion).map_or(found, Reading::Wishes),
        Class::Unclear | Class::Undecided if probability > LIKELY => asked(parsed, shelf, acts, class).unwrap_or(found),
        Class::Change | Class::Unclear | Class::Undecided => found,
        _ if probability > LIKELY => about(parsed, found, class),
        _ => found,
    }
}

fn doubt(wishes: &mut [Wish]) {
    for wish in wishes {
        if !wish.lacks.contains(&Lack::Confirmation) {
            wish.lacks.push(Lack::Confirmation);
        }
    }
}

/// The rules' wishes as far as the model agrees; those it finds unlikely are left out beside likely ones, and asked about
/// when they are all there is.
fn agreed(mut wishes: Vec<Wish>, opinion: Opinion) -> Vec<Wish> {
    let over = |wish: &Wish, least: f32| wish.deed.is_none_or(|deed| opinion.deed(deed) >= least);
    if wishes.iter().any(|wish| over(wish, UNLIKELY)) {
        wishes.retain(|wish| over(wish, OUT));
    } else {
        doubt(&mut wishes);
    }
    wishes
}

/// Wishes that the model sees: from an act that the rules took for something else, or from the message as a whole.
fn guessed(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], opinion: Opinion) -> Option<Vec<Wish>> {
    let mut out = Vec::new();
    for seen in DEEDS.into_iter().filter(|seen| opinion.deed(*seen) >= LIKELY) {
        let named = acts.iter().rev().find(|act| {
            deed(act.sense) == Some(seen)
                && !matches!(act.mood, Mood::Injected | Mood::Foreign | Mood::Order | Mood::Unrelated)
        });
        let act = match named {
            Some(act) => act.clone(),
            None => whole(parsed, seen),
        };
        // What the rules took for a threat or a question is asked about, however sure the model is.
        let doubted = matches!(act.mood, Mood::Conditional | Mood::Tentative | Mood::Asked | Mood::Refused);
        let Some(mut wish) = wish(parsed, shelf, acts, &Act { mood: Mood::Wanted, ..act }) else { continue };
        if doubted {
            wish.lacks.push(Lack::Confirmation);
        }
        finish(shelf, &mut wish);
        out.push(wish);
    }
    if out.is_empty() { None } else { Some(out) }
}

/// Wishes beside the rules' own, for acts that have their word and that the model is sure of.
fn overlooked(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], wishes: &[Wish], opinion: Opinion) -> Vec<Wish> {
    let mut out = Vec::new();
    for seen in DEEDS.into_iter().filter(|seen| opinion.deed(*seen) >= CERTAIN) {
        if wishes.iter().any(|wish| wish.deed == Some(seen)) {
            continue;
        }
        let named = acts.iter().rev().find(|act| {
            deed(act.sense) == Some(seen)
                && matches!(act.mood, Mood::Wanted | Mood::Bare | Mood::Told | Mood::Tentative | Mood::Asked)
        });
        let Some(act) = named else { continue };
        if let Some(mut wish) = wish(parsed, shelf, acts, &Act { mood: Mood::Wanted, ..act.clone() }) {
            finish(shelf, &mut wish);
            out.push(wish);
        }
    }
    out
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
    let asked = parsed.of(Sense::Polite).next().map(|hit| hit.from);
    let from = time.or(place).or(named).or(asked).unwrap_or_default();
    Act {
        sense,
        mood: Mood::Wanted,
        from,
        to: from,
        clause: parsed.clause(from),
        sentence: parsed.sentence(from),
        dated: time.is_some(),
    }
}

/// A change that the model only suspects: never a plan, always a question.
fn hinted(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], opinion: Opinion) -> Reading {
    let likely = DEEDS
        .into_iter()
        .max_by(|a, b| opinion.deed(*a).total_cmp(&opinion.deed(*b)))
        .filter(|deed| opinion.deed(*deed) > 0.4);
    let Some(likely) = likely else { return asked(parsed, shelf, acts, Class::Unclear).unwrap_or(Reading::Nothing) };
    let Some(mut wish) = wish(parsed, shelf, acts, &whole(parsed, likely)) else { return Reading::Nothing };
    finish(shelf, &mut wish);
    if wish.lacks.is_empty() {
        wish.lacks.push(Lack::Confirmation);
    }
    Reading::Wishes(vec![wish])
}

/// A question about what is wanted, or whether it is.
fn asked(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], class: Class) -> Option<Reading> {
    let act = acts
        .iter()
        .rev()
        .find(|act| !matches!(act.mood, Mood::Injected | Mood::Foreign | Mood::Order | Mood::Unrelated));
    let act = act.cloned().unwrap_or_else(|| whole(parsed, Deed::Cancel));
    let mut wish = wish(
        parsed,
        shelf,
        acts,
        &Act { sense: if act.sense == Sense::Address { Sense::Stop } else { act.sense }, ..act },
    )?;
    wish.lacks.clear();
    if class == Class::Unclear {
        wish.deed = None;
        wish.lacks.push(Lack::Action);
    } else {
        wish.lacks.push(Lack::Confirmation);
    }
    finish(shelf, &mut wish);
    Some(Reading::Wishes(vec![wish]))
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
