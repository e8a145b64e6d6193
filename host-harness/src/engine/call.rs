//! One call: a fresh instance under its limits, recorded from start to end, and an exact word for every way to fail.

use super::config::CallLimits;
use super::error::CallError;
use super::limits::{self, GuestLimits};
use super::load::PluginInner;
use super::panic::panic_in;
use super::stderr::Tail;
use super::wasi;
use crate::capabilities::{CallIdentity, Grants, GuestHost, HostFailure, Phase, detail, millis};
use crate::contract::world;
use crate::gate::Approval;
use crate::store::{AuditEvent, AuditKind, AuditLog};
use futures::future::BoxFuture;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use wasmtime::Store;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::WasiCtx;

/// A deadline for limits beyond the end of time.
const FAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// What belongs to one call: the data of its store.
pub(super) struct CallState {
    pub(super) guest: GuestHost,
    pub(super) wasi: WasiCtx,
    pub(super) limits: GuestLimits,
}

/// Which function of which plugin is called for whom.
pub(super) struct Call<'a> {
    pub(super) plugin: &'a PluginInner,
    pub(super) grants: Arc<Grants>,
    pub(super) export: &'static str,
    pub(super) phase: Phase,
    /// The call's id in the audit log.
    pub(super) id: String,
    pub(super) ticket: Option<String>,
    /// The approval it is given, where it is given one.
    pub(super) approval: Option<Approval>,
}

/// What a call does with its instance.
pub(super) type Body<T> =
    Box<dyn for<'s> FnOnce(&'s mut Store<CallState>, &'s world::Plugin) -> BoxFuture<'s, wasmtime::Result<T>> + Send>;

impl Call<'_> {
    /// Makes the instance, runs the body, drops the instance. `failure` names the error inside a successful result, for
    /// the log.
    pub(super) async fn run<T>(self, body: Body<T>, failure: fn(&T) -> Option<CallError>) -> Result<T, CallError> {
        let wall = self.wall();
        let started = Instant::now();
        let (wasi, stderr) = wasi::context(self.plugin.config.limits.stderr_bytes);
        let mut store = Store::new(self.plugin.pre.engine(), self.state(wasi, started, wall));
        limits::arm(&mut store, &self.plugin.config);

        let guest = &mut store.data_mut().guest;
        let opening = guest.event(AuditKind::CallStarted, detail([("function", json!(self.export))]));
        guest.record(vec![opening]).await.map_err(|error| self.failed(&mut store, &stderr, error))?;
        let mut abandoned = Abandoned::new(&self, &store.data().guest);

        let work = async {
            let instance = self.plugin.pre.instantiate_async(&mut store).await?;
            body(&mut store, &instance).await
        };
        let result = match tokio::time::timeout(wall, work).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(self.failed(&mut store, &stderr, error)),
            Err(_) => Err(CallError::TooSlow { export: self.export, limit: wall }),
        };

        let outcome = match &result {
            Ok(value) => failure(value).map_or("ok", |error| error.code()),
            Err(error) => error.code(),
        };
        let guest = &mut store.data_mut().guest;
        let closing = guest.event(AuditKind::CallEnded, ending(self.export, outcome, started));
        abandoned.disarm();
        guest.record(vec![closing]).await.map_err(|error| self.failed(&mut store, &stderr, error))?;
        result
    }

    /// A store and an instance without records, with the limits of a call or without, for the benchmarks.
    pub(super) async fn bare(self, limited: bool) -> Result<(), CallError> {
        let (wasi, stderr) = wasi::context(0);
        let mut store = Store::new(self.plugin.pre.engine(), self.state(wasi, Instant::now(), FAR));
        if limited {
            limits::arm(&mut store, &self.plugin.config);
        } else {
            // The code checks the epoch whether or not anybody wants to; this is the deadline that never comes.
            store.set_epoch_deadline(u64::from(u32::MAX));
        }
        let instance = self.plugin.pre.instantiate_async(&mut store).await;
        instance.map(drop).map_err(|error| self.failed(&mut store, &stderr, error))
    }

    /// How long the call may take. One that waits for nobody gets less.
    fn wall(&self) -> Duration {
        let limits = &self.plugin.config.limits;
        match self.phase {
            Phase::Offline => limits.wall.min(limits.offline_wall),
            Phase::Reading => limits.wall,
            Phase::Executing => limits.execute_wall,
        }
    }

    fn state(&self, wasi: WasiCtx, started: Instant, wall: Duration) -> CallState {
        let CallLimits { requests, execute_requests, handles, .. } = self.plugin.config.limits;
        let requests = if self.phase == Phase::Executing { execute_requests } else { requests };
        let mut table = ResourceTable::new();
        table.set_max_capacity(handles);
        // A tenth of the time is the guest's own, to answer with what it has when an upstream was too slow.
        let reads = wall.saturating_sub(wall / 10);
        let call = CallIdentity {
            phase: self.phase,
            id: self.id.clone(),
            ticket: self.ticket.clone(),
            plugin: self.plugin.inspection.digest.clone(),
            read_deadline: started.checked_add(reads.min(FAR)).unwrap_or(started),
            requests,
            approval: self.approval.clone(),
        };
        let guest = GuestHost::new(table, Arc::clone(&self.grants), call);
        CallState { guest, wasi, limits: GuestLimits::new(&self.plugin.config) }
    }

    /// The exact word for a trap.
    fn failed(&self, store: &mut Store<CallState>, stderr: &Tail, error: wasmtime::Error) -> CallError {
        self.keep_core_dump(store, &error);
        let (export, limits) = (self.export, &self.plugin.config.limits);
        let state = store.data_mut();
        match state.guest.take_failure() {
            Some(HostFailure::Audit(why)) => return CallError::Audit(why),
            Some(HostFailure::Host(why)) => return CallError::Host { export, why },
            Some(HostFailure::Abuse(why)) => return CallError::Abuse { export, why },
            None => {}
        }
        if state.limits.out_of_time() {
            return CallError::OutOfTime { export, limit: limits.cpu };
        }
        // Before the memory: a guest that met its limit once may have gone on and panicked for another reason.
        if let Some((place, message)) = panic_in(&stderr.contents()) {
            return CallError::Panicked { export, place, message };
        }
        if state.limits.out_of_memory() {
            return CallError::OutOfMemory { export, limit: limits.memory_bytes };
        }
        CallError::Trapped { export, why: error.root_cause().to_string(), source: Some(error) }
    }

    fn keep_core_dump(&self, store: &mut Store<CallState>, error: &wasmtime::Error) {
        let Some(folder) = &self.plugin.config.core_dump_dir else { return };
        let Some(dump) = error.downcast_ref::<wasmtime::WasmCoreDump>() else { return };
        let path = folder.join(format!("{}.coredump", self.id));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        // It holds customers' data.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let bytes = dump.serialize(store, self.export);
        let written = options.open(&path).and_then(|mut file| std::io::Write::write_all(&mut file, &bytes));
        if let Err(why) = written {
            tracing::warn!(path = %path.display(), %why, "the core dump could not be written");
        }
    }
}

fn ending(export: &str, outcome: &str, started: Instant) -> serde_json::Map<String, serde_json::Value> {
    detail([("function", json!(export)), ("outcome", json!(outcome)), ("ms", json!(millis(started.elapsed())))])
}

/// Ends a call in the log whose caller went away in the middle of it, as a web server does when its client hangs up.
struct Abandoned {
    armed: Option<(Arc<dyn AuditLog>, AuditEvent)>,
}

impl Abandoned {
    fn new(call: &Call<'_>, guest: &GuestHost) -> Self {
        let about = detail([("function", json!(call.export)), ("outcome", json!("abandoned"))]);
        Self { armed: Some((Arc::clone(guest.audit()), guest.event(AuditKind::CallEnded, about))) }
    }

    fn disarm(&mut self) {
        self.armed = None;
    }
}

impl Drop for Abandoned {
    fn drop(&mut self) {
        let Some((audit, event)) = self.armed.take() else { return };
        let write = move || {
            if let Err(why) = audit.append(&[event]) {
                tracing::error!(%why, "the end of an abandoned call could not be recorded");
            }
        };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(write)),
            Err(_) => write(),
        }
    }
}
