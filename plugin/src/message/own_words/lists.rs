//! The word lists in `words/`, of all languages at once.

use super::words::List;
use crate::packed::{Lists, packed_lists, run};

/// The words and phrases of a list.
pub fn words(list: List) -> impl Iterator<Item = &'static str> {
    let mut lists = packed_lists(Lists::OwnWords);
    let found = std::iter::from_fn(move || {
        let (number, rest) = lists.split_first()?;
        let (words, rest) = run(rest);
        lists = rest;
        Some(if *number == list.number() { std::str::from_utf8(words).unwrap_or_default() } else { "" })
    });
    found.flat_map(|words| words.split('|')).filter(|word| !word.is_empty())
}
