//! What holds in every store at any time, whoever wrote what: checked after each write and on demand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::Serialize;

use super::model::{ChargeStatus, Id, ItemKind, Kind, LineItem, OrderStatus};
use super::rules::MAX_PER_TOPIC;
use super::state::State;
use super::telling::MAX_EVENTS;
use super::telling::outbox::{MAX_ATTEMPTS, MAX_ENDED, MAX_PENDING};
use super::telling::topics::{TOPICS, VERBS};

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
    check.events();
    check.webhooks();
    check.found
}

/// How many events are looked at one by one: more than a single change makes.
const LATEST_EVENTS: usize = 200;

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

    /// What is told has happened, in the order in which it is told, to a record of that customer.
    fn events(&mut self) {
        let state = self.state;
        let few = state.events.len() <= MAX_EVENTS;
        self.require(few, "events are bounded", || format!("there are {}", state.events.len()));
        let in_order = state.events.is_sorted_by(|event, next| event.id < next.id && event.at <= next.at);
        self.require(in_order, "events are in order", || "one comes before an earlier one".to_owned());
        // Events are never altered: those before were looked at when they were the latest.
        for event in state.events.iter().rev().take(LATEST_EVENTS) {
            let id = event.id;
            self.require(event.at <= state.now, "events have happened", || format!("event {id} is of {}", event.at));
            let owner = match event.object_type {
                Kind::Customer => Some(event.object_id),
                Kind::Address => state.addresses.get(&event.object_id).map(|it| it.customer_id),
                Kind::Subscription => state.subscriptions.get(&event.object_id).map(|it| it.customer_id),
                Kind::Onetime => state.onetimes.get(&event.object_id).map(|it| it.customer_id),
                Kind::Charge => state.charges.get(&event.object_id).map(|it| it.customer_id),
                Kind::Order => state.orders.get(&event.object_id).map(|it| it.customer_id),
                Kind::PaymentMethod => state.payment_methods.get(&event.object_id).map(|it| it.customer_id),
                Kind::Webhook => None,
            };
            self.require(owner.is_none_or(|owner| owner == event.customer_id), "records belong together", || {
                format!("event {id} tells customer {} of another one's {}", event.customer_id, event.object_id)
            });
            self.require(VERBS.contains(&event.verb.as_str()), "events use known words", || {
                format!("event {id} says {}", event.verb)
            });
        }
    }

    /// Each webhook is a token's, each delivery a webhook's.
    fn webhooks(&mut self) {
        let state = self.state;
        let mut seen: BTreeSet<(&str, &str, &str)> = BTreeSet::new();
        let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for webhook in state.webhooks.values() {
            let (id, token, topic) = (webhook.id, webhook.token_digest.as_str(), webhook.topic.as_str());
            let is_known = state.tokens.iter().any(|it| it.digest == token);
            self.require(is_known, "a webhook has its token", || format!("webhook {id} has none"));
            self.require(TOPICS.contains(&topic), "a webhook has a known topic", || format!("webhook {id}: {topic}"));
            let own = seen.insert((token, topic, webhook.address.as_str()));
            self.require(own, "a webhook is there once", || format!("webhook {id} is the second"));
            *counts.entry((token, topic)).or_default() += 1;
        }
        for ((_, topic), count) in counts {
            self.require(count <= MAX_PER_TOPIC, "a token has few webhooks of a topic", || {
                format!("{count} of {topic}")
            });
        }
        let mut last = 0;
        let (mut pending, mut ended) = (0, 0);
        for delivery in &state.outbox.deliveries {
            let id = delivery.id;
            self.require(last < id, "deliveries are in order", || format!("delivery {id} comes after {last}"));
            last = id;
            let waits = delivery.is_pending();
            if waits {
                pending += 1;
            } else {
                ended += 1;
            }
            let is_known = state.webhooks.contains_key(&delivery.webhook_id);
            self.require(is_known || !waits, "a pending delivery has its webhook", || {
                format!("delivery {id} is for webhook {}", delivery.webhook_id)
            });
            let is_whole = delivery.due_at.is_some() == waits && delivery.body.is_some() == waits;
            self.require(is_whole, "a pending delivery has a time and a body", || format!("delivery {id}"));
            let has_times = delivery.created_at <= state.now && delivery.attempted_at.is_none_or(|at| at <= state.now);
            self.require(has_times, "events have happened", || format!("delivery {id} is of {}", delivery.created_at));
            let few = delivery.attempts < MAX_ATTEMPTS || (!waits && delivery.attempts == MAX_ATTEMPTS);
            self.require(few, "a delivery is tried a few times", || format!("delivery {id}: {}", delivery.attempts));
        }
        self.require(pending <= MAX_PENDING && ended <= MAX_ENDED, "deliveries are bounded", || {
            format!("{pending} are pending, {ended} have ended")
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recharge_sandbox::demo;
    use crate::recharge_sandbox::model::{Delivery, DeliveryStatus, Event, Source, Webhook};

    /// The rules that are broken after a change of the demo shop.
    fn broken_by(change: impl FnOnce(&mut State)) -> BTreeSet<&'static str> {
        let mut state = demo::world("2026-11-22T20:00:00Z".parse().unwrap()).unwrap();
        assert_eq!(check(&state), []);
        change(&mut state);
        check(&state).into_iter().map(|violation| violation.rule).collect()
    }

    #[test]
    fn each_kind_of_damage_is_found() {
        let queued = |state: &State| state.charges.values().find(|charge| charge.is_queued()).unwrap().clone();
        let rules = broken_by(|state| {
            let twin = queued(state);
            let id = state.next_id();
            state.charges.insert(id, super::super::model::Charge { id, ..twin });
        });
        assert!(rules.contains("one charge for each address and date"), "{rules:?}");
        assert!(rules.contains("an active subscription is queued on its next date, once"), "{rules:?}");

        let rules = broken_by(|state| {
            let id = queued(state).id;
            state.charges.remove(&id);
        });
        assert_eq!(rules, BTreeSet::from(["an active subscription is queued on its next date, once"]));

        let rules = broken_by(|state| {
            let address = *state.addresses.keys().next().unwrap();
            state.addresses.remove(&address);
        });
        assert!(rules.contains("records belong together"), "{rules:?}");

        let rules = broken_by(|state| {
            let id = queued(state).id;
            let charge = state.charges.get_mut(&id).unwrap();
            charge.updated_at = state.now + jiff::SignedDuration::from_hours(1);
            charge.line_items.push(charge.line_items[0].clone());
        });
        assert_eq!(
            rules,
            BTreeSet::from([
                "an item is on a charge once",
                "an active subscription is queued on its next date, once",
                "times are in order"
            ])
        );

        let rules = broken_by(|state| {
            let subscription = state.subscriptions.values_mut().find(|it| !it.is_active()).unwrap();
            subscription.next_charge_scheduled_at = Some("2027-01-01".parse().unwrap());
        });
        assert_eq!(rules, BTreeSet::from(["what has ended has no next date"]));

        let rules = broken_by(|state| {
            let order = state.orders.values_mut().next().unwrap();
            order.charge_id = 1;
        });
        assert_eq!(rules, BTreeSet::from(["an order has been paid"]));
    }

    #[test]
    fn damage_that_time_and_owners_tell_is_found_too() {
        let past: Date = "2026-11-01".parse().unwrap();
        let rules = broken_by(|state| {
            let is_plain = |charge: &&mut super::super::model::Charge| {
                charge.is_queued() && charge.line_items.iter().all(|item| item.kind == ItemKind::Subscription)
            };
            let charge = state.charges.values_mut().find(is_plain).unwrap();
            charge.scheduled_at = past;
            charge.created_at = past.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
            let items: Vec<Id> = charge.line_items.iter().map(|item| item.purchase_item_id).collect();
            for id in items {
                state.subscriptions.get_mut(&id).unwrap().next_charge_scheduled_at = Some(past);
            }
        });
        assert_eq!(rules, BTreeSet::from(["what is due is processed"]));

        let rules = broken_by(|state| {
            let order = state.orders.values_mut().find(|order| order.status == OrderStatus::Queued).unwrap();
            order.scheduled_at = past;
        });
        assert_eq!(rules, BTreeSet::from(["what is due is processed"]));

        let rules = broken_by(|state| {
            let later = state.now + jiff::SignedDuration::from_hours(1);
            let charge = state.charges.values_mut().find(|charge| charge.processed_at.is_some()).unwrap();
            charge.processed_at = Some(later);
        });
        assert_eq!(rules, BTreeSet::from(["nothing is paid in the future"]));

        let rules = broken_by(|state| {
            let order = state.orders.values().next().unwrap().clone();
            let is_foreign = |charge: &&super::super::model::Charge| {
                charge.status.is_processed() && charge.customer_id != order.customer_id
            };
            let foreign = state.charges.values().find(is_foreign).unwrap();
            let (charge, item) = (foreign.id, foreign.line_items[0].clone());
            state.orders.get_mut(&order.id).unwrap().charge_id = charge;
            state.charges.get_mut(&order.charge_id).unwrap().line_items.push(item);
        });
        assert_eq!(rules, BTreeSet::from(["records belong together"]));

        let rules = broken_by(|state| {
            let number = state.orders.values().find_map(|order| order.external_order_number.clone());
            let mut numbered = state.orders.values_mut().filter(|order| order.external_order_number.is_some());
            numbered.next_back().unwrap().external_order_number = number;
        });
        assert_eq!(rules, BTreeSet::from(["an order's number is its own"]));

        let rules = broken_by(|state| {
            let onetime = *state.onetimes.keys().next().unwrap();
            for charge in state.charges.values_mut().filter(|charge| charge.line_items.len() > 1) {
                charge.line_items.retain(|item| item.purchase_item_id != onetime);
            }
        });
        assert_eq!(rules, BTreeSet::from(["a onetime is charged on its date"]));

        let rules = broken_by(|state| {
            let customer = state.customers.values().next().unwrap().clone();
            let id = state.next_id();
            state.customers.insert(id, customer);
        });
        assert_eq!(rules, BTreeSet::from(["records are kept under their ids"]));
    }

    #[test]
    fn damage_in_what_is_told_is_found_too() {
        fn tell(state: &mut State) -> Event {
            let customer = state.customers.keys().next().copied().unwrap();
            let event = Event {
                id: state.next_event_id(),
                at: state.now,
                object_type: Kind::Customer,
                object_id: customer,
                customer_id: customer,
                verb: "updated".to_owned(),
                description: String::new(),
                source: Source::System,
                updated_attributes: Vec::new(),
            };
            state.events.push(event.clone());
            event
        }
        fn hook(state: &mut State) -> Webhook {
            let webhook = Webhook {
                id: state.next_id(),
                address: "http://127.0.0.1:9/".to_owned(),
                topic: "charge/updated".to_owned(),
                included_objects: Vec::new(),
                version: "2021-11".to_owned(),
                token_digest: state.tokens[0].digest.clone(),
            };
            state.webhooks.insert(webhook.id, webhook.clone());
            webhook
        }
        fn deliver(state: &mut State, webhook: Id) {
            state.outbox.last_id += 1;
            state.outbox.deliveries.push_back(Delivery {
                id: state.outbox.last_id,
                webhook_id: webhook,
                topic: "charge/updated".to_owned(),
                object_id: 1,
                address: String::new(),
                created_at: state.now,
                status: DeliveryStatus::Pending,
                attempts: 0,
                due_at: Some(state.now),
                attempted_at: None,
                outcome: None,
                body: Some("{}".to_owned()),
            });
        }
        let nothing = broken_by(|state| {
            tell(state);
            let webhook = hook(state);
            deliver(state, webhook.id);
        });
        assert_eq!(nothing, BTreeSet::new());

        let rules = broken_by(|state| {
            let event = tell(state);
            let stranger = *state.subscriptions.keys().next_back().unwrap();
            let id = state.next_event_id();
            state.events.push(Event { id, object_type: Kind::Subscription, object_id: stranger, ..event });
        });
        assert_eq!(rules, BTreeSet::from(["records belong together"]));
        let rules = broken_by(|state| {
            let event = tell(state);
            let at = state.now + jiff::SignedDuration::from_hours(1);
            state.events.push(Event { at, verb: "exploded".to_owned(), ..event });
        });
        assert_eq!(rules, BTreeSet::from(["events are in order", "events have happened", "events use known words"]));
        let rules = broken_by(|state| {
            let event = tell(state);
            for _ in 0..MAX_EVENTS {
                let id = state.next_event_id();
                state.events.push(Event { id, ..event.clone() });
            }
        });
        assert_eq!(rules, BTreeSet::from(["events are bounded"]));

        let rules = broken_by(|state| deliver(state, 5));
        assert_eq!(rules, BTreeSet::from(["a pending delivery has its webhook"]));
        let rules = broken_by(|state| {
            let webhook = hook(state);
            deliver(state, webhook.id);
            let delivery = state.outbox.deliveries.back_mut().unwrap();
            (delivery.due_at, delivery.attempts) = (None, MAX_ATTEMPTS);
        });
        assert_eq!(
            rules,
            BTreeSet::from(["a delivery is tried a few times", "a pending delivery has a time and a body"])
        );
        let rules = broken_by(|state| {
            let webhook = hook(state);
            (0..=MAX_PENDING).for_each(|_| deliver(state, webhook.id));
            let id = state.outbox.deliveries[0].id;
            state.outbox.deliveries[1].id = id;
        });
        assert_eq!(rules, BTreeSet::from(["deliveries are bounded", "deliveries are in order"]));
        let rules = broken_by(|state| {
            for _ in 0..=MAX_PER_TOPIC {
                hook(state);
            }
            let last = state.webhooks.values_mut().next_back().unwrap();
            last.token_digest = "nobody".to_owned();
            let mut odd = last.clone();
            odd.id = state.next_id();
            odd.topic = "charge/exploded".to_owned();
            state.webhooks.insert(odd.id, odd);
            hook(state);
        });
        assert_eq!(
            rules,
            BTreeSet::from([
                "a token has few webhooks of a topic",
                "a webhook has a known topic",
                "a webhook has its token",
                "a webhook is there once"
            ])
        );
    }
}
