//! Judges a guest's word on how a plan went by what the host itself knows: which writes left, how they were answered, and
//! whether the guest has looked since. Pure.
//!
//! | the guest says | believed when | otherwise |
//! | --- | --- | --- |
//! | `done` | every write was executed or may have been, and it has read since the last | `unknown` |
//! | `already`, `stale` | no write may have been executed | `unknown` |
//! | `failed` | no write was answered as executed, and where one got no answer it has read since | `unknown` |
//! | `partial` | a write may have been executed | `unknown` |
//! | `unknown` | always | |
//! | nothing, it failed | | `failed` when no write may have been executed; otherwise it is asked once more, with an approval that never sends, and then `unknown` |

use super::execute::ExecutorFailure;
use super::plan::{Verdict, outcome_code};
use super::words;
use crate::contract::Outcome;
use crate::store::{StepRow, StepState};

/// What the host knows.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    /// How many writes the plan has.
    pub writes: usize,
    /// Those that were begun.
    pub steps: &'a [StepRow],
    /// Whether the guest has read since it last asked for a step.
    pub has_read: bool,
    /// Whether the guest could not send in this call.
    pub settling: bool,
    /// The reader's language.
    pub locale: &'a str,
}

/// What follows from a guest's word.
#[derive(Debug, PartialEq)]
pub(super) enum Judgement {
    /// The plan's outcome.
    Ends(Box<Verdict>),
    /// The guest is asked once more, with an approval that never sends.
    Settle {
        /// Why.
        why: String,
    },
}

impl Facts<'_> {
    fn may_have_happened(&self) -> bool {
        self.steps.iter().any(StepRow::may_have_been_executed)
    }

    /// The first write that certainly wasn't executed.
    fn missing(&self) -> Option<usize> {
        (0..self.writes).find(|number| {
            let step = self.steps.iter().find(|row| usize::try_from(row.step) == Ok(*number));
            !step.is_some_and(StepRow::may_have_been_executed)
        })
    }
}

/// Judges.
pub(super) fn judge(said: Result<Outcome, ExecutorFailure>, facts: &Facts<'_>) -> Judgement {
    let outcome = match said {
        Ok(outcome) => outcome,
        Err(failure) if !facts.may_have_happened() => {
            let text = words::failed_before(&failure.text, facts.locale);
            let corrected = Some(format!("the plugin gave no outcome ({}), and nothing was executed", failure.code));
            return Judgement::Ends(Box::new(Verdict {
                outcome: Outcome::Failed(text),
                corrected,
                settled: facts.settling,
            }));
        }
        Err(failure) if !facts.settling => return Judgement::Settle { why: failure.text },
        Err(failure) => {
            return unknown(format!("the plugin gave no outcome ({}: {})", failure.code, failure.text), facts);
        }
    };
    let doubt = match &outcome {
        Outcome::Unknown(_) => None,
        Outcome::Done(_) => match facts.missing() {
            Some(number) => Some(format!("write {} was not executed", number + 1)),
            None if !facts.has_read => Some("it has not looked after the last write".to_owned()),
            None => None,
        },
        Outcome::Partial(_) if !facts.may_have_happened() => Some("no write was executed".to_owned()),
        Outcome::Partial(_) => None,
        // A write without an answer is settled by reading: what isn't there a while later has not happened.
        Outcome::Failed(_) if facts.has_read && !facts.steps.iter().any(StepRow::was_executed) => None,
        Outcome::Already(_) | Outcome::Stale(_) | Outcome::Failed(_) => facts.may_have_happened().then(|| {
            let open = facts.steps.iter().any(|row| matches!(row.state, StepState::Open | StepState::Unknown));
            if open { "a write may have been executed" } else { "a write was executed" }.to_owned()
        }),
    };
    match doubt {
        None => Judgement::Ends(Box::new(Verdict { outcome, corrected: None, settled: facts.settling })),
        Some(doubt) => unknown(format!("the plugin said \"{}\", but {doubt}", outcome_code(&outcome)), facts),
    }
}

fn unknown(why: String, facts: &Facts<'_>) -> Judgement {
    let outcome = Outcome::Unknown(words::not_believed(facts.locale));
    Judgement::Ends(Box::new(Verdict { outcome, corrected: Some(why), settled: facts.settling }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Progress;

    fn row(step: u32, state: StepState, status: Option<u16>) -> StepRow {
        StepRow { step, state, attempts: 1, status, sent_at: jiff::Timestamp::UNIX_EPOCH, ended_at: None }
    }

    fn executed(step: u32) -> StepRow {
        row(step, StepState::Answered, Some(200))
    }

    fn said(code: &str) -> Outcome {
        let text = "as the guest says".to_owned();
        match code {
            "done" => Outcome::Done(text),
            "already" => Outcome::Already(text),
            "stale" => Outcome::Stale(Vec::new()),
            "failed" => Outcome::Failed(text),
            "partial" => Outcome::Partial(Progress {
                happened: Vec::new(),
                remaining: Vec::new(),
                finish: None,
                go_back: None,
                text,
            }),
            _ => Outcome::Unknown(text),
        }
    }

    fn accepted(code: &str, writes: usize, steps: &[StepRow], has_read: bool) -> bool {
        let facts = Facts { writes, steps, has_read, settling: false, locale: "en" };
        match judge(Ok(said(code)), &facts) {
            Judgement::Ends(verdict) => {
                assert_eq!(verdict.corrected.is_none(), verdict.outcome == said(code));
                assert!(verdict.corrected.is_none() || verdict.code() == "unknown");
                verdict.corrected.is_none()
            }
            Judgement::Settle { .. } => panic!("a word of the guest is never asked for again"),
        }
    }

    #[test]
    fn done_needs_every_write_and_a_look_afterwards() {
        let unknown = row(1, StepState::Unknown, Some(500));
        assert!(accepted("done", 2, &[executed(0), executed(1)], true));
        assert!(accepted("done", 2, &[executed(0), unknown.clone()], true));
        assert!(!accepted("done", 2, &[executed(0), unknown], false));
        assert!(!accepted("done", 2, &[executed(0)], true));
        assert!(!accepted("done", 2, &[executed(0), row(1, StepState::Answered, Some(422))], true));
        assert!(!accepted("done", 2, &[executed(0), row(1, StepState::NotSent, None)], true));
        assert!(!accepted("done", 2, &[executed(0), row(1, StepState::Deferred, Some(409))], true));
        assert!(!accepted("done", 1, &[], true));
    }

    #[test]
    fn nothing_happened_is_believed_only_where_nothing_may_have() {
        for code in ["already", "stale", "failed"] {
            assert!(accepted(code, 1, &[], false));
            assert!(accepted(code, 1, &[row(0, StepState::Answered, Some(422))], false));
            assert!(accepted(code, 1, &[row(0, StepState::NotSent, None)], false));
            assert!(!accepted(code, 1, &[row(0, StepState::Open, None)], false));
            assert!(!accepted(code, 1, &[row(0, StepState::Unknown, None)], false));
            assert!(!accepted(code, 1, &[executed(0)], true));
            let settled_by_reading = code == "failed";
            assert_eq!(accepted(code, 1, &[row(0, StepState::Open, None)], true), settled_by_reading);
            assert_eq!(accepted(code, 1, &[row(0, StepState::Unknown, Some(500))], true), settled_by_reading);
            assert!(!accepted(code, 2, &[executed(0), row(1, StepState::Unknown, None)], true));
        }
        assert!(!accepted("partial", 2, &[], true));
        assert!(accepted("partial", 2, &[executed(0)], true));
        assert!(accepted("unknown", 1, &[], false));
    }

    #[test]
    fn a_guest_that_failed_is_asked_once_more_only_when_something_may_have_happened() {
        let failure = || Err(ExecutorFailure { code: "plugin-panicked".to_owned(), text: "it panicked".to_owned() });
        let facts = |steps, settling| Facts { writes: 1, steps, has_read: false, settling, locale: "de" };
        let Judgement::Ends(verdict) = judge(failure(), &facts(&[], false)) else { panic!() };
        assert_eq!(verdict.code(), "failed");
        let open = [row(0, StepState::Open, None)];
        assert_eq!(judge(failure(), &facts(&open, false)), Judgement::Settle { why: "it panicked".to_owned() });
        let Judgement::Ends(verdict) = judge(failure(), &facts(&open, true)) else { panic!() };
        assert_eq!(verdict.code(), "unknown");
        assert!(verdict.settled);
    }
}
