//! The reasons for a cancellation that a shop defined.
//!
//! `GET /retention_strategies` is documented to exist; its answer was never captured. So it is read as a list of objects
//! that name a reason in one of a few likely fields, and whatever else comes means that the shop has no list.

use super::client::Get;
use super::error::Cause;
use super::fields::{Fields, FromFields};
use super::page::read_page;
use crate::text;

/// Reasons that are offered at most; a longer list is none to choose from.
const MOST: usize = 40;
/// The longest reason, in characters.
const LONGEST: usize = 255;

struct Reason(String);

impl FromFields for Reason {
    fn from_fields(fields: &Fields<'_>) -> Option<Self> {
        let names = ["cancellation_reason", "reason", "title", "name", "cancellation_reason_text"];
        let text = names.iter().find_map(|name| text::clean_some(fields.text(name).as_deref(), LONGEST))?;
        Some(Self(text))
    }
}

/// Asks for the reasons.
pub fn retention_strategies() -> Get {
    Get { path: "/retention_strategies", query: vec![], max_age: 0 }
}

/// Reads the reasons, each once.
///
/// # Errors
/// When the answer is not a list of them.
pub fn read_reasons(body: &[u8]) -> Result<Vec<String>, Cause> {
    let page = read_page::<Reason>(body, "retention_strategies")?;
    let mut reasons: Vec<String> = Vec::new();
    for Reason(reason) in page.rows {
        if reasons.len() < MOST && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    Ok(reasons)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_found_under_several_names_and_said_once() {
        let body = r#"{"retention_strategies":[{"id":1,"reason":"Too much"},{"cancellation_reason":"Moving"},
            {"title":" Too much "},{"x":1},null,{"reason":""}]}"#;
        assert_eq!(read_reasons(body.as_bytes()).unwrap(), ["Too much", "Moving"]);
    }

    #[test]
    fn whatever_else_comes_is_no_list() {
        for body in ["", "[]", "{}", r#"{"retention_strategies":7}"#, "<html>"] {
            assert!(read_reasons(body.as_bytes()).is_err(), "{body}");
        }
        assert_eq!(read_reasons(br#"{"retention_strategies":null}"#).unwrap(), Vec::<String>::new());
    }
}
