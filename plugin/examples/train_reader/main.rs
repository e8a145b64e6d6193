//! Trains the models of `message/model.rs` and `message/roles.rs` on judged messages, and tells how well they do on others.
//!
//! ```console
//! $ cargo run --release -p armincx-recharge --example train_reader -- --write tests/messages/*_tuned.jsonl
//! $ cargo run --release -p armincx-recharge --example train_reader -- tests/messages/*_tuned.jsonl --test tests/messages/*_held.jsonl
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "a tool for those who train, no part of the component"
)]

mod judged;
mod linear;

use std::fs;

use armincx_recharge::message::linear::Weights;
use armincx_recharge::message::model::{CLASSES, Opinion};
use armincx_recharge::message::parse::Tables;
use judged::{Judged, load};
use linear::{Example, Linear};

/// Where the component takes its weights from.
const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/message/words/");
/// Features that are kept of each model.
const KEPT: [usize; 4] = [2600, 1700, 700, 1200];
/// The messages are parted in so many; what a message is about is told to the other models by one that hasn't seen it.
const PARTS: usize = 5;

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let write = arguments.iter().any(|argument| argument == "--write");
    arguments.retain(|argument| argument != "--write");
    let unseen: Vec<String> = match arguments.iter().position(|argument| argument == "--test") {
        Some(at) => arguments.split_off(at).into_iter().skip(1).collect(),
        None => Vec::new(),
    };
    let tables = Tables::read();
    let seen: Vec<Judged> = arguments.iter().flat_map(|file| load(file)).collect();
    let messages: Vec<Example> = seen.iter().map(|judged| judged.message(&tables)).collect();
    let message = Linear::train(&messages, CLASSES.len(), 2, KEPT[0]);
    let (mut names, mut times, mut acts) = (Vec::new(), Vec::new(), Vec::new());
    for part in 0..PARTS {
        let others =
            messages.iter().enumerate().filter(|(at, _)| at % PARTS != part).map(|(_, example)| example.clone());
        let bytes = Linear::train(&others.collect::<Vec<_>>(), CLASSES.len(), 2, KEPT[0]).bytes();
        for (at, judged) in seen.iter().enumerate().filter(|(at, _)| at % PARTS == part) {
            let opinion = Opinion::by(&Weights::read(&bytes), &messages[at].features);
            names.extend(judged.names(&tables, &opinion));
            times.extend(judged.times(&tables, &opinion));
            acts.extend(judged.acts(&tables, &opinion));
        }
    }
    println!("{} messages, {} names, {} times", messages.len(), names.len(), times.len());
    let name = Linear::train(&names, 0, 3, KEPT[1]);
    let time = Linear::train(&times, 0, 3, KEPT[2]);
    let act = Linear::train(&acts, 0, 3, KEPT[3]);
    if write {
        for (file, model) in [("model.bin", &message), ("items.bin", &name), ("times.bin", &time), ("acts.bin", &act)] {
            fs::write(format!("{WEIGHTS}{file}"), model.bytes()).expect("the weights can be written");
        }
    }
    if !unseen.is_empty() {
        let unseen: Vec<Judged> = unseen.iter().flat_map(|file| load(file)).collect();
        report(&unseen, &tables, [&message, &name, &time, &act]);
    }
}

fn report(unseen: &[Judged], tables: &Tables, [message, name, time, act]: [&Linear; 4]) {
    let bytes = message.bytes();
    let weights = Weights::read(&bytes);
    let mut taken = [[0_usize; CLASSES.len()]; CLASSES.len()];
    let (mut by_rules, mut names, mut times, mut acts) = (0, Vec::new(), Vec::new(), Vec::new());
    for judged in unseen {
        let example = judged.message(tables);
        let scores = message.scores(&example.features);
        let best = (0..CLASSES.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap();
        taken[judged.class()][best] += 1;
        by_rules += usize::from(judged.by_rules(tables) == judged.class());
        let opinion = Opinion::by(&weights, &example.features);
        names.extend(judged.names(tables, &opinion));
        times.extend(judged.times(tables, &opinion));
        acts.extend(judged.acts(tables, &opinion));
    }
    let right: usize = (0..CLASSES.len()).map(|at| taken[at][at]).sum();
    let share = |count: usize| 100.0 * count as f32 / unseen.len() as f32;
    println!("{} unseen: class right {:.1} %, by rules alone {:.1} %", unseen.len(), share(right), share(by_rules));
    for (class, taken) in CLASSES.iter().zip(taken) {
        println!("  {class:?}: {taken:?}");
    }
    for (what, model, examples) in [("names", name, &names), ("times", time, &times), ("acts", act, &acts)] {
        println!("{what}: {}", agreement(model, examples));
    }
}

/// How often a model is right, and how often what is wanted is found and what is found is wanted.
fn agreement(model: &Linear, examples: &[Example]) -> String {
    let (mut right, mut all, mut found, mut due, mut both) = (0, 0, 0, 0, 0);
    for example in examples {
        for (score, wanted) in model.scores(&example.features).iter().zip(&example.wanted) {
            let Some(wanted) = wanted else { continue };
            all += 1;
            right += usize::from((*score > 0.0) == *wanted);
            found += usize::from(*score > 0.0);
            due += usize::from(*wanted);
            both += usize::from(*score > 0.0 && *wanted);
        }
    }
    let share = |part: usize, of: usize| 100.0 * part as f32 / of.max(1) as f32;
    format!(
        "{:.1} % of {all} right, {:.1} % of {due} found, {:.1} % of those found wanted",
        share(right, all),
        share(both, due),
        share(both, found)
    )
}
