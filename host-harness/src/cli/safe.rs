//! Text from outside, made fit for a terminal: tickets, what Recharge answers and what a guest says are written by
//! others, and a terminal obeys what it is shown.

/// One line of text without anything that a terminal obeys or that hides what a person reads.
///
/// ANSI escape sequences go as a whole, as do control characters (C0, DEL, C1), characters that change the direction
/// of the text around them, and invisible ones that carry text (tag characters) or nothing (zero-width space, byte
/// order mark, soft hyphen). Line breaks and tabs become spaces. Joiners stay: scripts and emoji need them.
pub fn safe(text: &str) -> String {
    anstream::adapter::strip_str(&keep_breaks(text)).to_string().chars().filter(|c| is_harmless(*c)).collect()
}

/// The lines of a text, each made [`safe`].
pub fn safe_lines(text: &str) -> Vec<String> {
    text.lines().map(safe).collect()
}

/// Line breaks and tabs as spaces.
fn keep_breaks(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

/// Whether a character only stands for itself.
pub(super) fn is_harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            // Marks, embeddings, overrides and isolates of direction.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Separators of lines and paragraphs, deprecated formatting.
            | '\u{2028}' | '\u{2029}' | '\u{206a}'..='\u{206f}'
            // Invisible.
            | '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            // Tags, which spell out text that nobody sees.
            | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escape_sequences_go_as_a_whole() {
        assert_eq!(safe("\u{1b}[31mred\u{1b}[0m"), "red");
        assert_eq!(safe("\u{1b}]0;title\u{7}text"), "text");
        assert_eq!(safe("\u{1b}]8;;https://evil.example\u{1b}\\click\u{1b}]8;;\u{1b}\\"), "click");
        assert_eq!(safe("a\u{1b}"), "a");
    }

    #[test]
    fn breaks_become_spaces_and_names_stay_as_they_are() {
        assert_eq!(safe("a\nb\tc\u{2028}d"), "a b c d");
        assert_eq!(safe("Zoë Müller 日本 👩‍👧 שלום"), "Zoë Müller 日本 👩‍👧 שלום");
    }

    #[test]
    fn text_can_not_be_turned_around_or_hidden() {
        assert_eq!(safe("invoice\u{202e}fdp.exe"), "invoicefdp.exe");
        assert_eq!(safe("yes\u{e0041}\u{200b}\u{feff}"), "yes");
    }

    #[test]
    fn lines_stay_apart() {
        assert_eq!(safe_lines("a\u{1b}[2J\nb"), ["a", "b"]);
    }

    proptest! {
        #[test]
        fn nothing_that_a_terminal_obeys_is_left(text in any::<String>(), raw in "[\u{1b}\\[\\]0-9;m\u{9b}\u{7}\n\u{202e}a\u{90}\\\\PX^_]{0,40}") {
            for text in [text, raw] {
                let out = safe(&text);
                prop_assert!(!out.chars().any(|c| c.is_control() || c == '\u{1b}'), "{:?}", out);
                prop_assert!(out.chars().all(is_harmless));
                prop_assert_eq!(safe(&out), out.clone(), "a second pass changes nothing");
            }
        }

        #[test]
        fn plain_text_is_left_alone(text in "[a-zA-Z0-9äöüß €.,:;!?()<>\\[\\]{}-]{0,60}") {
            prop_assert_eq!(safe(&text), text);
        }
    }
}
