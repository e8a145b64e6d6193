//! The contract's types as JSON, in the words of the contract: the generated Rust types name the cases of variants and
//! enums `DifferentCase`, the contract `different-case`.

use std::fmt::Display;

use serde::{Serialize, ser};
use serde_json::{Error, Map, Number, Value};

/// A value as JSON with the cases of enums in kebab-case: one without a payload is its name, one with a payload an
/// object with that one member. Names of fields stay as they are. Numbers stay exact; a float that JSON doesn't know
/// (NaN, infinite) becomes null.
///
/// Fails where serde_json would: keys of maps must be texts, numbers or booleans, and integers at most 64 bits wide.
pub fn to_json_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, Error> {
    value.serialize(Kebab)
}

/// "DifferentCase" as "different-case": each capital begins a word, as in the names that the bindings are generated
/// from.
fn kebab(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_uppercase() {
            if !out.is_empty() && !out.ends_with('-') {
                out.push('-');
            }
            out.extend(c.to_lowercase());
        } else {
            out.push(if c == '_' { '-' } else { c });
        }
    }
    out
}

/// An object with one member.
fn case(variant: &str, payload: Value) -> Value {
    Value::Object(Map::from_iter([(kebab(variant), payload)]))
}

fn custom(message: impl Display) -> Error {
    ser::Error::custom(message)
}

struct Kebab;

macro_rules! scalars {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method(self, value: $type) -> Result<Value, Error> {
            Ok(Value::from(value))
        })*
    };
}

impl ser::Serializer for Kebab {
    type Ok = Value;
    type Error = Error;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = List;
    type SerializeMap = Object;
    type SerializeStruct = Object;
    type SerializeStructVariant = Object;

    scalars! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_f32: f32,
        serialize_f64: f64,
        serialize_str: &str,
    }

    fn serialize_i128(self, value: i128) -> Result<Value, Error> {
        let number = Number::from_i128(value).ok_or_else(|| custom("an integer is too large for JSON"))?;
        Ok(Value::Number(number))
    }

    fn serialize_u128(self, value: u128) -> Result<Value, Error> {
        let number = Number::from_u128(value).ok_or_else(|| custom("an integer is too large for JSON"))?;
        Ok(Value::Number(number))
    }

    fn serialize_char(self, value: char) -> Result<Value, Error> {
        Ok(Value::String(value.to_string()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Value, Error> {
        Ok(Value::from(value))
    }

    fn serialize_none(self) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result<Value, Error> {
        Ok(Value::String(kebab(variant)))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Result<Value, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, Error> {
        Ok(case(variant, value.serialize(self)?))
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<List, Error> {
        Ok(List::default())
    }

    fn serialize_tuple(self, _len: usize) -> Result<List, Error> {
        Ok(List::default())
    }

    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<List, Error> {
        Ok(List::default())
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<List, Error> {
        Ok(List { variant: Some(variant), items: Vec::new() })
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<Object, Error> {
        Ok(Object::default())
    }

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Object, Error> {
        Ok(Object::default())
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Object, Error> {
        Ok(Object { variant: Some(variant), ..Object::default() })
    }
}

/// A list being filled, perhaps as the payload of a case.
#[derive(Default)]
struct List {
    variant: Option<&'static str>,
    items: Vec<Value>,
}

impl List {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.items.push(value.serialize(Kebab)?);
        Ok(())
    }

    fn finish(self) -> Value {
        let items = Value::Array(self.items);
        match self.variant {
            Some(variant) => case(variant, items),
            None => items,
        }
    }
}

macro_rules! list {
    ($($trait:ident::$method:ident,)*) => {
        $(impl ser::$trait for List {
            type Ok = Value;
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.push(value)
            }

            fn end(self) -> Result<Value, Error> {
                Ok(self.finish())
            }
        })*
    };
}

list! {
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
}

/// An object being filled, perhaps as the payload of a case.
#[derive(Default)]
struct Object {
    variant: Option<&'static str>,
    members: Map<String, Value>,
    key: Option<String>,
}

impl Object {
    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        self.members.insert(name.to_owned(), value.serialize(Kebab)?);
        Ok(())
    }

    fn finish(self) -> Value {
        let members = Value::Object(self.members);
        match self.variant {
            Some(variant) => case(variant, members),
            None => members,
        }
    }
}

impl ser::SerializeMap for Object {
    type Ok = Value;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key = Some(match key.serialize(Kebab)? {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(value) => value.to_string(),
            _ => return Err(custom("the key of a map is no text")),
        });
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = self.key.take().ok_or_else(|| custom("a value of a map came before its key"))?;
        self.field(&key, value)
    }

    fn end(self) -> Result<Value, Error> {
        Ok(self.finish())
    }
}

macro_rules! object {
    ($($trait:ident,)*) => {
        $(impl ser::$trait for Object {
            type Ok = Value;
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
                self.field(name, value)
            }

            fn end(self) -> Result<Value, Error> {
                Ok(self.finish())
            }
        })*
    };
}

object! {
    SerializeStruct,
    SerializeStructVariant,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;
    use std::collections::BTreeMap;

    #[derive(Serialize, Clone, PartialEq, Eq, PartialOrd, Ord)]
    enum State {
        DifferentCase,
        Active,
    }

    #[derive(Serialize)]
    enum Line {
        NoPayload,
        PrepaidOrder(Order),
        TwoThings(State, u8),
        WithFields { next_state: State },
        MaybeState(Option<State>),
    }

    #[derive(Serialize)]
    struct Order {
        order_id: u64,
        state: Option<State>,
        states: Vec<State>,
        pair: (State, String),
        by_state: BTreeMap<State, Line>,
    }

    #[test]
    fn cases_are_in_kebab_case_however_deep_they_are() {
        let order = Order {
            order_id: u64::MAX,
            state: Some(State::DifferentCase),
            states: vec![State::Active, State::DifferentCase],
            pair: (State::DifferentCase, "DifferentCase".to_owned()),
            by_state: [(State::DifferentCase, Line::MaybeState(Some(State::DifferentCase)))].into(),
        };
        assert_eq!(
            to_json_value(&Line::PrepaidOrder(order)).unwrap(),
            json!({"prepaid-order": {
                "order_id": u64::MAX,
                "state": "different-case",
                "states": ["active", "different-case"],
                "pair": ["different-case", "DifferentCase"],
                "by_state": {"different-case": {"maybe-state": "different-case"}},
            }})
        );
    }

    #[test]
    fn every_shape_of_case_has_its_form() {
        assert_eq!(to_json_value(&Line::NoPayload).unwrap(), json!("no-payload"));
        assert_eq!(to_json_value(&Line::MaybeState(None)).unwrap(), json!({"maybe-state": null}));
        let two = Line::TwoThings(State::Active, 7);
        assert_eq!(to_json_value(&two).unwrap(), json!({"two-things": ["active", 7]}));
        let fields = Line::WithFields { next_state: State::DifferentCase };
        assert_eq!(to_json_value(&fields).unwrap(), json!({"with-fields": {"next_state": "different-case"}}));
        let result: Result<State, State> = Err(State::DifferentCase);
        assert_eq!(to_json_value(&result).unwrap(), json!({"err": "different-case"}));
    }

    #[test]
    fn names_are_split_before_each_capital() {
        for (name, expected) in
            [("Active", "active"), ("HttpError", "http-error"), ("Iso4217Code", "iso4217-code"), ("AB", "a-b")]
        {
            assert_eq!(kebab(name), expected);
        }
    }

    #[test]
    fn numbers_stay_exact_and_a_float_that_json_lacks_is_null() {
        assert_eq!(to_json_value(&u64::MAX).unwrap().to_string(), "18446744073709551615");
        assert_eq!(to_json_value(&i64::MIN).unwrap().to_string(), "-9223372036854775808");
        assert_eq!(to_json_value(&1.5f64).unwrap(), json!(1.5));
        assert_eq!(to_json_value(&f64::NAN).unwrap(), Value::Null);
        assert!(to_json_value(&u128::MAX).is_err());
    }

    #[test]
    fn a_map_with_a_key_that_is_no_text_is_an_error() {
        assert!(to_json_value(&BTreeMap::from([(vec![1], 2)])).is_err());
        assert_eq!(to_json_value(&BTreeMap::from([(7u64, true)])).unwrap(), json!({"7": true}));
    }

    proptest! {
        #[test]
        fn without_enums_it_is_what_serde_json_gives(
            map in prop::collection::btree_map(any::<String>(), (any::<Option<u64>>(), any::<i64>(), any::<Vec<String>>(), any::<char>()), 0..6),
        ) {
            prop_assert_eq!(to_json_value(&map).unwrap(), serde_json::to_value(&map).unwrap());
        }
    }
}
