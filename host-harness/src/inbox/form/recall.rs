//! What a plan that waits was made of, as parameters of its action's form, so that it is edited with what is in it.
//!
//! A plan that rests on a message came of no form. What it sends is known, so values of its writes are put into fields that
//! they fit by name and kind, and the component is asked what it would make of that: only parameters that make the very same
//! writes are believed. Nothing here knows an action, and nothing is stored.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::field::{Field, Kind, Section};
use super::read::put;
use crate::contract::{Context, Form, Plan, Preparation, Write};
use crate::gate::StoredPlan;
use crate::workplace::Connected;

/// Most choices of one field that are tried.
const CHOICES: usize = 4;

/// The parameters that make this plan, with a day where the plan's own form has a span; nothing where it was made of its
/// form as it stands, or where none can be found.
pub async fn recalled(
    connected: &Connected,
    context: &Context,
    plan: &StoredPlan,
    given: &Map<String, Value>,
    sections: &[Section],
) -> Option<Map<String, Value>> {
    let own = plan.form.as_ref().map(|form| serde_json::from_str::<Map<String, Value>>(&form.parameters));
    match own {
        // Somebody has changed it since.
        Some(Ok(own)) if own != *given || has_every_day(sections, given) => return None,
        Some(Err(_)) => return None,
        None if !given.is_empty() => return None,
        _ => {}
    }
    for parameters in candidates(&plan.plan, given, sections) {
        let form = Form {
            action: plan.plan.action.clone(),
            targets: plan.plan.targets.clone(),
            parameters: Value::Object(parameters.clone()).to_string(),
        };
        if let Ok(Preparation::Plans(plans)) = connected.casework().preview(context, &form).await
            && plans.iter().any(|made| is_same(&made.writes, &plan.plan.writes))
        {
            return Some(parameters);
        }
    }
    None
}

/// Whether every day that the form asks for is given.
fn has_every_day(sections: &[Section], given: &Map<String, Value>) -> bool {
    let held = Value::Object(given.clone());
    let mut days = fields(sections).filter(|field| matches!(field.kind, Kind::Date { .. }));
    days.all(|field| held.pointer(&field.pointer()).is_some_and(Value::is_string))
}

fn fields(sections: &[Section]) -> impl Iterator<Item = &Field> {
    sections.iter().flat_map(|section| &section.fields)
}

/// What may have made the plan, the likeliest first: what its writes say, and that with each choice they don't tell.
fn candidates(plan: &Plan, given: &Map<String, Value>, sections: &[Section]) -> Vec<Map<String, Value>> {
    let mut leaves = Vec::new();
    for body in plan.writes.iter().filter_map(|write| write.body.as_deref()) {
        collect("", &serde_json::from_str(body).unwrap_or_default(), &mut leaves);
    }
    let (mut likely, held) = (Map::new(), Value::Object(given.clone()));
    let mut open = Vec::new();
    for field in fields(sections) {
        // What is set or chosen goes with whatever day it is.
        let kept = matches!(field.kind, Kind::Flag | Kind::Choice(_)).then(|| held.pointer(&field.pointer())).flatten();
        match kept.cloned().or_else(|| found(field, &leaves)) {
            Some(value) => put(&mut likely, &field.path, value),
            None => open.push(field),
        }
    }
    let mut all = vec![likely.clone()];
    for field in open {
        let Kind::Choice(options) = &field.kind else { continue };
        for value in options.iter().take(CHOICES).filter_map(|option| serde_json::from_str(&option.value).ok()) {
            let mut chosen = likely.clone();
            put(&mut chosen, &field.path, value);
            all.push(chosen);
        }
    }
    all
}

/// The scalars of a body, each with its name.
fn collect(name: &str, value: &Value, leaves: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| collect(name, value, leaves)),
        Value::Array(items) => items.iter().for_each(|value| collect(name, value, leaves)),
        Value::Null => {}
        scalar => leaves.push((name.to_owned(), scalar.clone())),
    }
}

/// The value that fits a field: by kind, and by name as far as the kind doesn't tell.
fn found(field: &Field, leaves: &[(String, Value)]) -> Option<Value> {
    let own = field.path.rsplit('.').next().unwrap_or_default();
    let fits = |value: &Value| match &field.kind {
        Kind::Date { .. } => value.as_str().is_some_and(|text| text.parse::<Date>().is_ok()),
        Kind::Text { .. } => value.is_string(),
        Kind::Integer { .. } => value.is_i64() || value.is_u64(),
        Kind::Flag => value.is_boolean(),
        Kind::Choice(options) => {
            options.iter().any(|option| serde_json::from_str::<Value>(&option.value).is_ok_and(|one| one == *value))
        }
        Kind::Json => false,
    };
    let fitting = || leaves.iter().filter(|(_, value)| fits(value));
    let ends = format!("_{own}");
    let value = fitting()
        .find(|(name, _)| name == own)
        .or_else(|| fitting().find(|(name, _)| name.ends_with(&ends)))
        .or_else(|| fitting().find(|(name, _)| name.contains(&ends)))
        // A day is a day, and where there is one yes or no, it is that one.
        .or_else(|| match field.kind {
            Kind::Date { .. } | Kind::Choice(_) => fitting().next(),
            _ => None,
        });
    value.map(|(_, value)| value.clone())
}

/// Whether two plans send the same, whatever they call it.
fn is_same(one: &[Write], other: &[Write]) -> bool {
    let sent = |write: &Write| (write.upstream.clone(), write.method, write.path.clone(), write.query.clone());
    let body = |write: &Write| write.body.as_deref().and_then(|body| serde_json::from_str::<Value>(body).ok());
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| sent(one) == sent(other) && body(one) == body(other))
}

#[cfg(test)]
mod tests {
    use super::super::schema::sections;
    use super::*;
    use serde_json::json;

    fn guess(schema: &Value, body: &Value) -> Value {
        let mut leaves = Vec::new();
        collect("", body, &mut leaves);
        let mut guessed = Map::new();
        for field in fields(&sections(&json!({ "properties": schema }).to_string())) {
            if let Some(value) = found(field, &leaves) {
                put(&mut guessed, &field.path, value);
            }
        }
        Value::Object(guessed)
    }

    #[test]
    fn what_is_sent_is_put_into_the_fields_that_it_fits() {
        let date =
            json!({"to": {"type": "string", "format": "date"}, "by": {"properties": {"weeks": {"type": "integer"}}}});
        assert_eq!(guess(&date, &json!({"date": "2026-12-22"})), json!({"to": "2026-12-22"}));
        assert_eq!(guess(&date, &json!({"note": "soon"})), json!({}));
        let cancel = json!({
            "reason": {"type": "string"}, "comment": {"type": "string"}, "notify_customer": {"type": ["boolean", "null"]},
        });
        let body = json!({"cancellation_reason_comments": "c", "cancellation_reason": "r", "send_email": false});
        assert_eq!(guess(&cancel, &body), json!({"reason": "r", "comment": "c", "notify_customer": false}));
        let address =
            json!({"city": {"type": "string"}, "company": {"type": "string"}, "first_name": {"type": "string"}});
        let body = json!({"address": {"city": "Mainz", "first_name": "Lena", "last_name": "Brandt"}});
        assert_eq!(guess(&address, &body), json!({"city": "Mainz", "first_name": "Lena"}));
    }

    #[test]
    fn a_form_that_names_every_day_it_asks_for_is_left_as_it_is() {
        let drawn = sections(&json!({"properties": {"to": {"type": "string", "format": "date"}}}).to_string());
        let given = |value: Value| value.as_object().cloned().unwrap_or_default();
        assert!(has_every_day(&drawn, &given(json!({"to": "2026-12-22"}))));
        assert!(!has_every_day(&drawn, &given(json!({"by": {"weeks": 2}}))));
        assert!(has_every_day(&[], &given(json!({}))), "nothing is asked for");
    }
}
