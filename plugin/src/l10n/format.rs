//! Dates, times, money and intervals in the reader's form.

use crate::text::lower;
use jiff::civil::Date;

use super::{Key, Texts};
use crate::contract::{CalendarDate, Interval, IntervalUnit, Money, Timestamp};
use crate::moment::{Moment, iso_date};
use crate::text;

/// Digits before the point of the largest amount that is put into the reader's form; a longer one is shown as it came.
const MAX_INTEGER_DIGITS: usize = 15;
/// Digits behind the point likewise.
const MAX_FRACTION_DIGITS: usize = 6;

impl Texts {
    /// A plain date.
    pub fn date(&self, date: Date) -> CalendarDate {
        CalendarDate { iso: iso_date(date), text: self.date_text(date) }
    }

    /// A plain date in the reader's form.
    pub fn date_text(&self, date: Date) -> String {
        self.with(
            Key::Date,
            [
                ("day", date.day().to_string().into()),
                ("dd", format!("{:02}", date.day()).into()),
                ("month", date.month().to_string().into()),
                ("mm", format!("{:02}", date.month()).into()),
                ("year", date.year().to_string().into()),
            ],
        )
    }

    /// A point in time, to the minute.
    pub fn timestamp(&self, moment: Moment) -> Timestamp {
        let local = moment.local();
        let text = self.with(
            Key::Timestamp,
            [
                ("date", self.date_text(local.date()).into()),
                ("hour", format!("{:02}", local.hour()).into()),
                ("minute", format!("{:02}", local.minute()).into()),
            ],
        );
        Timestamp { iso: moment.iso(), text }
    }

    /// An amount as the vendor wrote it, beside an ISO 4217 code, which may be empty.
    pub fn money(&self, amount: &str, currency: &str) -> Money {
        let currency = currency.trim();
        let known = currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_alphabetic());
        let currency = if known { currency.to_ascii_uppercase() } else { String::new() };
        let amount = text::clean(amount, text::NAME);
        let code = if known { currency.clone() } else { "none".to_owned() };
        let text = match self.digits(&amount) {
            Some(digits) => self.with(Key::Money, [("amount", digits.into()), ("currency", code.into())]),
            None => amount.clone(),
        };
        Money { amount, currency, text }
    }

    /// Decimal text with the locale's separators; nothing when it is anything else.
    fn digits(&self, amount: &str) -> Option<String> {
        let unsigned = amount.strip_prefix('-').unwrap_or(amount);
        let (integer, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let digits = |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(integer, MAX_INTEGER_DIGITS) || !digits(fraction, MAX_FRACTION_DIGITS) {
            return None;
        }
        // "19.9" is an amount in most currencies' hundredths, written short.
        let short = amount.split_once('.').is_some_and(|(_, cents)| cents.len() == 1);
        Some(self.numbers.write(&if short { format!("{amount}0") } else { amount.to_owned() }))
    }

    /// How often something happens, in the vendor's words: `every` so many `unit`s.
    pub fn interval(&self, every: u64, unit: Option<&str>) -> Interval {
        let word = lower(&text::clean(unit.unwrap_or_default(), text::NAME));
        let every = u32::try_from(every).unwrap_or(0);
        let count = || ("count", every.into());
        let (unit, text) = match word.as_str() {
            "day" | "days" => (IntervalUnit::Day, self.with(Key::IntervalDay, [count()])),
            "week" | "weeks" => (IntervalUnit::Week, self.with(Key::IntervalWeek, [count()])),
            "month" | "months" => (IntervalUnit::Month, self.with(Key::IntervalMonth, [count()])),
            "" => (IntervalUnit::Other, self.with(Key::IntervalUnknownUnit, [count()])),
            other => (IntervalUnit::Other, self.with(Key::IntervalOther, [count(), ("unit", other.to_owned().into())])),
        };
        Interval { every, unit, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn money_has_the_readers_form() {
        for (locale, amount, currency, text) in [
            ("en", "24.90", "EUR", "€24.90"),
            ("de", "24.90", "EUR", "24,90 €"),
            ("de-AT", "24.90", "EUR", "24,90 €"),
            ("de-CH", "1234.50", "CHF", "1'234.50 CHF"),
            ("en", "1234567.5", "usd", "$1,234,567.50"),
            ("de", "1234567.50", "USD", "1.234.567,50 $"),
            ("en", "1200", "JPY", "JPY 1,200"),
            ("en", "-3.00", "GBP", "£-3.00"),
            ("en", "24.90", "", "24.90"),
            ("en", "24.90", "evil!", "24.90"),
        ] {
            assert_eq!(Texts::new(locale).money(amount, currency).text, text, "{locale} {amount} {currency}");
        }
    }

    #[test]
    fn an_amount_of_an_unexpected_form_is_shown_as_it_came() {
        for amount in ["", "abc", "1e5", "1,50", ".5", "5.", "--1", "1.2.3", "123456789012345678901"] {
            let money = Texts::new("de").money(amount, "EUR");
            assert_eq!(money.amount, amount);
            assert_eq!(money.text, amount);
        }
    }

    #[test]
    fn dates_and_times_have_the_readers_form() {
        let (english, german) = (Texts::new("en"), Texts::new("de-AT"));
        let date = "2026-02-09".parse().unwrap();
        assert_eq!(english.date(date).text, "9 Feb 2026");
        assert_eq!(german.date(date).text, "09.02.2026");
        let moment = Moment::parse("2026-11-22T21:05:47+01:00").unwrap();
        assert_eq!(english.timestamp(moment).text, "22 Nov 2026, 21:05");
        assert_eq!(german.timestamp(moment).text, "22.11.2026, 21:05 Uhr");
        assert_eq!(german.timestamp(moment).iso, "2026-11-22T21:05:47+01:00");
    }

    #[test]
    fn every_month_has_its_name() {
        let english = Texts::new("en");
        let names: Vec<_> = (1..=12).map(|m| english.date_text(Date::constant(2026, m, 1))).collect();
        assert_eq!(
            names.join(" ").replace("1 ", "").replace(" 2026", ""),
            "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
        );
    }

    #[test]
    fn intervals_follow_plural_rules_and_keep_unknown_units() {
        let (english, german) = (Texts::new("en"), Texts::new("de"));
        for (every, unit, en, de) in [
            (1, Some("day"), "every day", "täglich"),
            (30, Some("Days"), "every 30 days", "alle 30 Tage"),
            (1, Some("week"), "every week", "jede Woche"),
            (2, Some("week"), "every 2 weeks", "alle 2 Wochen"),
            (1, Some("month"), "every month", "jeden Monat"),
            (3, Some("moon\n"), "every 3 moon", "alle 3 moon"),
            (3, None, "every 3 (unit unknown)", "alle 3 (Einheit unbekannt)"),
        ] {
            assert_eq!(english.interval(every, unit).text, en);
            assert_eq!(german.interval(every, unit).text, de);
        }
        assert_eq!(english.interval(u64::MAX, Some("day")).every, 0);
    }

    proptest! {
        #[test]
        fn the_digits_of_an_amount_survive(amount in "-?[1-9][0-9]{0,14}\\.[0-9]{2}", locale in "en|de|de-CH|de-AT|fr") {
            let text = Texts::new(&locale).money(&amount, "").text;
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            prop_assert_eq!(digits(&text), digits(&amount));
        }
    }
}
