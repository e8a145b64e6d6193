//! Orders that are paid already and wait for their date. Recharge has them for prepaid subscriptions only: any other
//! coming delivery is a queued charge, and its order is made when that is paid.

use jiff::civil::Date;

use super::client::Get;
use super::fields::{Fields, FromFields};
use super::page::{Row, Sort, first_page};
use super::{CustomerId, LineItem, OrderId, PurchaseItemId};

/// An order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// The id.
    pub id: OrderId,
    customer_id: Option<CustomerId>,
    status: Option<String>,
    /// The day it is made.
    pub scheduled_at: Option<Date>,
    line_items: Option<Vec<LineItem>>,
}

impl FromFields for Order {
    fn from_fields(fields: &Fields<'_>) -> Option<Self> {
        Some(Self {
            id: fields.id("id")?,
            customer_id: fields.nested("customer").id("id"),
            status: fields.text("status"),
            scheduled_at: fields.date("scheduled_at"),
            line_items: fields.list("line_items"),
        })
    }
}

impl Order {
    /// True iff it waits for its date.
    pub fn is_queued(&self) -> bool {
        self.status.as_deref().is_some_and(|status| status.trim().eq_ignore_ascii_case("queued"))
    }

    /// The subscriptions and one-time products it delivers.
    pub fn items(&self) -> impl Iterator<Item = PurchaseItemId> {
        self.line_items.iter().flatten().filter_map(|item| item.purchase_item_id)
    }
}

impl Row for Order {
    const PATH: &'static str = "/orders";
    const KEY: &'static str = "orders";

    fn id(&self) -> u64 {
        self.id.get()
    }

    fn owner(&self) -> Option<CustomerId> {
        self.customer_id
    }
}

/// Asks for a customer's queued orders.
pub fn queued_orders_of(customer: CustomerId, max_age: u32) -> Get {
    first_page(Order::PATH, customer, &[("status", "queued")], Sort::Default, max_age)
}
