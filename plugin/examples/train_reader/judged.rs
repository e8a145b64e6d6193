//! Judged messages as examples: what they are about, which of the subscriptions they name they want something of, which of
//! the times they name is the new date.

use std::fs;

use armincx_recharge::message::acts::Act;
use armincx_recharge::message::agreement;
use armincx_recharge::message::case::{Case, Minds};
use armincx_recharge::message::clean::clean;
use armincx_recharge::message::dates::When;
use armincx_recharge::message::model::{CLASSES, DEEDS, features};
use armincx_recharge::message::own_words::own_words;
use armincx_recharge::message::pairs::Seen;
use armincx_recharge::message::parse::{Parsed, Tables, Time};
use armincx_recharge::message::reading::{Lack, Reading, Wanted, Wish, day, deed, rules};
use armincx_recharge::message::roles::{of_act, of_name, of_time};
use armincx_recharge::message::shelf::{Item, Named, Rhythm, Set, Shelf};
use armincx_recharge::message::verdict::{Proposals, proposed, weighed};
use jiff::SignedDuration;
use jiff::civil::Date;
use serde_json::Value;

use crate::linear::Example;
use crate::trees::Sample;
use crate::verdict::{Count, fits, plans, words};

/// What the actions are called, in the order of the model's deeds.
const ACTIONS: [&str; DEEDS.len()] = ["cancel", "skip", "unskip", "move-date", "update-address"];

/// One judged message.
pub struct Judged {
    row: Value,
    text: String,
    quoted: String,
    shelf: Shelf,
}

/// The judged messages of a file; those without a judgement are left out.
pub fn load(file: &str) -> Vec<Judged> {
    let text = fs::read_to_string(file).expect("a file of messages");
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let rows = lines.map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
    rows.filter(|row| row["gold"].is_object()).map(judged).collect()
}

fn judged(row: Value) -> Judged {
    let today = row["today"].as_str().unwrap().parse().expect("a date");
    let shelf = fixture(row["fixture"].as_str().unwrap(), today);
    let own = own_words(&clean(row["text"].as_str().unwrap()));
    Judged { text: own.text.to_string(), quoted: own.quoted.to_string(), row, shelf }
}

impl Judged {
    /// The case that it makes, before those who judge, and what the rules read.
    pub fn case<T>(&self, tables: &Tables, minds: &Minds, of: impl FnOnce(&Case<'_>, &Reading) -> T) -> T {
        let (parsed, acts, found) = self.parsed(tables);
        of(&Case::new(&parsed, &self.shelf, &acts, &found, minds), &found)
    }

    fn parsed(&self, tables: &Tables) -> (Parsed<'_>, Vec<Act>, Reading) {
        let parsed = Parsed::read(&self.text, tables, &self.shelf).beneath(&self.quoted, &self.shelf);
        let (acts, reading) = rules(&parsed, &self.shelf);
        (parsed, acts, reading)
    }

    fn gold(&self) -> &Value {
        &self.row["gold"]
    }

    /// What it is about.
    pub fn message(&self, tables: &Tables) -> Example {
        let (parsed, acts, reading) = self.parsed(tables);
        let class = self.class();
        let wanted = self.wishes();
        let classes = (0..CLASSES.len()).map(|at| Some(at == class));
        let missing = words(&self.gold()["missing"]);
        let lacks = |what: &str| missing.iter().any(|part| part == what);
        let deeds = ACTIONS.map(|name| match name {
            // Of several wishes only what they lack is told.
            "move-date" if self.is_half_told() => lacks("date").then_some(true),
            "update-address" if self.is_half_told() => lacks("address").then_some(true),
            _ if self.is_half_told() => None,
            _ => Some(class == 0 && wanted.iter().any(|wish| wish["action"] == name)),
        });
        Example { features: features(&parsed, &self.shelf, &acts, &reading), wanted: classes.chain(deeds).collect() }
    }

    /// The class by the rules alone.
    pub fn by_rules(&self, tables: &Tables) -> usize {
        match self.parsed(tables).2 {
            Reading::Wishes(wishes) => {
                let lacks = |lack: Lack| wishes.iter().any(|wish| wish.lacks.contains(&lack));
                if lacks(Lack::Action) { 1 } else { usize::from(lacks(Lack::Confirmation)) * 2 }
            }
            Reading::Information(..) => 3,
            Reading::Handoff(_) | Reading::Foreign | Reading::Crowded => 4,
            Reading::Shop(_) => 5,
            Reading::Nothing => 6,
        }
    }

    /// The class that the judgement comes to.
    pub fn class(&self) -> usize {
        let gold = self.gold();
        let missing = words(&gold["missing"]);
        let lacks = |what: &str| missing.iter().any(|part| part == what);
        match gold["outcome"].as_str().unwrap() {
            "clarify" if lacks("action") => 1,
            "clarify" if lacks("confirm-intent") && gold["action"] != "update-address" => 2,
            "prepare" | "clarify" => 0,
            "inform" => 3,
            "handoff" => 4,
            "not-subscription" => 5,
            _ => 6,
        }
    }

    /// True iff something is to be asked about, and the judgement doesn't say of which actions.
    fn is_half_told(&self) -> bool {
        let gold = self.gold();
        self.class() == 0 && gold["outcome"] == "clarify" && gold["action"].is_null()
    }

    /// What is wanted, one by one; each with action and target.
    fn wishes(&self) -> Vec<&Value> {
        match self.gold()["actions"].as_array() {
            Some(several) => several.iter().collect(),
            None => vec![self.gold()],
        }
    }

    /// The subscriptions that are named, each with what is wanted of it.
    pub fn names(&self, case: &Case<'_>) -> Vec<Example> {
        // Where the judgement doesn't say of which, nothing can be learned.
        let outcome = &self.gold()["outcome"];
        let told = outcome != "clarify" || !self.gold()["target"].is_null();
        if self.shelf.items.len() < 2 || !told {
            return Vec::new();
        }
        let due = matches!(outcome.as_str(), Some("prepare" | "clarify"));
        let wanted =
            |named: &Named| ACTIONS.map(|name| Some(due && named.items.without(self.targets(name)).is_empty()));
        let example = |named: &Named| Example { features: of_name(case, named), wanted: wanted(named).to_vec() };
        case.parsed.named.iter().map(example).collect()
    }

    /// The acts that are named, each with whether it is wanted.
    pub fn acts(&self, case: &Case<'_>) -> Vec<Example> {
        let due = matches!(self.gold()["outcome"].as_str(), Some("prepare" | "clarify"));
        let wishes = self.wishes();
        let known = |act: &Act| {
            let at = DEEDS.iter().position(|other| Some(*other) == deed(act.sense))?;
            let name = ACTIONS.get(at)?;
            let unknown = self.gold()["outcome"] == "clarify" && self.gold()["action"].is_null();
            if unknown { None } else { Some(due && wishes.iter().any(|wish| wish["action"] == **name)) }
        };
        let example = |act: &Act| Some(Example { features: of_act(case, act), wanted: vec![Some(known(act)?)] });
        case.acts.iter().filter_map(example).collect()
    }

    fn targets(&self, action: &str) -> Set {
        let wishes = self.wishes().into_iter().filter(|wish| wish["action"] == action);
        let named = wishes.flat_map(|wish| words(&wish["target"]));
        let numbers = named.filter_map(|name| name.strip_prefix('S')?.parse::<usize>().ok()?.checked_sub(1));
        numbers.fold(Set::EMPTY, |set, at| set.or(Set::one(at)))
    }

    /// Wishes that would be a plan, and whether they are just what is wanted.
    pub fn certain(&self, case: &Case<'_>, found: &Reading) -> Vec<Sample> {
        let proposals = Proposals::of(case, found);
        let sample = |(wishes, features): (&[Wish], Vec<f32>)| Sample {
            features,
            holds: fits(self.gold(), &plans(wishes, &self.shelf)),
        };
        proposals.plans(case).into_iter().map(sample).collect()
    }

    /// Each deed with each subscription, and whether it is wanted of it.
    pub fn pairs(&self, case: &Case<'_>, found: &Reading) -> Vec<Sample> {
        let first = proposed(case, found);
        let wishes: &[Wish] = if let Reading::Wishes(wishes) = &first { wishes } else { &[] };
        let names = agreement::Named::read(case);
        let seen = Seen::of(case, &names, wishes);
        let gold = self.gold();
        let due = gold["outcome"] == "prepare"
            || (gold["outcome"] == "clarify" && !words(&gold["missing"]).iter().any(|one| one == "confirm-intent"));
        let mut out = Vec::new();
        if self.is_half_told() {
            return out;
        }
        for at in 0..self.shelf.items.len() {
            for (deed, name) in DEEDS.into_iter().zip(ACTIONS) {
                let holds = due && Set::one(at).without(self.targets(name)).is_empty();
                // Most of what is not wanted is not spoken of either: some of it is enough to learn that.
                let spoken = case.sentences.iter().chain([&case.opinion]).any(|opinion| opinion.deed(deed) > 0.05)
                    || wishes.iter().chain(case.rules).any(|wish| wish.deed == Some(deed));
                if holds || spoken || self.text.len().is_multiple_of(4) {
                    out.push(Sample { features: seen.features(at, deed), holds });
                }
            }
        }
        out
    }

    /// Its language.
    pub fn language(&self) -> String {
        self.row["lang"].as_str().unwrap().to_owned()
    }

    /// Counts what is read.
    pub fn count(&self, case: &Case<'_>, found: &Reading, count: &mut Count) {
        count.add(self.gold(), &weighed(case, found), &self.shelf);
    }

    /// The times that are named, each with whether it is a new date.
    pub fn times(&self, case: &Case<'_>) -> Vec<Example> {
        let days = case.parsed.times.iter().filter(|time| {
            matches!(
                time.mention.when,
                When::Day(_)
                    | When::Either(..)
                    | When::Later { .. }
                    | When::Earlier { .. }
                    | When::For { .. }
                    | When::Beside(_)
                    | When::Following(_)
            )
        });
        let example =
            |time: &Time| Example { features: of_time(case, time), wanted: vec![Some(self.is_new(time, case.rules))] };
        days.map(example).collect()
    }

    fn is_new(&self, time: &Time, rules: &[Wish]) -> bool {
        let moves = self.wishes().into_iter().filter(|wish| wish["action"] == "move-date");
        let mut dates = Vec::new();
        for wish in moves {
            dates.extend(words(&wish["date"]));
            dates.extend(words(&wish["date_any_of"]));
        }
        let one = |date: Date| dates.contains(&date.to_string());
        let shifted = |wanted: Wanted| {
            self.shelf.of(self.targets("move-date")).any(|item| day(wanted, item.next).is_some_and(one))
        };
        match time.mention.when {
            When::Day(date) => one(date),
            When::Either(first, second) => one(first) || one(second),
            When::Later { days, months } | When::For { days, months } => {
                shifted(Wanted::Later(Rhythm { days, months }))
            }
            When::Earlier { days, months } => shifted(Wanted::Earlier(Rhythm { days, months })),
            // What the rules make of "the day after".
            When::Beside(_) | When::Following(_) => {
                rules.iter().any(|wish| matches!(wish.wanted, Some(Wanted::On(date)) if one(date)))
            }
            _ => false,
        }
    }
}

/// The shelves that the format of judged messages knows.
fn fixture(name: &str, today: Date) -> Shelf {
    let day = |days: i64| today.checked_add(SignedDuration::from_hours(24 * days)).expect("a date");
    let item = |id, title: &str, next, skipped, rhythm, address| Item {
        id,
        title: title.to_owned(),
        next: Some(day(next)),
        skipped,
        rhythm: Some(rhythm),
        address: Some(address),
        price: None,
        place: String::new(),
    };
    let triple = name == "triple";
    let skipped = if triple { vec![day(2)] } else { Vec::new() };
    let mut items = vec![item(1, "Morning Blend Coffee", 9, skipped, Rhythm { days: 0, months: 1 }, 1)];
    if triple {
        items.push(item(2, "Decaf Espresso", 4, Vec::new(), Rhythm { days: 14, months: 0 }, 1));
        items.push(item(3, "Cat Food Salmon", 20, Vec::new(), Rhythm { days: 42, months: 0 }, 2));
    }
    Shelf::new(today, items)
}
