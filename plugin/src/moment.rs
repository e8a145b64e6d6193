//! Now, as the host tells it, and points in time derived from it. The guest has no clock and no zone database: the offset
//! in the context is all there is, and all that is needed.

use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// Length of "2026-11-22T21:59:47".
const SECONDS_END: usize = 19;

/// A point in time with the offset that holds in the reader's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    timestamp: Timestamp,
    offset: Offset,
}

/// The context's `now` is not RFC 3339 with an offset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the host's time {given:?} is not RFC 3339 with an offset; correct `now` in the context")]
pub struct NotAMoment {
    given: String,
}

impl Moment {
    /// Reads RFC 3339 with an offset.
    pub fn parse(given: &str) -> Result<Self, NotAMoment> {
        let refused = || NotAMoment {
            given: crate::text::clean(given, 60),
        };
        let parser = DateTimeParser::new();
        let timestamp = parser.parse_timestamp(given).map_err(|_| refused())?;
        // What the clock on the wall shows, less what it shows in UTC, is the offset.
        let shown = given
            .get(..SECONDS_END)
            .and_then(|wall| parser.parse_datetime(wall).ok())
            .ok_or_else(refused)?;
        let utc = Offset::UTC.to_timestamp(shown).map_err(|_| refused())?.as_second();
        let seconds = utc.saturating_sub(timestamp.as_second());
        let offset = i32::try_from(seconds)
            .ok()
            .and_then(|seconds| Offset::from_seconds(seconds).ok());
        Ok(Self {
            timestamp,
            offset: offset.ok_or_else(refused)?,
        })
    }

    /// This moment, so many seconds before. At the very start of time it stays where it is.
    pub fn seconds_before(self, seconds: u32) -> Self {
        let earlier = self
            .timestamp
            .checked_sub(SignedDuration::from_secs(i64::from(seconds)));
        Self {
            timestamp: earlier.unwrap_or(self.timestamp),
            ..self
        }
    }

    /// Today in the reader's time zone.
    pub fn date(self) -> Date {
        self.local().date()
    }

    /// Date and time of day in the reader's time zone.
    pub fn local(self) -> DateTime {
        self.offset.to_datetime(self.timestamp)
    }

    /// Today at the given offset from UTC, in hours.
    pub fn date_at(self, hours: i8) -> Date {
        Offset::from_hours(hours)
            .unwrap_or(Offset::UTC)
            .to_datetime(self.timestamp)
            .date()
    }

    /// RFC 3339 with the context's offset, to the second.
    pub fn iso(self) -> String {
        let whole = Timestamp::from_second(self.timestamp.as_second()).unwrap_or(self.timestamp);
        whole.display_with_offset(self.offset).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offset_decides_what_today_is() {
        let moment = Moment::parse("2026-11-22T23:30:00-08:00").unwrap();
        assert_eq!(moment.date().to_string(), "2026-11-22");
        assert_eq!(moment.date_at(0).to_string(), "2026-11-23");
        assert_eq!(moment.date_at(14).to_string(), "2026-11-23");
    }

    #[test]
    fn seconds_before_keeps_the_offset() {
        let moment = Moment::parse("2026-11-22T00:00:30.5+01:00").unwrap();
        assert_eq!(moment.seconds_before(45).iso(), "2026-11-21T23:59:45+01:00");
    }

    #[test]
    fn utc_as_a_letter_is_an_offset_too() {
        assert_eq!(
            Moment::parse("2026-11-22T10:00:00Z").unwrap().date().to_string(),
            "2026-11-22"
        );
    }

    #[test]
    fn a_time_without_an_offset_is_refused() {
        for given in ["", "now", "2026-11-22", "2026-11-22T10:00:00", "2026-13-01T00:00:00Z"] {
            assert!(Moment::parse(given).is_err(), "{given}");
        }
    }
}
