//! Trains the models of `message/model.rs`, `roles.rs`, `pairs.rs` and `certain.rs` on judged messages, and tells how well they
//! do on others.
//!
//! ```console
//! $ cargo run --release -p armincx-recharge --example train_reader -- --write tests/messages/*_tuned.jsonl
//! $ cargo run --release -p armincx-recharge --example train_reader -- tests/messages/*_tuned.jsonl --test tests/messages/*_held.jsonl
//! $ cargo run --release -p armincx-recharge --example train_reader -- --across tests/messages/*_tuned.jsonl
//! ```
//!
//! `--across` tells how each part of the messages is read by models that have learned from the others.

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
mod trees;
mod verdict;

use std::collections::BTreeMap;
use std::fs;

use armincx_recharge::message::case::Minds;
use armincx_recharge::message::linear::Model;
use armincx_recharge::message::model::CLASSES;
use armincx_recharge::message::parse::Tables;
use armincx_recharge::message::trees::Trees;
use judged::{Judged, load};
use linear::{Example, Linear};
use trees::{Sample, Shape};
use verdict::Count;

/// Where the component takes its weights from.
const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/message/words/");
/// Features that are kept of each model.
const KEPT: [usize; 4] = [3800, 1000, 380, 540];
/// The messages are parted in so many: what the models say of a part is learned from by the next ones, and they haven't seen it.
const PARTS: usize = 5;

/// How the trees of pairs are grown, and those of what is certain.
const PAIRS: Shape = Shape { trees: 100, rate: 0.17, calm: 3.0, least: 1.0 };
const CERTAIN: Shape = Shape { trees: 90, rate: 0.09, calm: 4.0, least: 4.0 };

/// The examples of names, times and acts.
type Mentions = [Vec<Example>; 3];

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut option = |name: &str| {
        let given = arguments.iter().any(|argument| argument == name);
        arguments.retain(|argument| argument != name);
        given
    };
    let (write, across) = (option("--write"), option("--across"));
    let unseen: Vec<String> = match arguments.iter().position(|argument| argument == "--test") {
        Some(at) => arguments.split_off(at).into_iter().skip(1).collect(),
        None => Vec::new(),
    };
    let tables = Tables::read();
    let seen: Vec<Judged> = arguments.iter().flat_map(|file| load(file)).collect();
    let messages: Vec<Example> = seen.iter().map(|judged| judged.message(&tables)).collect();
    let about = |part: usize| {
        let others = messages.iter().enumerate().filter(|(at, _)| at % PARTS != part);
        Linear::train(&others.map(|(_, example)| example.clone()).collect::<Vec<_>>(), CLASSES.len(), 2, KEPT[0])
    };
    let message = Linear::train(&messages, CLASSES.len(), 2, KEPT[0]);
    let abouts: Vec<Linear> = (0..PARTS).map(about).collect();
    let own = |part: usize| seen.iter().enumerate().filter(move |(at, _)| at % PARTS == part).map(|(_, judged)| judged);
    let mentions: Vec<Mentions> = (0..PARTS)
        .map(|part| {
            let minds = minds(Some(&abouts[part]), None, Vec::new(), Vec::new());
            let mut out = Mentions::default();
            own(part).for_each(|judged| mentioned(judged, &tables, &minds, &mut out));
            out
        })
        .collect();
    let part_minds: Vec<Minds> = (0..PARTS)
        .map(|part| {
            let others = (0..PARTS).filter(|other| *other != part).map(|other| &mentions[other]);
            minds(Some(&abouts[part]), Some(&learned(others)), Vec::new(), Vec::new())
        })
        .collect();
    let pairs: Vec<Vec<Sample>> = (0..PARTS)
        .map(|part| {
            let samples =
                own(part).flat_map(|judged| judged.case(&tables, &part_minds[part], |c, f| judged.pairs(c, f)));
            samples.collect()
        })
        .collect();
    let pairs = &pairs;
    let grown = side_by_side(|part| {
        let others = pairs.iter().enumerate().filter(|(other, _)| *other != part);
        trees::train(&others.flat_map(|(_, some)| some).collect::<Vec<_>>(), PAIRS)
    });
    let mut part_minds = part_minds;
    part_minds.iter_mut().zip(grown).for_each(|(minds, grown)| minds.pairs = Trees::of(Vec::leak(grown)));
    let samples: Vec<Vec<Sample>> = (0..PARTS)
        .map(|part| {
            let samples =
                own(part).flat_map(|judged| judged.case(&tables, &part_minds[part], |c, f| judged.certain(c, f)));
            samples.collect()
        })
        .collect();
    if across {
        let grown = side_by_side(|part| {
            let others = samples.iter().enumerate().filter(|(other, _)| *other != part);
            trees::train(&others.flat_map(|(_, some)| some).collect::<Vec<_>>(), CERTAIN)
        });
        part_minds.iter_mut().zip(grown).for_each(|(minds, grown)| minds.certain = Trees::of(Vec::leak(grown)));
        let mut counts = BTreeMap::<String, Count>::new();
        for (part, minds) in part_minds.iter().enumerate() {
            for judged in own(part) {
                let count = counts.entry(judged.language()).or_default();
                judged.case(&tables, minds, |case, found| judged.count(case, found, count));
            }
        }
        for (language, count) in counts {
            println!("across {language}: {count}");
        }
    }
    let roles = learned(mentions.iter());
    let grown = trees::train(&pairs.iter().flatten().collect::<Vec<_>>(), PAIRS);
    let samples: Vec<&Sample> = samples.iter().flatten().collect();
    let certain = trees::train(&samples, CERTAIN);
    let holding = samples.iter().filter(|sample| sample.holds).count();
    println!("{} pairs; {} plans, {} of them right", pairs.iter().map(Vec::len).sum::<usize>(), samples.len(), holding);
    if write {
        let models = [&message, &roles[0], &roles[1], &roles[2]].map(Linear::bytes);
        let files = ["model.bin", "items.bin", "times.bin", "acts.bin", "pairs.bin", "certain.bin"];
        for (file, bytes) in files.into_iter().zip(models.iter().chain([&grown, &certain])) {
            fs::write(format!("{WEIGHTS}{file}"), bytes).expect("the weights can be written");
        }
    }
    let minds = minds(Some(&message), Some(&roles), grown, certain);
    for file in unseen {
        println!("{file}:");
        report(&load(&file), &tables, &minds, &message, &roles);
    }
}

/// What comes of each part, reckoned at once.
fn side_by_side(of: impl Fn(usize) -> Vec<u8> + Sync) -> Vec<Vec<u8>> {
    let of = &of;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..PARTS).map(|part| scope.spawn(move || of(part))).collect();
        threads.into_iter().map(|thread| thread.join().expect("the trees are grown")).collect()
    })
}

/// What learns from names, times and acts.
fn learned<'a>(mentions: impl Iterator<Item = &'a Mentions>) -> [Linear; 3] {
    let mut all = Mentions::default();
    for some in mentions {
        all.iter_mut().zip(some).for_each(|(all, some)| all.extend_from_slice(some));
    }
    let [names, times, acts] = all;
    [Linear::train(&names, 0, 3, KEPT[1]), Linear::train(&times, 0, 3, KEPT[2]), Linear::train(&acts, 0, 3, KEPT[3])]
}

/// Models as the component has them.
fn minds(message: Option<&Linear>, roles: Option<&[Linear; 3]>, pairs: Vec<u8>, certain: Vec<u8>) -> Minds {
    let model = |linear: Option<&Linear>| Model::of(Vec::leak(linear.map(Linear::bytes).unwrap_or_default()));
    let role = |at: usize| model(roles.map(|roles| &roles[at]));
    Minds {
        message: model(message),
        items: role(0),
        times: role(1),
        acts: role(2),
        pairs: Trees::of(Vec::leak(pairs)),
        certain: Trees::of(Vec::leak(certain)),
    }
}

fn mentioned(judged: &Judged, tables: &Tables, minds: &Minds, out: &mut Mentions) {
    judged.case(tables, minds, |case, _| {
        out[0].extend(judged.names(case));
        out[1].extend(judged.times(case));
        out[2].extend(judged.acts(case));
    });
}

fn report(unseen: &[Judged], tables: &Tables, minds: &Minds, message: &Linear, roles: &[Linear; 3]) {
    let mut taken = [[0_usize; CLASSES.len()]; CLASSES.len()];
    let (mut by_rules, mut mentions, mut count) = (0, Mentions::default(), Count::default());
    let mut samples: Vec<Vec<Sample>> = Vec::new();
    for judged in unseen {
        let example = judged.message(tables);
        let scores = message.scores(&example.features);
        let best = (0..CLASSES.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap();
        taken[judged.class()][best] += 1;
        by_rules += usize::from(judged.by_rules(tables) == judged.class());
        mentioned(judged, tables, minds, &mut mentions);
        judged.case(tables, minds, |case, found| {
            judged.count(case, found, &mut count);
            samples.push(judged.certain(case, found));
        });
    }
    let right: usize = (0..CLASSES.len()).map(|at| taken[at][at]).sum();
    let share = |count: usize| 100.0 * count as f32 / unseen.len() as f32;
    println!("{count}");
    println!("class right {:.1} %, by rules alone {:.1} %", share(right), share(by_rules));
    for (class, taken) in CLASSES.iter().zip(taken) {
        println!("  {class:?}: {taken:?}");
    }
    for (what, model, examples) in
        ["names", "times", "acts"].into_iter().zip(roles).zip(&mentions).map(|((what, model), all)| (what, model, all))
    {
        println!("{what}: {}", agreement(model, examples));
    }
    for least in [0.3, 0.5, 0.6, 0.7, 0.8, 0.9] {
        let taken = samples
            .iter()
            .filter_map(|some| {
                some.iter()
                    .max_by(|a, b| minds.certain.likely(&a.features).total_cmp(&minds.certain.likely(&b.features)))
            })
            .filter(|sample| minds.certain.likely(&sample.features) >= least);
        let (right, wrong): (Vec<&Sample>, Vec<&Sample>) = taken.partition(|sample| sample.holds);
        println!("plans at {least}: {} right, {} wrong", right.len(), wrong.len());
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
