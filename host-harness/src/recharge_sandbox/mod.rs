//! A local Recharge: a real HTTP server with Recharge's state, rules and error shapes, for developing and testing
//! without a shop. It knows nothing of plugins, gates or engines.
//!
//! A [`State`] is what a store holds, built from a world file ([`world`]) or from the demo shop ([`demo`]), and kept in a
//! file between two commands. A [`Sandbox`] serves a state on this machine's loopback address. The store's clock stands
//! still at [`State::now`] until somebody moves it.
//!
//! What each write does is in [`rules`], what time does in [`passing`]; every change goes through one [`edit::Edit`], so
//! that it happens whole or not at all and can be told. What Recharge does where nothing is documented is a switch in
//! [`Unknowns`], with the answer that is harder on a client as the default.

pub mod demo;
mod edit;
pub mod faults;
mod http;
mod index;
pub mod invariants;
pub mod model;
mod passing;
pub mod regenerate;
mod rules;
pub mod schedule;
mod state;
mod telling;
pub mod unknowns;
mod version;
mod wire;
pub mod world;

pub use http::{BucketSize, By, CommitLag, LedgerEntry, RecordChange, Sandbox, SandboxError, SandboxOptions, What};
pub use passing::{Advance, AdvanceError};
pub use state::{State, StateError};
pub use unknowns::Unknowns;
pub use version::Version;
