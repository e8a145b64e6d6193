//! A translation file laid out as `src/l10n/catalogue.rs` says its messages, so that the component needs no parser of Fluent.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};

use crate::run::run;

/// Each message as two runs, its name and its pattern, in the order of the file. An error says what of Fluent isn't known.
pub fn messages(source: &str) -> Result<Vec<u8>, String> {
    let resource = fluent_syntax::parser::parse(source).map_err(|(_, errors)| format!("{errors:?}"))?;
    let mut out = Vec::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                let value = message.value.ok_or_else(|| format!("{} has no text", message.id.name))?;
                run(message.id.name.as_bytes(), &mut out);
                run(pattern(&value)?.as_bytes(), &mut out);
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            other => return Err(format!("{other:?} is no message")),
        }
    }
    Ok(out)
}

/// A pattern as one text; the component's catalogue says what its marks are.
fn pattern(pattern: &Pattern<&str>) -> Result<String, String> {
    let mut out = String::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => out.push_str(value),
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                out.push_str(&format!("\u{1}{}\u{2}", variable(inline)?));
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                let mut said = Vec::new();
                for variant in variants {
                    let (VariantKey::Identifier { name } | VariantKey::NumberLiteral { value: name }) = variant.key;
                    let default = if variant.default { "*" } else { "" };
                    said.push(format!("{default}{name}\u{2}{}", self::pattern(&variant.value)?));
                }
                let deep = said.iter().filter_map(|said| said.chars().filter(|mark| BEGINS.contains(mark)).max()).max();
                let depth = deep.map_or(0, |deep| u32::from(deep) - u32::from(BEGINS[0]) + 1);
                let mark = |first: u32| {
                    char::from_u32(first + depth).filter(|_| depth < 4).ok_or("choices stand too deep in choices")
                };
                let said = said.join(&mark(0x10)?.to_string());
                out.push_str(&format!("{}{}\u{2}{said}{}", mark(BEGINS[0].into())?, variable(selector)?, mark(0x18)?));
            }
        }
    }
    Ok(out)
}

/// What begins a choice, by how deep choices stand in it.
const BEGINS: [char; 4] = ['\u{3}', '\u{4}', '\u{5}', '\u{6}'];

fn variable<'t>(inline: &InlineExpression<&'t str>) -> Result<&'t str, String> {
    match inline {
        InlineExpression::VariableReference { id } => Ok(id.name),
        other => Err(format!("{other:?} is no variable")),
    }
}
