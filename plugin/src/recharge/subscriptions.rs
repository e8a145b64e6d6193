//! Subscriptions.

use crate::text::lower;
use jiff::civil::Date;

use super::client::Get;
use super::fields::{Fields, FromFields};
use super::page::{PAGE, Row, Sort, first_page};
use super::{AddressId, CustomerId, SubscriptionId};

/// A subscription.
#[derive(Debug, Clone, PartialEq)]
pub struct Subscription {
    /// The id.
    pub id: SubscriptionId,
    /// Whose it is.
    pub customer_id: Option<CustomerId>,
    /// The address it ships to.
    pub address_id: Option<AddressId>,
    /// Product name.
    pub product_title: Option<String>,
    /// Variant.
    pub variant_title: Option<String>,
    /// Stock keeping unit.
    pub sku: Option<String>,
    /// How many in each order.
    pub quantity: Option<u64>,
    /// Price of one, decimal text.
    pub price: Option<String>,
    /// ISO 4217 code of the price.
    pub presentment_currency: Option<String>,
    /// An order is made every so many units.
    pub order_interval_frequency: Option<u64>,
    /// "day", "week" or "month"; older rows have plurals and capitals.
    pub order_interval_unit: Option<String>,
    /// It is paid every so many of the same units.
    pub charge_interval_frequency: Option<u64>,
    /// The day of the month that dates are pulled to, 1 to 31.
    pub order_day_of_month: Option<u64>,
    /// The weekday that dates are pulled to, 0 being Monday.
    pub order_day_of_week: Option<u64>,
    status: Option<String>,
    /// The next charge, as the subscription has it. Null when it ended, and while a charge is in error.
    pub next_charge_scheduled_at: Option<Date>,
    is_prepaid: Option<bool>,
    /// Recharge's own word on whether it can be skipped.
    pub is_skippable: Option<bool>,
    /// True when Recharge has given up on its payment.
    pub max_retries_reached: Option<bool>,
    /// The day it was cancelled.
    pub cancelled_at: Option<Date>,
    /// Why it was cancelled.
    pub cancellation_reason: Option<String>,
    /// A comment beside the reason.
    pub cancellation_reason_comments: Option<String>,
}

impl FromFields for Subscription {
    fn from_fields(fields: &Fields<'_>) -> Option<Self> {
        Some(Self {
            id: fields.id("id")?,
            customer_id: fields.id("customer_id"),
            address_id: fields.id("address_id"),
            product_title: fields.text("product_title"),
            variant_title: fields.text("variant_title"),
            sku: fields.text("sku"),
            quantity: fields.whole("quantity"),
            price: fields.text("price"),
            presentment_currency: fields.text("presentment_currency"),
            order_interval_frequency: fields.whole("order_interval_frequency"),
            order_interval_unit: fields.text("order_interval_unit"),
            charge_interval_frequency: fields.whole("charge_interval_frequency"),
            order_day_of_month: fields.whole("order_day_of_month").filter(|day| (1..=31).contains(day)),
            order_day_of_week: fields.whole("order_day_of_week").filter(|day| *day < 7),
            status: fields.text("status"),
            next_charge_scheduled_at: fields.date("next_charge_scheduled_at"),
            is_prepaid: fields.flag("is_prepaid"),
            is_skippable: fields.flag("is_skippable"),
            max_retries_reached: fields.flag("max_retries_reached"),
            cancelled_at: fields.date("cancelled_at"),
            cancellation_reason: fields.text("cancellation_reason"),
            cancellation_reason_comments: fields.text("cancellation_reason_comments"),
        })
    }
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
        let status = lower(self.status.as_deref().unwrap_or_default().trim());
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

/// Asks for these subscriptions, as they are now.
pub fn subscriptions_by_id(ids: &str) -> Get {
    Get { path: Subscription::PATH, query: vec![("ids", ids.to_owned()), ("limit", PAGE.to_string())], max_age: 0 }
}

/// Asks for a customer's subscriptions of any status.
pub fn subscriptions_of(customer: CustomerId, sort: Sort, max_age: u32) -> Get {
    first_page(Subscription::PATH, customer, &[], sort, max_age)
}
