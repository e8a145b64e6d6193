//! A subscription's body in version 2021-01: the fields of `Subscription_2021_01` in Recharge's own client library.

use serde::Serialize;

use super::super::{Analytics, View, Written, without_offset};
use super::{Number, ShopifyId, capitals, midnight, write};
use crate::recharge_sandbox::model::{Charge, Id, Property, Subscription};

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    address_id: Id,
    customer_id: Id,
    analytics_data: Analytics,
    cancellation_reason: Option<&'a str>,
    cancellation_reason_comments: Option<&'a str>,
    cancelled_at: Option<String>,
    charge_delay: Option<u32>,
    charge_interval_frequency: String,
    created_at: String,
    cutoff_day_of_month_before_and_after: Option<u8>,
    cutoff_day_of_week_before_and_after: Option<u8>,
    email: &'a str,
    expire_after_specific_number_of_charges: Option<u32>,
    first_charge_date: Option<String>,
    has_queued_charges: u8,
    is_prepaid: bool,
    is_skippable: bool,
    is_swappable: bool,
    locked_pending_charge_id: Option<Id>,
    max_retries_reached: u8,
    next_charge_scheduled_at: Option<String>,
    order_day_of_month: Option<u8>,
    order_day_of_week: Option<u8>,
    order_interval_frequency: String,
    /// The one enum that isn't in capitals.
    order_interval_unit: &'static str,
    presentment_currency: Option<&'a str>,
    price: Number,
    product_title: &'a str,
    properties: &'a [Property],
    quantity: u32,
    /// The sandbox's products have no id of Recharge's.
    recharge_product_id: Option<Id>,
    shopify_product_id: Option<ShopifyId<'a>>,
    shopify_variant_id: Option<ShopifyId<'a>>,
    sku: Option<&'a str>,
    sku_override: bool,
    status: String,
    updated_at: String,
    variant_title: Option<&'a str>,
}

/// Adds a subscription's body.
pub(crate) fn subscription(record: &Subscription, view: View<'_>, out: &mut Vec<u8>) -> Written {
    let cancellation = record.cancellation.as_ref();
    let mine = view.index.customer(record.customer_id).charges.iter().filter_map(|id| view.state.charges.get(id));
    let mine: Vec<&Charge> = mine.filter(|charge| charge.contains(record.id)).collect();
    let paid = mine.iter().filter(|charge| charge.status.is_processed());
    let body = Body {
        id: record.id,
        address_id: record.address_id,
        customer_id: record.customer_id,
        analytics_data: Analytics::default(),
        cancellation_reason: cancellation.and_then(|cancellation| cancellation.reason.as_deref()),
        cancellation_reason_comments: cancellation.and_then(|cancellation| cancellation.comments.as_deref()),
        cancelled_at: cancellation.map(|cancellation| without_offset(cancellation.at)),
        charge_delay: None,
        charge_interval_frequency: record.interval.charge_frequency.to_string(),
        created_at: without_offset(record.created_at),
        cutoff_day_of_month_before_and_after: None,
        cutoff_day_of_week_before_and_after: None,
        email: view.state.customers.get(&record.customer_id).map_or("", |customer| &customer.email),
        expire_after_specific_number_of_charges: record.expire_after_specific_number_of_charges,
        first_charge_date: paid.map(|charge| charge.scheduled_at).min().map(midnight),
        has_queued_charges: u8::from(view.index.is_queued(record.id)),
        is_prepaid: record.is_prepaid(),
        is_skippable: !record.is_prepaid(),
        is_swappable: !record.is_prepaid(),
        locked_pending_charge_id: mine.iter().find(|charge| charge.status.holds_items()).map(|charge| charge.id),
        max_retries_reached: u8::from(record.max_retries_reached),
        next_charge_scheduled_at: record.next_charge_scheduled_at.map(midnight),
        order_day_of_month: record.interval.order_day_of_month,
        order_day_of_week: record.interval.order_day_of_week,
        order_interval_frequency: record.interval.order_frequency.to_string(),
        order_interval_unit: record.interval.unit.as_str(),
        presentment_currency: record.presentment_currency.as_deref(),
        price: Number(record.price),
        product_title: &record.product.title,
        properties: &record.properties,
        quantity: record.quantity,
        recharge_product_id: None,
        shopify_product_id: ShopifyId::of(record.product.external_product_id.as_deref()),
        shopify_variant_id: ShopifyId::of(record.product.external_variant_id.as_deref()),
        sku: record.product.sku.as_deref(),
        sku_override: false,
        status: capitals(record.status.as_str()),
        updated_at: without_offset(record.updated_at),
        variant_title: record.product.variant_title.as_deref(),
    };
    write(&body, &record.oddity, out)
}
