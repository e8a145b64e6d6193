//! The audit log in SQLite.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{OptionalExtension, Row, Transaction, params_from_iter};

use super::migrations::{AUDIT_GUARDS, guard_sql};
use super::{At, Database};
use crate::store::audit::{AuditFilter, AuditLog, AuditRecord, Finding, Head, Verification, Verifier};
use crate::store::chain::{Hash, link};
use crate::store::error::StoreError;
use crate::store::event::AuditEvent;

const APPEND: &str = "append to the audit log";
const READ: &str = "read the audit log";

impl AuditLog for Database {
    fn append(&self, events: &[AuditEvent]) -> Result<Vec<u64>, StoreError> {
        self.write(APPEND, |transaction| append(transaction, &self.at, events))
    }

    fn records(&self, filter: &AuditFilter) -> Result<Vec<AuditRecord>, StoreError> {
        let (sql, parameters) = select(filter);
        self.read(READ, |transaction| {
            let error = |error| self.at.error(READ, error);
            let mut statement = transaction.prepare_cached(&sql).map_err(error)?;
            let mut rows = statement.query(params_from_iter(parameters)).map_err(error)?;
            let mut records = Vec::new();
            while let Some(row) = rows.next().map_err(error)? {
                let stored = Stored::read(row).map_err(error)?;
                records.push(stored.record(&self.at)?);
            }
            if filter.last {
                records.reverse();
            }
            Ok(records)
        })
    }

    fn head(&self) -> Result<Head, StoreError> {
        self.read(READ, |transaction| {
            stored_head(transaction, &self.at)?.ok_or_else(|| broken(&self.at, "its head is missing"))
        })
    }

    fn verify(&self) -> Result<Verification, StoreError> {
        self.read(READ, |transaction| {
            let error = |error| self.at.error(READ, error);
            // Also compares the indexes with the table: a record hidden from a search by ticket would show here.
            let check: String =
                transaction.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(error)?;
            let mut verifier = Verifier::new();
            if check != "ok" {
                let why = check.lines().next().unwrap_or_default().to_owned();
                verifier.find(Finding::Structure { why });
            }
            for name in AUDIT_GUARDS {
                let sql: Option<String> = transaction
                    .query_row("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?1", [name], |row| {
                        row.get(0)
                    })
                    .optional()
                    .map_err(error)?;
                if sql.as_deref() != guard_sql(name) {
                    verifier.find(Finding::Guard { name: (*name).to_owned() });
                }
            }
            let mut statement =
                transaction.prepare("SELECT seq, event, previous, hash FROM audit ORDER BY seq").map_err(error)?;
            let mut rows = statement.query([]).map_err(error)?;
            while let Some(row) = rows.next().map_err(error)? {
                let stored = Stored::read(row).map_err(error)?;
                verifier.record(stored.number(), stored.event.as_deref(), stored.previous, stored.hash);
            }
            Ok(verifier.finish(stored_head(transaction, &self.at)?))
        })
    }
}

/// Adds events inside somebody's transaction, so that what is done and what is recorded are there together.
pub(super) fn append(transaction: &Transaction<'_>, at: &At, events: &[AuditEvent]) -> Result<Vec<u64>, StoreError> {
    let mut head = checked_head(transaction, at)?;
    let error = |error| at.error(APPEND, error);
    let mut insert = transaction
        .prepare_cached("INSERT INTO audit (seq, event, previous, hash) VALUES (?1, ?2, ?3, ?4)")
        .map_err(error)?;
    let mut advance =
        transaction.prepare_cached("UPDATE audit_head SET seq = ?1, hash = ?2 WHERE id = 1").map_err(error)?;
    let mut numbers = Vec::with_capacity(events.len());
    for event in events {
        let seq = head.seq.checked_add(1).and_then(|seq| i64::try_from(seq).ok());
        let Some(stored) = seq else {
            return Err(broken(at, "its last number is the largest there is"));
        };
        let (seq, event) = (stored.unsigned_abs(), event.canonical());
        let hash = link(&head.hash, seq, &event);
        insert.execute((stored, &event, head.hash.as_bytes(), hash.as_bytes())).map_err(error)?;
        advance.execute((stored, hash.as_bytes())).map_err(error)?;
        head = Head { seq, hash };
        numbers.push(seq);
    }
    Ok(numbers)
}

/// The query for a filter. All texts in it are this file's own; what comes from outside is a parameter.
fn select(filter: &AuditFilter) -> (String, Vec<Parameter>) {
    let mut sql = "SELECT seq, event, previous, hash FROM audit WHERE 1".to_owned();
    let mut parameters = Vec::new();
    for (column, text) in [(" AND ticket = ?", &filter.ticket), (" AND call = ?", &filter.call)] {
        if let Some(text) = text {
            sql.push_str(column);
            parameters.push(Parameter(Value::Text(text.clone())));
        }
    }
    if !filter.kinds.is_empty() {
        let marks = vec!["?"; filter.kinds.len()].join(", ");
        sql.push_str(&format!(" AND kind IN ({marks})"));
        parameters.extend(filter.kinds.iter().map(|kind| Parameter(Value::Text(kind.as_str().to_owned()))));
    }
    if let Some(after) = filter.after {
        sql.push_str(" AND seq > ?");
        parameters.push(Parameter::number(after));
    }
    sql.push_str(if filter.last { " ORDER BY seq DESC" } else { " ORDER BY seq" });
    if let Some(limit) = filter.limit {
        sql.push_str(" LIMIT ?");
        parameters.push(Parameter::number(limit));
    }
    (sql, parameters)
}

/// A parameter of a query.
struct Parameter(Value);

impl Parameter {
    /// A number; those beyond SQLite's range mean the same as its largest.
    fn number(number: u64) -> Self {
        Self(Value::Integer(i64::try_from(number).unwrap_or(i64::MAX)))
    }
}

impl rusqlite::ToSql for Parameter {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

/// A row as it lies in the file. Whoever changed it may have put anything there.
struct Stored {
    seq: i64,
    event: Option<String>,
    previous: Option<Hash>,
    hash: Option<Hash>,
}

impl Stored {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let event = match row.get_ref(1)? {
            ValueRef::Text(text) => std::str::from_utf8(text).ok().map(str::to_owned),
            _ => None,
        };
        Ok(Self { seq: row.get(0)?, event, previous: hash(row.get_ref(2)?), hash: hash(row.get_ref(3)?) })
    }

    /// The number; one below zero, which this program never writes, becomes 0, which it never writes either.
    fn number(&self) -> u64 {
        u64::try_from(self.seq).unwrap_or(0)
    }

    fn record(self, at: &At) -> Result<AuditRecord, StoreError> {
        let seq = self.number();
        let why = format!("record {seq} of the audit log can't be read");
        let (Some(event), Some(previous), Some(hash)) = (self.event, self.previous, self.hash) else {
            return Err(at.damaged(why, None));
        };
        let event = serde_json::from_str(&event).map_err(|error| at.damaged(why, Some(error.into())))?;
        Ok(AuditRecord { seq, event, previous, hash })
    }
}

fn hash(value: ValueRef<'_>) -> Option<Hash> {
    match value {
        ValueRef::Blob(bytes) => bytes.try_into().ok().map(Hash::from_bytes),
        _ => None,
    }
}

/// The head as it is kept; `None` when it is missing or makes no sense.
fn stored_head(transaction: &Transaction<'_>, at: &At) -> Result<Option<Head>, StoreError> {
    let head = transaction
        .prepare_cached("SELECT seq, hash FROM audit_head WHERE id = 1")
        .and_then(|mut statement| {
            statement
                .query_row([], |row| {
                    let seq: Option<u64> = u64::try_from(row.get::<_, i64>(0)?).ok();
                    Ok(seq.zip(hash(row.get_ref(1)?)).map(|(seq, hash)| Head { seq, hash }))
                })
                .optional()
        })
        .map_err(|error| at.error(READ, error))?;
    Ok(head.flatten())
}

/// The head, if the last record is the one it names: nothing is added to a log that was cut or changed at its end.
fn checked_head(transaction: &Transaction<'_>, at: &At) -> Result<Head, StoreError> {
    let head = stored_head(transaction, at)?.ok_or_else(|| broken(at, "its head is missing"))?;
    let last = transaction
        .prepare_cached("SELECT seq, event, previous, hash FROM audit ORDER BY seq DESC LIMIT 1")
        .and_then(|mut statement| statement.query_row([], Stored::read).optional())
        .map_err(|error| at.error(READ, error))?;
    let end = match last {
        None => Head::EMPTY,
        Some(last) => Head { seq: last.number(), hash: last.hash.unwrap_or(Hash::ZERO) },
    };
    if end != head {
        return Err(broken(at, &format!("its head names record {}, but it ends with record {}", head.seq, end.seq)));
    }
    Ok(head)
}

fn broken(at: &At, why: &str) -> StoreError {
    StoreError::ChainBroken { path: at.path.clone(), why: why.to_owned() }
}
