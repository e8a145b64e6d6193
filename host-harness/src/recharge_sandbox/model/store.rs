//! The store and the tokens that open it.

use std::num::{NonZeroU16, NonZeroU32};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Id;

/// The store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Store {
    /// Recharge's id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// The owner's address.
    pub email: String,
    /// The store's phone number.
    pub phone: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// Currencies that customers may pay in.
    pub presentment_currencies: Vec<String>,
    /// IANA name; "today" is a date in this zone.
    pub time_zone: String,
    /// Its domain at the shop system, "name.myshopify.com".
    pub identifier: String,
    /// The domain customers know.
    pub domain: String,
    /// The merchant's pages. Whether Recharge ends it in "/merchant" is not known.
    pub merchant_portal_base_url: String,
    /// What happens when payments fail.
    #[serde(default)]
    pub dunning: Dunning,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What a store does when payments fail. Each store sets its own; the defaults are the sandbox's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Dunning {
    /// Days between two attempts.
    pub retry_every_days: NonZeroU16,
    /// Attempts in all, the first one included.
    pub max_attempts: NonZeroU32,
    /// Whether subscriptions are cancelled after the last attempt.
    pub cancel: bool,
}

impl Default for Dunning {
    fn default() -> Self {
        let retry_every_days = NonZeroU16::MIN.saturating_add(2);
        Self { retry_every_days, max_attempts: NonZeroU32::MIN.saturating_add(7), cancel: true }
    }
}

/// What a token may do. The token itself is not kept: only its digest, so that no file of the sandbox holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// SHA-256 of the token, in hex.
    pub digest: String,
    /// The token's name in the merchant's pages.
    pub name: String,
    /// Its creator's address.
    pub contact_email: String,
    /// What it may do, "read_customers" and the like.
    pub scopes: Vec<String>,
    /// Signs its webhooks, and opens nothing. Kept as it is, as signing needs it: it is a published test secret.
    pub client_secret: String,
}

impl Token {
    /// Whether it has one of these scopes.
    pub fn has_any(&self, scopes: &[&str]) -> bool {
        self.scopes.iter().any(|scope| scopes.contains(&scope.as_str()))
    }
}

/// The digest that stands for a token in the state.
pub fn token_digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// The client secret of a token whose world names none, by the token's digest: the same in every run.
pub fn client_secret(token_digest: &str) -> String {
    hex::encode(Sha256::digest(format!("client secret of {token_digest}").as_bytes()))
}
