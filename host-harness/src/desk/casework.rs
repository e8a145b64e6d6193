//! Work on a ticket: ask the plugin for a plan, put it before a person, carry it out, undo it. Every step goes through the
//! gate; nothing here can send.

use std::sync::Arc;

use crate::contract::{ActionRequest, Context, Form, Outcome, Plan, Preparation};
use crate::engine::{CallError, Session};
use crate::gate::{Executor, Gate, GateError, Person, Proposal, Proposer, Recovered, StoredPlan};
use crate::store::Hash;

/// A connected plugin with the gate before it.
#[derive(Clone)]
pub struct Casework {
    session: Session,
    gate: Gate,
}

/// What came of asking for something.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// The plugin's answer.
    pub preparation: Preparation,
    /// Its plans as they wait in the gate, in the answer's order.
    pub plans: Vec<StoredPlan>,
}

/// Why work on a ticket failed.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The plugin has no answer.
    #[error(transparent)]
    Call(#[from] Box<CallError>),
    /// The gate refuses, or can't record.
    #[error(transparent)]
    Gate(#[from] GateError),
}

impl From<CallError> for CaseError {
    fn from(error: CallError) -> Self {
        Self::Call(Box::new(error))
    }
}

/// What a wish takes the place of or undoes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relation {
    /// The plan that is edited: the new one supersedes it.
    pub edits: Option<String>,
    /// The plan that is undone.
    pub undoes: Option<String>,
}

impl Casework {
    /// Work with this plugin behind this gate.
    #[must_use]
    pub fn new(session: Session, gate: Gate) -> Self {
        Self { session, gate }
    }

    /// The gate.
    #[must_use]
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The plugin.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Asks the plugin, and puts the plans it makes into the gate. Of several plans only the first can edit another one.
    ///
    /// # Errors
    /// When the plugin has no answer, or the gate doesn't take a plan.
    pub async fn prepare(
        &self,
        context: &Context,
        request: &ActionRequest,
        by: &Proposer,
        relation: &Relation,
    ) -> Result<Prepared, CaseError> {
        // Before the plugin reads: a message that comes in meanwhile makes its plans void.
        let messages = self.gate.messages(&context.ticket).await?;
        let prepared = self.session.prepare_action(context, request).await;
        let plugin = &self.session.plugin().inspection().digest;
        self.gate.asked(context, plugin, request, by, prepared.as_ref().map_err(CallError::code)).await?;
        let preparation = prepared?;
        let mut plans = Vec::new();
        if let Preparation::Plans(made) = &preparation {
            for (position, plan) in made.iter().enumerate() {
                let form = match request {
                    ActionRequest::Form(form) => Some(form.clone()),
                    ActionRequest::Message(_) => None,
                };
                let proposal = self.proposal(context, plan, by, messages, (relation.undoes.clone(), form));
                plans.push(match relation.edits.as_deref().filter(|_| position == 0) {
                    Some(old) => self.gate.edit(old, proposal).await?,
                    None => self.gate.propose(proposal).await?,
                });
            }
        }
        Ok(Prepared { preparation, plans })
    }

    fn proposal(
        &self,
        context: &Context,
        plan: &Plan,
        by: &Proposer,
        messages: u64,
        (undo_of, form): (Option<String>, Option<Form>),
    ) -> Proposal {
        Proposal {
            plan: plan.clone(),
            plugin: self.session.plugin().inspection().digest.clone(),
            connection: context.connection.clone(),
            ticket: context.ticket.clone(),
            by: by.clone(),
            messages: Some(messages),
            undo_of,
            form,
        }
    }

    /// A person says yes to the plan they were shown, and it is carried out at once. Where it turns out stale, the same wish
    /// is prepared anew: what is possible now, which needs an approval of its own.
    ///
    /// # Errors
    /// When the gate refuses; recorded, and nothing was sent.
    pub async fn approve(
        &self,
        context: &Context,
        plan: &str,
        shown: Hash,
        person: &Person,
    ) -> Result<(StoredPlan, Option<Prepared>), CaseError> {
        let approver = self.gate.approver(person, plan).await?;
        let plugin = &self.session.plugin().inspection().digest;
        let approved = self.gate.approve_to_execute(&approver, plan, shown, context, plugin).await?;
        let ended = self.gate.execute(self.executor(), context.clone(), &approved.id).await?;
        let is_stale = ended.ended.as_ref().is_some_and(|ended| matches!(ended.verdict.outcome, Outcome::Stale(_)));
        let Some(form) = ended.form.clone().filter(|_| is_stale) else { return Ok((ended, None)) };
        let by = Proposer::Person(person.clone());
        let relation = Relation { edits: None, undoes: ended.undo_of.clone() };
        let fresh = self.prepare(context, &ActionRequest::Form(form), &by, &relation).await;
        // That nothing can be offered takes nothing from what happened.
        Ok((ended, fresh.ok()))
    }

    /// Asks for what undoes a plan that was carried out: a plan of its own, which needs its own approval.
    ///
    /// # Errors
    /// When there is nothing to undo, or as [`Casework::prepare`].
    pub async fn undo(&self, context: &Context, plan: &str, by: &Proposer) -> Result<(Form, Prepared), CaseError> {
        let undo = self.gate.undo_by(plan, by).await?;
        let relation = Relation { undoes: Some(undo.of), edits: None };
        let request = ActionRequest::Form(undo.form.clone());
        Ok((undo.form, self.prepare(context, &request, by, &relation).await?))
    }

    /// Settles what an earlier process left in the middle, by reading; nothing is sent. `contact` names a ticket's contact.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn recover(
        &self,
        context: &(dyn Fn(&str) -> Option<Context> + Send + Sync),
    ) -> Result<Vec<Recovered>, GateError> {
        let plugin = self.session.plugin().inspection().digest.clone();
        let connection = self.session.grants().connection().to_owned();
        let resources = |plan: &StoredPlan| {
            if plan.plugin != plugin || plan.connection != connection {
                return None;
            }
            Some((self.executor(), context(&plan.ticket)?))
        };
        self.gate.recover(&resources).await
    }

    fn executor(&self) -> Arc<dyn Executor> {
        Arc::new(self.session.clone())
    }
}
