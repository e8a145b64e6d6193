//! What a Recharge store holds, as typed records. They are kept normalised: what Recharge computes (totals, counts,
//! `has_queued_charges`) is computed when it is shown, in [`super::wire`].

mod address;
mod charge;
mod customer;
mod delivery;
mod discount;
mod event;
mod kind;
mod money;
mod onetime;
mod order;
mod payment_method;
mod product;
mod retention_strategy;
mod store;
mod subscription;
mod webhook;

use serde::{Deserialize, Serialize};

pub use address::{Address, PostalAddress, ShippingRate};
pub use charge::{Charge, ChargeStatus, ItemKind, LineItem};
pub use customer::Customer;
pub use delivery::{Delivery, DeliveryStatus, Outbox};
pub use discount::{Discount, DiscountType, Totals};
pub use event::{Event, Source, UpdatedAttribute};
pub(crate) use kind::take;
pub use kind::{AnyRecord, Kind, Record};
pub use money::{Money, NotMoney};
pub use onetime::Onetime;
pub use order::{Order, OrderStatus};
pub use payment_method::PaymentMethod;
pub use product::Listed;
pub use retention_strategy::{Incentive, RetentionStrategy};
pub use store::{Dunning, Store, Token, client_secret, token_digest};
pub use subscription::{Cancellation, Product, Subscription, SubscriptionStatus};
pub use webhook::Webhook;

/// The id of a record of Recharge's: an integer in bodies, in paths and in filters.
pub type Id = u64;

/// Whether a charge or an order came from a checkout or from a subscription's next cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderType {
    /// The customer was there and bought.
    Checkout,
    /// A later cycle of a subscription.
    Recurring,
}

/// A name with a value, as line items and addresses carry them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// The name, chosen by the shop.
    pub name: String,
    /// The value; Recharge sends null for an empty one.
    pub value: Option<String>,
}

/// How one record's body differs from the regular shape: fields that are null where a list or text is expected, values
/// and fields that no document mentions. Recharge's bodies do that over time, so a client has to be tried against it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Oddity {
    /// Top-level fields that are sent as null.
    pub null: Vec<String>,
    /// Top-level fields that are replaced or added.
    pub set: serde_json::Map<String, serde_json::Value>,
}

impl Oddity {
    /// Whether the body is the regular one.
    pub fn is_none(&self) -> bool {
        self.null.is_empty() && self.set.is_empty()
    }
}
