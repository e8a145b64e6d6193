//! A shop in memory with one customer and as many subscriptions as wanted, for the host's transport and for the plugin's
//! own trait alike: both get the same bytes.

use armincx_recharge as native;
use async_trait::async_trait;
use bytes::Bytes;
use host_harness::capabilities::Grants;
use host_harness::clock::{Clock, SystemClock};
use host_harness::contract::{Contact, Context, Identity};
use host_harness::engine::{Plugin, Session};
use host_harness::secret_store::{SecretSource, SecretStoreError};
use host_harness::store::MemoryAuditLog;
use host_harness::upstream::{OutboundGet, RawAnswer, Transport, TransportError, Upstream, UpstreamConfig};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

const EMAIL: &str = "lena.brandt@example.com";
const NOW: &str = "2026-11-22T10:30:00+01:00";

#[derive(Clone)]
pub struct Shop {
    answers: Arc<BTreeMap<String, Bytes>>,
}

impl Shop {
    pub fn with_subscriptions(count: usize) -> Self {
        let subscriptions: Vec<Value> = (0..count).map(subscription).collect();
        let charges: Vec<Value> = (0..count.div_ceil(3)).map(|number| charge(number, count)).collect();
        let list = |name: &str, rows: Vec<Value>| json!({"next_cursor": null, "previous_cursor": null, name: rows});
        let scopes = [
            "read_customers",
            "write_customers",
            "read_subscriptions",
            "write_subscriptions",
            "read_orders",
            "write_orders",
            "read_store",
        ];
        let token = json!({"name": "Bench", "contact_email": "a@b.example", "scopes": scopes});
        let answers = [
            ("/customers", list("customers", vec![customer(count)])),
            ("/store", json!({"store": store()})),
            ("/token_information", json!({"token_information": token})),
            ("/subscriptions", list("subscriptions", subscriptions)),
            ("/charges", list("charges", charges)),
            ("/addresses", list("addresses", vec![address()])),
            ("/orders", list("orders", Vec::new())),
        ];
        let bytes = answers.into_iter().map(|(path, body)| (path.to_owned(), Bytes::from(body.to_string())));
        Self { answers: Arc::new(bytes.collect()) }
    }

    pub fn session(&self, plugin: &Plugin) -> Session {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let config = UpstreamConfig::new("recharge", "http://127.0.0.1:9".parse().unwrap());
        let config = Grants::configure(plugin.manifest(), config).unwrap();
        // Without the rate limit: it would be what is measured.
        let config = UpstreamConfig { rate_limit: None, ..config };
        let upstream = Upstream::new(config, Arc::clone(&clock), Arc::new(self.clone())).unwrap();
        let grants = Grants::builder(plugin.manifest(), "bench")
            .upstream(Arc::new(upstream))
            .secrets(Arc::new(Token))
            .audit(Arc::new(MemoryAuditLog::new()));
        plugin.connect(grants.build().unwrap())
    }

    fn body(&self, path: &str) -> Bytes {
        self.answers.get(path).cloned().unwrap_or_default()
    }
}

#[async_trait]
impl Transport for Shop {
    async fn get(&self, request: OutboundGet) -> Result<RawAnswer, TransportError> {
        Ok(RawAnswer { status: 200, headers: Default::default(), body: self.body(request.url.path()) })
    }
}

impl native::host::Host for Shop {
    type Secret = ();

    fn secret(&self, _name: &str) -> Result<(), native::contract::SecretError> {
        Ok(())
    }

    fn fetch(
        &self,
        requests: &[native::host::Request<'_, ()>],
    ) -> Vec<Result<native::contract::Response, native::contract::HttpError>> {
        let answer = |request: &native::host::Request<'_, ()>| native::contract::Response {
            status: 200,
            headers: Vec::new(),
            body: self.body(request.path).to_vec(),
            fetched_at: NOW.to_owned(),
            age: 0,
        };
        requests.iter().map(answer).map(Ok).collect()
    }

    fn remark(&self, _event: native::contract::Event) {}
}

#[derive(Debug)]
struct Token;

impl SecretSource for Token {
    fn get(&self, _connection: &str, _name: &str) -> Result<Option<SecretString>, SecretStoreError> {
        Ok(Some(SecretString::from("sk_test_1x1_benchmark".to_owned())))
    }
}

pub fn context() -> Context {
    Context {
        ticket: "T".to_owned(),
        contact: Contact { email: EMAIL.to_owned(), identity: Identity::Authenticated },
        locale: "en".to_owned(),
        now: NOW.to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        connection: "bench".to_owned(),
        settings: Vec::new(),
        seed: 1,
    }
}

pub fn native_context() -> native::contract::Context {
    native::contract::Context {
        ticket: "T".to_owned(),
        contact: native::contract::Contact {
            email: EMAIL.to_owned(),
            identity: native::contract::Identity::Authenticated,
        },
        locale: "en".to_owned(),
        now: NOW.to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        connection: "bench".to_owned(),
        settings: Vec::new(),
        seed: 1,
    }
}

fn customer(count: usize) -> Value {
    json!({"id": 91500231, "email": EMAIL, "first_name": "Lena", "last_name": "Brandt", "hash": "6edd4a4f6ca8",
        "subscriptions_active_count": count, "subscriptions_total_count": count, "has_payment_method_in_dunning": false,
        "has_valid_payment_method": true, "created_at": "2025-02-11T08:31:39", "updated_at": "2026-01-12T07:02:31"})
}

fn store() -> Value {
    json!({"id": 482011, "name": "Bench", "currency": "EUR", "identifier": "bench.myshopify.com",
        "merchant_portal_base_url": "https://bench-sp.admin.rechargeapps.com",
        "timezone": {"iana_name": "Europe/Berlin", "name": "(GMT+01:00) Berlin"}})
}

fn address() -> Value {
    json!({"id": 151085761, "customer_id": 91500231, "address1": "Musterstrasse 11", "address2": null, "city": "Berlin",
        "company": null, "country_code": "DE", "first_name": "Lena", "last_name": "Brandt", "phone": null,
        "province": "Berlin", "zip": "10115"})
}

fn subscription(number: usize) -> Value {
    json!({"id": 601000000 + number, "address_id": 151085761, "customer_id": 91500231, "cancellation_reason": null,
        "cancelled_at": null, "charge_interval_frequency": 30, "created_at": "2025-02-11T08:32:01+00:00",
        "external_product_id": {"ecommerce": "7542485909654"}, "external_variant_id": {"ecommerce": "43184327688342"},
        "has_queued_charges": true, "is_prepaid": false, "is_skippable": true, "is_swappable": true,
        "max_retries_reached": false, "next_charge_scheduled_at": format!("2026-12-{:02}", 1 + number % 28),
        "order_day_of_month": null, "order_day_of_week": null, "order_interval_frequency": 30,
        "order_interval_unit": "day", "presentment_currency": "EUR", "price": "24.90",
        "product_title": format!("Daily Greens {number}"), "properties": [], "quantity": 1, "sku": "GREENS-30",
        "sku_override": false, "status": "active", "updated_at": "2026-01-10T08:00:11+00:00",
        "variant_title": "30 servings"})
}

fn charge(number: usize, count: usize) -> Value {
    let items = (number * 3..(number * 3 + 3).min(count)).map(|item| {
        json!({"purchase_item_id": 601000000 + item, "purchase_item_type": "subscription", "quantity": 1,
            "title": format!("Daily Greens {item}"), "variant_title": "30 servings", "unit_price": "24.90",
            "total_price": "24.90", "images": {}, "properties": [], "sku": "GREENS-30"})
    });
    json!({"id": 1349000000 + number, "address_id": 151085761, "currency": "EUR",
        "customer": {"id": 91500231, "email": EMAIL, "external_customer_id": {"ecommerce": "1"}, "hash": "6edd"},
        "line_items": items.collect::<Vec<_>>(), "scheduled_at": format!("2026-12-{:02}", 1 + number % 28),
        "shipping_lines": [{"code": "Standard", "price": "3.90", "status": "active", "title": "Standard"}],
        "status": "queued", "total_price": "78.60", "has_uncommitted_changes": false, "error": null, "retry_date": null,
        "type": "recurring"})
}
