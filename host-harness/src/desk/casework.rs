//! Work on a ticket: ask the plugin for a plan, put it before a person, carry it out, undo it. Every step goes through the
//! gate; nothing here can send.

use std::sync::Arc;

use super::anew::is_same_wish;
use crate::contract::{ActionRequest, Context, Form, Message, Outcome, Plan, Preparation};
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

/// A plan that was approved and carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct Approved {
    /// The plan with its outcome.
    pub plan: StoredPlan,
    /// The same wish prepared anew, where the plan turned out stale.
    pub fresh: Option<Prepared>,
    /// Whether what its words come to now is another wish than the one that was approved, so that nothing waits for it.
    pub is_other: bool,
    /// What the customer was told: only where it is done and verified, and the plan had words for it.
    pub told: Option<String>,
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
    /// There is no message of the customer that could be read: the last one was answered, and read or answered before it came here.
    #[error("the customer's last message on ticket {ticket} was answered, so there is nothing to read; give the words")]
    NothingToRead {
        /// The ticket.
        ticket: String,
    },
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
    /// The plan that came to nothing, and whose wish is prepared anew.
    pub follows: Option<String>,
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
        let preparation = self.answer(context, request, by).await??;
        let form = match request {
            ActionRequest::Form(form) => Some(form.clone()),
            ActionRequest::Message(_) => None,
        };
        let plans = self.take_in(context, &preparation, by, messages, relation, form).await?;
        Ok(Prepared { preparation, plans })
    }

    /// What the plugin would answer to a form that somebody is still filling in. Nothing comes of it: no plan waits, and
    /// the ticket's story doesn't tell of it.
    ///
    /// # Errors
    /// When the plugin has no answer.
    pub async fn preview(&self, context: &Context, form: &Form) -> Result<Preparation, CallError> {
        self.session.prepare_action(context, &ActionRequest::Form(form.clone())).await
    }

    /// What the plugin makes of a request; that it was asked, and how it answered, is in the log.
    ///
    /// # Errors
    /// When that can't be recorded; the plugin's own failure is the inner one.
    pub(super) async fn answer(
        &self,
        context: &Context,
        request: &ActionRequest,
        by: &Proposer,
    ) -> Result<Result<Preparation, CallError>, GateError> {
        let answer = self.session.prepare_action(context, request).await;
        let plugin = &self.session.plugin().inspection().digest;
        self.gate.asked(context, plugin, request, by, answer.as_ref().map_err(CallError::code)).await?;
        Ok(answer)
    }

    /// Puts the plans of an answer into the gate, in order.
    pub(super) async fn take_in(
        &self,
        context: &Context,
        preparation: &Preparation,
        by: &Proposer,
        messages: u64,
        relation: &Relation,
        form: Option<Form>,
    ) -> Result<Vec<StoredPlan>, CaseError> {
        let Preparation::Plans(made) = preparation else { return Ok(Vec::new()) };
        let mut plans = Vec::new();
        for (position, plan) in made.iter().enumerate() {
            let proposal = self.proposal(context, plan, by, messages, (relation, form.clone()));
            plans.push(match relation.edits.as_deref().filter(|_| position == 0) {
                Some(old) => self.gate.edit(old, proposal).await?,
                None => self.gate.propose(proposal).await?,
            });
        }
        Ok(plans)
    }

    fn proposal(
        &self,
        context: &Context,
        plan: &Plan,
        by: &Proposer,
        messages: u64,
        (relation, form): (&Relation, Option<Form>),
    ) -> Proposal {
        Proposal {
            plan: plan.clone(),
            plugin: self.session.plugin().inspection().digest.clone(),
            connection: context.connection.clone(),
            ticket: context.ticket.clone(),
            by: by.clone(),
            locale: context.locale.clone(),
            messages: Some(messages),
            undo_of: relation.undoes.clone(),
            follows: relation.follows.clone(),
            form,
        }
    }

    /// A person says yes to the plan they were shown, and it is carried out at once. Where it turns out stale, the same wish
    /// is prepared anew, which needs an approval of its own; where that would be another wish by now, nothing is.
    ///
    /// # Errors
    /// When the gate refuses; recorded, and nothing was sent.
    pub async fn approve(
        &self,
        context: &Context,
        plan: &str,
        shown: Hash,
        person: &Person,
    ) -> Result<Approved, CaseError> {
        let approver = self.gate.approver(person, plan).await?;
        let plugin = &self.session.plugin().inspection().digest;
        let approved = self.gate.approve_to_execute(&approver, plan, shown, context, plugin).await?;
        let ended = self.gate.execute(self.executor(), context.clone(), &approved.id).await?;
        // What was done is to be shown even if that it was told can't be kept.
        let told = self.gate.tell_customer(&ended).await.unwrap_or_else(|why| {
            tracing::error!(plan = %ended.id, %why, "the customer's reply could not be kept, so they were not told");
            None
        });
        let is_stale = ended.ended.as_ref().is_some_and(|ended| matches!(ended.verdict.outcome, Outcome::Stale(_)));
        let Some(request) = wish(&ended).filter(|_| is_stale) else {
            return Ok(Approved { plan: ended, fresh: None, is_other: false, told });
        };
        // It stays the wish of whoever had it; the approver has approved, and wished nothing.
        let by = ended.proposed_anew();
        // That nothing can be offered takes nothing from what happened.
        let (fresh, is_other) = match self.renewed(context, &request, &by, &ended).await {
            Ok(Some(fresh)) => (Some(fresh), false),
            Ok(None) => (None, true),
            Err(_) => (None, false),
        };
        Ok(Approved { plan: ended, fresh, is_other, told })
    }

    /// A stale plan's wish prepared anew; nothing where that has become another wish.
    async fn renewed(
        &self,
        context: &Context,
        request: &ActionRequest,
        by: &Proposer,
        ended: &StoredPlan,
    ) -> Result<Option<Prepared>, CaseError> {
        let messages = self.gate.messages(&context.ticket).await?;
        let preparation = self.answer(context, request, by).await??;
        if let Preparation::Plans(made) = &preparation
            && !made.iter().all(|anew| is_same_wish(&ended.plan, anew))
        {
            return Ok(None);
        }
        let relation = Relation { edits: None, undoes: ended.undo_of.clone(), follows: Some(ended.id.clone()) };
        let plans = self.take_in(context, &preparation, by, messages, &relation, ended.form.clone()).await?;
        Ok(Some(Prepared { preparation, plans }))
    }

    /// Somebody wants what a plan that came to nothing had wanted: a plan of its own, which needs its own approval. Nothing
    /// where nobody knows any more what it was made of.
    ///
    /// # Errors
    /// As [`Casework::prepare`].
    pub async fn once_more(
        &self,
        context: &Context,
        plan: &StoredPlan,
        by: &Proposer,
    ) -> Result<Option<Prepared>, CaseError> {
        let Some(request) = wish(plan) else { return Ok(None) };
        let relation = Relation { edits: None, undoes: plan.undo_of.clone(), follows: Some(plan.id.clone()) };
        self.prepare(context, &request, by, &relation).await.map(Some)
    }

    /// Asks for what undoes a plan that was carried out: a plan of its own, which needs its own approval.
    ///
    /// # Errors
    /// When there is nothing to undo, or as [`Casework::prepare`].
    pub async fn undo(&self, context: &Context, plan: &str, by: &Proposer) -> Result<(Form, Prepared), CaseError> {
        let undo = self.gate.undo_by(plan, by).await?;
        let relation = Relation { undoes: Some(undo.of), ..Relation::default() };
        let request = ActionRequest::Form(undo.form.clone());
        Ok((undo.form, self.prepare(context, &request, by, &relation).await?))
    }

    /// Settles what an earlier process left in the middle, by reading; nothing is sent to the vendor, and the customer is
    /// told what turns out to be done. `contact` names a ticket's contact.
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
        let recovered = self.gate.recover(&resources).await?;
        for plan in &recovered {
            if let Recovered::Settled(plan) = plan {
                self.gate.tell_customer(plan).await?;
            }
        }
        Ok(recovered)
    }

    fn executor(&self) -> Arc<dyn Executor> {
        Arc::new(self.session.clone())
    }
}

/// What a plan was made of: its form, or what was understood of a message, without any new words.
fn wish(plan: &StoredPlan) -> Option<ActionRequest> {
    if let Some(form) = plan.form.clone() {
        return Some(ActionRequest::Form(form));
    }
    let understood = plan.plan.understood.clone();
    let message = || Message { text: String::new(), dialogue: Vec::new(), lapsed: vec![understood.clone()] };
    (!understood.is_empty()).then(|| ActionRequest::Message(message()))
}
