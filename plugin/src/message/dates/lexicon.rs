//! Looks words and set phrases up in every language at once, so that the grammar sees meanings instead of spellings.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::message::dates::sense::{Fixed, Language, Sense};
use crate::message::dates::token::fold;
use crate::message::dates::{de, en};

/// The languages read; a third is added here.
pub(crate) const LANGUAGES: [&Language; 2] = [&en::LANGUAGE, &de::LANGUAGE];

/// Shorter words have too many neighbours to forgive a typo.
const FORGIVEN: usize = 6;

/// The words of a set phrase after its first, and its meaning.
pub(crate) type Phrase = (Vec<String>, Fixed);

type Senses = [Option<Sense>; LANGUAGES.len()];

/// The tables in folded spelling.
pub(crate) struct Lexicon {
    /// By word, in order: what it means, and the set phrases that begin with it, the other words of each and the meaning.
    words: Vec<(String, (Senses, Vec<Phrase>))>,
    stems: Vec<(String, usize, Sense)>,
    /// Words of six letters and more that are found in spite of a typo.
    forgiven: Vec<(String, usize, Sense)>,
}

fn folded(word: &str) -> String {
    let mut text = String::new();
    fold(word, &mut text);
    text
}

/// The lexicon, built once.
pub(crate) fn get() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut found: BTreeMap<String, (Senses, Vec<Phrase>)> = BTreeMap::new();
        let mut lexicon = Lexicon { words: Vec::new(), stems: Vec::new(), forgiven: Vec::new() };
        for (n, language) in LANGUAGES.iter().enumerate() {
            for (sense, words) in language.words {
                for word in words.split(' ').map(folded) {
                    if matches!(sense, Sense::Month(_) | Sense::Weekday(_)) && word.len() >= FORGIVEN {
                        lexicon.forgiven.push((word.clone(), n, *sense));
                    }
                    if let Some(slot) = found.entry(word).or_default().0.get_mut(n) {
                        *slot = Some(*sense);
                    }
                }
            }
            for (sense, stems) in language.stems {
                lexicon.stems.extend(stems.split(' ').map(|stem| (folded(stem), n, *sense)));
            }
            for (fixed, phrases) in language.phrases {
                for phrase in phrases.split('|') {
                    let mut words = phrase.split(' ').map(folded);
                    if let Some(first) = words.next() {
                        found.entry(first).or_default().1.push((words.collect(), *fixed));
                    }
                }
            }
        }
        lexicon.words.extend(found);
        lexicon
    })
}

impl Lexicon {
    /// What a folded word means, by language, and the set phrases that begin with it.
    pub(crate) fn look(&self, word: &str) -> (Senses, &[Phrase]) {
        let at = self.words.binary_search_by(|(known, _)| known.as_str().cmp(word)).ok();
        match at.and_then(|at| self.words.get(at)) {
            // A word that only begins a phrase has no meaning by itself yet.
            Some((_, (senses, phrases))) if senses.iter().any(Option::is_some) => (*senses, phrases),
            Some((_, (_, phrases))) => (self.made(word), phrases),
            None => (self.made(word), &[]),
        }
    }

    /// What a word means that no table holds.
    fn made(&self, word: &str) -> Senses {
        let mut senses = [None; LANGUAGES.len()];
        let mut any = false;
        for (slot, language) in senses.iter_mut().zip(LANGUAGES) {
            *slot = (language.built)(word);
            any |= slot.is_some();
        }
        let stem = |(_, n, sense): &(String, usize, Sense), senses: &mut Senses| {
            if let Some(slot) = senses.get_mut(*n) {
                *slot = Some(*sense);
            }
        };
        if !any
            && let Some(found) = self.stems.iter().find(|(stem, _, _)| {
                stem.as_bytes().first() == word.as_bytes().first() && word.starts_with(stem.as_str())
            })
        {
            stem(found, &mut senses);
            any = true;
        }
        if !any
            && word.len() >= FORGIVEN.saturating_sub(1)
            && let Some(found) = self.forgiven.iter().find(|(right, _, _)| is_typo(word.as_bytes(), right.as_bytes()))
        {
            stem(found, &mut senses);
        }
        senses
    }
}

/// One letter wrong, missing, added or swapped with its neighbour; the first letter is right.
fn is_typo(word: &[u8], right: &[u8]) -> bool {
    if word.first() != right.first() || word.len().abs_diff(right.len()) > 1 {
        return false;
    }
    let same = word.iter().zip(right).take_while(|(a, b)| a == b).count();
    let rest = |text: &[u8], skip: usize| -> Vec<u8> { text.iter().skip(same.saturating_add(skip)).copied().collect() };
    let (wrong, good) = (rest(word, 0), rest(right, 0));
    match word.len().cmp(&right.len()) {
        std::cmp::Ordering::Less => wrong == rest(right, 1),
        std::cmp::Ordering::Greater => rest(word, 1) == good,
        std::cmp::Ordering::Equal => {
            rest(word, 1) == rest(right, 1)
                || (rest(word, 2) == rest(right, 2) && wrong.first() == good.get(1) && wrong.get(1) == good.first())
        }
    }
}
