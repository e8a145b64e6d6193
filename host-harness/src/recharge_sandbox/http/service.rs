//! From a request to an answer, without a socket: who asks, in which version, may they, and for what.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::answer::Answer;
use super::bucket::Buckets;
use super::ledger::{By, Ledger, LedgerEntry, RecordChange};
use super::options::SandboxOptions;
use super::query::Parameters;
use super::reads;
use super::route::{Route, Scopes, write_scopes};
use super::v2021_01::{self, Asked, Form, asked};
use crate::recharge_sandbox::edit::{Change, Edit};
use crate::recharge_sandbox::faults::{Effect, alter};
use crate::recharge_sandbox::index::Index;
use crate::recharge_sandbox::invariants::{self, Violation};
use crate::recharge_sandbox::model::{Id, Source, Token, token_digest};
use crate::recharge_sandbox::passing::{self, Advance, AdvanceError};
use crate::recharge_sandbox::rules::{self, Call, Done, Flags, Procedure, Refusal, Write};
use crate::recharge_sandbox::state::State;
use crate::recharge_sandbox::telling::Cause;
use crate::recharge_sandbox::unknowns::{MoveCharge, SecondWrite, WrongState};
use crate::recharge_sandbox::version::Version;
use crate::recharge_sandbox::wire::View;

mod elsewhere;
mod lag;
mod webhooks;

use self::lag::Lag;

/// The bucket of requests without a known token: Recharge counts those as well.
const ANONYMOUS: &str = "";

/// What the sandbox reads of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub query: &'a str,
    /// The value of `X-Recharge-Access-Token`.
    pub token: Option<&'a str>,
    /// The value of `X-Recharge-Version`.
    pub version: Option<&'a str>,
    /// The body as it came.
    pub body: &'a [u8],
}

/// An answer with the headers that every answer has.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply {
    pub answer: Answer,
    /// "3/40".
    pub limit: String,
    /// The version that answered.
    pub version: Version,
    pub request_id: String,
    /// How it gets to the client.
    pub delivery: Delivery,
}

/// How an answer gets to the client.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Delivery {
    /// It waits so many milliseconds.
    pub delay: u64,
    /// Its body comes in pieces, with so many milliseconds between them.
    pub slow: Option<u64>,
    /// Its body stops in the middle.
    pub is_truncated: bool,
    /// It doesn't get there: the connection is cut.
    pub is_cut: bool,
}

/// A store that can be asked.
#[derive(Debug)]
pub(crate) struct Service {
    options: SandboxOptions,
    /// The store as it was at first.
    origin: State,
    /// The store before the latest write, while a fault shows it.
    stale: RwLock<Option<Served>>,
    served: RwLock<Served>,
    lags: Mutex<BTreeMap<Id, Lag>>,
    /// Counts whenever the store may have changed.
    revision: AtomicU64,
    /// Counts what has changed, as somebody who looks at the store would see it.
    changes: AtomicU64,
    buckets: Mutex<Buckets>,
    ledger: Mutex<Ledger>,
    post: webhooks::Post,
}

#[derive(Debug, Clone)]
struct Served {
    state: State,
    index: Index,
}

impl Served {
    fn view(&self) -> View<'_> {
        View { state: &self.state, index: &self.index }
    }
}

/// What the ledger is told.
#[derive(Debug, Clone, Copy)]
struct Noted<'a> {
    at: Timestamp,
    token: Option<&'a str>,
    request: Request<'a>,
    status: u16,
    by: By,
    executed: bool,
    effects: &'a [Effect],
    changes: &'a [Change],
}

impl<'a> Noted<'a> {
    /// What happened without a request.
    fn nobody(at: Timestamp, by: By, changes: &'a [Change]) -> Self {
        let request = Request::nothing();
        Self { at, token: None, request, status: 0, by, executed: true, effects: &[], changes }
    }
}

impl Request<'_> {
    /// No request.
    fn nothing() -> Self {
        Self { method: "", path: "", query: "", token: None, version: None, body: b"" }
    }
}

impl Delivery {
    fn of(effects: &[Effect]) -> Self {
        let mut delivery = Self::default();
        for effect in effects {
            match effect {
                Effect::Delay(milliseconds) => delivery.delay = delivery.delay.saturating_add(*milliseconds),
                Effect::SlowBody(milliseconds) => delivery.slow = Some(*milliseconds),
                Effect::Truncated => delivery.is_truncated = true,
                Effect::CutBefore | Effect::CutAfter => delivery.is_cut = true,
                _ => {}
            }
        }
        delivery
    }
}

/// An answer with what was changed for it.
struct Answered {
    answer: Answer,
    changes: Vec<Change>,
}

impl From<Answer> for Answered {
    fn from(answer: Answer) -> Self {
        Self { answer, changes: Vec::new() }
    }
}

/// A panic elsewhere while the lock was held leaves the data whole: every change is made at once.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Service {
    #[cfg(test)]
    pub(crate) fn new(state: State, options: SandboxOptions) -> Self {
        Self::with_origin(state.clone(), state, options)
    }

    /// A store, and the one that a reset leads back to.
    pub(crate) fn with_origin(state: State, origin: State, options: SandboxOptions) -> Self {
        let index = Index::of(&state);
        let buckets = Buckets::new(options.bucket);
        let lags = lag::all(&state, options.commit_lag, Instant::now());
        Self {
            options,
            origin,
            stale: RwLock::default(),
            served: RwLock::new(Served { state, index }),
            lags: Mutex::new(lags),
            revision: AtomicU64::new(0),
            changes: AtomicU64::new(0),
            buckets: Mutex::new(buckets),
            ledger: Mutex::new(Ledger::default()),
            post: webhooks::Post::default(),
        }
    }

    fn served(&self) -> RwLockReadGuard<'_, Served> {
        self.served.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn served_mut(&self) -> RwLockWriteGuard<'_, Served> {
        self.revision.fetch_add(1, Ordering::Relaxed);
        self.served.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number that differs when the store may have changed since.
    pub(crate) fn revision(&self) -> u64 {
        self.revision.load(Ordering::Relaxed)
    }

    /// Counts what has changed in the store: records, its clock, what goes wrong in it. Requests that only read don't count.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }

    /// Something has changed.
    pub(crate) fn count_change(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.served().state.now
    }

    pub(crate) fn state(&self) -> State {
        self.served().state.clone()
    }

    pub(crate) fn edit<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let mut served = self.served_mut();
        let result = change(&mut served.state);
        served.index = Index::of(&served.state);
        self.count_change();
        result
    }

    pub(crate) fn ledger(&self) -> Vec<LedgerEntry> {
        lock(&self.ledger).entries()
    }

    /// Regenerates every uncommitted address now.
    pub(crate) fn settle(&self) {
        lock(&self.lags).clear();
        let waiting = self.served().state.uncommitted.clone();
        self.commit(waiting);
    }

    /// What its clock says, and in which zone its shop is.
    pub(crate) fn clock(&self) -> Value {
        let served = self.served();
        json!({"now": served.state.now, "time_zone": served.state.store.time_zone, "changes": self.changes()})
    }

    /// Forgets the latest requests.
    pub(crate) fn clear_ledger(&self) {
        lock(&self.ledger).clear();
    }

    /// Every rule that the store breaks now.
    pub(crate) fn violations(&self) -> Vec<Violation> {
        invariants::check(&self.served().state)
    }

    /// Starts over with the store as it was at first.
    pub(crate) fn reset(&self) {
        *lock(&self.lags) = lag::all(&self.origin, self.options.commit_lag, Instant::now());
        *self.stale.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.edit(|state| state.clone_from(&self.origin));
        self.post.begin_anew();
    }

    /// Moves the clock, and does what Recharge does on the way. Everything uncommitted is committed first.
    pub(crate) fn advance(&self, by: Advance) -> Result<Timestamp, AdvanceError> {
        let mut served = self.served_mut();
        let to = by.target(&served.state)?;
        lock(&self.lags).clear();
        let before = served.state.now;
        let committed = passing::commit_all(&mut served.state);
        self.note_clock(before, &committed);
        self.tell(&mut served, &committed, &Cause::system());
        loop {
            let day = served.state.today();
            let Some(moment) = passing::step(&mut served.state, to) else { break };
            self.note_clock(moment.at, &moment.changes);
            self.tell(&mut served, &moment.changes, &Cause::system());
            self.tell_upcoming(&mut served, day);
        }
        served.index = Index::of(&served.state);
        self.count_change();
        self.post.wake();
        Ok(served.state.now)
    }

    fn note_clock(&self, at: Timestamp, changes: &[Change]) {
        if !changes.is_empty() {
            self.note(Noted::nobody(at, By::Clock, changes));
        }
    }

    /// Writes an entry into the ledger; its number.
    fn note(&self, noted: Noted<'_>) -> u64 {
        if !noted.changes.is_empty() {
            self.count_change();
        }
        let mut ledger = lock(&self.ledger);
        let number = ledger.next_number();
        let request = noted.request;
        ledger.add(LedgerEntry {
            number,
            at: noted.at,
            token: noted.token.map(str::to_owned),
            version: request.version.map(str::to_owned),
            method: request.method.to_owned(),
            path: request.path.to_owned(),
            query: request.query.to_owned(),
            body: LedgerEntry::kept(request.body),
            body_bytes: request.body.len(),
            status: noted.status,
            by: noted.by,
            executed: noted.executed,
            faults: noted.effects.iter().map(Effect::name).collect(),
            changes: noted.changes.iter().map(RecordChange::of).collect(),
        });
        number
    }

    /// The answer to a request that was too long to be read: it counts like any other.
    pub(crate) fn unread(&self, answer: Answer) -> Reply {
        let level = lock(&self.buckets).add(ANONYMOUS, Instant::now());
        let at = self.served().state.now;
        let status = answer.status;
        let number = self.note(Noted { status, by: By::Client, executed: false, ..Noted::nobody(at, By::Client, &[]) });
        Reply {
            answer,
            limit: format!("{}/{}", level.used, self.options.bucket.capacity),
            version: Version::DEFAULT,
            request_id: format!("sandbox-{number:08}"),
            delivery: Delivery::default(),
        }
    }

    /// Answers a request that arrived at `now`.
    pub(crate) fn reply(&self, request: &Request<'_>, now: Instant) -> Reply {
        self.settle_what_is_due(now);
        let effects = self.hit(request);
        for effect in &effects {
            self.happen_before(effect, request);
        }
        let digest = request.token.map(token_digest);
        let served = self.served();
        let token = digest.and_then(|digest| served.state.tokens.iter().find(|token| token.digest == digest)).cloned();
        let unknowns = served.state.unknowns;
        let at = served.state.now;
        drop(served);
        let level = lock(&self.buckets).add(token.as_ref().map_or(ANONYMOUS, |token| &token.digest), now);
        let version = request.version.and_then(Version::named).unwrap_or(Version::DEFAULT);
        let prevented = effects.iter().find(|effect| effect.prevents());
        let mut answered = match (&token, prevented) {
            _ if !level.accepted => Answer::too_many_requests(unknowns.retry_after).into(),
            (_, Some(effect)) => Answer::of_fault(effect, &unknowns).into(),
            (None, None) => Answer::bad_authentication().into(),
            (Some(token), None) => self.answer(token, request, effects.contains(&Effect::StaleReads), now),
        };
        for effect in &effects {
            match effect {
                Effect::ErrorAfter => answered.answer = Answer::of_fault(effect, &unknowns),
                _ if answered.answer.status == 200 => {
                    answered.answer.body = alter(effect, answered.answer.body);
                }
                _ => {}
            }
        }
        let delivery = Delivery::of(&effects);
        let number = self.note(Noted {
            at,
            token: token.as_ref().map(|token| token.name.as_str()),
            request: *request,
            status: if delivery.is_cut { 0 } else { answered.answer.status },
            by: By::Client,
            executed: prevented.is_none() && level.accepted && token.is_some(),
            effects: &effects,
            changes: &answered.changes,
        });
        Reply {
            answer: answered.answer,
            limit: format!("{}/{}", level.used, self.options.bucket.capacity),
            version,
            request_id: format!("sandbox-{number:08}"),
            delivery,
        }
    }

    fn answer(&self, token: &Token, request: &Request<'_>, is_stale: bool, now: Instant) -> Answered {
        let shape = self.served().state.unknowns.error_shape;
        let version = match request.version.map(|name| (Version::named(name), name)) {
            None => Version::DEFAULT,
            Some((Some(version), _)) => version,
            Some((None, name)) => return Answer::unknown_version(name, shape).into(),
        };
        let Asked { route, form } = asked(version, request.method, request.path);
        let parameters = Parameters::parse(request.query, version);
        let missing = |scopes: Scopes| scopes.iter().find(|any| !token.has_any(any)).copied();
        match route {
            Route::Unknown => Answer::not_found().into(),
            Route::OtherVersion => Answer::not_in_version(version, shape).into(),
            Route::NotInSandbox(what) => Answer::not_in_sandbox(what, shape).into(),
            Route::WrongMethod => Answer::method_not_allowed(shape).into(),
            Route::Read(read) => {
                if let Some(scopes) = missing(read.scopes()) {
                    return Answer::missing_scope(scopes, shape).into();
                }
                // The store first and then its older copy, as a write takes them: the other way round both could wait.
                let served = self.served();
                let stale = self.stale.read().unwrap_or_else(PoisonError::into_inner);
                let shown = stale.as_ref().filter(|_| is_stale).unwrap_or(&served);
                reads::read(shown.view(), token, read, &parameters).into()
            }
            Route::Write(write) => {
                if let Some(scopes) = missing(write_scopes(write)) {
                    return Answer::missing_scope(scopes, shape).into();
                }
                let said = object(request.body).and_then(|body| self.in_2021_11(version, write, form, body));
                let (body, commit) = match said {
                    Ok(said) => said,
                    Err(refusal) => return Answer::refused(&refusal, &self.served().state.unknowns).into(),
                };
                let flags = Flags {
                    commit: commit || parameters.is_true("commit"),
                    force_update: parameters.is_true("force_update"),
                    pause: parameters.is_true("pause"),
                };
                self.write(&Call { write, body: &body, flags, version, token: Some(token) }, &parameters, now)
            }
        }
    }

    /// A write's body as 2021-11 has it, and whether it says that the answer waits for regeneration.
    fn in_2021_11(
        &self,
        version: Version,
        write: Write,
        form: Form,
        body: Map<String, Value>,
    ) -> Result<(Map<String, Value>, bool), Refusal> {
        let served = self.served();
        let moves_charge = matches!(write, Write::Call(_, _, Procedure::ChangeNextChargeDate));
        match version {
            // Only there is it unknown whether an Admin API token may: 2021-01 documents it.
            Version::V2021_11 if moves_charge && served.state.unknowns.move_charge == MoveCharge::Missing => {
                Err(Refusal::NotFound)
            }
            Version::V2021_11 => Ok((body, false)),
            Version::V2021_01 => v2021_01::translate(write, form, &served.state, body),
        }
    }

    fn write(&self, call: &Call<'_>, parameters: &Parameters, now: Instant) -> Answered {
        let mut served = self.served_mut();
        let served = &mut *served;
        let unknowns = served.state.unknowns;
        let locked = |address: &Id| served.state.is_uncommitted(*address);
        if unknowns.second_write == SecondWrite::Conflict && addresses(call, &served.state).iter().any(locked) {
            return Answer::in_progress().into();
        }
        if served.state.faults.any(|effect| *effect == Effect::StaleReads) {
            *self.stale.write().unwrap_or_else(PoisonError::into_inner) = Some(served.clone());
        }
        let mut edit = Edit::begin(&mut served.state);
        let outcome = rules::perform(&mut edit, call).and_then(|done| {
            let touched = if call.write.regenerates() { edit.touched_addresses() } else { Default::default() };
            for address in touched {
                self.regenerate_soon(&mut edit, address, call.flags.commit, now);
            }
            self.check(&edit, call).map(|()| done)
        });
        let changes = match &outcome {
            Ok(_) => edit.finish(),
            Err(_) => {
                edit.undo();
                Vec::new()
            }
        };
        let source = call.token.map_or(Source::Merchant, |token| Source::Token(token.name.clone()));
        let done = outcome.is_ok().then_some(call);
        self.tell(served, &changes, &Cause { source, call: done });
        let view = served.view();
        let answer = match outcome {
            Ok(Done::Nothing) => Answer::nothing(),
            Ok(Done::Json(body)) => Answer::json(200, &body),
            Ok(Done::Record(kind, id)) => reads::record(view, kind, id, parameters),
            Ok(Done::Records(kind, ids)) => reads::records(view, kind, &ids, parameters),
            Ok(Done::Created(kind, id)) => Answer { status: 201, ..reads::record(view, kind, id, parameters) },
            Err(refusal) => match (&refusal, unknowns.wrong_state, call.write) {
                (Refusal::WrongState { .. }, WrongState::Unchanged, Write::Call(kind, id, _)) => {
                    reads::record(view, kind, id, parameters)
                }
                _ => {
                    let refusal = match parameters.version {
                        Version::V2021_01 => v2021_01::refusal(call.write, refusal),
                        Version::V2021_11 => refusal,
                    };
                    Answer::refused(&refusal, &unknowns)
                }
            },
        };
        Answered { answer, changes }
    }

    /// Refuses a write that has broken a rule: it must never happen, and is a mistake of the sandbox when it does.
    fn check(&self, edit: &Edit<'_>, call: &Call<'_>) -> Result<(), Refusal> {
        let broken = if self.options.unchecked { None } else { invariants::check(edit.state()).into_iter().next() };
        let Some(violation) = broken else { return Ok(()) };
        tracing::error!(%violation, write = ?call.write, "a write broke an invariant of the local Recharge");
        Err(Refusal::Status { status: 500, message: format!("the sandbox broke its own rule: {violation}") })
    }

    fn regenerate_soon(&self, edit: &mut Edit<'_>, address: Id, commit: bool, now: Instant) {
        let lag = Lag::of(self.options.commit_lag, now);
        match lag.filter(|_| !commit) {
            None => {
                lock(&self.lags).remove(&address);
                edit.regenerate(address);
            }
            Some(lag) => {
                lock(&self.lags).insert(address, lag);
                edit.leave_uncommitted(address);
            }
        }
    }

    fn settle_what_is_due(&self, now: Instant) {
        let due = lag::due(&mut lock(&self.lags), now);
        if !due.is_empty() {
            self.commit(due);
        }
    }

    /// Has the charges of addresses follow now.
    fn commit(&self, addresses: impl IntoIterator<Item = Id>) {
        let mut served = self.served_mut();
        let mut edit = Edit::begin(&mut served.state);
        for address in addresses {
            edit.regenerate(address);
        }
        let changes = edit.finish();
        self.tell(&mut served, &changes, &Cause::system());
        self.note_clock(served.state.now, &changes);
    }
}

/// The body's JSON object; nothing sent is an empty one, since Recharge's own client sends nothing to some calls.
fn object(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::Status { status: 415, message: "The body must be a JSON object.".to_owned() }),
        Err(error) => Err(Refusal::Status { status: 400, message: format!("The body is not JSON: {error}") }),
    }
}

/// The addresses that a write is about: those of its own record and those that its body names.
fn addresses(call: &Call<'_>, state: &State) -> Vec<Id> {
    let record = match call.write {
        Write::Update(kind, id) | Write::Delete(kind, id) | Write::Call(kind, id, _) => {
            state.any(kind, id).and_then(|record| record.address_id())
        }
        Write::Create(_) | Write::MergeAddresses => None,
    };
    let named = call.body.get("address_id").and_then(Value::as_u64);
    record.into_iter().chain(named).collect()
}

#[cfg(test)]
mod discounts;
#[cfg(test)]
mod random_calls;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod told;
#[cfg(test)]
mod unpinned;
#[cfg(test)]
mod webhook_rules;
#[cfg(test)]
mod writes;
