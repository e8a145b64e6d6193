//! How plans change, and the trait behind which they do.
//!
//! Whatever is single-use or ordered happens inside one method of [`PlanStore`], which is one transaction of the engine
//! below: the change is judged by [`PlanRow::apply`] on the row as it is at that moment, saved, and written down in the
//! audit log, all or nothing. No rule depends on a lock of this process, so several processes (and, with an engine that
//! serves them, several hosts) can work on one queue.

use jiff::Timestamp;

use super::audit::AuditLog;
use super::chain::Hash;
use super::error::StoreError;
use super::event::AuditEvent;
use super::plans::{Actor, PlanRow, PlanState, StepState};
use super::turns::{Conversations, TurnRow};

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

/// Whether a customer's message is one that nobody has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It is: whatever waits may not be wished any more.
    New,
    /// It was read before: only what an AI agent made of it gives way to what it makes of it now. What a person prepared
    /// knew the message, and nothing was said since.
    ReadAgain,
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
pub trait PlanStore: AuditLog + Conversations {
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

    /// The customer wrote, or is read again: counts it, invalidates the ticket's open plans as far as the message makes them
    /// void, and marks those that are being carried out. Keeps what was said, where that is known. Gives the plans that
    /// became invalid.
    fn customer_wrote(
        &self,
        ticket: &str,
        arrival: Arrival,
        said: Option<&TurnRow>,
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
