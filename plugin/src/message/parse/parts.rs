//! Where sentences and clauses end.

use super::{Place, Time};
use crate::message::few::Few;
use crate::message::shelf::Named;
use crate::message::tokens::{Kind, Token};

/// Words that begin a clause, folded.
pub const JOINTS: Few =
    Few("and but aber und sondern or oder then dann because weil denn while wahrend also plus however sowie \
        ausserdem usserdem auserdem");

/// The number of the sentence and of the clause of each token.
pub(super) fn parts(
    text: &str,
    tokens: &[Token],
    times: &[Time],
    places: &[Place],
    named: &[Named],
    acts: &[usize],
) -> (Vec<usize>, Vec<usize>) {
    let mut held = vec![false; tokens.len()];
    let spans = times.iter().map(|time| (time.from, time.to)).chain(places.iter().map(|place| (place.from, place.to)));
    for (from, to) in spans {
        // No boundary inside, and none before the last token of it.
        for slot in held.get_mut(from..to.saturating_sub(1).max(from)).unwrap_or_default() {
            *slot = true;
        }
    }
    let (mut sentence, mut clause) = (0_usize, 0_usize);
    let (mut sentences, mut clauses) = (Vec::with_capacity(tokens.len()), Vec::with_capacity(tokens.len()));
    let (mut fresh, mut begun) = (true, 0_usize);
    for (at, token) in tokens.iter().enumerate() {
        if fresh {
            begun = at;
        }
        let joint = token.kind == Kind::Word && JOINTS.contains(token.word.as_str()) && !excepts(tokens, at);
        if joint && !fresh && !held.get(at).copied().unwrap_or_default() {
            clause = clause.saturating_add(1);
        }
        sentences.push(sentence);
        clauses.push(clause);
        fresh = false;
        if held.get(at).copied().unwrap_or_default() {
            continue;
        }
        let boundary = match boundary(text, tokens, at) {
            Boundary::Sentence if token.kind == Kind::Line && lists(tokens, at, acts) => Boundary::Clause,
            // "Cat food: 5 April" is one thing said.
            Boundary::Clause if token.is_mark(':') && labels(tokens, named, begun, at) => Boundary::None,
            other => other,
        };
        match boundary {
            Boundary::Sentence => {
                sentence = sentence.saturating_add(1);
                clause = clause.saturating_add(1);
                fresh = true;
            }
            Boundary::Clause => {
                clause = clause.saturating_add(1);
                fresh = true;
            }
            Boundary::None => {}
        }
    }
    (sentences, clauses)
}

/// "Everything but" begins no clause.
fn excepts(tokens: &[Token], at: usize) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.word.as_str());
    word(at) == "but"
        && at.checked_sub(1).is_some_and(|before| matches!(word(before), "everything" | "all" | "anything" | "nothing"))
}

/// True iff the next line is an item of a list whose items are things and no wishes of their own.
fn lists(tokens: &[Token], at: usize, acts: &[usize]) -> bool {
    let bullet =
        |at: usize| tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Mark('-' | '*' | '•' | '·')));
    let next = at.saturating_add(1);
    let end = tokens
        .iter()
        .skip(next)
        .position(|token| token.kind == Kind::Line)
        .map_or(tokens.len(), |length| next.saturating_add(length));
    bullet(next) && !acts.iter().any(|act| next <= *act && *act < end) && end.saturating_sub(next) <= 9
}

/// True iff what stands before a colon is the name of a subscription and little else.
fn labels(tokens: &[Token], named: &[Named], from: usize, at: usize) -> bool {
    let words = tokens.get(from..at).unwrap_or_default().iter().filter(|token| token.is_word()).count();
    let apart = tokens.get(at.saturating_add(1)).is_none_or(|next| next.kind == Kind::Line);
    let first = named.partition_point(|named| named.from < from);
    words <= 4 && !apart && named.get(first).is_some_and(|named| named.from < at)
}

enum Boundary {
    Sentence,
    Clause,
    None,
}

fn boundary(text: &str, tokens: &[Token], at: usize) -> Boundary {
    let Some(token) = tokens.get(at) else { return Boundary::None };
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let next = tokens.get(at.saturating_add(1));
    match token.kind {
        Kind::Mark('!' | '?' | ';') => match next {
            // "!!!" and "?!" end once.
            Some(next) if matches!(next.kind, Kind::Mark('!' | '?')) => Boundary::None,
            _ => Boundary::Sentence,
        },
        Kind::Mark('.') => {
            let apart = next.is_none_or(|next| next.start > token.end || next.kind == Kind::Line);
            let dots = next.is_some_and(|next| next.is_mark('.'));
            let number = before.is_some_and(|before| before.kind == Kind::Number);
            let short = before.is_some_and(|before| before.word.len() <= 2 && before.is_word() && !number);
            let lower = next.is_some_and(|next| next.is_word() && !next.capital && next.kind == Kind::Word);
            // "Decaf u. Katzenfutter."
            let and = before.is_some_and(|before| before.word == "u");
            if dots || and || !apart || (number && lower) || (short && lower) {
                Boundary::None
            } else {
                Boundary::Sentence
            }
        }
        Kind::Mark(',' | '(' | ')' | ':' | '&' | '+') => Boundary::Clause,
        Kind::Mark('-') => {
            let spaced = before.is_some_and(|before| before.end < token.start)
                && next.is_some_and(|next| next.start > token.end);
            if spaced { Boundary::Clause } else { Boundary::None }
        }
        Kind::Line => line_end(text, tokens, at),
        _ => Boundary::None,
    }
}

/// A line end is the end of a sentence, unless the line is one that a mail program wrapped.
fn line_end(text: &str, tokens: &[Token], at: usize) -> Boundary {
    let Some(token) = tokens.get(at) else { return Boundary::None };
    let line_start =
        text.get(..token.start).and_then(|before| before.rfind('\n')).map_or(0, |found| found.saturating_add(1));
    let length = text.get(line_start..token.start).unwrap_or_default().chars().count();
    let wrapped = length > 50
        && tokens.get(at.saturating_add(1)).is_some_and(|next| next.is_word() && (!next.capital || length > 66))
        && at
            .checked_sub(1)
            .and_then(|before| tokens.get(before))
            .is_some_and(|before| before.is_word() || before.is_mark(','));
    if wrapped { Boundary::None } else { Boundary::Sentence }
}
