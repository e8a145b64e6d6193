//! Which delivery is meant where one is named: by its day, or as another than the next one.

use crate::message::few::Few;
use jiff::civil::Date;

use super::{Deed, deed};
use crate::message::acts::{Act, Mood};
use crate::message::dates::{Relation, When};
use crate::message::parse::Parsed;
use crate::message::sense::Sense;
use crate::message::shelf::Shelf;

/// The days, the first and the last, of the delivery that a deed is said of: in the clause of its act, and no reason for it.
pub fn named_days(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], wanted: Deed) -> Option<(Date, Date)> {
    let own = |act: &&Act| deed(act.sense) == Some(wanted) && act.mood != Mood::Refused && act.mood.is_ours();
    acts.iter().rev().filter(own).find_map(|act| {
        let (from, to) = parsed.clause_tokens(act.clause);
        if [Sense::Away, Sense::Keep].iter().any(|sense| parsed.any(*sense, from, to)) {
            return None;
        }
        let mut days =
            parsed.times_in(from, to).iter().filter_map(|time| match (time.mention.when, time.mention.relation) {
                (When::Day(day), Relation::On | Relation::None) => Some((day, day)),
                (When::Span(first, last), Relation::On | Relation::None) => Some((first, last)),
                _ => None,
            });
        let only = days.next().filter(|_| days.next().is_none())?;
        (only.0 > shelf.today).then_some(only)
    })
}

/// True iff an act is said of a delivery that is not the next one, or of more than so many subscriptions have: "the one after
/// next", "the next two". "The week after next" is a time, and "the one after next as usual again" what is not to change.
pub(crate) fn beyond_next(parsed: &Parsed<'_>, act: &Act, several: usize) -> bool {
    const USUAL: Few = Few("again usual normal normally wieder gern gerne bis until ab");
    let (from, to) = parsed.clause_tokens(act.clause);
    if parsed.says(USUAL, from, to) || parsed.any(Sense::Keep, from, to) {
        return false;
    }
    let timed = |at: usize| parsed.times.iter().any(|time| time.from <= at && at < time.to);
    let many = |word: &str| match word {
        "two" | "zwei" | "beiden" | "couple" => 2,
        "three" | "drei" => 3,
        "four" | "vier" => 4,
        number => number.parse().unwrap_or(1),
    };
    (from..to).filter(|at| !timed(*at)).any(|at| {
        let (word, next) = (parsed.word(at), parsed.word(at.saturating_add(1)));
        let several = || (2..=12).contains(&many(next)) && many(next) > several && !timed(at.saturating_add(1));
        // "After the next one", "nach dieser Lieferung", "the one after that".
        let beyond = matches!(word, "after" | "nach")
            && (at.saturating_add(1)..to.min(at.saturating_add(4))).any(|at| {
                matches!(
                    parsed.word(at),
                    "next" | "nachsten" | "kommenden" | "that" | "delivery" | "lieferung" | "dieser"
                )
            });
        word.starts_with("ubernachst")
            || beyond
            || (word == "danach" && matches!(parsed.word(at.saturating_sub(1)), "das" | "die" | "den"))
            || (matches!(word, "next" | "nachsten" | "kommenden") && several())
    })
}
