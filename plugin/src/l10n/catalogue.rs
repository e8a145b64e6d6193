//! One language's messages, in the part of Fluent that they use: text, variables, and choices by number, plural or
//! word.
//!
//! The build script parses the files and lays each message out as two runs, its name and its pattern (`build/texts.rs`), so the
//! component has no parser. In a pattern a variable stands between the marks 1 and 2. A choice begins with the mark 3 and the
//! name of its variable up to 2; then come the variants, each a key up to 2 and a pattern, parted by 0x10 and ended by 0x18. A
//! choice that others stand in has higher marks by as many as they are deep. The default's key begins with a star.

use super::Language;
use crate::packed::run;

/// The value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// Text, put in as it is. No isolation marks go around it, as those would end up in whatever is copied out of the
    /// widget; what they protect from is done where foreign text comes in, by dropping what reorders text.
    Text(String),
    /// A count.
    Number(u64),
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Argument {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Argument {
    fn from(number: usize) -> Self {
        Self::Number(u64::try_from(number).unwrap_or(u64::MAX))
    }
}

/// The messages of a language.
pub struct Catalogue {
    messages: &'static [u8],
    language: Language,
}

type Variables<'a> = &'a [(&'static str, Argument)];

impl Catalogue {
    /// The messages of a language.
    pub const fn new(language: Language, messages: &'static [u8]) -> Self {
        Self { messages, language }
    }

    /// A message with its variables in place; nothing when there is no message of that name.
    pub fn message(&self, name: &str, variables: Variables<'_>) -> Option<String> {
        let mut out = String::new();
        self.say(self.pattern(name)?, variables, &mut out);
        Some(out)
    }

    /// The pattern of a message.
    pub fn pattern(&self, name: &str) -> Option<&'static str> {
        let mut rest = self.messages;
        while !rest.is_empty() {
            let (own, after) = run(rest);
            let (pattern, after) = run(after);
            if own == name.as_bytes() {
                return std::str::from_utf8(pattern).ok();
            }
            rest = after;
        }
        None
    }

    fn say(&self, pattern: &str, variables: Variables<'_>, out: &mut String) {
        let mut rest = pattern;
        while let Some((mark, at)) = rest.char_indices().find_map(|(at, mark)| begins(mark).then_some((mark, at))) {
            let (text, placeable) = rest.split_at_checked(at).unwrap_or_default();
            out.push_str(text);
            let (name, after) = placeable.get(1..).and_then(|named| named.split_once('\u{2}')).unwrap_or_default();
            let value = variable(name, variables);
            rest = after;
            // How deep choices stand in this one; a variable is none.
            let Some(depth) = u32::from(mark).checked_sub(3) else {
                match value {
                    Some(Argument::Text(text)) => out.push_str(text),
                    Some(Argument::Number(number)) => out.push_str(&number.to_string()),
                    None => {}
                }
                continue;
            };
            let mark = |first: u32| char::from_u32(first.saturating_add(depth)).unwrap_or_default();
            let (variants, after) = rest.split_once(mark(0x18)).unwrap_or_default();
            self.say(self.choose(value, variants, mark(0x10)), variables, out);
            rest = after;
        }
        out.push_str(rest);
    }

    /// The variant for a value: the very number or word first, then the plural's category, then the default.
    fn choose<'v>(&self, value: Option<&Argument>, variants: &'v str, parted: char) -> &'v str {
        let variants = || variants.split(parted).filter_map(|variant| variant.split_once('\u{2}'));
        let named = |word: &str| variants().find(|(key, _)| key.trim_start_matches('*') == word);
        let chosen = value.and_then(|value| match value {
            Argument::Text(word) => named(word),
            Argument::Number(number) => named(&number.to_string()).or_else(|| named(self.language.plural(*number))),
        });
        chosen.or_else(|| variants().find(|(key, _)| key.starts_with('*'))).map_or("", |(_, pattern)| pattern)
    }
}

/// True iff a variable or a choice begins with it.
fn begins(mark: char) -> bool {
    matches!(mark, '\u{1}' | '\u{3}'..='\u{6}')
}

fn variable<'v>(name: &str, variables: &'v [(&'static str, Argument)]) -> Option<&'v Argument> {
    let found = variables.iter().find(|(own, _)| *own == name);
    // In tests a variable that nobody gave is a mistake; at work it is better left out than the message lost.
    debug_assert!(found.is_some(), "{name} is given by nobody");
    found.map(|(_, value)| value)
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue").field("bytes", &self.messages.len()).finish_non_exhaustive()
    }
}
