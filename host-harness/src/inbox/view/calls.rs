//! The calls into the component as the records tell of them, for whoever builds it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::store::{AuditKind, AuditRecord};

/// A call into the component.
#[derive(Debug, Default)]
pub struct CallView {
    /// Its number.
    pub id: String,
    /// What was called.
    pub function: String,
    /// For which ticket.
    pub ticket: String,
    /// How it ended, by its code.
    pub outcome: String,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// Requests that it made.
    pub requests: usize,
    /// Bytes that came back.
    pub bytes: u64,
    /// What the upstream answered.
    pub answers: Vec<AnswerView>,
}

/// An answer of the upstream.
#[derive(Debug)]
pub struct AnswerView {
    /// GET, POST or PUT.
    pub method: String,
    /// What was asked for.
    pub path: String,
    /// Its status, or why there was none.
    pub status: String,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// Bytes in it.
    pub bytes: u64,
}

/// A record.
#[derive(Debug)]
pub struct RecordView {
    /// Its number.
    pub seq: u64,
    /// When, UTC.
    pub at: String,
    /// Of which kind.
    pub kind: String,
    /// About which ticket.
    pub ticket: String,
    /// The beginning of what it says.
    pub text: String,
}

/// Calls that are shown.
const CALLS: usize = 25;
/// Characters of a record that are shown.
const BEGINNING: usize = 300;

/// The latest calls, each with what it asked the upstream.
#[must_use]
pub fn calls(records: &[AuditRecord]) -> Vec<CallView> {
    let mut calls: BTreeMap<&str, (u64, CallView)> = BTreeMap::new();
    for record in records {
        let event = &record.event;
        let Some(id) = event.call.as_deref() else { continue };
        let text = |name: &str| event.detail.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let number = |name: &str| event.detail.get(name).and_then(Value::as_u64).unwrap_or_default();
        let (seq, call) = calls.entry(id).or_insert_with(|| {
            (0, CallView { id: id.to_owned(), ticket: event.ticket.clone().unwrap_or_default(), ..CallView::default() })
        });
        *seq = record.seq;
        match event.kind {
            AuditKind::CallStarted => call.function = text("function"),
            AuditKind::CallEnded => {
                (call.function, call.outcome, call.ms) = (text("function"), text("outcome"), number("ms"));
            }
            AuditKind::RequestSent | AuditKind::WriteSent => call.requests = call.requests.saturating_add(1),
            AuditKind::RequestAnswered
            | AuditKind::WriteAnswered
            | AuditKind::RequestFailed
            | AuditKind::WriteFailed => {
                let status = event.detail.get("status").map_or_else(|| text("error"), Value::to_string);
                call.bytes = call.bytes.saturating_add(number("bytes"));
                let (method, path) = (text("method"), text("path"));
                call.answers.push(AnswerView { method, path, status, ms: number("ms"), bytes: number("bytes") });
            }
            _ => {}
        }
    }
    let mut calls: Vec<(u64, CallView)> = calls.into_values().collect();
    calls.sort_by_key(|(seq, _)| std::cmp::Reverse(*seq));
    calls.into_iter().map(|(_, call)| call).take(CALLS).collect()
}

/// A record in a line.
#[must_use]
pub fn record_view(record: &AuditRecord) -> RecordView {
    let detail = Value::Object(record.event.detail.clone()).to_string();
    let text: String = detail.chars().take(BEGINNING).collect();
    RecordView {
        seq: record.seq,
        at: record.event.at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        kind: record.event.kind.as_str().to_owned(),
        ticket: record.event.ticket.clone().unwrap_or_default(),
        text,
    }
}
