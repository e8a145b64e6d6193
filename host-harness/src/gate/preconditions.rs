//! The preconditions of a write: read anew by the host and compared, right before the write leaves.

use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::outlet::{Outlet, Secrets, authorised};
use crate::contract::{Expectation, Precondition};
use crate::store::{AuditEvent, AuditKind};
use crate::upstream::{Answer, Permitted, Read, ReadError, Upstream};

/// How long all reads together may take. What takes longer is no moment before a write.
const LIMIT: Duration = Duration::from_secs(20);

/// Makes an event of this plan and step.
pub(super) type Recorder<'a> = &'a (dyn Fn(AuditKind) -> AuditEvent + Send + Sync);

/// What the comparison found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Everything is as the plan expects.
    Holds,
    /// Something differs: the labels of those checks.
    Differs(Vec<String>),
    /// It could not be found out, and why.
    Unreadable(Unreadable),
}

/// Why a precondition can't be compared. `Display` is for the log, in English.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unreadable {
    /// The read was answered with an error.
    #[error("{path} was answered with {status}")]
    Status {
        /// What was read.
        path: String,
        /// The answer's status.
        status: u16,
    },
    /// The answer can't be read.
    #[error("the answer of {0} is no JSON")]
    NoJson(String),
    /// There is no answer.
    #[error("{why}")]
    NoAnswer {
        /// What was read.
        path: String,
        /// Why.
        why: String,
    },
}

impl Unreadable {
    /// For people, in English: what was read stands in the log.
    pub(super) fn english(&self) -> String {
        match self {
            Self::Status { status: 401 | 403, .. } => "Recharge refuses the token".to_owned(),
            Self::Status { status, .. } => format!("Recharge answered with an error ({status})"),
            Self::NoJson(_) => "Recharge's answer is not readable".to_owned(),
            Self::NoAnswer { .. } => "Recharge gave no answer".to_owned(),
        }
    }

    /// The same in German.
    pub(super) fn german(&self) -> String {
        match self {
            Self::Status { status: 401 | 403, .. } => "Recharge lehnt das Token ab".to_owned(),
            Self::Status { status, .. } => format!("Recharge hat mit einem Fehler ({status}) geantwortet"),
            Self::NoJson(_) => "Die Antwort von Recharge ist nicht lesbar".to_owned(),
            Self::NoAnswer { .. } => "Recharge hat nicht geantwortet".to_owned(),
        }
    }

    /// What the log says of it besides the English words, so that it can be told in any language.
    fn describe(&self, event: AuditEvent) -> AuditEvent {
        let event = event.detail("why", self.to_string());
        match self {
            Self::Status { path, status } => event.detail("path", path.as_str()).detail("status", *status),
            Self::NoJson(path) | Self::NoAnswer { path, .. } => event.detail("path", path.as_str()),
        }
    }
}

/// One read of a precondition, permitted.
pub(super) struct Guard<'a> {
    precondition: &'a Precondition,
    upstream: &'a Upstream,
    read: Permitted,
}

/// Judges the reads of the preconditions that count for this step, without sending anything.
///
/// # Errors
/// Why the host doesn't send one of them.
pub(super) fn permit<'a>(
    preconditions: &'a [Precondition],
    step: u32,
    outlet: &'a Outlet,
    secrets: &Secrets,
) -> Result<Vec<Guard<'a>>, String> {
    let guard = |precondition: &'a Precondition| {
        let Precondition { upstream, path, query, headers, secret, .. } = precondition;
        let (upstream, headers) = authorised(outlet, secrets, upstream, secret, headers)?;
        let read = Read { path: path.clone(), query: query.clone(), headers, max_age: Duration::ZERO };
        let read = upstream.permit(read).map_err(|denial| denial.to_string())?;
        Ok(Guard { precondition, upstream, read })
    };
    preconditions.iter().filter(|precondition| precondition.step >= step).map(guard).collect()
}

/// The records of the reads that are about to leave.
pub(super) fn intents(guards: &[Guard<'_>], event: Recorder<'_>) -> Vec<AuditEvent> {
    guards.iter().map(|guard| about(guard, event(AuditKind::RequestSent))).collect()
}

/// Reads all at once and compares. Gives what was found and the records of it.
pub(super) async fn compare(
    guards: Vec<Guard<'_>>,
    deadline: Instant,
    event: Recorder<'_>,
) -> (Found, Vec<AuditEvent>) {
    let deadline = Instant::now().checked_add(LIMIT).map_or(deadline, |limit| limit.min(deadline));
    let reads = guards.into_iter().map(|guard| async move {
        let started = Instant::now();
        let Guard { precondition, upstream, read } = guard;
        let answer = upstream.send(read, deadline).await;
        (precondition, answer, started.elapsed())
    });
    let (mut differing, mut unreadable, mut events) = (Vec::new(), None, Vec::new());
    for (precondition, answer, took) in join_all(reads).await {
        let kind = if answer.is_ok() { AuditKind::RequestAnswered } else { AuditKind::RequestFailed };
        let mut record = describe(precondition, event(kind)).detail("ms", super::millis(took));
        record = match &answer {
            Ok(answer) => record.detail("status", answer.status).detail("bytes", answer.body.len()),
            Err(why) => record.detail("why", why.to_string()),
        };
        events.push(record);
        match judge(precondition, answer) {
            Found::Holds => {}
            Found::Differs(labels) => differing.extend(labels),
            Found::Unreadable(why) => unreadable = Some(why),
        }
    }
    // A difference that was seen is one, whatever else could not be read.
    let found = match unreadable {
        _ if !differing.is_empty() => Found::Differs(differing),
        Some(why) => Found::Unreadable(why),
        None => Found::Holds,
    };
    let checked = event(AuditKind::PreconditionsChecked);
    events.push(match &found {
        Found::Holds => checked.detail("result", "hold"),
        Found::Differs(labels) => checked.detail("result", "stale").detail("differ", json!(labels)),
        Found::Unreadable(why) => why.describe(checked.detail("result", "unreadable")),
    });
    (found, events)
}

fn about(guard: &Guard<'_>, event: AuditEvent) -> AuditEvent {
    describe(guard.precondition, event)
}

fn describe(precondition: &Precondition, event: AuditEvent) -> AuditEvent {
    event
        .detail("upstream", precondition.upstream.as_str())
        .detail("method", "GET")
        .detail("path", precondition.path.as_str())
        .detail("secrets", json!([precondition.secret]))
        .detail("for", "precondition")
}

/// What one answer says about its precondition.
fn judge(precondition: &Precondition, answer: Result<Answer, ReadError>) -> Found {
    let path = &precondition.path;
    let answer = match answer {
        Ok(answer) => answer,
        Err(why) => {
            return Found::Unreadable(Unreadable::NoAnswer { path: path.clone(), why: why.to_string() });
        }
    };
    match answer.status {
        200..=299 => {}
        // What isn't there any more isn't as it was.
        404 | 410 => {
            let labels: Vec<String> = precondition.checks.iter().map(|check| check.label.clone()).collect();
            return Found::Differs(if labels.is_empty() { vec![format!("{path} is gone")] } else { labels });
        }
        status => return Found::Unreadable(Unreadable::Status { path: path.clone(), status }),
    }
    let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else {
        return Found::Unreadable(Unreadable::NoJson(path.clone()));
    };
    let differs = precondition.checks.iter().filter(|check| !is_so(&body, &check.pointer, &check.expect));
    let labels: Vec<String> = differs.map(|check| check.label.clone()).collect();
    if labels.is_empty() { Found::Holds } else { Found::Differs(labels) }
}

/// Exact equality of JSON scalars: 1 is not 1.0 and not "1". Numbers beyond 64 bits equal nothing, because they can't be
/// told apart here.
fn is_so(body: &Value, pointer: &str, expect: &Expectation) -> bool {
    let found = body.pointer(pointer);
    match expect {
        Expectation::Absent => found.is_none_or(Value::is_null),
        Expectation::Equals(text) => match (found, serde_json::from_str::<Value>(text)) {
            (Some(Value::Number(found)), Ok(Value::Number(expected))) => {
                let is_exact = |number: &serde_json::Number| {
                    number.is_u64() || number.is_i64() || number.as_f64().is_some_and(|float| float.abs() < 1e15)
                };
                is_exact(found) && is_exact(&expected) && *found == expected
            }
            (Some(found), Ok(expected)) => *found == expected && !found.is_array() && !found.is_object(),
            // "Missing" and null are the same to whoever wrote the check.
            (None, Ok(Value::Null)) => true,
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Check;
    use crate::upstream::Source;

    fn answer(status: u16, body: &str) -> Result<Answer, ReadError> {
        Ok(Answer {
            status,
            headers: Vec::new(),
            body: body.to_owned().into(),
            fetched_at: jiff::Timestamp::UNIX_EPOCH,
            age: Duration::ZERO,
            source: Source::Network { attempts: 1, waited: Duration::ZERO },
        })
    }

    fn precondition(checks: &[(&str, Expectation)]) -> Precondition {
        let check = |(pointer, expect): &(&str, Expectation)| Check {
            pointer: (*pointer).to_owned(),
            expect: expect.clone(),
            label: format!("label of {pointer}"),
        };
        Precondition {
            step: 0,
            upstream: "shop".to_owned(),
            path: "/a".to_owned(),
            query: Vec::new(),
            secret: "token".to_owned(),
            headers: Vec::new(),
            checks: checks.iter().map(check).collect(),
        }
    }

    fn equals(text: &str) -> Expectation {
        Expectation::Equals(text.to_owned())
    }

    #[test]
    fn values_are_compared_exactly() {
        for (body, expect, holds) in [
            (r#"{"a":1}"#, equals("1"), true),
            (r#"{"a":1}"#, equals("1.0"), false),
            (r#"{"a":1.0}"#, equals("1"), false),
            (r#"{"a":"1"}"#, equals("1"), false),
            (r#"{"a":"x"}"#, equals("\"x\""), true),
            (r#"{"a":"x "}"#, equals("\"x\""), false),
            (r#"{"a":"\u00e4"}"#, equals("\"ä\""), true),
            (r#"{"a":true}"#, equals("true"), true),
            (r#"{"a":null}"#, equals("null"), true),
            ("{}", equals("null"), true),
            ("{}", equals("1"), false),
            (r#"{"a":null}"#, Expectation::Absent, true),
            ("{}", Expectation::Absent, true),
            (r#"{"a":false}"#, Expectation::Absent, false),
            (r#"{"a":18446744073709551615}"#, equals("18446744073709551615"), true),
            (r#"{"a":18446744073709551617}"#, equals("18446744073709551616"), false),
            (r#"{"a":[1]}"#, equals("1"), false),
        ] {
            let expected = if holds { Found::Holds } else { Found::Differs(vec!["label of /a".to_owned()]) };
            assert_eq!(
                judge(&precondition(&[("/a", expect.clone())]), answer(200, body)),
                expected,
                "{body} {expect:?}"
            );
        }
    }

    #[test]
    fn what_is_gone_differs_and_what_cannot_be_read_is_not_known() {
        let checks = precondition(&[("/a", equals("1")), ("/b", Expectation::Absent)]);
        for status in [404, 410] {
            let both = vec!["label of /a".to_owned(), "label of /b".to_owned()];
            assert_eq!(judge(&checks, answer(status, "{}")), Found::Differs(both));
        }
        for result in [answer(200, "{"), answer(500, "{}"), answer(401, "{}"), answer(302, "{}")] {
            assert!(matches!(judge(&checks, result), Found::Unreadable(_)));
        }
        let late = Err(ReadError::Timeout { limit: LIMIT });
        assert!(matches!(judge(&checks, late), Found::Unreadable(_)));
        assert_eq!(judge(&precondition(&[]), answer(404, "")), Found::Differs(vec!["/a is gone".to_owned()]));
        assert_eq!(judge(&precondition(&[]), answer(200, "{}")), Found::Holds);
    }
}
