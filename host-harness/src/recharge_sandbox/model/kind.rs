//! The kinds of records, and each record with its kind.

use serde::{Deserialize, Serialize};

use super::{Address, Charge, Customer, Id, Onetime, Order, PaymentMethod, Subscription, Webhook};
use crate::recharge_sandbox::state::State;

/// A kind of record. Each is a collection of its own in Recharge's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `/customers`
    Customer,
    /// `/addresses`
    Address,
    /// `/subscriptions`
    Subscription,
    /// `/onetimes`
    Onetime,
    /// `/charges`
    Charge,
    /// `/orders`
    Order,
    /// `/payment_methods`
    PaymentMethod,
    /// `/webhooks`
    Webhook,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Customer,
        Self::Address,
        Self::Subscription,
        Self::Onetime,
        Self::Charge,
        Self::Order,
        Self::PaymentMethod,
        Self::Webhook,
    ];

    /// The key around one record, "payment_method".
    pub fn singular(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Address => "address",
            Self::Subscription => "subscription",
            Self::Onetime => "onetime",
            Self::Charge => "charge",
            Self::Order => "order",
            Self::PaymentMethod => "payment_method",
            Self::Webhook => "webhook",
        }
    }

    /// The key around a list and the name in paths, "payment_methods".
    pub fn plural(self) -> &'static str {
        match self {
            Self::Customer => "customers",
            Self::Address => "addresses",
            Self::Subscription => "subscriptions",
            Self::Onetime => "onetimes",
            Self::Charge => "charges",
            Self::Order => "orders",
            Self::PaymentMethod => "payment_methods",
            Self::Webhook => "webhooks",
        }
    }
}

/// A record of any kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "each variant is the record of that name")]
pub enum AnyRecord {
    Customer(Customer),
    Address(Address),
    Subscription(Subscription),
    Onetime(Onetime),
    Charge(Charge),
    Order(Order),
    PaymentMethod(PaymentMethod),
    Webhook(Webhook),
}

/// What all kinds of records have, so that one journal can follow every change.
pub trait Record: Clone + PartialEq + Sized {
    /// Its kind.
    const KIND: Kind;
    /// Its id.
    fn id(&self) -> Id;
    /// Where a store keeps them.
    fn table(state: &State) -> &std::collections::BTreeMap<Id, Self>;
    /// Where a store keeps them.
    fn table_mut(state: &mut State) -> &mut std::collections::BTreeMap<Id, Self>;
    /// The record with its kind.
    fn any(self) -> AnyRecord;
}

macro_rules! records {
    ($($record:ident in $table:ident),+ $(,)?) => {
        $(impl Record for $record {
            const KIND: Kind = Kind::$record;
            fn id(&self) -> Id {
                self.id
            }
            fn table(state: &State) -> &std::collections::BTreeMap<Id, Self> {
                &state.$table
            }
            fn table_mut(state: &mut State) -> &mut std::collections::BTreeMap<Id, Self> {
                &mut state.$table
            }
            fn any(self) -> AnyRecord {
                AnyRecord::$record(self)
            }
        })+

        impl State {
            /// The record of that kind and id.
            pub fn any(&self, kind: Kind, id: Id) -> Option<AnyRecord> {
                match kind {
                    $(Kind::$record => self.$table.get(&id).cloned().map(AnyRecord::$record),)+
                }
            }
        }

        impl AnyRecord {
            /// Its id.
            pub fn id(&self) -> Id {
                match self {
                    $(Self::$record(record) => record.id,)+
                }
            }

            /// Puts it where a store keeps it.
            pub(crate) fn put(self, state: &mut State) {
                match self {
                    $(Self::$record(record) => {
                        state.$table.insert(record.id, record);
                    })+
                }
            }
        }

        /// Takes a record of any kind away.
        pub(crate) fn take(state: &mut State, kind: Kind, id: Id) {
            match kind {
                $(Kind::$record => {
                    state.$table.remove(&id);
                })+
            }
        }
    };
}

records! {
    Customer in customers,
    Address in addresses,
    Subscription in subscriptions,
    Onetime in onetimes,
    Charge in charges,
    Order in orders,
    PaymentMethod in payment_methods,
    Webhook in webhooks,
}

impl AnyRecord {
    /// The address whose charges depend on it.
    pub fn address_id(&self) -> Option<Id> {
        match self {
            Self::Address(record) => Some(record.id),
            Self::Subscription(record) => Some(record.address_id),
            Self::Onetime(record) => Some(record.address_id),
            Self::Charge(record) => Some(record.address_id),
            Self::Customer(_) | Self::Order(_) | Self::PaymentMethod(_) | Self::Webhook(_) => None,
        }
    }

    /// The customer it belongs to.
    pub fn customer_id(&self) -> Option<Id> {
        match self {
            Self::Customer(record) => Some(record.id),
            Self::Address(record) => Some(record.customer_id),
            Self::Subscription(record) => Some(record.customer_id),
            Self::Onetime(record) => Some(record.customer_id),
            Self::Charge(record) => Some(record.customer_id),
            Self::Order(record) => Some(record.customer_id),
            Self::PaymentMethod(record) => Some(record.customer_id),
            Self::Webhook(_) => None,
        }
    }
}
