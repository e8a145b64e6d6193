//! A second opinion on what a mention is there for: whether a subscription that is named is one that something is wanted of,
//! whether a time is the new date, and whether an act that is named is wanted. Linear models over the words and findings around the mention, trained by
//! `examples/train_reader`.

use super::acts::{Act, Mood};
use super::case::Case;
use super::dates::When;
use super::linear::{each_once, place};
use super::model::{Class, DEEDS, Opinion};
use super::parse::{Parsed, Time};
use super::reading::{Aim, Deed, Lack, Wanted, all_of, deed};
use super::sense::Sense;
use super::shelf::{Named, Rhythm, Shelf};
use super::tokens::Kind;
use crate::message::few::Few;

/// Words on each side that count.
const WINDOW: usize = 4;

/// How likely a deed is, in steps.
fn step(likely: f32) -> u8 {
    let steps = [0.02, 0.1, 0.3, 0.5, 0.8].iter().filter(|step| likely > **step).count();
    u8::try_from(steps).unwrap_or_default()
}

/// What the sentence and the clause of a mention are about by themselves.
fn nearby(case: &Case<'_>, from: usize, out: &mut Vec<u32>) {
    for (part, opinion) in (0_u8..).zip(case.around(from)) {
        out.push(place(b"local", &[part, step(opinion.class(Class::Change))]));
        for (at, deed) in (0_u8..).zip(DEEDS) {
            out.push(place(b"locally", &[part, at, step(opinion.deed(deed))]));
        }
    }
}

/// What tells whether what an act names is wanted.
pub fn of_act(case: &Case<'_>, act: &Act) -> Vec<u32> {
    let Case { parsed, acts, opinion, .. } = case;
    let mut out = around(parsed, acts, opinion, act.from, act.to);
    nearby(case, act.from, &mut out);
    if let Some(deed) = deed(act.sense) {
        for (part, opinion) in (0_u8..).zip(case.around(act.from)) {
            out.push(place(b"here", &[part, step(opinion.deed(deed)), act.mood as u8]));
        }
    }
    let (sense, mood) = (act.sense as u8, act.mood as u8);
    out.push(place(b"own", &[sense]));
    out.push(place(b"mood", &[mood]));
    out.push(place(b"own mood", &[sense, mood, u8::from(act.dated)]));
    for token in parsed.between(act.from, act.to) {
        out.push(place(b"said", token.word.as_bytes()));
    }
    if let Some(deed) = deed(act.sense) {
        let likely = opinion.deed(deed);
        let step = step(likely);
        out.push(place(b"likely", &[step]));
        out.push(place(b"likely mood", &[step, mood]));
    }
    let rivals = acts.iter().filter(|other| other.sense != act.sense && other.mood == Mood::Wanted);
    let (before, after): (Vec<&Act>, Vec<&Act>) = rivals.partition(|other| other.from < act.from);
    out.push(place(b"rivals", &[u8::from(!before.is_empty()), u8::from(!after.is_empty()), mood]));
    let again = acts.iter().filter(|other| other.sense == act.sense).take(3).count();
    out.push(place(b"again", &[u8::try_from(again).unwrap_or_default()]));
    each_once(out)
}

/// "The tea and the soap": nothing else stands between one that is named and the next.
pub fn joined(parsed: &Parsed<'_>, one: &Named, next: &Named) -> bool {
    const LINKS: Few = Few("and und the my der die das den dem vom mein meine meinen also auch sowie plus both of");
    let between = parsed.between(one.to, next.from);
    one.items != next.items
        && one.to < next.from
        && between.len() <= 5
        && between.iter().all(|token| match token.kind {
            Kind::Mark(mark) => matches!(mark, ',' | '&' | '+' | '/'),
            _ => LINKS.contains(token.word.as_str()),
        })
}

/// What tells whether something is wanted of a subscription that is named.
pub fn of_name(case: &Case<'_>, named: &Named) -> Vec<u32> {
    let Case { parsed, shelf, acts, opinion, rules: wishes, .. } = case;
    let mut out = around(parsed, acts, opinion, named.from, named.to);
    nearby(case, named.from, &mut out);
    let others = parsed.named.iter().filter(|other| other.items != named.items);
    let (mut before, mut after) = (0_u8, 0_u8);
    for other in others {
        let side = if other.from < named.from { &mut before } else { &mut after };
        *side = side.saturating_add(1).min(2);
    }
    let again = parsed.named.iter().filter(|other| other.items == named.items).take(3).count();
    let again = u8::try_from(again).unwrap_or_default();
    out.push(place(b"others", &[before, after]));
    out.push(place(b"again", &[again]));
    out.push(place(b"several", &[u8::from(named.items.len() > 1)]));
    let listed = |one: &Named, next: &Named| joined(parsed, one, next);
    let (after, first) =
        (parsed.named.iter().any(|other| listed(other, named)), parsed.named.iter().any(|other| listed(named, other)));
    out.push(place(b"joined", &[u8::from(after), u8::from(first)]));
    // Corrected afterwards, or what corrects.
    let next = parsed.named.iter().filter(|other| other.from > named.from && other.items != named.items);
    let next = next.map(|other| other.from).next();
    let last = parsed.named.iter().rev().find(|other| other.to <= named.from && other.items != named.items);
    let revised =
        next.is_some_and(|next| parsed.any(Sense::Revise, named.to, next) && next <= named.to.saturating_add(25));
    let revises = last.is_some_and(|last| parsed.any(Sense::Revise, last.to, named.from.saturating_add(1)));
    out.push(place(b"revised", &[u8::from(revised), u8::from(revises)]));
    out.push(place(b"whole", &[u8::from(all_of(parsed, shelf, named)), u8::from(named.items.len() > 1)]));
    // What the rules take it for.
    let mut taken = false;
    for wish in *wishes {
        let aimed = match wish.aim {
            Aim::These(set) if set.and(named.items).is_empty() => continue,
            Aim::These(set) => u8::from(named.items.without(set).is_empty()),
            Aim::Among(_) => 2,
            Aim::Open => 3,
        };
        taken = true;
        let doubted = u8::from(wish.lacks.contains(&Lack::Confirmation));
        out.push(place(b"rules", &[wish.deed.map_or(9, |deed| deed as u8), aimed, doubted]));
        out.push(place(b"rule", &[wish.deed.map_or(9, |deed| deed as u8), u8::from(aimed == 1)]));
    }
    out.push(place(b"taken", &[u8::from(taken), u8::from(wishes.is_empty())]));
    each_once(out)
}

/// What tells whether a time is the new date.
pub fn of_time(case: &Case<'_>, time: &Time) -> Vec<u32> {
    let Case { parsed, shelf, acts, opinion, rules: wishes, .. } = case;
    let mut out = around(parsed, acts, opinion, time.from, time.to);
    nearby(case, time.from, &mut out);
    let own = own(shelf, time);
    let related = time.mention.relation as u8;
    out.push(place(b"own", &own));
    out.push(place(b"related", &[related]));
    out.push(place(b"both", &[related, own[0], own[1]]));
    let sentence = parsed.sentence_tokens(parsed.sentence(time.from)).0;
    let revises = parsed.of(Sense::Revise).any(|hit| sentence <= hit.from && hit.to <= time.from);
    let next = parsed.times.iter().find(|other| other.from > time.from).map_or(0, |other| other.from);
    let revised = parsed.any(Sense::Revise, time.to, next.min(time.to.saturating_add(15)));
    out.push(place(b"revised", &[u8::from(revised), u8::from(revises)]));
    let days = parsed.times.iter().filter(|other| kind(other.mention.when) == kind(time.mention.when));
    let (mut before, mut after) = (0_u8, 0_u8);
    for other in days.filter(|other| other.from != time.from) {
        let side = if other.from < time.from { &mut before } else { &mut after };
        *side = side.saturating_add(1).min(2);
    }
    out.push(place(b"times", &[before, after]));
    let moved = opinion.deed(Deed::Move) > 0.5;
    out.push(place(b"moved", &[u8::from(moved), related, own[0], own[1]]));
    let moves = || wishes.iter().filter(|wish| wish.deed == Some(Deed::Move));
    let said = wanted(time.mention.when);
    let taken = match (moves().next(), said) {
        (None, _) => 0,
        (_, Some(said)) if moves().any(|wish| wish.wanted == Some(said)) => 1,
        (_, _) if moves().all(|wish| wish.wanted.is_none()) => 2,
        _ => 3,
    };
    out.push(place(b"taken", &[taken, own[0]]));
    each_once(out)
}

/// The date that a time comes to for a move.
pub fn wanted(when: When) -> Option<Wanted> {
    Some(match when {
        When::Day(date) => Wanted::On(date),
        When::Later { days, months } | When::For { days, months } => Wanted::Later(Rhythm { days, months }),
        When::Earlier { days, months } => Wanted::Earlier(Rhythm { days, months }),
        _ => return None,
    })
}

/// The kind of a time, and what its day is to the subscriptions.
pub(super) fn own(shelf: &Shelf, time: &Time) -> [u8; 2] {
    let day = match time.mention.when {
        When::Day(date) if !shelf.due_on(date).is_empty() => 1,
        When::Day(date) if !shelf.skipped_on(date).is_empty() => 2,
        When::Day(date) if date <= shelf.today => 3,
        _ => 0,
    };
    [kind(time.mention.when), day]
}

fn kind(when: When) -> u8 {
    match when {
        When::Day(_) => 0,
        When::PastDay(_) => 1,
        When::Either(..) => 2,
        When::Later { .. } => 3,
        When::Earlier { .. } => 4,
        When::Every { .. } => 5,
        When::Vague => 6,
        When::Now => 7,
        When::Span(..) => 8,
        When::For { .. } => 9,
        When::Beside(_) => 10,
        When::Following(_) => 11,
    }
}

/// What stands around a mention: words, senses, acts and what the message is about.
fn around(parsed: &Parsed<'_>, acts: &[Act], opinion: &Opinion, from: usize, to: usize) -> Vec<u32> {
    let mut out = vec![place(b"bias", b"")];
    words(parsed, from, to, &mut out);
    let (clause, sentence) = (parsed.clause(from), parsed.sentence(from));
    let (clause_from, clause_to) = parsed.clause_tokens(clause);
    let (sentence_from, sentence_to) = parsed.sentence_tokens(sentence);
    for hit in parsed.hits.iter().filter(|hit| sentence_from <= hit.from && hit.from < sentence_to) {
        let after = u8::from(hit.from >= to);
        let near = u8::from(clause_from <= hit.from && hit.from < clause_to);
        out.push(place(b"sense", &[hit.sense as u8, near, after]));
        if hit.to <= from && parsed.word_count(hit.to, from) <= 2 {
            out.push(place(b"close", &[hit.sense as u8]));
        }
    }
    for other in parsed.times_in(clause_from, clause_to) {
        if other.from != from {
            let after = u8::from(other.from >= to);
            out.push(place(b"time", &[kind(other.mention.when), other.mention.relation as u8, after]));
        }
    }
    for act in acts {
        let distance = act.sentence.abs_diff(sentence);
        let where_ = match (act.clause == clause, distance) {
            (true, _) => 0,
            (_, 0) => 1,
            (_, 1) => 2,
            _ => 3,
        };
        let after = u8::from(act.from >= to);
        out.push(place(b"act", &[act.sense as u8, act.mood as u8, where_, after]));
        out.push(place(b"acts", &[act.sense as u8, act.mood as u8, where_.min(2)]));
    }
    let nearest = |after: bool| {
        let side = acts.iter().filter(|act| (act.from >= to) == after);
        side.min_by_key(|act| if after { act.from } else { usize::MAX.saturating_sub(act.from) })
    };
    for (side, act) in [(0, nearest(false)), (1, nearest(true))] {
        let said = act.map_or([255, 255], |act| [act.sense as u8, act.mood as u8]);
        out.push(place(b"nearest", &[side, said[0], said[1]]));
    }
    for (at, deed) in (0_u8..).zip(DEEDS) {
        if opinion.deed(deed) > 0.5 {
            out.push(place(b"deed", &[at]));
        }
    }
    let place_in_text = match (sentence, parsed.sentence_count().saturating_sub(sentence)) {
        (0, 0..=1) => 0,
        (0, _) => 1,
        (_, 0..=2) => 2,
        _ => 3,
    };
    out.push(place(b"where", &[place_in_text]));
    out
}

/// The words beside a mention, numbers and other mentions as what they are.
fn words(parsed: &Parsed<'_>, from: usize, to: usize, out: &mut Vec<u32>) {
    let said = |at: usize| -> &[u8] {
        if parsed.named.iter().any(|named| named.from <= at && at < named.to) {
            return b"<name>";
        }
        if parsed.times.iter().any(|time| time.from <= at && at < time.to) {
            return b"<time>";
        }
        match parsed.tokens.get(at) {
            Some(token) if token.kind == Kind::Number => b"0",
            Some(token) if token.kind == Kind::Line => b"<line>",
            Some(token) if token.word.is_empty() => parsed.quote(at, at.saturating_add(1)).as_bytes(),
            Some(token) => token.word.as_bytes(),
            None => b"<end>",
        }
    };
    for step in 1..=WINDOW {
        let before = from.checked_sub(step).map_or(b"<start>".as_slice(), said);
        let after = said(to.saturating_add(step).saturating_sub(1));
        if step <= 2 {
            let step = u8::try_from(step).unwrap_or_default();
            out.push(place(&[b'b', step], before));
            out.push(place(&[b'a', step], after));
        }
        out.push(place(b"before", before));
        out.push(place(b"after", after));
    }
}
