//! What holds a guest to its limits while it runs: memory in all, and its own computing time.

use super::call::CallState;
use super::config::EngineConfig;
use wasmtime::{ResourceLimiter, Store, StoreContextMut, UpdateDeadline};

/// Elements of all tables together; Rust's own tables hold one for each function whose address is taken.
const TABLE_ELEMENTS: usize = 100_000;
/// Core instances of a component: its code, its adapters, and the glue between them.
const INSTANCES: usize = 30;
/// Memories and tables of a component. Each memory takes address space of the host even when it is empty.
const MEMORIES: usize = 4;
const TABLES: usize = 10;

/// How far a guest is within its limits.
pub(super) struct GuestLimits {
    memory_limit: usize,
    /// Bytes of all memories together: a component may have several, and the cap is the guest's and not a memory's.
    memory: usize,
    table_elements: usize,
    memory_refused: bool,
    /// Ticks in which the guest may still compute.
    ticks_left: u64,
    out_of_time: bool,
}

impl GuestLimits {
    pub(super) fn new(config: &EngineConfig) -> Self {
        Self {
            memory_limit: config.limits.memory_bytes,
            memory: 0,
            table_elements: 0,
            memory_refused: false,
            ticks_left: config.cpu_ticks(),
            out_of_time: false,
        }
    }

    pub(super) fn out_of_time(&self) -> bool {
        self.out_of_time
    }

    pub(super) fn out_of_memory(&self) -> bool {
        self.memory_refused
    }

    fn tick(&mut self) -> UpdateDeadline {
        match self.ticks_left.checked_sub(1) {
            Some(left) => {
                self.ticks_left = left;
                UpdateDeadline::Yield(1)
            }
            None => {
                self.out_of_time = true;
                UpdateDeadline::Interrupt
            }
        }
    }
}

/// Arms a store: before anything of the guest runs, and once a tick. A tick is counted only where the guest's own code
/// meets it, so that a long wait for an upstream costs one and not its length.
pub(super) fn arm(store: &mut Store<CallState>, config: &EngineConfig) {
    store.limiter(|state| &mut state.limits);
    store.set_hostcall_fuel(config.limits.transfer_bytes);
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(|mut context: StoreContextMut<'_, CallState>| Ok(context.data_mut().limits.tick()));
}

impl ResourceLimiter for GuestLimits {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let total = self.memory.saturating_add(desired.saturating_sub(current));
        if total > self.memory_limit {
            self.memory_refused = true;
            return Ok(false);
        }
        self.memory = total;
        Ok(true)
    }

    fn table_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let total = self.table_elements.saturating_add(desired.saturating_sub(current));
        if total > TABLE_ELEMENTS {
            return Ok(false);
        }
        self.table_elements = total;
        Ok(true)
    }

    fn instances(&self) -> usize {
        INSTANCES
    }

    fn tables(&self) -> usize {
        TABLES
    }

    fn memories(&self) -> usize {
        MEMORIES
    }
}

#[cfg(test)]
mod tests {
    use super::GuestLimits;
    use crate::engine::config::EngineConfig;
    use wasmtime::ResourceLimiter;

    #[test]
    fn the_memory_cap_is_the_guests_and_not_that_of_each_of_its_memories() {
        let mut limits = GuestLimits::new(&EngineConfig::default());
        assert!(limits.memory_growing(0, 40 << 20, None).unwrap());
        assert!(!limits.memory_growing(0, 40 << 20, None).unwrap(), "a second memory has what is left");
        assert!(limits.memory_growing(0, 24 << 20, None).unwrap());
        assert!(!limits.memory_growing(40 << 20, (40 << 20) + 1, None).unwrap());
        assert!(limits.out_of_memory());
    }

    #[test]
    fn tables_are_counted_together() {
        let mut limits = GuestLimits::new(&EngineConfig::default());
        assert!(limits.table_growing(0, 60_000, None).unwrap());
        assert!(!limits.table_growing(0, 60_000, None).unwrap());
    }
}
