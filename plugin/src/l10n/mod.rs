//! Everything this plugin says, in English and German, out of `locales/*.ftl`.

mod catalogue;
mod format;
mod keys;
mod numbers;

use std::sync::OnceLock;

pub use catalogue::Argument;
use catalogue::Catalogue;
pub use keys::Key;
use numbers::Numbers;

use crate::packed::{packed, run};

/// The languages, the fallback first.
pub const LANGUAGES: [Language; 2] = [Language::English, Language::German];

/// A language this plugin speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// The fallback.
    English,
    /// German.
    German,
}

impl Language {
    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The plural category of a count, as CLDR has it for both languages. A library brings the rules of every language,
    /// 10 kB of them; a test compares this with one.
    pub const fn plural(self, count: u64) -> &'static str {
        match (self, count) {
            (Self::English | Self::German, 1) => "one",
            (Self::English | Self::German, _) => "other",
        }
    }

    /// The messages, each a run.
    fn messages(self) -> &'static [u8] {
        let [english, german, ..] = texts();
        match self {
            Self::English => english,
            Self::German => german,
        }
    }
}

/// The messages of both languages, the names of all, and how numbers are written; packed as one, as each says much of what the others say.
fn texts() -> [&'static [u8]; 4] {
    let (english, rest) = run(packed!("texts").bytes());
    let (german, rest) = run(rest);
    let (names, rest) = run(rest);
    [english, german, names, run(rest).0]
}

impl Key {
    /// The key as the translation files write it.
    pub fn id(self) -> &'static str {
        static IDS: OnceLock<Vec<&str>> = OnceLock::new();
        let packed = || std::str::from_utf8(texts()[2]).unwrap_or_default();
        let ids = IDS.get_or_init(|| packed().split('|').collect());
        ids.get(self as usize).copied().unwrap_or_default()
    }
}

/// The messages of one reader's language.
#[derive(Debug)]
pub struct Texts {
    language: Language,
    catalogue: Catalogue,
    numbers: Numbers,
}

impl Texts {
    /// The messages for a BCP 47 tag. A language this plugin doesn't speak, or a malformed tag, gets English; a region
    /// of one it speaks keeps its forms of numbers ("de-CH" groups with an apostrophe).
    pub fn new(tag: &str) -> Self {
        let split = || tag.trim().split(['-', '_']);
        let mut subtags = split();
        let first = subtags.next().unwrap_or_default();
        let spoken = LANGUAGES.into_iter().find(|language| first.eq_ignore_ascii_case(language.tag()));
        let whole = |subtag: &str| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric());
        let language = spoken.filter(|_| split().all(whole)).unwrap_or(Language::English);
        // The region stands before the extensions, each of which begins with a single letter.
        let region = subtags.take_while(|subtag| subtag.len() > 1).find(|subtag| subtag.len() == 2);
        let region = region.filter(|_| Some(language) == spoken).unwrap_or_default();
        Self {
            language,
            catalogue: Catalogue::new(language, language.messages()),
            numbers: Numbers::of(language, region),
        }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A message without variables.
    pub fn get(&self, key: Key) -> String {
        self.with(key, [])
    }

    /// A message with variables.
    pub fn with<const N: usize>(&self, key: Key, variables: [(&'static str, Argument); N]) -> String {
        self.with_all(key, &variables)
    }

    /// A message with as many variables as there are.
    pub fn with_all(&self, key: Key, variables: &[(&'static str, Argument)]) -> String {
        self.catalogue.message(key.id(), variables).unwrap_or_else(|| key.id().to_owned())
    }

    /// The message of that name, for names made at run time; nothing when there is none.
    pub fn by_name(&self, name: &str) -> Option<String> {
        self.catalogue.message(name, &[])
    }
}

#[cfg(test)]
mod tests;
