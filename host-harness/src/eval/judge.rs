//! Compares what came of a message with what is right.
//!
//! - **serious**: a plan for an action that must not be prepared.
//! - **wrong plan**: a plan where none is right, or one that isn't wished like that. Targets of one action count together, in
//!   one plan or in several; leaving out some of them is another target than wished, a second plan for the same one is one
//!   too many. Leaving out a whole wish of several is no wrong plan, but not exact either.
//! - **exact**: everything that is wished, like that, and nothing else.
//! - **outcome**: the right way to go about it, whatever the plans are.
//! - **asked right**: a question was right, and everything that is missing was asked at once; more is fine.

use std::collections::BTreeMap;

use super::address;
use super::fixture::Customer;
use super::format::{Act, Due, Gold, Sub, Wanted};
use super::reading::{Aim, Came, Given, Planned};
use super::words::words;

words! {
    /// One word for a line: the worst that is true of it, or else the best.
    Verdict {
        /// A plan for what must not be prepared.
        Serious = "serious",
        /// Another plan than wished, or one where none is right.
        WrongPlan = "wrong-plan",
        /// The component had no answer.
        Error = "error",
        /// The wrong way to go about it, without a plan.
        WrongOutcome = "wrong-outcome",
        /// Of several wishes some are missing.
        Incomplete = "incomplete",
        /// A question was right, and not everything was asked.
        NotAllAsked = "not-all-asked",
        /// Exactly what was wished.
        Exact = "exact",
        /// The right question.
        AskedRight = "asked-right",
        /// Right, where there is nothing to prepare or to ask.
        Right = "right",
        /// Nobody said what is right.
        NotJudged = "not-judged",
    }
}

impl Verdict {
    /// Whether there is nothing to be said against it.
    #[must_use]
    pub fn is_right(self) -> bool {
        matches!(self, Self::Exact | Self::AskedRight | Self::Right | Self::NotJudged)
    }
}

/// How a line was judged. Each flag is what the format calls it, true or not by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// A plan for what must not be prepared.
    pub serious: bool,
    /// Another plan than wished, or one where none is right.
    pub wrong_plan: bool,
    /// Exactly what was wished.
    pub exact: bool,
    /// The right way to go about it.
    pub outcome: bool,
    /// A question was right, and everything was asked.
    pub asked_right: bool,
    /// The one word.
    pub verdict: Verdict,
    /// What is to be said against it.
    pub why: Vec<String>,
}

/// Judges.
#[must_use]
pub fn judge(customer: &Customer, gold: &Gold, given: &Given) -> Judgement {
    let mut why = Vec::new();
    let outcome = is_due(given.came, gold.due);
    if !outcome {
        why.push(match &given.note {
            Some(note) => format!("{} is right, not {} ({note})", gold.due, given.came),
            None => format!("{} is right, not {}", gold.due, given.came),
        });
    }
    let forbidden: Vec<&Planned> =
        given.plans.iter().filter(|plan| gold.must_not.iter().any(|act| act.word() == plan.action)).collect();
    why.extend(forbidden.iter().map(|plan| format!("must not be prepared: {plan}")));
    // Where no plan is right nothing is wanted, so that each plan is one too many.
    let (wrong, lacking) = compare(customer, &gold.wanted, &given.plans);
    let wrong_plan = !wrong.is_empty();
    let exact = outcome && gold.due == Due::Prepare && !wrong_plan && lacking.is_empty();
    let unasked: Vec<&str> =
        gold.missing.iter().map(|part| part.word()).filter(|part| !given.asked.contains(part)).collect();
    let asked_right = outcome && gold.due == Due::Clarify && unasked.is_empty();
    why.extend(wrong);
    if given.came == Came::Prepare {
        why.extend(lacking.iter().cloned());
    }
    if outcome && !unasked.is_empty() {
        why.push(format!("not asked: {}", unasked.join(", ")));
    }
    let verdict = match given.came {
        _ if !forbidden.is_empty() => Verdict::Serious,
        _ if wrong_plan => Verdict::WrongPlan,
        Came::Error => Verdict::Error,
        _ if !outcome => Verdict::WrongOutcome,
        _ if exact => Verdict::Exact,
        _ if asked_right => Verdict::AskedRight,
        Came::Prepare => Verdict::Incomplete,
        Came::Clarify => Verdict::NotAllAsked,
        _ => Verdict::Right,
    };
    Judgement { serious: !forbidden.is_empty(), wrong_plan, exact, outcome, asked_right, verdict, why }
}

fn is_due(came: Came, due: Due) -> bool {
    came.word() == due.word()
}

/// What is wrong about the plans, and which wishes have none.
fn compare(customer: &Customer, wanted: &[Wanted], plans: &[Planned]) -> (Vec<String>, Vec<String>) {
    let mut open: BTreeMap<(Act, Sub), &Wanted> = BTreeMap::new();
    for one in wanted {
        open.extend(one.targets.iter().map(|sub| ((one.act, *sub), one)));
    }
    let mut wrong = Vec::new();
    for plan in plans {
        let act = Act::ALL.iter().copied().find(|act| act.word() == plan.action);
        for aim in &plan.targets {
            let met = match (act, aim) {
                (Some(act), Aim::Sub(sub)) => open.remove(&(act, *sub)).map(|wanted| (wanted, *sub)),
                _ => None,
            };
            match met {
                Some((wanted, sub)) => wrong.extend(difference(customer, wanted, plan, sub)),
                None => wrong.push(format!("not wished, or prepared already: {} {aim}", plan.action)),
            }
        }
    }
    let mut lacking = Vec::new();
    for one in wanted {
        let left: Vec<&str> =
            one.targets.iter().filter(|sub| open.contains_key(&(one.act, **sub))).map(|sub| sub.word()).collect();
        if left.is_empty() {
            continue;
        }
        let text = format!("not prepared: {} {}", one.act, left.join("+"));
        if left.len() < one.targets.len() { wrong.push(text) } else { lacking.push(text) }
    }
    (wrong, lacking)
}

/// How a plan for the right action and subscription is another than wished.
fn difference(customer: &Customer, wanted: &Wanted, plan: &Planned, sub: Sub) -> Option<String> {
    match wanted.act {
        Act::MoveDate => {
            let date = plan.date.as_deref().unwrap_or("no date");
            let right: Vec<String> = wanted.dates.iter().map(ToString::to_string).collect();
            (!right.iter().any(|right| right == date)).then(|| format!("{sub} to {date}, not {}", right.join(" or ")))
        }
        Act::UpdateAddress => {
            let before = customer.address_of(sub)?;
            let differing = address::differing(before, &wanted.address, &plan.address);
            let each = differing.iter().map(|field| {
                let text = |fields: &super::format::Fields| fields.get(field).cloned();
                let given = text(&plan.address).or_else(|| text(before)).unwrap_or_default();
                format!("{field} \"{given}\", not \"{}\"", text(&wanted.address).unwrap_or_default())
            });
            let each: Vec<String> = each.collect();
            (!each.is_empty()).then(|| format!("{sub} to {}", each.join(", ")))
        }
        Act::Cancel | Act::Skip | Act::Unskip => None,
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
