//! Days named by month or by their number, and spans from one day to another.

use jiff::civil::Date;

use crate::message::dates::calendar;
use crate::message::dates::lead::Led;
use crate::message::dates::numeric::{Point, Raw};
use crate::message::dates::reader::{Hit, Reader, longer};
use crate::message::dates::sense::{Fixed, Lead, Sense, Unit};
use crate::message::dates::{Relation, When};

/// Days in a row that share one month: "3., 10. und 17. Juni".
const SHARED: usize = 6;

impl Reader<'_> {
    /// A day or a span of days.
    pub(crate) fn days(&self, i: usize, led: &Led) -> Option<Hit> {
        let (raw, end) = self.point(i, led)?;
        let one = Hit::new(self.resolve(raw), end);
        longer(one, self.span(i, raw, end, led))
    }

    /// The longest single day at `i`.
    pub(crate) fn point(&self, i: usize, led: &Led) -> Option<Point> {
        let (plain, weekday) = (self.plain_point(i, led), self.weekday(i, led));
        match (plain, weekday) {
            (Some(a), Some(b)) => Some(if b.1 > a.1 { b } else { a }),
            (a, b) => a.or(b),
        }
    }

    /// The longest single day that is not told by its weekday.
    pub(crate) fn plain_point(&self, i: usize, led: &Led) -> Option<Point> {
        let all =
            [self.numeric(i, led), self.named(i), self.fixed_day(i), self.shared(i, SHARED), self.day_only(i, led)];
        all.into_iter().flatten().reduce(|best, new| if new.1 > best.1 { new } else { best })
    }

    /// What a day as said means today.
    pub(crate) fn resolve(&self, raw: Raw) -> When {
        match raw {
            Raw::Exact(date) => When::Day(date),
            Raw::Past(date) => When::PastDay(date),
            Raw::Yearless(month, day) => calendar::yearless(self.today, month, day),
            Raw::DayOnly(day) => calendar::next_day(self.today, day).map_or(When::Vague, When::Day),
            Raw::Weekday(day) => calendar::next_weekday(self.today, day).map_or(When::Vague, When::Day),
            Raw::Unsure(year, first, second) => {
                let date = |month, day| match year {
                    Some(year) => calendar::date(year, month, day),
                    None => match calendar::yearless(self.today, month, day) {
                        When::Day(date) | When::PastDay(date) => Some(date),
                        _ => None,
                    },
                };
                match (date(second, first), date(first, second)) {
                    (Some(a), Some(b)) => When::Either(a, b),
                    (Some(a), None) | (None, Some(a)) => When::Day(a),
                    (None, None) => When::Vague,
                }
            }
            Raw::Vague => When::Vague,
        }
    }

    /// The end of a span: the first such day not before `from`.
    fn resolve_from(&self, raw: Raw, from: Date) -> Option<Date> {
        match raw {
            Raw::Exact(date) => Some(date),
            Raw::Yearless(month, day) => calendar::next_date(from, month, day),
            Raw::DayOnly(day) => calendar::next_day(from, day),
            Raw::Weekday(day) => calendar::next_weekday(from, day),
            Raw::Past(_) | Raw::Unsure(..) | Raw::Vague => None,
        }
    }

    /// "3 to 14 June": the second day after a first one.
    fn span(&self, i: usize, first: Raw, end: usize, led: &Led) -> Option<Hit> {
        let start = self.until(end, led, i)?;
        let second = self.lead(start);
        let plain = matches!(second.relation, Relation::None | Relation::To | Relation::On | Relation::Until);
        if !plain || second.within {
            return None;
        }
        let mut inner = second;
        (inner.tied, inner.tied_the) = (true, true);
        let (raw, end) = self.point(second.end, &inner).or_else(|| self.month_day(i, second.end))?;
        // "3/7 to 17/7": the second date tells the order of the first.
        let number = |at| self.digits(at).unwrap_or(0);
        let first = match first {
            Raw::Unsure(None, day, month) if number(second.end) > 12 => Raw::Yearless(month, day),
            Raw::Unsure(None, month, day) if number(second.end.saturating_add(2)) > 12 => Raw::Yearless(month, day),
            other => other,
        };
        let from = match self.resolve(first) {
            When::Day(date) | When::PastDay(date) => date,
            _ => return Hit::new(When::Vague, end),
        };
        match self.resolve_from(raw, from) {
            Some(to) if to >= from => Hit::new(When::Span(from, to), end),
            _ => Hit::new(When::Vague, end),
        }
    }

    /// "June 3-14": a second day of the month named first.
    fn month_day(&self, i: usize, at: usize) -> Option<Point> {
        let (_, month, _) = self.month(i)?;
        let (day, end, _) = self.day_number(at)?;
        Some((Raw::Yearless(month, day), end))
    }

    /// The token after "to", "bis", a dash. "to" behind a verb that moves is the new day, not the end of a span.
    fn until(&self, i: usize, led: &Led, start: usize) -> Option<usize> {
        let next = i.checked_add(1)?;
        if self.dash(i) && !self.token(i)?.line {
            return Some(next);
        }
        if let Some((Fixed::Rel(Relation::Until), _)) = self.phrase(i) {
            return Some(i);
        }
        match self.lead_word(i) {
            Some(Lead::Rel(Relation::Until)) => Some(next),
            Some(Lead::Rel(Relation::To)) if self.is_to(i) => {
                let moved =
                    [Sense::Delay, Sense::Forward, Sense::Change].iter().any(|&s| self.before(start, s).is_some());
                if moved { None } else { Some(next) }
            }
            _ if led.between && self.is(i, Sense::And) => Some(next),
            _ => None,
        }
    }

    /// "to", which ends a span as well as naming a new day; "auf" never ends one.
    pub(crate) fn is_to(&self, i: usize) -> bool {
        self.words.folded(i) == "to"
    }

    /// "3" in "3 or 4 June", "3. bis 14. Juni": takes the month from the day that follows.
    fn shared(&self, i: usize, left: usize) -> Option<Point> {
        let left = left.checked_sub(1)?;
        let (day, end, _) = self.day_number(i)?;
        let mut at = end;
        let between = self.mark(at, ',') || self.mark(at, '/') || self.mark(at, '&') || self.dash(at) || {
            self.is(at, Sense::And)
                || self.is(at, Sense::Or)
                || matches!(self.lead_word(at), Some(Lead::Rel(Relation::Until | Relation::To)))
        };
        if !between {
            return None;
        }
        at = self.lead(at.checked_add(1)?).end;
        let (raw, _) = self.named(at).or_else(|| self.full_dotted(at)).or_else(|| self.shared(at, left))?;
        let raw = match raw {
            Raw::Yearless(month, _) => Raw::Yearless(month, day),
            Raw::Exact(date) => Raw::Exact(calendar::in_month(date, day)?),
            _ => return None,
        };
        Some((raw, end))
    }

    /// "14.6." as the end of "3. bis 14.6."
    fn full_dotted(&self, i: usize) -> Option<Point> {
        let mut led = Led::none(i);
        (led.tied, led.german) = (true, true);
        self.numeric(i, &led).filter(|_| self.mark(i.saturating_add(1), '.'))
    }

    /// "tomorrow", "Silvester": days by a set phrase.
    pub(crate) fn fixed_day(&self, i: usize) -> Option<Point> {
        let (fixed, end) = self.phrase(i)?;
        let raw = match fixed {
            Fixed::Offset(days) => {
                let date = calendar::add(self.today, days.into(), 0)?;
                // "tomorrow morning", "heute in einer Woche"
                let end = self.skip(end, Sense::DayPart);
                // "tomorrow week"
                if days >= 0 && self.unit(end) == Some(Unit::Week) && self.follows(end.checked_add(1)?) {
                    return Some((calendar::add(date, 7, 0).map_or(Raw::Vague, Raw::Exact), end.checked_add(1)?));
                }
                let in_ = self.lead(end);
                if in_.within
                    && !in_.about
                    && days >= 0
                    && let Some((Some((days, months)), end)) = self.amount(in_.end)
                {
                    return Some((calendar::add(date, days, months).map_or(Raw::Vague, Raw::Exact), end));
                }
                return Some((if days < 0 { Raw::Past(date) } else { Raw::Exact(date) }, end));
            }
            Fixed::Feast(month, day) => {
                let (year, end) = match self.year(end, true) {
                    Some((year, end)) => (Some(year), end),
                    None => (None, end),
                };
                let (month, day) = (u32::from(month), u32::from(day));
                return Some((
                    match year {
                        Some(year) => calendar::date(year, month, day).map_or(Raw::Vague, Raw::Exact),
                        None => Raw::Yearless(month, day),
                    },
                    end,
                ));
            }
            Fixed::Easter(days) => calendar::next_easter(self.today, days.into()).map_or(Raw::Vague, Raw::Exact),
            _ => return None,
        };
        Some((raw, end))
    }

    /// "the 3rd", "am 15.", "zum Ersten": a day of the month, which many other things look like.
    pub(crate) fn day_only(&self, i: usize, led: &Led) -> Option<Point> {
        let (day, mut end, marked) = self.day_number(i)?;
        let spelled = self.digits(i).is_none();
        let dot = end.checked_sub(1).is_some_and(|l| self.mark(l, '.'));
        let follow =
            |at: usize| self.closes(at) || self.follow(at) || self.is(at, Sense::Own) || self.lead_word(at).is_some();
        let counted = self.is(end, Sense::Counted)
            || self.pick(end, |s| matches!(s, Sense::Weekday(_)).then_some(())).is_some()
            // "Statt am 9. am 16." is no hour.
            || (self.is(end, Sense::Measure) && !(dot && led.german))
            || self.unit(end).is_some()
            || self.is(end, Sense::CalendarWeek)
            || (self.glued(end) && !dot && (self.mark(end, ':') || self.mark(end, '/') || self.mark(end, ',')) && {
                self.digits(end.saturating_add(1)).is_some() && self.glued(end.saturating_add(1))
            });
        // "the 1st of each month" is a rhythm.
        let each = self.is(self.skip(end, Sense::Of), Sense::Every);
        if counted || each || led.within || led.between && !marked {
            return None;
        }
        let fits = if spelled {
            (led.tied_the || (led.article && day > 12)) && follow(end)
        } else if dot {
            if led.german || led.tied_the {
                true
            } else {
                (led.article || led.tied && led.relation == Relation::Until) && follow(end) && led.end > 0
            }
        } else if marked {
            led.tied
                || led.article
                || (i.checked_sub(1).is_none_or(|b| !self.word(b) && self.digits(b).is_none()) && follow(end))
        } else {
            (led.german || led.tied_the) && follow(end) && !self.dash(end) && !self.mark(end, ':')
        };
        if !fits {
            return None;
        }
        // The dot closes the sentence rather than the ordinal; the day is the same, the span a byte longer.
        if dot && led.tied && !led.german && !led.tied_the && !led.article {
            end = end.saturating_sub(1);
        }
        Some((Raw::DayOnly(day), end))
    }
}
