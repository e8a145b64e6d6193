//! Subscriptions that are listed, clause beside clause.

use crate::message::acts::Act;
use crate::message::dates::When;
use crate::message::parse::Parsed;
use crate::message::reading::Aim;
use crate::message::sense::Sense;
use crate::message::shelf::{Rhythm, Set, Shelf};

use super::all_of;

/// The same with what is listed beside it: "the decaf and the cat food".
pub(super) fn listed(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act, clause: usize, found: Aim) -> Aim {
    let Aim::These(set) = found else { return found };
    let (from, to) = parsed.sentence_tokens(act.sentence);
    let (first, last) = (parsed.clause(from), parsed.clause(to.saturating_sub(1)));
    let item = |other: usize| item(parsed, shelf, acts, act, clause, other);
    let after = (clause.saturating_add(1)..=last).map_while(item);
    let before = (first..clause).rev().map_while(item);
    Aim::These(after.chain(before).fold(set, Set::or))
}

/// What a clause adds to the list that another one is part of. One that says something of its own ends the list.
fn item(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act, listed: usize, clause: usize) -> Option<Set> {
    let (from, to) = parsed.clause_tokens(clause);
    let says = [Sense::Keep, Sense::Withdraw, Sense::Except, Sense::Negation, Sense::Third]
        .iter()
        .any(|sense| parsed.any(*sense, from, to))
        || (clause > listed && parsed.any(Sense::Send, from, to))
        || acts.iter().any(|act| act.clause == clause);
    // A time of its own makes it another wish, unless it is the only one, at the end of the list.
    let (listed_from, listed_to) = parsed.clause_tokens(listed);
    let timed = |from: usize, to: usize| !parsed.times_in(from, to).is_empty();
    let apart = act.sense == Sense::Move && timed(from, to) && timed(listed_from, listed_to);
    let in_names: usize = parsed.named_in(from, to).iter().map(|named| parsed.word_count(named.from, named.to)).sum();
    let in_times: usize = parsed.times_in(from, to).iter().map(|time| parsed.word_count(time.from, time.to)).sum();
    if says || apart || parsed.word_count(from, to) > in_names.saturating_add(in_times).saturating_add(5) {
        return None;
    }
    let whole = parsed.named_in(from, to).iter().filter(|named| named.items.len() == 1 || all_of(parsed, shelf, named));
    let named: Set =
        if parsed.any(Sense::All, from, to) { shelf.all() } else { whole.map(|named| named.items).collect() };
    // "The one on the 28th and the one on the 2nd."
    let due = parsed.times_in(from, to).iter().filter_map(|time| match time.mention.when {
        When::Day(date) => Some(shelf.due_on(date)),
        When::Every { days, months } => Some(shelf.in_rhythm(Rhythm { days, months })),
        _ => None,
    });
    let added = due.fold(named, Set::or);
    (!added.is_empty()).then_some(added)
}
