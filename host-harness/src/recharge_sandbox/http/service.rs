//! From a request to an answer, without a socket: who asks, in which version, may they, and for what.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use jiff::civil::Date;
use tokio::time::Instant;

use super::SandboxOptions;
use super::answer::{Answer, FieldErrors};
use super::bucket::Buckets;
use super::ledger::{Ledger, LedgerEntry};
use super::list::{list, one};
use super::query::Parameters;
use super::route::{Collection, Read, Route, route};
use crate::recharge_sandbox::index::Index;
use crate::recharge_sandbox::model::{
    Address, Charge, Customer, Id, Onetime, Order, PaymentMethod, Subscription, Token, token_digest,
};
use crate::recharge_sandbox::state::State;
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
    buckets: Mutex<Buckets>,
    ledger: Mutex<Ledger>,
}

#[derive(Debug)]
struct Served {
    state: State,
    index: Index,
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
            buckets: Mutex::new(buckets),
            ledger: Mutex::new(Ledger::default()),
        }
    }

    fn served(&self) -> RwLockReadGuard<'_, Served> {
        self.served.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn state(&self) -> State {
        self.served().state.clone()
    }

    pub(crate) fn edit<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let mut served = self.served.write().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut served.state);
        served.index = Index::of(&served.state);
        result
    }

    pub(crate) fn ledger(&self) -> Vec<LedgerEntry> {
        lock(&self.ledger).entries()
    }

    /// Answers a request that arrived at `now`.
    pub(crate) fn reply(&self, request: &Request<'_>, now: Instant) -> Reply {
        let served = self.served();
        let digest = request.token.map(token_digest);
        let token = digest.and_then(|digest| served.state.tokens.iter().find(|token| token.digest == digest));
        let level = lock(&self.buckets).add(token.map_or(ANONYMOUS, |token| &token.digest), now);
        let version = match request.version {
            Some(VERSION) => VERSION,
            _ => DEFAULT_VERSION,
        };
        let answer = match token {
            _ if !level.accepted => Answer::too_many_requests(self.options.retry_after),
            None => Answer::bad_authentication(),
            Some(token) => self.answer(&served, token, request),
        };
        let mut ledger = lock(&self.ledger);
        let number = ledger.next_number();
        ledger.add(LedgerEntry {
            number,
            at: served.state.now,
            token: token.map(|token| token.name.clone()),
            version: request.version.map(str::to_owned),
            method: request.method.to_owned(),
            path: request.path.to_owned(),
            query: request.query.to_owned(),
            status: answer.status,
        });
        Reply {
            answer,
            limit: format!("{}/{}", level.used, self.options.bucket.capacity),
            version,
            request_id: format!("sandbox-{number:08}"),
        }
    }

    fn answer(&self, served: &Served, token: &Token, request: &Request<'_>) -> Answer {
        let version = request.version.unwrap_or(DEFAULT_VERSION);
        if version != VERSION && version != DEFAULT_VERSION {
            return Answer::unknown_version(version);
        }
        let read = match route(request.method, request.path) {
            Route::Unknown => return Answer::not_found(),
            Route::WrongMethod => return Answer::method_not_allowed(),
            Route::Write(scopes) if !token.has_any(scopes) => return Answer::missing_scope(scopes),
            Route::Write(_) => return Answer::not_implemented("the sandbox has no writes in this version"),
            Route::Read(read) => read,
        };
        if version != VERSION && !read.is_in_2021_01() {
            return Answer::not_implemented(
                "the sandbox has no resources in version 2021-01; send the header X-Recharge-Version: 2021-11",
            );
        }
        if !read.scopes().is_empty() && !token.has_any(read.scopes()) {
            return Answer::missing_scope(read.scopes());
        }
        let view = View { state: &served.state, index: &served.index };
        self.read(view, token, read, &Parameters::parse(request.query))
    }

    fn read(&self, view: View<'_>, token: &Token, read: Read, parameters: &Parameters) -> Answer {
        let unknowns = &self.options.unknowns;
        match read {
            Read::Root => Answer::json(200, &wire::store_summary(view)),
            Read::TokenInformation => Answer::json(200, &wire::token_information(token)),
            Read::Store => Answer::json(200, &wire::store(view)),
            Read::Shop => Answer::json(200, &wire::shop(view)),
            Read::DeliverySchedule(customer) => delivery_schedule(view, customer, parameters),
            Read::List(collection) => match collection {
                Collection::Customers => list::<Customer>(view, parameters, unknowns),
                Collection::Addresses => list::<Address>(view, parameters, unknowns),
                Collection::Subscriptions => list::<Subscription>(view, parameters, unknowns),
                Collection::Charges => list::<Charge>(view, parameters, unknowns),
                Collection::Orders => list::<Order>(view, parameters, unknowns),
                Collection::Onetimes => list::<Onetime>(view, parameters, unknowns),
                Collection::PaymentMethods => list::<PaymentMethod>(view, parameters, unknowns),
            },
            Read::One(collection, id) => match collection {
                Collection::Customers => one::<Customer>(view, id, parameters),
                Collection::Addresses => one::<Address>(view, id, parameters),
                Collection::Subscriptions => one::<Subscription>(view, id, parameters),
                Collection::Charges => one::<Charge>(view, id, parameters),
                Collection::Orders => one::<Order>(view, id, parameters),
                Collection::Onetimes => one::<Onetime>(view, id, parameters),
                Collection::PaymentMethods => one::<PaymentMethod>(view, id, parameters),
            },
        }
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
