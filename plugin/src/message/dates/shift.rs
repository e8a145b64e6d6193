//! Whether a length moves a delivery back or forward, and from what it is counted.

use crate::message::dates::When;
use crate::message::dates::calendar;
use crate::message::dates::reader::Reader;
use crate::message::dates::sense::Sense;

impl Reader<'_> {
    /// "than planned", "after the scheduled date": the token after it.
    pub(crate) fn planned(&self, i: usize) -> Option<usize> {
        let found = (i..i.saturating_add(5)).find(|&at| self.is(at, Sense::Planned) || !self.word(at))?;
        if self.is(found, Sense::Planned) { found.checked_add(1) } else { None }
    }

    pub(crate) fn past(&self, days: i64, months: i64) -> When {
        let date = calendar::add(self.today, days.saturating_neg(), months.saturating_neg());
        date.map_or(When::Vague, When::PastDay)
    }

    pub(crate) fn shift(&self, days: i64, months: i64, later: Option<bool>) -> When {
        if later == Some(false) { When::Earlier { days, months } } else { When::Later { days, months } }
    }

    /// Whether the sentence moves a delivery back (true) or forward; the nearest word before decides, then one behind.
    pub(crate) fn direction(&self, at: usize, end: usize) -> Option<bool> {
        let back = self.before(at, Sense::Delay).max(self.before(at, Sense::Later));
        let forth = self.before(at, Sense::Forward).max(self.before(at, Sense::Earlier));
        if let Some(forth) = forth
            && back.is_none_or(|back| forth > back)
        {
            return Some(false);
        }
        let sooner = self.behind(end, Sense::Forward).or(self.behind(end, Sense::Earlier));
        let later = self.behind(end, Sense::Delay).or(self.behind(end, Sense::Later));
        match (sooner, later) {
            (Some(sooner), later)
                if later.is_none_or(|later| sooner < later) && back.is_none_or(|b| at > b.saturating_add(8)) =>
            {
                Some(false)
            }
            (Some(sooner), None) if sooner <= end.saturating_add(2) => Some(false),
            (_, Some(_)) => Some(true),
            _ if back.is_some() => Some(true),
            // "put it back two weeks"
            _ if at.checked_sub(1).is_some_and(|b| self.is(b, Sense::Back)) => Some(true),
            _ => None,
        }
    }
}
