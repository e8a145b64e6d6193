//! The fields of a world file. Dates are texts such as "2026-02-09", "today", "+9d", "-3d", "+2w", "+1m", "-1y" or "next 15"
//! (the next such day of a month); amounts are texts such as "24.90"; intervals are texts such as "4 weeks".

use serde::Deserialize;
use toml::Spanned;

use crate::recharge_sandbox::model::{
    ChargeStatus, DiscountType, Dunning, Incentive, Oddity, PostalAddress, Property, ShippingRate,
};
use crate::recharge_sandbox::unknowns::Unknowns;

/// A whole world.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// The store.
    pub store: WorldStore,
    /// How it behaves where nobody knows what Recharge does.
    #[serde(default)]
    pub unknowns: Unknowns,
    /// What opens it; without one nobody gets in.
    #[serde(default)]
    pub tokens: Vec<WorldToken>,
    /// What it sells.
    #[serde(default)]
    pub products: Vec<WorldProduct>,
    /// The reasons for a cancellation that it offers; none unless given.
    #[serde(default)]
    pub retention_strategies: Vec<WorldRetentionStrategy>,
    /// The discounts that it gives; none unless given.
    #[serde(default)]
    pub discounts: Vec<WorldDiscount>,
    /// Who buys it.
    #[serde(default)]
    pub customers: Vec<WorldCustomer>,
}

/// The store.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldStore {
    /// Recharge's id; 482011 unless given.
    #[serde(default = "store_id")]
    pub id: u64,
    /// Its name.
    pub name: String,
    /// The owner's address.
    pub email: String,
    /// Phone number.
    pub phone: Option<String>,
    /// ISO 4217, in capitals.
    pub currency: Spanned<String>,
    /// Further currencies that customers may pay in.
    #[serde(default)]
    pub presentment_currencies: Vec<String>,
    /// IANA name.
    pub time_zone: Spanned<String>,
    /// Domain at the shop system, "name.myshopify.com".
    pub identifier: String,
    /// The domain customers know; `identifier` unless given.
    pub domain: Option<String>,
    /// When it opened; three years ago unless given.
    pub since: Option<Spanned<String>>,
    /// What shipping costs where an address doesn't say.
    pub shipping: Option<ShippingRate>,
    /// What happens when payments fail.
    #[serde(default)]
    pub dunning: Dunning,
}

fn store_id() -> u64 {
    482_011
}

/// A token.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldToken {
    /// The token as it is pasted. Only its digest is kept.
    pub token: Spanned<String>,
    /// Its name in the merchant's pages.
    pub name: String,
    /// Its creator's address; the store's unless given.
    pub contact_email: Option<String>,
    /// What it may do.
    pub scopes: Vec<Spanned<String>>,
    /// Signs its webhooks: a test secret, which is kept as it is. Made from the token's digest unless given.
    pub client_secret: Option<String>,
}

/// A reason for a cancellation, with what the shop offers instead.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldRetentionStrategy {
    /// The reason as customers choose it.
    pub reason: Spanned<String>,
    /// What they are told before they go; empty unless given.
    #[serde(default)]
    pub prevention_text: String,
    /// What they are offered; nothing unless given.
    pub incentive: Option<Incentive>,
    /// The discount they are offered.
    pub discount_code: Option<String>,
}

/// A discount that customers get with a code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldDiscount {
    /// What they type.
    pub code: Spanned<String>,
    /// "10.00": an amount, or so many percent.
    pub value: Spanned<String>,
    /// Which of the two.
    #[serde(rename = "type")]
    pub value_type: DiscountType,
}

/// A product in one variant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldProduct {
    /// How the rest of the file names it.
    pub key: Spanned<String>,
    /// Its name in the shop.
    pub title: String,
    /// The variant's name.
    pub variant: Option<String>,
    /// Stock-keeping unit.
    pub sku: Option<String>,
    /// Price of one.
    pub price: Spanned<String>,
    /// Weight of one in grams; 0 unless given.
    #[serde(default)]
    pub grams: u32,
    /// Address of a picture, with "{size}" where the size goes.
    pub image: Option<String>,
}

/// A customer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldCustomer {
    /// The e-mail address, in the case Recharge has it.
    pub email: Spanned<String>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Phone number.
    pub phone: Option<String>,
    /// When they came; the day of their first charge unless given.
    pub since: Option<Spanned<String>>,
    /// The id in the shop system; made up unless given, none when empty.
    pub external_id: Option<String>,
    /// Says that another customer with the same e-mail address is no mistake.
    #[serde(default)]
    pub shares_email: bool,
    /// Says that a blank name or address is no mistake.
    #[serde(default)]
    pub redacted: bool,
    /// What they pay with; a valid card unless given.
    pub payment: Option<WorldPayment>,
    /// How the body differs from the regular one.
    #[serde(default)]
    pub odd: Oddity,
    /// Where they live.
    #[serde(default)]
    pub addresses: Vec<WorldAddress>,
}

/// A payment method.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldPayment {
    /// "CREDIT_CARD", "PAYPAL", "SEPA_DEBIT" and the like.
    #[serde(rename = "type")]
    pub payment_type: Spanned<String>,
    /// "valid", "invalid", "unvalidated" or "empty"; "valid" unless given.
    #[serde(default = "valid")]
    pub status: String,
    /// Why it is not valid.
    pub status_reason: Option<String>,
    /// The next so many payments are declined although it is valid.
    #[serde(default)]
    pub declines_next: u32,
    /// What Recharge shows of it.
    #[serde(default)]
    pub details: serde_json::Map<String, serde_json::Value>,
}

fn valid() -> String {
    "valid".to_owned()
}

/// An address with everything that goes there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldAddress {
    /// Street and number.
    pub address1: Option<String>,
    /// Floor, flat, "c/o".
    pub address2: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country_code: Option<Spanned<String>>,
    /// Recipient's first name; the customer's unless given, null when empty.
    pub first_name: Option<String>,
    /// Recipient's last name; the customer's unless given, null when empty.
    pub last_name: Option<String>,
    /// Phone number for the carrier.
    pub phone: Option<String>,
    /// State or region.
    pub province: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// Whether the parcels are presents.
    #[serde(default)]
    pub is_gift: bool,
    /// A note for the orders.
    pub order_note: Option<String>,
    /// The currency the customer pays in; the store's unless given.
    pub presentment_currency: Option<String>,
    /// What shipping costs; what the store says unless given.
    pub shipping: Option<ShippingRate>,
    /// The code of the discount on its queued charges; none unless given.
    pub discount: Option<Spanned<String>>,
    /// Whether Recharge still waits for the shop system's rates.
    #[serde(default)]
    pub rates_pending: bool,
    /// How the body differs from the regular one.
    #[serde(default)]
    pub odd: Oddity,
    /// Subscriptions.
    #[serde(default)]
    pub subscriptions: Vec<WorldSubscription>,
    /// Onetimes.
    #[serde(default)]
    pub onetimes: Vec<WorldOnetime>,
    /// Charges that are not simply queued.
    #[serde(default)]
    pub charges: Vec<WorldCharge>,
}

impl WorldAddress {
    /// Name and place, with the customer's name where the address has none.
    pub(super) fn postal(&self, first_name: &str, last_name: &str) -> PostalAddress {
        let or = |own: &Option<String>, customer: &str| {
            Some(own.clone().unwrap_or_else(|| customer.to_owned())).filter(|name| !name.is_empty())
        };
        PostalAddress {
            address1: self.address1.clone(),
            address2: self.address2.clone(),
            city: self.city.clone(),
            company: self.company.clone(),
            country_code: self.country_code.as_ref().map(|code| code.get_ref().clone()),
            first_name: or(&self.first_name, first_name),
            last_name: or(&self.last_name, last_name),
            phone: self.phone.clone(),
            province: self.province.clone(),
            zip: self.zip.clone(),
        }
    }
}

/// A subscription.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldSubscription {
    /// How this address's charges name it; the product's key unless given.
    pub key: Option<Spanned<String>>,
    /// A product's key.
    pub product: Spanned<String>,
    /// How many; 1 unless given.
    pub quantity: Option<Spanned<u32>>,
    /// Price of one; the product's unless given.
    pub price: Option<Spanned<String>>,
    /// How often it is sent: "4 weeks".
    pub every: Spanned<String>,
    /// How often it is paid, in the same unit; as often as it is sent unless given. More makes it prepaid.
    pub charged_every: Option<Spanned<String>>,
    /// The day of the month that orders are pulled to.
    pub day_of_month: Option<Spanned<u8>>,
    /// The weekday that orders are pulled to, 0 being Monday.
    pub day_of_week: Option<Spanned<u8>>,
    /// The date of the next charge. Every active subscription has one, unless a failing or pending charge holds it.
    pub next: Option<Spanned<String>>,
    /// When it was bought; the day of its first charge unless given.
    pub since: Option<Spanned<String>>,
    /// The date of the latest charge that went through; one interval before `next` unless given.
    pub last: Option<Spanned<String>>,
    /// How many charges went through, back from `last`; 0 unless given.
    #[serde(default)]
    pub past_charges: u32,
    /// For prepaid ones: the dates of orders that are paid and not sent.
    #[serde(default)]
    pub queued_orders: Vec<Spanned<String>>,
    /// How it was cancelled, where it was.
    pub cancelled: Option<WorldCancellation>,
    /// Whether it reached its number of charges.
    #[serde(default)]
    pub expired: bool,
    /// After how many charges it expires.
    pub expires_after: Option<u32>,
    /// Extra fields of the line item.
    #[serde(default)]
    pub properties: Vec<Property>,
    /// So many copies of it, numbered in the variant's name; 1 unless given.
    pub repeat: Option<u32>,
    /// Spreads the copies' dates over that many days from `next`; 1 unless given.
    pub repeat_over_days: Option<u32>,
    /// How the body differs from the regular one.
    #[serde(default)]
    pub odd: Oddity,
}

/// How a subscription was cancelled.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldCancellation {
    /// When.
    pub at: Spanned<String>,
    /// The reason that was chosen.
    pub reason: Option<String>,
    /// What was said besides.
    pub comments: Option<String>,
    /// The next date that it had: what an activation may restore. None unless given.
    pub next: Option<Spanned<String>>,
    /// Whether it was given up after too many failed payments.
    #[serde(default)]
    pub max_retries_reached: bool,
}

/// A onetime.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldOnetime {
    /// A product's key; it is also how charges name it.
    pub product: Spanned<String>,
    /// How many; 1 unless given.
    pub quantity: Option<Spanned<u32>>,
    /// Price of one; the product's unless given.
    pub price: Option<Spanned<String>>,
    /// The date of the charge it rides on.
    pub next: Spanned<String>,
    /// How the body differs from the regular one.
    #[serde(default)]
    pub odd: Oddity,
}

/// A charge that is not simply queued.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldCharge {
    /// Any status but "queued": those are derived.
    pub status: Spanned<ChargeStatus>,
    /// Its date.
    pub date: Spanned<String>,
    /// Keys of this address's subscriptions; all of them unless given.
    pub items: Option<Vec<Spanned<String>>>,
    /// Why the payment failed, in words.
    pub error: Option<String>,
    /// Why the payment failed, as a code.
    pub error_type: Option<String>,
    /// How often the payment was tried; once for a failed one unless given.
    pub attempts: Option<u32>,
    /// When it is tried again.
    pub retry: Option<Spanned<String>>,
    /// How the body differs from the regular one.
    #[serde(default)]
    pub odd: Oddity,
}
