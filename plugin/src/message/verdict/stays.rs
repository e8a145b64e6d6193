//! What is said to stay as it is: a subscription that is kept, an address, and what is refused at last.

use crate::message::acts::{Act, Mood};
use crate::message::case::Case;
use crate::message::few::Few;
use crate::message::parse::Parsed;
use crate::message::reading::{Wish, deed as act_deed};
use crate::message::sense::Sense;
use crate::message::shelf::Set;

/// True iff the address that deliveries of these go to is said to stay, or another one is meant than that.
pub(super) fn stays_there(parsed: &Parsed<'_>, set: Set) -> bool {
    const HOME: Few = Few("home hause zuhause daheim house");
    const OLD: Few = Few("wrong old falschen alten alte bisherige");
    const STILL: Few = Few("still weiter weiterhin before always immer");
    const DELIVERY: Few = Few("lieferadresse lieferanschrift delivery shipping versandadresse");
    const BILLING: Few = Few("rechnungsadresse rechnungsanschrift billing");
    let all = parsed.tokens.len();
    let says = |words: &'static str| parsed.says(Few(words), 0, all);
    let mut billing = false;
    let stays = (0..all).any(|at| {
        let (from, to) = parsed.clause_tokens(parsed.clause(at));
        let keeps = || parsed.any(Sense::Keep, from, to);
        let refused = || parsed.any(Sense::Negation, from, at) && parsed.any(Sense::Change, from, at);
        let kept = || matches!(parsed.word(at.saturating_add(1)), "bleibt" | "stays" | "remains");
        // "The decaf to my office. The cat food still goes home", "the rest stays at home".
        let (sentence, _) = parsed.sentence_tokens(parsed.sentence(at));
        let near = parsed.named_in(sentence.max(at.saturating_sub(12)), to).last();
        let other = || near.is_some_and(|named| named.items.and(set).is_empty()) || parsed.any(Sense::Others, from, to);
        let word = parsed.word(at);
        billing |= BILLING.contains(word) && !keeps();
        // "Bitte alte Adresse lassen, wir bleiben, wo wir sind."
        let left = || parsed.says(Few("lassen belassen beibehalten behalten"), at, at.saturating_add(3));
        let old = OLD.contains(word) && matches!(parsed.word(at.saturating_add(1)), "adresse" | "anschrift");
        (old && left())
            || (HOME.contains(word)
                && !OLD.contains(parsed.word(at.saturating_sub(1)))
                && (parsed.says(STILL, from, to) || keeps())
                && !other())
            || (DELIVERY.contains(word) && (refused() || kept()))
    });
    stays || (billing && !says("both beide beides also auch")) || says("gift geschenk")
}

/// True iff the last that is said of one of these by name is that it is kept: "keep the decaf", "den Decaf behalten".
pub(super) fn is_kept(parsed: &Parsed<'_>, acts: &[&Act], set: Set) -> bool {
    let mut own = parsed.named.iter().filter(|named| named.items.without(set).is_empty());
    own.next_back().is_some_and(|named| {
        let clause = parsed.clause(named.from);
        let (from, to) = parsed.clause_tokens(clause);
        let keeps = |word: &str| word.starts_with("keep") || word.starts_with("behalt");
        let denied =
            [Sense::Negation, Sense::Except, Sense::Others].into_iter().any(|sense| parsed.any(sense, from, to));
        !denied && (from..to).any(|at| keeps(parsed.word(at))) && acts.iter().all(|act| act.clause != clause)
    })
}

/// True iff the last that is said of it is a no, and not a no to another subscription: "Cancel all. … Don't cancel anything."
pub(super) fn refused_last(case: &Case<'_>, wish: &Wish, set: Set) -> bool {
    let parsed = case.parsed;
    let mut own = case.acts.iter().filter(|act| act_deed(act.sense) == wish.deed && act.mood.is_ours());
    own.next_back().is_some_and(|last| {
        let (from, to) = parsed.clause_tokens(last.clause);
        // "The Blend: not cancel, I repeat, not cancel."
        let start = if parsed.named_in(from, to).is_empty() { parsed.sentence_tokens(last.sentence).0 } else { from };
        let mut named = parsed.named_in(start, to).iter();
        last.mood == Mood::Refused
            && last.sentence > wish.sentence()
            && named.all(|named| !named.items.and(set).is_empty())
    })
}
