//! What the form of a verb says: a participle tells of what was, an infinitive or an imperative asks for something.

use crate::message::few::Few;
use crate::message::lexicon::Hit;
use crate::message::parse::Parsed;
use crate::message::sense::Sense;

/// An English participle without "be" or the like before it tells what was: "went in and skipped it".
pub(super) fn participle(parsed: &Parsed<'_>, hit: &Hit<Sense>) -> bool {
    const HELPERS: Few =
        Few("be been get want need have like having being it that them this is my one both all everything delivery \
        subscription coffee please pls gets date");
    let first = parsed.word(hit.from);
    let last = parsed.word(hit.to.saturating_sub(1));
    if german_participle(last) || german_participle(first) && hit.to.saturating_sub(hit.from) <= 2 {
        const BEHIND: Few = Few("habe hab haben habt hatte hatten hat wurde wurden war waren worden gewesen bin bist");
        const AHEAD: Few =
            Few("soll sollen sollte kann konnt konnen werden bitte wird muss darf betrachten gern gerne mochte will");
        let (from, to) = parsed.sentence_tokens(parsed.sentence(hit.from));
        let words = || parsed.between(from, to).iter().map(|token| token.word.as_str());
        return words().any(|word| BEHIND.contains(word)) && !words().any(|word| AHEAD.contains(word));
    }
    if hit.to.saturating_sub(hit.from) > 2 || !first.ends_with("ed") || first.len() < 5 {
        return false;
    }
    let (clause_from, clause_to) = parsed.clause_tokens(parsed.clause(hit.from));
    if parsed.any(Sense::Polite, clause_from, clause_to) {
        return false;
    }
    let before = parsed.between(hit.from.saturating_sub(3), hit.from);
    // "The coffee delivery I'd skipped."
    if before.last().is_some_and(|token| matches!(token.word.as_str(), "id" | "ive" | "wed" | "weve" | "i" | "we")) {
        return true;
    }
    !before.is_empty() && !before.iter().any(|token| HELPERS.contains(token.word.as_str()) || !token.is_word())
}

/// "gekündigt", "übersprungen" and their like, folded.
fn german_participle(word: &str) -> bool {
    const LIKE: Few =
        Few("storniert pausiert verschoben verlegt ubersprungen abbestellt beendet cancelt reaktiviert skippt");
    (word.starts_with("ge") && word.ends_with('t') && word.len() > 6)
        || LIKE.contains(word)
        || [
            "gekundigt",
            "ausgesetzt",
            "ausgelassen",
            "abgestellt",
            "angehalten",
            "umgestellt",
            "vorgezogen",
            "abgemeldet",
        ]
        .contains(&word)
}

/// A German infinitive at the end of its clause asks for it: "den Decaf kündigen".
pub(super) fn infinitive(parsed: &Parsed<'_>, hit: &Hit<Sense>, clause_to: usize) -> bool {
    let last = hit.to.checked_sub(1).and_then(|last| parsed.tokens.get(last)).map_or("", |token| token.word.as_str());
    last.ends_with("en") && parsed.word_count(hit.to, clause_to) <= 1
}

/// True iff the act is the first thing said in its clause, a greeting aside.
pub(super) fn imperative(parsed: &Parsed<'_>, hit: &Hit<Sense>, from: usize) -> bool {
    let clause_from = parsed.clause_tokens(parsed.clause(hit.from)).0;
    parsed.word_count(clause_from.max(from), hit.from) <= 1
}

/// True iff a "not" is one of not forgetting: "don't forget to skip it", "vergesst nicht, sie zu überspringen".
pub(super) fn reminds(parsed: &Parsed<'_>, not: usize) -> bool {
    const FORGET: Few = Few("forget vergesst vergiss vergessen");
    let near = [not.checked_sub(2), not.checked_sub(1), not.checked_add(1)];
    near.into_iter().flatten().any(|at| FORGET.contains(parsed.word(at)))
}
