//! The day of a move, out of all the times said around it: which is wanted, which is the old one, refused or only a reason.

use jiff::civil::Date;

use super::super::acts::{Act, Mood};
use super::super::dates::{Relation, When};
use super::super::parse::{Parsed, Time};
use super::super::sense::Sense;
use super::super::shelf::{Rhythm, Shelf};
use super::{Aim, Wanted, day};
use crate::moment::plus_days;

/// Words that say a day is welcome, folded; where none of the tables' senses says it already.
const FITS: &[&str] = &[
    "ideal", "ideally", "perfect", "perfekt", "suit", "work", "great", "fine", "say", "does", "recht", "gehen", "geht",
    "ginge", "meine", "meinte", "meant", "mean", "namlich", "lieber", "besser", "passt", "schon",
];

/// Words that say it isn't.
const BAD: &[&str] = &["bad", "impossible", "unmoglich", "schlecht", "ungunstig", "blod", "doof", "awkward"];

/// What a time says of the move.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// Nothing: the planned day, one refused, a reason.
    Nothing,
    /// A wish that names no day.
    Open,
    /// A wish.
    Wish(Wanted),
}

struct Scene<'a, 't> {
    parsed: &'a Parsed<'t>,
    shelf: &'a Shelf,
    act: &'a Act,
    planned: Vec<Date>,
    /// A wish, where it begins, and how plainly it is one.
    found: Option<(Wanted, usize, u8)>,
    open: bool,
    /// Both readings of a day like 03/04.
    either: [Date; 2],
    /// The day of what it is to come together with.
    company: Option<Date>,
}

/// The date of a move. An error when one is named that can't be taken as it is.
pub(super) fn when(
    parsed: &Parsed<'_>,
    shelf: &Shelf,
    acts: &[Act],
    act: &Act,
    aim: Aim,
) -> Result<Option<Wanted>, ()> {
    let set = match aim {
        Aim::These(set) | Aim::Among(set) => set,
        Aim::Open => shelf.all(),
    };
    let planned = shelf.of(set).filter_map(|item| item.next).collect();
    let mut scene =
        Scene { parsed, shelf, act, planned, found: None, open: false, either: [shelf.today; 2], company: None };
    scene.company = scene.company();
    let owns = |clause: usize| {
        acts.iter().any(|other| {
            other.clause == clause
                && other.from != act.from
                && other.mood == Mood::Wanted
                && (other.sense != act.sense || other.dated || act.dated)
        })
    };
    let (act_from, act_to) = parsed.sentence_tokens(act.sentence);
    let own = |time: &Time| parsed.clause(time.from) == act.clause;
    // What its own clause says goes before what is said around it, but not before what is said after it as a correction.
    let first = !act.dated && parsed.times.iter().any(|time| own(time) && matches!(scene.said(time), Said::Wish(_)));
    let mut revised = parsed.any(Sense::Revise, act.to, act_to);
    for time in &parsed.times {
        let inside = act_from <= time.from && time.from < act_to && !owns(parsed.clause(time.from));
        if own(time) || (inside && (!first || (revised && time.from >= act.to))) {
            scene.take(time, false);
        }
    }
    for sentence in act.sentence.saturating_add(1)..=act.sentence.saturating_add(3) {
        let (from, to) = parsed.sentence_tokens(sentence);
        let taken = acts.iter().any(|other| other.sentence == sentence && !(other.sense == Sense::Move && other.dated));
        let mut named = parsed.named.iter().filter(|named| from <= named.from && named.from < to).peekable();
        if taken || (named.peek().is_some() && named.all(|named| named.items.and(set).is_empty())) {
            break;
        }
        let again = parsed.any(Sense::Revise, from, to);
        revised |= again;
        let weak = scene.found.is_none_or(|(.., plain)| plain == 0);
        if revised || weak {
            let need = !again && (parsed.word_count(from, to) > 8 || (scene.found.is_some() && !revised));
            for time in parsed.times.iter().filter(|time| from <= time.from && time.from < to) {
                scene.take(time, need);
            }
        }
    }
    // "The 9th would suit me. Please move it."
    if scene.found.is_none() && !scene.open {
        let before = parsed.sentence_tokens(act.sentence.saturating_sub(2)).0;
        for time in parsed.times.iter().filter(|time| before <= time.from && time.from < act_from) {
            let (from, to) = parsed.clause_tokens(parsed.clause(time.from));
            if scene.word(FITS, from, to) {
                scene.take(time, true);
            }
        }
    }
    match scene.found {
        Some((wanted, ..)) => Ok(Some(wanted)),
        None if scene.open => Err(()),
        None => Ok(None),
    }
}

/// Those that a move concerns: "on the 25th, like the cat food" moves all but what comes on that day anyhow.
pub(super) fn moved(shelf: &Shelf, aim: Aim, wanted: Option<Wanted>) -> Aim {
    let (Aim::These(set), Some(Wanted::On(date))) = (aim, wanted) else { return aim };
    let left = set.without(shelf.due_on(date));
    if left.is_empty() { aim } else { Aim::These(left) }
}

impl Scene<'_, '_> {
    fn take(&mut self, time: &Time, need: bool) {
        let wanted = match self.said(time) {
            Said::Nothing => {
                // "On the 9th. No, the 9th won't do."
                if matches!((self.found, time.mention.when), (Some((Wanted::On(old), ..)), When::Day(date)) if old == date)
                    && self.refused(time)
                {
                    self.found = None;
                }
                return;
            }
            Said::Open => {
                self.open |= !need;
                if let When::Either(first, second) = time.mention.when {
                    self.either = [first, second];
                }
                return;
            }
            Said::Wish(wanted) => wanted,
        };
        let clause = self.parsed.clause(time.from);
        let (from, to) = self.parsed.clause_tokens(clause);
        let told = self.told(from, to);
        let plain = if matches!(wanted, Wanted::On(date) if self.either.contains(&date)) {
            // "03/04, so 3 April."
            3
        } else if told {
            0
        } else {
            u8::from(self.fits(from, to)).saturating_add(u8::from(time.mention.relation == Relation::To))
        };
        if plain == 0 && (need || (self.open && clause != self.act.clause)) {
            return;
        }
        let Some((old, at, plainly)) = self.found else {
            self.found = Some((wanted, time.from, plain));
            return;
        };
        let revised = self.revised(at, time.from);
        let shifted = |shift: Wanted, on: Date| self.planned.iter().all(|date| day(shift, Some(*date)) == Some(on));
        let relative = matches!(time.mention.when, When::Beside(_) | When::Following(_));
        let new = match (old, wanted) {
            _ if (relative && (revised || plain > 0)) || (plain > plainly && !revised) => Some(wanted),
            (Wanted::On(date), Wanted::Later(_) | Wanted::Earlier(_)) if revised => {
                day(wanted, Some(date)).map(Wanted::On)
            }
            // "On the 9th, two days later": one and the same, or a contradiction.
            (Wanted::On(date), Wanted::Later(_) | Wanted::Earlier(_)) => Some(old).filter(|_| shifted(wanted, date)),
            // "Two days later, so on Saturday": the Saturday that this is.
            (Wanted::Later(_) | Wanted::Earlier(_), Wanted::On(date)) if self.bare(time) => {
                let same = |planned: &Date| day(old, Some(*planned)).is_some_and(|on| on.weekday() == date.weekday());
                Some(old).filter(|_| self.planned.iter().all(same))
            }
            // The last word counts.
            _ if revised || plain >= plainly => Some(wanted),
            _ => Some(old),
        };
        self.open |= new.is_none();
        self.found = new.map(|new| (new, if new == old { at } else { time.from }, plain.max(plainly)));
    }

    fn said(&self, time: &Time) -> Said {
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
                let together = self.company == Some(date);
                if self.planned.contains(&date) && !matches!(relation, Relation::To | Relation::Until) && !together {
                    return Said::Nothing;
                }
                match relation {
                    Relation::After | Relation::Before | Relation::By => Said::Open,
                    Relation::Since => Said::Nothing,
                    // "Any day from the 9th."
                    Relation::From if self.word(&["any", "anytime", "jeder", "jederzeit", "egal"], from, to) => {
                        Said::Open
                    }
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

    /// The first time that begins at a token or after it.
    fn at(&self, token: usize) -> usize {
        self.parsed.times.partition_point(|time| time.from < token)
    }

    /// A token's word.
    fn at_word(&self, token: usize) -> &str {
        self.parsed.tokens.get(token).map_or("", |token| token.word.as_str())
    }

    /// True iff a word of a list stands between two tokens.
    fn word(&self, list: &[&str], from: usize, to: usize) -> bool {
        let words = self.parsed.tokens.get(from..to).unwrap_or_default();
        words.iter().any(|token| list.contains(&token.word.as_str()))
    }

    /// True iff a clause speaks of what is wanted.
    fn fits(&self, from: usize, to: usize) -> bool {
        [Sense::Send, Sense::Polite, Sense::Delivery, Sense::Next].iter().any(|sense| self.parsed.any(*sense, from, to))
            || self.parsed.named.iter().any(|named| from <= named.from && named.from < to)
            || self.word(FITS, from, to)
    }

    /// "No, …", "I mean …" between two times.
    fn revised(&self, from: usize, to: usize) -> bool {
        let aside = |at: usize| {
            let (start, end) = self.parsed.clause_tokens(self.parsed.clause(at));
            from < start && end <= to && self.parsed.word_count(start, end) <= 2
        };
        self.parsed.any(Sense::Revise, from, to)
            || self.parsed.of(Sense::No).any(|no| from < no.from && no.from < to && aside(no.from))
    }

    /// A time in words alone, as a weekday is.
    fn bare(&self, time: &Time) -> bool {
        !self.parsed.quote(time.from, time.to).contains(|letter: char| letter.is_ascii_digit())
    }

    /// "Not on the 9th", "instead of the 9th", "the 9th doesn't suit".
    fn refused(&self, time: &Time) -> bool {
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
                && !self.word(&["so", "as", "if", "wenn", "damit", "that", "dass", "since", "da"], time.to, not.from)
                && !matches!(
                    self.at_word(not.from),
                    "instead" | "rather" | "other" | "statt" | "anstatt" | "without" | "ohne" | "far"
                )
                && !matches!(
                    self.at_word(not.to),
                    "before" | "earlier" | "sooner" | "later" | "fruher" | "vorher" | "eher" | "vor"
                );
            before || behind
        }) || (self.word(BAD, time.to, to) || self.at_word(time.to) == "no") && !between(time.to, to)
    }

    /// "Because I'm paid on the 9th", "on the 9th we are in Rome".
    fn reason(&self, time: &Time) -> bool {
        const PEOPLE: &[&str] =
            &["i", "im", "ive", "we", "were", "weve", "my", "our", "ich", "wir", "mein", "meine", "unser"];
        let parsed = self.parsed;
        let (from, _) = parsed.clause_tokens(parsed.clause(time.from));
        let start =
            self.at(time.from).checked_sub(1).and_then(|last| parsed.times.get(last)).map_or(from, |last| last.to);
        (start.max(from)..time.from).any(|at| match self.at_word(at) {
            "because" | "cos" | "weil" | "denn" => true,
            "as" | "since" | "da" => PEOPLE.contains(&self.at_word(at.saturating_add(1))),
            _ => false,
        })
    }

    /// "We are in Rome": a clause of the customer's life, with no wish in it.
    fn told(&self, from: usize, to: usize) -> bool {
        let parsed = self.parsed;
        let wish = [Sense::Polite, Sense::Delivery, Sense::Next].iter().any(|sense| parsed.any(*sense, from, to))
            || self.word(FITS, from, to);
        !wish
            && (from..to).any(|at| {
                let pair = (self.at_word(at), self.at_word(at.saturating_add(1)));
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
        let at = self.at(time.from);
        let near = self.parsed.times.iter().skip(at.saturating_sub(3)).take(6);
        let old = near.filter(|other| other.from != time.from).find_map(|other| {
            let When::Day(day) = other.mention.when else { return None };
            self.old(other, day).filter(|planned| *planned != day)
        });
        match old.filter(|_| self.bare(time)) {
            Some(old) => {
                let ahead = date.weekday().to_monday_one_offset().saturating_sub(old.weekday().to_monday_one_offset());
                if ahead > 0 { plus_days(old, ahead.into()) } else { None }
            }
            None => Some(date),
        }
    }

    /// "The same day as the cat food", "together with the decaf": the day that comes on.
    fn company(&self) -> Option<Date> {
        let parsed = self.parsed;
        let (from, to) = parsed.sentence_tokens(self.act.sentence);
        let joined = self.word(&["same", "selben", "gleichen", "together", "along", "zusammen", "gemeinsam"], from, to);
        parsed.named.iter().filter(|named| from < named.from && named.from < to && named.items.len() == 1).find_map(
            |named| {
                let with = self.word(&["with", "as", "mit", "wie"], named.from.saturating_sub(2), named.from);
                let next = self.shelf.of(named.items).next()?.next?;
                let said = parsed.times.iter().any(|time| time.mention.when == When::Day(next));
                (with && (joined || said)).then_some(next)
            },
        )
    }
}
