//! The reader's language, and how a room of the harness writes down its own words in each of them. What a plugin says
//! is translated by the plugin.

/// The language of the reader: German for "de" and its regions, English otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
}

impl Language {
    /// Of a BCP 47 tag.
    #[must_use]
    pub fn of(locale: &str) -> Self {
        let language = locale.split('-').next().unwrap_or_default();
        if language.eq_ignore_ascii_case("de") { Self::German } else { Self::English }
    }

    /// Whether it is German.
    #[must_use]
    pub fn is_german(self) -> bool {
        self == Self::German
    }

    /// The one of the two that is meant.
    pub fn pick<T>(self, english: T, german: T) -> T {
        if self.is_german() { german } else { english }
    }
}

/// Words by name, in each language: `texts! { pub impl Type; name: "English", "Deutsch"; }` gives `Type` a method for
/// each. The type becomes a [`Language`].
macro_rules! texts {
    ($visibility:vis impl $type:ty; $($name:ident: $english:literal, $german:literal;)*) => {
        impl $type {
            $(
                #[allow(missing_docs, reason = "the words say what they are")]
                #[must_use]
                $visibility fn $name(self) -> &'static str {
                    match $crate::desk::language::Language::from(self) {
                        $crate::desk::language::Language::English => $english,
                        $crate::desk::language::Language::German => $german,
                    }
                }
            )*
        }
    };
}

pub(crate) use texts;
