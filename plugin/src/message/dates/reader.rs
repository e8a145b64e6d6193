//! Walks over the tokens and takes the longest reading at each place.

use jiff::civil::Date;

use crate::message::dates::lead::Led;
use crate::message::dates::sense::{Fixed, Sense};
use crate::message::dates::token::{Kind, Words};
use crate::message::dates::{Mention, Relation, When};

/// A reading: what it says and the token after it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) when: When,
    pub(crate) end: usize,
}

impl Hit {
    pub(crate) fn new(when: When, end: usize) -> Option<Hit> {
        Some(Hit { when, end })
    }
}

/// The longer of two readings, the first if they are equal.
pub(crate) fn longer(a: Option<Hit>, b: Option<Hit>) -> Option<Hit> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.end > a.end { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// Reads one text on one day.
pub(crate) struct Reader<'a> {
    pub(crate) words: &'a Words,
    pub(crate) today: Date,
}

impl Reader<'_> {
    /// Every mention, in order.
    pub(crate) fn mentions(&self) -> Vec<Mention> {
        let mut found = Vec::new();
        let mut i = 0_usize;
        while let Some(first) = self.token(i) {
            let (end, mention) = self.mention(i).unwrap_or((i.saturating_add(1), None));
            if let (Some((relation, when)), Some(last)) = (mention, end.checked_sub(1).and_then(|l| self.token(l))) {
                found.push(Mention { start: first.start, end: last.end, relation, when });
            }
            i = end.max(i.saturating_add(1));
        }
        found
    }

    /// The mention that begins at `i`; a set phrase that is no time is passed over.
    fn mention(&self, i: usize) -> Option<(usize, Option<(Relation, When)>)> {
        if !self.starts(i) {
            return None;
        }
        if let Some((Fixed::Nothing, end)) = self.phrase(i) {
            return Some((end, None));
        }
        // "die am Freitag", "das jetzt": the article belongs to something else.
        let next = i.saturating_add(1);
        let apart = self.lead_word(next).is_some() || self.is(next, Sense::Now);
        if apart && self.is(i, Sense::Article) && self.phrase(i).is_none() {
            return None;
        }
        let led = self.lead(i);
        if led.end > i
            && let Some((Fixed::Nothing, end)) = self.phrase(led.end)
        {
            return Some((end, None));
        }
        let hit = self.time(led.end, &led).or_else(|| {
            // The lead may itself be part of a phrase ("until further notice").
            if led.end > i && !self.token(i)?.phrases.is_empty() { self.time(i, &Led::none(i)) } else { None }
        })?;
        let (mut relation, mut when, mut end) = (led.relation, hit.when, hit.end);
        if led.about && matches!(when, When::Day(_) | When::PastDay(_) | When::Either(..) | When::For { .. }) {
            when = When::Vague;
        }
        // "Following" is a part of what it says.
        if relation == Relation::After && matches!(when, When::Beside(_) | When::Following(_)) {
            relation = Relation::None;
        }
        if let Some(after) = self.latest(end) {
            (relation, end) = (Relation::By, after);
        } else if relation == Relation::From && self.is(end, Sense::Onwards) {
            end = end.saturating_add(1);
        }
        Some((end, Some((relation, when))))
    }

    /// Whether a time can begin here at all: most words of a text end the search at once.
    fn starts(&self, i: usize) -> bool {
        let idle = |sense: &Sense| {
            matches!(
                sense,
                Sense::Follow
                    | Sense::Counted
                    | Sense::Measure
                    | Sense::Label
                    | Sense::Back
                    | Sense::Planned
                    | Sense::Aged
                    | Sense::Pause
                    | Sense::Delay
                    | Sense::Change
                    | Sense::Forward
                    | Sense::Ending
                    | Sense::Of
                    | Sense::And
                    | Sense::Or
            )
        };
        self.token(i).is_some_and(|t| {
            matches!(t.kind, Kind::Number { .. })
                || !t.phrases.is_empty()
                || t.senses.iter().flatten().any(|s| !idle(s))
        })
    }

    /// "at the latest", "spätestens" behind a time.
    fn latest(&self, i: usize) -> Option<usize> {
        let i = if self.mark(i, ',') { i.saturating_add(1) } else { i };
        if self.is(i, Sense::Latest) {
            return i.checked_add(1);
        }
        self.phrase(i).filter(|(fixed, _)| *fixed == Fixed::Latest).map(|(_, end)| end)
    }

    /// The longest time at `i`, after its lead.
    pub(crate) fn time(&self, i: usize, led: &Led) -> Option<Hit> {
        if !self.starts(i) {
            return None;
        }
        let day = self.days(i, led);
        let length = self.length(i, led);
        let rhythm = self.rhythm(i);
        let vague = self.vague(i, led);
        let fixed = self.following(i).or_else(|| self.fixed(i));
        longer(longer(longer(longer(fixed, rhythm), day), length), vague)
    }

    /// A set phrase that is a time by itself.
    fn fixed(&self, i: usize) -> Option<Hit> {
        if self.is(i, Sense::Now) {
            return Hit::new(When::Now, i.saturating_add(1));
        }
        let (fixed, end) = self.phrase(i)?;
        match fixed {
            Fixed::Vague => Hit::new(When::Vague, end),
            // "The day after my birthday" is another.
            Fixed::Beside(days)
                if days == 0
                    || self.follows(end)
                    || end.checked_sub(1).is_none_or(|last| self.lead_word(last).is_none()) =>
            {
                Hit::new(When::Beside(days), end)
            }
            Fixed::Beside(_) => Hit::new(When::Vague, end),
            Fixed::Now => Hit::new(When::Now, end),
            Fixed::Every(days, months) => Hit::new(When::Every { days: days.into(), months: months.into() }, end),
            _ => None,
        }
    }
}
