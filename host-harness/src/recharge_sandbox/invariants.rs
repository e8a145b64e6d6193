//! What holds in every store at any time, whoever wrote what: checked after each write and on demand.

mod telling;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::Serialize;

use super::model::{ChargeStatus, Id, ItemKind, LineItem, OrderStatus};
use super::state::State;

/// A rule that is broken, with the records that break it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The rule's name.
    pub rule: &'static str,
    /// What breaks it.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.what)
    }
}

struct Check<'a> {
    state: &'a State,
    found: Vec<Violation>,
}

/// Every rule that is broken; none in a store that is as it should be.
pub fn check(state: &State) -> Vec<Violation> {
    let mut check = Check { state, found: Vec::new() };
    check.ids();
    check.owners();
    check.times();
    check.charges();
    check.subscriptions();
    check.onetimes();
    check.orders();
    check.discounts();
    check.events();
    check.webhooks();
    check.found
}

fn day_of(time: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(time).date()
}

/// What is older, and due before, is not queued any more: its night has passed in every time zone. Two days, as a store
/// may call a day today that Recharge has just processed.
fn last_processed(now: Timestamp) -> Date {
    day_of(now).saturating_sub(Span::new().days(2))
}

impl Check<'_> {
    fn broken(&mut self, rule: &'static str, what: String) {
        self.found.push(Violation { rule, what });
    }

    fn require(&mut self, holds: bool, rule: &'static str, what: impl FnOnce() -> String) {
        if !holds {
            self.broken(rule, what());
        }
    }

    /// No id is given twice, not even to records of different kinds, and none that has not been given out.
    fn ids(&mut self) {
        let state = self.state;
        let all = state.customers.keys().chain(state.addresses.keys()).chain(state.subscriptions.keys());
        let all = all.chain(state.onetimes.keys()).chain(state.charges.keys()).chain(state.orders.keys());
        let all = all.chain(state.payment_methods.keys()).chain(state.webhooks.keys());
        let keyed = state.customers.iter().all(|(key, it)| *key == it.id)
            && state.addresses.iter().all(|(key, it)| *key == it.id)
            && state.subscriptions.iter().all(|(key, it)| *key == it.id)
            && state.onetimes.iter().all(|(key, it)| *key == it.id)
            && state.charges.iter().all(|(key, it)| *key == it.id)
            && state.orders.iter().all(|(key, it)| *key == it.id)
            && state.payment_methods.iter().all(|(key, it)| *key == it.id)
            && state.webhooks.iter().all(|(key, it)| *key == it.id);
        self.require(keyed, "records are kept under their ids", || "one is not".to_owned());
        let mut seen = BTreeSet::new();
        for id in all {
            self.require(seen.insert(*id), "an id belongs to one record", || format!("{id} belongs to two"));
            self.require(*id <= state.last_id(), "ids are given out", || format!("{id} was not"));
        }
    }

    /// What refers to something refers to something that there is, and of the same customer.
    fn owners(&mut self) {
        let state = self.state;
        let owner = |address: Id| state.addresses.get(&address).map(|address| address.customer_id);
        let mut pairs: Vec<(&'static str, Id, Id, Id)> = Vec::new();
        let subscriptions = state.subscriptions.values();
        pairs.extend(subscriptions.map(|it| ("subscription", it.id, it.address_id, it.customer_id)));
        pairs.extend(state.onetimes.values().map(|it| ("onetime", it.id, it.address_id, it.customer_id)));
        pairs.extend(state.charges.values().map(|it| ("charge", it.id, it.address_id, it.customer_id)));
        pairs.extend(state.orders.values().map(|it| ("order", it.id, it.address_id, it.customer_id)));
        for (kind, id, address, customer) in pairs {
            self.require(owner(address) == Some(customer), "records belong together", || {
                format!("{kind} {id} is at address {address} of another customer than {customer}, or of none")
            });
        }
        for address in state.addresses.values() {
            let is_known = state.customers.contains_key(&address.customer_id);
            self.require(is_known, "records belong together", || format!("address {} belongs to nobody", address.id));
            let method = address.payment_method_id.map(|id| state.payment_methods.get(&id));
            let own = method.is_none_or(|method| method.is_some_and(|it| it.customer_id == address.customer_id));
            self.require(own, "records belong together", || format!("address {} is paid by a stranger", address.id));
        }
        for method in state.payment_methods.values() {
            let is_known = state.customers.contains_key(&method.customer_id);
            self.require(is_known, "records belong together", || format!("payment method {} is nobody's", method.id));
        }
    }

    /// Records are made before they are changed, and neither in the future.
    fn times(&mut self) {
        let state = self.state;
        let mut times: Vec<(&'static str, Id, Timestamp, Timestamp)> = Vec::new();
        times.extend(state.customers.values().map(|it| ("customer", it.id, it.created_at, it.updated_at)));
        times.extend(state.addresses.values().map(|it| ("address", it.id, it.created_at, it.updated_at)));
        times.extend(state.subscriptions.values().map(|it| ("subscription", it.id, it.created_at, it.updated_at)));
        times.extend(state.onetimes.values().map(|it| ("onetime", it.id, it.created_at, it.updated_at)));
        times.extend(state.charges.values().map(|it| ("charge", it.id, it.created_at, it.updated_at)));
        times.extend(state.orders.values().map(|it| ("order", it.id, it.created_at, it.updated_at)));
        for (kind, id, created, updated) in times {
            self.require(created <= updated && updated <= state.now, "times are in order", || {
                format!("{kind} {id} was created {created} and updated {updated}; it is {}", state.now)
            });
        }
    }

    /// What has a discount has one of the shop's, a queued charge never another one than its address, and an order the one
    /// it was paid with.
    fn discounts(&mut self) {
        let state = self.state;
        for (key, discount) in &state.discounts {
            let id = discount.id;
            let elsewhere = state.charges.contains_key(&id)
                || state.addresses.contains_key(&id)
                || state.orders.contains_key(&id)
                || state.customers.contains_key(&id)
                || state.subscriptions.contains_key(&id);
            self.require(*key == id && !elsewhere, "an id belongs to one record", || {
                format!("discount {id} shares its")
            });
        }
        let mut named: Vec<(&'static str, Id, Option<Id>)> = Vec::new();
        named.extend(state.addresses.values().map(|it| ("address", it.id, it.discount_id)));
        named.extend(state.charges.values().map(|it| ("charge", it.id, it.discount_id)));
        named.extend(state.orders.values().map(|it| ("order", it.id, it.discount_id)));
        for (kind, id, discount) in named {
            let is_known = discount.is_none_or(|discount| state.discounts.contains_key(&discount));
            self.require(is_known, "a discount is the shop's", || format!("{kind} {id} has {discount:?}"));
        }
        for charge in state.charges.values().filter(|it| it.is_queued()) {
            let address = state.addresses.get(&charge.address_id).and_then(|address| address.discount_id);
            let fits = charge.discount_id.is_none() || address.is_none() || charge.discount_id == address;
            self.require(fits || state.is_uncommitted(charge.address_id), "a charge has one discount", || {
                format!("charge {} has {:?} and its address {address:?}", charge.id, charge.discount_id)
            });
        }
        for order in state.orders.values() {
            let paid = state.charges.get(&order.charge_id).map(|charge| charge.discount_id);
            self.require(paid.is_none_or(|paid| paid == order.discount_id), "an order costs what was paid", || {
                format!("order {} has {:?} and its charge {paid:?}", order.id, order.discount_id)
            });
        }
    }

    fn charges(&mut self) {
        let state = self.state;
        let processed = last_processed(state.now);
        let mut coming: BTreeSet<(Id, Date, bool)> = BTreeSet::new();
        for charge in state.charges.values() {
            let (id, date) = (charge.id, charge.scheduled_at);
            self.require(!charge.line_items.is_empty(), "a charge has items", || format!("charge {id} has none"));
            let items: BTreeSet<Id> = charge.line_items.iter().map(|item| item.purchase_item_id).collect();
            let once = items.len() == charge.line_items.len();
            self.require(once, "an item is on a charge once", || format!("charge {id} has one twice"));
            let some = charge.line_items.iter().all(|item| item.quantity > 0 && item.orders_per_charge > 0);
            self.require(some, "an item is at least one piece", || format!("charge {id} has an item of none"));
            let went_through = charge.status.is_processed() == charge.processed_at.is_some();
            self.require(went_through, "what was paid has a time", || format!("charge {id}"));
            let is_past = charge.processed_at.is_none_or(|at| at <= state.now);
            self.require(is_past, "nothing is paid in the future", || format!("charge {id}"));
            let waits = charge.is_queued() && !state.is_uncommitted(charge.address_id);
            self.require(
                !waits || date.max(day_of(charge.created_at)) >= processed,
                "what is due is processed",
                || format!("charge {id} of {date} is still queued; it is {}", state.now),
            );
            let own = |item: &LineItem| {
                let subscription = state.subscriptions.get(&item.purchase_item_id).map(|it| it.customer_id);
                let onetime = state.onetimes.get(&item.purchase_item_id).map(|it| it.customer_id);
                subscription.or(onetime).is_none_or(|owner| owner == charge.customer_id)
            };
            self.require(charge.line_items.iter().all(own), "records belong together", || {
                format!("charge {id} has another customer's item")
            });
            let is_error = charge.status == ChargeStatus::Error;
            self.require(is_error || charge.retry_date.is_none(), "only failures are retried", || {
                format!("charge {id}")
            });
            if matches!(charge.status, ChargeStatus::Queued | ChargeStatus::Skipped) {
                let is_queued = charge.is_queued();
                self.require(
                    coming.insert((charge.address_id, date, is_queued)),
                    "one charge for each address and date",
                    || {
                        format!(
                            "charge {id} of {date} is the second {} one of address {}",
                            charge.status.as_str(),
                            charge.address_id
                        )
                    },
                );
            }
            if charge.status == ChargeStatus::Skipped {
                let skippable = charge.line_items.iter().all(|item| item.kind == ItemKind::Subscription);
                self.require(skippable, "onetimes are not skipped", || format!("charge {id} skips one"));
            }
        }
    }

    /// Where each active subscription is charged next.
    fn subscriptions(&mut self) {
        let state = self.state;
        let mut queued: BTreeMap<Id, Vec<Date>> = BTreeMap::new();
        let mut held: BTreeMap<Id, Vec<Date>> = BTreeMap::new();
        let mut skipped: BTreeSet<(Id, Date)> = BTreeSet::new();
        // What waits for regeneration may still be queued where it was, also at the address it has left.
        for charge in state.charges.values().filter(|it| !it.is_queued() || !state.is_uncommitted(it.address_id)) {
            for item in charge.line_items.iter().filter(|item| item.kind == ItemKind::Subscription) {
                let (id, date) = (item.purchase_item_id, charge.scheduled_at);
                match charge.status {
                    ChargeStatus::Queued => queued.entry(id).or_default().push(date),
                    ChargeStatus::Skipped => {
                        skipped.insert((id, date));
                    }
                    status if status.holds_items() => held.entry(id).or_default().push(date),
                    _ => {}
                }
            }
        }
        let today = state.today();
        for subscription in state.subscriptions.values() {
            let id = subscription.id;
            let on: &[Date] = queued.get(&id).map_or(&[], Vec::as_slice);
            let held: &[Date] = held.get(&id).map_or(&[], Vec::as_slice);
            let next = subscription.next_charge_scheduled_at;
            self.require(subscription.quantity > 0, "a subscription is at least one piece", || format!("{id}"));
            let ended = subscription.cancellation.is_some()
                == (subscription.status == super::model::SubscriptionStatus::Cancelled);
            self.require(ended, "what was cancelled says how", || format!("subscription {id}"));
            self.require(subscription.is_active() || next.is_none(), "what has ended has no next date", || {
                format!("subscription {id} is {} and is due {next:?}", subscription.status.as_str())
            });
            if state.is_uncommitted(subscription.address_id) {
                continue;
            }
            if !subscription.is_active() {
                self.require(on.is_empty(), "what has ended is not queued", || {
                    format!("subscription {id} is, on {on:?}")
                });
                continue;
            }
            let expected: Vec<Date> = next.into_iter().filter(|date| !held.contains(date)).collect();
            self.require(on == expected, "an active subscription is queued on its next date, once", || {
                format!("subscription {id} is due {next:?} and queued on {on:?}; failing or pending on {held:?}")
            });
            for date in on.iter().filter(|date| **date > today) {
                self.require(!skipped.contains(&(id, *date)), "a date is skipped or queued", || {
                    format!("subscription {id} is both on {date}")
                });
            }
        }
        for (id, dates) in queued {
            self.require(state.subscriptions.contains_key(&id), "queued items exist", || {
                format!("item {id} is queued on {dates:?} and there is no such subscription")
            });
        }
    }

    fn onetimes(&mut self) {
        let state = self.state;
        let mut placed: BTreeSet<(Id, Date)> = BTreeSet::new();
        let mut done: BTreeSet<Id> = BTreeSet::new();
        for charge in state.charges.values() {
            for item in charge.line_items.iter().filter(|item| item.kind == ItemKind::Onetime) {
                if charge.status.is_processed() {
                    done.insert(item.purchase_item_id);
                } else {
                    placed.insert((item.purchase_item_id, charge.scheduled_at));
                }
            }
        }
        for onetime in state.onetimes.values().filter(|it| !it.is_cancelled && !state.is_uncommitted(it.address_id)) {
            let Some(date) = onetime.next_charge_scheduled_at.filter(|_| !done.contains(&onetime.id)) else { continue };
            self.require(placed.contains(&(onetime.id, date)), "a onetime is charged on its date", || {
                format!("onetime {} is due {date} and on no charge then", onetime.id)
            });
        }
        let mut open: BTreeMap<Id, usize> = BTreeMap::new();
        for charge in state.charges.values().filter(|charge| charge.is_queued() || charge.status.holds_items()) {
            for item in charge.line_items.iter().filter(|item| item.kind == ItemKind::Onetime) {
                *open.entry(item.purchase_item_id).or_default() += 1;
                let gone = !state.onetimes.contains_key(&item.purchase_item_id);
                let waits = charge.status.holds_items() || state.is_uncommitted(charge.address_id);
                self.require(!gone || waits, "queued items exist", || {
                    format!("onetime {} is queued and there is no such onetime", item.purchase_item_id)
                });
            }
        }
        for (id, count) in open {
            let waits = state.onetimes.get(&id).is_some_and(|onetime| state.is_uncommitted(onetime.address_id));
            self.require(count == 1 || waits, "a onetime is charged once", || {
                format!("onetime {id} is on {count} charges")
            });
        }
    }

    fn orders(&mut self) {
        let state = self.state;
        let processed = last_processed(state.now);
        let mut numbers: BTreeSet<&str> = BTreeSet::new();
        for order in state.orders.values() {
            let id = order.id;
            if let Some(number) = order.external_order_number.as_deref() {
                self.require(numbers.insert(number), "an order's number is its own", || {
                    format!("order {id} is the second {number}")
                });
            }
            let charge = state.charges.get(&order.charge_id);
            let own = charge.is_none_or(|charge| charge.customer_id == order.customer_id);
            self.require(own, "records belong together", || format!("order {id} was paid by another customer"));
            let waits = order.status == OrderStatus::Queued;
            self.require(
                !waits || order.scheduled_at.max(day_of(order.created_at)) >= processed,
                "what is due is processed",
                || format!("order {id} of {} is still queued; it is {}", order.scheduled_at, state.now),
            );
            let paid = state.charges.get(&order.charge_id).is_some_and(|charge| charge.status.is_processed());
            self.require(paid, "an order has been paid", || format!("order {id} has not"));
            let is_sent = order.status == OrderStatus::Success;
            self.require(is_sent == order.processed_at.is_some(), "what was sent has a time", || format!("order {id}"));
            self.require(!order.line_items.is_empty(), "an order has items", || format!("order {id} has none"));
        }
    }
}

#[cfg(test)]
mod tests;
