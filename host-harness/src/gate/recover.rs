//! After a crash: finds the plans whose owner is gone, and settles them by reading. Nothing is sent any more for them.

use std::sync::Arc;

use super::Gate;
use super::execute::Executor;
use super::plan::{StoredPlan, Verdict};
use super::refusal::GateError;
use super::words;
use crate::contract::{Context, Outcome};
use crate::store::{Execution, PlanFilter, PlanState, StepRow};

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
    /// There is no plugin or no context for it here, or they are another connection's; it stays as it is.
    NoResources(Box<StoredPlan>),
}

impl Gate {
    /// Settles every plan that is being carried out by somebody who is gone. To be called when a host starts, and from
    /// time to time by one that runs for long: an owner is gone when the system says that its process is, or when its lease
    /// is over. Hosts that share a database need clocks that agree to within a fraction of the lease.
    ///
    /// Plans that are approved and not begun stay so: they are carried out when somebody says so, or expire.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn recover(
        &self,
        resources: &(dyn Fn(&StoredPlan) -> Option<Resources> + Send + Sync),
    ) -> Result<Vec<Recovered>, GateError> {
        let filter = PlanFilter { states: vec![PlanState::Executing], ..PlanFilter::default() };
        let rows = self.blocking(move |store| store.plans(&filter)).await??;
        let mut recovered = Vec::new();
        for row in rows {
            let execution = row.execution.clone();
            let plan = StoredPlan::read(row, self.now())?;
            let gone = execution.filter(|execution| self.is_gone(execution));
            recovered.push(match gone {
                None => Recovered::Held(Box::new(plan)),
                Some(execution) => self.recover_one(plan, &execution, resources).await?,
            });
        }
        Ok(recovered)
    }

    async fn recover_one(
        &self,
        plan: StoredPlan,
        execution: &Execution,
        resources: &(dyn Fn(&StoredPlan) -> Option<Resources> + Send + Sync),
    ) -> Result<Recovered, GateError> {
        let Some((executor, context)) = resources(&plan) else {
            return Ok(Recovered::NoResources(Box::new(plan)));
        };
        // Reading with what belongs to somebody else would settle nothing. The plugin may be a newer one: it can't write.
        let connection = executor.outlet().connection;
        if context.ticket != plan.ticket || context.connection != plan.connection || connection != plan.connection {
            tracing::error!(plan = %plan.id, "a plan of another connection or ticket was to be settled with these resources");
            return Ok(Recovered::NoResources(Box::new(plan)));
        }
        let why = words::INTERRUPTED;
        let taken = match self.take_over(&plan, &execution.owner, why).await {
            Ok(taken) => taken,
            // Another process was faster.
            Err(GateError::Refused(_)) => return Ok(Recovered::Held(Box::new(plan))),
            Err(error) => return Err(error),
        };
        let began = taken.steps.iter().any(StepRow::may_have_been_executed);
        let settled = if began {
            self.settle(executor, context, taken).await
        } else {
            // Nobody was asked how it went, so there is no word that was corrected.
            let outcome = Outcome::Failed(words::interrupted_before(!taken.steps.is_empty(), &context.locale));
            let verdict = Verdict { outcome, corrected: None, settled: true };
            self.end(&taken, verdict, &context.locale).await
        };
        match settled {
            Ok(plan) => Ok(Recovered::Settled(Box::new(plan))),
            Err(GateError::Refused(_)) => Ok(Recovered::Held(Box::new(self.get(&plan.id).await?))),
            Err(error) => Err(error),
        }
    }

    /// Whether the owner can't be at work any more. One of this gate's own tasks that died counts too: its heart stopped.
    fn is_gone(&self, execution: &Execution) -> bool {
        execution.lease_until <= self.config.lease_clock.now() || process::is_gone(&execution.owner)
    }
}

/// Names this gate as an owner: the process as the machine knows it, and a number for this start.
pub(super) fn owner(nonce: u64) -> String {
    format!("{}/{nonce:016x}", process::describe())
}

/// Whether a process still lives, as far as the operating system can tell for sure.
#[cfg(target_os = "linux")]
mod process {
    use rustix::process::{Pid, test_kill_process};

    /// Machine, process number and the moment of its start: a number alone is given again.
    pub(super) fn describe() -> String {
        let pid = std::process::id();
        let (_, start) = status(pid).unwrap_or_default();
        format!("{}/{pid}/{start}", machine().unwrap_or_default())
    }

    /// True only when that process was on this machine, since its last start, in this very view of its processes, and isn't
    /// there any more. Whenever that can't be said for sure, the lease has to run out.
    pub(super) fn is_gone(owner: &str) -> bool {
        let parts: Vec<&str> = owner.split('/').collect();
        let [boot, view, pid, start, _nonce] = parts.as_slice() else { return false };
        let (Some(here), Ok(pid)) = (machine(), pid.parse::<u32>()) else { return false };
        if here != format!("{boot}/{view}") {
            return false;
        }
        match status(pid) {
            // A zombie has stopped working; it only waits for its parent.
            Some((state, found)) => state == 'Z' || found != *start,
            // The list of processes can hide those of other users; a signal tells more.
            None => {
                let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
                pid.is_some_and(|pid| test_kill_process(pid) == Err(rustix::io::Errno::SRCH))
            }
        }
    }

    fn machine() -> Option<String> {
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let view = std::fs::read_link("/proc/self/ns/pid").ok()?;
        Some(format!("{}/{}", boot.trim(), view.to_str()?))
    }

    /// State and start of a process: the 3rd and the 22nd field of its line, counted after the name in parentheses, which
    /// may hold anything.
    fn status(pid: u32) -> Option<(char, String)> {
        let line = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let (_, rest) = line.rsplit_once(')')?;
        let mut fields = rest.split_whitespace();
        let state = fields.next()?.chars().next()?;
        Some((state, fields.nth(18)?.to_owned()))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_process_that_lives_is_there_and_one_that_ended_is_gone() {
            let own = format!("{}/0", describe());
            assert!(!is_gone(&own), "{own}");
            let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
            let (state, start) = status(child.id()).unwrap();
            assert_ne!(state, 'Z');
            let owner = format!("{}/{}/{start}/0", machine().unwrap(), child.id());
            assert!(!is_gone(&owner), "{owner}");
            child.kill().unwrap();
            // Not waited for yet, it may be a zombie; afterwards its number is free.
            child.wait().unwrap();
            assert!(is_gone(&owner), "{owner}");
        }

        #[test]
        fn what_cannot_be_told_for_sure_is_not_gone() {
            for owner in ["", "x", "other-boot/pid:[1]/1/5/0", "a/b/c"] {
                assert!(!is_gone(owner), "{owner}");
            }
        }
    }
}

/// Other systems: nothing is known for sure, so the lease has to run out.
#[cfg(not(target_os = "linux"))]
mod process {
    pub(super) fn describe() -> String {
        std::process::id().to_string()
    }

    pub(super) fn is_gone(_owner: &str) -> bool {
        false
    }
}
