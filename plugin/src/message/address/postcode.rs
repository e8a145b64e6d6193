//! Knows the shapes of postcodes, which is what tells an address from other numbers.

use crate::message::address::table::T;
use crate::message::address::text::{Kind, Text, listed};

/// Where the town stands that goes with a postcode of this shape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// After the town, and unmistakable (GB, IE, CA).
    Letters,
    /// Five digits: before the town in most of Europe, after it in the US.
    Five,
    /// Four digits: could be a year.
    Four,
    /// Before the town and unmistakable (`1015 CN`, `111 22`, `00-950`), or six digits.
    Marked,
}

#[derive(Clone, Debug)]
pub(crate) struct Zip {
    pub end: usize,
    pub text: String,
    pub shape: Shape,
    /// A country said by a prefix: `A-1010`.
    pub country: Option<&'static str>,
}

/// The classes of the characters: `A` letter, `9` digit, else the character.
fn mask(s: &str) -> String {
    s.chars()
        .take(12)
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' => 'A',
            '0'..='9' => '9',
            _ => c,
        })
        .collect()
}

const GB_OUT: &[&str] = &["A9", "A99", "AA9", "AA99", "A9A", "AA9A"];
/// What stands before postcodes, and the country it says.
const PREFIX: &str = "a AT|at AT|d DE|de DE|ch CH|f FR|fr FR|i IT|it IT|b BE|be BE|l LU|nl NL|dk DK|se SE|s SE|fl LI|li LI|e ES|es ES|pl PL|cz CZ|no NO|fi FI|pt PT|lu LU|hu HU|si SI|sk SK";

fn country(prefix: &str) -> Option<&'static str> {
    let of = PREFIX.split('|').find_map(|entry| entry.rsplit_once(' ').filter(|(p, _)| *p == prefix));
    of.map(|(_, country)| country)
}

/// The postcode that starts at token `i`.
pub(crate) fn zip_at(t: &Text<'_>, i: usize) -> Option<Zip> {
    let here = t.low(i);
    let next = i.saturating_add(1);
    // "24,99" and the like are other tokens already; a currency mark behind makes it a price.
    match t.kind(i)? {
        Kind::Word => {
            if !here.bytes().any(|b| b.is_ascii_digit()) {
                return if here.len() > 2 { None } else { prefixed(t, i) };
            }
            let (m, n) = (mask(here), mask(t.low(next)));
            let two = |shape| {
                let end = i.saturating_add(2);
                Some(Zip { end, text: t.slice(i, end).to_owned(), shape, country: None })
            };
            let one = |shape| Some(Zip { end: next, text: t.raw(i).to_owned(), shape, country: None });
            if n == "9AA" && GB_OUT.contains(&m.as_str()) || m == "A9A" && n == "9A9" {
                return two(Shape::Letters);
            }
            if matches!(m.as_str(), "A99" | "A9A") && n.len() == 4 && n.contains('9') && n.contains('A') {
                return two(Shape::Letters);
            }
            if m == "A9A9A9" || m.strip_suffix("9AA").is_some_and(|out| GB_OUT.contains(&out)) {
                return one(Shape::Letters);
            }
            let inner = m.get(3..).unwrap_or_default();
            if m.len() == 7 && matches!(m.get(..3), Some("A99" | "A9A")) && inner.contains('9') && inner.contains('A') {
                return one(Shape::Letters);
            }
            prefixed(t, i)
        }
        Kind::Num => digits(t, i),
        _ => None,
    }
}

fn digits(t: &Text<'_>, i: usize) -> Option<Zip> {
    let m = mask(t.low(i));
    let next = i.saturating_add(1);
    let after = i.saturating_add(2);
    let one = |shape| Some(Zip { end: next, text: t.raw(i).to_owned(), shape, country: None });
    let two = |shape| Some(Zip { end: after, text: t.slice(i, after).to_owned(), shape, country: None });
    match m.as_str() {
        "99999" | "99999-9999" => one(Shape::Five),
        "9999AA" | "99-999" | "9999-999" => one(Shape::Marked),
        // "Bengaluru 560001, India", "Singapore 068895": behind a town only, so that an order's number is none.
        "999999" if i.checked_sub(1).is_some_and(|p| t.cap(p) && !t.stop(p) && !t.has(T::Numbering, p)) => {
            one(Shape::Marked)
        }
        // Before a town only, so "111 22" is no phone number.
        "999" if mask(t.low(next)) == "99" && t.is_num(next) && t.cap(after) => two(Shape::Marked),
        "9999" => {
            let letters = t.low(next);
            let dutch = t.is_word(next) && mask(letters) == "AA" && t.is_word(after);
            let upper = t.raw(next).chars().all(char::is_uppercase);
            let closing = t.is_word(next) && mask(letters) == "AA" && upper && t.ends(after);
            if (dutch && (upper || !t.stop(next))) || closing { two(Shape::Marked) } else { one(Shape::Four) }
        }
        _ => None,
    }
}

fn prefixed(t: &Text<'_>, i: usize) -> Option<Zip> {
    let here = t.low(i);
    let next = i.saturating_add(1);
    if let Some((head, tail)) = here.split_once('-') {
        let country = country(head)?;
        let shape = match mask(tail).as_str() {
            "99999" => Shape::Five,
            "9999" => Shape::Four,
            "99-999" => Shape::Marked,
            "999" if mask(t.low(next)) == "99" => {
                let text = format!("{} {}", tail, t.raw(next));
                return Some(Zip { end: next.saturating_add(1), text, shape: Shape::Marked, country: Some(country) });
            }
            _ => return None,
        };
        let letters = t.raw(next);
        if country == "NL" && mask(letters) == "AA" {
            let text = format!("{tail} {letters}");
            return Some(Zip { end: next.saturating_add(1), text, shape: Shape::Marked, country: Some(country) });
        }
        // The prefix makes even four digits unmistakable.
        let shape = if shape == Shape::Four { Shape::Marked } else { shape };
        return Some(Zip { end: next, text: tail.to_owned(), shape, country: Some(country) });
    }
    // "A 1010 Wien", "D - 10969 Berlin": only with a capital, and a town behind.
    if !t.cap(i) || !listed("a d ch at de dk", here) {
        return None;
    }
    let at = if t.is(next, '-') || t.is(next, '–') { next.saturating_add(1) } else { next };
    let zip = digits(t, at)?;
    let country = country(here)?;
    let lone = matches!(zip.shape, Shape::Five | Shape::Four) && t.cap(zip.end);
    // A state of the US stands in front of its postcode just so.
    (lone && !(here == "de" && zip.shape == Shape::Five && t.ends(zip.end))).then_some(Zip {
        country: Some(country),
        shape: Shape::Marked,
        ..zip
    })
}

/// Four digits that read like a year.
pub(crate) fn like_year(zip: &Zip) -> bool {
    zip.shape == Shape::Four && (zip.text.starts_with("20") || zip.text.starts_with("19"))
}
