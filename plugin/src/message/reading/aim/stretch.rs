//! The subscriptions that one stretch of words names: a clause or a sentence.

use crate::message::acts::Act;
use crate::message::dates::{Relation, When};
use crate::message::few::Few;
use crate::message::lexicon::Hit;
use crate::message::parse::{Parsed, Time};
use crate::message::reading::Aim;
use crate::message::sense::Sense;
use crate::message::shelf::{Named, Rhythm, Set, Shelf};

use super::others::others;

/// What is named between two tokens for an act, where anything is; `own`: so near to it that "all", "both" and "one" count.
pub(super) fn within(parsed: &Parsed<'_>, shelf: &Shelf, act: &Act, from: usize, to: usize, own: bool) -> Option<Aim> {
    if from != parsed.clause_tokens(act.clause).0 && parsed.any(Sense::Keep, from, to) {
        return None;
    }
    // "Skip the next bag, leave everything else as it is": what is left as it is isn't meant.
    let left = parsed.of(Sense::Keep).map(|keep| keep.from).find(|keep| (act.to..to).contains(keep));
    if let Some(others) = others(parsed, shelf, from, left.map_or(to, |left| left.saturating_add(1))) {
        return Some(others);
    }
    let excepted = |mention: &&Named| {
        parsed.of(Sense::Except).any(|except| {
            except.to <= mention.from && parsed.word_count(except.to, mention.from) <= 2 && except.from >= from
        })
    };
    let mentions: Vec<&Named> = parsed.named_in(from, to).iter().filter(|mention| !excepted(mention)).collect();
    let named: Set = mentions.iter().map(|mention| mention.items).collect();
    let precise = mentions.iter().all(|mention| mention.items.len() <= 1 || all_of(parsed, shelf, mention));
    let counts = |sense: Sense| own && counted(parsed, act, sense, from, to);
    // "Cancel my subscription, I'm cutting down on everything" is one of them.
    let near = parsed.clause(from) == act.clause
        || parsed.word_count(from, to) <= 4
        || parsed.any(Sense::Subscription, from, to)
        || !parsed.named_in(from, to).is_empty();
    let (all, both, one) = (near && counts(Sense::All), counts(Sense::Both), counts(Sense::One));
    if let Some(except) = parsed.of(Sense::Except).find(|except| from <= except.from && except.from < to) {
        let end = to.max(except.to.saturating_add(6));
        let left: Set = parsed.named_in(except.to, end).iter().map(|named| named.items).collect();
        if !left.is_empty() && (all || named.is_empty()) {
            return Some(Aim::These(shelf.all().without(left)));
        }
    }
    if one && named.len() != 1 {
        return Some(Aim::Among(if named.is_empty() { shelf.all() } else { named }));
    }
    if both && named.is_empty() {
        // "The tea and the soap, cancel both of them."
        let (sentence, _) = parsed.sentence_tokens(parsed.sentence(from).saturating_sub(2));
        let before = parsed.named.iter().filter(|named| sentence <= named.from && named.from < from);
        let two: Set = before.filter(|named| named.items.len() == 1).map(|named| named.items).collect();
        if two.len() == 2 {
            return Some(Aim::These(two));
        }
        return Some(if shelf.items.len() == 2 { Aim::These(shelf.all()) } else { Aim::Among(shelf.all()) });
    }
    let pointed = pointed(parsed, shelf, act, from, to);
    // "The one on the 28th, else everything stays": the day says which.
    let told = !pointed.is_empty() && pointed != shelf.all();
    if all && named.is_empty() && !told {
        return Some(Aim::These(shelf.all()));
    }
    if named.is_empty() {
        return (!pointed.is_empty()).then(|| Aim::one_of(pointed));
    }
    if precise || all || both {
        return Some(Aim::These(named));
    }
    // A kind that one of them alone fits in this respect.
    let narrowed = named.and(if act.sense == Sense::Unskip { shelf.skipped() } else { pointed });
    if narrowed.len() == 1 {
        return Some(Aim::These(narrowed));
    }
    // "The coffees", two mentions of which one is the kind of the other.
    if mentions.len() > 1 {
        let one = |named: &&Named| named.items.len() == 1;
        let singles: Set = parsed.named_in(from, to).iter().filter(one).map(|named| named.items).collect();
        // Each of these is the kind of one, or one itself.
        let all_fit = parsed.named_in(from, to).iter().all(|named| !named.items.and(singles).is_empty());
        if !singles.is_empty() && all_fit {
            return Some(Aim::These(singles));
        }
    }
    Some(Aim::one_of(named))
}

/// True iff "all", "both" or "one" is said between two tokens of subscriptions, and not of a time or of what stays.
fn counted(parsed: &Parsed<'_>, act: &Act, sense: Sense, from: usize, to: usize) -> bool {
    let timed = |hit: &Hit<Sense>| parsed.times.iter().any(|time| time.from <= hit.from && hit.to <= time.to);
    let stays = |hit: &Hit<Sense>| {
        let clause = parsed.clause(hit.from);
        let (from, to) = if clause == act.clause { (hit.from, hit.to) } else { parsed.clause_tokens(clause) };
        parsed.of(Sense::Keep).chain(parsed.of(Sense::Withdraw)).any(|keep| keep.from < to && from < keep.to)
    };
    parsed.of(sense).any(|hit| from <= hit.from && hit.from < to && !timed(hit) && !stays(hit))
}

/// The delivery of a date, the one of a rhythm.
fn pointed(parsed: &Parsed<'_>, shelf: &Shelf, act: &Act, from: usize, to: usize) -> Set {
    // "Make it the 19th": behind the act it is where to, and not which.
    let target =
        |time: &&Time| act.sense == Sense::Move && time.from >= act.to && time.from <= act.to.saturating_add(1);
    // "The one on the 26th should come on the 31st": the first one is which.
    let days = parsed.times_in(from, to).iter().filter(|time| matches!(time.mention.when, When::Day(_)));
    let last = days.map(|time| time.from).skip(1).last().filter(|_| act.sense == Sense::Move);
    let times = parsed.times_in(from, to).iter().filter(|time| !target(time) && Some(time.from) != last);
    let each = times.map(|time| match time.mention.when {
        When::Day(_) if matches!(time.mention.relation, Relation::To | Relation::Until) => Set::EMPTY,
        When::Day(date) if act.sense == Sense::Unskip => shelf.due_on(date).or(shelf.skipped_on(date)),
        When::Day(date) => shelf.due_on(date),
        When::For { days, months } if compound(parsed, time) => shelf.in_rhythm(Rhythm { days, months }),
        When::Every { days, months } => shelf.in_rhythm(Rhythm { days, months }),
        When::Span(first, last) if act.sense == Sense::Skip => {
            Some(shelf.due_between(first, last)).filter(|due| due.len() == 1).unwrap_or_default()
        }
        _ => Set::EMPTY,
    });
    each.collect()
}

/// "The two coffees" are both, and so are "the coffees".
pub fn all_of(parsed: &Parsed<'_>, shelf: &Shelf, mention: &Named) -> bool {
    let before = mention.from.checked_sub(1).map_or("", |before| parsed.word(before));
    match before {
        "two" | "zwei" | "2" | "beiden" | "both" | "beide" | "beider" => return mention.items.len() == 2,
        "three" | "drei" | "3" => return mention.items.len() == 3,
        "each" | "every" | "jeder" | "jeden" | "jedes" | "jedem" => return mention.items.len() > 1,
        "des" | "eines" | "one" | "of" | "von" => return false,
        _ => {}
    }
    // "One of my coffees."
    let one = parsed.of(Sense::One).any(|hit| hit.to <= mention.from && mention.from <= hit.to.saturating_add(2));
    let last = mention.to.checked_sub(1).map_or("", |last| parsed.word(last));
    let several = last.strip_suffix('s').filter(|one| !one.ends_with(['\'', '’']));
    !one && last.len() > 4 && several.is_some_and(|one| shelf.calls(one, mention.items))
}

/// "The 6-week one", "das Sechs-Wochen-Abo": a length that names a rhythm.
pub(super) fn compound(parsed: &Parsed<'_>, time: &Time) -> bool {
    const NOUNS: Few = Few("abo subscription sub one paket plan delivery lieferung");
    let inner = parsed.between(time.from, time.to).iter().any(|token| token.is_mark('-'));
    let next = parsed.between(time.to, time.to.saturating_add(2));
    let joined = next.first().is_some_and(|token| token.is_mark('-'));
    let noun = parsed.says(NOUNS, time.to, time.to.saturating_add(2));
    // "The 6 week one."
    let one = parsed.word(time.to) == "one" || parsed.word(time.to) == "ones";
    one || joined || (inner && noun)
}
