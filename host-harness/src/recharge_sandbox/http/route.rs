//! Recharge's paths and methods, and the scopes each needs. Version 2021-11 unless said otherwise.

use crate::recharge_sandbox::model::Id;

/// The collections that are listed and read alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Collection {
    Customers,
    Addresses,
    Subscriptions,
    Charges,
    Orders,
    Onetimes,
    PaymentMethods,
}

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
    List(Collection),
    /// `/charges/{id}` and the like
    One(Collection, Id),
    /// `/customers/{id}/delivery_schedule`
    DeliverySchedule(Id),
}

/// What a method and a path mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// A read.
    Read(Read),
    /// A write that Recharge knows, with the scope it needs.
    Write(&'static [&'static str]),
    /// The path exists, the method doesn't.
    WrongMethod,
    /// There is no such path.
    Unknown,
}

impl Collection {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "customers" => Self::Customers,
            "addresses" => Self::Addresses,
            "subscriptions" => Self::Subscriptions,
            "charges" => Self::Charges,
            "orders" => Self::Orders,
            "onetimes" => Self::Onetimes,
            "payment_methods" => Self::PaymentMethods,
            _ => return None,
        })
    }

    fn read_scope(self) -> &'static [&'static str] {
        match self {
            Self::Customers | Self::Addresses => &["read_customers"],
            Self::Subscriptions | Self::Onetimes => &["read_subscriptions"],
            Self::Charges | Self::Orders => &["read_orders"],
            Self::PaymentMethods => &["read_payment_methods"],
        }
    }

    fn write_scope(self) -> &'static [&'static str] {
        match self {
            Self::Customers | Self::Addresses => &["write_customers"],
            Self::Subscriptions | Self::Onetimes => &["write_subscriptions"],
            Self::Charges | Self::Orders => &["write_orders"],
            Self::PaymentMethods => &["write_payment_methods"],
        }
    }

    /// The methods on the whole collection besides GET.
    fn collection_writes(self) -> &'static [&'static str] {
        match self {
            Self::Charges | Self::Orders => &[],
            _ => &["POST"],
        }
    }

    /// The methods on one record besides GET.
    fn record_writes(self) -> &'static [&'static str] {
        match self {
            Self::Charges => &[],
            _ => &["PUT", "DELETE"],
        }
    }

    /// The calls on one record, all POST.
    fn procedures(self) -> &'static [&'static str] {
        match self {
            Self::Customers => &["notifications"],
            Self::Subscriptions => &["set_next_charge_date", "cancel", "activate", "change_address"],
            Self::Charges => &[
                "skip",
                "unskip",
                "change_next_charge_date",
                "process",
                "refund",
                "capture_payment",
                "apply_discount",
                "remove_discount",
                "add_free_gift",
                "remove_free_gift",
            ],
            Self::Orders => &["delay", "clone"],
            Self::Addresses | Self::Onetimes | Self::PaymentMethods => &[],
        }
    }
}

impl Read {
    /// The scopes of which one is needed; none for what every token may.
    pub(crate) fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::Root | Self::TokenInformation | Self::Shop => &[],
            // The scope was called store_info once; tokens with the old name live on.
            Self::Store => &["read_store", "store_info"],
            Self::List(collection) | Self::One(collection, _) => collection.read_scope(),
            Self::DeliverySchedule(_) => &["read_customers"],
        }
    }

    /// Whether version 2021-01 answers it as well.
    pub(crate) fn is_in_2021_01(self) -> bool {
        matches!(self, Self::Root | Self::TokenInformation | Self::Shop)
    }
}

/// What a request means. The path may start with `/api`, which is where Recharge's own client library looks for it.
pub(crate) fn route(method: &str, path: &str) -> Route {
    let path = match path.strip_prefix("/api") {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => path,
    };
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    let parts: Vec<&str> = path.split('/').collect();
    let only_read = |read: Read| {
        if method == "GET" { Route::Read(read) } else { Route::WrongMethod }
    };
    match parts.as_slice() {
        [""] => only_read(Read::Root),
        ["token_information"] => only_read(Read::TokenInformation),
        ["store"] => only_read(Read::Store),
        ["shop"] => only_read(Read::Shop),
        [name] => match Collection::named(name) {
            Some(collection) => method_of(method, Read::List(collection), collection.collection_writes(), collection),
            None => Route::Unknown,
        },
        ["addresses", "merge"] => written(method, Collection::Addresses),
        [name, id] => match (Collection::named(name), id.parse()) {
            (Some(collection), Ok(id)) => {
                method_of(method, Read::One(collection, id), collection.record_writes(), collection)
            }
            _ => Route::Unknown,
        },
        ["customers", id, "delivery_schedule"] => match id.parse() {
            Ok(id) => only_read(Read::DeliverySchedule(id)),
            Err(_) => Route::Unknown,
        },
        [name, id, procedure] => match (Collection::named(name), id.parse::<Id>()) {
            (Some(collection), Ok(_)) if collection.procedures().contains(procedure) => written(method, collection),
            _ => Route::Unknown,
        },
        [name @ ("addresses" | "subscriptions"), id, "charges", "skip"] => {
            match (Collection::named(name), id.parse::<Id>()) {
                (Some(collection), Ok(_)) => written(method, collection),
                _ => Route::Unknown,
            }
        }
        _ => Route::Unknown,
    }
}

fn method_of(method: &str, read: Read, writes: &[&str], collection: Collection) -> Route {
    if method == "GET" {
        Route::Read(read)
    } else if writes.contains(&method) {
        Route::Write(collection.write_scope())
    } else {
        Route::WrongMethod
    }
}

fn written(method: &str, collection: Collection) -> Route {
    if method == "POST" { Route::Write(collection.write_scope()) } else { Route::WrongMethod }
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
            ("/customers", Read::List(Collection::Customers), &["read_customers"]),
            ("/customers/5", Read::One(Collection::Customers, 5), &["read_customers"]),
            ("/customers/5/delivery_schedule", Read::DeliverySchedule(5), &["read_customers"]),
            ("/addresses", Read::List(Collection::Addresses), &["read_customers"]),
            ("/addresses/5/", Read::One(Collection::Addresses, 5), &["read_customers"]),
            ("/subscriptions", Read::List(Collection::Subscriptions), &["read_subscriptions"]),
            ("/subscriptions/5", Read::One(Collection::Subscriptions, 5), &["read_subscriptions"]),
            ("/onetimes", Read::List(Collection::Onetimes), &["read_subscriptions"]),
            ("/charges", Read::List(Collection::Charges), &["read_orders"]),
            ("/charges/5", Read::One(Collection::Charges, 5), &["read_orders"]),
            ("/orders", Read::List(Collection::Orders), &["read_orders"]),
            ("/payment_methods", Read::List(Collection::PaymentMethods), &["read_payment_methods"]),
        ] {
            assert_eq!(route("GET", path), Route::Read(read), "{path}");
            assert_eq!(route("GET", &format!("/api{path}")), Route::Read(read), "/api{path}");
            assert_eq!(read.scopes(), scopes, "{path}");
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
            ("POST", "/subscriptions/5/set_next_charge_date", "write_subscriptions"),
            ("POST", "/subscriptions/5/cancel", "write_subscriptions"),
            ("POST", "/subscriptions/5/charges/skip", "write_subscriptions"),
            ("PUT", "/subscriptions/5", "write_subscriptions"),
            ("PUT", "/addresses/5", "write_customers"),
            ("POST", "/addresses/merge", "write_customers"),
            ("POST", "/addresses/5/charges/skip", "write_customers"),
            ("DELETE", "/onetimes/5", "write_subscriptions"),
        ] {
            let Route::Write(scopes) = route(method, path) else { panic!("{method} {path} is no write") };
            assert_eq!(scopes, [scope], "{method} {path}");
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
