//! Lays a file of word lists out as the component reads it: what the heading of a list is numbered, and its words and phrases
//! with bars between them, as a run.

use super::run::run;

/// The lists in bytes. `numbered` says what begins the list of a heading.
///
/// # Errors
/// The number of the first line that is in no list, and why it isn't.
pub fn lists(text: &str, numbered: &dyn Fn(&str) -> Result<Vec<u8>, String>) -> Result<Vec<u8>, String> {
    let mut lists: Vec<(Vec<u8>, Vec<&str>)> = Vec::new();
    for (line, number) in text.lines().zip(1_usize..) {
        let at = |why: String| format!("{number}: {why}");
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(heading) = line.strip_prefix('[') {
            let heading = heading.strip_suffix(']').ok_or_else(|| at(format!("no `]` at the end of `{line}`")))?;
            lists.push((numbered(heading).map_err(at)?, Vec::new()));
            continue;
        }
        let (_, words) = lists.last_mut().ok_or_else(|| at("a word before the first `[heading]`".to_owned()))?;
        for word in line.split(';').map(str::trim).filter(|word| !word.is_empty()) {
            if word.contains('|') {
                return Err(at(format!("a bar in `{word}`: words are parted by `;` here")));
            }
            words.push(word);
        }
    }
    let mut out = Vec::new();
    for (number, words) in lists {
        out.extend(number);
        run(words.join("|").as_bytes(), &mut out);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::lists;

    fn numbered(heading: &str) -> Result<Vec<u8>, String> {
        if heading == "floor" { Ok(vec![3]) } else { Err(format!("no `{heading}`")) }
    }

    #[test]
    fn a_line_of_no_list_is_named_and_said_why() {
        for (text, why) in [
            ("# a\nstock", "2: a word before the first `[heading]`"),
            ("[floor]\n\n[flor]\nstock", "3: no `flor`"),
            ("[floor\nstock", "1: no `]` at the end of `[floor`"),
            ("[floor]\nstock; og|eg", "2: a bar in `og|eg`: words are parted by `;` here"),
        ] {
            assert_eq!(lists(text, &numbered).unwrap_err(), why);
        }
    }

    #[test]
    fn a_list_is_its_number_and_its_words() {
        assert_eq!(
            lists("[floor]\n# a\nog; top floor\neg ;\n[floor]", &numbered).unwrap(),
            b"\x03\x0Fog|top floor|eg\x03\0"
        );
    }
}
