//! What may be the value of each field of an address.

use crate::message::address::number::{self, house};
use crate::message::address::postcode::{Shape, like_year, zip_at};
use crate::message::address::region::{country_at, province_at};
use crate::message::address::street::street_at;
use crate::message::address::table::T;
use crate::message::address::text::{Kind, Text};
use crate::message::address::town::town_at;
use crate::message::address::unit::{mark, unit_at};

/// What a label is a label of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Zip,
    House,
    Street,
    Unit,
    Line2,
    City,
    Province,
    Country,
    First,
    Last,
    Phone,
}

/// A value of that field at `i`: the token behind it. `amiss`: what stands in the field was called wrong.
pub(super) fn value_at(t: &Text<'_>, i: usize, field: Field, label: usize, amiss: bool) -> Option<usize> {
    let prev = i.checked_sub(1);
    // Behind "wrong" a plain "please" or "but" is enough.
    let set = i == label
        || amiss && prev.is_some_and(|p| t.has(T::Please, p) || matches!(t.low(p), "noch" | "nur" | "still" | "only"))
        || prev.is_some_and(|p| t.has(T::Setter, p) || t.is(p, ':') || t.is(p, '=') || t.is(p, '"') || t.is(p, '„'));
    let one = |ok: bool| ok.then(|| i.saturating_add(1));
    match field {
        Field::Zip => {
            let numbered = i > label && prev.is_some_and(|p| t.has(T::Numbering, p));
            zip_at(t, i).filter(|z| !numbered && (!like_year(z) || set)).map(|z| z.end)
        }
        Field::House => {
            let end = house(t, i, 5)?;
            let dated = t.has(T::Measure, end) || (t.is(end, '.') && t.has(T::Measure, end.saturating_add(1)));
            let foreign =
                i > label && prev.is_some_and(|p| t.is_word(p) && !t.has(T::Filler, p) && !t.has(T::Setter, p));
            (!dated && !foreign && zip_at(t, i).is_none_or(|z| z.shape == Shape::Four)).then_some(end)
        }
        // A street without a street's word: "richtig: Hofstatt 21", "the street is 4 Broadgate".
        Field::Street => {
            let numbered = house(t, i, 4);
            let from = numbered.unwrap_or(i);
            let names = (from..from.saturating_add(3)).take_while(|k| t.cap(*k) && !t.stop(*k)).count();
            let end = from.saturating_add(names);
            let end = if numbered.is_some() { t.ends(end).then_some(end) } else { number::behind(t, end) };
            end.filter(|_| set && i > label && names > 0)
        }
        Field::Unit => unit_at(t, i).map(|u| u.end).or_else(|| {
            let after = i.saturating_add(1);
            let measured = t.has(T::Measure, after) || t.is(after, '%') || t.is(after, '€');
            one(mark(t, i) && (t.is_num(i) || set) && !measured && !t.stop(i))
        }),
        Field::Line2 => {
            let Some(unit) = unit_at(t, i) else {
                // "Line 2 should read The Coach House."
                let names = (i..i.saturating_add(4)).take_while(|k| t.cap(*k)).count();
                let end = i.saturating_add(names);
                return (set && i > label && names > 0 && t.ends(end) && !t.stop(end.saturating_sub(1))).then_some(end);
            };
            let mut end = unit.end;
            while let Some(next) = unit_at(t, if t.is(end, ',') { end.saturating_add(1) } else { end }) {
                end = next.end;
            }
            Some(end)
        }
        // "the city is great": small letters only right behind a colon.
        Field::City => town_at(t, i, prev.is_some_and(|p| t.is(p, ':')) && t.ends(i.saturating_add(1)))
            .filter(|_| set && street_at(t, i).is_none_or(|s| !s.numbered)),
        // "the state in which …"
        Field::Province => province_at(t, i, set && i > label)
            .or_else(|| one(t.cap(i) && set && !t.stop(i) && t.ends(i.saturating_add(1)))),
        Field::Country => country_at(t, i).map(|(e, _)| e),
        Field::First | Field::Last => one(t.cap(i) && set && !t.stop(i)),
        Field::Phone => {
            let mut end = i;
            let mut digits = 0usize;
            while digits < 15
                && (t.is_num(end)
                    || t.kind(end) == Some(Kind::Phone)
                    || (digits > 0 && (t.is(end, '/') || t.is(end, '-'))))
            {
                digits = digits.saturating_add(t.raw(end).chars().filter(char::is_ascii_digit).count());
                end = end.saturating_add(1);
            }
            (digits >= 6).then_some(end)
        }
    }
}
