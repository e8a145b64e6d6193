//! What the component knows of a form's fields, put into them: how things are now, and the first and the last day that are
//! possible. What doesn't fit the field it is about is left out, as if it hadn't been said.

use std::collections::HashMap;

use jiff::civil::Date;
use serde_json::Value;

use super::field::{Field, Kind, Section};
use crate::contract::{CalendarDate, FieldHint};

/// The longest text that stands in a field whose schema names no length, in characters: more than any detail of an address.
const LONGEST: u64 = 1024;

/// Puts hints into the fields that say nothing else, and the fields into their order. Of several about one field the first
/// counts.
pub fn apply(sections: &mut [Section], hints: &[FieldHint]) {
    if hints.is_empty() {
        return;
    }
    let mut places = HashMap::new();
    for (place, hint) in hints.iter().enumerate() {
        places.entry(hint.pointer.as_str()).or_insert(place);
    }
    for section in sections {
        for field in &mut section.fields {
            let hint = places.get(field.pointer().as_str()).and_then(|place| hints.get(*place));
            if let Some(hint) = hint {
                put(field, hint);
            }
        }
        section.fields.sort_by_key(|field| places.get(field.pointer().as_str()).copied().unwrap_or(usize::MAX));
    }
}

fn put(field: &mut Field, hint: &FieldHint) {
    match &mut field.kind {
        Kind::Date { min, max } => {
            let (first, last) = (day(hint.first.as_ref()), day(hint.last.as_ref()));
            // Nothing lies between a day and an earlier one.
            if let (Some(first), Some(last)) = (first, last)
                && first > last
            {
                return;
            }
            let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
            (*min, *max) = (text(first), text(last));
        }
        Kind::Text { most, .. } => {
            let most = if *most == 0 { LONGEST } else { *most };
            let Some(Value::String(text)) = hint.current.as_deref().and_then(|now| serde_json::from_str(now).ok())
            else {
                return;
            };
            // Something shorter would take its place without anybody wanting that.
            if u64::try_from(text.chars().count()).is_ok_and(|count| count > most) {
                return;
            }
            let text = text.trim();
            if field.value.is_empty() && !field.emptied {
                text.clone_into(&mut field.value);
            }
            field.was = Some(text.to_owned());
        }
        // What a choice is now nobody has to choose again.
        Kind::Integer { .. } | Kind::Choice(_) | Kind::Flag | Kind::Json => {}
    }
}

fn day(date: Option<&CalendarDate>) -> Option<Date> {
    date?.iso.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::schema::sections;
    use super::*;
    use serde_json::json;

    fn drawn() -> Vec<Section> {
        let schema = json!({"properties": {
            "apply_to": {"enum": ["all", "one"]},
            "by": {"type": "object", "properties": {"weeks": {"type": "integer"}, "why": {"type": "string"}}},
            "city": {"type": ["string", "null"], "minLength": 1},
            "country": {"type": ["string", "null"], "pattern": "^[A-Z]{2}$", "maxLength": 2},
            "name": {"type": ["string", "null"], "minLength": 1},
            "note": {"type": ["string", "null"], "maxLength": 1024},
            "a/b": {"type": ["string", "null"]},
            "to": {"type": ["string", "null"], "format": "date"},
        }});
        sections(&schema.to_string())
    }

    fn now(pointer: &str, current: &Value) -> FieldHint {
        FieldHint { pointer: pointer.to_owned(), current: Some(current.to_string()), first: None, last: None }
    }

    fn days(first: &str, last: &str) -> FieldHint {
        let date = |iso: &str| {
            Some(CalendarDate { iso: iso.to_owned(), text: String::new() }).filter(|date| !date.iso.is_empty())
        };
        FieldHint { pointer: "/to".to_owned(), current: None, first: date(first), last: date(last) }
    }

    fn field<'a>(sections: &'a [Section], path: &str) -> &'a Field {
        sections.iter().flat_map(|section| &section.fields).find(|field| field.path == path).unwrap()
    }

    #[test]
    fn what_is_known_stands_in_the_fields_in_the_order_in_which_it_is_named() {
        let mut sections = drawn();
        sections[0].fields.iter_mut().find(|field| field.path == "city").unwrap().value = "Mainz".to_owned();
        let hints = [
            now("/name", &json!("Lena")),
            now("/city", &json!(" Bonn ")),
            now("/city", &json!("Köln")),
            now("/note", &json!("")),
            now("/a~1b", &json!("slash")),
            now("/by/why", &json!("holiday")),
        ];
        apply(&mut sections, &hints);
        let order: Vec<&str> = sections[0].fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(order, ["name", "city", "note", "a/b", "apply_to", "country", "to"]);
        let name = field(&sections, "name");
        assert_eq!((name.value.as_str(), name.must_be_filled()), ("Lena", true));
        let city = field(&sections, "city");
        assert_eq!((city.value.as_str(), city.was.as_deref()), ("Mainz", Some("Bonn")), "what was typed stays");
        assert_eq!(
            (field(&sections, "note").was.as_deref(), field(&sections, "note").must_be_filled()),
            (Some(""), false)
        );
        assert_eq!(field(&sections, "a/b").value, "slash");
        assert_eq!(field(&sections, "by.why").value, "holiday");
        assert_eq!(field(&sections, "country").was, None);
    }

    #[test]
    fn what_doesnt_fit_a_field_is_left_out() {
        for hint in [
            now("/country", &json!("Germany")),
            now("/country", &json!(49)),
            now("/country", &json!(null)),
            now("/country", &json!(["DE"])),
            now("/name", &json!("x".repeat(1025))),
            now("/apply_to", &json!("all")),
            now("/by/weeks", &json!("two")),
            now("/to", &json!("2026-12-01")),
            now("/nowhere", &json!("x")),
            now("name", &json!("x")),
            now("", &json!("x")),
            FieldHint { current: Some("{".to_owned()), ..now("/name", &json!("")) },
            days("2026-12-24", "2026-12-23"),
            days("2026-02-30", "tomorrow"),
        ] {
            let mut sections = drawn();
            apply(&mut sections, std::slice::from_ref(&hint));
            for field in sections.iter().flat_map(|section| &section.fields) {
                assert_eq!((field.value.as_str(), field.was.as_deref()), ("", None), "{hint:?}");
                assert!(
                    !matches!(&field.kind, Kind::Date { min, max } if !min.is_empty() || !max.is_empty()),
                    "{hint:?}"
                );
            }
        }
    }

    #[test]
    fn days_limit_a_date_on_the_sides_that_are_known() {
        for (hint, limits) in [
            (days("2026-11-23", "2027-11-22"), ("2026-11-23", "2027-11-22")),
            (days("2026-11-23", ""), ("2026-11-23", "")),
            (days("", "2027-11-22"), ("", "2027-11-22")),
            (days("2026-12-01", "2026-12-01"), ("2026-12-01", "2026-12-01")),
        ] {
            let mut sections = drawn();
            apply(&mut sections, &[hint]);
            let Kind::Date { min, max } = &field(&sections, "to").kind else { unreachable!() };
            assert_eq!((min.as_str(), max.as_str()), limits);
        }
    }
}
