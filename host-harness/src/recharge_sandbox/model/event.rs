//! What happened in the store, as `GET /events` tells it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Id, Kind};

/// An event: one record that somebody, or time, changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Recharge's id.
    pub id: Id,
    /// When.
    pub at: Timestamp,
    /// Which kind of record.
    pub object_type: Kind,
    /// Which record.
    pub object_id: Id,
    /// Whose it is.
    pub customer_id: Option<Id>,
    /// What was done with it, "created", "updated", "cancelled", "skipped" and the like.
    pub verb: String,
    /// The name of the token that did it; nothing when time did.
    pub token: Option<String>,
    /// Each field that changed, with both values.
    pub updated_attributes: Vec<UpdatedAttribute>,
}

/// A field that an event changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UpdatedAttribute {
    /// The field's name in Recharge's body.
    pub attribute: String,
    /// The value before.
    pub previous_value: Value,
    /// The value after.
    pub value: Value,
}
