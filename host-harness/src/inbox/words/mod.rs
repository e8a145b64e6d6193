//! The inbox's own words, in the reader's language. What the plugin says is the plugin's to translate.

mod codes;
mod pages;
mod sentences;
mod settings;
mod times;
mod troubles;

use crate::desk::language::Language;

/// The words in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words(Language);

impl From<Words> for Language {
    fn from(words: Words) -> Self {
        words.0
    }
}

impl Words {
    /// Of a BCP 47 tag.
    #[must_use]
    pub fn of(locale: &str) -> Self {
        Self(Language::of(locale))
    }

    /// The language.
    #[must_use]
    pub fn language(self) -> Language {
        self.0
    }

    /// Its tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.0.pick("en", "de")
    }

    fn say(self, english: String, german: String) -> String {
        self.0.pick(english, german)
    }
}
