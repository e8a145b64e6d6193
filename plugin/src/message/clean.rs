//! A message as it came made into plain text: no markup, no entities, no invisible or look-alike characters, bounded.

use crate::letters::small;
use crate::phrase;

/// The longest message that is read, in bytes of UTF-8. What is longer is cut: nobody's wish is that long, and the end of
/// such a message is quoted mail.
pub const LONGEST: usize = 32 * 1024;
/// The same with its markup, of which mail has many times as much as text.
const LONGEST_RAW: usize = 1024 * 1024;
/// The longest name of a character in markup, with its semicolon.
const ENTITY: usize = 12;

/// The text of a message: markup removed, entities and look-alikes replaced, line ends as "\n".
pub fn clean(raw: &str) -> String {
    let raw = bounded(raw, LONGEST_RAW);
    let plain: String = if is_markup(raw) { without_markup(raw) } else { bounded(raw, LONGEST).to_owned() };
    let plain = bounded(&plain, LONGEST);
    let mut out = String::with_capacity(plain.len());
    for word in plain.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let mixed = word.chars().any(|c| c.is_ascii_alphabetic() || c.is_ascii_digit()) || stands_for_latin(word);
        for c in word.chars() {
            push(if mixed { latin(c) } else { c }, &mut out);
        }
    }
    out
}

/// True iff it is text: not bytes of something else, which have many characters that no text has.
pub fn is_text(raw: &str) -> bool {
    let raw = bounded(raw, LONGEST);
    let odd = |c: &char| *c == '\u{fffd}' || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    raw.chars().filter(odd).count().saturating_mul(20) <= raw.chars().count()
}

/// The beginning of a text, ending at a character.
fn bounded(text: &str, longest: usize) -> &str {
    let mut end = text.len().min(longest);
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    text.get(..end).unwrap_or_default()
}

fn push(c: char, out: &mut String) {
    match c {
        '\r' => {}
        '\n' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => out.push('\n'),
        '\u{a0}' | '\u{202f}' | '\u{2007}' | '\t' => out.push(' '),
        '‘' | '’' | '‛' | '´' | '`' | '′' => out.push('\''),
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => out.push('"'),
        '–' | '—' | '‐' | '‑' | '‒' | '−' => out.push('-'),
        '…' => out.push_str("..."),
        '\u{fffd}' => out.push(' '),
        c if crate::text::is_invisible(c) || matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0f}') => {}
        c if c.is_control() => out.push(' '),
        // Full-width forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => {
            let plain = u32::from(c).checked_sub(0xfee0).and_then(char::from_u32);
            out.push(plain.unwrap_or(c));
        }
        c => out.push(c),
    }
}

/// A word of look-alikes alone: Cyrillic or Greek letters each of which passes for a Latin one.
fn stands_for_latin(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(|c| latin(c) != c)
}

/// The Latin letter that a letter of another script passes for.
fn latin(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'е' | 'ε' => 'e',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'с' | 'ϲ' => 'c',
        'у' | 'γ' => 'y',
        'х' | 'χ' => 'x',
        'к' | 'κ' => 'k',
        'і' | 'ι' => 'i',
        'ѕ' => 's',
        'ј' => 'j',
        'ԁ' => 'd',
        'ѵ' | 'ν' => 'v',
        'н' => 'h',
        'п' => 'n',
        'т' | 'τ' => 't',
        'м' => 'm',
        'ӏ' => 'l',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'Е' | 'Ε' => 'E',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'С' => 'C',
        'Т' | 'Τ' => 'T',
        'Н' | 'Η' => 'H',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Х' | 'Χ' => 'X',
        'І' | 'Ι' => 'I',
        'Ѕ' => 'S',
        other => other,
    }
}

/// Tags that a mail program writes; other angle brackets are text.
const TAGS: &[&str] =
    &["html", "body", "div", "p", "br", "span", "table", "b", "a", "font", "blockquote", "!doctype", "!--"];

fn is_markup(text: &str) -> bool {
    text.match_indices('<').take(200).any(|(at, _)| {
        let rest = text.get(at.saturating_add(1)..).unwrap_or_default();
        let name = rest.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).find(|name| !name.is_empty());
        rest.get(..120.min(rest.len())).is_none_or(|near| near.contains('>'))
            && name.is_some_and(|name| TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name)))
    })
}

/// Text without tags, comments, styles and scripts; a quoted block gets the marks of quoted mail.
fn without_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut quoted) = (text, 0_usize);
    while let Some(at) = rest.find('<') {
        entities(rest.get(..at).unwrap_or_default(), quoted, &mut out);
        let tag = rest.get(at.saturating_add(1)..).unwrap_or_default();
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = phrase::parted(comment, "-->").map_or("", |(_, after)| after);
            continue;
        }
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
            // "<20 EUR" is text.
            out.push('<');
            rest = tag;
            continue;
        }
        let Some((inside, after)) = tag.split_once('>') else {
            entities(rest.get(at..).unwrap_or_default(), quoted, &mut out);
            return out;
        };
        let closing = inside.starts_with('/');
        let name = inside.trim_start_matches('/').split(|c: char| c.is_whitespace() || c == '/').next();
        let name = name.unwrap_or_default().to_ascii_lowercase();
        rest = after;
        if !closing && is_hidden(inside) && !VOID.contains(&name.as_str()) {
            // What its reader doesn't see, its writer hasn't said.
            rest = behind(after, &name);
            continue;
        }
        match name.as_str() {
            "style" | "script" | "head" | "title" if !closing => {
                let end = format!("</{name}");
                rest = match find_ignoring_case(after, &end) {
                    Some(at) => after.get(at..).unwrap_or_default(),
                    None => "",
                };
            }
            "blockquote" => {
                quoted = if closing { quoted.saturating_sub(1) } else { quoted.saturating_add(1) };
                line_end(quoted, &mut out);
            }
            "br" | "p" | "div" | "tr" | "li" | "table" | "ul" | "ol" | "h1" | "h2" | "h3" => line_end(quoted, &mut out),
            "td" | "th" => out.push(' '),
            _ => {}
        }
    }
    entities(rest, quoted, &mut out);
    out
}

/// Tags without an end.
const VOID: &[&str] = &["img", "br", "input", "meta", "hr", "link", "col", "wbr"];

/// True iff a tag says that nobody sees what stands in it.
fn is_hidden(tag: &str) -> bool {
    let tag: String = tag.chars().filter(|c| !c.is_whitespace()).map(small).collect();
    let zero = |name: &str| {
        phrase::places(&tag, name).any(|at| {
            let rest = tag.get(at.saturating_add(name.len())..).unwrap_or_default();
            !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        })
    };
    let set = ["display:none", "visibility:hidden", "mso-hide:all"].iter().any(|hidden| phrase::holds(&tag, hidden));
    set || zero("font-size:0") || zero("opacity:0") || zero("max-height:0") || tag.ends_with("hidden")
}

/// The text behind the end of an element that has just begun.
fn behind<'t>(text: &'t str, name: &str) -> &'t str {
    let (mut rest, mut depth) = (text, 1_usize);
    while let Some((_, tag)) = rest.split_once('<') {
        let closing = tag.starts_with('/');
        let own = tag.trim_start_matches('/');
        let same = own.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name))
            && !own.get(name.len()..).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_alphanumeric()));
        if same {
            depth = if closing { depth.saturating_sub(1) } else { depth.saturating_add(1) };
        }
        rest = tag.split_once('>').map_or("", |(_, after)| after);
        if depth == 0 {
            return rest;
        }
    }
    ""
}

fn line_end(quoted: usize, out: &mut String) {
    out.push('\n');
    if quoted > 0 {
        out.push_str("> ");
    }
}

/// ASCII alone is compared, so that lengths stay.
fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes().windows(wanted.len()).position(|part| part.eq_ignore_ascii_case(wanted.as_bytes()))
}

fn entities(text: &str, quoted: usize, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\n']) {
        out.push_str(rest.get(..at).unwrap_or_default());
        let after = rest.get(at.saturating_add(1)..).unwrap_or_default();
        if rest.get(at..).is_some_and(|rest| rest.starts_with('\n')) {
            // Many write lines of text into markup, where a line end is a blank by the book; in a quote it stays one.
            out.push(if quoted > 0 { ' ' } else { '\n' });
            rest = after;
            continue;
        }
        let end = after.bytes().take(ENTITY).position(|byte| byte == b';');
        let named = end.and_then(|end| Some((entity(after.get(..end)?)?, after.get(end.saturating_add(1)..)?)));
        match named {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
}

fn entity(name: &str) -> Option<char> {
    if name.len() > 10 {
        return None;
    }
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "nbsp" => ' ',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "ndash" | "mdash" => '-',
        "eacute" => 'é',
        "egrave" => 'è',
        "hellip" => '…',
        "euro" => '€',
        "pound" => '£',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_goes_and_its_text_stays() {
        let html = "<div dir=\"ltr\"><style>p{color:red}</style><p>Hi,&nbsp;</p><p>please skip my <b>Morning Blend</b>.\
                    I&#39;m away</p><!-- cancel --><blockquote>old<br>words</blockquote></div>";
        let text = clean(html);
        assert!(text.contains("please skip my Morning Blend."), "{text}");
        assert!(text.contains("I'm away") && text.contains("> old") && text.contains("> words"), "{text}");
        assert!(!text.contains("cancel") && !text.contains("color"), "{text}");
    }

    #[test]
    fn an_angle_bracket_alone_is_text() {
        assert_eq!(clean("I <3 coffee, 2 < 3"), "I <3 coffee, 2 < 3");
        assert_eq!(clean("Jo <jo@mail.example> wrote"), "Jo <jo@mail.example> wrote");
    }

    #[test]
    fn letters_that_pass_for_latin_ones_are_read_as_those() {
        assert_eq!(clean("саncеl my соffее"), "cancel my coffee");
        assert_eq!(clean("c\u{200b}anc\u{ad}el\u{202e}"), "cancel");
        assert_eq!(clean("ｃａｎｃｅｌ"), "cancel");
    }

    #[test]
    fn a_text_in_another_script_stays_what_it_is() {
        assert_eq!(clean("Пожалуйста отмените"), "Пожалуйста отмените");
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange_to_be_cleaned(text in "(<[a-z!/-]{0,6}>?|&#?[a-z0-9]{0,4};?|\\PC|\n){0,60}") {
            let _ = clean(&text);
        }
    }

    #[test]
    fn what_nobody_sees_is_not_said() {
        for hidden in [
            "<div style=\"display:none\">Cancel it <div>now</div>!</div>",
            "<span style='font-size: 0; color:#fff'>Cancel it</span>",
            "<p hidden>Cancel it</p>",
            "<div style='opacity:0'>Cancel it",
        ] {
            assert_eq!(clean(&format!("<p>Please skip it.</p>{hidden}")).trim(), "Please skip it.", "{hidden}");
        }
        let seen = "<p style='font-size:0.9em'>Please skip it.</p><br><p>Thanks</p>";
        assert!(clean(seen).contains("Please skip it.") && clean(seen).contains("Thanks"));
    }

    #[test]
    fn text_behind_much_markup_is_read_and_a_sign_is_no_tag() {
        let style =
            format!("<html><style>{}</style><p>Please cancel my subscription.</p></html>", "a{b:c} ".repeat(20_000));
        assert_eq!(clean(&style).trim(), "Please cancel my subscription.");
        assert!(
            clean("<p>It is <20 EUR somewhere else, please cancel</p>")
                .contains("<20 EUR somewhere else, please cancel")
        );
        assert!(clean(&format!("<br>{}", "&".repeat(60_000))).len() > 30_000);
    }
}
