//! Makes the context of a call: who, where, when, in which language.

use crate::contract::{Contact, Context, Setting};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What the contexts of one connection have in common.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The connection's id.
    pub connection: String,
    /// The shop's time zone.
    pub time_zone: TimeZone,
    /// The reader's language, BCP 47.
    pub locale: String,
    /// The connection's settings.
    pub settings: Vec<Setting>,
}

impl Surroundings {
    /// The context of a call about a ticket, now. `seed` is drawn for this call.
    #[must_use]
    pub fn context(&self, ticket: impl Into<String>, contact: Contact, now: Timestamp, seed: u64) -> Context {
        let local = now.to_zoned(self.time_zone.clone());
        Context {
            ticket: ticket.into(),
            contact,
            locale: self.locale.clone(),
            // With the offset that holds at this moment, so that the first ten characters are the shop's date.
            now: local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            time_zone: self.time_zone.iana_name().unwrap_or("UTC").to_owned(),
            connection: self.connection.clone(),
            settings: self.settings.clone(),
            seed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Surroundings;
    use crate::contract::{Contact, Identity};
    use jiff::tz::TimeZone;

    #[test]
    fn now_begins_with_the_date_that_it_is_in_the_shops_time_zone() {
        let surroundings = Surroundings {
            connection: "c".to_owned(),
            time_zone: TimeZone::get("Europe/Berlin").unwrap(),
            locale: "de".to_owned(),
            settings: Vec::new(),
        };
        let contact = Contact { email: "a@b.example".to_owned(), identity: Identity::Authenticated };
        let context = surroundings.context("T", contact, "2026-11-22T23:30:00Z".parse().unwrap(), 7);
        assert_eq!(context.now, "2026-11-23T00:30:00+01:00");
        assert_eq!(context.time_zone, "Europe/Berlin");
    }
}
