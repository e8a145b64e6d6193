//! The rules of what is told: events and the deliveries of webhooks.

use std::collections::{BTreeMap, BTreeSet};

use super::Check;
use crate::recharge_sandbox::model::Kind;
use crate::recharge_sandbox::rules::MAX_PER_TOPIC;
use crate::recharge_sandbox::telling::MAX_EVENTS;
use crate::recharge_sandbox::telling::outbox::{MAX_ATTEMPTS, MAX_ENDED, MAX_PENDING};
use crate::recharge_sandbox::telling::topics::{TOPICS, VERBS};

/// How many events are looked at one by one: more than a single change makes.
const LATEST_EVENTS: usize = 200;

impl Check<'_> {
    /// What is told has happened, in the order in which it is told, to a record of that customer.
    pub(super) fn events(&mut self) {
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
    pub(super) fn webhooks(&mut self) {
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
