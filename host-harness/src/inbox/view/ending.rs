//! How a plan ended, and what can be done next.

use super::Mark;
use super::around::Around;
use crate::contract::Outcome;
use crate::desk::wish_words::in_words;
use crate::gate::{StoredPlan, own_words};
use crate::inbox::form::read::link;
use crate::inbox::words::Words;
use crate::store::StepState;

/// How a plan ended.
#[derive(Debug)]
pub struct Ending {
    /// The weight of it.
    pub mark: Mark,
    /// In one line.
    pub head: &'static str,
    /// The plugin's words.
    pub text: String,
    /// What Recharge answered, where its answer didn't say whether the change was made, and what that means.
    pub unclear: String,
    /// Whether Recharge refuses the connection's token, so that nothing works until it has another one.
    pub is_token_refused: bool,
    /// That something had changed, and what that means for what was sent.
    pub changed: &'static str,
    /// What had changed: label, as it was approved, as it is.
    pub differs: Vec<(String, String, String)>,
    /// What happened.
    pub happened: Vec<String>,
    /// What didn't.
    pub remaining: Vec<String>,
    /// What to do next: words and where.
    pub next: Vec<(String, String)>,
    /// Whether the plugin wasn't believed, or said nothing. Why is for engineers, and stands in the record.
    pub was_corrected: bool,
    /// Whether the customer was told.
    pub was_told: bool,
    /// Whether there was something to tell.
    pub had_words: bool,
    /// The language of the plugin's words.
    pub lang: String,
    /// That it is another one than the page's.
    pub foreign: String,
}

/// The status of the first answer that doesn't say whether its write was carried out; nothing within when none came.
#[must_use]
pub fn unclear(plan: &StoredPlan) -> Option<Option<u16>> {
    plan.steps.iter().find(|row| matches!(row.state, StepState::Unknown)).map(|row| row.status)
}

/// How it ended, where it has.
#[must_use]
pub fn ending(plan: &StoredPlan, t: Words, around: Around<'_>) -> Option<Ending> {
    let ended = plan.ended.as_ref()?;
    let verdict = &ended.verdict;
    let code = verdict.code();
    let mark = match code {
        "done" | "already" => Mark::GOOD,
        "unknown" | "partial" => Mark::CRITICAL,
        _ => Mark::WARNING,
    };
    let lang = around.recorded.outcome(&plan.id, t);
    let mut ending = Ending {
        mark,
        head: t.outcome(code),
        text: String::new(),
        unclear: unclear(plan).map_or_else(String::new, |status| t.unclear(status, code)),
        is_token_refused: around.recorded.is_token_refused(&plan.id)
            || plan.steps.iter().any(|row| matches!(row.status, Some(401 | 403))),
        changed: if plan.steps.is_empty() { t.changed_meanwhile() } else { t.changed_after() },
        differs: Vec::new(),
        happened: Vec::new(),
        remaining: Vec::new(),
        next: Vec::new(),
        was_corrected: verdict.corrected.is_some(),
        was_told: around.told_of(&plan.id).is_some(),
        had_words: plan.plan.reply.is_some(),
        foreign: super::recorded::note(&lang, t),
        lang,
    };
    match &verdict.outcome {
        Outcome::Done(text) | Outcome::Already(text) | Outcome::Failed(text) | Outcome::Unknown(text) => {
            ending.text.clone_from(text);
            // What the host said itself needs no translator.
            let why = verdict.corrected.as_deref().unwrap_or_default();
            let own = if ending.foreign.is_empty() { None } else { own_words(code, why, text, t.tag()) };
            if let Some(own) = own {
                (ending.text, ending.lang, ending.foreign) = (own, t.tag().to_owned(), String::new());
            }
        }
        Outcome::Stale(changes) => {
            ending.differs =
                changes.iter().map(|one| (one.label.clone(), one.before.clone(), one.after.clone())).collect();
        }
        Outcome::Partial(progress) => {
            ending.text.clone_from(&progress.text);
            ending.happened.clone_from(&progress.happened);
            ending.remaining.clone_from(&progress.remaining);
            for (words, form) in [(t.finish(), &progress.finish), (t.go_back(), &progress.go_back)] {
                if let Some(form) = form {
                    let label = format!("{words}: {}", in_words(form, t.language()));
                    ending.next.push((label, link(&plan.ticket, form, "")));
                }
            }
        }
    }
    Some(ending)
}
