//! The paths of version 2021-01: its own, and which of the others it doesn't have.

use super::super::route::{Read, Route, collection, parts, route};
use crate::recharge_sandbox::model::{Id, Kind};
use crate::recharge_sandbox::rules::{Procedure, Write};
use crate::recharge_sandbox::version::Version;

/// A request with what its path says besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    pub route: Route,
    pub form: Form,
}

/// What a path of 2021-01 says that 2021-11 has in the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nothing.
    Plain,
    /// The customer of a new address.
    OfCustomer(Id),
    /// The address of a new onetime.
    AtAddress(Id),
    /// The charge whose order is copied.
    OfCharge(Id),
    /// That the order's date is all that changes, and must be there.
    OrderDate,
}

/// What a request means in its version.
pub(crate) fn asked(version: Version, method: &str, path: &str) -> Asked {
    let plain = |route| Asked { route, form: Form::Plain };
    let own = own(method, &parts(path));
    match (version, route(method, path)) {
        (Version::V2021_01, general) => {
            own.unwrap_or_else(|| plain(if has(general) { general } else { Route::OtherVersion }))
        }
        (Version::V2021_11, Route::Read(Read::Shop)) => plain(Route::OtherVersion),
        (Version::V2021_11, Route::Unknown) if own.is_some() => plain(Route::OtherVersion),
        (Version::V2021_11, general) => plain(general),
    }
}

/// Whether 2021-01 has what 2021-11 has. Merging addresses, copying an order by itself and payment methods came later;
/// addresses are made below their customer.
fn has(general: Route) -> bool {
    match general {
        Route::Read(read) => read.is_in_2021_01(),
        Route::Write(write) => !matches!(
            write,
            Write::MergeAddresses
                | Write::Create(Kind::Address | Kind::PaymentMethod)
                | Write::Update(Kind::PaymentMethod, _)
                | Write::Delete(Kind::PaymentMethod, _)
                | Write::Call(Kind::Order, _, Procedure::Clone)
        ),
        _ => true,
    }
}

/// The paths that only 2021-01 has. Each is called by a client that somebody wrote for it.
fn own(method: &str, parts: &[&str]) -> Option<Asked> {
    let asked = |route, form| Some(Asked { route, form });
    let read = |read| asked(if method == "GET" { Route::Read(read) } else { Route::WrongMethod }, Form::Plain);
    let write = |methods: &[&str], write, form| {
        asked(if methods.contains(&method) { Route::Write(write) } else { Route::WrongMethod }, form)
    };
    match parts {
        ["shop", "shipping_countries"] => read(Read::ShippingCountries),
        [name, "count"] => match collection(name)? {
            kind @ (Kind::Customer | Kind::Address | Kind::Subscription | Kind::Charge | Kind::Order) => {
                read(Read::Count(kind))
            }
            _ => None,
        },
        ["customers", id, "payment_sources"] => read(Read::PaymentSources(id.parse().ok()?)),
        ["customers", id, "addresses"] => {
            let customer = id.parse().ok()?;
            match method {
                "POST" => asked(Route::Write(Write::Create(Kind::Address)), Form::OfCustomer(customer)),
                _ => read(Read::AddressesOf(customer)),
            }
        }
        ["onetimes", "address", id] | ["addresses", id, "onetimes"] => {
            write(&["POST"], Write::Create(Kind::Onetime), Form::AtAddress(id.parse().ok()?))
        }
        ["addresses", id, "subscriptions-bulk"] => {
            let procedure = match method {
                "POST" => Procedure::BulkCreate,
                "PUT" => Procedure::BulkUpdate,
                _ => Procedure::BulkDelete,
            };
            let call = Write::Call(Kind::Address, id.parse().ok()?, procedure);
            write(&["POST", "PUT", "DELETE"], call, Form::Plain)
        }
        ["addresses", id, name @ ("apply_discount" | "remove_discount")] => {
            let procedure =
                if *name == "apply_discount" { Procedure::ApplyDiscount } else { Procedure::RemoveDiscount };
            write(&["POST"], Write::Call(Kind::Address, id.parse().ok()?, procedure), Form::Plain)
        }
        // Clients send either method.
        ["charges", id, "change_next_charge_date"] => {
            let call = Write::Call(Kind::Charge, id.parse().ok()?, Procedure::ChangeNextChargeDate);
            write(&["POST", "PUT"], call, Form::Plain)
        }
        ["charges", id, "capture"] => {
            write(&["POST"], Write::Call(Kind::Charge, id.parse().ok()?, Procedure::CapturePayment), Form::Plain)
        }
        ["orders", id, "change_date"] => {
            write(&["POST"], Write::Update(Kind::Order, id.parse().ok()?), Form::OrderDate)
        }
        // Again either.
        ["orders", id, "update_shopify_variant", _] => {
            let call = Write::Call(Kind::Order, id.parse().ok()?, Procedure::UpdateShopifyVariant);
            write(&["POST", "PUT"], call, Form::Plain)
        }
        ["orders", "clone_order_on_success_charge", order, "charge", charge] => {
            let call = Write::Call(Kind::Order, order.parse().ok()?, Procedure::Clone);
            write(&["POST"], call, Form::OfCharge(charge.parse().ok()?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old(method: &str, path: &str) -> Route {
        asked(Version::V2021_01, method, path).route
    }

    #[test]
    fn what_only_2021_01_has_is_the_other_versions_in_2021_11_and_the_other_way_round() {
        for (method, path) in [
            ("GET", "/shop/shipping_countries"),
            ("GET", "/charges/count"),
            ("GET", "/customers/5/addresses"),
            ("GET", "/customers/5/payment_sources"),
            ("POST", "/customers/5/addresses"),
            ("POST", "/onetimes/address/5"),
            ("POST", "/addresses/5/onetimes"),
            ("PUT", "/addresses/5/subscriptions-bulk"),
            ("POST", "/orders/5/change_date"),
            ("PUT", "/orders/5/update_shopify_variant/7"),
            ("POST", "/orders/clone_order_on_success_charge/5/charge/7"),
            ("GET", "/shop"),
        ] {
            assert!(matches!(old(method, path), Route::Read(_) | Route::Write(_)), "{method} {path}");
            assert_eq!(asked(Version::V2021_11, method, path).route, Route::OtherVersion, "{method} {path}");
        }
        for (method, path) in [
            ("GET", "/store"),
            ("GET", "/payment_methods"),
            ("GET", "/payment_methods/5"),
            ("GET", "/customers/5/delivery_schedule"),
            ("POST", "/addresses"),
            ("POST", "/addresses/merge"),
            ("POST", "/orders/5/clone"),
            ("PUT", "/payment_methods/5"),
        ] {
            assert_eq!(old(method, path), Route::OtherVersion, "{method} {path}");
            assert!(!matches!(asked(Version::V2021_11, method, path).route, Route::OtherVersion), "{method} {path}");
        }
    }

    #[test]
    fn paths_that_neither_version_has_are_unknown_in_both() {
        for path in
            ["/charges/x/count", "/onetimes/count", "/subscriptions/5/change_date", "/customers/x/addresses", "/shop/5"]
        {
            for version in [Version::V2021_01, Version::V2021_11] {
                assert_eq!(asked(version, "GET", path).route, Route::Unknown, "{path} in {version}");
            }
        }
        assert_eq!(old("POST", "/charges/count"), Route::WrongMethod);
        assert_eq!(old("DELETE", "/customers/5/addresses"), Route::WrongMethod);
    }
}
