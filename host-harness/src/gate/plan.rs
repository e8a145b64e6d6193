//! A plan as the gate takes it in and hands it out, and what every plan must be before a person is asked about it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::people::{Original, Proposer};
use super::pointer;
use super::refusal::{GateError, Refusal};
use crate::contract::{Expectation, Form, Outcome, Plan, Precondition, Write};
use crate::store::{Actor, Decision, Hash, PlanRow, PlanState, StepRow};

/// Most writes of one plan. The largest honest ones move every subscription of a charge.
const MAX_WRITES: usize = 50;
/// Most reads that guard one plan.
const MAX_PRECONDITIONS: usize = 50;
/// Largest plan as canonical JSON, in bytes.
const MAX_PLAN_BYTES: usize = 1 << 20;

/// A plan that somebody wants to have approved.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// What the plugin prepared.
    pub plan: Plan,
    /// The digest of the component that prepared it.
    pub plugin: String,
    /// The connection's id.
    pub connection: String,
    /// The ticket's id.
    pub ticket: String,
    /// Who wants it.
    pub by: Proposer,
    /// The language that its texts are in, BCP 47: for the record, so that a host can tell a reader of another one.
    pub locale: String,
    /// [`Gate::messages`](super::Gate::messages) from before the plugin was asked, so that a message that came in while it
    /// prepared isn't overlooked. Nothing takes the count of now.
    pub messages: Option<u64>,
    /// The plan that this one undoes.
    pub undo_of: Option<String>,
    /// The plan that came to nothing, and whose wish this is: for the record, so that people are told where it comes from.
    pub follows: Option<String>,
    /// The form it was made from, where it was one: to prepare it anew. Not part of what is approved.
    pub form: Option<Form>,
}

/// A plan in the gate.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPlan {
    /// Its id, "7k2mx-9qc4t".
    pub id: String,
    /// The hash of what is approved; see [`identity`](super::identity). Show the plan, keep this, and hand it to
    /// [`Gate::approve`](super::Gate::approve).
    pub identity: Hash,
    /// The digest of the component that prepared it.
    pub plugin: String,
    /// The connection's id.
    pub connection: String,
    /// The ticket's id.
    pub ticket: String,
    /// The plan.
    pub plan: Plan,
    /// Who wanted it.
    pub proposed_by: Actor,
    /// When.
    pub proposed_at: Timestamp,
    /// From when on it can't be begun any more.
    pub expires_at: Timestamp,
    /// The plan whose place it took.
    pub replaces: Option<String>,
    /// The plan that took its place.
    pub replaced_by: Option<String>,
    /// The plan it undoes.
    pub undo_of: Option<String>,
    /// The form it was made from, where it was one: to prepare it anew. Not part of what is approved.
    pub form: Option<Form>,
    /// Where it is on its way, by the clock of this moment: an open plan whose time is over is [`PlanState::Expired`].
    pub state: PlanState,
    /// What was decided, by whom.
    pub decision: Option<Decision>,
    /// Its writes that were begun, by number.
    pub steps: Vec<StepRow>,
    /// How it ended.
    pub ended: Option<Ended>,
}

/// How a plan ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// How.
    pub verdict: Verdict,
}

/// An outcome as the host accepted it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The outcome.
    pub outcome: Outcome,
    /// What the plugin said instead and why that wasn't believed; or why it said nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<String>,
    /// Whether it was found out after an interruption, by reading alone.
    #[serde(default)]
    pub settled: bool,
}

impl Verdict {
    /// The outcome's stable code: "done", "already", "stale", "failed", "partial", "unknown".
    #[must_use]
    pub fn code(&self) -> &'static str {
        outcome_code(&self.outcome)
    }
}

/// The outcome's stable code.
pub(super) const fn outcome_code(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Done(_) => "done",
        Outcome::Already(_) => "already",
        Outcome::Stale(_) => "stale",
        Outcome::Failed(_) => "failed",
        Outcome::Partial(_) => "partial",
        Outcome::Unknown(_) => "unknown",
    }
}

impl StoredPlan {
    /// As whose proposal the helpdesk prepares the same wish anew.
    #[must_use]
    pub fn proposed_anew(&self) -> Proposer {
        Proposer::Anew(Original::new(self.proposed_by.clone()))
    }

    /// Reads a row, and checks that it still is what its identity says: nobody approves or carries out a row that
    /// somebody changed behind the gate's back.
    pub(super) fn read(row: PlanRow, now: Timestamp) -> Result<Self, GateError> {
        let unreadable = |why: &str| GateError::Host(format!("the plan {:?} in the database {why}", row.id));
        let plan: Plan = serde_json::from_str(&row.plan).map_err(|_| unreadable("can't be read"))?;
        let identity = super::identity::of(&row.plan, &row.plugin, &row.connection, &row.ticket);
        if identity.ok() != Some(row.identity) {
            return Err(unreadable("is not the one that was proposed: its identity doesn't fit"));
        }
        let ended = row
            .ending
            .as_ref()
            .map(|ending| match serde_json::from_str(&ending.outcome) {
                Ok(verdict) => Ok(Ended { at: ending.at, verdict }),
                Err(_) => Err(unreadable("has an outcome that can't be read")),
            })
            .transpose()?;
        let is_over = row.state.is_open() && now >= row.expires_at;
        Ok(Self {
            state: if is_over { PlanState::Expired } else { row.state },
            id: row.id,
            identity: row.identity,
            plugin: row.plugin,
            connection: row.connection,
            ticket: row.ticket,
            plan,
            proposed_by: row.proposed_by,
            proposed_at: row.proposed_at,
            expires_at: row.expires_at,
            replaces: row.replaces,
            replaced_by: row.replaced_by,
            undo_of: row.undo_of,
            // One that a newer version wrote in another shape is of no use, and nothing depends on it.
            form: row.form.as_deref().and_then(|form| serde_json::from_str(form).ok()),
            decision: row.decision,
            steps: row.steps,
            ended,
        })
    }
}

/// Judges a plan before anybody sees it. Gives the time it names as its end.
///
/// # Errors
/// [`Refusal::Malformed`] with what is wrong.
pub(super) fn check(plan: &Plan, canonical: &str) -> Result<Timestamp, Refusal> {
    if canonical.len() > MAX_PLAN_BYTES {
        return Err(Refusal::Malformed(format!("it has more than {MAX_PLAN_BYTES} bytes")));
    }
    if plan.writes.is_empty() || plan.writes.len() > MAX_WRITES {
        return Err(Refusal::Malformed(format!("it has {} writes, and 1 to {MAX_WRITES} can be", plan.writes.len())));
    }
    if plan.preconditions.len() > MAX_PRECONDITIONS {
        let count = plan.preconditions.len();
        return Err(Refusal::Malformed(format!("it has {count} preconditions, and {MAX_PRECONDITIONS} can be")));
    }
    for (number, write) in plan.writes.iter().enumerate() {
        check_write(write, number).map_err(|why| Refusal::Malformed(format!("write {number} {why}")))?;
    }
    for (number, precondition) in plan.preconditions.iter().enumerate() {
        check_precondition(precondition, plan.writes.len())
            .map_err(|why| Refusal::Malformed(format!("precondition {number} {why}")))?;
    }
    plan.expires.parse().map_err(|_| Refusal::Malformed("its end is no RFC 3339 time".to_owned()))
}

fn check_write(write: &Write, number: usize) -> Result<(), String> {
    let Some(text) = &write.body else {
        return if write.bindings.is_empty() {
            Ok(())
        } else {
            Err("fills something into a body it hasn't".to_owned())
        };
    };
    let body: Value = serde_json::from_str(text).map_err(|_| "has a body that is no JSON".to_owned())?;
    if !body.is_object() {
        return Err("has a body that is no JSON object".to_owned());
    }
    if write.bindings.is_empty() {
        return Ok(());
    }
    // Written anew after the value is filled in, so it has to come out as it was approved, digit by digit.
    let written = body.to_string();
    if written != *text {
        return Err("has bindings, so its body must be compact JSON with whole numbers and no name twice".to_owned());
    }
    let mut places: Vec<&str> = Vec::new();
    for binding in &write.bindings {
        if usize::try_from(binding.step).is_ok_and(|step| step >= number) {
            return Err("takes a value from a write that isn't an earlier one".to_owned());
        }
        if !pointer::is_valid(&binding.pointer) || !pointer::is_valid(&binding.into) || binding.into.is_empty() {
            return Err("has a binding whose pointer is no JSON pointer".to_owned());
        }
        if !pointer::is_settable(&body, &binding.into) {
            return Err(format!("has no place \"{}\" in its body", binding.into.escape_debug()));
        }
        let below = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if places.iter().any(|place| below(place, &binding.into) || below(&binding.into, place)) {
            return Err("fills one place twice".to_owned());
        }
        places.push(&binding.into);
    }
    Ok(())
}

fn check_precondition(precondition: &Precondition, writes: usize) -> Result<(), String> {
    if usize::try_from(precondition.step).is_ok_and(|step| step >= writes) {
        return Err("belongs to a write that isn't there".to_owned());
    }
    for check in &precondition.checks {
        if !pointer::is_valid(&check.pointer) {
            return Err("has a pointer that is no JSON pointer".to_owned());
        }
        if let Expectation::Equals(text) = &check.expect {
            match serde_json::from_str::<Value>(text) {
                Ok(value) if !value.is_array() && !value.is_object() => {}
                _ => return Err("expects something that is no JSON number, text, boolean or null".to_owned()),
            }
        }
    }
    Ok(())
}
