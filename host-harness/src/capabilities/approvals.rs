//! `approvals` as a guest sees it: a plan to read and steps to perform, both the gate's.

use super::detail;
use crate::contract::world::armincx::plugin::approvals::{Host, HostApproval};
use crate::contract::{PerformError, Plan, Response};
use crate::engine::CallState;
use crate::gate::Approval;
use crate::store::AuditKind;
use serde_json::json;
use wasmtime::component::Resource;

impl Host for CallState {}

impl HostApproval for CallState {
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
            let about = detail([("step", json!(step)), ("why", json!(format!("{error:?}")))]);
            let event = self.capabilities.event(AuditKind::WriteRefused, about);
            self.capabilities.record(vec![event]).await?;
        }
        Ok(result)
    }

    async fn drop(&mut self, handle: Resource<Approval>) -> wasmtime::Result<()> {
        self.table.delete(handle)?;
        Ok(())
    }
}
