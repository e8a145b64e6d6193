//! The audit log in memory: the same chain without a file, for tests and benchmarks.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::audit::{AuditFilter, AuditLog, AuditRecord, Head, Verification, Verifier};
use super::chain::{Hash, link};
use super::error::StoreError;
use super::event::AuditEvent;

#[derive(Debug)]
struct Entry {
    event: String,
    previous: Hash,
    hash: Hash,
}

/// An audit log that is gone when it is dropped.
#[derive(Debug, Default)]
pub struct MemoryAuditLog {
    entries: Mutex<Vec<Entry>>,
}

impl MemoryAuditLog {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    fn with<T>(&self, f: impl FnOnce(&mut Vec<Entry>) -> T) -> T {
        // A panic elsewhere can't leave half an entry behind: entries are pushed whole.
        f(&mut self.entries.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn head(entries: &[Entry]) -> Head {
    entries.last().map_or(Head::EMPTY, |last| Head { seq: entries.len() as u64, hash: last.hash })
}

impl AuditLog for MemoryAuditLog {
    fn append(&self, events: &[AuditEvent]) -> Result<Vec<u64>, StoreError> {
        self.with(|entries| {
            let mut numbers = Vec::with_capacity(events.len());
            for event in events {
                let Head { seq, hash: previous } = head(entries);
                let (seq, event) = (seq + 1, event.canonical());
                let hash = link(&previous, seq, &event);
                entries.push(Entry { event, previous, hash });
                numbers.push(seq);
            }
            Ok(numbers)
        })
    }

    fn records(&self, filter: &AuditFilter) -> Result<Vec<AuditRecord>, StoreError> {
        self.with(|entries| {
            let mut records = Vec::new();
            // In canonical JSON a kind stands in these very letters, so that most entries needn't be read.
            let marks: Vec<String> = filter.kinds.iter().map(|kind| format!("\"kind\":\"{kind}\"")).collect();
            for (seq, entry) in (1u64..).zip(entries.iter()) {
                if !marks.is_empty() && !marks.iter().any(|mark| entry.event.contains(mark)) {
                    continue;
                }
                let event = serde_json::from_str(&entry.event).map_err(|error| StoreError::Damaged {
                    path: PathBuf::from("memory"),
                    why: format!("record {seq} can't be read"),
                    source: Some(Box::new(error)),
                })?;
                let record = AuditRecord { seq, event, previous: entry.previous, hash: entry.hash };
                if fits(filter, &record) {
                    records.push(record);
                }
            }
            if let Some(limit) = filter.limit {
                let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                if filter.last {
                    records.drain(..records.len().saturating_sub(limit));
                } else {
                    records.truncate(limit);
                }
            }
            Ok(records)
        })
    }

    fn head(&self) -> Result<Head, StoreError> {
        Ok(self.with(|entries| head(entries)))
    }

    fn verify(&self) -> Result<Verification, StoreError> {
        self.with(|entries| {
            let mut verifier = Verifier::new();
            for (seq, entry) in (1u64..).zip(entries.iter()) {
                verifier.record(seq, Some(&entry.event), Some(entry.previous), Some(entry.hash));
            }
            Ok(verifier.finish(Some(head(entries))))
        })
    }
}

fn fits(filter: &AuditFilter, record: &AuditRecord) -> bool {
    filter.ticket.as_ref().is_none_or(|ticket| record.event.ticket.as_ref() == Some(ticket))
        && filter.call.as_ref().is_none_or(|call| record.event.call.as_ref() == Some(call))
        && (filter.kinds.is_empty() || filter.kinds.contains(&record.event.kind))
        && filter.after.is_none_or(|after| record.seq > after)
}
