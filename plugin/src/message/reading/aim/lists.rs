//! Subscriptions that are listed, clause beside clause.

use crate::message::acts::{Act, Mood};
use crate::message::dates::When;
use crate::message::few::Few;
use crate::message::parse::Parsed;
use crate::message::reading::Aim;
use crate::message::sense::Sense;
use crate::message::shelf::{Rhythm, Set, Shelf};

use super::all_of;
use super::stretch::compound;

/// The same with what is listed beside it: "the decaf and the cat food".
pub(super) fn listed(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act, clause: usize, found: Aim) -> Aim {
    let Aim::These(set) = found else { return found };
    let (from, to) = parsed.sentence_tokens(act.sentence);
    let (first, last) = (parsed.clause(from), parsed.clause(to.saturating_sub(1)));
    let item = |other: usize| item(parsed, shelf, acts, act, clause, other);
    let after = (clause.saturating_add(1)..=last).map_while(item);
    // "Skip the tea and the soap, and move the rest": what another act begins with is a part of its list.
    let owned = |other: usize| {
        let mine = |own: &Act| own.from == act.from && own.sense == act.sense;
        acts.iter().any(|act| !mine(act) && act.clause <= other && act.clause >= first && act.mood == Mood::Wanted)
    };
    let before = (first..clause).rev().take_while(|other| !owned(*other)).map_while(item);
    let all = after.chain(before).fold(set, Set::or);
    Aim::These(all.or(added(parsed, acts, act)))
}

/// "Skip the tea. And the soap too.", a line for each of them: what the next sentences add that say nothing else.
fn added(parsed: &Parsed<'_>, acts: &[Act], act: &Act) -> Set {
    let next = act.sentence.saturating_add(1);
    (next..parsed.sentence_count()).map_while(|sentence| adds(parsed, acts, sentence)).fold(Set::EMPTY, Set::or)
}

/// What a sentence adds to those that the one before it is about.
pub(crate) fn adds(parsed: &Parsed<'_>, acts: &[Act], sentence: usize) -> Option<Set> {
    const ALSO: Few =
        Few("too auch also ebenfalls ebenso mit with well same likewise dazu dito ditto genauso desgleichen \
        gleiche");
    let (from, to) = parsed.sentence_tokens(sentence);
    let names = parsed.named_in(from, to);
    if names.is_empty() || names.iter().any(|named| named.items.len() != 1) {
        return None;
    }
    let in_names: usize = names.iter().map(|named| parsed.word_count(named.from, named.to)).sum();
    let others = parsed.word_count(from, to).saturating_sub(in_names);
    let begins = matches!(parsed.word(from), "and" | "und" | "plus" | "same" | "ditto" | "dito");
    let also = others <= 6 && (parsed.says(ALSO, from, to) || (begins && others <= 3));
    let says = [Sense::Keep, Sense::Negation, Sense::Except, Sense::Withdraw, Sense::Revise];
    let alone = acts.iter().all(|other| other.sentence != sentence) && parsed.times_in(from, to).is_empty();
    let usual = parsed.says(Few("normal ever usual gehabt"), from, to);
    let kept = usual || says.iter().any(|sense| parsed.any(*sense, from, to));
    let asked = parsed.between(from, to).iter().any(|token| token.is_mark('?'));
    ((also || others <= 1) && alone && !kept && !asked).then(|| names.iter().map(|named| named.items).collect())
}

/// What a clause adds to the list that another one is part of. One that says something of its own ends the list.
fn item(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act, listed: usize, clause: usize) -> Option<Set> {
    let (from, to) = parsed.clause_tokens(clause);
    // "…, the tea and the soap stay": what goes on with "and" into a clause that stays, stays.
    let next = clause.saturating_add(1);
    let (next_from, next_to) = parsed.clause_tokens(next);
    let joined = next_from < next_to
        && parsed.sentence(next_from) == parsed.sentence(from)
        && [to.saturating_sub(1), next_from].into_iter().any(|at| matches!(parsed.word(at), "and" | "und" | "sowie"));
    if joined && parsed.any(Sense::Keep, next_from, next_to) && acts.iter().all(|act| act.clause != next) {
        return None;
    }
    let says = [Sense::Keep, Sense::Withdraw, Sense::Except, Sense::Negation, Sense::Third]
        .iter()
        .any(|sense| parsed.any(*sense, from, to))
        || (parsed.any(Sense::Send, from, to)
            && (clause > listed || parsed.says(Few("only just nur bloss"), from, to)))
        || acts.iter().any(|act| act.clause == clause);
    // A time of its own makes it another wish, unless it is the only one, at the end of the list.
    let (listed_from, listed_to) = parsed.clause_tokens(listed);
    let timed = |from: usize, to: usize| !parsed.times_in(from, to).is_empty();
    let apart = act.sense == Sense::Move && timed(from, to) && timed(listed_from, listed_to);
    let in_names: usize = parsed.named_in(from, to).iter().map(|named| parsed.word_count(named.from, named.to)).sum();
    let in_times: usize = parsed.times_in(from, to).iter().map(|time| parsed.word_count(time.from, time.to)).sum();
    let places = parsed.places.iter().filter(|place| from <= place.from && place.from < to);
    let in_places: usize = places.map(|place| parsed.word_count(place.from, place.to.min(to))).sum();
    if says
        || apart
        || parsed.word_count(from, to) > in_names.saturating_add(in_times).saturating_add(in_places).saturating_add(5)
    {
        return None;
    }
    let whole = parsed.named_in(from, to).iter().filter(|named| named.items.len() == 1 || all_of(parsed, shelf, named));
    let named: Set =
        if parsed.any(Sense::All, from, to) { shelf.all() } else { whole.map(|named| named.items).collect() };
    // "The one on the 28th and the one on the 2nd."
    let due = parsed.times_in(from, to).iter().filter_map(|time| match time.mention.when {
        When::Day(date) => Some(shelf.due_on(date)),
        When::Every { days, months } => Some(shelf.in_rhythm(Rhythm { days, months })),
        When::For { days, months } if compound(parsed, time) => Some(shelf.in_rhythm(Rhythm { days, months })),
        _ => None,
    });
    let added = due.fold(named, Set::or);
    (!added.is_empty()).then_some(added)
}
