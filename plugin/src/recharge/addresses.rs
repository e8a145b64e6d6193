//! Addresses.

use serde::Deserialize;

use super::client::Get;
use super::page::{Row, Sort, first_page};
use super::{AddressId, CustomerId, lenient};

/// A postal address. Every text may be missing: real answers have nulls in fields that are documented as required.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Address {
    /// The id.
    pub id: AddressId,
    /// Whose it is.
    #[serde(default, deserialize_with = "lenient::nested")]
    pub customer_id: Option<CustomerId>,
    /// First name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_name: Option<String>,
    /// Company.
    #[serde(default, deserialize_with = "lenient::text")]
    pub company: Option<String>,
    /// Street and number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub address1: Option<String>,
    /// Floor, building and the like.
    #[serde(default, deserialize_with = "lenient::text")]
    pub address2: Option<String>,
    /// City.
    #[serde(default, deserialize_with = "lenient::text")]
    pub city: Option<String>,
    /// State or province.
    #[serde(default, deserialize_with = "lenient::text")]
    pub province: Option<String>,
    /// Postcode.
    #[serde(default, deserialize_with = "lenient::text")]
    pub zip: Option<String>,
    /// ISO 3166-1 code of the country, two letters.
    #[serde(default, deserialize_with = "lenient::text")]
    pub country_code: Option<String>,
}

impl Row for Address {
    const PATH: &'static str = "/addresses";
    const KEY: &'static str = "addresses";

    fn id(&self) -> u64 {
        self.id.get()
    }

    fn owner(&self) -> Option<CustomerId> {
        self.customer_id
    }
}

/// Asks for a customer's addresses.
pub fn addresses_of(customer: CustomerId, sort: Sort, max_age: u32) -> Get {
    first_page(Address::PATH, customer, &[], sort, max_age)
}
