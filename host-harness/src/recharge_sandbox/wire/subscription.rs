//! A subscription's body.

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Analytics, External, View, Written, address, customer, tree, with_offset, write};
use crate::recharge_sandbox::model::{Id, Money, Property, Subscription};

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    address_id: Id,
    customer_id: Id,
    analytics_data: Analytics,
    cancellation_reason: Option<&'a str>,
    cancellation_reason_comments: Option<&'a str>,
    cancelled_at: Option<String>,
    charge_interval_frequency: u32,
    created_at: String,
    expire_after_specific_number_of_charges: Option<u32>,
    external_product_id: External<'a>,
    external_variant_id: External<'a>,
    has_queued_charges: bool,
    is_digital: bool,
    is_prepaid: bool,
    is_skippable: bool,
    is_swappable: bool,
    max_retries_reached: bool,
    next_charge_scheduled_at: Option<Date>,
    order_day_of_month: Option<u8>,
    order_day_of_week: Option<u8>,
    order_interval_frequency: u32,
    order_interval_unit: &'static str,
    presentment_currency: Option<&'a str>,
    price: Money,
    product_title: &'a str,
    properties: &'a [Property],
    quantity: u32,
    sku: Option<&'a str>,
    sku_override: bool,
    status: &'static str,
    updated_at: String,
    variant_title: Option<&'a str>,
}

/// Adds a subscription's body. Known names in `include` are address and customer, and the empty metafields and
/// charge_activities.
pub(crate) fn subscription(record: &Subscription, view: View<'_>, include: &[String], out: &mut Vec<u8>) -> Written {
    let cancellation = record.cancellation.as_ref();
    let body = Body {
        id: record.id,
        address_id: record.address_id,
        customer_id: record.customer_id,
        analytics_data: Analytics::default(),
        cancellation_reason: cancellation.and_then(|cancellation| cancellation.reason.as_deref()),
        cancellation_reason_comments: cancellation.and_then(|cancellation| cancellation.comments.as_deref()),
        cancelled_at: cancellation.map(|cancellation| with_offset(cancellation.at)),
        charge_interval_frequency: record.interval.charge_frequency,
        created_at: with_offset(record.created_at),
        expire_after_specific_number_of_charges: record.expire_after_specific_number_of_charges,
        external_product_id: External { ecommerce: record.product.external_product_id.as_deref() },
        external_variant_id: External { ecommerce: record.product.external_variant_id.as_deref() },
        has_queued_charges: view.index.is_queued(record.id),
        is_digital: false,
        is_prepaid: record.is_prepaid(),
        is_skippable: !record.is_prepaid(),
        is_swappable: !record.is_prepaid(),
        max_retries_reached: record.max_retries_reached,
        next_charge_scheduled_at: record.next_charge_scheduled_at,
        order_day_of_month: record.interval.order_day_of_month,
        order_day_of_week: record.interval.order_day_of_week,
        order_interval_frequency: record.interval.order_frequency,
        order_interval_unit: record.interval.unit.as_str(),
        presentment_currency: record.presentment_currency.as_deref(),
        price: record.price,
        product_title: &record.product.title,
        properties: &record.properties,
        quantity: record.quantity,
        sku: record.product.sku.as_deref(),
        sku_override: false,
        status: record.status.as_str(),
        updated_at: with_offset(record.updated_at),
        variant_title: record.product.variant_title.as_deref(),
    };
    let mut included = Map::new();
    for name in include {
        let value = match name.as_str() {
            "address" => match view.state.addresses.get(&record.address_id) {
                Some(home) => tree(|out| address(home, view, &[], out))?,
                None => Value::Null,
            },
            "customer" => match view.state.customers.get(&record.customer_id) {
                Some(owner) => tree(|out| customer(owner, view, &[], out))?,
                None => Value::Null,
            },
            // A store has none here.
            "metafields" | "charge_activities" => Value::Array(Vec::new()),
            _ => continue,
        };
        included.insert(name.clone(), value);
    }
    write(&body, &record.oddity, (!included.is_empty()).then_some(Value::Object(included)), out)
}
