//! A record's fields as Recharge's bodies name them, before and after a change.

use serde_json::{Map, Value};

use crate::recharge_sandbox::model::{AnyRecord, UpdatedAttribute};
use crate::recharge_sandbox::version::Version;
use crate::recharge_sandbox::wire::{self, View};

/// The longest value that is kept, in bytes of JSON: a charge's items can be many.
const MAX_VALUE: usize = 4096;

/// The record's body in a version, as a tree.
pub(super) fn fields(record: &AnyRecord, view: View<'_>, version: Version) -> Map<String, Value> {
    match wire::tree(|out| wire::body(record, view, version, &[], out)) {
        Ok(Value::Object(fields)) => fields,
        // A body is always an object.
        _ => Map::new(),
    }
}

/// What differs between two states of a record, without when it was changed. What Recharge derives from other records is
/// the same on both sides, as both are looked at in the same store.
pub(super) fn differing(before: &AnyRecord, after: &AnyRecord, view: View<'_>) -> Vec<UpdatedAttribute> {
    let (mut before, after) = (fields(before, view, Version::V2021_11), fields(after, view, Version::V2021_11));
    let differing = after.into_iter().filter_map(|(name, value)| {
        let previous = before.remove(&name).unwrap_or_default();
        (previous != value && name != "updated_at").then(|| UpdatedAttribute {
            attribute: name,
            previous_value: short(previous),
            value: short(value),
        })
    });
    differing.collect()
}

fn short(value: Value) -> Value {
    if value.to_string().len() > MAX_VALUE { Value::Null } else { value }
}
