//! A customer's coming deliveries: the queued charges and paid orders there are, and the ones the intervals promise
//! after them. Not wrapped in a resource's key.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value};

use super::line_item::Images;
use super::{External, Place, ShippingLine, View};
use crate::recharge_sandbox::model::{
    Address, ChargeStatus, Customer, Id, ItemKind, LineItem, Money, OrderStatus, Property, Totals,
};

/// How far the schedule looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Horizon {
    /// Deliveries of each subscription that are promised after the next one.
    pub delivery_count_future: u32,
    /// The last date.
    pub date_max: Date,
}

impl Horizon {
    /// What the sandbox shows unless asked otherwise: four more deliveries within 90 days. Recharge's own default is not
    /// known.
    pub(crate) fn from(today: Date) -> Self {
        Self { delivery_count_future: 4, date_max: today.saturating_add(Span::new().days(90)) }
    }
}

#[derive(Debug, Serialize)]
struct Body<'a> {
    customer: Person<'a>,
    deliveries: Vec<Delivery<'a>>,
}

#[derive(Debug, Serialize)]
struct Person<'a> {
    id: Id,
    email: &'a str,
    first_name: &'a str,
    last_name: &'a str,
}

#[derive(Debug, Serialize)]
struct Delivery<'a> {
    date: Date,
    orders: Vec<OrderBody<'a>>,
}

#[derive(Debug, Serialize)]
struct OrderBody<'a> {
    id: Option<Id>,
    address_id: Id,
    charge_id: Option<Id>,
    currency: &'a str,
    has_uncommitted_changes: bool,
    line_items: Vec<Item<'a>>,
    order_subtotal: Money,
    payment_method: Option<Method<'a>>,
    shipping_address: Place<'a>,
    shipping_lines: Vec<ShippingLine<'a>>,
    total_discounts: Money,
    total_duties: Money,
    total_price: Money,
    total_tax: Money,
}

#[derive(Debug, Serialize)]
struct Method<'a> {
    id: Id,
    billing_address: Place<'a>,
    payment_details: &'a Map<String, Value>,
}

#[derive(Debug, Serialize)]
struct Item<'a> {
    subscription_id: Id,
    external_product_id: External<'a>,
    external_variant_id: External<'a>,
    images: Images,
    is_prepaid: bool,
    is_skippable: bool,
    is_skipped: bool,
    original_price: Money,
    plan_type: ItemKind,
    product_title: &'a str,
    properties: &'a [Property],
    quantity: u32,
    subtotal_price: Money,
    unit_price: Money,
    /// Text here even where there is none, though null elsewhere: so a client has it that was corrected against Recharge.
    variant_title: &'a str,
}

/// What makes one order of a day: a paid order, a charge, or a promise of an address.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Source {
    Order(Id),
    Charge(Id),
    Promise,
}

/// The orders of a day by address and source: their items, and whether they are skipped.
type Orders = BTreeMap<(Id, Source), (Vec<LineItem>, bool)>;

/// The schedule's body.
pub(crate) fn delivery_schedule(
    customer: &Customer,
    view: View<'_>,
    horizon: Horizon,
) -> Result<Vec<u8>, serde_json::Error> {
    let today = view.index.today();
    let mine = view.index.customer(customer.id);
    let mut days: BTreeMap<Date, Orders> = BTreeMap::new();
    let mut left_out: BTreeSet<(Id, Date)> = BTreeSet::new();
    for charge in mine.charges.iter().filter_map(|id| view.state.charges.get(id)) {
        let skipped = charge.status == ChargeStatus::Skipped;
        if skipped {
            left_out.extend(charge.line_items.iter().map(|item| (item.purchase_item_id, charge.scheduled_at)));
        }
        if (charge.is_queued() || skipped) && charge.scheduled_at >= today {
            let orders = days.entry(charge.scheduled_at).or_default();
            orders.insert((charge.address_id, Source::Charge(charge.id)), (charge.line_items.clone(), skipped));
        }
    }
    for order in mine.orders.iter().filter_map(|id| view.state.orders.get(id)) {
        if order.status == OrderStatus::Queued {
            let orders = days.entry(order.scheduled_at).or_default();
            orders.insert((order.address_id, Source::Order(order.id)), (order.line_items.clone(), false));
        }
    }
    for subscription in mine.subscriptions.iter().filter_map(|id| view.state.subscriptions.get(id)) {
        let mut date = subscription.next_charge_scheduled_at.filter(|_| subscription.is_active());
        for _ in 0..horizon.delivery_count_future {
            date =
                date.and_then(|date| subscription.interval.next_order(date)).filter(|date| *date <= horizon.date_max);
            let Some(date) = date else { break };
            if left_out.contains(&(subscription.id, date)) {
                // Its skipped charge says so; no delivery is promised beside it.
                continue;
            }
            let orders = days.entry(date).or_default();
            let promise = orders.entry((subscription.address_id, Source::Promise)).or_default();
            promise.0.push(LineItem::of_subscription(subscription));
        }
    }
    let deliveries = days.range(..=horizon.date_max).map(|(date, orders)| Delivery {
        date: *date,
        orders: orders
            .iter()
            .filter_map(|((address, source), (items, skipped))| {
                Some(order(view, view.state.addresses.get(address)?, *source, items, *skipped))
            })
            .collect(),
    });
    let body = Body {
        customer: Person {
            id: customer.id,
            email: &customer.email,
            first_name: &customer.first_name,
            last_name: &customer.last_name,
        },
        deliveries: deliveries.collect(),
    };
    serde_json::to_vec(&body)
}

fn order<'a>(
    view: View<'a>,
    address: &'a Address,
    source: Source,
    items: &'a [LineItem],
    is_skipped: bool,
) -> OrderBody<'a> {
    let (id, charge_id) = match source {
        Source::Order(id) => (Some(id), view.state.orders.get(&id).map(|order| order.charge_id)),
        Source::Charge(id) => (None, Some(id)),
        Source::Promise => (None, None),
    };
    let shipping = address.shipping.as_ref().filter(|_| source != Source::Promise);
    // What is promised beyond the charges that exist has the address's discount.
    let discount = match source {
        Source::Order(id) => view.state.orders.get(&id).and_then(|order| order.discount_id),
        Source::Charge(id) => view.state.charges.get(&id).and_then(|charge| charge.discount_id),
        Source::Promise => address.discount_id,
    };
    let totals = Totals::of(items, view.state.discount(discount), shipping);
    let method = address.payment_method_id.and_then(|id| view.state.payment_methods.get(&id));
    OrderBody {
        id,
        address_id: address.id,
        charge_id,
        currency: address.presentment_currency.as_deref().unwrap_or(&view.state.store.currency),
        has_uncommitted_changes: view.state.is_uncommitted(address.id),
        line_items: items.iter().map(|item| line(item, is_skipped)).collect(),
        order_subtotal: totals.items,
        payment_method: method.map(|method| Method {
            id: method.id,
            billing_address: (&method.billing_address).into(),
            payment_details: &method.payment_details,
        }),
        shipping_address: (&address.postal).into(),
        shipping_lines: shipping.map(|rate| ShippingLine::of(Some(rate), address.updated_at)).into_iter().collect(),
        total_discounts: totals.discounts,
        total_duties: Money::ZERO,
        total_price: totals.price,
        total_tax: Money::ZERO,
    }
}

fn line(item: &LineItem, is_skipped: bool) -> Item<'_> {
    let is_prepaid = item.orders_per_charge > 1;
    Item {
        subscription_id: item.purchase_item_id,
        external_product_id: External { ecommerce: item.product.external_product_id.as_deref() },
        external_variant_id: External { ecommerce: item.product.external_variant_id.as_deref() },
        images: Images::of(item.product.image.as_deref()),
        is_prepaid,
        is_skippable: !is_prepaid && item.kind == ItemKind::Subscription,
        is_skipped,
        original_price: item.unit_price,
        plan_type: item.kind,
        product_title: &item.product.title,
        properties: &item.properties,
        quantity: item.quantity,
        subtotal_price: item.total(),
        unit_price: item.unit_price,
        variant_title: item.product.variant_title.as_deref().unwrap_or_default(),
    }
}
