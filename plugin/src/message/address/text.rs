//! Cuts a message into words, numbers and marks, so that the grammar never touches bytes of hostile text.

use crate::letters::small;
use crate::message::address::words::{Tags, tags};

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Starts with a letter; may hold digits, hyphens and apostrophes.
    Word,
    /// Starts with a digit: `12`, `12a`, `5/2/7`, `62704-1234`.
    Num,
    /// A number that can be no part of an address: a date, a time, a price, `#1234`.
    Other,
    /// A phone number in the international form.
    Phone,
    /// Any other visible character.
    Punct(char),
    /// The end of a line.
    Line,
}

#[derive(Debug)]
pub(crate) struct Tok {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    /// Lower case, `ß` as `ss`, `’` as `'`: what the tables are written in.
    pub low: String,
    pub cap: bool,
    /// The tables its word stands in.
    pub tags: Tags,
    /// A number stands at it or not far behind it: without one there is neither a street nor a postcode.
    pub near_number: bool,
}

/// How far ahead of its numbers an address may begin, in tokens.
const AHEAD: usize = 14;

pub(crate) struct Text<'a> {
    pub src: &'a str,
    pub toks: Vec<Tok>,
}

impl<'a> Text<'a> {
    pub fn new(src: &'a str) -> Self {
        let mut toks = Vec::new();
        let mut pos = 0;
        while let Some(c) = char_at(src, pos) {
            let next = pos.saturating_add(c.len_utf8());
            let (kind, end) = match c {
                '\n' => (Kind::Line, next),
                _ if c.is_whitespace() || c.is_control() || c == '\u{200b}' || c == '\u{feff}' => {
                    pos = next;
                    continue;
                }
                _ if c.is_ascii_digit() => number(src, pos),
                _ if c.is_alphanumeric() => (Kind::Word, word(src, pos)),
                '+' if phone(src, pos).is_some() => (Kind::Phone, phone(src, pos).unwrap_or(next)),
                '#' | '€' | '$' | '£' if char_at(src, next).is_some_and(|d| d.is_ascii_digit()) => {
                    (Kind::Other, number(src, next).1)
                }
                _ => (Kind::Punct(c), next),
            };
            let raw = src.get(pos..end).unwrap_or_default();
            let low = match kind {
                Kind::Word => lower(raw),
                Kind::Num | Kind::Other => crate::text::lower(raw),
                _ => String::new(),
            };
            let tags = if kind == Kind::Word { tags(&low) } else { Tags::default() };
            toks.push(Tok { start: pos, end, kind, low, cap: c.is_uppercase(), tags, near_number: false });
            pos = end;
        }
        let mut left = 0usize;
        for tok in toks.iter_mut().rev() {
            let number = tok.low.bytes().any(|b| b.is_ascii_digit());
            left = if number { AHEAD } else { left.saturating_sub(1) };
            tok.near_number = left > 0;
            if left > AHEAD.saturating_sub(5) {
                tok.tags.street(&tok.low);
            }
        }
        Text { src, toks }
    }

    #[inline(never)]
    pub fn near_number(&self, i: usize) -> bool {
        self.toks.get(i).is_some_and(|t| t.near_number)
    }

    pub fn len(&self) -> usize {
        self.toks.len()
    }

    #[inline(never)]
    pub fn kind(&self, i: usize) -> Option<Kind> {
        self.toks.get(i).map(|t| t.kind)
    }

    /// The word or number at `i` in lower case; empty for everything else.
    #[inline(never)]
    pub fn low(&self, i: usize) -> &str {
        self.toks.get(i).map_or("", |t| t.low.as_str())
    }

    #[inline(never)]
    pub fn is_word(&self, i: usize) -> bool {
        self.kind(i) == Some(Kind::Word)
    }

    #[inline(never)]
    pub fn is_num(&self, i: usize) -> bool {
        self.kind(i) == Some(Kind::Num)
    }

    #[inline(never)]
    pub fn is_line(&self, i: usize) -> bool {
        self.kind(i) == Some(Kind::Line)
    }

    #[inline(never)]
    pub fn is(&self, i: usize, c: char) -> bool {
        self.kind(i) == Some(Kind::Punct(c))
    }

    /// A word written with a capital.
    #[inline(never)]
    pub fn cap(&self, i: usize) -> bool {
        self.is_word(i) && self.toks.get(i).is_some_and(|t| t.cap)
    }

    #[inline(never)]
    pub fn raw(&self, i: usize) -> &'a str {
        self.slice(i, i.saturating_add(1))
    }

    /// The customer's own text of the tokens `from..to`.
    #[inline(never)]
    pub fn slice(&self, from: usize, to: usize) -> &'a str {
        let Some(last) = to.checked_sub(1) else { return "" };
        match (self.toks.get(from), self.toks.get(last)) {
            (Some(a), Some(b)) => self.src.get(a.start..b.end).unwrap_or_default(),
            _ => "",
        }
    }

    /// Nothing but space, a mark or the end of the line or text follows the token before `i`.
    #[inline(never)]
    pub fn ends(&self, i: usize) -> bool {
        match self.kind(i) {
            None | Some(Kind::Line) => true,
            Some(Kind::Punct(c)) => !matches!(c, '/' | '&' | '\'' | '’' | '@' | '%' | '€' | '$' | '£'),
            _ => false,
        }
    }

    /// The words of `phrase` stand at `i`: the token after them.
    pub fn phrase(&self, i: usize, phrase: &str) -> Option<usize> {
        let mut at = i;
        for word in phrase.split(' ') {
            if self.low(at) != word {
                return None;
            }
            at = at.saturating_add(1);
        }
        Some(at)
    }

    /// The longest of the `phrases` (`"north carolina|ohio"`) that stands at `i`.
    pub fn any_phrase(&self, i: usize, phrases: &str) -> Option<usize> {
        phrases.split('|').filter_map(|p| self.phrase(i, p)).max()
    }
}

/// The word is one of the list (`"north south"`).
#[inline(never)]
pub(crate) fn listed(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split(' ').any(|one| one == word)
}

fn char_at(src: &str, pos: usize) -> Option<char> {
    src.get(pos..)?.chars().next()
}

fn lower(raw: &str) -> String {
    if raw.is_ascii() {
        return raw.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            'ß' | 'ẞ' => out.push_str("ss"),
            '’' | '‘' | '´' | '`' => out.push('\''),
            '–' | '‑' => out.push('-'),
            _ => out.push(small(c)),
        }
    }
    out
}

fn word(src: &str, start: usize) -> usize {
    let mut pos = start;
    let mut letters = 0usize;
    while let Some(c) = char_at(src, pos) {
        let next = pos.saturating_add(c.len_utf8());
        let after = char_at(src, next);
        // A house number glued to a long word ("Hauptstraße12") is a token of its own.
        if c.is_ascii_digit() && letters >= 5 {
            break;
        }
        let inner = matches!(c, '-' | '\'' | '’' | '´' | '‑') && after.is_some_and(char::is_alphanumeric);
        let care = c == '/' && matches!(src.get(start..pos), Some("c" | "C")) && matches!(after, Some('o' | 'O'));
        // "Dr.-Karl-Renner-Ring"
        let hyphen = next.saturating_add(1);
        let dotted = c == '.' && after == Some('-') && char_at(src, hyphen).is_some_and(char::is_alphabetic);
        // Combining marks belong to their letter.
        let mark = ('\u{300}'..='\u{36f}').contains(&c);
        if !(c.is_alphanumeric() || inner || care || mark || dotted) {
            break;
        }
        letters = if c.is_alphabetic() { letters.saturating_add(1) } else { 0 };
        pos = next;
    }
    pos
}

fn number(src: &str, start: usize) -> (Kind, usize) {
    let mut pos = start;
    let mut kind = Kind::Num;
    while let Some(c) = char_at(src, pos) {
        let next = pos.saturating_add(c.len_utf8());
        let after = char_at(src, next).is_some_and(|d| d.is_ascii_digit());
        if c.is_alphanumeric() || (matches!(c, '-' | '/' | '–' | '‑') && after) {
        } else if after && (matches!(c, '.' | ':') || (c == ',' && decimals(src, next))) {
            kind = Kind::Other;
        } else {
            break;
        }
        pos = next;
    }
    (kind, pos)
}

/// "29,90" is a price; "12,10969" is a house number and a postcode.
fn decimals(src: &str, pos: usize) -> bool {
    let digits = src.get(pos..).map_or(0, |s| s.chars().take(5).take_while(char::is_ascii_digit).count());
    digits <= 3 && digits > 0
}

fn phone(src: &str, start: usize) -> Option<usize> {
    let mut digits = 0u8;
    let mut end = start;
    let rest = src.get(start..)?;
    for (at, c) in rest.char_indices().take(26) {
        if c.is_ascii_digit() {
            digits = digits.saturating_add(1);
            end = start.saturating_add(at).saturating_add(1);
        } else if !matches!(c, '+' | ' ' | '-' | '(' | ')' | '/' | '.' | '\u{a0}') || (c == '+' && at > 0) {
            break;
        }
    }
    (digits >= 7).then_some(end)
}
