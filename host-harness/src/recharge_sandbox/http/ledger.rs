//! What was asked and how it was answered, for tests and for a developer who wonders what a client did.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::recharge_sandbox::edit::Change;
use crate::recharge_sandbox::model::{AnyRecord, Id, Kind};

/// Requests that are kept; older ones are dropped.
const CAPACITY: usize = 20_000;

/// The longest body that is kept: a request of Recharge's has some hundred bytes.
const MAX_BODY: usize = 16 * 1024;

/// One request with its answer's status and what it changed. It never holds a token.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LedgerEntry {
    /// Counts from 1 since the sandbox was started.
    pub number: u64,
    /// The store's time, which stands still unless somebody moves it.
    pub at: Timestamp,
    /// The token's name; nothing when it was missing or unknown.
    pub token: Option<String>,
    /// The version the client asked for.
    pub version: Option<String>,
    /// "GET" and the like.
    pub method: String,
    /// The path as it came.
    pub path: String,
    /// The query as it came, encoded; empty without one.
    pub query: String,
    /// The body as it came, when it was JSON and not longer than 16 KiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// How many bytes the body had.
    pub body_bytes: usize,
    /// The answer's status; 0 when there was none.
    pub status: u16,
    /// Who changed something.
    pub by: By,
    /// Whether it was executed: a request that a fault stopped was not.
    pub executed: bool,
    /// The faults it met.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<&'static str>,
    /// Every record that it created, altered or deleted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<RecordChange>,
}

/// Who changed something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The client whose request this is.
    Client,
    /// Somebody else, by a fault.
    SomeoneElse,
    /// Time, when the clock was moved.
    Clock,
}

/// One record that a request created, altered or deleted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordChange {
    /// Which kind of record.
    pub kind: Kind,
    /// Which record.
    pub id: Id,
    /// What was done.
    pub what: What,
    /// Each field that differs, as this sandbox keeps it: [before, after].
    pub fields: Map<String, Value>,
}

/// What was done with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It is new.
    Created,
    /// It was altered.
    Updated,
    /// It is gone.
    Deleted,
}

impl LedgerEntry {
    /// A body as an entry keeps it.
    pub(crate) fn kept(body: &[u8]) -> Option<Value> {
        if body.len() > MAX_BODY { None } else { serde_json::from_slice(body).ok() }
    }
}

impl RecordChange {
    pub(crate) fn of(change: &Change) -> Self {
        let what = match (&change.before, &change.after) {
            (None, _) => What::Created,
            (_, None) => What::Deleted,
            _ => What::Updated,
        };
        let (before, after) = (fields(change.before.as_ref()), fields(change.after.as_ref()));
        let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(name.as_str())));
        let value = |fields: &Map<String, Value>, name: &str| fields.get(name).cloned().unwrap_or(Value::Null);
        let both = names.map(|name| (name, value(&before, name), value(&after, name)));
        let fields = both
            .filter(|(_, before, after)| before != after)
            .map(|(name, before, after)| (name.clone(), Value::Array(vec![before, after])))
            .collect();
        Self { kind: change.kind, id: change.id, what, fields }
    }
}

fn fields(record: Option<&AnyRecord>) -> Map<String, Value> {
    let value = record.map(serde_json::to_value).and_then(Result::ok);
    match value {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// The latest requests.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: VecDeque<LedgerEntry>,
    total: u64,
}

impl Ledger {
    /// The number of the next entry.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.total = self.total.saturating_add(1);
        self.total
    }

    pub(crate) fn add(&mut self, entry: LedgerEntry) {
        if self.entries.len() >= CAPACITY {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    /// The latest one.
    #[cfg(test)]
    pub(crate) fn last(&self) -> Option<&LedgerEntry> {
        self.entries.back()
    }

    /// Forgets everything; numbers go on.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    pub(crate) fn entries(&self) -> Vec<LedgerEntry> {
        self.entries.iter().cloned().collect()
    }
}
