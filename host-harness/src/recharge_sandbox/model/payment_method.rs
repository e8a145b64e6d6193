//! What a customer pays with. The sandbox holds no payment data, only what Recharge shows of it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Id, Oddity, PostalAddress};

/// A payment method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaymentMethod {
    /// Recharge's id.
    pub id: Id,
    /// Whose it is.
    pub customer_id: Id,
    /// The address on the bill.
    pub billing_address: PostalAddress,
    /// Whether it is the customer's usual one.
    pub default: bool,
    /// Kind in capitals, the one enum that Recharge writes so: "CREDIT_CARD", "PAYPAL", "SEPA_DEBIT".
    pub payment_type: String,
    /// What Recharge shows of it: brand, last four digits and expiry, or the PayPal account's address.
    pub payment_details: serde_json::Map<String, serde_json::Value>,
    /// Who processes it.
    pub processor_name: String,
    /// "valid", "invalid", "unvalidated" or "empty".
    pub status: String,
    /// Why it is not valid.
    pub status_reason: Option<String>,
    /// The next so many payments are declined although it is valid.
    #[serde(default)]
    pub declines_next: u32,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// How its body differs from the regular one.
    #[serde(default, skip_serializing_if = "Oddity::is_none")]
    pub oddity: Oddity,
}

impl PaymentMethod {
    /// Whether it counts as one that a charge can be paid with.
    pub fn is_valid(&self) -> bool {
        self.status == "valid"
    }

    /// Whether its card has run out before that day. Recharge has been seen to write the parts as integers and as text.
    pub fn has_expired(&self, day: Date) -> bool {
        let part = |name: &str| match self.payment_details.get(name)? {
            serde_json::Value::String(text) => text.parse::<i64>().ok(),
            value => value.as_i64(),
        };
        let last = part("exp_year").zip(part("exp_month"));
        last.is_some_and(|last| last < (i64::from(day.year()), i64::from(day.month())))
    }
}
