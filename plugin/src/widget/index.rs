//! What a customer has, arranged by what refers to it, so that hundreds of subscriptions stay quick.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::read::Holdings;
use crate::cutoff::Cutoff;
use crate::recharge::{Address, AddressId, Charge, ChargeStatus, Subscription, SubscriptionId};

/// One customer's holdings by reference.
#[derive(Debug)]
pub struct Index<'a> {
    held: &'a Holdings,
    charges: BTreeMap<u64, Vec<&'a Charge>>,
    orders: BTreeMap<u64, Date>,
    live_at: BTreeMap<AddressId, Vec<SubscriptionId>>,
    running_at: BTreeMap<AddressId, Date>,
    addresses: BTreeMap<AddressId, &'a Address>,
}

impl<'a> Index<'a> {
    /// Arranges the holdings, whose charges are sorted by date.
    pub fn new(held: &'a Holdings, cutoff: Cutoff) -> Self {
        let mut charges = BTreeMap::<u64, Vec<&Charge>>::new();
        let mut running_at = BTreeMap::new();
        for charge in &held.charges.rows {
            for item in charge.items().iter().filter_map(|item| item.purchase_item_id) {
                let billed = charges.entry(item.get()).or_default();
                if billed.last().is_none_or(|last| last.id != charge.id) {
                    billed.push(charge);
                }
            }
            let running = charge.scheduled_at.filter(|date| cutoff.has_begun(*date));
            if let (ChargeStatus::Queued, Some(address), Some(date)) = (charge.status(), charge.address_id, running) {
                running_at.entry(address).or_insert(date);
            }
        }
        let mut orders = BTreeMap::<u64, Date>::new();
        for order in &held.orders.rows {
            let Some(date) = order.scheduled_at else { continue };
            for item in order.items() {
                let earliest = orders.entry(item.get()).or_insert(date);
                *earliest = (*earliest).min(date);
            }
        }
        let mut live_at = BTreeMap::<AddressId, Vec<SubscriptionId>>::new();
        for subscription in held
            .subscriptions
            .rows
            .iter()
            .filter(|subscription| subscription.is_live())
        {
            if let Some(address) = subscription.address_id {
                live_at.entry(address).or_default().push(subscription.id);
            }
        }
        let addresses = held
            .addresses
            .rows
            .iter()
            .map(|address| (address.id, address))
            .collect();
        Self {
            held,
            charges,
            orders,
            live_at,
            running_at,
            addresses,
        }
    }

    /// The charges that bill a subscription, the earliest first; nothing when charges could not be read.
    pub fn charges_of(&self, subscription: &Subscription) -> Option<&[&'a Charge]> {
        if self.held.charges.is_missing() {
            return None;
        }
        Some(self.charges.get(&subscription.id.get()).map_or(&[], Vec::as_slice))
    }

    /// The earliest paid order that waits to deliver a subscription.
    pub fn paid_order_of(&self, subscription: &Subscription) -> Option<Date> {
        self.orders.get(&subscription.id.get()).copied()
    }

    /// The live subscriptions at an address.
    pub fn live_at(&self, address: AddressId) -> &[SubscriptionId] {
        self.live_at.get(&address).map_or(&[], Vec::as_slice)
    }

    /// The date of a charge at an address that is being processed.
    pub fn running_at(&self, address: AddressId) -> Option<Date> {
        self.running_at.get(&address).copied()
    }

    /// Whether an address is known; nothing when that can't be told.
    pub fn knows_address(&self, address: AddressId) -> Option<bool> {
        match self.addresses.contains_key(&address) {
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
