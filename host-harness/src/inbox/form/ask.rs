//! What the component is asked before its form is drawn: its own choices, the first and the last day that are possible, and
//! how things are now. All of it by the contract's `prepare-action`; nothing is stored.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::field::{Kind, Section};
use super::guide::{Chip, Guide, nearest_day};
use crate::contract::{Check, Context, Expectation, Form, Preparation, Undo};
use crate::inbox::words::Words;
use crate::workplace::Connected;

/// Asks for everything that a form of this schema can be told. Gives the component's choices that are no field's.
pub async fn about(connected: &Connected, context: &Context, form: &Form, sections: &mut [Section]) -> Vec<Chip> {
    let mut chips = Vec::new();
    let empty = Form { parameters: "{}".to_owned(), ..form.clone() };
    // One with nothing filled in is asked anyway.
    if form.parameters != empty.parameters
        && let Ok(preparation @ Preparation::Question(_)) = connected.casework().preview(context, &empty).await
    {
        let asked = Guide::of(&preparation, &context.ticket, sections, Words::of(&context.locale));
        asked_first(sections, &asked.fields);
        chips = asked.chips;
    }
    limits(connected, context, form, sections).await;
    present(connected, context, form, sections).await;
    chips
}

/// Puts the fields that the component asks for before the others, in its own order.
pub fn asked_first(sections: &mut [Section], asked: &[String]) {
    for section in sections {
        for field in &mut section.fields {
            field.asked |= asked.contains(&field.path);
        }
        section.fields.sort_by_key(|field| asked.iter().position(|path| *path == field.path).unwrap_or(usize::MAX));
    }
}

/// The first and the last day that are possible, by asking for one that is too early and one that is too late, as its no
/// says which is nearest.
async fn limits(connected: &Connected, context: &Context, form: &Form, sections: &mut [Section]) {
    let Some(today) = context.now.get(..10).and_then(|day| day.parse::<Date>().ok()) else { return };
    let far = today.checked_add(jiff::Span::new().years(20)).unwrap_or(today);
    for field in sections.iter_mut().flat_map(|section| &mut section.fields) {
        let Kind::Date { min, max } = &mut field.kind else { continue };
        let path = &field.path;
        let ask = |day: Date| async move {
            let parameters = json!({path.as_str(): day.to_string()}).to_string();
            let asked = Form { parameters, ..form.clone() };
            let preparation = connected.casework().preview(context, &asked).await.ok()?;
            nearest_day(&preparation, path)
        };
        let (early, late) = tokio::join!(ask(today), ask(far));
        *min = early.unwrap_or_default();
        *max = late.unwrap_or_default();
    }
}

/// A text that nothing is called.
const OTHER: &str = "x";

/// How things are now, for a form of several short texts, such as an address: a plan that changes one of them says in its
/// preconditions how all of them are. That those speak of the parameters shows in the plan's way back, which sets the one
/// that would change to the same text. Fields get the order in which the plan names them.
async fn present(connected: &Connected, context: &Context, form: &Form, sections: &mut [Section]) {
    let Some((changed, parameters)) = probe(sections) else { return };
    let asked = Form { parameters: Value::Object(parameters).to_string(), ..form.clone() };
    let Ok(Preparation::Plans(plans)) = connected.casework().preview(context, &asked).await else { return };
    let [plan] = plans.as_slice() else { return };
    let Undo::Action(back) = &plan.undo else { return };
    let before: Value = serde_json::from_str(&back.parameters).unwrap_or_default();
    let Some(before) = before.get(&changed).and_then(Value::as_str) else { return };
    let mut reads = plan.preconditions.iter().map(|precondition| named(&precondition.checks));
    let Some(known) = reads.find(|known| known.iter().any(|(name, text)| *name == changed && text == before)) else {
        return;
    };
    show(sections, &known);
}

/// A change of the first short text, and everything else as it has to be said: the paths, and their parameters.
fn probe(sections: &[Section]) -> Option<(String, Map<String, Value>)> {
    let fields = || sections.iter().flat_map(|section| &section.fields);
    let mut texts = fields().filter(|field| {
        matches!(&field.kind, Kind::Text { pattern, .. } if pattern.is_empty())
            && !field.is_long()
            && !field.path.contains('.')
    });
    let (first, _several) = (texts.next()?, texts.next()?);
    let mut parameters = Map::new();
    parameters.insert(first.path.clone(), Value::from(OTHER));
    for field in fields() {
        if let (Kind::Choice(options), false) = (&field.kind, field.path.contains('.'))
            && let Some(value) = options.first().and_then(|option| serde_json::from_str(&option.value).ok())
        {
            parameters.insert(field.path.clone(), value);
        }
    }
    Some((first.path.clone(), parameters))
}

/// The last names of the pointers of checks, and the texts that they expect.
fn named(checks: &[Check]) -> Vec<(String, String)> {
    let named = checks.iter().filter_map(|check| {
        let (_, name) = check.pointer.rsplit_once('/')?;
        let text = match &check.expect {
            Expectation::Absent => String::new(),
            Expectation::Equals(text) => match serde_json::from_str(text).ok()? {
                Value::String(text) => text,
                Value::Null => String::new(),
                _ => return None,
            },
        };
        Some((name.to_owned(), text))
    });
    named.collect()
}

/// Puts what is known into the fields that say nothing else, and the fields into that order.
fn show(sections: &mut [Section], known: &[(String, String)]) {
    for section in sections {
        for field in &mut section.fields {
            let Kind::Text { .. } = field.kind else { continue };
            let Some((_, text)) = known.iter().find(|(name, _)| *name == field.path) else { continue };
            field.was = Some(text.trim().to_owned());
            if field.value.is_empty() && !field.emptied {
                text.trim().clone_into(&mut field.value);
            }
        }
        let place = |path: &str| known.iter().position(|(name, _)| name == path).unwrap_or(usize::MAX);
        section.fields.sort_by_key(|field| place(&field.path));
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema::sections;
    use super::*;

    fn drawn() -> Vec<Section> {
        let schema = json!({"properties": {
            "apply_to": {"enum": ["all", "one"]},
            "city": {"type": ["string", "null"], "minLength": 1},
            "country": {"type": ["string", "null"], "pattern": "^[A-Z]{2}$"},
            "name": {"type": ["string", "null"], "minLength": 1},
            "note": {"type": ["string", "null"], "maxLength": 1024},
        }});
        sections(&schema.to_string())
    }

    fn check(pointer: &str, expect: Expectation) -> Check {
        Check { pointer: pointer.to_owned(), expect, label: String::new() }
    }

    #[test]
    fn a_change_of_one_text_is_asked_for_where_there_are_several() {
        let (changed, parameters) = probe(&drawn()).unwrap();
        assert_eq!(changed, "city");
        assert_eq!(Value::Object(parameters), json!({"city": "x", "apply_to": "all"}));
        let alone =
            json!({"properties": {"reason": {"type": "string"}, "note": {"type": "string", "maxLength": 1024}}});
        assert_eq!(probe(&sections(&alone.to_string())), None);
    }

    #[test]
    fn what_is_known_stands_in_the_fields_in_the_order_in_which_it_is_named() {
        let equals = |text: &str| Expectation::Equals(text.to_owned());
        let checks = [
            check("/address/customer_id", equals("5")),
            check("/address/name", equals("\"Lena\"")),
            check("/address/city", equals("\" Bonn \"")),
            check("/address/note", Expectation::Absent),
            check("/address/country", equals("\"DE\"")),
        ];
        let mut sections = drawn();
        sections[0].fields.iter_mut().find(|field| field.path == "city").unwrap().value = "Mainz".to_owned();
        show(&mut sections, &named(&checks));
        let fields = &sections[0].fields;
        let order: Vec<&str> = fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(order, ["name", "city", "note", "country", "apply_to"]);
        assert_eq!((fields[0].value.as_str(), fields[0].must_be_filled()), ("Lena", true));
        assert_eq!(
            (fields[1].value.as_str(), fields[1].was.as_deref()),
            ("Mainz", Some("Bonn")),
            "what was typed stays"
        );
        assert_eq!((fields[2].was.as_deref(), fields[2].must_be_filled()), (Some(""), false));
        assert_eq!(fields[4].was, None);
    }
}
