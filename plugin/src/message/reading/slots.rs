//! When and where: the date of a move, the address of a move of house.

use jiff::civil::Date;

use super::super::acts::{Act, Mood};
use super::super::address::{self, Address, Role};
use super::super::dates::{Relation, When};
use super::super::parse::{Parsed, Place, Time};
use super::super::sense::Sense;
use super::super::shelf::{Rhythm, Shelf};
use super::{Aim, Wanted};

/// The address that goes with an act: the nearest new one.
pub(super) fn place(parsed: &Parsed<'_>, acts: &[Act], act: &Act) -> Option<Address> {
    // Where several are named, each act has its own: the first one after it, up to the next act.
    let mut whole: Vec<&Place> =
        parsed.places.iter().filter(|place| place.found.whole && place.found.role != Role::Old).collect();
    // An address that nothing is said of, behind the one that is wanted, is the sender's card.
    let mut told = 0;
    whole.retain(|place| {
        let own = place.found.role == Role::New
            || told == 0
            || parsed.named.iter().any(|named| told <= named.from && named.to <= place.from);
        if place.found.role == Role::New {
            told = place.to;
        }
        own
    });
    let rivals = acts.iter().filter(|other| other.sense == Sense::Address && other.mood == Mood::Wanted).count();
    if whole.len() > 1 && rivals > 1 {
        let own = whole.iter().find(|place| place.from >= act.from || (place.from <= act.from && act.from < place.to));
        if let Some(own) = own {
            return Some(own.found.address.clone());
        }
    }
    let near: Vec<address::Found> = parsed
        .places
        .iter()
        .filter(|place| parsed.sentence(place.from).abs_diff(act.sentence) <= 4)
        .map(|place| place.found.clone())
        .collect();
    address::pick(&near).map(|found| found.address)
}

/// True iff the new address holds from a day on, and something is delivered before it.
pub(super) fn before_moving(parsed: &Parsed<'_>, shelf: &Shelf, act: &Act, aim: Aim) -> bool {
    let set = match aim {
        Aim::These(set) | Aim::Among(set) => set,
        Aim::Open => shelf.all(),
    };
    parsed.times.iter().any(|time| {
        let sentence = parsed.sentence(time.from);
        if sentence.abs_diff(act.sentence) > 2 {
            return false;
        }
        let (from, to) = parsed.sentence_tokens(sentence);
        let about = parsed.any(Sense::Relocate, from, to)
            || (matches!(time.mention.relation, Relation::From) && sentence == act.sentence);
        match time.mention.when {
            When::Day(day) if about && day > shelf.today => {
                shelf.of(set).any(|item| item.next.is_some_and(|next| next < day))
            }
            _ => false,
        }
    })
}

/// The date of a move. An error when one is named that can't be taken as it is.
pub(super) fn when(
    parsed: &Parsed<'_>,
    shelf: &Shelf,
    acts: &[Act],
    act: &Act,
    aim: Aim,
) -> Result<Option<Wanted>, ()> {
    let planned: Vec<Date> = match aim {
        Aim::These(set) | Aim::Among(set) => shelf.of(set).filter_map(|item| item.next).collect(),
        Aim::Open => shelf.items.iter().filter_map(|item| item.next).collect(),
    };
    let owns = |clause: usize| {
        acts.iter().any(|other| {
            other.clause == clause
                && other.from != act.from
                && other.mood == Mood::Wanted
                && (other.sense != act.sense || other.dated)
        })
    };
    let in_reach = |time: &&Time| {
        let (sentence, clause) = (parsed.sentence(time.from), parsed.clause(time.from));
        clause == act.clause || (sentence == act.sentence && !owns(clause))
    };
    let mut times: Vec<&Time> = if act.dated {
        parsed.times.iter().filter(|time| parsed.clause(time.from) == act.clause).collect()
    } else {
        parsed.times.iter().filter(in_reach).collect()
    };
    let useful = |time: &&Time| !matches!(time.mention.when, When::Every { .. });
    // What its own clause says goes before what is said around it.
    let own = |time: &&Time| {
        parsed.clause(time.from) == act.clause
            && useful(time)
            && !matches!(time.mention.when, When::Day(date) if planned.contains(&date))
    };
    if times.iter().any(own) {
        times.retain(|time| parsed.clause(time.from) == act.clause);
    }
    // What is said after it, up to the next act: "make it the 22nd".
    let (act_from, act_to) = parsed.sentence_tokens(act.sentence);
    let mut revised = parsed.of(Sense::Revise).any(|hit| hit.from >= act.to && hit.from < act_to);
    if revised {
        let later = |time: &&Time| {
            time.from >= act.to && act_from <= time.from && time.from < act_to && !owns(parsed.clause(time.from))
        };
        times.extend(parsed.times.iter().filter(later));
        crate::order::by(&mut times, |time| time.from);
    }
    for sentence in act.sentence.saturating_add(1)..=act.sentence.saturating_add(3) {
        if acts.iter().any(|other| other.sentence == sentence && !(other.sense == Sense::Move && other.dated)) {
            break;
        }
        let (from, to) = parsed.sentence_tokens(sentence);
        revised |= parsed.any(Sense::Revise, from, to);
        if revised || !times.iter().any(useful) {
            times.extend(parsed.times.iter().filter(|time| from <= time.from && time.from < to));
        }
    }
    let mut found: Option<(Wanted, usize)> = None;
    let mut trouble = false;
    for time in times {
        let clause = parsed.clause(time.from);
        let (from, to) = parsed.clause_tokens(clause);
        let away = parsed.any(Sense::Away, from, to) && clause != act.clause;
        let refused = parsed
            .of(Sense::Negation)
            .any(|not| not.from >= from && not.to <= time.from && parsed.word_count(not.to, time.from) <= 2);
        let wanted = match time.mention.when {
            When::Day(date)
                if planned.contains(&date) && !matches!(time.mention.relation, Relation::To | Relation::Until) =>
            {
                continue;
            }
            When::Day(date) => {
                if date <= shelf.today {
                    trouble = true;
                    continue;
                }
                match time.mention.relation {
                    Relation::After | Relation::Before | Relation::By => {
                        trouble |= !away;
                        continue;
                    }
                    Relation::Since => continue,
                    _ => Wanted::On(date),
                }
            }
            When::Later { days, months } => Wanted::Later(Rhythm { days, months }),
            When::Earlier { days, months } => Wanted::Earlier(Rhythm { days, months }),
            // "Push it back by two weeks", "delay for a month".
            When::For { days, months } if !matches!(time.mention.relation, Relation::Since) => {
                Wanted::Later(Rhythm { days, months })
            }
            When::PastDay(_) | When::Either(..) | When::Vague | When::Now | When::For { .. } => {
                trouble |= !away;
                continue;
            }
            When::Span(..) | When::Every { .. } => continue,
        };
        if away || refused {
            continue;
        }
        match found {
            Some((old, _)) if old == wanted => {}
            // The last word counts.
            _ => found = Some((wanted, time.from)),
        }
    }
    match found {
        Some((wanted, _)) => Ok(Some(wanted)),
        None if trouble => Err(()),
        None => Ok(None),
    }
}
