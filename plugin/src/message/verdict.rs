//! Rules and model weighed against each other: a plan needs both, and what the rules miss the model may ask about.

use super::acts::{Act, Mood};
use super::agreement::{Named, agreed};
use super::model::{Class, DEEDS, Opinion, features};
use super::parse::Parsed;
use super::reading::{self, Aim, Deed, HANDOFF, Lack, Reading, SHOP, Topic, Wish, deed, finish, most, topic, wish};
use super::roles::{act_wanted, of_act};
use super::sense::Sense;
use super::shelf::{Set, Shelf};

/// Surer than so the model decides what a message is about.
const SURE: f32 = 0.5;
/// Likelier than so a deed is wanted.
const WANTED: f32 = 0.5;
/// Less likely than so a wish of the rules is left out beside others.
const OUT: f32 = 0.2;
/// Likelier than so an act is wanted, whatever the message is about otherwise.
const ACTED: f32 = 0.85;
/// Less likely than so an act is not wanted.
const NOT_ACTED: f32 = 0.2;
/// Acts that are looked at, at most.
const MOST: usize = 60;
/// Less likely than so a wish that is named by itself is none.
const NOTHING: f32 = 0.03;
/// Less likely than so a wish is not made a plan without asking.
const DOUBTED: f32 = 0.6;
/// Likelier than so a wish that the rules don't see becomes a plan.
const CERTAIN: f32 = 0.6;

/// The reading that stands: the model says what it is about, the rules of what, when and where.
pub fn weighed(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], found: Reading) -> Reading {
    if parsed.of(Sense::OutOfOffice).next().is_some() || parsed.tokens.is_empty() {
        return found;
    }
    let opinion = Opinion::of(&features(parsed, shelf, acts, &found));
    let (class, probability) = opinion.best();
    match (class, found) {
        (Class::Change, found) => changed(parsed, shelf, acts, found, opinion),
        (Class::Unclear | Class::Undecided, found) => asked(parsed, shelf, acts, class).unwrap_or(found),
        (_, Reading::Wishes(mut wishes)) if probability < SURE => {
            wishes.iter_mut().for_each(doubt);
            Reading::Wishes(wishes)
        }
        (class, found) => about(parsed, found, class),
    }
}

/// The changes that are wanted.
fn changed(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], found: Reading, opinion: Opinion) -> Reading {
    let sure = opinion.class(Class::Change);
    let rules = match found {
        Reading::Wishes(wishes) => wishes,
        _ => Vec::new(),
    };
    let names = Named::read(parsed, shelf, acts, &opinion, &rules);
    let mut wishes = rules.clone();
    wishes.retain(|wish| wish.deed.is_some());
    let likeliest = DEEDS.into_iter().max_by(|a, b| opinion.deed(*a).total_cmp(&opinion.deed(*b)));
    // "Forget it": what only the model sees was perhaps said before.
    let withdrawn = parsed.of(Sense::Withdraw).next().is_some();
    // One of the deeds is wanted: what is likeliest is so much likelier than the others.
    let together: f32 = opinion.deeds.iter().sum();
    let likely = |deed: Deed| {
        let by_itself = opinion.deed(deed);
        if Some(deed) == likeliest {
            by_itself.max((by_itself / together.max(f32::MIN_POSITIVE)).min(by_itself * 4.0))
        } else {
            by_itself
        }
    };
    // What the acts themselves look like.
    let support = |deed: Deed| {
        let own = acts.iter().take(MOST).filter(|act| reading::deed(act.sense) == Some(deed));
        own.map(|act| act_wanted(&of_act(parsed, acts, &opinion, act))).reduce(f32::max)
    };
    let supports = DEEDS.map(|deed| (deed, support(deed)));
    let support = |deed: Deed| supports.iter().find(|(other, _)| *other == deed).and_then(|(_, support)| *support);
    let acted = |deed: Deed| support(deed).is_some_and(|support| support >= ACTED) && opinion.deed(deed) >= OUT;
    let wanted = |deed: Deed| likely(deed) >= WANTED || Some(deed) == likeliest || acted(deed);
    let aims: Vec<(Option<Deed>, Aim)> = wishes.iter().map(|wish| (wish.deed, wish.aim)).collect();
    wishes.retain_mut(|wish| {
        let Some(deed) = wish.deed else { return false };
        let (alone, named) = (likely(deed), names.any(deed));
        // A subscription of its own makes it another wish.
        let apart = aims.iter().all(|(other, aim)| match (wish.aim, aim) {
            (Aim::These(own), Aim::These(others)) => *other == Some(deed) || own.and(*others).is_empty(),
            _ => *other == Some(deed),
        });
        let several = aims.len() > 1 && apart && !wish.lacks.contains(&Lack::Confirmation);
        if wanted(deed) || (several && named >= WANTED) {
            if sure > CERTAIN && alone.max(named) > CERTAIN && deed != Deed::Address {
                wish.lacks.retain(|lack| *lack != Lack::Confirmation);
            }
            let acted = support(deed).unwrap_or(alone);
            let least = if deed == Deed::Cancel { 0.75 } else { DOUBTED };
            if sure * alone.max(named).max(acted) < least || (acted < NOT_ACTED && alone < WANTED) {
                doubt(wish);
            }
            return true;
        }
        if alone >= OUT || (several && alone >= NOTHING) {
            doubt(wish);
            return true;
        }
        false
    });
    for deed in DEEDS.into_iter().filter(|deed| wanted(*deed)) {
        if wishes.iter().any(|wish| wish.deed == Some(deed)) {
            continue;
        }
        // Beside others a wish has to be named somewhere.
        let named = acts.iter().any(|act| reading::deed(act.sense) == Some(deed)) || names.any(deed) >= WANTED;
        if !wishes.is_empty() && !named {
            continue;
        }
        if let Some(mut wish) = guessed(parsed, shelf, acts, deed) {
            if sure * opinion.deed(deed) < CERTAIN || withdrawn {
                doubt(&mut wish);
            }
            finish(shelf, &mut wish);
            wishes.push(wish);
        }
    }
    unrivalled(&mut wishes, &|deed| likely(deed).max(names.any(deed)) * support(deed).unwrap_or(0.5));
    // A subscription that nothing is wanted of so far, though it is surely named for something.
    for deed in DEEDS {
        let taken = wishes.iter().fold(Set::EMPTY, |set, wish| match wish.aim {
            Aim::These(these) | Aim::Among(these) => set.or(these),
            Aim::Open => set.or(shelf.all()),
        });
        let left = names.surely(shelf, deed).without(taken);
        if left.is_empty() || wishes.iter().any(|wish| wish.deed == Some(deed)) {
            continue;
        }
        if let Some(mut wish) = guessed(parsed, shelf, acts, deed) {
            wish.aim = Aim::These(left);
            finish(shelf, &mut wish);
            wishes.push(wish);
        }
    }
    if !ours(parsed, !rules.is_empty()) {
        wishes.iter_mut().for_each(doubt);
    }
    agreed(parsed, shelf, acts, &opinion, &rules, &names, &mut wishes);
    if wishes.is_empty() {
        return asked(parsed, shelf, acts, Class::Unclear).unwrap_or(Reading::Nothing);
    }
    Reading::Wishes(wishes)
}

/// True iff anything of ours is spoken of, or hardly anything at all.
fn ours(parsed: &Parsed<'_>, ruled: bool) -> bool {
    const OURS: &[Sense] = &[
        Sense::Subscription,
        Sense::Delivery,
        Sense::Next,
        Sense::Order,
        Sense::Relocate,
        Sense::Address,
        Sense::Skip,
    ];
    let spoken = OURS.iter().any(|sense| parsed.of(*sense).next().is_some());
    // What the rules see a wish in may be longer.
    let most = if ruled { 30 } else { 8 };
    spoken || !parsed.named.is_empty() || parsed.word_count(0, parsed.tokens.len()) <= most
}

/// Of two wishes for the same subscription the likelier one; an address goes with anything.
fn unrivalled(wishes: &mut Vec<Wish>, score: &dyn Fn(Deed) -> f32) {
    let all: Vec<(Option<Deed>, Aim)> = wishes.iter().map(|wish| (wish.deed, wish.aim)).collect();
    wishes.retain_mut(|wish| {
        let Some(deed) = wish.deed.filter(|deed| *deed != Deed::Address) else { return true };
        let rivals = all.iter().filter_map(|(other, aim)| {
            let other = other.filter(|other| *other != deed && *other != Deed::Address)?;
            let overlaps = match (wish.aim, aim) {
                (Aim::These(own), Aim::These(others)) => !own.and(*others).is_empty(),
                _ => true,
            };
            overlaps.then(|| score(other))
        });
        let rival = rivals.reduce(f32::max).unwrap_or_default();
        let own = score(deed);
        if own < rival / 2.0 {
            return false;
        }
        if rival > own / 2.0 {
            doubt(wish);
        }
        true
    });
}

fn doubt(wish: &mut Wish) {
    if !wish.lacks.contains(&Lack::Confirmation) {
        wish.lacks.push(Lack::Confirmation);
    }
}

/// A wish that the model sees: from an act that the rules took for something else, or from the message as a whole. What is
/// refused is no wish, however sure the model is; what hangs on something is asked about.
fn guessed(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], seen: Deed) -> Option<Wish> {
    let own = || {
        let named = acts.iter().rev().filter(|act| deed(act.sense) == Some(seen));
        named.filter(|act| !matches!(act.mood, Mood::Injected | Mood::Foreign | Mood::Order | Mood::Unrelated))
    };
    let act = own().find(|act| act.mood != Mood::Refused);
    if act.is_none() && own().next().is_some() {
        return None;
    }
    let act = act.cloned().unwrap_or_else(|| whole(parsed, seen));
    let hangs = matches!(act.mood, Mood::Conditional | Mood::Tentative | Mood::Asked);
    let (clause, sentence) = (act.clause, act.sentence);
    let mut wish = wish(parsed, shelf, acts, &Act { mood: Mood::Wanted, ..act }).or_else(|| {
        // An address is to change, and nothing says to what.
        let move_of_house =
            Act { sense: Sense::Move, mood: Mood::Wanted, from: 0, to: 0, clause, sentence, dated: false };
        let mut wish = wish(parsed, shelf, acts, &move_of_house)?;
        wish.deed = Some(seen);
        wish.wanted = None;
        wish.lacks = vec![Lack::Address];
        Some(wish)
    })?;
    if hangs {
        doubt(&mut wish);
    }
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
