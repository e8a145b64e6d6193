//! The sandbox's own endpoint, below `/_sandbox/`: what it holds, its clock, its faults. No part of Recharge, and needs no
//! token; but a web page must not get at it, so a request has to carry a header that a page can't send unasked.

use http::request::Parts;
use http::{Method, StatusCode, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::courier;
use super::route::{Route, route};
use super::service::Service;
use crate::recharge_sandbox::faults::{Effect, Fault};
use crate::recharge_sandbox::passing::Advance;

/// The header that every request to it carries, with any value.
pub(super) const HEADER: &str = "x-sandbox-control";

/// The path below the endpoint, where it is one.
pub(super) fn path(path: &str) -> Option<&str> {
    path.strip_prefix("/_sandbox/")
}

type Answered = Result<Value, (StatusCode, String)>;

/// What is answered: JSON, with `error` when it was not done.
pub(super) async fn answer(service: &Service, head: &Parts, path: &str, body: &[u8]) -> (StatusCode, Vec<u8>) {
    let answered = match allowed(head) {
        Ok(()) => dispatch(service, head, path, body).await,
        Err(refused) => Err(refused),
    };
    let (status, body) = match answered {
        Ok(body) => (StatusCode::OK, body),
        Err((status, message)) => (status, json!({"error": message})),
    };
    (status, body.to_string().into_bytes())
}

fn allowed(head: &Parts) -> Result<(), (StatusCode, String)> {
    let refused = |why: &str| Err((StatusCode::FORBIDDEN, why.to_owned()));
    if !head.headers.contains_key(HEADER) {
        return refused("send the header X-Sandbox-Control: 1");
    }
    if head.headers.contains_key(header::ORIGIN) {
        return refused("not for web pages");
    }
    // A name that somebody else's server of names has pointed at this machine is a web page's way in.
    let host = head.uri.authority().map(|authority| authority.as_str());
    let host = host.or_else(|| head.headers.get(header::HOST).and_then(|host| host.to_str().ok())).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !matches!(name, "127.0.0.1" | "localhost") {
        return refused("call it by 127.0.0.1");
    }
    Ok(())
}

async fn dispatch(service: &Service, head: &Parts, path: &str, body: &[u8]) -> Answered {
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let value = |result: Result<Value, serde_json::Error>| {
        result.map_err(|error| (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))
    };
    match (&head.method, parts.as_slice()) {
        (&Method::GET, ["state"]) => value(serde_json::to_value(service.state())),
        (&Method::GET, ["clock"]) => Ok(service.clock()),
        (&Method::GET, ["invariants"]) => value(serde_json::to_value(service.violations())).map(|found| json!({"violations": found})),
        (&Method::POST, ["settle"]) => {
            service.settle();
            Ok(json!({}))
        }
        (&Method::POST, ["reset"]) => {
            service.reset();
            Ok(json!({}))
        }
        (&Method::POST, ["advance"]) => {
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Wanted {
                by: String,
            }
            let wanted: Wanted = read(body)?;
            let by: Advance = wanted.by.parse().map_err(wrong)?;
            let now = service.advance(by).map_err(wrong)?;
            Ok(json!({"now": now}))
        }
        (&Method::GET, ["ledger"]) => value(serde_json::to_value(service.ledger())).map(|entries| json!({"entries": entries})),
        (&Method::DELETE, ["ledger"]) => {
            service.clear_ledger();
            Ok(json!({}))
        }
        (&Method::GET, ["unknowns"]) => value(serde_json::to_value(service.state().unknowns)),
        (&Method::PUT, ["unknowns"]) => {
            let unknowns = read(body)?;
            service.edit(|state| state.unknowns = unknowns);
            value(serde_json::to_value(unknowns))
        }
        (&Method::GET, ["faults"]) => {
            value(serde_json::to_value(service.faults(|faults| faults.list.clone()))).map(|list| json!({"faults": list}))
        }
        (&Method::POST, ["faults"]) => {
            let fault: Fault = read(body)?;
            if let Effect::SomeoneElse(other) = &fault.effect
                && !matches!(route(&other.method, &other.path), Route::Write(_))
            {
                return Err(wrong(format!("{} {} is no write of Recharge's", other.method, other.path)));
            }
            if let Some(why) = fault.mistake() {
                return Err(wrong(why));
            }
            service.count_change();
            Ok(json!({"id": service.faults(|faults| faults.add(fault))}))
        }
        (&Method::DELETE, ["faults"]) => {
            service.faults(|faults| faults.list.clear());
            service.count_change();
            Ok(json!({}))
        }
        (&Method::DELETE, ["faults", id]) => {
            let known = id.parse().is_ok_and(|id| service.faults(|faults| faults.remove(id)));
            service.count_change();
            if known { Ok(json!({})) } else { Err((StatusCode::NOT_FOUND, format!("there is no fault {id}"))) }
        }
        (&Method::GET, ["webhooks"]) => value(service.webhooks()),
        (&Method::POST, ["webhooks", "deliver"]) => {
            let count = courier::deliver(service).await;
            value(service.webhooks()).map(|listed| with_count(listed, count))
        }
        _ => Err((StatusCode::NOT_FOUND, "GET state, clock, invariants, ledger, unknowns, faults, webhooks; POST settle, reset, advance, faults, webhooks/deliver; PUT unknowns; DELETE ledger, faults, faults/{id}".to_owned())),
    }
}

/// The list of deliveries with how many were tried.
fn with_count(listed: Value, count: usize) -> Value {
    let mut listed = listed;
    if let Some(fields) = listed.as_object_mut() {
        fields.insert("tried".to_owned(), json!(count));
    }
    listed
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, (StatusCode, String)> {
    serde_json::from_slice(body).map_err(wrong)
}

fn wrong(error: impl std::fmt::Display) -> (StatusCode, String) {
    (StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
}
