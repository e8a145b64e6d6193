//! A stand-in for host and Recharge in memory, for tests and benchmarks. It is no part of the component.

mod approving;
mod writing;

use std::cell::RefCell;

use serde_json::{Value, json};

use crate::contract::{Contact, Context, Event, HttpError, Identity, Response, SecretError};
use crate::host::{HeaderValue, Host, Request};

pub use approving::{Answers, MemoryApproval, PerformErrorKind, World};

/// One request as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The path.
    pub path: String,
    /// The query in order.
    pub query: Vec<(String, String)>,
    /// Headers by name; a secret's value is the secret's name in brackets.
    pub headers: Vec<(String, String)>,
    /// The oldest answer that will do, in seconds.
    pub max_age: u32,
}

impl Seen {
    /// The value of a query parameter.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What a request is answered with.
pub type Answer = Result<Response, HttpError>;

/// A host that answers from memory and keeps what it was asked.
pub struct MemoryHost {
    answer: Box<dyn Fn(&Seen) -> Answer>,
    secret: Result<(), SecretError>,
    batches: RefCell<Vec<Vec<Seen>>>,
    remarks: RefCell<Vec<Event>>,
}

/// The handle to the one secret there is.
#[derive(Debug)]
pub struct MemorySecret(());

impl MemoryHost {
    /// A host whose upstream answers by this function.
    pub fn new(answer: impl Fn(&Seen) -> Answer + 'static) -> Self {
        Self { answer: Box::new(answer), secret: Ok(()), batches: RefCell::default(), remarks: RefCell::default() }
    }

    /// The same host without the secret.
    pub fn without_secret(mut self, error: SecretError) -> Self {
        self.secret = Err(error);
        self
    }

    /// A token, as the host hands it to `check-connection`.
    pub fn token() -> MemorySecret {
        MemorySecret(())
    }

    /// The requests, one list for each round trip.
    pub fn batches(&self) -> Vec<Vec<Seen>> {
        self.batches.borrow().clone()
    }

    /// The remarks for the audit log.
    pub fn remarks(&self) -> Vec<Event> {
        self.remarks.borrow().clone()
    }
}

impl Host for MemoryHost {
    type Secret = MemorySecret;

    fn secret(&self, _name: &str) -> Result<MemorySecret, SecretError> {
        self.secret.clone().map(MemorySecret)
    }

    fn fetch(&self, requests: &[Request<'_, MemorySecret>]) -> Vec<Answer> {
        let header = |(name, value): &(&'static str, HeaderValue<'_, MemorySecret>)| {
            let value = match value {
                HeaderValue::Plain(text) => (*text).to_owned(),
                HeaderValue::Secret(_) => "[secret]".to_owned(),
            };
            ((*name).to_owned(), value)
        };
        let seen: Vec<Seen> = requests
            .iter()
            .map(|request| Seen {
                path: request.path.to_owned(),
                query: request.query.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
                headers: request.headers.iter().map(header).collect(),
                max_age: request.max_age,
            })
            .collect();
        let answers = seen.iter().map(|seen| (self.answer)(seen)).collect();
        self.batches.borrow_mut().push(seen);
        answers
    }

    fn remark(&self, event: Event) {
        self.remarks.borrow_mut().push(event);
    }
}

/// An answer of that status with that body, just fetched.
pub fn answer(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    Ok(Response {
        status,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.into(),
        fetched_at: "2026-11-22T20:59:47Z".to_owned(),
        age: 0,
    })
}

/// A good answer with a JSON body.
pub fn ok(body: &Value) -> Answer {
    answer(200, body.to_string())
}

/// A context for the evening of 22 November 2026 in Berlin.
pub fn context(email: &str, locale: &str) -> Context {
    Context {
        ticket: "T-1".to_owned(),
        contact: Contact { email: email.to_owned(), identity: Identity::Authenticated },
        locale: locale.to_owned(),
        now: "2026-11-22T21:59:47+01:00".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        connection: "demo".to_owned(),
        settings: Vec::new(),
        seed: 7,
    }
}

/// Recharge's answers in memory: lists of rows by customer, with filters and pages as Recharge has them.
#[derive(Debug, Clone)]
pub struct Shop {
    /// The answer to `/store`.
    pub store: Value,
    /// The scopes of the token.
    pub scopes: Vec<String>,
    /// Customers.
    pub customers: Vec<Value>,
    /// Subscriptions.
    pub subscriptions: Vec<Value>,
    /// Charges.
    pub charges: Vec<Value>,
    /// Addresses.
    pub addresses: Vec<Value>,
    /// Orders.
    pub orders: Vec<Value>,
    /// Reasons for a cancellation; nothing answers 404.
    pub reasons: Option<Value>,
}

impl Default for Shop {
    fn default() -> Self {
        let scopes = [
            "read_customers",
            "write_customers",
            "read_subscriptions",
            "write_subscriptions",
            "read_orders",
            "write_orders",
            "store_info",
        ];
        Self {
            store: json!({"id": 482_011, "name": "Demo Shop", "identifier": "demo-shop.myshopify.com", "currency": "EUR",
                "timezone": {"iana_name": "Europe/Berlin"}, "merchant_portal_base_url": null}),
            scopes: scopes.map(str::to_owned).to_vec(),
            customers: Vec::new(),
            subscriptions: Vec::new(),
            charges: Vec::new(),
            addresses: Vec::new(),
            orders: Vec::new(),
            reasons: None,
        }
    }
}

impl Shop {
    /// A shop with one customer, `lena@example.com`, who has so many subscriptions, each with its charge and address.
    pub fn of_size(subscriptions: u64) -> Self {
        let customer = 91;
        let mut shop = Self::default();
        shop.customers.push(json!({"id": customer, "email": "lena@example.com", "first_name": "Lena",
            "last_name": "Brandt", "has_valid_payment_method": true, "subscriptions_total_count": subscriptions}));
        for number in 0..subscriptions {
            let (id, address, charge) = (1_000 + number, 50_000 + number, 900_000 + number);
            let date = format!("2026-12-{:02}", 1 + number % 28);
            shop.addresses.push(address_row(address, customer));
            shop.subscriptions.push(subscription_row(id, customer, address, &date));
            shop.charges.push(charge_row(charge, customer, address, "queued", &date, &[id]));
        }
        shop
    }

    /// The answer to a request.
    pub fn answer(&self, seen: &Seen) -> Answer {
        match seen.path.as_str() {
            "/store" => ok(&json!({"store": self.store})),
            "/token_information" => ok(&json!({"token_information":
                {"name": "[Private App] Helpdesk", "contact_email": "dev@example.com", "scopes": self.scopes}})),
            "/customers" => {
                let email = seen.value("email").map(str::to_owned);
                page(seen, "customers", &self.customers, |row| row["email"].as_str() == email.as_deref())
            }
            "/subscriptions" => page(seen, "subscriptions", &self.subscriptions, of(seen, "/customer_id")),
            "/addresses" => page(seen, "addresses", &self.addresses, of(seen, "/customer_id")),
            "/charges" => page(seen, "charges", &self.charges, of(seen, "/customer/id")),
            "/orders" => page(seen, "orders", &self.orders, of(seen, "/customer/id")),
            "/retention_strategies" => match &self.reasons {
                Some(reasons) => ok(&json!({"retention_strategies": reasons})),
                None => answer(404, r#"{"errors":"Not Found"}"#),
            },
            _ => answer(404, r#"{"errors":"Not Found"}"#),
        }
    }

    /// A host with this shop behind it.
    pub fn host(self) -> MemoryHost {
        MemoryHost::new(move |seen| self.answer(seen))
    }
}

/// A subscription of 30 days over 24.90 EUR.
pub fn subscription_row(id: u64, customer: u64, address: u64, date: &str) -> Value {
    json!({"id": id, "customer_id": customer, "address_id": address, "product_title": "Daily Greens",
        "variant_title": "30 servings", "sku": "GREENS-30", "quantity": 1, "price": "24.90",
        "presentment_currency": "EUR", "order_interval_frequency": 30, "order_interval_unit": "day",
        "charge_interval_frequency": 30, "status": "active", "next_charge_scheduled_at": date, "is_prepaid": false,
        "is_skippable": true, "max_retries_reached": false, "cancelled_at": null})
}

/// A charge of 28.80 EUR that bills these subscriptions.
pub fn charge_row(id: u64, customer: u64, address: u64, status: &str, date: &str, items: &[u64]) -> Value {
    let items: Vec<_> = items
        .iter()
        .map(|item| {
            json!({"purchase_item_id": item, "purchase_item_type": "subscription", "title": "Daily Greens",
            "variant_title": "30 servings", "quantity": 1})
        })
        .collect();
    json!({"id": id, "customer": {"id": customer}, "address_id": address, "status": status, "scheduled_at": date,
        "total_price": "28.80", "currency": "EUR", "has_uncommitted_changes": false, "line_items": items,
        "shipping_lines": [{"code": "Standard", "status": "active"}]})
}

/// An address in Berlin.
pub fn address_row(id: u64, customer: u64) -> Value {
    json!({"id": id, "customer_id": customer, "first_name": "Lena", "last_name": "Brandt", "company": null,
        "address1": "Musterstrasse 11", "address2": null, "zip": "10115", "city": "Berlin", "province": "Berlin",
        "country_code": "DE"})
}

fn of(seen: &Seen, pointer: &'static str) -> impl Fn(&Value) -> bool {
    let customer: Option<u64> = seen.value("customer_id").and_then(|id| id.parse().ok());
    let statuses: Option<Vec<String>> = seen.value("status").map(|list| list.split(',').map(str::to_owned).collect());
    let numbers = |name: &str| -> Option<Vec<u64>> {
        seen.value(name).map(|list| list.split(',').filter_map(|id| id.parse().ok()).collect())
    };
    let (ids, address, items) = (numbers("ids"), numbers("address_id"), numbers("purchase_item_ids"));
    let is_one = |wanted: &Option<Vec<u64>>, value: &Value| {
        wanted.as_ref().is_none_or(|wanted| value.as_u64().is_some_and(|id| wanted.contains(&id)))
    };
    move |row| {
        let status = row["status"].as_str().unwrap_or_default();
        customer.as_ref().is_none_or(|customer| row.pointer(pointer).and_then(Value::as_u64) == Some(*customer))
            && is_one(&ids, &row["id"])
            && is_one(&address, &row["address_id"])
            && items.as_ref().is_none_or(|items| {
                let billed = row["line_items"].as_array().into_iter().flatten();
                billed.filter_map(|item| item["purchase_item_id"].as_u64()).any(|id| items.contains(&id))
            })
            && statuses.as_ref().is_none_or(|statuses| statuses.iter().any(|one| one == status))
    }
}

/// A page of the rows that pass, by id, the latest first unless asked otherwise. The cursor carries filter and
/// position, as Recharge's does.
fn page(seen: &Seen, key: &str, rows: &[Value], pass: impl Fn(&Value) -> bool) -> Answer {
    let limit = seen.value("limit").and_then(|limit| limit.parse().ok()).unwrap_or(50);
    let cursor: Option<Value> = seen.value("cursor").and_then(|cursor| serde_json::from_str(cursor).ok());
    let mut rows: Vec<&Value> = match &cursor {
        Some(cursor) => {
            rows.iter().filter(|row| cursor["ids"].as_array().is_some_and(|ids| ids.contains(&row["id"]))).collect()
        }
        None => rows.iter().filter(|row| pass(row)).collect(),
    };
    let ascending = match &cursor {
        Some(cursor) => cursor["ascending"] == true,
        None => seen.value("sort_by") == Some("id-asc"),
    };
    rows.sort_by_key(|row| row["id"].as_u64());
    if !ascending {
        rows.reverse();
    }
    let rest = rows.split_off(rows.len().min(limit));
    let next = (!rest.is_empty()).then(|| {
        let ids: Vec<_> = rest.iter().map(|row| &row["id"]).collect();
        json!({"ids": ids, "ascending": ascending}).to_string()
    });
    ok(&json!({key: rows, "next_cursor": next, "previous_cursor": null}))
}
