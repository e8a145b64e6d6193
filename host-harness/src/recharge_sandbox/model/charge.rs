//! A charge: what one address pays on one date. Upcoming deliveries are queued charges; their orders exist once the
//! charge went through.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Id, Money, Oddity, Onetime, OrderType, PostalAddress, Product, Property, ShippingRate, Subscription};

/// Where a charge stands. The words are those of Recharge's own client library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeStatus {
    /// Upcoming.
    Queued,
    /// Its items are left out on this date; the handle for taking the skip back.
    Skipped,
    /// Paid.
    Success,
    /// The payment failed; it is tried again on the retry date.
    Error,
    /// Paid and given back.
    Refunded,
    /// Paid and given back in part.
    PartiallyRefunded,
    /// Waits for a payment by hand.
    PendingManualPayment,
    /// The payment is under way.
    Pending,
}

impl ChargeStatus {
    /// Every status, as filters name them.
    pub const ALL: [Self; 8] = [
        Self::Queued,
        Self::Skipped,
        Self::Success,
        Self::Error,
        Self::Refunded,
        Self::PartiallyRefunded,
        Self::PendingManualPayment,
        Self::Pending,
    ];

    /// Recharge's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Skipped => "skipped",
            Self::Success => "success",
            Self::Error => "error",
            Self::Refunded => "refunded",
            Self::PartiallyRefunded => "partially_refunded",
            Self::PendingManualPayment => "pending_manual_payment",
            Self::Pending => "pending",
        }
    }

    /// Whether the money has moved: such charges are history, and leave the API after 90 days.
    pub fn is_processed(self) -> bool {
        matches!(self, Self::Success | Self::Refunded | Self::PartiallyRefunded)
    }

    /// Whether the charge holds on to its items, so that regeneration doesn't queue them a second time for its date.
    pub fn holds_items(self) -> bool {
        matches!(self, Self::Error | Self::Pending | Self::PendingManualPayment)
    }
}

/// Whether a line item is a subscription or a onetime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// A subscription's cycle.
    Subscription,
    /// A onetime.
    Onetime,
}

/// One item of a charge or an order, as it was when the charge was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineItem {
    /// The subscription or onetime it comes from.
    pub purchase_item_id: Id,
    /// Which of the two.
    pub kind: ItemKind,
    /// What it is.
    pub product: Product,
    /// Price of one.
    pub unit_price: Money,
    /// How many.
    pub quantity: u32,
    /// Extra fields.
    pub properties: Vec<Property>,
    /// How many orders the charge pays for with this item: 1, or more when it is prepaid.
    pub orders_per_charge: u32,
}

impl LineItem {
    /// The item that a subscription puts on its next charge.
    pub fn of_subscription(subscription: &Subscription) -> Self {
        Self {
            purchase_item_id: subscription.id,
            kind: ItemKind::Subscription,
            product: subscription.product.clone(),
            unit_price: subscription.price,
            quantity: subscription.quantity,
            properties: subscription.properties.clone(),
            orders_per_charge: subscription.interval.orders_per_charge(),
        }
    }

    /// The item that a onetime puts on its charge.
    pub fn of_onetime(onetime: &Onetime) -> Self {
        Self {
            purchase_item_id: onetime.id,
            kind: ItemKind::Onetime,
            product: onetime.product.clone(),
            unit_price: onetime.price,
            quantity: onetime.quantity,
            properties: onetime.properties.clone(),
            orders_per_charge: 1,
        }
    }

    /// What the item costs.
    pub fn total(&self) -> Money {
        self.unit_price.times(self.quantity)
    }
}

/// A charge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Charge {
    /// Recharge's id. Not stable: regeneration and merges may give a date's charge a new one.
    pub id: Id,
    /// The address that pays.
    pub address_id: Id,
    /// The owner of that address.
    pub customer_id: Id,
    /// Where it stands.
    pub status: ChargeStatus,
    /// Checkout or later cycle.
    #[serde(rename = "type")]
    pub order_type: OrderType,
    /// The date it runs, a plain date.
    pub scheduled_at: Date,
    /// What is on it.
    pub line_items: Vec<LineItem>,
    /// Where it goes, as the address was when the charge was last regenerated.
    pub ships_to: PostalAddress,
    /// What shipping costs; missing while rates are being fetched.
    pub shipping: Option<ShippingRate>,
    /// The discount on it, of the address or its own.
    #[serde(default)]
    pub discount_id: Option<Id>,
    /// ISO 4217.
    pub currency: String,
    /// A note for the order.
    pub note: Option<String>,
    /// Why the payment failed, in Recharge's words.
    pub error: Option<String>,
    /// Why the payment failed, as a code.
    pub error_type: Option<String>,
    /// How often the payment was tried.
    pub charge_attempts: u32,
    /// When it is tried again.
    pub retry_date: Option<Date>,
    /// When it went through.
    pub processed_at: Option<Timestamp>,
    /// What was given back.
    #[serde(default)]
    pub refunded: Money,
    /// The order in the shop system, once there is one.
    pub external_order_id: Option<String>,
    /// The payment at the payment processor.
    pub external_transaction_id: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// How its body differs from the regular one.
    #[serde(default, skip_serializing_if = "Oddity::is_none")]
    pub oddity: Oddity,
}

impl Charge {
    /// Whether that subscription or onetime is on it.
    pub fn contains(&self, purchase_item_id: Id) -> bool {
        self.line_items.iter().any(|item| item.purchase_item_id == purchase_item_id)
    }

    /// Whether it is the upcoming charge of its address and date.
    pub fn is_queued(&self) -> bool {
        self.status == ChargeStatus::Queued
    }
}
