//! Tells a house number from all other numbers, and reads post boxes.

use crate::message::address::postcode::zip_at;
use crate::message::address::street::Street;
use crate::message::address::table::T;
use crate::message::address::text::Text;

/// A house number at `i`: the token after it. `max` digits at most.
pub(crate) fn house(t: &Text<'_>, i: usize, max: usize) -> Option<usize> {
    let low = t.low(i);
    let next = i.saturating_add(1);
    if !t.is_num(i) {
        return None;
    }
    let digits = low.chars().take_while(char::is_ascii_digit).count();
    let rest = low.get(digits..)?;
    let letters = rest.chars().take_while(|c| c.is_alphabetic()).count();
    let joined = rest.chars().filter(|c| matches!(c, '-' | '/' | '–')).count();
    let ordinal = matches!(rest, "th" | "nd" | "rd");
    if digits > max || ordinal || (joined == 0 && letters > 1) || joined > 3 || low.len() > 14 {
        return None;
    }
    // Years and dates: 12/06/2026, 2026-06-12.
    if joined > 1 && rest.split(['-', '/', '–']).any(|p| p.len() > 3) || (joined > 0 && digits > 3 && max < 5) {
        return None;
    }
    // "12 a", but not "12 a month".
    let letter = t.low(next).len() == 1 && t.is_word(next) && t.low(next).chars().all(|c| c.is_ascii_lowercase());
    let after = next.saturating_add(1);
    // "4500 S. Lake Dr."
    let letter = letter && !(t.cap(next) && t.is(after, '.') && t.cap(after.saturating_add(1)));
    let letter = letter || matches!(t.low(next), "hs" | "huis");
    if letter && (t.ends(after) || zip_at(t, after).is_some() || t.low(after) == "in") {
        return Some(after);
    }
    if (t.is(next, '-') || t.is(next, '–')) && t.is_num(after) && t.low(after).len() <= 4 && zip_at(t, after).is_none()
    {
        return Some(after.saturating_add(1));
    }
    Some(next)
}

/// A house number behind the name; "Hauptstraße 12. Juni" and "Weg 3 kg" are none.
pub(crate) fn behind(t: &Text<'_>, i: usize) -> Option<usize> {
    let at = match t.low(i) {
        "nr" | "no" | "hausnummer" | "hausnr" | "nummer" | "number" => {
            let next = i.saturating_add(1);
            if t.is(next, '.') { next.saturating_add(1) } else { next }
        }
        _ => i,
    };
    let end = house(t, at, 4)?;
    let after = if t.is(end, '.') { end.saturating_add(1) } else { end };
    // "Straße 3. Am Briefkasten …"
    let measured =
        t.has(T::Measure, after) && t.low(after) != "am" && (after > end || !t.cap(after) || t.low(after) == "uhr");
    (!measured && !t.is(end, '€') && !t.is(end, '%') && !t.is(end, '$')).then_some(end)
}

/// Skips the dot of "St.", "Str.", "Dr.".
pub(crate) fn dot(t: &Text<'_>, i: usize) -> usize {
    if t.is(i, '.') && !t.is_line(i.saturating_add(1)) { i.saturating_add(1) } else { i }
}

/// "PO Box 12", "Postfach 12 34 56", "Packstation 145".
pub(crate) fn post_box(t: &Text<'_>, i: usize) -> Option<Street> {
    let dotted = t.low(i) == "p" && t.low(dot(t, i.saturating_add(1))) == "o";
    let mut end = if dotted {
        let o = dot(t, i.saturating_add(1)).saturating_add(1);
        let word = dot(t, o);
        if t.low(word) != "box" {
            return None;
        }
        word.saturating_add(1)
    } else {
        t.at(T::BoxWords, i)?
    };
    if matches!(t.low(end), "nr" | "no" | "number") {
        end = dot(t, end.saturating_add(1));
    }
    if !t.is_num(end) {
        return None;
    }
    end = end.saturating_add(1);
    // "Postfach 12 34 56"
    while t.is_num(end) && t.low(end).len() <= 3 && t.low(end).chars().all(|c| c.is_ascii_digit()) {
        end = end.saturating_add(1);
    }
    Some(Street { first: i, end, sure: true, needs_zip: false, numbered: true })
}
