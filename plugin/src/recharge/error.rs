//! Why a read has no usable answer.
//!
//! Recharge's own words go into the cause for engineers, cleaned and capped; what a person is told is this plugin's.

use std::fmt::Write as _;

use serde_json::Value;

use crate::contract::{HttpError, Response};
use crate::text;

/// A read that has no usable answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("GET {path} failed")]
pub struct ReadError {
    /// The path that was asked for.
    pub path: &'static str,
    /// Why.
    #[source]
    pub cause: Cause,
}

impl ReadError {
    /// What failed and why, in one English line for engineers.
    pub fn detail(&self) -> String {
        text::clean(&format!("GET {}: {}", self.path, self.cause), 2 * text::LINE)
    }
}

/// Why a read has no usable answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// Recharge doesn't accept the token. Permanent.
    #[error("Recharge does not accept the token (401{0})")]
    Unauthorized(String),
    /// The token lacks a scope. Permanent.
    #[error("the token lacks a scope (403{0})")]
    Forbidden(String),
    /// Recharge wants a pause, of so many seconds if it said so. Transient.
    #[error("too many requests (429)")]
    RateLimited(Option<u32>),
    /// No whole answer, or one that says that Recharge failed. Transient.
    #[error("{0}")]
    Unavailable(String),
    /// An answer that isn't Recharge's, or can't be read.
    #[error("{0}")]
    Unreadable(String),
    /// The host or Recharge refused the request itself. Permanent: this plugin is wrong.
    #[error("{0}")]
    Refused(String),
}

/// The body of a good answer, or why there is none.
pub fn body_of(answer: Result<Response, HttpError>) -> Result<(Vec<u8>, u32), Cause> {
    let answer = answer.map_err(Cause::from)?;
    let said = || match said(&answer.body) {
        text if text.is_empty() => String::new(),
        text => format!(": {text}"),
    };
    let status = answer.status;
    match status {
        200..=203 | 206..=299 => Ok((answer.body, answer.age)),
        401 => Err(Cause::Unauthorized(said())),
        403 => Err(Cause::Forbidden(said())),
        429 => Err(Cause::RateLimited(retry_after(&answer.headers))),
        408 | 409 | 423 | 425 | 500.. => Err(Cause::Unavailable(format!("Recharge answered {status}{}", said()))),
        400 | 402 | 405 | 406 | 415 | 422 | 426 => Err(Cause::Refused(format!("Recharge answered {status}{}", said()))),
        _ => Err(Cause::Unreadable(format!("unexpected status {status}{}", said()))),
    }
}

impl From<HttpError> for Cause {
    fn from(error: HttpError) -> Self {
        let line = |text: &str| text::clean(text, text::LINE);
        match error {
            HttpError::Denied(why) => Self::Refused(format!("the host refused the request: {}", line(&why))),
            HttpError::OverQuota(limit) => Self::Refused(format!("the call has made its {limit} requests")),
            HttpError::RateLimited(seconds) => Self::RateLimited(seconds),
            HttpError::Unreachable(why) => Self::Unavailable(format!("no connection: {}", line(&why))),
            HttpError::Timeout(limit) => Self::Unavailable(format!("no whole answer within {limit} ms")),
            HttpError::Interrupted(why) => Self::Unavailable(format!("the connection broke: {}", line(&why))),
            HttpError::TooLarge(limit) => Self::Unreadable(format!("the answer is larger than {limit} bytes")),
        }
    }
}

/// Recharge doesn't document the header; it is honoured when it is there and gives seconds.
fn retry_after(headers: &[(String, String)]) -> Option<u32> {
    headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("retry-after"))?.1.trim().parse().ok()
}

/// Recharge's own words about an error, on one line. Its bodies come as `errors` (text, list, or fields with texts,
/// lists or further fields), as `error` or as `warning`; a gateway before it answers HTML, which says nothing.
pub fn said(body: &[u8]) -> String {
    let object = std::str::from_utf8(body).ok().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let mut out = String::new();
    for key in ["errors", "error", "warning"] {
        if let Some(value) = object.as_ref().and_then(|object| object.get(key)) {
            flatten(value, "", &mut out, 0);
        }
    }
    text::clean(&out, text::LINE)
}

fn flatten(value: &Value, field: &str, out: &mut String, depth: u8) {
    if depth > 4 || out.len() > 4 * text::LINE {
        return;
    }
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if field.is_empty() { name.clone() } else { format!("{field}.{name}") };
                flatten(value, &path, out, depth.saturating_add(1));
            }
        }
        Value::Array(values) => {
            for value in values {
                flatten(value, field, out, depth.saturating_add(1));
            }
        }
        Value::Null => {}
        value => {
            let separator = if out.is_empty() { "" } else { "; " };
            let words = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            // Writing to a string can't fail.
            let _ = match field {
                "" | "_schema" => write!(out, "{separator}{words}"),
                field => write!(out, "{separator}{field}: {words}"),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;

    fn answer(status: u16, body: &str) -> Result<Response, HttpError> {
        Ok(Response {
            status,
            headers: vec![("retry-after".to_owned(), "7".to_owned())],
            body: body.as_bytes().to_vec(),
            fetched_at: String::new(),
            age: 0,
        })
    }

    #[test]
    fn every_shape_of_recharges_errors_is_understood() {
        for (body, words) in [
            (r#"{"errors":"Not Found"}"#, "Not Found"),
            (r#"{"errors":{"cursor":["Invalid value"]}}"#, "cursor: Invalid value"),
            (r#"{"errors":{"email":"taken"}}"#, "email: taken"),
            (r#"{"errors":{"billing_address":{"address1":["null"]}}}"#, "billing_address.address1: null"),
            (r#"{"errors":{"_schema":["a","b"]}}"#, "a; b"),
            (r#"{"errors":["a","b"]}"#, "a; b"),
            (r#"{"error":"bad authentication"}"#, "bad authentication"),
            (r#"{"warning":"too many requests"}"#, "too many requests"),
            ("", ""),
            ("<html>", ""),
            ("[]", ""),
        ] {
            assert_eq!(said(body.as_bytes()), words, "{body}");
        }
    }

    #[test]
    fn each_status_has_its_cause() {
        let cause = |status| body_of(answer(status, "{}")).unwrap_err();
        assert!(matches!(cause(401), Cause::Unauthorized(_)));
        assert!(matches!(cause(403), Cause::Forbidden(_)));
        assert_eq!(cause(429), Cause::RateLimited(Some(7)));
        for status in [408, 409, 500, 502, 503, 504, 599] {
            assert!(matches!(cause(status), Cause::Unavailable(_)), "{status}");
        }
        for status in [400, 402, 422, 426] {
            assert!(matches!(cause(status), Cause::Refused(_)), "{status}");
        }
        for status in [100, 204, 301, 302, 404, 418] {
            assert!(matches!(cause(status), Cause::Unreadable(_)), "{status}");
        }
        assert!(body_of(answer(200, "{}")).is_ok());
    }

    #[test]
    fn an_error_names_what_failed_and_why() {
        let error =
            ReadError { path: "/charges", cause: body_of(answer(503, r#"{"error":"down\nnow"}"#)).unwrap_err() };
        assert_eq!(error.detail(), "GET /charges: Recharge answered 503: down now");
        assert_eq!(error.to_string(), "GET /charges failed");
        assert_eq!(error.source().unwrap().to_string(), "Recharge answered 503: down now");
    }
}
