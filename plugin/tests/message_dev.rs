//! Development: how the messages in a file are read.
use armincx_recharge::message::{parse::*, reading::*, shelf::*, clean, own_words};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeMap;

fn date(text: &str) -> Date { text.parse().unwrap() }
fn plus(date: Date, days: i64) -> Date { date.checked_add(jiff::SignedDuration::from_hours(24 * days)).unwrap() }

fn shelf(fixture: &str, today: Date) -> Shelf {
    let item = |id, title: &str, next, skipped: Vec<Date>, rhythm, address, place: &str| Item { id, title: title.into(), next: Some(plus(today, next)), skipped, rhythm: Some(rhythm), address: Some(address), place: place.into() };
    let month = Rhythm { days: 0, months: 1 };
    let triple = fixture == "triple";
    let mut items = vec![item(1, "Morning Blend Coffee", 9, if triple { vec![plus(today, 2)] } else { vec![] }, month, 1, "")];
    if triple {
        items.push(item(2, "Decaf Espresso", 4, vec![], Rhythm { days: 14, months: 0 }, 1, ""));
        items.push(item(3, "Cat Food Salmon", 20, vec![], Rhythm { days: 42, months: 0 }, 2, ""));
    }
    Shelf::new(today, items)
}

fn strings(value: &Value) -> Vec<String> {
    match value { Value::String(one) => vec![one.clone()], Value::Array(many) => many.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(), _ => vec![] }
}

type Plan = (String, String, String, BTreeMap<String, String>);

fn norm(text: &str) -> String {
    text.to_lowercase().replace("straße", "str").replace("strasse", "str").replace("str.", "str").chars().filter(|c| c.is_alphanumeric()).collect()
}

fn given(reading: &Reading, shelf: &Shelf) -> (String, Vec<Plan>, Vec<String>) {
    match reading {
        Reading::Wishes(wishes) => {
            let lacks: Vec<String> = wishes.iter().flat_map(|w| w.lacks.iter().map(|l| match l { Lack::Action => "action", Lack::Subscription => "subscription", Lack::Date => "date", Lack::Address => "address", Lack::Confirmation => "confirm-intent" }.to_owned())).collect();
            if !lacks.is_empty() { return ("clarify".into(), vec![], lacks); }
            let mut plans = vec![];
            for w in wishes {
                let Aim::These(set) = w.aim else { continue };
                for item in shelf.of(set) {
                    let deed = match w.deed { Some(Deed::Cancel) => "cancel", Some(Deed::Skip) => "skip", Some(Deed::Unskip) => "unskip", Some(Deed::Move) => "move-date", Some(Deed::Address) => "update-address", None => "?" };
                    let d = w.wanted.and_then(|x| day(x, item.next)).map(|d| d.to_string()).unwrap_or_default();
                    let mut a = BTreeMap::new();
                    if let Some(x) = &w.address {
                        for (k, v) in [("address1", &x.address1), ("address2", &x.address2), ("city", &x.city), ("zip", &x.zip), ("province", &x.province), ("country_code", &x.country_code)] {
                            if let Some(v) = v { a.insert(k.to_owned(), v.clone()); }
                        }
                    }
                    plans.push((deed.to_owned(), format!("S{}", item.id), d, a));
                }
            }
            ("prepare".into(), plans, vec![])
        }
        Reading::Information(..) => ("inform".into(), vec![], vec![]),
        Reading::Handoff(_) | Reading::Foreign => ("handoff".into(), vec![], vec![]),
        Reading::Shop(_) => ("not-subscription".into(), vec![], vec![]),
        Reading::Nothing => ("none".into(), vec![], vec![]),
    }
}

fn fits(gold: &Value, plans: &[Plan]) -> Result<(), String> {
    let list: Vec<Value> = match gold.get("actions").and_then(Value::as_array) { Some(list) => list.clone(), None => vec![gold.clone()] };
    let mut due: Vec<(String, String, Vec<String>, Value)> = vec![];
    for one in &list {
        let mut dates = one.get("date").map(strings).unwrap_or_default();
        dates.extend(one.get("date_any_of").map(strings).unwrap_or_default());
        for target in strings(&one["target"]) {
            due.push((one["action"].as_str().unwrap_or("?").to_owned(), target, dates.clone(), one["address"].clone()));
        }
    }
    for plan in plans {
        let Some(at) = due.iter().position(|d| d.0 == plan.0 && d.1 == plan.1) else { return Err(format!("extra {} {}", plan.0, plan.1)) };
        let d = due.remove(at);
        if plan.0 == "move-date" && !d.2.contains(&plan.2) { return Err(format!("date {} for {:?}", plan.2, d.2)); }
        if let Some(a) = d.3.as_object() {
            let joined = |get: &dyn Fn(&str) -> String| norm(&(get("address1") + &get("address2")));
            let mine = |k: &str| plan.3.get(k).cloned().unwrap_or_default();
            let want = |k: &str| a.get(k).and_then(Value::as_str).unwrap_or("").to_owned();
            for k in a.keys() {
                let ok = norm(&mine(k)) == norm(&want(k)) || (k.starts_with("address") && joined(&mine) == joined(&want));
                if !ok { return Err(format!("address {k}: {:?} for {:?}", mine(k), want(k))); }
            }
        }
    }
    if due.is_empty() { Ok(()) } else { Err(format!("missing {} {}", due[0].0, due[0].1)) }
}

#[test]
fn dev() {
    let Ok(files) = std::env::var("MESSAGES") else { return };
    let quiet = std::env::var("QUIET").is_ok();
    let tables = Tables::new();
    for file in files.split(',') {
        let mut n = BTreeMap::<&str, usize>::new();
        let mut matrix = BTreeMap::<(String, String), usize>::new();
        let text = std::fs::read_to_string(file).unwrap();
        for line in text.lines().filter(|l| !l.trim().is_empty()) {
            let row: Value = serde_json::from_str(line).unwrap();
            let gold = &row["gold"];
            let today = date(row["today"].as_str().unwrap());
            let shelf = shelf(row["fixture"].as_str().unwrap(), today);
            let raw = row["text"].as_str().unwrap();
            let cleaned = clean::clean(raw);
            let own = own_words::own_words(&cleaned);
            let parsed = Parsed::read(&own.text, &tables, &shelf).beneath(&own.quoted, &shelf);
            let reading = reading(&parsed, &shelf);
            let (outcome, plans, asked) = given(&reading, &shelf);
            let want = gold["outcome"].as_str().unwrap().to_owned();
            *n.entry("all").or_default() += 1;
            *matrix.entry((want.clone(), outcome.clone())).or_default() += 1;
            let mut why = vec![];
            if want == outcome { *n.entry("outcome").or_default() += 1 } else { why.push(format!("OUTCOME {outcome}")) }
            let exact = if want == "prepare" { fits(gold, &plans) } else if plans.is_empty() { Ok(()) } else { Err("plan not due".into()) };
            if want == "prepare" { *n.entry("due").or_default() += 1; if outcome == "prepare" && exact.is_ok() { *n.entry("exact").or_default() += 1; } }
            if outcome == "prepare" && exact.is_err() { *n.entry("WRONG").or_default() += 1; why.push(format!("WRONG {:?}", exact)); }
            if plans.iter().any(|p| strings(&gold["must_not"]).contains(&p.0)) { *n.entry("SERIOUS").or_default() += 1; why.push("SERIOUS".into()); }
            if want == "clarify" { *n.entry("ask").or_default() += 1; let miss = strings(&gold["missing"]); if outcome == "clarify" && miss.iter().all(|m| asked.contains(m)) { *n.entry("asked").or_default() += 1 } else if outcome == "clarify" { why.push(format!("ASKED {asked:?} for {miss:?}")) } }
            if !why.is_empty() && !quiet {
                println!("{} {} {} gold {} {} {} {}\n    {}\n    -> {:?} plans {:?}", row["id"].as_str().unwrap(), row["fixture"].as_str().unwrap(), today, want, gold["action"], gold["target"], gold["missing"], why.join("; "), outcome, plans);
                let short: String = own.text.replace('\n', "⏎").chars().take(600).collect();
                println!("    {short}");
                if let Reading::Wishes(w) = &reading { for w in w { println!("      wish {:?} {:?} {:?} {:?}", w.deed, w.aim, w.wanted, w.lacks); } }
                if std::env::var("ACTS").is_ok() { for a in armincx_recharge::message::acts::acts(&parsed) { println!("      act {:?} {:?} {:?}", a.sense, a.mood, parsed.quote(a.from, a.to)); } }
            }
        }
        let g = |k: &str| n.get(k).copied().unwrap_or(0);
        println!("== {file}: serious {} wrong {} ({:.1} %) outcome {:.1} % exact {}/{} {:.1} % asked {}/{} {:.1} %", g("SERIOUS"), g("WRONG"), 100.0 * g("WRONG") as f64 / g("all") as f64, 100.0 * g("outcome") as f64 / g("all") as f64, g("exact"), g("due"), 100.0 * g("exact") as f64 / g("due").max(1) as f64, g("asked"), g("ask"), 100.0 * g("asked") as f64 / g("ask").max(1) as f64);
        for ((a, b), c) in matrix.iter().filter(|((a, b), _)| a != b) { print!("{a}->{b}:{c} "); }
        println!();
    }
}
