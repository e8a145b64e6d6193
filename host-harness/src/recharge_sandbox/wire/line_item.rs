//! A line item of a charge or an order.

use serde::Serialize;

use super::External;
use crate::recharge_sandbox::model::{Id, ItemKind, LineItem, Money, Property};

#[derive(Debug, Serialize)]
pub(crate) struct LineItemBody<'a> {
    purchase_item_id: Id,
    external_inventory_policy: &'static str,
    external_product_id: External<'a>,
    external_variant_id: External<'a>,
    grams: u32,
    handle: Option<()>,
    images: Images,
    original_price: Money,
    properties: &'a [Property],
    purchase_item_type: ItemKind,
    quantity: u32,
    sku: Option<&'a str>,
    tax_due: Money,
    tax_lines: [(); 0],
    taxable: bool,
    taxable_amount: Money,
    title: &'a str,
    total_price: Money,
    unit_price: Money,
    unit_price_includes_tax: bool,
    variant_title: Option<&'a str>,
}

/// The pictures of a product; an empty object where it has none.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Images {
    #[serde(skip_serializing_if = "Option::is_none")]
    large: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    medium: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    small: Option<String>,
}

impl Images {
    pub(crate) fn of(image: Option<&str>) -> Self {
        let size = |name: &str| image.map(|image| image.replace("{size}", name));
        Self { large: size("large"), medium: size("medium"), original: size("original"), small: size("small") }
    }
}

impl<'a> From<&'a LineItem> for LineItemBody<'a> {
    fn from(item: &'a LineItem) -> Self {
        let product = &item.product;
        Self {
            purchase_item_id: item.purchase_item_id,
            external_inventory_policy: "decrement_obeying_policy",
            external_product_id: External { ecommerce: product.external_product_id.as_deref() },
            external_variant_id: External { ecommerce: product.external_variant_id.as_deref() },
            grams: product.grams,
            handle: None,
            images: Images::of(product.image.as_deref()),
            original_price: item.unit_price,
            properties: &item.properties,
            purchase_item_type: item.kind,
            quantity: item.quantity,
            sku: product.sku.as_deref(),
            tax_due: Money::ZERO,
            tax_lines: [],
            taxable: true,
            taxable_amount: item.total(),
            title: &product.title,
            total_price: item.total(),
            unit_price: item.unit_price,
            unit_price_includes_tax: true,
            variant_title: product.variant_title.as_deref(),
        }
    }
}
