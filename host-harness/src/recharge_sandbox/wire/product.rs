//! What a shop sells, as products and as the plans that it is sold in. The fields are those of a client whose models were
//! held against the live API; a world names each product in one variant, and no intervals.

use serde_json::{Value, json};

use super::line_item::Images;
use super::{View, with_offset};
use crate::recharge_sandbox::model::{Id, Listed};

/// Where the ids of plans start: they are numbered in the order of the products.
const FIRST_PLAN: Id = 11_340_000;

/// A product's body.
pub(crate) fn product(listed: &Listed, view: View<'_>) -> Value {
    let product = &listed.product;
    let variant = product.variant_title.as_deref().unwrap_or("Default Title");
    let images = Images::of(product.image.as_deref());
    let image = product.image.as_ref().map(|_| &images);
    let since = with_offset(view.state.store.created_at);
    json!({
        "external_product_id": product.external_product_id,
        "brand": null,
        "external_created_at": since,
        "external_updated_at": since,
        "images": image.into_iter().collect::<Vec<_>>(),
        "options": [{"name": "Title", "position": "1", "values": [{"label": variant, "position": "1"}]}],
        "published_at": since,
        "requires_shipping": true,
        "title": product.title,
        "variants": [{
            "dimensions": {"weight": product.grams, "weight_unit": "g"},
            "external_variant_id": product.external_variant_id,
            "image": image,
            "option_values": [{"label": variant}],
            "prices": {"compare_at_price": listed.price, "unit_price": listed.price},
            "requires_shipping": true,
            "sku": product.sku,
            "tax_code": null,
            "taxable": true,
            "title": variant,
        }],
        "vendor": view.state.store.name,
    })
}

/// The plans: each product as a subscription, at its price.
pub(crate) fn plans(view: View<'_>) -> Vec<Value> {
    let show = json!({"display": true});
    let since = with_offset(view.state.store.created_at);
    let plan = |(id, listed): (Id, &Listed)| {
        json!({
            "id": id,
            "channel_settings": {
                "api": show, "checkout_page": show, "customer_portal": show, "merchant_portal": show,
            },
            "created_at": since,
            "deleted_at": null,
            "discount_amount": null,
            "discount_type": null,
            "external_plan_group_id": null,
            "external_plan_id": null,
            "external_plan_name": null,
            "external_product_id": {"ecommerce": listed.product.external_product_id},
            "external_variant_ids": listed.product.external_variant_id.iter().collect::<Vec<_>>(),
            "has_variant_restrictions": false,
            "sort_order": id - FIRST_PLAN,
            "subscription_preferences": {
                "apply_cutoff_date_to_checkout": false,
                "charge_interval_frequency": null,
                "cutoff_day_of_month": null,
                "cutoff_day_of_week": null,
                "expire_after_specific_number_of_charges": null,
                "interval_unit": null,
                "order_day_of_month": null,
                "order_day_of_week": null,
                "order_interval_frequency": null,
            },
            "title": listed.product.title,
            "type": "subscription",
            "updated_at": since,
        })
    };
    (FIRST_PLAN + 1..).zip(&view.state.products).map(plan).collect()
}
