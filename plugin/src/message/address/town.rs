//! Finds the name of a town: a run of words that ends where an address ends or goes on.

use crate::message::address::postcode::zip_at;
use crate::message::address::region::{country_at, is_state};
use crate::message::address::table::{Names, T};
use crate::message::address::text::{Text, listed};
use crate::message::address::unit::unit_at;

/// The end of the town's name that starts at `i`. `lower`: small letters will do, because a postcode stands beside it.
pub(crate) fn town_at(t: &Text<'_>, i: usize, lower: bool) -> Option<usize> {
    if !t.is_word(i) || t.raw(i).len() > 40 || t.has(T::Numbering, i) {
        return None;
    }
    let cap = t.cap(i);
    let next = i.saturating_add(1);
    let opener = Names::TownOpeners.has(t.low(i));
    if !(cap || lower) || (t.stop(i) && !(opener && cap && t.cap(next) && !t.stop(next))) {
        return None;
    }
    if t.low(i).chars().any(|c| c.is_ascii_digit()) || t.low(i).chars().nth(1).is_none() {
        return None;
    }
    let country = country_at(t, i).is_some() && t.low(i) != "island" && !is_city_state(t, i);
    if is_state(t.raw(i)) || country || zip_at(t, i).is_some() {
        return None;
    }
    let mut k = next;
    let mut words = 1usize;
    while words < 4 {
        let dot =
            if t.is(k, '.') && matches!(t.low(k.saturating_sub(1)), "st" | "s") { k.saturating_add(1) } else { k };
        let before = t.low(k.saturating_sub(1));
        let opens = Names::TownOpeners.has(before) && words == 1;
        if let Some(end) = tail(t, k) {
            k = end;
            break;
        }
        let city = matches!(t.low(dot), "city" | "town") && t.cap(dot);
        let fits = t.is_word(dot) && (city || !t.stop(dot)) && (t.cap(dot) || (opens && !cap));
        let other = is_state(t.raw(dot)) || country_at(t, dot).is_some() || zip_at(t, dot).is_some();
        // "Roma RM"
        let code = t.raw(dot).len() == 2
            && t.raw(dot).chars().all(|c| c.is_ascii_uppercase())
            && t.ends(dot.saturating_add(1));
        let line2 = code || unit_at(t, dot).is_some() || (t.has(T::Suffixed, dot) && t.is_num(dot.saturating_add(1)));
        if !fits || other || line2 || t.low(dot).len() > 40 {
            break;
        }
        k = dot.saturating_add(1);
        words = words.saturating_add(1);
    }
    // "Dublin 6", "Dublin 6W"
    if t.low(i) == "dublin" && words == 1 && t.is_num(k) && t.low(k).len() <= 3 {
        k = k.saturating_add(1);
    }
    // "Halle (Saale)"
    let inner = k.saturating_add(1);
    let close = k.saturating_add(2);
    if t.is(k, '(') && t.cap(inner) && t.is(close, ')') && Names::GermanTails.has(t.low(inner)) {
        k = close.saturating_add(1);
    }
    Some(k)
}

/// A town that has its country's name, right behind its postcode.
pub(crate) fn is_city_state(t: &Text<'_>, i: usize) -> bool {
    let behind = |p: usize| t.is_num(p) || t.low(p).bytes().any(|b| b.is_ascii_digit());
    let six = || t.is_num(i.saturating_add(1)) && t.low(i.saturating_add(1)).len() == 6;
    (i.checked_sub(1).is_some_and(behind) || six())
        && listed("luxemburg luxembourg monaco singapur singapore gibraltar", t.low(i))
}

/// "am Main", "an der Weinstraße", "upon Tyne", "/Main", "a.M.", "ob der Tauber".
fn tail(t: &Text<'_>, k: usize) -> Option<usize> {
    let next = k.saturating_add(1);
    let region = |low: &str| ["kreis", "gau", "tal", "thal", "viertel", "moos"].iter().any(|end| low.ends_with(end));
    let known = |at: usize| {
        (Names::GermanTails.has(t.low(at)) || (t.cap(at) && region(t.low(at)))).then(|| at.saturating_add(1))
    };
    if t.is(k, '/') {
        return known(next);
    }
    match t.low(k) {
        // "Muri bei Bern", "List auf Sylt"
        "bei" | "auf" if t.cap(next) && !t.stop(next) && !t.has(T::Kin, next) && !t.has(T::Title, next) => {
            let end = next.saturating_add(1);
            t.ends(end).then_some(end)
        }
        "am" if t.low(next).ends_with("see") => Some(next.saturating_add(1)),
        "am" | "im" => known(next),
        // "Waidhofen an der Thaya"
        "an" if t.low(next) == "der" && t.cap(k.saturating_add(2)) && t.ends(k.saturating_add(3)) => {
            Some(k.saturating_add(3))
        }
        "an" | "ob" | "vor" | "in" if matches!(t.low(next), "der" | "dem") => known(k.saturating_add(2)),
        "in" if matches!(t.low(next), "tirol") => known(next),
        "a" | "i" | "b" | "o" if t.is(next, '.') => {
            let river = k.saturating_add(2);
            let short = t.is_word(river) && t.low(river).len() <= 5 && t.cap(river);
            let end = river.saturating_add(1);
            (short && (t.is(end, '.') || known(river).is_some()))
                .then(|| if t.is(end, '.') { end.saturating_add(1) } else { end })
        }
        "upon" | "under" if t.is_word(next) => Some(next.saturating_add(1)),
        "on" | "by" => {
            let word = if t.low(next) == "the" { next.saturating_add(1) } else { next };
            Names::EnglishTails.has(t.low(word)).then(|| word.saturating_add(1))
        }
        _ => None,
    }
}

/// The town behind a postcode. A run of capitals that runs on into a sentence is cut to its first name.
pub(crate) fn town_after_zip(t: &Text<'_>, i: usize) -> Option<usize> {
    let end = town_at(t, i, true)?;
    let first = i.saturating_add(1);
    if end <= first || t.ends(end) || country_at(t, end).is_some() || unit_at(t, end).is_some() {
        return Some(end);
    }
    let keep = Names::TownOpeners.has(t.low(i))
        || t.is(first, '.')
        || t.is(first, '(')
        || tail(t, first).is_some()
        || t.low(i) == "dublin";
    Some(if keep { end } else { first })
}
