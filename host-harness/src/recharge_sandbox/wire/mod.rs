//! Recharge's bodies: the records of [`super::model`] as JSON, with everything that is derived. Version 2021-11 is here,
//! 2021-01 in [`v2021_01`].
//!
//! The shapes are those of captured responses and of Recharge's own client library, oddities included: a charge has no
//! `customer_id` at its top, timestamps of customers and payment methods have no offset, dates of charges are plain dates
//! while an order's has a time.

mod address;
mod charge;
pub(crate) mod country;
mod customer;
mod delivery_schedule;
mod discount;
mod event;
mod line_item;
mod onetime;
mod order;
mod payment_method;
mod product;
mod retention_strategy;
mod store;
mod subscription;
pub(crate) mod v2021_01;
mod webhook;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::index::Index;
use super::model::{AnyRecord, Id, Oddity, PostalAddress, ShippingRate};
use super::state::State;
use super::version::Version;

pub(crate) use address::address;
pub(crate) use charge::charge;
pub(crate) use customer::{credit_summary, customer};
pub(crate) use delivery_schedule::{Horizon, delivery_schedule};
pub(crate) use discount::{Applied, applied, discount};
pub(crate) use event::event;
pub(crate) use onetime::onetime;
pub(crate) use order::order;
pub(crate) use payment_method::payment_method;
pub(crate) use product::{plans, product};
pub(crate) use retention_strategy::{retention_strategies, retention_strategy};
pub(crate) use store::{store, store_summary, token_information};
pub(crate) use subscription::subscription;
pub(crate) use webhook::webhook;

/// The state with its index, as bodies need it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub state: &'a State,
    pub index: &'a Index,
}

/// A body is plain JSON, so writing it can't fail for what it says; the error is kept for what can't be foreseen.
pub(crate) type Written = Result<(), serde_json::Error>;

/// Adds the body of any record in a version, as `GET /things/{id}` has it below its key. `include` names what stands under
/// the body's `include`; version 2021-01 has none.
pub(crate) fn body(
    record: &AnyRecord,
    view: View<'_>,
    version: Version,
    include: &[String],
    out: &mut Vec<u8>,
) -> Written {
    match (version, record) {
        (Version::V2021_11, AnyRecord::Customer(record)) => customer(record, view, include, out),
        (Version::V2021_11, AnyRecord::Address(record)) => address(record, view, include, out),
        (Version::V2021_11, AnyRecord::Subscription(record)) => subscription(record, view, include, out),
        (Version::V2021_11, AnyRecord::Onetime(record)) => onetime(record, out),
        (Version::V2021_11, AnyRecord::Charge(record)) => charge(record, view, include, out),
        (Version::V2021_11, AnyRecord::Order(record)) => order(record, view, out),
        (Version::V2021_01, AnyRecord::Customer(record)) => v2021_01::customer(record, view, out),
        (Version::V2021_01, AnyRecord::Address(record)) => v2021_01::address(record, out),
        (Version::V2021_01, AnyRecord::Subscription(record)) => v2021_01::subscription(record, view, out),
        (Version::V2021_01, AnyRecord::Onetime(record)) => v2021_01::onetime(record, out),
        (Version::V2021_01, AnyRecord::Charge(record)) => v2021_01::charge(record, view, out),
        (Version::V2021_01, AnyRecord::Order(record)) => v2021_01::order(record, view, out),
        // Only 2021-11 has payment methods as records.
        (_, AnyRecord::PaymentMethod(record)) => payment_method(record, view, include, out),
        // The same in both.
        (_, AnyRecord::Webhook(record)) => webhook(record, out),
    }
}

/// Adds one record's body to `out`: the regular shape straight, an odd or an extended one by way of a tree.
pub(crate) fn write(body: &impl Serialize, oddity: &Oddity, include: Option<Value>, out: &mut Vec<u8>) -> Written {
    if oddity.is_none() && include.is_none() {
        return serde_json::to_writer(out, body);
    }
    let mut tree = serde_json::to_value(body)?;
    if let Some(fields) = tree.as_object_mut() {
        for name in &oddity.null {
            fields.insert(name.clone(), Value::Null);
        }
        for (name, value) in &oddity.set {
            fields.insert(name.clone(), value.clone());
        }
        if let Some(include) = include {
            fields.insert("include".to_owned(), include);
        }
    }
    serde_json::to_writer(out, &tree)
}

/// A record's body as a tree, for `include`.
pub(crate) fn tree(body: impl FnOnce(&mut Vec<u8>) -> Written) -> Result<Value, serde_json::Error> {
    let mut out = Vec::new();
    body(&mut out)?;
    serde_json::from_slice(&out)
}

/// "2025-02-11T08:31:58+00:00", with microseconds where the time has them.
pub(crate) fn with_offset(time: Timestamp) -> String {
    let format = if time.subsec_nanosecond() == 0 { "%Y-%m-%dT%H:%M:%S+00:00" } else { "%Y-%m-%dT%H:%M:%S.%6f+00:00" };
    time.strftime(format).to_string()
}

/// "2025-02-11T08:31:58": UTC is meant, but not said.
pub(crate) fn without_offset(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// The id in another system, in its wrapper.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct External<'a> {
    pub ecommerce: Option<&'a str>,
}

/// Always empty here; Recharge fills it with the campaign a customer came from.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Analytics {
    utm_params: [(); 0],
}

/// The payment at the processor, in its wrapper.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Transaction<'a> {
    pub payment_processor: Option<&'a str>,
}

/// Always empty here.
#[derive(Debug, Default, Serialize)]
pub(crate) struct ClientDetails {
    browser_ip: Option<()>,
    user_agent: Option<()>,
}

/// The customer as charges and orders name them.
#[derive(Debug, Serialize)]
pub(crate) struct CustomerLink<'a> {
    id: Id,
    email: &'a str,
    external_customer_id: External<'a>,
    hash: &'a str,
}

impl<'a> CustomerLink<'a> {
    pub(crate) fn of(view: View<'a>, id: Id) -> Self {
        let customer = view.state.customers.get(&id);
        Self {
            id,
            email: customer.map_or("", |customer| &customer.email),
            external_customer_id: External {
                ecommerce: customer.and_then(|customer| customer.external_customer_id.as_deref()),
            },
            hash: customer.map_or("", |customer| &customer.hash),
        }
    }
}

/// Name and place as charges and orders show them.
#[derive(Debug, Serialize)]
pub(crate) struct Place<'a> {
    address1: Option<&'a str>,
    address2: Option<&'a str>,
    city: Option<&'a str>,
    company: Option<&'a str>,
    country_code: Option<&'a str>,
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
            country_code: postal.country_code.as_deref(),
            first_name: postal.first_name.as_deref(),
            last_name: postal.last_name.as_deref(),
            phone: postal.phone.as_deref(),
            province: postal.province.as_deref(),
            zip: postal.zip.as_deref(),
        }
    }
}

/// One way of shipping on a charge or an order.
#[derive(Debug, Serialize)]
pub(crate) struct ShippingLine<'a> {
    code: &'a str,
    price: String,
    retrieved_at: Option<String>,
    source: &'a str,
    status: &'a str,
    tax_lines: [(); 0],
    taxable: bool,
    title: &'a str,
}

impl<'a> ShippingLine<'a> {
    /// The rate, or the placeholder that Recharge shows while it still asks the shop system.
    pub(crate) fn of(rate: Option<&'a ShippingRate>, retrieved_at: Timestamp) -> Self {
        match rate {
            Some(rate) => Self {
                code: &rate.title,
                price: rate.price.to_string(),
                retrieved_at: Some(with_offset(retrieved_at)),
                source: "shopify",
                status: "active",
                tax_lines: [],
                taxable: false,
                title: &rate.title,
            },
            None => Self {
                code: "queued",
                price: "0.00".to_owned(),
                retrieved_at: None,
                source: "shopify",
                status: "queued",
                tax_lines: [],
                taxable: false,
                title: "Queued",
            },
        }
    }
}

#[cfg(test)]
mod tests;
