//! The engine: loads a component, looks at it before it runs, and gives every call a fresh instance under limits.
//!
//! [`PluginEngine`] is made once a process and holds the one wasmtime configuration. [`PluginEngine::load`] inspects and
//! compiles a component (or takes the compiled code from the cache) and gives a [`Plugin`]. [`Plugin::connect`] binds it to
//! what it may use, as a [`Session`], whose methods are the functions of the contract.

mod cache;
mod call;
mod config;
mod error;
mod inspect;
mod limits;
mod load;
mod panic;
mod session;
mod stderr;
mod ticker;
mod wasi;

pub use config::{CallLimits, EngineConfig};
pub use error::{CallError, EngineError, LoadError};
pub use inspect::{Inspection, inspect};
pub use load::{Plugin, PluginEngine};
pub use session::Session;
