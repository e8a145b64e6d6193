//! Who may view, propose, approve and deny which action: one table, chosen by the operator.
//!
//! The default:
//!
//! | | view | propose | approve | deny |
//! | --- | --- | --- | --- | --- |
//! | viewer | yes | – | – | – |
//! | agent | yes | everything | the six changes of the contract: move-date, cancel, skip, unskip, update-address, reactivate | what they may approve |
//! | lead | yes | everything | everything | everything |
//! | AI agent, tool | – | everything | never | never |
//!
//! Whoever may say yes to a plan may say no to it: no is the safe answer, and somebody who sees that a plan is wrong must not
//! have to look for a colleague first. Whoever proposed a plan may take it back, whatever their role. A person may approve
//! what they proposed themselves: the second pair of eyes is for the machine and for the clerk, and most shops have one
//! agent on a shift. An operator who wants four eyes sets [`Policy::own_proposals`] to false.

use std::collections::{BTreeMap, BTreeSet};

use super::people::{Approver, Person, Proposer, Role};
use super::refusal::Refusal;
use crate::store::{Actor, ActorKind};

/// What is done with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// Look at it.
    View,
    /// Ask for it.
    Propose,
    /// Say yes.
    Approve,
    /// Say no.
    Deny,
}

impl Right {
    /// The stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Propose => "propose",
            Self::Approve => "approve",
            Self::Deny => "deny",
        }
    }
}

/// A set of actions, by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actions {
    /// All, those that a later plugin brings included.
    All,
    /// These and no others.
    Only(BTreeSet<String>),
}

impl Actions {
    /// No action.
    #[must_use]
    pub fn none() -> Self {
        Self::Only(BTreeSet::new())
    }

    /// These actions.
    pub fn of<'a>(actions: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Only(actions.into_iter().map(str::to_owned).collect())
    }

    /// Whether the action is among them.
    #[must_use]
    pub fn contains(&self, action: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(actions) => actions.contains(action),
        }
    }
}

/// The changes that an agent decides on unless the operator says otherwise. The ids are the contract's; "reactivate" is
/// how a cancellation is undone.
const EVERYDAY: [&str; 6] = ["move-date", "cancel", "skip", "unskip", "update-address", "reactivate"];

/// Who may do what. See the [module](self) for the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The actions each role has each right to. What isn't there is forbidden.
    pub roles: BTreeMap<(Role, Right), Actions>,
    /// What an AI agent or a tool may propose.
    pub machines: Actions,
    /// Whether a person may approve what they proposed themselves.
    pub own_proposals: bool,
}

impl Default for Policy {
    fn default() -> Self {
        let mut roles: BTreeMap<_, _> = Role::ALL.iter().map(|role| ((*role, Right::View), Actions::All)).collect();
        roles.insert((Role::Agent, Right::Propose), Actions::All);
        roles.insert((Role::Agent, Right::Approve), Actions::of(EVERYDAY));
        for right in [Right::Propose, Right::Approve, Right::Deny] {
            roles.insert((Role::Lead, right), Actions::All);
        }
        Self { roles, machines: Actions::All, own_proposals: true }
    }
}

impl Policy {
    /// Whether one of the person's roles has this right to this action.
    #[must_use]
    pub fn allows(&self, person: &Person, right: Right, action: &str) -> bool {
        let allows = |role: &Role| self.roles.get(&(*role, right)).is_some_and(|actions| actions.contains(action));
        person.roles.iter().any(allows)
    }

    /// The person as an approver of this action. The only way to one.
    ///
    /// # Errors
    /// [`Refusal::RoleMissing`] when no role of theirs allows it.
    pub fn approver(&self, person: &Person, action: &str) -> Result<Approver, Refusal> {
        if self.allows(person, Right::Approve, action) {
            return Ok(Approver::new(person, action));
        }
        Err(refusal(person, Right::Approve, action))
    }

    /// # Errors
    /// [`Refusal::RoleMissing`] when they may not propose this.
    pub(super) fn check_propose(&self, proposer: &Proposer, action: &str) -> Result<(), Refusal> {
        let allowed = match proposer {
            Proposer::Person(person) => self.allows(person, Right::Propose, action),
            // Whether the person might was judged when they proposed it.
            Proposer::Anew(original) if original.kind() == ActorKind::Person => true,
            Proposer::Ai(_) | Proposer::Tool(_) | Proposer::Anew(_) => self.machines.contains(action),
        };
        if allowed {
            return Ok(());
        }
        let who = proposer.actor().name;
        Err(Refusal::RoleMissing { who, right: Right::Propose, action: action.to_owned() })
    }

    /// Whether the person may say no to a plan: because a role of theirs decides on its action, or because it is their own.
    #[must_use]
    pub fn may_deny(&self, person: &Person, action: &str, proposed_by: &Actor) -> bool {
        let decides = |right| self.allows(person, right, action);
        decides(Right::Approve) || decides(Right::Deny) || *proposed_by == person.actor()
    }

    /// # Errors
    /// [`Refusal::RoleMissing`] when the plan isn't theirs to deny.
    pub(super) fn check_deny(&self, person: &Person, action: &str, proposed_by: &Actor) -> Result<(), Refusal> {
        if self.may_deny(person, action, proposed_by) {
            return Ok(());
        }
        Err(refusal(person, Right::Deny, action))
    }
}

fn refusal(person: &Person, right: Right, action: &str) -> Refusal {
    Refusal::RoleMissing { who: person.name.clone(), right, action: action.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::AiAgent;

    fn person(role: Role) -> Person {
        Person::new("p", "P", role)
    }

    #[test]
    fn the_default_table_is_the_documented_one() {
        let policy = Policy::default();
        for (role, right, action, expected) in [
            (Role::Viewer, Right::View, "skip", true),
            (Role::Viewer, Right::Propose, "skip", false),
            (Role::Viewer, Right::Approve, "skip", false),
            (Role::Agent, Right::Propose, "anything", true),
            (Role::Agent, Right::Approve, "skip", true),
            (Role::Agent, Right::Approve, "cancel", true),
            (Role::Agent, Right::Approve, "refund", false),
            (Role::Lead, Right::Approve, "refund", true),
            (Role::Lead, Right::Deny, "skip", true),
        ] {
            assert_eq!(policy.allows(&person(role), right, action), expected, "{role} {right:?} {action}");
            if right == Right::Approve {
                assert_eq!(policy.approver(&person(role), action).is_ok(), expected);
            }
        }
        let nobody = Person { roles: Vec::new(), ..person(Role::Lead) };
        assert!(!policy.allows(&nobody, Right::View, "skip"));
    }

    #[test]
    fn whoever_may_approve_may_deny_and_everybody_their_own() {
        let policy = Policy::default();
        let agent = Person::new("anna", "Anna", Role::Agent);
        let other = Person::new("ben", "Ben", Role::Agent).actor();
        let machine = Proposer::Ai(AiAgent { id: "ai".into(), name: "AI".into() }).actor();
        for action in ["skip", "refund"] {
            for by in [&machine, &other] {
                let approves = policy.approver(&agent, action).is_ok();
                assert_eq!(policy.check_deny(&agent, action, by).is_ok(), approves, "{action} {by:?}");
            }
            policy.check_deny(&agent, action, &agent.actor()).unwrap();
        }
        policy.check_deny(&person(Role::Lead), "refund", &other).unwrap();
        let viewer = person(Role::Viewer);
        policy.check_deny(&viewer, "skip", &machine).unwrap_err();
        policy.check_deny(&viewer, "skip", &other).unwrap_err();
        policy.check_deny(&viewer, "skip", &viewer.actor()).unwrap();
        // A machine of the same id is not the person.
        let namesake = Proposer::Ai(AiAgent { id: "anna".into(), name: "Anna".into() }).actor();
        assert_ne!(namesake, agent.actor());
    }
}
