//! Text that others wrote - customers, shops, Recharge, banks - made harmless before it goes into any field: no control
//! characters, no line breaks, no characters that reorder or hide text, and no more of it than fits.

use crate::letters::small;

/// Longest name or title, in characters.
pub const NAME: usize = 160;
/// Longest line of free text, such as a reason, in characters.
pub const LINE: usize = 300;
/// Longest comment, in characters: Recharge itself takes 1024 for the comment of a cancellation.
pub const COMMENT: usize = 1024;

/// `raw` in one line of at most `longest` characters, an ellipsis standing for the rest. Runs of white space and
/// control characters become one space.
pub fn clean(raw: &str, longest: usize) -> String {
    let mut out = String::with_capacity(raw.len().min(longest.saturating_mul(4)));
    let (mut count, mut gap) = (0_usize, false);
    for c in raw.chars().filter(|c| !is_invisible(*c)) {
        if c.is_whitespace() || c.is_control() {
            gap = !out.is_empty();
            continue;
        }
        let needed = if gap { 2 } else { 1 };
        if count.saturating_add(needed) > longest {
            // Room for the ellipsis itself.
            while count >= longest.max(1) {
                out.pop();
                count = count.saturating_sub(1);
            }
            out.push('…');
            return out;
        }
        if gap {
            out.push(' ');
            gap = false;
        }
        out.push(c);
        count = count.saturating_add(needed);
    }
    out
}

/// `raw` cleaned, or nothing when nothing is left of it.
pub fn clean_some(raw: Option<&str>, longest: usize) -> Option<String> {
    raw.map(|raw| clean(raw, longest)).filter(|text| !text.is_empty())
}

/// True iff `c` reorders text or can't be seen, so that a person would read something else than what is there. Joiners
/// that scripts and emoji need are not among them.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{061C}'
            | '\u{180E}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

/// A text in small letters, letter by letter: a last sigma is none of ours.
pub fn lower(text: &str) -> String {
    text.chars().map(small).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn control_characters_and_line_breaks_become_one_space() {
        assert_eq!(clean("  a\r\n\tb\u{1b}[31mc\0 ", 80), "a b [31mc");
    }

    #[test]
    fn characters_that_reorder_or_hide_text_are_dropped() {
        assert_eq!(clean("pay\u{202E}lapyaP\u{202C}\u{200B}!\u{E0041}", 80), "paylapyaP!");
    }

    #[test]
    fn an_emoji_keeps_its_joiner() {
        assert_eq!(clean("👩‍🍳 box", 80), "👩‍🍳 box");
    }

    #[test]
    fn what_is_too_long_ends_in_an_ellipsis() {
        assert_eq!(clean("abcdef", 4), "abc…");
        assert_eq!(clean("abc def", 4), "abc…");
        assert_eq!(clean("abcd", 4), "abcd");
    }

    #[test]
    fn nothing_visible_is_nothing() {
        assert_eq!(clean_some(Some(" \u{200B}\n"), 10), None);
        assert_eq!(clean_some(None, 10), None);
    }

    proptest! {
        #[test]
        fn the_result_is_clean_and_short_whatever_comes(raw in "\\PC*|[\u{0}-\u{10FFFF}]{0,60}", longest in 1_usize..40) {
            let text = clean(&raw, longest);
            prop_assert!(text.chars().count() <= longest);
            prop_assert!(!text.chars().any(|c| c.is_control() || is_invisible(c)));
            prop_assert_eq!(clean(&text, longest), text.clone());
        }
    }
}
