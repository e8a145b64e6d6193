//! Readers for single fields. Whatever is not as documented counts as missing; nothing here fails because of content.
//!
//! Each goes through the raw JSON text of the field, which keeps an amount's digits as they were written (no floating
//! point on the way) and lets a number come as text or the other way round, as both were observed in the wild.

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::moment::parse_date;

fn raw<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'de str, D::Error> {
    <&RawValue>::deserialize(deserializer).map(RawValue::get)
}

/// The raw JSON text of a field that is there, be it null.
pub fn raw_some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    Deserialize::deserialize(deserializer).map(Some)
}

/// Text; a number or a truth value as it was written.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = raw(deserializer)?;
    Ok(match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw).ok(),
        Some(b'-' | b'0'..=b'9' | b't' | b'f') => Some(raw.to_owned()),
        _ => None,
    })
}

/// A whole number that is not negative.
pub fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let text = text(deserializer)?;
    Ok(text.and_then(|text| {
        let text = text.trim();
        let (digits, fraction) = text.split_once('.').unwrap_or((text, ""));
        let plain = digits.bytes().all(|b| b.is_ascii_digit()) && fraction.bytes().all(|b| b == b'0');
        digits.parse().ok().filter(|_| plain)
    }))
}

/// A truth value, also as 0, 1 or text.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match text(deserializer)?.as_deref().map(str::trim) {
        Some("true" | "1" | "True") => Some(true),
        Some("false" | "0" | "False") => Some(false),
        _ => None,
    })
}

/// A plain date out of a date or a date and time: the first ten characters, never shifted by a time zone.
pub fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    Ok(text(deserializer)?.and_then(|text| {
        let text = text.trim();
        let (day, rest) = text.split_at_checked(10)?;
        let separated = rest.is_empty() || rest.starts_with(['T', 't', ' ']);
        parse_date(day).filter(|_| separated)
    }))
}

/// A nested object, or nothing when it isn't one.
pub fn nested<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_str(raw(deserializer)?).ok())
}

/// A list of what can be read of it; nothing when it is no list. Null counts as an empty one, as Recharge sends both.
pub fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<Vec<T>>, D::Error> {
    let raw = raw(deserializer)?;
    let Ok(rows) = serde_json::from_str::<Option<Vec<&RawValue>>>(raw) else {
        return Ok(None);
    };
    Ok(Some(
        rows.unwrap_or_default()
            .into_iter()
            .filter_map(|row| serde_json::from_str(row.get()).ok())
            .collect(),
    ))
}

/// A list of texts.
pub fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    list(deserializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Fields {
        #[serde(deserialize_with = "text")]
        text: Option<String>,
        #[serde(deserialize_with = "whole")]
        whole: Option<u64>,
        #[serde(deserialize_with = "flag")]
        flag: Option<bool>,
        #[serde(deserialize_with = "date")]
        date: Option<Date>,
        #[serde(deserialize_with = "list")]
        list: Option<Vec<String>>,
    }

    fn read(json: &str) -> Fields {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn an_amount_keeps_its_digits_when_it_comes_as_a_number() {
        assert_eq!(read(r#"{"text":24.90}"#).text.as_deref(), Some("24.90"));
        assert_eq!(read(r#"{"text":"24.90"}"#).text.as_deref(), Some("24.90"));
    }

    #[test]
    fn whole_numbers_come_as_numbers_or_text() {
        for json in [r#"{"whole":30}"#, r#"{"whole":"30"}"#, r#"{"whole":30.0}"#] {
            assert_eq!(read(json).whole, Some(30), "{json}");
        }
        for json in [
            r#"{"whole":-1}"#,
            r#"{"whole":"+1"}"#,
            r#"{"whole":1.5}"#,
            r#"{"whole":1e3}"#,
            r#"{"whole":[]}"#,
        ] {
            assert_eq!(read(json).whole, None, "{json}");
        }
        assert_eq!(read(r#"{"whole":99999999999999999999999}"#).whole, None);
    }

    #[test]
    fn dates_are_the_first_ten_characters() {
        let day = Some("2026-02-09".parse().unwrap());
        for json in [
            r#"{"date":"2026-02-09"}"#,
            r#"{"date":"2026-02-09T23:59:59-08:00"}"#,
            r#"{"date":"2026-02-09T10:19:18.637636+00:00"}"#,
            r#"{"date":"2026-02-09 00:00"}"#,
        ] {
            assert_eq!(read(json).date, day, "{json}");
        }
        for json in [
            r#"{"date":"2026-02-30"}"#,
            r#"{"date":"2026-02-091"}"#,
            r#"{"date":"09.02.2026"}"#,
            r#"{"date":5}"#,
        ] {
            assert_eq!(read(json).date, None, "{json}");
        }
    }

    #[test]
    fn fields_of_the_wrong_kind_count_as_missing() {
        let odd = r#"{"text":{"a":1},"whole":null,"flag":"maybe","date":["x"],"list":7}"#;
        assert_eq!(read(odd), Fields::default());
        assert_eq!(read(r#"{"text":"\ud800"}"#), Fields::default());
    }

    #[test]
    fn a_list_may_be_null_and_loses_only_its_odd_rows() {
        assert_eq!(read(r#"{"list":null}"#).list, Some(vec![]));
        assert_eq!(
            read(r#"{"list":["a",{},"b"]}"#).list,
            Some(vec!["a".to_owned(), "b".to_owned()])
        );
    }
}
