//! Sends the writes of an approved plan: each at most once, in order, after its preconditions held, with its record and its
//! row durable before it leaves.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::approval::{CallMark, Performed};
use super::execute::{Outlet, method};
use super::lifecycle::about_plan;
use super::plan::StoredPlan;
use super::preconditions::{self, Found};
use super::refusal::GateError;
use super::{Gate, pointer};
use crate::contract::{PerformError, Plan, Response, Write, WriteMethod as Method};
use crate::store::{AuditEvent, AuditKind, Conflict, PlanChange, StepState};
use crate::upstream::{
    Answer, HeaderValue, PermittedWrite, Upstream, WriteError, WriteMethod, WritePlace, WriteRequest,
};

/// The values of the plan's secrets, by name, while it is carried out.
pub(super) type Secrets = BTreeMap<String, Arc<SecretString>>;

/// Sends the steps of one plan for as long as its guest's call runs.
pub(super) struct Sender {
    gate: Gate,
    plan: StoredPlan,
    outlet: Outlet,
    /// Held while a step is performed: there is one at a time.
    progress: Mutex<Progress>,
}

#[derive(Default)]
struct Progress {
    secrets: Option<Secrets>,
    steps: BTreeMap<u32, Step>,
    /// The call is over.
    ended: bool,
}

/// What this execution knows of a step.
#[derive(Default)]
struct Step {
    /// The last word; a step that has one is never sent again.
    word: Option<Word>,
    /// How often it was sent again after a 429 and after a 409.
    rate_limited: u32,
    conflicts: u32,
}

enum Word {
    Answered { executed: bool, body: Value },
    NotSent(String),
    Unknown(String),
}

/// What follows one attempt.
enum Next {
    /// It was answered for good.
    Answered(Response),
    /// It failed for good.
    Failed(PerformError),
    /// It certainly wasn't executed: once more after this pause.
    Again(Duration),
}

impl Sender {
    pub(super) fn new(gate: Gate, plan: StoredPlan, outlet: Outlet) -> Self {
        Self { gate, plan, outlet, progress: Mutex::default() }
    }

    pub(super) fn id(&self) -> &str {
        &self.plan.id
    }

    pub(super) async fn end(&self) {
        self.progress.lock().await.ended = true;
    }

    /// One step, from the guest's question to its answer.
    pub(super) async fn perform(&self, plan: &Plan, step: u32, call: &CallMark) -> Result<Performed, GateError> {
        let refused = |error| Ok(Performed::Refused(error));
        let not_permitted = |why: String| Ok(Performed::Refused(PerformError::NotPermitted(why)));
        let mut progress = self.progress.lock().await;
        if progress.ended {
            return not_permitted("the call this approval was for is over".to_owned());
        }
        match progress.steps.get(&step).and_then(|step| step.word.as_ref()) {
            Some(Word::Answered { .. }) => return refused(PerformError::AlreadyPerformed(step)),
            Some(Word::NotSent(why)) => return refused(PerformError::NotSent(why.clone())),
            Some(Word::Unknown(why)) => return refused(PerformError::Unknown(why.clone())),
            None => {}
        }
        let is_executed = |earlier| {
            let word = progress.steps.get(&earlier).and_then(|step| step.word.as_ref());
            matches!(word, Some(Word::Answered { executed: true, .. }))
        };
        if !(0..step).all(is_executed) {
            return refused(PerformError::OutOfOrder(step));
        }
        let secrets = match &progress.secrets {
            Some(secrets) => secrets.clone(),
            None => match self.secrets(plan).await? {
                Ok(secrets) => secrets,
                Err(why) => return refused(PerformError::NotSent(why)),
            },
        };
        progress.secrets = Some(secrets.clone());
        // All of the plan before the first of it: what can't be sent as a whole isn't begun.
        if step == 0 {
            let judged = plan.writes.iter().try_for_each(|write| {
                self.permit(write, write.body.clone(), &secrets)
                    .map(drop)
                    .map_err(|why| format!("{}: {why}", write.label))
            });
            if let Err(why) =
                judged.and_then(|()| preconditions::permit(&plan.preconditions, 0, &self.outlet, &secrets).map(drop))
            {
                return not_permitted(why);
            }
        }
        let Some(write) = usize::try_from(step).ok().and_then(|index| plan.writes.get(index)) else {
            return refused(PerformError::NoSuchStep(step));
        };
        let body = match self.body(write, &progress) {
            Ok(body) => body,
            Err(pointer) => return refused(PerformError::Unbound(pointer)),
        };
        let (upstream, permitted) = match self.permit(write, body, &secrets) {
            Ok(permitted) => permitted,
            Err(why) => return not_permitted(why),
        };
        let known = progress.steps.entry(step).or_default();
        let attempt = Attempt { plan, write, step, call, upstream, permitted: &permitted };
        self.attempts(&attempt, &secrets, known).await
    }

    /// Sends it, and again as long as the answer says that it wasn't executed, the preconditions hold and there is time.
    async fn attempts(
        &self,
        attempt: &Attempt<'_>,
        secrets: &Secrets,
        known: &mut Step,
    ) -> Result<Performed, GateError> {
        let Attempt { plan, step, call, .. } = *attempt;
        let event = |kind| self.event(kind, step, call);
        loop {
            let guards = match preconditions::permit(&plan.preconditions, step, &self.outlet, secrets) {
                Ok(guards) => guards,
                Err(why) => return Ok(Performed::Refused(PerformError::NotPermitted(why))),
            };
            // Room first: waiting for it after the preconditions were read would make them old.
            let place = match attempt.upstream.place_for_write(call.deadline).await {
                Ok(place) => place,
                Err(why) => return Ok(Performed::Refused(PerformError::NotSent(why.to_string()))),
            };
            self.record(preconditions::intents(&guards, &event)).await?;
            let (found, mut events) = preconditions::compare(guards, call.deadline, &event).await;
            let error = match found {
                Found::Holds => None,
                Found::Differs(labels) => Some(PerformError::Stale(labels)),
                Found::Unreadable(why) => {
                    Some(PerformError::NotSent(format!("its preconditions can't be read: {why}")))
                }
            };
            // A write that begins has to have the time to end.
            let left = call.deadline.saturating_duration_since(Instant::now());
            let error = error.or_else(|| {
                let has_time = left >= attempt.upstream.write_limits().total_timeout;
                (!has_time).then(|| PerformError::NotSent("this call has no time left for a write".to_owned()))
            });
            if let Some(error) = error {
                self.record(events).await?;
                return Ok(Performed::Refused(error));
            }
            events.push(attempt.describe(event(AuditKind::WriteSent)).detail("attempt", attempt_number(known)));
            if let Some(error) = self.begin(attempt, events).await? {
                return Ok(Performed::Refused(error));
            }
            match self.attempt(attempt, place, known).await? {
                Next::Answered(response) => return Ok(Performed::Answered(response)),
                Next::Failed(error) => return Ok(Performed::Failed(error)),
                Next::Again(pause) => sleep(pause).await,
            }
        }
    }

    /// The step's row and the record of the intent, durable together. From here on the step counts as sent.
    async fn begin(&self, attempt: &Attempt<'_>, events: Vec<AuditEvent>) -> Result<Option<PerformError>, GateError> {
        let lease_until = self.gate.lease(attempt.upstream.write_limits().total_timeout);
        let (owner, at, step) = (self.gate.owner.to_string(), self.gate.now(), attempt.step);
        let change = PlanChange::BeginStep { owner, step, at, lease_until };
        let id = self.plan.id.clone();
        let begun = self.gate.blocking(move |store| store.change(&id, &change, &events)).await??;
        Ok(begun.err().map(|unchanged| match unchanged.conflict {
            Conflict::StepTaken(StepState::Answered) => PerformError::AlreadyPerformed(step),
            Conflict::StepTaken(StepState::Open | StepState::Unknown) => {
                PerformError::Unknown("it was begun before, and how it ended isn't known".to_owned())
            }
            Conflict::OutOfOrder => PerformError::OutOfOrder(step),
            _ => PerformError::NotPermitted(self.gate.refusal(&self.plan.id, unchanged).to_string()),
        }))
    }

    /// One request. What became of it is recorded before anybody acts on it.
    async fn attempt(&self, attempt: &Attempt<'_>, place: WritePlace<'_>, known: &mut Step) -> Result<Next, GateError> {
        let Attempt { step, call, upstream, .. } = *attempt;
        let started = Instant::now();
        let outcome = upstream.write(attempt.permitted, place, call.deadline).await;
        let ms = super::millis(started.elapsed());
        let event = |kind| attempt.describe(self.event(kind, step, call)).detail("ms", ms);
        let (state, status, event, next) = match outcome {
            Ok(answer) => {
                let judged = self.judge(&answer, attempt, known);
                let executed = match (&judged, answer.status) {
                    (Judged::Answered(_), 200..=299) => "yes",
                    (Judged::Unreadable(_), _) => "unknown",
                    _ => "no",
                };
                let event = event(AuditKind::WriteAnswered)
                    .detail("status", answer.status)
                    .detail("bytes", answer.body.len())
                    .detail("executed", executed);
                let status = Some(answer.status);
                match judged {
                    Judged::Answered(body) => {
                        let executed = executed == "yes";
                        known.word = Some(Word::Answered { executed, body });
                        (StepState::Answered, status, event, Next::Answered(response(answer)))
                    }
                    Judged::NotExecuted(pause) => {
                        let event = event.detail("again_in_ms", super::millis(pause));
                        (StepState::Deferred, status, event, Next::Again(pause))
                    }
                    Judged::Unreadable(why) => {
                        let event = event.detail("why", why.as_str());
                        (StepState::Unknown, status, event, unknown(known, why))
                    }
                }
            }
            Err(WriteError::NotSent(why)) => not_sent(known, why, &event),
            Err(WriteError::Denied(denial)) => not_sent(known, denial.to_string(), &event),
            Err(WriteError::Unknown(why)) => {
                let event = event(AuditKind::WriteFailed).detail("error", "unknown").detail("why", why.as_str());
                (StepState::Unknown, None, event, unknown(known, why))
            }
        };
        let (owner, at, id) = (self.gate.owner.to_string(), self.gate.now(), self.plan.id.clone());
        let change = PlanChange::EndStep { owner, step, at, state, status };
        let ended = self.gate.blocking(move |store| store.change(&id, &change, &[event])).await??;
        match ended {
            Ok(_) => Ok(next),
            // Somebody took the plan for abandoned and settles it: what is known here comes too late to count.
            Err(unchanged) => {
                let why = self.gate.refusal(&self.plan.id, unchanged).to_string();
                known.word = Some(Word::Unknown(why.clone()));
                Ok(Next::Failed(PerformError::Unknown(why)))
            }
        }
    }

    /// What an answer says about the write.
    fn judge(&self, answer: &Answer, attempt: &Attempt<'_>, known: &mut Step) -> Judged {
        let limits = attempt.upstream.write_limits();
        let room = attempt.call.deadline.saturating_duration_since(Instant::now());
        let again = |pause: Duration, count: &mut u32, most: u32| {
            let fits = *count < most && pause.saturating_add(limits.total_timeout) < room;
            fits.then(|| *count = count.saturating_add(1)).map(|()| Judged::NotExecuted(pause))
        };
        let parsed = serde_json::from_slice::<Value>(&answer.body);
        match answer.status {
            429 => {
                let pause = answer.retry_after(self.gate.now()).unwrap_or(limits.rate_limit_pause);
                let fits = pause <= limits.max_retry_after;
                let most = if fits { limits.rate_limit_retries } else { 0 };
                again(pause, &mut known.rate_limited, most).unwrap_or_else(|| Judged::Answered(Value::Null))
            }
            409 => again(limits.conflict_pause, &mut known.conflicts, limits.conflict_retries)
                .unwrap_or_else(|| Judged::Answered(Value::Null)),
            204 | 205 => Judged::Answered(Value::Null),
            200..=299 => match parsed {
                Ok(body) => Judged::Answered(body),
                Err(_) => Judged::Unreadable(format!("it was answered with {} and no whole JSON", answer.status)),
            },
            // A gateway says 408 also of a request that it has passed on.
            408 => Judged::Unreadable("it was answered with 408".to_owned()),
            400..=499 => Judged::Answered(parsed.unwrap_or(Value::Null)),
            status => Judged::Unreadable(format!("it was answered with {status}")),
        }
    }

    /// The write's body with everything filled in.
    ///
    /// # Errors
    /// The pointer where nothing is that may be filled in.
    fn body(&self, write: &Write, progress: &Progress) -> Result<Option<String>, String> {
        let Some(text) = write.body.as_ref().filter(|_| !write.bindings.is_empty()) else {
            return Ok(write.body.clone());
        };
        let mut body: Value = serde_json::from_str(text).map_err(|_| String::new())?;
        for binding in &write.bindings {
            let word = progress.steps.get(&binding.step).and_then(|step| step.word.as_ref());
            let value = match word {
                Some(Word::Answered { body, .. }) => pointer::scalar(body, &binding.pointer),
                _ => None,
            };
            let Some(value) = value else { return Err(binding.pointer.clone()) };
            if !pointer::set(&mut body, &binding.into, value) {
                return Err(binding.into.clone());
            }
        }
        Ok(Some(body.to_string()))
    }

    fn permit(
        &self,
        write: &Write,
        body: Option<String>,
        secrets: &Secrets,
    ) -> Result<(&Upstream, PermittedWrite), String> {
        let (upstream, headers) = authorised(&self.outlet, secrets, &write.upstream, &write.secret, &write.headers)?;
        let method = match write.method {
            Method::Post => WriteMethod::Post,
            Method::Put => WriteMethod::Put,
        };
        let (path, query) = (write.path.clone(), write.query.clone());
        let request = WriteRequest { method, path, query, headers, body: body.map(Bytes::from) };
        Ok((upstream, upstream.permit_write(request).map_err(|denial| denial.to_string())?))
    }

    /// The secrets that the plan names. Off the async threads: a keyring may ask its user first.
    async fn secrets(&self, plan: &Plan) -> Result<Result<Secrets, String>, GateError> {
        let writes = plan.writes.iter().map(|write| write.secret.clone());
        let mut names: Vec<String> = writes.chain(plan.preconditions.iter().map(|read| read.secret.clone())).collect();
        names.sort();
        names.dedup();
        let (source, connection) = (Arc::clone(&self.outlet.secrets), self.outlet.connection.clone());
        let look = move || {
            let mut secrets = Secrets::new();
            for name in names {
                match source.get(&connection, &name) {
                    Ok(Some(value)) => _ = secrets.insert(name, Arc::new(value)),
                    Ok(None) => return Err(format!("the connection has no secret \"{}\"", name.escape_debug())),
                    Err(why) => return Err(why.to_string()),
                }
            }
            Ok(secrets)
        };
        let looked = tokio::task::spawn_blocking(look).await;
        looked.map_err(|why| GateError::Host(format!("looking for its secrets failed: {why}")))
    }

    async fn record(&self, events: Vec<AuditEvent>) -> Result<(), GateError> {
        if !events.is_empty() {
            self.gate.blocking(move |store| store.append(&events)).await??;
        }
        Ok(())
    }

    fn event(&self, kind: AuditKind, step: u32, call: &CallMark) -> AuditEvent {
        about_plan(&self.plan).event(kind, self.gate.now()).call(call.id.as_str()).detail("step", step)
    }
}

/// One attempt's surroundings.
struct Attempt<'a> {
    plan: &'a Plan,
    write: &'a Write,
    step: u32,
    call: &'a CallMark,
    upstream: &'a Upstream,
    permitted: &'a PermittedWrite,
}

impl Attempt<'_> {
    /// What the log says of the write: never a body, a query, or the value of a header.
    fn describe(&self, event: AuditEvent) -> AuditEvent {
        let headers: Vec<&String> = self.write.headers.iter().map(|(name, _)| name).collect();
        event
            .detail("upstream", self.write.upstream.as_str())
            .detail("method", method(self.write))
            .detail("path", self.write.path.as_str())
            .detail("headers", json!(headers))
            .detail("secrets", json!([self.write.secret]))
    }
}

enum Judged {
    Answered(Value),
    NotExecuted(Duration),
    Unreadable(String),
}

fn attempt_number(known: &Step) -> u32 {
    known.rate_limited.saturating_add(known.conflicts).saturating_add(1)
}

type Ended = (StepState, Option<u16>, AuditEvent, Next);

fn not_sent(known: &mut Step, why: String, event: &dyn Fn(AuditKind) -> AuditEvent) -> Ended {
    let event = event(AuditKind::WriteFailed).detail("error", "not-sent").detail("why", why.as_str());
    known.word = Some(Word::NotSent(why.clone()));
    (StepState::NotSent, None, event, Next::Failed(PerformError::NotSent(why)))
}

fn unknown(known: &mut Step, why: String) -> Next {
    known.word = Some(Word::Unknown(why.clone()));
    Next::Failed(PerformError::Unknown(why))
}

fn response(answer: Answer) -> Response {
    Response {
        status: answer.status,
        headers: answer.headers,
        body: answer.body.into(),
        fetched_at: answer.fetched_at.to_string(),
        age: 0,
    }
}

/// The upstream of that name, and the headers with the secret in the one place where it is declared.
///
/// # Errors
/// When the upstream isn't there or the secret isn't declared for it.
pub(super) fn authorised<'a>(
    outlet: &'a Outlet,
    secrets: &Secrets,
    upstream: &str,
    secret: &str,
    headers: &[(String, String)],
) -> Result<(&'a Upstream, Vec<(String, HeaderValue)>), String> {
    let Some(found) = outlet.upstreams.get(upstream) else {
        return Err(format!("the connection has no upstream \"{}\"", upstream.escape_debug()));
    };
    let Some(header) = found.secret_header(secret) else {
        let (secret, upstream) = (secret.escape_debug(), upstream.escape_debug());
        return Err(format!("the secret \"{secret}\" isn't declared for the upstream \"{upstream}\""));
    };
    let Some(value) = secrets.get(secret) else {
        return Err(format!("the connection has no secret \"{}\"", secret.escape_debug()));
    };
    let plain = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::Plain(value.clone())));
    let authorising = HeaderValue::Secret { name: secret.to_owned(), value: Arc::clone(value) };
    Ok((found, plain.chain([(header.to_owned(), authorising)]).collect()))
}
