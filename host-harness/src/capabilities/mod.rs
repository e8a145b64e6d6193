//! What a guest can reach, as it sees it: http, secrets, audit, approvals.
//!
//! Thin on purpose: each file turns the contract's types into a call of another room (`upstream`, `secret_store`,
//! `store`, `gate`) and back. What may be used is decided by [`Grants`], the meeting of two lists: what the plugin's
//! manifest asks for, and what the host gives.

mod approvals;
mod audit;
mod grants;
mod http;
mod secrets;

pub(crate) use http::millis;

pub use grants::{GrantError, Grants, GrantsBuilder};
pub use secrets::SecretHandle;

use crate::store::{AuditEvent, AuditKind, StoreError};
use serde_json::{Map, Value};
use std::sync::Arc;
use tokio::time::Instant;

/// What the running function is allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// `describe` and `list-actions`: nothing leaves the host.
    Offline,
    /// Everything else: reads.
    Reading,
}

/// The capabilities of one call.
pub(crate) struct Capabilities {
    pub(crate) grants: Arc<Grants>,
    pub(crate) phase: Phase,
    /// The call's id in the audit log.
    pub(crate) call: String,
    /// The ticket the call is about, where it is about one.
    pub(crate) ticket: Option<String>,
    /// The component's digest.
    pub(crate) plugin: String,
    /// When the call has to be over.
    pub(crate) deadline: Instant,
    /// Reads it may still make.
    pub(crate) requests_left: u32,
    /// Reads it was given at the start.
    pub(crate) requests_limit: u32,
    /// Why the audit log could not be written. The call ends with it.
    pub(crate) audit_failure: Option<StoreError>,
}

impl Capabilities {
    /// An event of this call.
    pub(crate) fn event(&self, kind: AuditKind, detail: Map<String, Value>) -> AuditEvent {
        AuditEvent {
            kind,
            at: self.grants.clock().now(),
            call: Some(self.call.clone()),
            ticket: self.ticket.clone(),
            connection: Some(self.grants.connection().to_owned()),
            plugin: Some(self.plugin.clone()),
            detail,
        }
    }

    /// Writes to the audit log. A failure ends the call as a trap: what can't be recorded isn't done.
    pub(crate) async fn record(&mut self, events: Vec<AuditEvent>) -> wasmtime::Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        // Off the async threads: another process may hold the database for a while.
        let audit = Arc::clone(self.grants.audit());
        let written = tokio::task::spawn_blocking(move || audit.append(&events)).await?;
        written.map(drop).map_err(|failure| {
            let text = failure.to_string();
            self.audit_failure = Some(failure);
            wasmtime::Error::msg(text)
        })
    }
}

/// The pairs as the detail of an audit event.
pub(crate) fn detail<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
