//! A second proposal: what is wanted of each subscription by itself, put together.

use crate::message::address::Address;
use crate::message::case::Case;
use crate::message::model::DEEDS;
use crate::message::pairs::Pairs;
use crate::message::parse::Time;
use crate::message::reading::{Aim, Deed, Wanted, Wish};
use crate::message::roles::wanted;
use crate::message::shelf::Set;

use super::guess::guessed;

/// Likelier than so a time is the new date.
const LIKELY: f32 = 0.5;
/// Times that are looked at, at most.
const MOST: usize = 60;

/// The wishes that the pairs come to that are so likely, with dates and addresses of the rules and of the first proposal; nothing where a date or
/// an address is missing.
pub(super) fn by_pairs(case: &Case<'_>, pairs: &Pairs, first: &[Wish], least: f32) -> Option<Vec<Wish>> {
    let mut out: Vec<Wish> = Vec::new();
    for deed in DEEDS {
        let items = pairs.wanted(deed, least);
        if items.is_empty() {
            continue;
        }
        let known = || first.iter().chain(case.rules).filter(|wish| wish.deed == Some(deed));
        let base = match known().next() {
            Some(wish) => wish.clone(),
            None => guessed(case.parsed, case.shelf, case.acts, deed)?,
        };
        for one in items.places().map(Set::one) {
            let mut wish = base.clone();
            wish.aim = Aim::These(one);
            wish.lacks.clear();
            (wish.wanted, wish.address) = (None, None);
            if deed == Deed::Move {
                wish.wanted = Some(date(case, one, &base, known)?);
            }
            if deed == Deed::Address {
                wish.address = Some(address(one, &base, known)?);
            }
            // The same of several is one wish.
            let alike = out
                .iter_mut()
                .find(|other| other.deed == wish.deed && other.wanted == wish.wanted && other.address == wish.address);
            match alike {
                Some(other) => other.aim = Aim::These(other.aim.reach(case.shelf).or(one)),
                None => out.push(wish),
            }
        }
    }
    crate::order::by(&mut out, Wish::clause);
    (!out.is_empty()).then_some(out)
}

fn covers(wish: &Wish, one: Set) -> bool {
    matches!(wish.aim, Aim::These(set) if one.without(set).is_empty())
}

/// The date for a subscription: the one that is said of it, or the only one.
fn date<'w, I: Iterator<Item = &'w Wish>>(
    case: &Case<'_>,
    one: Set,
    base: &Wish,
    known: impl Fn() -> I,
) -> Option<Wanted> {
    if let Some(said) = known().filter(|wish| covers(wish, one)).find_map(|wish| wish.wanted) {
        return Some(said);
    }
    let times = case.parsed.times.iter().take(MOST).filter(|time| wanted(time.mention.when).is_some());
    let times: Vec<(&Time, f32)> = times.map(|time| (time, case.new_date(time))).collect();
    let clauses: Vec<usize> = case
        .parsed
        .named
        .iter()
        .filter(|named| named.items == one)
        .map(|named| case.parsed.clause(named.from))
        .collect();
    let beside = times.iter().filter(|(time, _)| clauses.contains(&case.parsed.clause(time.from)));
    let best = |some: &mut dyn Iterator<Item = &(&Time, f32)>| {
        let likely = some.filter(|(_, likely)| *likely >= LIKELY);
        likely.max_by(|a, b| a.1.total_cmp(&b.1)).and_then(|(time, _)| wanted(time.mention.when))
    };
    best(&mut beside.into_iter()).or(base.wanted).or_else(|| best(&mut times.iter()))
}

/// The address for a subscription: the one that is said of it, or the only one.
fn address<'w, I: Iterator<Item = &'w Wish>>(one: Set, base: &Wish, known: impl Fn() -> I) -> Option<Address> {
    let said = known().filter(|wish| covers(wish, one)).find_map(|wish| wish.address.clone());
    said.or_else(|| base.address.clone()).or_else(|| known().find_map(|wish| wish.address.clone()))
}
