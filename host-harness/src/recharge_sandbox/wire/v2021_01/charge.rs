//! A charge's body in version 2021-01, with its totals.

use serde::Serialize;
use serde_json::Value;

use super::super::charge::{TAGS, order_attributes, orders_count, refunded, weight};
use super::super::{Analytics, ClientDetails, View, Written, without_offset};
use super::line_item::LineItemBody;
use super::{DiscountCode, Number, Place, ShippingLine, capitals, discount_codes, midnight, write};
use crate::recharge_sandbox::model::{Charge, Id, Money, OrderType, Totals};

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    address_id: Id,
    analytics_data: Analytics,
    billing_address: Place<'a>,
    client_details: ClientDetails,
    created_at: String,
    currency: &'a str,
    customer_hash: &'a str,
    customer_id: Id,
    discount_codes: Vec<DiscountCode<'a>>,
    email: &'a str,
    #[serde(flatten)]
    failure: Option<Failure<'a>>,
    first_name: &'a str,
    /// Spelt so; three sources have it with one t, one with two.
    has_uncommited_changes: bool,
    last_name: &'a str,
    line_items: Vec<LineItemBody<'a>>,
    note: Option<&'a str>,
    note_attributes: Vec<Value>,
    processed_at: Option<String>,
    processor_name: &'static str,
    scheduled_at: String,
    shipments_count: u32,
    shipping_address: Place<'a>,
    shipping_lines: [ShippingLine<'a>; 1],
    shopify_order_id: Option<&'a str>,
    status: String,
    sub_total: Money,
    subtotal_price: Money,
    tags: &'static str,
    /// Their sum, and not a list: so in the documents' examples, in `RechargeSharp` and in a third client's types.
    tax_lines: Number,
    total_discounts: Money,
    total_line_items_price: Money,
    total_price: Money,
    total_refunds: Money,
    total_tax: Number,
    total_weight: u32,
    transaction_id: Option<&'a str>,
    #[serde(rename = "type")]
    order_type: &'static str,
    updated_at: String,
}

/// What only failed charges have.
#[derive(Debug, Serialize)]
struct Failure<'a> {
    error: Option<&'a str>,
    error_type: Option<&'a str>,
    last_charge_attempt_date: String,
    number_times_tried: u32,
    retry_date: Option<String>,
    shopify_variant_id_not_found: Option<&'a str>,
}

/// Adds a charge's body.
pub(crate) fn charge(record: &Charge, view: View<'_>, out: &mut Vec<u8>) -> Written {
    let totals = Totals::of(&record.line_items, view.state.discount(record.discount_id), record.shipping.as_ref());
    let subtotal = totals.items;
    let customer = view.state.customers.get(&record.customer_id);
    let failed = record.error.is_some() || record.error_type.is_some();
    let body = Body {
        id: record.id,
        address_id: record.address_id,
        analytics_data: Analytics::default(),
        billing_address: (&record.ships_to).into(),
        client_details: ClientDetails::default(),
        created_at: without_offset(record.created_at),
        currency: &record.currency,
        customer_hash: customer.map_or("", |customer| &customer.hash),
        customer_id: record.customer_id,
        discount_codes: discount_codes(view, record.discount_id),
        email: customer.map_or("", |customer| &customer.email),
        failure: failed.then(|| Failure {
            error: record.error.as_deref(),
            error_type: record.error_type.as_deref(),
            last_charge_attempt_date: without_offset(record.updated_at),
            number_times_tried: record.charge_attempts,
            retry_date: record.retry_date.map(midnight),
            shopify_variant_id_not_found: None,
        }),
        first_name: customer.map_or("", |customer| &customer.first_name),
        has_uncommited_changes: view.state.is_uncommitted(record.address_id),
        last_name: customer.map_or("", |customer| &customer.last_name),
        line_items: record.line_items.iter().map(LineItemBody::from).collect(),
        note: record.note.as_deref(),
        note_attributes: order_attributes(record),
        processed_at: record.processed_at.map(without_offset),
        processor_name: "shopify_payments",
        scheduled_at: midnight(record.scheduled_at),
        shipments_count: orders_count(record),
        shipping_address: (&record.ships_to).into(),
        shipping_lines: [ShippingLine::of(record.shipping.as_ref())],
        shopify_order_id: record.external_order_id.as_deref(),
        status: capitals(record.status.as_str()),
        sub_total: subtotal,
        subtotal_price: subtotal,
        tags: TAGS,
        tax_lines: Number(Money::ZERO),
        total_discounts: totals.discounts,
        total_line_items_price: subtotal,
        total_price: totals.price,
        total_refunds: refunded(record, totals.price),
        total_tax: Number(Money::ZERO),
        total_weight: weight(&record.line_items),
        transaction_id: record.external_transaction_id.as_deref(),
        order_type: order_type(record.order_type),
        updated_at: without_offset(record.updated_at),
    };
    write(&body, &record.oddity, out)
}

/// "CHECKOUT" or "RECURRING".
pub(super) fn order_type(order_type: OrderType) -> &'static str {
    match order_type {
        OrderType::Checkout => "CHECKOUT",
        OrderType::Recurring => "RECURRING",
    }
}
