//! The JSON Schema of an action's parameters, with words in the reader's language.
//!
//! It stands in a file, `schemas/<action>.json`, because what derives it takes 100 kB of a component; a test derives it from
//! the parameters' type and compares.
//!
//! The names of the words are made from the path to the property: `param-move-date-by-days` and, for its description,
//! `param-move-date-by-days-description`. A test compares them with the translation files.

use serde_json::{Map, Value};

use crate::l10n::Texts;
use crate::packed::{packed, run};

/// The schema of an action, out of the file that has its id for a name.
pub fn of(action: &str) -> &'static str {
    let mut files = packed!("schemas").bytes();
    while !files.is_empty() {
        let (name, rest) = run(files);
        let (schema, rest) = run(rest);
        if name == action.as_bytes() {
            return std::str::from_utf8(schema).unwrap_or_default();
        }
        files = rest;
    }
    ""
}

/// A schema as it stands in its file: 2020-12, in one piece, without words.
pub fn read(schema: &str) -> Value {
    serde_json::from_str(schema).unwrap_or_default()
}

/// The schema as JSON text with the reader's words.
pub fn localised(schema: &str, action: &str, label: &str, description: &str, texts: &Texts) -> String {
    let mut schema = read(schema);
    walk(&mut schema, &root(action), &mut |node, name, described| {
        let mut put = |key: &str, name: &str| {
            if let Some(words) = texts.by_name(name) {
                node.insert(key.to_owned(), Value::String(words));
            }
        };
        put("title", name);
        if described {
            put("description", &format!("{name}-description"));
        }
    });
    if let Value::Object(root) = &mut schema {
        root.insert("title".to_owned(), Value::String(label.to_owned()));
        root.insert("description".to_owned(), Value::String(description.to_owned()));
    }
    schema.to_string()
}

/// The names of the words that a schema needs.
pub fn names(schema: &str, action: &str) -> Vec<String> {
    let mut names = Vec::new();
    walk(&mut read(schema), &root(action), &mut |_, name, described| {
        names.push(name.to_owned());
        if described {
            names.push(format!("{name}-description"));
        }
    });
    names
}

fn root(action: &str) -> String {
    format!("param-{action}")
}

/// Visits every property, whose words are a title and a description, and every named value, which has a title only.
fn walk(schema: &mut Value, name: &str, visit: &mut impl FnMut(&mut Map<String, Value>, &str, bool)) {
    let Value::Object(node) = schema else { return };
    let constant = node.get("const").and_then(Value::as_str).map(|value| format!("{name}-{value}"));
    if let Some(constant) = constant {
        visit(node, &constant, false);
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        if let Some(Value::Array(parts)) = node.get_mut(key) {
            for part in parts {
                walk(part, name, visit);
            }
        }
    }
    if let Some(Value::Object(properties)) = node.get_mut("properties") {
        for (property, schema) in properties {
            let name = format!("{name}-{property}");
            walk(schema, &name, visit);
            if let Value::Object(node) = schema {
                visit(node, &name, true);
            }
        }
    }
}
