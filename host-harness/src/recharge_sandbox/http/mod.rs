//! The local Recharge over HTTP, on this machine's loopback address only.

mod answer;
mod bucket;
mod control;
mod courier;
mod cursor;
mod ledger;
mod list;
mod options;
mod query;
mod reads;
mod resources;
mod route;
mod server;
mod service;
mod shop;
mod told;
mod v2021_01;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use bucket::BucketSize;
pub use ledger::{By, LedgerEntry, RecordChange, What};
pub use options::{CommitLag, SandboxOptions};

use self::service::Service;
use super::faults::Faults;
use super::invariants::Violation;
use super::model::Delivery;
use super::passing::{Advance, AdvanceError};
use super::state::{State, StateError};
use jiff::Timestamp;

/// Why the sandbox doesn't run.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Something else listens there, perhaps another sandbox.
    #[error("port {port} on 127.0.0.1 is in use; choose another one, or 0 for a free one")]
    PortInUse {
        /// The port.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// The port can't be used.
    #[error("the local Recharge can't listen on 127.0.0.1:{port}; choose another port, one above 1023 needs no rights")]
    CannotListen {
        /// The port.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
}

/// A running local Recharge. It stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    service: Arc<Service>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
    courier: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Serves a state on 127.0.0.1, from a task of the running tokio runtime.
    ///
    /// # Errors
    /// When the port is in use or can't be used.
    pub async fn start(state: State, options: SandboxOptions) -> Result<Self, SandboxError> {
        Self::start_from(state.clone(), state, options).await
    }

    /// The same with the store that a reset leads back to, where that is another one.
    ///
    /// # Errors
    /// As [`Sandbox::start`].
    pub async fn start_from(state: State, origin: State, options: SandboxOptions) -> Result<Self, SandboxError> {
        let port = options.port;
        let cannot_listen = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => SandboxError::PortInUse { port, source },
            _ => SandboxError::CannotListen { port, source },
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(cannot_listen)?;
        let address = listener.local_addr().map_err(cannot_listen)?;
        let holds = options.hold_webhooks;
        let service = Arc::new(Service::with_origin(state, origin, options));
        let courier = (!holds).then(|| tokio::spawn(courier::run(Arc::clone(&service))));
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(server::serve(listener, Arc::clone(&service), stopped));
        Ok(Self { service, address, stop: Some(stop), server, courier })
    }

    /// Where it listens, "http://127.0.0.1:40123", without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A copy of everything it holds now.
    pub fn state_snapshot(&self) -> State {
        self.service.state()
    }

    /// Changes what it holds, between two requests: what somebody else did, or time passing.
    pub fn edit<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        self.service.edit(change)
    }

    /// A number that differs when what it holds may have changed since.
    pub fn revision(&self) -> u64 {
        self.service.revision()
    }

    /// Keeps what it holds in its file now, where it has one; see [`SandboxOptions::keep`]. Blocking.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn keep(&self) -> Result<(), StateError> {
        self.service.keep()
    }

    /// Counts what has changed in the store: records, its clock, what goes wrong in it. Requests that only read don't count.
    pub fn changes(&self) -> u64 {
        self.service.changes()
    }

    /// What its clock says.
    pub fn now(&self) -> Timestamp {
        self.service.now()
    }

    /// The latest 20,000 requests, the oldest first.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.service.ledger()
    }

    /// Makes every queued charge follow the changes before, without waiting.
    pub fn settle(&self) {
        self.service.settle();
    }

    /// Moves the clock: charges are processed, fail and are tried again as the days pass. Commits everything first.
    ///
    /// # Errors
    /// When the time is not one, is past or is too far away; nothing has changed then.
    pub fn advance(&self, by: &str) -> Result<Timestamp, AdvanceError> {
        self.service.advance(by.parse::<Advance>()?)
    }

    /// Every rule of a store that is broken now: none.
    pub fn violations(&self) -> Vec<Violation> {
        self.service.violations()
    }

    /// Looks at or changes what goes wrong on purpose.
    pub fn faults<R>(&self, look: impl FnOnce(&mut Faults) -> R) -> R {
        self.service.faults(look)
    }

    /// Every delivery of a webhook that is pending, and the latest 500 others, the oldest first.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.service.deliveries()
    }

    /// Tries every pending delivery now, whenever it is due, and waits for what comes of it, for half a minute at most; how
    /// many there were. What fails is tried again when the clock is moved, or the next time.
    pub async fn deliver_webhooks(&self) -> usize {
        courier::deliver(&self.service).await
    }

    /// Starts over with the store as it was at first.
    pub fn reset(&self) {
        self.service.reset();
    }

    /// Stops it: takes no more requests, answers those under way, and frees the port.
    pub async fn shutdown(mut self) {
        self.stop_courier();
        if let Some(stop) = self.stop.take() {
            // It may have stopped by itself.
            let _ = stop.send(());
        }
        if let Err(error) = (&mut self.server).await {
            tracing::warn!(%error, "the local Recharge did not stop in order");
        }
    }
}

impl Sandbox {
    /// What is being delivered is cut off; it is still pending, as far as this sandbox knows.
    fn stop_courier(&mut self) {
        if let Some(courier) = self.courier.take() {
            courier.abort();
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop_courier();
        self.server.abort();
    }
}

#[cfg(test)]
mod tests;
