//! From a request to an answer, without a socket: who asks, in which version, may they, and for what.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::civil::Date;
use serde_json::{Map, Value};
use tokio::time::Instant;

use super::answer::Answer;
use super::bucket::Buckets;
use super::ledger::{Ledger, LedgerEntry, RecordChange};
use super::list::{list, one};
use super::options::{CommitLag, SandboxOptions};
use super::query::Parameters;
use super::route::{Read, Route, Scopes, route, write_scopes};
use crate::recharge_sandbox::edit::{Change, Edit};
use crate::recharge_sandbox::index::Index;
use crate::recharge_sandbox::model::{
    Address, Charge, Customer, Id, Kind, Onetime, Order, PaymentMethod, Subscription, Token, token_digest,
};
use crate::recharge_sandbox::rules::{self, Call, Done, FieldErrors, Flags, Refusal, Write};
use crate::recharge_sandbox::state::State;
use crate::recharge_sandbox::unknowns::{SecondWrite, WrongState};
use crate::recharge_sandbox::wire::{self, Horizon, View};

/// The version a request gets that asks for none: the older one, so that a client that forgets to pin it notices.
const DEFAULT_VERSION: &str = "2021-01";

/// The version whose resources are served.
const VERSION: &str = "2021-11";

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
    pub version: &'static str,
    pub request_id: String,
}

/// A store that can be asked.
#[derive(Debug)]
pub(crate) struct Service {
    options: SandboxOptions,
    served: RwLock<Served>,
    lags: Mutex<BTreeMap<Id, Lag>>,
    buckets: Mutex<Buckets>,
    ledger: Mutex<Ledger>,
}

#[derive(Debug)]
struct Served {
    state: State,
    index: Index,
}

/// What an uncommitted address still waits for.
#[derive(Debug, Clone, Copy)]
enum Lag {
    Until(Instant),
    Requests(u32),
    Hand,
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
    pub(crate) fn new(state: State, options: SandboxOptions) -> Self {
        let index = Index::of(&state);
        let buckets = Buckets::new(options.bucket);
        Self {
            options,
            served: RwLock::new(Served { state, index }),
            lags: Mutex::default(),
            buckets: Mutex::new(buckets),
            ledger: Mutex::new(Ledger::default()),
        }
    }

    fn served(&self) -> RwLockReadGuard<'_, Served> {
        self.served.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn served_mut(&self) -> RwLockWriteGuard<'_, Served> {
        self.served.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn state(&self) -> State {
        self.served().state.clone()
    }

    pub(crate) fn edit<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let mut served = self.served_mut();
        let result = change(&mut served.state);
        served.index = Index::of(&served.state);
        result
    }

    pub(crate) fn ledger(&self) -> Vec<LedgerEntry> {
        lock(&self.ledger).entries()
    }

    /// Regenerates every uncommitted address now.
    pub(crate) fn settle(&self) {
        lock(&self.lags).clear();
        self.edit(|state| {
            for address in state.uncommitted.clone() {
                state.regenerate_address(address);
            }
        });
    }

    /// Answers a request that arrived at `now`.
    pub(crate) fn reply(&self, request: &Request<'_>, now: Instant) -> Reply {
        self.settle_what_is_due(now);
        let digest = request.token.map(token_digest);
        let served = self.served();
        let token = digest.and_then(|digest| served.state.tokens.iter().find(|token| token.digest == digest)).cloned();
        let unknowns = served.state.unknowns;
        let at = served.state.now;
        drop(served);
        let level = lock(&self.buckets).add(token.as_ref().map_or(ANONYMOUS, |token| &token.digest), now);
        let version = match request.version {
            Some(VERSION) => VERSION,
            _ => DEFAULT_VERSION,
        };
        let Answered { answer, changes } = match &token {
            _ if !level.accepted => Answer::too_many_requests(unknowns.retry_after).into(),
            None => Answer::bad_authentication().into(),
            Some(token) => self.answer(token, request, now),
        };
        let mut ledger = lock(&self.ledger);
        let number = ledger.next_number();
        ledger.add(LedgerEntry {
            number,
            at,
            token: token.map(|token| token.name),
            version: request.version.map(str::to_owned),
            method: request.method.to_owned(),
            path: request.path.to_owned(),
            query: request.query.to_owned(),
            body: serde_json::from_slice(request.body).ok(),
            status: answer.status,
            changes: changes.iter().map(RecordChange::of).collect(),
        });
        Reply {
            answer,
            limit: format!("{}/{}", level.used, self.options.bucket.capacity),
            version,
            request_id: format!("sandbox-{number:08}"),
        }
    }

    fn answer(&self, token: &Token, request: &Request<'_>, now: Instant) -> Answered {
        let shape = self.served().state.unknowns.error_shape;
        let version = request.version.unwrap_or(DEFAULT_VERSION);
        if version != VERSION && version != DEFAULT_VERSION {
            return Answer::unknown_version(version, shape).into();
        }
        let missing = |scopes: Scopes| scopes.iter().find(|any| !token.has_any(any)).copied();
        match route(request.method, request.path) {
            Route::Unknown => Answer::not_found().into(),
            Route::WrongMethod => Answer::method_not_allowed(shape).into(),
            Route::Read(read) => {
                if version != VERSION && !read.is_in_2021_01() {
                    return Answer::not_implemented(NOT_IN_2021_01).into();
                }
                if let Some(scopes) = missing(read.scopes()) {
                    return Answer::missing_scope(scopes, shape).into();
                }
                let served = self.served();
                let view = View { state: &served.state, index: &served.index };
                self::read(view, token, read, &Parameters::parse(request.query)).into()
            }
            Route::Write(write) => {
                if version != VERSION {
                    return Answer::not_implemented(NOT_IN_2021_01).into();
                }
                if let Some(scopes) = missing(write_scopes(write)) {
                    return Answer::missing_scope(scopes, shape).into();
                }
                let body = match object(request.body) {
                    Ok(body) => body,
                    Err(refusal) => return Answer::refused(&refusal, &self.served().state.unknowns).into(),
                };
                let parameters = Parameters::parse(request.query);
                let flags = Flags {
                    commit: parameters.is_true("commit"),
                    force_update: parameters.is_true("force_update"),
                    pause: parameters.is_true("pause"),
                };
                self.write(&Call { write, body: &body, flags, token }, &parameters, now)
            }
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
        let mut edit = Edit::begin(&mut served.state);
        let outcome = rules::perform(&mut edit, call);
        let changes = match &outcome {
            Ok(_) => {
                for address in edit.touched_addresses() {
                    self.regenerate_soon(&mut edit, address, call.flags.commit, now);
                }
                edit.finish()
            }
            Err(_) => {
                edit.undo();
                Vec::new()
            }
        };
        served.index = Index::of(&served.state);
        let view = View { state: &served.state, index: &served.index };
        let answer = match outcome {
            Ok(Done::Nothing) => Answer::nothing(),
            Ok(Done::Json(body)) => Answer::json(200, &body),
            Ok(Done::Record(kind, id)) => record(view, kind, id, parameters),
            Ok(Done::Created(kind, id)) => Answer { status: 201, ..record(view, kind, id, parameters) },
            Err(refusal) => match (&refusal, unknowns.wrong_state, call.write) {
                (Refusal::WrongState { .. }, WrongState::Unchanged, Write::Call(kind, id, _)) => {
                    record(view, kind, id, parameters)
                }
                _ => Answer::refused(&refusal, &unknowns),
            },
        };
        Answered { answer, changes }
    }

    fn regenerate_soon(&self, edit: &mut Edit<'_>, address: Id, commit: bool, now: Instant) {
        let lag = match self.options.commit_lag {
            CommitLag::After(time) if time.is_zero() => None,
            CommitLag::AfterRequests(0) => None,
            CommitLag::After(time) => Some(Lag::Until(now + time)),
            CommitLag::AfterRequests(count) => Some(Lag::Requests(count)),
            CommitLag::ByHand => Some(Lag::Hand),
        };
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
        let due: Vec<Id> = {
            let mut lags = lock(&self.lags);
            let due = lags.extract_if(.., |_, lag| match lag {
                Lag::Until(time) => *time <= now,
                Lag::Requests(0) => true,
                Lag::Requests(count) => {
                    *count -= 1;
                    false
                }
                Lag::Hand => false,
            });
            due.map(|(address, _)| address).collect()
        };
        if !due.is_empty() {
            self.edit(|state| due.into_iter().for_each(|address| state.regenerate_address(address)));
        }
    }
}

/// What a client gets that doesn't pin the version.
const NOT_IN_2021_01: &str =
    "the sandbox has no resources in version 2021-01; send the header X-Recharge-Version: 2021-11";

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

fn read(view: View<'_>, token: &Token, read: Read, parameters: &Parameters) -> Answer {
    match read {
        Read::Root => Answer::json(200, &wire::store_summary(view)),
        Read::TokenInformation => Answer::json(200, &wire::token_information(token)),
        Read::Store => Answer::json(200, &wire::store(view)),
        Read::Shop => Answer::json(200, &wire::shop(view)),
        Read::DeliverySchedule(customer) => delivery_schedule(view, customer, parameters),
        Read::List(kind) => match kind {
            Kind::Customer => list::<Customer>(view, parameters),
            Kind::Address => list::<Address>(view, parameters),
            Kind::Subscription => list::<Subscription>(view, parameters),
            Kind::Charge => list::<Charge>(view, parameters),
            Kind::Order => list::<Order>(view, parameters),
            Kind::Onetime => list::<Onetime>(view, parameters),
            Kind::PaymentMethod => list::<PaymentMethod>(view, parameters),
            Kind::Webhook => Answer::not_implemented("the sandbox has no webhooks yet"),
        },
        Read::One(kind, id) => record(view, kind, id, parameters),
    }
}

fn record(view: View<'_>, kind: Kind, id: Id, parameters: &Parameters) -> Answer {
    match kind {
        Kind::Customer => one::<Customer>(view, id, parameters),
        Kind::Address => one::<Address>(view, id, parameters),
        Kind::Subscription => one::<Subscription>(view, id, parameters),
        Kind::Charge => one::<Charge>(view, id, parameters),
        Kind::Order => one::<Order>(view, id, parameters),
        Kind::Onetime => one::<Onetime>(view, id, parameters),
        Kind::PaymentMethod => one::<PaymentMethod>(view, id, parameters),
        Kind::Webhook => Answer::not_implemented("the sandbox has no webhooks yet"),
    }
}

/// The most deliveries of one subscription that a schedule promises.
const MAX_DELIVERIES: u32 = 100;

fn delivery_schedule(view: View<'_>, customer: Id, parameters: &Parameters) -> Answer {
    let Some(customer) = view.state.customers.get(&customer) else {
        return Answer::not_found();
    };
    let mut errors = FieldErrors::new();
    let today = view.index.today();
    let mut horizon = Horizon::from(today);
    if let Some(count) = parameters.number("delivery_count_future", &mut errors) {
        horizon.delivery_count_future = count.min(MAX_DELIVERIES);
    }
    if let Some(days) = parameters.number("future_interval", &mut errors) {
        let days = jiff::Span::new().try_days(i64::from(days));
        horizon.date_max = days.map_or(Date::MAX, |days| today.saturating_add(days));
    }
    if let Some(date) = parameters.date("date_max", &mut errors) {
        horizon.date_max = date;
    }
    if !errors.is_empty() {
        return Answer::invalid(&errors);
    }
    wire::delivery_schedule(customer, view, horizon).into()
}

#[cfg(test)]
mod tests;
