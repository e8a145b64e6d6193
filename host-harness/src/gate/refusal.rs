//! Why the gate says no: one type, with a stable code for programs and a line in the reader's language for people.

use jiff::Timestamp;

use super::policy::Right;
use crate::store::{PlanState, StoreError};

/// Why the gate did not do something. Nothing was changed and nothing was sent. Each one is a record in the audit log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no plan of that id.
    #[error("there is no plan \"{0}\"; list the plans and copy the id")]
    Unknown(String),
    /// Its time is over.
    #[error("the plan's time was over at {at}; prepare it anew")]
    Expired {
        /// Since when.
        at: Timestamp,
    },
    /// It was carried out, or is being carried out.
    #[error("the plan was used already (it is {state}); each is carried out at most once, prepare a new one")]
    Used {
        /// Where it is.
        state: PlanState,
    },
    /// Somebody else was faster.
    #[error("{by} has approved the plan already; it needs no second approval")]
    AlreadyApproved {
        /// Who.
        by: String,
    },
    /// It waits for a person.
    #[error("nobody has approved the plan yet; approve it first")]
    NotApproved,
    /// A person said no.
    #[error("{by} denied the plan: {reason}; prepare a new one if that has changed")]
    Denied {
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
    /// An edited plan took its place.
    #[error("the plan was edited; the one that counts is \"{by}\"")]
    Superseded {
        /// The newer plan.
        by: String,
    },
    /// The customer wrote again.
    #[error("the customer has written again since the plan was prepared; read the message and prepare the plan anew")]
    Invalidated,
    /// It belongs to another ticket.
    #[error("the plan belongs to ticket {ticket}, not to this one; approve it there")]
    OtherTicket {
        /// Whose it is.
        ticket: String,
    },
    /// It isn't the plan that was shown.
    #[error("this is not the plan that was shown; look at it again and approve what is there now")]
    Changed,
    /// No role allows it.
    #[error("{who} has no role that allows to {} \"{action}\"; ask somebody who has", right.as_str())]
    RoleMissing {
        /// Who asked.
        who: String,
        /// What for.
        right: Right,
        /// The plan's action.
        action: String,
    },
    /// Their own proposal, where the policy wants four eyes.
    #[error("{who} proposed the plan, so somebody else has to approve it")]
    OwnProposal {
        /// Who.
        who: String,
    },
    /// The operator has switched writes off.
    #[error("writes are switched off on this host, so nothing is approved or carried out; ask its operator")]
    WritesOff,
    /// A plan that nobody could carry out.
    #[error("the plugin's plan can't be carried out: {0}; this is a bug of the plugin, report it to its makers")]
    Malformed(String),
    /// Prepared by another build of the plugin.
    #[error("the plan was prepared by another version of the plugin; prepare it anew with this one")]
    OtherPlugin,
    /// It belongs to another connection than the one that was named.
    #[error("the plan belongs to the connection \"{connection}\"; use that one for it")]
    OtherConnection {
        /// Whose it is.
        connection: String,
    },
    /// Whoever denies has to say why.
    #[error("a reason is missing; say in a few words why the plan is denied")]
    ReasonMissing,
    /// The reason is no reason any more.
    #[error("the reason is longer than {most} characters; say it shorter")]
    ReasonTooLong {
        /// How long it may be.
        most: usize,
    },
    /// It belongs to another connection, or the context does to another ticket.
    #[error("the plan belongs to another connection or ticket than the call; this is a fault of the host, report it")]
    OtherCall,
    /// Somebody else carries it out or settles it.
    #[error("another process carries the plan out or settles it; wait for its outcome")]
    Lost,
    /// It has no outcome yet, so nothing can be undone.
    #[error("the plan has changed nothing that could be undone (it is {state})")]
    NothingToUndo {
        /// Where it is.
        state: PlanState,
    },
    /// It can't be undone.
    #[error("the plan can't be undone: {0}")]
    NotUndoable(String),
    /// Later plans have changed the same, and its way back would take them back too.
    #[error("\"{by}\" has changed the same since, and would be undone with it; undo that one first")]
    Overtaken {
        /// The latest of them.
        by: String,
    },
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "plan-unknown",
            Self::Expired { .. } => "plan-expired",
            Self::Used { .. } => "plan-used",
            Self::AlreadyApproved { .. } => "plan-already-approved",
            Self::NotApproved => "plan-not-approved",
            Self::Denied { .. } => "plan-denied",
            Self::Superseded { .. } => "plan-superseded",
            Self::Invalidated => "plan-invalidated",
            Self::OtherTicket { .. } => "plan-of-other-ticket",
            Self::Changed => "plan-changed",
            Self::RoleMissing { .. } => "role-missing",
            Self::OwnProposal { .. } => "own-proposal",
            Self::WritesOff => "writes-off",
            Self::Malformed(_) => "plan-malformed",
            Self::OtherPlugin => "plan-of-other-plugin",
            Self::OtherConnection { .. } => "plan-of-other-connection",
            Self::ReasonMissing => "reason-missing",
            Self::ReasonTooLong { .. } => "reason-too-long",
            Self::OtherCall => "plan-of-other-call",
            Self::Lost => "plan-held-elsewhere",
            Self::NothingToUndo { .. } => "nothing-to-undo",
            Self::NotUndoable(_) => "not-undoable",
            Self::Overtaken { .. } => "undo-overtaken",
        }
    }

    /// For people, in the language of a BCP 47 tag: German for "de" and its regions, English otherwise.
    #[must_use]
    pub fn text(&self, locale: &str) -> String {
        if super::words::is_german(locale) { super::words::refusal(self) } else { self.to_string() }
    }
}

/// What the gate answers when it doesn't do something.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GateError {
    /// It refuses; the same again is refused again.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// What happens can't be kept, so nothing happens.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The host itself failed.
    #[error("the gate failed: {0}; report it to the host's makers")]
    Host(String),
}

impl GateError {
    /// The refusal, if it is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }
}
