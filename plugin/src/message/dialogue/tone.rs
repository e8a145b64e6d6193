//! How an answer is said: as a yes, as a no, or as neither; and which of its words are meant as they stand.

use crate::message::few::Few;
use crate::message::parse::Parsed;
use crate::message::sense::Sense;

/// What an answer is to whether something is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Yes, and nothing that speaks against it.
    Yes,
    /// No.
    No,
    /// Neither: it is left open, says both, or speaks of something else.
    Open,
}

/// How an answer is meant. "I'm not sure", "ok, I'll think about it" and "yes, if it's free" are neither; "no, that's fine" and
/// "absolutely not" are no.
pub fn tone(parsed: &Parsed<'_>) -> Tone {
    let first = |senses: &[Sense]| senses.iter().filter_map(|sense| parsed.of(*sense).next()).map(|hit| hit.from).min();
    if is_open(parsed, 0, parsed.tokens.len()) {
        return Tone::Open;
    }
    let denied = |at: usize| {
        let beside = [Sense::No, Sense::Negation].into_iter().flat_map(|sense| parsed.of(sense));
        beside.into_iter().any(|not| at <= not.from && parsed.word_count(at, not.from) <= 1)
    };
    match (first(&[Sense::Yes]), first(&[Sense::No, Sense::Negation])) {
        (Some(yes), None) if !parsed.hears(&[Sense::Keep]) && !is_limited(parsed, yes) => Tone::Yes,
        (None, Some(_)) => Tone::No,
        // "No, that's fine", and "absolutely not".
        (Some(yes), Some(no)) if no <= yes || denied(yes) => Tone::No,
        _ => Tone::Open,
    }
}

/// "Ja, aber erst die übernächste", "sure, but from January", "ja? was kostet das": a yes to something else than was asked.
#[inline(never)]
fn is_limited(parsed: &Parsed<'_>, yes: usize) -> bool {
    let all = parsed.tokens.len();
    let asks = parsed.between(yes, yes.saturating_add(2)).iter().any(|token| token.is_mark('?'));
    let but = (yes..all).find(|at| matches!(parsed.word(*at), "but" | "aber"));
    let limits = |at: usize| parsed.says(Few("erst only from after ab nach later spater ubernachste"), at, all);
    (asks && parsed.word_count(yes, all) > 1) || but.is_some_and(limits)
}

/// True iff something between two tokens is left open: not known, not settled, under a condition.
pub fn is_open(parsed: &Parsed<'_>, from: usize, to: usize) -> bool {
    let polite = |at: usize| parsed.of(Sense::IfPolite).any(|polite| polite.from <= at && at < polite.to);
    let hits = || parsed.hits_in(from, to).iter();
    hits().any(|hit| matches!(hit.sense, Sense::Maybe | Sense::Unsettled))
        || hits().any(|hit| hit.sense == Sense::If && !polite(hit.from))
}

/// True iff what stands at a token is said as an answer: nothing in its clause denies it, keeps it, leaves it open or is away,
/// and its sentence asks for nothing.
pub fn is_meant(parsed: &Parsed<'_>, at: usize) -> bool {
    const AGAINST: &[Sense] = &[Sense::Negation, Sense::No, Sense::Keep, Sense::Except, Sense::Away, Sense::Third];
    const ASKED: &[Sense] = &[Sense::When, Sense::Price, Sense::Where, Sense::How, Sense::Status];
    let (from, to) = parsed.clause_tokens(parsed.clause(at));
    // "Just the soap, I need the tea."
    let against = parsed.hits_in(from, to).iter().any(|hit| AGAINST.contains(&hit.sense))
        || parsed.says(Few("need brauche brauch brauchen"), from, to);
    let (first, last) = parsed.sentence_tokens(parsed.sentence(at));
    let marked = parsed.between(first, last).iter().any(|token| token.is_mark('?'));
    let asked = marked && parsed.hits_in(first, last).iter().any(|hit| ASKED.contains(&hit.sense));
    !against && !asked && !is_open(parsed, from, to)
}
