//! A local Recharge: a real HTTP server with Recharge's state, rules and error shapes, for developing and testing
//! without a shop. It knows nothing of plugins, gates or engines.
//!
//! A [`State`] is what a store holds, built from a world file ([`world`]) or from the demo shop ([`demo`]), and kept in a
//! file between two commands. A [`Sandbox`] serves a state on this machine's loopback address. The store's clock stands
//! still at [`State::now`] until somebody moves it.
//!
//! It serves every read of API version 2021-11 that concerns customers, addresses, subscriptions, charges, orders,
//! onetimes and payment methods. Writes are answered with 501. What Recharge does where nothing is documented is a
//! switch in [`Unknowns`], with the answer that is harder on a client as the default.

pub mod demo;
mod http;
mod index;
pub mod model;
pub mod regenerate;
pub mod schedule;
mod state;
mod wire;
pub mod world;

pub use http::{BucketSize, CursorFilters, EmailMatch, LedgerEntry, Sandbox, SandboxError, SandboxOptions, Unknowns};
pub use state::{State, StateError};
