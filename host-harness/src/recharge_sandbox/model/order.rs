//! An order: what is sent. It is made when a charge went through; a prepaid charge makes several, of which the later ones
//! are queued.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Id, LineItem, Oddity, OrderType, PostalAddress, ShippingRate};

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// The shop system has it.
    Success,
    /// The shop system refused it.
    Error,
    /// Paid already, sent on its date.
    Queued,
    /// Taken back.
    Cancelled,
    /// Waits for its charge.
    PendingChargeStatus,
}

impl OrderStatus {
    /// Every status, as filters name them.
    pub const ALL: [Self; 5] = [Self::Success, Self::Error, Self::Queued, Self::Cancelled, Self::PendingChargeStatus];

    /// Recharge's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Error => "error",
            Self::Queued => "queued",
            Self::Cancelled => "cancelled",
            Self::PendingChargeStatus => "pending_charge_status",
        }
    }
}

/// An order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Recharge's id.
    pub id: Id,
    /// Where it goes.
    pub address_id: Id,
    /// Whose it is.
    pub customer_id: Id,
    /// The charge that paid for it.
    pub charge_id: Id,
    /// Where it stands.
    pub status: OrderStatus,
    /// Checkout or later cycle.
    #[serde(rename = "type")]
    pub order_type: OrderType,
    /// The date it is or was due, a plain date.
    pub scheduled_at: Date,
    /// When it went to the shop system.
    pub processed_at: Option<Timestamp>,
    /// Whether its charge paid for several.
    pub is_prepaid: bool,
    /// What is in it.
    pub line_items: Vec<LineItem>,
    /// Where it goes, as the address was when the order was made.
    pub ships_to: PostalAddress,
    /// What shipping cost.
    pub shipping: Option<ShippingRate>,
    /// The discount on it, as its charge had it.
    #[serde(default)]
    pub discount_id: Option<Id>,
    /// ISO 4217.
    pub currency: String,
    /// The order's id in the shop system.
    pub external_order_id: Option<String>,
    /// The order's number in the shop system, without "#".
    pub external_order_number: Option<String>,
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
