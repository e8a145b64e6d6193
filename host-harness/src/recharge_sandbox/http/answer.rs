//! Answers as Recharge writes them, errors included. Recharge has several shapes for errors; each is made here once.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// An answer before it is sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// HTTP status.
    pub status: u16,
    /// JSON.
    pub body: Vec<u8>,
    /// Seconds for a `Retry-After` header.
    pub retry_after: Option<u32>,
}

/// What is wrong with each field of a request.
pub(crate) type FieldErrors = BTreeMap<String, Vec<String>>;

impl Answer {
    pub(crate) fn bytes(body: Vec<u8>) -> Self {
        Self { status: 200, body, retry_after: None }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self { status, body: body.to_string().into_bytes(), retry_after: None }
    }

    /// 401, word for word as a live request was answered in September 2026.
    pub(crate) fn bad_authentication() -> Self {
        Self::json(401, &json!({"error": "bad authentication"}))
    }

    /// 403. Recharge's own words are not known.
    pub(crate) fn missing_scope(scopes: &[&str]) -> Self {
        Self::json(403, &json!({"error": format!("token is missing scope {}", scopes.join(" or "))}))
    }

    /// 404, as captured.
    pub(crate) fn not_found() -> Self {
        Self::json(404, &json!({"errors": "Not Found"}))
    }

    /// 405. Recharge's own words are not known.
    pub(crate) fn method_not_allowed() -> Self {
        Self::json(405, &json!({"error": "The method is not allowed for the requested URL."}))
    }

    /// 422 for fields, as captured.
    pub(crate) fn invalid(errors: &FieldErrors) -> Self {
        Self::json(422, &json!({"errors": errors}))
    }

    /// 426. Recharge's own words are not known.
    pub(crate) fn unknown_version(version: &str) -> Self {
        Self::json(426, &json!({"error": format!("X-Recharge-Version {version:?} does not exist; use 2021-11")}))
    }

    /// 429, as several clients report it.
    pub(crate) fn too_many_requests(retry_after: Option<u32>) -> Self {
        Self { retry_after, ..Self::json(429, &json!({"warning": "too many requests"})) }
    }

    /// 501 for what the sandbox doesn't do.
    pub(crate) fn not_implemented(what: &str) -> Self {
        Self::json(501, &json!({"error": what}))
    }
}

impl From<Result<Vec<u8>, serde_json::Error>> for Answer {
    fn from(body: Result<Vec<u8>, serde_json::Error>) -> Self {
        match body {
            Ok(body) => Self::bytes(body),
            Err(error) => Self::json(500, &json!({"error": format!("the sandbox could not write the body: {error}")})),
        }
    }
}
