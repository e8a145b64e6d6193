//! What words mean: tables of phrases per language, and finding them in a message.
//!
//! A table is text. A line `[cancel]` begins the phrases that mean "cancel"; phrases are separated by `;` or line ends. In
//! a phrase
//!
//! - `word` is the word itself, `word*` begins so, `*word` ends so, `*word*` has it inside,
//! - `~word` may be misspelt,
//! - `a|b` is one or the other,
//! - `?word` may be missing, `999` is a number of three digits or more,
//! - `..` is up to seven other words of the same clause, `.` exactly one.
//!
//! All of it is folded before it is compared (see [`super::tokens::fold`]).
//!
//! The build script lays the tables out, so that a call, which is always the first one of its instance, finds them ready:
//! they are looked up in where they lie (see [`super::layout`]).

use super::layout;
use super::tokens::{Kind, Token, alike};
use crate::order;
use crate::packed::run;

/// Words that a gap `..` may hold.
const GAP: usize = 7;

/// A phrase that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<S> {
    /// What it means.
    pub sense: S,
    /// Its first token.
    pub from: usize,
    /// The token after its last one.
    pub to: usize,
}

/// A table as the build script has laid it out.
#[derive(Debug, Clone, Copy)]
pub struct Lexicon<'t>(pub &'t [u8]);

impl Lexicon<'_> {
    /// Every phrase in these tokens, in order of where they begin; of one sense only the longest at each place. Senses are
    /// numbers, and those at one place are in order of them.
    pub fn find(self, tokens: &[Token]) -> Vec<Hit<u8>> {
        let mut out: Vec<Hit<u8>> = Vec::new();
        for (from, token) in tokens.iter().enumerate() {
            if !token.is_word() && !matches!(token.kind, Kind::Mark('?' | '#')) {
                continue;
            }
            let first = out.len();
            let letter = token.word.bytes().next();
            let mut sections = self.0;
            while let Some((key, rest)) = sections.split_first() {
                let (section, rest) = run(rest);
                sections = rest;
                if *key == 0 || Some(*key) == letter {
                    begun(section, tokens, from, &mut |sense, to| match out
                        .iter_mut()
                        .skip(first)
                        .find(|hit| hit.sense == sense)
                    {
                        Some(hit) => hit.to = hit.to.max(to),
                        None => out.push(Hit { sense, from, to }),
                    });
                }
            }
            order::by(out.get_mut(first..).unwrap_or_default(), |hit| hit.sense);
        }
        out
    }
}

/// The phrases of a section that begin with a token: what each means, and where it ends.
fn begun(mut section: &[u8], tokens: &[Token], from: usize, found: &mut dyn FnMut(u8, usize)) {
    let word = tokens.get(from).map_or("", |token| token.word.as_str());
    while !section.is_empty() {
        let (head, rest) = form(section);
        let (phrases, rest) = run(rest);
        section = rest;
        let whole = head == [layout::WHOLE];
        if !whole && !fits(head, word) {
            continue;
        }
        for phrase in phrases.split(|byte| *byte == layout::END) {
            let Some((sense, parts)) = phrase.split_first() else { continue };
            let at = if whole { from } else { behind(parts, tokens, from) };
            if let Some(to) = matched(parts, tokens, at) {
                found(*sense, to);
            }
        }
    }
}

/// The form that begins here, and what comes after it.
fn form(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (kind, count) = bytes.first().map_or((0, 0), |op| layout::kind_and_count(*op));
    let letters = if kind > layout::ALIKE { 0 } else { usize::from(count) };
    bytes.split_at_checked(letters.saturating_add(1)).unwrap_or_default()
}

fn fits(form: &[u8], word: &str) -> bool {
    let Some((op, own)) = form.split_first() else { return false };
    let bytes = word.as_bytes();
    match layout::kind_and_count(*op).0 {
        layout::EXACT => own == bytes,
        layout::PREFIX => bytes.starts_with(own),
        layout::SUFFIX => bytes.ends_with(own),
        layout::INSIDE => bytes.windows(own.len().max(1)).any(|part| part == own),
        layout::ALIKE => own.first() == bytes.first() && std::str::from_utf8(own).is_ok_and(|own| alike(own, word)),
        _ => *op == layout::NUMBER && bytes.len() >= 3 && bytes.iter().all(u8::is_ascii_digit),
    }
}

/// Where a phrase that begins here ends.
fn matched(parts: &[u8], tokens: &[Token], at: usize) -> Option<usize> {
    let Some((op, rest)) = parts.split_first() else { return Some(at) };
    if is_gap(parts) {
        let (least, most) = if *op == layout::ANY { (1, 1) } else { (0, GAP) };
        return (least..=most).find_map(|count| {
            let to = at.checked_add(count)?;
            if is_open(tokens.get(at..to)?) { matched(rest, tokens, to) } else { None }
        });
    }
    let (kind, count) = layout::kind_and_count(*op);
    let (count, mut rest) = match (kind, count, rest.split_first()) {
        (layout::CHOICE | layout::MAYBE, 0, Some((count, rest))) => (*count, rest),
        (layout::CHOICE | layout::MAYBE, ..) => (count, rest),
        _ => (1, parts),
    };
    let word = tokens.get(at).map_or("", |token| token.word.as_str());
    let mut taken = false;
    for _ in 0..count {
        let (own, after) = form(rest);
        taken = taken || fits(own, word);
        rest = after;
    }
    let to = if taken { matched(rest, tokens, behind(rest, tokens, at)) } else { None };
    to.or_else(|| if kind == layout::MAYBE { matched(rest, tokens, at) } else { None })
}

fn is_gap(parts: &[u8]) -> bool {
    matches!(parts.first(), Some(&(layout::ANY | layout::GAP)))
}

/// True iff these tokens may stand in a gap. It stays within its clause: a comma, a stop or a line end closes it.
fn is_open(between: &[Token]) -> bool {
    between.iter().enumerate().all(|(number, token)| {
        // The point of "19. Januar" closes nothing.
        let before = number.checked_sub(1).and_then(|before| between.get(before));
        let point = token.is_mark('.') && before.is_some_and(|before| before.kind == Kind::Number);
        point || (token.is_word() && !super::parse::JOINTS.contains(token.word.as_str()))
    })
}

/// Where a phrase goes on after a word of it.
fn behind(parts: &[u8], tokens: &[Token], at: usize) -> usize {
    let next = at.saturating_add(1);
    if parts.is_empty() || is_gap(parts) { next } else { skip_hyphen(tokens, next) }
}

/// A hyphen or comma between two words of a phrase is like a blank.
fn skip_hyphen(tokens: &[Token], at: usize) -> usize {
    let hyphen = tokens.get(at).is_some_and(|token| token.is_mark('-') || token.is_mark(','));
    let word_after = tokens.get(at.saturating_add(1)).is_some_and(Token::is_word);
    if hyphen && word_after { at.saturating_add(1) } else { at }
}

#[cfg(test)]
mod tests {
    use super::super::sense::Sense;
    use super::super::tables::{Meaning, compile};
    use super::super::tokens::tokens;
    use super::*;

    fn found(table: &str, text: &str) -> bool {
        !Lexicon(&compile(table, Meaning::Line).unwrap()).find(&tokens(text)).is_empty()
    }

    #[test]
    fn every_heading_of_a_table_is_a_sense_and_every_sense_has_phrases_in_each_language() {
        for table in [include_str!("words/en.txt"), include_str!("words/de.txt")] {
            let headings: Vec<&str> =
                table.lines().filter_map(|line| line.trim().strip_prefix('[')?.strip_suffix(']')).collect();
            let unknown: Vec<_> = headings.iter().filter(|heading| Sense::named(heading).is_none()).collect();
            assert!(unknown.is_empty(), "{unknown:?}");
            for sense in Sense::ALL {
                assert!(headings.iter().any(|heading| Sense::named(heading) == Some(*sense)), "{sense:?}");
            }
        }
    }

    #[test]
    fn the_notation_means_what_it_says() {
        for (phrase, fits, fails) in [
            ("skip", "please Skip it", "skipper"),
            ("skip*", "skipping", "askip"),
            ("*lieferung", "Kaffeelieferung", "Lieferungen"),
            ("*abo*", "Kaffeeabos", "ab"),
            ("~cancel", "cancle this", "candle"),
            ("leave|miss out", "miss out", "leave it"),
            ("new ?delivery date", "new date", "new old date"),
            ("put .. back", "put the next one back", "put it. back"),
            ("every . weeks", "every two weeks", "every weeks"),
            ("order ?# 999", "order #1045", "order 12"),
            ("un skip", "un-skip", "un then skip"),
        ] {
            assert!(found(phrase, fits), "{phrase:?} in {fits:?}");
            assert!(!found(phrase, fails), "{phrase:?} not in {fails:?}");
        }
    }
}
