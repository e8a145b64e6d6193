//! The local Recharge as the inbox has it: its own or another process's, at the port of the last time, and its clock.

use std::net::Ipv4Addr;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::recharge_sandbox::SandboxOptions;
use crate::workplace::control::{self, Reached};
use crate::workplace::{Failure, LocalServer, Workplace, local};

/// The local Recharge as this process reaches it.
#[derive(Debug, Clone)]
pub enum Local {
    /// This process serves it.
    Own(Arc<LocalServer>),
    /// Another process does, there.
    Other(String),
}

impl Local {
    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        match self {
            Self::Own(server) => server.base_url(),
            Self::Other(base) => base.clone(),
        }
    }

    /// Another process's server, or one of this process.
    ///
    /// # Errors
    /// When neither can be had.
    pub(super) async fn find(place: &Workplace, told: &RwLock<Timestamp>) -> Result<Self, Failure> {
        match control::reach(place).await? {
            Reached::Server(base) => {
                ask_clock(&base, told).await?;
                Ok(Self::Other(base))
            }
            Reached::Kept(lock) => {
                let (state, origin) = (place.sandbox_state()?, place.new_sandbox_state()?);
                // What would be due by then has not happened here, and what is kept must not say that it was time for it.
                local::in_time(place, state.now)?;
                let options = SandboxOptions { port: kept_port(place).await, ..local::own_options() };
                let server = LocalServer::start(place, lock, state, origin, options, true).await?;
                keep_port(place, &server.base_url());
                Ok(Self::Own(Arc::new(server)))
            }
        }
    }
}

/// The port of the last time, so that an address that somebody wrote down still leads here; 0 where there was none, or
/// another program has it now.
async fn kept_port(place: &Workplace) -> u16 {
    let kept = std::fs::read_to_string(place.state.sandbox_port()).ok().and_then(|text| text.trim().parse().ok());
    let Some(port) = kept.filter(|port| *port > 0) else { return 0 };
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
        Ok(_) => port,
        Err(why) => {
            tracing::info!(port, %why, "the local Recharge takes another port than the last time");
            0
        }
    }
}

/// A convenience: without it the port is another one the next time.
fn keep_port(place: &Workplace, base: &str) {
    let Some((_, port)) = base.rsplit_once(':') else { return };
    if let Err(why) = std::fs::write(place.state.sandbox_port(), port) {
        tracing::warn!(%why, "the local Recharge's port could not be kept");
    }
}

/// Takes another process's clock over; gives the count of changes in its store.
pub(super) async fn ask_clock(base: &str, told: &RwLock<Timestamp>) -> Result<u64, Failure> {
    let clock = control::call(base, "GET", "clock", None).await?;
    if let Some(now) = clock.get("now").and_then(Value::as_str).and_then(|now| now.parse().ok()) {
        *told.write().unwrap_or_else(PoisonError::into_inner) = now;
    }
    Ok(clock.get("changes").and_then(Value::as_u64).unwrap_or_default())
}

/// The local Recharge's time, whoever serves it.
#[derive(Debug)]
pub(super) struct LocalClock {
    /// It, as long as there is one.
    pub local: Arc<RwLock<Option<Local>>>,
    /// What another process's said when it was last asked.
    pub told: Arc<RwLock<Timestamp>>,
}

impl Clock for LocalClock {
    fn now(&self) -> Timestamp {
        match &*self.local.read().unwrap_or_else(PoisonError::into_inner) {
            Some(Local::Own(server)) => server.now(),
            _ => *self.told.read().unwrap_or_else(PoisonError::into_inner),
        }
    }
}
