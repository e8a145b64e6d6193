//! A line item of a charge or an order in version 2021-01.

use serde::Serialize;

use super::super::line_item::Images;
use crate::recharge_sandbox::model::{Id, LineItem, Money, Property};

#[derive(Debug, Serialize)]
pub(super) struct LineItemBody<'a> {
    grams: u32,
    images: Images,
    original_price: Money,
    price: Money,
    properties: &'a [Property],
    quantity: u32,
    /// Text here, and an integer on a subscription: Airbyte's schemas have both so.
    shopify_product_id: Option<&'a str>,
    shopify_variant_id: Option<&'a str>,
    sku: Option<&'a str>,
    /// A onetime's id as well; nothing tells the two apart, as far as anybody has said.
    subscription_id: Id,
    title: &'a str,
    variant_title: Option<&'a str>,
}

impl<'a> From<&'a LineItem> for LineItemBody<'a> {
    fn from(item: &'a LineItem) -> Self {
        let product = &item.product;
        Self {
            grams: product.grams,
            images: Images::of(product.image.as_deref()),
            original_price: item.unit_price,
            price: item.unit_price,
            properties: &item.properties,
            quantity: item.quantity,
            shopify_product_id: product.external_product_id.as_deref(),
            shopify_variant_id: product.external_variant_id.as_deref(),
            sku: product.sku.as_deref(),
            subscription_id: item.purchase_item_id,
            title: &product.title,
            variant_title: product.variant_title.as_deref(),
        }
    }
}
