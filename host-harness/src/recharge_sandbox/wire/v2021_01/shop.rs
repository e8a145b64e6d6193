//! The store in version 2021-01, and where it ships to.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::store::zone_name;
use super::super::{View, country, with_offset};
use crate::recharge_sandbox::unknowns::ShopKey;

/// The store, below the key that is chosen: clients have met both.
pub(crate) fn shop(view: View<'_>) -> Value {
    let store = &view.state.store;
    let key = match view.state.unknowns.shop_key {
        ShopKey::Shop => "shop",
        ShopKey::Store => "store",
    };
    json!({key: {
        "id": store.id,
        "created_at": with_offset(store.created_at),
        "currency": store.currency,
        "domain": store.domain,
        "email": store.email,
        "iana_timezone": store.time_zone,
        "my_shopify_domain": store.identifier,
        "name": store.name,
        "shop_email": store.email,
        "shop_phone": store.phone,
        "timezone": zone_name(view),
        "updated_at": with_offset(store.updated_at),
    }})
}

/// The countries that the store's customers have addresses in; the sandbox has no settings for shipping.
pub(crate) fn shipping_countries(view: View<'_>) -> Value {
    let codes = view.state.addresses.values().filter_map(|address| address.postal.country_code.as_deref());
    let codes: BTreeSet<&str> = codes.collect();
    let countries = codes.into_iter().zip(1_u64..).map(
        |(code, id)| json!({"id": id, "code": code, "country_id": id, "name": country::name(code), "provinces": []}),
    );
    json!({"shipping_countries": countries.collect::<Vec<Value>>()})
}
