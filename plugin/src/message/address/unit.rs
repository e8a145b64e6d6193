//! Finds what stands on the second line of an address: flat, floor, staircase, care of, rear building.

use crate::message::address::number::dot;
use crate::message::address::street::street_at;
use crate::message::address::table::T;
use crate::message::address::text::{Kind, Text, listed};

/// A part of the second line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    pub end: usize,
    /// Says by itself that an address is meant ("c/o Meier"), unlike "top 3".
    pub sure: bool,
}

/// The second-line part at `i`.
pub(crate) fn unit_at(t: &Text<'_>, i: usize) -> Option<Unit> {
    let next = i.saturating_add(1);
    match t.kind(i)? {
        Kind::Num => floor(t, i),
        Kind::Other => {
            let raw = t.raw(i);
            (raw.starts_with('#') && raw.len() <= 6).then_some(Unit { end: next, sure: false })
        }
        Kind::Word => care_of(t, i).or_else(|| labelled(t, i)).or_else(|| alone(t, i)),
        _ => None,
    }
}

fn sides(t: &Text<'_>, mut i: usize) -> usize {
    for _ in 0..2 {
        let at = if t.is(i, ',') { i.saturating_add(1) } else { i };
        if !t.has(T::Side, at) {
            break;
        }
        i = at.saturating_add(1);
    }
    i
}

/// "3. OG links", "2nd floor", "3 Stock".
fn floor(t: &Text<'_>, i: usize) -> Option<Unit> {
    let low = t.low(i);
    let digits = low.chars().take_while(char::is_ascii_digit).count();
    let ordinal = matches!(low.get(digits..), Some("" | "st" | "nd" | "rd" | "th" | "og"));
    // "3º B"
    if matches!(low.get(digits..), Some("º" | "ª")) {
        let next = i.saturating_add(1);
        let letter = t.cap(next) && t.low(next).len() == 1;
        return Some(Unit { end: if letter { next.saturating_add(1) } else { next }, sure: true });
    }
    if digits > 2 || !ordinal {
        return None;
    }
    if low.ends_with("og") {
        return Some(Unit { end: sides(t, i.saturating_add(1)), sure: true });
    }
    let next = i.saturating_add(1);
    let word = if t.is(next, '.') { next.saturating_add(1) } else { next };
    let end = t.at(T::Floor, word)?;
    Some(Unit { end: sides(t, end), sure: word > next || low.len() > digits })
}

fn care_of(t: &Text<'_>, i: usize) -> Option<Unit> {
    let next = i.saturating_add(1);
    // "z. Hd.", "z.H.", "p.A."
    let second = dot(t, next);
    let dotted = matches!((t.low(i), t.low(second)), ("z", "hd" | "h" | "hdn") | ("p", "a")) && second > next;
    // "bei Müller" where a part of an address begins.
    let begins = i.checked_sub(1).is_none_or(|p| t.is_line(p) || t.is(p, ',') || t.is(p, ':'));
    let at = t.low(i) == "bei" && begins && t.cap(next) && t.at(T::CareOf, i).is_none();
    let mut from = match t.at(T::CareOf, i) {
        _ if dotted => second.saturating_add(1),
        None if at => next,
        found => found?,
    };
    if t.low(i) == "ot" && t.raw(i) != "OT" {
        return None;
    }
    if t.is(from, '.') || t.is(from, ':') {
        from = from.saturating_add(1);
    }
    let mut end = from;
    let titled = |k: usize| t.has(T::Title, k) || t.has(T::Company, k);
    while end < from.saturating_add(5) && t.is_word(end) && t.raw(end).len() < 40 {
        let dotted = t.is(end.saturating_add(1), '.') && (titled(end) || t.low(end).len() == 1);
        let fine = t.cap(end) && (!t.stop(end) || titled(end));
        let first = end == from && !t.stop(end);
        if !(fine || first) {
            break;
        }
        end = end.saturating_add(if dotted { 2 } else { 1 });
    }
    (end > from && (!at || t.ends(end))).then_some(Unit { end, sure: !at })
}

/// A short mark such as "4B", "B", "12", "A2".
pub(crate) fn mark(t: &Text<'_>, i: usize) -> bool {
    let low = t.low(i);
    let number = t.is_num(i) && low.len() <= 6 && low.chars().take_while(char::is_ascii_digit).count() <= 4;
    let word = t.is_word(i) && low.len() <= 4 && (low.len() == 1 || low.chars().any(|c| c.is_ascii_digit()));
    (number || word) && low != "i" && (low != "a" || t.raw(i) == "A" || t.ends(i.saturating_add(1)))
}

fn labelled(t: &Text<'_>, i: usize) -> Option<Unit> {
    if !t.has(T::UnitWord, i) {
        return None;
    }
    let mut from = i.saturating_add(1);
    if t.is(from, '.') || t.is(from, ':') {
        from = from.saturating_add(1);
    }
    if matches!(t.low(from), "nr" | "no" | "number" | "nummer") {
        from = from.saturating_add(1);
        if t.is(from, '.') {
            from = from.saturating_add(1);
        }
    }
    let hash = t.kind(from) == Some(Kind::Other) && t.raw(from).starts_with('#') && t.raw(from).len() <= 6;
    if t.is(from, '#') {
        from = from.saturating_add(1);
    }
    let measured = t.has(T::Measure, from.saturating_add(1));
    let long = t.low(i) == "postnummer" && t.is_num(from);
    // "my new flat 9 Rue Lepic": a flat that is spoken of has no number.
    let spoken = || {
        let determiner = i.checked_sub(1).is_some_and(|p| t.has(T::Determiner, p));
        determiner && t.is_num(from) && street_at(t, from).is_some()
    };
    if !(hash || long || mark(t, from)) || measured || spoken() {
        return None;
    }
    let sure = listed("flat apt apartment suite ste stiege whg tür postnummer", t.low(i));
    let end = from.saturating_add(1);
    // "Flat B 2", "Flat 2 B": a lone letter belongs to the number.
    let letter = t.low(end).len() == 1 && t.cap(end) && t.ends(end.saturating_add(1));
    Some(Unit { end: if letter { end.saturating_add(1) } else { sides(t, end) }, sure })
}

fn alone(t: &Text<'_>, i: usize) -> Option<Unit> {
    let end = t.at(T::UnitAlone, i)?;
    // "EG", "HH" and the like only in capitals.
    let short = t.low(i).len() <= 2;
    if short && !t.raw(i).chars().all(char::is_uppercase) {
        return None;
    }
    Some(Unit { end: sides(t, end), sure: !short && t.cap(i) && t.low(i).len() > 7 })
}
