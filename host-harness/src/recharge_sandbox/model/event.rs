//! What happened in the store, as `GET /events` tells it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Id, Kind};

/// An event: one record that somebody, or time, changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Recharge's id. Events count in a range of their own.
    pub id: Id,
    /// When.
    pub at: Timestamp,
    /// Which kind of record.
    pub object_type: Kind,
    /// Which record.
    pub object_id: Id,
    /// Whose it is.
    pub customer_id: Id,
    /// What was done with it, "created", "updated", "cancelled", "skipped" and the like.
    pub verb: String,
    /// The same for a reader.
    pub description: String,
    /// Who did it.
    pub source: Source,
    /// Each field that changed, with both values; none where the record is new or gone.
    pub updated_attributes: Vec<UpdatedAttribute>,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A client, with the token of that name.
    Token(String),
    /// Somebody in the merchant's pages.
    Merchant,
    /// Time, or Recharge itself.
    System,
}

impl Source {
    /// The word of the filter `origin`. Recharge has that filter; its words are not documented.
    pub fn origin(&self) -> &'static str {
        match self {
            Self::Token(_) => "api",
            Self::Merchant => "merchant_portal",
            Self::System => "system",
        }
    }
}

/// A field that an event changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UpdatedAttribute {
    /// The field's name in Recharge's body.
    pub attribute: String,
    /// The value before; null where it is too long to be kept.
    pub previous_value: Value,
    /// The value after; null where it is too long to be kept.
    pub value: Value,
}
