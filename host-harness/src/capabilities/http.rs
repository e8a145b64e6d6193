//! `http` as a guest sees it: a batch of reads, run at once, answered in order, each one recorded before and after.

use super::{GuestHost, Phase, SecretHandle, detail};
use crate::contract::world::armincx::plugin::http::{Header, HeaderValue, Host, HttpError, Request, Response};
use crate::store::{AuditEvent, AuditKind};
use crate::upstream::{self, Answer, Permitted, Read, ReadError, Source, Upstream};
use futures::future::join_all;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Secrets and headers of one request that the log names.
const NAMES: usize = 8;

impl Host for GuestHost {
    async fn fetch(&mut self, requests: Vec<Request>) -> wasmtime::Result<Vec<Result<Response, HttpError>>> {
        // Judged as a whole first: a batch of a hundred thousand must not become as many records.
        let surplus = requests.len().saturating_sub(usize::try_from(self.requests_left).unwrap_or(usize::MAX));
        self.count_refusals(surplus)?;

        let mut attempts = Vec::with_capacity(requests.len());
        for request in requests {
            attempts.push(self.admit(request)?);
        }
        // Written before anything leaves: after a crash the log still says what may have been asked.
        let intents = attempts.iter().filter_map(|attempt| attempt.intent(self)).collect();
        self.record(intents).await?;

        let deadline = self.call.read_deadline;
        let finished = join_all(attempts.into_iter().map(|attempt| attempt.run(deadline))).await;

        let mut events = Vec::with_capacity(finished.len());
        let mut results = Vec::with_capacity(finished.len());
        for Finished { record, result } in finished {
            if let (Some(approval), Some((AuditKind::RequestAnswered, about)), Ok(answer)) =
                (&self.call.approval, &record, &result)
            {
                let upstream = about.get("upstream").and_then(Value::as_str).unwrap_or_default();
                approval.read_answered(upstream, answer.status);
            }
            if let (Some(approval), Some((AuditKind::RequestFailed, _))) = (&self.call.approval, &record) {
                approval.read_failed();
            }
            events.extend(record.map(|(kind, about)| self.event(kind, about)));
            results.push(result.and_then(|answer| self.within_budget(answer)));
        }
        self.record(events).await?;
        Ok(results)
    }
}

/// What becomes of a request of the guest.
enum Judged {
    /// It goes to the upstream.
    Leaves(Arc<Upstream>, Permitted),
    /// It was answered before, and that answer is fresh enough.
    Kept(Answer),
    /// It doesn't leave the host.
    Refused(HttpError),
}

/// A request of the guest, judged.
struct Attempt {
    /// What the log says about it: never a query, a header's value or a body.
    about: Map<String, Value>,
    judged: Judged,
}

/// An attempt that is over.
struct Finished {
    /// What the log gets; nothing when it stands there already.
    record: Option<(AuditKind, Map<String, Value>)>,
    result: Result<Answer, HttpError>,
}

impl GuestHost {
    fn admit(&mut self, request: Request) -> wasmtime::Result<Attempt> {
        // Every handle is looked up, whether or not the request may leave: a wrong one is a trap, not a refusal.
        let mut headers = Vec::with_capacity(request.headers.len());
        let (mut secrets, mut plain) = (BTreeSet::new(), BTreeSet::new());
        for Header { name, value } in request.headers {
            let value = match value {
                HeaderValue::Plain(text) => {
                    plain.insert(name.clone());
                    upstream::HeaderValue::Plain(text)
                }
                HeaderValue::Secret(handle) => {
                    let secret: &SecretHandle = self.table.get(&handle)?;
                    secrets.insert(secret.name().to_owned());
                    secret.header_value()
                }
            };
            headers.push((name, value));
        }
        let about = detail([
            ("upstream", json!(request.upstream)),
            ("method", json!("GET")),
            ("path", json!(request.path)),
            ("headers", json!(plain.iter().take(NAMES).collect::<Vec<_>>())),
            ("secrets", json!(secrets.iter().take(NAMES).collect::<Vec<_>>())),
        ]);
        // A plan is carried out and verified by what is so now.
        let fresh = self.call.phase == Phase::Executing;
        let max_age = Duration::from_secs(if fresh { 0 } else { u64::from(request.max_age) });
        let read = Read { path: request.path, query: request.query, headers, max_age };
        let judged = self.judge(&request.upstream, read);
        if let Judged::Refused(error) = &judged
            && !matches!(error, HttpError::OverQuota(_))
        {
            self.count_refusals(1)?;
        }
        Ok(Attempt { about, judged })
    }

    /// Whether the running function may ask this upstream this, once more.
    fn judge(&mut self, name: &str, read: Read) -> Judged {
        if self.call.phase == Phase::Offline {
            let why = "this function may not ask an upstream: it has to answer by itself";
            return Judged::Refused(HttpError::Denied(why.to_owned()));
        }
        let Some(left) = self.requests_left.checked_sub(1) else {
            return Judged::Refused(HttpError::OverQuota(self.call.requests));
        };
        let Some(upstream) = self.grants.upstream(name) else {
            let known = self.grants.upstream_names();
            let name: String = name.chars().take(64).collect();
            let name = name.escape_debug();
            let why = format!("there is no upstream \"{name}\"; the manifest declares: {known}");
            return Judged::Refused(HttpError::Denied(why));
        };
        let permitted = match upstream.permit(read) {
            Ok(permitted) => permitted,
            Err(denial) => return Judged::Refused(HttpError::Denied(denial.to_string())),
        };
        self.requests_left = left;
        match upstream.kept(&permitted) {
            Some(answer) => Judged::Kept(answer),
            None => Judged::Leaves(Arc::clone(upstream), permitted),
        }
    }

    /// The answer as the guest gets it, unless the call has had its share of bytes.
    fn within_budget(&mut self, answer: Answer) -> Result<Response, HttpError> {
        match self.answer_bytes_left.checked_sub(answer.body.len()) {
            Some(left) => {
                self.answer_bytes_left = left;
                Ok(response(answer))
            }
            None => Err(HttpError::TooLarge(u64::try_from(super::ANSWERS).unwrap_or(u64::MAX))),
        }
    }
}

impl Attempt {
    /// What the log gets before anything leaves.
    fn intent(&self, host: &GuestHost) -> Option<AuditEvent> {
        match &self.judged {
            Judged::Leaves(..) => Some(host.event(AuditKind::RequestSent, self.about.clone())),
            Judged::Kept(_) => None,
            Judged::Refused(error) => {
                let about = failed(self.about.clone(), error, &error_text(error));
                Some(host.event(AuditKind::RequestRefused, about))
            }
        }
    }

    async fn run(self, deadline: Instant) -> Finished {
        let mut about = self.about;
        let (upstream, permitted) = match self.judged {
            Judged::Leaves(upstream, permitted) => (upstream, permitted),
            Judged::Refused(error) => return Finished { record: None, result: Err(error) },
            Judged::Kept(answer) => {
                about.insert("from".to_owned(), json!("memory"));
                let record = Some((AuditKind::RequestAnswered, answered(about, &answer)));
                return Finished { record, result: Ok(answer) };
            }
        };
        let started = Instant::now();
        let answer = upstream.send(permitted, deadline).await;
        about.insert("ms".to_owned(), json!(millis(started.elapsed())));
        match answer {
            Ok(answer) => {
                if let Source::Network { attempts, .. } = answer.source {
                    about.insert("attempts".to_owned(), json!(attempts));
                }
                let record = Some((AuditKind::RequestAnswered, answered(about, &answer)));
                Finished { record, result: Ok(answer) }
            }
            Err(why) => {
                let error = to_wit(&why);
                let about = failed(about, &error, &why.to_string());
                Finished { record: Some((AuditKind::RequestFailed, about)), result: Err(error) }
            }
        }
    }
}

fn answered(mut about: Map<String, Value>, answer: &Answer) -> Map<String, Value> {
    about.insert("status".to_owned(), json!(answer.status));
    about.insert("bytes".to_owned(), json!(answer.body.len()));
    about
}

fn failed(mut about: Map<String, Value>, error: &HttpError, why: &str) -> Map<String, Value> {
    about.insert("error".to_owned(), json!(error_code(error)));
    about.insert("why".to_owned(), json!(why));
    about
}

fn response(answer: Answer) -> Response {
    Response {
        status: answer.status,
        headers: answer.headers,
        body: answer.body.into(),
        fetched_at: answer.fetched_at.to_string(),
        age: u32::try_from(answer.age.as_secs()).unwrap_or(u32::MAX),
    }
}

fn to_wit(why: &ReadError) -> HttpError {
    match why {
        ReadError::Denied(denial) => HttpError::Denied(denial.to_string()),
        ReadError::RateLimited { retry_after } => {
            HttpError::RateLimited(retry_after.map(|pause| u32::try_from(pause.as_secs()).unwrap_or(u32::MAX)))
        }
        ReadError::Timeout { limit } => HttpError::Timeout(u32::try_from(limit.as_millis()).unwrap_or(u32::MAX)),
        ReadError::TooLarge { limit } => HttpError::TooLarge(*limit),
        ReadError::Interrupted(_) => HttpError::Interrupted(why.to_string()),
        ReadError::Unreachable(_) => HttpError::Unreachable(why.to_string()),
    }
}

fn error_code(error: &HttpError) -> &'static str {
    match error {
        HttpError::Denied(_) => "denied",
        HttpError::OverQuota(_) => "over-quota",
        HttpError::RateLimited(_) => "rate-limited",
        HttpError::Unreachable(_) => "unreachable",
        HttpError::Timeout(_) => "timeout",
        HttpError::Interrupted(_) => "interrupted",
        HttpError::TooLarge(_) => "too-large",
    }
}

fn error_text(error: &HttpError) -> String {
    match error {
        HttpError::Denied(why) | HttpError::Unreachable(why) | HttpError::Interrupted(why) => why.clone(),
        HttpError::OverQuota(limit) => format!("the call has made the {limit} requests it may make"),
        other => error_code(other).to_owned(),
    }
}

/// A duration as whole milliseconds.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
