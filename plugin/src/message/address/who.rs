//! Reads the lines above a street: who lives there, the firm, the building.

use crate::message::address::Address;
use crate::message::address::table::{Names, T};
use crate::message::address::text::{Text, listed};
use crate::message::address::unit::unit_at;

/// What the lines before a street add.
pub(crate) struct Above {
    pub first: usize,
    pub line2: Vec<(usize, usize)>,
    /// The name of a house right before the street.
    pub house: Option<(usize, usize)>,
}

/// The segment that ends right before the separator in front of `s`.
fn segment(t: &Text<'_>, s: usize, floor: usize) -> Option<(usize, usize)> {
    let mut end = s;
    let mut lines = 0u8;
    while let Some(p) = end.checked_sub(1).filter(|p| *p >= floor) {
        if t.is_line(p) && lines < 2 {
            lines = lines.saturating_add(1);
        } else if !(t.is(p, ',') || (end == s && t.low(p) == "at" && t.cap(p.saturating_sub(1)))) {
            break;
        }
        end = p;
    }
    if end == s || end <= floor {
        return None;
    }
    let mut first = end;
    while let Some(p) = first.checked_sub(1).filter(|p| *p >= floor) {
        let dotted = t.is(p, '.') && p.checked_sub(1).is_some_and(|q| short(t, q));
        if !(t.is_word(p) || t.is_num(p) || t.is(p, '&') || dotted) {
            break;
        }
        // "an Erika Muster": the name starts behind the preposition.
        if t.is_word(p) && !t.cap(p) && !Names::Particles.has(t.low(p)) && t.low(p) != "c/o" {
            let leads = t.has(T::Kin, p) || t.has(T::To, p) || matches!(t.low(p), "for" | "für" | "mutter" | "co");
            return (leads && first < end).then_some((first, end));
        }
        if t.has(T::Kin, p) && first < end && t.low(p) != "frau" {
            return Some((first, end));
        }
        first = p;
        if end.saturating_sub(first) > 8 {
            return None;
        }
    }
    (first < end).then_some((first, end))
}

/// A title or an initial, whose dot ends no sentence.
fn short(t: &Text<'_>, i: usize) -> bool {
    t.low(i).len() == 1 || t.has(T::Title, i) || listed("fa co st mbh inc ltd e v", t.low(i))
}

/// Reads up to three lines or comma parts above the street at `s` into `address`.
pub(crate) fn above(t: &Text<'_>, s: usize, floor: usize, numbered: bool, address: &mut Address) -> Above {
    // "Straße: Ahornweg 2" below "Name: Erika Muster"
    let label = s.checked_sub(2).filter(|k| *k >= floor && t.is(k.saturating_add(1), ':'));
    let street = |k: &usize| listed("strasse street address adresse anschrift", t.low(*k));
    let labelled = label.filter(street);
    let s = labelled.filter(|k| k.checked_sub(1).is_some_and(|p| t.is_line(p) || t.is(p, ','))).unwrap_or(s);
    let mut out = Above { first: s, line2: Vec::new(), house: None };
    for _ in 0..4 {
        let Some((a, b)) = segment(t, out.first, floor) else { break };
        let last = t.low(b.saturating_sub(1));
        let firm = (a..b).any(|k| t.has(T::Company, k) && t.raw(k) != "co");
        // The number of a customer of a parcel station, alone.
        let customer = b == a.saturating_add(1) && t.is_num(a) && t.low(a).len() > 5 && t.low(s) == "packstation";
        if customer || unit_at(t, a).is_some_and(|u| u.end == b) {
            out.line2.insert(0, (a, b));
        } else if (Names::Houses.has(last) || Names::HousesFirst.has(t.low(a)))
            && b.saturating_sub(a) <= 4
            && t.cap(a)
            && b > a.saturating_add(1)
        {
            if numbered || out.first != s {
                out.line2.insert(0, (a, b));
            } else {
                out.house = Some((a, b));
            }
        } else if firm && address.company.is_none() && b > a.saturating_add(1) && (a..b).any(|k| t.cap(k) && !t.stop(k))
        {
            let a = if matches!(t.low(a), "firma" | "fa") { after_dot(t, a) } else { a };
            if t.stop(a) {
                break;
            }
            address.company = Some(t.slice(a, b).to_owned());
        } else if address.last_name.is_none() && name(t, a, b, address) {
        } else {
            break;
        }
        out.first = a;
    }
    out
}

fn after_dot(t: &Text<'_>, i: usize) -> usize {
    let next = i.saturating_add(1);
    if t.is(next, '.') { next.saturating_add(1) } else { next }
}

/// Two to four capitalised words are a name.
fn name(t: &Text<'_>, a: usize, b: usize, address: &mut Address) -> bool {
    let mut from = a;
    while from < b && t.has(T::Title, from) {
        from = after_dot(t, from);
    }
    let titled = from > a;
    let fine = (from..b).all(|k| {
        let low = t.low(k);
        let digits = low.chars().any(|c| c.is_ascii_digit());
        (t.cap(k) && !t.stop(k) && !digits)
            || (Names::Particles.has(low) && k > from)
            || (t.is(k, '.') && t.low(k.saturating_sub(1)).len() == 1)
    });
    let count = (from..b).filter(|k| t.is_word(*k)).count();
    if !fine || count > 4 || !(count >= 2 || (titled && count == 1)) {
        return false;
    }
    let mut last = b.saturating_sub(1);
    while last > from.saturating_add(1) && Names::Particles.has(t.low(last.saturating_sub(1))) {
        last = last.saturating_sub(1);
    }
    address.last_name = Some(t.slice(last, b).to_owned());
    if last > from {
        address.first_name = Some(t.slice(from, last).to_owned());
    }
    true
}
