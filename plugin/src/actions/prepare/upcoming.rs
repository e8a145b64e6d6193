//! The dates of a subscription's later charges, by its interval: plain dates, no clock.

use crate::text::lower;
use jiff::civil::Date;

use crate::moment::{plus_days, plus_months};
use crate::recharge::Subscription;

/// Skipped dates in a row that are looked past.
const MOST_SKIPPED: usize = 400;
/// Dates of another subscription that are looked through: a year of a daily rhythm.
const MOST_DATES: usize = 400;
/// How far ahead a charge is moved, in months.
const FURTHEST_MONTHS: i64 = 5 * 12;

/// The charge date after this one. Nothing when the interval is unknown, and at the end of the calendar.
///
/// A month's last days are clipped to what the next month has, and counting goes on from there; a promised day of the
/// month or of the week pulls the date to it. Recharge documents the interval and the promised days, and nothing about
/// the ends of months: so a plan that meets one says so.
pub fn after(subscription: &Subscription, date: Date) -> Option<Date> {
    let plain = plainly_after(subscription, date)?;
    match unit(subscription)? {
        Unit::Month => match subscription.order_day_of_month.and_then(|day| i8::try_from(day).ok()) {
            Some(day) => Date::new(plain.year(), plain.month(), day.clamp(1, plain.days_in_month())).ok(),
            None => Some(plain),
        },
        Unit::Week => match subscription.order_day_of_week.and_then(|day| i64::try_from(day).ok()) {
            Some(day) => {
                let ahead = (day - i64::from(plain.weekday().to_monday_zero_offset())).rem_euclid(7);
                // The nearest such weekday, so that a weekly rhythm stays weekly.
                let ahead = if ahead > 3 { ahead - 7 } else { ahead };
                plus_days(plain, ahead)
            }
            None => Some(plain),
        },
        Unit::Day => Some(plain),
    }
    .filter(|next| *next > date)
}

/// The charge date after this one by the interval alone.
pub fn plainly_after(subscription: &Subscription, date: Date) -> Option<Date> {
    let every = subscription.charge_interval_frequency.or(subscription.order_interval_frequency)?;
    let every = i64::try_from(every).ok().filter(|every| *every > 0)?;
    match unit(subscription)? {
        Unit::Day => plus_days(date, every),
        Unit::Week => plus_days(date, every.checked_mul(7)?),
        Unit::Month => plus_months(date, every),
    }
}

/// The charge date after this one, past the dates that are skipped.
pub fn after_skipped(subscription: &Subscription, date: Date, skipped: &[Date]) -> Option<Date> {
    let mut next = after(subscription, date)?;
    for _ in 0..MOST_SKIPPED {
        if !skipped.contains(&next) {
            return Some(next);
        }
        next = after(subscription, next)?;
    }
    None
}

/// Up to so many charge dates, from the first one on.
pub fn dates(subscription: &Subscription, first: Date, count: usize, skipped: &[Date]) -> Vec<Date> {
    let next = |date: &Date| after_skipped(subscription, *date, skipped);
    std::iter::successors(Some(first), next).take(count).collect()
}

/// Those of these dates, in their order, on which a subscription that is charged first on `first` is charged by its rhythm.
pub fn meets(subscription: &Subscription, first: Date, skipped: &[Date], dates: &[Date]) -> Vec<Date> {
    let Some(last) = dates.last() else { return Vec::new() };
    let next = |date: &Date| after_skipped(subscription, *date, skipped).filter(|next| next <= last);
    let own = std::iter::successors(Some(first), next).take(MOST_DATES);
    own.filter(|date| dates.contains(date)).collect()
}

/// The last date that a charge is moved to: years ahead nobody can say what a rhythm comes to. Nothing at the end of the
/// calendar.
pub fn furthest(today: Date) -> Option<Date> {
    plus_months(today, FURTHEST_MONTHS)
}

/// A day that a subscription keeps, whatever date a charge is moved to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promised {
    /// Of the month, from 1.
    OfMonth(u32),
    /// Of the week, from Monday, which is 0.
    OfWeek(u32),
}

/// The promised day, where the interval knows it.
pub fn promised(subscription: &Subscription) -> Option<Promised> {
    let day = |day: Option<u64>| day.and_then(|day| u32::try_from(day).ok());
    match unit(subscription)? {
        Unit::Month => day(subscription.order_day_of_month).map(|day| Promised::OfMonth(day.clamp(1, 31))),
        Unit::Week => day(subscription.order_day_of_week).map(|day| Promised::OfWeek(day.checked_rem(7).unwrap_or(0))),
        Unit::Day => None,
    }
}

/// True iff dates by months from this one meet months that are too short for its day.
pub fn meets_month_end(subscription: &Subscription, first: Date) -> bool {
    unit(subscription) == Some(Unit::Month) && subscription.order_day_of_month.is_none() && first.day() > 28
}

/// How often it is delivered, as days and months.
pub fn rhythm(subscription: &Subscription) -> Option<(i64, i64)> {
    let every = i64::try_from(subscription.order_interval_frequency?).ok().filter(|every| *every > 0)?;
    Some(match unit(subscription)? {
        Unit::Day => (every, 0),
        Unit::Week => (every.checked_mul(7)?, 0),
        Unit::Month => (0, every),
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
}

fn unit(subscription: &Subscription) -> Option<Unit> {
    match lower(subscription.order_interval_unit.as_deref()?.trim()).as_str() {
        "day" | "days" => Some(Unit::Day),
        "week" | "weeks" => Some(Unit::Week),
        "month" | "months" => Some(Unit::Month),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recharge::{Fields, FromFields};
    use crate::testing::subscription_row;
    use proptest::prelude::*;
    use serde_json::json;

    fn subscription(every: u64, unit: &str, day: Option<(&str, u64)>) -> Subscription {
        let mut row = subscription_row(61, 91, 51, "2026-12-09");
        row["order_interval_unit"] = json!(unit);
        row["order_interval_frequency"] = json!(every);
        row["charge_interval_frequency"] = json!(every);
        if let Some((name, day)) = day {
            row[name] = json!(day);
        }
        Subscription::from_fields(&Fields::parse(&row.to_string()).unwrap()).unwrap()
    }

    fn three(subscription: &Subscription, first: &str) -> String {
        let dates = dates(subscription, first.parse().unwrap(), 4, &[]);
        dates.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn later_dates_follow_the_interval_and_the_promised_day() {
        let (month, week) = (|day| Some(("order_day_of_month", day)), |day| Some(("order_day_of_week", day)));
        for (every, unit, day, first, dates) in [
            (30, "day", None, "2026-12-09", "2026-12-09 2027-01-08 2027-02-07 2027-03-09"),
            (2, "Weeks", None, "2026-12-09", "2026-12-09 2026-12-23 2027-01-06 2027-01-20"),
            (1, "month", None, "2026-12-31", "2026-12-31 2027-01-31 2027-02-28 2027-03-28"),
            (1, "month", month(31), "2026-12-31", "2026-12-31 2027-01-31 2027-02-28 2027-03-31"),
            (1, "month", month(5), "2026-12-20", "2026-12-20 2027-01-05 2027-02-05 2027-03-05"),
            (1, "week", week(0), "2026-11-25", "2026-11-25 2026-11-30 2026-12-07 2026-12-14"),
            (1, "week", week(0), "2026-11-27", "2026-11-27 2026-12-07 2026-12-14 2026-12-21"),
            (1, "moon", None, "2026-11-27", "2026-11-27"),
            (0, "day", None, "2026-11-27", "2026-11-27"),
            (1, "year", None, "9999-12-31", "9999-12-31"),
        ] {
            assert_eq!(three(&subscription(every, unit, day), first), dates, "{every} {unit} {day:?}");
        }
    }

    #[test]
    fn skipped_dates_are_jumped_over() {
        let skipped = ["2027-01-08".parse().unwrap(), "2027-02-07".parse().unwrap()];
        let next = after_skipped(&subscription(30, "day", None), "2026-12-09".parse().unwrap(), &skipped);
        assert_eq!(next, Some("2027-03-09".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn later_dates_only_grow(
            every in 0_u64..2_000, unit in "day|week|month|x", of_month in proptest::option::of(0_u64..40),
            of_week in proptest::option::of(0_u64..9), year in 1_i16..9999, month in 1_i8..13, day in 1_i8..29,
        ) {
            let mut subscription = subscription(every, &unit, None);
            (subscription.order_day_of_month, subscription.order_day_of_week) = (of_month, of_week);
            let dates = dates(&subscription, Date::new(year, month, day).unwrap(), 6, &[]);
            prop_assert!(dates.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", dates);
        }
    }
}
