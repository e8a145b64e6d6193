//! What a browser sends of a form, as the parameters of the action. What a field can't take is said at the field; whether
//! it makes sense is the component's to say.

use serde_json::{Map, Number, Value};

use super::field::{Field, Kind, Section};
use crate::contract::{Form, Target};
use crate::inbox::posted::Fields;
use crate::inbox::words::Words;

/// The parameters that were filled in: those that are to change something, and the same with every text that is as it was.
/// Fields keep what was typed, and say what is wrong.
pub fn parameters(sections: &mut [Section], sent: &Fields, words: Words) -> (Map<String, Value>, Map<String, Value>) {
    let (mut changed, mut whole) = (Map::new(), Map::new());
    for field in sections.iter_mut().flat_map(|section| &mut section.fields) {
        let (typed, picked) = (sent.get(&format!("p.{}", field.path)), sent.get(&format!("j.{}", field.path)));
        field.value = typed.to_owned();
        field.was = sent.all(&format!("was.{}", field.path)).next().map(str::to_owned);
        field.emptied = field.can_be_empty
            && (!sent.get(&format!("empty.{}", field.path)).is_empty() || is_taken_out(field, typed));
        if is_taken_out(field, typed) && !field.can_be_empty {
            words.not_empty().clone_into(&mut field.problem);
        }
        // The component's own choices are no part of the schema; it judges them when it prepares.
        let value = if picked.is_empty() { read(field, typed, words) } else { pick(field, picked) };
        let Some(value) = value else { continue };
        put(&mut whole, &field.path, value.clone());
        if field.was.as_deref() != value.as_str() || field.was.is_none() {
            put(&mut changed, &field.path, value);
        }
    }
    (changed, whole)
}

/// Whether something was there and isn't in the field any more.
fn is_taken_out(field: &Field, typed: &str) -> bool {
    typed.trim().is_empty() && field.was.as_ref().is_some_and(|was| !was.is_empty())
}

/// What was chosen.
fn pick(field: &mut Field, picked: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(picked).ok()?;
    field.value = match (&field.kind, &value) {
        (Kind::Choice(_) | Kind::Json, _) => picked.to_owned(),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    };
    Some(value)
}

/// What was typed.
fn read(field: &mut Field, typed: &str, words: Words) -> Option<Value> {
    match &field.kind {
        Kind::Flag => (typed == "true").then_some(Value::Bool(true)),
        Kind::Text { .. } if field.emptied => Some(Value::from("")),
        _ if typed.trim().is_empty() => None,
        Kind::Text { .. } | Kind::Date { .. } | Kind::Choice(_) => Some(Value::from(typed.trim())),
        Kind::Integer { .. } => match typed.trim().parse::<i64>() {
            Ok(number) => Some(Value::Number(Number::from(number))),
            Err(_) => {
                words.no_number().clone_into(&mut field.problem);
                None
            }
        },
        Kind::Json => match serde_json::from_str(typed) {
            Ok(value) => Some(value),
            Err(why) => {
                field.problem = words.no_json(why.line(), why.column());
                None
            }
        },
    }
}

/// Puts a value where its path says, below objects that are made for it.
pub(super) fn put(parameters: &mut Map<String, Value>, path: &str, value: Value) {
    let Some((first, rest)) = path.split_once('.') else {
        parameters.insert(path.to_owned(), value);
        return;
    };
    let below = parameters.entry(first).or_insert_with(|| Value::Object(Map::new()));
    if let Some(below) = below.as_object_mut() {
        put(below, rest, value);
    }
}

/// What a form is aimed at, as its fields or an address say: "subscription:5".
pub fn targets(sent: &Fields) -> Vec<Target> {
    let target = |text: &str| {
        let (kind, id) = text.split_once(':')?;
        let id = id.parse().ok()?;
        Some(match kind {
            "subscription" => Target::Subscription(id),
            "charge" => Target::Charge(id),
            "address" => Target::Address(id),
            "customer" => Target::Customer(id),
            _ => return None,
        })
    };
    sent.all("target").filter_map(target).collect()
}

/// A target as [`targets`] reads it.
#[must_use]
pub fn shown(target: Target) -> String {
    match target {
        Target::Subscription(id) => format!("subscription:{id}"),
        Target::Charge(id) => format!("charge:{id}"),
        Target::Address(id) => format!("address:{id}"),
        Target::Customer(id) => format!("customer:{id}"),
    }
}

/// A form as an address of the inbox: it opens filled in.
#[must_use]
pub fn link(ticket: &str, form: &Form, edits: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for target in &form.targets {
        query.append_pair("target", &shown(*target));
    }
    if !form.parameters.is_empty() && form.parameters != "{}" {
        query.append_pair("parameters", &form.parameters);
    }
    if !edits.is_empty() {
        query.append_pair("edits", edits);
    }
    let query = query.finish();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{}{mark}{query}", action_path(ticket, &form.action))
}

/// Where an action's form on a ticket is, and is sent to.
#[must_use]
pub fn action_path(ticket: &str, action: &str) -> String {
    format!("/tickets/{}/actions/{}", path_part(ticket), path_part(action))
}

/// What stands for itself in a part of a path.
const PLAIN: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// A text as one part of a path, whatever is in it.
#[must_use]
pub fn path_part(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::schema::sections;
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_typed_becomes_parameters_of_the_schemas_types() {
        let schema = json!({"properties": {
            "to": {"type": ["string", "null"], "format": "date"},
            "by": {"type": ["object", "null"], "properties": {"weeks": {"type": "integer"}, "days": {"type": "integer"}}},
            "whole": {"type": "boolean", "default": false},
            "mail": {"type": ["boolean", "null"]},
            "company": {"type": ["string", "null"]},
            "phone": {"type": ["string", "null"]},
            "extra": {"type": "array"},
        }});
        let mut drawn = sections(&schema.to_string());
        let sent = Fields::parse(
            b"p.to=2026-12-24&p.by.weeks=2&p.by.days=x&p.whole=true&j.mail=false&p.company=&empty.company=1&p.phone=+&p.extra=[1",
        );
        let (read, whole) = parameters(&mut drawn, &sent, Words::of("en"));
        assert_eq!(read, whole, "nothing is known of how it was");
        let expected = json!({"to": "2026-12-24", "by": {"weeks": 2}, "whole": true, "mail": false, "company": ""});
        assert_eq!(Value::Object(read), expected);
        let wrong: Vec<&str> =
            drawn.iter().flat_map(|s| &s.fields).filter(|f| !f.problem.is_empty()).map(|f| f.path.as_str()).collect();
        assert_eq!(wrong, ["extra", "by.days"]);
    }

    #[test]
    fn a_text_that_is_as_it_was_is_no_change_and_one_that_was_taken_out_is() {
        let schema = json!({"properties": {
            "city": {"type": ["string", "null"], "minLength": 1},
            "zip": {"type": ["string", "null"]},
            "company": {"type": ["string", "null"]},
            "name": {"type": ["string", "null"], "minLength": 1},
        }});
        let mut drawn = sections(&schema.to_string());
        let sent =
            "p.city=Mainz&was.city=Bonn&p.zip=53111&was.zip=53111&p.company=&was.company=GmbH&p.name=+&was.name=Lena";
        let (changed, whole) = parameters(&mut drawn, &Fields::parse(sent.as_bytes()), Words::of("en"));
        assert_eq!(Value::Object(changed), json!({"city": "Mainz", "company": ""}));
        assert_eq!(Value::Object(whole), json!({"city": "Mainz", "zip": "53111", "company": ""}));
        assert!(drawn[0].fields[2].emptied);
        assert!(!drawn[0].fields[3].problem.is_empty(), "a name can't go");
    }

    #[test]
    fn targets_come_back_as_they_were_shown() {
        let all = [Target::Subscription(1), Target::Charge(2), Target::Address(3), Target::Customer(4)];
        let query: Vec<String> = all.iter().map(|target| format!("target={}", shown(*target))).collect();
        let read = targets(&Fields::parse(format!("{}&target=planet:1&target=charge:x", query.join("&")).as_bytes()));
        assert_eq!(read.iter().map(|target| shown(*target)).collect::<Vec<_>>(), all.map(shown));
    }

    #[test]
    fn a_form_becomes_an_address_in_which_nothing_is_left_unescaped() {
        let form =
            Form { action: "a/../b".into(), targets: vec![Target::Charge(5)], parameters: "{\"x\":\"&=\"}".into() };
        let link = link("T 1/?", &form, "");
        assert!(
            link.starts_with("/tickets/T%201%2F%3F/actions/a%2F%2E%2E%2Fb?target=charge%3A5&parameters="),
            "{link}"
        );
        // A guest names its actions, and leads nowhere else by that.
        assert_eq!(action_path("T-1", "../read?x=#"), "/tickets/T-1/actions/%2E%2E%2Fread%3Fx%3D%23");
        assert_eq!(Fields::parse(link.split_once('?').unwrap().1.as_bytes()).get("parameters"), "{\"x\":\"&=\"}");
    }
}
