//! What faults have happen beside a request: somebody else's writes, and charges that change under a client's hands.

use serde_json::Value;

use super::super::ledger::By;
use super::super::query::Parameters;
use super::super::route::{Read, Route, route, without_api};
use super::{Noted, Request, Service};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::faults::{Effect, Faults, OtherWrite};
use crate::recharge_sandbox::model::{Charge, Customer, Id, Kind, Source, Subscription, token_digest};
use crate::recharge_sandbox::passing;
use crate::recharge_sandbox::rules::{self, Call, Flags, Write};
use crate::recharge_sandbox::state::State;
use crate::recharge_sandbox::telling::Cause;
use crate::recharge_sandbox::version::Version;

/// How many subscriptions a customer has who has many.
const MANY: usize = 300;

/// Over so many days from their own date the copies of a subscription are spread.
const SPREAD: usize = 28;

impl Service {
    /// The faults that a request meets.
    pub(super) fn hit(&self, request: &Request<'_>) -> Vec<Effect> {
        let path = without_api(request.path);
        if !self.served().state.faults.concern(request.method, path) {
            return Vec::new();
        }
        self.served_mut().state.faults.hit(request.method, path)
    }

    /// What a fault has happen before the request.
    pub(super) fn happen_before(&self, effect: &Effect, request: &Request<'_>) {
        match effect {
            Effect::SomeoneElse(other) => self.by_someone_else(other),
            Effect::ProcessCharge => {
                let named = match route(request.method, request.path) {
                    Route::Read(Read::One(Kind::Charge, id)) | Route::Write(Write::Call(Kind::Charge, id, _)) => {
                        Some(id)
                    }
                    _ => None,
                };
                self.someone_changes(|edit| {
                    let queued = edit.state().charges.values().filter(|charge| charge.is_queued());
                    let next = queued.min_by_key(|charge| (charge.scheduled_at, charge.id)).map(|charge| charge.id);
                    if let Some(charge) = named.or(next) {
                        passing::process_charge(edit, charge);
                    }
                });
            }
            Effect::RenewChargeIds => self.someone_changes(|edit| {
                let queued = edit.state().charges.values().filter(|charge| charge.is_queued());
                let queued: Vec<Charge> = queued.cloned().collect();
                for charge in queued {
                    let id = edit.next_id();
                    edit.remove::<Charge>(charge.id);
                    edit.put(Charge { id, ..charge });
                }
            }),
            Effect::SeveralCustomers => {
                let customer = named_customer(&self.served().state, request);
                if let Some(customer) = customer {
                    self.someone_changes(|edit| duplicate(edit, customer));
                }
            }
            Effect::ManySubscriptions => {
                let customer = named_customer(&self.served().state, request);
                if let Some(customer) = customer {
                    self.someone_changes(|edit| multiply(edit, customer));
                }
            }
            _ => {}
        }
    }

    /// A change that is nobody's request.
    fn someone_changes(&self, change: impl FnOnce(&mut Edit<'_>)) {
        let mut served = self.served_mut();
        let mut edit = Edit::begin(&mut served.state);
        change(&mut edit);
        let changes = edit.finish();
        self.tell(&mut served, &changes, &Cause::system());
        self.note(Noted::nobody(served.state.now, By::SomeoneElse, &changes));
    }

    /// A write that somebody else makes; it needs no token and doesn't wait.
    fn by_someone_else(&self, other: &OtherWrite) {
        let body = Value::Object(other.body.clone()).to_string().into_bytes();
        let request = Request { method: &other.method, path: &other.path, body: &body, ..Request::nothing() };
        let mut served = self.served_mut();
        let (status, changes) = match route(request.method, request.path) {
            Route::Write(write) => {
                let flags = Flags { commit: true, ..Flags::default() };
                let call = Call { write, body: &other.body, flags, version: Version::V2021_11, token: None };
                let mut edit = Edit::begin(&mut served.state);
                match rules::perform(&mut edit, &call) {
                    Ok(_) => {
                        for address in edit.touched_addresses() {
                            edit.regenerate(address);
                        }
                        let changes = edit.finish();
                        self.tell(&mut served, &changes, &Cause { source: Source::Merchant, call: Some(&call) });
                        (200, changes)
                    }
                    Err(_) => {
                        edit.undo();
                        (422, Vec::new())
                    }
                }
            }
            _ => (404, Vec::new()),
        };
        let nobody = Noted::nobody(served.state.now, By::SomeoneElse, &changes);
        self.note(Noted { request, status, ..nobody });
    }

    /// Looks at or changes the faults that are switched on.
    pub(crate) fn faults<R>(&self, look: impl FnOnce(&mut Faults) -> R) -> R {
        look(&mut self.served_mut().state.faults)
    }
}

/// The customer that a request names in its path or by a filter.
fn named_customer(state: &State, request: &Request<'_>) -> Option<Id> {
    let parameters = Parameters::parse(request.query, Version::V2021_11);
    let by_email = || {
        let email = parameters.get("email")?;
        state.customers.values().find(|customer| customer.email.eq_ignore_ascii_case(email)).map(|customer| customer.id)
    };
    match route(request.method, request.path) {
        Route::Read(Read::One(Kind::Customer, id) | Read::DeliverySchedule(id)) => Some(id),
        Route::Read(Read::List(_)) => parameters.get("customer_id").and_then(|id| id.parse().ok()).or_else(by_email),
        _ => None,
    }
}

/// A second customer with the same e-mail address, where there is only one: one shop customer that was taken for two.
fn duplicate(edit: &mut Edit<'_>, customer: Id) {
    let Some(customer) = edit.get::<Customer>(customer).cloned() else { return };
    let namesakes = edit.state().customers.values().filter(|it| it.email.eq_ignore_ascii_case(&customer.email));
    if namesakes.count() > 1 {
        return;
    }
    let id = edit.next_id();
    let mut hash = token_digest(&format!("customer {id}"));
    hash.truncate(30);
    edit.put(Customer { id, hash, first_charge_processed_at: None, subscription_related_charge_streak: 0, ..customer });
}

/// Copies a customer's active subscriptions in turn until there are many; whoever has none gets none.
fn multiply(edit: &mut Edit<'_>, customer: Id) {
    let mine = edit.state().subscriptions.values().filter(|subscription| subscription.customer_id == customer);
    let count = mine.clone().count();
    let models: Vec<Subscription> =
        mine.filter(|it| it.is_active() && it.next_charge_scheduled_at.is_some()).cloned().collect();
    for (copy, model) in models.iter().cycle().take(MANY.saturating_sub(count)).enumerate() {
        let days = i64::try_from(copy % SPREAD).unwrap_or_default();
        let next = model.next_charge_scheduled_at.map(|date| date.saturating_add(jiff::Span::new().days(days)));
        let id = edit.next_id();
        edit.put(Subscription { id, next_charge_scheduled_at: next, ..model.clone() });
    }
    for address in edit.touched_addresses() {
        edit.regenerate(address);
    }
}
