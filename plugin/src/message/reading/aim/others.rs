//! The subscriptions that are named by what they aren't: "the other one", "the rest".

use crate::message::few::Few;
use crate::message::parse::Parsed;
use crate::message::reading::Aim;
use crate::message::sense::Sense;
use crate::message::shelf::{Set, Shelf};

/// What may be another one of ours, folded.
const OURS: Few = Few("one ones abo abos subscription subscriptions sub subs lieferung");

/// "The other one", "die beiden anderen": those that weren't named before.
pub(super) fn others(parsed: &Parsed<'_>, shelf: &Shelf, from: usize, to: usize) -> Option<Aim> {
    let hit = parsed.of(Sense::Others).find(|hit| from <= hit.from && hit.from < to)?;
    if parsed.times.iter().any(|time| time.from <= hit.from && hit.from < time.to) {
        return None;
    }
    let word = |at: usize| parsed.word(at);
    let counts = |at: usize| matches!(word(at), "two" | "zwei" | "2" | "beiden" | "both" | "beide");
    let kind = parsed.named.iter().find(|named| hit.from <= named.from && named.from <= hit.to.saturating_add(1));
    let base = kind.map_or(shelf.all(), |named| named.items);
    // "The other day", "eine andere Adresse": another thing's.
    let noun = parsed.tokens.get(hit.to).is_some_and(|token| token.is_word());
    let capital = parsed.tokens.get(hit.to).is_some_and(|token| token.capital);
    let last = word(hit.to.saturating_sub(1));
    let bare = matches!(last, "rest" | "else" | "others") || OURS.contains(last) || counts(hit.to.saturating_sub(1));
    let ours = kind.is_some() || bare || OURS.contains(word(hit.to)) || counts(hit.to);
    let english = word(hit.from) == "the" || word(hit.from) == "my";
    if noun && !ours && (capital || english) {
        return None;
    }
    let (sentence_from, _) = parsed.sentence_tokens(parsed.sentence(hit.from));
    let before = |from: usize| -> Set {
        let single = parsed.named.iter().filter(|named| from <= named.from && named.to <= hit.from);
        single.filter(|named| named.items.len() == 1).map(|named| named.items).collect()
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
