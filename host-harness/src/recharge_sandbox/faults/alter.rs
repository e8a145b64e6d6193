//! Answers that say other things than a client expects: in the shape of Recharge, with contents that it has been seen to
//! send or may send one day.

use serde_json::{Value, json};

use super::Effect;

/// The body as a fault changes it; as it is for faults that don't change bodies, and for what is no JSON.
pub(crate) fn alter(effect: &Effect, body: Vec<u8>) -> Vec<u8> {
    if let Effect::BrokenJson = effect {
        let half = body.len() / 2;
        return body.into_iter().take(half).collect();
    }
    let change: fn(&mut Value) = match effect {
        Effect::NullLists => null_lists,
        Effect::UnknownEnum => unknown_status,
        Effect::UnknownFields => unknown_fields,
        Effect::RedactedCustomer => redact,
        _ => return body,
    };
    let Ok(mut tree) = serde_json::from_slice::<Value>(&body) else { return body };
    change(&mut tree);
    tree.to_string().into_bytes()
}

/// Does something to every record in an answer: what stands in a list of records, or below a record's own key.
fn each_record(tree: &mut Value, change: &mut impl FnMut(&mut serde_json::Map<String, Value>)) {
    let Value::Object(envelope) = tree else { return };
    for value in envelope.values_mut() {
        match value {
            Value::Object(record) => change(record),
            Value::Array(records) => records.iter_mut().filter_map(Value::as_object_mut).for_each(&mut *change),
            _ => {}
        }
    }
}

fn null_lists(tree: &mut Value) {
    each_record(tree, &mut |record| {
        for value in record.values_mut().filter(|value| value.is_array()) {
            *value = Value::Null;
        }
    });
}

fn unknown_status(tree: &mut Value) {
    each_record(tree, &mut |record| {
        if let Some(status) = record.get_mut("status") {
            *status = json!("quarantined_by_moonlight");
        }
    });
}

fn unknown_fields(tree: &mut Value) {
    each_record(tree, &mut |record| {
        record.insert("flux_capacitor".to_owned(), json!({"gigawatts": 1.21, "status": ["charged", null]}));
        record.insert("2027_beta".to_owned(), Value::Null);
    });
}

fn redact(tree: &mut Value) {
    const PERSONAL: [&str; 11] = [
        "email",
        "first_name",
        "last_name",
        "phone",
        "address1",
        "address2",
        "city",
        "company",
        "zip",
        "province",
        "hash",
    ];
    match tree {
        Value::Object(fields) => {
            for (name, value) in fields {
                if PERSONAL.contains(&name.as_str()) && value.is_string() {
                    *value = if name.ends_with("name") || name == "email" { json!("") } else { Value::Null };
                } else {
                    redact(value);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(redact),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn altered(effect: Effect, body: &Value) -> Value {
        serde_json::from_slice(&alter(&effect, body.to_string().into_bytes())).unwrap()
    }

    #[test]
    fn each_change_does_what_it_says_to_lists_and_single_records() {
        let one =
            json!({"charge": {"id": 1, "status": "queued", "line_items": [1], "shipping_address": {"city": "Berlin"}}});
        let many = json!({"next_cursor": null, "customers": [{"id": 1, "email": "a@example.com", "first_name": "A", "status": "x"}]});
        assert_eq!(altered(Effect::NullLists, &one)["charge"]["line_items"], Value::Null);
        assert_eq!(altered(Effect::UnknownEnum, &one)["charge"]["status"], "quarantined_by_moonlight");
        assert!(altered(Effect::UnknownFields, &many)["customers"][0]["flux_capacitor"].is_object());
        assert_eq!(altered(Effect::RedactedCustomer, &many)["customers"][0]["email"], "");
        assert_eq!(altered(Effect::RedactedCustomer, &one)["charge"]["shipping_address"]["city"], Value::Null);
        assert_eq!(altered(Effect::Conflict, &one), one);
    }

    #[test]
    fn half_a_body_is_no_json_and_no_json_is_left_alone() {
        let body = br#"{"charge":{"id":1}}"#.to_vec();
        assert!(serde_json::from_slice::<Value>(&alter(&Effect::BrokenJson, body)).is_err());
        assert_eq!(alter(&Effect::NullLists, b"<html>".to_vec()), b"<html>");
    }
}
