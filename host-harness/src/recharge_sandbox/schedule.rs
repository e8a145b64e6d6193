//! When the next cycle of a subscription is due. Plain dates only: no time zone, no clock.

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The unit of a subscription's interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalUnit {
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months of the calendar.
    Month,
}

impl IntervalUnit {
    /// Recharge's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

/// How often a subscription is sent and how often it is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// The unit of both frequencies.
    pub unit: IntervalUnit,
    /// Units between two orders, at least 1.
    pub order_frequency: u32,
    /// Units between two charges; a multiple of `order_frequency`, and more than it when prepaid.
    pub charge_frequency: u32,
    /// The day of the month that orders are pulled to, 1 to 31; a month's last day where it is shorter.
    pub order_day_of_month: Option<u8>,
    /// The weekday that orders are pulled to, 0 being Monday.
    pub order_day_of_week: Option<u8>,
}

impl Interval {
    /// The charge after the one on `date`. Nothing at the end of the calendar.
    pub fn next_charge(&self, date: Date) -> Option<Date> {
        self.shifted(date, i64::from(self.charge_frequency))
    }

    /// The order after the one on `date`. Nothing at the end of the calendar.
    pub fn next_order(&self, date: Date) -> Option<Date> {
        self.shifted(date, i64::from(self.order_frequency))
    }

    /// The charge before the one on `date`, as if it had always run so.
    pub fn previous_charge(&self, date: Date) -> Option<Date> {
        self.shifted(date, -i64::from(self.charge_frequency))
    }

    /// How many orders one charge pays for, at least 1.
    pub fn orders_per_charge(&self) -> u32 {
        self.charge_frequency.checked_div(self.order_frequency).unwrap_or(1).max(1)
    }

    fn shifted(&self, date: Date, units: i64) -> Option<Date> {
        let span = match self.unit {
            IntervalUnit::Day => Span::new().try_days(units),
            IntervalUnit::Week => Span::new().try_weeks(units),
            IntervalUnit::Month => Span::new().try_months(units),
        };
        let shifted = date.checked_add(span.ok()?).ok()?;
        if let (IntervalUnit::Month, Some(day)) = (self.unit, self.order_day_of_month) {
            let day = i8::try_from(day).unwrap_or(i8::MAX).clamp(1, shifted.days_in_month());
            return Date::new(shifted.year(), shifted.month(), day).ok();
        }
        if let (IntervalUnit::Week, Some(day)) = (self.unit, self.order_day_of_week) {
            let ahead = (i64::from(day) - i64::from(shifted.weekday().to_monday_zero_offset())).rem_euclid(7);
            // The nearest such weekday, so that a weekly rhythm stays weekly.
            let ahead = if ahead > 3 { ahead - 7 } else { ahead };
            return shifted.checked_add(Span::new().try_days(ahead).ok()?).ok();
        }
        Some(shifted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every(frequency: u32, unit: IntervalUnit) -> Interval {
        Interval {
            unit,
            order_frequency: frequency,
            charge_frequency: frequency,
            order_day_of_month: None,
            order_day_of_week: None,
        }
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn months_end_where_the_calendar_ends_them() {
        assert_eq!(every(1, IntervalUnit::Month).next_charge(day("2026-01-31")), Some(day("2026-02-28")));
        assert_eq!(every(6, IntervalUnit::Week).next_charge(day("2026-01-01")), Some(day("2026-02-12")));
        assert_eq!(every(30, IntervalUnit::Day).previous_charge(day("2026-03-01")), Some(day("2026-01-30")));
        assert_eq!(every(1, IntervalUnit::Day).next_charge(Date::MAX), None);
        assert_eq!(every(u32::MAX, IntervalUnit::Month).next_charge(day("2026-03-01")), None);
    }

    #[test]
    fn a_day_of_the_month_pulls_later_dates_back_to_it() {
        let interval = Interval { order_day_of_month: Some(31), ..every(1, IntervalUnit::Month) };
        let february = interval.next_charge(day("2026-01-31")).unwrap();
        assert_eq!(february, day("2026-02-28"));
        assert_eq!(interval.next_charge(february), Some(day("2026-03-31")));
    }

    #[test]
    fn a_weekday_pulls_later_dates_to_the_nearest_one() {
        let interval = Interval { order_day_of_week: Some(0), ..every(1, IntervalUnit::Week) };
        assert_eq!(interval.next_charge(day("2026-11-23")), Some(day("2026-11-30")), "a Monday stays a Monday");
        assert_eq!(interval.next_charge(day("2026-11-25")), Some(day("2026-11-30")));
        assert_eq!(interval.next_charge(day("2026-11-27")), Some(day("2026-12-07")));
    }

    #[test]
    fn a_prepaid_charge_pays_for_several_orders() {
        let interval = Interval { charge_frequency: 3, ..every(1, IntervalUnit::Month) };
        assert_eq!(interval.orders_per_charge(), 3);
        assert_eq!(interval.next_order(day("2026-01-15")), Some(day("2026-02-15")));
        assert_eq!(interval.next_charge(day("2026-01-15")), Some(day("2026-04-15")));
    }
}
