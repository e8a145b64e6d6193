//! Recharge's paths and methods, and the scopes each needs. Those that only version 2021-01 has are in
//! [`super::v2021_01`].

use crate::recharge_sandbox::model::{Id, Kind};
use crate::recharge_sandbox::rules::{Procedure, Write};

/// A read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// `/`
    Root,
    /// `/token_information`
    TokenInformation,
    /// `/store`
    Store,
    /// `/shop`, from version 2021-01
    Shop,
    /// `/charges` and the like
    List(Kind),
    /// `/charges/{id}` and the like
    One(Kind, Id),
    /// `/customers/{id}/delivery_schedule`
    DeliverySchedule(Id),
    /// `/customers/{id}/credit_summary`
    CreditSummary(Id),
    /// `/retention_strategies`
    RetentionStrategies,
    /// `/retention_strategies/{id}`
    RetentionStrategy(Id),
    /// `/discounts`
    Discounts,
    /// `/discounts/{id}`
    Discount(Id),
    /// `/products`
    Products,
    /// `/products/{external_product_id}`
    Product(Id),
    /// `/plans`
    Plans,
    /// A list of what a store never has here.
    Empty(Empty),
    /// `/charges/count` and the like, from version 2021-01
    Count(Kind),
    /// `/customers/{id}/addresses`, from version 2021-01
    AddressesOf(Id),
    /// `/customers/{id}/payment_sources`, from version 2021-01
    PaymentSources(Id),
    /// `/shop/shipping_countries`, from version 2021-01
    ShippingCountries,
    /// `/events`
    Events,
}

/// What a store never has here, and so is listed as empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Empty {
    Accounts,
    AsyncBatches,
    BundleSelections,
    Collections,
    Metafields,
}

impl Empty {
    const ALL: [Self; 5] =
        [Self::Accounts, Self::AsyncBatches, Self::BundleSelections, Self::Collections, Self::Metafields];

    /// The key around the list and the name in paths.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::AsyncBatches => "async_batches",
            Self::BundleSelections => "bundle_selections",
            Self::Collections => "collections",
            Self::Metafields => "metafields",
        }
    }

    fn scopes(self) -> Scopes {
        match self {
            Self::Accounts => &[&["read_accounts"]],
            Self::AsyncBatches => &[&["read_batches"]],
            Self::BundleSelections => &[&["read_subscriptions"]],
            Self::Collections => &[&["read_products"]],
            // The scope of whose metafields they are, which the query names.
            Self::Metafields => &[&["read_customers", "read_orders", "read_subscriptions", "read_store", "store_info"]],
        }
    }
}

/// The scopes that a call needs: of each list, one.
pub(crate) type Scopes = &'static [&'static [&'static str]];

/// What a method and a path mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// A read.
    Read(Read),
    /// A write.
    Write(Write),
    /// The path exists, the method doesn't.
    WrongMethod,
    /// There is no such path.
    Unknown,
    /// The other version has it.
    OtherVersion,
    /// Recharge has it, the sandbox hasn't: what it doesn't do.
    NotInSandbox(&'static str),
}

pub(super) fn collection(name: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| kind.plural() == name)
}

fn read_scope(kind: Kind) -> Scopes {
    match kind {
        Kind::Customer | Kind::Address => &[&["read_customers"]],
        Kind::Subscription | Kind::Onetime => &[&["read_subscriptions"]],
        Kind::Charge | Kind::Order => &[&["read_orders"]],
        Kind::PaymentMethod => &[&["read_payment_methods"]],
        // The scope of the topic's records, which only the body names.
        Kind::Webhook => &[],
    }
}

fn write_scope(kind: Kind) -> Scopes {
    match kind {
        Kind::Customer | Kind::Address => &[&["write_customers"]],
        Kind::Subscription | Kind::Onetime => &[&["write_subscriptions"]],
        Kind::Charge | Kind::Order => &[&["write_orders"]],
        Kind::PaymentMethod => &[&["write_payment_methods"]],
        Kind::Webhook => &[],
    }
}

/// The call of that name on one record of a kind.
fn procedure(kind: Kind, name: &str) -> Option<Procedure> {
    use Procedure::{
        Activate, AddFreeGift, ApplyDiscount, Cancel, CapturePayment, ChangeAddress, ChangeNextChargeDate, Clone,
        Delay, Notifications, Process, Refund, RemoveDiscount, RemoveFreeGift, SetNextChargeDate, Skip, Test, Unskip,
    };
    Some(match (kind, name) {
        (Kind::Customer, "notifications") => Notifications,
        (Kind::Subscription, "set_next_charge_date") => SetNextChargeDate,
        (Kind::Subscription, "cancel") => Cancel,
        (Kind::Subscription, "activate") => Activate,
        (Kind::Subscription, "change_address") => ChangeAddress,
        (Kind::Charge, "skip") => Skip,
        (Kind::Charge, "unskip") => Unskip,
        (Kind::Charge, "change_next_charge_date") => ChangeNextChargeDate,
        (Kind::Charge, "process") => Process,
        (Kind::Charge, "refund") => Refund,
        (Kind::Charge, "capture_payment") => CapturePayment,
        (Kind::Charge, "apply_discount") => ApplyDiscount,
        (Kind::Charge, "remove_discount") => RemoveDiscount,
        (Kind::Charge, "add_free_gift") => AddFreeGift,
        (Kind::Charge, "remove_free_gift") => RemoveFreeGift,
        (Kind::Order, "delay") => Delay,
        (Kind::Order, "clone") => Clone,
        (Kind::Webhook, "test") => Test,
        _ => return None,
    })
}

/// The scopes that a write needs.
pub(crate) fn write_scopes(write: Write) -> Scopes {
    match write {
        Write::Create(Kind::Customer) => &[&["write_customers"], &["write_payment_methods"]],
        Write::Call(_, _, Procedure::Refund) => &[&["write_orders"], &["write_payment_methods"]],
        // Below an address only 2021-01 has them.
        Write::Call(Kind::Address, _, Procedure::ApplyDiscount | Procedure::RemoveDiscount) => &[&["write_discounts"]],
        Write::Call(_, _, Procedure::Process) => &[&["write_payments"]],
        Write::Call(_, _, Procedure::Notifications) => &[&["write_notifications"]],
        Write::Call(_, _, Procedure::AddFreeGift | Procedure::RemoveFreeGift) => &[&["write_free_gifts"]],
        Write::MergeAddresses => write_scope(Kind::Address),
        Write::Call(_, _, Procedure::BulkCreate | Procedure::BulkUpdate | Procedure::BulkDelete) => {
            write_scope(Kind::Subscription)
        }
        Write::Create(kind) | Write::Update(kind, _) | Write::Delete(kind, _) | Write::Call(kind, _, _) => {
            write_scope(kind)
        }
    }
}

impl Read {
    /// The scopes that it needs; none for what every token may.
    pub(crate) fn scopes(self) -> Scopes {
        match self {
            Self::Root | Self::TokenInformation | Self::Shop | Self::ShippingCountries => &[],
            // The scope was called store_info once; tokens with the old name live on.
            Self::Store => &[&["read_store", "store_info"]],
            Self::List(kind) | Self::One(kind, _) | Self::Count(kind) => read_scope(kind),
            Self::DeliverySchedule(_) | Self::AddressesOf(_) | Self::PaymentSources(_) => &[&["read_customers"]],
            Self::CreditSummary(_) => &[&["read_credit_summary"]],
            Self::RetentionStrategies | Self::RetentionStrategy(_) => &[&["read_subscriptions"]],
            Self::Discounts | Self::Discount(_) => &[&["read_discounts"]],
            Self::Products | Self::Product(_) | Self::Plans => &[&["read_products"]],
            Self::Empty(list) => list.scopes(),
            Self::Events => &[&["read_events"]],
        }
    }

    /// Whether version 2021-01 answers it as well. Payment methods, the store and delivery schedules came with 2021-11.
    pub(crate) fn is_in_2021_01(self) -> bool {
        match self {
            Self::Store | Self::DeliverySchedule(_) | Self::CreditSummary(_) => false,
            Self::RetentionStrategies | Self::RetentionStrategy(_) => false,
            // Some of these it has in other shapes, which the sandbox doesn't know.
            Self::Discounts | Self::Discount(_) | Self::Products | Self::Product(_) | Self::Plans => false,
            Self::Empty(_) => false,
            Self::List(kind) | Self::One(kind, _) => kind != Kind::PaymentMethod,
            _ => true,
        }
    }
}

/// A path as the Admin API has it.
pub(crate) fn without_api(path: &str) -> &str {
    match path.strip_prefix("/api") {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => path,
    }
}

/// The parts of a path as the Admin API has it.
pub(super) fn parts(path: &str) -> Vec<&str> {
    let path = without_api(path);
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    path.split('/').collect()
}

/// What a request means. The path may start with `/api`, which is where Recharge's own client library looks for it.
pub(crate) fn route(method: &str, path: &str) -> Route {
    let parts = parts(path);
    let only_read = |read: Read| {
        if method == "GET" { Route::Read(read) } else { Route::WrongMethod }
    };
    match parts.as_slice() {
        [""] => only_read(Read::Root),
        ["token_information"] => only_read(Read::TokenInformation),
        ["store"] => only_read(Read::Store),
        ["shop"] => only_read(Read::Shop),
        ["retention_strategies"] => only_read(Read::RetentionStrategies),
        ["retention_strategies", id] => match id.parse() {
            Ok(id) => only_read(Read::RetentionStrategy(id)),
            Err(_) => Route::Unknown,
        },
        ["events"] => only_read(Read::Events),
        [name @ ("checkouts" | "discounts" | "products" | "plans"), ..] => shop(method, name, &parts),
        [name, ..] if Empty::ALL.iter().any(|list| list.name() == *name) => empty(method, name, &parts),
        ["addresses", "merge"] => post(method, Some(Write::MergeAddresses)),
        [name] => match (collection(name), method) {
            (Some(kind), "GET") => Route::Read(Read::List(kind)),
            (Some(kind), "POST") if kind != Kind::Charge && kind != Kind::Order => Route::Write(Write::Create(kind)),
            (Some(_), _) => Route::WrongMethod,
            (None, _) => Route::Unknown,
        },
        [name, id] => match (collection(name), id.parse(), method) {
            (Some(kind), Ok(id), "GET") => Route::Read(Read::One(kind, id)),
            (Some(kind), Ok(id), "PUT") if kind != Kind::Charge => Route::Write(Write::Update(kind, id)),
            (Some(kind), Ok(id), "DELETE") if kind != Kind::Charge => Route::Write(Write::Delete(kind, id)),
            (Some(_), Ok(_), _) => Route::WrongMethod,
            _ => Route::Unknown,
        },
        ["customers", id, what @ ("delivery_schedule" | "credit_summary")] => match id.parse() {
            Ok(id) if *what == "credit_summary" => only_read(Read::CreditSummary(id)),
            Ok(id) => only_read(Read::DeliverySchedule(id)),
            Err(_) => Route::Unknown,
        },
        [name, id, call] => match (collection(name), id.parse()) {
            (Some(kind), Ok(id)) => post(method, procedure(kind, call).map(|call| Write::Call(kind, id, call))),
            _ => Route::Unknown,
        },
        [name @ ("addresses" | "subscriptions"), id, "charges", "skip"] => match (collection(name), id.parse()) {
            (Some(kind), Ok(id)) => post(method, Some(Write::Call(kind, id, Procedure::SkipOnDate))),
            _ => Route::Unknown,
        },
        _ => Route::Unknown,
    }
}

/// What a shop has that no customer owns. It is read only: the shop makes it in Recharge's pages, here it is the world's.
fn shop(method: &str, name: &str, parts: &[&str]) -> Route {
    let id = parts.get(1).map(|id| id.parse::<Id>());
    match (method, name, id, parts.len()) {
        (_, "checkouts", ..) => Route::NotInSandbox("checkouts"),
        ("GET", "discounts", None, _) => Route::Read(Read::Discounts),
        ("GET", "discounts", Some(Ok(id)), 2) => Route::Read(Read::Discount(id)),
        ("GET", "products", None, _) => Route::Read(Read::Products),
        ("GET", "products", Some(Ok(id)), 2) => Route::Read(Read::Product(id)),
        ("GET", "plans", None, _) => Route::Read(Read::Plans),
        ("GET", ..) => Route::Unknown,
        (_, "discounts", ..) => Route::NotInSandbox("changes of discounts"),
        (_, "products", ..) => Route::NotInSandbox("changes of products and their plans"),
        _ => Route::NotInSandbox("changes of plans"),
    }
}

/// A list that is always empty, so that there is no record either.
fn empty(method: &str, name: &str, parts: &[&str]) -> Route {
    match Empty::ALL.into_iter().find(|list| list.name() == name) {
        Some(list) if method == "GET" && parts.len() == 1 => Route::Read(Read::Empty(list)),
        Some(_) if method == "GET" => Route::Unknown,
        Some(Empty::Accounts) => Route::WrongMethod,
        Some(Empty::AsyncBatches) => Route::NotInSandbox("async batches"),
        Some(Empty::BundleSelections) => Route::NotInSandbox("bundles"),
        Some(Empty::Collections) => Route::NotInSandbox("changes of collections"),
        Some(Empty::Metafields) => Route::NotInSandbox("metafields"),
        None => Route::Unknown,
    }
}

fn post(method: &str, write: Option<Write>) -> Route {
    match write {
        None => Route::Unknown,
        Some(write) if method == "POST" => Route::Write(write),
        Some(_) => Route::WrongMethod,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_read_is_found_with_its_scopes() {
        for (path, read, scopes) in [
            ("/", Read::Root, &[][..]),
            ("/token_information", Read::TokenInformation, &[]),
            ("/shop", Read::Shop, &[]),
            ("/store", Read::Store, &["read_store", "store_info"]),
            ("/customers", Read::List(Kind::Customer), &["read_customers"]),
            ("/customers/5", Read::One(Kind::Customer, 5), &["read_customers"]),
            ("/customers/5/delivery_schedule", Read::DeliverySchedule(5), &["read_customers"]),
            ("/customers/5/credit_summary", Read::CreditSummary(5), &["read_credit_summary"]),
            ("/retention_strategies", Read::RetentionStrategies, &["read_subscriptions"]),
            ("/retention_strategies/5", Read::RetentionStrategy(5), &["read_subscriptions"]),
            ("/addresses", Read::List(Kind::Address), &["read_customers"]),
            ("/addresses/5/", Read::One(Kind::Address, 5), &["read_customers"]),
            ("/subscriptions", Read::List(Kind::Subscription), &["read_subscriptions"]),
            ("/subscriptions/5", Read::One(Kind::Subscription, 5), &["read_subscriptions"]),
            ("/onetimes", Read::List(Kind::Onetime), &["read_subscriptions"]),
            ("/charges", Read::List(Kind::Charge), &["read_orders"]),
            ("/charges/5", Read::One(Kind::Charge, 5), &["read_orders"]),
            ("/orders", Read::List(Kind::Order), &["read_orders"]),
            ("/payment_methods", Read::List(Kind::PaymentMethod), &["read_payment_methods"]),
            ("/events", Read::Events, &["read_events"]),
            ("/webhooks", Read::List(Kind::Webhook), &[]),
            ("/discounts", Read::Discounts, &["read_discounts"]),
            ("/discounts/5", Read::Discount(5), &["read_discounts"]),
            ("/products", Read::Products, &["read_products"]),
            ("/products/5", Read::Product(5), &["read_products"]),
            ("/plans", Read::Plans, &["read_products"]),
            ("/collections", Read::Empty(Empty::Collections), &["read_products"]),
            ("/accounts", Read::Empty(Empty::Accounts), &["read_accounts"]),
            ("/async_batches", Read::Empty(Empty::AsyncBatches), &["read_batches"]),
            ("/bundle_selections", Read::Empty(Empty::BundleSelections), &["read_subscriptions"]),
        ] {
            assert_eq!(route("GET", path), Route::Read(read), "{path}");
            assert_eq!(route("GET", &format!("/api{path}")), Route::Read(read), "/api{path}");
            assert_eq!(read.scopes().concat(), scopes, "{path}");
        }
    }

    #[test]
    fn paths_that_recharge_has_not_are_unknown() {
        for path in [
            "/nothing",
            "/charges/abc",
            "/charges/-1",
            "/charges/99999999999999999999999",
            "/charges/5/pause",
            "/subscriptions/5/resume",
            "/apix/charges",
            "//charges",
            "/charges/5/skip/more",
            "/addresses/x/charges/skip",
        ] {
            assert_eq!(route("GET", path), Route::Unknown, "{path}");
            assert_eq!(route("POST", path), Route::Unknown, "{path}");
        }
    }

    #[test]
    fn writes_are_known_by_method_and_scope() {
        for (method, path, scope) in [
            ("POST", "/charges/5/skip", "write_orders"),
            ("POST", "/charges/5/unskip", "write_orders"),
            ("POST", "/charges/5/change_next_charge_date", "write_orders"),
            ("POST", "/charges/5/apply_discount", "write_orders"),
            ("POST", "/charges/5/remove_discount", "write_orders"),
            ("POST", "/subscriptions/5/set_next_charge_date", "write_subscriptions"),
            ("POST", "/subscriptions/5/cancel", "write_subscriptions"),
            ("POST", "/subscriptions/5/charges/skip", "write_subscriptions"),
            ("PUT", "/subscriptions/5", "write_subscriptions"),
            ("PUT", "/addresses/5", "write_customers"),
            ("POST", "/addresses/merge", "write_customers"),
            ("POST", "/addresses/5/charges/skip", "write_customers"),
            ("DELETE", "/onetimes/5", "write_subscriptions"),
        ] {
            let Route::Write(write) = route(method, path) else { panic!("{method} {path} is no write") };
            assert_eq!(write_scopes(write), [[scope]], "{method} {path}");
        }
        for (method, path) in [
            ("POST", "/token_information"),
            ("DELETE", "/charges/5"),
            ("PUT", "/charges/5/skip"),
            ("GET", "/charges/5/skip"),
            ("PATCH", "/subscriptions/5"),
            ("POST", "/charges"),
        ] {
            assert_eq!(route(method, path), Route::WrongMethod, "{method} {path}");
        }
    }
}
