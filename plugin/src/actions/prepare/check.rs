//! Parameters against the schema that was published for them: every fault at once, named by the field's own title.
//!
//! The check walks the very schema that `list-actions` gives out, so the two can't drift apart. It knows the keywords that
//! those schemas use; a test says whether there are others.

use serde_json::{Map, Value};

use crate::actions::{Definition, schema};
use crate::l10n::{Key, Texts};
use crate::moment::parse_date;
use crate::order;
use crate::text;

/// The longest parameters that are looked at, in bytes: several times what every field of the largest schema can hold.
const LONGEST: usize = 65_536;

/// The one field whose text may have several lines.
const MULTILINE: &str = "comment";

/// Reads an action's parameters. Missing ones count as none at all.
///
/// # Errors
/// What is wrong with them, in words, all of it.
pub fn parameters(texts: &Texts, definition: &Definition, json: &str) -> Result<Map<String, Value>, String> {
    let json = if json.trim().is_empty() { "{}" } else { json };
    let value = if json.len() > LONGEST { None } else { serde_json::from_str::<Value>(json).ok() };
    let Some(Value::Object(given)) = value else { return Err(texts.get(Key::FaultJson)) };
    // A null stands for a field that isn't given; forms send it for what was left empty. Put in one by one: a map's `retain`
    // takes four thousand bytes of the component for balancing trees.
    let mut fields = Map::new();
    for (name, value) in given.into_iter().filter(|(_, value)| !value.is_null()) {
        fields.insert(name, value);
    }
    let schema = schema::read(definition.parameters());
    let mut check = Check { texts, action: definition.id, faults: Vec::new() };
    check.object(&schema, &fields, "");
    if check.faults.is_empty() { Ok(fields) } else { Err(check.faults.join(" ")) }
}

struct Check<'a> {
    texts: &'a Texts,
    action: &'a str,
    faults: Vec<String>,
}

impl Check<'_> {
    fn object(&mut self, schema: &Value, fields: &Map<String, Value>, path: &str) {
        let properties = schema.get("properties").and_then(Value::as_object);
        // By name, whatever order a build of serde_json keeps.
        let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
        order::by(&mut fields, |(name, _)| *name);
        for (name, value) in fields {
            let path = if path.is_empty() { name.clone() } else { format!("{path}-{name}") };
            match properties.and_then(|properties| properties.get(name)) {
                Some(schema) => self.value(schema, value, &path),
                None => self.fault(Key::FaultUnknownField, &text::clean(name, 40), []),
            }
        }
    }

    fn value(&mut self, schema: &Value, value: &Value, path: &str) {
        let name = format!("param-{}-{path}", self.action);
        let title = self.texts.by_name(&name).unwrap_or_else(|| path.to_owned());
        if let Some(choices) = choices(schema) {
            if !value.as_str().is_some_and(|value| choices.contains(&value)) {
                self.fault(Key::FaultChoice, &title, [("choices", choices.join(", ").into())]);
            }
            return;
        }
        let is = |kind: &str| match schema.get("type") {
            Some(Value::String(one)) => one == kind,
            Some(Value::Array(many)) => many.iter().any(|one| one == kind),
            _ => false,
        };
        let number = |name: &str| schema.get(name).and_then(Value::as_u64);
        match value {
            Value::Null if is("null") => {}
            Value::String(text) if is("string") => {
                let count = text.chars().count();
                let length = |name| number(name).and_then(|most| usize::try_from(most).ok());
                let least = length("minLength").unwrap_or(0);
                let most = length("maxLength").unwrap_or(usize::MAX);
                let spoilt =
                    |c: char| (c.is_control() && !(c == '\n' && path.ends_with(MULTILINE))) || text::is_invisible(c);
                if text.chars().any(spoilt) {
                    self.fault(Key::FaultCharacters, &title, []);
                } else if schema.get("format").is_some_and(|format| format == "date") && parse_date(text).is_none() {
                    self.fault(Key::FaultDate, &title, []);
                } else if schema.get("pattern").is_some() && !is_country(text) {
                    self.fault(Key::FaultCountry, &title, []);
                } else if least > 0 && (count < least || text.trim().is_empty()) {
                    self.fault(Key::FaultEmpty, &title, []);
                } else if count > most {
                    self.fault(Key::FaultTooLong, &title, [("most", most.into())]);
                }
            }
            Value::Number(given) if is("integer") => {
                let least = number("minimum").unwrap_or(0);
                let most = number("maximum").unwrap_or(u64::MAX);
                if !given.as_u64().is_some_and(|given| (least..=most).contains(&given)) {
                    let bounds = [("least", least.to_string().into()), ("most", most.to_string().into())];
                    self.fault(Key::FaultRange, &title, bounds);
                }
            }
            Value::Bool(_) if is("boolean") => {}
            Value::Object(fields) if is("object") => self.object(schema, fields, path),
            _ => self.fault(Key::FaultType, &title, []),
        }
    }

    fn fault<const N: usize>(&mut self, key: Key, field: &str, more: [(&'static str, crate::l10n::Argument); N]) {
        let mut variables = vec![("field", field.to_owned().into())];
        variables.extend(more);
        self.faults.push(self.texts.with_all(key, &variables));
    }
}

/// The words that a field can have, where it is one of several.
fn choices(schema: &Value) -> Option<Vec<&str>> {
    let parts = ["anyOf", "oneOf"].iter().find_map(|key| schema.get(key)?.as_array())?;
    let words: Vec<&str> = parts
        .iter()
        .flat_map(|part| match part.get("const").and_then(Value::as_str) {
            Some(word) => vec![word],
            None => choices(part).unwrap_or_default(),
        })
        .collect();
    Some(words).filter(|words| !words.is_empty())
}

/// The pattern that the schemas use: two letters.
fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions;

    fn read(action: &str, json: &str) -> Result<Map<String, Value>, String> {
        parameters(&Texts::new("en"), actions::definition(action).unwrap(), json)
    }

    #[test]
    fn every_wrong_parameter_is_named_by_its_title() {
        let long = format!(r#"{{"reason":"x","comment":"{}"}}"#, "é".repeat(1025));
        for (action, json, fault) in [
            ("move-date", "[1]", "The parameters are no JSON object."),
            ("move-date", "{", "The parameters are no JSON object."),
            ("move-date", r#"{"to":"24.12.2026"}"#, "\"New date\" is no date of the form YYYY-MM-DD."),
            ("move-date", r#"{"to":"2026-02-30"}"#, "\"New date\" is no date of the form YYYY-MM-DD."),
            ("move-date", r#"{"to":"2026-12-9"}"#, "\"New date\" is no date of the form YYYY-MM-DD."),
            ("move-date", r#"{"to":"2026-12-09T00:00:00Z"}"#, "\"New date\" is no date of the form YYYY-MM-DD."),
            ("move-date", r#"{"to":" 2026-12-09"}"#, "\"New date\" is no date of the form YYYY-MM-DD."),
            ("move-date", r#"{"to":""}"#, "\"New date\" is no date of the form YYYY-MM-DD."),
            ("move-date", r#"{"to":20261209}"#, "\"New date\" is of the wrong kind."),
            ("move-date", r#"{"by":{"days":0}}"#, "\"Days\" must be a whole number from 1 to 365."),
            ("move-date", r#"{"by":{"days":1.5}}"#, "\"Days\" must be a whole number from 1 to 365."),
            ("move-date", r#"{"by":{"days":-1}}"#, "\"Days\" must be a whole number from 1 to 365."),
            ("move-date", r#"{"by":{"months":1}}"#, "There is no parameter \"months\"."),
            ("move-date", r#"{"by":3}"#, "\"Shift\" is of the wrong kind."),
            ("move-date", r#"{"whole_charge":"yes"}"#, "\"Whole charge\" is of the wrong kind."),
            ("cancel", r#"{"reason":" "}"#, "\"Reason\" is empty."),
            ("cancel", r#"{"reason":"a\u0007b"}"#, "\"Reason\" has control or invisible characters."),
            ("cancel", r#"{"reason":"a\nb"}"#, "\"Reason\" has control or invisible characters."),
            ("cancel", r#"{"reason":"pay\u202elap"}"#, "\"Reason\" has control or invisible characters."),
            ("cancel", &long, "\"Comment\" is longer than 1024 characters."),
            ("skip", r#"{"scope":"all"}"#, "\"What to skip\" must be one of: item, charge."),
            ("skip", r#"{"scope":7}"#, "\"What to skip\" must be one of: item, charge."),
            ("update-address", r#"{"country_code":"Germany"}"#, "\"Country\" is no country code of two letters."),
            ("update-address", r#"{"city":""}"#, "\"City\" is empty."),
            (
                "skip",
                r#"{"x\u202e":1,"again":0}"#,
                "\"Skip once more\" is of the wrong kind. There is no parameter \"x\".",
            ),
        ] {
            assert_eq!(read(action, json).unwrap_err(), fault, "{action} {json}");
        }
    }

    #[test]
    fn good_parameters_are_read_and_null_is_none() {
        assert_eq!(read("cancel", "").unwrap().len(), 0);
        assert_eq!(read("cancel", r#"{"reason":null,"comment":"two\nlines"}"#).unwrap().len(), 1);
        assert_eq!(read("skip", r#"{"scope":"item","again":true}"#).unwrap().len(), 2);
        assert_eq!(read("move-date", r#"{"by":{"weeks":2,"days":null}}"#).unwrap().len(), 1);
    }

    #[test]
    fn the_schemas_use_no_keyword_that_is_not_checked() {
        let known = [
            "$schema",
            "additionalProperties",
            "anyOf",
            "const",
            "default",
            "description",
            "format",
            "maxLength",
            "maximum",
            "minLength",
            "minimum",
            "oneOf",
            "pattern",
            "properties",
            "title",
            "type",
        ];
        fn walk(value: &Value, in_properties: bool, out: &mut Vec<String>) {
            match value {
                Value::Object(node) => {
                    for (key, value) in node {
                        if !in_properties {
                            out.push(key.clone());
                        }
                        walk(value, key == "properties" && !in_properties, out);
                    }
                }
                Value::Array(parts) => parts.iter().for_each(|part| walk(part, false, out)),
                _ => {}
            }
        }
        for definition in actions::known() {
            let mut keys = Vec::new();
            let schema = schema::read(definition.parameters());
            walk(&schema, false, &mut keys);
            assert_eq!(keys.iter().find(|key| !known.contains(&key.as_str())), None, "{}", definition.id);
            if let Some(pattern) = schema.pointer("/properties/country_code/pattern") {
                assert_eq!(pattern, "^[A-Za-z]{2}$");
            }
        }
    }
}
