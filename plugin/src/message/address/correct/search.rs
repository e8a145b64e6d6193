//! Looks for the value that a label is a label of, ahead of it or behind.

use super::LABELS;
use super::value::{Field, value_at};
use crate::message::address::parts::skip;
use crate::message::address::postcode::zip_at;
use crate::message::address::street::street_at;
use crate::message::address::table::T;
use crate::message::address::text::{Kind, Text, listed};
use crate::message::address::unit::{Unit, unit_at};

/// How far behind its label a value may stand, in tokens.
const REACH: usize = 14;

pub(super) struct Value {
    pub(super) span: (usize, usize),
    /// Behind the last word that was read, wrong values included.
    pub(super) last: usize,
}

/// The value behind the label: of several the last that is not called wrong.
pub(super) fn ahead(t: &Text<'_>, label: usize, field: Field) -> Option<Value> {
    let mut best: Option<(usize, usize)> = None;
    let mut last = label;
    let mut limit = label.saturating_add(REACH);
    let mut sentences = 0u8;
    let mut k = label;
    let shaped = matches!(field, Field::Zip | Field::Country);
    // "Es steht als Ort nur …" tells what is to be corrected; "da steht der falsche Ort" does not.
    let near = label.saturating_sub(4)..label;
    let told = near.clone().any(|k| listed("falsch falsche falscher falschen wrong incorrect", t.low(k)));
    let mut shown = near.clone().any(|k| t.has(T::Shown, k)) && !told;
    let mut amiss = shown || (told && field == Field::City);
    while k < limit {
        match t.kind(k) {
            None => break,
            Some(Kind::Line) if best.is_some() || t.is_line(k.saturating_add(1)) => break,
            // "Könnten Sie bitte den Ort korrigieren? Er heißt …"
            Some(Kind::Punct('?')) if field != Field::City || best.is_some() => break,
            Some(Kind::Punct('!')) if !amiss && field != Field::Zip => break,
            // "a new flat, 3 rooms"
            Some(Kind::Punct(',')) if k == label && field == Field::Unit => break,
            Some(Kind::Word) if field == Field::Unit && matches!(t.low(k), "and" | "und") => break,
            Some(Kind::Punct('.' | ';' | '!'))
                if k > label
                    && t.kind(k) != t.kind(k.saturating_sub(1))
                    && !t.has(T::Numbering, k.saturating_sub(1)) =>
            {
                sentences = sentences.saturating_add(1);
                if sentences > 1 || best.is_some() {
                    break;
                }
            }
            _ => {}
        }
        // "my new flat: 9 Rue Lepic"
        let starts = field == Field::Street || (matches!(field, Field::Unit | Field::House) && t.is_num(k));
        if starts && street_at(t, k).is_some_and(|s| s.sure || field == Field::Street) {
            break;
        }
        // "the flat is missing: Flat 3, 20 Sill Road"
        let unit =
            |u: Unit| field == Field::Street || street_at(t, skip(t, u.end).0).is_some_and(|s| s.sure && s.numbered);
        if k > label && matches!(field, Field::Street | Field::Unit) && unit_at(t, k).is_some_and(unit) {
            break;
        }
        amiss = amiss || t.has(T::Amiss, k);
        if let Some(end) = value_at(t, k, field, label, amiss) {
            if !(wrong(t, k, end, label) || std::mem::take(&mut shown)) {
                best = Some((k, end));
            }
            last = end;
            limit = end.saturating_add(12);
            k = end.max(k.saturating_add(1));
            continue;
        }
        // A label of another field takes over; only words of correction may stand between.
        let other = k > label
            && LABELS
                .iter()
                .any(|(f, table)| *f != field && *f != Field::Unit && t.at(*table, k).is_some_and(|e| e > k));
        let filler = t.has(T::Filler, k) || t.has(T::Amiss, k) || t.has(T::Setter, k) || t.has(T::Add, k);
        let foreign =
            t.is_word(k) && !shaped && (field != Field::City || !t.cap(k)) && (field != Field::House || !amiss);
        // A town may stand in a later sentence ("it says X. It should be Y"), so other words don't end its search.
        let ends = best.is_some() || field != Field::City || other;
        if !filler && (other || foreign) && ends {
            break;
        }
        k = k.saturating_add(1);
    }
    best.map(|span| Value { span, last: last.max(span.1) })
}

/// "not 21", "statt 41", "from 41", "10117 is wrong".
pub(crate) fn wrong(t: &Text<'_>, a: usize, b: usize, label: usize) -> bool {
    let mut back = a;
    for _ in 0..5 {
        let Some(p) = back.checked_sub(1).filter(|p| *p >= label) else { break };
        // "früher Nr. 4", "bisher „Aufgang B“"
        let number = t.is(p, '.') && t.has(T::Numbering, p.saturating_sub(1));
        if number || matches!(t.kind(p), Some(Kind::Punct('"' | '„' | '“' | '('))) {
            back = p;
            continue;
        }
        let past = |q: &usize| t.at(T::Not, *q).or_else(|| t.at(T::WasSo, *q)).is_some_and(|e| e > p);
        if past(&p)
            || p.checked_sub(1).is_some_and(|q| past(&q))
            || t.has(T::From, p) && a.saturating_sub(p) == 1
            || listed("than says steht old alte", t.low(p))
        {
            return true;
        }
        if !t.has(T::Filler, p) || matches!(t.low(p), "but" | "sondern" | "to" | "auf") {
            break;
        }
        back = p;
    }
    t.at(T::IsWrong, b).is_some()
}

/// "14 is my house number", "10117 ist die richtige PLZ".
pub(super) fn behind(t: &Text<'_>, i: usize, end: usize, field: Field, floor: usize) -> Option<Value> {
    if !matches!(field, Field::Zip | Field::House) {
        return None;
    }
    let mut k = i;
    for _ in 0..7 {
        k = k.checked_sub(1).filter(|p| *p >= floor)?;
        if let Some(e) = value_at(t, k, field, k, false).filter(|e| *e <= i) {
            let tied = (e..i).any(|w| matches!(t.low(w), "is" | "ist" | "as" | "als"));
            // The second half of "LS1 4AB" is no value of its own.
            let whole =
                k.checked_sub(1).filter(|p| *p >= floor && zip_at(t, *p).is_some_and(|z| z.end > k)).unwrap_or(k);
            return (tied && !wrong(t, whole, e, floor)).then_some(Value { span: (whole, e), last: end });
        }
        if !t.has(T::Filler, k) && !t.has(T::Setter, k) {
            return None;
        }
    }
    None
}
