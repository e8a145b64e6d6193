//! An order's body in version 2021-01, with its totals as numbers (Airbyte's schemas, `RechargeSharp`'s entities).

use serde::Serialize;

use super::super::charge::{TAGS, weight};
use super::super::{View, Written, without_offset};
use super::charge::order_type;
use super::line_item::LineItemBody;
use super::{DiscountCode, Number, Place, ShippingLine, capitals, discount_codes, midnight, write};
use crate::recharge_sandbox::model::{Customer, Id, Money, Order, OrderStatus, Subscription, Totals};

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    address_id: Id,
    address_is_active: u8,
    billing_address: Place<'a>,
    charge_id: Id,
    charge_status: Option<String>,
    created_at: String,
    currency: &'a str,
    customer: Person<'a>,
    customer_id: Id,
    discount_codes: Vec<DiscountCode<'a>>,
    email: &'a str,
    error: Option<&'a str>,
    first_name: &'a str,
    hash: &'a str,
    is_prepaid: u8,
    last_name: &'a str,
    line_items: Vec<LineItemBody<'a>>,
    note: Option<&'a str>,
    note_attributes: [(); 0],
    payment_processor: &'static str,
    processed_at: Option<String>,
    scheduled_at: String,
    shipped_date: Option<String>,
    shipping_address: Place<'a>,
    /// The deprecated name of `scheduled_at`.
    shipping_date: String,
    shipping_lines: [ShippingLine<'a>; 1],
    shopify_cart_token: Option<&'a str>,
    shopify_customer_id: Option<&'a str>,
    shopify_id: Option<&'a str>,
    shopify_order_id: Option<&'a str>,
    shopify_order_number: Option<u64>,
    status: String,
    subtotal_price: Number,
    tags: &'static str,
    tax_lines: [(); 0],
    total_discounts: Number,
    total_duties: Money,
    total_line_items_price: Number,
    total_price: Number,
    total_refunds: Money,
    total_tax: Money,
    total_weight: u32,
    transaction_id: Option<&'a str>,
    #[serde(rename = "type")]
    order_type: &'static str,
    updated_at: String,
}

#[derive(Debug, Serialize)]
struct Person<'a> {
    email: &'a str,
    first_name: &'a str,
    last_name: &'a str,
}

/// Adds an order's body.
pub(crate) fn order(record: &Order, view: View<'_>, out: &mut Vec<u8>) -> Written {
    let totals = Totals::of(&record.line_items, view.state.discount(record.discount_id), record.shipping.as_ref());
    let subtotal = totals.items;
    let customer = view.state.customers.get(&record.customer_id);
    let text = |field: fn(&Customer) -> &String| customer.map_or("", |customer| field(customer).as_str());
    let mine = view.index.customer(record.customer_id).subscriptions.iter();
    let mut mine = mine.filter_map(|id| view.state.subscriptions.get(id));
    let is_active = mine.any(|it: &Subscription| it.address_id == record.address_id && it.is_active());
    let charge = view.state.charges.get(&record.charge_id);
    let body = Body {
        id: record.id,
        address_id: record.address_id,
        address_is_active: u8::from(is_active),
        billing_address: (&record.ships_to).into(),
        charge_id: record.charge_id,
        charge_status: charge.map(|charge| capitals(charge.status.as_str())),
        created_at: without_offset(record.created_at),
        currency: &record.currency,
        customer: Person {
            email: text(|it| &it.email),
            first_name: text(|it| &it.first_name),
            last_name: text(|it| &it.last_name),
        },
        customer_id: record.customer_id,
        discount_codes: discount_codes(view, record.discount_id),
        email: text(|it| &it.email),
        error: None,
        first_name: text(|it| &it.first_name),
        hash: text(|it| &it.hash),
        is_prepaid: u8::from(record.is_prepaid),
        last_name: text(|it| &it.last_name),
        line_items: record.line_items.iter().map(LineItemBody::from).collect(),
        note: None,
        note_attributes: [],
        payment_processor: "shopify_payments",
        processed_at: record.processed_at.map(without_offset),
        scheduled_at: midnight(record.scheduled_at),
        shipped_date: (record.status == OrderStatus::Success).then(|| midnight(record.scheduled_at)),
        shipping_address: (&record.ships_to).into(),
        shipping_date: midnight(record.scheduled_at),
        shipping_lines: [ShippingLine::of(record.shipping.as_ref())],
        shopify_cart_token: None,
        shopify_customer_id: customer.and_then(|customer| customer.external_customer_id.as_deref()),
        shopify_id: record.external_order_id.as_deref(),
        shopify_order_id: record.external_order_id.as_deref(),
        shopify_order_number: record.external_order_number.as_deref().and_then(|number| number.parse().ok()),
        status: capitals(record.status.as_str()),
        subtotal_price: Number(subtotal),
        tags: TAGS,
        tax_lines: [],
        total_discounts: Number(totals.discounts),
        total_duties: Money::ZERO,
        total_line_items_price: Number(subtotal),
        total_price: Number(totals.price),
        total_refunds: Money::ZERO,
        total_tax: Money::ZERO,
        total_weight: weight(&record.line_items),
        transaction_id: record.external_transaction_id.as_deref(),
        order_type: order_type(record.order_type),
        updated_at: without_offset(record.updated_at),
    };
    write(&body, &record.oddity, out)
}
