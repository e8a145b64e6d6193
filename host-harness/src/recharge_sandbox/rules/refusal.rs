//! Why a write was not done, in Recharge's words where somebody has captured them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// What is wrong with each field of a request.
pub(crate) type FieldErrors = BTreeMap<String, Vec<String>>;

/// Why a write was not done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Refusal {
    /// 404.
    NotFound,
    /// 422 with a body that somebody has captured.
    Captured(Value),
    /// The record is not in the state that the call needs; how that is answered is not known.
    WrongState {
        /// In words.
        message: String,
    },
    /// A status whose body nobody has captured.
    Status {
        /// HTTP status.
        status: u16,
        /// In words.
        message: String,
    },
}

impl Refusal {
    /// 422 for fields, each with its list of texts.
    pub(crate) fn fields(errors: &FieldErrors) -> Self {
        Self::Captured(json!({"errors": errors}))
    }

    /// The same with its fields below another one's name.
    pub(crate) fn below(self, name: &str) -> Self {
        match self {
            Self::Captured(body) => {
                let errors = body.get("errors").cloned().unwrap_or_default();
                Self::Captured(json!({"errors": {name: errors}}))
            }
            other => other,
        }
    }

    /// 422 for one field.
    pub(crate) fn field(name: &str, message: impl Into<String>) -> Self {
        Self::Captured(json!({"errors": {name: [message.into()]}}))
    }

    /// 422 for one field whose message is a text and not a list, as Recharge writes some.
    pub(crate) fn field_text(name: &str, message: impl Into<String>) -> Self {
        Self::Captured(json!({"errors": {name: message.into()}}))
    }

    /// The record is not in the state that the call needs.
    pub(crate) fn wrong_state(message: impl Into<String>) -> Self {
        Self::WrongState { message: message.into() }
    }

    /// 501: Recharge does it, the sandbox doesn't.
    pub(crate) fn not_in_the_sandbox(what: &str) -> Self {
        Self::Status { status: 501, message: format!("the sandbox does not do {what}") }
    }
}
