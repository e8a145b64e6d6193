//! Answers as Recharge writes them, errors included. Recharge has several shapes for errors; each is made here once.

use serde_json::{Value, json};

use crate::recharge_sandbox::faults::Effect;
use crate::recharge_sandbox::rules::{FieldErrors, Refusal};
use crate::recharge_sandbox::unknowns::{ErrorShape, Unknowns, WrongState};
use crate::recharge_sandbox::version::Version;

/// An answer before it is sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// HTTP status.
    pub status: u16,
    /// JSON, or a page of HTML where `html` says so; empty for 204.
    pub body: Vec<u8>,
    /// Whether the body is HTML.
    pub html: bool,
    /// Seconds for a `Retry-After` header.
    pub retry_after: Option<u32>,
    /// The pages around this one, for a `Link` header.
    pub links: Links,
}

/// Pages around a page: which one ("next"), and the query that leads to it.
pub(crate) type Links = Vec<(&'static str, String)>;

impl Answer {
    pub(crate) fn bytes(body: Vec<u8>) -> Self {
        Self { status: 200, body, html: false, retry_after: None, links: Vec::new() }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self { status, ..Self::bytes(body.to_string().into_bytes()) }
    }

    /// 401, word for word as a live request was answered in September 2026.
    pub(crate) fn bad_authentication() -> Self {
        Self::json(401, &json!({"error": "bad authentication"}))
    }

    /// 204.
    pub(crate) fn nothing() -> Self {
        Self { status: 204, ..Self::bytes(Vec::new()) }
    }

    /// A status whose body nobody has captured, in the shape that was chosen for those.
    pub(crate) fn uncaptured(status: u16, message: &str, shape: ErrorShape) -> Self {
        match shape {
            ErrorShape::Error => Self::json(status, &json!({"error": message})),
            ErrorShape::Errors => Self::json(status, &json!({"errors": message})),
            ErrorShape::List => Self::json(status, &json!({"errors": [message]})),
            ErrorShape::Schema => Self::json(status, &json!({"errors": {"_schema": [message]}})),
            ErrorShape::Warning => Self::json(status, &json!({"warning": message})),
            ErrorShape::Html => {
                let page = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
                Self { status, html: true, ..Self::bytes(page.into_bytes()) }
            }
            ErrorShape::Empty => Self { status, ..Self::bytes(Vec::new()) },
        }
    }

    /// Why a write was not done. [`WrongState::Unchanged`] is the caller's: it knows the record.
    pub(crate) fn refused(refusal: &Refusal, unknowns: &Unknowns) -> Self {
        let shape = unknowns.error_shape;
        match refusal {
            Refusal::NotFound => Self::not_found(),
            Refusal::Captured(body) => Self::json(422, body),
            Refusal::Status { status, message } => Self::uncaptured(*status, message, shape),
            Refusal::WrongState { message } => match unknowns.wrong_state {
                WrongState::Unprocessable | WrongState::Unchanged => Self::uncaptured(422, message, shape),
                WrongState::BadRequest => Self::uncaptured(400, message, shape),
                WrongState::Conflict => Self::uncaptured(409, message, shape),
            },
        }
    }

    /// What a fault answers with.
    pub(crate) fn of_fault(effect: &Effect, unknowns: &Unknowns) -> Self {
        match effect {
            Effect::TooManyRequests => Self::too_many_requests(unknowns.retry_after),
            Effect::Conflict => Self::in_progress(),
            Effect::RevokedToken => Self::bad_authentication(),
            Effect::HtmlBadGateway => Self::uncaptured(502, "", ErrorShape::Html),
            _ => Self::uncaptured(500, "Internal Server Error", unknowns.error_shape),
        }
    }

    /// 403. Recharge's own words are not known.
    pub(crate) fn missing_scope(scopes: &[&str], shape: ErrorShape) -> Self {
        Self::uncaptured(403, &format!("token is missing scope {}", scopes.join(" or ")), shape)
    }

    /// 404, as captured.
    pub(crate) fn not_found() -> Self {
        Self::json(404, &json!({"errors": "Not Found"}))
    }

    /// 405. Recharge's own words are not known.
    pub(crate) fn method_not_allowed(shape: ErrorShape) -> Self {
        Self::uncaptured(405, "The method is not allowed for the requested URL.", shape)
    }

    /// 422 for fields, as captured.
    pub(crate) fn invalid(errors: &FieldErrors) -> Self {
        Self::json(422, &json!({"errors": errors}))
    }

    /// 409, as several clients report it: another write is being committed.
    pub(crate) fn in_progress() -> Self {
        Self::json(409, &json!({"error": "A call to this route is already in progress."}))
    }

    /// 426. Recharge's own words are not known.
    pub(crate) fn unknown_version(version: &str, shape: ErrorShape) -> Self {
        Self::uncaptured(426, &format!("X-Recharge-Version {version:?} does not exist; use 2021-11"), shape)
    }

    /// 501: the other version has it. Recharge's own words are not known.
    pub(crate) fn not_in_version(version: Version, shape: ErrorShape) -> Self {
        let message = format!("version {version} doesn't have this; X-Recharge-Version says which one answers");
        Self::uncaptured(501, &message, shape)
    }

    /// 501: Recharge has it, the sandbox hasn't.
    pub(crate) fn not_in_sandbox(what: &str, shape: ErrorShape) -> Self {
        Self::uncaptured(501, &format!("the sandbox does not do {what}"), shape)
    }

    /// 429, as several clients report it.
    pub(crate) fn too_many_requests(retry_after: Option<u32>) -> Self {
        Self { retry_after, ..Self::json(429, &json!({"warning": "too many requests"})) }
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
