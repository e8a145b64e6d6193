//! A onetime's body in version 2021-01.

use serde::Serialize;

use super::super::{Written, without_offset};
use super::{Number, ShopifyId, midnight, write};
use crate::recharge_sandbox::model::{Id, Onetime, Property};

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    address_id: Id,
    created_at: String,
    customer_id: Id,
    next_charge_scheduled_at: Option<String>,
    price: Number,
    product_title: &'a str,
    properties: &'a [Property],
    quantity: u32,
    recharge_product_id: Option<Id>,
    shopify_product_id: Option<ShopifyId<'a>>,
    shopify_variant_id: Option<ShopifyId<'a>>,
    sku: Option<&'a str>,
    status: &'static str,
    updated_at: String,
    variant_title: Option<&'a str>,
}

/// Adds a onetime's body. Its status is "ONETIME" in a source; that of one that was taken back is the sandbox's guess.
pub(crate) fn onetime(record: &Onetime, out: &mut Vec<u8>) -> Written {
    let body = Body {
        id: record.id,
        address_id: record.address_id,
        created_at: without_offset(record.created_at),
        customer_id: record.customer_id,
        next_charge_scheduled_at: record.next_charge_scheduled_at.map(midnight),
        price: Number(record.price),
        product_title: &record.product.title,
        properties: &record.properties,
        quantity: record.quantity,
        recharge_product_id: None,
        shopify_product_id: ShopifyId::of(record.product.external_product_id.as_deref()),
        shopify_variant_id: ShopifyId::of(record.product.external_variant_id.as_deref()),
        sku: record.product.sku.as_deref(),
        status: if record.is_cancelled { "CANCELLED" } else { "ONETIME" },
        updated_at: without_offset(record.updated_at),
        variant_title: record.product.variant_title.as_deref(),
    };
    write(&body, &record.oddity, out)
}
