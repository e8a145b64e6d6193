//! Reads the files that people write by hand (worlds, tickets), in TOML or with the same entries in JSON: says where a
//! mistake is, and understands dates that are relative to "today", so that a file written once stays true on any day.

mod json;

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, Timestamp, tz::TimeZone};
use serde::de::DeserializeOwned;

/// A mistake in a hand-written file: where it is, what is there and what belongs there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {field}: {found}; expected {expected}")]
pub struct DataFileError {
    /// The file's name as the caller gave it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// The field, as a path or as the key at that place; "file" where the text can't be read at all.
    pub field: String,
    /// What is wrong with what is there.
    pub found: String,
    /// What belongs there.
    pub expected: String,
}

/// The text of a hand-written file with its name.
#[derive(Debug, Clone)]
pub struct DataFile<'a> {
    name: &'a str,
    source: Source<'a>,
}

#[derive(Debug, Clone)]
enum Source<'a> {
    Toml(&'a str),
    Json(Respelled),
}

/// JSON that was spelled as TOML.
#[derive(Debug, Clone)]
struct Respelled {
    /// The TOML, with the lines of the JSON.
    text: String,
    /// Each key with its place.
    keys: Vec<(usize, String)>,
}

impl<'a> DataFile<'a> {
    /// A file's text: JSON when its name ends in ".json" or it starts with a brace, and TOML otherwise.
    ///
    /// # Errors
    /// When it starts like JSON and is none, with its line.
    pub fn new(name: &'a str, text: &'a str) -> Result<Self, DataFileError> {
        let is_named_so = name.to_ascii_lowercase().ends_with(".json");
        let source = if is_named_so || json::is_json(text) {
            let respelled = json::as_toml(text).map_err(|(line, found)| DataFileError {
                file: name.to_owned(),
                line,
                field: "file".to_owned(),
                found,
                expected: "JSON with the entries of a TOML file".to_owned(),
            })?;
            Source::Json(respelled)
        } else {
            Source::Toml(text)
        };
        Ok(Self { name, source })
    }

    fn text(&self) -> &str {
        match &self.source {
            Source::Toml(text) => text,
            Source::Json(respelled) => &respelled.text,
        }
    }

    /// Reads the file into its shape.
    ///
    /// # Errors
    /// The first thing that is not TOML or doesn't fit the shape, with its line and field.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, DataFileError> {
        let parsed = match &self.source {
            Source::Toml(text) => toml::from_str(text),
            Source::Json(respelled) => toml::from_str::<BTreeMap<String, T>>(&respelled.text).and_then(|mut root| {
                root.remove(json::ROOT).ok_or_else(|| serde::de::Error::custom("nothing is in it"))
            }),
        };
        parsed.map_err(|error: toml::de::Error| {
            let span = error.span().unwrap_or(0..0);
            let message = error.message().replace('\n', " ");
            // The parser's messages read "what is there, expected what belongs there".
            let (found, expected) = match message.split_once(", expected ") {
                Some((found, expected)) => (found.to_owned(), expected.to_owned()),
                None => match message.strip_prefix("missing field ") {
                    Some(field) => (message.clone(), format!("a value for {field}")),
                    None => (message, "an entry as the others of this file are written".to_owned()),
                },
            };
            let field = self.key_at(span.start).unwrap_or_else(|| "file".to_owned());
            self.mistake(&span, field, found, expected)
        })
    }

    /// A mistake at a place of this file.
    pub fn mistake(
        &self,
        span: &Range<usize>,
        field: impl Into<String>,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> DataFileError {
        DataFileError {
            file: self.name.to_owned(),
            line: self.line_of(span.start),
            field: field.into(),
            found: found.into(),
            expected: expected.into(),
        }
    }

    fn line_of(&self, offset: usize) -> usize {
        1 + self.text().bytes().take(offset).filter(|byte| *byte == b'\n').count()
    }

    fn key_at(&self, offset: usize) -> Option<String> {
        if let Source::Json(respelled) = &self.source {
            let before = respelled.keys.partition_point(|(start, _)| *start <= offset);
            return respelled.keys.get(before.checked_sub(1)?).map(|(_, key)| key.clone());
        }
        let line = self.text().lines().nth(self.line_of(offset).saturating_sub(1))?;
        let key = line.split('=').next()?.trim().trim_matches(['[', ']']).trim();
        (!key.is_empty()).then(|| key.to_owned())
    }
}

/// What a date in a hand-written file may look like.
pub const DATE_FORMS: &str =
    "a date such as \"2026-02-09\", \"today\", \"+9d\", \"-3d\", \"+2w\", \"+1m\", \"-1y\" or \"next 15\" (of a month)";

/// What a point in time in a hand-written file may look like.
pub const MOMENT_FORMS: &str = "a time such as \"-2d 09:14\", \"-3h\" or \"-25min\"";

/// A date as a file says it: absolute, or relative to `today`. Nothing when the text is no such date, or when it leaves
/// the calendar.
pub fn date(text: &str, today: Date) -> Option<Date> {
    if text == "today" {
        return Some(today);
    }
    if let Ok(date) = text.parse::<Date>() {
        return Some(date);
    }
    if let Some(day) = text.strip_prefix("next ") {
        return next_day_of_month(day.parse().ok().filter(|day| (1..=31).contains(day))?, today);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let unit = text.chars().last()?;
    let count: i64 = text.get(1..text.len().checked_sub(unit.len_utf8())?)?.parse().ok().filter(|count| *count >= 0)?;
    let count = sign * count;
    let span = match unit {
        'd' => Span::new().try_days(count),
        'w' => Span::new().try_weeks(count),
        'm' => Span::new().try_months(count),
        'y' => Span::new().try_years(count),
        _ => return None,
    };
    today.checked_add(span.ok()?).ok()
}

/// The first date after `today` with that day of the month, or with the month's last day where it is shorter.
fn next_day_of_month(day: i8, today: Date) -> Option<Date> {
    let in_month = |month: Date| Date::new(month.year(), month.month(), day.min(month.days_in_month())).ok();
    let this_month = in_month(today)?;
    if this_month > today {
        return Some(this_month);
    }
    in_month(today.first_of_month().checked_add(Span::new().months(1)).ok()?)
}

/// A point in time in the past as a file says it: "-2d 09:14" (that many days ago at that time of day in `zone`, at least
/// one), or "-3h" and "-25min" before `now`. Such a time is never after `now`, whatever `now` is.
pub fn moment(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let rest = text.strip_prefix('-')?;
    if let Some((days, time)) = rest.split_once("d ") {
        let days: i64 = days.parse().ok().filter(|days| *days >= 1)?;
        let time: Time = format!("{time}:00").parse().ok()?;
        let day = zone.to_datetime(now).date().checked_sub(Span::new().try_days(days).ok()?).ok()?;
        return zone.to_timestamp(DateTime::from_parts(day, time)).ok();
    }
    let span = if let Some(hours) = rest.strip_suffix('h') {
        Span::new().try_hours(hours.parse::<i64>().ok().filter(|count| *count >= 0)?)
    } else {
        let minutes = rest.strip_suffix("min")?;
        Span::new().try_minutes(minutes.parse::<i64>().ok().filter(|count| *count >= 0)?)
    };
    now.checked_sub(span.ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shape {
        #[allow(dead_code, reason = "only its type matters here")]
        count: u32,
    }

    fn mistake(text: &str) -> DataFileError {
        DataFile::new("shop.toml", text).and_then(|file| file.parse::<Shape>()).unwrap_err()
    }

    #[test]
    fn dates_are_absolute_or_relative_to_today() {
        let today: Date = "2026-01-31".parse().unwrap();
        for (text, expected) in [
            ("2026-02-09", Some("2026-02-09")),
            ("today", Some("2026-01-31")),
            ("+9d", Some("2026-02-09")),
            ("-3d", Some("2026-01-28")),
            ("+2w", Some("2026-02-14")),
            ("+1m", Some("2026-02-28")),
            ("-1y", Some("2025-01-31")),
            ("next 15", Some("2026-02-15")),
            ("next 31", Some("2026-02-28")),
            ("next 0", None),
            ("next 32", None),
            ("9d", None),
            ("+d", None),
            ("+-3d", None),
            ("+9000000000000000000d", None),
            ("+999999y", None),
            ("+3ü", None),
            ("", None),
        ] {
            assert_eq!(date(text, today), expected.map(|date| date.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn moments_are_never_after_now() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now: Timestamp = "2026-11-22T00:05:00+01:00".parse().unwrap();
        for (text, expected) in [
            ("-1d 23:59", Some("2026-11-21T23:59:00+01:00")),
            ("-3h", Some("2026-11-21T21:05:00+01:00")),
            ("-25min", Some("2026-11-21T23:40:00+01:00")),
            ("-0d 23:59", None),
            ("-1d 25:00", None),
            ("+3h", None),
            ("3h", None),
        ] {
            assert_eq!(moment(text, now, &zone), expected.map(|time| time.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn a_mistake_names_file_line_field_and_what_was_expected() {
        assert_eq!(
            mistake("\ncount = \"five\"\n").to_string(),
            "shop.toml:2: count: invalid type: string \"five\"; expected u32"
        );
        assert_eq!(
            mistake("count = 1\ncuont = 2\n").to_string(),
            "shop.toml:2: cuont: unknown field `cuont`; expected `count`"
        );
        assert_eq!(mistake("").expected, "a value for `count`");
        assert_eq!(mistake("count = = 3\n").line, 1);
        assert_eq!(
            mistake("{\n \"count\":\n \"five\"}").to_string(),
            "shop.toml:3: count: invalid type: string \"five\"; expected u32"
        );
        assert_eq!(mistake("{\"count\": 1,\n\"cuont\": 2}").line, 2);
        assert_eq!(mistake("{\"count\": 1,\n}").field, "file");
    }
}
