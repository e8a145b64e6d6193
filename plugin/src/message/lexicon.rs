//! What words mean: tables of phrases per language, and finding them in a message.
//!
//! A table is text. A line `[cancel]` begins the phrases that mean "cancel"; phrases are separated by `;` or line ends. In
//! a phrase
//!
//! - `word` is the word itself, `word*` begins so, `*word` ends so, `*word*` has it inside,
//! - `~word` may be misspelt,
//! - `a|b` is one or the other,
//! - `?word` may be missing, `999` is a number of three digits or more,
//! - `..` is up to seven other words of the same sentence, `.` exactly one.
//!
//! All of it is folded before it is compared (see [`super::tokens::fold`]).

use super::tokens::{Kind, Token, alike, fold};
use crate::order;

/// Words that a gap `..` may hold.
const GAP: usize = 7;

#[derive(Debug, Clone)]
enum Form {
    Exact(String),
    Prefix(String),
    Suffix(String),
    Inside(String),
    Alike(String),
    Number,
}

impl Form {
    fn read(text: &str) -> Self {
        if text == "999" {
            return Self::Number;
        }
        if let Some(word) = text.strip_prefix('~') {
            return Self::Alike(fold(word));
        }
        match (text.strip_prefix('*'), text.strip_suffix('*')) {
            (Some(rest), Some(_)) => Self::Inside(fold(rest.trim_end_matches('*'))),
            (Some(rest), None) => Self::Suffix(fold(rest)),
            (None, Some(rest)) => Self::Prefix(fold(rest)),
            (None, None) => Self::Exact(fold(text)),
        }
    }

    fn fits(&self, word: &str) -> bool {
        match self {
            Self::Exact(own) => own == word,
            Self::Prefix(own) => word.starts_with(own.as_str()),
            Self::Suffix(own) => word.ends_with(own.as_str()),
            Self::Inside(own) => word.contains(own.as_str()),
            Self::Alike(own) => alike(own, word),
            Self::Number => word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_digit()),
        }
    }

    /// The letter it begins with, if that is known.
    fn first(&self) -> Option<char> {
        match self {
            Self::Exact(own) | Self::Prefix(own) | Self::Alike(own) => own.chars().next(),
            Self::Suffix(_) | Self::Inside(_) | Self::Number => None,
        }
    }
}

#[derive(Debug, Clone)]
enum Part {
    /// One of these words; whether it may be missing.
    Word(Vec<Form>, bool),
    /// Up to so many others, at least the first number.
    Gap(usize, usize),
}

/// A phrase and what it means.
#[derive(Debug, Clone)]
struct Phrase<S> {
    sense: S,
    parts: Vec<Part>,
}

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

/// A language's tables, ready to be looked up in.
#[derive(Debug)]
pub struct Lexicon<S> {
    /// By the letter they begin with, in order of it.
    by_letter: Vec<(char, Vec<Phrase<S>>)>,
    others: Vec<Phrase<S>>,
}

impl<S: Copy + Ord> Lexicon<S> {
    /// Reads a table. A heading that `sense` doesn't know, and phrases before the first heading, are left out; a test sees
    /// to it that there are none.
    pub fn read(table: &str, sense: impl Fn(&str) -> Option<S>) -> Self {
        let mut out = Self { by_letter: Vec::new(), others: Vec::new() };
        let mut current = None;
        for line in table.lines() {
            let line = line.trim();
            if line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                current = sense(name);
                continue;
            }
            let Some(sense) = current else { continue };
            for phrase in line.split(';').map(str::trim).filter(|phrase| !phrase.is_empty()) {
                out.add(sense, phrase);
            }
        }
        out
    }

    fn add(&mut self, sense: S, phrase: &str) {
        let part = |word: &str| match word {
            ".." => Part::Gap(0, GAP),
            "." => Part::Gap(1, 1),
            _ => {
                let optional = word.split('|').any(|word| word.starts_with('?') && word.len() > 1);
                let forms = word
                    .split('|')
                    .map(|word| Form::read(if word.len() > 1 { word.trim_start_matches('?') } else { word }));
                Part::Word(forms.collect(), optional)
            }
        };
        let phrase = Phrase { sense, parts: phrase.split_whitespace().map(part).collect() };
        let letters: Option<Vec<char>> = match phrase.parts.first() {
            Some(Part::Word(forms, false)) => forms.iter().map(Form::first).collect(),
            _ => None,
        };
        match letters {
            Some(mut letters) => {
                crate::order::by(&mut letters, |letter| *letter);
                letters.dedup();
                for letter in letters {
                    let place = self.place(letter).unwrap_or_else(|place| {
                        self.by_letter.insert(place, (letter, Vec::new()));
                        place
                    });
                    if let Some((_, phrases)) = self.by_letter.get_mut(place) {
                        phrases.push(phrase.clone());
                    }
                }
            }
            None => self.others.push(phrase),
        }
    }

    fn place(&self, letter: char) -> Result<usize, usize> {
        self.by_letter.binary_search_by_key(&letter, |(own, _)| *own)
    }

    /// Every phrase in these tokens, in order of where they begin; of one sense only the longest at each place.
    pub fn find(&self, tokens: &[Token]) -> Vec<Hit<S>> {
        let mut out: Vec<Hit<S>> = Vec::new();
        for (from, token) in tokens.iter().enumerate() {
            if !token.is_word() && !matches!(token.kind, Kind::Mark('?' | '#')) {
                continue;
            }
            let letter = token.word.chars().next().unwrap_or(' ');
            let own = self.place(letter).ok().and_then(|place| self.by_letter.get(place));
            let own = own.map(|(_, phrases)| phrases.as_slice()).unwrap_or_default();
            let first = out.len();
            for phrase in own.iter().chain(&self.others) {
                if let Some(to) = matched(&phrase.parts, tokens, from) {
                    let sense = phrase.sense;
                    match out.iter_mut().skip(first).find(|hit| hit.sense == sense) {
                        Some(hit) => hit.to = hit.to.max(to),
                        None => out.push(Hit { sense, from, to }),
                    }
                }
            }
            order::by(out.get_mut(first..).unwrap_or_default(), |hit| hit.sense);
        }
        out
    }
}

/// Where a phrase that begins here ends.
fn matched(parts: &[Part], tokens: &[Token], at: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    match part {
        Part::Word(forms, optional) => {
            let fits = tokens.get(at).is_some_and(|token| forms.iter().any(|form| form.fits(&token.word)));
            let next = at.saturating_add(1);
            let before_word = matches!(rest.first(), Some(Part::Word(..)));
            let next = if before_word { skip_hyphen(tokens, next) } else { next };
            let taken = if fits { matched(rest, tokens, next) } else { None };
            taken.or_else(|| if *optional { matched(rest, tokens, at) } else { None })
        }
        Part::Gap(least, most) => (*least..=*most).find_map(|count| {
            let between = tokens.get(at..at.checked_add(count)?)?;
            // A gap stays within its clause: a comma, a stop or a line end closes it.
            let open = between.iter().enumerate().all(|(number, token)| {
                // The point of "19. Januar" closes nothing.
                let point = token.is_mark('.')
                    && number > 0
                    && between.get(number.saturating_sub(1)).is_some_and(|before| before.kind == Kind::Number);
                point || (token.is_word() && !super::parse::JOINTS.contains(&token.word.as_str()))
            });
            if open { matched(rest, tokens, at.checked_add(count)?) } else { None }
        }),
    }
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
    use super::super::tokens::tokens;
    use super::*;

    fn found(table: &str, text: &str) -> bool {
        !Lexicon::read(table, |_| Some(())).find(&tokens(text)).is_empty()
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
            let table = format!("[x]\n{phrase}");
            assert!(found(&table, fits), "{phrase:?} in {fits:?}");
            assert!(!found(&table, fails), "{phrase:?} not in {fails:?}");
        }
    }
}
