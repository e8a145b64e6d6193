//! Each rule is seen to find the damage it is for.

use super::*;
use crate::recharge_sandbox::demo;
use crate::recharge_sandbox::model::Kind;
use crate::recharge_sandbox::model::{Delivery, DeliveryStatus, Event, Source, Webhook};
use crate::recharge_sandbox::rules::MAX_PER_TOPIC;
use crate::recharge_sandbox::telling::MAX_EVENTS;
use crate::recharge_sandbox::telling::outbox::{MAX_ATTEMPTS, MAX_PENDING};

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
    assert_eq!(rules, BTreeSet::from(["a delivery is tried a few times", "a pending delivery has a time and a body"]));
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
