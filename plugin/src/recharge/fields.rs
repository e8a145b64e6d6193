//! An object's fields by name, read leniently: whatever is not as documented counts as missing, and nothing fails
//! because of a field's content.
//!
//! Fields are kept as raw JSON text. That keeps an amount's digits as they were written, with no floating point on the
//! way, and lets a number come as text or the other way round, as both were observed. It also is a fifth of the code
//! that a derived reader for each resource would be.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::moment::parse_date;

/// The fields of one object.
#[derive(Debug, Clone, Default)]
pub struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

/// What is read out of fields.
pub trait FromFields: Sized {
    /// Reads it; nothing when it has no usable id.
    fn from_fields(fields: &Fields<'_>) -> Option<Self>;
}

impl<'a> Fields<'a> {
    /// Reads an object.
    ///
    /// # Errors
    /// When the text is not JSON, or no object.
    pub fn parse(json: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// The raw JSON text of a field, be it null. Of a field that is there twice the last one counts, as in most
    /// readers.
    pub fn raw(&self, name: &str) -> Option<&'a str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, raw)| raw.get())
    }

    /// Text; a number or a truth value as it was written.
    pub fn text(&self, name: &str) -> Option<String> {
        self.raw(name).and_then(text)
    }

    /// A whole number that is not negative.
    pub fn whole(&self, name: &str) -> Option<u64> {
        let text = self.text(name)?;
        let (digits, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        let plain = digits.bytes().all(|b| b.is_ascii_digit()) && fraction.bytes().all(|b| b == b'0');
        digits.parse().ok().filter(|_| plain)
    }

    /// An id.
    pub fn id<T: From<u64>>(&self, name: &str) -> Option<T> {
        self.whole(name).map(T::from)
    }

    /// A truth value, also as 0, 1 or text.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.text(name)?.trim() {
            "true" | "True" | "1" => Some(true),
            "false" | "False" | "0" => Some(false),
            _ => None,
        }
    }

    /// A plain date out of a date or a date and time: the first ten characters, never shifted by a time zone.
    pub fn date(&self, name: &str) -> Option<Date> {
        let text = self.text(name)?;
        let (day, rest) = text.trim().split_at_checked(10)?;
        parse_date(day).filter(|_| rest.is_empty() || rest.starts_with(['T', 't', ' ']))
    }

    /// The fields of a nested object; none when it isn't one.
    pub fn nested(&self, name: &str) -> Self {
        self.raw(name).and_then(|raw| Fields::parse(raw).ok()).unwrap_or_default()
    }

    /// A list of what can be read of it; nothing when it is no list. Null counts as an empty one, as Recharge sends
    /// both.
    pub fn list<T: FromFields>(&self, name: &str) -> Option<Vec<T>> {
        Some(rows(self.raw(name)?).ok()?.into_iter().filter_map(read).collect())
    }

    /// True iff the field is a list with something in it.
    pub fn has_rows(&self, name: &str) -> bool {
        self.raw(name).and_then(|raw| rows(raw).ok()).is_some_and(|rows| !rows.is_empty())
    }

    /// True iff the field is there and null.
    pub fn is_null(&self, name: &str) -> bool {
        self.raw(name) == Some("null")
    }

    /// A list of texts; nothing when it is no list.
    pub fn texts(&self, name: &str) -> Option<Vec<String>> {
        Some(rows(self.raw(name)?).ok()?.into_iter().filter_map(text).collect())
    }
}

/// The raw JSON texts of a list's rows.
///
/// # Errors
/// When the text is no list and not null.
pub fn rows(json: &str) -> serde_json::Result<Vec<&str>> {
    let rows: Option<Vec<&RawValue>> = serde_json::from_str(json)?;
    Ok(rows.unwrap_or_default().into_iter().map(RawValue::get).collect())
}

/// Reads one object; nothing when it is none, or has no usable id.
pub fn read<T: FromFields>(json: &str) -> Option<T> {
    T::from_fields(&Fields::parse(json).ok()?)
}

fn text(raw: &str) -> Option<String> {
    match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw).ok(),
        Some(b'-' | b'0'..=b'9' | b't' | b'f') => Some(raw.to_owned()),
        _ => None,
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Collector)
    }
}

struct Collector;

impl<'de> Visitor<'de> for Collector {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some((Name(name), raw)) = map.next_entry()? {
            fields.push((name, raw));
        }
        Ok(Fields(fields))
    }
}

/// A field's name, borrowed where it has no escapes in it.
struct Name<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameCollector).map(Self)
    }
}

struct NameCollector;

impl<'de> Visitor<'de> for NameCollector {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Fields<'_> {
        Fields::parse(json).unwrap()
    }

    #[test]
    fn an_amount_keeps_its_digits_when_it_comes_as_a_number() {
        assert_eq!(fields(r#"{"x":24.90}"#).text("x").as_deref(), Some("24.90"));
        assert_eq!(fields(r#"{"x":"24.90"}"#).text("x").as_deref(), Some("24.90"));
    }

    #[test]
    fn whole_numbers_come_as_numbers_or_text() {
        for json in [r#"{"x":30}"#, r#"{"x":"30"}"#, r#"{"x":30.0}"#, r#"{"x":5,"x":30}"#, r#"{"\u0078":30}"#] {
            assert_eq!(fields(json).whole("x"), Some(30), "{json}");
        }
        for json in [
            r#"{"x":-1}"#,
            r#"{"x":"+1"}"#,
            r#"{"x":1.5}"#,
            r#"{"x":1e3}"#,
            r#"{"x":[]}"#,
            r#"{"x":""}"#,
            r#"{"y":1}"#,
            r#"{"x":99999999999999999999999}"#,
        ] {
            assert_eq!(fields(json).whole("x"), None, "{json}");
        }
    }

    #[test]
    fn dates_are_the_first_ten_characters() {
        let day = Some("2026-02-09".parse().unwrap());
        for json in [
            r#"{"x":"2026-02-09"}"#,
            r#"{"x":"2026-02-09T23:59:59-08:00"}"#,
            r#"{"x":"2026-02-09T10:19:18.637636+00:00"}"#,
            r#"{"x":"2026-02-09 00:00"}"#,
        ] {
            assert_eq!(fields(json).date("x"), day, "{json}");
        }
        for json in [
            r#"{"x":"2026-02-30"}"#,
            r#"{"x":"2026-02-091"}"#,
            r#"{"x":"09.02.2026"}"#,
            r#"{"x":5}"#,
            r#"{"x":"2026-02-0é"}"#,
        ] {
            assert_eq!(fields(json).date("x"), None, "{json}");
        }
    }

    #[test]
    fn truth_values_come_in_several_forms() {
        for (json, flag) in [
            (r#"{"x":true}"#, Some(true)),
            (r#"{"x":1}"#, Some(true)),
            (r#"{"x":"false"}"#, Some(false)),
            (r#"{"x":0}"#, Some(false)),
            (r#"{"x":"maybe"}"#, None),
            (r#"{"x":null}"#, None),
        ] {
            assert_eq!(fields(json).flag("x"), flag, "{json}");
        }
    }

    #[test]
    fn fields_of_the_wrong_kind_count_as_missing() {
        for json in [r#"{"x":{"a":1}}"#, r#"{"x":null}"#, r#"{"x":["x"]}"#, r#"{"x":"\ud800"}"#, "{}"] {
            assert_eq!(fields(json).text("x"), None, "{json}");
        }
        assert_eq!(fields(r#"{"x":7}"#).texts("x"), None);
        assert_eq!(fields(r#"{"x":[1]}"#).nested("x").raw("a"), None);
        assert_eq!(fields(r#"{"x":{"id":4}}"#).nested("x").whole("id"), Some(4));
    }

    #[test]
    fn a_list_may_be_null_and_loses_only_its_odd_rows() {
        assert_eq!(fields(r#"{"x":null}"#).texts("x"), Some(vec![]));
        assert_eq!(fields(r#"{"x":["a",{},"b"]}"#).texts("x"), Some(vec!["a".to_owned(), "b".to_owned()]));
    }

    #[test]
    fn what_is_no_object_has_no_fields() {
        for json in ["[]", "[1]", "7", "null", "\"x\"", "{", ""] {
            assert!(Fields::parse(json).is_err(), "{json}");
        }
    }
}
