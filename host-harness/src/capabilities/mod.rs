//! What a guest can reach, as it sees it: http, secrets, audit, approvals.
//!
//! Thin on purpose: each file turns the contract's types into a call of another room (`upstream`, `secret_store`,
//! `store`, `gate`) and back. What may be used is decided by [`Grants`], the meeting of two lists: what the plugin's
//! manifest asks for, and what the host gives. How often is bounded for each call, so that a guest can't turn the host's
//! work into its own.

mod approvals;
mod audit;
mod grants;
mod http;
mod secrets;

pub use grants::{GrantError, Grants, GrantsBuilder};
pub(crate) use http::millis;
pub use secrets::SecretHandle;

use crate::contract;
use crate::gate::Approval;
use crate::store::{AuditEvent, AuditKind, AuditLog, StoreError};
use serde_json::{Map, Value};
use std::sync::Arc;
use tokio::time::Instant;
use wasmtime::component::ResourceTable;

/// Refusals of one call before it is ended. An honest guest meets a handful; each one is a record in the log.
const REFUSALS: u32 = 100;
/// Bytes of answers that one call may be given in all: an upstream's pages fit, and a guest's memory can hold them.
const ANSWERS: usize = 24 << 20;

/// What the running function is allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// `describe` and `list-actions`: nothing leaves the host.
    Offline,
    /// Everything else: reads.
    Reading,
    /// `execute-approved-action`: reads, each answered by the upstream itself, and the writes of the plan.
    Executing,
}

/// Why a call ends that the guest itself did not end. Kept beside the trap that it causes.
#[derive(Debug)]
pub(crate) enum HostFailure {
    /// The audit log can't be written.
    Audit(StoreError),
    /// The host itself is wrong.
    Host(String),
    /// The guest asked too often for what it may not have.
    Abuse(String),
}

/// Which call it is, for the log and for the limits.
pub(crate) struct CallIdentity {
    pub(crate) phase: Phase,
    /// The call's id in the audit log.
    pub(crate) id: String,
    /// The ticket the call is about, where it is about one.
    pub(crate) ticket: Option<String>,
    /// The component's digest.
    pub(crate) plugin: String,
    /// When a read has to be over, which leaves the guest time to answer with what it has.
    pub(crate) read_deadline: Instant,
    /// Reads it may make.
    pub(crate) requests: u32,
    /// The approval it was given, which has to know what the guest has looked at.
    pub(crate) approval: Option<Approval>,
}

/// The host as the guest of one call sees it.
pub(crate) struct GuestHost {
    pub(crate) table: ResourceTable,
    grants: Arc<Grants>,
    call: CallIdentity,
    requests_left: u32,
    refusals_left: u32,
    answer_bytes_left: usize,
    remarks: u32,
    failure: Option<HostFailure>,
}

/// The interface of the plain records; it has no functions.
impl contract::TypesHost for GuestHost {}

impl GuestHost {
    pub(crate) fn new(table: ResourceTable, grants: Arc<Grants>, call: CallIdentity) -> Self {
        let requests_left = call.requests;
        let (refusals_left, answer_bytes_left) = (REFUSALS, ANSWERS);
        Self { table, grants, call, requests_left, refusals_left, answer_bytes_left, remarks: 0, failure: None }
    }

    /// Why the host ended the call, if it did.
    pub(crate) fn take_failure(&mut self) -> Option<HostFailure> {
        self.failure.take()
    }

    /// An event of this call.
    pub(crate) fn event(&self, kind: AuditKind, detail: Map<String, Value>) -> AuditEvent {
        AuditEvent {
            kind,
            at: self.grants.clock().now(),
            call: Some(self.call.id.clone()),
            ticket: self.call.ticket.clone(),
            connection: Some(self.grants.connection().to_owned()),
            plugin: Some(self.call.plugin.clone()),
            detail,
        }
    }

    /// The log of this call.
    pub(crate) fn audit(&self) -> &Arc<dyn AuditLog> {
        self.grants.audit()
    }

    /// Writes to the audit log. A failure ends the call as a trap: what can't be recorded isn't done.
    pub(crate) async fn record(&mut self, events: Vec<AuditEvent>) -> wasmtime::Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        // Off the async threads: another process may hold the database for a while.
        let audit = Arc::clone(self.audit());
        match tokio::task::spawn_blocking(move || audit.append(&events)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(failure)) => Err(self.fail(HostFailure::Audit(failure))),
            Err(why) => Err(self.fail(HostFailure::Host(format!("its audit log failed: {why}")))),
        }
    }

    /// Counts a refusal; the call ends when there were too many.
    fn count_refusals(&mut self, refusals: usize) -> wasmtime::Result<()> {
        let left = u32::try_from(refusals).ok().and_then(|refusals| self.refusals_left.checked_sub(refusals));
        match left {
            Some(left) => {
                self.refusals_left = left;
                Ok(())
            }
            None => {
                let why = format!("it asked more than {REFUSALS} times for what it may not have");
                Err(self.fail(HostFailure::Abuse(why)))
            }
        }
    }

    fn fail(&mut self, failure: HostFailure) -> wasmtime::Error {
        self.failure = Some(failure);
        wasmtime::Error::msg("the host ended the call")
    }
}

/// The pairs as the detail of an audit event.
pub(crate) fn detail<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
