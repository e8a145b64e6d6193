//! Carries an approved plan out: claims it, lets the guest ask for its steps, and judges what the guest says about it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::json;

use super::outlet::Outlet;
use super::plan::{StoredPlan, Verdict};
use super::records::{about_plan, host, refused};
use super::refusal::{GateError, Refusal};
use super::send::Sender;
use super::verdict::{Facts, Judgement, judge};
use super::{Approval, Gate};
use crate::contract::{Context, Outcome};
use crate::store::{AuditKind, PlanChange, canonical_json};

/// A plugin that can carry plans out: the gate's side of [`Session`](crate::engine::Session).
#[async_trait]
pub trait Executor: Send + Sync {
    /// The component's digest.
    fn plugin(&self) -> &str;

    /// What its connection's writes are sent through.
    fn outlet(&self) -> Outlet;

    /// Calls `execute-approved-action`.
    ///
    /// # Errors
    /// When the guest failed, was stopped, or answered with an error of its own.
    async fn execute(&self, context: &Context, approval: Approval) -> Result<Outcome, ExecutorFailure>;
}

/// A guest that gave no outcome.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct ExecutorFailure {
    /// Stable code, such as "plugin-panicked".
    pub code: String,
    /// In words.
    pub text: String,
}

impl Gate {
    /// Carries an approved plan out and gives it with its outcome. It runs to its end even when the caller goes away.
    ///
    /// `context` is the call's: of the plan's ticket and connection, and of now.
    ///
    /// # Errors
    /// [`GateError::Refused`] when it isn't approved, was used, is over or void, or belongs to another plugin or connection;
    /// recorded, and nothing was sent. [`GateError::Store`] when it can't be recorded; what was sent by then is settled by
    /// [`Gate::recover`].
    pub async fn execute(
        &self,
        executor: Arc<dyn Executor>,
        context: Context,
        plan: &str,
    ) -> Result<StoredPlan, GateError> {
        let stored = self.get_or_record(plan, "execute", &host()).await?;
        let outlet = executor.outlet();
        let is_of_call = context.ticket == stored.ticket
            && context.connection == stored.connection
            && outlet.connection == stored.connection;
        let refusal = if !self.config.writes {
            Some(Refusal::WritesOff)
        } else if !is_of_call {
            Some(Refusal::OtherCall)
        } else if executor.plugin() != stored.plugin {
            Some(Refusal::OtherPlugin)
        } else {
            None
        };
        if let Some(refusal) = refusal {
            return self.refuse(refusal, refused(&stored, self.now(), "execute", &host())).await;
        }
        let (owner, at, lease_until) = (self.owner.to_string(), self.now(), self.lease(Duration::ZERO));
        let event = about_plan(&stored).event(AuditKind::PlanStarted, at);
        let event = event.detail("identity", stored.identity.to_string());
        let change = PlanChange::Start { owner, at, lease_until };
        let claimed = self.change(&stored, "execute", change, vec![event], &host()).await?;

        // A task of its own: a caller that hangs up must not leave a plan half carried out.
        let gate = self.clone();
        let run = tokio::spawn(async move { gate.run(executor, context, claimed, outlet).await });
        run.await.map_err(|why| GateError::Host(format!("carrying the plan out failed: {why}")))?
    }

    /// From the claim to the outcome.
    async fn run(
        &self,
        executor: Arc<dyn Executor>,
        context: Context,
        plan: StoredPlan,
        outlet: Outlet,
    ) -> Result<StoredPlan, GateError> {
        let _heartbeat = self.heartbeat(&plan.id);
        let approval =
            Approval::sending(plan.plan.clone(), Sender::new(self.clone(), plan.clone(), outlet, &context.locale));
        let said = executor.execute(&context, approval.clone()).await;
        approval.end().await;
        let steps = self.get(&plan.id).await?.steps;
        let writes = plan.plan.writes.len();
        let has_read = approval.has_read_since();
        let facts = Facts { writes, steps: &steps, has_read, settling: false, locale: &context.locale };
        match judge(said, &facts) {
            Judgement::Ends(verdict) => self.end(&plan, *verdict, &context.locale).await,
            Judgement::Settle { why } => {
                let owner = self.owner.to_string();
                let taken = self.take_over(&plan, &owner, &why).await?;
                self.settle(executor, context, taken).await
            }
        }
    }

    /// Makes the plan this gate's, to be settled. From here on nothing is sent for it any more.
    pub(super) async fn take_over(&self, plan: &StoredPlan, from: &str, why: &str) -> Result<StoredPlan, GateError> {
        let event = about_plan(plan).event(AuditKind::PlanSettling, self.now()).detail("why", why);
        let open: Vec<u32> = plan.steps.iter().filter(|row| row.may_have_been_executed()).map(|row| row.step).collect();
        let event = event.detail("begun", json!(open));
        let lease_until = self.lease(Duration::ZERO);
        let change = PlanChange::TakeOver { from: from.to_owned(), to: self.owner.to_string(), lease_until };
        self.change(plan, "settle", change, vec![event], &host()).await
    }

    /// Asks the guest once how it stands, with an approval that never sends, and ends the plan.
    pub(super) async fn settle(
        &self,
        executor: Arc<dyn Executor>,
        context: Context,
        plan: StoredPlan,
    ) -> Result<StoredPlan, GateError> {
        let _heartbeat = self.heartbeat(&plan.id);
        let approval = Approval::settling(plan.plan.clone(), plan.id.clone(), plan.steps.clone());
        let said = executor.execute(&context, approval.clone()).await;
        let (writes, has_read) = (plan.plan.writes.len(), approval.has_read_since());
        let facts = Facts { writes, steps: &plan.steps, has_read, settling: true, locale: &context.locale };
        match judge(said, &facts) {
            Judgement::Ends(verdict) => self.end(&plan, *verdict, &context.locale).await,
            Judgement::Settle { why } => Err(GateError::Host(format!("a plan is settled once ({why})"))),
        }
    }

    /// Keeps the outcome. `locale` is the language of its words.
    pub(super) async fn end(&self, plan: &StoredPlan, verdict: Verdict, locale: &str) -> Result<StoredPlan, GateError> {
        let value = serde_json::to_value(&verdict).map_err(|why| GateError::Host(why.to_string()))?;
        let mut event = about_plan(plan).event(AuditKind::PlanEnded, self.now()).detail("outcome", verdict.code());
        event = event.detail("settled", verdict.settled).detail("locale", locale);
        if let Some(text) = text(&verdict.outcome) {
            event = event.detail("text", text);
        }
        if let Some(corrected) = &verdict.corrected {
            event = event.detail("corrected", corrected.as_str());
        }
        let (owner, at, outcome) = (self.owner.to_string(), self.now(), canonical_json(&value));
        self.change(plan, "end", PlanChange::End { owner, at, outcome }, vec![event], &host()).await
    }

    /// Extends the lease as long as the result lives.
    fn heartbeat(&self, plan: &str) -> Heartbeat {
        let (gate, plan) = (self.clone(), plan.to_owned());
        let beat = async move {
            loop {
                tokio::time::sleep(gate.config.lease / 4).await;
                let (owner, lease_until) = (gate.owner.to_string(), gate.lease(Duration::ZERO));
                let (change, id) = (PlanChange::Extend { owner, lease_until }, plan.clone());
                // A busy database is tried again a quarter of the lease later.
                match gate.blocking(move |store| store.change(&id, &change, &[])).await {
                    Ok(Ok(Ok(_))) => {}
                    Ok(Ok(Err(_))) => return,
                    Ok(Err(why)) => tracing::warn!(%why, "the lease of a plan could not be extended"),
                    Err(why) => tracing::warn!(%why, "the lease of a plan could not be extended"),
                }
            }
        };
        Heartbeat(tokio::spawn(beat))
    }
}

/// Extends a lease until it is dropped.
struct Heartbeat(tokio::task::JoinHandle<()>);

impl Drop for Heartbeat {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// An outcome's words, as far as it has some of its own.
fn text(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Done(text) | Outcome::Already(text) | Outcome::Failed(text) | Outcome::Unknown(text) => {
            Some(text.clone())
        }
        Outcome::Partial(progress) => Some(progress.text.clone()),
        Outcome::Stale(changes) => {
            let labels: Vec<&str> = changes.iter().map(|change| change.label.as_str()).collect();
            (!labels.is_empty()).then(|| labels.join(", "))
        }
    }
}
