//! Recharge's bodies in version 2021-01, from the same records as those of 2021-11: enums in capitals, the shop system's
//! ids without a wrapper, what was nested later still flat, dates with a time.
//!
//! Fields and types are those on which most of the sources agree that have met such bodies: the documents' examples, the
//! entities of `RechargeSharp`, the schemas of Airbyte, `Subscription_2021_01` of Recharge's own client library. Where
//! they differ, the file says which was followed. What is included in a body is not known to have a place here, so
//! `include` is ignored.

mod address;
mod charge;
mod customer;
mod line_item;
mod onetime;
mod order;
mod shop;
mod subscription;

use jiff::civil::Date;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{View, Written, country};
use crate::recharge_sandbox::model::{Id, Money, Oddity, PostalAddress, ShippingRate};

pub(crate) use address::address;
pub(crate) use charge::charge;
pub(crate) use customer::{active_subscriptions, customer, payment_sources};
pub(crate) use onetime::onetime;
pub(crate) use order::order;
pub(crate) use shop::{shipping_countries, shop};
pub(crate) use subscription::subscription;

/// What 2021-11 calls a field (an oddity's name) and 2021-01 another.
const RENAMED: [(&str, &str); 9] = [
    ("discounts", "discount_codes"),
    ("order_attributes", "note_attributes"),
    ("order_note", "cart_note"),
    ("country_code", "country"),
    ("orders_count", "shipments_count"),
    ("external_order_id", "shopify_order_id"),
    ("external_customer_id", "shopify_customer_id"),
    ("external_product_id", "shopify_product_id"),
    ("external_variant_id", "shopify_variant_id"),
];

/// Adds one record's body, with what is odd about it. An oddity names fields as 2021-11 does; one that nulls a field that
/// this version doesn't have says nothing here.
fn write(body: &impl Serialize, oddity: &Oddity, out: &mut Vec<u8>) -> Written {
    if oddity.is_none() {
        return serde_json::to_writer(out, body);
    }
    let mut tree = serde_json::to_value(body)?;
    let old =
        |name: &str| RENAMED.iter().find(|(new, _)| *new == name).map_or(name.to_owned(), |(_, old)| (*old).to_owned());
    if let Some(fields) = tree.as_object_mut() {
        for name in &oddity.null {
            if let Some(field) = fields.get_mut(&old(name)) {
                *field = Value::Null;
            }
        }
        for (name, value) in &oddity.set {
            fields.insert(old(name), value.clone());
        }
    }
    serde_json::to_writer(out, &tree)
}

/// "2026-02-09T00:00:00".
fn midnight(date: Date) -> String {
    format!("{date}T00:00:00")
}

/// "PARTIALLY_REFUNDED".
fn capitals(word: &str) -> String {
    word.to_ascii_uppercase()
}

/// An amount that this version writes as a JSON number. It is a float only here, where it is written: nothing is
/// calculated with it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number(pub(crate) Money);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.to_string();
        match text.strip_suffix(".00").map(str::parse::<u64>) {
            Some(Ok(whole)) => serializer.serialize_u64(whole),
            _ => serializer.serialize_f64(text.parse().map_err(serde::ser::Error::custom)?),
        }
    }
}

/// The discount on a charge or an order. Its value has one name in one client and another in others, so both are there.
#[derive(Debug, Serialize)]
struct DiscountCode<'a> {
    amount: Number,
    code: &'a str,
    recharge_discount_id: Id,
    #[serde(rename = "type")]
    value_type: &'static str,
    value: Number,
}

/// The list of discounts, which has at most one.
fn discount_codes(view: View<'_>, id: Option<Id>) -> Vec<DiscountCode<'_>> {
    let found = view.state.discount(id);
    let bodies = found.map(|discount| DiscountCode {
        amount: Number(discount.value),
        code: &discount.code,
        recharge_discount_id: discount.id,
        value_type: discount.value_type.as_str(),
        value: Number(discount.value),
    });
    bodies.into_iter().collect()
}

/// An id of the shop system that this version writes as an integer; other shop systems' ids stay text.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(untagged)]
enum ShopifyId<'a> {
    Number(u64),
    Text(&'a str),
}

impl<'a> ShopifyId<'a> {
    fn of(id: Option<&'a str>) -> Option<Self> {
        id.map(|id| id.parse().map_or(Self::Text(id), Self::Number))
    }
}

/// Name and place on charges and orders: with the country's name and without its code.
#[derive(Debug, Serialize)]
struct Place<'a> {
    address1: Option<&'a str>,
    address2: Option<&'a str>,
    city: Option<&'a str>,
    company: Option<&'a str>,
    country: Option<&'a str>,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    phone: Option<&'a str>,
    province: Option<&'a str>,
    zip: Option<&'a str>,
}

impl<'a> From<&'a PostalAddress> for Place<'a> {
    fn from(postal: &'a PostalAddress) -> Self {
        Self {
            address1: postal.address1.as_deref(),
            address2: postal.address2.as_deref(),
            city: postal.city.as_deref(),
            company: postal.company.as_deref(),
            country: postal.country_code.as_deref().map(country::name),
            first_name: postal.first_name.as_deref(),
            last_name: postal.last_name.as_deref(),
            phone: postal.phone.as_deref(),
            province: postal.province.as_deref(),
            zip: postal.zip.as_deref(),
        }
    }
}

/// One way of shipping.
#[derive(Debug, Serialize)]
struct ShippingLine<'a> {
    code: &'a str,
    price: Money,
    source: &'a str,
    tax_lines: [(); 0],
    title: &'a str,
}

impl<'a> ShippingLine<'a> {
    /// The rate, or the placeholder while it is fetched.
    fn of(rate: Option<&'a ShippingRate>) -> Self {
        let (code, title, price) = match rate {
            Some(rate) => (rate.title.as_str(), rate.title.as_str(), rate.price),
            None => ("queued", "Queued", Money::ZERO),
        };
        Self { code, price, source: "shopify", tax_lines: [], title }
    }
}

#[cfg(test)]
mod tests;
