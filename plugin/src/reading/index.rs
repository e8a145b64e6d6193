//! What a customer has, arranged by what refers to it, so that hundreds of subscriptions stay quick.

use jiff::civil::Date;

use super::places::Places;
use super::read::Holdings;
use crate::cutoff::Cutoff;
use crate::recharge::{AddressId, Charge, ChargeStatus, Subscription, SubscriptionId};

/// One customer's holdings by reference.
#[derive(Debug)]
pub struct Index<'a> {
    held: &'a Holdings,
    items: Shelves<Item<'a>>,
    places: Shelves<Place>,
}

/// Things by id.
#[derive(Debug)]
struct Shelves<T> {
    places: Places,
    things: Vec<T>,
}

impl<T: Default> Shelves<T> {
    fn new() -> Self {
        Self { places: Places::default(), things: Vec::new() }
    }

    fn get(&self, id: u64) -> Option<&T> {
        self.things.get(self.places.of(id)?)
    }

    /// The thing of that id, made when there is none, for a change to it.
    fn change(&mut self, id: u64, change: impl FnOnce(&mut T)) {
        let new = self.things.len();
        let place = self.places.put(id, new).unwrap_or_else(|| {
            self.things.push(T::default());
            new
        });
        if let Some(thing) = self.things.get_mut(place) {
            change(thing);
        }
    }
}

/// What refers to a subscription or one-time product.
#[derive(Debug, Default)]
struct Item<'a> {
    charges: Vec<&'a Charge>,
    paid_order: Option<Date>,
}

/// What refers to an address.
#[derive(Debug, Default)]
struct Place {
    is_known: bool,
    live: Vec<SubscriptionId>,
    running: Option<Date>,
}

impl<'a> Index<'a> {
    /// Arranges the holdings, whose charges are sorted by date.
    pub fn new(held: &'a Holdings, cutoff: Cutoff) -> Self {
        let (mut items, mut places) = (Shelves::<Item<'a>>::new(), Shelves::<Place>::new());
        for charge in &held.charges.rows {
            for id in charge.items().iter().filter_map(|item| item.purchase_item_id) {
                items.change(id.get(), |item| {
                    if item.charges.last().is_none_or(|last| last.id != charge.id) {
                        item.charges.push(charge);
                    }
                });
            }
            let running = charge.scheduled_at.filter(|date| cutoff.has_begun(*date));
            if let (ChargeStatus::Queued, Some(address), Some(date)) = (charge.status(), charge.address_id, running) {
                places.change(address.get(), |place| {
                    place.running.get_or_insert(date);
                });
            }
        }
        for order in &held.orders.rows {
            for (id, date) in order.items().filter_map(|id| Some((id, order.scheduled_at?))) {
                items.change(id.get(), |item| {
                    item.paid_order = Some(item.paid_order.map_or(date, |earliest| earliest.min(date)));
                });
            }
        }
        for subscription in held.subscriptions.rows.iter().filter(|subscription| subscription.is_live()) {
            if let Some(address) = subscription.address_id {
                places.change(address.get(), |place| place.live.push(subscription.id));
            }
        }
        for address in &held.addresses.rows {
            places.change(address.id.get(), |place| place.is_known = true);
        }
        Self { held, items, places }
    }

    /// The charges that bill a subscription, the earliest first; nothing when charges could not be read.
    pub fn charges_of(&self, subscription: &Subscription) -> Option<&[&'a Charge]> {
        if self.held.charges.is_missing() {
            return None;
        }
        Some(self.items.get(subscription.id.get()).map_or(&[], |item| item.charges.as_slice()))
    }

    /// The earliest paid order that waits to deliver a subscription.
    pub fn paid_order_of(&self, subscription: &Subscription) -> Option<Date> {
        self.items.get(subscription.id.get())?.paid_order
    }

    /// The live subscriptions at an address.
    pub fn live_at(&self, address: AddressId) -> &[SubscriptionId] {
        self.places.get(address.get()).map_or(&[], |place| place.live.as_slice())
    }

    /// The date of a charge at an address that is being processed.
    pub fn running_at(&self, address: AddressId) -> Option<Date> {
        self.places.get(address.get())?.running
    }

    /// Whether an address is known; nothing when that can't be told.
    pub fn knows_address(&self, address: AddressId) -> Option<bool> {
        match self.places.get(address.get()).is_some_and(|place| place.is_known) {
            true => Some(true),
            false if self.held.addresses.complete => Some(false),
            false => None,
        }
    }

    /// Whether all charges are here.
    pub fn charges_complete(&self) -> bool {
        self.held.charges.complete
    }

    /// Whether the paid orders could be read.
    pub fn orders_known(&self) -> bool {
        self.held.orders.complete
    }
}
