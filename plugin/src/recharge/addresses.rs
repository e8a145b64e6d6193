//! Addresses.

use super::client::Get;
use super::fields::{Fields, FromFields};
use super::page::{PAGE, Row, Sort, first_page};
use super::{AddressId, CustomerId};

/// A postal address. Every text may be missing: real answers have nulls in fields that are documented as required.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// The id.
    pub id: AddressId,
    /// Whose it is.
    pub customer_id: Option<CustomerId>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Street and number.
    pub address1: Option<String>,
    /// Floor, building and the like.
    pub address2: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub province: Option<String>,
    /// Postcode.
    pub zip: Option<String>,
    /// ISO 3166-1 code of the country, two letters.
    pub country_code: Option<String>,
    /// Phone, for the carrier.
    pub phone: Option<String>,
    /// How what ships there is paid.
    pub payment_method_id: Option<u64>,
    /// A note on every order.
    pub order_note: Option<String>,
    /// Whether discounts belong to it.
    pub has_discounts: bool,
}

impl FromFields for Address {
    fn from_fields(fields: &Fields<'_>) -> Option<Self> {
        Some(Self {
            id: fields.id("id")?,
            customer_id: fields.id("customer_id"),
            first_name: fields.text("first_name"),
            last_name: fields.text("last_name"),
            company: fields.text("company"),
            address1: fields.text("address1"),
            address2: fields.text("address2"),
            city: fields.text("city"),
            province: fields.text("province"),
            zip: fields.text("zip"),
            country_code: fields.text("country_code"),
            phone: fields.text("phone"),
            payment_method_id: fields.whole("payment_method_id"),
            order_note: fields.text("order_note"),
            has_discounts: fields.has_rows("discounts"),
        })
    }
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

/// Asks for an address, as it is now.
pub fn address_by_id(id: AddressId) -> Get {
    Get { path: Address::PATH, query: vec![("ids", id.to_string()), ("limit", PAGE.to_string())], max_age: 0 }
}

/// Asks for a customer's addresses.
pub fn addresses_of(customer: CustomerId, sort: Sort, max_age: u32) -> Get {
    first_page(Address::PATH, customer, &[], sort, max_age)
}
