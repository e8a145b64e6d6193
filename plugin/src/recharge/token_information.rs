//! What a token is called and may do. The cheapest way to try one: it needs no scope.

use serde::Deserialize;

use super::client::Get;
use super::error::Cause;
use super::lenient;
use super::page::read_object;

/// A token's own entry.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct TokenInformation {
    /// Its name at Recharge.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Its scopes.
    #[serde(deserialize_with = "scopes")]
    pub scopes: Vec<String>,
}

/// An answer without a list of scopes is not Recharge's, and to take it for "no scopes" would claim what nobody said.
fn scopes<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    lenient::texts(deserializer)?.ok_or_else(|| serde::de::Error::custom("scopes is no list"))
}

/// Asks what the token is.
pub fn token_information(max_age: u32) -> Get {
    Get {
        path: "/token_information",
        query: vec![],
        max_age,
    }
}

/// Reads what the token is.
///
/// # Errors
/// When the answer is not a token's.
pub fn read_token_information(body: &[u8]) -> Result<TokenInformation, Cause> {
    read_object(body, "token_information")
}
