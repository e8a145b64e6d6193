//! The store behind a token.

use super::client::Get;
use super::error::Cause;
use super::fields::{Fields, FromFields};
use super::page::read_object;

/// A store.
#[derive(Debug, Clone, PartialEq)]
pub struct Store {
    /// The id.
    pub id: Option<u64>,
    /// Its name.
    pub name: Option<String>,
    /// Its name in the shop system, such as "demo-shop.myshopify.com".
    pub identifier: Option<String>,
    /// ISO 4217 code.
    pub currency: Option<String>,
    /// The merchant portal's address, with or without "/merchant".
    pub merchant_portal_base_url: Option<String>,
    /// IANA name of its time zone.
    pub time_zone: Option<String>,
}

impl FromFields for Store {
    fn from_fields(fields: &Fields<'_>) -> Option<Self> {
        Some(Self {
            id: fields.whole("id"),
            name: fields.text("name"),
            identifier: fields.text("identifier"),
            currency: fields.text("currency"),
            merchant_portal_base_url: fields.text("merchant_portal_base_url"),
            time_zone: fields.nested("timezone").text("iana_name"),
        })
    }
}

/// Asks for the store.
pub fn store(max_age: u32) -> Get {
    Get { path: "/store", query: vec![], max_age }
}

/// Reads the store.
///
/// # Errors
/// When the answer is not a store.
pub fn read_store(body: &[u8]) -> Result<Store, Cause> {
    read_object(body, "store")
}
