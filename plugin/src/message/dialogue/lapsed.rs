//! A message that came while plans waited for a decision: they are void by then, and what nobody takes back is still wished.

use super::bare::{Gives, is_bare};
use super::merge::overlaps;
use super::missing::wanted;
use super::settled::{Said, said};
use super::{Turn, is_short};
use crate::contract::{Message, Speaker};
use crate::message::acts::{Act, Mood, acts};
use crate::message::answer::{MOST_TASKS, Task, Understood};
use crate::message::clean::clean;
use crate::message::few::Few;
use crate::message::own_words::own_words;
use crate::message::parse::Parsed;
use crate::message::reading::{Aim, Deed, Lack, Reading, deed};
use crate::message::sense::Sense;
use crate::message::shelf::{Set, Shelf};
use crate::message::tokens::tokens;

/// What leaves open whether a wish of before still holds, or takes it back.
const AGAINST: &[Sense] = &[
    Sense::No,
    Sense::Negation,
    Sense::Withdraw,
    Sense::Keep,
    Sense::Revise,
    Sense::Except,
    Sense::Maybe,
    Sense::Unsettled,
    Sense::WasGoing,
    Sense::If,
    Sense::Else,
    Sense::Third,
    Sense::Inject,
];

/// What was understood for the plans that this message made void. It has been outside and is read with care.
pub fn lapsed(message: &Message, shelf: &Shelf) -> Option<Understood> {
    let mut tasks: Vec<Task> = Vec::new();
    for understood in message.lapsed.iter().take(MOST_TASKS).filter_map(|text| Understood::read(text, shelf)) {
        tasks.extend(understood.tasks.into_iter().filter(|task| task.lacks.is_empty()));
    }
    tasks.truncate(MOST_TASKS);
    (!tasks.is_empty()).then(|| Understood { tasks, ..Understood::default() })
}

/// True iff the customer has said the same before, word for word, and has been told since that something is done.
pub fn is_said_again(message: &Message, text: &str) -> bool {
    const LEAST: usize = 3;
    let words = |text: &str| -> Vec<String> {
        tokens(text).into_iter().filter(|token| token.is_word()).map(|token| token.word).collect()
    };
    let now = words(text);
    let turns = message.dialogue.iter().enumerate().filter(|(_, turn)| turn.speaker == Speaker::Customer);
    turns.rev().take(10).any(|(at, turn)| {
        let told =
            message.dialogue.iter().skip(at).any(|turn| turn.speaker == Speaker::Assistant && turn.asked.is_none());
        let before = words(&own_words(&clean(&turn.text)).text);
        told && before.len() >= LEAST && now.windows(before.len()).any(|some| some == before)
    })
}

/// Reads a message in the light of wishes that were clear before it and have not been carried out. Where it isn't clear that
/// they still hold, that is asked.
pub fn resumed(parsed: &Parsed<'_>, shelf: &Shelf, reading: Reading, mut before: Understood) -> Turn {
    let against = parsed.hears(AGAINST);
    let acts = acts(parsed);
    if let [task] = before.tasks.as_mut_slice()
        && acts.is_empty()
        && too(parsed, task.set())
    {
        task.aim = Aim::These(parsed.all_named().or(task.set()));
        task.quote(parsed.quote(0, parsed.tokens.len()));
        return Turn::Wishes(before);
    }
    // "Keep the vitamins", of two wishes: the other one holds.
    let named = parsed.all_named();
    if before.tasks.len() > 1 && !named.is_empty() && parsed.hears(&[Sense::Keep, Sense::Withdraw]) && is_short(parsed)
    {
        let other = |task: &Task| !task.set().without(named).is_empty();
        if !acts.iter().any(|act| act.mood == Mood::Wanted) && before.tasks.iter().any(other) {
            before.tasks.retain(other);
            return Turn::Wishes(before);
        }
    }
    match said(parsed, &acts, &before.tasks) {
        Said::Fine => return Turn::Wishes(before),
        Said::Back => return Turn::Closed,
        Said::Else => {}
    }
    // "Pause the tea": that it is to stop is said, and how has to be asked.
    let stops = |act: &Act| {
        let on = parsed.word(act.to) == "on";
        act.sense == Sense::Stop && matches!(act.mood, Mood::Wanted | Mood::Bare) && !on
    };
    let stops = !parsed.hears(&[Sense::No, Sense::Negation]) && acts.iter().any(stops);
    let of_any = |act: &Act| {
        let (from, to) = parsed.clause_tokens(act.clause);
        [Sense::Subscription, Sense::Delivery, Sense::Order].into_iter().any(|sense| parsed.any(sense, from, to))
    };
    let also = parsed.says(Few("also too another auch ausserdem zusatzlich noch thing"), 0, parsed.tokens.len());
    let general = shelf.items.len() > 1 && !against && (also || acts.iter().any(of_any));
    match reading {
        Reading::Nothing => {
            let refused = acts.iter().any(|act| act.mood == Mood::Refused);
            let silent = parsed.named.is_empty() && parsed.times.is_empty() && parsed.places.is_empty();
            if silent && (refused || parsed.hears(&[Sense::Withdraw])) {
                return Turn::Closed;
            }
            let heard = |sense| parsed.hears(&[sense]);
            let friendly =
                heard(Sense::Thanks) || heard(Sense::Yes) || parsed.tokens.iter().any(|token| token.is_mark('?'));
            if friendly && silent && !against && acts.is_empty() {
                return Turn::Wishes(before);
            }
            instead(&acts, doubted(parsed, shelf, before))
        }
        Reading::Wishes(wishes) => {
            let fresh: Vec<Task> = wishes.into_iter().map(Task::from).collect();
            let says_nothing =
                |task: &Task| !stops && task.deed.is_none() && task.wanted.is_none() && task.address.is_none();
            // A name or a day alone is a correction, whatever might be guessed from it; "make it the tea" is one as well.
            let makes = |act: &Act| parsed.says(Few("make mach macht machen"), act.from, act.to);
            let guessed = acts.iter().all(makes) && fresh.iter().any(|task| !task.lacks.is_empty());
            if guessed || fresh.iter().all(says_nothing) {
                return instead(&acts, doubted(parsed, shelf, before));
            }
            match beside(before.tasks, fresh, against, stops, general, shelf) {
                tasks if tasks.is_empty() => Turn::Closed,
                tasks => Turn::Wishes(Understood { tasks, ..Understood::default() }),
            }
        }
        // Another matter doesn't take the wish away: what is asked besides stands on its card.
        Reading::Information(..) | Reading::Handoff(_) | Reading::Shop(_) if !against => Turn::Wishes(before),
        Reading::Information(..) if is_of_others(parsed, &before.tasks) => Turn::Wishes(before),
        // "Oops, I meant the 22nd": a day alone, whatever might be guessed from it.
        _ if acts.is_empty() && !parsed.times.is_empty() && parsed.word_count(0, parsed.tokens.len()) <= 6 => {
            doubted(parsed, shelf, before)
        }
        other => Turn::Other(other),
    }
}

/// "Actually cancel the whole thing": of one wish that is asked about, what is asked is what was named last.
fn instead(acts: &[Act], turn: Turn) -> Turn {
    let Turn::Wishes(mut understood) = turn else { return turn };
    let named = acts.iter().rev().find(|act| matches!(act.mood, Mood::Wanted | Mood::Bare));
    if let ([task], Some(new)) = (understood.tasks.as_mut_slice(), named.and_then(|act| deed(act.sense)))
        && task.lacks == [Lack::Confirmation]
        && matches!(new, Deed::Cancel | Deed::Skip)
    {
        (task.deed, task.wanted, task.address) = (Some(new), None, None);
    }
    Turn::Wishes(understood)
}

/// New wishes and those of before that still hold.
fn beside(
    mut before: Vec<Task>,
    mut fresh: Vec<Task>,
    against: bool,
    stops: bool,
    general: bool,
    shelf: &Shelf,
) -> Vec<Task> {
    // What hasn't been skipped yet is not to be brought back, but not to be skipped.
    let takes_back = |new: &Task, old: &Task| {
        new.deed == Some(Deed::Unskip) && old.deed == Some(Deed::Skip) && overlaps(new.aim, old.aim)
    };
    if let Some(at) = before.iter().position(|old| fresh.iter().any(|new| takes_back(new, old))) {
        let old = before.remove(at);
        fresh.retain(|new| !takes_back(new, &old));
        before.append(&mut fresh);
        return before;
    }
    // What no subscription is named for is about the one that was spoken of, unless it is said of any: "also cancel my
    // subscription".
    if let ([old], false) = (before.as_slice(), general) {
        for new in fresh.iter_mut().filter(|new| new.aim == Aim::Open) {
            new.aim = old.aim;
            new.deed = new.deed.or(old.deed.filter(|_| !stops));
            new.settle(shelf);
        }
    }
    // Whoever says no, or instead, has said all that they want.
    let apart = |new: &Task| general && new.aim == Aim::Open;
    let holds = |old: &Task| !against && fresh.iter().all(|new| apart(new) || go_together(old, new));
    let mut tasks: Vec<Task> = before.into_iter().filter(holds).collect();
    tasks.append(&mut fresh);
    tasks
}

/// Wishes that may not hold any more. A day or a subscription alone corrects what was said of one wish.
fn doubted(parsed: &Parsed<'_>, shelf: &Shelf, mut before: Understood) -> Turn {
    if let [task] = before.tasks.as_mut_slice() {
        let named = parsed.all_named();
        let day = wanted(parsed, shelf).filter(|_| task.deed == Some(Deed::Move));
        if day.is_some() && named.is_empty() && task.wanted != day {
            task.wanted = day;
            task.quote(parsed.quote(0, parsed.tokens.len()));
            return Turn::Wishes(before);
        }
        let remark = !is_bare(parsed, 0, parsed.tokens.len(), Gives::Name) && !parsed.hears(AGAINST);
        // "Also, the cat food is great."
        if remark && !named.is_empty() && named.and(task.set()).is_empty() {
            return Turn::Wishes(before);
        }
        if !named.without(task.set()).is_empty() {
            task.aim = Aim::Among(named.or(task.set()));
            task.lacks.push(Lack::Subscription);
            return Turn::Wishes(before);
        }
    }
    before.tasks.iter_mut().for_each(Task::doubt);
    Turn::Wishes(before)
}

/// "Does the cat food stay active?", of what nothing was wished for: true iff only such is named.
fn is_of_others(parsed: &Parsed<'_>, tasks: &[Task]) -> bool {
    let (named, own) = (parsed.all_named(), tasks.iter().map(Task::set).collect());
    !named.is_empty() && named.and(own).is_empty() && !parsed.hears(&[Sense::Revise, Sense::Withdraw])
}

/// "And the cat food too", "the decaf and the cat food": true iff it is wanted of what else is named as well.
fn too(parsed: &Parsed<'_>, set: Set) -> bool {
    let (all, named) = (parsed.tokens.len(), parsed.all_named());
    let says = |words: &'static str| parsed.says(Few(words), 0, all);
    let both = says("and und") && !set.is_empty() && set.without(named).is_empty();
    let single = parsed.named.iter().all(|named| named.items.len() == 1);
    let said = both || says("too also auch same ebenso genauso ebenfalls");
    said && single
        && is_bare(parsed, 0, all, Gives::Name)
        && !named.without(set).is_empty()
        && !parsed.hears(AGAINST)
        && parsed.word_count(0, all) <= 8
}

/// True iff both can be wished: for different subscriptions, or where one of them is a new address. Which one a name stands
/// for that several have, is asked first.
fn go_together(old: &Task, new: &Task) -> bool {
    let places = [old, new].into_iter().filter(|task| task.deed == Some(Deed::Address)).count();
    places == 1 || matches!(new.aim, Aim::Among(_)) || !overlaps(old.aim, new.aim)
}
