//! Which subscriptions an act is aimed at: those that are named with it, by name, kind, date, rhythm or "all but".

use super::super::acts::{Act, Mood};
use super::super::dates::{Relation, When};
use super::super::lexicon::Hit;
use super::super::parse::{Parsed, Time};
use super::super::sense::Sense;
use super::super::shelf::{Named, Rhythm, Set, Shelf};
use super::Aim;

/// The subscriptions that are named for an act: in its clause, then in clauses around it that have no act of their own,
/// then in the sentence before.
pub(super) fn aim(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act) -> Aim {
    if shelf.items.len() == 1 {
        return Aim::These(shelf.all());
    }
    let found = named_for(parsed, shelf, acts, act);
    let found = corrected(parsed, acts, act).unwrap_or(found);
    if act.sense == Sense::Unskip {
        // Only what is skipped can be brought back.
        let (from, to) = parsed.clause_tokens(act.clause);
        let here = parsed.named.iter().any(|named| from <= named.from && named.from < to);
        let skipped = match found {
            Aim::These(set) | Aim::Among(set) if !set.and(shelf.skipped()).is_empty() => set.and(shelf.skipped()),
            Aim::These(_) | Aim::Among(_) if here => return found,
            _ => shelf.skipped(),
        };
        if skipped.is_empty() {
            return found;
        }
        return if skipped.len() == 1 { Aim::These(skipped) } else { Aim::Among(skipped) };
    }
    found
}

/// "Skip the decaf. No, sorry, the Morning Blend": what is named instead, after a word that takes back, up to the next act.
fn corrected(parsed: &Parsed<'_>, acts: &[Act], act: &Act) -> Option<Aim> {
    let next = acts.iter().map(|other| other.from).filter(|from| *from > act.to).min().unwrap_or(usize::MAX);
    let end = parsed.sentence_tokens(act.sentence.saturating_add(2)).1.min(next);
    let named_before = parsed.named.iter().any(|named| named.from < act.to.saturating_add(8));
    let revise = parsed.of(Sense::Revise).filter(|hit| act.to <= hit.from && hit.from < end).last()?;
    let short = parsed.sentence_tokens(parsed.sentence(revise.from)).1.min(end);
    let keeps = |named: &&Named| {
        let (from, to) = parsed.clause_tokens(parsed.clause(named.from));
        parsed.any(Sense::Keep, from, to) || parsed.any(Sense::Negation, from, named.from) || named.items.len() != 1
    };
    let named = parsed.named.iter().find(|named| revise.to <= named.from && named.from < short)?;
    let also = ["also", "too", "auch", "ebenfalls", "as"];
    let (from, to) = parsed.sentence_tokens(parsed.sentence(named.from));
    let adds = parsed.tokens.get(from..to).unwrap_or_default().iter().any(|token| also.contains(&token.word.as_str()));
    let apart = parsed.word_count(revise.to, named.from) <= 4 && named_before && !adds && !keeps(&named);
    apart.then_some(Aim::These(named.items))
}

pub(super) fn named_for(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act) -> Aim {
    let owns = |clause: usize| {
        acts.iter().any(|other| {
            other.clause == clause
                && other.from != act.from
                && other.sense != act.sense
                && matches!(other.mood, Mood::Wanted | Mood::Refused)
        })
    };
    let mut clauses = vec![act.clause];
    let (from, to) = parsed.sentence_tokens(act.sentence);
    let (first, last) = (parsed.clause(from), parsed.clause(to.saturating_sub(1)));
    let mut near: Vec<usize> = (first..=last).filter(|clause| *clause != act.clause && !owns(*clause)).collect();
    crate::order::by(&mut near, |clause| clause.abs_diff(act.clause));
    clauses.extend(near);
    for clause in &clauses {
        let (from, to) = parsed.clause_tokens(*clause);
        if let Some(found) = within(parsed, shelf, act, from, to, true) {
            return listed(parsed, shelf, acts, act, *clause, found);
        }
    }
    // What the message is about otherwise.
    let mut sentences: Vec<usize> = (0..parsed.sentence_count()).filter(|sentence| *sentence != act.sentence).collect();
    crate::order::by(&mut sentences, |sentence| (sentence.abs_diff(act.sentence), *sentence > act.sentence));
    for sentence in sentences.into_iter().take(6) {
        let beside = sentence.abs_diff(act.sentence) <= 1 && sentence < act.sentence;
        if !beside
            && acts
                .iter()
                .any(|other| other.sentence == sentence && other.mood == Mood::Wanted && other.sense != act.sense)
        {
            continue;
        }
        let (from, to) = parsed.sentence_tokens(sentence);
        let pronoun = beside && refers(parsed, act);
        if parsed.any(Sense::Keep, from, to) && !pronoun {
            continue;
        }
        if let Some(found) = within(parsed, shelf, act, from, to, false) {
            return found;
        }
    }
    if act.sense == Sense::Skip {
        // "Whatever falls into that time", where one delivery does.
        for time in &parsed.times {
            if let When::Span(a, b) = time.mention.when {
                let due = shelf.due_between(a, b);
                if due.len() == 1 {
                    return Aim::These(due);
                }
            }
        }
    }
    // "The one planned for the 11th", and nothing else is named.
    let mut due = Set::EMPTY;
    for time in &parsed.times {
        if matches!(time.mention.relation, Relation::To | Relation::Until) {
            continue;
        }
        if let When::Day(date) = time.mention.when {
            due = due.or(shelf.due_on(date));
        }
    }
    if due.len() == 1 && parsed.named.is_empty() {
        return Aim::These(due);
    }
    // "Here's my new address. Please change it for all three."
    let asked = parsed.of(Sense::All).any(|hit| {
        let sentence = parsed.sentence(hit.from);
        let (from, to) = parsed.sentence_tokens(sentence);
        let ours =
            parsed.any(Sense::Subscription, hit.from, hit.to.saturating_add(2)) || parsed.any(Sense::Polite, from, to);
        ours && sentence.abs_diff(act.sentence) <= 2 && !parsed.any(Sense::Keep, from, to)
    });
    if asked && parsed.of(Sense::Except).next().is_none() {
        return Aim::These(shelf.all());
    }
    if parsed.context.len() == 1 && refers(parsed, act) { Aim::These(parsed.context) } else { Aim::Open }
}

/// True iff an act's sentence points back to something: "skip it", "den nächsten".
pub(super) fn refers(parsed: &Parsed<'_>, act: &Act) -> bool {
    const WORDS: &[&str] = &[
        "it", "them", "this", "that", "one", "ihn", "es", "sie", "das", "die", "den", "diese", "diesen", "dieses",
        "davon",
    ];
    let (from, to) = parsed.sentence_tokens(act.sentence);
    let pointing =
        parsed.tokens.get(from..to).unwrap_or_default().iter().any(|token| WORDS.contains(&token.word.as_str()));
    pointing || parsed.any(Sense::Next, from, to)
}

/// The same with what is listed beside it: "the decaf and the cat food". A clause that says something of its own is no part
/// of a list.
pub(super) fn listed(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], act: &Act, clause: usize, found: Aim) -> Aim {
    let Aim::These(mut set) = found else { return found };
    let (first, last) = {
        let (from, to) = parsed.sentence_tokens(act.sentence);
        (parsed.clause(from), parsed.clause(to.saturating_sub(1)))
    };
    let (act_from, act_to) = parsed.clause_tokens(clause);
    let own_time = parsed.times.iter().any(|time| act_from <= time.from && time.from < act_to);
    let part = |other: usize| -> Option<Set> {
        let (from, to) = parsed.clause_tokens(other);
        let own = acts.iter().any(|act| act.clause == other);
        let timed = parsed.times.iter().any(|time| from <= time.from && time.from < to);
        let says = parsed.any(Sense::Keep, from, to)
            || parsed.any(Sense::Except, from, to)
            || parsed.any(Sense::Negation, from, to)
            || (other > clause && parsed.any(Sense::Send, from, to))
            || parsed.any(Sense::Third, from, to);
        // A time or place of its own makes it another wish, unless it is the only one, at the end of the list.
        let timed = timed && own_time && act.sense == Sense::Move;
        let names = parsed.named.iter().filter(|named| from <= named.from && named.from < to);
        let names: usize = names.map(|named| parsed.word_count(named.from, named.to)).sum();
        if own || timed || says || parsed.word_count(from, to) > names.saturating_add(5) {
            return None;
        }
        let named = parsed.named.iter().filter(|named| from <= named.from && named.from < to);
        let named = named.filter(|named| named.items.len() == 1 || all_of(parsed, shelf, named));
        let mut named = named.map(|named| named.items).fold(Set::EMPTY, Set::or);
        if parsed.any(Sense::All, from, to) && !parsed.any(Sense::Except, from, to) {
            named = shelf.all();
        }
        // "The one on the 28th and the one on the 2nd."
        for time in parsed.times.iter().filter(|time| from <= time.from && time.from < to) {
            if let When::Day(date) = time.mention.when {
                named = named.or(shelf.due_on(date));
            }
        }
        if named.is_empty() { None } else { Some(named) }
    };
    let mut at = clause;
    while at < last {
        at = at.saturating_add(1);
        match part(at) {
            Some(more) => set = set.or(more),
            None => break,
        }
    }
    at = clause;
    while at > first {
        at = at.saturating_sub(1);
        match part(at) {
            Some(more) => set = set.or(more),
            None => break,
        }
    }
    Aim::These(set)
}

pub(super) fn within(parsed: &Parsed<'_>, shelf: &Shelf, act: &Act, from: usize, to: usize, own: bool) -> Option<Aim> {
    if from != parsed.clause_tokens(act.clause).0 && parsed.any(Sense::Keep, from, to) {
        return None;
    }
    if let Some(others) = others(parsed, shelf, from, to) {
        return Some(others);
    }
    let mut named = Set::EMPTY;
    let mut precise = true;
    let mut groups = 0_usize;
    for mention in parsed.named.iter().filter(|named| from <= named.from && named.from < to) {
        let excluded = parsed.of(Sense::Except).any(|except| {
            except.to <= mention.from && parsed.word_count(except.to, mention.from) <= 2 && except.from >= from
        });
        if excluded {
            continue;
        }
        if mention.items.len() > 1 && !all_of(parsed, shelf, mention) {
            precise = false;
        }
        groups = groups.saturating_add(1);
        named = named.or(mention.items);
    }
    let timed = |hit: &Hit<Sense>| parsed.times.iter().any(|time| time.from <= hit.from && hit.to <= time.to);
    let stays = |hit: &Hit<Sense>| {
        let keeps = parsed.of(Sense::Keep).chain(parsed.of(Sense::Withdraw));
        let (clause_from, clause_to) = parsed.clause_tokens(parsed.clause(hit.from));
        let (from, to) =
            if parsed.clause(hit.from) == act.clause { (hit.from, hit.to) } else { (clause_from, clause_to) };
        keeps.into_iter().any(|keep| keep.from < to && from < keep.to)
    };
    let counted = |sense: Sense| {
        own && parsed.of(sense).any(|hit| from <= hit.from && hit.from < to && !timed(hit) && !stays(hit))
    };
    let (all, both, one) = (counted(Sense::All), counted(Sense::Both), counted(Sense::One));
    let except = parsed.of(Sense::Except).find(|except| from <= except.from && except.from < to);
    if let Some(except) = except {
        let left: Set = parsed
            .named
            .iter()
            .filter(|named| named.from >= except.to && named.from < to.max(except.to.saturating_add(6)))
            .map(|named| named.items)
            .fold(Set::EMPTY, Set::or);
        if !left.is_empty() && (all || named.is_empty()) {
            return Some(Aim::These(shelf.all().without(left)));
        }
    }
    // The delivery of a date, the one of a rhythm.
    let mut pointed = Set::EMPTY;
    for time in parsed.times.iter().filter(|time| from <= time.from && time.from < to) {
        let moves_to = matches!(time.mention.relation, Relation::To | Relation::Until);
        match time.mention.when {
            When::Day(date) if !moves_to => {
                pointed = pointed.or(shelf.due_on(date)).or(if act.sense == Sense::Unskip {
                    shelf.skipped_on(date)
                } else {
                    Set::EMPTY
                })
            }
            When::For { days, months } if compound(parsed, time) => {
                pointed = pointed.or(shelf.in_rhythm(Rhythm { days, months }))
            }
            When::Every { days, months } => pointed = pointed.or(shelf.in_rhythm(Rhythm { days, months })),
            When::Span(a, b) => {
                let due = shelf.due_between(a, b);
                if due.len() == 1 && act.sense == Sense::Skip {
                    pointed = pointed.or(due);
                }
            }
            _ => {}
        }
    }
    if one && named.len() != 1 {
        return Some(Aim::Among(if named.is_empty() { shelf.all() } else { named }));
    }
    if both {
        if named.len() == 2 {
            return Some(Aim::These(named));
        }
        if named.is_empty() {
            return Some(if shelf.items.len() == 2 { Aim::These(shelf.all()) } else { Aim::Among(shelf.all()) });
        }
    }
    if all && named.is_empty() {
        return Some(Aim::These(shelf.all()));
    }
    if !named.is_empty() {
        if precise || all || both {
            return Some(Aim::These(named));
        }
        // A kind that one of them alone fits in this respect.
        let narrowed = if act.sense == Sense::Unskip { named.and(shelf.skipped()) } else { named.and(pointed) };
        if narrowed.len() == 1 {
            return Some(Aim::These(narrowed));
        }
        // "The coffees", two mentions of which one is the kind of the other.
        if groups > 1 {
            let singles =
                parsed.named.iter().filter(|named| from <= named.from && named.from < to && named.items.len() == 1);
            let singles = singles.map(|named| named.items).fold(Set::EMPTY, Set::or);
            let wide =
                parsed.named.iter().filter(|named| from <= named.from && named.from < to && named.items.len() > 1);
            if !singles.is_empty() && wide.clone().all(|named| !named.items.and(singles).is_empty()) {
                return Some(Aim::These(singles));
            }
        }
        return Some(if named.len() == 1 { Aim::These(named) } else { Aim::Among(named) });
    }
    if !pointed.is_empty() {
        return Some(if pointed.len() == 1 { Aim::These(pointed) } else { Aim::Among(pointed) });
    }
    None
}

/// "The two coffees" are both, and so are "the coffees".
pub fn all_of(parsed: &Parsed<'_>, shelf: &Shelf, mention: &Named) -> bool {
    let word = |at: usize| parsed.tokens.get(at).map_or("", |token| token.word.as_str());
    let before = mention.from.checked_sub(1).map_or("", word);
    match before {
        "two" | "zwei" | "2" | "beiden" | "both" | "beide" | "beider" => return mention.items.len() == 2,
        "three" | "drei" | "3" => return mention.items.len() == 3,
        "des" | "eines" | "one" | "of" | "von" => return false,
        _ => {}
    }
    let last = mention.to.checked_sub(1).map_or("", word);
    last.len() > 4 && last.strip_suffix('s').is_some_and(|one| shelf.calls(one, mention.items))
}

/// "The other one", "die beiden anderen": those that weren't named before.
fn others(parsed: &Parsed<'_>, shelf: &Shelf, from: usize, to: usize) -> Option<Aim> {
    let hit = parsed.of(Sense::Others).find(|hit| from <= hit.from && hit.from < to)?;
    if parsed.times.iter().any(|time| time.from <= hit.from && hit.from < time.to) {
        return None;
    }
    let word = |at: usize| parsed.tokens.get(at).map_or("", |token| token.word.as_str());
    let counts = |at: usize| matches!(word(at), "two" | "zwei" | "2" | "beiden" | "both" | "beide");
    let kind = parsed.named.iter().find(|named| hit.from <= named.from && named.from <= hit.to.saturating_add(1));
    let base = kind.map_or(shelf.all(), |named| named.items);
    // "The other day", "eine andere Adresse": another thing's.
    const OURS: &[&str] = &["one", "ones", "abo", "abos", "subscription", "subscriptions", "sub", "subs", "lieferung"];
    let noun = parsed.tokens.get(hit.to).is_some_and(|token| token.is_word());
    let capital = parsed.tokens.get(hit.to).is_some_and(|token| token.capital);
    let last = word(hit.to.saturating_sub(1));
    let bare = matches!(last, "rest" | "else" | "others") || OURS.contains(&last) || counts(hit.to.saturating_sub(1));
    let ours = kind.is_some() || bare || OURS.contains(&word(hit.to)) || counts(hit.to);
    let english = word(hit.from) == "the" || word(hit.from) == "my";
    if noun && !ours && (capital || english) {
        return None;
    }
    let (sentence_from, _) = parsed.sentence_tokens(parsed.sentence(hit.from));
    let before = |from: usize| {
        let single = parsed.named.iter().filter(|named| from <= named.from && named.to <= hit.from);
        single.filter(|named| named.items.len() == 1).map(|named| named.items).fold(Set::EMPTY, Set::or)
    };
    let mut named = before(sentence_from);
    if named.is_empty() {
        named = before(parsed.sentence_tokens(parsed.sentence(hit.from).saturating_sub(2)).0);
    }
    let left = base.without(named);
    if named.is_empty() || left.is_empty() {
        return None;
    }
    let two = (hit.from.saturating_sub(1)..=hit.to).any(counts);
    let several =
        two || matches!(last, "rest" | "else" | "others" | "ones" | "anderen" | "andern" | "andren" | "ubrigen");
    Some(if left.len() == 1 || (several && (!two || left.len() == 2)) { Aim::These(left) } else { Aim::Among(left) })
}

/// "The 6-week one", "das Sechs-Wochen-Abo": a length that names a rhythm.
pub(super) fn compound(parsed: &Parsed<'_>, time: &Time) -> bool {
    let inner = parsed.tokens.get(time.from..time.to).unwrap_or_default().iter().any(|token| token.is_mark('-'));
    let next = parsed.tokens.get(time.to..time.to.saturating_add(2)).unwrap_or_default();
    let joined = next.first().is_some_and(|token| token.is_mark('-'));
    let noun = next.iter().any(|token| {
        ["abo", "subscription", "sub", "one", "paket", "plan", "delivery", "lieferung"].contains(&token.word.as_str())
    });
    joined || (inner && noun)
}
