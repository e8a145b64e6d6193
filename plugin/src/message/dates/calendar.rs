//! The arithmetic of days, months and weekdays, checked throughout, so that no other file computes a date.

use jiff::SignedDuration;
use jiff::civil::Date;

use crate::message::dates::When;

/// So far back a date without a year is taken for a past one.
const PAST: i64 = 90;

/// `date` moved by months (kept inside the month) and days.
pub(crate) fn add(date: Date, days: i64, months: i64) -> Option<Date> {
    let count = i64::from(date.year()).checked_mul(12)?.checked_add(i64::from(date.month()))?;
    let count = count.checked_sub(1)?.checked_add(months)?;
    let year = i16::try_from(count.div_euclid(12)).ok()?;
    let month = i8::try_from(count.rem_euclid(12)).ok()?.checked_add(1)?;
    let first = Date::new(year, month, 1).ok()?;
    let moved = Date::new(year, month, date.day().min(first.days_in_month())).ok()?;
    moved.checked_add(SignedDuration::from_secs(days.checked_mul(86_400)?)).ok()
}

/// A date out of numbers as read.
pub(crate) fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// 1 for Monday.
pub(crate) fn weekday(date: Date) -> i64 {
    i64::from(date.weekday().to_monday_one_offset())
}

/// The first `day` (1 for Monday) after `from`.
pub(crate) fn next_weekday(from: Date, day: u8) -> Option<Date> {
    let ahead = i64::from(day).checked_sub(weekday(from))?.checked_sub(1)?.rem_euclid(7).checked_add(1)?;
    add(from, ahead, 0)
}

/// `day` in the calendar week that begins on a Monday, `weeks` after that of `from`.
pub(crate) fn weekday_in(from: Date, weeks: i64, day: u8) -> Option<Date> {
    let shift = weeks.checked_mul(7)?.checked_add(i64::from(day))?.checked_sub(weekday(from))?;
    add(from, shift, 0)
}

/// The first date on or after `from` with that day of the month.
pub(crate) fn next_day(from: Date, day: u32) -> Option<Date> {
    (0..3).find_map(|ahead| {
        let month = add(from, 0, ahead)?;
        in_month(month, day).filter(|&found| found >= from)
    })
}

/// That day in the month of `month`.
pub(crate) fn in_month(month: Date, day: u32) -> Option<Date> {
    Date::new(month.year(), month.month(), i8::try_from(day).ok()?).ok()
}

/// The first such date on or after `from`, this year or the next.
pub(crate) fn next_date(from: Date, month: u32, day: u32) -> Option<Date> {
    let year = u32::try_from(from.year()).ok()?;
    (0..2).find_map(|ahead| date(year.checked_add(ahead)?, month, day).filter(|&found| found >= from))
}

/// A date without a year: past if it lies up to 90 days back, else the next one.
pub(crate) fn yearless(today: Date, month: u32, day: u32) -> When {
    let past = add(today, PAST.saturating_neg(), 0).and_then(|from| next_date(from, month, day));
    match past {
        Some(past) if past < today => When::PastDay(past),
        _ => next_date(today, month, day).map_or(When::Vague, When::Day),
    }
}

/// Easter Sunday of a year, by Gauss's rule in its Gregorian form.
fn easter(year: i16) -> Option<Date> {
    let year = i64::from(year);
    let (golden, century) = (year.rem_euclid(19), year.div_euclid(100));
    let leap = century.div_euclid(4);
    let lunar = century.saturating_add(8).div_euclid(25);
    let shift = century.saturating_sub(lunar).saturating_add(1).div_euclid(3);
    let epact = golden.saturating_mul(19).saturating_add(century).saturating_sub(leap).saturating_sub(shift);
    let moon = epact.saturating_add(15).rem_euclid(30);
    let (quarter, rest) = (year.rem_euclid(100).div_euclid(4), year.rem_euclid(4));
    let sunday = century.rem_euclid(4).saturating_add(quarter).saturating_mul(2).saturating_add(32);
    let sunday = sunday.saturating_sub(moon).saturating_sub(rest).rem_euclid(7);
    let late = moon.saturating_mul(11).saturating_add(golden).saturating_add(sunday.saturating_mul(22)).div_euclid(451);
    let days = moon.saturating_add(sunday).saturating_sub(late.saturating_mul(7)).saturating_add(21);
    add(Date::new(i16::try_from(year).ok()?, 3, 1).ok()?, days, 0)
}

/// The next day that lies so many days from an Easter Sunday.
pub(crate) fn next_easter(today: Date, days: i64) -> Option<Date> {
    (0..2).find_map(|ahead| {
        let date = add(easter(today.year().checked_add(ahead)?)?, days, 0)?;
        if date >= today { Some(date) } else { None }
    })
}
