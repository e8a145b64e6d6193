//! From when on a charge counts as being processed, so that nothing about it may be changed any more.
//!
//! Recharge bills in the night after midnight of the charge's date, by a clock that its own pages state differently
//! (store time, US Eastern time, UTC-8). So a charge is taken as being processed from the earliest moment at which its
//! date may have begun: no edit then races the payment, and the price is a few hours in which an edit would still have
//! worked.

use jiff::civil::Date;

use crate::moment::Moment;

/// UTC+14, where a date begins first.
const EARLIEST_ZONE_HOURS: i8 = 14;

/// Today, for the purpose of billing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cutoff {
    today: Date,
    now: Moment,
    /// Where a date begins first, in hours from UTC.
    zone: i8,
}

impl Cutoff {
    /// The later of today in UTC and today in the store's time zone. A store zone that is unknown, or another than the
    /// one the context's offset belongs to, is taken as the one where a date begins first: there is no zone database
    /// here.
    pub fn new(now: Moment, context_zone: &str, store_zone: Option<&str>) -> Self {
        let here = now.date().max(now.date_at(0));
        let known = store_zone.is_some_and(|zone| !zone.is_empty() && zone == context_zone);
        let zone = if known { 0 } else { EARLIEST_ZONE_HOURS };
        Self { today: here.max(now.date_at(zone)), now, zone }
    }

    /// The moment from which a charge of this date counts as being processed.
    pub fn begins(self, date: Date) -> Moment {
        self.now.start_of(date, self.zone)
    }

    /// The first date that a charge can still be moved to.
    pub fn first_possible(self) -> Date {
        self.today.tomorrow().unwrap_or(self.today)
    }

    /// True iff a charge of this date is, or may be, in processing.
    pub fn has_begun(self, date: Date) -> bool {
        date <= self.today
    }

    /// True iff a charge of this date goes into processing next.
    pub fn is_next(self, date: Date) -> bool {
        self.today.tomorrow().is_ok_and(|tomorrow| tomorrow == date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_charge_of_today_is_being_processed_and_one_of_tomorrow_is_next() {
        let now = Moment::parse("2026-11-22T12:00:00+01:00").unwrap();
        let cutoff = Cutoff::new(now, "Europe/Berlin", Some("Europe/Berlin"));
        assert!(cutoff.has_begun(date("2026-11-22")));
        assert!(cutoff.has_begun(date("2026-11-01")));
        assert!(!cutoff.has_begun(date("2026-11-23")));
        assert!(cutoff.is_next(date("2026-11-23")));
        assert!(!cutoff.is_next(date("2026-11-24")));
    }

    #[test]
    fn a_date_begins_at_the_moment_from_which_it_has_begun() {
        for (now, zone, begins) in [
            ("2026-11-22T12:00:00+01:00", "Europe/Berlin", "2026-11-23T00:00:00+01:00"),
            ("2026-11-22T12:00:00-08:00", "Europe/Berlin", "2026-11-22T16:00:00-08:00"),
            ("2026-11-22T10:00:00+01:00", "Elsewhere", "2026-11-22T11:00:00+01:00"),
        ] {
            let cutoff = Cutoff::new(Moment::parse(now).unwrap(), "Europe/Berlin", Some(zone));
            assert_eq!(cutoff.begins(date("2026-11-23")).iso(), begins, "{now} {zone}");
            let at = |moment: Moment| Cutoff::new(moment, "Europe/Berlin", Some(zone)).has_begun(date("2026-11-23"));
            assert!(at(Moment::parse(begins).unwrap()), "{now}");
            assert!(!at(Moment::parse(begins).unwrap().seconds_before(1)), "{now}");
        }
    }

    #[test]
    fn west_of_utc_the_utc_date_counts() {
        let now = Moment::parse("2026-11-22T18:00:00-08:00").unwrap();
        let cutoff = Cutoff::new(now, "America/Los_Angeles", Some("America/Los_Angeles"));
        assert!(cutoff.has_begun(date("2026-11-23")));
    }

    #[test]
    fn an_unknown_or_other_store_zone_counts_as_the_earliest_one() {
        let now = Moment::parse("2026-11-22T12:00:00+01:00").unwrap();
        for zone in [None, Some(""), Some("Pacific/Auckland")] {
            assert!(Cutoff::new(now, "Europe/Berlin", zone).has_begun(date("2026-11-23")), "{zone:?}");
        }
        let morning = Moment::parse("2026-11-22T10:30:00+01:00").unwrap();
        assert!(!Cutoff::new(morning, "Europe/Berlin", None).has_begun(date("2026-11-23")));
    }
}
