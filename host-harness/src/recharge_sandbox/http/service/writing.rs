//! A write from its call to its answer: performed by the rules, checked, told to who listens, or undone as a whole.

use std::sync::PoisonError;

use serde_json::Value;
use tokio::time::Instant;

use super::super::answer::Answer;
use super::super::query::Parameters;
use super::super::reads;
use super::super::v2021_01;
use super::lag::Lag;
use super::{Answered, Service, lock};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::faults::Effect;
use crate::recharge_sandbox::invariants;
use crate::recharge_sandbox::model::{Id, Source};
use crate::recharge_sandbox::rules::{self, Call, Done, Refusal, Write};
use crate::recharge_sandbox::state::State;
use crate::recharge_sandbox::telling::Cause;
use crate::recharge_sandbox::unknowns::{SecondWrite, WrongState};
use crate::recharge_sandbox::version::Version;

impl Service {
    pub(super) fn write(&self, call: &Call<'_>, parameters: &Parameters, now: Instant) -> Answered {
        let mut served = self.served_mut();
        let served = &mut *served;
        let unknowns = served.state.unknowns;
        let locked = |address: &Id| served.state.is_uncommitted(*address);
        if unknowns.second_write == SecondWrite::Conflict && addresses(call, &served.state).iter().any(locked) {
            return Answer::in_progress().into();
        }
        if served.state.faults.any(|effect| *effect == Effect::StaleReads) {
            *self.stale.write().unwrap_or_else(PoisonError::into_inner) = Some(served.clone());
        }
        let mut edit = Edit::begin(&mut served.state);
        let outcome = rules::perform(&mut edit, call).and_then(|done| {
            let touched = if call.write.regenerates() { edit.touched_addresses() } else { Default::default() };
            for address in touched {
                self.regenerate_soon(&mut edit, address, call.flags.commit, now);
            }
            self.check(&edit, call).map(|()| done)
        });
        let changes = match &outcome {
            Ok(_) => edit.finish(),
            Err(_) => {
                edit.undo();
                Vec::new()
            }
        };
        let source = call.token.map_or(Source::Merchant, |token| Source::Token(token.name.clone()));
        let done = outcome.is_ok().then_some(call);
        self.tell(served, &changes, &Cause { source, call: done });
        let view = served.view();
        let answer = match outcome {
            Ok(Done::Nothing) => Answer::nothing(),
            Ok(Done::Json(body)) => Answer::json(200, &body),
            Ok(Done::Record(kind, id)) => reads::record(view, kind, id, parameters),
            Ok(Done::Records(kind, ids)) => reads::records(view, kind, &ids, parameters),
            Ok(Done::Created(kind, id)) => Answer { status: 201, ..reads::record(view, kind, id, parameters) },
            Err(refusal) => match (&refusal, unknowns.wrong_state, call.write) {
                (Refusal::WrongState { .. }, WrongState::Unchanged, Write::Call(kind, id, _)) => {
                    reads::record(view, kind, id, parameters)
                }
                _ => {
                    let refusal = match parameters.version {
                        Version::V2021_01 => v2021_01::refusal(call.write, refusal),
                        Version::V2021_11 => refusal,
                    };
                    Answer::refused(&refusal, &unknowns)
                }
            },
        };
        Answered { answer, changes }
    }

    /// Refuses a write that has broken a rule: it must never happen, and is a mistake of the sandbox when it does.
    fn check(&self, edit: &Edit<'_>, call: &Call<'_>) -> Result<(), Refusal> {
        let broken = if self.options.unchecked { None } else { invariants::check(edit.state()).into_iter().next() };
        let Some(violation) = broken else { return Ok(()) };
        tracing::error!(%violation, write = ?call.write, "a write broke an invariant of the local Recharge");
        Err(Refusal::Status { status: 500, message: format!("the sandbox broke its own rule: {violation}") })
    }

    fn regenerate_soon(&self, edit: &mut Edit<'_>, address: Id, commit: bool, now: Instant) {
        let lag = Lag::of(self.options.commit_lag, now);
        match lag.filter(|_| !commit) {
            None => {
                lock(&self.lags).remove(&address);
                edit.regenerate(address);
            }
            Some(lag) => {
                lock(&self.lags).insert(address, lag);
                edit.leave_uncommitted(address);
            }
        }
    }
}

/// The addresses that a write is about: those of its own record and those that its body names.
fn addresses(call: &Call<'_>, state: &State) -> Vec<Id> {
    let record = match call.write {
        Write::Update(kind, id) | Write::Delete(kind, id) | Write::Call(kind, id, _) => {
            state.any(kind, id).and_then(|record| record.address_id())
        }
        Write::Create(_) | Write::MergeAddresses => None,
    };
    let named = call.body.get("address_id").and_then(Value::as_u64);
    record.into_iter().chain(named).collect()
}
