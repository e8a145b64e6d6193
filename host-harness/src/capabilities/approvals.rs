//! `approvals` as a guest sees it: a plan to read and steps to perform, both the gate's.

use super::{GuestHost, detail};
use crate::contract::world::armincx::plugin::approvals::{Host, HostApproval};
use crate::contract::{PerformError, Plan, Response};
use crate::gate::Approval;
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
        let result = self.table.get_mut(&handle)?.perform(step);
        if let Err(error) = &result {
            self.count_refusals(1)?;
            let about = detail([("step", json!(step)), ("error", json!(code(error)))]);
            let event = self.event(AuditKind::WriteRefused, about);
            self.record(vec![event]).await?;
        }
        Ok(result)
    }

    async fn wait(&mut self, _handle: Resource<Approval>, _milliseconds: u32) -> wasmtime::Result<bool> {
        // Nothing is sent in this version, so there is nothing to wait for.
        Ok(false)
    }

    async fn drop(&mut self, handle: Resource<Approval>) -> wasmtime::Result<()> {
        self.table.delete(handle)?;
        Ok(())
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
