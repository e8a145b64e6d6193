//! Phrases as customers write them and what they mean; one table per language, then what must hold for any text.

mod english;
mod german;
mod laws;

use jiff::civil::Date;

use crate::message::dates::{Relation, When, find};

/// Friday.
pub(crate) const TODAY: &str = "2026-06-05";

pub(crate) fn date(text: &str) -> Date {
    let mut parts = text.split('-').map(|part| part.parse::<i16>().unwrap());
    let mut next = || parts.next().unwrap();
    Date::new(next(), i8::try_from(next()).unwrap(), i8::try_from(next()).unwrap()).unwrap()
}

fn day(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

fn length(days: i64, months: i64) -> String {
    match (days, months) {
        (days, 0) => format!("{days}d"),
        (0, months) => format!("{months}m"),
        _ => format!("{months}m{days}d"),
    }
}

/// The mentions in short: relation and time, parted by semicolons.
pub(crate) fn short(text: &str, today: Date) -> String {
    let mentions = find(text, today).into_iter().map(|mention| {
        let relation = match mention.relation {
            Relation::None => "",
            Relation::On => "on ",
            Relation::To => "to ",
            Relation::Until => "until ",
            Relation::From => "from ",
            Relation::After => "after ",
            Relation::Before => "before ",
            Relation::By => "by ",
            Relation::Since => "since ",
        };
        let when = match mention.when {
            When::Day(date) => day(date),
            When::PastDay(date) => format!("past {}", day(date)),
            When::Either(a, b) => format!("{} or {}", day(a), day(b)),
            When::Later { days, months } => format!("+{}", length(days, months)),
            When::Earlier { days, months } => format!("-{}", length(days, months)),
            When::Beside(days) => format!("{days:+} from there"),
            When::Following(day) => format!("weekday {day} from there"),
            When::Every { days, months } => format!("every {}", length(days, months)),
            When::Vague => "vague".to_owned(),
            When::Now => "now".to_owned(),
            When::Span(a, b) => format!("{}..{}", day(a), day(b)),
            When::For { days, months } => format!("for {}", length(days, months)),
        };
        format!("{relation}{when}")
    });
    mentions.collect::<Vec<_>>().join("; ")
}

/// Reports every line of a table that is read otherwise.
pub(crate) fn judge(table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(text, expected)| {
            let got = short(text, date(TODAY));
            if got == *expected {
                None
            } else {
                Some(format!("{text:?}\n    expected {expected:?}\n    got      {got:?}"))
            }
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}
