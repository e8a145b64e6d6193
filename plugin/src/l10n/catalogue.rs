//! One language's messages, in the part of Fluent that they use: text, variables, and choices by number, plural or
//! word.
//!
//! `fluent-syntax` parses; what is done here is to put the pieces together. The usual resolver, `fluent-bundle`, keeps
//! plural rules in a hash map with random keys, and so makes a component import `wasi:random`.

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Message, Pattern, PatternElement, Resource, Variant, VariantKey,
};

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
    /// Each a run, as the build script has parted them. Most calls say a few, so each is parsed when it is said.
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
        self.pattern(self.parsed(name)?.value.as_ref()?, variables, &mut out);
        Some(out)
    }

    /// A message as it stands in its file. What can't be parsed is missing; a test says whether anything is.
    pub fn parsed(&self, name: &str) -> Option<Message<&'static str>> {
        let mut messages = self.messages;
        while !messages.is_empty() {
            let (message, rest) = run(messages);
            messages = rest;
            if message.strip_prefix(name.as_bytes()).is_some_and(|value| value.starts_with(b" =")) {
                let source = std::str::from_utf8(message).ok()?;
                let resource: Resource<&'static str> =
                    fluent_syntax::parser::parse_runtime(source).unwrap_or_else(|(resource, _)| resource);
                return resource.body.into_iter().find_map(|entry| match entry {
                    Entry::Message(message) => Some(message),
                    _ => None,
                });
            }
        }
        None
    }

    fn pattern(&self, pattern: &Pattern<&'static str>, variables: Variables<'_>, out: &mut String) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => out.push_str(value),
                PatternElement::Placeable { expression } => self.expression(expression, variables, out),
            }
        }
    }

    fn expression(&self, expression: &Expression<&'static str>, variables: Variables<'_>, out: &mut String) {
        match expression {
            Expression::Inline(inline) => match variable(inline, variables) {
                Some(Argument::Text(text)) => out.push_str(text),
                Some(Argument::Number(number)) => out.push_str(&number.to_string()),
                None => {}
            },
            Expression::Select { selector, variants } => {
                let chosen = variable(selector, variables).and_then(|value| self.choose(value, variants));
                let variant = chosen.or_else(|| variants.iter().find(|variant| variant.default));
                if let Some(variant) = variant {
                    self.pattern(&variant.value, variables, out);
                }
            }
        }
    }

    /// The variant for a value: the very number or word first, then the plural's category.
    fn choose<'v>(&self, value: &Argument, variants: &'v [Variant<&'static str>]) -> Option<&'v Variant<&'static str>> {
        let named = |word: &str| {
            variants.iter().find(|variant| match variant.key {
                VariantKey::Identifier { name } => name == word,
                VariantKey::NumberLiteral { value } => value == word,
            })
        };
        match value {
            Argument::Text(word) => named(word),
            Argument::Number(number) => named(&number.to_string()).or_else(|| named(self.language.plural(*number))),
        }
    }
}

fn variable<'v>(
    inline: &InlineExpression<&'static str>,
    variables: &'v [(&'static str, Argument)],
) -> Option<&'v Argument> {
    let found = match inline {
        InlineExpression::VariableReference { id } => variables.iter().find(|(name, _)| *name == id.name),
        _ => None,
    };
    // In tests a variable that nobody gave is a mistake; at work it is better left out than the message lost.
    debug_assert!(found.is_some(), "{inline:?} is given by nobody");
    found.map(|(_, value)| value)
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue").field("bytes", &self.messages.len()).finish_non_exhaustive()
    }
}
