//! Now, as the host tells it, plain dates, and how both are written.
//!
//! The guest has no clock and no zone database: the offset in the context is all there is, and all that is needed.
//! Dates and times are jiff's; only their two fixed forms are read and written here, since jiff's own parsers and
//! printers know many more and would be a tenth of the component.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// Reads "YYYY-MM-DD".
pub fn parse_date(text: &str) -> Option<Date> {
    let [year, month, day] = numbers(text, '-', [4, 2, 2])?;
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Writes "YYYY-MM-DD".
pub fn iso_date(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// The date so many days later. Nothing at the end of the calendar.
///
/// With jiff's `Span` the printing of time zones and of every error would come along, a tenth of the component.
pub fn plus_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(SignedDuration::from_secs(days.checked_mul(24 * 60 * 60)?)).ok()
}

/// The date so many months later, or the last day of that month where it is shorter. Nothing at the end of the calendar.
pub fn plus_months(date: Date, months: i64) -> Option<Date> {
    let count = i64::from(date.year()).checked_mul(12)?.checked_add(i64::from(date.month()))?.checked_add(months)?;
    let count = count.checked_sub(1)?;
    let year = i16::try_from(count.div_euclid(12)).ok()?;
    let month = i8::try_from(count.rem_euclid(12).checked_add(1)?).ok()?;
    let first = Date::new(year, month, 1).ok()?;
    Date::new(year, month, date.day().min(first.days_in_month())).ok()
}

/// Numbers of so many digits each, with a separator between them.
fn numbers<const N: usize>(text: &str, separator: char, digits: [usize; N]) -> Option<[u16; N]> {
    let mut parts = text.split(separator);
    let mut out = [0; N];
    for (out, digits) in out.iter_mut().zip(digits) {
        let part = parts.next().filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))?;
        *out = part.parse().ok()?;
    }
    parts.next().is_none().then_some(out)
}

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
        let moment = date_and_time(given).and_then(|(wall, offset)| {
            let offset = Offset::from_seconds(offset).ok()?;
            Some(Self { timestamp: offset.to_timestamp(wall).ok()?, offset })
        });
        moment.ok_or_else(|| NotAMoment { given: crate::text::clean(given, 60) })
    }

    /// This moment, so many seconds before. At the very start of time it stays where it is.
    pub fn seconds_before(self, seconds: u32) -> Self {
        let earlier = self.timestamp.checked_sub(SignedDuration::from_secs(i64::from(seconds)));
        Self { timestamp: earlier.unwrap_or(self.timestamp), ..self }
    }

    /// This moment, so many seconds after. At the very end of time it stays where it is.
    pub fn seconds_after(self, seconds: u32) -> Self {
        let later = self.timestamp.checked_add(SignedDuration::from_secs(i64::from(seconds)));
        Self { timestamp: later.unwrap_or(self.timestamp), ..self }
    }

    /// The moment at which a date begins where it is so many hours later than in UTC or, if that is earlier, where the
    /// reader is.
    pub fn start_of(self, date: Date, hours: i8) -> Self {
        let begins = |offset: Offset| offset.to_timestamp(DateTime::from_parts(date, Time::midnight())).ok();
        let there = begins(Offset::from_hours(hours).unwrap_or(Offset::UTC));
        let earliest = [there, begins(self.offset)].into_iter().flatten().min();
        Self { timestamp: earliest.unwrap_or(self.timestamp), ..self }
    }

    /// The earlier one of two moments.
    pub fn earlier(self, other: Self) -> Self {
        if other.timestamp < self.timestamp { other } else { self }
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
        Offset::from_hours(hours).unwrap_or(Offset::UTC).to_datetime(self.timestamp).date()
    }

    /// RFC 3339 with the context's offset, to the second.
    pub fn iso(self) -> String {
        let (local, seconds) = (self.local(), self.offset.seconds());
        let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs() / 60);
        let date = iso_date(local.date());
        let (hour, minute, second) = (local.hour(), local.minute(), local.second());
        format!("{date}T{hour:02}:{minute:02}:{second:02}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// Date and time on the wall, and the offset in seconds. Fractions of a second are dropped.
fn date_and_time(text: &str) -> Option<(DateTime, i32)> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let zone = rest.find(['Z', 'z', '+', '-'])?;
    let (time, offset) = rest.split_at_checked(zone)?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let whole = |number: u16| i8::try_from(number).ok();
    // A leap second is the one before it, as there is no name for it elsewhere.
    let time = Time::new(whole(hour)?, whole(minute)?, whole(second.min(59 + u16::from(second > 60)))?, 0).ok()?;
    let offset = match offset.split_at_checked(1)? {
        ("Z" | "z", "") => 0,
        (sign @ ("+" | "-"), offset) => {
            let [hours, minutes] = numbers(offset, ':', [2, 2])?;
            let seconds = i32::from(hours).checked_mul(3600)?.checked_add(i32::from(minutes).checked_mul(60)?)?;
            if minutes > 59 {
                return None;
            }
            if sign == "-" { -seconds } else { seconds }
        }
        _ => return None,
    };
    let digits = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    digits.then_some((DateTime::from_parts(parse_date(date)?, time), offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
        assert_eq!(Moment::parse("2026-11-22T10:00:00Z").unwrap().date().to_string(), "2026-11-22");
    }

    #[test]
    fn a_time_without_an_offset_is_refused() {
        let many = [
            "",
            "now",
            "2026-11-22",
            "2026-11-22T10:00:00",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T10:00:61Z",
            "2026-11-22T10:00:00+1:00",
            "2026-11-22T10:00:00+01:60",
            "2026-11-22T10:00:00+99:00",
            "2026-11-22T10:00:00Z ",
            "2026-11-22T10:00:00.Z",
            "2026-11-22T10:00:00.5xZ",
            "+2026-11-22T10:00:00Z",
            "2026-11-22T10:00:00+01:00:00",
            "2026-11-22T+0:00:00Z",
        ];
        for given in many {
            assert!(Moment::parse(given).is_err(), "{given}");
        }
    }

    #[test]
    fn months_end_where_the_calendar_ends_them() {
        let date = |text: &str| parse_date(text).unwrap();
        for (from, months, to) in [
            ("2026-01-31", 1, "2026-02-28"),
            ("2027-12-31", 2, "2028-02-29"),
            ("2026-12-15", 1, "2027-01-15"),
            ("2026-01-15", -1, "2025-12-15"),
        ] {
            assert_eq!(plus_months(date(from), months), Some(date(to)), "{from} {months}");
        }
        assert_eq!(plus_months(Date::MAX, 1), None);
        assert_eq!(plus_months(date("2026-01-01"), i64::MAX), None);
        assert_eq!(plus_days(date("2026-12-31"), 1), Some(date("2027-01-01")));
        assert_eq!((plus_days(Date::MAX, 1), plus_days(date("2026-01-01"), i64::MAX)), (None, None));
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange_to_be_read_or_refused(given in "\\PC{0,40}|[0-9T:.+Z-]{0,32}") {
            let _ = (Moment::parse(&given), parse_date(&given));
        }

        #[test]
        fn what_is_written_is_read_again_as_jiff_reads_it(seconds in -62_135_596_800_i64..253_402_200_000, minutes in -1439_i32..1440) {
            let (timestamp, offset) = (Timestamp::from_second(seconds).unwrap(), Offset::from_seconds(minutes * 60).unwrap());
            let moment = Moment { timestamp, offset };
            prop_assume!((0..=9999).contains(&moment.local().year()));
            prop_assert_eq!(moment.iso().parse::<Timestamp>().unwrap(), timestamp);
            prop_assert_eq!(Moment::parse(&moment.iso()).unwrap(), moment);
            prop_assert_eq!(parse_date(&iso_date(moment.date())), Some(moment.date()));
        }
    }
}
