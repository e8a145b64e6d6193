//! Sends the writes of an approved plan: each at most once, in order, after its preconditions held, with its record and its
//! row durable before it leaves.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::answer::{Judged, Tries, judge, response};
use super::approval::{CallMark, Performed};
use super::outlet::{Outlet, Secrets, method};
use super::plan::StoredPlan;
use super::preconditions::{self, Found};
use super::records::about_plan;
use super::refusal::GateError;
use super::{Gate, pointer, words};
use crate::contract::{PerformError, Plan, Response, Write};
use crate::store::{AuditEvent, AuditKind, Conflict, PlanChange, StepState};
use crate::upstream::{PermittedWrite, Upstream, WriteError, WritePlace};

/// Sends the steps of one plan for as long as its guest's call runs.
pub(super) struct Sender {
    gate: Gate,
    plan: StoredPlan,
    outlet: Outlet,
    /// The language of whoever waits for the outcome.
    locale: String,
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
    tries: Tries,
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
    /// It certainly wasn't executed, as this answer says: once more after this pause.
    Again(Duration, Response),
}

impl Sender {
    pub(super) fn new(gate: Gate, plan: StoredPlan, outlet: Outlet, locale: &str) -> Self {
        Self { gate, plan, outlet, locale: locale.to_owned(), progress: Mutex::default() }
    }

    pub(super) fn id(&self) -> &str {
        &self.plan.id
    }

    pub(super) async fn end(&self) {
        self.progress.lock().await.ended = true;
    }

    /// That nothing left, for the guest, which tells it to whoever waits: in their language. The log has it in English.
    fn unsent(&self, english: String, german: &str) -> PerformError {
        PerformError::NotSent(if words::is_german(&self.locale) { german.to_owned() } else { english })
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
            None => match self.outlet.secrets(plan).await? {
                Ok(secrets) => secrets,
                Err(why) => return refused(self.unsent(why, "An das Token der Verbindung ist nicht heranzukommen.")),
            },
        };
        progress.secrets = Some(secrets.clone());
        // All of the plan before the first of it: what can't be sent as a whole isn't begun.
        if step == 0 {
            let judged = plan.writes.iter().try_for_each(|write| {
                self.outlet
                    .permit_write(write, write.body.clone(), &secrets)
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
        let (upstream, permitted) = match self.outlet.permit_write(write, body, &secrets) {
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
        // The answer to what was sent and not executed.
        let mut said = None;
        loop {
            let guards = match preconditions::permit(&plan.preconditions, step, &self.outlet, secrets) {
                Ok(guards) => guards,
                Err(why) => return Ok(Performed::Refused(PerformError::NotPermitted(why))),
            };
            // Room first: waiting for it after the preconditions were read would make them old.
            let place = match attempt.upstream.place_for_write(call.deadline).await {
                Ok(place) => place,
                Err(why) => {
                    let german = "Recharge verlangt im Moment eine Pause. In einer Minute neu vorbereiten.";
                    return self.withheld(self.unsent(why.to_string(), german), said, known, &event).await;
                }
            };
            self.record(preconditions::intents(&guards, &event)).await?;
            let (found, mut events) = preconditions::compare(guards, call.deadline, &event).await;
            let error = match found {
                Found::Holds => None,
                Found::Differs(labels) => Some(PerformError::Stale(labels)),
                Found::Unreadable(why) => {
                    let english = format!("whether everything is still as approved can't be read: {}", why.english());
                    let german = format!("Ob noch alles so ist wie freigegeben, war nicht zu lesen: {}.", why.german());
                    Some(self.unsent(english, &german))
                }
            };
            // A write that begins has to have the time to end.
            let left = call.deadline.saturating_duration_since(Instant::now());
            let error = error.or_else(|| {
                let has_time = left >= attempt.upstream.write_limits().total_timeout;
                let english = || "this call has no time left for a write".to_owned();
                (!has_time).then(|| self.unsent(english(), "Für die Anfrage bleibt keine Zeit mehr. Neu vorbereiten."))
            });
            if let Some(error) = error {
                self.record(events).await?;
                return self.withheld(error, said, known, &event).await;
            }
            events.push(attempt.describe(event(AuditKind::WriteSent)).detail("attempt", known.tries.number()));
            if let Some(error) = self.begin(attempt, events).await? {
                return self.withheld(error, said, known, &event).await;
            }
            match self.attempt(attempt, place, known).await? {
                Next::Answered(response) => return Ok(Performed::Answered(response)),
                Next::Failed(error) => return Ok(Performed::Failed(error)),
                Next::Again(pause, response) => {
                    said = Some(response);
                    sleep(pause).await;
                }
            }
        }
    }

    /// What is known of a step that isn't sent now. Where it was sent before, and answered as not executed, that answer is the
    /// last word: whoever heard that nothing was sent would tell people so.
    async fn withheld(
        &self,
        error: PerformError,
        said: Option<Response>,
        known: &mut Step,
        event: &(dyn Fn(AuditKind) -> AuditEvent + Sync),
    ) -> Result<Performed, GateError> {
        let (response, why) = match (said, error) {
            (Some(response), PerformError::NotSent(why) | PerformError::NotPermitted(why)) => (response, why),
            (_, error) => return Ok(Performed::Refused(error)),
        };
        self.record(vec![event(AuditKind::WriteRefused).detail("error", "not-sent").detail("why", why)]).await?;
        known.word = Some(Word::Answered { executed: false, body: Value::Null });
        Ok(Performed::Answered(response))
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
                let room = call.deadline.saturating_duration_since(Instant::now());
                let judged = judge(&answer, upstream.write_limits(), room, self.gate.now(), &mut known.tries);
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
                        (StepState::Deferred, status, event, Next::Again(pause, response(answer)))
                    }
                    Judged::Unreadable(why) => {
                        let event = event.detail("why", why.as_str());
                        (StepState::Unknown, status, event, unknown(known, why))
                    }
                }
            }
            Err(WriteError::NotSent(why)) => {
                let (state, status, event, next) = not_sent(known, why, &event);
                let next = match next {
                    Next::Failed(PerformError::NotSent(why)) => {
                        let german = "Es kam keine Verbindung zu Recharge zustande. In einer Minute neu vorbereiten.";
                        Next::Failed(self.unsent(why, german))
                    }
                    next => next,
                };
                (state, status, event, next)
            }
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
