//! The gate between a plan and a write: no change leaves the host that a person has not approved, exactly as it is, once.
//!
//! ```text
//! propose ─▶ pending ─▶ approve (a person) ─▶ execute ─▶ verified outcome ─▶ audit log
//!               │             │                  │
//!               └─ deny · edit · expiry ·        └─ after a crash: settled by reading,
//!                  the customer writes again        never by sending again
//! ```
//!
//! - A plan's [identity](identity) is a hash of everything in it. A person approves an identity and nothing else.
//! - An [`Approver`] is made of a [`Person`] whose role allows it. An AI agent is another type, and there is no way over.
//! - The guest never sends. It holds an [`Approval`] and asks for step by step of the plan; what leaves is the plan's own
//!   request, after the host has read the plan's preconditions anew.
//! - Before a request leaves, its record in the audit log and its row in the database are durable. A row is made once, by
//!   the database's own key, so a step is sent at most once, whatever happens to how many processes.
//! - The guest's word on how it went is checked against what was sent and read; see [`execute`].
//!
//! What is left: between the read of the preconditions and the write lie some milliseconds in which somebody else can
//! change the same thing. Recharge has neither ETags nor idempotency keys, so nobody can close that window.
//!
//! There is no wasmtime in here and nothing of Recharge: the guest is behind the trait [`Executor`], the database behind
//! [`PlanStore`], the network behind [`Upstream`](crate::upstream::Upstream).

mod answer;
mod approval;
mod asked;
mod carry_on;
mod conversation;
pub mod execute;
pub mod identity;
mod lifecycle;
mod outlet;
mod overtaken;
mod people;
mod plan;
mod pointer;
pub mod policy;
mod preconditions;
mod records;
mod recover;
mod refusal;
mod send;
mod telling;
mod verdict;
mod words;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::clock::{Clock, SystemClock};
use crate::store::PlanStore;

pub(crate) use approval::NOTHING_MORE;
pub use approval::{Approval, CallMark, Performed};
pub use asked::Missing;
pub use conversation::{Reading, first_line};
pub use execute::{Executor, ExecutorFailure};
pub use lifecycle::UndoForm;
pub use outlet::Outlet;
pub use overtaken::overtaken_by;
pub use people::{AiAgent, Approver, NamedTool, Original, Person, Proposer, Role};
pub use plan::{Ended, Proposal, StoredPlan, Verdict};
pub use policy::{Actions, Policy, Right};
pub use recover::{Recovered, Resources};
pub use refusal::{GateError, Refusal};
pub use telling::{folded, telling};
pub(crate) use words::own_words;

/// Gives random numbers; a parameter, so that tests and replays can name them.
pub type Draw = Arc<dyn Fn() -> Result<u64, String> + Send + Sync>;

/// How a gate works. Start from [`GateConfig::new`].
#[derive(Clone)]
#[non_exhaustive]
pub struct GateConfig {
    /// Who may do what.
    pub policy: Policy,
    /// Whether anything is approved and sent at all.
    pub writes: bool,
    /// The longest a plan waits, whatever it says of itself.
    pub time_to_live: Duration,
    /// How long a claim on a plan holds without a sign of life. The owner extends it as long as it works.
    pub lease: Duration,
    /// The time of plans and records.
    pub clock: Arc<dyn Clock>,
    /// The time of leases: the machine's, even where plans live in a time of their own.
    pub lease_clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub draw: Draw,
}

impl GateConfig {
    /// The defaults with this clock for plans and records: writes on, four hours to decide, ids from the operating system.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            policy: Policy::default(),
            writes: true,
            // A working half-day: what nobody decided by then is looked at anew.
            time_to_live: Duration::from_secs(4 * 60 * 60),
            // Several times what a heartbeat takes on a busy database, and soon over for whoever waits after a crash.
            lease: Duration::from_secs(60),
            clock,
            lease_clock: Arc::new(SystemClock),
            draw: Arc::new(|| getrandom::u64().map_err(|why| why.to_string())),
        }
    }
}

/// The gate: one for each process and database. Cheap to clone.
#[derive(Clone)]
pub struct Gate {
    store: Arc<dyn PlanStore>,
    config: Arc<GateConfig>,
    /// This gate as the owner of what it carries out; unique to this process and this start.
    owner: Arc<str>,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").field("owner", &self.owner).finish_non_exhaustive()
    }
}

impl Gate {
    /// A gate over this store.
    ///
    /// # Errors
    /// [`GateError::Host`] when no random number can be had.
    pub fn new(store: Arc<dyn PlanStore>, config: GateConfig) -> Result<Self, GateError> {
        let nonce = (config.draw)().map_err(GateError::Host)?;
        let owner = recover::owner(nonce).into();
        Ok(Self { store, config: Arc::new(config), owner })
    }

    /// Who may do what.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.config.policy
    }

    fn now(&self) -> Timestamp {
        self.config.clock.now()
    }

    /// The end of a lease that is taken or extended now, and lasts at least that long.
    fn lease(&self, at_least: Duration) -> Timestamp {
        let lease = self.config.lease.saturating_add(at_least);
        self.config.lease_clock.now().checked_add(lease).unwrap_or(Timestamp::MAX)
    }

    /// Runs a blocking piece of work of the store off the async threads.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn PlanStore) -> T + Send + 'static,
    ) -> Result<T, GateError> {
        let store = Arc::clone(&self.store);
        let done = tokio::task::spawn_blocking(move || work(&*store)).await;
        done.map_err(|why| GateError::Host(format!("its database task failed: {why}")))
    }
}

/// A duration as whole milliseconds.
fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
