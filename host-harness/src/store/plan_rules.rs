//! How a plan may change: pure rules on one row, the same for every engine. Whoever applies them holds the row's lock.

use jiff::Timestamp;

use super::plan_store::{Arrival, Conflict, PlanChange};
use super::plans::{ActorKind, Decision, Ending, Execution, PlanRow, PlanState, StepRow, StepState};

impl PlanRow {
    /// Makes a change, or says why not and leaves the row as it is.
    ///
    /// # Errors
    /// The [`Conflict`] that stands in the way.
    pub fn apply(&mut self, change: &PlanChange) -> Result<(), Conflict> {
        match change {
            PlanChange::Approve { by, at, shown, ticket } => {
                if ticket.as_ref().is_some_and(|ticket| *ticket != self.ticket) {
                    return Err(Conflict::OtherTicket);
                }
                self.is_in(PlanState::Pending)?;
                if *shown != self.identity {
                    return Err(Conflict::Changed);
                }
                self.in_time(*at)?;
                self.decision = Some(Decision { by: by.clone(), at: *at, reason: None });
                self.state = PlanState::Approved;
            }
            PlanChange::Deny { by, at, reason } => {
                self.is_open()?;
                self.decision = Some(Decision { by: by.clone(), at: *at, reason: Some(reason.clone()) });
                self.state = PlanState::Denied;
            }
            PlanChange::Expire { at } => {
                self.is_open()?;
                if self.in_time(*at).is_ok() {
                    return Err(Conflict::State(self.state));
                }
                self.state = PlanState::Expired;
            }
            PlanChange::Start { owner, at, lease_until } => {
                self.is_in(PlanState::Approved)?;
                self.in_time(*at)?;
                self.execution = Some(Execution {
                    owner: owner.clone(),
                    begun_at: *at,
                    lease_until: *lease_until,
                    settling: false,
                    message_since: false,
                });
                self.state = PlanState::Executing;
            }
            PlanChange::Extend { owner, lease_until } => {
                let execution = self.held_by(owner)?;
                execution.lease_until = execution.lease_until.max(*lease_until);
            }
            PlanChange::TakeOver { from, to, lease_until } => {
                let execution = self.held_by(from)?;
                execution.owner.clone_from(to);
                execution.lease_until = *lease_until;
                execution.settling = true;
            }
            PlanChange::BeginStep { owner, step, at, lease_until } => {
                self.begin_step(owner, *step, *at, *lease_until)?
            }
            PlanChange::EndStep { owner, step, at, state, status } => {
                self.held_by(owner)?;
                let row = self.steps.iter_mut().find(|row| row.step == *step).ok_or(Conflict::OutOfOrder)?;
                // The word on a step is final, except that what waits to be sent again may turn out never to be.
                if !matches!(row.state, StepState::Open | StepState::Deferred) {
                    return Err(Conflict::StepTaken(row.state));
                }
                row.state = *state;
                row.status = *status;
                row.ended_at = Some(*at);
            }
            PlanChange::End { owner, at, outcome } => {
                self.held_by(owner)?;
                self.ending = Some(Ending { at: *at, outcome: outcome.clone() });
                self.state = PlanState::Ended;
            }
        }
        Ok(())
    }

    /// A step begins once. Only an answer that says "not executed" lets it begin again.
    fn begin_step(&mut self, owner: &str, step: u32, at: Timestamp, lease_until: Timestamp) -> Result<(), Conflict> {
        let (expires_at, none_begun) = (self.expires_at, self.steps.is_empty());
        let execution = self.held_by(owner)?;
        if execution.settling {
            return Err(Conflict::Lost);
        }
        // What was begun is finished; what wasn't, isn't begun any more.
        if none_begun && execution.message_since {
            return Err(Conflict::MessageSince);
        }
        if none_begun && at >= expires_at {
            return Err(Conflict::Expired);
        }
        execution.lease_until = execution.lease_until.max(lease_until);
        match self.steps.iter_mut().find(|row| row.step == step) {
            Some(row) if row.state == StepState::Deferred => {
                row.state = StepState::Open;
                row.attempts = row.attempts.saturating_add(1);
                row.sent_at = at;
                row.ended_at = None;
            }
            Some(row) => return Err(Conflict::StepTaken(row.state)),
            None => {
                let earlier = self.steps.iter().filter(|row| row.step < step && row.was_executed()).count();
                if u32::try_from(earlier) != Ok(step) {
                    return Err(Conflict::OutOfOrder);
                }
                let state = StepState::Open;
                self.steps.push(StepRow { step, state, attempts: 1, status: None, sent_at: at, ended_at: None });
            }
        }
        Ok(())
    }

    /// A newer plan takes its place.
    pub(super) fn supersede(&mut self, by: &PlanRow) -> Result<(), Conflict> {
        if self.ticket != by.ticket || self.connection != by.connection {
            return Err(Conflict::OtherTicket);
        }
        self.is_open()?;
        self.replaced_by = Some(by.id.clone());
        self.state = PlanState::Superseded;
        Ok(())
    }

    /// The customer wrote, or was read again. Says whether that made it invalid.
    pub(super) fn customer_wrote(&mut self, arrival: Arrival) -> bool {
        let again = arrival == Arrival::ReadAgain;
        match self.state {
            PlanState::Pending | PlanState::Approved if again && self.proposed_by.kind != ActorKind::Ai => false,
            PlanState::Executing if again => false,
            PlanState::Pending | PlanState::Approved => {
                self.state = PlanState::Invalidated;
                true
            }
            PlanState::Executing => {
                if let Some(execution) = &mut self.execution {
                    execution.message_since = true;
                }
                false
            }
            _ => false,
        }
    }

    fn is_in(&self, state: PlanState) -> Result<(), Conflict> {
        if self.state == state { Ok(()) } else { Err(Conflict::State(self.state)) }
    }

    fn is_open(&self) -> Result<(), Conflict> {
        if self.state.is_open() { Ok(()) } else { Err(Conflict::State(self.state)) }
    }

    fn in_time(&self, now: Timestamp) -> Result<(), Conflict> {
        if now < self.expires_at { Ok(()) } else { Err(Conflict::Expired) }
    }

    fn held_by(&mut self, owner: &str) -> Result<&mut Execution, Conflict> {
        self.is_in(PlanState::Executing)?;
        self.execution.as_mut().filter(|execution| execution.owner == owner).ok_or(Conflict::Lost)
    }
}
