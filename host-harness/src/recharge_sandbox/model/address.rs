//! Where a subscription's parcels go. Recharge hangs subscriptions on addresses, and an address on one customer.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Id, Money, Oddity};

/// Name and place. Every part may be missing: Recharge's older records have nulls in all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PostalAddress {
    /// Street and number.
    pub address1: Option<String>,
    /// Floor, flat, "c/o".
    pub address2: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country_code: Option<String>,
    /// First name of the recipient.
    pub first_name: Option<String>,
    /// Last name of the recipient.
    pub last_name: Option<String>,
    /// Phone number for the carrier.
    pub phone: Option<String>,
    /// State or region.
    pub province: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
}

/// What shipping to an address costs, in the address's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippingRate {
    /// The carrier's product, such as "DHL Paket".
    pub title: String,
    /// The price of one parcel.
    pub price: Money,
}

/// An address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Address {
    /// Recharge's id.
    pub id: Id,
    /// Whose address it is.
    pub customer_id: Id,
    /// What its charges are paid with.
    pub payment_method_id: Option<Id>,
    /// Name and place.
    pub postal: PostalAddress,
    /// Whether the parcels are presents.
    pub is_gift: bool,
    /// A note for the order.
    pub order_note: Option<String>,
    /// The currency the customer pays in; missing means the store's.
    pub presentment_currency: Option<String>,
    /// What shipping costs; missing while Recharge still asks the shop system for rates.
    pub shipping: Option<ShippingRate>,
    /// The discount on each of its queued charges.
    #[serde(default)]
    pub discount_id: Option<Id>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// How its body differs from the regular one.
    #[serde(default, skip_serializing_if = "Oddity::is_none")]
    pub oddity: Oddity,
}
