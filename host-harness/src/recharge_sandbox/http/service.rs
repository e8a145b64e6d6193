//! From a request to an answer, without a socket: who asks, in which version, may they, and for what.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::answer::Answer;
use super::bucket::Buckets;
use super::ledger::{By, Ledger, LedgerEntry, RecordChange};
use super::options::SandboxOptions;
use crate::recharge_sandbox::edit::{Change, Edit};
use crate::recharge_sandbox::faults::{Effect, alter};
use crate::recharge_sandbox::index::Index;
use crate::recharge_sandbox::invariants::{self, Violation};
use crate::recharge_sandbox::model::{Id, token_digest};
use crate::recharge_sandbox::passing::{self, Advance, AdvanceError};
use crate::recharge_sandbox::state::{State, StateError};
use crate::recharge_sandbox::telling::Cause;
use crate::recharge_sandbox::version::Version;
use crate::recharge_sandbox::wire::View;

mod answering;
mod elsewhere;
mod exchange;
mod lag;
mod webhooks;
mod writing;

pub(crate) use self::exchange::{Delivery, Reply, Request};
use self::lag::Lag;

/// The bucket of requests without a known token: Recharge counts those as well.
const ANONYMOUS: &str = "";

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
    /// The revision that is kept.
    kept: Mutex<u64>,
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
            kept: Mutex::new(0),
        }
    }

    /// Keeps the store in its file, where it has one and has changed since. Blocking.
    ///
    /// # Errors
    /// When the file can't be written.
    pub(crate) fn keep(&self) -> Result<(), StateError> {
        let Some(path) = &self.options.keep else { return Ok(()) };
        // Locked until it is written, so that nothing older is ever written over it.
        let mut kept = lock(&self.kept);
        let revision = self.revision();
        if revision != *kept {
            self.state().save(path)?;
            *kept = revision;
        }
        Ok(())
    }

    /// Whether writes are kept before they are answered.
    pub(crate) fn keeps(&self) -> bool {
        self.options.keep.is_some()
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
