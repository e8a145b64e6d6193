//! Looks words and set phrases up in every language at once, so that the grammar sees meanings instead of spellings.

use std::sync::OnceLock;

use crate::message::dates::de;
use crate::message::dates::sense::{Fixed, List, Sense};
use crate::message::dates::token::fold;
use crate::packed::{Lists, packed_lists, run};

/// What a folded word means that a language builds by rule.
type Built = fn(&str) -> Option<Sense>;

/// The languages read, in the order of their packed lists; a third is added here. English builds no words that its lists don't
/// hold.
pub(crate) const LANGUAGES: [Built; 2] = [|_| None, de::built];

/// The number of German among them.
pub(crate) const GERMAN: usize = 1;

/// The lists of a language: what each holds, and its words or phrases, with bars between them.
pub(crate) fn lists(language: usize) -> &'static [(List, &'static str)] {
    static LISTS: OnceLock<Vec<Vec<(List, &'static str)>>> = OnceLock::new();
    let all = LISTS.get_or_init(|| {
        let (mut languages, mut all) = (packed_lists(Lists::Dates), Vec::new());
        for _ in LANGUAGES {
            let (mut lists, rest) = run(languages);
            languages = rest;
            let mut own = Vec::new();
            while let Some((list, rest)) = List::read(lists) {
                let (words, rest) = run(rest);
                own.push((list, std::str::from_utf8(words).unwrap_or_default()));
                lists = rest;
            }
            all.push(own);
        }
        all
    });
    all.get(language).map(Vec::as_slice).unwrap_or_default()
}

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
        // No map: one of a kind of its own takes five kilobytes of a component.
        let mut found: Vec<(String, (Senses, Vec<Phrase>))> = Vec::new();
        let mut lexicon = Lexicon { words: Vec::new(), stems: Vec::new(), forgiven: Vec::new() };
        for n in 0..LANGUAGES.len() {
            for (list, words) in lists(n) {
                let words = words.split('|');
                match list {
                    List::Word(sense) => {
                        for word in words.map(folded) {
                            if matches!(sense, Sense::Month(_) | Sense::Weekday(_)) && word.len() >= FORGIVEN {
                                lexicon.forgiven.push((word.clone(), n, *sense));
                            }
                            let mut senses = Senses::default();
                            if let Some(slot) = senses.get_mut(n) {
                                *slot = Some(*sense);
                            }
                            found.push((word, (senses, Vec::new())));
                        }
                    }
                    List::Stem(sense) => lexicon.stems.extend(words.map(|stem| (folded(stem), n, *sense))),
                    List::Phrase(fixed) => {
                        for phrase in words {
                            let mut words = phrase.split(' ').map(folded);
                            if let Some(first) = words.next() {
                                found.push((first, (Senses::default(), vec![(words.collect(), *fixed)])));
                            }
                        }
                    }
                }
            }
        }
        crate::order::as_told(&mut found, |(word, _), (other, _)| word <= other);
        found.dedup_by(|(next, said), (word, kept)| {
            let same = next == word;
            if same {
                for (to, from) in kept.0.iter_mut().zip(said.0.iter()).filter(|(_, from)| from.is_some()) {
                    *to = *from;
                }
                kept.1.append(&mut said.1);
            }
            same
        });
        lexicon.words = found;
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
        for (slot, built) in senses.iter_mut().zip(LANGUAGES) {
            *slot = built(word);
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
