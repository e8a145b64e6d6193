//! A client's wish to be told of changes.

use serde::{Deserialize, Serialize};

use super::Id;

/// A webhook that a token registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// Recharge's id.
    pub id: Id,
    /// Where it is delivered. Only an address on this machine is ever dialled.
    pub address: String,
    /// What it is told of, "charge/updated" and the like.
    pub topic: String,
    /// What is sent besides the record, "customer" and the like.
    pub included_objects: Vec<String>,
    /// The version of the bodies, "2021-11" or "2021-01".
    pub version: String,
    /// SHA-256 of the token that registered it, in hex: its client secret signs the deliveries.
    pub token_digest: String,
}
