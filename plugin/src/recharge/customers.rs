//! Customers.

use serde::Deserialize;

use super::client::Get;
use super::{CustomerId, lenient};

/// A customer. Of a redacted one every text may be blank or missing.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Customer {
    /// The id.
    pub id: CustomerId,
    /// The e-mail address of the checkout.
    #[serde(default, deserialize_with = "lenient::text")]
    pub email: Option<String>,
    /// First name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_name: Option<String>,
    /// Subscriptions of any status.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub subscriptions_total_count: Option<u64>,
    /// True while Recharge retries a payment that failed.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub has_payment_method_in_dunning: Option<bool>,
    /// False when nothing can be charged.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub has_valid_payment_method: Option<bool>,
}

/// Asks for the customers with this e-mail address. By Recharge's reference the match is exact; whether case counts is
/// documented nowhere, so a caller asks in both spellings and compares for itself.
pub fn customers_by_email(email: &str, max_age: u32) -> Get {
    Get {
        path: "/customers",
        query: vec![("email", email.to_owned())],
        max_age,
    }
}
