//! Plans as the store keeps them: what a row holds, how it may change, and the trait behind which it does.
//!
//! Whatever is single-use or ordered happens inside one method of [`PlanStore`], which is one transaction of the engine
//! below: the change is judged by [`PlanRow::apply`] on the row as it is at that moment, saved, and written down in the
//! audit log, all or nothing. No rule depends on a lock of this process, so several processes (and, with an engine that
//! serves them, several hosts) can work on one queue.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::audit::AuditLog;
use super::chain::Hash;
use super::error::StoreError;
use super::event::AuditEvent;

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

/// A change of one plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanChange {
    /// A person approves exactly this.
    Approve {
        /// Who.
        by: Actor,
        /// When.
        at: Timestamp,
        /// The identity the person was shown.
        shown: Hash,
        /// The ticket the person is in, where that is known.
        ticket: Option<String>,
    },
    /// A person says no.
    Deny {
        /// Who.
        by: Actor,
        /// When.
        at: Timestamp,
        /// Why.
        reason: String,
    },
    /// Its time is over.
    Expire {
        /// When.
        at: Timestamp,
    },
    /// Claims an approved plan; it works once.
    Start {
        /// Who.
        owner: String,
        /// When.
        at: Timestamp,
        /// Until when it is the owner's.
        lease_until: Timestamp,
    },
    /// The owner lives.
    Extend {
        /// Who.
        owner: String,
        /// Until when.
        lease_until: Timestamp,
    },
    /// Takes a plan over whose owner is gone, to settle it.
    TakeOver {
        /// The owner that is gone.
        from: String,
        /// The new one.
        to: String,
        /// Until when it is the new one's.
        lease_until: Timestamp,
    },
    /// A write is about to leave.
    BeginStep {
        /// Who sends it.
        owner: String,
        /// Its number.
        step: u32,
        /// When.
        at: Timestamp,
        /// The lease must last until the answer.
        lease_until: Timestamp,
    },
    /// What became of a write.
    EndStep {
        /// Who sent it.
        owner: String,
        /// Its number.
        step: u32,
        /// When.
        at: Timestamp,
        /// What is known; not [`StepState::Open`].
        state: StepState,
        /// The answer's status.
        status: Option<u16>,
    },
    /// The outcome.
    End {
        /// Who carried it out.
        owner: String,
        /// When.
        at: Timestamp,
        /// Canonical JSON.
        outcome: String,
    },
}

/// Why the store did not make a change. Nothing was changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Conflict {
    /// There is no plan of that id.
    Unknown,
    /// The id is taken; draw another one.
    IdTaken,
    /// It is in this state, where the change isn't possible.
    State(PlanState),
    /// Its time is over.
    Expired,
    /// It belongs to another ticket.
    OtherTicket,
    /// It isn't the plan that was shown.
    Changed,
    /// The customer wrote in the meantime.
    MessageSince,
    /// It is somebody else's, or is being settled: this owner sends nothing any more.
    Lost,
    /// This write was begun before.
    StepTaken(StepState),
    /// An earlier write wasn't executed.
    OutOfOrder,
}

/// A change that was not made, and the plan as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchanged {
    /// Why.
    pub conflict: Conflict,
    /// The plan, where there is one.
    pub row: Option<Box<PlanRow>>,
}

/// Which plans to list. The default is all of them.
#[derive(Debug, Clone, Default)]
pub struct PlanFilter {
    /// Only those of this ticket.
    pub ticket: Option<String>,
    /// Only those of this connection.
    pub connection: Option<String>,
    /// Only those in one of these states; all when empty.
    pub states: Vec<PlanState>,
}

impl PlanFilter {
    /// Whether a plan is meant.
    #[must_use]
    pub fn fits(&self, row: &PlanRow) -> bool {
        self.ticket.as_ref().is_none_or(|ticket| *ticket == row.ticket)
            && self.connection.as_ref().is_none_or(|connection| *connection == row.connection)
            && (self.states.is_empty() || self.states.contains(&row.state))
    }
}

/// Makes the record of a plan that a message made invalid.
pub type Recording<'a> = &'a dyn Fn(&PlanRow) -> AuditEvent;

/// Where plans are kept, together with the audit log they are recorded in. Blocking.
///
/// Each method that changes something is one transaction: the change and its records are durable together when it
/// returns, or neither is there.
pub trait PlanStore: AuditLog {
    /// Adds a new pending plan and, where it takes the place of another, supersedes that one.
    ///
    /// Unchanged with [`Conflict::IdTaken`], with [`Conflict::MessageSince`] when `plan.messages` is not the ticket's count
    /// any more, and, for the plan to replace, with [`Conflict::Unknown`], [`Conflict::OtherTicket`] or
    /// [`Conflict::State`] when it isn't open.
    fn insert(&self, plan: &PlanRow, events: &[AuditEvent]) -> Result<Result<(), Unchanged>, StoreError>;

    /// Changes a plan as [`PlanRow::apply`] says, and adds the records.
    fn change(
        &self,
        id: &str,
        change: &PlanChange,
        events: &[AuditEvent],
    ) -> Result<Result<PlanRow, Unchanged>, StoreError>;

    /// The customer wrote: counts it, invalidates the ticket's open plans, and marks those that are being carried out.
    /// Gives the plans that became invalid.
    fn customer_wrote(
        &self,
        ticket: &str,
        received: &AuditEvent,
        invalidated: Recording<'_>,
    ) -> Result<Vec<PlanRow>, StoreError>;

    /// The customer's messages on a ticket, as far as this store was told.
    fn messages(&self, ticket: &str) -> Result<u64, StoreError>;

    /// The plan of that id.
    fn plan(&self, id: &str) -> Result<Option<PlanRow>, StoreError>;

    /// The plans that fit, the oldest first.
    fn plans(&self, filter: &PlanFilter) -> Result<Vec<PlanRow>, StoreError>;
}
