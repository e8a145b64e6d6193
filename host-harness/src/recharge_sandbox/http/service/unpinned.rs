//! A client that pins no version: every read and write of 2021-01, over the same store as 2021-11's.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::*;
use crate::recharge_sandbox::CommitLag;
use crate::recharge_sandbox::model::ChargeStatus::{Queued, Skipped};
use crate::recharge_sandbox::model::{Charge, ChargeStatus, Kind, OrderStatus};
use crate::recharge_sandbox::unknowns::{MoveCharge, ShopKey, SkipWithoutIds, UnknownShopifyCustomer, Unknowns};

/// Nine days after the day of the shop, and a cycle of four weeks later.
const D: &str = "2026-12-01";
const NEXT: &str = "2026-12-29";

const TOKEN: &str = "sk_test_1x1_unpinned";

/// Two subscriptions and a onetime on one charge, a prepaid one at another address, and a customer without anything.
fn shop() -> Service {
    with_lag(CommitLag::AfterRequests(0))
}

fn with_lag(commit_lag: CommitLag) -> Service {
    let scopes = [
        "read_customers",
        "write_customers",
        "read_subscriptions",
        "write_subscriptions",
        "read_orders",
        "write_orders",
        "write_payment_methods",
    ];
    let subscription = |product: &str| {
        format!(
            "[[customers.addresses.subscriptions]]\nproduct=\"{product}\"\nevery=\"4 weeks\"\nnext=\"+9d\"\npast_charges=2\n"
        )
    };
    let world = format!(
        "[store]\nname=\"S\"\nemail=\"o@example.com\"\ncurrency=\"EUR\"\ntime_zone=\"Europe/Berlin\"\nidentifier=\"s.myshopify.com\"\n\
         [[tokens]]\ntoken=\"{TOKEN}\"\nname=\"T\"\nscopes={scopes:?}\n\
         [[products]]\nkey=\"a\"\ntitle=\"A\"\nprice=\"14.90\"\n[[products]]\nkey=\"b\"\ntitle=\"B\"\nprice=\"2.00\"\n\
         [[products]]\nkey=\"cup\"\ntitle=\"Cup\"\nprice=\"4.00\"\n\
         [[customers]]\nemail=\"a@example.com\"\nfirst_name=\"A\"\nlast_name=\"B\"\n[[customers.addresses]]\naddress1=\"Weg 1\"\ncountry_code=\"DE\"\n{}{}\
         [[customers.addresses.onetimes]]\nproduct=\"cup\"\nnext=\"+9d\"\n\
         [[customers.addresses]]\naddress1=\"Weg 2\"\ncountry_code=\"DE\"\n[[customers.addresses.subscriptions]]\nproduct=\"a\"\nevery=\"1 month\"\ncharged_every=\"3 months\"\nnext=\"+9d\"\npast_charges=1\nqueued_orders=[\"+20d\"]\n\
         [[customers]]\nemail=\"b@example.com\"\nfirst_name=\"C\"\nlast_name=\"D\"\n",
        subscription("a"),
        subscription("b"),
    );
    let state = State::from_world(&world, "world.toml", "2026-11-22T09:00:00Z".parse().unwrap()).unwrap();
    Service::new(state, SandboxOptions { commit_lag, ..SandboxOptions::default() })
}

fn ask(service: &Service, method: &str, target: &str, body: &Value) -> Reply {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let request = Request { method, path, query, token: Some(TOKEN), version: None, body: &body };
    // Long after the call before, so that none is answered 429.
    let now = Instant::now() + std::time::Duration::from_secs(60 * lock(&service.ledger).next_number());
    let reply = service.reply(&request, now);
    assert_eq!(service.violations(), [], "{method} {target}");
    assert_eq!(reply.version, Version::V2021_01);
    reply
}

fn send(service: &Service, method: &str, target: &str, body: Value) -> (u16, Value) {
    let reply = ask(service, method, target, &body);
    (reply.answer.status, serde_json::from_slice(&reply.answer.body).unwrap_or(Value::Null))
}

/// The body of what must be done.
fn done(service: &Service, method: &str, target: &str, body: Value) -> Value {
    let (status, answer) = send(service, method, target, body);
    assert!((200..300).contains(&status), "{method} {target}: {status} {answer}");
    answer
}

fn get(service: &Service, target: &str) -> Value {
    done(service, "GET", target, Value::Null)
}

/// The ids of a list.
fn ids(service: &Service, target: &str) -> BTreeSet<Id> {
    let body = get(service, target);
    let list = body.as_object().unwrap().values().find_map(Value::as_array).unwrap();
    list.iter().map(|record| record["id"].as_u64().unwrap()).collect()
}

/// The two subscriptions of the shared charge, and the onetime.
fn items(service: &Service) -> ([Id; 2], Id) {
    let state = service.state();
    let ids: Vec<Id> = state.subscriptions.values().filter(|it| !it.is_prepaid()).map(|it| it.id).collect();
    ([ids[0], ids[1]], *state.onetimes.keys().next().unwrap())
}

fn charge(service: &Service, item: Id, status: ChargeStatus, date: &str) -> Charge {
    let date: Date = date.parse().unwrap();
    let state = service.state();
    let mut found = state.charges.values().filter(|c| c.status == status && c.contains(item) && c.scheduled_at == date);
    found.next().cloned().unwrap_or_else(|| panic!("item {item} is on no {status:?} charge of {date}"))
}

fn on(charge: &Charge) -> Vec<Id> {
    charge.line_items.iter().map(|item| item.purchase_item_id).collect()
}

mod reading;
mod writing;
