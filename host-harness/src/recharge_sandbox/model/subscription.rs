//! A standing wish for a product at an interval.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Id, Money, Oddity, Property};
use crate::recharge_sandbox::schedule::Interval;

/// A product in one variant, as subscriptions, onetimes and line items name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The product's id in the shop system.
    pub external_product_id: Option<String>,
    /// The variant's id in the shop system.
    pub external_variant_id: Option<String>,
    /// Its name, written by the shop: untrusted text.
    pub title: String,
    /// The variant's name.
    pub variant_title: Option<String>,
    /// Stock-keeping unit.
    pub sku: Option<String>,
    /// Weight of one in grams.
    pub grams: u32,
    /// Address of a picture, with "{size}" where the size goes.
    pub image: Option<String>,
}

/// Recharge knows no "paused": a pause is a later date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionStatus {
    /// It makes charges.
    Active,
    /// Somebody, or too many failed payments, ended it.
    Cancelled,
    /// It reached its number of charges.
    Expired,
}

impl SubscriptionStatus {
    /// Every status, as filters name them.
    pub const ALL: [Self; 3] = [Self::Active, Self::Cancelled, Self::Expired];

    /// Recharge's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }
}

/// How a subscription ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// When.
    pub at: Timestamp,
    /// The reason that was chosen.
    pub reason: Option<String>,
    /// What was said besides.
    pub comments: Option<String>,
    /// The next date that it had: what an activation may restore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_charge_scheduled_at: Option<Date>,
}

/// A subscription.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subscription {
    /// Recharge's id.
    pub id: Id,
    /// Where it goes.
    pub address_id: Id,
    /// Whose it is; always the owner of the address.
    pub customer_id: Id,
    /// What it is.
    pub product: Product,
    /// Price of one.
    pub price: Money,
    /// The currency the customer pays in.
    pub presentment_currency: Option<String>,
    /// How many, at least 1.
    pub quantity: u32,
    /// Extra fields of the line item.
    pub properties: Vec<Property>,
    /// How often.
    pub interval: Interval,
    /// State.
    pub status: SubscriptionStatus,
    /// The date of the next charge. Missing when it is not active, and often while a charge of it is failing.
    pub next_charge_scheduled_at: Option<Date>,
    /// How it ended, where it did.
    pub cancellation: Option<Cancellation>,
    /// After how many charges it expires.
    pub expire_after_specific_number_of_charges: Option<u32>,
    /// Whether it was given up after the store's number of failed payments.
    pub max_retries_reached: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed. Recharge doesn't touch it when only a charge moves.
    pub updated_at: Timestamp,
    /// How its body differs from the regular one.
    #[serde(default, skip_serializing_if = "Oddity::is_none")]
    pub oddity: Oddity,
}

impl Subscription {
    /// Whether one charge pays for several orders.
    pub fn is_prepaid(&self) -> bool {
        self.interval.orders_per_charge() > 1
    }

    /// Whether it makes charges.
    pub fn is_active(&self) -> bool {
        self.status == SubscriptionStatus::Active
    }
}
