//! Finds a guest's panic in what it printed.

/// Characters of a panic's message and place that are kept; the rest says nothing more.
const CHARACTERS: usize = 500;

/// Place and message of the last panic, out of what Rust's standard library prints:
/// `thread '<unnamed>' (1) panicked at src/lib.rs:42:5:`, then the message, then perhaps a `note:`.
///
/// Both are the guest's own words: they are cut, and what could command a terminal or forge a line of a log is escaped.
pub(super) fn panic_in(stderr: &[u8]) -> Option<(String, String)> {
    let text = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().rposition(|line| line.starts_with("thread '") && line.contains(" panicked at "))?;
    let (_, place) = lines.get(at)?.split_once(" panicked at ")?;
    let message = lines.iter().skip(at.checked_add(1)?).take_while(|line| !line.starts_with("note: "));
    let message = message.copied().collect::<Vec<_>>().join(" ");
    Some((tame(place.trim_end().trim_end_matches(':')), tame(message.trim())))
}

fn tame(text: &str) -> String {
    let mut tamed: String = text.chars().take(CHARACTERS).flat_map(escaped).collect();
    if text.chars().nth(CHARACTERS).is_some() {
        tamed.push_str(" [shortened]");
    }
    tamed
}

/// Control and format characters as escapes, all others as they are.
fn escaped(character: char) -> Vec<char> {
    let harmless = !character.is_control()
        && !matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if harmless { vec![character] } else { character.escape_unicode().collect() }
}

#[cfg(test)]
mod tests {
    use super::panic_in;

    #[test]
    fn the_place_and_the_message_of_a_panic_are_found() {
        let stderr =
            b"\nthread '<unnamed>' (1) panicked at plugin/src/widget.rs:42:5:\nindex out of bounds\nsecond line\n\
            note: run with `RUST_BACKTRACE=1`\n";
        let (place, message) = panic_in(stderr).unwrap();
        assert_eq!(place, "plugin/src/widget.rs:42:5");
        assert_eq!(message, "index out of bounds second line");
    }

    #[test]
    fn other_output_is_no_panic() {
        assert_eq!(panic_in(b"just a word\n"), None);
        assert_eq!(panic_in(b"it panicked at noon\n"), None);
        assert_eq!(panic_in(b""), None);
    }

    #[test]
    fn a_message_can_neither_command_a_terminal_nor_fill_a_log() {
        let stderr = format!("thread 'x' panicked at a.rs:1:1:\n\u{1b}[2J\u{7}\u{202e}{}\n", "x".repeat(10_000));
        let (_, message) = panic_in(stderr.as_bytes()).unwrap();
        assert!(message.chars().all(|character| !character.is_control() && character != '\u{202e}'), "{message}");
        assert!(message.len() < 700 && message.ends_with("[shortened]"), "{message}");
    }

    #[test]
    fn a_message_that_speaks_of_a_panic_is_not_its_place() {
        let stderr = b"thread 'x' panicked at a.rs:1:1:\nit panicked at b.rs:2:2\n";
        assert_eq!(panic_in(stderr).unwrap().0, "a.rs:1:1");
    }
}
