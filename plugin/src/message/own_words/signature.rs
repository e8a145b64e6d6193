//! How a mail ends: with a greeting and a name, or with a business card.

use super::lists::words;
use super::words::List;
use crate::letters::small;
use crate::phrase;
use crate::text::lower;

/// Own lines without what follows a greeting at their end. A postscript stays.
pub fn without_signature<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let first = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or_default();
    // Worked out once, from the end, and only where something greets: a mail may greet in each of its lines.
    let mut more: Option<Vec<bool>> = None;
    for (at, line) in lines.iter().enumerate() {
        let lower = lower(line.trim());
        let bare = lower.trim_end_matches([',', '!', '.', ' ', ')', ':', '-', ';']);
        let count = bare.split_whitespace().count();
        let greets = words(List::Greeting).any(|greeting| {
            bare.strip_prefix(greeting).is_some_and(|rest| {
                rest.is_empty()
                    || (count <= 7 && rest.starts_with([' ', ',', '\t']) && !has_verb(rest) && is_name(line, greeting))
            })
        });
        // "Mit verbindlichen Grüßen", "warmest wishes from sunny Kent": the word itself, in a short line.
        let greets = greets
            || (count <= 5
                && !has_verb(bare)
                && bare.split_whitespace().any(|word| words(List::Regards).any(|regards| regards == word)));
        if !greets || count > 9 {
            continue;
        }
        // Something must have been said before, or it is the message itself.
        if at <= first {
            continue;
        }
        // What was said next is no signature: a correction, or another wish.
        let more = more.get_or_insert_with(|| says_more_from(lines));
        if more.get(at.saturating_add(1)).copied().unwrap_or_default() {
            continue;
        }
        let rest = lines.get(at..).unwrap_or_default();
        let mut kept: Vec<&str> = lines.get(..at).unwrap_or_default().to_vec();
        if let Some(postscript) = rest.iter().position(|line| is_postscript(line)) {
            let block = rest.get(postscript..).unwrap_or_default();
            kept.extend(block.iter().take_while(|line| !line.trim().is_empty()));
        }
        return kept;
    }
    lines.to_vec()
}

/// Whether lines say more from each of them on, before what is a firm's.
fn says_more_from(lines: &[&str]) -> Vec<bool> {
    let mut more = false;
    let mut from: Vec<bool> = Vec::with_capacity(lines.len());
    for line in lines.iter().rev() {
        more = !is_of(line, List::Business) && !phrase::holds(line, " | ") && (more || says_more(line));
        from.push(more);
    }
    from.reverse();
    from
}

/// Lines without a business card at their end: a last paragraph of short lines with firm, telephone or web address.
pub fn without_card(mut lines: Vec<&str>) -> Vec<&str> {
    const MARKS: &[&str] = &[
        "tel", "telefon", "phone", "mobil", "mobile", "www.", "http", "gmbh", " ltd", " llp", " llc", " inc", " ag ",
        " kg", " | ", "fax", "@", " plc", " e.k.", "hrb", "ust-id",
    ];
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    let begin = lines.iter().rposition(|line| line.trim().is_empty()).map_or(0, |at| at.saturating_add(1));
    let card = lines.get(begin..).unwrap_or_default();
    let marked = card.iter().filter(|line| {
        let lower = format!("{} ", lower(line));
        // "Tell me", "hotel" and "bestellt" are no telephone.
        let begins = |at: usize| !lower.get(..at).is_some_and(|before| before.ends_with(char::is_alphabetic));
        let marked = |mark: &&str| {
            let whole = mark.starts_with(char::is_alphabetic) && mark.len() <= 5;
            phrase::places(&lower, mark).any(|at| {
                let after = lower.get(at.saturating_add(mark.len())..).unwrap_or_default();
                !whole || (begins(at) && !after.starts_with(char::is_alphabetic))
            })
        };
        MARKS.iter().any(marked) || telephone(line)
    });
    // What a colon announces is what the mail is about.
    let announced = lines.get(..begin).unwrap_or_default().iter().rev().find(|line| !line.trim().is_empty());
    let announced = announced.is_some_and(|line| line.trim_end().ends_with(':'));
    let row = card.iter().any(|line| line.matches(['|', '·', '•']).count() >= 2);
    let spoken = card.iter().any(|line| has_verb(&crate::text::lower(line)) || line.split_whitespace().count() > 14);
    if begin > 0 && !spoken && !announced && (card.len() >= 2 || row) && (marked.count() >= 1 || row) {
        lines.truncate(begin);
    }
    lines
}

/// Lines without a firm's card and notices at their end, whatever the notices ask of whom: a paragraph that begins with a name
/// and a title, a post or a firm, and that says nothing before.
pub fn without_notices(mut lines: Vec<&str>) -> Vec<&str> {
    let blank = |at: usize| lines.get(at).is_none_or(|line| line.trim().is_empty());
    let spoken = |line: &str| has_verb(&lower(line)) || line.split_whitespace().count() > 8;
    let noticed = lines.iter().rposition(|line| is_of(line, List::Notice));
    let postscript = lines.iter().rposition(|line| is_postscript(line));
    let begins = |at: usize| {
        let head = lines.get(at..).unwrap_or_default();
        let first = head.first().copied().unwrap_or_default();
        let row = first.matches(['|', '·', '•']).count() >= 2;
        let name = first.split(['|', '·', '•']).next().unwrap_or_default();
        let carded = || head.iter().take(2).any(|line| is_of(line, List::Business));
        // What a colon announces is what the mail is about.
        let announced = || {
            let before = lines.get(..at).unwrap_or_default().iter().rev().find(|line| !line.trim().is_empty());
            before.is_none_or(|line| line.trim_end().ends_with([':', ',']))
        };
        at.checked_sub(1).is_some_and(blank)
            && !blank(at)
            && !announced()
            && !spoken(name)
            && (row || carded())
            && noticed.is_some_and(|noticed| noticed >= at)
            && postscript.is_none_or(|postscript| postscript < at)
    };
    if let Some(at) = (1..lines.len()).find(|at| begins(*at)) {
        lines.truncate(at);
    }
    lines
}

/// True iff a word or phrase of a list begins somewhere in a line.
fn is_of(line: &str, list: List) -> bool {
    let lower = format!("{} ", lower(line));
    let begins = |at: usize| !lower.get(..at).is_some_and(|before| before.ends_with(char::is_alphabetic));
    words(list).any(|word| phrase::places(&lower, word).any(begins))
}

/// True iff a telephone number stands in a line: nine digits and more, beginning with a nought or a plus.
fn telephone(line: &str) -> bool {
    let begin = line.find(['+', '0'].as_slice());
    let rest = begin.and_then(|begin| line.get(begin..)).unwrap_or_default();
    let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || " ()+-/.".contains(*c)).collect();
    number.chars().filter(char::is_ascii_digit).count() >= 9
}

/// True iff behind a greeting stands nothing but who greets: names, and where from. "Love your coffee!" greets nobody.
fn is_name(line: &str, greeting: &str) -> bool {
    let rest: String = line.trim().chars().skip(greeting.chars().count()).collect();
    let mut words = rest.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    let small = |word: &str| {
        matches!(
            lower(word).as_str(),
            "from"
                | "aus"
                | "von"
                | "vom"
                | "and"
                | "und"
                | "an"
                | "to"
                | "team"
                | "the"
                | "&"
                | "der"
                | "die"
                | "all"
                | "x"
                | "xx"
                | "de"
                | "van"
                | "in"
                | "im"
        )
    };
    words.all(|word| small(word) || word.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic()))
}

/// True iff a line wants something after all: it names an act, or begins with a word that corrects.
fn says_more(line: &str) -> bool {
    let lower = lower(line);
    let first = lower.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    words(List::More).any(|more| more == first)
        || lower.split(|c: char| !c.is_alphabetic()).any(|word| words(List::Act).any(|act| word.starts_with(act)))
}

/// Words by which a line is recognised as something that is said.
fn has_verb(lower: &str) -> bool {
    lower.split(|c: char| !c.is_alphabetic()).any(|word| words(List::Verb).any(|verb| word.starts_with(verb)))
}

fn is_postscript(line: &str) -> bool {
    let lower: String = line.trim().chars().take(6).map(small).collect();
    ["ps:", "ps ", "p.s", "p. s", "ps.", "pps"].iter().any(|start| lower.starts_with(start))
}
