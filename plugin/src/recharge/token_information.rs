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
    /// Its scopes; nothing when Recharge names none, which is not the same as having none.
    pub scopes: Option<Vec<String>>,
}

impl FromFields for TokenInformation {
    fn from_fields(fields: &Fields<'_>) -> Option<Self> {
        Some(Self {
            name: fields.text("name"),
            // Where the field is missing altogether, or something else, it isn't Recharge that answers.
            scopes: match fields.texts("scopes")? {
                _ if fields.is_null("scopes") => None,
                scopes => Some(scopes),
            },
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
