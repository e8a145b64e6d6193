//! What was said on tickets since the host was told: who, when, the words, the question that was asked with them.

use jiff::Timestamp;
use serde::Serialize;

use super::error::StoreError;
use super::event::AuditEvent;
use super::plans::Actor;

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Voice {
    /// The customer.
    Customer,
    /// A person of the shop.
    Agent,
    /// The AI agent.
    Assistant,
}

impl Voice {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Customer, Self::Agent, Self::Assistant];

    /// The stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agent => "agent",
            Self::Assistant => "assistant",
        }
    }
}

/// One turn of a ticket's conversation. It is never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TurnRow {
    /// The ticket.
    pub ticket: String,
    /// Whose words.
    pub voice: Voice,
    /// Who of the shop, where it wasn't the customer.
    pub by: Option<Actor>,
    /// Whether it is a draft: nobody has said that the customer was told it.
    pub draft: bool,
    /// When.
    pub at: Timestamp,
    /// The words as they came: untrusted text.
    pub text: String,
    /// The question it asks, as JSON of the contract's record.
    pub asked: Option<String>,
    /// The plan whose verified outcome the customer was told with it.
    pub plan: Option<String>,
}

impl TurnRow {
    /// The customer's words.
    pub fn of_customer(ticket: impl Into<String>, at: Timestamp, text: impl Into<String>) -> Self {
        Self {
            ticket: ticket.into(),
            voice: Voice::Customer,
            by: None,
            draft: false,
            at,
            text: text.into(),
            asked: None,
            plan: None,
        }
    }
}

/// Where conversations are kept. Blocking. A customer's turn is kept by
/// [`PlanStore::customer_wrote`](super::PlanStore::customer_wrote), together with what it makes void.
pub trait Conversations: Send + Sync {
    /// Adds a turn and its records. Gives `false` and adds nothing where the customer was told of that plan already: of a
    /// plan they are told once.
    fn say(&self, turn: &TurnRow, events: &[AuditEvent]) -> Result<bool, StoreError>;

    /// What was said on a ticket, the oldest first.
    fn turns(&self, ticket: &str) -> Result<Vec<TurnRow>, StoreError>;
}
