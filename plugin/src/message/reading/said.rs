//! What one time says of a move: a wish, a wish that names no day, or nothing, as the planned day, one refused or a reason do.

use crate::message::few::Few;
use jiff::civil::Date;

use super::Wanted;
use crate::message::acts::Act;
use crate::message::dates::{Relation, When};
use crate::message::parse::{Parsed, Time};
use crate::message::sense::Sense;
use crate::message::shelf::{Rhythm, Shelf};
use crate::moment::plus_days;

/// Words that say a day is welcome, folded; where none of the tables' senses says it already.
pub(super) const FITS: Few =
    Few("possible moglich ideal ideally perfect perfekt suit would ware does recht passen ginge meinte meant \
        mean namlich lieber besser passt schon");

/// Words that say it isn't.
const BAD: Few = Few("bad impossible unmoglich schlecht ungunstig blod doof awkward");

/// True iff something came already: "it came a day later".
pub(super) fn came(parsed: &Parsed<'_>, from: usize, to: usize) -> bool {
    parsed.says(Few("came arrived kam kamen ankam angekommen"), from, to)
}

/// What a time says of the move.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing: the planned day, one refused, a reason.
    Nothing,
    /// A wish that names no day.
    Open,
    /// A wish.
    Wish(Wanted),
}

/// A move and what has been made of the times so far.
pub(super) struct Scene<'a, 't> {
    pub(super) parsed: &'a Parsed<'t>,
    pub(super) shelf: &'a Shelf,
    pub(super) act: &'a Act,
    pub(super) planned: Vec<Date>,
    /// A wish, where it begins, and how plainly it is one.
    pub(super) found: Option<(Wanted, usize, u8)>,
    pub(super) open: bool,
    /// Both readings of a day like 03/04.
    pub(super) either: [Date; 2],
    /// The day of what it is to come together with.
    pub(super) company: Option<Date>,
}

impl Scene<'_, '_> {
    /// What a time says.
    pub(super) fn said(&self, time: &Time) -> Said {
        let parsed = self.parsed;
        let clause = parsed.clause(time.from);
        let (from, to) = parsed.clause_tokens(clause);
        let away = parsed.any(Sense::Away, from, to) && clause != self.act.clause;
        let relation = time.mention.relation;
        let on = |date: Option<Date>| match date {
            Some(date) if date > self.shelf.today => Said::Wish(Wanted::On(date)),
            _ => Said::Open,
        };
        let said = match time.mention.when {
            When::Day(date) if date <= self.shelf.today => Said::Open,
            When::Day(date) => {
                // "Both on the 9th", when one of them comes then anyhow.
                let (first, last) = parsed.sentence_tokens(self.act.sentence);
                let several = parsed.any(Sense::All, first, last) || parsed.any(Sense::Both, first, last);
                let together = self.company == Some(date)
                    || (several && matches!(relation, Relation::On | Relation::None))
                        && self.planned.iter().any(|planned| *planned != date);
                if self.planned.contains(&date) && !matches!(relation, Relation::To | Relation::Until) && !together {
                    return Said::Nothing;
                }
                match relation {
                    // "Only after New Year, on the 2nd": that says when.
                    Relation::After if self.is_followed(time, date) => Said::Nothing,
                    Relation::After | Relation::Before | Relation::By => Said::Open,
                    Relation::Since => Said::Nothing,
                    // "Any day from the 9th."
                    Relation::From if self.parsed.says(Few("any anytime jeder jederzeit egal"), from, to) => Said::Open,
                    _ => self.in_week(time, date).map_or(Said::Open, |date| on(Some(date))),
                }
            }
            When::Later { days, months } => Said::Wish(Wanted::Later(Rhythm { days, months })),
            When::Earlier { days, months } => Said::Wish(Wanted::Earlier(Rhythm { days, months })),
            // "Push it back by two weeks", "delay for a month".
            When::For { days, months } if relation != Relation::Since && !away => {
                let meant = clause == self.act.clause || parsed.any(Sense::Revise, from, to);
                return if meant { Said::Wish(Wanted::Later(Rhythm { days, months })) } else { Said::Nothing };
            }
            When::Beside(0) => return self.company.map_or(Said::Nothing, |date| on(Some(date))),
            When::Beside(_) | When::Following(_) if self.told(from, to) => Said::Nothing,
            When::Beside(days) => {
                return on(self.base(time, days > 0).and_then(|date| plus_days(date, days.into())));
            }
            When::Following(weekday) => {
                let after = self.base(time, true);
                let fits = |date: &Date| date.weekday().to_monday_one_offset() == weekday;
                return on(after.and_then(|date| (1..=7).filter_map(|ahead| plus_days(date, ahead)).find(fits)));
            }
            When::PastDay(_) | When::Either(..) | When::Vague | When::Now | When::For { .. } => Said::Open,
            When::Span(..) | When::Every { .. } => Said::Nothing,
        };
        match said {
            Said::Open if !away => Said::Open,
            Said::Wish(wanted) if !away && !self.refused(time) && !self.reason(time) => Said::Wish(wanted),
            _ => Said::Nothing,
        }
    }

    /// True iff another day is named at once that lies after it.
    fn is_followed(&self, time: &Time, date: Date) -> bool {
        let next = self.parsed.times.get(self.at(time.to));
        next.is_some_and(|next| {
            let day = matches!(next.mention.when, When::Day(day) if day > date);
            day && self.parsed.word_count(time.to, next.from) <= 1
        })
    }

    /// The first time that begins at a token or after it.
    pub(super) fn at(&self, token: usize) -> usize {
        self.parsed.times.partition_point(|time| time.from < token)
    }

    /// A time in words alone, as a weekday is.
    pub(super) fn bare(&self, time: &Time) -> bool {
        !self.parsed.quote(time.from, time.to).contains(|letter: char| letter.is_ascii_digit())
    }

    /// "Not on the 9th", "instead of the 9th", "the 9th doesn't suit".
    pub(super) fn refused(&self, time: &Time) -> bool {
        let parsed = self.parsed;
        let (from, to) = parsed.clause_tokens(parsed.clause(time.from));
        let between = |from: usize, to: usize| parsed.times.get(self.at(from)).is_some_and(|other| other.from < to);
        parsed.of(Sense::Negation).any(|not| {
            let before = not.from >= from
                && not.to <= time.from
                && parsed.word_count(not.to, time.from) <= 2
                && !between(not.to, time.from);
            let behind = not.from >= time.to
                && not.to <= to
                && parsed.word_count(time.to, not.from) <= 4
                && !between(time.to, not.to.saturating_add(3).min(to))
                && !self.parsed.says(Few("so as if wenn damit that dass since da"), time.to, not.from)
                && !matches!(
                    self.parsed.word(not.from),
                    "instead" | "rather" | "other" | "statt" | "anstatt" | "without" | "ohne" | "far"
                )
                && !matches!(
                    self.parsed.word(not.to),
                    "before" | "earlier" | "sooner" | "later" | "fruher" | "vorher" | "eher" | "vor"
                );
            before || behind
        }) || (self.parsed.says(BAD, time.to, to) || self.parsed.word(time.to) == "no") && !between(time.to, to)
    }

    /// "Because I'm paid on the 9th", "on the 9th we are in Rome".
    fn reason(&self, time: &Time) -> bool {
        const PEOPLE: Few = Few("i im ive we were weve my our ich wir mein meine unser");
        let parsed = self.parsed;
        let (from, to) = parsed.clause_tokens(parsed.clause(time.from));
        let start =
            self.at(time.from).checked_sub(1).and_then(|last| parsed.times.get(last)).map_or(from, |last| last.to);
        came(parsed, from, to)
            || (start.max(from)..time.from).any(|at| match self.parsed.word(at) {
                "because" | "cos" | "weil" | "denn" => true,
                "as" | "since" | "da" => PEOPLE.contains(self.parsed.word(at.saturating_add(1))),
                _ => false,
            })
    }

    /// "We are in Rome": a clause of the customer's life, with no wish in it.
    pub(super) fn told(&self, from: usize, to: usize) -> bool {
        let parsed = self.parsed;
        let wish = [Sense::Polite, Sense::Delivery, Sense::Next].iter().any(|sense| parsed.any(*sense, from, to))
            || self.parsed.says(FITS, from, to);
        !wish
            && (from..to).any(|at| {
                let pair = (self.parsed.word(at), self.parsed.word(at.saturating_add(1)));
                matches!(
                    pair,
                    ("ich", "bin") | ("bin", "ich") | ("wir", "sind") | ("sind", "wir") | ("i", "am") | ("we", "are")
                ) || matches!(pair.0, "im" | "were" | "mein" | "birthday" | "geburtstag" | "paid")
            })
    }

    /// The day named last before a time, for "the day after".
    fn base(&self, time: &Time, ahead: bool) -> Option<Date> {
        let parsed = self.parsed;
        let near = |other: &&Time| parsed.sentence(other.from).saturating_add(2) >= parsed.sentence(time.from);
        let before = parsed.times.get(..self.at(time.from)).unwrap_or_default();
        before.iter().rev().take_while(near).find_map(|other| match other.mention.when {
            When::Day(date) => Some(self.old(other, date).unwrap_or(date)),
            When::Span(from, to) => Some(if ahead { to } else { from }),
            _ => None,
        })
    }

    /// The planned day, where a weekday said as the old one is its weekday.
    fn old(&self, time: &Time, date: Date) -> Option<Date> {
        let [planned] = self.planned.as_slice() else { return None };
        let same = self.bare(time) && planned.weekday() == date.weekday();
        (same && (self.refused(time) || time.mention.relation == Relation::From)).then_some(*planned)
    }

    /// "Not on Thursday but on Friday" is the Friday after the planned Thursday, however far ahead. Nothing where that
    /// may be one or the other.
    fn in_week(&self, time: &Time, date: Date) -> Option<Date> {
        // "I'm home on Thursday, the 19th. … Move it to that Thursday."
        if self.bare(time) && self.parsed.says(Few("that diesen diesem dieser"), time.from.saturating_sub(1), time.to) {
            let before = self.parsed.times.get(..self.at(time.from)).unwrap_or_default();
            let same = before.iter().rev().find_map(|other| match other.mention.when {
                When::Day(day) if day.weekday() == date.weekday() && !self.bare(other) => Some(day),
                _ => None,
            });
            if same.is_some() {
                return same;
            }
        }
        if let Some(planned) = self.same_week(time) {
            let weekday = |date: Date| i64::from(date.weekday().to_monday_one_offset());
            return plus_days(planned, weekday(date).saturating_sub(weekday(planned)));
        }
        let at = self.at(time.from);
        let near = self.parsed.times.iter().skip(at.saturating_sub(3)).take(6);
        let old = near.filter(|other| other.from != time.from).find_map(|other| {
            let When::Day(day) = other.mention.when else { return None };
            self.old(other, day).filter(|planned| *planned != day)
        });
        match old.filter(|_| self.bare(time)) {
            Some(old) => {
                let ahead = date.weekday().to_monday_one_offset().saturating_sub(old.weekday().to_monday_one_offset());
                // Sunday to Monday is the next day, Thursday to Monday may be either.
                let days = ahead.rem_euclid(7);
                if ahead > 0 || days <= 3 { plus_days(old, days.into()) } else { None }
            }
            None => Some(date),
        }
    }

    /// The planned day of "the Saturday of that week", "am Freitag derselben Woche": the one that is spoken of, or the only one.
    fn same_week(&self, time: &Time) -> Option<Date> {
        let (from, to) = (time.from, time.to.saturating_add(5));
        let week = self.parsed.says(Few("week woche"), from, to);
        let same = self.parsed.says(Few("that same derselben selben gleichen"), from, to);
        if !(week && same) {
            return None;
        }
        let spoken = self.parsed.times.iter().find_map(|other| match other.mention.when {
            When::Day(day) if self.planned.contains(&day) => Some(day),
            _ => None,
        });
        spoken.or(if let [only] = self.planned.as_slice() { Some(*only) } else { None })
    }

    /// "The same day as the cat food", "together with the decaf": the day that comes on.
    pub(super) fn company(&self) -> Option<Date> {
        let parsed = self.parsed;
        let (from, to) = parsed.sentence_tokens(self.act.sentence);
        let joined = self.parsed.says(Few("same selben gleichen together along zusammen gemeinsam"), from, to);
        parsed.named.iter().filter(|named| from < named.from && named.from < to && named.items.len() == 1).find_map(
            |named| {
                let with = self.parsed.says(Few("with as mit wie"), named.from.saturating_sub(2), named.from);
                let next = self.shelf.of(named.items).next()?.next?;
                let said = parsed.times.iter().any(|time| time.mention.when == When::Day(next));
                (with && (joined || said)).then_some(next)
            },
        )
    }
}
