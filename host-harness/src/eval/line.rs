//! One line of a file of messages: from JSON to what it says, or what is wrong with it in one sentence.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::format::{Act, Due, Field, Fields, Fixture, Gold, Lang, Line, Part, Sub, Wanted};

type Read<T> = Result<T, String>;

/// A line, and the keys in it that nobody knows.
pub(super) fn read(number: usize, text: &str) -> Read<(Line, BTreeSet<String>)> {
    let value: Value = serde_json::from_str(text).map_err(|why| match why.classify() {
        serde_json::error::Category::Eof => "it ends in the middle: each message is one JSON object on one line".into(),
        // serde_json counts lines as well, and here there is only one.
        _ => format!("it is no JSON at column {}", why.column()),
    })?;
    let mut unknown = BTreeSet::new();
    let line = Object::of("", &value)?;
    line.note_unknown(&["id", "lang", "text", "today", "fixture", "gold"], &mut unknown);
    let fixture = one_of(&line.place("fixture"), line.required("fixture")?, Fixture::ALL, |word| word.word())?;
    let gold = match line.get("gold") {
        None => None,
        Some(value) => Some(gold(&Object::of("gold", value)?, fixture, &mut unknown)?),
    };
    let read = Line {
        number,
        id: nonempty(line.required("id")?.as_str()).ok_or("\"id\" is no text")?.to_owned(),
        lang: one_of("lang", line.required("lang")?, Lang::ALL, |lang| lang.word())?,
        text: line.required("text")?.as_str().ok_or("\"text\" is no text")?.to_owned(),
        today: today(line.required("today")?)?,
        fixture,
        gold,
    };
    Ok((read, unknown))
}

fn nonempty(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

fn gold(object: &Object<'_>, fixture: Fixture, unknown: &mut BTreeSet<String>) -> Read<Gold> {
    const KEYS: &[&str] = &[
        "outcome",
        "action",
        "action_candidates",
        "target",
        "actions",
        "date",
        "date_any_of",
        "address",
        "missing",
        "must_not",
    ];
    object.note_unknown(KEYS, unknown);
    let due = one_of("gold.outcome", object.required("outcome")?, Due::ALL, |due| due.word())?;
    // Read even where nothing is judged by it, so that a misspelling is found.
    object.set("action_candidates", Act::ALL, |act| act.word())?;
    let wishes = match object.get("actions") {
        Some(actions) => {
            if object.get("action").is_some() || object.get("target").is_some() {
                return Err(
                    "\"gold.actions\" stands instead of \"gold.action\" and \"gold.target\", not beside them".into()
                );
            }
            let list =
                actions.as_array().filter(|list| !list.is_empty()).ok_or("\"gold.actions\" is no list of actions")?;
            let mut wishes = Vec::new();
            for (position, value) in list.iter().enumerate() {
                let wish = Object::of(&format!("gold.actions[{position}]"), value)?;
                wish.note_unknown(&["action", "target", "date", "date_any_of", "address"], unknown);
                wishes.push(wish);
            }
            wishes
        }
        None => vec![object.clone()],
    };
    let mut wanted = Vec::new();
    for wish in &wishes {
        wanted.extend(self::wanted(wish, fixture, due)?);
    }
    if due != Due::Prepare {
        wanted.clear();
    }
    for (position, one) in wanted.iter().enumerate() {
        let before = wanted.iter().take(position).filter(|other| other.act == one.act);
        if before.flat_map(|other| &other.targets).any(|target| one.targets.contains(target)) {
            return Err(format!("\"gold.actions\" names {} for the same subscription twice", one.act));
        }
    }
    let missing = object.set("missing", Part::ALL, |part| part.word())?;
    if !missing.is_empty() && due != Due::Clarify {
        return Err(format!("\"gold.missing\" is for clarify, and the outcome is {due}"));
    }
    Ok(Gold { due, wanted, missing, must_not: object.set("must_not", Act::ALL, |act| act.word())? })
}

/// One wish; nothing where no action is named, which only `prepare` forbids.
fn wanted(wish: &Object<'_>, fixture: Fixture, due: Due) -> Read<Option<Wanted>> {
    let act = match wish.get("action") {
        Some(value) => Some(one_of(&wish.place("action"), value, Act::ALL, |act| act.word())?),
        None => None,
    };
    let place = wish.place("target");
    let named: Vec<&Value> = match wish.get("target") {
        None => Vec::new(),
        Some(Value::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
    };
    let mut targets = BTreeSet::new();
    for value in named {
        let target = one_of(&place, value, Sub::ALL, |sub| sub.word())?;
        if fixture == Fixture::Single && target != Sub::S1 {
            return Err(format!("\"{place}\" names {target}, and the fixture \"single\" has S1 alone"));
        }
        targets.insert(target);
    }
    let mut dates = BTreeSet::new();
    if let Some(value) = wish.get("date") {
        dates.insert(date(&wish.place("date"), value)?);
    }
    if let Some(value) = wish.get("date_any_of") {
        let place = wish.place("date_any_of");
        let list =
            value.as_array().filter(|list| !list.is_empty()).ok_or(format!("\"{place}\" is no list of dates"))?;
        for value in list {
            dates.insert(date(&place, value)?);
        }
    }
    let address = match wish.get("address") {
        Some(value) => address(&Object::of(&wish.place("address"), value)?)?,
        None => Fields::new(),
    };
    if due != Due::Prepare {
        return Ok(None);
    }
    let lacks = |name: &str| format!("\"{}\" is missing, and the outcome is prepare", wish.place(name));
    let act = act.ok_or_else(|| lacks("action"))?;
    match act {
        _ if targets.is_empty() => Err(lacks("target")),
        Act::MoveDate if dates.is_empty() => Err(lacks("date")),
        Act::UpdateAddress if address.is_empty() => Err(lacks("address")),
        _ => Ok(Some(Wanted { act, targets, dates, address })),
    }
}

/// A key of an address that isn't compared would make a plan look right, so here it is a mistake.
fn address(object: &Object<'_>) -> Read<Fields> {
    let mut fields = BTreeMap::new();
    for (key, value) in object.members {
        let place = object.place(key);
        let field = Field::ALL.iter().copied().find(|field| field.word() == key);
        let field =
            field.ok_or_else(|| format!("\"{place}\" is no part of an address: {}", words(Field::ALL, Field::word)))?;
        fields.insert(field, value.as_str().ok_or(format!("\"{place}\" is no text"))?.to_owned());
    }
    Ok(fields)
}

/// Only days that a shop can be made for: neither its age nor a year ahead leads out of the calendar.
fn today(value: &Value) -> Read<Date> {
    let today = date("today", value)?;
    if (2000..2100).contains(&today.year()) { Ok(today) } else { Err("\"today\" is no day of this century".into()) }
}

fn date(place: &str, value: &Value) -> Read<Date> {
    let text = value.as_str().unwrap_or_default();
    // jiff takes a time besides, which no date here has.
    let parsed = text.parse().ok().filter(|_| text.len() == "2026-11-22".len());
    parsed.ok_or_else(|| format!("\"{place}\" is no date like 2026-11-22"))
}

fn one_of<T: Copy>(place: &str, value: &Value, all: &[T], word: fn(T) -> &'static str) -> Read<T> {
    let found = value.as_str().and_then(|text| all.iter().copied().find(|one| word(*one) == text));
    found.ok_or_else(|| {
        let given = match value {
            Value::String(text) => format!("\"{}\"", text.chars().take(40).collect::<String>()),
            _ => "no text".to_owned(),
        };
        format!("\"{place}\" is {given}; it is one of {}", words(all, word))
    })
}

fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> String {
    all.iter().map(|one| word(*one)).collect::<Vec<_>>().join(", ")
}

/// An object with the place where it stands, for messages.
#[derive(Debug, Clone)]
struct Object<'a> {
    at: String,
    members: &'a Map<String, Value>,
}

impl<'a> Object<'a> {
    fn of(at: &str, value: &'a Value) -> Read<Self> {
        let what = if at.is_empty() { "it".to_owned() } else { format!("\"{at}\"") };
        let members = value.as_object().ok_or_else(|| format!("{what} is no JSON object"))?;
        Ok(Self { at: at.to_owned(), members })
    }

    fn place(&self, key: &str) -> String {
        if self.at.is_empty() { key.to_owned() } else { format!("{}.{key}", self.at) }
    }

    /// What stands there; null is as good as nothing.
    fn get(&self, key: &str) -> Option<&'a Value> {
        self.members.get(key).filter(|value| !value.is_null())
    }

    fn required(&self, key: &str) -> Read<&'a Value> {
        self.get(key).ok_or_else(|| format!("\"{}\" is missing", self.place(key)))
    }

    /// A list of words; empty where there is none.
    fn set<T: Copy + Ord>(&self, key: &str, all: &[T], word: fn(T) -> &'static str) -> Read<BTreeSet<T>> {
        let place = self.place(key);
        let Some(value) = self.get(key) else { return Ok(BTreeSet::new()) };
        let list = value.as_array().ok_or_else(|| format!("\"{place}\" is no list"))?;
        list.iter().map(|value| one_of(&place, value, all, word)).collect()
    }

    fn note_unknown(&self, known: &[&str], unknown: &mut BTreeSet<String>) {
        let new = self.members.keys().filter(|key| !known.contains(&key.as_str()));
        unknown.extend(new.map(|key| self.place(key)));
    }
}
