//! JSON that a plan carries: with its keys in order, whatever order a build of serde_json keeps. What is approved is named by
//! a hash over it, so the same plan has to read the same.

use serde_json::{Map, Value};

use crate::order;

/// The value as compact JSON, its keys in order.
pub fn ordered(value: &Value) -> String {
    sorted(value).to_string()
}

/// Made anew with its keys put in one after another in order: right for a map that sorts and for one that doesn't.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
            order::by(&mut fields, |(name, _)| *name);
            let mut out = Map::new();
            for (name, value) in fields {
                out.insert(name.clone(), sorted(value));
            }
            Value::Object(out)
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_order_at_every_depth() {
        let value = serde_json::json!({"b": [{"z": 1, "a": null}], "a": {"d": "x", "c": 2}});
        assert_eq!(ordered(&value), r#"{"a":{"c":2,"d":"x"},"b":[{"a":null,"z":1}]}"#);
    }
}
