//! A plan with the permission to carry it out: what a guest holds while it executes.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::refusal::GateError;
use super::send::Sender;
use crate::contract::{PerformError, Plan, Response};
use crate::store::{StepRow, StepState};

/// The longest wait while no read shows anything: nothing can be seen then, and it stays unknown whether it happened. What can
/// be read is looked for as long as the call has time, above all what nobody confirmed: what Recharge took may show late.
const BLIND: Duration = Duration::from_secs(30);

/// A plan with the permission to carry it out, or with none. The gate makes the first kind, anybody the second. Copies
/// are the same approval: a step that one has performed is performed for all.
#[derive(Clone)]
pub struct Approval {
    inner: Arc<Inner>,
}

struct Inner {
    plan: Plan,
    permission: Permission,
    witness: Witness,
}

enum Permission {
    /// None; with the plan's id, where it is in a gate.
    Closed { id: Option<String> },
    /// To send each write once.
    Sending(Box<Sender>),
    /// None any more: the steps as they were when the execution was interrupted.
    Settling { id: String, steps: Vec<StepRow> },
}

/// The call in which a step is asked for.
#[derive(Debug, Clone)]
pub struct CallMark {
    /// Its id in the audit log.
    pub id: String,
    /// When an answer has to be there, so that the guest still has time to say something.
    pub deadline: Instant,
}

/// What came of asking for a step.
#[derive(Debug)]
pub enum Performed {
    /// The upstream's answer.
    Answered(Response),
    /// It was tried, and recorded with what came of it.
    Failed(PerformError),
    /// It wasn't tried; whoever asked for it records that.
    Refused(PerformError),
}

impl Performed {
    /// As the guest gets it.
    ///
    /// # Errors
    /// For all but an answer.
    pub fn into_result(self) -> Result<Response, PerformError> {
        match self {
            Self::Answered(response) => Ok(response),
            Self::Failed(error) | Self::Refused(error) => Err(error),
        }
    }
}

impl Approval {
    /// An approval that permits nothing: every step is refused. With it a host can find out what a plugin does when it
    /// is not allowed to send.
    #[must_use]
    pub fn closed(plan: Plan) -> Self {
        Self::new(plan, Permission::Closed { id: None })
    }

    /// The same for a plan that waits in the gate, so that the record of what was refused names it.
    #[must_use]
    pub fn closed_for(plan: Plan, id: String) -> Self {
        Self::new(plan, Permission::Closed { id: Some(id) })
    }

    pub(super) fn sending(plan: Plan, sender: Sender) -> Self {
        Self::new(plan, Permission::Sending(Box::new(sender)))
    }

    pub(super) fn settling(plan: Plan, id: String, steps: Vec<StepRow>) -> Self {
        Self::new(plan, Permission::Settling { id, steps })
    }

    fn new(plan: Plan, permission: Permission) -> Self {
        let witness = Witness::new(plan.writes.iter().map(|write| write.upstream.clone()));
        Self { inner: Arc::new(Inner { plan, permission, witness }) }
    }

    /// The plan exactly as it was approved.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.inner.plan
    }

    /// The plan's id in the gate; nothing for one that was never there.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match &self.inner.permission {
            Permission::Closed { id } => id.as_deref(),
            Permission::Sending(sender) => Some(sender.id()),
            Permission::Settling { id, .. } => Some(id),
        }
    }

    /// Sends a step of the plan, as `wit/approvals.wit` says.
    ///
    /// # Errors
    /// [`GateError`] when what happens can't be recorded: the call has to end then. What the guest may know is in
    /// [`Performed`].
    pub async fn perform(&self, step: u32, call: &CallMark) -> Result<Performed, GateError> {
        let plan = self.plan();
        if usize::try_from(step).is_ok_and(|step| step >= plan.writes.len()) {
            return Ok(Performed::Refused(PerformError::NoSuchStep(step)));
        }
        match &self.inner.permission {
            Permission::Closed { .. } => {
                let why = "nobody has approved this plan";
                Ok(Performed::Refused(PerformError::NotPermitted(why.to_owned())))
            }
            Permission::Sending(sender) => {
                let performed = sender.perform(plan, step, call).await?;
                self.inner.witness.write_was_asked_for();
                Ok(performed)
            }
            Permission::Settling { steps, .. } => Ok(Performed::Refused(settled(steps, step))),
        }
    }

    /// Waits for so long, if the call has the time and there is something to wait for. Says whether it has waited.
    pub async fn wait(&self, milliseconds: u32, call: &CallMark) -> bool {
        let pause = Duration::from_millis(u64::from(milliseconds));
        let has_time = Instant::now().checked_add(pause).is_some_and(|end| end <= call.deadline);
        let witness = &self.inner.witness;
        let (looks, misses) = (witness.looks.swap(0, Ordering::SeqCst), witness.misses.swap(0, Ordering::SeqCst));
        let waited = Duration::from_millis(witness.waited_ms.load(Ordering::SeqCst));
        let is_blind = looks == 0 && misses > 0;
        let may_wait = !matches!(self.inner.permission, Permission::Closed { .. });
        if !has_time || !may_wait || (is_blind && waited.saturating_add(pause) > BLIND) {
            return false;
        }
        sleep(pause).await;
        witness.waited_ms.fetch_add(u64::from(milliseconds), Ordering::SeqCst);
        true
    }

    /// Ends the permission: whoever kept a copy beyond the call holds nothing.
    pub(super) async fn end(&self) {
        if let Permission::Sending(sender) = &self.inner.permission {
            sender.end().await;
        }
    }

    /// Notes that an upstream answered a read of the guest.
    pub(crate) fn read_answered(&self, upstream: &str, status: u16) {
        self.inner.witness.read_answered(upstream, status);
    }

    /// Notes that a read of the guest got no answer.
    pub(crate) fn read_failed(&self) {
        self.inner.witness.misses.fetch_add(1, Ordering::SeqCst);
    }

    /// Whether the guest has read from an upstream of the plan since it last asked for a step.
    pub(super) fn has_read_since(&self) -> bool {
        self.inner.witness.reads.load(Ordering::SeqCst) > 0
    }
}

impl fmt::Debug for Approval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let permission = match &self.inner.permission {
            Permission::Closed { .. } => "closed",
            Permission::Sending(_) => "sending",
            Permission::Settling { .. } => "settling",
        };
        f.debug_struct("Approval").field("id", &self.id()).field("permission", &permission).finish_non_exhaustive()
    }
}

/// Why a step that was not executed isn't any more.
pub(crate) const NOTHING_MORE: &str =
    "the host was interrupted, and nothing is sent any more; this step was not executed";

/// What a guest learns of a step when nothing is sent any more.
fn settled(steps: &[StepRow], step: u32) -> PerformError {
    let row = steps.iter().find(|row| row.step == step);
    match row.map(|row| row.state) {
        Some(StepState::Answered) => PerformError::AlreadyPerformed(step),
        Some(StepState::Open | StepState::Unknown) => {
            PerformError::Unknown("it was about to be sent or was sent when the host was interrupted".to_owned())
        }
        Some(StepState::Deferred | StepState::NotSent) | None => PerformError::NotPermitted(NOTHING_MORE.to_owned()),
    }
}

/// Watches what a guest reads, because "done" is only believed of one that has looked.
struct Witness {
    upstreams: BTreeSet<String>,
    /// Reads since the last step was asked for.
    reads: AtomicU32,
    /// Reads since it last waited.
    looks: AtomicU32,
    /// Reads since it last waited that showed nothing: an error, or no answer.
    misses: AtomicU32,
    /// How long it has waited in all.
    waited_ms: AtomicU64,
}

impl Witness {
    fn new(upstreams: impl Iterator<Item = String>) -> Self {
        let upstreams = upstreams.collect();
        Self {
            upstreams,
            reads: AtomicU32::new(0),
            looks: AtomicU32::new(0),
            misses: AtomicU32::new(0),
            waited_ms: AtomicU64::new(0),
        }
    }

    fn write_was_asked_for(&self) {
        self.reads.store(0, Ordering::SeqCst);
    }

    fn read_answered(&self, upstream: &str, status: u16) {
        // "Not found" is something to have seen; an error page isn't.
        let tells = (200..300).contains(&status) || status == 404;
        if tells && self.upstreams.contains(upstream) {
            self.reads.fetch_add(1, Ordering::SeqCst);
            self.looks.fetch_add(1, Ordering::SeqCst);
        } else {
            self.misses.fetch_add(1, Ordering::SeqCst);
        }
    }
}
