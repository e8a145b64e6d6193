//! The report of made-up answers, as people and programs see it.

use std::time::Duration;

use super::*;
use crate::cli::screen::Style;
use crate::eval::fixture::Customer;
use crate::eval::format;
use crate::eval::judge::judge;
use crate::eval::reading::{Aim, Given, Planned};
use crate::eval::run::Answered;

const FILE: &str = r#"
{"id": "en-1", "lang": "en", "text": "Skip the coffee", "today": "2026-05-04", "fixture": "triple", "gold": {"outcome": "prepare", "action": "skip", "target": "S1", "must_not": ["cancel"]}}
{"id": "en-2", "lang": "en", "text": "Skip\u001b[31m it\n\nthis time", "today": "2026-05-04", "fixture": "triple", "gold": {"outcome": "prepare", "action": "skip", "target": "S1", "must_not": ["cancel"]}}
{"id": "en-3", "lang": "en", "text": "Hold it", "today": "2026-05-04", "fixture": "triple", "gold": {"outcome": "clarify", "action": null, "missing": ["action", "date"], "note": "x"}}
{"id": "de-1", "lang": "de", "text": "Wo ist mein Paket?", "today": "2026-05-04", "fixture": "single", "gold": {"outcome": "inform"}}
{"id": "de-2", "lang": "de", "text": "Bitte verschieben", "today": "2026-05-04", "fixture": "single", "gold": {"outcome": "prepare", "action": "move-date", "target": "S1", "date": "2026-05-20"}}
{"id": "de-3", "lang": "de", "text": "Hallo", "today": "2026-05-04", "fixture": "single"}
{"id": "de-4", "lang": "de", "text": "Hallo?", "today": "2026-05-04", "fixture": "single"}
"#;

fn report() -> EvalReport {
    let messages = format::read(FILE.as_bytes()).unwrap();
    let plan = |action: &str, date: Option<&str>| Planned {
        action: action.to_owned(),
        targets: [Aim::Sub(format::Sub::S1)].into(),
        date: date.map(str::to_owned),
        address: format::Fields::new(),
    };
    let came = |came| Given { came, plans: Vec::new(), asked: [].into(), note: None };
    let made = |plan| Given { plans: vec![plan], ..came(Came::Prepare) };
    let given = [
        made(plan("skip", None)),
        made(plan("cancel", None)),
        Given { asked: ["action"].into(), ..came(Came::Clarify) },
        came(Came::Inform),
        made(plan("move-date", Some("2026-05-21"))),
        made(plan("skip", None)),
        Given { note: Some("unavailable: Recharge is away".to_owned()), ..came(Came::Error) },
    ];
    let answers = messages.lines.iter().zip(given).zip(1..).map(|((line, given), took)| {
        let customer = Customer::of(line).unwrap();
        let judgement = line.gold.as_ref().map(|gold| judge(&customer, gold, &given));
        Answered { given, judgement, took: Duration::from_millis(took) }
    });
    let answers = answers.collect();
    EvalReport::new(messages, answers, Duration::from_secs(2), true)
}

#[test]
fn people_see_what_is_not_right_and_the_counts() {
    let mut screen = Screen::new(Style::PLAIN);
    report().human(&mut screen);
    insta::assert_snapshot!(screen.finish());
    assert_eq!(report().warnings(), ["nobody knows the key \"gold.note\" in line 4; it was left out"]);
}

#[test]
fn programs_see_the_counts_and_every_line_and_no_time() {
    insta::assert_json_snapshot!(report());
}
