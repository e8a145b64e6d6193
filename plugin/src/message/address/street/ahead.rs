//! Streets whose number stands in front: "14 Church Lane".

use super::{Street, names};
use crate::message::address::number::{dot, house};
use crate::message::address::table::{Names, T};
use crate::message::address::text::{Text, listed};

pub(super) fn number_first(t: &Text<'_>, i: usize) -> Option<Street> {
    if t.low(i) == "24/7" || i.checked_sub(1).is_some_and(|p| t.is(p, '€') || t.is(p, '$') || t.is(p, '£')) {
        return None;
    }
    let mut from = house(t, i, 5)?;
    if matches!(t.low(from), "bis" | "ter" | "quater") {
        from = from.saturating_add(1);
    }
    let comma = t.is(from, ',');
    // "Gate 3, Saxby Road"
    if comma && i.checked_sub(1).is_some_and(|p| t.cap(p) && !t.stop(p)) {
        return None;
    }
    if comma {
        from = from.saturating_add(1);
    }
    if Names::NumberFirst.has(t.low(from)) {
        let dotted = dot(t, from.saturating_add(1));
        let end = names(t, dotted, 6, true);
        if end > dotted {
            return Some(Street { first: i, end, sure: true, needs_zip: false, numbered: true });
        }
    }
    if t.has(T::Measure, from) && !t.has(T::StreetAfter, from.saturating_add(1)) {
        return None;
    }
    if let Some((end, sure)) = typed(t, from) {
        return Some(Street { first: i, end, sure: sure && !comma, needs_zip: comma, numbered: true });
    }
    // "5 The Green, Leeds LS1 4AB": any name, if the postcode agrees.
    let end = names(t, from, 3, false);
    let article = t.low(from) == "the" && t.cap(from);
    let plausible = end > from && (article || !t.stop(from)) && !comma;
    let plausible = plausible && (t.is(end, ',') || t.is_line(end)) && house(t, i, 4).is_some();
    plausible.then_some(Street { first: i, end, sure: false, needs_zip: true, numbered: true })
}

/// Name words and then a street word ("Church Lane"): the end, and whether that is sure.
fn typed(t: &Text<'_>, i: usize) -> Option<(usize, bool)> {
    let is_type = |k: usize| t.is_word(k) && t.has(T::StreetAfter, k);
    let weak = |k: usize| t.has(T::StreetWeak, k);
    let mut k = i;
    let (mut capital, mut ordinals) = (false, false);
    let mut count = 0usize;
    while count < 5 {
        let low = t.low(k);
        // "Highway 17 South", "County Road 9"
        let next = k.saturating_add(1);
        let numbered = matches!(low, "highway" | "hwy" | "route")
            || matches!((t.low(k.saturating_sub(1)), low), ("county" | "state" | "farm", "road" | "rd"));
        if numbered && t.cap(k) && t.is_num(next) && t.low(next).len() <= 4 {
            let end = next.saturating_add(1);
            let way = listed("n s e w north south east west", t.low(end));
            return Some((if way { end.saturating_add(1) } else { end }, true));
        }
        if count > 0 && is_type(k) && (t.cap(k) || !capital || !weak(k)) {
            let mut last = k;
            let next = last.saturating_add(1);
            let third = next.saturating_add(1);
            if weak(last) && is_type(next) && t.cap(next) == t.cap(last) {
                last = next;
            } else if weak(last) && t.cap(next) && !t.stop(next) && is_type(third) && !weak(third) && t.cap(third) {
                last = third;
            }
            let mut end = last.saturating_add(1);
            let turned = if t.is(end, '.') { end.saturating_add(1) } else { end };
            let way = listed("n s e w ne nw se sw north south east west lower upper", t.low(turned));
            if way && t.cap(turned) && t.ends(turned.saturating_add(1)) {
                end = turned.saturating_add(1);
            }
            return Some((end, capital || ordinals || !weak(last)));
        }
        let ordinal = t.is_num(k) && ["st", "nd", "rd", "th"].iter().any(|o| low.ends_with(o));
        let fine = ordinal || (t.is_word(k) && (t.cap(k) || matches!(low, "new" | "old" | "of") || !t.stop(k)));
        if !fine {
            return None;
        }
        (capital, ordinals) = (capital || t.cap(k), ordinals || ordinal);
        k = if low.len() <= 3 { dot(t, k.saturating_add(1)) } else { k.saturating_add(1) };
        count = count.saturating_add(1);
    }
    None
}
