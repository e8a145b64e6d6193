//! JSON pointers (RFC 6901): whether one is well-formed, what it finds, and filling a scalar into the place it names.

use serde_json::Value;

/// Whether this is a JSON pointer: empty, or parts that each begin with a slash, with "~" only in "~0" and "~1".
pub(super) fn is_valid(pointer: &str) -> bool {
    if pointer.is_empty() {
        return true;
    }
    let mut rest = pointer.split('~');
    pointer.starts_with('/') && {
        rest.next();
        rest.all(|part| part.starts_with(['0', '1']))
    }
}

/// The pointer of the parent, and the last part unescaped.
fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, last) = pointer.rsplit_once('/')?;
    Some((parent, last.replace("~1", "/").replace("~0", "~")))
}

/// Whether [`set`] would find its place: an object, whether or not it has that member, or an array that has the index.
pub(super) fn is_settable(body: &Value, pointer: &str) -> bool {
    let Some((parent, _)) = split(pointer) else { return false };
    match body.pointer(parent) {
        // A place that holds more than a scalar would lose what was approved.
        Some(Value::Object(_)) => body.pointer(pointer).is_none_or(|place| !place.is_object() && !place.is_array()),
        Some(Value::Array(_)) => body.pointer(pointer).is_some_and(|place| !place.is_object() && !place.is_array()),
        _ => false,
    }
}

/// Puts a value at the place. Says whether there was one.
pub(super) fn set(body: &mut Value, pointer: &str, value: Value) -> bool {
    if let Some(place) = body.pointer_mut(pointer) {
        *place = value;
        return true;
    }
    let Some((parent, last)) = split(pointer) else { return false };
    match body.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.insert(last, value);
            true
        }
        _ => false,
    }
}

/// The scalar there that may be filled into a write: a whole number, a text or a boolean. Nothing else.
pub(super) fn scalar(answer: &Value, pointer: &str) -> Option<Value> {
    match answer.pointer(pointer)? {
        Value::Number(number) if number.is_u64() || number.is_i64() => Some(Value::Number(number.clone())),
        Value::String(text) => Some(Value::String(text.clone())),
        Value::Bool(flag) => Some(Value::Bool(*flag)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pointers_are_judged_as_rfc_6901_does() {
        for pointer in ["", "/", "/a", "/a/0", "/a~1b/m~0n", "/ä"] {
            assert!(is_valid(pointer), "{pointer}");
        }
        for pointer in ["a", "a/b", "/a~", "/~2", "/a~b"] {
            assert!(!is_valid(pointer), "{pointer}");
        }
    }

    #[test]
    fn a_value_goes_into_a_member_that_is_there_or_not_and_into_an_index_that_is() {
        for (body, pointer, expected) in [
            (json!({"a": null}), "/a", Some(json!({"a": 7}))),
            (json!({"b": 1}), "/a", Some(json!({"b": 1, "a": 7}))),
            (json!({"b": {}}), "/b/a~1c", Some(json!({"b": {"a/c": 7}}))),
            (json!({"b": [1, 2]}), "/b/1", Some(json!({"b": [1, 7]}))),
            (json!({"b": [1, 2]}), "/b/2", None),
            (json!({"b": [1, 2]}), "/b/-", None),
            (json!({"b": 1}), "/b/c", None),
            (json!({"b": 1}), "/c/d", None),
            (json!({"b": {"c": 1}}), "/b", None),
        ] {
            assert_eq!(is_settable(&body, pointer), expected.is_some(), "{body} {pointer}");
            if let Some(expected) = expected {
                let mut changed = body.clone();
                assert!(set(&mut changed, pointer, json!(7)));
                assert_eq!(changed, expected);
            }
        }
    }

    #[test]
    fn only_scalars_are_taken_from_an_answer() {
        let answer = json!({"id": 5, "name": "x", "flag": true, "price": 1.5, "none": null, "list": [1], "map": {}});
        for (pointer, expected) in [
            ("/id", Some(json!(5))),
            ("/name", Some(json!("x"))),
            ("/flag", Some(json!(true))),
            ("/list/0", Some(json!(1))),
            ("/price", None),
            ("/none", None),
            ("/list", None),
            ("/map", None),
            ("/missing", None),
            ("", None),
        ] {
            assert_eq!(scalar(&answer, pointer), expected, "{pointer}");
        }
    }
}
