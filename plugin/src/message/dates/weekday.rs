//! Weekdays: which one is meant, from the words around it.

use jiff::civil::Date;

use crate::message::dates::calendar;
use crate::message::dates::lead::Led;
use crate::message::dates::numeric::{Point, Raw};
use crate::message::dates::reader::{Hit, Reader};
use crate::message::dates::sense::{Lead, Sense, Unit};
use crate::message::dates::token::Kind;
use crate::message::dates::{Relation, When};

impl Reader<'_> {
    /// A weekday with what stands around it: "next Friday", "Freitag nächster Woche", "Wednesday, 3 June".
    pub(crate) fn weekday(&self, i: usize, led: &Led) -> Option<Point> {
        let week = |weeks, day| calendar::weekday_in(self.today, weeks, day).map_or(Raw::Vague, Raw::Exact);
        if let Some((weeks, at)) = self.which_week(i) {
            // "nächste Woche Freitag", "next week on Friday", "next week, Friday"
            let at = if self.mark(at, ',') { at.checked_add(1)? } else { at };
            let inner = self.lead(at);
            let (day, end, shy) = self.weekday_word(inner.end)?;
            let fits = !shy || self.token(inner.end)?.capital;
            let on = matches!(inner.relation, Relation::None | Relation::On) && !inner.within;
            return if fits && on { Some(self.dated(day, end).unwrap_or((week(weeks, day), end))) } else { None };
        }
        if led.within
            && let Some((Some((days, 0)), at)) = self.amount(i)
            && days.rem_euclid(7) == 0
        {
            // "in two weeks on Monday"
            let inner = self.lead(at);
            let (day, end, _) = self.weekday_word(inner.end).filter(|_| inner.relation == Relation::On)?;
            return Some((week(days.div_euclid(7), day), end));
        }
        let which = self.pick(i, |s| match s {
            Sense::Next | Sense::This | Sense::Coming | Sense::AfterNext | Sense::Last => Some(s),
            _ => None,
        });
        let at = if which.is_some() { i.checked_add(1)? } else { i };
        if which == Some(Sense::Last) && self.edge_day(i).is_some() {
            return None;
        }
        // "a Saturday" is any.
        if at == i && i.checked_sub(1).is_some_and(|b| self.is(b, Sense::One)) {
            return None;
        }
        let (day, end, shy) = self.weekday_word(at)?;
        match self.dated(day, end) {
            // "So 12 June works": no Sunday at all.
            Some((Raw::Vague, _)) if shy && !self.surely_weekday(at, end, led) => return None,
            Some(dated) => return Some(dated),
            None => {}
        }
        if shy && which.is_none() && !self.surely_weekday(at, end, led) {
            return None;
        }
        // "Friday after next"
        let next = self.lead(end);
        if which.is_none()
            && next.relation == Relation::After
            && self.is(next.end, Sense::Next)
            && self.follows(next.end.checked_add(1)?)
        {
            return Some((week(2, day), next.end.checked_add(1)?));
        }
        if let Some(found) = self.weekday_suffix(day, end) {
            return Some(found);
        }
        let raw = match which {
            Some(Sense::Next) => week(1, day),
            Some(Sense::AfterNext) => week(2, day),
            Some(Sense::Last) => {
                let past = calendar::add(self.today, -8, 0).and_then(|from| calendar::next_weekday(from, day));
                past.map_or(Raw::Vague, Raw::Past)
            }
            _ => Raw::Weekday(day),
        };
        Some((raw, end))
    }

    /// "The Monday after", "den Montag darauf", "the following Monday".
    pub(crate) fn following(&self, i: usize) -> Option<Hit> {
        let (day, end, _) = self.weekday_word(i).filter(|(_, _, shy)| !shy)?;
        let day = i8::try_from(day).ok()?;
        let folded = |at: usize| self.words.folded(at);
        if i.checked_sub(1).is_some_and(|b| matches!(folded(b), "following" | "darauffolgenden" | "darauf")) {
            return Hit::new(When::Following(day), end);
        }
        let lead = self.lead(end);
        let after = match folded(end) {
            "drauf" => return Hit::new(When::Following(day), end.checked_add(1)?),
            "danach" | "darauf" => end.checked_add(1)?,
            "davor" => return Hit::new(When::Vague, end.checked_add(1)?),
            _ if lead.end > end && matches!(lead.relation, Relation::After | Relation::Before) => lead.end,
            _ => return None,
        };
        let when = if lead.relation == Relation::Before { When::Vague } else { When::Following(day) };
        if self.follows(after) { Hit::new(when, after) } else { None }
    }

    /// A weekday at `i`, its dot and the time of day passed; whether it is an everyday word as well.
    fn weekday_word(&self, i: usize) -> Option<(u8, usize, bool)> {
        let (day, shy) = self.pick(i, |s| match s {
            Sense::Weekday(n) => Some((n, false)),
            Sense::ShyWeekday(n) => Some((n, true)),
            _ => None,
        })?;
        let next = i.checked_add(1)?;
        let short = self.token(i).is_some_and(|t| t.end.saturating_sub(t.start) <= 4);
        let end = if short && self.mark(next, '.') && self.glued(next) { next.checked_add(1)? } else { next };
        Some((day, self.skip(end, Sense::DayPart), shy))
    }

    /// A short form that is also a word needs a preposition and, with two letters, a capital or a dot.
    fn surely_weekday(&self, at: usize, end: usize, led: &Led) -> bool {
        let Some(token) = self.token(at) else { return false };
        let two = token.end.saturating_sub(token.start) <= 2;
        let sole = token.senses.iter().flatten().count() == 1;
        let dot = end > at.saturating_add(1) && self.mark(at.saturating_add(1), '.');
        let tied = led.tied && !led.article && !led.within && !led.shift;
        let follow = self.closes(end) || self.follow(end);
        tied && (!two || token.capital || dot || (sole && follow))
    }

    /// "Wednesday, 3 June": the date, if the weekday is right; both orders of 03/04 are told apart by it.
    fn dated(&self, day: u8, end: usize) -> Option<Point> {
        let at = if self.mark(end, ',') || self.mark(end, '(') { end.checked_add(1)? } else { end };
        let mut led = self.lead(at);
        let plain = !led.tied || (led.relation == Relation::On && led.german);
        if !plain || led.within || led.lasting || led.shift {
            return None;
        }
        (led.tied, led.tied_the) = (true, true);
        let (raw, end) = [self.numeric(led.end, &led), self.named(led.end), self.day_only(led.end, &led)]
            .into_iter()
            .flatten()
            .reduce(|best, new| if new.1 > best.1 { new } else { best })?;
        let fits = |date: Date| calendar::weekday(date) == i64::from(day);
        let raw = match self.resolve(raw) {
            When::Day(date) | When::PastDay(date) if fits(date) => raw,
            When::Either(a, b) => match (fits(a), fits(b)) {
                (true, false) => Raw::Exact(a),
                (false, true) => Raw::Exact(b),
                _ => Raw::Vague,
            },
            // The weekday contradicts the date: neither is to be trusted.
            _ => Raw::Vague,
        };
        Some((raw, end))
    }

    /// "this week", "nächster Woche", "week after next": how many weeks ahead.
    pub(crate) fn which_week(&self, i: usize) -> Option<(i64, usize)> {
        let weeks = self.pick(i, |s| match s {
            Sense::This => Some(0),
            Sense::Next | Sense::Coming => Some(1),
            Sense::AfterNext => Some(2),
            Sense::Last => Some(-1),
            _ => None,
        });
        let next = i.checked_add(1)?;
        if let Some(weeks) = weeks {
            return if self.unit(next) == Some(Unit::Week) { Some((weeks, next.checked_add(1)?)) } else { None };
        }
        // "week after next"
        let after =
            self.lead_word(next) == Some(Lead::Rel(Relation::After)) && self.is(next.checked_add(1)?, Sense::Next);
        if self.unit(i) == Some(Unit::Week) && after { Some((2, next.checked_add(2)?)) } else { None }
    }

    /// What follows a weekday and moves it: "of next week", "in einer Woche", "after 3 June".
    fn weekday_suffix(&self, day: u8, end: usize) -> Option<Point> {
        let mut at = end;
        while self.is(at, Sense::Of)
            || self.is(at, Sense::Article)
            || matches!(self.lead_word(at), Some(Lead::In | Lead::InThe))
        {
            at = at.checked_add(1)?;
            if at > end.checked_add(3)? {
                return None;
            }
        }
        if let Some((weeks, after)) = self.which_week(at) {
            let date = calendar::weekday_in(self.today, weeks, day)?;
            return Some((if date < self.today { Raw::Past(date) } else { Raw::Exact(date) }, after));
        }
        // Said on a Friday, "Friday in a week" is in a week.
        let today = at > end && calendar::weekday(self.today) == i64::from(day);
        let next = if today { self.today } else { calendar::next_weekday(self.today, day)? };
        let moved = |days, months| calendar::add(next, days, months).map_or(Raw::Vague, Raw::Exact);
        if at > end {
            if let Some((month_end, _, _)) = self.month(at) {
                return Some((Raw::Vague, month_end));
            }
            if let Some((amount, after)) = self.amount(at) {
                // "Freitag in acht Tagen" is a week on.
                let weeks = amount.filter(|(days, months)| *months == 0 && matches!(days.rem_euclid(7), 0 | 1));
                return Some((
                    weeks.map_or(Raw::Vague, |(days, _)| moved(days.div_euclid(7).saturating_mul(7), 0)),
                    after,
                ));
            }
            if self.unit(at) == Some(Unit::Month) {
                return Some((Raw::Vague, at.checked_add(1)?));
            }
            return None;
        }
        // "Friday week", "Friday fortnight"
        if let Some(unit @ (Unit::Week | Unit::Fortnight)) = self.unit(end)
            && self.follows(end.checked_add(1)?)
        {
            let (days, _) = unit.times(1);
            return Some((moved(days, 0), end.checked_add(1)?));
        }
        let lead = self.lead(end);
        let after = match lead.relation {
            Relation::After => true,
            Relation::Before => false,
            _ => return None,
        };
        let feast = self.pick(lead.end, |s| if let Sense::Easter(days) = s { Some(days) } else { None });
        if let (Some(days), true) = (feast, after) {
            let date = calendar::next_easter(self.today, days.into()).and_then(|d| calendar::next_weekday(d, day));
            return Some((date.map_or(Raw::Vague, Raw::Exact), lead.end.checked_add(1)?));
        }
        // One step only, and no weekday in it: a chain of them must not be walked in depth.
        let chosen = self.pick(lead.end, |s| matches!(s, Sense::Next | Sense::This | Sense::Last).then_some(()));
        let at = if chosen.is_some() { lead.end.checked_add(1)? } else { lead.end };
        if let Some((_, stop, _)) = self.weekday_word(at) {
            return Some((Raw::Vague, stop));
        }
        if let Some((raw, stop)) = self.plain_point(lead.end, &lead) {
            let date = match self.resolve(raw) {
                When::Day(date) | When::PastDay(date) => date,
                _ => return Some((Raw::Vague, stop)),
            };
            let from = if after { Some(date) } else { calendar::add(date, -8, 0) };
            let date = from.and_then(|from| calendar::next_weekday(from, day));
            return Some((date.map_or(Raw::Vague, Raw::Exact), stop));
        }
        self.vague(lead.end, &lead).map(|hit| (Raw::Vague, hit.end))
    }

    /// Nothing that belongs to the word before follows.
    pub(crate) fn follows(&self, i: usize) -> bool {
        self.closes(i) && !matches!(self.token(i).map(|t| t.kind), Some(Kind::Number { .. }))
            || self.follow(i)
            || self.lead_word(i).is_some()
    }
}
