//! Rhythms: "every two weeks", "alle 6 Wochen", "14-tägig".

use crate::message::dates::When;
use crate::message::dates::reader::{Hit, Reader};
use crate::message::dates::sense::Sense;

impl Reader<'_> {
    /// A rhythm at `i`.
    pub(crate) fn rhythm(&self, i: usize) -> Option<Hit> {
        if self.is(i, Sense::Every) {
            // "the every-6-weeks one"
            let at = i.checked_add(1)?;
            return self.every(if self.dash(at) { at.checked_add(1)? } else { at });
        }
        if self.is(i, Sense::Weekdays) {
            return Hit::new(When::Every { days: 7, months: 0 }, i.checked_add(1)?);
        }
        let word =
            |at| self.pick(at, |s| if let Sense::Rhythm(days, months) = s { Some((days, months)) } else { None });
        let lasting = |days: i64, months: i64, end: usize| {
            // "zweiwöchige Pause" is a length.
            let when =
                if self.is(end, Sense::Pause) { When::For { days, months } } else { When::Every { days, months } };
            Hit::new(when, end)
        };
        if let Some((days, months)) = word(i) {
            return lasting(days.into(), months.into(), i.checked_add(1)?);
        }
        // "6-weekly", "14tägig"
        let (count, end) = self.cardinal(i)?;
        let at = if self.dash(end) { end.checked_add(1)? } else { end };
        if at == end && !self.glued(at) {
            return None;
        }
        let (days, months) = word(at)?;
        let count = i64::from(count);
        lasting(count.checked_mul(days.into())?, count.checked_mul(months.into())?, at.checked_add(1)?)
    }

    fn every(&self, i: usize) -> Option<Hit> {
        let at = self.skip(i, Sense::Long);
        let every = |(days, months): (i64, i64), end| Hit::new(When::Every { days, months }, end);
        let next = at.checked_add(1)?;
        let weekday = |at| self.pick(at, |s| matches!(s, Sense::Weekday(_)).then_some(()));
        let other = if self.is(at, Sense::Other) { Some((2, next)) } else { None };
        let nth = other.or_else(|| self.day_number(at).filter(|n| n.2).map(|(n, end, _)| (n, end)));
        if let Some((count, end)) = nth {
            if let Some(unit) = self.unit(end) {
                return every(unit.times(count.into()), end.checked_add(1)?);
            }
            if weekday(end).is_some() {
                // "every first Monday" comes once a month.
                let rhythm = if count == 2 { (14, 0) } else { (0, 1) };
                return every(rhythm, end.checked_add(1)?);
            }
            if other.is_some() || self.is(end, Sense::Counted) {
                return None;
            }
            return every((0, 1), end);
        }
        if weekday(at).is_some() {
            return every((7, 0), next);
        }
        if let Some(unit) = self.unit(at) {
            return every(unit.times(1), next);
        }
        let (amount, end) = self.amount(at)?;
        amount.map_or(Hit::new(When::Vague, end), |amount| every(amount, end))
    }
}
