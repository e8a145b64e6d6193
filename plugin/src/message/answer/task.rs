//! A wish on its way to a plan: what was understood, what is missing, and both as JSON between two turns of a dialogue.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::message::address::{Address, renumbered};
use crate::message::reading::{Aim, Deed, Lack, Wanted, Wish};
use crate::message::shelf::{Rhythm, Set, Shelf};
use crate::moment::{iso_date, parse_date};
use crate::text;

/// Quotes that a wish keeps over a dialogue.
const MOST_EVIDENCE: usize = 6;
/// Wishes that are kept.
pub const MOST_TASKS: usize = 8;

/// Words as they are quoted: in one line, without the end of what stood before them.
pub fn as_quoted(words: &str) -> String {
    text::clean(words.trim_start_matches([' ', '\n', ')', ']', ',', ';', '.', ':', '-', '–']), text::LINE)
}

/// A wish, as far as it was understood.
#[derive(Debug, Clone)]
pub struct Task {
    /// What; nothing while that is open.
    pub deed: Option<Deed>,
    /// For which subscriptions.
    pub aim: Aim,
    /// To which date, or which date's delivery; of an end that it is for later, or of an address from when it holds.
    pub wanted: Option<Wanted>,
    /// The new address, or the parts of it that were said.
    pub address: Option<Address>,
    /// What is missing.
    pub lacks: Vec<Lack>,
    /// The words it rests on.
    pub evidence: Vec<String>,
}

impl From<Wish> for Task {
    fn from(wish: Wish) -> Self {
        let quotes = wish.evidence.iter().map(|quote| as_quoted(quote));
        let lacks = |lack| wish.lacks.contains(&lack);
        // What is to be asked about is not known, whatever it may be: one of two days, one of two subscriptions.
        let aim = match wish.aim {
            Aim::These(set) if lacks(Lack::Subscription) && set.len() > 1 => Aim::Among(set),
            Aim::These(_) if lacks(Lack::Subscription) => Aim::Open,
            aim => aim,
        };
        Self {
            deed: wish.deed,
            aim,
            wanted: wish.wanted.filter(|_| !lacks(Lack::Date) && wish.deed != Some(Deed::Cancel)),
            address: wish.address,
            lacks: wish.lacks,
            evidence: quotes.filter(|quote| !quote.is_empty()).take(MOST_EVIDENCE).collect(),
        }
    }
}

impl Task {
    /// The subscriptions that are meant for sure.
    pub fn set(&self) -> Set {
        match self.aim {
            Aim::These(set) => set,
            Aim::Among(_) | Aim::Open => Set::EMPTY,
        }
    }

    /// The subscriptions that come into question.
    pub fn candidates(&self, shelf: &Shelf) -> Set {
        match self.aim {
            Aim::These(set) | Aim::Among(set) if !set.is_empty() => set,
            _ => shelf.all(),
        }
    }

    /// Notes anew what is missing, after something was added.
    pub fn settle(&mut self, shelf: &Shelf) {
        let confirm = self.lacks.contains(&Lack::Confirmation);
        // A part of an address stays one until the rest is said.
        let half = self.lacks.contains(&Lack::Address) && self.address.is_some();
        self.lacks.clear();
        let mut lacks = |lack, missing: bool| {
            if missing {
                self.lacks.push(lack);
            }
        };
        if self.aim == Aim::Open && shelf.items.len() == 1 {
            self.aim = Aim::These(shelf.all());
        }
        lacks(Lack::Action, self.deed.is_none() && !confirm);
        lacks(Lack::Subscription, !matches!(self.aim, Aim::These(set) if !set.is_empty()));
        lacks(Lack::Date, self.deed == Some(Deed::Move) && self.wanted.is_none());
        lacks(Lack::Address, self.deed == Some(Deed::Address) && (half || self.address.is_none()));
        lacks(Lack::Confirmation, confirm);
    }

    /// Has it asked whether it is meant.
    pub fn doubt(&mut self) {
        if self.lacks.is_empty() {
            self.lacks.push(Lack::Confirmation);
        }
    }

    /// Adds words that it rests on as well.
    pub fn quote(&mut self, words: &str) {
        let quote = as_quoted(words);
        if !quote.is_empty() && !self.evidence.contains(&quote) && self.evidence.len() < MOST_EVIDENCE {
            self.evidence.push(quote);
        }
    }

    fn json(&self, shelf: &Shelf) -> Value {
        let ids = |set: Set| -> Value { shelf.of(set).map(|item| item.id).collect() };
        let (aim, set) = match self.aim {
            Aim::These(set) => ("these", ids(set)),
            Aim::Among(set) => ("among", ids(set)),
            Aim::Open => ("among", json!([])),
        };
        let wanted = match self.wanted {
            None => Value::Null,
            Some(Wanted::On(date)) => json!({"on": iso_date(date)}),
            Some(Wanted::Later(by)) => json!({"later": [by.days, by.months]}),
            Some(Wanted::Earlier(by)) => json!({"earlier": [by.days, by.months]}),
        };
        let lacks: Vec<&str> = self.lacks.iter().map(|lack| lack_word(*lack)).collect();
        json!({"action": self.deed.map(action), aim: set, "wanted": wanted, "lacks": lacks, "evidence": self.evidence,
            "address": self.address.as_ref().map(address_json)})
    }

    fn read(value: &Value, shelf: &Shelf) -> Option<Self> {
        let list = |name: &str| value.get(name).and_then(Value::as_array);
        let set = |ids: &Vec<Value>| {
            let known = ids.iter().filter_map(Value::as_u64);
            let known = known.filter_map(|id| shelf.items.iter().position(|item| item.id == id));
            known.map(Set::one).collect::<Set>()
        };
        let aim = match (list("these").map(set), list("among").map(set)) {
            (Some(set), _) if !set.is_empty() => Aim::These(set),
            (_, Some(set)) if !set.is_empty() => Aim::Among(set),
            _ => Aim::Open,
        };
        let texts = |name: &str| list(name).into_iter().flatten().filter_map(Value::as_str);
        let rhythm = |value: &Value| {
            let part = |at: usize| value.get(at).and_then(Value::as_i64).filter(|part| (0..=3660).contains(part));
            Some(Rhythm { days: part(0)?, months: part(1)? })
        };
        let wanted = value.get("wanted");
        let date = || -> Option<Date> { parse_date(wanted?.get("on")?.as_str()?) };
        let shift = |name: &str| rhythm(wanted?.get(name)?);
        let wanted = date().map(Wanted::On).or_else(|| shift("later").map(Wanted::Later));
        let mut task = Self {
            deed: value.get("action").and_then(Value::as_str).and_then(deed),
            aim,
            wanted: wanted.or_else(|| shift("earlier").map(Wanted::Earlier)),
            address: value.get("address").and_then(Value::as_object).map(read_address),
            lacks: texts("lacks").filter_map(lack).collect(),
            evidence: Vec::new(),
        };
        texts("evidence").for_each(|quote| task.quote(quote));
        Some(task)
    }
}

/// What was understood by the end of a question.
#[derive(Debug, Default)]
pub struct Understood {
    /// The wishes.
    pub tasks: Vec<Task>,
    /// Questions that were asked about them.
    pub asked: u64,
    /// How many of them in a row brought nothing.
    pub idle: u64,
}

impl Understood {
    /// The customer's words that all of it rests on.
    #[inline(never)]
    pub fn evidence(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for quote in self.tasks.iter().flat_map(|task| &task.evidence) {
            if !out.contains(quote) {
                out.push(quote.clone());
            }
        }
        out
    }

    /// As JSON text.
    pub fn write(&self, shelf: &Shelf) -> String {
        let wishes: Vec<Value> = self.tasks.iter().map(|task| task.json(shelf)).collect();
        crate::json::ordered(&json!({"wishes": wishes, "asked": self.asked, "idle": self.idle}))
    }

    /// Out of JSON text. It has been outside and is read with care: what isn't on the shelf any more is not in it.
    pub fn read(text: &str, shelf: &Shelf) -> Option<Self> {
        let value: Value = if text.len() > 65_536 { None } else { serde_json::from_str(text).ok() }?;
        let wishes = value.get("wishes")?.as_array()?;
        let number = |name: &str| value.get(name).and_then(Value::as_u64).unwrap_or_default();
        let tasks = wishes.iter().take(MOST_TASKS).filter_map(|wish| Task::read(wish, shelf)).collect();
        Some(Self { tasks, asked: number("asked"), idle: number("idle") })
    }
}

/// The id of the action that does it.
pub fn action(deed: Deed) -> &'static str {
    match deed {
        Deed::Cancel => "cancel",
        Deed::Skip => "skip",
        Deed::Unskip => "unskip",
        Deed::Move => "move-date",
        Deed::Address => "update-address",
    }
}

/// What an action's id does.
pub fn deed(action_id: &str) -> Option<Deed> {
    [Deed::Cancel, Deed::Skip, Deed::Unskip, Deed::Move, Deed::Address]
        .into_iter()
        .find(|one| action(*one) == action_id)
}

const LACKS: [(Lack, &str); 5] = [
    (Lack::Action, "action"),
    (Lack::Subscription, "subscription"),
    (Lack::Date, "date"),
    (Lack::Address, "address"),
    (Lack::Confirmation, "confirmation"),
];

fn lack_word(lack: Lack) -> &'static str {
    LACKS.iter().find(|(one, _)| *one == lack).map_or("", |(_, word)| word)
}

fn lack(word: &str) -> Option<Lack> {
    LACKS.iter().find(|(_, one)| *one == word).map(|(lack, _)| *lack)
}

/// The parts of an address by Recharge's names for them.
pub fn parts(address: &Address) -> [(&'static str, &Option<String>); 11] {
    [
        ("first_name", &address.first_name),
        ("last_name", &address.last_name),
        ("company", &address.company),
        ("address1", &address.address1),
        ("address2", &address.address2),
        ("city", &address.city),
        ("province", &address.province),
        ("zip", &address.zip),
        ("country_code", &address.country_code),
        ("phone", &address.phone),
        ("house_number", &address.house_number),
    ]
}

fn address_json(address: &Address) -> Value {
    let mut out = Map::new();
    for (name, part) in parts(address) {
        if let Some(part) = part {
            out.insert(name.to_owned(), Value::from(part.as_str()));
        }
    }
    Value::Object(out)
}

fn read_address(fields: &Map<String, Value>) -> Address {
    let part = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
    Address {
        first_name: part("first_name"),
        last_name: part("last_name"),
        company: part("company"),
        address1: part("address1"),
        address2: part("address2"),
        city: part("city"),
        province: part("province"),
        zip: part("zip"),
        country_code: part("country_code"),
        phone: part("phone"),
        house_number: part("house_number"),
    }
}

/// An address with what was said later laid over it.
pub fn laid_over(base: Option<Address>, over: &Address) -> Address {
    let mut fields = match base.as_ref().map(address_json) {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    // A number alone is the other number of the street that was said.
    let street = fields.get("address1").and_then(Value::as_str).map(str::to_owned);
    let number = over.house_number.as_deref().filter(|_| over.address1.is_none());
    if let Some(other) = street.zip(number).and_then(|(street, number)| renumbered(&street, number)) {
        fields.insert("address1".to_owned(), Value::from(other));
    }
    if let Value::Object(over) = address_json(over) {
        for (name, part) in over {
            fields.insert(name, part);
        }
    }
    read_address(&fields)
}
