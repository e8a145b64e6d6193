//! Answers out of the live data. A date here is the order's: the carrier's isn't known, and none is promised.

use super::ask::proof;
use super::counter::Counter;
use super::trust::{Matter, suffices};
use crate::actions::prepare::Case;
use crate::contract::Preparation;
use crate::l10n::{Argument, Key};
use crate::message::reading::Topic;
use crate::message::sense::Sense;
use crate::message::shelf::Set;
use crate::order;
use crate::recharge::Charge;
use crate::text;
use crate::widget::address::lines;

/// The answer to a question about these subscriptions.
pub fn answer(counter: &Counter<'_>, topic: Topic, set: Set) -> Preparation {
    let matter = if topic == Topic::How { Matter::General } else { Matter::Personal };
    if !suffices(counter.desk.identity, matter) {
        return proof(counter);
    }
    let say = |key, words: &[(&'static str, Argument)]| counter.voice.say(key, words);
    if topic == Topic::How {
        return Preparation::Information(say(Key::SayHow, &[]));
    }
    let cases = counter.cases(set);
    let mut out: Vec<String> = Vec::new();
    // "When does it come, and what does it cost?"
    let asked = [(Topic::When, Sense::When), (Topic::Price, Sense::Price), (Topic::Where, Sense::Where)];
    let one_of = asked.iter().any(|(one, _)| *one == topic);
    let also =
        |one: Topic| asked.iter().any(|(other, sense)| one_of && *other == one && counter.parsed.hears(&[*sense]));
    let is_asked = |one: Topic| topic == one || also(one);
    for case in &cases {
        if !one_of || is_asked(Topic::When) {
            out.push(next(counter, case, !one_of));
        }
        if is_asked(Topic::Price) {
            out.push(price(counter, case));
        }
        if is_asked(Topic::Where) {
            out.push(place(counter, case));
        }
    }
    if is_asked(Topic::Price) {
        out.extend(total(counter, &cases));
    }
    if !one_of {
        out.extend(ended(counter));
    }
    if out.is_empty() {
        out.push(say(Key::SayNoSubscription, &[]));
    } else if is_asked(Topic::When) && cases.iter().any(|case| case.schedule.next_charge.is_some()) {
        out.push(say(Key::SayWhenNote, &[]));
    }
    Preparation::Information(out.join("\n"))
}

fn product(counter: &Counter<'_>, case: &Case<'_>) -> (&'static str, Argument) {
    ("product", counter.desk.title(case.subscription()).into())
}

fn rhythm(counter: &Counter<'_>, case: &Case<'_>) -> Option<String> {
    let subscription = case.subscription();
    let every = subscription.order_interval_frequency.filter(|every| *every > 0)?;
    Some(counter.voice.texts().interval(every, subscription.order_interval_unit.as_deref()).text)
}

/// When the next one comes, which ones are skipped, and for an overview how often.
fn next(counter: &Counter<'_>, case: &Case<'_>, whole: bool) -> String {
    let voice = counter.voice;
    let date = case.schedule.next_delivery.map(|(date, _)| date).or(case.schedule.next_charge);
    let mut line = match date {
        Some(date) => voice.say(Key::SayLineNext, &[product(counter, case), ("date", voice.date(date).into())]),
        None => voice.say(Key::SayLineNoNext, &[product(counter, case)]),
    };
    let mut add = |text: String| {
        line.push(' ');
        line.push_str(&text);
    };
    let skipped: Vec<String> = case.skipped_ahead().into_iter().map(|date| voice.date(date)).collect();
    if !skipped.is_empty() {
        add(voice.say(Key::SayLineSkipped, &[("dates", skipped.join(", ").into())]));
    }
    if let Some(rhythm) = rhythm(counter, case).filter(|_| whole) {
        add(voice.say(Key::SayLineRhythm, &[("rhythm", rhythm.into())]));
    }
    line
}

fn price(counter: &Counter<'_>, case: &Case<'_>) -> String {
    let subscription = case.subscription();
    let (Some(price), voice) = (subscription.price.as_deref(), counter.voice) else {
        return counter.voice.say(Key::SayLineNoPrice, &[product(counter, case)]);
    };
    let price = voice.texts().money(price, subscription.presentment_currency.as_deref().unwrap_or_default()).text;
    let count = subscription.quantity.and_then(|count| u32::try_from(count).ok()).unwrap_or(1);
    voice.say(Key::SayLinePrice, &[product(counter, case), ("price", price.into()), ("count", count.into())])
}

/// The sums of the next charges, each once: a charge may bill several.
fn total(counter: &Counter<'_>, cases: &[Case<'_>]) -> Vec<String> {
    let voice = counter.voice;
    let mut charges: Vec<&Charge> = Vec::new();
    for charge in cases.iter().filter_map(|case| case.line.upcoming()) {
        if !charges.iter().any(|known| known.id == charge.id) && !charge.is_recalculating() {
            charges.push(charge);
        }
    }
    let one = |charge: &Charge| {
        let total = voice.texts().money(charge.total_price.as_deref()?, charge.currency.as_deref().unwrap_or_default());
        let words = [("date", voice.date(charge.scheduled_at?).into()), ("total", total.text.into())];
        Some(voice.say(Key::SayTotal, &words))
    };
    charges.into_iter().filter_map(one).collect()
}

fn place(counter: &Counter<'_>, case: &Case<'_>) -> String {
    let voice = counter.voice;
    match counter.address(case) {
        Some(address) => {
            let address = lines(voice.texts(), address).join(", ");
            voice.say(Key::SayLineAddress, &[product(counter, case), ("address", address.into())])
        }
        None => voice.say(Key::SayLineNoAddress, &[product(counter, case)]),
    }
}

/// What has ended, the latest few.
fn ended(counter: &Counter<'_>) -> Vec<String> {
    let rows = counter.desk.parties.iter().flat_map(|party| &party.held.subscriptions.rows);
    let mut rows: Vec<_> =
        rows.filter_map(|row| Some((row.cancelled_at?, row))).filter(|(_, row)| !row.is_live()).collect();
    order::by(&mut rows, |(date, _)| std::cmp::Reverse(*date));
    let voice = counter.voice;
    let one = |(date, row): &(jiff::civil::Date, &crate::recharge::Subscription)| {
        let title = text::clean(&counter.desk.title(row), text::NAME);
        voice.say(Key::SayLineEnded, &[("product", title.into()), ("date", voice.date(*date).into())])
    };
    rows.iter().take(5).map(one).collect()
}
