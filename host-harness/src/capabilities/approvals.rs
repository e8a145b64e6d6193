//! `approvals` as a guest sees it: a plan to read and steps to perform, both the gate's.

use super::{GuestHost, HostFailure, detail};
use crate::contract::world::armincx::plugin::approvals::{Host, HostApproval};
use crate::contract::{PerformError, Plan, Response};
use crate::gate::{Approval, CallMark, GateError, Performed};
use crate::store::AuditKind;
use serde_json::json;
use wasmtime::component::Resource;

impl Host for GuestHost {}

impl HostApproval for GuestHost {
    async fn plan(&mut self, handle: Resource<Approval>) -> wasmtime::Result<Plan> {
        Ok(self.table.get(&handle)?.plan().clone())
    }

    async fn perform(
        &mut self,
        handle: Resource<Approval>,
        step: u32,
    ) -> wasmtime::Result<Result<Response, PerformError>> {
        let approval = self.table.get(&handle)?.clone();
        let performed = match approval.perform(step, &self.call_mark()).await {
            Ok(performed) => performed,
            Err(GateError::Store(why)) => return Err(self.fail(HostFailure::Audit(why))),
            Err(why) => return Err(self.fail(HostFailure::Host(why.to_string()))),
        };
        if let Performed::Refused(error) = &performed {
            self.count_refusals(1)?;
            let mut about = detail([("step", json!(step)), ("error", json!(code(error)))]);
            about.extend(text(error).map(|why| ("why".to_owned(), json!(why))));
            about.extend(approval.id().map(|id| ("plan".to_owned(), json!(id))));
            let event = self.event(AuditKind::WriteRefused, about);
            self.record(vec![event]).await?;
        }
        Ok(performed.into_result())
    }

    async fn wait(&mut self, handle: Resource<Approval>, milliseconds: u32) -> wasmtime::Result<bool> {
        let approval = self.table.get(&handle)?.clone();
        Ok(approval.wait(milliseconds, &self.call_mark()).await)
    }

    async fn drop(&mut self, handle: Resource<Approval>) -> wasmtime::Result<()> {
        self.table.delete(handle)?;
        Ok(())
    }
}

impl GuestHost {
    fn call_mark(&self) -> CallMark {
        CallMark { id: self.call.id.clone(), deadline: self.call.read_deadline }
    }
}

/// The error's words, for the log.
fn text(error: &PerformError) -> Option<String> {
    match error {
        PerformError::NotPermitted(why)
        | PerformError::Unbound(why)
        | PerformError::NotSent(why)
        | PerformError::Unknown(why) => Some(why.clone()),
        PerformError::Stale(labels) => Some(labels.join(", ")),
        PerformError::NoSuchStep(_) | PerformError::OutOfOrder(_) | PerformError::AlreadyPerformed(_) => None,
    }
}

/// The error's stable code, for the log.
fn code(error: &PerformError) -> &'static str {
    match error {
        PerformError::NotPermitted(_) => "not-permitted",
        PerformError::NoSuchStep(_) => "no-such-step",
        PerformError::OutOfOrder(_) => "out-of-order",
        PerformError::AlreadyPerformed(_) => "already-performed",
        PerformError::Stale(_) => "stale",
        PerformError::Unbound(_) => "unbound",
        PerformError::NotSent(_) => "not-sent",
        PerformError::Unknown(_) => "unknown",
    }
}
