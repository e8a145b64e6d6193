//! From wishes to plans: every form is prepared as if a person had filled it in, and what comes of them is put together.

use super::ask;
use super::beside::beside;
use super::counter::Counter;
use super::forms::{Filled, fill};
use super::handoff::gists;
use super::reply;
use super::task::{Task, Understood, action};
use crate::actions::definition;
use crate::actions::prepare::{Stop, prepare_at, refused};
use crate::contract::{Form, MissingPart, Notice, Plan, Preparation, Question, Refusal, Target, Tone};
use crate::l10n::Key;
use crate::message::acts::{Mood, acts};
use crate::message::parse::{Parsed, Tables};
use crate::message::reading::{Aim, Deed, Lack};
use crate::message::sense::Sense;
use crate::message::shelf::Set;
use crate::message::verdict::ends_later;
use crate::phrase;
use crate::text;

/// What came of the forms so far.
#[derive(Default)]
struct Outcome {
    plans: Vec<Plan>,
    refusals: Vec<(String, Refusal)>,
    questions: Vec<Question>,
}

/// The plans of wishes that lack nothing, in order; a question where one turns out to lack something after all.
///
/// # Errors
/// What keeps an action from saying anything at all.
pub fn prepare(counter: &Counter<'_>, mut understood: Understood) -> Result<Preparation, Stop> {
    let mut outcome = Outcome::default();
    let mut lacking = false;
    let meant: Set = understood.tasks.iter().map(Task::set).collect();
    for task in &mut understood.tasks {
        match fill(counter, task) {
            Ok(forms) => {
                for filled in forms {
                    lacking |= one(counter, task, &filled, meant, &mut outcome)?;
                }
            }
            Err(lack) => {
                lacking = true;
                note(task, lack);
            }
        }
    }
    if lacking {
        return Ok(ask::question(counter, understood));
    }
    if let Some(question) = outcome.questions.into_iter().next() {
        return Ok(Preparation::Question(Question {
            gist: gists(counter, &understood),
            evidence: understood.evidence(),
            understood: understood.write(counter.shelf),
            fields: Vec::new(),
            ..question
        }));
    }
    if let Some(first) = outcome.plans.first_mut() {
        for quote in beside(counter, &understood.tasks) {
            let text = counter.desk.texts.with(Key::WarnBeside, [("quote", quote.into())]);
            first.warnings.push(Notice { code: "also-asked".to_owned(), tone: Tone::Warning, text });
        }
    }
    finish(counter, outcome.plans, outcome.refusals)
}

fn note(task: &mut Task, lack: Lack) {
    if !task.lacks.contains(&lack) {
        task.lacks.push(lack);
    }
}

/// Prepares one form. True iff the wish lacks something that the customer can be asked for in their own words.
fn one(
    counter: &Counter<'_>,
    task: &mut Task,
    filled: &Filled,
    meant: Set,
    outcome: &mut Outcome,
) -> Result<bool, Stop> {
    let Some(deed) = task.deed else { return Ok(false) };
    // A message means a parcel. Of what is prepaid the action moves the renewal alone, so what is said of skipping is said here.
    let paid = deed == Deed::Move && counter.cases(filled.set).iter().any(|case| case.subscription().is_prepaid());
    let stays = || Form { action: action(Deed::Skip).to_owned(), parameters: "{}".to_owned(), ..filled.form.clone() };
    match attempt(counter, paid.then(stays).as_ref().unwrap_or(&filled.form)) {
        Ok(Preparation::Plans(plans)) => {
            for mut plan in plans {
                plan.evidence.clone_from(&task.evidence);
                plan.rejected = rejected(counter, filled.set.or(meant));
                let own = Task { aim: Aim::These(filled.set), ..task.clone() };
                plan.understood = Understood { tasks: vec![own], ..Understood::default() }.write(counter.shelf);
                plan.reply = reply::done(counter, deed, &plan, &filled.form, filled.set);
                if let Some(quote) = later_end(counter, task).filter(|_| deed == Deed::Cancel) {
                    let text = counter.desk.texts.with(Key::WarnLaterEnd, [("quote", quote.into())]);
                    plan.warnings.push(Notice { code: "later-end".to_owned(), tone: Tone::Warning, text });
                }
                outcome.plans.push(plan);
            }
        }
        Ok(Preparation::Question(question)) => {
            let lack = match question.missing.first() {
                Some(MissingPart::Date) => Some(Lack::Date),
                Some(MissingPart::Address) => Some(Lack::Address),
                Some(MissingPart::Action | MissingPart::Subscription) => Some(Lack::Subscription),
                _ => None,
            };
            match lack {
                Some(lack) => {
                    note(task, lack);
                    return Ok(true);
                }
                None => outcome.questions.push(question),
            }
        }
        // Of several in one form each may stand in the way of the others.
        Ok(Preparation::Refused(_)) if filled.form.targets.len() > 1 => {
            let mut lacking = false;
            for at in filled.set.places() {
                let Some(item) = counter.shelf.items.get(at) else { continue };
                let form = Form { targets: vec![Target::Subscription(item.id)], ..filled.form.clone() };
                lacking |= one(counter, task, &Filled { form, set: Set::one(at) }, meant, outcome)?;
            }
            return Ok(lacking);
        }
        Ok(Preparation::Refused(refusal)) => {
            let title = counter.titles(filled.set).join(", ");
            outcome.refusals.push((title, refusal));
        }
        Ok(_) => {}
        Err(error) => return Err(error),
    }
    Ok(false)
}

/// Prepares a form; a refusal is an answer here like any other. Skipping the next one although one is skipped already is
/// what the customer has just asked for, and the card warns of it.
fn attempt(counter: &Counter<'_>, form: &Form) -> Result<Preparation, Stop> {
    let prepared = |form: &Form| match definition(&form.action) {
        Some(definition) => match prepare_at(counter.desk, definition, form) {
            Err(Stop::Answer(answer)) => Ok(answer),
            other => other,
        },
        None => Ok(Preparation::Nothing),
    };
    match prepared(form)? {
        Preparation::Refused(Refusal { code, instead: Some(again), .. }) if code == "skipped-already" => {
            prepared(&again)
        }
        other => Ok(other),
    }
}

/// The words of a later time for which an end is asked, in whichever turn: a cancellation is at once.
fn later_end(counter: &Counter<'_>, task: &Task) -> Option<String> {
    let words = task.evidence.join("\n\n");
    let parsed = Parsed::read(&words, &Tables::read(), counter.shelf);
    let acts = acts(&parsed);
    let mut ends =
        acts.iter().filter(|act| matches!(act.sense, Sense::Cancel | Sense::Stop) && act.mood != Mood::Refused);
    ends.find_map(|act| {
        let (from, to) = parsed.clause_tokens(act.clause);
        ends_later(&parsed, counter.shelf, act).then(|| text::clean(parsed.quote(from, to), text::LINE))
    })
}

/// The subscriptions that nothing is wanted of, in words: each was a candidate.
fn rejected(counter: &Counter<'_>, meant: Set) -> Vec<String> {
    let alone = counter.parsed.named.iter().filter(|named| named.items.len() == 1);
    let named: Set = alone.map(|named| named.items).collect();
    let others = counter.shelf.all().without(meant);
    let word = |at: usize| {
        let why = if named.and(Set::one(at)).is_empty() { "unnamed" } else { "named" };
        let word = |title: String| {
            let words = [("product", title.into()), ("why", why.to_owned().into())];
            counter.desk.texts.with(Key::Rejected, words)
        };
        counter.titles(Set::one(at)).into_iter().map(word)
    };
    others.places().flat_map(word).collect()
}

/// What is possible, with a warning for what isn't; a refusal where nothing is.
fn finish(counter: &Counter<'_>, mut plans: Vec<Plan>, refusals: Vec<(String, Refusal)>) -> Result<Preparation, Stop> {
    match plans.first_mut() {
        Some(first) => {
            for (title, refusal) in refusals {
                let words = [("product", title.into()), ("why", refusal.text.into())];
                let text = counter.desk.texts.with(Key::WarnNotPossible, words);
                first.warnings.push(Notice { code: "not-possible".to_owned(), tone: Tone::Warning, text });
            }
            Ok(Preparation::Plans(plans))
        }
        None => {
            let mut refusals = refusals.into_iter();
            let Some((_, mut first)) = refusals.next() else {
                return Err(refused("no-subscription", counter.desk.texts.get(Key::RefusedNoSubscription), None));
            };
            for (_, other) in refusals.filter(|(_, other)| !phrase::holds(&first.text, &other.text)).collect::<Vec<_>>()
            {
                first.text = text::clean(&format!("{} {}", first.text, other.text), text::COMMENT);
            }
            Ok(Preparation::Refused(first))
        }
    }
}

/// The label of a wish for the reader of the ticket.
pub fn label(counter: &Counter<'_>, deed: Deed) -> String {
    definition(action(deed)).map(|definition| counter.desk.texts.get(definition.label)).unwrap_or_default()
}
