//! The day of a move, out of all the times said around it: which is wanted, which is the old one, refused or only a reason.

use crate::message::few::Few;
use jiff::civil::Date;

use super::said::{FITS, Said, Scene};
use super::{Aim, Wanted, day};
use crate::message::acts::{Act, Mood};
use crate::message::dates::{Relation, When};
use crate::message::parse::{Parsed, Time};
use crate::message::sense::Sense;
use crate::message::shelf::Shelf;

/// The date of a move. An error when one is named that can't be taken as it is.
pub(super) fn when(
    parsed: &Parsed<'_>,
    shelf: &Shelf,
    acts: &[Act],
    act: &Act,
    aim: Aim,
) -> Result<Option<Wanted>, ()> {
    let set = aim.reach(shelf);
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
    let times = parsed.times.get(scene.at(act_from)..scene.at(act_to)).unwrap_or_default();
    let wishes = times.iter().any(|time| own(time) && matches!(scene.said(time), Said::Wish(_)));
    let first = !act.dated && wishes;
    let mut revised = revises(parsed, act.to, act_to);
    // What another subscription does says nothing.
    let other = |from: usize, to: usize| {
        let named = parsed.named_in(from, to);
        !named.is_empty() && named.iter().all(|named| named.items.and(set).is_empty())
    };
    for time in times {
        let (from, to) = parsed.clause_tokens(parsed.clause(time.from));
        let free = !owns(parsed.clause(time.from)) && (!wishes || scene.company.is_some() || !other(from, to));
        if own(time) || (free && (!first || (time.from >= act.to && (revised || scene.again(time, to).is_some())))) {
            scene.take(time, false);
        }
    }
    // "Could it be the 31st instead? Payday's the 30th": said of the day before it.
    revised &= !parsed.says(Few("instead stattdessen"), act_to.saturating_sub(2), act_to);
    for sentence in act.sentence.saturating_add(1)..=act.sentence.saturating_add(3) {
        let (from, to) = parsed.sentence_tokens(sentence);
        let taken = acts.iter().any(|other| other.sentence == sentence && !(other.sense == Sense::Move && other.dated));
        if taken || other(from, to) {
            break;
        }
        let again = revises(parsed, from, to);
        revised |= again;
        let weak = scene.found.is_none_or(|(.., plain)| plain < 2);
        if revised || weak {
            let need = !again && (parsed.word_count(from, to) > 8 || (scene.found.is_some() && !revised));
            for time in parsed.times_in(from, to) {
                scene.take(time, need);
            }
        }
    }
    // "The 9th would suit me. Please move it."
    if scene.found.is_none() && !scene.open {
        let before = parsed.sentence_tokens(act.sentence.saturating_sub(2)).0;
        for time in parsed.times_in(before, act_from) {
            let (from, to) = parsed.clause_tokens(parsed.clause(time.from));
            if parsed.says(FITS, from, to) {
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

/// True iff a mind is changed between two tokens: "the 9th instead of the 5th" changes none.
fn revises(parsed: &Parsed<'_>, from: usize, to: usize) -> bool {
    let hits = parsed.hits_in(from, to).iter().filter(|hit| hit.sense == Sense::Revise);
    hits.into_iter().any(|hit| parsed.word(hit.to) != "of")
}

/// "On the 10th or the 12th": one of two days, and which isn't said, not even later.
pub(crate) fn alternative(parsed: &Parsed<'_>, wanted: Wanted) -> bool {
    const ALIKE: Few = Few("egal whichever matter mind beides gleich");
    let Wanted::On(date) = wanted else { return false };
    let is = |time: &Time| time.mention.when == When::Day(date);
    let pairs = parsed.times.iter().zip(parsed.times.iter().skip(1));
    let mut pairs = pairs.filter(|(one, other)| {
        let day = |time: &Time| matches!(time.mention.when, When::Day(_) | When::Following(_) | When::Beside(_));
        let close = parsed.word_count(one.to, other.from) <= 3;
        let or = close && parsed.says(Few("or oder bzw"), one.to, other.from);
        or && (is(one) || is(other)) && day(one) && day(other)
    });
    pairs.next_back().is_some_and(|(one, other)| {
        let (from, to) = parsed.sentence_tokens(parsed.sentence(one.from));
        let again = parsed.times.iter().any(|time| time.from > other.from && is(time));
        !again && !parsed.says(ALIKE, from, to.max(other.to))
    })
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
        let again = self.again(time, to);
        let plain = if matches!(wanted, Wanted::On(date) if self.either.contains(&date)) {
            // "03/04, so 3 April."
            4
        } else if self.told(from, to) {
            0
        } else {
            self.fits(from, to)
                .saturating_add(u8::from(time.mention.relation == Relation::To))
                .max(u8::from(again == Some(When::Vague)))
        };
        if plain == 0 && (need || (self.open && clause != self.act.clause)) {
            return;
        }
        let Some((old, at, plainly)) = self.found else {
            self.found = Some((wanted, time.from, plain));
            return;
        };
        if need && plain <= plainly {
            return;
        }
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
            (Wanted::Later(_) | Wanted::Earlier(_), Wanted::On(date)) if again.is_some() && !revised => {
                Some(old).filter(|_| shifted(old, date))
            }
            // "On the 9th, or if that can't be, on the 10th."
            _ if !revised && self.parsed.any(Sense::If, at, time.from) => Some(old),
            // The last word counts.
            _ if revised || plain >= plainly => Some(wanted),
            _ => Some(old),
        };
        self.open |= new.is_none();
        self.found = new.map(|new| (new, if new == old { at } else { time.from }, plain.max(plainly)));
    }

    /// How plainly a clause speaks of what is wanted.
    fn fits(&self, from: usize, to: usize) -> u8 {
        let any = |sense: Sense| self.parsed.any(sense, from, to);
        let named = !self.parsed.named_in(from, to).is_empty();
        if named
            || self.parsed.says(FITS, from, to)
            || [Sense::Polite, Sense::Delivery, Sense::Next].into_iter().any(any)
        {
            2
        } else {
            u8::from(any(Sense::Send))
        }
    }

    /// "At the end of June, on the 30th": the day says again what the time before it said.
    fn again(&self, time: &Time, to: usize) -> Option<When> {
        let before = self.at(time.from).checked_sub(1).and_then(|last| self.parsed.times.get(last))?;
        let close = self.parsed.word_count(before.to, time.from) <= 2 && self.parsed.word_count(time.to, to) <= 1;
        (close && matches!(time.mention.when, When::Day(_))).then_some(before.mention.when)
    }

    /// "No, …", "I mean …" between two times.
    fn revised(&self, from: usize, to: usize) -> bool {
        let aside = |at: usize| {
            let (start, end) = self.parsed.clause_tokens(self.parsed.clause(at));
            from < start && end <= to && self.parsed.word_count(start, end) <= 2
        };
        revises(self.parsed, from, to)
            || self.parsed.of(Sense::No).any(|no| from < no.from && no.from < to && aside(no.from))
    }
}
