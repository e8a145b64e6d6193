//! Countries, states and counties by name.

use crate::message::address::table::{Names, T};
use crate::message::address::text::Text;

/// Codes that may close an address, written in capitals.
#[rustfmt::skip]
const CODES: &str = "AT DE CH GB UK US IE FR NL BE DK ES NZ SE PL";

/// The country named at `i`, and the token after it.
pub(crate) fn country_at(t: &Text<'_>, i: usize) -> Option<(usize, &'static str)> {
    if t.low(i).is_empty() {
        return None;
    }
    // "U.S.A.", "U.K."
    if matches!(t.low(i), "u") && t.is(i.saturating_add(1), '.') {
        let third = t.low(i.saturating_add(4));
        match t.low(i.saturating_add(2)) {
            "k" => return Some((i.saturating_add(4), "GB")),
            "s" => return Some((i.saturating_add(if third == "a" { 6 } else { 4 }), "US")),
            _ => {}
        }
    }
    let listed = if t.has(T::Region, i) { Names::Countries.words() } else { "" };
    let named = listed.split('|').filter_map(|entry| {
        let (name, code) = entry.rsplit_once(' ')?;
        t.phrase(i, name).map(|e| (e, code))
    });
    named.max_by_key(|(e, _)| *e).or_else(|| {
        let code = CODES.split(' ').find(|code| *code == t.raw(i))?;
        Some((i.saturating_add(1), if code == "UK" { "GB" } else { code }))
    })
}

/// A code of a state or province, in capitals.
pub(crate) fn is_state(raw: &str) -> bool {
    raw.len() <= 3 && Names::States.has(raw)
}

/// The state, province or county named at `i`: the token after it. `loose`: a postcode follows, so small letters do.
pub(crate) fn province_at(t: &Text<'_>, i: usize, loose: bool) -> Option<usize> {
    let next = i.saturating_add(1);
    if t.low(i).is_empty() {
        return None;
    }
    if is_state(t.raw(i)) || (loose && t.low(i).len() <= 3 && is_state(&t.low(i).to_ascii_uppercase())) {
        return Some(next);
    }
    if t.low(i) == "wa" && t.cap(i) && t.raw(i) == "WA" {
        return Some(next);
    }
    if matches!(t.low(i), "co" | "county") && t.cap(i) {
        let name = if t.is(next, '.') { next.saturating_add(1) } else { next };
        return t.cap(name).then_some(name.saturating_add(1));
    }
    if !t.has(T::Region, i) {
        return None;
    }
    if let Some(end) = t.any_phrase(i, Names::Counties.words()) {
        return Some(end);
    }
    t.any_phrase(i, Names::Provinces.words()).filter(|_| loose || t.cap(i))
}
