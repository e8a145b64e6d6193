//! From a wish that lacks nothing to the forms of the actions, as a person would fill them in.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::counter::Counter;
use super::place;
use super::task::{Task, action};
use crate::actions::prepare::{Case, form, form_of};
use crate::contract::{Form, Target};
use crate::l10n::Key;
use crate::message::acts::acts;
use crate::message::reading::{Deed, Lack, Wanted, day, named_days};
use crate::message::shelf::Set;
use crate::message::tokens::{Token, alike, tokens};
use crate::moment::{iso_date, plus_days};
use crate::recharge::ChargeStatus;
use crate::text;

/// Words of a message that go along as the comment of a cancellation.
const COMMENT: usize = 300;
/// What Recharge takes as a reason.
const REASON: usize = 255;
/// Days between a charge and its parcel, at most.
const NEAR: i64 = 4;
/// Letters that the words in common with a reason have together, at least.
const TELLING: usize = 5;

/// A form with the subscriptions it is for.
#[derive(Debug)]
pub struct Filled {
    /// The form.
    pub form: Form,
    /// For which subscriptions.
    pub set: Set,
}

/// The forms of a wish, in the order of the shelf.
///
/// # Errors
/// What turns out to be missing, now that the data is known.
pub fn fill(counter: &Counter<'_>, task: &Task) -> Result<Vec<Filled>, Lack> {
    let set = task.set();
    let id = action(task.deed.ok_or(Lack::Action)?);
    let single = |at: usize, parameters: &Value| {
        let item = counter.shelf.items.get(at)?;
        Some(Filled { form: form_of(id, item.id, parameters), set: Set::one(at) })
    };
    match task.deed {
        None => Err(Lack::Action),
        Some(Deed::Cancel) => {
            let comment = comment(counter, task);
            let mut parameters = json!({"reason": reason(counter, &comment), "notify_customer": true});
            if let Some(fields) = parameters.as_object_mut().filter(|_| !comment.is_empty()) {
                fields.insert("comment".to_owned(), Value::from(comment));
            }
            Ok(set.places().filter_map(|at| single(at, &parameters)).collect())
        }
        Some(Deed::Skip) => {
            let date = named(task);
            let said = named_days(counter.parsed, counter.shelf, &acts(counter.parsed), Deed::Skip);
            Ok(together(counter, set, id, |case| {
                let other = said.zip(case.schedule.next_charge).and_then(|(days, next)| another(days, next));
                let date = date.or(other);
                let charge = case.line.upcoming().map(|charge| charge.id.get());
                (charge, dated(json!({"scope": "item"}), date))
            }))
        }
        Some(Deed::Unskip) => {
            let said = named_days(counter.parsed, counter.shelf, &acts(counter.parsed), Deed::Unskip);
            let skipped = said.map(|(day, _)| day).filter(|day| !counter.shelf.skipped_on(*day).is_empty());
            let date = named(task).or(skipped);
            Ok(together(counter, set, id, |case| {
                let mut skipped = case.charges().iter().filter(|charge| charge.status() == ChargeStatus::Skipped);
                let only = || match case.skipped_ahead().as_slice() {
                    [only] => Some(*only),
                    _ => None,
                };
                let date = date.or_else(only);
                let charge = date.and_then(|date| skipped.find(|charge| charge.scheduled_at == Some(date)));
                (charge.map(|charge| charge.id.get()), dated(json!({}), date))
            }))
        }
        Some(Deed::Move) => {
            let wanted = task.wanted.ok_or(Lack::Date)?;
            Ok(together(counter, set, id, |case| {
                let to = day(wanted, case.schedule.next_charge);
                // Without a date to count from the action itself says why there is none.
                let parameters = to.map_or(json!({"by": {"days": 1}}), |to| json!({"to": iso_date(to)}));
                (to.map(|_| 0), parameters)
            }))
        }
        Some(Deed::Address) => addresses(counter, task, set),
    }
}

/// The delivery that was named by its date.
fn named(task: &Task) -> Option<Date> {
    match task.wanted {
        Some(Wanted::On(date)) => Some(date),
        _ => None,
    }
}

/// The day of another delivery than the next one, where one is named that is not within days of it: parcels come a little later
/// than what is charged. The action says then which one is next.
fn another((first, last): (Date, Date), next: Date) -> Option<Date> {
    let near = |date: Date, days: i64| plus_days(date, days).unwrap_or(date);
    (next < near(first, -NEAR) || near(last, NEAR) < next).then_some(first)
}

fn dated(mut parameters: Value, date: Option<Date>) -> Value {
    if let (Some(date), Some(fields)) = (date, parameters.as_object_mut()) {
        fields.insert("date".to_owned(), Value::from(iso_date(date)));
    }
    parameters
}

/// One form for those that have the same key and parameters, as one write is to do it; a form of its own for each that has
/// no key.
fn together(
    counter: &Counter<'_>,
    set: Set,
    id: &str,
    what: impl Fn(&Case<'_>) -> (Option<u64>, Value),
) -> Vec<Filled> {
    let mut groups: Vec<(Option<u64>, Value, Set, Vec<Target>)> = Vec::new();
    for at in set.places() {
        let Some(case) = counter.cases(Set::one(at)).pop() else { continue };
        let (key, parameters) = what(&case);
        let target = Target::Subscription(case.id());
        let same = groups.iter_mut().find(|group| key.is_some() && group.0 == key && group.1 == parameters);
        match same {
            Some(group) => {
                group.2 = group.2.or(Set::one(at));
                group.3.push(target);
            }
            None => groups.push((key, parameters, Set::one(at), vec![target])),
        }
    }
    let filled = |(_, parameters, set, targets): (_, Value, Set, Vec<Target>)| Filled {
        form: form(id, targets, &parameters),
        set,
    };
    groups.into_iter().map(filled).collect()
}

/// All at an address change with it; some of those there get an address of their own.
fn addresses(counter: &Counter<'_>, task: &Task, set: Set) -> Result<Vec<Filled>, Lack> {
    let wanted = task.address.as_ref().ok_or(Lack::Address)?;
    let id = action(Deed::Address);
    let mut out: Vec<Filled> = Vec::new();
    let mut done = Set::EMPTY;
    for at in set.places() {
        let one = Set::one(at);
        if !done.and(one).is_empty() {
            continue;
        }
        let Some(case) = counter.cases(one).pop() else { continue };
        let mut parameters = match counter.address(&case) {
            Some(current) => place::fields(current, wanted).ok_or(Lack::Address)?,
            // The action itself says that the address can't be read.
            // Not collected: the library sorts what it makes a map of, which is four kilobytes for one entry.
            None => {
                let mut some = Map::new();
                some.insert("city".to_owned(), Value::from("-"));
                some
            }
        };
        let there: Vec<usize> = (0..counter.shelf.items.len()).filter(|other| shares(counter, at, *other)).collect();
        let there = there.into_iter().map(Set::one).fold(one, Set::or);
        let all = there.without(set).is_empty();
        let covered = if all { there } else { one };
        done = done.or(covered);
        parameters.insert("apply_to".to_owned(), Value::from(if all { "all" } else { "subscription" }));
        out.push(Filled { form: form_of(id, case.id(), &Value::Object(parameters)), set: covered });
    }
    Ok(out)
}

fn shares(counter: &Counter<'_>, one: usize, other: usize) -> bool {
    let address = |at: usize| counter.shelf.items.get(at).and_then(|item| item.address);
    address(one).is_some() && address(one) == address(other)
}

/// What goes along as the customer's comment: the message, or where the wish took several turns or stands far behind, the
/// words it rests on.
fn comment(counter: &Counter<'_>, task: &Task) -> String {
    let message = text::clean(counter.parsed.text, COMMENT);
    if task.evidence.iter().all(|quote| message.contains(quote)) {
        message
    } else {
        text::clean(&task.evidence.join(" … "), COMMENT)
    }
}

/// The reason of a cancellation: the one of the shop's list whose telling words the customer used, else that they asked
/// for it. None is taken that wasn't given: it would stand in the shop's statistics.
fn reason(counter: &Counter<'_>, words: &str) -> String {
    let usable = |reason: &&String| {
        let count = reason.trim().chars().count();
        (1..=REASON).contains(&count) && text::clean(reason, REASON) == reason.trim()
    };
    let said = tokens(words);
    // How many letters of its telling words were said. A short word alone, the "much" of "too much", tells nothing.
    let weight = |reason: &str| {
        let words = tokens(reason).into_iter().filter(|word| word.is_word() && word.word.len() > 3);
        let (mut all, mut found, mut letters) = (0_usize, 0_usize, 0_usize);
        for word in words {
            all = all.saturating_add(1);
            if said.iter().any(|one: &Token| alike(&one.word, &word.word)) {
                found = found.saturating_add(1);
                letters = letters.saturating_add(word.word.len());
            }
        }
        if found.saturating_mul(2) >= all && letters >= TELLING { letters } else { 0 }
    };
    let mut best: Option<(&String, usize)> = None;
    for reason in counter.desk.reasons.iter().filter(usable) {
        let weight = weight(reason);
        if weight > best.map_or(0, |(_, most)| most) {
            best = Some((reason, weight));
        }
    }
    best.map_or_else(|| counter.desk.texts.get(Key::ReasonCustomer), |(reason, _)| reason.trim().to_owned())
}
