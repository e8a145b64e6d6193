//! Trains the model of `message/model.rs` on judged messages, and tells how well it does on others.
//!
//! ```console
//! $ cargo run --release -p armincx-recharge --example train_reader -- --write tests/messages/*_tuned.jsonl
//! $ cargo run --release -p armincx-recharge --example train_reader -- tests/messages/*_tuned.jsonl --test tests/messages/*_held.jsonl
//! ```
//!
//! Multinomial and logistic regression by AdaGrad, with a fixed order of the messages: the same files give the same weights.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a tool for those who train, no part of the component"
)]

use std::collections::BTreeMap;
use std::fs;

use armincx_recharge::message::clean::clean;
use armincx_recharge::message::model::{CLASSES, DEEDS, OUTPUTS, PLACES, features};
use armincx_recharge::message::own_words::own_words;
use armincx_recharge::message::parse::{Parsed, Tables};
use armincx_recharge::message::reading::{Lack, Reading, rules};
use armincx_recharge::message::shelf::{Item, Rhythm, Shelf};
use jiff::SignedDuration;
use jiff::civil::Date;
use serde_json::Value;

/// Where the component takes its weights from.
const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/message/words/model.bin");
/// Features that fewer messages have are left out.
const LEAST: u32 = 2;
/// Features that are kept, those of the greatest weight.
const KEPT: usize = 2600;
/// Rounds over all messages.
const ROUNDS: usize = 5;
/// How strongly weights are drawn to nothing.
const DECAY: f32 = 0.0001;
/// The first step's size.
const STEP: f32 = 0.5;

/// One judged message.
struct Example {
    features: Vec<u32>,
    class: usize,
    deeds: [bool; DEEDS.len()],
    by_rules: usize,
}

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let write = arguments.iter().any(|argument| argument == "--write");
    arguments.retain(|argument| argument != "--write");
    let unseen = match arguments.iter().position(|argument| argument == "--test") {
        Some(at) => arguments.split_off(at).into_iter().skip(1).collect(),
        None => Vec::new(),
    };
    let mut examples: Vec<Example> = arguments.iter().flat_map(|file| load(file)).collect();
    let mut counts = BTreeMap::<u32, u32>::new();
    for feature in examples.iter().flat_map(|example| &example.features) {
        *counts.entry(*feature).or_default() += 1;
    }
    for example in &mut examples {
        example.features.retain(|feature| counts[feature] >= LEAST);
    }
    let mut model = Model::train(&examples);
    model.prune();
    println!("trained on {} messages", examples.len());
    if write {
        fs::write(WEIGHTS, model.bytes()).expect("the weights can be written");
    }
    if !unseen.is_empty() {
        let unseen: Vec<Example> = unseen.iter().flat_map(|file| load(file)).collect();
        model.report(&unseen);
    }
}

fn load(file: &str) -> Vec<Example> {
    let tables = Tables::read();
    let text = fs::read_to_string(file).expect("a file of messages");
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let rows = lines.map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
    rows.filter(|row| row["gold"].is_object()).map(|row| example(&row, &tables)).collect()
}

fn example(row: &Value, tables: &Tables) -> Example {
    let today = row["today"].as_str().unwrap().parse().expect("a date");
    let shelf = fixture(row["fixture"].as_str().unwrap(), today);
    let own = own_words(&clean(row["text"].as_str().unwrap()));
    let parsed = Parsed::read(&own.text, tables, &shelf).beneath(&own.quoted, &shelf);
    let (acts, reading) = rules(&parsed, &shelf);
    let gold = &row["gold"];
    let (class, wanted) = class_of(gold);
    let mut deeds = [false; DEEDS.len()];
    for (slot, name) in deeds.iter_mut().zip(["cancel", "skip", "unskip", "move-date", "update-address"]) {
        *slot = class == 0 && wanted.iter().any(|wanted| wanted == name);
    }
    Example { features: features(&parsed, &acts, &reading), class, deeds, by_rules: class_by_rules(&reading) }
}

/// The class that a judgement comes to, and the actions it names.
fn class_of(gold: &Value) -> (usize, Vec<String>) {
    let missing = words(&gold["missing"]);
    let lacks = |what: &str| missing.iter().any(|part| part == what);
    let class = match gold["outcome"].as_str().unwrap() {
        "clarify" if lacks("action") => 1,
        "clarify" if lacks("confirm-intent") && gold["action"] != "update-address" => 2,
        "prepare" | "clarify" => 0,
        "inform" => 3,
        "handoff" => 4,
        "not-subscription" => 5,
        _ => 6,
    };
    let mut wanted = words(&gold["action"]);
    wanted.extend(gold["actions"].as_array().into_iter().flatten().flat_map(|one| words(&one["action"])));
    (class, wanted)
}

fn class_by_rules(reading: &Reading) -> usize {
    match reading {
        Reading::Wishes(wishes) => {
            let lacks = |lack: Lack| wishes.iter().any(|wish| wish.lacks.contains(&lack));
            if lacks(Lack::Action) { 1 } else { usize::from(lacks(Lack::Confirmation)) * 2 }
        }
        Reading::Information(..) => 3,
        Reading::Handoff(_) | Reading::Foreign => 4,
        Reading::Shop(_) => 5,
        Reading::Nothing => 6,
    }
}

fn words(value: &Value) -> Vec<String> {
    let one = value.as_str().map(str::to_owned);
    one.into_iter()
        .chain(value.as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)))
        .collect()
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

/// A weight for every output at every place.
struct Model(Vec<[f32; OUTPUTS]>);

impl Model {
    fn train(examples: &[Example]) -> Self {
        let places = usize::try_from(PLACES).unwrap();
        let mut model = Self(vec![[0.0; OUTPUTS]; places]);
        let mut squares = vec![[1e-6_f32; OUTPUTS]; places];
        let mut seed = 12_345_u64;
        let mut order: Vec<usize> = (0..examples.len()).collect();
        for _ in 0..ROUNDS {
            for at in (1..order.len()).rev() {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let other = usize::try_from(seed >> 33).unwrap() % (at + 1);
                order.swap(at, other);
            }
            for at in &order {
                model.learn(&examples[*at], &mut squares);
            }
        }
        model
    }

    fn learn(&mut self, example: &Example, squares: &mut [[f32; OUTPUTS]]) {
        let scores = self.scores(&example.features);
        let mut slopes = [0.0; OUTPUTS];
        let top = scores[..CLASSES.len()].iter().copied().fold(f32::MIN, f32::max);
        let total: f32 = scores[..CLASSES.len()].iter().map(|score| (score - top).exp()).sum();
        for (at, slope) in slopes.iter_mut().enumerate() {
            *slope = match at.checked_sub(CLASSES.len()) {
                None => (scores[at] - top).exp() / total - f32::from(u8::from(example.class == at)),
                Some(deed) => 1.0 / (1.0 + (-scores[at]).exp()) - f32::from(u8::from(example.deeds[deed])),
            };
        }
        let norm = norm(&example.features);
        for feature in &example.features {
            let place = usize::try_from(*feature).unwrap();
            for (at, slope) in slopes.iter().enumerate() {
                let weight = &mut self.0[place][at];
                let step = slope * norm + DECAY * *weight;
                let square = &mut squares[place][at];
                *square += step * step;
                *weight -= STEP * step / square.sqrt();
            }
        }
    }

    fn scores(&self, features: &[u32]) -> [f32; OUTPUTS] {
        let norm = norm(features);
        let mut scores = [0.0; OUTPUTS];
        for feature in features {
            for (score, weight) in scores.iter_mut().zip(self.0[usize::try_from(*feature).unwrap()]) {
                *score += weight * norm;
            }
        }
        scores
    }

    /// Keeps the greatest weights.
    fn prune(&mut self) {
        let size = |weights: &[f32; OUTPUTS]| weights.iter().map(|weight| weight.abs()).fold(0.0, f32::max);
        let mut order: Vec<usize> = (0..self.0.len()).collect();
        order.sort_by(|a, b| size(&self.0[*b]).total_cmp(&size(&self.0[*a])));
        for at in order.into_iter().skip(KEPT) {
            self.0[at] = [0.0; OUTPUTS];
        }
    }

    /// The form that `message/model.rs` reads: a scale, then place and weights.
    fn bytes(&self) -> Vec<u8> {
        let top = self.0.iter().flatten().map(|weight| weight.abs()).fold(0.0, f32::max);
        let scale = top / 127.0;
        let mut out = scale.to_le_bytes().to_vec();
        for (at, weights) in self.0.iter().enumerate() {
            if weights.iter().any(|weight| *weight != 0.0) {
                out.extend(u16::try_from(at).expect("a place of two bytes").to_le_bytes());
                out.extend(weights.iter().flat_map(|weight| quantised(weight / scale).to_le_bytes()));
            }
        }
        out
    }

    fn report(&self, unseen: &[Example]) {
        let best = |example: &Example| {
            let scores = self.scores(&example.features);
            (0..CLASSES.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap()
        };
        let share = |count: usize| 100.0 * count as f32 / unseen.len() as f32;
        let right = unseen.iter().filter(|example| best(example) == example.class).count();
        let rules = unseen.iter().filter(|example| example.by_rules == example.class).count();
        println!("{} unseen: class right {:.1} %, by rules alone {:.1} %", unseen.len(), share(right), share(rules));
        for (at, class) in CLASSES.iter().enumerate() {
            let of: Vec<&Example> = unseen.iter().filter(|example| example.class == at).collect();
            let taken = (0..CLASSES.len()).map(|other| of.iter().filter(|example| best(example) == other).count());
            println!("  {class:?}: {:?}", taken.collect::<Vec<_>>());
        }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "within a byte by the scale")]
fn quantised(weight: f32) -> i8 {
    weight.round().clamp(-127.0, 127.0) as i8
}

fn norm(features: &[u32]) -> f32 {
    1.0 / (features.len().max(1) as f32).sqrt()
}
