//! Plans as the store keeps them: their states, and what a row holds.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::chain::Hash;

/// Where a plan is on its way.
///
/// ```text
/// pending ─▶ approved ─▶ executing ─▶ ended
///    │           │
///    └───────────┴─▶ denied · expired · superseded · invalidated
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlanState {
    /// Waits for a person.
    Pending,
    /// A person approved it; nobody has begun it.
    Approved,
    /// Somebody carries it out.
    Executing,
    /// Carried out, with an outcome.
    Ended,
    /// A person said no.
    Denied,
    /// Its time was over before it was begun.
    Expired,
    /// An edited plan took its place.
    Superseded,
    /// The customer wrote again before it was begun.
    Invalidated,
}

impl PlanState {
    /// All states.
    pub const ALL: [Self; 8] = [
        Self::Pending,
        Self::Approved,
        Self::Executing,
        Self::Ended,
        Self::Denied,
        Self::Expired,
        Self::Superseded,
        Self::Invalidated,
    ];

    /// The stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Executing => "executing",
            Self::Ended => "ended",
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Superseded => "superseded",
            Self::Invalidated => "invalidated",
        }
    }

    /// Whether it can still be carried out.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Approved)
    }
}

impl fmt::Display for PlanState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PlanState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(())
    }
}

/// What kind of being did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    /// A human.
    Person,
    /// An AI agent.
    Ai,
    /// A program with a name.
    Tool,
}

impl ActorKind {
    /// The stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Ai => "ai",
            Self::Tool => "tool",
        }
    }
}

/// Who did something, as it is kept. It carries no right to anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// What kind of being.
    pub kind: ActorKind,
    /// Its id in the helpdesk.
    pub id: String,
    /// Its name for people.
    pub name: String,
}

/// What a person decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// Why; for a denial.
    pub reason: Option<String>,
}

/// Who carries a plan out. Whoever holds the lease may send; nobody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execution {
    /// The gate that claimed it, unique to a process and a start.
    pub owner: String,
    /// When it was claimed.
    pub begun_at: Timestamp,
    /// Until when it is its owner's. An owner that lives extends it; one whose lease is over is taken for gone.
    pub lease_until: Timestamp,
    /// Whether it was taken over after an interruption: from then on nothing is sent any more, ever.
    pub settling: bool,
    /// Whether the customer wrote after it was claimed. Then it is not begun; what was begun is finished.
    pub message_since: bool,
}

/// How a plan ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// When.
    pub at: Timestamp,
    /// The outcome as canonical JSON; the gate's to read.
    pub outcome: String,
}

/// What is known of one write of a plan. A write that was never begun has no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    /// About to leave, or gone: after a crash nobody knows.
    Open,
    /// Certainly not executed, and may be sent again: it was answered with 429 or 409.
    Deferred,
    /// Answered.
    Answered,
    /// It certainly didn't reach the upstream.
    NotSent,
    /// Sent, and not known whether it happened.
    Unknown,
}

impl StepState {
    /// All states.
    pub const ALL: [Self; 5] = [Self::Open, Self::Deferred, Self::Answered, Self::NotSent, Self::Unknown];

    /// The stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Deferred => "deferred",
            Self::Answered => "answered",
            Self::NotSent => "not-sent",
            Self::Unknown => "unknown",
        }
    }
}

impl FromStr for StepState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(())
    }
}

/// One write of a plan that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRow {
    /// The write's number in the plan, from 0.
    pub step: u32,
    /// What is known.
    pub state: StepState,
    /// How often it was sent, answers that say "not executed" included.
    pub attempts: u32,
    /// The HTTP status of its last answer.
    pub status: Option<u16>,
    /// When it was last about to leave.
    pub sent_at: Timestamp,
    /// When the last word on it was known.
    pub ended_at: Option<Timestamp>,
}

impl StepRow {
    /// Whether it happened, by all that its answer says.
    #[must_use]
    pub fn was_executed(&self) -> bool {
        self.state == StepState::Answered && self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// Whether it may have happened.
    #[must_use]
    pub fn may_have_been_executed(&self) -> bool {
        matches!(self.state, StepState::Open | StepState::Unknown) || self.was_executed()
    }
}

/// A plan with everything that is known of it. It holds no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Its id, short enough to be typed.
    pub id: String,
    /// The hash of what is approved: plan, plugin, connection and ticket.
    pub identity: Hash,
    /// The component's digest.
    pub plugin: String,
    /// The connection's id.
    pub connection: String,
    /// The ticket's id.
    pub ticket: String,
    /// The plan as canonical JSON.
    pub plan: String,
    /// Who proposed it.
    pub proposed_by: Actor,
    /// When.
    pub proposed_at: Timestamp,
    /// From when on it can't be begun any more.
    pub expires_at: Timestamp,
    /// The customer's messages on the ticket when it was proposed.
    pub messages: u64,
    /// The plan whose place it took.
    pub replaces: Option<String>,
    /// The plan that took its place.
    pub replaced_by: Option<String>,
    /// The plan it undoes.
    pub undo_of: Option<String>,
    /// The form it was made from, as JSON; the gate's to read.
    pub form: Option<String>,
    /// Where it is on its way.
    pub state: PlanState,
    /// What was decided.
    pub decision: Option<Decision>,
    /// Who carries it out.
    pub execution: Option<Execution>,
    /// How it ended.
    pub ending: Option<Ending>,
    /// Its writes that were begun, by number.
    pub steps: Vec<StepRow>,
}
