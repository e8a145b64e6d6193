//! The customer's language and form of address: what is said to a customer, as opposed to the reader of a ticket.

use jiff::civil::Date;

use crate::contract::{Context, Message, Speaker};
use crate::l10n::{Argument, Key, Language, Texts};
use crate::manifest::FORM_OF_ADDRESS;
use crate::message::clean;
use crate::message::tokens::{Kind, tokens};

/// Small words that only one of the languages has; what both have ("an", "in", "so", "was") tells nothing.
const ENGLISH: &[&str] = &[
    "the", "and", "my", "i", "im", "to", "of", "please", "you", "your", "not", "for", "it", "is", "want", "can",
    "could", "would", "dont", "this", "that", "with", "on", "until", "have", "next", "yes", "just", "when", "what",
    "me",
];
/// The same in German, folded.
const GERMAN: &[&str] = &[
    "der", "das", "und", "ich", "ist", "nicht", "bitte", "mein", "meine", "meinen", "ein", "eine", "den", "mir", "fur",
    "auf", "wir", "sie", "zu", "mit", "bis", "vom", "mochte", "konnen", "kann", "nachste", "ja", "nein", "wann",
    "doch", "dem", "im", "am", "bin", "kein", "keine", "noch", "wie", "habe", "danke",
];

/// How a customer is spoken to.
#[derive(Debug)]
pub struct Voice<'t> {
    readers: &'t Texts,
    own: Option<Texts>,
    form: &'static str,
}

impl<'t> Voice<'t> {
    /// The voice for a message: in the language of its words, where they tell it, then of what the customer wrote before,
    /// else the reader's.
    pub fn of(ctx: &Context, readers: &'t Texts, words: &str, message: &Message) -> Self {
        let before = || {
            let turns = message.dialogue.iter().rev().filter(|turn| turn.speaker == Speaker::Customer);
            turns.take(10).find_map(|turn| language(&clean::clean(&turn.text)))
        };
        let language = language(words).or_else(before).unwrap_or(readers.language());
        let own = (language != readers.language()).then(|| Texts::new(language.tag()));
        let setting = ctx.settings.iter().find(|setting| setting.name == FORM_OF_ADDRESS);
        let du = setting.is_some_and(|setting| setting.value.trim().eq_ignore_ascii_case("du"));
        Self { readers, own, form: if du { "du" } else { "sie" } }
    }

    /// The texts in the customer's language.
    pub fn texts(&self) -> &Texts {
        self.own.as_ref().unwrap_or(self.readers)
    }

    /// A text for the customer. Every one may choose by `form`.
    pub fn say(&self, key: Key, words: &[(&'static str, Argument)]) -> String {
        let mut words = words.to_vec();
        words.push(("form", self.form.to_owned().into()));
        self.texts().with_all(key, &words)
    }

    /// A date in the customer's form.
    pub fn date(&self, date: Date) -> String {
        self.texts().date_text(date)
    }
}

/// The language that words are in; nothing when they don't tell.
fn language(words: &str) -> Option<Language> {
    let (mut english, mut german) = (0_usize, 0_usize);
    for token in tokens(words).iter().filter(|token| token.is_word()).take(2000) {
        let word = token.word.as_str();
        english = english.saturating_add(usize::from(ENGLISH.contains(&word)));
        german = german.saturating_add(usize::from(GERMAN.contains(&word)));
    }
    match english.cmp(&german) {
        std::cmp::Ordering::Less => Some(Language::German),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(Language::English),
    }
}

/// True iff words are in neither language: there are some, and hardly one of them is a small word of either.
pub fn is_of_neither(words: &str) -> bool {
    let (mut known, mut all) = (0_usize, 0_usize);
    for token in tokens(words).iter().filter(|token| token.kind == Kind::Word).take(2000) {
        let word = token.word.as_str();
        all = all.saturating_add(1);
        known = known.saturating_add(usize::from(ENGLISH.contains(&word) || GERMAN.contains(&word)));
    }
    all >= 5 && known.saturating_mul(8) <= all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_tell_the_language_and_few_words_tell_none() {
        for (words, expected) in [
            ("Please skip the next one", Some(Language::English)),
            ("Bitte die nächste überspringen", Some(Language::German)),
            ("Bitte skip my next delivery, ich bin nicht da", Some(Language::German)),
            ("2", None),
            ("Decaf Espresso", None),
            ("Prosze anulowac", None),
        ] {
            assert_eq!(language(words), expected, "{words}");
        }
    }
}
