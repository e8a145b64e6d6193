//! Where a process of the harness works, whether it is one command or the inbox: the state folder, the local Recharge,
//! tokens, and a plugin connected to them. What can fail in it has a code, a line for people and a next step.

mod connected;
pub mod connecting;
pub(crate) mod control;
pub mod failure;
pub(crate) mod local;
mod local_server;
pub(crate) mod mapping;
mod options;
mod place;
pub mod state_dir;

pub use connected::{Connected, Target, contact};
pub use failure::{Exit, Failure};
pub use local_server::{LocalServer, stop_signal};
pub(crate) use mapping::gate_error;
pub use options::Options;
pub(crate) use place::DemoToken;
pub use place::{LOCAL, UPSTREAM, Workplace};
pub use state_dir::StateDir;
