//! The customers that messages come from: one with a subscription, one with three, each as a store of the local Recharge.
//!
//! A German contact's shop is in Berlin, an English one's in London; where the customer lives, `home.rs` tells. It is nine in
//! the morning of the line's day in the shop's time zone. Queued charges come from the subscriptions by the local Recharge's own
//! rules. What the format leaves open: one charge went through before for each subscription, the customer's name says
//! nothing about the message, and no address has a second line.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::format::{Field, Fields, Fixture, Lang, Line, Sub};
use super::home::Home;
use crate::data_file::DataFileError;
use crate::recharge_sandbox::{State, demo};

/// The customer's address, the sender of every message.
pub const SENDER: &str = "robin.lindner@example.com";

/// The hour at which every message comes in.
const HOUR: i8 = 9;

/// A customer, and how the format's names map to the vendor's ids.
#[derive(Debug, Clone)]
pub struct Customer {
    /// The store.
    pub state: State,
    /// The ids of the subscriptions.
    subs: BTreeMap<u64, Sub>,
    /// Where each subscription ships, by the address's id.
    ships_to: BTreeMap<Sub, u64>,
    /// The addresses as they are.
    addresses: BTreeMap<u64, Fields>,
    /// What each charge bills.
    charges: BTreeMap<u64, Vec<Sub>>,
}

/// Why a customer can't be made.
#[derive(Debug, thiserror::Error)]
pub enum FixtureError {
    /// The world is wrong, which is a bug.
    #[error(transparent)]
    World(#[from] DataFileError),
    /// There is no such morning, or none that a store can have.
    #[error("no shop can be made for {0}; a day of this century will do")]
    Day(Date),
}

/// The shop's time zone.
fn zone_name(lang: Lang) -> &'static str {
    match lang {
        Lang::German => "Europe/Berlin",
        Lang::English => "Europe/London",
    }
}

impl Customer {
    /// The customer that a line comes from.
    ///
    /// # Errors
    /// When there is no such day.
    pub fn of(line: &Line) -> Result<Self, FixtureError> {
        Self::living(Home::of(line), line.lang, line.fixture, line.today)
    }

    /// The customer of a fixture as of that day, at home in the language's own country.
    ///
    /// # Errors
    /// When there is no such day.
    pub fn new(lang: Lang, fixture: Fixture, today: Date) -> Result<Self, FixtureError> {
        Self::living(Home::usual(lang), lang, fixture, today)
    }

    fn living(home: Home, lang: Lang, fixture: Fixture, today: Date) -> Result<Self, FixtureError> {
        let now = morning(lang, today).ok_or(FixtureError::Day(today))?;
        let state = State::from_world(&world(home, lang, fixture), "the fixture", now)?;
        let subs: BTreeMap<u64, Sub> = state.subscriptions.keys().copied().zip(Sub::ALL.iter().copied()).collect();
        let ships = state.subscriptions.values().filter_map(|row| Some((*subs.get(&row.id)?, row.address_id)));
        let charged = state.charges.values().map(|charge| {
            let items = charge.line_items.iter().filter_map(|item| subs.get(&item.purchase_item_id).copied());
            (charge.id, items.collect())
        });
        Ok(Self {
            ships_to: ships.collect(),
            addresses: state.addresses.values().map(|address| (address.id, fields(&address.postal))).collect(),
            charges: charged.collect(),
            subs,
            state,
        })
    }

    /// What the clock says.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.state.now
    }

    /// The subscription with this id of the vendor's; nothing for somebody else's.
    #[must_use]
    pub fn sub(&self, id: u64) -> Option<Sub> {
        self.subs.get(&id).copied()
    }

    /// The vendor's id of a subscription.
    #[must_use]
    pub fn id(&self, sub: Sub) -> Option<u64> {
        self.subs.iter().find(|(_, other)| **other == sub).map(|(id, _)| *id)
    }

    /// The subscriptions that ship to the address with this id.
    #[must_use]
    pub fn at(&self, address: u64) -> Vec<Sub> {
        self.ships_to.iter().filter(|(_, at)| **at == address).map(|(sub, _)| *sub).collect()
    }

    /// The subscriptions on the charge with this id.
    #[must_use]
    pub fn on(&self, charge: u64) -> Vec<Sub> {
        self.charges.get(&charge).cloned().unwrap_or_default()
    }

    /// All subscriptions.
    pub fn all(&self) -> impl Iterator<Item = Sub> {
        self.ships_to.keys().copied()
    }

    /// The id of the address that a subscription ships to.
    #[must_use]
    pub fn address_id(&self, sub: Sub) -> Option<u64> {
        self.ships_to.get(&sub).copied()
    }

    /// The address with this id.
    #[must_use]
    pub fn address(&self, id: u64) -> Option<&Fields> {
        self.addresses.get(&id)
    }

    /// The address that a subscription ships to.
    #[must_use]
    pub fn address_of(&self, sub: Sub) -> Option<&Fields> {
        self.address(self.address_id(sub)?)
    }
}

fn morning(lang: Lang, today: Date) -> Option<Timestamp> {
    let zone = TimeZone::get(zone_name(lang)).ok()?;
    // Years that neither the store's own age nor a year ahead leads out of.
    let possible = (2000..2100).contains(&today.year());
    let zoned = today.at(HOUR, 0, 0, 0).to_zoned(zone).ok().filter(|_| possible)?;
    Some(zoned.timestamp())
}

fn fields(postal: &crate::recharge_sandbox::model::PostalAddress) -> Fields {
    let mut fields = Fields::new();
    for (field, text) in [
        (Field::Address1, &postal.address1),
        (Field::Address2, &postal.address2),
        (Field::City, &postal.city),
        (Field::Zip, &postal.zip),
        (Field::Province, &postal.province),
        (Field::CountryCode, &postal.country_code),
    ] {
        if let Some(text) = text {
            fields.insert(field, text.clone());
        }
    }
    fields
}

/// A store as a world file describes it.
fn world(home: Home, lang: Lang, fixture: Fixture) -> String {
    let (zone, token) = (zone_name(lang), demo::TOKEN_FULL);
    let [first, second] = home.addresses;
    let currency = match lang {
        Lang::German => "EUR",
        Lang::English => "GBP",
    };
    let head = format!(
        r#"
[store]
name = "Corner Shop"
email = "owner@example.com"
currency = "{currency}"
time_zone = "{zone}"
identifier = "corner-shop.myshopify.com"

[[tokens]]
token = "{token}"
name = "Helpdesk"
scopes = [
  "read_customers", "write_customers", "read_subscriptions", "write_subscriptions", "read_orders", "write_orders",
  "read_payment_methods", "read_store", "store_info", "read_events",
]

[[products]]
key = "blend"
title = "Morning Blend Coffee"
price = "12.90"

[[products]]
key = "decaf"
title = "Decaf Espresso"
price = "14.90"

[[products]]
key = "cat"
title = "Cat Food Salmon"
price = "29.90"

[[customers]]
email = "{SENDER}"
first_name = "Robin"
last_name = "Lindner"

[[customers.addresses]]
{first}

[[customers.addresses.subscriptions]]
product = "blend"
every = "1 month"
next = "+9d"
past_charges = 1
"#
    );
    match fixture {
        Fixture::Single => head,
        Fixture::Triple => format!("{head}{SECOND}\n[[customers.addresses]]\n{second}{THIRD}"),
    }
}

const SECOND: &str = r#"
[[customers.addresses.subscriptions]]
product = "decaf"
every = "2 weeks"
next = "+4d"
past_charges = 1

[[customers.addresses.charges]]
status = "skipped"
date = "+2d"
items = ["blend"]
"#;

const THIRD: &str = r#"
[[customers.addresses.subscriptions]]
product = "cat"
every = "6 weeks"
next = "+20d"
past_charges = 1
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recharge_sandbox::invariants;
    use crate::recharge_sandbox::model::ChargeStatus;

    /// Every charge that is ahead: its status, how many days away it is, and what it bills.
    fn ahead(customer: &Customer, today: Date) -> Vec<(ChargeStatus, i32, Vec<Sub>)> {
        let charges = customer.state.charges.values().filter(|charge| charge.scheduled_at >= today);
        let mut ahead: Vec<_> = charges
            .map(|charge| (charge.status, (charge.scheduled_at - today).get_days(), customer.on(charge.id)))
            .collect();
        ahead.sort_by_key(|(_, days, _)| *days);
        ahead
    }

    #[test]
    fn the_customers_have_what_the_format_says_in_both_languages_on_every_day_of_a_leap_year() {
        let mut today = "2028-01-01".parse::<Date>().unwrap();
        while today.year() == 2028 {
            for lang in Lang::ALL {
                let single = Customer::new(*lang, Fixture::Single, today).unwrap();
                assert_eq!(ahead(&single, today), [(ChargeStatus::Queued, 9, vec![Sub::S1])], "{lang} {today}");
                let triple = Customer::new(*lang, Fixture::Triple, today).unwrap();
                let expected = [
                    (ChargeStatus::Skipped, 2, vec![Sub::S1]),
                    (ChargeStatus::Queued, 4, vec![Sub::S2]),
                    (ChargeStatus::Queued, 9, vec![Sub::S1]),
                    (ChargeStatus::Queued, 20, vec![Sub::S3]),
                ];
                assert_eq!(ahead(&triple, today), expected, "{lang} {today}");
                for customer in [single, triple] {
                    assert_eq!(invariants::check(&customer.state), []);
                    assert_eq!(customer.state.today(), today);
                }
            }
            today = today.tomorrow().unwrap();
        }
    }

    #[test]
    fn the_first_two_share_an_address_and_the_third_has_its_own() {
        let customer = Customer::new(Lang::German, Fixture::Triple, "2026-05-04".parse().unwrap()).unwrap();
        let (home, other) = (customer.address_id(Sub::S1).unwrap(), customer.address_id(Sub::S3).unwrap());
        assert_eq!(customer.at(home), [Sub::S1, Sub::S2]);
        assert_eq!(customer.at(other), [Sub::S3]);
        assert_eq!(customer.address_of(Sub::S2).unwrap()[&Field::City], "Kassel");
        assert_eq!(customer.sub(1), None);
        let titles = Sub::ALL.iter().map(|sub| {
            let row = &customer.state.subscriptions[&customer.id(*sub).unwrap()];
            row.product.title.clone()
        });
        assert_eq!(titles.collect::<Vec<_>>(), ["Morning Blend Coffee", "Decaf Espresso", "Cat Food Salmon"]);
    }

    #[test]
    fn it_is_nine_in_the_morning_where_the_shop_is() {
        let now =
            |lang, today: &str| Customer::new(lang, Fixture::Single, today.parse().unwrap()).unwrap().now().to_string();
        assert_eq!(now(Lang::German, "2026-07-01"), "2026-07-01T07:00:00Z");
        assert_eq!(now(Lang::English, "2026-12-01"), "2026-12-01T09:00:00Z");
    }

    #[test]
    fn a_day_that_no_shop_can_have_is_refused() {
        for today in ["1752-09-14", "9999-12-31"] {
            let error = Customer::new(Lang::English, Fixture::Single, today.parse().unwrap()).unwrap_err();
            assert!(error.to_string().contains(today), "{error}");
        }
    }
}
