//! The small questions about tokens that every grammar file asks.

use crate::message::dates::When;
use crate::message::dates::calendar;
use crate::message::dates::reader::Reader;
use crate::message::dates::sense::{Fixed, Lead, Sense, Unit};
use crate::message::dates::token::{Kind, Token};

/// How far around a phrase its sentence is searched for a verb.
const WINDOW: usize = 12;

impl Reader<'_> {
    /// The longest set phrase at `i`; hyphens may stand between its words.
    pub(crate) fn phrase(&self, i: usize) -> Option<(Fixed, usize)> {
        let mut best: Option<(Fixed, usize)> = None;
        for (words, fixed) in self.token(i)?.phrases {
            let mut at = i.saturating_add(1);
            let matched = words.iter().all(|word| {
                if self.mark(at, '-') || (self.mark(at, '.') && self.glued(at)) {
                    at = at.saturating_add(1);
                }
                let same = self.words.folded(at) == word;
                at = at.saturating_add(1);
                same
            });
            if matched && best.is_none_or(|(_, end)| at > end) {
                best = Some((*fixed, at));
            }
        }
        best
    }

    pub(crate) fn token(&self, i: usize) -> Option<&Token> {
        self.words.tokens.get(i)
    }

    /// The first meaning of a token that `pick` takes.
    pub(crate) fn pick<T>(&self, i: usize, pick: impl Fn(Sense) -> Option<T>) -> Option<T> {
        self.token(i)?.senses.iter().flatten().find_map(|&sense| pick(sense))
    }

    pub(crate) fn is(&self, i: usize, sense: Sense) -> bool {
        self.token(i).is_some_and(|t| t.senses.contains(&Some(sense)))
    }

    pub(crate) fn mark(&self, i: usize, mark: char) -> bool {
        self.token(i).is_some_and(|t| t.kind == Kind::Mark(mark))
    }

    pub(crate) fn dash(&self, i: usize) -> bool {
        self.token(i).is_some_and(|t| matches!(t.kind, Kind::Mark('-' | '–' | '—' | '‐' | '‑')))
    }

    pub(crate) fn word(&self, i: usize) -> bool {
        self.token(i).is_some_and(|t| t.kind == Kind::Word)
    }

    pub(crate) fn glued(&self, i: usize) -> bool {
        self.token(i).is_some_and(|t| t.glued)
    }

    /// A number's value.
    pub(crate) fn digits(&self, i: usize) -> Option<u32> {
        match self.token(i)?.kind {
            Kind::Number { value, .. } => Some(value),
            _ => None,
        }
    }

    /// How many digits a number has.
    pub(crate) fn width(&self, i: usize) -> u8 {
        match self.token(i).map(|t| t.kind) {
            Some(Kind::Number { digits, .. }) => digits,
            _ => 0,
        }
    }

    /// A number that is a piece of something longer: a decimal, a phone number, an order number.
    pub(crate) fn barred(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else { return false };
        let label = |at: usize| self.is(at, Sense::Label);
        if !self.glued(i) {
            return label(before) || (self.mark(before, '.') && before.checked_sub(1).is_some_and(label));
        }
        match self.token(before).map(|t| t.kind) {
            Some(Kind::Word | Kind::Mark('#' | '€' | '$' | '£' | '+' | '_' | '@')) => true,
            // The dash between two dates with years.
            Some(Kind::Mark('-')) if before.checked_sub(1).is_some_and(|at| self.closes_date(at)) => false,
            // "13-24 June" is a span; a third number or a longer one is not.
            Some(Kind::Mark('-'))
                if before.checked_sub(1).is_some_and(|at| self.width(at) <= 2 && !self.barred_by_dash(at)) =>
            {
                false
            }
            Some(Kind::Mark('.' | ',' | ':' | '/' | '-')) => {
                self.glued(before) && before.checked_sub(1).is_some_and(|at| self.digits(at).is_some())
            }
            _ => false,
        }
    }

    /// The year of a date in digits.
    fn closes_date(&self, i: usize) -> bool {
        let dot = |at: usize| self.glued(at) && (self.mark(at, '.') || self.mark(at, '/'));
        self.width(i) == 4 && self.glued(i) && i.checked_sub(1).is_some_and(dot)
    }

    /// A number that is glued to a dash or slash before it.
    fn barred_by_dash(&self, i: usize) -> bool {
        self.glued(i) && i.checked_sub(1).is_some_and(|b| self.mark(b, '-') || self.mark(b, '/') || self.word(b))
    }

    /// A word that begins a sentence's next part after a phrase: nothing follows, or a mark.
    pub(crate) fn closes(&self, i: usize) -> bool {
        self.token(i).is_none_or(|t| t.line || !matches!(t.kind, Kind::Word | Kind::Number { .. }))
    }

    /// A number without a sign, in digits or words, and the token after it.
    pub(crate) fn cardinal(&self, i: usize) -> Option<(u32, usize)> {
        let next = i.checked_add(1)?;
        if let Some(value) = self.digits(i) {
            return if self.width(i) <= 3 && !self.barred(i) { Some((value, next)) } else { None };
        }
        if self.is(i, Sense::One) {
            return Some((1, next));
        }
        let value = self.pick(i, |s| if let Sense::Number(n) = s { Some(u32::from(n)) } else { None })?;
        if matches!(value, 20 | 30) {
            // "twenty-one"
            let unit = if self.dash(next) { next.checked_add(1)? } else { next };
            let ones = self.pick(unit, |s| if let Sense::Number(n) = s { Some(u32::from(n)) } else { None });
            if let Some(ones) = ones.filter(|&n| (1..10).contains(&n)) {
                return Some((value.checked_add(ones)?, unit.checked_add(1)?));
            }
        }
        Some((value, next))
    }

    pub(crate) fn unit(&self, i: usize) -> Option<Unit> {
        self.pick(i, |s| if let Sense::Unit(unit) = s { Some(unit) } else { None })
    }

    pub(crate) fn lead_word(&self, i: usize) -> Option<Lead> {
        self.pick(i, |s| if let Sense::Lead(lead) = s { Some(lead) } else { None })
    }

    /// Passes an article.
    pub(crate) fn skip(&self, i: usize, sense: Sense) -> usize {
        if self.is(i, sense) { i.saturating_add(1) } else { i }
    }

    /// A word that may stand behind a day of the month.
    pub(crate) fn follow(&self, i: usize) -> bool {
        let may = |s| match s {
            Sense::Follow | Sense::And | Sense::Or | Sense::Delay | Sense::Change | Sense::Forward => Some(()),
            Sense::Pause | Sense::When | Sense::Person | Sense::Latest | Sense::Onwards | Sense::Back => Some(()),
            Sense::Planned => Some(()),
            _ => None,
        };
        self.pick(i, may).is_some()
    }

    fn ends_sentence(&self, i: usize) -> bool {
        self.token(i).is_some_and(|t| match t.kind {
            Kind::Mark('!' | '?' | ';') => true,
            Kind::Mark('.') => i.checked_sub(1).is_none_or(|b| self.digits(b).is_none()),
            _ => false,
        })
    }

    /// A word of that meaning earlier in the sentence.
    pub(crate) fn before(&self, i: usize, sense: Sense) -> Option<usize> {
        (i.saturating_sub(WINDOW)..i).rev().take_while(|&at| !self.ends_sentence(at)).find(|&at| self.is(at, sense))
    }

    /// A word of that meaning later in the sentence.
    pub(crate) fn behind(&self, i: usize, sense: Sense) -> Option<usize> {
        (i..i.saturating_add(WINDOW)).take_while(|&at| !self.ends_sentence(at)).find(|&at| self.is(at, sense))
    }

    /// A shift of today.
    pub(crate) fn ahead(&self, days: i64, months: i64) -> When {
        calendar::add(self.today, days, months).map_or(When::Vague, When::Day)
    }
}
