//! The rule behind everything a Recharge charge does: the active subscriptions and pending onetimes of one address that
//! are due on the same date are on ONE queued charge. After each change the queued charges of an address are made anew
//! from its subscriptions. Pure: what changes is the answer.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::model::{Address, Charge, ChargeStatus, Id, LineItem, Onetime, OrderType, Subscription};
use super::unknowns::MergeId;

/// Everything of one address that decides about its queued charges.
#[derive(Debug, Clone)]
pub struct AddressBook<'a> {
    /// The address.
    pub address: &'a Address,
    /// All its subscriptions, of any status.
    pub subscriptions: Vec<&'a Subscription>,
    /// All its onetimes.
    pub onetimes: Vec<&'a Onetime>,
    /// All its charges, of any status.
    pub charges: Vec<&'a Charge>,
    /// Today in the store's time zone: what was skipped before it is history.
    pub today: Date,
    /// The store's currency, for addresses that name none.
    pub store_currency: &'a str,
}

/// What regeneration changes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Regeneration {
    /// Queued and skipped charges that are new or different.
    pub changed: Vec<Charge>,
    /// Queued and skipped charges that became empty.
    pub deleted: Vec<Id>,
}

/// Makes the queued charges of an address anew. A charge keeps its id while at least one of its items stays on its date;
/// one that loses its last item is deleted, and with [`MergeId::Renew`] so is one that items join. Items that a failing or pending charge holds for their date are not queued
/// beside it. `new_id` is asked for the id of each new charge; `now` becomes the time of the change.
pub fn regenerate(
    book: &AddressBook<'_>,
    merge_id: MergeId,
    mut new_id: impl FnMut() -> Id,
    now: Timestamp,
) -> Regeneration {
    let wanted = wanted_items(book);
    let mut result = Regeneration::default();
    tidy_skipped(book, &mut result, now);
    let mut kept: BTreeMap<Date, Id> = BTreeMap::new();
    for charge in book.charges.iter().filter(|charge| charge.is_queued()) {
        let stays = wanted
            .get(&charge.scheduled_at)
            .is_some_and(|items| items.iter().any(|item| charge.contains(item.purchase_item_id)));
        if stays && !kept.contains_key(&charge.scheduled_at) {
            kept.insert(charge.scheduled_at, charge.id);
        } else {
            result.deleted.push(charge.id);
        }
    }
    for (date, line_items) in wanted {
        let existing = kept.get(&date).and_then(|id| book.charges.iter().find(|charge| charge.id == *id));
        let joined = |existing: &Charge| line_items.iter().any(|item| !existing.contains(item.purchase_item_id));
        match existing {
            Some(existing) if merge_id == MergeId::Renew && joined(existing) => {
                result.deleted.push(existing.id);
                result.changed.push(queued(book, new_id(), date, line_items, now));
            }
            Some(existing) => {
                let fresh = Charge {
                    line_items,
                    ships_to: book.address.postal.clone(),
                    shipping: book.address.shipping.clone(),
                    // One of the charge's own is lost (documented by Recharge's client library).
                    discount_id: book.address.discount_id,
                    ..Charge::clone(existing)
                };
                if fresh != **existing {
                    result.changed.push(Charge { updated_at: now, ..fresh });
                }
            }
            None => result.changed.push(queued(book, new_id(), date, line_items, now)),
        }
    }
    result
}

/// What is skipped ahead holds only what would be due then: a subscription that ended is not skipped, and neither is one
/// that was moved onto that very date.
fn tidy_skipped(book: &AddressBook<'_>, result: &mut Regeneration, now: Timestamp) {
    let ahead = |charge: &&&Charge| charge.status == ChargeStatus::Skipped && charge.scheduled_at > book.today;
    for charge in book.charges.iter().filter(ahead) {
        let stays = |item: &&LineItem| {
            let subscription = book.subscriptions.iter().find(|it| it.id == item.purchase_item_id);
            subscription.is_some_and(|it| it.is_active() && it.next_charge_scheduled_at != Some(charge.scheduled_at))
        };
        let line_items: Vec<LineItem> = charge.line_items.iter().filter(stays).cloned().collect();
        if line_items.is_empty() {
            result.deleted.push(charge.id);
        } else if line_items != charge.line_items {
            result.changed.push(Charge { line_items, updated_at: now, ..Charge::clone(charge) });
        }
    }
}

fn wanted_items(book: &AddressBook<'_>) -> BTreeMap<Date, Vec<LineItem>> {
    let mut wanted: BTreeMap<Date, Vec<LineItem>> = BTreeMap::new();
    let held = |id: Id, date: Date| {
        book.charges
            .iter()
            .any(|charge| charge.status.holds_items() && charge.scheduled_at == date && charge.contains(id))
    };
    for subscription in book.subscriptions.iter().filter(|subscription| subscription.is_active()) {
        if let Some(date) = subscription.next_charge_scheduled_at.filter(|date| !held(subscription.id, *date)) {
            wanted.entry(date).or_default().push(LineItem::of_subscription(subscription));
        }
    }
    for onetime in book.onetimes.iter().filter(|onetime| !onetime.is_cancelled) {
        let done = book.charges.iter().any(|charge| charge.status.is_processed() && charge.contains(onetime.id));
        if let Some(date) = onetime.next_charge_scheduled_at.filter(|date| !done && !held(onetime.id, *date)) {
            wanted.entry(date).or_default().push(LineItem::of_onetime(onetime));
        }
    }
    for items in wanted.values_mut() {
        items.sort_by_key(|item| item.purchase_item_id);
    }
    wanted
}

/// A new queued charge of an address.
pub(crate) fn queued(book: &AddressBook<'_>, id: Id, date: Date, line_items: Vec<LineItem>, now: Timestamp) -> Charge {
    let address = book.address;
    Charge {
        id,
        address_id: address.id,
        customer_id: address.customer_id,
        status: ChargeStatus::Queued,
        order_type: OrderType::Recurring,
        scheduled_at: date,
        line_items,
        ships_to: address.postal.clone(),
        shipping: address.shipping.clone(),
        discount_id: address.discount_id,
        currency: address.presentment_currency.clone().unwrap_or_else(|| book.store_currency.to_owned()),
        note: address.order_note.clone(),
        error: None,
        error_type: None,
        charge_attempts: 0,
        retry_date: None,
        processed_at: None,
        refunded: Default::default(),
        external_order_id: None,
        external_transaction_id: None,
        created_at: now,
        updated_at: now,
        oddity: Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::ToSpan;
    use proptest::prelude::*;

    use super::*;
    use crate::recharge_sandbox::State;
    use crate::recharge_sandbox::model::SubscriptionStatus;

    const DAY: &str = "2026-11-22";

    /// One address with one subscription for each entry; due so many days from the day, or without a date.
    fn shop(due: &[(Option<i32>, SubscriptionStatus)]) -> State {
        let mut world = String::from(
            "[store]\nname=\"S\"\nemail=\"o@example.com\"\ncurrency=\"EUR\"\ntime_zone=\"Europe/Berlin\"\nidentifier=\"s.myshopify.com\"\n\
             [[products]]\nkey=\"p\"\ntitle=\"P\"\nprice=\"1.00\"\n[[customers]]\nemail=\"a@example.com\"\nfirst_name=\"A\"\nlast_name=\"B\"\n[[customers.addresses]]\n",
        );
        for key in 0..due.len() {
            let subscription = format!("key=\"{key}\"\nproduct=\"p\"\nevery=\"4 weeks\"\nnext=\"+9d\"\n");
            world.push_str("[[customers.addresses.subscriptions]]\n");
            world.push_str(&subscription);
        }
        let now = "2026-11-22T09:00:00Z".parse().unwrap();
        let mut state = State::from_world(&world, "world.toml", now).unwrap();
        apply(&mut state, due);
        state
    }

    fn apply(state: &mut State, due: &[(Option<i32>, SubscriptionStatus)]) {
        let today: Date = DAY.parse().unwrap();
        for (subscription, (days, status)) in state.subscriptions.values_mut().zip(due) {
            subscription.status = *status;
            subscription.next_charge_scheduled_at = days.map(|days| today.checked_add(days.days()).unwrap());
        }
    }

    fn queued_pairs(state: &State) -> Vec<(Date, Id)> {
        let charges = state.charges.values().filter(|charge| charge.is_queued());
        charges.flat_map(|charge| charge.line_items.iter().map(|i| (charge.scheduled_at, i.purchase_item_id))).collect()
    }

    fn due() -> impl Strategy<Value = Vec<(Option<i32>, SubscriptionStatus)>> {
        let status = prop_oneof![
            4 => Just(SubscriptionStatus::Active),
            1 => Just(SubscriptionStatus::Cancelled),
            1 => Just(SubscriptionStatus::Expired)
        ];
        proptest::collection::vec((proptest::option::weighted(0.9, 1..6), status), 6)
    }

    proptest! {
        #[test]
        fn one_queued_charge_for_each_date_and_each_active_subscription_on_exactly_one(
            first in due(), second in due(),
        ) {
            let mut state = shop(&first);
            let address = *state.addresses.keys().next().unwrap();
            for step in [&first, &second] {
                apply(&mut state, step);
                state.regenerate_address(address);

                let dates: Vec<Date> = state.charges.values().filter(|c| c.is_queued()).map(|c| c.scheduled_at).collect();
                prop_assert_eq!(dates.len(), dates.iter().collect::<BTreeSet<_>>().len(), "two charges on one date");
                let mut expected: Vec<(Date, Id)> = state
                    .subscriptions
                    .values()
                    .filter(|s| s.is_active())
                    .filter_map(|s| Some((s.next_charge_scheduled_at?, s.id)))
                    .collect();
                let mut found = queued_pairs(&state);
                expected.sort_unstable();
                found.sort_unstable();
                prop_assert_eq!(found, expected);
                prop_assert!(state.charges.values().all(|charge| !charge.line_items.is_empty()));

                let before = state.clone();
                state.regenerate_address(address);
                prop_assert_eq!(&state, &before, "a second regeneration changes nothing");
            }
        }

        #[test]
        fn a_charge_keeps_its_id_while_one_of_its_items_stays(first in due(), second in due()) {
            let mut state = shop(&first);
            state.unknowns.merge_id = MergeId::Keep;
            let address = *state.addresses.keys().next().unwrap();
            state.regenerate_address(address);
            let before = state.charges.clone();
            apply(&mut state, &second);
            state.regenerate_address(address);
            for old in before.values() {
                let stays = queued_pairs(&state).iter().any(|(d, item)| *d == old.scheduled_at && old.contains(*item));
                prop_assert_eq!(stays, state.charges.contains_key(&old.id));
            }
        }
    }

    #[test]
    fn what_a_failing_charge_holds_is_not_queued_beside_it() {
        let mut state = shop(&[(Some(3), SubscriptionStatus::Active), (Some(3), SubscriptionStatus::Active)]);
        let address = *state.addresses.keys().next().unwrap();
        state.regenerate_address(address);
        let charge = state.charges.values_mut().next().unwrap();
        charge.status = ChargeStatus::Error;
        let held = charge.line_items.pop().unwrap().purchase_item_id;
        state.regenerate_address(address);
        assert_eq!(queued_pairs(&state).len(), 1, "one is held by the failing charge, the other is queued");
        assert_eq!(queued_pairs(&state)[0].1, held);
    }
}
