//! A world: a store described in a TOML file, or in JSON with the same entries, so that a customer's case is rebuilt in minutes.
//!
//! A world says what people know: customers, addresses, subscriptions with their next date, and the charges that are out
//! of the ordinary (skipped, failed, pending, past). What Recharge derives is derived: queued charges come from the
//! active subscriptions by the rule of [`super::regenerate`], a charge that went through gets its order, and prepaid
//! subscriptions get their later orders. Dates are absolute or relative to the day the world is built for ("+9d"), so a
//! world stays true on any day.
//!
//! ```toml
//! [store]
//! name = "Morgenrot"
//! email = "owner@example.com"
//! currency = "EUR"
//! time_zone = "Europe/Berlin"
//! identifier = "morgenrot.myshopify.com"
//!
//! [[products]]
//! key = "espresso"
//! title = "Espresso"
//! price = "14.90"
//!
//! [[customers]]
//! email = "lena.brandt@example.com"
//! first_name = "Lena"
//! last_name = "Brandt"
//!
//! [[customers.addresses]]
//! address1 = "Musterstrasse 11"
//! city = "Berlin"
//! zip = "10115"
//! country_code = "DE"
//!
//! [[customers.addresses.subscriptions]]
//! product = "espresso"
//! every = "4 weeks"
//! next = "+9d"
//! past_charges = 2
//!
//! [[customers.addresses.charges]]
//! status = "skipped"
//! date = "+2d"
//! ```
//!
//! All fields, with what they default to, are in [`file`].

mod builder;
mod charges;
pub mod file;
mod purchases;
mod words;

pub(super) use builder::build;

#[cfg(test)]
mod tests;
