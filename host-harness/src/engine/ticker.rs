//! Moves the engine's epoch on, so that a spinning guest meets its deadline.

use super::config::TICK;
use super::error::EngineError;
use wasmtime::Engine;

/// Starts the ticker for an engine. It is an operating system's thread and not a task, because a guest that spins on
/// the only worker of an async runtime would keep a task from ever ticking. It ends by itself with the engine.
pub(super) fn start(engine: &Engine) -> Result<(), EngineError> {
    let weak = engine.weak();
    let work = move || {
        loop {
            std::thread::sleep(TICK);
            match weak.upgrade() {
                Some(engine) => engine.increment_epoch(),
                None => return,
            }
        }
    };
    std::thread::Builder::new().name("plugin-epoch".to_owned()).spawn(work).map(drop).map_err(EngineError::Ticker)
}
