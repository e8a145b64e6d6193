//! What the host keeps: the audit log, the connections, the plans with what became of them, and the conversations.
//!
//! The traits [`AuditLog`], [`Connections`], [`PlanStore`] and [`Conversations`] say what is kept; [`Database`] keeps it in an SQLite file,
//! [`MemoryAuditLog`] and [`MemoryStore`] in memory, for tests and benchmarks. Another engine is another implementation of
//! these traits: all SQL lives in `sqlite/`, what a chain of records is, in `chain.rs`, and how a plan may change, in
//! `plan_rules.rs`.
//!
//! Every function here blocks, for as long as the busy timeout when another process writes. Async callers go through
//! `tokio::task::spawn_blocking`.
//!
//! ```
//! use host_harness::clock::SystemClock;
//! use host_harness::store::{AuditEvent, AuditFilter, AuditKind, AuditLog, Database};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("harness.db");
//! let database = Database::open(&path, std::sync::Arc::new(SystemClock))?;
//! let event = AuditEvent::new(AuditKind::CallStarted, "2026-11-22T10:00:00Z".parse()?).ticket("1001");
//! database.append(&[event])?;
//! assert_eq!(database.records(&AuditFilter::default())?.len(), 1);
//! assert!(database.verify()?.is_intact());
//! # Ok(())
//! # }
//! ```

mod audit;
mod chain;
mod connections;
mod error;
mod event;
mod memory;
mod memory_plans;
mod plan_rules;
mod plan_store;
mod plans;
mod sqlite;
mod turns;

pub use audit::{AuditFilter, AuditLog, AuditRecord, Finding, Head, Verification};
pub use chain::{Hash, NotAHash, canonical_json, link};
pub use connections::{Connection, Connections};
pub use error::StoreError;
pub use event::{AuditEvent, AuditKind, MAX_DETAIL_BYTES, MAX_TEXT_BYTES};
pub use memory::MemoryAuditLog;
pub use memory_plans::MemoryStore;
pub use plan_store::{Arrival, Conflict, PlanChange, PlanFilter, PlanStore, Recording, Unchanged};
pub use plans::{Actor, ActorKind, Decision, Ending, Execution, PlanRow, PlanState, StepRow, StepState};
pub use sqlite::{APPLICATION_ID, Database, OpenOptions, set_aside};
pub use turns::{Conversations, TurnRow, Voice};
