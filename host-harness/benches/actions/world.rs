//! A shop in memory that is read and written: the plugin's own stand-in for Recharge, behind the host's transports and
//! behind the plugin's own trait alike. What was answered once is answered from the same bytes until something is written,
//! so that this shop costs next to nothing.

use armincx_recharge as native;
use async_trait::async_trait;
use bytes::Bytes;
use host_harness::capabilities::Grants;
use host_harness::clock::{Clock, FixedClock};
use host_harness::contract::{Contact, Context, Identity};
use host_harness::engine::{Plugin, Session};
use host_harness::secret_store::{SecretSource, SecretStoreError};
use host_harness::store::MemoryAuditLog;
use host_harness::upstream::{
    OutboundGet, OutboundWrite, RawAnswer, Transport, TransportError, Upstream, UpstreamConfig, WriteTransport,
};
use native::testing::{Seen, Shop, address_row, charge_row, subscription_row};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// A subscription of which a delivery is skipped.
pub const COFFEE: u64 = 61;
/// One of which none is.
pub const DECAF: u64 = 62;
/// The time of the contexts.
pub const NOW: &str = "2026-11-22T20:59:47Z";

const EMAIL: &str = "lena@example.com";
const LENA: u64 = 91;

/// Coffee and decaf go to one address, the cat's food to another; a delivery of the coffee is skipped.
pub fn shop() -> Shop {
    let product = |id, address, date, title: &str| {
        let mut row = subscription_row(id, LENA, address, date);
        if let Some(row) = row.as_object_mut() {
            row.insert("product_title".to_owned(), json!(title));
        }
        row
    };
    Shop {
        customers: vec![json!({"id": LENA, "email": EMAIL, "first_name": "Lena", "last_name": "Brandt",
            "has_valid_payment_method": true, "subscriptions_total_count": 3})],
        addresses: vec![address_row(51, LENA), address_row(52, LENA)],
        subscriptions: vec![
            product(COFFEE, 51, "2026-12-09", "Morning Blend Coffee"),
            product(DECAF, 51, "2026-12-04", "Decaf Espresso"),
            product(63, 52, "2026-12-20", "Cat Food Salmon"),
        ],
        charges: vec![
            charge_row(71, LENA, 51, "queued", "2026-12-09", &[COFFEE]),
            charge_row(72, LENA, 51, "queued", "2026-12-04", &[DECAF]),
            charge_row(73, LENA, 52, "queued", "2026-12-20", &[63]),
            charge_row(74, LENA, 51, "skipped", "2026-11-28", &[COFFEE]),
        ],
        ..Shop::default()
    }
}

/// The shop as it is, and what it answered since the last write.
struct State {
    shop: Shop,
    answers: BTreeMap<String, (u16, Bytes)>,
    writes: usize,
}

pub struct World(Mutex<State>);

impl World {
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(State { shop: shop(), answers: BTreeMap::new(), writes: 0 })))
    }

    /// Makes everything as it was in the beginning.
    pub fn reset(&self) {
        let mut state = self.0.lock().unwrap();
        if state.writes > 0 {
            *state = State { shop: shop(), answers: BTreeMap::new(), writes: 0 };
        }
    }

    /// The writes since the beginning.
    pub fn writes(&self) -> usize {
        self.0.lock().unwrap().writes
    }

    pub fn session(self: &Arc<Self>, plugin: &Plugin) -> Session {
        let clock: Arc<dyn Clock> = Arc::new(FixedClock(NOW.parse().unwrap()));
        let config = UpstreamConfig::new("recharge", "http://127.0.0.1:9".parse().unwrap());
        let config = Grants::configure(plugin.manifest(), config).unwrap();
        // Without the rate limit: it would be what is measured.
        let config = UpstreamConfig { rate_limit: None, ..config };
        let upstream = Upstream::new(config, Arc::clone(&clock), Arc::clone(self) as _).unwrap();
        let grants = Grants::builder(plugin.manifest(), "bench")
            .upstream(Arc::new(upstream.with_writes(Arc::clone(self) as _)))
            .secrets(Arc::new(Token))
            .audit(Arc::new(MemoryAuditLog::new()))
            .clock(clock);
        plugin.connect(grants.build().unwrap())
    }

    fn read(&self, path: &str, query: Vec<(String, String)>) -> (u16, Bytes) {
        let state = &mut *self.0.lock().unwrap();
        let key = query.iter().fold(path.to_owned(), |key, (name, value)| key + "&" + name + "=" + value);
        let shop = &state.shop;
        let answer = || object(shop, path).unwrap_or_else(|| list(shop, path, query));
        state.answers.entry(key).or_insert_with(answer).clone()
    }
}

/// A list, as the plugin reads them.
fn list(shop: &Shop, path: &str, query: Vec<(String, String)>) -> (u16, Bytes) {
    let seen = Seen { path: path.to_owned(), query, headers: Vec::new(), max_age: 0 };
    let answer = shop.answer(&seen).unwrap();
    (answer.status, answer.body.into())
}

/// One object, as the host reads them for preconditions.
fn object(shop: &Shop, path: &str) -> Option<(u16, Bytes)> {
    let mut parts = path.trim_start_matches('/').split('/');
    let (rows, name) = match parts.next()? {
        "subscriptions" => (&shop.subscriptions, "subscription"),
        "charges" => (&shop.charges, "charge"),
        "addresses" => (&shop.addresses, "address"),
        _ => return None,
    };
    let id: u64 = parts.next()?.parse().ok()?;
    let row = rows.iter().find(|row| row.get("id").and_then(Value::as_u64) == Some(id));
    Some(row.map_or((404, Bytes::from_static(b"{}")), |row| (200, json!({name: row}).to_string().into())))
}

#[async_trait]
impl Transport for World {
    async fn get(&self, request: OutboundGet) -> Result<RawAnswer, TransportError> {
        let (status, body) = self.read(request.url.path(), request.url.query_pairs().into_owned().collect());
        Ok(RawAnswer { status, headers: Default::default(), body })
    }
}

#[async_trait]
impl WriteTransport for World {
    async fn send(&self, request: OutboundWrite) -> Result<RawAnswer, TransportError> {
        let state = &mut *self.0.lock().unwrap();
        let body = request.body.map_or(Value::Null, |body| serde_json::from_slice(&body).unwrap());
        // Charges get new ids after each write, as is the harder answer for a client.
        let (status, answer) = state.shop.write(request.url.path(), &body, true);
        state.answers.clear();
        state.writes += 1;
        Ok(RawAnswer { status, headers: Default::default(), body: answer.to_string().into() })
    }
}

impl native::host::Host for World {
    type Secret = ();

    fn secret(&self, _name: &str) -> Result<(), native::contract::SecretError> {
        Ok(())
    }

    fn fetch(
        &self,
        requests: &[native::host::Request<'_, ()>],
    ) -> Vec<Result<native::contract::Response, native::contract::HttpError>> {
        let answer = |request: &native::host::Request<'_, ()>| {
            let query = request.query.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            let (status, body) = self.read(request.path, query);
            let fetched_at = NOW.to_owned();
            native::contract::Response { status, headers: Vec::new(), body: body.to_vec(), fetched_at, age: 0 }
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

/// The plugin's own context, of the evening of 22 November 2026.
pub fn native_context() -> native::contract::Context {
    native::contract::Context { connection: "bench".to_owned(), ..native::testing::context(EMAIL, "en") }
}

/// The same for the host.
pub fn context() -> Context {
    let context = native_context();
    Context {
        ticket: context.ticket,
        contact: Contact { email: context.contact.email, identity: Identity::Authenticated },
        locale: context.locale,
        now: context.now,
        time_zone: context.time_zone,
        connection: context.connection,
        settings: Vec::new(),
        seed: context.seed,
    }
}
