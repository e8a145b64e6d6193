//! Lays a table of phrases out as the component reads it. What the table says is described in `src/message/lexicon.rs`, how
//! it lies in bytes in `src/message/layout.rs`.

use std::collections::{BTreeMap, BTreeSet};

use super::layout;
use super::run::run;
use super::tokens::fold;

/// Groups by the form that their phrases begin with; of each phrase its sense and its other parts.
type Groups = BTreeMap<Vec<u8>, BTreeSet<(u8, Vec<u8>)>>;

/// The bytes that a form has at most.
const MOST: u8 = 31;

/// How a table says what its phrases mean.
#[derive(Clone, Copy)]
pub enum Meaning<'a> {
    /// By headings, of which this knows the numbers.
    Heading(&'a dyn Fn(&str) -> Option<usize>),
    /// Each line is a meaning of its own, numbered from 0.
    Line,
}

/// The table in bytes.
///
/// # Errors
/// The number of the first line that says nothing, and why it doesn't.
pub fn compile(text: &str, meaning: Meaning<'_>) -> Result<Vec<u8>, String> {
    let mut sections: BTreeMap<u8, Groups> = BTreeMap::new();
    let mut sense = None;
    let mut own = 0..;
    for (line, number) in text.lines().zip(1_usize..) {
        let at = |why: String| format!("{number}: {why}");
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match meaning {
            Meaning::Line => sense = own.next(),
            Meaning::Heading(named) => {
                if let Some(name) = line.strip_prefix('[') {
                    let name = name.strip_suffix(']').ok_or_else(|| at(format!("no `]` at the end of `{line}`")))?;
                    let known = named(name).ok_or_else(|| at(format!("no sense is called `{name}`, see sense.rs")))?;
                    sense = Some(known);
                    continue;
                }
            }
        }
        let sense = sense.ok_or_else(|| at("a phrase before the first `[heading]`".to_owned()))?;
        let sense = u8::try_from(sense).ok().filter(|sense| *sense != layout::END);
        let sense = sense.ok_or_else(|| at("a table has 255 meanings at most".to_owned()))?;
        for phrase in line.split(';').map(str::trim).filter(|phrase| !phrase.is_empty()) {
            for (key, head, rest) in beginnings(phrase).map_err(|why| at(format!("{why}, in `{phrase}`")))? {
                sections.entry(key).or_default().entry(head).or_default().insert((sense, rest));
            }
        }
    }
    let mut out = Vec::new();
    for (key, groups) in sections {
        let mut section = Vec::new();
        for (head, phrases) in groups {
            let phrases = phrases.into_iter().map(|(sense, rest)| [vec![sense], rest].concat());
            section.extend(head);
            run(&phrases.collect::<Vec<_>>().join(&layout::END), &mut section);
        }
        out.push(key);
        run(&section, &mut out);
    }
    Ok(out)
}

/// A word that a phrase may begin with: its section, its form, and the other parts of the phrase.
type Beginning = (u8, Vec<u8>, Vec<u8>);

fn beginnings(phrase: &str) -> Result<Vec<Beginning>, String> {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let parts = |words: &[&str]| words.iter().map(|word| part(word)).collect::<Result<Vec<_>, _>>().map(|p| p.concat());
    let (first, others) = words.split_first().ok_or("no word")?;
    if matches!(*first, "." | "..") || is_optional(first) {
        return Ok(vec![(0, vec![layout::WHOLE], parts(&words)?)]);
    }
    let rest = parts(others)?;
    let mut out = Vec::new();
    for word in first.split('|') {
        let form = form(word)?;
        let key = match form.as_slice() {
            [op, letter, ..] => match layout::kind_and_count(*op).0 {
                layout::EXACT | layout::PREFIX | layout::ALIKE => *letter,
                _ => 0,
            },
            _ => 0,
        };
        out.push((key, form, rest.clone()));
    }
    Ok(out)
}

fn is_optional(word: &str) -> bool {
    word.split('|').any(|word| word.starts_with('?') && word.len() > 1)
}

fn part(word: &str) -> Result<Vec<u8>, String> {
    match word {
        ".." => return Ok(vec![layout::GAP]),
        "." => return Ok(vec![layout::ANY]),
        _ => {}
    }
    let kind = if is_optional(word) { layout::MAYBE } else { layout::CHOICE };
    // A choice of two equal ones is none.
    let mut forms: Vec<Vec<u8>> = Vec::new();
    for word in word.split('|') {
        let form = form(if word.len() > 1 { word.trim_start_matches('?') } else { word })?;
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    let count = u8::try_from(forms.len()).ok().filter(|count| *count != layout::END);
    let count = count.ok_or_else(|| format!("more than 254 words in one place: `{word}`"))?;
    let mut out = match count {
        1 if kind == layout::CHOICE => Vec::new(),
        1..=MOST => vec![layout::op(kind, count)],
        _ => vec![layout::op(kind, 0), count],
    };
    out.extend(forms.concat());
    Ok(out)
}

fn form(word: &str) -> Result<Vec<u8>, String> {
    if word == "999" {
        return Ok(vec![layout::NUMBER]);
    }
    let (kind, letters) = match (word.strip_prefix('~'), word.strip_prefix('*'), word.strip_suffix('*')) {
        (Some(rest), ..) => (layout::ALIKE, rest),
        (_, Some(rest), Some(_)) => (layout::INSIDE, rest.trim_end_matches('*')),
        (_, Some(rest), None) => (layout::SUFFIX, rest),
        (_, None, Some(rest)) => (layout::PREFIX, rest),
        (_, None, None) => (layout::EXACT, word),
    };
    let letters = fold(letters);
    if letters.is_empty() {
        return Err(format!("a word without letters: `{word}`"));
    }
    let count = u8::try_from(letters.len()).ok().filter(|count| *count <= MOST);
    let count = count.ok_or_else(|| format!("`{word}` has more than {MOST} letters"))?;
    let mut out = vec![layout::op(kind, count)];
    out.extend(letters.into_bytes());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::{Meaning, compile};

    #[test]
    fn a_line_that_means_nothing_is_named_and_said_why() {
        let long = "w".repeat(32);
        let many = (0..255).map(|n| n.to_string()).collect::<Vec<_>>().join("|");
        for (table, why) in [
            ("# a\nskip", "2: a phrase before the first `[heading]`"),
            ("[skip]\n[skpi]\nx", "2: no sense is called `skpi`, see sense.rs"),
            ("[skip\nx", "1: no `]` at the end of `[skip`"),
            ("[skip]\nleave; put ~ back", "2: a word without letters: `~`, in `put ~ back`"),
            ("[skip]\n\nleave||miss out", "3: a word without letters: ``, in `leave||miss out`"),
            ("[skip]\nthe *", "2: a word without letters: `*`, in `the *`"),
            (&format!("[skip]\n{long}"), &format!("2: `{long}` has more than 31 letters, in `{long}`")),
            (&format!("[skip]\nx {many}"), &format!("2: more than 254 words in one place: `{many}`, in `x {many}`")),
        ] {
            let named = |name: &str| (name == "skip").then_some(3);
            assert_eq!(compile(table, Meaning::Heading(&named)).unwrap_err(), why);
        }
    }

    #[test]
    fn a_phrase_lies_once_with_each_word_that_it_may_begin_with() {
        let named = |name: &str| (name == "skip").then_some(3);
        let table = compile("[skip]\nleave|miss out; leave off*\nleave out", Meaning::Heading(&named)).unwrap();
        assert_eq!(table, b"l\x12\x05leave\x0B\x03\x03out\xFF\x03\x23offm\x0B\x04miss\x05\x03\x03out");
    }
}
