//! Filters and pages of lists in version 2021-01.

use std::collections::BTreeMap;

use super::super::answer::Links;
use super::super::query::Parameters;
use crate::recharge_sandbox::rules::FieldErrors;

/// Names of 2021-01, each with what 2021-11 calls it.
pub(crate) type Renamed = &'static [(&'static str, &'static str)];

/// The last page that has a number, in either version.
const MAX_PAGE: usize = 100;

/// The parameters that choose records, as 2021-11 calls them. Parameters that only 2021-11 has are ignored without a word,
/// as any that is not known.
pub(crate) fn filters(parameters: &Parameters, names: Renamed) -> BTreeMap<String, String> {
    let given = names.iter().filter_map(|(old, new)| Some((old, new, parameters.get(old)?)));
    given
        .map(|(old, new, value)| {
            let value = if *old == "status" { turned(value) } else { value.to_owned() };
            ((*new).to_owned(), value)
        })
        .collect()
}

/// A status in the other case. What is not in capitals is none of this version's words, and must not become one of
/// 2021-11's. Whether Recharge takes it nevertheless is not known.
fn turned(word: &str) -> String {
    let turn = |letter: char| {
        if letter.is_ascii_uppercase() { letter.to_ascii_lowercase() } else { letter.to_ascii_uppercase() }
    };
    word.chars().map(turn).collect()
}

/// What is wrong with the parameters, by the names and in the words of 2021-01.
pub(crate) fn errors(errors: FieldErrors, names: Renamed) -> FieldErrors {
    let renamed = errors.into_iter().map(|(name, texts)| {
        let old = names.iter().find(|(_, new)| *new == name).map_or(name.as_str(), |(old, _)| old);
        let words = |text: String| match text.strip_prefix("Must be one of: ") {
            Some(words) if old == "status" => format!("Must be one of: {}", words.to_ascii_uppercase()),
            _ => text,
        };
        (old.to_owned(), texts.into_iter().map(words).collect())
    });
    renamed.collect()
}

/// The pages around a page, for its `Link` header: by number as long as pages have numbers, and then, or where the client
/// came by cursor, by cursor. That numbers lead over to cursors is the sandbox's guess: beyond page 100 nothing else works.
pub(crate) fn links(
    parameters: &Parameters,
    pages_before: usize,
    next: Option<String>,
    previous: Option<String>,
) -> Links {
    let by_cursor = |cursor: String| parameters.with("cursor", cursor).to_query(Some(&["cursor", "limit"]));
    let by_number = |number: usize| parameters.with("page", number).to_query(None);
    let has_number = parameters.get("cursor").is_none();
    let next = next.map(|cursor| match pages_before.saturating_add(2) {
        number if has_number && number <= MAX_PAGE => by_number(number),
        _ => by_cursor(cursor),
    });
    let previous = previous.map(|cursor| if has_number { by_number(pages_before) } else { by_cursor(cursor) });
    let links = [("next", next), ("previous", previous)];
    links.into_iter().filter_map(|(rel, query)| Some((rel, query?))).collect()
}
