//! Cuts a text into words, numbers and marks, each with its meanings, so that the grammar needs no look at letters.

use crate::letters::small;
use crate::message::dates::lexicon::{self, LANGUAGES};
use crate::message::dates::sense::Sense;

/// A longer word means nothing to us; what is folded stays small.
const LONGEST: usize = 28;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    /// A run of digits; a value only up to six of them.
    Number {
        value: u32,
        digits: u8,
    },
    Mark(char),
}

/// A piece of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    /// No space before it.
    pub(crate) glued: bool,
    /// A line ends before it.
    pub(crate) line: bool,
    pub(crate) capital: bool,
    folded: (usize, usize),
    pub(crate) senses: [Option<Sense>; LANGUAGES.len()],
    /// The set phrases that begin with it.
    pub(crate) phrases: &'static [lexicon::Phrase],
}

/// A text in tokens.
pub(crate) struct Words {
    pub(crate) tokens: Vec<Token>,
    folded: String,
}

/// Lower case without umlauts, so that "nächste", "naechste" and "nachste" are one spelling.
pub(crate) fn fold(word: &str, into: &mut String) {
    let mut vowel = false;
    for c in word.chars() {
        let plain = match c {
            '\u{300}'..='\u{36f}' => continue,
            'ä' | 'Ä' => 'a',
            'ö' | 'Ö' => 'o',
            'ü' | 'Ü' => 'u',
            'ß' => {
                into.push('s');
                's'
            }
            'e' | 'E' if vowel => {
                vowel = false;
                continue;
            }
            _ => small(c),
        };
        vowel = matches!(c, 'a' | 'A' | 'o' | 'O' | 'u' | 'U');
        into.push(plain);
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʼ')
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&c)
}

impl Words {
    /// The tokens of `text`.
    pub(crate) fn read(text: &str) -> Words {
        let mut words = Words { tokens: Vec::new(), folded: String::new() };
        let mut chars = text.char_indices().peekable();
        let (mut glued, mut line) = (false, true);
        while let Some((start, first)) = chars.next() {
            if first.is_whitespace() || matches!(first, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}') {
                line |= first == '\n';
                glued = false;
                continue;
            }
            let mut end = start.saturating_add(first.len_utf8());
            let mut take = |keep: &dyn Fn(char) -> bool| {
                while let Some((at, c)) = chars.next_if(|&(_, c)| keep(c)) {
                    end = at.saturating_add(c.len_utf8());
                }
                end
            };
            let kind = if first.is_ascii_digit() {
                let end = take(&|c| c.is_ascii_digit());
                let digits = end.saturating_sub(start);
                let value = if digits <= 6 { text.get(start..end).and_then(|d| d.parse().ok()) } else { None };
                Kind::Number { value: value.unwrap_or(u32::MAX), digits: u8::try_from(digits).unwrap_or(u8::MAX) }
            } else if is_letter(first) {
                take(&is_letter);
                Kind::Word
            } else {
                Kind::Mark(first)
            };
            words.push(
                text,
                Token {
                    start,
                    end,
                    kind,
                    glued,
                    line,
                    capital: first.is_uppercase(),
                    folded: (0, 0),
                    senses: [None; LANGUAGES.len()],
                    phrases: &[],
                },
            );
            (glued, line) = (true, false);
        }
        words
    }

    /// Adds a token with its meanings; a genitive's "'s" is part of the word before it.
    fn push(&mut self, text: &str, mut token: Token) {
        let spelling = text.get(token.start..token.end).unwrap_or_default();
        if token.kind == Kind::Word && spelling.len() <= LONGEST {
            if token.glued && matches!(spelling, "s" | "S") {
                let count = self.tokens.len();
                let mark =
                    self.tokens.last().is_some_and(|t| t.glued && matches!(t.kind, Kind::Mark(c) if is_apostrophe(c)));
                if mark && count.checked_sub(2).and_then(|i| self.tokens.get(i)).is_some_and(|t| t.kind == Kind::Word) {
                    self.tokens.pop();
                    if let Some(owner) = self.tokens.last_mut() {
                        owner.end = token.end;
                    }
                    return;
                }
            }
            let start = self.folded.len();
            fold(spelling, &mut self.folded);
            token.folded = (start, self.folded.len());
            let word = self.folded.get(start..).unwrap_or_default();
            (token.senses, token.phrases) = lexicon::get().look(word);
        } else if let Kind::Number { digits: 1 | 2, .. } = token.kind {
            // Set phrases hold numbers too ("1. Weihnachtstag").
            let start = self.folded.len();
            self.folded.push_str(spelling);
            token.folded = (start, self.folded.len());
            token.phrases = lexicon::get().look(spelling).1;
        } else if let Kind::Mark('€' | '$' | '£' | '%' | '°') = token.kind {
            token.senses = [Some(Sense::Measure); LANGUAGES.len()];
        }
        self.tokens.push(token);
    }

    /// The folded spelling of a word, empty for anything else.
    pub(crate) fn folded(&self, i: usize) -> &str {
        self.tokens.get(i).and_then(|t| self.folded.get(t.folded.0..t.folded.1)).unwrap_or_default()
    }
}
