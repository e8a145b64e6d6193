//! What tells of a message: its first line that isn't a mere greeting; and words as they are looked for, however somebody spells
//! them.

use super::conversation::first_line;

/// How people begin, folded. What follows is a name, or one of [`ADDRESSED`].
const GREETINGS: [&str; 22] = [
    "hallo",
    "hi",
    "hey",
    "hello",
    "dear",
    "liebe",
    "lieber",
    "liebes",
    "sehr",
    "guten",
    "good",
    "moin",
    "servus",
    "gruss",
    "grusse",
    "tach",
    "hallihallo",
    "huhu",
    "greetings",
    "morgen",
    "gruezi",
    "hiya",
];
/// What may follow a greeting in small letters, and is no word of the matter.
const ADDRESSED: [&str; 30] = [
    "nochmal",
    "nochmals",
    "mitenand",
    "miteinander",
    "team",
    "zusammen",
    "liebe",
    "lieber",
    "liebes",
    "ihr",
    "lieben",
    "all",
    "everyone",
    "there",
    "together",
    "leute",
    "geehrte",
    "geehrter",
    "geehrtes",
    "damen",
    "und",
    "and",
    "herren",
    "tag",
    "morgen",
    "abend",
    "morning",
    "day",
    "evening",
    "gott",
];
/// A greeting has no more words.
const MOST: usize = 7;

/// The first line that says something of the matter; the first line where all of them are greetings.
#[must_use]
pub fn telling(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty() && !is_greeting(line));
    first_line(line.unwrap_or(text))
}

fn is_greeting(line: &str) -> bool {
    let line = line.trim().trim_end_matches([',', '!', '.', ':', ')', '(', '-', '–']);
    let words: Vec<&str> = line.split_whitespace().collect();
    let bare = |word: &str| folded(word.trim_matches(|c: char| !c.is_alphanumeric()));
    let Some((first, rest)) = words.split_first() else { return true };
    if words.len() > MOST || !GREETINGS.contains(&bare(first).as_str()) {
        return false;
    }
    // A sentence that goes on after the greeting is the matter.
    rest.iter().all(|word| {
        word.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_alphanumeric())
            || ADDRESSED.contains(&bare(word).as_str())
    }) && !line.contains(['?', ';'])
}

/// Letters as they are looked for: small, without dots and accents, whichever way somebody writes them: "Kündigung",
/// "kuendigung" and "kundigung" are one.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' | 'à' | 'á' | 'â' | 'å' | 'ã' => plain.push('a'),
            'ö' | 'ò' | 'ó' | 'ô' | 'õ' | 'ø' => plain.push('o'),
            'ü' | 'ù' | 'ú' | 'û' => plain.push('u'),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'ç' => plain.push('c'),
            'ñ' => plain.push('n'),
            'ß' => plain.push_str("ss"),
            // The dots of a letter that is written in two.
            '\u{300}'..='\u{36f}' => {}
            // "ue" is a way to write "ü".
            'e' if plain.ends_with(['a', 'o', 'u']) => {}
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mere_greeting_tells_nothing() {
        for greeting in
            ["Hallo,", "Hi there!", "Guten Tag Frau Vogel,", "Sehr geehrte Damen und Herren,", "Hey Anna :)"]
        {
            assert_eq!(telling(&format!("{greeting}\n\nbitte kündigen")), "bitte kündigen", "{greeting}");
        }
        for matter in
            ["Hallo, bitte kündigen.", "hi! the espresso subscription, cancel it", "Hallo wo bleibt mein Tee?"]
        {
            assert_eq!(telling(&format!("{matter}\nDanke")), matter);
        }
        assert_eq!(telling("Hallo!\n"), "Hallo!", "there is nothing else");
        assert_eq!(telling(""), "");
    }

    #[test]
    fn words_are_found_however_they_are_spelled() {
        for spelled in ["Kündigung", "KUENDIGUNG", "kundigung", "Ku\u{308}ndigung"] {
            assert_eq!(folded(spelled), "kundigung", "{spelled}");
        }
        assert_eq!(folded("Straße"), folded("STRASSE"));
        assert_eq!(folded("neue"), folded("Neue"));
    }
}
