//! Days with their month in words ("3 June", "the first of next month"), and the pieces they are made of: day, month, year.

use crate::message::dates::calendar;
use crate::message::dates::numeric::{Point, Raw, full_year};
use crate::message::dates::reader::Reader;
use crate::message::dates::sense::{Lead, Sense, Unit};
use crate::message::dates::token::Kind;

impl Reader<'_> {
    /// "3", "3rd", "3.", "third": the day, the token after it, whether it is marked as an ordinal.
    pub(crate) fn day_number(&self, i: usize) -> Option<(u32, usize, bool)> {
        let next = i.checked_add(1)?;
        if let Some(day) = self.digits(i) {
            if self.width(i) > 2 || !(1..=31).contains(&day) || self.barred(i) {
                return None;
            }
            if self.mark(next, '.') && self.glued(next) {
                let after = next.checked_add(1)?;
                let decimal = self.glued(after) && self.digits(after).is_some();
                return if decimal { None } else { Some((day, after, true)) };
            }
            if self.is(next, Sense::Ending) && (self.glued(next) || self.words.folded(next) == "th") {
                return Some((day, next.checked_add(1)?, true));
            }
            let glued_word = self.word(next) && self.glued(next) && self.month(next).is_none();
            return if glued_word { None } else { Some((day, next, false)) };
        }
        let ordinal = |at| self.pick(at, |s| if let Sense::Ordinal(n) = s { Some(u32::from(n)) } else { None });
        if let Some(day) = ordinal(i) {
            return Some((day, next, true));
        }
        let tens = self.pick(i, |s| if let Sense::Number(n @ (20 | 30)) = s { Some(u32::from(n)) } else { None })?;
        let unit = if self.dash(next) { next.checked_add(1)? } else { next };
        let day = tens.checked_add(ordinal(unit).filter(|&n| n < 10)?)?;
        if day > 31 { None } else { Some((day, unit.checked_add(1)?, true)) }
    }

    /// A month at `i`: its dot passed, its number, whether it is an everyday word as well.
    pub(crate) fn month(&self, i: usize) -> Option<(usize, u32, bool)> {
        let (month, shy) = self.pick(i, |s| match s {
            Sense::Month(n) => Some((u32::from(n), false)),
            Sense::ShyMonth(n) => Some((u32::from(n), true)),
            _ => None,
        })?;
        let next = i.checked_add(1)?;
        // "Sept." is short for something, "May." ends a sentence.
        let name = self.words.folded(i);
        let short = matches!(name.len(), 3) && !matches!(name, "may" | "mai") || name == "sept";
        let dot = short && self.mark(next, '.') && self.glued(next);
        Some((if dot { next.checked_add(1)? } else { next }, month, shy))
    }

    /// A day with its month, in either order.
    pub(crate) fn named(&self, i: usize) -> Option<Point> {
        self.day_month(i).or_else(|| self.month_first(i)).or_else(|| self.relative_month(i))
    }

    fn day_month(&self, i: usize) -> Option<Point> {
        let (day, end, marked) = self.day_number(i)?;
        let mut at = end;
        if self.dash(at) && self.glued(at) {
            at = at.checked_add(1)?;
        }
        let mut of = false;
        while self.is(at, Sense::Of)
            || self.is(at, Sense::Article)
            || (marked && self.lead_word(at) == Some(Lead::InThe))
        {
            (of, at) = (true, at.checked_add(1)?);
            if at > end.checked_add(2)? {
                return None;
            }
        }
        let (next, month, shy) = self.month(at)?;
        // "I have 3, may I": a number alone does not make an everyday word a month.
        if shy && !marked && !of && !self.token(at)?.capital && !self.closes(next) && self.year(next, false).is_none() {
            let free = i.checked_sub(1).is_none_or(|b| self.lead_word(b).is_none());
            if free {
                return None;
            }
        }
        Some(self.with_year(month, day, next))
    }

    fn month_first(&self, i: usize) -> Option<Point> {
        let (mut at, month, shy) = self.month(i)?;
        if self.dash(at) && self.glued(at) {
            at = at.checked_add(1)?;
        }
        let article = self.is(at, Sense::Article);
        at = self.skip(at, Sense::Article);
        let (day, end, marked) = self.day_number(at)?;
        let spelled = self.digits(at).is_none();
        let marked = marked && !self.mark(end.saturating_sub(1), '.');
        // A sentence may end behind the number; the dot is not the date's.
        let end = if self.mark(end.saturating_sub(1), '.') { end.checked_sub(1)? } else { end };
        let counted = self.is(end, Sense::Measure) || self.unit(end).is_some() || self.is(end, Sense::Counted);
        let clock = self.mark(end, ':') && self.glued(end);
        if (!marked && counted) || clock || (spelled && !article && counted) {
            return None;
        }
        let tied = i.checked_sub(1).is_some_and(|b| self.lead_word(b).is_some());
        if shy && !marked && !self.token(i)?.capital && !tied {
            return None;
        }
        Some(self.with_year(month, day, end))
    }

    /// "the first of next month", "3. des nächsten Monats", "zum nächsten Ersten".
    fn relative_month(&self, i: usize) -> Option<Point> {
        if (self.is(i, Sense::Next)) && self.is(i.checked_add(1)?, Sense::Ordinal(1)) && self.follows(i.checked_add(2)?)
        {
            return Some((Raw::DayOnly(1), i.checked_add(2)?));
        }
        if let Some((shift, at)) = self.which_month(i) {
            // "nächsten Monat am 3."
            let led = self.lead(at);
            let (day, end, marked) = self.day_number(led.end)?;
            let fits = marked && led.tied && !self.is(end, Sense::Counted) && self.month(end).is_none();
            return if fits { Some((self.day_in(shift, day), end)) } else { None };
        }
        let (day, mut at, marked) = self.day_number(i)?;
        while self.is(at, Sense::Of)
            || self.is(at, Sense::Article)
            || matches!(self.lead_word(at), Some(Lead::In | Lead::InThe))
        {
            at = at.checked_add(1)?;
            if at > i.checked_add(6)? {
                return None;
            }
        }
        if let Some((shift, end)) = self.which_month(at) {
            return if marked { Some((self.day_in(shift, day), end)) } else { None };
        }
        // "1st of the month", "every month" being no date.
        let of = at.checked_sub(1).is_some_and(|b| self.is(b, Sense::Article) || self.is(b, Sense::Of));
        if marked && of && self.unit(at) == Some(Unit::Month) {
            return Some((Raw::DayOnly(day), at.checked_add(1)?));
        }
        None
    }

    /// "next month", "dieses Monats": how many months ahead.
    fn which_month(&self, i: usize) -> Option<(i64, usize)> {
        let shift = self.pick(i, |s| match s {
            Sense::This => Some(0),
            Sense::Next | Sense::Coming => Some(1),
            Sense::AfterNext => Some(2),
            _ => None,
        })?;
        let next = i.checked_add(1)?;
        if self.unit(next) == Some(Unit::Month) { Some((shift, next.checked_add(1)?)) } else { None }
    }

    fn day_in(&self, shift: i64, day: u32) -> Raw {
        let date = calendar::add(self.today, 0, shift).and_then(|month| calendar::in_month(month, day));
        date.map_or(Raw::Vague, |date| if date < self.today { Raw::Past(date) } else { Raw::Exact(date) })
    }

    /// Takes the year if one follows.
    fn with_year(&self, month: u32, day: u32, i: usize) -> Point {
        match self.year(i, true) {
            Some((year, end)) => (calendar::date(year, month, day).map_or(Raw::Vague, Raw::Exact), end),
            None => (Raw::Yearless(month, day), i),
        }
    }

    /// ", 2026", "'26", "next year", "heuer".
    pub(crate) fn year(&self, i: usize, spoken: bool) -> Option<(u32, usize)> {
        let mut at = i;
        if self.mark(at, ',') || self.dash(at) || self.mark(at, '.') {
            at = at.checked_add(1)?;
        }
        let after = |at: usize| at.checked_add(1);
        let apostrophe = matches!(self.token(at).map(|t| t.kind), Some(Kind::Mark('\'' | '’')));
        let number = if apostrophe { after(at)? } else { at };
        if let Some(value) = self.digits(number) {
            let width = self.width(number);
            let end = after(number)?;
            let clock = self.glued(end) && (self.mark(end, ':') || self.word(end));
            // Two digits are a year only where no noun follows that they could count.
            let short = width == 2 && (24..40).contains(&value) && (apostrophe || (at == i && self.closes(end)));
            let decimal = self.glued(end) && self.digits(end.checked_add(1)?).is_some();
            let fits = !clock && (short && !decimal || width == 4);
            return if fits { Some((full_year(value, width)?, end)) } else { None };
        }
        if !spoken {
            return None;
        }
        let now = u32::try_from(self.today.year()).ok()?;
        if self.words.folded(at) == "heur" {
            return Some((now, after(at)?));
        }
        let of = self.skip(self.skip(at, Sense::Of), Sense::Article);
        let ahead = self.pick(of, |s| match s {
            Sense::This => Some(0),
            Sense::Next | Sense::Coming => Some(1),
            _ => None,
        })?;
        if self.unit(after(of)?) == Some(Unit::Year) {
            Some((now.checked_add(ahead)?, of.checked_add(2)?))
        } else {
            None
        }
    }
}
