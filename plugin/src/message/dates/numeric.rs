//! Dates in digits alone: 2026-06-03, 3.6., 03/06/26.

use crate::message::dates::lead::Led;
use crate::message::dates::reader::Reader;
use crate::message::dates::sense::{Lead, Sense};
use crate::message::dates::token::Kind;
use crate::message::dates::{Relation, calendar};

/// A day as said, before the year is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Raw {
    Exact(jiff::civil::Date),
    Past(jiff::civil::Date),
    /// Month, day.
    Yearless(u32, u32),
    /// A day of the month.
    DayOnly(u32),
    /// The next such weekday.
    Weekday(u8),
    /// Year if said, first and second number.
    Unsure(Option<u32>, u32, u32),
    Vague,
}

/// A day and the token after it.
pub(crate) type Point = (Raw, usize);

/// 26 is 2026.
pub(crate) fn full_year(value: u32, digits: u8) -> Option<u32> {
    match digits {
        2 => value.checked_add(2000),
        4 if (1900..2200).contains(&value) => Some(value),
        _ => None,
    }
}

fn exact(year: u32, month: u32, day: u32) -> Raw {
    calendar::date(year, month, day).map_or(Raw::Vague, Raw::Exact)
}

fn is_month_day(month: u32, day: u32) -> bool {
    // A leap year admits the 29th of February.
    calendar::date(2024, month, day).is_some()
}

impl Reader<'_> {
    /// A date in digits at `i`.
    pub(crate) fn numeric(&self, i: usize, led: &Led) -> Option<Point> {
        let first = self.digits(i)?;
        if self.barred(i) || i.checked_sub(1).is_some_and(|b| self.is(b, Sense::Measure) && !self.word(b)) {
            return None;
        }
        let mark = match self.token(i.checked_add(1)?)?.kind {
            Kind::Mark(c @ ('.' | '/' | '-')) => c,
            Kind::Mark('‑' | '–') => '-',
            _ => return None,
        };
        if mark != '.' && !(self.glued(i.checked_add(1)?) && self.glued(i.checked_add(2)?)) {
            return None;
        }
        let second = self.digits(i.checked_add(2)?)?;
        let (wide, narrow) = (self.width(i), self.width(i.checked_add(2)?));
        if narrow > 2 {
            // 06/2026 names a month.
            let year = full_year(second, narrow);
            let month = wide <= 2 && (1..=12).contains(&first) && mark != '-' && self.glued(i.checked_add(2)?);
            return if month && year.is_some() && self.done(i.checked_add(3)?) {
                Some((Raw::Vague, i.checked_add(3)?))
            } else {
                None
            };
        }
        let third = self.third(i.checked_add(3)?, mark);
        if wide == 4 {
            let (day, end, _) = third?;
            return Some((exact(first, second, day), end)).filter(|_| self.done(end) || self.word(end));
        }
        if wide > 2 {
            return None;
        }
        if let Some((year, end, digits)) = third {
            let year = full_year(year, digits)?;
            if !self.done(end) {
                return None;
            }
            return Some((self.ordered(mark, Some(year), first, second)?, end));
        }
        let end = i.checked_add(3)?;
        match mark {
            '.' => self.dotted(i, first, second, led),
            '/' if self.done(end) && !self.is(end, Sense::Measure) && (first, second) != (24, 7) => {
                let padded = wide == 2 && narrow == 2 && (self.starts_zero(i) || self.starts_zero(end.checked_sub(1)?));
                let plain = first > 12 || second > 12;
                let tied = led.tied && !led.within && !led.lasting;
                let counted = self.unit(end).is_some() || self.is(end, Sense::Counted);
                if counted || !(padded || plain || tied || self.after_weekday(i) || self.range_start(end)) {
                    return None;
                }
                Some((self.ordered('/', None, first, second)?, end))
            }
            _ => None,
        }
    }

    /// The third number, after the same mark.
    fn third(&self, i: usize, mark: char) -> Option<(u32, usize, u8)> {
        let number = i.checked_add(1)?;
        let same = self.mark(i, mark) || (mark == '-' && self.dash(i));
        if !same || !self.glued(i) {
            return None;
        }
        let mut at = number;
        if mark == '.' && !self.glued(at) && self.width(at) != 4 {
            return None;
        }
        if mark == '.' && self.mark(at, '\'') {
            at = at.checked_add(1)?;
        }
        let value = self.digits(at)?;
        Some((value, at.checked_add(1)?, self.width(at)))
    }

    /// No further digits hang on it.
    fn done(&self, end: usize) -> bool {
        match self.token(end) {
            Some(t) if t.glued => match t.kind {
                Kind::Word => false,
                Kind::Mark('/' | '-' | '.' | ':' | ',') => {
                    let after = end.saturating_add(1);
                    !(self.digits(after).is_some() && self.glued(after)) || self.mark(end, '-')
                }
                Kind::Mark('%' | '€' | '$' | '£') => false,
                _ => true,
            },
            _ => true,
        }
    }

    fn starts_zero(&self, i: usize) -> bool {
        self.width(i) == 2 && self.digits(i).is_some_and(|v| v < 10)
    }

    fn after_weekday(&self, i: usize) -> bool {
        let weekday =
            |at: usize| self.pick(at, |s| matches!(s, Sense::Weekday(_) | Sense::ShyWeekday(_)).then_some(()));
        (1..=2).any(|back| i.checked_sub(back).is_some_and(|at| weekday(at).is_some()))
    }

    /// Dots mean day before month; slashes and dashes leave it open.
    fn ordered(&self, mark: char, year: Option<u32>, first: u32, second: u32) -> Option<Raw> {
        let german = is_month_day(second, first);
        let american = is_month_day(first, second);
        let raw = |month, day| match year {
            Some(year) => exact(year, month, day),
            None => Raw::Yearless(month, day),
        };
        match (german, american) {
            (true, true) if mark != '.' && first != second => Some(Raw::Unsure(year, first, second)),
            (true, _) => Some(raw(second, first)),
            (false, true) if mark != '.' || year.is_some() => Some(raw(first, second)),
            // 31.6. is no day, but it was meant as one.
            _ if (1..=31).contains(&first) && (1..=12).contains(&second) => Some(Raw::Vague),
            _ => None,
        }
    }

    /// "3.6." and "am 3.6": without the last dot it needs a preposition, or it may be a price.
    fn dotted(&self, i: usize, day: u32, month: u32, led: &Led) -> Option<Point> {
        let dot = i.checked_add(3)?;
        let spaced = !self.glued(i.checked_add(2)?);
        let raw = self.ordered('.', None, day, month)?;
        if self.mark(dot, '.') && self.glued(dot) {
            let end = dot.checked_add(1)?;
            let more = self.glued(end) && (self.digits(end).is_some() || self.word(end));
            let priced = self.is(end, Sense::Measure) || self.unit(end).is_some();
            let sentence = i.checked_sub(1).is_some_and(|b| self.is(b, Sense::Counted) || self.is(b, Sense::Label));
            return if more || priced || sentence { None } else { Some((raw, end)) };
        }
        let known = led.tied && !led.within && !led.shift && (!led.lasting || led.article);
        let by = led.shift && led.relation == Relation::By;
        let padded = self.starts_zero(i.checked_add(2)?);
        let ok = (known || by || self.after_weekday(i) || self.range_end(i)) && !(spaced && !padded && !led.german);
        let priced = self.is(dot, Sense::Measure) || self.unit(dot).is_some() || self.is(dot, Sense::Counted);
        if ok && !priced && self.done(dot) { Some((raw, dot)) } else { None }
    }

    /// A second date with a slash follows behind "to" or a dash.
    fn range_start(&self, end: usize) -> bool {
        let joined = self.dash(end) || matches!(self.lead_word(end), Some(Lead::Rel(Relation::To | Relation::Until)));
        let number = |ahead| self.digits(end.saturating_add(ahead)).is_some();
        joined && number(1) && self.mark(end.saturating_add(2), '/') && number(3)
    }

    /// Stands behind "bis" or a dash.
    fn range_end(&self, i: usize) -> bool {
        i.checked_sub(1).is_some_and(|b| {
            self.dash(b) || matches!(self.lead_word(b), Some(Lead::Rel(Relation::Until) | Lead::RelThe(_)))
        })
    }
}
