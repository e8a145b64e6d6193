//! A payment method's body.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{View, Written, address, country, tree, without_offset, write};
use crate::recharge_sandbox::model::{Id, PaymentMethod, PostalAddress};

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    customer_id: Id,
    billing_address: Billing<'a>,
    created_at: String,
    default: bool,
    include: Map<String, Value>,
    payment_details: &'a Map<String, Value>,
    payment_type: &'a str,
    processor_customer_token: Option<&'a str>,
    processor_name: &'a str,
    processor_payment_method_token: Option<&'a str>,
    status: &'a str,
    status_reason: Option<&'a str>,
    updated_at: String,
}

/// The one address that has the country's name besides its code.
#[derive(Debug, Serialize)]
struct Billing<'a> {
    address1: Option<&'a str>,
    address2: Option<&'a str>,
    city: Option<&'a str>,
    company: Option<&'a str>,
    country: Option<&'a str>,
    country_code: Option<&'a str>,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    phone: Option<&'a str>,
    province: Option<&'a str>,
    zip: Option<&'a str>,
}

impl<'a> From<&'a PostalAddress> for Billing<'a> {
    fn from(postal: &'a PostalAddress) -> Self {
        Self {
            address1: postal.address1.as_deref(),
            address2: postal.address2.as_deref(),
            city: postal.city.as_deref(),
            company: postal.company.as_deref(),
            country: postal.country_code.as_deref().map(country::name),
            country_code: postal.country_code.as_deref(),
            first_name: postal.first_name.as_deref(),
            last_name: postal.last_name.as_deref(),
            phone: postal.phone.as_deref(),
            province: postal.province.as_deref(),
            zip: postal.zip.as_deref(),
        }
    }
}

/// Adds a payment method's body. The one known name in `include` is addresses: those that are paid with it.
pub(crate) fn payment_method(record: &PaymentMethod, view: View<'_>, names: &[String], out: &mut Vec<u8>) -> Written {
    let mut include = Map::new();
    if names.iter().any(|name| name == "addresses") {
        let mine = view.index.customer(record.customer_id).addresses.iter();
        let mine = mine.filter_map(|id| view.state.addresses.get(id));
        let paid = mine.filter(|address| address.payment_method_id == Some(record.id));
        let addresses: Result<Vec<Value>, serde_json::Error> =
            paid.map(|record| tree(|out| address(record, view, &[], out))).collect();
        include.insert("addresses".to_owned(), Value::Array(addresses?));
    }
    let body = Body {
        id: record.id,
        customer_id: record.customer_id,
        billing_address: (&record.billing_address).into(),
        created_at: without_offset(record.created_at),
        default: record.default,
        include,
        payment_details: &record.payment_details,
        payment_type: &record.payment_type,
        processor_customer_token: Some("cus_sandbox"),
        processor_name: &record.processor_name,
        processor_payment_method_token: Some("pm_sandbox"),
        status: &record.status,
        status_reason: record.status_reason.as_deref(),
        updated_at: without_offset(record.updated_at),
    };
    write(&body, &record.oddity, None, out)
}
