//! What each resource can be asked for: its filters, its orders, and which of its records the API shows.

use jiff::Span;

use super::cursor::{Position, SortField, SortValue};
use super::list::Resource;
use super::query::{self, Filters};
use super::shop::has_discount;
use super::v2021_01::Renamed;
use crate::recharge_sandbox::model::{
    Address, Charge, Customer, Id, Onetime, Order, OrderType, PaymentMethod, Subscription,
};
use crate::recharge_sandbox::rules::FieldErrors;
use crate::recharge_sandbox::unknowns::{EmailMatch, Unknowns};
use crate::recharge_sandbox::wire::{self, View, Written, v2021_01};

/// Processed charges older than this many days are not shown any more, in either version (since March 2025).
const CHARGE_RETENTION_DAYS: i64 = 90;

/// The records of one customer, or of those with an id of the shop system, where the filters name one; else all.
macro_rules! candidates {
    ($view:expr, $filters:expr, $table:ident) => {{
        let mut records: Vec<&Self> = match $filters.customer_id {
            Some(customer) => {
                $view.index.customer(customer).$table.iter().filter_map(|id| $view.state.$table.get(id)).collect()
            }
            None => $view.state.$table.values().collect(),
        };
        if let Some(external) = &$filters.external_customer_id {
            records.retain(|record| {
                let customer = $view.state.customers.get(&record.customer_id);
                customer.is_some_and(|customer| customer.external_customer_id.as_ref() == Some(external))
            });
        }
        records
    }};
}

fn wanted(ids: &Option<std::collections::BTreeSet<Id>>, id: Id) -> bool {
    ids.as_ref().is_none_or(|ids| ids.contains(&id))
}

/// Whether a text filter, where there is one, is that text.
fn is(wanted: &Option<String>, value: Option<&str>) -> bool {
    wanted.as_deref().is_none_or(|wanted| value == Some(wanted))
}

fn is_type(wanted: &Option<String>, order_type: OrderType) -> bool {
    let name = match order_type {
        OrderType::Checkout => "checkout",
        OrderType::Recurring => "recurring",
    };
    is(wanted, Some(name))
}

impl Resource for Customer {
    const SINGULAR: &'static str = "customer";
    const PLURAL: &'static str = "customers";
    const FILTERS: &'static [&'static str] = &[
        "email",
        "hash",
        "ids",
        "external_customer_id",
        "created_at_min",
        "created_at_max",
        "updated_at_min",
        "updated_at_max",
    ];
    const FILTERS_2021_01: Renamed = &[
        ("email", "email"),
        ("hash", "hash"),
        ("ids", "ids"),
        ("shopify_customer_id", "external_customer_id"),
        ("status", "customer_status"),
        ("created_at_min", "created_at_min"),
        ("created_at_max", "created_at_max"),
        ("updated_at_min", "updated_at_min"),
        ("updated_at_max", "updated_at_max"),
    ];
    const SORTS: &'static [SortField] = &[SortField::Id, SortField::CreatedAt, SortField::UpdatedAt];

    fn find(view: View<'_>, id: Id) -> Option<&Self> {
        view.state.customers.get(&id)
    }

    fn candidates<'a>(view: View<'a>, filters: &Filters) -> Vec<&'a Self> {
        let all = view.state.customers.values();
        let is_wanted = |customer: &&Self| {
            let is_active = |active| (v2021_01::active_subscriptions(view, customer.id) > 0) == active;
            filters.customer_is_active.is_none_or(is_active)
        };
        all.filter(is_wanted).collect()
    }

    fn matches(&self, filters: &Filters, unknowns: &Unknowns) -> bool {
        let has_email = filters.email.as_ref().is_none_or(|email| match unknowns.email_match {
            EmailMatch::CaseSensitive => *email == self.email,
            EmailMatch::CaseInsensitive => email.to_lowercase() == self.email.to_lowercase(),
        });
        has_email
            && wanted(&filters.ids, self.id)
            && is(&filters.hash, Some(&self.hash))
            && is(&filters.external_customer_id, self.external_customer_id.as_deref())
            && filters.created_at.holds(self.created_at)
            && filters.updated_at.holds(self.updated_at)
    }

    fn position(&self, field: SortField) -> Position {
        let value = match field {
            SortField::CreatedAt => SortValue::Time(self.created_at),
            SortField::UpdatedAt => SortValue::Time(self.updated_at),
            _ => SortValue::Id(self.id),
        };
        (value, self.id)
    }

    fn write(&self, view: View<'_>, include: &[String], out: &mut Vec<u8>) -> Written {
        wire::customer(self, view, include, out)
    }

    fn write_2021_01(&self, view: View<'_>, out: &mut Vec<u8>) -> Written {
        v2021_01::customer(self, view, out)
    }
}

impl Resource for Address {
    const SINGULAR: &'static str = "address";
    const PLURAL: &'static str = "addresses";
    const FILTERS: &'static [&'static str] = &[
        "customer_id",
        "ids",
        "discount_id",
        "discount_code",
        "created_at_min",
        "created_at_max",
        "updated_at_min",
        "updated_at_max",
    ];
    const FILTERS_2021_01: Renamed = &[
        ("customer_id", "customer_id"),
        ("ids", "ids"),
        ("discount_id", "discount_id"),
        ("discount_code", "discount_code"),
        ("created_at_min", "created_at_min"),
        ("created_at_max", "created_at_max"),
        ("updated_at_min", "updated_at_min"),
        ("updated_at_max", "updated_at_max"),
    ];
    const SORTS: &'static [SortField] = &[SortField::Id, SortField::UpdatedAt];

    fn find(view: View<'_>, id: Id) -> Option<&Self> {
        view.state.addresses.get(&id)
    }

    fn candidates<'a>(view: View<'a>, filters: &Filters) -> Vec<&'a Self> {
        let mut addresses: Vec<&'a Self> = candidates!(view, filters, addresses);
        addresses.retain(|address| has_discount(view, filters, address.discount_id));
        addresses
    }

    fn matches(&self, filters: &Filters, _unknowns: &Unknowns) -> bool {
        wanted(&filters.ids, self.id)
            && filters.created_at.holds(self.created_at)
            && filters.updated_at.holds(self.updated_at)
    }

    fn position(&self, field: SortField) -> Position {
        let value = match field {
            SortField::UpdatedAt => SortValue::Time(self.updated_at),
            _ => SortValue::Id(self.id),
        };
        (value, self.id)
    }

    fn write(&self, view: View<'_>, include: &[String], out: &mut Vec<u8>) -> Written {
        wire::address(self, view, include, out)
    }

    fn write_2021_01(&self, _view: View<'_>, out: &mut Vec<u8>) -> Written {
        v2021_01::address(self, out)
    }
}

impl Resource for Subscription {
    const SINGULAR: &'static str = "subscription";
    const PLURAL: &'static str = "subscriptions";
    const FILTERS: &'static [&'static str] = &[
        "customer_id",
        "address_id",
        "address_ids",
        "external_variant_id",
        "ids",
        "status",
        "created_at_min",
        "created_at_max",
        "updated_at_min",
        "updated_at_max",
    ];
    const FILTERS_2021_01: Renamed = &[
        ("customer_id", "customer_id"),
        ("address_id", "address_id"),
        ("ids", "ids"),
        ("status", "status"),
        ("shopify_customer_id", "external_customer_id"),
        ("shopify_variant_id", "external_variant_id"),
        ("created_at_min", "created_at_min"),
        ("created_at_max", "created_at_max"),
        ("updated_at_min", "updated_at_min"),
        ("updated_at_max", "updated_at_max"),
    ];
    const SORTS: &'static [SortField] = &[SortField::Id, SortField::CreatedAt, SortField::UpdatedAt];

    fn find(view: View<'_>, id: Id) -> Option<&Self> {
        view.state.subscriptions.get(&id)
    }

    fn candidates<'a>(view: View<'a>, filters: &Filters) -> Vec<&'a Self> {
        candidates!(view, filters, subscriptions)
    }

    fn check(filters: &Filters, errors: &mut FieldErrors) {
        filters.check_statuses(&query::subscription_statuses(), false, errors);
    }

    fn matches(&self, filters: &Filters, _unknowns: &Unknowns) -> bool {
        wanted(&filters.ids, self.id)
            && wanted(&filters.address_ids, self.address_id)
            && filters.has_status(self.status.as_str())
            && is(&filters.external_variant_id, self.product.external_variant_id.as_deref())
            && filters.created_at.holds(self.created_at)
            && filters.updated_at.holds(self.updated_at)
    }

    fn position(&self, field: SortField) -> Position {
        let value = match field {
            SortField::CreatedAt => SortValue::Time(self.created_at),
            SortField::UpdatedAt => SortValue::Time(self.updated_at),
            _ => SortValue::Id(self.id),
        };
        (value, self.id)
    }

    fn write(&self, view: View<'_>, include: &[String], out: &mut Vec<u8>) -> Written {
        wire::subscription(self, view, include, out)
    }

    fn write_2021_01(&self, view: View<'_>, out: &mut Vec<u8>) -> Written {
        v2021_01::subscription(self, view, out)
    }
}

impl Resource for Charge {
    const SINGULAR: &'static str = "charge";
    const PLURAL: &'static str = "charges";
    const FILTERS: &'static [&'static str] = &[
        "customer_id",
        "address_id",
        "ids",
        "status",
        "purchase_item_id",
        "purchase_item_ids",
        "discount_id",
        "discount_code",
        "external_order_id",
        "scheduled_at",
        "scheduled_at_min",
        "scheduled_at_max",
        "processed_at_min",
        "processed_at_max",
        "created_at_min",
        "created_at_max",
        "updated_at_min",
        "updated_at_max",
    ];
    const FILTERS_2021_01: Renamed = &[
        ("customer_id", "customer_id"),
        ("address_id", "address_id"),
        ("ids", "ids"),
        ("status", "status"),
        ("subscription_id", "purchase_item_id"),
        ("discount_id", "discount_id"),
        ("discount_code", "discount_code"),
        ("shopify_order_id", "external_order_id"),
        ("date", "scheduled_at"),
        ("date_min", "scheduled_at_min"),
        ("date_max", "scheduled_at_max"),
        ("created_at_min", "created_at_min"),
        ("created_at_max", "created_at_max"),
        ("updated_at_min", "updated_at_min"),
        ("updated_at_max", "updated_at_max"),
    ];
    const SORTS: &'static [SortField] = &[SortField::Id, SortField::UpdatedAt, SortField::ScheduledAt];

    fn find(view: View<'_>, id: Id) -> Option<&Self> {
        view.state.charges.get(&id)
    }

    fn candidates<'a>(view: View<'a>, filters: &Filters) -> Vec<&'a Self> {
        let mut charges: Vec<&'a Self> = candidates!(view, filters, charges);
        charges.retain(|charge| has_discount(view, filters, charge.discount_id));
        charges
    }

    fn is_visible(&self, view: View<'_>) -> bool {
        let oldest = view.state.today().saturating_sub(Span::new().days(CHARGE_RETENTION_DAYS));
        !self.status.is_processed() || self.scheduled_at >= oldest
    }

    fn check(filters: &Filters, errors: &mut FieldErrors) {
        filters.check_statuses(&query::charge_statuses(), true, errors);
    }

    fn matches(&self, filters: &Filters, _unknowns: &Unknowns) -> bool {
        wanted(&filters.ids, self.id)
            && wanted(&filters.address_ids, self.address_id)
            && filters.has_status(self.status.as_str())
            && filters.purchase_item_ids.as_ref().is_none_or(|ids| ids.iter().any(|id| self.contains(*id)))
            && is(&filters.external_order_id, self.external_order_id.as_deref())
            && filters.scheduled_at.holds(self.scheduled_at)
            && filters.processed_at.holds_optional(self.processed_at)
            && filters.created_at.holds(self.created_at)
            && filters.updated_at.holds(self.updated_at)
    }

    fn position(&self, field: SortField) -> Position {
        let value = match field {
            SortField::UpdatedAt => SortValue::Time(self.updated_at),
            SortField::ScheduledAt => SortValue::Date(self.scheduled_at),
            _ => SortValue::Id(self.id),
        };
        (value, self.id)
    }

    fn write(&self, view: View<'_>, include: &[String], out: &mut Vec<u8>) -> Written {
        wire::charge(self, view, include, out)
    }

    fn write_2021_01(&self, view: View<'_>, out: &mut Vec<u8>) -> Written {
        v2021_01::charge(self, view, out)
    }
}

impl Resource for Order {
    const SINGULAR: &'static str = "order";
    const PLURAL: &'static str = "orders";
    const FILTERS: &'static [&'static str] = &[
        "customer_id",
        "address_id",
        "charge_id",
        "external_customer_id",
        "external_order_id",
        "ids",
        "status",
        "type",
        "purchase_item_id",
        "scheduled_at",
        "scheduled_at_min",
        "scheduled_at_max",
        "processed_at_min",
        "processed_at_max",
        "created_at_min",
        "created_at_max",
        "updated_at_min",
        "updated_at_max",
    ];
    const FILTERS_2021_01: Renamed = &[
        ("customer_id", "customer_id"),
        ("address_id", "address_id"),
        ("charge_id", "charge_id"),
        ("ids", "ids"),
        ("status", "status"),
        ("subscription_id", "purchase_item_id"),
        ("shopify_customer_id", "external_customer_id"),
        ("shopify_order_id", "external_order_id"),
        ("scheduled_at_min", "scheduled_at_min"),
        ("scheduled_at_max", "scheduled_at_max"),
        ("shipping_date", "scheduled_at"),
        ("created_at_min", "created_at_min"),
        ("created_at_max", "created_at_max"),
        ("updated_at_min", "updated_at_min"),
        ("updated_at_max", "updated_at_max"),
    ];
    const SORTS: &'static [SortField] =
        &[SortField::Id, SortField::UpdatedAt, SortField::ProcessedAt, SortField::ScheduledAt];

    fn find(view: View<'_>, id: Id) -> Option<&Self> {
        view.state.orders.get(&id)
    }

    fn candidates<'a>(view: View<'a>, filters: &Filters) -> Vec<&'a Self> {
        candidates!(view, filters, orders)
    }

    fn check(filters: &Filters, errors: &mut FieldErrors) {
        filters.check_statuses(&query::order_statuses(), true, errors);
    }

    fn matches(&self, filters: &Filters, _unknowns: &Unknowns) -> bool {
        let contains = |id: &Id| self.line_items.iter().any(|item| item.purchase_item_id == *id);
        wanted(&filters.ids, self.id)
            && wanted(&filters.address_ids, self.address_id)
            && filters.charge_id.is_none_or(|charge| charge == self.charge_id)
            && filters.has_status(self.status.as_str())
            && is_type(&filters.order_type, self.order_type)
            && filters.purchase_item_ids.as_ref().is_none_or(|ids| ids.iter().any(contains))
            && is(&filters.external_order_id, self.external_order_id.as_deref())
            && filters.scheduled_at.holds(self.scheduled_at)
            && filters.processed_at.holds_optional(self.processed_at)
            && filters.created_at.holds(self.created_at)
            && filters.updated_at.holds(self.updated_at)
    }

    fn position(&self, field: SortField) -> Position {
        let value = match field {
            SortField::UpdatedAt => SortValue::Time(self.updated_at),
            SortField::ScheduledAt => SortValue::Date(self.scheduled_at),
            SortField::ProcessedAt => self.processed_at.map_or(SortValue::Nothing(()), SortValue::Time),
            _ => SortValue::Id(self.id),
        };
        (value, self.id)
    }

    fn write(&self, view: View<'_>, _include: &[String], out: &mut Vec<u8>) -> Written {
        wire::order(self, view, out)
    }

    fn write_2021_01(&self, view: View<'_>, out: &mut Vec<u8>) -> Written {
        v2021_01::order(self, view, out)
    }
}

impl Resource for Onetime {
    const SINGULAR: &'static str = "onetime";
    const PLURAL: &'static str = "onetimes";
    const FILTERS: &'static [&'static str] = &[
        "customer_id",
        "address_id",
        "external_variant_id",
        "ids",
        "created_at_min",
        "created_at_max",
        "updated_at_min",
        "updated_at_max",
    ];
    const FILTERS_2021_01: Renamed = &[
        ("customer_id", "customer_id"),
        ("address_id", "address_id"),
        ("shopify_customer_id", "external_customer_id"),
        ("created_at_min", "created_at_min"),
        ("created_at_max", "created_at_max"),
        ("updated_at_min", "updated_at_min"),
        ("updated_at_max", "updated_at_max"),
    ];
    const SORTS: &'static [SortField] = &[SortField::Id, SortField::CreatedAt, SortField::UpdatedAt];

    fn find(view: View<'_>, id: Id) -> Option<&Self> {
        view.state.onetimes.get(&id)
    }

    fn candidates<'a>(view: View<'a>, filters: &Filters) -> Vec<&'a Self> {
        candidates!(view, filters, onetimes)
    }

    fn matches(&self, filters: &Filters, _unknowns: &Unknowns) -> bool {
        wanted(&filters.ids, self.id)
            && wanted(&filters.address_ids, self.address_id)
            && is(&filters.external_variant_id, self.product.external_variant_id.as_deref())
            && filters.created_at.holds(self.created_at)
            && filters.updated_at.holds(self.updated_at)
    }

    fn position(&self, field: SortField) -> Position {
        let value = match field {
            SortField::CreatedAt => SortValue::Time(self.created_at),
            SortField::UpdatedAt => SortValue::Time(self.updated_at),
            _ => SortValue::Id(self.id),
        };
        (value, self.id)
    }

    fn write(&self, _view: View<'_>, _include: &[String], out: &mut Vec<u8>) -> Written {
        wire::onetime(self, out)
    }

    fn write_2021_01(&self, _view: View<'_>, out: &mut Vec<u8>) -> Written {
        v2021_01::onetime(self, out)
    }
}

impl Resource for PaymentMethod {
    const SINGULAR: &'static str = "payment_method";
    const PLURAL: &'static str = "payment_methods";
    const FILTERS: &'static [&'static str] = &["customer_id", "address_id", "ids"];
    const SORTS: &'static [SortField] = &[SortField::Id];

    fn find(view: View<'_>, id: Id) -> Option<&Self> {
        view.state.payment_methods.get(&id)
    }

    fn candidates<'a>(view: View<'a>, filters: &Filters) -> Vec<&'a Self> {
        let mut methods: Vec<&'a Self> = candidates!(view, filters, payment_methods);
        if let Some(addresses) = &filters.address_ids {
            let used = |id: &Id| view.state.addresses.get(id).and_then(|address| address.payment_method_id);
            methods.retain(|method| addresses.iter().filter_map(used).any(|id| id == method.id));
        }
        methods
    }

    fn matches(&self, filters: &Filters, _unknowns: &Unknowns) -> bool {
        wanted(&filters.ids, self.id)
    }

    fn position(&self, _field: SortField) -> Position {
        (SortValue::Id(self.id), self.id)
    }

    fn write(&self, view: View<'_>, include: &[String], out: &mut Vec<u8>) -> Written {
        wire::payment_method(self, view, include, out)
    }
}
