//! What an answer says about the parts of a wish that were missing: which action, which subscription, which date, which
//! address, and whether it is meant.

use super::bare::{Gives, is_bare_at};
use super::differs;
use super::tone::{Tone, is_meant, tone};
use crate::message::acts::{Act, Mood};
use crate::message::address;
use crate::message::answer::{Task, laid_over};
use crate::message::dates::{Relation, When};
use crate::message::few::Few;
use crate::message::parse::{Parsed, Time};
use crate::message::reading::{Aim, Deed, Lack, Wanted};
use crate::message::sense::Sense;
use crate::message::shelf::{Rhythm, Set, Shelf};
use crate::message::tokens::Kind;
use crate::phrase;

/// Adds what the message says about the parts that are missing, as they were asked for.
pub fn add(task: &mut Task, parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act]) {
    let was = task.clone();
    let lacks = |lack| was.lacks.contains(&lack);
    if lacks(Lack::Confirmation) && tone(parsed) == Tone::Yes {
        if agrees(task, parsed, shelf) {
            task.lacks.retain(|lack| *lack != Lack::Confirmation);
        } else if task.deed == Some(Deed::Cancel) && !parsed.times.is_empty() {
            // "Yes, in January": an end is at once, which has to be asked.
            task.wanted = task.wanted.or(Some(Wanted::On(shelf.today)));
        }
    }
    if lacks(Lack::Action) && task.deed.is_none() {
        let meant = |act: &&Act| matches!(act.mood, Mood::Wanted | Mood::Bare);
        task.deed = acts.iter().filter(meant).find_map(|act| named_deed(parsed, act));
        // "Only the next one", "die nächste": what is left out of a pause is the skipping of that.
        let all = parsed.tokens.len();
        let next = parsed.of(Sense::Next).any(|hit| {
            let from = hit.from.saturating_sub(3);
            let only = parsed.says(Few("only just nur bloss one einmal once"), from, hit.to.saturating_add(2));
            (only || parsed.word_count(0, all) <= 3) && is_meant(parsed, hit.from)
        });
        if task.deed.is_none() && next && parsed.times.is_empty() {
            task.deed = Some(Deed::Skip);
        }
        // "Until the end of January" is a pause until then; which day that is has to be asked.
        let until = |time: &Time| {
            matches!((time.mention.when, time.mention.relation), (When::Vague, Relation::Until | Relation::To))
                && is_meant(parsed, time.from)
        };
        if task.deed.is_none() && parsed.times.iter().any(until) {
            task.deed = Some(Deed::Move);
        }
        // A date beside the offer of a pause until a date is that.
        if task.deed.is_none_or(|deed| deed == Deed::Move)
            && let Some(date) = wanted(parsed, shelf)
        {
            (task.deed, task.wanted) = (Some(Deed::Move), Some(date));
        }
    }
    if lacks(Lack::Subscription)
        && let Some(set) = pointed(parsed, shelf, task.candidates(shelf)).or_else(|| numbered(parsed, &was, shelf))
    {
        task.aim = Aim::These(set);
    }
    if lacks(Lack::Date) {
        // An answer by date to "which skipped delivery" names one that is skipped; to "which date" any ahead.
        task.wanted = match wanted(parsed, shelf) {
            Some(Wanted::On(date)) if task.deed == Some(Deed::Unskip) && shelf.skipped_on(date).is_empty() => {
                task.wanted
            }
            found => found.or(task.wanted),
        };
        if task.wanted.is_some() {
            task.lacks.retain(|lack| *lack != Lack::Date);
        }
    }
    if lacks(Lack::Address) {
        let found: Vec<address::Found> = parsed.places.iter().map(|place| place.found.clone()).collect();
        if let Some(found) = address::pick(&found) {
            task.address = Some(laid_over(task.address.take(), &found.address));
            let half = task.address.as_ref().is_some_and(|address| address.city.is_none() && address.zip.is_none());
            if !half {
                task.lacks.retain(|lack| *lack != Lack::Address);
            }
            // "The next one still to the old one."
            let all = parsed.tokens.len();
            if parsed.says(Few("noch still"), 0, all) && parsed.says(Few("old alte alten bisherige"), 0, all) {
                task.lacks.push(Lack::Confirmation);
            }
        }
    }
    if differs(std::slice::from_ref(&was), std::slice::from_ref(task)) || task.lacks != was.lacks {
        task.quote(parsed.quote(0, parsed.tokens.len()));
        task.settle(shelf);
    }
}

/// True iff a yes says nothing that goes beyond it: "yes, once the next one is here" and "yes, Apt 3" do.
fn agrees(task: &Task, parsed: &Parsed<'_>, shelf: &Shelf) -> bool {
    let own = |time: &Time| match time.mention.when {
        When::Day(date) => task.wanted == Some(Wanted::On(date)) || !shelf.due_on(date).and(task.set()).is_empty(),
        When::Now => true,
        _ => false,
    };
    let all = parsed.tokens.len();
    let timely = |time: &Time| own(time) && (task.deed != Some(Deed::Cancel) || time.mention.when == When::Now);
    // The numbers of another wish's address are its own.
    let placed = |at: usize| {
        task.deed != Some(Deed::Address) && parsed.places.iter().any(|place| place.from <= at && at < place.to)
    };
    let numbered = parsed.tokens.iter().zip(0..).any(|(token, at)| {
        let dated = parsed.times.iter().any(|time| time.from <= at && at < time.to);
        token.kind == Kind::Number && !dated && !placed(at)
    });
    parsed.times.iter().all(timely)
        && !numbered
        && !parsed.says(Few("after once when until sobald nach erst then dann but aber would wurde wurd sofern falls unless provided noch still"), 0, all)
        && parsed.all_named().without(task.set()).is_empty()
        && is_yes(parsed)
}

/// True iff the clause of the yes is one, whatever follows it.
fn is_yes(parsed: &Parsed<'_>) -> bool {
    let Some(yes) = parsed.of(Sense::Yes).next() else { return false };
    is_bare_at(parsed, yes.from, Gives::Name)
}

/// The action a word names where actions are what was asked for: "pause" is the choice of a later date.
fn named_deed(parsed: &Parsed<'_>, act: &Act) -> Option<Deed> {
    match act.sense {
        Sense::Cancel => Some(Deed::Cancel),
        Sense::Skip => Some(Deed::Skip),
        Sense::Unskip => Some(Deed::Unskip),
        Sense::Move => Some(Deed::Move),
        Sense::Address => Some(Deed::Address),
        Sense::Stop => {
            let words = parsed.between(act.from, act.to);
            let says = |stem: &str| words.iter().any(|token| phrase::holds(&token.word, stem));
            // "Aussetzen" is what is done once, where a pause until a day is the other choice.
            if says("setz") { Some(Deed::Skip) } else { says("paus").then_some(Deed::Move) }
        }
        _ => None,
    }
}

/// The subscriptions among the candidates that an answer points at: by name, by date, or all of them.
fn pointed(parsed: &Parsed<'_>, shelf: &Shelf, candidates: Set) -> Option<Set> {
    let mut set = Set::EMPTY;
    // "The tea. No, wait, the soap."
    let revised = parsed.of(Sense::Revise).last().map_or(0, |hit| hit.to);
    let last = parsed.named_in(revised, parsed.tokens.len());
    let said = if last.is_empty() { parsed.named.as_slice() } else { last };
    // "No, wait, the soap": the no is to what was said before.
    let again = |at: usize| revised > 0 && !parsed.any(Sense::Negation, revised, at);
    let bare = |at: usize| is_bare_at(parsed, at, Gives::Name);
    // "The tea or the soap" leaves it open.
    if said.len() > 1 && parsed.says(Few("or oder ob whether"), 0, parsed.tokens.len()) {
        return None;
    }
    let mut unclear = false;
    for named in said.iter().filter(|named| (is_meant(parsed, named.from) || again(named.from)) && bare(named.from)) {
        let fitting = named.items.and(candidates);
        // A kind that several are of doesn't say which.
        if fitting.len() > 1 && !parsed.hears(&[Sense::Both, Sense::All]) {
            unclear = true;
            continue;
        }
        set = set.or(fitting);
    }
    // "The cat food and the coffee", of which there are two: half an answer would be all that is heard.
    let several = parsed.says(Few("and und"), 0, parsed.tokens.len());
    if unclear && several {
        return None;
    }
    if set.is_empty() {
        let times = parsed.times.iter().filter(|time| is_meant(parsed, time.from) && bare(time.from));
        let days = times.filter_map(|time| match time.mention.when {
            When::Day(date) => Some(date),
            _ => None,
        });
        let due: Set = days.map(|date| shelf.due_on(date).or(shelf.skipped_on(date)).and(candidates)).collect();
        if due.len() == 1 {
            set = due;
        }
    }
    let all = parsed.hears(&[Sense::All]) || (parsed.hears(&[Sense::Both]) && candidates.len() == 2);
    if set.is_empty() && all {
        // "All except the tea": without what is named.
        let left = parsed.all_named();
        set = if parsed.hears(&[Sense::Except]) && left.is_empty() { set } else { candidates.without(left) };
    }
    (!set.is_empty()).then_some(set)
}

/// "1 and 3", where subscriptions are all that was offered.
fn numbered(parsed: &Parsed<'_>, task: &Task, shelf: &Shelf) -> Option<Set> {
    let offered = task.candidates(shelf);
    let mut set = Set::EMPTY;
    for token in parsed.tokens.iter().filter(|token| token.is_word()) {
        match token.word.parse::<usize>() {
            Ok(number) => set = set.or(Set::one(offered.places().nth(number.checked_sub(1)?)?)),
            Err(_) if Few("and und nr no number nummer please bitte").contains(&token.word) => {}
            Err(_) => return None,
        }
    }
    (task.lacks == [Lack::Subscription] && !set.is_empty()).then_some(set)
}

/// The one date ahead, or shift, that an answer names.
pub fn wanted(parsed: &Parsed<'_>, shelf: &Shelf) -> Option<Wanted> {
    // "Not on the 20th, but on the 22nd": what is refused is none of two.
    let refused = |time: &Time| {
        let (from, to) = parsed.clause_tokens(parsed.clause(time.from));
        parsed.times.len() > 1 && parsed.any(Sense::Negation, from, to) && parsed.times_in(from, to).len() == 1
    };
    let times = parsed.times.iter().filter(|time| !refused(time));
    let found = times.map(|time| match (time.mention.when, time.mention.relation) {
        _ if !is_meant(parsed, time.from) || !is_bare_at(parsed, time.from, Gives::Day) => None,
        (_, Relation::After | Relation::Before | Relation::By | Relation::Since) => None,
        (When::Day(date), _) if date > shelf.today => Some(Wanted::On(date)),
        (When::Later { days, months } | When::For { days, months }, _) => Some(Wanted::Later(Rhythm { days, months })),
        (When::Earlier { days, months }, _) => Some(Wanted::Earlier(Rhythm { days, months })),
        _ => None,
    });
    let found: Option<Vec<Wanted>> = found.collect();
    match found?.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}
