//! A message read in the light of the question before it: a tapped choice, a bare date, a yes, or a change of mind.

mod aside;
mod bare;
mod choice;
mod lapsed;
mod merge;
mod missing;
mod settled;
mod split;
mod tone;

pub use aside::open_behind;
use choice::{choose, chosen, refuses};
pub use lapsed::{is_said_again, lapsed, resumed};
use merge::merge;
use missing::{add, wanted};
use settled::{Said, said};
use split::{beside_address, first_of_two, same_day};
use tone::{Tone, is_open, tone};

use super::acts::{Act, Mood, acts};
use super::answer::{MOST_IDLE, Task, Understood};
use super::few::Few;
use super::parse::Parsed;
use super::reading::{Aim, Deed, Lack, Reading, Wish, deed};
use super::sense::Sense;
use super::shelf::{Set, Shelf};
use crate::contract::{Message, MissingPart, Question, Speaker, Turn as Line};

/// Words of an answer that is nothing but an answer; a longer message is read for itself first.
const SHORT: usize = 8;

/// What a message comes to, with what was said before.
#[derive(Debug)]
pub enum Turn {
    /// Wishes as far as they are understood by now.
    Wishes(Understood),
    /// Nothing is wanted any more.
    Closed,
    /// It is meant, and not now: an end, or a new address, that holds only after the next delivery or from a day on.
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

/// True iff a person was to see to it, and none has spoken since: after the last question, which had brought nothing the second
/// time, something else was said.
pub fn was_handed_over(message: &Message, shelf: &Shelf) -> bool {
    let theirs = message.dialogue.iter().rev().filter(|turn| turn.speaker != Speaker::Customer);
    let mut theirs = theirs.take_while(|turn| turn.speaker == Speaker::Assistant).peekable();
    if theirs.peek().is_none_or(|last| last.asked.is_some()) {
        return false;
    }
    let last = theirs.find_map(|turn| turn.asked.as_ref());
    let understood = last.and_then(|question| Understood::read(&question.understood, shelf));
    understood.is_some_and(|understood| understood.idle.saturating_add(1) >= MOST_IDLE)
}

/// True iff a proof of who writes was asked for as often as anything is asked for in vain.
pub fn is_unproven(message: &Message) -> bool {
    let proof =
        |turn: &&Line| turn.asked.as_ref().is_some_and(|question| question.missing.contains(&MissingPart::Proof));
    message.dialogue.iter().filter(proof).map(|_| 1).sum::<u64>() >= MOST_IDLE
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
            return declined(before, |task| task.lacks.contains(&Lack::Confirmation));
        }
        return progressed(before, &was);
    }
    let acts = acts(parsed);
    let spoken =
        acts.iter().any(|act| matches!(act.mood, Mood::Wanted | Mood::Bare | Mood::Tentative | Mood::Conditional));
    // What no act names is no wish beside an open one, unless it is a whole one: "let me ask my husband".
    let named = acts.iter().any(|act| deed(act.sense).is_some() || act.sense == Sense::Stop);
    let wished = |wishes: &[Wish]| named || wishes.iter().all(|wish| wish.lacks.is_empty());
    // "Erst mal nicht, lasst es, wie es ist": a no has words that also say what was asked about.
    let open = |task: &Task| !task.lacks.is_empty();
    if before.tasks.iter().all(open) && said(parsed, &acts, &before.tasks) == Said::Back {
        return declined(before, open);
    }
    if let [task] = before.tasks.as_mut_slice()
        && same_day(task, parsed, shelf)
    {
        return progressed(before, &was);
    }
    let merged = |mut before: Understood, fresh: Vec<Task>| {
        merge(&mut before.tasks, fresh, shelf);
        before.tasks.iter_mut().for_each(|task| add(task, parsed, shelf, &acts));
        progressed(before, &was)
    };
    match reading {
        // A date, a name or an address alone is the answer, not a wish of its own.
        Reading::Wishes(wishes) if wished(&wishes) && (spoken || !is_short(parsed)) => {
            let fresh: Vec<Task> = wishes.into_iter().map(Task::from).collect();
            let [open] = before.tasks.as_slice() else { return merged(before, fresh) };
            if let Some(tasks) = first_of_two(open, &fresh, parsed, shelf, &acts)
                .or_else(|| beside_address(open, &fresh, parsed, shelf, &acts))
            {
                before.tasks = tasks;
                return progressed(before, &was);
            }
            merged(before, fresh)
        }
        other => {
            if another_day(parsed, shelf, &mut before.tasks) {
                return progressed(before, &was);
            }
            if withdrawn(parsed, &acts, &before.tasks) {
                let forgotten = parsed.hears(&[Sense::Withdraw]);
                return if forgotten { Turn::Closed } else { declined(before, |task| !task.lacks.is_empty()) };
            }
            before.tasks.iter_mut().for_each(|task| add(task, parsed, shelf, &acts));
            if brought(&was, &before.tasks) {
                return progressed(before, &was);
            }
            match other {
                Reading::Nothing => progressed(before, &was),
                Reading::Wishes(wishes) if !wished(&wishes) => progressed(before, &was),
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

/// "No, the 27th": another day than the one that was asked about. True iff one is named.
fn another_day(parsed: &Parsed<'_>, shelf: &Shelf, tasks: &mut [Task]) -> bool {
    let [task] = tasks else { return false };
    let asked = task.deed == Some(Deed::Move) && task.lacks == [Lack::Confirmation];
    let Some(day) = wanted(parsed, shelf).filter(|day| asked && task.wanted != Some(*day)) else { return false };
    (task.wanted, task.lacks) = (Some(day), Vec::new());
    task.quote(parsed.quote(0, parsed.tokens.len()));
    true
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
    apart(&mut understood.tasks);
    understood.idle = if brought(was, &understood.tasks) { 0 } else { understood.idle.saturating_add(1) };
    Turn::Wishes(understood)
}

/// Of two wishes that don't go together, for the same subscription, the later one is asked about again: one answer was for one.
fn apart(tasks: &mut [Task]) {
    let mut taken = Set::EMPTY;
    for task in tasks.iter_mut().filter(|task| task.deed != Some(Deed::Address)) {
        let Aim::These(set) = task.aim else { continue };
        if !taken.and(set).is_empty() {
            task.aim = Aim::Open;
            if !task.lacks.contains(&Lack::Subscription) {
                task.lacks.push(Lack::Subscription);
            }
        }
        taken = taken.or(set);
    }
}

/// A no, to those that it is for. To whether the delivery before a move of house goes to the new address, or an end is at once,
/// it is a wish for later. What was clear stays wished.
fn declined(mut understood: Understood, to: impl Fn(&Task) -> bool) -> Turn {
    let later = |task: &Task| {
        matches!(task.deed, Some(Deed::Address | Deed::Cancel))
            && task.wanted.is_some()
            && task.lacks.contains(&Lack::Confirmation)
    };
    if understood.tasks.iter().any(later) {
        return Turn::Later(understood);
    }
    understood.tasks.retain(|task| !to(task));
    understood.idle = 0;
    if understood.tasks.is_empty() { Turn::Closed } else { Turn::Wishes(understood) }
}

/// True iff nothing of it is wanted any more: "forget it", or a no to whether it is meant. "I don't know" is no no.
fn withdrawn(parsed: &Parsed<'_>, acts: &[Act], tasks: &[Task]) -> bool {
    let tone = tone(parsed);
    if is_open(parsed, 0, parsed.tokens.len()) {
        return false;
    }
    let refused = acts.iter().any(|act| act.mood == Mood::Refused);
    let wanted = acts.iter().any(|act| matches!(act.mood, Mood::Wanted | Mood::Bare));
    let unsure = tasks.iter().any(|task| task.lacks.contains(&Lack::Confirmation));
    // "Mine, not my mother's" is an answer to which one, and no no.
    let words = parsed.word_count(0, parsed.tokens.len());
    let short = is_short(parsed) && parsed.named.is_empty() && parsed.times.is_empty() && (unsure || words <= 3);
    // "Not the decaf", "keep the tea": said of one of them, it is no answer to all.
    let of_one = !unsure && !parsed.named.is_empty();
    let withdraws = parsed.hears(&[Sense::Withdraw]);
    // "The tea. No, wait, the soap" names another one, and takes nothing back.
    let all = parsed.tokens.len();
    let renamed = parsed.of(Sense::Revise).last().is_some_and(|hit| !parsed.named_in(hit.to, all).is_empty());
    // "Not cancel, just the next one" says what is wanted instead.
    let other = parsed.hears(&[Sense::Next, Sense::Stop, Sense::Skip, Sense::Move, Sense::Others])
        && parsed.says(Few("just only nur bloss sondern"), 0, all)
        || !parsed.places.is_empty();
    withdraws
        || (refused && !wanted && !of_one && !other)
        || (tone == Tone::No && !renamed && !other && (unsure || short))
}
