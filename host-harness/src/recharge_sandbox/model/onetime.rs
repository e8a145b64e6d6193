//! A product that rides along once with a subscription's charge.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Id, Money, Oddity, Product, Property};

/// A onetime: an item on one charge of an address, once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Onetime {
    /// Recharge's id; shares its number range with subscriptions, since a line item's `purchase_item_id` may be either.
    pub id: Id,
    /// Where it goes.
    pub address_id: Id,
    /// Whose it is.
    pub customer_id: Id,
    /// What it is.
    pub product: Product,
    /// Price of one.
    pub price: Money,
    /// How many, at least 1.
    pub quantity: u32,
    /// Extra fields of the line item.
    pub properties: Vec<Property>,
    /// The charge it rides on; missing once it was cancelled.
    pub next_charge_scheduled_at: Option<Date>,
    /// Whether it was taken back.
    pub is_cancelled: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// How its body differs from the regular one.
    #[serde(default, skip_serializing_if = "Oddity::is_none")]
    pub oddity: Oddity,
}
