//! Everything this plugin says, in English and German, out of `locales/*.ftl`.

mod format;
mod keys;

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use icu_locale_core::{LanguageIdentifier, Locale};

pub use keys::Key;

const ENGLISH: &str = include_str!("../../locales/en.ftl");
const GERMAN: &str = include_str!("../../locales/de.ftl");

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

    const fn source(self) -> &'static str {
        match self {
            Self::English => ENGLISH,
            Self::German => GERMAN,
        }
    }
}

/// The messages of one reader's language.
pub struct Texts {
    language: Language,
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// The messages for a BCP 47 tag. A language this plugin doesn't speak, or a malformed tag, gets English; a region of
    /// one it speaks keeps its forms of numbers ("de-CH" groups with an apostrophe).
    pub fn new(tag: &str) -> Self {
        let wanted = LanguageIdentifier::try_from_str(&tag.trim().replace('_', "-")).ok();
        let spoken = |wanted: &LanguageIdentifier| {
            LANGUAGES.into_iter().find(|language| wanted.language.as_str() == language.tag())
        };
        let (language, locale) = match wanted.and_then(|wanted| Some((spoken(&wanted)?, Locale::from(wanted)))) {
            Some(known) => known,
            None => (Language::English, Locale::try_from_str("en").unwrap_or(Locale::UNKNOWN)),
        };
        let id = unic_langid::LanguageIdentifier::from_bytes(language.tag().as_bytes()).unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![id]);
        // Isolation marks would end up in whatever is copied out of the widget. What they protect from is done where
        // foreign text comes in: `text::clean` drops every character that reorders text.
        bundle.set_use_isolating(false);
        // A test parses both files, so there are no errors here; a faulty message would only be missing.
        let resource = FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(resource, _)| resource);
        let _ = bundle.add_resource(resource);
        Self { language, locale, bundle }
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
    pub fn with<'a, const N: usize>(&self, key: Key, variables: [(&'static str, FluentValue<'a>); N]) -> String {
        let arguments: FluentArgs<'a> = variables.into_iter().collect();
        self.named(key.id(), Some(&arguments)).unwrap_or_else(|| key.id().to_owned())
    }

    /// The message of that name, for names made at run time; nothing when there is none.
    pub fn by_name(&self, name: &str) -> Option<String> {
        self.named(name, None)
    }

    fn named(&self, name: &str, arguments: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(name)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, arguments, &mut errors);
        debug_assert!(errors.is_empty(), "{name}: {errors:?}");
        Some(Cow::into_owned(text))
    }
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").field("language", &self.language).field("locale", &self.locale).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
