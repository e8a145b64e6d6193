//! What is derived from the state for reading it fast: records by customer, which subscriptions are on a queued charge,
//! and today's date. Made anew from the state after each change, so that it can't drift from it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::model::Id;
use super::state::State;

/// The ids of one customer's records, ascending.
#[derive(Debug, Clone, Default)]
pub(crate) struct CustomerRecords {
    pub addresses: Vec<Id>,
    pub subscriptions: Vec<Id>,
    pub onetimes: Vec<Id>,
    pub charges: Vec<Id>,
    pub orders: Vec<Id>,
    pub payment_methods: Vec<Id>,
}

/// The index.
#[derive(Debug, Clone)]
pub(crate) struct Index {
    today: Date,
    customers: BTreeMap<Id, CustomerRecords>,
    nothing: CustomerRecords,
    queued_items: BTreeSet<Id>,
}

impl Index {
    pub(crate) fn of(state: &State) -> Self {
        let mut index = Self {
            today: state.today(),
            customers: BTreeMap::new(),
            nothing: CustomerRecords::default(),
            queued_items: BTreeSet::new(),
        };
        for address in state.addresses.values() {
            index.entry(address.customer_id).addresses.push(address.id);
        }
        for subscription in state.subscriptions.values() {
            index.entry(subscription.customer_id).subscriptions.push(subscription.id);
        }
        for onetime in state.onetimes.values() {
            index.entry(onetime.customer_id).onetimes.push(onetime.id);
        }
        for charge in state.charges.values() {
            index.entry(charge.customer_id).charges.push(charge.id);
            if charge.is_queued() {
                index.queued_items.extend(charge.line_items.iter().map(|item| item.purchase_item_id));
            }
        }
        for order in state.orders.values() {
            index.entry(order.customer_id).orders.push(order.id);
        }
        for payment_method in state.payment_methods.values() {
            index.entry(payment_method.customer_id).payment_methods.push(payment_method.id);
        }
        index
    }

    fn entry(&mut self, customer: Id) -> &mut CustomerRecords {
        self.customers.entry(customer).or_default()
    }

    /// Today in the store's time zone. Looking a zone up takes longer than reading a record.
    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// The records of that customer; none for an unknown one.
    pub(crate) fn customer(&self, customer: Id) -> &CustomerRecords {
        self.customers.get(&customer).unwrap_or(&self.nothing)
    }

    /// Whether that subscription or onetime is on a queued charge.
    pub(crate) fn is_queued(&self, purchase_item: Id) -> bool {
        self.queued_items.contains(&purchase_item)
    }
}
