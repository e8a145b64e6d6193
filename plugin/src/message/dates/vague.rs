//! Times that name no day: parts of months, weeks by number, seasons, feasts, "when I'm back". The product has to ask.

use jiff::civil::Date;

use crate::message::dates::calendar;
use crate::message::dates::lead::Led;
use crate::message::dates::reader::{Hit, Reader};
use crate::message::dates::sense::{Fixed, Lead, Sense, Unit};
use crate::message::dates::{Relation, When};

impl Reader<'_> {
    /// A time at `i` that names no day, and the last or first day of a month, which is worded alike.
    pub(crate) fn vague(&self, i: usize, led: &Led) -> Option<Hit> {
        let end = self
            .part(i)
            .or_else(|| self.period(i))
            .or_else(|| self.calendar_week(i))
            .or_else(|| self.month_alone(i, led))
            .or_else(|| self.feast(i, led))
            .or_else(|| self.when_back(i, led))
            .or_else(|| self.week_of(i));
        if let Some(hit) = self.edge_day(i) {
            return Some(hit);
        }
        // "Later" alone; "earlier" alone may speak of the past.
        if end.is_none() && self.is(i, Sense::Later) {
            return Hit::new(When::Vague, i.checked_add(1)?);
        }
        Hit::new(When::Vague, end?)
    }

    /// Passes "of the", "im", "des", "-".
    fn through(&self, i: usize) -> usize {
        let mut at = i;
        while at < i.saturating_add(4) {
            let passed = self.is(at, Sense::Of)
                || self.is(at, Sense::Article)
                || self.is(at, Sense::Long)
                || self.is(at, Sense::Own)
                || matches!(
                    self.lead_word(at),
                    Some(Lead::In | Lead::InThe | Lead::RelThe(Relation::From) | Lead::Rel(Relation::From))
                )
                || (self.dash(at) && at == i);
            if !passed {
                break;
            }
            at = at.saturating_add(1);
        }
        at
    }

    /// A month, week, season or the like that a part can be of: the token after it.
    fn whole(&self, i: usize) -> Option<usize> {
        if let Some(end) = self.period(i) {
            return Some(end);
        }
        if let Some((end, _, _)) = self.month(i) {
            return Some(self.year(end, true).map_or(end, |(_, end)| end));
        }
        let unit = self.unit(i).is_some();
        let named = self
            .pick(i, |s| matches!(s, Sense::Weekend | Sense::Season | Sense::Feast | Sense::Easter(_)).then_some(()));
        let year = self.width(i) == 4 && self.digits(i).is_some_and(|y| (2000..2100).contains(&y));
        if unit || named.is_some() || year { i.checked_add(1) } else { None }
    }

    /// "early May", "Ende des Monats", "first week of June", "first Monday in June".
    fn part(&self, i: usize) -> Option<usize> {
        let next = i.checked_add(1)?;
        if self.is(i, Sense::Part) {
            return self.whole(self.through(next));
        }
        let ranked = self.pick(i, |s| matches!(s, Sense::Ordinal(_) | Sense::Last | Sense::Half).then_some(()));
        ranked?;
        if self.is(next, Sense::Season) {
            return next.checked_add(1);
        }
        let piece = self.unit(next) == Some(Unit::Week)
            || self
                .pick(next, |s| matches!(s, Sense::Half | Sense::Weekend | Sense::Weekday(_)).then_some(()))
                .is_some();
        let at = if self.is(i, Sense::Half) {
            next
        } else if piece {
            next.checked_add(1)?
        } else {
            return None;
        };
        let target = self.through(at);
        if target == at {
            return None;
        }
        self.whole(target)
    }

    /// "last day of June", "ersten Tag des nächsten Monats", "first Monday in July".
    pub(crate) fn edge_day(&self, i: usize) -> Option<Hit> {
        let last = self.is(i, Sense::Last);
        let number = self.day_number(i).filter(|&(n, _, marked)| marked && n <= 5);
        let nth = number.map(|(n, ..)| n);
        let piece = number.map_or(i.checked_add(1)?, |(_, end, _)| end);
        let weekday = self.pick(piece, |s| if let Sense::Weekday(n) = s { Some(i64::from(n)) } else { None });
        let fits = weekday.is_some() || self.unit(piece) == Some(Unit::Day);
        if !fits || !(last || nth.is_some_and(|nth| weekday.is_some() || nth == 1)) {
            return None;
        }
        let start = piece.checked_add(1)?;
        let at = self.through(start);
        let edge = |month: Date| {
            let length = u32::try_from(month.days_in_month()).ok()?;
            let Some(weekday) = weekday else {
                return calendar::in_month(month, if last { length } else { 1 });
            };
            // The week of the month that it lies in.
            let week =
                nth.map_or(length.saturating_sub(6), |nth| nth.saturating_sub(1).saturating_mul(7).saturating_add(1));
            let days = (week..week.saturating_add(7)).filter_map(|day| calendar::in_month(month, day));
            days.into_iter().find(|day| calendar::weekday(*day) == weekday)
        };
        if let Some((end, month, _)) = self.month(at) {
            let year = u32::try_from(self.today.year()).ok()?;
            let said = self.year(end, true);
            let from = said.map_or(year, |(year, _)| year);
            let day = (0..2).find_map(|ahead| {
                let day = edge(calendar::date(from.checked_add(ahead)?, month, 1)?);
                day.filter(|&day| ahead == 0 && said.is_some() || day >= self.today)
            });
            return Hit::new(day.map_or(When::Vague, When::Day), said.map_or(end, |(_, end)| end));
        }
        let shift = self.pick(at, |s| match s {
            Sense::This => Some(0),
            Sense::Next | Sense::Coming => Some(1),
            _ => None,
        });
        let unit = if shift.is_some() { at.checked_add(1)? } else { at };
        if (at == start && shift.is_none()) || self.unit(unit) != Some(Unit::Month) {
            // "The 2nd Saturday" of nothing.
            return if nth.is_some() && weekday.is_some() { Hit::new(When::Vague, start) } else { None };
        }
        let shift = shift.unwrap_or(if last { 0 } else { 1 });
        let day =
            calendar::add(self.today, 0, shift).and_then(edge).filter(|&day| weekday.is_none() || day > self.today);
        Hit::new(day.map_or(When::Vague, When::Day), unit.checked_add(1)?)
    }

    /// "next month", "diese Woche", "übernächstes Wochenende", "next June".
    fn period(&self, i: usize) -> Option<usize> {
        let next = i.checked_add(1)?;
        if let Some((_, end)) = self.which_week(i) {
            return Some(end);
        }
        self.pick(i, |s| {
            matches!(s, Sense::Next | Sense::This | Sense::Coming | Sense::Last | Sense::AfterNext).then_some(())
        })?;
        if let Some((end, _, shy)) = self.month(next) {
            return if self.day_number(end).is_some() || shy && !self.closes(end) { None } else { Some(end) };
        }
        let unit = matches!(self.unit(next), Some(Unit::Week | Unit::Month | Unit::Quarter | Unit::Year));
        let named = self.pick(next, |s| {
            matches!(s, Sense::Weekend | Sense::Season | Sense::Feast | Sense::Easter(_)).then_some(())
        });
        if unit || named.is_some() { next.checked_add(1) } else { None }
    }

    /// "KW 23", "week 23", "23. KW".
    fn calendar_week(&self, i: usize) -> Option<usize> {
        let next = i.checked_add(1)?;
        let number = |at: usize| self.digits(at).is_some_and(|w| (1..=53).contains(&w)) && self.width(at) <= 2;
        if self.is(i, Sense::CalendarWeek) || self.unit(i) == Some(Unit::Week) {
            let mut at = next;
            if self.unit(i).is_none() {
                // "KW.23", "KW-23", "calendar week 23"
                if self.unit(at) == Some(Unit::Week) {
                    at = at.checked_add(1)?;
                }
                if self.mark(at, '.') || self.dash(at) {
                    at = at.checked_add(1)?;
                }
            }
            let end = at.checked_add(1)?;
            let counted = self.unit(end).is_some() || self.is(end, Sense::Measure) || self.is(end, Sense::Counted);
            let fits = number(at) && !(self.unit(i).is_some() && (counted || self.glued(at)));
            return if fits { Some(end) } else { None };
        }
        if number(i) && !self.barred(i) {
            let at = if self.mark(next, '.') { next.checked_add(1)? } else { next };
            return if self.is(at, Sense::CalendarWeek) { at.checked_add(1) } else { None };
        }
        None
    }

    /// "in July", "skip June", "May 2027": a month without a day.
    fn month_alone(&self, i: usize, led: &Led) -> Option<usize> {
        let (end, _, shy) = self.month(i)?;
        let token = self.token(i)?;
        let year = self.year(end, true).map(|(_, end)| end);
        let short = token.end.saturating_sub(token.start) <= 3;
        let tied = led.tied && !led.shift && !led.article && !self.is(end, Sense::Person);
        if shy || short {
            let noun = token.capital && self.is(end, Sense::Counted);
            let inside =
                token.capital && i.checked_sub(1).is_some_and(|b| self.word(b)) && !self.is(end, Sense::Person);
            let german = !shy && token.capital && self.words.folded(i) == "mai";
            let enough =
                tied || noun || german || year.is_some() && token.capital || inside && shy && self.follows(end);
            if !enough {
                return None;
            }
        }
        Some(year.unwrap_or(end))
    }

    /// "after Easter", "im Sommer", "nach unserem Urlaub", "am Wochenende".
    fn feast(&self, i: usize, led: &Led) -> Option<usize> {
        let whole = self
            .pick(i, |s| matches!(s, Sense::Feast | Sense::Easter(_) | Sense::Season | Sense::Weekend).then_some(()));
        let next = i.checked_add(1)?;
        if whole.is_some() {
            // "summer holidays"
            let end = self.skip(next, Sense::Event);
            return if led.tied { Some(end) } else { None };
        }
        let own = (i..i.saturating_add(3)).find(|&at| !self.is(at, Sense::Long) && !self.is(at, Sense::Own))?;
        if !self.is(own, Sense::Event) {
            return None;
        }
        let bounded = matches!(
            led.relation,
            Relation::After | Relation::Before | Relation::Until | Relation::Since | Relation::By
        ) || (led.relation == Relation::From && (led.article || own > i));
        let over = led.relation == Relation::On && (led.article || own > i) && !led.lasting;
        if bounded || over { own.checked_add(1) } else { None }
    }

    /// "when I'm back", "bis wir wieder da sind".
    fn when_back(&self, i: usize, led: &Led) -> Option<usize> {
        let at = if self.is(i, Sense::When) {
            i.checked_add(1)?
        } else if matches!(led.relation, Relation::Until | Relation::After | Relation::Before) && led.end == i {
            i
        } else {
            return None;
        };
        if !self.is(at, Sense::Person) {
            return None;
        }
        let near = (at..at.saturating_add(8)).take_while(|&x| {
            self.word(x) || self.digits(x).is_some() || self.mark(x, '\'') || self.mark(x, '’') || self.mark(x, '.')
        });
        let back = near.into_iter().find(|&x| self.is(x, Sense::Back))?.checked_add(1)?;
        // "When I'm back on the 14th": the day is part of it.
        let led = self.lead(back);
        Some(if led.relation == Relation::On { self.point(led.end, &led).map_or(back, |(_, end)| end) } else { back })
    }

    /// "week commencing 8 June", "die Woche vom 8. Juni".
    fn week_of(&self, i: usize) -> Option<usize> {
        let (Fixed::WeekOf, at) = self.phrase(i)? else {
            return None;
        };
        let led = self.lead(at);
        let mut inner = led;
        (inner.tied, inner.tied_the) = (true, true);
        [self.numeric(led.end, &inner), self.named(led.end), self.day_only(led.end, &inner)]
            .into_iter()
            .flatten()
            .map(|(_, end)| end)
            .max()
    }
}
