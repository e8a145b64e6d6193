//! One question for everything that is missing, with choices to tap.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::counter::Counter;
use super::handoff::gists;
use super::task::{Task, Understood, action};
use crate::actions::prepare::{Case, choice};
use crate::contract::{Choice, MissingPart, Preparation, Question};
use crate::l10n::Key;
use crate::message::acts::{Act, acts};
use crate::message::address::Address;
use crate::message::dates::When;
use crate::message::few::Few;
use crate::message::parse::Time;
use crate::message::reading::{Deed, Lack, Wanted, before_moving};
use crate::message::sense::Sense;
use crate::message::shelf::Set;
use crate::message::verdict::ends_later;
use crate::moment::iso_date;
use crate::problems;
use crate::text;

/// Words for an earlier day, folded.
const EARLIER: Few = Few("earlier sooner forward early fruher eher vorziehen vorgezogen vorzuziehen");
/// Subscriptions that are offered to choose from at most.
const MOST_CHOICES: usize = 20;

/// The question for what these wishes lack.
pub fn question(counter: &Counter<'_>, mut understood: Understood) -> Preparation {
    for task in &mut understood.tasks {
        moving(counter, task);
        // Whoever says what it is to be means it.
        if task.lacks.contains(&Lack::Action) {
            task.lacks.retain(|lack| *lack != Lack::Confirmation);
        }
    }
    let mut asking = Asking { counter, sentences: Vec::new(), missing: Vec::new(), choices: Vec::new() };
    for task in &understood.tasks {
        for lack in &task.lacks {
            asking.ask(task, *lack);
        }
    }
    Preparation::Question(Question {
        text: asking.sentences.join(" "),
        missing: asking.missing,
        choices: asking.choices,
        fields: Vec::new(),
        gist: gists(counter, &understood),
        evidence: understood.evidence(),
        understood: understood.write(counter.shelf),
    })
}

/// Notes the day from which a new address holds, where a delivery comes before, and that an end is for later: a no is a wish for
/// later then.
fn moving(counter: &Counter<'_>, task: &mut Task) {
    let Counter { parsed, shelf, .. } = counter;
    if task.deed == Some(Deed::Cancel) && task.lacks.contains(&Lack::Confirmation) && task.wanted.is_none() {
        let ends = |act: &Act| matches!(act.sense, Sense::Cancel | Sense::Stop) && ends_later(parsed, shelf, act);
        task.wanted = acts(parsed).iter().any(ends).then_some(Wanted::On(shelf.today));
    }
    if task.deed == Some(Deed::Address) && task.wanted.is_none() {
        let mut sentences = parsed.places.iter().map(|place| parsed.sentence(place.from));
        let day = sentences.find_map(|own| before_moving(parsed, shelf, own, task.candidates(shelf)));
        task.wanted = day.map(Wanted::On);
    }
}

/// Asks who writes, and keeps nothing of what was said: it counts when somebody says it who may.
/// Where that brought nothing twice, a person finds out.
pub fn proof(counter: &Counter<'_>) -> Preparation {
    if counter.unproven {
        return super::handoff::person(counter, Key::HandoffUnproven);
    }
    Preparation::Question(Question {
        text: counter.voice.say(Key::SayAskProof, &[]),
        missing: vec![MissingPart::Proof],
        choices: Vec::new(),
        fields: Vec::new(),
        gist: Vec::new(),
        evidence: Vec::new(),
        understood: "{}".to_owned(),
    })
}

/// An address in one line, as far as it was said.
fn address_line(address: &Address) -> String {
    let parts = [&address.address1, &address.address2, &address.zip, &address.city, &address.house_number];
    let parts: Vec<&str> = parts.into_iter().filter_map(|part| part.as_deref()).collect();
    text::clean(&parts.join(", "), text::LINE)
}

struct Asking<'a> {
    counter: &'a Counter<'a>,
    sentences: Vec<String>,
    missing: Vec<MissingPart>,
    choices: Vec<Choice>,
}

impl Asking<'_> {
    fn ask(&mut self, task: &Task, lack: Lack) {
        let say = |key, words: &[_]| self.counter.voice.say(key, words);
        let deed = ("deed", task.deed.map_or("none", action).to_owned().into());
        let (part, sentence, choices) = match lack {
            Lack::Action => (MissingPart::Action, say(Key::SayAskAction, &[]), self.actions()),
            Lack::Subscription => {
                let candidates = task.candidates(self.counter.shelf);
                let items = problems::list(&self.described(candidates));
                let sentence = say(Key::SayAskWhich, &[deed, ("items", items.into())]);
                (MissingPart::Subscription, sentence, self.subscriptions(candidates))
            }
            Lack::Date if task.deed == Some(Deed::Unskip) => {
                (MissingPart::Date, say(Key::SayAskSkipped, &[]), self.skipped_dates(task))
            }
            Lack::Date => {
                let known = self.counter.shelf.items.len() > 1 && !task.set().is_empty();
                let items = if known { problems::list(&self.counter.titles(task.set())) } else { String::new() };
                let of = if known { "some" } else { "one" };
                let words = [("of", of.to_owned().into()), ("items", items.into())];
                (MissingPart::Date, say(Key::SayAskDate, &words), self.dates(task))
            }
            Lack::Address => (MissingPart::Address, say(Key::SayAskAddress, &[]), Vec::new()),
            Lack::Confirmation => {
                // Of what is known all is named that a yes would do.
                let known = match (task.deed, task.wanted) {
                    (Some(Deed::Move), Some(Wanted::On(day))) => Some(("move-date-to", self.counter.voice.date(day))),
                    (Some(Deed::Cancel), Some(_)) => Some(("cancel-now", String::new())),
                    (Some(Deed::Address), None) => {
                        let address = task.address.as_ref().map(address_line).filter(|line| !line.is_empty());
                        address.map(|address| ("update-address-to", address))
                    }
                    _ => None,
                };
                let sentence = match (task.set().is_empty(), known) {
                    (true, _) => say(Key::SayAskConfirmOpen, &[deed]),
                    (false, known) => {
                        // Which delivery it would be, its day tells.
                        let dated = matches!(task.deed, Some(Deed::Skip | Deed::Move));
                        let items = if dated { self.described(task.set()) } else { self.counter.titles(task.set()) };
                        let items = problems::list(&items);
                        let (deed, to) =
                            known.map_or((deed, String::new()), |(key, to)| (("deed", key.to_owned().into()), to));
                        say(Key::SayAskConfirm, &[deed, ("items", items.into()), ("to", to.into())])
                    }
                };
                (MissingPart::Confirmation, sentence, self.yes_or_no())
            }
        };
        if !self.sentences.contains(&sentence) {
            self.sentences.push(sentence);
        }
        if !self.missing.contains(&part) {
            self.missing.push(part);
        }
        for choice in choices {
            if !self.choices.iter().any(|known| known.value == choice.value) {
                self.choices.push(choice);
            }
        }
    }

    fn one(&self, value: &Value, key: Key) -> Choice {
        choice(value, self.counter.voice.say(key, &[]), None)
    }

    fn actions(&self) -> Vec<Choice> {
        [(Deed::Skip, Key::SayChoiceSkip), (Deed::Move, Key::SayChoicePause), (Deed::Cancel, Key::SayChoiceCancel)]
            .map(|(deed, key)| self.one(&json!({"action": action(deed)}), key))
            .to_vec()
    }

    fn yes_or_no(&self) -> Vec<Choice> {
        vec![
            self.one(&json!({"confirmed": true}), Key::SayChoiceYes),
            self.one(&json!({"confirmed": false}), Key::SayChoiceNo),
        ]
    }

    /// "Decaf Espresso (next order on 1 May)": what a customer tells their subscriptions apart by.
    fn described(&self, set: Set) -> Vec<String> {
        let voice = self.counter.voice;
        let one = |case: &Case<'_>| {
            let product: crate::l10n::Argument = self.label(case, set).into();
            match case.schedule.next_charge {
                Some(date) => voice.say(Key::SayItemNext, &[("product", product), ("date", voice.date(date).into())]),
                None => voice.say(Key::SayItemNoNext, &[("product", product)]),
            }
        };
        self.counter.cases(set).iter().take(MOST_CHOICES).map(one).collect()
    }

    /// A title that tells it from the others: where two have the same, with where it goes, or its number.
    fn label(&self, case: &Case<'_>, set: Set) -> String {
        let title = self.counter.desk.title(case.subscription());
        let place = |case: &Case<'_>| {
            let address = self.counter.address(case)?;
            let parts = [&address.first_name, &address.address1, &address.city];
            let parts: Vec<&str> = parts.into_iter().filter_map(|part| part.as_deref()).collect();
            Some(text::clean(&parts.join(", "), text::NAME)).filter(|place| !place.is_empty())
        };
        let cases = self.counter.cases(set);
        let mut alike = cases
            .iter()
            .filter(|other| other.id() != case.id() && self.counter.desk.title(other.subscription()) == title);
        match (alike.clone().next(), place(case)) {
            (None, _) => title,
            (Some(_), Some(own)) if alike.all(|other| place(other).as_ref() != Some(&own)) => format!("{title}, {own}"),
            _ => format!("{title}, {}", case.id()),
        }
    }

    fn subscriptions(&self, set: Set) -> Vec<Choice> {
        let voice = self.counter.voice;
        let target = |id: u64| json!({"subscription": id});
        let one = |case: &Case<'_>| {
            let next = case.schedule.next_charge;
            let detail = next.map(|date| voice.say(Key::SayNext, &[("date", voice.date(date).into())]));
            let title = self.label(case, set);
            choice(&json!({"targets": [target(case.id())]}), title, detail)
        };
        let cases = self.counter.cases(set);
        let mut out: Vec<Choice> = cases.iter().take(MOST_CHOICES).map(one).collect();
        let all: Vec<Value> = cases.iter().map(|case| target(case.id())).collect();
        if all.len() > 1 {
            out.push(self.one(&json!({"targets": all}), Key::SayChoiceAll));
        }
        out
    }

    fn dates(&self, task: &Task) -> Vec<Choice> {
        let voice = self.counter.voice;
        // "Send it now": the first days that a charge can be moved to.
        let today = self.counter.shelf.today;
        let at_once = |time: &Time| matches!(time.mention.when, When::Now) || time.mention.when == When::Day(today);
        if task.deed == Some(Deed::Move) && self.counter.parsed.times.iter().any(at_once) {
            return [1, 2, 3].map(|days| self.dated(crate::moment::plus_days(today, days).unwrap_or(today))).to_vec();
        }
        let only = self.counter.cases(task.set());
        let next = match only.as_slice() {
            [case] => case.schedule.next_charge,
            _ => None,
        };
        let parsed = self.counter.parsed;
        // "After the holidays": weeks counted from the planned day would be none of that.
        if parsed.times.iter().any(|time| time.mention.when == When::Vague) {
            return Vec::new();
        }
        // "A bit earlier": days before the planned one.
        if parsed.says(EARLIER, 0, parsed.tokens.len()) {
            let before = |days: i64| next.and_then(|next| crate::moment::plus_days(next, days));
            let days = [before(-7), before(-14), crate::moment::plus_days(today, 1)];
            let mut days: Vec<Date> = days.into_iter().flatten().filter(|day| *day > today).collect();
            days.dedup();
            return days.into_iter().map(|day| self.dated(day)).collect();
        }
        let later = |weeks: u32| {
            let label = voice.say(Key::ChoiceWeeksLater, &[("count", weeks.into())]);
            let date = next.and_then(|next| crate::moment::plus_days(next, i64::from(weeks).saturating_mul(7)));
            choice(&json!({"by": {"weeks": weeks}}), label, date.map(|date| voice.date(date)))
        };
        [1, 2, 4].map(later).to_vec()
    }

    fn skipped_dates(&self, task: &Task) -> Vec<Choice> {
        let dates = self.counter.shelf.of(task.set()).flat_map(|item| item.skipped.iter().copied());
        dates.map(|date| self.dated(date)).collect()
    }

    #[inline(never)]
    fn dated(&self, date: Date) -> Choice {
        choice(&json!({"date": iso_date(date)}), self.counter.voice.date(date), None)
    }
}
