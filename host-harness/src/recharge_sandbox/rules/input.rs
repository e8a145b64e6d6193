//! Reads the fields of a call's JSON object; what is wrong with them is collected and refused together.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{FieldErrors, Refusal};
use crate::recharge_sandbox::model::{Id, Money, Property};

/// The fields of one JSON object, with what was wrong with those that were read.
#[derive(Debug)]
pub(crate) struct Input<'a> {
    object: &'a Map<String, Value>,
    errors: FieldErrors,
}

/// A value that a field can have.
pub(crate) trait Field: Sized {
    /// Recharge's words for a value that is none.
    const WRONG: &'static str;
    /// The value, when it is one.
    fn read(value: &Value) -> Option<Self>;
}

impl<'a> Input<'a> {
    pub(crate) fn of(object: &'a Map<String, Value>) -> Self {
        Self { object, errors: FieldErrors::new() }
    }

    /// Whether the field is there at all, null or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.object.contains_key(name)
    }

    /// A field that must be there and not be null.
    pub(crate) fn required<T: Field>(&mut self, name: &str) -> Option<T> {
        if !self.has(name) {
            self.wrong(name, "Missing data for required field.");
        }
        self.optional(name)
    }

    /// A field that may be missing but not null.
    pub(crate) fn optional<T: Field>(&mut self, name: &str) -> Option<T> {
        match self.object.get(name) {
            None => None,
            Some(Value::Null) => {
                self.wrong(name, "Field may not be null.");
                None
            }
            Some(value) => {
                let read = T::read(value);
                if read.is_none() {
                    self.wrong(name, T::WRONG);
                }
                read
            }
        }
    }

    /// A field that may be missing (outer nothing) or null (inner nothing).
    pub(crate) fn nullable<T: Field>(&mut self, name: &str) -> Option<Option<T>> {
        match self.object.get(name) {
            Some(Value::Null) => Some(None),
            _ => self.optional(name).map(Some),
        }
    }

    /// Says what is wrong with a field.
    pub(crate) fn wrong(&mut self, name: &str, message: impl Into<String>) {
        self.errors.entry(name.to_owned()).or_default().push(message.into());
    }

    /// Refuses when anything was wrong.
    pub(crate) fn finish(self) -> Result<(), Refusal> {
        if self.errors.is_empty() { Ok(()) } else { Err(Refusal::fields(&self.errors)) }
    }

    /// Refuses when anything was wrong, else hands over what was read as required.
    pub(crate) fn complete<T>(self, read: Option<T>) -> Result<T, Refusal> {
        self.finish()?;
        read.ok_or_else(|| Refusal::field("_schema", "Missing data for required field."))
    }
}

impl Field for String {
    const WRONG: &'static str = "Not a valid string.";
    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl Field for bool {
    const WRONG: &'static str = "Not a valid boolean.";
    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Field for u32 {
    const WRONG: &'static str = "Not a valid integer.";
    fn read(value: &Value) -> Option<Self> {
        Id::read(value)?.try_into().ok()
    }
}

/// Ids and counts are taken as integers and as text, since working clients send both.
impl Field for Id {
    const WRONG: &'static str = "Not a valid integer.";
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => text.parse().ok(),
            _ => value.as_u64(),
        }
    }
}

/// A plain date; a date with a time is none.
impl Field for Date {
    const WRONG: &'static str = "Not a valid date.";
    fn read(value: &Value) -> Option<Self> {
        let text = value.as_str()?;
        // The parser takes more than Recharge's one form.
        (text.len() == 10).then(|| text.parse().ok()).flatten()
    }
}

/// Decimal text, or a number: what it is written as decides, so that no float is calculated with.
impl Field for Money {
    const WRONG: &'static str = "Not a valid number.";
    fn read(value: &Value) -> Option<Self> {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        let (whole, cents) = text.split_once('.').unwrap_or((&text, ""));
        if cents.len() > 2 {
            return None;
        }
        format!("{whole}.{cents:0<2}").parse().ok()
    }
}

impl<T: Field> Field for Vec<T> {
    const WRONG: &'static str = "Not a valid list.";
    fn read(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::read).collect()
    }
}

impl Field for Map<String, Value> {
    const WRONG: &'static str = "Invalid input type.";
    fn read(value: &Value) -> Option<Self> {
        value.as_object().cloned()
    }
}

impl Field for Property {
    const WRONG: &'static str = "Invalid input type.";
    fn read(value: &Value) -> Option<Self> {
        serde_json::from_value(value.clone()).ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_is_said_for_all_fields_together() {
        let body = json!({"date": "2026-02-30", "ids": [1, "x"], "note": null, "price": "1.005"});
        let mut input = Input::of(body.as_object().unwrap());
        assert_eq!(input.required::<Date>("date"), None);
        assert_eq!(input.required::<Vec<Id>>("ids"), None);
        assert_eq!(input.nullable::<String>("note"), Some(None));
        assert_eq!(input.optional::<Money>("price"), None);
        assert_eq!(input.required::<bool>("send_email"), None);
        let Err(Refusal::Captured(errors)) = input.finish() else { panic!("it was refused") };
        assert_eq!(
            errors,
            json!({"errors": {
                "date": ["Not a valid date."], "ids": ["Not a valid list."], "price": ["Not a valid number."],
                "send_email": ["Missing data for required field."],
            }})
        );
    }

    #[test]
    fn ids_are_taken_as_integers_and_as_text_and_amounts_are_never_floats() {
        assert_eq!(Id::read(&json!("601")), Some(601));
        assert_eq!(Id::read(&json!(601)), Some(601));
        for wrong in [json!(1.5), json!(-1), json!(true), json!("1e3"), json!(null)] {
            assert_eq!(Id::read(&wrong), None, "{wrong}");
        }
        assert_eq!(Money::read(&json!("24.9")).unwrap().to_string(), "24.90");
        assert_eq!(Money::read(&json!(24.9)).unwrap().to_string(), "24.90");
        assert_eq!(Money::read(&json!(24)).unwrap().to_string(), "24.00");
        for wrong in [json!("1.005"), json!("-1"), json!("1,0"), json!("")] {
            assert_eq!(Money::read(&wrong), None, "{wrong}");
        }
        for wrong in [json!("2026-02-09T00:00:00"), json!("20260209"), json!("09.02.2026"), json!(20260209)] {
            assert_eq!(Date::read(&wrong), None, "{wrong}");
        }
    }
}
