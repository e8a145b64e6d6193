//! An answer that says more than was asked for: what answers the question, and what is wished besides.

use super::missing::add;
use super::tone::{Tone, is_meant, tone};
use crate::message::acts::{Act, Mood};
use crate::message::answer::Task;
use crate::message::few::Few;
use crate::message::parse::Parsed;
use crate::message::reading::{Aim, Deed, Lack, Wanted, deed};
use crate::message::sense::Sense;
use crate::message::shelf::{Set, Shelf};

/// "The decaf, and move the tea to 20 December", to which one is to be skipped: what is named first answers that, what is named
/// after it has a wish of its own. Nothing where it isn't so.
pub fn first_of_two(
    open: &Task,
    fresh: &[Task],
    parsed: &Parsed<'_>,
    shelf: &Shelf,
    acts: &[Act],
) -> Option<Vec<Task>> {
    if !open.lacks.contains(&Lack::Subscription) || open.deed.is_none() {
        return None;
    }
    let all = parsed.tokens.len();
    let of = |from, to| meant(parsed, from, to);
    let other = acts.iter().find(|act| {
        let own = deed(act.sense).is_some_and(|deed| Some(deed) != open.deed);
        own && matches!(act.mood, Mood::Wanted | Mood::Bare)
    });
    let at = match other {
        Some(act) => {
            let (from, _) = parsed.clause_tokens(act.clause);
            if of(0, from).is_empty() { act.from } else { from }
        }
        // "Den Kaffee, und die Hafermilch auf den 20. Dezember": a day that a delivery is moved to.
        None => {
            let moved = fresh.iter().any(|task| task.deed == Some(Deed::Move)) && open.deed != Some(Deed::Move);
            let time = parsed.times.first().filter(|_| moved)?;
            parsed.clause_tokens(parsed.clause(time.from)).0
        }
    };
    let first = of(0, at).and(open.candidates(shelf));
    if first.is_empty() || of(at, all).without(first).is_empty() {
        return None;
    }
    let mut answered = open.clone();
    answered.aim = Aim::These(first);
    answered.quote(parsed.quote(0, at));
    answered.settle(shelf);
    let mut tasks = vec![answered];
    for new in fresh.iter().filter(|new| new.deed != open.deed) {
        let mut new = new.clone();
        if let Aim::These(set) | Aim::Among(set) = new.aim {
            let left = set.without(first);
            new.aim = if left.len() == 1 { Aim::These(left) } else { Aim::Among(left) };
        }
        new.settle(shelf);
        tasks.push(new);
    }
    (tasks.len() > 1).then_some(tasks)
}

/// What is named by name, and meant, between two tokens.
#[inline(never)]
fn meant(parsed: &Parsed<'_>, from: usize, to: usize) -> Set {
    let named = parsed.named_in(from, to).iter().filter(|named| is_meant(parsed, named.from));
    named.map(|named| named.items).filter(|items| items.len() == 1).collect()
}

/// "5 January please, and my new address is …", "yes, and the address is …": an address takes nothing of another wish's place,
/// nor another wish of an address'. Nothing where the question isn't answered beside it.
pub fn beside_address(
    open: &Task,
    fresh: &[Task],
    parsed: &Parsed<'_>,
    shelf: &Shelf,
    acts: &[Act],
) -> Option<Vec<Task>> {
    let place = |task: &Task| task.deed == Some(Deed::Address);
    if fresh.iter().any(|new| new.deed.is_none() || place(new) == place(open)) {
        return None;
    }
    let mut answered = open.clone();
    add(&mut answered, parsed, shelf, acts);
    // The address is what was wished besides, and not which action was asked about.
    if place(&answered) != place(open) {
        answered = open.clone();
    }
    let further = answered.lacks.len() < open.lacks.len() || tone(parsed) == Tone::Yes;
    further.then(|| std::iter::once(answered).chain(fresh.iter().cloned()).collect())
}

/// "To the same day as the cat food": the day that it names by another subscription. True iff it does.
pub fn same_day(task: &mut Task, parsed: &Parsed<'_>, shelf: &Shelf) -> bool {
    let all = parsed.tokens.len();
    let says = |words: &'static str| parsed.says(Few(words), 0, all);
    let same = says("same gleichen selben gleiche") && says("day date time tag termin zeit as wie");
    if !same || task.deed != Some(Deed::Move) || !task.lacks.contains(&Lack::Date) || parsed.hears(&[Sense::Negation]) {
        return false;
    }
    let others = parsed.all_named().without(task.set());
    let day = shelf.of(others).next().and_then(|item| item.next);
    let Some(day) = day.filter(|_| others.len() == 1 && !task.set().is_empty()) else { return false };
    task.wanted = Some(Wanted::On(day));
    task.quote(parsed.quote(0, all));
    task.settle(shelf);
    true
}
