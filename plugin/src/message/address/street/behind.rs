//! Streets whose number stands behind, or nowhere: "Lindenstr. 12", "Via Roma 12".

use super::{Street, name_word, names, number_first};
use crate::message::address::number::{behind, dot, house};
use crate::message::address::postcode::zip_at;
use crate::message::address::table::{Names, T};
use crate::message::address::text::{Text, listed};

/// Endings that many other words have: they need a postcode or a cue.
fn weak_suffix(low: &str) -> bool {
    const STRONG: &str = "strasse str weg gasse allee platz ring ufer damm chaussee steig pfad straat laan gracht gässli \
        kade singel gatan vägen strase stasse srasse strsse graben street";
    const OTHER: &str = "parkplatz arbeitsplatz stellplatz umweg ausweg hinweg spielplatz sitzplatz ordnung";
    listed(OTHER, low) || !STRONG.split(' ').any(|s| low.ends_with(s))
}

/// "Lindenstr. 12"; `first` is where the name starts, `i` the word with the ending.
pub(super) fn one_word(t: &Text<'_>, first: usize, i: usize) -> Option<Street> {
    let low = t.low(i);
    if !t.is_word(i) || !t.has(T::Suffixed, i) {
        return None;
    }
    let next = i.saturating_add(1);
    // "SPRING15" is a code.
    let glued = t.toks.get(i).zip(t.toks.get(next)).is_some_and(|(a, b)| a.end == b.start);
    if glued && t.is_num(next) && t.raw(i).chars().all(char::is_uppercase) {
        return None;
    }
    let past = dot(t, next);
    let past = if t.is(past, ',') && t.is_num(past.saturating_add(1)) && zip_at(t, past.saturating_add(1)).is_none() {
        past.saturating_add(1)
    } else {
        past
    };
    if let Some(end) = behind(t, past) {
        let sure = !weak_suffix(low);
        return Some(Street { first, end, sure, needs_zip: false, numbered: true });
    }
    // "Lindenallee, 10969 Berlin"
    let sep = if t.is(next, ',') || t.is_line(next) { next.saturating_add(1) } else { next };
    let zip = zip_at(t, sep).is_some_and(|z| t.is_word(z.end));
    (zip && t.cap(i)).then_some(Street { first, end: next, sure: false, needs_zip: true, numbered: false })
}

/// "Alte Dorfstraße 3", "Am Kirchweg 2", "St. Johanns-Gasse 4".
pub(super) fn adjective(t: &Text<'_>, i: usize) -> Option<Street> {
    let next = i.saturating_add(1);
    if t.has(T::StreetAdj, i) {
        let at = dot(t, next);
        // "meine neue Lindenstraße 3" is no name; "Neue Lindenstraße 3" is, and so is ": obere augartenstraße 3".
        let small = !t.cap(at) && i.checked_sub(1).is_some_and(|p| !t.is_word(p) && !t.is_num(p));
        return if t.cap(i) || small { one_word(t, i, at) } else { None };
    }
    let end = t.at(T::StreetPrep, i)?;
    let open = i.checked_sub(1).is_none_or(|p| !t.is(p, '.') && !t.is(p, '!'));
    let low = t.low(end);
    let street = ["strasse", "str", "gasse", "allee"].iter().any(|s| low.ends_with(s));
    (t.cap(i) && open && !street && t.cap(end)).then(|| one_word(t, i, end)).flatten()
}

/// "Berliner Straße 12", "Dr. Karl Renner Ring 3", "Straße des 17. Juni 135", "Platz der Republik 1".
pub(super) fn worded(t: &Text<'_>, i: usize) -> Option<Street> {
    let kind = |k: usize| t.is_word(k) && t.has(T::StreetWord, k);
    let make = |end: usize, sure: bool| Some(Street { first: i, end, sure, needs_zip: false, numbered: true });
    if kind(i) && matches!(t.low(i.saturating_add(1)), "der" | "des" | "am" | "zum") {
        let mut k = i.saturating_add(2);
        let stop_at = k.saturating_add(4);
        while k < stop_at {
            // "17." of "Straße des 17. Juni" is a part of the name.
            if t.is_num(k) && t.is(k.saturating_add(1), '.') && t.cap(k.saturating_add(2)) && k == i.saturating_add(2) {
                k = k.saturating_add(2);
            } else if t.cap(k) && k > i.saturating_add(1) {
                k = k.saturating_add(1);
                if let Some(end) = behind(t, k) {
                    return make(end, t.cap(i));
                }
            } else {
                return None;
            }
        }
        return None;
    }
    let lower = !t.cap(i);
    if (lower && t.stop(i)) || (!lower && !name_word(t, i)) || !t.is_word(i) {
        return None;
    }
    let max = if lower { 1 } else { 3 };
    let mut k = dot(t, i.saturating_add(1));
    // "… am Empfang. Kaiserstraße 155": behind a longer word than "Prof" a sentence ends.
    if k > i.saturating_add(1) && t.low(i).chars().count() > 4 {
        return None;
    }
    for count in 1..=max {
        if kind(k) && count >= 1 {
            let weak = !listed("strasse str gasse allee straat vej ring ufer platz", t.low(k));
            let number = dot(t, k.saturating_add(1));
            let comma = t.is(number, ',');
            let number = if comma { number.saturating_add(1) } else { number };
            // "Anna Park, 9 Glebe Gardens"
            if comma && number_first(t, number).is_some_and(|s| s.sure) {
                return None;
            }
            if let Some(end) = behind(t, number).filter(|_| zip_at(t, number).is_none()) {
                return make(end, !weak && (!lower || t.low(k) != "platz"));
            }
            return None;
        }
        if !name_word(t, k) {
            return None;
        }
        k = dot(t, k.saturating_add(1));
    }
    None
}

/// "Via Roma 12", "Calle de Alcalá, 45", "ul. Marszałkowska 12/5", "C/ Mayor 5".
pub(super) fn type_first(t: &Text<'_>, i: usize) -> Option<Street> {
    let low = t.low(i);
    if !t.has(T::StreetBefore, i) {
        return None;
    }
    let next = i.saturating_add(1);
    let from = if t.is(next, '.') || (low == "c" && t.is(next, '/')) { next.saturating_add(1) } else { next };
    let short = low.len() <= 2 && from == next;
    let end = names(t, from, 6, Names::PlainBefore.has(low) || !t.cap(from));
    if end == from || short {
        return None;
    }
    let number = if t.is(end, ',') { end.saturating_add(1) } else { end };
    let end = behind(t, number).filter(|_| zip_at(t, number).is_none_or(|z| !t.is_word(z.end)))?;
    Some(Street { first: i, end, sure: Names::PlainBefore.has(low), needs_zip: false, numbered: true })
}

/// "Unter den Linden 77", "Am Markt 3".
pub(super) fn preposition(t: &Text<'_>, i: usize) -> Option<Street> {
    let from = t.at(T::StreetPrep, i)?;
    if !t.cap(i) {
        // "am bach 3, 6830 rankweil"
        let fits = t.is_word(from) && !t.stop(from) && !t.cap(from) && !t.has(T::Suffixed, from);
        let end = house(t, from.saturating_add(1), 4).filter(|_| fits)?;
        let zip = zip_at(t, if t.is(end, ',') || t.is_line(end) { end.saturating_add(1) } else { end })?;
        return t.is_word(zip.end).then_some(Street { first: i, end, sure: false, needs_zip: true, numbered: true });
    }
    let mut k = from;
    // Everyday words are names here: "Zum See 8".
    let fits = |k: usize| t.cap(k) && !t.has(T::Measure, k) && !t.has(T::Numbering, k);
    while k < from.saturating_add(3) && fits(k) {
        k = dot(t, k.saturating_add(1));
        if let Some(end) = behind(t, k) {
            return Some(Street { first: i, end, sure: false, needs_zip: false, numbered: true });
        }
    }
    None
}

/// "Broadway 12, 10969 Berlin", "Church Lane, York YO1 7HH": only where the postcode agrees.
pub(super) fn bare(t: &Text<'_>, i: usize) -> Option<Street> {
    let mut k = i;
    let fits = |k: usize| {
        let word = t.cap(k) && (k > i && t.has(T::StreetAfter, k) || matches!(t.low(k), "the" | "new" | "old"));
        word || name_word(t, k)
    };
    while k < i.saturating_add(4) && fits(k) {
        let typed = k > i && t.has(T::StreetAfter, k);
        k = dot(t, k.saturating_add(1));
        if let Some(end) = behind(t, k).filter(|_| zip_at(t, k).is_none()) {
            let sep = if t.is(end, ',') || t.is_line(end) || t.low(end) == "in" { end.saturating_add(1) } else { end };
            let zip = zip_at(t, sep).is_some_and(|z| t.is_word(z.end));
            return zip.then_some(Street { first: i, end, sure: false, needs_zip: true, numbered: true });
        }
        if typed && (t.is(k, ',') || t.is_line(k)) {
            return Some(Street { first: i, end: k, sure: false, needs_zip: true, numbered: false });
        }
    }
    None
}
