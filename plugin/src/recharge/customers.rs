//! Customers.

use super::CustomerId;
use super::client::Get;
use super::fields::{Fields, FromFields};

/// A customer. Of a redacted one every text may be blank or missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    /// The id.
    pub id: CustomerId,
    /// The e-mail address of the checkout.
    pub email: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// How many of its subscriptions are active.
    pub subscriptions_active_count: Option<u64>,
    /// Subscriptions of any status.
    pub subscriptions_total_count: Option<u64>,
    /// True while Recharge retries a payment that failed.
    pub has_payment_method_in_dunning: Option<bool>,
    /// False when nothing can be charged.
    pub has_valid_payment_method: Option<bool>,
}

impl FromFields for Customer {
    fn from_fields(fields: &Fields<'_>) -> Option<Self> {
        Some(Self {
            id: fields.id("id")?,
            email: fields.text("email"),
            first_name: fields.text("first_name"),
            last_name: fields.text("last_name"),
            subscriptions_active_count: fields.whole("subscriptions_active_count"),
            subscriptions_total_count: fields.whole("subscriptions_total_count"),
            has_payment_method_in_dunning: fields.flag("has_payment_method_in_dunning"),
            has_valid_payment_method: fields.flag("has_valid_payment_method"),
        })
    }
}

/// Asks for the customers with this e-mail address. By Recharge's reference the match is exact; whether case counts is
/// documented nowhere, so a caller asks in both spellings and compares for itself.
pub fn customers_by_email(email: &str, max_age: u32) -> Get {
    Get { path: "/customers", query: vec![("email", email.to_owned())], max_age }
}
