//! Moments and spans, in the shop's time zone and the reader's form.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Words;

impl Words {
    /// A moment as people say it: the time today, the day and the time otherwise, in the shop's time zone.
    #[must_use]
    pub fn when(self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
        let form = match (at.date() == now.date(), at.year() == now.year()) {
            (true, _) => "%H:%M",
            (false, true) => self.0.pick("%-d %b, %H:%M", "%d.%m., %H:%M"),
            (false, false) => self.0.pick("%-d %b %Y, %H:%M", "%d.%m.%Y, %H:%M"),
        };
        at.strftime(form).to_string()
    }

    /// When something was looked at.
    #[must_use]
    pub fn checked_at(self, at: Timestamp, zone: &TimeZone) -> String {
        let at = at.to_zoned(zone.clone()).strftime("%H:%M:%S");
        self.say(format!("checked at {at}"), format!("geprüft um {at}"))
    }

    /// How much time is left, to the minute.
    #[must_use]
    pub fn left(self, now: Timestamp, end: Timestamp) -> String {
        let minutes = end.duration_since(now).as_mins().max(0);
        let (hours, minutes) = (minutes.div_euclid(60), minutes.rem_euclid(60));
        self.say(format!("{hours} h {minutes} min left"), format!("noch {hours} h {minutes} min"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_said_in_the_shops_time_and_the_readers_language() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now: Timestamp = "2026-11-26T16:00:00Z".parse().unwrap();
        for (at, english, german) in [
            ("2026-11-26T08:05:00Z", "09:05", "09:05"),
            ("2026-11-25T23:30:00Z", "00:30", "00:30"),
            ("2026-11-24T08:05:00Z", "24 Nov, 09:05", "24.11., 09:05"),
            ("2025-12-31T23:30:00Z", "1 Jan, 00:30", "01.01., 00:30"),
            ("2025-12-30T08:05:00Z", "30 Dec 2025, 09:05", "30.12.2025, 09:05"),
        ] {
            let at = at.parse().unwrap();
            assert_eq!(Words::of("en").when(at, now, &zone), english);
            assert_eq!(Words::of("de-AT").when(at, now, &zone), german);
        }
        let end = "2026-11-26T19:59:59Z".parse().unwrap();
        assert_eq!(Words::of("en").left(now, end), "3 h 59 min left");
        assert_eq!(Words::of("de").left(end, now), "noch 0 h 0 min", "it is over");
    }
}
