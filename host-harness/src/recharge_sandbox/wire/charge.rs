//! A charge's body, with its totals.

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::line_item::LineItemBody;
use super::{
    Analytics, Applied, ClientDetails, CustomerLink, External, Place, ShippingLine, Transaction, View, Written,
    applied, customer, payment_method, subscription, tree, with_offset, write,
};
use crate::recharge_sandbox::model::{Charge, ChargeStatus, Id, ItemKind, LineItem, Money, OrderType, Totals};

/// The tags Recharge gives to every charge of a subscription.
pub(super) const TAGS: &str = "Subscription, Subscription Recurring Order";

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    address_id: Id,
    analytics_data: Analytics,
    billing_address: Place<'a>,
    charge_attempts: u32,
    client_details: ClientDetails,
    created_at: String,
    currency: &'a str,
    customer: CustomerLink<'a>,
    discounts: Vec<Applied<'a>>,
    error: Option<&'a str>,
    error_type: Option<&'a str>,
    external_order_id: External<'a>,
    external_transaction_id: Transaction<'a>,
    has_uncommitted_changes: bool,
    line_items: Vec<LineItemBody<'a>>,
    merged_at: Option<String>,
    note: Option<&'a str>,
    order_attributes: Vec<Value>,
    orders_count: u32,
    payment_processor: &'static str,
    processed_at: Option<String>,
    retry_date: Option<Date>,
    scheduled_at: Date,
    shipping_address: Place<'a>,
    shipping_lines: [ShippingLine<'a>; 1],
    status: &'static str,
    subtotal_price: Money,
    tags: &'static str,
    tax_lines: [(); 0],
    taxable: bool,
    taxes_included: bool,
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

/// Adds a charge's body. Known names in `include` are customer, payment_methods and subscriptions, and the empty
/// metafields and charge_activities.
pub(crate) fn charge(record: &Charge, view: View<'_>, include: &[String], out: &mut Vec<u8>) -> Written {
    let totals = Totals::of(&record.line_items, view.state.discount(record.discount_id), record.shipping.as_ref());
    let subtotal = totals.items;
    let body = Body {
        id: record.id,
        address_id: record.address_id,
        analytics_data: Analytics::default(),
        billing_address: (&record.ships_to).into(),
        charge_attempts: record.charge_attempts,
        client_details: ClientDetails::default(),
        created_at: with_offset(record.created_at),
        currency: &record.currency,
        customer: CustomerLink::of(view, record.customer_id),
        discounts: applied(view, record.discount_id),
        error: record.error.as_deref(),
        error_type: record.error_type.as_deref(),
        external_order_id: External { ecommerce: record.external_order_id.as_deref() },
        external_transaction_id: Transaction { payment_processor: record.external_transaction_id.as_deref() },
        has_uncommitted_changes: record.is_queued() && view.state.is_uncommitted(record.address_id),
        line_items: record.line_items.iter().map(LineItemBody::from).collect(),
        merged_at: None,
        note: record.note.as_deref(),
        order_attributes: order_attributes(record),
        orders_count: orders_count(record),
        payment_processor: "shopify_payments",
        processed_at: record.processed_at.map(with_offset),
        retry_date: record.retry_date,
        scheduled_at: record.scheduled_at,
        shipping_address: (&record.ships_to).into(),
        shipping_lines: [ShippingLine::of(record.shipping.as_ref(), record.created_at)],
        status: record.status.as_str(),
        subtotal_price: subtotal,
        tags: TAGS,
        tax_lines: [],
        taxable: true,
        taxes_included: true,
        total_discounts: totals.discounts,
        total_duties: Money::ZERO,
        total_line_items_price: subtotal,
        total_price: totals.price,
        total_refunds: refunded(record, totals.price),
        total_tax: Money::ZERO,
        total_weight_grams: weight(&record.line_items),
        order_type: record.order_type,
        updated_at: with_offset(record.updated_at),
    };
    let mut included = Map::new();
    for name in include {
        let value = match name.as_str() {
            "customer" => match view.state.customers.get(&record.customer_id) {
                Some(owner) => tree(|out| customer(owner, view, &[], out))?,
                None => Value::Null,
            },
            "payment_methods" => {
                let address = view.state.addresses.get(&record.address_id);
                let method = address.and_then(|address| view.state.payment_methods.get(&address.payment_method_id?));
                Value::Array(
                    method
                        .map(|method| tree(|out| payment_method(method, view, &[], out)))
                        .into_iter()
                        .collect::<Result<_, _>>()?,
                )
            }
            "subscriptions" => {
                let ids = record.line_items.iter().map(|item| item.purchase_item_id);
                let records = ids.filter_map(|id| view.state.subscriptions.get(&id));
                Value::Array(records.map(|s| tree(|out| subscription(s, view, &[], out))).collect::<Result<_, _>>()?)
            }
            // A store has none here.
            "metafields" | "charge_activities" => Value::Array(Vec::new()),
            _ => continue,
        };
        included.insert(name.clone(), value);
    }
    write(&body, &record.oddity, (!included.is_empty()).then_some(Value::Object(included)), out)
}

/// What all items weigh together.
pub(super) fn weight(items: &[LineItem]) -> u32 {
    items.iter().fold(0, |sum, item| sum.saturating_add(item.product.grams.saturating_mul(item.quantity)))
}

/// How many orders it pays for: 0 until it went through, unless it will pay for several.
pub(super) fn orders_count(record: &Charge) -> u32 {
    let prepaid_orders = record.line_items.iter().map(|item| item.orders_per_charge).max().unwrap_or(1);
    match (record.status.is_processed(), prepaid_orders) {
        (false, 1) => 0,
        (_, orders) => orders,
    }
}

/// What was given back. A world names refunded charges without the amount.
pub(super) fn refunded(record: &Charge, total: Money) -> Money {
    match record.status {
        ChargeStatus::Refunded => total,
        _ => record.refunded,
    }
}

/// What Recharge writes on the shop system's order.
pub(super) fn order_attributes(record: &Charge) -> Vec<Value> {
    let subscriptions = record.line_items.iter().filter(|item| item.kind == ItemKind::Subscription);
    let ids: Vec<String> = subscriptions.map(|item| item.purchase_item_id.to_string()).collect();
    vec![
        json!({"name": "rc_charge_id", "value": record.id.to_string()}),
        json!({"name": "rc_address_id", "value": record.address_id.to_string()}),
        json!({"name": "rc_subscription_ids", "value": ids.join(",")}),
    ]
}
