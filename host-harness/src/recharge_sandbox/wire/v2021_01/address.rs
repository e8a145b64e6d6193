//! An address's body in version 2021-01.

use serde::Serialize;

use super::super::{Written, country, without_offset};
use super::write;
use crate::recharge_sandbox::model::{Address, Id};

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    address1: Option<&'a str>,
    address2: Option<&'a str>,
    cart_note: Option<&'a str>,
    city: Option<&'a str>,
    company: Option<&'a str>,
    country: Option<&'a str>,
    created_at: String,
    customer_id: Id,
    discount_id: Option<Id>,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    note_attributes: [(); 0],
    phone: Option<&'a str>,
    presentment_currency: Option<&'a str>,
    province: Option<&'a str>,
    /// Null where 2021-11 has an empty list, as captured.
    shipping_lines_override: Option<()>,
    updated_at: String,
    zip: Option<&'a str>,
}

/// Adds an address's body.
pub(crate) fn address(record: &Address, out: &mut Vec<u8>) -> Written {
    let postal = &record.postal;
    let body = Body {
        id: record.id,
        address1: postal.address1.as_deref(),
        address2: postal.address2.as_deref(),
        cart_note: record.order_note.as_deref(),
        city: postal.city.as_deref(),
        company: postal.company.as_deref(),
        country: postal.country_code.as_deref().map(country::name),
        created_at: without_offset(record.created_at),
        customer_id: record.customer_id,
        discount_id: record.discount_id,
        first_name: postal.first_name.as_deref(),
        last_name: postal.last_name.as_deref(),
        note_attributes: [],
        phone: postal.phone.as_deref(),
        presentment_currency: record.presentment_currency.as_deref(),
        province: postal.province.as_deref(),
        shipping_lines_override: None,
        updated_at: without_offset(record.updated_at),
        zip: postal.zip.as_deref(),
    };
    write(&body, &record.oddity, out)
}
