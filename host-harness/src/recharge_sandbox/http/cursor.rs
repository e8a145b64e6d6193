//! Cursors: where the next page starts. A captured one was base64 of
//! `{"starting_before_id":70480844,"last_value":70480844,"sort_by":"id-desc","cursor_dir":"next"}`; ours carries the
//! filters besides, since they are not to be sent again.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::recharge_sandbox::model::Id;
use crate::recharge_sandbox::rules::FieldErrors;

/// What a list can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SortField {
    Id,
    CreatedAt,
    UpdatedAt,
    ScheduledAt,
    ProcessedAt,
}

/// A list's order. Recharge's default is "id-desc".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sort {
    pub field: SortField,
    pub descending: bool,
}

/// The value a record is sorted by, and then its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum SortValue {
    Id(Id),
    Time(Timestamp),
    Date(Date),
    Nothing(()),
}

/// A record's place in a list.
pub(crate) type Position = (SortValue, Id);

/// Which way a cursor leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Direction {
    Next,
    Previous,
}

/// A cursor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cursor {
    starting_before_id: Id,
    last_value: SortValue,
    sort_by: String,
    pub cursor_dir: Direction,
    pub filters: BTreeMap<String, String>,
}

impl SortField {
    fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::ScheduledAt => "scheduled_at",
            Self::ProcessedAt => "processed_at",
        }
    }
}

impl Sort {
    pub(crate) const DEFAULT: Self = Self { field: SortField::Id, descending: true };

    fn name(self) -> String {
        format!("{}-{}", self.field.as_str(), if self.descending { "desc" } else { "asc" })
    }

    /// The order of that name among those a resource has.
    pub(crate) fn named(name: &str, fields: &[SortField]) -> Option<Self> {
        let all = fields.iter().flat_map(|field| [true, false].map(|descending| Self { field: *field, descending }));
        let mut all = all.filter(|sort| sort.name() == name);
        all.next()
    }

    /// The words of the 422 for another name.
    pub(crate) fn unknown(fields: &[SortField]) -> String {
        let names: Vec<String> = fields
            .iter()
            .flat_map(|field| [false, true].map(|descending| Self { field: *field, descending }.name()))
            .collect();
        format!("Must be one of: {}.", names.join(", "))
    }

    /// How two places stand in this order.
    pub(crate) fn compare(self, a: &Position, b: &Position) -> std::cmp::Ordering {
        if self.descending { b.cmp(a) } else { a.cmp(b) }
    }
}

impl Cursor {
    /// A cursor that starts at a record, not including it.
    pub(crate) fn at(
        position: Position,
        sort: Sort,
        cursor_dir: Direction,
        filters: &BTreeMap<String, String>,
    ) -> Self {
        Self {
            starting_before_id: position.1,
            last_value: position.0,
            sort_by: sort.name(),
            cursor_dir,
            filters: filters.clone(),
        }
    }

    /// The record it starts at.
    pub(crate) fn position(&self) -> Position {
        (self.last_value, self.starting_before_id)
    }

    /// The list's order.
    pub(crate) fn sort(&self, fields: &[SortField]) -> Option<Sort> {
        Sort::named(&self.sort_by, fields)
    }

    /// As it stands in a body.
    pub(crate) fn encode(&self) -> Result<String, serde_json::Error> {
        Ok(STANDARD.encode(serde_json::to_vec(self)?))
    }

    /// Reads one; anything that isn't one is Recharge's captured 422.
    pub(crate) fn decode(text: &str, errors: &mut FieldErrors) -> Option<Self> {
        let decoded = STANDARD.decode(text).ok().and_then(|json| serde_json::from_slice(&json).ok());
        if decoded.is_none() {
            invalid(errors);
        }
        decoded
    }
}

/// Notes that the cursor is not one.
pub(crate) fn invalid(errors: &mut FieldErrors) {
    errors.entry("cursor".to_owned()).or_default().push("Invalid value".to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        let day: Date = "2026-02-09".parse().unwrap();
        let time: Timestamp = "2026-02-09T08:00:00Z".parse().unwrap();
        for value in [SortValue::Id(7), SortValue::Date(day), SortValue::Time(time), SortValue::Nothing(())] {
            let filters = BTreeMap::from([("customer_id".to_owned(), "5".to_owned())]);
            let cursor = Cursor::at((value, 7), Sort::DEFAULT, Direction::Next, &filters);
            let mut errors = FieldErrors::new();
            assert_eq!(Cursor::decode(&cursor.encode().unwrap(), &mut errors), Some(cursor));
            assert!(errors.is_empty());
        }
    }

    #[test]
    fn what_is_no_cursor_is_refused_in_recharges_words() {
        for text in ["", "x", "bm90IGpzb24=", "e30=", "eyJpZCI6MX0", "\u{202e}", "////"] {
            let mut errors = FieldErrors::new();
            assert_eq!(Cursor::decode(text, &mut errors), None, "{text}");
            assert_eq!(errors["cursor"], ["Invalid value"]);
        }
    }
}
