//! The look-ups in the word lists of all languages: customers mix languages, so every list always counts.
//! Each word is looked up once, when the text is cut: all later questions are about bits.

use std::sync::OnceLock;

use crate::message::address::table::{Names, T};
use crate::message::address::text::Text;
use crate::order;
use crate::packed::{Lists, packed_lists, run};

impl T {
    fn bit(self) -> u64 {
        1u64.checked_shl(u32::from(self as u8)).unwrap_or(0)
    }
}

impl Names {
    /// The words and phrases of the list, with bars between them.
    pub fn words(self) -> &'static str {
        lexicon().names.get(self as usize).copied().unwrap_or_default()
    }

    /// The word is one of the list.
    #[inline(never)]
    pub fn has(self, word: &str) -> bool {
        !word.is_empty() && self.words().split('|').any(|one| one == word)
    }
}

/// What one word is: the tables it stands in by itself, and those in which it starts a longer phrase.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Tags {
    alone: u64,
    starts: u64,
}

/// All tables, as they are asked.
struct Lexicon {
    /// Every word of every table, sorted.
    words: Vec<(&'static str, Tags)>,
    /// Every phrase of several words.
    phrases: Vec<(T, &'static str)>,
    /// The endings of streets.
    endings: Vec<&'static str>,
    /// The lists of names.
    names: [&'static str; Names::ALL.len()],
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut all: Vec<(&'static str, Tags)> = Vec::with_capacity(3000);
        let (mut phrases, mut endings) = (Vec::new(), Vec::new());
        let mut names = [""; Names::ALL.len()];
        let mut lists = packed_lists(Lists::Address);
        while let Some((number, rest)) = lists.split_first() {
            let (words, rest) = run(rest);
            lists = rest;
            let (number, words) = (usize::from(*number), std::str::from_utf8(words).unwrap_or_default());
            let Some(table) = T::ALL.get(number) else {
                if let Some(slot) = number.checked_sub(T::ALL.len()).and_then(|at| names.get_mut(at)) {
                    *slot = words;
                }
                continue;
            };
            for phrase in words.split('|') {
                let bit = table.bit();
                all.push(match phrase.split_once(' ') {
                    Some((first, _)) => {
                        phrases.push((*table, phrase));
                        (first, Tags { alone: 0, starts: bit })
                    }
                    None => (phrase, Tags { alone: bit, starts: 0 }),
                });
                if *table == T::StreetSuffix {
                    endings.push(phrase);
                }
            }
        }
        for list in [Names::Countries, Names::Provinces, Names::Counties] {
            let names = names.get(list as usize).copied().unwrap_or_default();
            let first = names.split('|').filter_map(|name| name.split(' ').next());
            all.extend(first.map(|first| (first, Tags { alone: T::Region.bit(), starts: 0 })));
        }
        order::by(&mut all, |(w, _)| *w);
        all.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1.alone |= next.1.alone;
                kept.1.starts |= next.1.starts;
            }
            same
        });
        Lexicon { words: all, phrases, endings, names }
    })
}

/// Looks a word up.
pub(crate) fn tags(word: &str) -> Tags {
    let words = &lexicon().words;
    let found = words.binary_search_by_key(&word, |(w, _)| *w).ok();
    let mut tags = found.and_then(|at| words.get(at)).map(|(_, t)| *t).unwrap_or_default();
    if numbering(word) {
        tags.alone |= T::Numbering.bit();
    }
    tags
}

impl Tags {
    /// Adds whether the word is a street's name.
    pub fn street(&mut self, word: &str) {
        if self.alone & (T::Stop.bit() | T::Measure.bit()) == 0 && suffixed(word) {
            self.alone |= T::Suffixed.bit();
        }
    }
}

/// A one-word street name ("lindenstr").
fn suffixed(word: &str) -> bool {
    let last = word.as_bytes().last();
    word.len() > 4
        && lexicon().endings.iter().filter(|s| s.as_bytes().last() == last).any(|s| {
            word.strip_suffix(s)
                .is_some_and(|head| head.chars().nth(1).is_some() && head.chars().all(|c| !c.is_numeric()))
        })
}

/// "Kundennummer 123" is no street.
fn numbering(word: &str) -> bool {
    ["nummer", "number", "-nr", "-id", "bestellung", "rechnung", "auftrag", "invoice"].iter().any(|s| word.ends_with(s))
}

impl Text<'_> {
    #[inline(never)]
    fn tags(&self, i: usize) -> Tags {
        self.toks.get(i).map(|t| t.tags).unwrap_or_default()
    }

    /// The word at `i` stands in that table.
    #[inline(never)]
    pub fn has(&self, table: T, i: usize) -> bool {
        self.tags(i).alone & table.bit() != 0
    }

    /// The word at `i` stands in one of these tables, or starts a phrase of one.
    #[inline(never)]
    pub fn opens(&self, tables: impl Iterator<Item = T>, i: usize) -> bool {
        let tags = self.tags(i);
        let bits = tables.fold(0, |all, t| all | t.bit());
        (tags.alone | tags.starts) & bits != 0
    }

    /// A word of that table stands in `from..to`.
    #[inline(never)]
    pub fn any(&self, table: T, from: usize, to: usize) -> bool {
        (from..to).any(|k| self.has(table, k))
    }

    /// The longest phrase of that table that stands at `i`: the token after it.
    #[inline(never)]
    pub fn at(&self, table: T, i: usize) -> Option<usize> {
        let tags = self.tags(i);
        let alone = (tags.alone & table.bit() != 0).then(|| i.saturating_add(1));
        if tags.starts & table.bit() == 0 {
            return alone;
        }
        let phrases = lexicon().phrases.iter().filter(|(of, _)| *of == table);
        phrases.filter_map(|(_, phrase)| self.phrase(i, phrase)).max().or(alone)
    }

    /// No part of a name.
    #[inline(never)]
    pub fn stop(&self, i: usize) -> bool {
        self.tags(i).alone & (T::Stop.bit() | T::Measure.bit()) != 0
    }
}
