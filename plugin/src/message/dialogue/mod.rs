//! A message read in the light of the question before it: a tapped choice, a bare date, a yes, or a change of mind.

use serde_json::Value;

use super::acts::{Act, Mood, acts};
use super::address;
use super::answer::{Task, Understood, deed, laid_over};
use super::dates::{Relation, When};
use super::parse::Parsed;
use super::reading::{Aim, Deed, Lack, Reading, Wanted};
use super::sense::Sense;
use super::shelf::{Rhythm, Set, Shelf};
use super::tokens::{Kind, tokens};
use crate::contract::{Message, Question, Speaker};
use crate::moment::parse_date;

/// Words of an answer that is nothing but an answer; a longer message is read for itself first.
const SHORT: usize = 8;

/// What a message comes to, with what was said before.
#[derive(Debug)]
pub enum Turn {
    /// Wishes as far as they are understood by now.
    Wishes(Understood),
    /// Nothing is wanted any more.
    Closed,
    /// It is meant, and not now: a new address that holds only after the next delivery.
    Later(Understood),
    /// Something else.
    Other(Reading),
}

impl Turn {
    /// A message that answers no question.
    pub fn of(reading: Reading) -> Self {
        match reading {
            Reading::Wishes(wishes) => Self::Wishes(Understood {
                tasks: wishes.into_iter().map(Task::from).collect(),
                ..Understood::default()
            }),
            other => Self::Other(other),
        }
    }
}

/// The question that a message answers: the last thing the assistant said, unless a person of the shop has spoken since.
pub fn question(message: &Message) -> Option<&Question> {
    let last = message.dialogue.iter().rev().find(|turn| turn.speaker != Speaker::Customer)?;
    last.asked.as_ref().filter(|_| last.speaker == Speaker::Assistant)
}

/// Reads a message as the answer to a question.
pub fn answer(
    parsed: &Parsed<'_>,
    shelf: &Shelf,
    reading: Reading,
    question: &Question,
    mut before: Understood,
) -> Turn {
    if before.tasks.is_empty() {
        return Turn::of(reading);
    }
    let was = before.tasks.clone();
    if let Some(value) = chosen(parsed, question) {
        before.tasks.iter_mut().for_each(|task| choose(task, &value, shelf, parsed));
        if before.tasks.iter().any(|task| refuses(task, &value)) {
            return declined(before);
        }
        return progressed(before, &was);
    }
    let acts = acts(parsed);
    let spoken =
        acts.iter().any(|act| matches!(act.mood, Mood::Wanted | Mood::Bare | Mood::Tentative | Mood::Conditional));
    match reading {
        // A date, a name or an address alone is the answer, not a wish of its own.
        Reading::Wishes(wishes) if spoken || !is_short(parsed) => {
            let fresh: Vec<Task> = wishes.into_iter().map(Task::from).collect();
            merge(&mut before.tasks, fresh, shelf);
            before.tasks.iter_mut().for_each(|task| add(task, parsed, shelf, &acts));
            progressed(before, &was)
        }
        other => {
            if withdrawn(parsed, &acts, &before.tasks) {
                let forgotten = parsed.of(Sense::Withdraw).next().is_some();
                return if forgotten { Turn::Closed } else { declined(before) };
            }
            before.tasks.iter_mut().for_each(|task| add(task, parsed, shelf, &acts));
            if brought(&was, &before.tasks) {
                return progressed(before, &was);
            }
            match other {
                Reading::Nothing => progressed(before, &was),
                Reading::Wishes(wishes) => {
                    merge(&mut before.tasks, wishes.into_iter().map(Task::from).collect(), shelf);
                    progressed(before, &was)
                }
                // Another matter comes first; the question has lapsed.
                other => Turn::Other(other),
            }
        }
    }
}

fn is_short(parsed: &Parsed<'_>) -> bool {
    parsed.word_count(0, parsed.tokens.len()) <= SHORT
}

fn open_parts(tasks: &[Task]) -> usize {
    tasks.iter().map(|task| task.lacks.len()).sum()
}

/// True iff less is missing, or something is understood otherwise than before.
fn brought(was: &[Task], now: &[Task]) -> bool {
    open_parts(now) < open_parts(was) || differs(was, now)
}

fn differs(was: &[Task], now: &[Task]) -> bool {
    let parts = |task: &Task| (task.deed, task.aim, task.wanted, task.address.clone());
    was.len() != now.len() || was.iter().zip(now).any(|(was, now)| parts(was) != parts(now))
}

/// Counts whether the last question brought anything.
fn progressed(mut understood: Understood, was: &[Task]) -> Turn {
    understood.idle = if brought(was, &understood.tasks) { 0 } else { understood.idle.saturating_add(1) };
    Turn::Wishes(understood)
}

/// The choice that was tapped: its number, or its words.
fn chosen(parsed: &Parsed<'_>, question: &Question) -> Option<Value> {
    let words = |text: &str| -> Vec<String> {
        tokens(text).into_iter().filter(|token| token.is_word()).map(|token| token.word).collect()
    };
    let said: Vec<&str> =
        parsed.tokens.iter().filter(|token| token.is_word()).map(|token| token.word.as_str()).collect();
    if said.is_empty() || said.len() > 40 {
        return None;
    }
    let labelled = question.choices.iter().find(|choice| words(&choice.label) == said);
    let filler =
        |word: &&str| ["nr", "no", "nummer", "number", "option", "die", "the", "please", "bitte"].contains(word);
    let numbered = || {
        let number = parsed.tokens.iter().find(|token| token.kind == Kind::Number)?;
        let others = said.iter().filter(|word| **word != number.word);
        let at = number.word.parse::<usize>().ok()?.checked_sub(1)?;
        question.choices.get(at).filter(|_| others.into_iter().all(filler) && number.word.len() < 3)
    };
    serde_json::from_str(&labelled.or_else(numbered)?.value).ok()
}

/// Takes a choice over into a wish that lacks that part.
fn choose(task: &mut Task, value: &Value, shelf: &Shelf, parsed: &Parsed<'_>) {
    let lacks = |task: &Task, lack| task.lacks.contains(&lack);
    if let Some(chosen) =
        value.get("action").and_then(Value::as_str).and_then(deed).filter(|_| lacks(task, Lack::Action))
    {
        task.deed = Some(chosen);
    }
    let targets = value.get("targets").and_then(Value::as_array).filter(|_| lacks(task, Lack::Subscription));
    if let Some(targets) = targets {
        let ids = targets.iter().filter_map(|target| target.get("subscription")?.as_u64());
        let places = ids.filter_map(|id| shelf.items.iter().position(|item| item.id == id));
        let set = places.map(Set::one).fold(Set::EMPTY, Set::or);
        if !set.is_empty() {
            task.aim = Aim::These(set);
        }
    }
    if lacks(task, Lack::Date) {
        let weeks = value.pointer("/by/weeks").and_then(Value::as_i64).filter(|weeks| (1..=52).contains(weeks));
        let later = weeks.map(|weeks| Wanted::Later(Rhythm { days: weeks.saturating_mul(7), months: 0 }));
        let on = value.get("date").and_then(Value::as_str).and_then(parse_date).map(Wanted::On);
        task.wanted = later.or(on).or(task.wanted);
        if task.wanted.is_some() {
            task.lacks.retain(|lack| *lack != Lack::Date);
        }
    }
    if value.get("confirmed") == Some(&Value::Bool(true)) {
        task.lacks.retain(|lack| *lack != Lack::Confirmation);
    }
    task.quote(parsed.quote(0, parsed.tokens.len()));
    task.settle(shelf);
}

fn refuses(task: &Task, value: &Value) -> bool {
    value.get("confirmed") == Some(&Value::Bool(false)) && task.lacks.contains(&Lack::Confirmation)
}

/// A no. To whether the delivery before a move of house goes to the new address, it is a wish for later.
fn declined(understood: Understood) -> Turn {
    let moving = |task: &Task| task.address.is_some() && task.lacks.contains(&Lack::Confirmation);
    if understood.tasks.iter().any(moving) { Turn::Later(understood) } else { Turn::Closed }
}

/// True iff nothing of it is wanted any more: "forget it", or a no to whether it is meant.
fn withdrawn(parsed: &Parsed<'_>, acts: &[Act], tasks: &[Task]) -> bool {
    let any = |sense| parsed.of(sense).next().is_some();
    let refused = acts.iter().any(|act| act.mood == Mood::Refused);
    let wanted = acts.iter().any(|act| matches!(act.mood, Mood::Wanted | Mood::Bare));
    let unsure = tasks.iter().any(|task| task.lacks.contains(&Lack::Confirmation));
    let short = is_short(parsed) && parsed.named.is_empty() && parsed.times.is_empty();
    any(Sense::Withdraw) || (refused && !wanted) || (any(Sense::No) && !any(Sense::Yes) && (unsure || short))
}

/// New wishes beside those that were open: the same wish is completed, another one for the same takes its place.
fn merge(tasks: &mut Vec<Task>, fresh: Vec<Task>, shelf: &Shelf) {
    let mut open = std::mem::take(tasks);
    let lone = open.len() == 1;
    let mut rest = Vec::new();
    for new in fresh {
        let same = |old: &Task| old.deed == new.deed || old.deed.is_none() || new.deed.is_none();
        match open.iter().position(same) {
            Some(at) => {
                let old = open.remove(at);
                tasks.push(completed(old, &new, shelf));
            }
            None => rest.push(new),
        }
    }
    // What is left of both has nothing in common but what it is about: then the customer has changed their mind.
    for mut new in rest {
        let aim = new.aim;
        let rival = |old: &Task| lone || overlap(old.aim, aim);
        if let Some(old) = open.iter().find(|old| rival(old)) {
            new.aim = narrowed(old.aim, aim, shelf);
        }
        open.retain(|old| !rival(old));
        new.settle(shelf);
        tasks.push(new);
    }
    tasks.append(&mut open);
}

/// A wish with what was said of it again.
fn completed(mut old: Task, new: &Task, shelf: &Shelf) -> Task {
    old.deed = new.deed.or(old.deed);
    old.aim = narrowed(old.aim, new.aim, shelf);
    old.wanted = new.wanted.or(old.wanted);
    if let Some(more) = &new.address {
        old.address = Some(laid_over(old.address.take(), more));
    }
    // Said again without an "if" or a "maybe", it is meant.
    if !new.lacks.contains(&Lack::Confirmation) {
        old.lacks.retain(|lack| *lack != Lack::Confirmation);
    }
    new.evidence.iter().for_each(|quote| old.quote(quote));
    old.settle(shelf);
    old
}

fn overlap(a: Aim, b: Aim) -> bool {
    match (a, b) {
        (Aim::These(a) | Aim::Among(a), Aim::These(b) | Aim::Among(b)) => !a.and(b).is_empty(),
        _ => true,
    }
}

/// What is meant after something more was said about it.
fn narrowed(old: Aim, new: Aim, shelf: &Shelf) -> Aim {
    match (old, new) {
        (_, Aim::These(set)) if !set.is_empty() => Aim::These(set),
        (Aim::Among(old), Aim::Among(new)) if old.and(new).len() == 1 => Aim::These(old.and(new)),
        (Aim::These(_) | Aim::Among(_), _) => old,
        (Aim::Open, new) => match new {
            Aim::Among(set) if set == shelf.all() => Aim::Open,
            new => new,
        },
    }
}

/// Adds what the message says about the parts that are missing, as they were asked for.
fn add(task: &mut Task, parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act]) {
    let was = task.clone();
    let lacks = |lack| was.lacks.contains(&lack);
    if lacks(Lack::Confirmation) && parsed.of(Sense::Yes).next().is_some() {
        task.lacks.retain(|lack| *lack != Lack::Confirmation);
    }
    if lacks(Lack::Action) && task.deed.is_none() {
        task.deed = acts.iter().filter(|act| act.mood != Mood::Refused).find_map(|act| named_deed(parsed, act));
        // A date beside the offer of a pause until a date is that.
        if task.deed.is_none_or(|deed| deed == Deed::Move)
            && let Some(date) = wanted(parsed, shelf)
        {
            (task.deed, task.wanted) = (Some(Deed::Move), Some(date));
        }
    }
    if lacks(Lack::Subscription)
        && let Some(set) = pointed(parsed, shelf, task.candidates(shelf))
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
            task.lacks.retain(|lack| *lack != Lack::Address);
        }
    }
    if differs(std::slice::from_ref(&was), std::slice::from_ref(task)) || task.lacks != was.lacks {
        task.quote(parsed.quote(0, parsed.tokens.len()));
        task.settle(shelf);
    }
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
            let words = parsed.tokens.get(act.from..act.to).unwrap_or_default();
            words.iter().any(|token| token.word.starts_with("paus")).then_some(Deed::Move)
        }
        _ => None,
    }
}

/// The subscriptions among the candidates that an answer points at: by name, by date, or all of them.
fn pointed(parsed: &Parsed<'_>, shelf: &Shelf, candidates: Set) -> Option<Set> {
    let mut set = Set::EMPTY;
    for named in &parsed.named {
        let fitting = named.items.and(candidates);
        // A kind that several are of doesn't say which.
        if fitting.len() > 1 && parsed.of(Sense::Both).next().is_none() && parsed.of(Sense::All).next().is_none() {
            continue;
        }
        set = set.or(fitting);
    }
    if set.is_empty() {
        let days = parsed.times.iter().filter_map(|time| match time.mention.when {
            When::Day(date) => Some(date),
            _ => None,
        });
        let due: Set =
            days.map(|date| shelf.due_on(date).or(shelf.skipped_on(date)).and(candidates)).fold(Set::EMPTY, Set::or);
        if due.len() == 1 {
            set = due;
        }
    }
    let all =
        parsed.of(Sense::All).next().is_some() || (parsed.of(Sense::Both).next().is_some() && candidates.len() == 2);
    if set.is_empty() && all && parsed.of(Sense::Except).next().is_none() {
        set = candidates;
    }
    (!set.is_empty()).then_some(set)
}

/// The one date ahead, or shift, that an answer names.
fn wanted(parsed: &Parsed<'_>, shelf: &Shelf) -> Option<Wanted> {
    let found = parsed.times.iter().map(|time| match (time.mention.when, time.mention.relation) {
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
