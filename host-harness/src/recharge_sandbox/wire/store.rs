//! The store's body, and what a token is told about itself.

use serde_json::{Value, json};

use super::{View, with_offset};
use crate::recharge_sandbox::model::Token;

/// The store in version 2021-11.
pub(crate) fn store(view: View<'_>) -> Value {
    let store = &view.state.store;
    let presentment: Vec<Value> = store
        .presentment_currencies
        .iter()
        .map(|currency| json!({"currency": currency, "locale_name": currency, "symbol": currency}))
        .collect();
    json!({"store": {
        "id": store.id,
        "checkout_logo_url": "https://cdn.example.com/logo.png",
        "checkout_platform": "shopify",
        "created_at": with_offset(store.created_at),
        "currency": store.currency,
        "customer_portal_base_url": format!("https://{}/tools/recurring", store.identifier),
        "default_api_version": "2021-01",
        "disabled_currencies_historical": [],
        "email": store.email,
        "enabled_presentment_currencies": store.presentment_currencies,
        "enabled_presentment_currencies_symbols": presentment,
        "external_platform": "shopify",
        "identifier": store.identifier,
        "merchant_portal_base_url": store.merchant_portal_base_url,
        "name": store.name,
        "phone": store.phone.as_deref().unwrap_or_default(),
        "timezone": {"iana_name": store.time_zone, "name": zone_name(view)},
        "updated_at": with_offset(store.updated_at),
        "weight_unit": "g",
    }})
}

/// What the root answers; some clients use it to try a token.
pub(crate) fn store_summary(view: View<'_>) -> Value {
    let store = &view.state.store;
    json!({
        "store_id": store.id,
        "store_name": store.name,
        "store_url": store.domain,
        "iana_timezone": store.time_zone,
        "email": store.email,
        "currency": store.currency,
        "shop_owner": store.name,
    })
}

/// What a token is and may do.
pub(crate) fn token_information(token: &Token) -> Value {
    json!({"token_information": {
        "client": {"name": token.name, "contact_email": token.contact_email},
        "contact_email": token.contact_email,
        "name": format!("[Private App] {}", token.name),
        "scopes": token.scopes,
    }})
}

/// "(GMT+01:00) Berlin".
pub(super) fn zone_name(view: View<'_>) -> String {
    let offset = view.state.time_zone().to_offset(view.state.now).seconds();
    let sign = if offset < 0 { '-' } else { '+' };
    let (hours, minutes) = (offset.unsigned_abs() / 3600, offset.unsigned_abs() % 3600 / 60);
    let city = view.state.store.time_zone.rsplit('/').next().unwrap_or_default().replace('_', " ");
    format!("(GMT{sign}{hours:02}:{minutes:02}) {city}")
}
