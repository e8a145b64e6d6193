//! The audit log as the rest of the host sees it: append, read, verify. Records are never changed and never removed.

use serde::Serialize;

use super::chain::{Hash, link};
use super::error::StoreError;
use super::event::{AuditEvent, AuditKind};

/// An event in its place in the chain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditRecord {
    /// Its number; the first record is 1 and there are no gaps.
    pub seq: u64,
    /// What happened.
    #[serde(flatten)]
    pub event: AuditEvent,
    /// The hash of the record before; [`Hash::ZERO`] in the first one.
    pub previous: Hash,
    /// This record's hash, see [`link`].
    pub hash: Hash,
}

/// The end of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The last record's number; 0 when there is none.
    pub seq: u64,
    /// The last record's hash; [`Hash::ZERO`] when there is none.
    pub hash: Hash,
}

impl Head {
    /// The head of an empty log.
    pub const EMPTY: Self = Self { seq: 0, hash: Hash::ZERO };
}

/// Which records to read. The default is all of them.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only those of this ticket.
    pub ticket: Option<String>,
    /// Only those of this call.
    pub call: Option<String>,
    /// Only those of these kinds; all when empty.
    pub kinds: Vec<AuditKind>,
    /// Only those with a greater number.
    pub after: Option<u64>,
    /// At most so many.
    pub limit: Option<u64>,
    /// Which ones a limit keeps: the last ones instead of the first. The order of the result stays the same.
    pub last: bool,
}

/// Something in a log that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "finding", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Finding {
    /// The event or the hashes of this record were changed, or it is not the record of that number.
    #[error("record {seq} was changed")]
    Altered {
        /// Its number.
        seq: u64,
    },
    /// This record doesn't continue the one before it: something was changed, removed or inserted there.
    #[error("record {seq} doesn't continue the record before it")]
    Unlinked {
        /// Its number.
        seq: u64,
    },
    /// Numbers are missing, or one is there that can't be.
    #[error("expected record {expected}, found {found}")]
    Gap {
        /// The number that should follow.
        expected: u64,
        /// The number that does.
        found: u64,
    },
    /// The chain doesn't end where its head says.
    #[error("the log ends with record {last}, but its head says {head}")]
    End {
        /// The last record's number.
        last: u64,
        /// The head's number.
        head: u64,
    },
    /// The chain ends with the right number, but not with the hash of its head.
    #[error("the last record, {seq}, is not the one the head names")]
    Head {
        /// The last record's number.
        seq: u64,
    },
    /// The head is missing or can't be read.
    #[error("the log's head is missing")]
    HeadMissing,
    /// The database's own check found something, such as a column of the wrong length or an index that hides a record.
    #[error("the database doesn't fit together: {why}")]
    Structure {
        /// What its check says first.
        why: String,
    },
    /// A guard against changes was taken out of the database.
    #[error("the database's guard {name} is missing or changed")]
    Guard {
        /// Its name in the database.
        name: String,
    },
}

/// What a check of the whole log found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// How many records there are.
    pub records: u64,
    /// The end of the chain as it was computed from the records. Note its hash elsewhere, to notice a log that was
    /// rewritten as a whole.
    pub head: Head,
    /// What is wrong, in the order of the log; at most [`Verification::MAX_FINDINGS`].
    pub findings: Vec<Finding>,
}

impl Verification {
    /// So many findings are kept; one is enough to know.
    pub const MAX_FINDINGS: usize = 100;

    /// Whether nothing was found.
    pub fn is_intact(&self) -> bool {
        self.findings.is_empty()
    }
}

/// An append-only, hash-chained log. Blocking.
pub trait AuditLog: Send + Sync {
    /// Adds events in their order, all or none, and gives their numbers. When it returns, they are as durable as the
    /// log can make them. Texts and details beyond their limits are cut.
    fn append(&self, events: &[AuditEvent]) -> Result<Vec<u64>, StoreError>;

    /// The records that fit the filter, in the order of their numbers.
    fn records(&self, filter: &AuditFilter) -> Result<Vec<AuditRecord>, StoreError>;

    /// The end of the chain as it is kept beside the records.
    fn head(&self) -> Result<Head, StoreError>;

    /// Reads the whole log and checks every record. An error means that it could not be read; what doesn't fit is in
    /// the result.
    fn verify(&self) -> Result<Verification, StoreError>;
}

/// The check itself, fed with one stored record after the other.
#[derive(Debug)]
pub(super) struct Verifier {
    records: u64,
    end: Head,
    findings: Vec<Finding>,
}

impl Verifier {
    pub(super) fn new() -> Self {
        Self { records: 0, end: Head::EMPTY, findings: Vec::new() }
    }

    pub(super) fn find(&mut self, finding: Finding) {
        if self.findings.len() < Verification::MAX_FINDINGS {
            self.findings.push(finding);
        }
    }

    /// A record as it is stored; `None` where a field has the wrong type or length.
    pub(super) fn record(&mut self, seq: u64, event: Option<&str>, previous: Option<Hash>, hash: Option<Hash>) {
        self.records += 1;
        let expected = self.end.seq.saturating_add(1);
        if seq != expected {
            self.find(Finding::Gap { expected, found: seq });
        }
        if previous != Some(self.end.hash) {
            self.find(Finding::Unlinked { seq });
        }
        let computed = match (previous, event) {
            (Some(previous), Some(event)) => Some(link(&previous, seq, event)),
            _ => None,
        };
        // An event that hashes right but can't be read was never written by this program.
        let readable = event.is_some_and(|event| serde_json::from_str::<AuditEvent>(event).is_ok());
        if computed.is_none() || computed != hash || !readable {
            self.find(Finding::Altered { seq });
        }
        // Goes on from what is stored, so that one change is not reported for every record after it.
        self.end = Head { seq, hash: hash.unwrap_or(Hash::ZERO) };
    }

    /// The result, after the last record.
    pub(super) fn finish(mut self, head: Option<Head>) -> Verification {
        match head {
            None => self.find(Finding::HeadMissing),
            Some(head) if head.seq != self.end.seq => {
                self.find(Finding::End { last: self.end.seq, head: head.seq });
            }
            Some(head) if head.hash != self.end.hash => self.find(Finding::Head { seq: self.end.seq }),
            Some(_) => {}
        }
        Verification { records: self.records, head: self.end, findings: self.findings }
    }
}
