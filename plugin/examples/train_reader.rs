//! Trains the model of `message/model.rs` on files of judged messages, and tells how well it does on messages it has not
//! seen: `cargo run -p armincx-recharge --example train_reader -- FILE...`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, clippy::panic, clippy::expect_used, missing_docs, reason = "a tool for those who train")]

use armincx_recharge::message::{clean, model::*, own_words, parse::*, reading::*, shelf::*};
use jiff::civil::Date;
use serde_json::Value;

fn plus(date: Date, days: i64) -> Date { date.checked_add(jiff::SignedDuration::from_hours(24 * days)).unwrap() }

fn shelf(fixture: &str, today: Date) -> Shelf {
    let item = |id, title: &str, next, skipped: Vec<Date>, rhythm, address| Item { id, title: title.into(), next: Some(plus(today, next)), skipped, rhythm: Some(rhythm), address: Some(address), place: String::new() };
    let triple = fixture == "triple";
    let mut items = vec![item(1, "Morning Blend Coffee", 9, if triple { vec![plus(today, 2)] } else { vec![] }, Rhythm { days: 0, months: 1 }, 1)];
    if triple {
        items.push(item(2, "Decaf Espresso", 4, vec![], Rhythm { days: 14, months: 0 }, 1));
        items.push(item(3, "Cat Food Salmon", 20, vec![], Rhythm { days: 42, months: 0 }, 2));
    }
    Shelf::new(today, items)
}

struct Row { id: String, features: Vec<u32>, class: usize, deeds: [bool; 5], rules: usize }

fn strings(value: &Value) -> Vec<String> {
    match value { Value::String(one) => vec![one.clone()], Value::Array(many) => many.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(), _ => vec![] }
}

fn rule_class(reading: &Reading) -> usize {
    match reading {
        Reading::Wishes(w) if w.iter().any(|w| w.lacks.contains(&Lack::Action)) => 1,
        Reading::Wishes(w) if w.iter().any(|w| w.lacks.contains(&Lack::Confirmation)) => 2,
        Reading::Wishes(_) => 0,
        Reading::Information(..) => 3,
        Reading::Handoff(_) | Reading::Foreign => 4,
        Reading::Shop(_) => 5,
        Reading::Nothing => 6,
    }
}

fn load(file: &str) -> Vec<Row> {
    let tables = Tables::new();
    std::fs::read_to_string(file).unwrap().lines().filter(|l| !l.trim().is_empty()).map(|line| {
        let row: Value = serde_json::from_str(line).unwrap();
        let gold = &row["gold"];
        let shelf = shelf(row["fixture"].as_str().unwrap(), row["today"].as_str().unwrap().parse().unwrap());
        let cleaned = clean::clean(row["text"].as_str().unwrap());
        let own = own_words::own_words(&cleaned);
        let parsed = Parsed::read(&own.text, &tables, &shelf).beneath(&own.quoted, &shelf);
        let (acts, reading) = rules(&parsed, &shelf);
        let missing = strings(&gold["missing"]);
        let class = match gold["outcome"].as_str().unwrap() {
            "prepare" => 0,
            "clarify" if missing.iter().any(|m| m == "action") => 1,
            "clarify" if missing.iter().any(|m| m == "confirm-intent") && gold["action"] != "update-address" => 2,
            "clarify" => 0,
            "inform" => 3,
            "handoff" => 4,
            "not-subscription" => 5,
            _ => 6,
        };
        let mut deeds = [false; 5];
        if class == 0 {
            let mut names = strings(&gold["action"]);
            names.extend(gold["actions"].as_array().into_iter().flatten().flat_map(|a| strings(&a["action"])));
            for (at, name) in ["cancel", "skip", "unskip", "move-date", "update-address"].iter().enumerate() { deeds[at] = names.iter().any(|n| n == name); }
        }
        Row { id: row["id"].as_str().unwrap().to_owned(), features: features(&parsed, &acts, &reading), class, deeds, rules: rule_class(&reading) }
    }).collect()
}

struct Model { weights: Vec<[f32; OUTPUTS]> }

impl Model {
    fn scores(&self, features: &[u32]) -> [f32; OUTPUTS] {
        let mut s = [0.0; OUTPUTS];
        let norm = 1.0 / (features.len() as f32).sqrt();
        for f in features { for o in 0..OUTPUTS { s[o] += self.weights[*f as usize][o] * norm; } }
        s
    }
    fn prune(&mut self, keep: usize) {
        let size = |w: &[f32; OUTPUTS]| w.iter().map(|x| x.abs()).fold(0.0, f32::max);
        let mut order: Vec<usize> = (0..self.weights.len()).collect();
        order.sort_by(|a, b| size(&self.weights[*b]).total_cmp(&size(&self.weights[*a])));
        for at in order.into_iter().skip(keep) { self.weights[at] = [0.0; OUTPUTS]; }
        let scale = 127.0 / self.weights.iter().map(size).fold(0.0, f32::max);
        for w in &mut self.weights { for x in w.iter_mut() { *x = (*x * scale).round() / scale; } }
    }
    fn bytes(&self) -> Vec<u8> {
        let top = self.weights.iter().flatten().map(|x| x.abs()).fold(0.0, f32::max);
        let scale = top / 127.0;
        let mut out = scale.to_le_bytes().to_vec();
        for (at, w) in self.weights.iter().enumerate() {
            if w.iter().all(|x| *x == 0.0) { continue; }
            out.extend(u16::try_from(at).unwrap().to_le_bytes());
            out.extend(w.iter().map(|x| (x / scale).round() as i8 as u8));
        }
        out
    }
    fn train(rows: &[&Row], epochs: usize, l2: f32) -> Self {
        let mut m = Self { weights: vec![[0.0; OUTPUTS]; PLACES as usize] };
        let mut g2 = vec![[1e-6_f32; OUTPUTS]; PLACES as usize];
        let mut seed = 12345_u64;
        let mut order: Vec<usize> = (0..rows.len()).collect();
        for _ in 0..epochs {
            for i in (1..order.len()).rev() { seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407); order.swap(i, (seed >> 33) as usize % (i + 1)); }
            for &i in &order {
                let row = rows[i];
                let s = m.scores(&row.features);
                let top = s[..7].iter().copied().fold(f32::MIN, f32::max);
                let e: Vec<f32> = s[..7].iter().map(|x| (x - top).exp()).collect();
                let sum: f32 = e.iter().sum();
                let mut d = [0.0; OUTPUTS];
                for c in 0..7 { d[c] = e[c] / sum - f32::from(u8::from(row.class == c)); }
                for k in 0..5 { d[7 + k] = 1.0 / (1.0 + (-s[7 + k]).exp()) - f32::from(u8::from(row.deeds[k])); }
                let norm = 1.0 / (row.features.len() as f32).sqrt();
                for f in &row.features { for o in 0..OUTPUTS {
                    let w = &mut m.weights[*f as usize][o];
                    let g = d[o] * norm + l2 * *w;
                    let acc = &mut g2[*f as usize][o];
                    *acc += g * g;
                    *w -= 0.5 * g / acc.sqrt();
                } }
            }
        }
        m
    }
}

fn best(s: &[f32]) -> usize { (0..7).max_by(|a, b| s[*a].total_cmp(&s[*b])).unwrap() }

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let least: u32 = std::env::var("LEAST").ok().and_then(|v| v.parse().ok()).unwrap_or(3);
    let keep: usize = std::env::var("KEEP").ok().and_then(|v| v.parse().ok()).unwrap_or(3000);
    let test: Vec<String> = match args.iter().position(|a| a == "--test") { Some(at) => { let t = args.split_off(at); t[1..].to_vec() } None => vec![] };
    let mut rows: Vec<Row> = args.iter().flat_map(|f| load(f)).collect();
    let mut counts = std::collections::BTreeMap::<u32, u32>::new();
    for row in &rows { for f in &row.features { *counts.entry(*f).or_default() += 1; } }
    for row in &mut rows { row.features.retain(|f| counts[f] >= least); }
    println!("{} features", counts.values().filter(|c| **c >= least).count());
    let l2: f32 = std::env::var("L2").ok().and_then(|v| v.parse().ok()).unwrap_or(0.0005);
    let epochs: usize = std::env::var("EPOCHS").ok().and_then(|v| v.parse().ok()).unwrap_or(12);
    let report = |name: &str, pairs: &[(&Row, [f32; OUTPUTS])]| {
        let n = pairs.len() as f32;
        let right = pairs.iter().filter(|(r, s)| best(s) == r.class).count() as f32;
        let rules = pairs.iter().filter(|(r, _)| r.rules == r.class).count() as f32;
        let deeds = pairs.iter().filter(|(r, s)| r.class != 0 || (0..5).all(|k| (s[7 + k] > 0.0) == r.deeds[k])).count() as f32;
        println!("{name}: {} messages, class right {:.1} % (rules {:.1} %), deeds right {:.1} %", pairs.len(), 100.0 * right / n, 100.0 * rules / n, 100.0 * deeds / n);
        for c in 0..7 { let of: Vec<_> = pairs.iter().filter(|(r, _)| r.class == c).collect(); let row: Vec<String> = (0..7).map(|d| of.iter().filter(|(_, s)| best(s) == d).count().to_string()).collect(); println!("  {:?} -> {}   rules {}", CLASSES[c], row.join(" "), of.iter().filter(|(r, _)| r.rules == c).count()); }
    };
    if let Ok(path) = std::env::var("WRITE") {
        let all: Vec<&Row> = rows.iter().collect();
        let mut m = Model::train(&all, epochs, l2);
        m.prune(keep);
        std::fs::write(path, m.bytes()).unwrap();
        return;
    }
    if test.is_empty() {
        let mut pairs = vec![];
        for fold in 0..5 {
            let train: Vec<&Row> = rows.iter().enumerate().filter(|(i, _)| i % 5 != fold).map(|(_, r)| r).collect();
            let m = Model::train(&train, epochs, l2);
            for (i, r) in rows.iter().enumerate() { if i % 5 == fold { pairs.push((r, m.scores(&r.features))); } }
        }
        report("cross-validation", &pairs);
    } else {
        let all: Vec<&Row> = rows.iter().collect();
        let mut m = Model::train(&all, epochs, l2);
        m.prune(keep);
        let mut unseen: Vec<Row> = test.iter().flat_map(|f| load(f)).collect();
        for row in &mut unseen { row.features.retain(|f| counts.get(f).copied().unwrap_or(0) >= least); }
        let pairs: Vec<_> = unseen.iter().map(|r| (r, m.scores(&r.features))).collect();
        report("unseen", &pairs);
        let _ = &unseen[0].id;
    }
}
