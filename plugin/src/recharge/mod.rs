//! Recharge's Admin API, version 2021-11, as this plugin needs it: reads only, one file a resource.
//!
//! Recharge's answers are untrusted. Reading is lenient where a field is odd (it counts as missing), and strict where
//! leniency would mislead: a row without an id is counted as lost, an answer without its list is unreadable, and
//! whoever asks for a customer's rows checks that they are that customer's.

mod addresses;
mod charges;
mod client;
mod customers;
mod error;
mod fields;
mod ids;
mod orders;
mod page;
mod retention;
mod store;
mod subscriptions;
mod token_information;

pub use addresses::{Address, address_by_id, addresses_of};
pub use charges::{
    Charge, ChargeStatus, LineItem, Property, ShippingLine, charges_of, charges_of_items, queued_charges_at,
};
pub use client::{Answer, Client, Get, REQUEST_BOUND};
pub use customers::{Customer, customers_by_email};
pub use error::{Cause, ReadError, said};
pub use fields::{Fields, FromFields};
pub use ids::{AddressId, ChargeId, CustomerId, OrderId, PurchaseItemId, SubscriptionId};
pub use orders::{Order, queued_orders_of};
pub use page::{PAGE, Page, Row, Sort, next_page, read_page};
pub use retention::{read_reasons, retention_strategies};
pub use store::{Store, read_store, store};
pub use subscriptions::{Subscription, SubscriptionStatus, subscriptions_by_id, subscriptions_of};
pub use token_information::{TokenInformation, read_token_information, token_information};

/// The upstream's name in the manifest.
pub const UPSTREAM: &str = "recharge";
/// Recharge's own address.
pub const DEFAULT_BASE: &str = "https://api.rechargeapps.com";
/// The secret's name in the manifest.
pub const SECRET: &str = "recharge-token";
/// The header the token goes into; Recharge has no "Bearer".
pub const TOKEN_HEADER: &str = "X-Recharge-Access-Token";
/// The header that says how full the bucket is, as "used/capacity". Every answer has it.
pub const LIMIT_HEADER: &str = "X-Recharge-Limit";
/// How many requests leak out of the bucket each second, by Recharge's documentation.
pub const LEAK_PER_SECOND: u32 = 2;
/// Always sent: without it Recharge answers in the account's default version, which may be the older 2021-01.
pub const VERSION: (&str, &str) = ("X-Recharge-Version", "2021-11");

/// The oldest answer about a customer that will do, in seconds: an agent reloads a ticket more often than that.
pub const CUSTOMER_MAX_AGE: u32 = 60;
/// The oldest answer about the store or the token that will do, in seconds: they change a few times a year.
pub const STORE_MAX_AGE: u32 = 600;
