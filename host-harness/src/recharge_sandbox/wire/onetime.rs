//! A onetime's body.

use jiff::civil::Date;
use serde::Serialize;

use super::{External, Written, with_offset, write};
use crate::recharge_sandbox::model::{Id, Money, Onetime, Property};

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    address_id: Id,
    created_at: String,
    customer_id: Id,
    external_product_id: External<'a>,
    external_variant_id: External<'a>,
    is_cancelled: bool,
    next_charge_scheduled_at: Option<Date>,
    price: Money,
    product_title: &'a str,
    properties: &'a [Property],
    quantity: u32,
    sku: Option<&'a str>,
    sku_override: bool,
    updated_at: String,
    variant_title: Option<&'a str>,
}

/// Adds a onetime's body.
pub(crate) fn onetime(record: &Onetime, out: &mut Vec<u8>) -> Written {
    let body = Body {
        id: record.id,
        address_id: record.address_id,
        created_at: with_offset(record.created_at),
        customer_id: record.customer_id,
        external_product_id: External { ecommerce: record.product.external_product_id.as_deref() },
        external_variant_id: External { ecommerce: record.product.external_variant_id.as_deref() },
        is_cancelled: record.is_cancelled,
        next_charge_scheduled_at: record.next_charge_scheduled_at,
        price: record.price,
        product_title: &record.product.title,
        properties: &record.properties,
        quantity: record.quantity,
        sku: record.product.sku.as_deref(),
        sku_override: false,
        updated_at: with_offset(record.updated_at),
        variant_title: record.product.variant_title.as_deref(),
    };
    write(&body, &record.oddity, None, out)
}
