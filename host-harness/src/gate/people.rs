//! Who asks for a plan and who says yes to it. The types keep the two apart: an [`Approver`] is made out of a [`Person`]
//! and out of nothing else.

use std::fmt;

use crate::store::{Actor, ActorKind};

/// What a person may do in general; the [`Policy`](super::Policy) says what that means for each action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Looks on.
    Viewer,
    /// Works on tickets.
    Agent,
    /// Leads the team.
    Lead,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Agent, Self::Lead];

    /// The stable text: "viewer", "agent", "lead".
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Agent => "agent",
            Self::Lead => "lead",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A human with an account in the helpdesk. The host makes one after it has found out who sits there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account's id, such as "anna".
    pub id: String,
    /// The name for people.
    pub name: String,
    /// What the account may do; no role is no right at all.
    pub roles: Vec<Role>,
}

impl Person {
    /// A person with one role.
    pub fn new(id: impl Into<String>, name: impl Into<String>, role: Role) -> Self {
        Self { id: id.into(), name: name.into(), roles: vec![role] }
    }

    pub(super) fn actor(&self) -> Actor {
        Actor { kind: ActorKind::Person, id: self.id.clone(), name: self.name.clone() }
    }
}

/// The helpdesk's AI agent. It may propose where the policy lets it; nothing turns it into a [`Person`] or an
/// [`Approver`].
///
/// ```compile_fail
/// use host_harness::gate::{AiAgent, Policy};
/// let assistant = AiAgent { id: "assistant".into(), name: "Assistant".into() };
/// let approver = Policy::default().approver(&assistant, "skip");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AiAgent {
    /// Its id, such as "assistant".
    pub id: String,
    /// Its name for people.
    pub name: String,
}

/// A program that proposes under its own name, such as a client of the tool protocol. As little an approver as the AI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedTool {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
}

/// Whoever may propose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposer {
    /// A human.
    Person(Person),
    /// The AI agent.
    Ai(AiAgent),
    /// A program.
    Tool(NamedTool),
    /// The helpdesk itself, which prepares anew what somebody had proposed. It stays their proposal.
    Anew(Original),
}

/// Whoever proposed a plan that came to nothing through nobody's fault. Made with
/// [`StoredPlan::proposed_anew`](super::StoredPlan::proposed_anew) alone, so that nobody proposes in another one's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original(Actor);

impl Original {
    pub(super) const fn new(actor: Actor) -> Self {
        Self(actor)
    }

    pub(super) const fn kind(&self) -> ActorKind {
        self.0.kind
    }
}

impl Proposer {
    pub(super) fn actor(&self) -> Actor {
        let (kind, id, name) = match self {
            Self::Person(person) => return person.actor(),
            Self::Anew(Original(actor)) => return actor.clone(),
            Self::Ai(AiAgent { id, name }) => (ActorKind::Ai, id, name),
            Self::Tool(NamedTool { id, name }) => (ActorKind::Tool, id, name),
        };
        Actor { kind, id: id.clone(), name: name.clone() }
    }
}

/// A person whose role allows approving this action. Made with [`Policy::approver`](super::Policy::approver) alone; the
/// fields are nobody's to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    person: Person,
    action: String,
}

impl Approver {
    pub(super) fn new(person: &Person, action: &str) -> Self {
        Self { person: person.clone(), action: action.to_owned() }
    }

    /// The person.
    #[must_use]
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// The action they may approve.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }
}
