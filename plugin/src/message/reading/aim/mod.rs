//! Which subscriptions an act is aimed at: those that are named with it, by name, kind, date, rhythm or "all but".

mod lists;
mod others;
mod stretch;

use crate::message::few::Few;
pub(crate) use lists::adds;
use lists::listed;
pub use stretch::all_of;
use stretch::within;

use super::Aim;
use crate::message::acts::{Act, Mood};
use crate::message::dates::{Relation, When};
use crate::message::parse::Parsed;
use crate::message::sense::Sense;
use crate::message::shelf::{Set, Shelf};

/// The subscriptions that are named for an act: in its clause, then in clauses around it that have no act of their own,
/// then in the sentence before.
pub(super) fn aim(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act) -> Aim {
    if shelf.items.len() == 1 {
        return Aim::These(shelf.all());
    }
    let found = named_for(parsed, shelf, acts, act);
    let found = corrected(parsed, acts, act).unwrap_or(found);
    if act.sense == Sense::Unskip { skipped(parsed, shelf, act, found) } else { found }
}

/// Only what is skipped can be brought back.
fn skipped(parsed: &Parsed<'_>, shelf: &Shelf, act: &Act, found: Aim) -> Aim {
    let (from, to) = parsed.clause_tokens(act.clause);
    let here = !parsed.named_in(from, to).is_empty();
    let skipped = match found {
        Aim::These(set) | Aim::Among(set) if !set.and(shelf.skipped()).is_empty() => set.and(shelf.skipped()),
        Aim::These(_) | Aim::Among(_) if here => return found,
        _ => shelf.skipped(),
    };
    if skipped.is_empty() { found } else { Aim::one_of(skipped) }
}

/// "Skip the decaf. No, sorry, the Morning Blend": what is named instead, after a word that takes back, up to the next act.
fn corrected(parsed: &Parsed<'_>, acts: &[Act], act: &Act) -> Option<Aim> {
    const ALSO: Few = Few("also too auch ebenfalls as");
    let next = acts.iter().map(|other| other.from).filter(|from| *from > act.to).min().unwrap_or(usize::MAX);
    let end = parsed.sentence_tokens(act.sentence.saturating_add(2)).1.min(next);
    let revisions = parsed.of(Sense::Revise).filter(|hit| act.to <= hit.from && hit.from < end);
    // "…, wrong kind, the decaf I mean, sorry": what is taken back last may name nothing.
    let corrections = revisions.filter_map(|revise| {
        let sentence_end = parsed.sentence_tokens(parsed.sentence(revise.from)).1.min(end);
        Some((revise, parsed.named_in(revise.to, sentence_end).first()?))
    });
    let (revise, named) = corrections.last()?;
    let instead_of = parsed.named.iter().any(|named| named.from < act.to.saturating_add(8));
    let close = parsed.word_count(revise.to, named.from) <= 4;
    let (from, to) = parsed.sentence_tokens(parsed.sentence(named.from));
    let adds = parsed.says(ALSO, from, to);
    let (from, to) = parsed.clause_tokens(parsed.clause(named.from));
    let stays = parsed.any(Sense::Keep, from, to) || parsed.any(Sense::Negation, from, named.from);
    let one = named.items.len() == 1;
    (close && instead_of && !adds && !stays && one).then_some(Aim::These(named.items))
}

/// What is named for an act, from what stands nearest to what is said anywhere.
fn named_for(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act) -> Aim {
    in_sentence(parsed, shelf, acts, act)
        .or_else(|| spoken_of(parsed, act).map(Aim::These))
        .or_else(|| falling(parsed, shelf, act).map(Aim::These))
        .or_else(|| everything(parsed, act).then(|| Aim::These(shelf.all())))
        .or_else(|| elsewhere(parsed, shelf, acts, act))
        .or_else(|| by_date(parsed, shelf, act).map(Aim::These))
        .or_else(|| (parsed.context.len() == 1 && refers(parsed, act)).then_some(Aim::These(parsed.context)))
        .unwrap_or(Aim::Open)
}

/// What is named in the sentence of an act: in its clause, then in those beside it that have no act of their own.
fn in_sentence(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act) -> Option<Aim> {
    let owned = |clause: usize| {
        acts.iter().any(|other| {
            other.clause == clause
                && other.from != act.from
                && other.sense != act.sense
                && matches!(other.mood, Mood::Wanted | Mood::Refused)
        })
    };
    let (from, to) = parsed.sentence_tokens(act.sentence);
    let (first, last) = (parsed.clause(from), parsed.clause(to.saturating_sub(1)));
    let mut beside: Vec<usize> = (first..=last).filter(|clause| *clause != act.clause && !owned(*clause)).collect();
    crate::order::by(&mut beside, |clause| clause.abs_diff(act.clause));
    beside.insert(0, act.clause);
    for clause in beside {
        let (from, to) = parsed.clause_tokens(clause);
        if let Some(found) = within(parsed, shelf, act, from, to, true) {
            return Some(listed(parsed, shelf, acts, act, clause, found));
        }
    }
    None
}

/// What is named in other sentences, the nearest first.
fn elsewhere(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act) -> Option<Aim> {
    let mut sentences: Vec<usize> = (0..parsed.sentence_count()).filter(|sentence| *sentence != act.sentence).collect();
    crate::order::by(&mut sentences, |sentence| (sentence.abs_diff(act.sentence), *sentence > act.sentence));
    sentences.into_iter().take(6).find_map(|sentence| {
        let before = sentence.abs_diff(act.sentence) <= 1 && sentence < act.sentence;
        let owned = acts
            .iter()
            .any(|other| other.sentence == sentence && other.mood == Mood::Wanted && other.sense != act.sense);
        let (from, to) = parsed.sentence_tokens(sentence);
        let meant = before && refers(parsed, act);
        if (owned && !before) || (parsed.any(Sense::Keep, from, to) && !meant) {
            return None;
        }
        within(parsed, shelf, act, from, to, false)
    })
}

/// "Skip the decaf, no wait, cancel it", "das Futter behalte ich, das hätte ich gern früher": what was named last before, in the
/// same sentence.
fn spoken_of(parsed: &Parsed<'_>, act: &Act) -> Option<Set> {
    let (clause_from, clause_to) = parsed.clause_tokens(act.clause);
    let (from, _) = parsed.sentence_tokens(act.sentence);
    let it = parsed.says(Few("it ihn"), clause_from, clause_to.min(act.to.saturating_add(2)));
    let last = parsed.named_in(from, clause_from).last().filter(|named| named.items.len() == 1)?;
    let next = parsed.clause(last.from).saturating_add(1) == act.clause;
    (it || (next && Few("das den die").contains(parsed.word(clause_from)))).then_some(last.items)
}

/// "Whatever falls into that time", where one delivery does.
fn falling(parsed: &Parsed<'_>, shelf: &Shelf, act: &Act) -> Option<Set> {
    const WHATEVER: Few = Few("whatever whatevers falls falling between due was fallt dazwischen reinfallt");
    let (from, to) = parsed.sentence_tokens(act.sentence);
    if act.sense != Sense::Skip || !parsed.says(WHATEVER, from, to) || !parsed.named.is_empty() {
        return None;
    }
    fallen(parsed, shelf)
}

/// The one that comes in a time that is named anywhere, where one does.
fn fallen(parsed: &Parsed<'_>, shelf: &Shelf) -> Option<Set> {
    parsed.times.iter().find_map(|time| match time.mention.when {
        When::Span(from, to) => Some(shelf.due_between(from, to)).filter(|due| due.len() == 1),
        _ => None,
    })
}

/// The one that comes on a day or in a time that is named anywhere.
fn by_date(parsed: &Parsed<'_>, shelf: &Shelf, act: &Act) -> Option<Set> {
    if let Some(fallen) = fallen(parsed, shelf).filter(|_| act.sense == Sense::Skip) {
        return Some(fallen);
    }
    // "The one planned for the 11th", and nothing else is named.
    let due = parsed.times.iter().filter_map(|time| match (time.mention.relation, time.mention.when) {
        (Relation::To | Relation::Until, _) => None,
        (_, When::Day(date)) => Some(shelf.due_on(date)),
        _ => None,
    });
    Some(due.collect()).filter(|due: &Set| due.len() == 1 && parsed.named.is_empty())
}

/// "Here's my new address. Please change it for all three."
fn everything(parsed: &Parsed<'_>, act: &Act) -> bool {
    let all = parsed.of(Sense::All).any(|hit| {
        let sentence = parsed.sentence(hit.from);
        let (from, to) = parsed.sentence_tokens(sentence);
        // "Cancel my subscription, I'm cutting down on everything" is one of them.
        let (clause_from, clause_to) = parsed.clause_tokens(parsed.clause(hit.from));
        let ours = parsed.any(Sense::Subscription, hit.from, hit.to.saturating_add(4))
            || parsed.any(Sense::Polite, clause_from, clause_to)
            // "Which ones?" was asked: "For all three."
            || (matches!(parsed.word(from), "for" | "fur") && parsed.word_count(from, to) <= 3);
        ours && sentence.abs_diff(act.sentence) <= 2 && !parsed.any(Sense::Keep, from, to)
    });
    all && !parsed.hears(&[Sense::Except])
}

/// True iff an act's sentence points back to something: "skip it", "den nächsten".
fn refers(parsed: &Parsed<'_>, act: &Act) -> bool {
    const WORDS: Few = Few("it them this that one ihn es sie das die den diese diesen dieses davon");
    let (from, to) = parsed.sentence_tokens(act.sentence);
    parsed.says(WORDS, from, to) || parsed.any(Sense::Next, from, to)
}
