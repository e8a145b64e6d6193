//! Tests of the SQLite store, each with a file of its own.

mod audit;
mod connections;
mod opening;
mod plans;
mod tampering;
mod turns;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::{Database, OpenOptions};
use crate::clock::FixedClock;
use crate::store::{AuditEvent, AuditKind, StoreError};

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock(now()))
}

/// A folder that goes away, and the path of a database in it.
fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("harness.db");
    (folder, path)
}

fn open(path: &Path) -> Database {
    Database::open(path, clock()).unwrap()
}

/// Opens without patience.
fn try_open(path: &Path) -> Result<Database, StoreError> {
    OpenOptions::default().busy_timeout(Duration::from_millis(50)).open(path, clock())
}

fn event(n: u32) -> AuditEvent {
    AuditEvent::new(AuditKind::Remark, now()).ticket(format!("t{}", n % 2)).call(format!("c{n}")).detail("n", n)
}
