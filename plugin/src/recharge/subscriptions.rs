//! Subscriptions.

use jiff::civil::Date;
use serde::Deserialize;

use super::client::Get;
use super::page::{Row, Sort, first_page};
use super::{AddressId, CustomerId, SubscriptionId, lenient};

/// A subscription.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Subscription {
    /// The id.
    pub id: SubscriptionId,
    /// Whose it is.
    #[serde(default, deserialize_with = "lenient::nested")]
    pub customer_id: Option<CustomerId>,
    /// The address it ships to.
    #[serde(default, deserialize_with = "lenient::nested")]
    pub address_id: Option<AddressId>,
    /// Product name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub product_title: Option<String>,
    /// Variant.
    #[serde(default, deserialize_with = "lenient::text")]
    pub variant_title: Option<String>,
    /// Stock keeping unit.
    #[serde(default, deserialize_with = "lenient::text")]
    pub sku: Option<String>,
    /// How many in each order.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub quantity: Option<u64>,
    /// Price of one, decimal text.
    #[serde(default, deserialize_with = "lenient::text")]
    pub price: Option<String>,
    /// ISO 4217 code of the price.
    #[serde(default, deserialize_with = "lenient::text")]
    pub presentment_currency: Option<String>,
    /// An order is made every so many units.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub order_interval_frequency: Option<u64>,
    /// "day", "week" or "month"; older rows have plurals and capitals.
    #[serde(default, deserialize_with = "lenient::text")]
    pub order_interval_unit: Option<String>,
    /// It is paid every so many of the same units.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub charge_interval_frequency: Option<u64>,
    #[serde(default, deserialize_with = "lenient::text")]
    status: Option<String>,
    /// The next charge, as the subscription has it. Null when it ended, and while a charge is in error.
    #[serde(default, deserialize_with = "lenient::date")]
    pub next_charge_scheduled_at: Option<Date>,
    #[serde(default, deserialize_with = "lenient::flag")]
    is_prepaid: Option<bool>,
    /// Recharge's own word on whether it can be skipped.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_skippable: Option<bool>,
    /// True when Recharge has given up on its payment.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub max_retries_reached: Option<bool>,
    /// The day it was cancelled.
    #[serde(default, deserialize_with = "lenient::date")]
    pub cancelled_at: Option<Date>,
    /// Why it was cancelled.
    #[serde(default, deserialize_with = "lenient::text")]
    pub cancellation_reason: Option<String>,
    /// A comment beside the reason.
    #[serde(default, deserialize_with = "lenient::text")]
    pub cancellation_reason_comments: Option<String>,
}

/// The state of a subscription. Recharge has no "paused": a pause is a later date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubscriptionStatus {
    /// Running.
    Active,
    /// Ended by someone, or by too many failed payments.
    Cancelled,
    /// Ended after the number of charges it was made for.
    Expired,
    /// No subscription but a one-time product in the same list, as Recharge's own SDK has it.
    OneTime,
    /// Anything else, in lower case; empty when there was none.
    Other(String),
}

impl Subscription {
    /// The state.
    pub fn status(&self) -> SubscriptionStatus {
        let status = self.status.as_deref().unwrap_or_default().trim().to_lowercase();
        match status.as_str() {
            "active" => SubscriptionStatus::Active,
            "cancelled" | "canceled" => SubscriptionStatus::Cancelled,
            "expired" => SubscriptionStatus::Expired,
            "onetime" => SubscriptionStatus::OneTime,
            _ => SubscriptionStatus::Other(status),
        }
    }

    /// True iff it is running, or in a state this plugin doesn't know and so must not hide.
    pub fn is_live(&self) -> bool {
        matches!(self.status(), SubscriptionStatus::Active | SubscriptionStatus::Other(_))
    }

    /// True iff several deliveries are paid at once. The intervals tell where the flag is missing.
    pub fn is_prepaid(&self) -> bool {
        let by_interval = self.charge_interval_frequency > self.order_interval_frequency
            && self.order_interval_frequency.is_some_and(|every| every > 0);
        self.is_prepaid.unwrap_or(by_interval)
    }
}

impl Row for Subscription {
    const PATH: &'static str = "/subscriptions";
    const KEY: &'static str = "subscriptions";

    fn id(&self) -> u64 {
        self.id.get()
    }

    fn owner(&self) -> Option<CustomerId> {
        self.customer_id
    }
}

/// Asks for a customer's subscriptions of any status.
pub fn subscriptions_of(customer: CustomerId, sort: Sort, max_age: u32) -> Get {
    first_page(Subscription::PATH, customer, &[], sort, max_age)
}
