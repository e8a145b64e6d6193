//! Where a phrase stands in a text, byte by byte: the standard library's search for texts takes three thousand bytes of the
//! component, and what is looked for here is short.

/// Every place where a phrase begins.
pub fn places(text: &str, phrase: &str) -> impl Iterator<Item = usize> {
    let found = text.as_bytes().windows(phrase.len().max(1)).zip(0..);
    found.filter(move |(window, _)| *window == phrase.as_bytes()).map(|(_, at)| at)
}

/// True iff a text has a phrase in it.
#[inline(never)]
pub fn holds(text: &str, phrase: &str) -> bool {
    places(text, phrase).next().is_some()
}

/// What stands before the first such phrase, and what stands after it.
#[inline(never)]
pub fn parted<'t>(text: &'t str, phrase: &str) -> Option<(&'t str, &'t str)> {
    let at = places(text, phrase).next()?;
    Some((text.get(..at)?, text.get(at.saturating_add(phrase.len())..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_wherever_it_stands() {
        assert_eq!(places("ab ab", "ab").collect::<Vec<_>>(), [0, 3]);
        assert_eq!(places("aaa", "aa").collect::<Vec<_>>(), [0, 1]);
        assert!(holds("größer", "öß") && !holds("grosser", "öß") && !holds("", "a") && !holds("a", "ab"));
    }

    #[test]
    fn a_text_is_parted_at_the_first_one() {
        assert_eq!(parted("a: b: c", ": "), Some(("a", "b: c")));
        assert_eq!(parted("größe - m", " - "), Some(("größe", "m")));
        assert_eq!(parted("a", ": "), None);
    }
}
