//! A message cut into words, numbers and marks, each with its place in the text and folded so that spellings meet.

use crate::letters::small;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters, with what digits are among them.
    Word,
    /// Digits alone.
    Number,
    /// A punctuation mark or symbol.
    Mark(char),
    /// The end of a line.
    Line,
}

/// A word, number, mark or line end.
#[derive(Debug, Clone)]
pub struct Token {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Folded: lower case, without diacritics, "ae", "oe" and "ue" as "a", "o" and "u". Empty for a line end.
    pub word: String,
    /// What it is.
    pub kind: Kind,
    /// Whether it began with a capital.
    pub capital: bool,
}

impl Token {
    /// True iff it is a word or a number.
    pub fn is_word(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Number)
    }

    /// True iff it is this mark.
    pub fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// The letter without its diacritic, in lower case. A letter of another script that looks like a Latin one stays what it
/// is: [`super::clean`] has replaced those already.
fn plain(letter: char, out: &mut String) {
    match letter {
        'ä' | 'á' | 'à' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => out.push('a'),
        'ö' | 'ó' | 'ò' | 'ô' | 'õ' | 'ø' | 'ō' => out.push('o'),
        'ü' | 'ú' | 'ù' | 'û' | 'ū' => out.push('u'),
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ę' => out.push('e'),
        'í' | 'ì' | 'î' | 'ï' | 'ī' => out.push('i'),
        'ç' | 'ć' | 'č' => out.push('c'),
        'ñ' | 'ń' => out.push('n'),
        'ß' => out.push_str("ss"),
        'æ' => out.push('a'),
        'œ' => out.push('o'),
        'ł' => out.push('l'),
        'ś' | 'š' => out.push('s'),
        'ž' | 'ź' | 'ż' => out.push('z'),
        'ý' | 'ÿ' => out.push('y'),
        '\'' | '’' | '\u{301}' | '\u{308}' => {}
        other => out.push(other),
    }
}

/// A word as tables and texts are compared: "Nächste", "naechste" and "nachste" are one.
pub fn fold(word: &str) -> String {
    let mut plainly = String::with_capacity(word.len());
    for letter in word.chars().map(small) {
        plain(letter, &mut plainly);
    }
    // "ae" for "ä" and its like; done to both languages alike, so that no word needs to be known for it.
    let mut out = String::with_capacity(plainly.len());
    let mut letters = plainly.chars().peekable();
    while let Some(letter) = letters.next() {
        out.push(letter);
        if matches!(letter, 'a' | 'o' | 'u') && letters.peek() == Some(&'e') {
            letters.next();
        }
    }
    out
}

/// Cuts a text into tokens. An apostrophe inside a word belongs to it ("don't"), a hyphen doesn't ("Kaffee-Abo").
pub fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        let mut end = start.saturating_add(letter.len_utf8());
        if letter == '\n' {
            out.push(Token { start, end, word: String::new(), kind: Kind::Line, capital: false });
            continue;
        }
        if letter.is_whitespace() {
            continue;
        }
        if !letter.is_alphanumeric() {
            let word = letter.to_string();
            out.push(Token { start, end, word, kind: Kind::Mark(letter), capital: false });
            continue;
        }
        let mut digits = letter.is_ascii_digit();
        while let Some((at, next)) = letters.peek().copied() {
            let inside = next.is_alphanumeric()
                || matches!(next, '\u{301}' | '\u{308}')
                || (matches!(next, '\'' | '’') && followed_by_letter(text, at.saturating_add(next.len_utf8())));
            if !inside {
                break;
            }
            digits &= next.is_ascii_digit();
            end = at.saturating_add(next.len_utf8());
            letters.next();
        }
        let raw = text.get(start..end).unwrap_or_default();
        let kind = if digits { Kind::Number } else { Kind::Word };
        out.push(Token { start, end, word: fold(raw), kind, capital: letter.is_uppercase() });
    }
    out
}

fn followed_by_letter(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphabetic)
}

/// True iff two folded words are one word with a slip of the pen: so many letters wrong, missing, too many or swapped as
/// their length allows, and the same first letter.
pub fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    if a.chars().next() != b.chars().next() {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(24).collect(), b.chars().take(24).collect());
    let longest = a.len().max(b.len());
    let allowed = match longest.min(a.len().min(b.len()).saturating_add(1)) {
        0..=4 => return false,
        5..=8 => 1,
        _ => 2,
    };
    if a.len().abs_diff(b.len()) > allowed {
        return false;
    }
    distance(&a, &b) <= allowed
}

/// Damerau-Levenshtein distance with neighbours swapped, of short words.
fn distance(a: &[char], b: &[char]) -> usize {
    let width = b.len().saturating_add(1);
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..width).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(width);
        row.push(i.saturating_add(1));
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let next = j.saturating_add(1);
            let mut best = at(&last, j).saturating_add(usize::from(x != y));
            best = best.min(at(&last, next).saturating_add(1)).min(at(&row, j).saturating_add(1));
            let swapped = i > 0 && j > 0 && a.get(i.wrapping_sub(1)) == Some(y) && b.get(j.wrapping_sub(1)) == Some(x);
            if swapped {
                best = best.min(at(&before, j.wrapping_sub(1)).saturating_add(1));
            }
            row.push(best);
        }
        before = last;
        last = row;
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_fold_into_one() {
        for (a, b) in [("Nächste", "naechste"), ("nachste", "NÄCHSTE"), ("Straße", "strasse"), ("don’t", "dont")] {
            assert_eq!(fold(a), fold(b));
        }
    }

    #[test]
    fn hyphens_part_words_and_apostrophes_do_not() {
        let words: Vec<String> = tokens("Don't skip my Kaffee-Abo!").into_iter().map(|token| token.word).collect();
        assert_eq!(words, ["dont", "skip", "my", "kaffee", "-", "abo", "!"]);
    }

    #[test]
    fn a_slip_of_the_pen_is_the_same_word_and_another_word_is_not() {
        for (a, b) in
            [("cancel", "cancle"), ("subscription", "subscribtion"), ("kundigen", "kundign"), ("mornig", "morning")]
        {
            assert!(alike(a, b), "{a} {b}");
        }
        for (a, b) in [("skip", "ship"), ("cancel", "candle"), ("move", "love"), ("stop", "step")] {
            assert!(!alike(a, b), "{a} {b}");
        }
    }
}
