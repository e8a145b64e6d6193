//! The store behind a token.

use serde::Deserialize;

use super::client::Get;
use super::error::Cause;
use super::lenient;
use super::page::read_object;

/// A store.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Store {
    /// The id.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub id: Option<u64>,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Its name in the shop system, such as "demo-shop.myshopify.com".
    #[serde(default, deserialize_with = "lenient::text")]
    pub identifier: Option<String>,
    /// ISO 4217 code.
    #[serde(default, deserialize_with = "lenient::text")]
    pub currency: Option<String>,
    /// The merchant portal's address, with or without "/merchant".
    #[serde(default, deserialize_with = "lenient::text")]
    pub merchant_portal_base_url: Option<String>,
    #[serde(default, deserialize_with = "lenient::nested")]
    timezone: Option<Timezone>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Timezone {
    #[serde(default, deserialize_with = "lenient::text")]
    iana_name: Option<String>,
}

impl Store {
    /// IANA name of the time zone.
    pub fn time_zone(&self) -> Option<&str> {
        self.timezone.as_ref()?.iana_name.as_deref()
    }
}

/// Asks for the store.
pub fn store(max_age: u32) -> Get {
    Get {
        path: "/store",
        query: vec![],
        max_age,
    }
}

/// Reads the store.
///
/// # Errors
/// When the answer is not a store.
pub fn read_store(body: &[u8]) -> Result<Store, Cause> {
    read_object(body, "store")
}
