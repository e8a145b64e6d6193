//! The one configuration of the engine, and the limits of a call.

use crate::clock::{Clock, SystemClock};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How often the epoch moves on: the grain of the CPU limit.
pub(super) const TICK: Duration = Duration::from_millis(10);

/// What a guest may use in one call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallLimits {
    /// Linear memory in bytes, all memories of the guest together. A plugin of this kind needs 2 to 10 MiB for hundreds of subscriptions.
    pub memory_bytes: usize,
    /// Time in which the guest's own code runs. Waiting for an upstream doesn't count. Rounded up to 10 ms.
    pub cpu: Duration,
    /// Time from the start of the call to its end, waiting included.
    pub wall: Duration,
    /// The same for functions that ask no upstream: `describe` and `list-actions`.
    pub offline_wall: Duration,
    /// The same for carrying out an approved plan, which waits until an upstream has done what was written.
    pub execute_wall: Duration,
    /// Reads of one call.
    pub requests: u32,
    /// The same for carrying out an approved plan, which looks again and again.
    pub execute_requests: u32,
    /// What a guest may hand to the host in one go, in bytes: its arguments and its results.
    pub transfer_bytes: usize,
    /// What is kept of a guest's standard error, in bytes. It carries the message of a panic.
    pub stderr_bytes: usize,
    /// Handles a guest may hold at once.
    pub handles: usize,
}

impl Default for CallLimits {
    fn default() -> Self {
        Self {
            memory_bytes: 64 << 20,
            cpu: Duration::from_secs(2),
            wall: Duration::from_secs(30),
            offline_wall: Duration::from_secs(5),
            // Recharge recomputes for up to a minute and a half after a write; besides, a write may take half a minute.
            execute_wall: Duration::from_secs(180),
            requests: 20,
            execute_requests: 100,
            transfer_bytes: 16 << 20,
            stderr_bytes: 64 << 10,
            handles: 256,
        }
    }
}

/// How the engine is set up.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct EngineConfig {
    /// What a guest may use in one call.
    pub limits: CallLimits,
    /// Where compiled code is kept; without it every start compiles anew. The folder must belong to the host alone:
    /// compiled code is run as it is.
    pub cache_dir: Option<PathBuf>,
    /// Where a core dump goes when a guest traps: its whole memory, for a debugger. It holds customers' data, so it is off
    /// unless a folder is named.
    pub core_dump_dir: Option<PathBuf>,
    /// The clock for records of calls that belong to no connection; the machine's unless another one is given.
    pub clock: Arc<dyn Clock>,
}

impl Default for EngineConfig {
    fn default() -> Self {
        Self { limits: CallLimits::default(), cache_dir: None, core_dump_dir: None, clock: Arc::new(SystemClock) }
    }
}

impl EngineConfig {
    /// The wasmtime configuration. It is made here and nowhere else: code compiled under another one would not be
    /// found in the cache, or worse, would run without the limits.
    pub(super) fn wasmtime(&self) -> wasmtime::Config {
        let mut config = wasmtime::Config::new();
        config.wasm_component_model(true);
        config.epoch_interruption(true);
        config.coredump_on_trap(self.core_dump_dir.is_some());
        // Deep recursion in a guest ends as a trap long before it can touch the host's stack.
        config.max_wasm_stack(512 << 10);
        config
    }

    /// The CPU limit in ticks, at least one.
    pub(super) fn cpu_ticks(&self) -> u64 {
        let ticks = self.limits.cpu.as_millis().div_ceil(TICK.as_millis());
        u64::try_from(ticks).unwrap_or(u64::MAX).max(1)
    }
}
