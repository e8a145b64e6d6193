//! A customer of the store.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Id, Oddity};

/// A customer. Counts of subscriptions and the state of payment methods are computed when it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// Recharge's id.
    pub id: Id,
    /// The address of the checkout, in the case the customer typed it. Blank once redacted.
    pub email: String,
    /// First name; blank once redacted.
    pub first_name: String,
    /// Last name; blank once redacted.
    pub last_name: String,
    /// Phone number as typed.
    pub phone: Option<String>,
    /// The id in the shop system; missing until the shop system has synchronised.
    pub external_customer_id: Option<String>,
    /// Opens the customer's portal: as good as a password, never to be shown.
    pub hash: String,
    /// Whether no tax is charged.
    pub tax_exempt: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When the first charge went through.
    pub first_charge_processed_at: Option<Timestamp>,
    /// How many charges of subscriptions went through in a row.
    pub subscription_related_charge_streak: u32,
    /// How its body differs from the regular one.
    #[serde(default, skip_serializing_if = "Oddity::is_none")]
    pub oddity: Oddity,
}
