//! An order's body, with its totals.

use serde::Serialize;

use super::charge::{TAGS, weight};
use super::line_item::LineItemBody;
use super::{
    Applied, ClientDetails, CustomerLink, External, Place, ShippingLine, Transaction, View, Written, applied,
    with_offset, write,
};
use crate::recharge_sandbox::model::{Id, Money, Order, OrderType, Totals};

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    address_id: Id,
    billing_address: Place<'a>,
    charge: ChargeLink<'a>,
    client_details: ClientDetails,
    created_at: String,
    currency: &'a str,
    customer: CustomerLink<'a>,
    discounts: Vec<Applied<'a>>,
    error: Option<&'a str>,
    external_cart_token: Option<&'a str>,
    external_order_id: External<'a>,
    /// Like the number below, null until the shop system has the order.
    external_order_name: Option<ExternalName>,
    external_order_number: Option<External<'a>>,
    is_prepaid: bool,
    line_items: Vec<LineItemBody<'a>>,
    note: Option<&'a str>,
    order_attributes: [(); 0],
    processed_at: Option<String>,
    scheduled_at: String,
    shipping_address: Place<'a>,
    shipping_lines: [ShippingLine<'a>; 1],
    status: &'static str,
    subtotal_price: Money,
    tags: &'static str,
    tax_lines: [(); 0],
    taxable: bool,
    total_discounts: Money,
    total_duties: Money,
    total_line_items_price: Money,
    total_price: Money,
    total_refunds: Money,
    total_tax: Money,
    total_weight_grams: u32,
    #[serde(rename = "type")]
    order_type: OrderType,
    updated_at: String,
}

#[derive(Debug, Serialize)]
struct ChargeLink<'a> {
    id: Id,
    external_transaction_id: Transaction<'a>,
    payment_processor_name: &'static str,
    status: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct ExternalName {
    ecommerce: String,
}

/// Adds an order's body.
pub(crate) fn order(record: &Order, view: View<'_>, out: &mut Vec<u8>) -> Written {
    let totals = Totals::of(&record.line_items, view.state.discount(record.discount_id), record.shipping.as_ref());
    let subtotal = totals.items;
    let number = record.external_order_number.as_deref();
    let body = Body {
        id: record.id,
        address_id: record.address_id,
        billing_address: (&record.ships_to).into(),
        charge: ChargeLink {
            id: record.charge_id,
            external_transaction_id: Transaction { payment_processor: record.external_transaction_id.as_deref() },
            payment_processor_name: "shopify_payments",
            status: view.state.charges.get(&record.charge_id).map(|charge| charge.status.as_str()),
        },
        client_details: ClientDetails::default(),
        created_at: with_offset(record.created_at),
        currency: &record.currency,
        customer: CustomerLink::of(view, record.customer_id),
        discounts: applied(view, record.discount_id),
        error: None,
        external_cart_token: None,
        external_order_id: External { ecommerce: record.external_order_id.as_deref() },
        external_order_name: number.map(|number| ExternalName { ecommerce: format!("#{number}") }),
        external_order_number: number.map(|number| External { ecommerce: Some(number) }),
        is_prepaid: record.is_prepaid,
        line_items: record.line_items.iter().map(LineItemBody::from).collect(),
        note: None,
        order_attributes: [],
        processed_at: record.processed_at.map(with_offset),
        scheduled_at: format!("{}T00:00:00+00:00", record.scheduled_at),
        shipping_address: (&record.ships_to).into(),
        shipping_lines: [ShippingLine::of(record.shipping.as_ref(), record.created_at)],
        status: record.status.as_str(),
        subtotal_price: subtotal,
        tags: TAGS,
        tax_lines: [],
        taxable: true,
        total_discounts: totals.discounts,
        total_duties: Money::ZERO,
        total_line_items_price: subtotal,
        total_price: totals.price,
        total_refunds: Money::ZERO,
        total_tax: Money::ZERO,
        total_weight_grams: weight(&record.line_items),
        order_type: record.order_type,
        updated_at: with_offset(record.updated_at),
    };
    write(&body, &record.oddity, None, out)
}
