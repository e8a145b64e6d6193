//! What the gate writes down: the records of plans, and of everything it refuses. Whatever changes a plan goes through
//! [`Gate::change`], so that nothing changes or is refused without a record.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Gate;
use super::outlet::method;
use super::people::Proposer;
use super::plan::{Proposal, StoredPlan};
use super::refusal::{GateError, Refusal};
use crate::store::{Actor, ActorKind, AuditEvent, AuditKind, Conflict, PlanChange, PlanRow, PlanState, Unchanged};

impl Gate {
    /// The plan; an id that isn't there is recorded as a refusal.
    pub(super) async fn get_or_record(&self, plan: &str, asked: &str, by: &Actor) -> Result<StoredPlan, GateError> {
        match self.get(plan).await {
            Err(GateError::Refused(refusal)) => {
                let event = AuditEvent::new(AuditKind::PlanRefused, self.now()).detail("plan", shown(plan));
                self.refuse(refusal, event.detail("asked", asked).detail("by", actor(by))).await
            }
            other => other,
        }
    }

    /// Makes a change and its records, or refuses and records that.
    pub(super) async fn change(
        &self,
        plan: &StoredPlan,
        asked: &str,
        change: PlanChange,
        events: Vec<AuditEvent>,
        by: &Actor,
    ) -> Result<StoredPlan, GateError> {
        let id = plan.id.clone();
        let unchanged = match self.blocking(move |store| store.change(&id, &change, &events)).await?? {
            Ok(row) => return StoredPlan::read(row, self.now()),
            Err(unchanged) => unchanged,
        };
        if unchanged.conflict == Conflict::Expired {
            self.expire(plan).await?;
        }
        let refusal = self.refusal(&plan.id, unchanged);
        self.refuse(refusal, refused(plan, self.now(), asked, by)).await
    }

    /// Records a refusal and gives it.
    pub(super) async fn refuse<T>(&self, refusal: Refusal, event: AuditEvent) -> Result<T, GateError> {
        let event = event.detail("code", refusal.code()).detail("why", refusal.to_string());
        self.blocking(move |store| store.append(&[event])).await??;
        Err(refusal.into())
    }

    /// The refusal for what stood in the way.
    pub(super) fn refusal(&self, id: &str, Unchanged { conflict, row }: Unchanged) -> Refusal {
        let Some(row) = row else {
            return match conflict {
                Conflict::MessageSince => Refusal::Invalidated,
                _ => Refusal::Unknown(shown(id)),
            };
        };
        match conflict {
            Conflict::Expired => Refusal::Expired { at: row.expires_at },
            Conflict::OtherTicket => Refusal::OtherTicket { ticket: row.ticket },
            Conflict::Changed => Refusal::Changed,
            Conflict::MessageSince => Refusal::Invalidated,
            Conflict::State(state) => by_state(state, &row),
            _ => Refusal::Lost,
        }
    }
}

fn by_state(state: PlanState, row: &PlanRow) -> Refusal {
    let decided_by = || row.decision.as_ref().map(|decision| decision.by.name.clone()).unwrap_or_default();
    match state {
        PlanState::Pending => Refusal::NotApproved,
        PlanState::Approved => Refusal::AlreadyApproved { by: decided_by() },
        PlanState::Executing | PlanState::Ended => Refusal::Used { state },
        PlanState::Denied => {
            let reason = row.decision.as_ref().and_then(|decision| decision.reason.clone()).unwrap_or_default();
            Refusal::Denied { by: decided_by(), reason }
        }
        PlanState::Expired => Refusal::Expired { at: row.expires_at },
        PlanState::Superseded => Refusal::Superseded { by: row.replaced_by.clone().unwrap_or_default() },
        PlanState::Invalidated => Refusal::Invalidated,
    }
}

/// What an event of a plan belongs to.
pub(super) struct About<'a> {
    pub id: &'a str,
    pub ticket: &'a str,
    pub connection: &'a str,
    pub plugin: &'a str,
}

impl About<'_> {
    pub(super) fn event(&self, kind: AuditKind, at: Timestamp) -> AuditEvent {
        let event = AuditEvent::new(kind, at).ticket(self.ticket).connection(self.connection).plugin(self.plugin);
        if self.id.is_empty() { event } else { event.detail("plan", self.id) }
    }
}

pub(super) fn about_plan(plan: &StoredPlan) -> About<'_> {
    About { id: &plan.id, ticket: &plan.ticket, connection: &plan.connection, plugin: &plan.plugin }
}

pub(super) fn about_row(row: &PlanRow) -> About<'_> {
    About { id: &row.id, ticket: &row.ticket, connection: &row.connection, plugin: &row.plugin }
}

/// The record of a refusal about a plan that is there.
pub(super) fn refused(plan: &StoredPlan, at: Timestamp, asked: &str, by: &Actor) -> AuditEvent {
    about_plan(plan).event(AuditKind::PlanRefused, at).detail("asked", asked).detail("by", actor(by))
}

/// What the log says of a new plan: what is asked for and what would be sent, without bodies.
pub(super) fn proposed(row: &PlanRow, proposal: &Proposal, event: AuditEvent) -> AuditEvent {
    let plan = &proposal.plan;
    let writes: Vec<Value> = plan
        .writes
        .iter()
        .map(|write| json!({"label": write.label, "method": method(write), "path": write.path}))
        .collect();
    let changes: Vec<Value> = plan
        .changes
        .iter()
        .map(|change| json!({"label": change.label, "before": change.before, "after": change.after}))
        .collect();
    let mut event = event
        .detail("plan", row.id.as_str())
        .detail("identity", row.identity.to_string())
        .detail("title", plan.title.as_str())
        .detail("locale", proposal.locale.as_str())
        .detail("changes", changes)
        .detail("writes", writes)
        .detail("end", row.expires_at.to_string());
    // What it rests on, where it was made from a customer's words.
    for (name, texts) in [("evidence", &plan.evidence), ("rejected", &plan.rejected)] {
        if !texts.is_empty() {
            event = event.detail(name, texts.clone());
        }
    }
    for (name, other) in [("replaces", &row.replaces), ("undoes", &row.undo_of), ("follows", &proposal.follows)] {
        if let Some(other) = other {
            event = event.detail(name, other.as_str());
        }
    }
    if matches!(proposal.by, Proposer::Anew(_)) { event.detail("anew", true) } else { event }
}

/// Who, for the log.
pub(super) fn actor(actor: &Actor) -> Value {
    json!({"kind": actor.kind.as_str(), "id": actor.id, "name": actor.name})
}

/// An id as it can be shown: people paste the wrong thing.
pub(super) fn shown(id: &str) -> String {
    id.chars().filter(|c| !c.is_control()).take(40).collect()
}

/// The host itself, where nobody else asked.
pub(super) fn host() -> Actor {
    Actor { kind: ActorKind::Tool, id: "host".to_owned(), name: "host".to_owned() }
}
