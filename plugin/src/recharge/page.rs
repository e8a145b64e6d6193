//! Lists: what stands around the rows, and how the next page is asked for.

use super::client::Get;
use super::error::Cause;
use super::fields::{Fields, FromFields, read, rows};
use super::ids::CustomerId;
use crate::text;

/// Rows a page: the most Recharge gives.
pub const PAGE: u32 = 250;

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows that could be read.
    pub rows: Vec<T>,
    /// How many rows could not, because they have no usable id.
    pub lost: usize,
    /// Where the next page starts, if there is one.
    pub next: Option<String>,
}

/// A row of a list that belongs to a customer.
pub trait Row: FromFields {
    /// The path of the list.
    const PATH: &'static str;
    /// The key of the list in the answer.
    const KEY: &'static str;

    /// The row's id.
    fn id(&self) -> u64;
    /// Whose it is; nothing when Recharge didn't say.
    fn owner(&self) -> Option<CustomerId>;
}

/// In which order a list is asked for. Both ends together make 500 rows in one round trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Recharge's default, which was observed to be the latest id first.
    Default,
    /// The earliest id first.
    Ascending,
    /// The latest id first.
    Descending,
}

impl Sort {
    /// The query for it, to go behind the filters.
    pub fn query(self) -> Option<(&'static str, String)> {
        match self {
            Self::Default => None,
            Self::Ascending => Some(("sort_by", "id-asc".to_owned())),
            Self::Descending => Some(("sort_by", "id-desc".to_owned())),
        }
    }
}

/// Asks for the first page of a customer's rows.
pub fn first_page(
    path: &'static str,
    customer: CustomerId,
    more: &[(&'static str, &str)],
    sort: Sort,
    max_age: u32,
) -> Get {
    let mut query = vec![("customer_id", customer.to_string())];
    query.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
    query.push(("limit", PAGE.to_string()));
    query.extend(sort.query());
    Get { path, query, max_age }
}

/// Asks for the page at a cursor. The filters travel inside the cursor; sent again they are reported to be rejected.
pub fn next_page(path: &'static str, cursor: &str, max_age: u32) -> Get {
    Get { path, query: vec![("limit", PAGE.to_string()), ("cursor", cursor.to_owned())], max_age }
}

/// Reads a page.
///
/// # Errors
/// When the answer is no JSON object or doesn't have the list.
pub fn read_page<T: FromFields>(body: &[u8], key: &str) -> Result<Page<T>, Cause> {
    let (envelope, list) = envelope(body, key)?;
    let raw = rows(list).map_err(|error| Cause::Unreadable(format!("\"{key}\" is no list: {}", about(&error))))?;
    let rows: Vec<T> = raw.iter().filter_map(|row| read(row)).collect();
    Ok(Page {
        lost: raw.len().saturating_sub(rows.len()),
        rows,
        next: envelope.text("next_cursor").filter(|cursor| !cursor.is_empty()),
    })
}

/// Reads the one object of an answer.
///
/// # Errors
/// When the answer is no JSON object or doesn't have the object.
pub fn read_object<T: FromFields>(body: &[u8], key: &str) -> Result<T, Cause> {
    let (_, object) = envelope(body, key)?;
    read(object).ok_or_else(|| Cause::Unreadable(format!("\"{key}\" is not what it should be")))
}

/// The top of an answer, and the part of it that was asked for.
fn envelope<'a>(body: &'a [u8], key: &str) -> Result<(Fields<'a>, &'a str), Cause> {
    let unreadable = |why: String| Err(Cause::Unreadable(why));
    let Ok(text) = std::str::from_utf8(body) else {
        return unreadable("the answer is not UTF-8".to_owned());
    };
    match (text.trim_start().chars().next(), Fields::parse(text)) {
        (_, Ok(envelope)) => match envelope.raw(key) {
            Some(part) => Ok((envelope, part)),
            None => unreadable(format!("the answer has no \"{key}\"")),
        },
        (None, _) => unreadable("the answer is empty".to_owned()),
        (Some('<'), _) => unreadable("the answer is HTML, not JSON".to_owned()),
        (_, Err(error)) if error.is_eof() => unreadable(format!("the answer is cut off after {} bytes", body.len())),
        (_, Err(error)) => unreadable(format!("the answer is not the JSON object it should be: {}", about(&error))),
    }
}

/// An error of the parser may quote the answer, which may be anything.
fn about(error: &serde_json::Error) -> String {
    text::clean(&error.to_string(), text::NAME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recharge::Subscription;

    fn read(body: &str) -> Result<Page<Subscription>, Cause> {
        read_page(body.as_bytes(), "subscriptions")
    }

    #[test]
    fn a_row_without_an_id_is_counted_and_costs_nothing_else() {
        let page =
            read(r#"{"subscriptions":[{"id":1},{"product_title":"x"},{"id":"2"},null,7,{"id":-3}],"next_cursor":"c"}"#);
        let page = page.unwrap();
        assert_eq!(page.rows.iter().map(Row::id).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(page.lost, 4);
        assert_eq!(page.next.as_deref(), Some("c"));
    }

    #[test]
    fn a_null_list_is_an_empty_one_and_an_odd_cursor_is_none() {
        let page = read(r#"{"subscriptions":null,"next_cursor":{}}"#).unwrap();
        assert_eq!(page, Page { rows: vec![], lost: 0, next: None });
    }

    #[test]
    fn an_answer_without_its_list_is_unreadable_and_says_why() {
        for (body, why) in [
            ("{}", "the answer has no \"subscriptions\""),
            ("", "the answer is empty"),
            (" <html>", "the answer is HTML, not JSON"),
            (r#"{"subscriptions":[{"id":1}"#, "the answer is cut off after 26 bytes"),
        ] {
            assert_eq!(read(body).unwrap_err().to_string(), why, "{body}");
        }
        for body in ["[]", "7", r#"{"subscriptions":{}}"#, "\u{feff}{}"] {
            assert!(matches!(read(body), Err(Cause::Unreadable(_))), "{body}");
        }
    }

    #[test]
    fn a_cursor_travels_alone() {
        let get = next_page("/charges", "abc", 60);
        assert_eq!(get.query, [("limit", "250".to_owned()), ("cursor", "abc".to_owned())]);
    }
}
