//! From a JSON Schema (2020-12) of an action's parameters to fields that can be drawn: texts, days, numbers, choices, yes or
//! no, and objects as groups of these. A schema that asks for more than that has a field in which its JSON is typed.

use serde_json::{Map, Value};

use super::field::{Field, Kind, LONG, Opt, Section};

/// The sections of a schema; none where it has no fields.
#[must_use]
pub fn sections(schema: &str) -> Vec<Section> {
    let schema: Value = serde_json::from_str(schema).unwrap_or(Value::Null);
    let mut sections = vec![Section::default()];
    collect(&schema, "", &mut sections, 0);
    sections.retain(|section| !section.fields.is_empty());
    sections
}

/// Deeper than any form; what lies deeper is typed as JSON.
const DEPTH: usize = 4;

fn collect(schema: &Value, prefix: &str, sections: &mut Vec<Section>, place: usize) {
    let required: Vec<&str> = list(schema, "required").iter().filter_map(Value::as_str).collect();
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        let is_group = property.get("properties").is_some() && path.matches('.').count() < DEPTH;
        if is_group {
            sections.push(Section {
                title: text(property, "title").unwrap_or_else(|| name.clone()),
                help: text(property, "description").unwrap_or_default(),
                fields: Vec::new(),
            });
            let place = sections.len().saturating_sub(1);
            collect(property, &path, sections, place);
            continue;
        }
        let field = field(path, name, property, required.contains(&name.as_str()));
        if let Some(section) = sections.get_mut(place) {
            section.fields.push(field);
        }
    }
}

fn field(path: String, name: &str, property: &Value, required: bool) -> Field {
    let kind = kind(property, required);
    let can_be_empty = match &kind {
        Kind::Text { .. } => property.get("minLength").and_then(Value::as_u64).unwrap_or_default() == 0 && !required,
        _ => false,
    };
    // A pattern that wants something is no field that can be emptied.
    let can_be_empty = can_be_empty && property.get("pattern").is_none();
    // A remark of several lines is there or it isn't; short texts are details of something, which may have to go.
    let can_be_empty = can_be_empty && !matches!(kind, Kind::Text { most, .. } if most > LONG);
    Field {
        path,
        label: text(property, "title").unwrap_or_else(|| name.to_owned()),
        help: text(property, "description").unwrap_or_default(),
        value: match property.get("default").filter(|value| !value.is_null()) {
            Some(value) => standing(&kind, value),
            None => String::new(),
        },
        kind,
        required,
        can_be_empty,
        asked: false,
        was: None,
        emptied: false,
        problem: String::new(),
    }
}

/// What stands in a field of this kind that has this value.
fn standing(kind: &Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Choice(_) | Kind::Json, value) => value.to_string(),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

fn kind(property: &Value, required: bool) -> Kind {
    if let Some(options) = options(property) {
        return Kind::Choice(options);
    }
    let number = |name: &str| match property.get(name) {
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    match types(property).as_slice() {
        ["string"] if text(property, "format").as_deref() == Some("date") => {
            Kind::Date { min: String::new(), max: String::new() }
        }
        ["string"] => Kind::Text {
            most: property.get("maxLength").and_then(Value::as_u64).unwrap_or_default(),
            pattern: text(property, "pattern").unwrap_or_default(),
            country: text(property, "format").as_deref() == Some("country-code"),
        },
        ["integer"] => Kind::Integer { min: number("minimum"), max: number("maximum") },
        // One that may also be left open is no flag: not saying is not saying no. Nor is one that is on unless somebody says
        // no, or one that has to be said: a flag that isn't set says nothing.
        ["boolean"] if is_nullable(property) || required || property.get("default") == Some(&Value::Bool(true)) => {
            Kind::Choice(vec![
                Opt { value: "true".to_owned(), label: String::new(), detail: String::new() },
                Opt { value: "false".to_owned(), label: String::new(), detail: String::new() },
            ])
        }
        ["boolean"] => Kind::Flag,
        _ => Kind::Json,
    }
}

/// The types of a property, null aside.
fn types(property: &Value) -> Vec<&str> {
    let all: Vec<&str> = match property.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    all.into_iter().filter(|one| *one != "null").collect()
}

fn is_nullable(property: &Value) -> bool {
    list(property, "type").iter().any(|one| one == "null")
}

/// The values of `enum`, `oneOf` or `anyOf`, where the property is one of several values and nothing else.
fn options(property: &Value) -> Option<Vec<Opt>> {
    if let Some(values) = property.get("enum").and_then(Value::as_array) {
        return Some(values.iter().filter(|value| !value.is_null()).map(|value| option(value, None)).collect());
    }
    let branches = property.get("oneOf").or_else(|| property.get("anyOf"))?.as_array()?;
    let mut all = Vec::new();
    for branch in branches {
        if types(branch).is_empty() && branch.get("type").is_some() {
            continue;
        }
        match (branch.get("const"), options(branch)) {
            (Some(value), _) => all.push(option(value, Some(branch))),
            (None, Some(nested)) => all.extend(nested),
            (None, None) => return None,
        }
    }
    Some(all).filter(|all| !all.is_empty())
}

fn option(value: &Value, described: Option<&Value>) -> Opt {
    let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let described_as = |name: &str| described.and_then(|described| text(described, name));
    Opt {
        value: value.to_string(),
        label: described_as("title").unwrap_or(word),
        detail: described_as("description").unwrap_or_default(),
    }
}

fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    of.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text(of: &Value, name: &str) -> Option<String> {
    of.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// Fills fields with parameters that are there already.
pub fn fill(sections: &mut [Section], parameters: &Map<String, Value>) {
    for field in sections.iter_mut().flat_map(|section| &mut section.fields) {
        let held = Value::Object(parameters.clone());
        let Some(value) = held.pointer(&field.pointer()).filter(|value| !value.is_null()) else { continue };
        field.value = standing(&field.kind, value);
        field.emptied = field.can_be_empty && value == "";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(schema: &Value) -> Vec<Section> {
        sections(&schema.to_string())
    }

    #[test]
    fn every_type_of_a_schema_has_its_field() {
        let drawn = fields(&json!({
            "type": "object",
            "required": ["count"],
            "properties": {
                "day": {"type": ["string", "null"], "format": "date", "title": "Day"},
                "count": {"type": "integer", "minimum": 1, "maximum": 52},
                "note": {"type": ["string", "null"], "maxLength": 1024},
                "company": {"type": ["string", "null"], "maxLength": 255},
                "name": {"type": ["string", "null"], "minLength": 1},
                "land": {"type": "string", "pattern": "^[A-Z]{2}$", "format": "country-code"},
                "all": {"type": "boolean", "default": false},
                "mail": {"type": ["boolean", "null"]},
                "kind": {"enum": ["a", "b", null]},
                "scope": {"anyOf": [{"oneOf": [{"const": "item", "title": "One"}, {"const": 2}]}, {"type": "null"}]},
                "by": {"type": ["object", "null"], "title": "Shift", "properties": {"weeks": {"type": "integer"}}},
                "list": {"type": "array"},
            }
        }));
        assert_eq!(drawn.len(), 2);
        let kinds: Vec<(&str, &Kind)> =
            drawn[0].fields.iter().map(|field| (field.path.as_str(), &field.kind)).collect();
        assert_eq!(kinds[0].1, &Kind::Date { min: String::new(), max: String::new() });
        assert_eq!(kinds[1].1, &Kind::Integer { min: "1".into(), max: "52".into() });
        assert!(drawn[0].fields[1].required);
        assert!(drawn[0].fields[2].is_long() && !drawn[0].fields[2].can_be_empty);
        assert!(drawn[0].fields[3].can_be_empty, "a company can go");
        assert!(!drawn[0].fields[4].can_be_empty && !drawn[0].fields[5].can_be_empty);
        let country = |at: usize| matches!(kinds[at].1, Kind::Text { country: true, .. });
        assert!(country(5) && !country(4), "a code of a country has a name");
        assert_eq!((kinds[6].1, drawn[0].fields[6].value.as_str()), (&Kind::Flag, "false"));
        assert!(matches!(kinds[7].1, Kind::Choice(options) if options.len() == 2), "not saying is not saying no");
        assert!(matches!(kinds[8].1, Kind::Choice(options) if options.len() == 2));
        let Kind::Choice(scope) = kinds[9].1 else { unreachable!() };
        assert_eq!(
            (scope[0].value.as_str(), scope[0].label.as_str(), scope[1].value.as_str()),
            ("\"item\"", "One", "2")
        );
        assert_eq!(kinds[10], ("list", &Kind::Json));
        assert_eq!((drawn[1].title.as_str(), drawn[1].fields[0].path.as_str()), ("Shift", "by.weeks"));
        assert!(sections("no schema").is_empty());
    }

    #[test]
    fn a_default_stands_in_its_field_and_what_is_on_can_be_switched_off() {
        let drawn = fields(&json!({"required": ["sure"], "properties": {
            "by": {"enum": ["mail", "phone"], "default": "phone"},
            "mail": {"type": "boolean", "default": true},
            "sure": {"type": "boolean"},
            "whole": {"type": "boolean", "default": false},
        }}));
        let known: Vec<(&str, &str, bool, bool)> = drawn[0]
            .fields
            .iter()
            .map(|one| (one.path.as_str(), one.value.as_str(), one.is_unlisted(), matches!(one.kind, Kind::Flag)))
            .collect();
        let expected = [
            ("by", "\"phone\"", false, false),
            ("mail", "true", false, false),
            ("sure", "", false, false),
            ("whole", "false", false, true),
        ];
        assert_eq!(known, expected);
    }

    #[test]
    fn a_form_is_filled_with_what_is_known() {
        let schema = json!({"properties": {
            "to": {"type": "string", "format": "date"},
            "by": {"properties": {"weeks": {"type": "integer"}}},
            "scope": {"enum": ["all"]},
            "company": {"type": ["string", "null"]},
        }});
        let mut drawn = fields(&schema);
        let known = json!({"to": "2026-12-01", "by": {"weeks": 2}, "scope": "all", "company": ""});
        fill(&mut drawn, known.as_object().unwrap());
        let values: Vec<&str> = drawn.iter().flat_map(|section| &section.fields).map(|f| f.value.as_str()).collect();
        assert_eq!(values, ["2026-12-01", "\"all\"", "", "2"]);
        assert!(drawn[0].fields[2].emptied);
    }
}
