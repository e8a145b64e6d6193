//! Lengths of time ("two weeks"): whether they are counted from today, shift a delivery, or last.

use crate::message::dates::calendar;
use crate::message::dates::lead::Led;
use crate::message::dates::numeric::Raw;
use crate::message::dates::reader::{Hit, Reader};
use crate::message::dates::sense::{Fixed, Lead, Sense, Unit};
use crate::message::dates::token::Kind;
use crate::message::dates::{Relation, When};

/// Days and months, or nothing where the length is only rough.
pub(crate) type Amount = Option<(i64, i64)>;

impl Reader<'_> {
    /// A length at `i` and the token after it.
    pub(crate) fn amount(&self, i: usize) -> Option<(Amount, usize)> {
        let next = i.checked_add(1)?;
        // "a few weeks", "ein paar Tage"
        let few = self.skip(i, Sense::One);
        if self.is(few, Sense::Few) {
            let at = self.skip(self.skip(few.checked_add(1)?, Sense::Of), Sense::Long);
            return self.unit(at).and(Some((None, at.checked_add(1)?)));
        }
        // "another two weeks", "a two week break"
        let i = if self.is(i, Sense::One) && self.cardinal(next).is_some_and(|(n, _)| n > 1) { next } else { i };
        let next = i.checked_add(1)?;
        // "half a year", "ein halbes Jahr"
        if self.is(i, Sense::Half) || (self.is(i, Sense::One) && self.is(next, Sense::Half)) {
            let at = self.skip(self.skip(self.skip(i, Sense::One), Sense::Half), Sense::One);
            let unit = self.unit(at)?;
            return Some((if unit == Unit::Year { Some((0, 6)) } else { None }, at.checked_add(1)?));
        }
        let (count, mut at) = self.cardinal(i)?;
        let mut loose = false;
        if self.is(at, Sense::And)
            && self.is(at.checked_add(1)?, Sense::One)
            && self.is(at.checked_add(2)?, Sense::Half)
        {
            (loose, at) = (true, at.checked_add(3)?);
        } else if self.mark(at, '½') {
            (loose, at) = (true, at.checked_add(1)?);
        } else if self.fraction(at) {
            (loose, at) = (true, at.checked_add(2)?);
        } else if let Some(end) = self.range(at) {
            (loose, at) = (true, end);
        }
        if self.dash(at) && self.glued(at) {
            at = at.checked_add(1)?;
        }
        at = self.skip(at, Sense::Long);
        let unit = self.unit(at)?;
        let mut end = at.checked_add(1)?;
        let short = self.token(at).is_some_and(|t| t.end.saturating_sub(t.start) <= 3);
        if short && self.mark(end, '.') && self.glued(end) && self.word(end.checked_add(1)?) {
            end = end.checked_add(1)?;
        }
        let count = unit.times(i64::from(count));
        if self.is(end, Sense::And)
            && let Some((more, after)) = self.cardinal(end.checked_add(1)?)
            && let Some(other) = self.unit(after)
        {
            // "2 Wochen und 3 Tage"
            let more = other.times(i64::from(more));
            let sum = (count.0.checked_add(more.0)?, count.1.checked_add(more.1)?);
            return Some((if loose { None } else { Some(sum) }, after.checked_add(1)?));
        }
        if self.is(end, Sense::Or) && self.follows_or(end.checked_add(1)?) {
            // "a week or two", "a month or so"
            (loose, end) = (true, end.checked_add(2)?);
        }
        Some((if loose { None } else { Some(count) }, end))
    }

    fn follows_or(&self, i: usize) -> bool {
        self.cardinal(i).is_some_and(|(_, end)| self.unit(end).is_none()) || self.words.folded(i) == "so"
    }

    /// ",5" or "/2" behind a number.
    fn fraction(&self, at: usize) -> bool {
        let digit = at.saturating_add(1);
        (self.mark(at, ',') || self.mark(at, '.') || self.mark(at, '/'))
            && self.glued(at)
            && self.glued(digit)
            && self.width(digit) == 1
    }

    /// "to 3", "-4", "bis drei", "or two" behind a number and before a unit.
    fn range(&self, at: usize) -> Option<usize> {
        let joined = self.dash(at)
            || self.is(at, Sense::Or)
            || self.mark(at, ',')
            || (self.is_to(at)
                && !at.checked_sub(2).is_some_and(|b| self.lead_word(b) == Some(Lead::Rel(Relation::From))))
            || self.lead_word(at) == Some(Lead::Rel(Relation::Until));
        if !joined {
            return None;
        }
        let (_, end) = match self.token(at.checked_add(1)?)?.kind {
            // Directly behind its dash the number is no piece of a phone number here.
            Kind::Number { value, digits } if digits <= 3 => (value, at.checked_add(2)?),
            _ => self.cardinal(at.checked_add(1)?)?,
        };
        let unit = if self.dash(end) { end.checked_add(1)? } else { end };
        self.unit(self.skip(unit, Sense::Long)).and(Some(end))
    }

    /// What a length at `i` says.
    pub(crate) fn length(&self, i: usize, led: &Led) -> Option<Hit> {
        if let Some(hit) = self.neighbour(i, led) {
            return Some(hit);
        }
        // "the next two weeks" count from now, but end on no day.
        let coming = self.is(i, Sense::Next);
        let at = if coming { i.checked_add(1)? } else { i };
        let (amount, mut end) = self.amount(at)?;
        if self.is(end, Sense::Aged) {
            return None;
        }
        if let Some(hit) = self.length_suffix(at, amount, end, led) {
            return Some(hit);
        }
        let Some((days, months)) = amount else {
            return Hit::new(When::Vague, end);
        };
        if led.ago {
            return Hit::new(self.past(days, months), end);
        }
        if led.within {
            if self.words.folded(end) == "time" {
                end = end.checked_add(1)?;
            }
            let rough = coming || led.article || led.about;
            return Hit::new(if rough { When::Vague } else { self.ahead(days, months) }, end);
        }
        let lasting = When::For { days, months };
        let moved = self.direction(at, end);
        let paused = self.before(at, Sense::Pause).is_some() || self.behind(end, Sense::Pause).is_some();
        if led.lasting {
            let delayed = moved.is_some() && !paused && !coming && self.before(at, Sense::Delay).is_some();
            return Hit::new(if delayed { self.shift(days, months, moved) } else { lasting }, end);
        }
        if led.shift {
            return Hit::new(self.shift(days, months, moved), end);
        }
        match led.relation {
            Relation::Since | Relation::After => return Hit::new(lasting, end),
            // "from 4 to 6 weeks", "auf 8 Wochen": a rhythm is changed.
            Relation::To | Relation::From => return Hit::new(When::Every { days, months }, end),
            _ => {}
        }
        if self.is(end, Sense::Long) {
            return Hit::new(lasting, end.checked_add(1)?);
        }
        if moved.is_some() && !paused {
            return Hit::new(self.shift(days, months, moved), end);
        }
        // "20 € a month", "one day": no length anybody asks for.
        let counted = self.is(at, Sense::One) && !paused && !coming;
        let opens = at.checked_sub(1).is_none_or(|b| !self.word(b) && self.digits(b).is_none());
        if counted && !opens { None } else { Hit::new(lasting, end) }
    }

    /// What stands behind a length and says what it is: "later", "ago", "from now", "after 3 June".
    fn length_suffix(&self, at: usize, amount: Amount, end: usize, led: &Led) -> Option<Hit> {
        let vague = |end| Hit::new(When::Vague, end);
        let next = end.checked_add(1)?;
        if self.is(end, Sense::Ago) {
            return match amount {
                Some((days, months)) => Hit::new(self.past(days, months), next),
                None => vague(next),
            };
        }
        let (fixed, after) = match self.phrase(end) {
            // "a week tomorrow"
            Some((Fixed::Offset(ahead @ 0..), after)) if !led.lasting => {
                let Some((days, months)) = amount else { return vague(after) };
                return Hit::new(self.ahead(days.saturating_add(ahead.into()), months), after);
            }
            Some((fixed, after)) => (Some(fixed), after),
            None => (None, next),
        };
        let delayed = self.is(end, Sense::Back)
            && (self.before(at, Sense::Delay).is_some()
                || at.checked_sub(1).is_some_and(|b| self.lead_word(b) == Some(Lead::By)));
        let sooner = self.is(end, Sense::Earlier)
            || fixed == Some(Fixed::Earlier)
            // "ziehen Sie es zwei Tage vor": the rest of a German verb at the end.
            || (self.lead_word(end) == Some(Lead::Ago) && self.closes(next));
        if self.is(end, Sense::Later) || fixed == Some(Fixed::Later) || delayed || sooner {
            let end = self.planned(after).unwrap_or(after);
            let Some((days, months)) = amount else {
                return vague(end);
            };
            return Hit::new(if sooner { When::Earlier { days, months } } else { When::Later { days, months } }, end);
        }
        if fixed == Some(Fixed::FromNow) && !led.lasting {
            let Some((days, months)) = amount else {
                return vague(after);
            };
            return Hit::new(self.ahead(days, months), after);
        }
        let lead = self.lead(end);
        let back = match lead.relation {
            Relation::After => false,
            Relation::Before => true,
            // "for two weeks from 3 June" lasts; "two weeks from Friday" is a day.
            Relation::From | Relation::On
                if !led.lasting && self.before(at, Sense::Pause).is_none() && !lead.lasting =>
            {
                false
            }
            _ => return None,
        };
        let tied = matches!(lead.relation, Relation::After | Relation::Before);
        // "Two weeks from the planned day", where that stands at once.
        let from_planned = self.is(lead.end, Sense::Planned);
        if (tied || from_planned)
            && let Some(end) = self.planned(end)
        {
            let Some((days, months)) = amount else {
                return vague(end);
            };
            return Hit::new(if back { When::Earlier { days, months } } else { When::Later { days, months } }, end);
        }
        if let Some((raw, end)) = self.point(lead.end, &lead) {
            if !tied && !matches!(raw, Raw::Weekday(_) | Raw::Exact(_)) {
                return None;
            }
            let sign = if back { -1 } else { 1 };
            let date = match (self.resolve(raw), amount) {
                (When::Day(date), Some((days, months))) => {
                    calendar::add(date, days.saturating_mul(sign), months.saturating_mul(sign))
                }
                _ => None,
            };
            return Hit::new(date.map_or(When::Vague, When::Day), end);
        }
        if tied { self.vague(lead.end, &lead).and_then(|hit| vague(hit.end)) } else { None }
    }

    /// "the day after 3 June", "am Tag vor Heiligabend", "the week after Easter".
    fn neighbour(&self, i: usize, led: &Led) -> Option<Hit> {
        let at = self.skip(i, Sense::Article);
        let unit = self.unit(at).filter(|_| led.article || led.german || at > i)?;
        let next = self.lead(at.checked_add(1)?);
        let step = match next.relation {
            Relation::After => 1,
            Relation::Before => -1,
            _ => return None,
        };
        let Some((raw, end)) = self.point(next.end, &next) else {
            // "The day after it's planned", "am Tag nach dem geplanten Termin".
            if let Some(end) = self.planned(at.checked_add(1)?) {
                let (days, months) = unit.times(1);
                return Hit::new(
                    if step > 0 { When::Later { days, months } } else { When::Earlier { days, months } },
                    end,
                );
            }
            return self.vague(next.end, &next).and_then(|hit| Hit::new(When::Vague, hit.end));
        };
        let date = match self.resolve(raw) {
            When::Day(date) if unit == Unit::Day => calendar::add(date, step, 0),
            _ => None,
        };
        Hit::new(date.map_or(When::Vague, When::Day), end)
    }
}
