//! What was asked and how it was answered, for tests and for a developer who wonders what a client did.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::Serialize;

/// Requests that are kept; older ones are dropped.
const CAPACITY: usize = 20_000;

/// One request with its answer's status. It never holds a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// The answer's status.
    pub status: u16,
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

    pub(crate) fn entries(&self) -> Vec<LedgerEntry> {
        self.entries.iter().cloned().collect()
    }
}
