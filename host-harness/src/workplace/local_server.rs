//! The local Recharge as a server that outlives one command: it owns the state folder's Recharge as long as it runs, other
//! commands find it there, and what changes is kept.

use std::pin::pin;
use std::time::Duration;

use jiff::Timestamp;

use super::control;
use super::failure::{Exit, Failure};
use super::place::Workplace;
use super::state_dir::{SandboxLock, StateDir};
use crate::recharge_sandbox::{Sandbox, SandboxOptions, State};

/// How often is kept what time alone changes while the server runs; a write is kept before it is answered.
const KEEP: Duration = Duration::from_millis(500);

/// A server with the state that is its own as long as it runs.
#[derive(Debug)]
pub struct LocalServer {
    sandbox: Sandbox,
    state: StateDir,
    /// Commands on this state folder act on this server as long as it runs.
    _lock: SandboxLock,
}

impl LocalServer {
    /// Starts it, and says on the state folder where it listens. `keeps`: whether its state is kept, as that of a store from a
    /// file is not.
    ///
    /// # Errors
    /// When the port can't be used, or the folder not written.
    pub async fn start(
        place: &Workplace,
        lock: SandboxLock,
        state: State,
        origin: State,
        options: SandboxOptions,
        keeps: bool,
    ) -> Result<Self, Failure> {
        let keep = keeps.then(|| place.state.sandbox());
        let sandbox = Sandbox::start_from(state, origin, SandboxOptions { keep, ..options }).await?;
        control::announce(place, &sandbox)?;
        Ok(Self { sandbox, state: place.state.clone(), _lock: lock })
    }

    /// Where it listens, without a slash at the end.
    pub fn base_url(&self) -> String {
        self.sandbox.base_url()
    }

    /// What its clock says.
    pub fn now(&self) -> Timestamp {
        self.sandbox.now()
    }

    /// Counts what has changed in its store; see [`Sandbox::changes`].
    pub fn changes(&self) -> u64 {
        self.sandbox.changes()
    }

    /// Keeps the state if it has changed since it was last kept.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn keep(&self) -> Result<(), Failure> {
        Ok(self.sandbox.keep()?)
    }

    /// Keeps the state whenever it changes, until `stop` is done.
    ///
    /// # Errors
    /// When the state can't be kept, or `stop` fails.
    pub async fn serve_until(&self, stop: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
        let mut stopped = pin!(stop);
        let mut ticks = tokio::time::interval(KEEP);
        loop {
            tokio::select! {
                stopped = &mut stopped => {
                    stopped?;
                    break;
                }
                _ = ticks.tick() => self.keep()?,
            }
        }
        self.keep()
    }

    /// Says on the state folder that it listens no more.
    pub fn withdraw(&self) {
        control::withdraw(&self.state);
    }

    /// Takes no more requests, and says so on the state folder.
    pub async fn stop(self) {
        self.withdraw();
        self.sandbox.shutdown().await;
    }
}

/// Waits for Ctrl-C or the end of the session.
///
/// # Errors
/// When the system doesn't tell.
pub async fn stop_signal() -> Result<(), Failure> {
    let failed = |why: std::io::Error| {
        Failure::new("no-signals", Exit::Environment, format!("can't wait for Ctrl-C: {why}")).caused_by(why)
    };
    #[cfg(unix)]
    {
        let mut terminate =
            tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).map_err(failed)?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed.map_err(failed),
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.map_err(failed)
}
