//! A choice that was offered with a question and is taken: tapped, by its number, or in its own words.

use serde_json::Value;

use crate::contract::{MissingPart, Question};
use crate::message::answer::{Task, deed};
use crate::message::few::Few;
use crate::message::parse::Parsed;
use crate::message::reading::{Aim, Lack, Wanted};
use crate::message::shelf::{Rhythm, Set, Shelf};
use crate::message::tokens::{Kind, tokens};
use crate::moment::parse_date;

/// By which a choice is called in its place, folded: in English, and the stem in German.
const ORDINALS: [(&str, &str); 5] =
    [("first", "erst"), ("second", "zweit"), ("third", "dritt"), ("fourth", "viert"), ("fifth", "funft")];
/// Words beside such a one.
const ONE: Few = Few("one das den der die dem option abo subscription of them davon bitte please");

/// A German ordinal without its ending.
fn stem(word: &str) -> &str {
    ["en", "er", "es", "em", "e"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or_default()
}

/// The choice that was tapped: its number, or its words.
pub fn chosen(parsed: &Parsed<'_>, question: &Question) -> Option<Value> {
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
    // "The second one", where only subscriptions are offered.
    let ordinal = || {
        let place =
            |word: &str| ORDINALS.iter().position(|(english, german)| *english == word || *german == stem(word));
        let offered = question.missing == [MissingPart::Subscription];
        let mut places = said.iter().filter_map(|word| place(word));
        let at = places.next().filter(|_| offered && places.next().is_none())?;
        let rest = said.iter().filter(|word| place(word).is_none());
        question.choices.get(at).filter(|_| rest.into_iter().all(|word| filler(word) || ONE.contains(word)))
    };
    let numbered = || {
        let number = parsed.tokens.iter().find(|token| token.kind == Kind::Number)?;
        let others = said.iter().filter(|word| **word != number.word);
        let at = number.word.parse::<usize>().ok()?.checked_sub(1)?;
        question.choices.get(at).filter(|_| others.into_iter().all(filler) && number.word.len() < 3)
    };
    serde_json::from_str(&labelled.or_else(numbered).or_else(ordinal)?.value).ok()
}

/// Takes a choice over into a wish that lacks that part.
pub fn choose(task: &mut Task, value: &Value, shelf: &Shelf, parsed: &Parsed<'_>) {
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
        let set: Set = places.map(Set::one).collect();
        if !set.is_empty() {
            task.aim = Aim::These(set);
        }
    }
    if lacks(task, Lack::Date) {
        let weeks = value
            .get("by")
            .and_then(|by| by.get("weeks"))
            .and_then(Value::as_i64)
            .filter(|weeks| (1..=52).contains(weeks));
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

/// True iff the choice is a no to whether it is meant.
pub fn refuses(task: &Task, value: &Value) -> bool {
    value.get("confirmed") == Some(&Value::Bool(false)) && task.lacks.contains(&Lack::Confirmation)
}
