//! Carries an approved plan out: claims it, lets the guest ask for its steps, and judges what the guest says about it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use super::plan::StoredPlan;
use super::refusal::GateError;
use super::{Approval, Gate};
use crate::contract::{Context, Outcome, Write, WriteMethod};
use crate::secret_store::SecretSource;
use crate::upstream::Upstream;

/// What the host sends a connection's writes through: its upstreams and where its secrets are.
#[derive(Clone)]
pub struct Outlet {
    /// The connection's id.
    pub connection: String,
    /// The upstreams by their names in the manifest.
    pub upstreams: BTreeMap<String, Arc<Upstream>>,
    /// Where the connection's secrets are kept.
    pub secrets: Arc<dyn SecretSource>,
}

impl fmt::Debug for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let upstreams: Vec<&String> = self.upstreams.keys().collect();
        f.debug_struct("Outlet").field("connection", &self.connection).field("upstreams", &upstreams).finish()
    }
}

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
        let _ = (executor, context, plan);
        Err(GateError::Host("this version carries nothing out yet".to_owned()))
    }
}

/// The method's name.
pub(super) const fn method(write: &Write) -> &'static str {
    match write.method {
        WriteMethod::Post => "POST",
        WriteMethod::Put => "PUT",
    }
}
