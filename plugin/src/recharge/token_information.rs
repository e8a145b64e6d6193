//! What a token is called and may do. The cheapest way to try one: it needs no scope.

use super::client::Get;
use super::error::Cause;
use super::fields::{Fields, FromFields};
use super::page::read_object;

/// A token's own entry.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenInformation {
    /// Its name at Recharge.
    pub name: Option<String>,
    /// Its scopes.
    pub scopes: Vec<String>,
}

impl FromFields for TokenInformation {
    fn from_fields(fields: &Fields<'_>) -> Option<Self> {
        Some(Self {
            name: fields.text("name"),
            // Without a list of scopes it isn't Recharge's; taking that for "no scopes" would claim what nobody said.
            scopes: fields.texts("scopes")?,
        })
    }
}

/// Asks what the token is.
pub fn token_information(max_age: u32) -> Get {
    Get { path: "/token_information", query: vec![], max_age }
}

/// Reads what the token is.
///
/// # Errors
/// When the answer is not a token's.
pub fn read_token_information(body: &[u8]) -> Result<TokenInformation, Cause> {
    read_object(body, "token_information")
}
