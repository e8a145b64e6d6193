//! The local Recharge as a command reaches it: the server that runs on the state folder, or one made for the moment from
//! the state that is kept.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::control::{self, Reached};
use super::failure::{Exit, Failure};
use super::place::Workplace;
use super::state_dir::SandboxLock;
use crate::desk::language::Language;
use crate::recharge_sandbox::{BucketSize, CommitLag, Sandbox, SandboxOptions, State};

/// How long charges take to follow a change in a server made for the moment: as long as it takes to notice, and not the
/// five seconds that a real one takes.
const LAG: Duration = Duration::from_secs(1);

/// A local Recharge that can be asked.
#[derive(Debug)]
pub struct Local {
    /// Where.
    pub url: String,
    /// What its clock says.
    pub now: Timestamp,
    /// The shop's time zone, IANA.
    pub time_zone: Option<String>,
    /// The one that was made for the moment. It stops when this is dropped.
    own: Option<Sandbox>,
    /// Says that the state is this process's to keep.
    lock: Option<SandboxLock>,
}

/// The one that runs, or a copy of the state that is kept.
///
/// # Errors
/// When the state can't be read, or no port can be had.
pub async fn to_read(place: &Workplace) -> Result<Local, Failure> {
    place.state.prepare()?;
    match control::running(place).await {
        Some(base) => server(place, base).await,
        None => serve(place, place.sandbox_state()?, None).await,
    }
}

/// The one that runs, or the state that is kept, as this process's own until it is dropped.
///
/// # Errors
/// When somebody else has the state, it can't be read, or no port can be had.
pub async fn to_change(place: &Workplace) -> Result<Local, Failure> {
    match control::reach(place).await? {
        Reached::Server(base) => server(place, base).await,
        Reached::Kept(lock) => {
            let state = place.sandbox_state()?;
            // What would be due by then has not happened here, and what is kept must not say that it was time for it.
            in_time(place, state.now)?;
            serve(place, state, Some(lock)).await
        }
    }
}

/// Stops where `--now` is another time than the local Recharge's: nobody but its clock says what has happened there.
pub(crate) fn in_time(place: &Workplace, clock: Timestamp) -> Result<(), Failure> {
    let Some(now) = place.now.filter(|now| *now != clock) else { return Ok(()) };
    let german = Language::of(place.locale()).is_german();
    let (message, hint) = match (german, now > clock) {
        (false, later) => (
            format!("--now is {now}, and the local Recharge's clock says {clock}: here its clock counts"),
            match later {
                true => format!("move it with `harness sandbox advance {now}`, or leave --now away"),
                false => "leave --now away".to_owned(),
            },
        ),
        (true, later) => (
            format!("--now ist {now}, die Uhr des lokalen Recharge zeigt {clock}: Hier gilt ihre Zeit"),
            match later {
                true => format!("mit `harness sandbox advance {now}` vorstellen oder --now weglassen"),
                false => "--now weglassen".to_owned(),
            },
        ),
    };
    Err(Failure::new("other-time", Exit::Usage, message).hint(hint))
}

async fn server(place: &Workplace, base: String) -> Result<Local, Failure> {
    let clock = control::call(&base, "GET", "clock", None).await?;
    let text = |name: &str| clock.get(name).and_then(Value::as_str);
    let now = text("now").and_then(|now| now.parse().ok()).ok_or_else(|| {
        Failure::new("sandbox-unreadable", Exit::Environment, format!("the local Recharge at {base} tells no time"))
            .hint("stop it, and start the one of this version with `harness sandbox`")
    })?;
    in_time(place, now)?;
    Ok(Local { now, time_zone: text("time_zone").map(str::to_owned), url: base, own: None, lock: None })
}

/// A demo shop as it is at first, which nobody keeps.
///
/// # Errors
/// When no port can be had.
pub async fn throwaway(place: &Workplace) -> Result<Local, Failure> {
    place.state.prepare()?;
    serve(place, place.new_sandbox_state()?, None).await
}

/// How a local Recharge is served that is this process's own: it is not to wait for a bucket that it filled by itself, nor as
/// long for charges to follow as a real one takes.
pub(crate) fn own_options() -> SandboxOptions {
    let bucket = BucketSize { capacity: u32::MAX, ..BucketSize::default() };
    SandboxOptions { commit_lag: CommitLag::After(LAG), bucket, ..SandboxOptions::default() }
}

async fn serve(place: &Workplace, mut state: State, lock: Option<SandboxLock>) -> Result<Local, Failure> {
    state.now = place.now.unwrap_or(state.now);
    let (now, time_zone) = (state.now, state.time_zone().iana_name().map(str::to_owned));
    let options = SandboxOptions { hold_webhooks: true, ..own_options() };
    let sandbox = Sandbox::start(state, options).await?;
    Ok(Local { url: sandbox.base_url(), now, time_zone, own: Some(sandbox), lock })
}

impl Local {
    /// Keeps the state, where it is this process's to keep.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn keep(&self, place: &Workplace) -> Result<(), Failure> {
        if let (Some(sandbox), Some(_)) = (&self.own, &self.lock) {
            sandbox.settle();
            sandbox.state_snapshot().save(&place.state.sandbox())?;
        }
        Ok(())
    }
}
