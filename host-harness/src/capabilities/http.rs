//! `http` as a guest sees it: a batch of reads, run at once, answered in order, each one recorded before and after.

use super::{Capabilities, Phase, SecretHandle, detail};
use crate::contract::world::armincx::plugin::http::{Header, HeaderValue, Host, HttpError, Request, Response};
use crate::engine::CallState;
use crate::store::{AuditEvent, AuditKind};
use crate::upstream::{self, Answer, Read, ReadError, Source, Upstream};
use futures::future::join_all;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

impl Host for CallState {
    async fn fetch(&mut self, requests: Vec<Request>) -> wasmtime::Result<Vec<Result<Response, HttpError>>> {
        let mut attempts = Vec::with_capacity(requests.len());
        for request in requests {
            attempts.push(self.admit(request)?);
        }
        // Written before anything leaves: after a crash the log still says what may have been asked.
        let capabilities = &mut self.capabilities;
        let intents: Vec<AuditEvent> = attempts.iter().map(|attempt| attempt.intent(capabilities)).collect();
        capabilities.record(intents).await?;

        let deadline = capabilities.deadline;
        let finished = join_all(attempts.into_iter().map(|attempt| attempt.run(deadline))).await;

        let mut events = Vec::with_capacity(finished.len());
        let mut results = Vec::with_capacity(finished.len());
        for Finished { record, result } in finished {
            events.extend(record.map(|(kind, about)| capabilities.event(kind, about)));
            results.push(result);
        }
        capabilities.record(events).await?;
        Ok(results)
    }
}

/// A request of the guest, judged.
struct Attempt {
    /// What the log says about it: never a query, a header's value or a body.
    about: Map<String, Value>,
    /// What may be asked of whom, or why it may not.
    judged: Result<(Arc<Upstream>, Read), HttpError>,
}

/// An attempt that is over.
struct Finished {
    /// What the log gets; nothing when its refusal stands there already.
    record: Option<(AuditKind, Map<String, Value>)>,
    result: Result<Response, HttpError>,
}

impl CallState {
    fn admit(&mut self, request: Request) -> wasmtime::Result<Attempt> {
        // Every handle is looked up, whether or not the request may leave: a wrong one is a trap, not a refusal.
        let mut headers = Vec::with_capacity(request.headers.len());
        let mut secrets = Vec::new();
        for Header { name, value } in request.headers {
            let value = match value {
                HeaderValue::Plain(text) => upstream::HeaderValue::Plain(text),
                HeaderValue::Secret(handle) => {
                    let secret: &SecretHandle = self.table.get(&handle)?;
                    secrets.push(secret.name().to_owned());
                    secret.header_value()
                }
            };
            headers.push((name, value));
        }
        let about = detail([
            ("upstream", json!(request.upstream)),
            ("method", json!("GET")),
            ("path", json!(request.path)),
            ("secrets", json!(secrets)),
        ]);
        let max_age = Duration::from_secs(u64::from(request.max_age));
        let read = Read { path: request.path, query: request.query, headers, max_age };
        let judged = self.capabilities.admit(&request.upstream).map(|upstream| (upstream, read));
        Ok(Attempt { about, judged })
    }
}

impl Capabilities {
    /// Whether the running function may ask this upstream once more.
    fn admit(&mut self, name: &str) -> Result<Arc<Upstream>, HttpError> {
        if self.phase == Phase::Offline {
            let why = "this function may not ask an upstream: it has to answer by itself";
            return Err(HttpError::Denied(why.to_owned()));
        }
        let Some(left) = self.requests_left.checked_sub(1) else {
            return Err(HttpError::OverQuota(self.requests_limit));
        };
        let Some(upstream) = self.grants.upstream(name) else {
            let known = self.grants.upstream_names();
            let name = name.escape_debug();
            return Err(HttpError::Denied(format!("there is no upstream \"{name}\"; the manifest declares: {known}")));
        };
        self.requests_left = left;
        Ok(Arc::clone(upstream))
    }
}

impl Attempt {
    fn intent(&self, capabilities: &Capabilities) -> AuditEvent {
        match &self.judged {
            Ok(_) => capabilities.event(AuditKind::RequestSent, self.about.clone()),
            Err(error) => {
                capabilities.event(AuditKind::RequestRefused, failed(self.about.clone(), error, &error_text(error)))
            }
        }
    }

    async fn run(self, deadline: Instant) -> Finished {
        let (upstream, read) = match self.judged {
            Ok(judged) => judged,
            Err(error) => {
                return Finished { record: None, result: Err(error) };
            }
        };
        let started = Instant::now();
        let answer = upstream.read(read, deadline).await;
        let mut about = self.about;
        about.insert("ms".to_owned(), json!(millis(started.elapsed())));
        match answer {
            Ok(answer) => {
                about.insert("status".to_owned(), json!(answer.status));
                about.insert("bytes".to_owned(), json!(answer.body.len()));
                match answer.source {
                    Source::Memory => about.insert("from".to_owned(), json!("memory")),
                    Source::Network { attempts, .. } => about.insert("attempts".to_owned(), json!(attempts)),
                };
                let record = Some((AuditKind::RequestAnswered, about));
                Finished { record, result: Ok(response(answer)) }
            }
            Err(why) => {
                let kind = match why {
                    ReadError::Denied(_) => AuditKind::RequestRefused,
                    _ => AuditKind::RequestFailed,
                };
                let error = to_wit(&why);
                Finished { record: Some((kind, failed(about, &error, &why.to_string()))), result: Err(error) }
            }
        }
    }
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
        body: answer.body.to_vec(),
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
