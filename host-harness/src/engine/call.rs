//! One call: a fresh instance under its limits, recorded from start to end, and an exact word for every way to fail.

use super::config::CallLimits;
use super::error::CallError;
use super::load::PluginInner;
use super::stderr::Tail;
use super::wasi;
use crate::capabilities::{Capabilities, Grants, Phase, detail, millis};
use crate::contract::{self, world};
use crate::store::AuditKind;
use futures::future::BoxFuture;
use serde_json::json;
use std::sync::Arc;
use tokio::time::Instant;
use wasmtime::component::ResourceTable;
use wasmtime::{ResourceLimiter, Store, StoreContextMut, UpdateDeadline};
use wasmtime_wasi::WasiCtx;

/// What belongs to one call: the data of its store.
pub(crate) struct CallState {
    pub(crate) table: ResourceTable,
    pub(crate) capabilities: Capabilities,
    pub(super) wasi: WasiCtx,
    memory: MemoryLimit,
    /// Ticks in which the guest may still compute.
    ticks_left: u64,
    out_of_time: bool,
    remarks: u32,
}

/// The interface of the plain records; it has no functions.
impl contract::TypesHost for CallState {}

impl CallState {
    /// Counts one remark; what is left after it, or nothing when none was.
    pub(crate) fn remarks_left(&mut self, limit: u32) -> Option<u32> {
        let left = limit.checked_sub(self.remarks)?.checked_sub(1)?;
        self.remarks = self.remarks.saturating_add(1);
        Some(left)
    }
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
}

/// What a call does with its instance.
pub(super) type Body<T> =
    Box<dyn for<'s> FnOnce(&'s mut Store<CallState>, &'s world::Plugin) -> BoxFuture<'s, wasmtime::Result<T>> + Send>;

impl Call<'_> {
    /// Makes the instance, runs the body, drops the instance. `failure` names the error inside a successful result, for
    /// the log.
    pub(super) async fn run<T>(self, body: Body<T>, failure: fn(&T) -> Option<CallError>) -> Result<T, CallError> {
        let limits = &self.plugin.config.limits;
        let started = Instant::now();
        let capabilities = self.capabilities(started, limits);
        let (wasi, stderr) = wasi::context(limits.stderr_bytes);
        let mut store = self.store(wasi, capabilities);

        let opening = detail([("function", json!(self.export))]);
        let capabilities = &mut store.data_mut().capabilities;
        let event = capabilities.event(AuditKind::CallStarted, opening);
        if capabilities.record(vec![event]).await.is_err() {
            return Err(self.failed(&mut store, &stderr, wasmtime::Error::msg("audit")));
        }

        let work = async {
            let instance = self.plugin.pre.instantiate_async(&mut store).await?;
            body(&mut store, &instance).await
        };
        let result = match tokio::time::timeout(limits.wall, work).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(self.failed(&mut store, &stderr, error)),
            Err(_) => Err(CallError::TooSlow { export: self.export, limit: limits.wall }),
        };

        let outcome = match &result {
            Ok(value) => failure(value).map_or("ok", |error| error.code()),
            Err(error) => error.code(),
        };
        let ms = millis(started.elapsed());
        let closing = detail([("function", json!(self.export)), ("outcome", json!(outcome)), ("ms", json!(ms))]);
        let capabilities = &mut store.data_mut().capabilities;
        let event = capabilities.event(AuditKind::CallEnded, closing);
        if capabilities.record(vec![event]).await.is_err() {
            return Err(self.failed(&mut store, &stderr, wasmtime::Error::msg("audit")));
        }
        result
    }

    /// An instance and nothing else, for the benchmarks.
    pub(super) async fn bare(self) -> Result<(), CallError> {
        let (wasi, stderr) = wasi::context(0);
        let capabilities = self.capabilities(Instant::now(), &self.plugin.config.limits);
        let mut store = self.store(wasi, capabilities);
        let instance = self.plugin.pre.instantiate_async(&mut store).await;
        instance.map(drop).map_err(|error| self.failed(&mut store, &stderr, error))
    }

    fn capabilities(&self, started: Instant, limits: &CallLimits) -> Capabilities {
        Capabilities {
            grants: Arc::clone(&self.grants),
            phase: self.phase,
            call: self.id.clone(),
            ticket: self.ticket.clone(),
            plugin: self.plugin.inspection.digest.clone(),
            // A deadline beyond the end of time is one that never comes.
            deadline: started.checked_add(limits.wall).unwrap_or(started),
            requests_left: limits.requests,
            requests_limit: limits.requests,
            audit_failure: None,
        }
    }

    fn store(&self, wasi: WasiCtx, capabilities: Capabilities) -> Store<CallState> {
        let config = &self.plugin.config;
        let mut table = ResourceTable::new();
        table.set_max_capacity(config.limits.handles);
        let memory = MemoryLimit { bytes: config.limits.memory_bytes, exceeded: false };
        let ticks_left = config.cpu_ticks();
        let state = CallState { table, capabilities, wasi, memory, ticks_left, out_of_time: false, remarks: 0 };
        let mut store = Store::new(self.plugin.pre.engine(), state);
        store.limiter(|state| &mut state.memory);
        store.set_hostcall_fuel(config.limits.transfer_bytes);
        // Armed before anything of the guest runs, and once a tick: a tick is counted only where the guest's own code
        // meets it, so that a long wait for an upstream costs one and not its length.
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|mut context: StoreContextMut<'_, CallState>| {
            let state = context.data_mut();
            match state.ticks_left.checked_sub(1) {
                Some(left) => {
                    state.ticks_left = left;
                    Ok(UpdateDeadline::Yield(1))
                }
                None => {
                    state.out_of_time = true;
                    Ok(UpdateDeadline::Interrupt)
                }
            }
        });
        store
    }

    /// The exact word for a trap.
    fn failed(&self, store: &mut Store<CallState>, stderr: &Tail, error: wasmtime::Error) -> CallError {
        self.keep_core_dump(store, &error);
        let (export, limits) = (self.export, &self.plugin.config.limits);
        let state = store.data_mut();
        if let Some(why) = state.capabilities.audit_failure.take() {
            return CallError::Audit(why);
        }
        if state.out_of_time {
            return CallError::OutOfTime { export, limit: limits.cpu };
        }
        if state.memory.exceeded {
            return CallError::OutOfMemory { export, limit: limits.memory_bytes };
        }
        if let Some((place, message)) = panic_in(&stderr.contents()) {
            return CallError::Panicked { export, place, message };
        }
        CallError::Trapped { export, why: error.root_cause().to_string(), source: Some(error) }
    }

    fn keep_core_dump(&self, store: &mut Store<CallState>, error: &wasmtime::Error) {
        let Some(folder) = &self.plugin.config.core_dump_dir else {
            return;
        };
        let Some(dump) = error.downcast_ref::<wasmtime::WasmCoreDump>() else {
            return;
        };
        let path = folder.join(format!("{}.coredump", self.id));
        if let Err(why) = std::fs::write(&path, dump.serialize(store, self.export)) {
            tracing::warn!(path = %path.display(), %why, "the core dump could not be written");
        }
    }
}

/// Caps linear memory and remembers that it did.
struct MemoryLimit {
    bytes: usize,
    exceeded: bool,
}

impl ResourceLimiter for MemoryLimit {
    fn memory_growing(&mut self, _current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        self.exceeded |= desired > self.bytes;
        Ok(desired <= self.bytes)
    }

    fn table_growing(&mut self, _current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        Ok(desired <= TABLE_ELEMENTS)
    }

    fn instances(&self) -> usize {
        INSTANCES
    }

    fn tables(&self) -> usize {
        INSTANCES
    }

    fn memories(&self) -> usize {
        INSTANCES
    }
}

/// Elements of a table; Rust's own tables hold one for each function whose address is taken.
const TABLE_ELEMENTS: usize = 100_000;
/// Core instances, tables and memories of a component: a few for the code and its adapters.
const INSTANCES: usize = 50;

/// Place and message of a panic, out of what Rust's standard library prints:
/// `thread '<unnamed>' (1) panicked at src/lib.rs:42:5:`, then the message, then perhaps a `note:`.
fn panic_in(stderr: &[u8]) -> Option<(String, String)> {
    let text = String::from_utf8_lossy(stderr);
    let (_, rest) = text.rsplit_once(" panicked at ")?;
    let (place, message) = rest.split_once('\n').unwrap_or((rest, ""));
    let message: Vec<&str> = message.lines().take_while(|line| !line.starts_with("note: ")).collect();
    Some((place.trim_end().trim_end_matches(':').to_owned(), message.join(" ").trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::panic_in;

    #[test]
    fn the_place_and_the_message_of_a_panic_are_found() {
        let stderr =
            b"\nthread '<unnamed>' (1) panicked at plugin/src/widget.rs:42:5:\nindex out of bounds\nsecond line\n\
            note: run with `RUST_BACKTRACE=1`\n";
        let (place, message) = panic_in(stderr).unwrap();
        assert_eq!(place, "plugin/src/widget.rs:42:5");
        assert_eq!(message, "index out of bounds second line");
    }

    #[test]
    fn other_output_is_no_panic() {
        assert_eq!(panic_in(b"just a word\n"), None);
        assert_eq!(panic_in(b""), None);
    }
}
