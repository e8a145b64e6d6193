//! Reads corrections of one field: "the postcode should be LS1 4AB", "Hausnummer 14 statt 41", "add Apt 4B".

use crate::message::address::alone::{dropped, unit_alone};
use crate::message::address::group::trim;
use crate::message::address::number::{self, house};
use crate::message::address::parts::skip;
use crate::message::address::postcode::{like_year, zip_at};
use crate::message::address::region::{country_at, province_at};
use crate::message::address::role::cued;
use crate::message::address::street::street_at;
use crate::message::address::text::{Kind, Text, listed};
use crate::message::address::town::town_at;
use crate::message::address::unit::{Unit, mark, unit_at};
use crate::message::address::words::T;
use crate::message::address::{Address, Hit, Role};

/// How far behind its label a value may stand, in tokens.
const REACH: usize = 14;

/// What a label is a label of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
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

const LABELS: &[(Field, T)] = &[
    (Field::House, T::HouseLabel),
    (Field::Street, T::StreetLabel),
    (Field::Line2, T::Line2Label),
    (Field::Phone, T::PhoneLabel),
    (Field::Zip, T::ZipLabel),
    (Field::Unit, T::UnitLabel),
    (Field::City, T::CityLabel),
    (Field::Province, T::ProvinceLabel),
    (Field::Country, T::CountryLabel),
    (Field::First, T::FirstLabel),
    (Field::Last, T::LastLabel),
];

/// The correction that starts at token `i`; nothing before `floor` belongs to it. `contrast`: an old flat stood right before.
pub(crate) fn read(t: &Text<'_>, i: usize, floor: usize, contrast: bool) -> Option<Hit> {
    if let Some(hit) = unit_alone(t, i, floor, contrast) {
        return Some(hit);
    }
    if !labels(t, i) {
        return None;
    }
    let (end, field) =
        LABELS.iter().filter_map(|(f, table)| t.at(*table, i).map(|e| (e, *f))).max_by_key(|(e, _)| *e)?;
    // "plz" is also short for "please".
    if t.low(i) == "plz" && !(t.is(end, ':') || t.raw(i) == "PLZ" || zip_near(t, end)) {
        return None;
    }
    // "3 Stock und 120 Quadratmeter"
    if field == Field::Unit && i.checked_sub(1).is_some_and(|p| t.is_num(p)) {
        return None;
    }
    // A phone number alone is no address: only a new one is a correction.
    let told = |k: usize| t.has(T::New, k) && t.low(k) != "now";
    if field == Field::Phone && !(end..end.saturating_add(4)).chain(i.saturating_sub(3).max(floor)..i).any(told) {
        return None;
    }
    let found = ahead(t, end, field).or_else(|| behind(t, i, end, field, floor))?;
    let (a, b) = found.span;
    // "Me again, from flat 9": a flat alone changes nothing, and "used to be flat 9" is no new one.
    let near = floor.max(i.saturating_sub(4));
    let contrast = t.at(T::Not, if t.is(b, ',') { b.saturating_add(1) } else { b }).is_some() || t.low(b) == "please";
    match field {
        Field::Unit if a == end && (wrong(t, i, b, near) || !cued(t, i, floor)) => return None,
        Field::House if a == end && !(contrast || found.last > b || cued(t, i, floor)) => return None,
        Field::Unit | Field::Line2 if dropped(t, i, b, floor) => return None,
        _ => {}
    }
    let mut address = Address::default();
    let value = trim(t.slice(a, b));
    match field {
        Field::Zip => {
            let zip = zip_at(t, a)?;
            address.country_code = zip.country.map(str::to_owned);
            address.zip = Some(zip.text);
        }
        Field::House => address.house_number = Some(value),
        Field::Street => address.address1 = Some(value),
        Field::Unit if unit_at(t, a).is_none() || t.is_num(a) => {
            address.address2 = Some(format!("{} {}", t.raw(i), value));
        }
        Field::Unit | Field::Line2 => address.address2 = Some(value),
        Field::City => address.city = Some(value),
        Field::Province => address.province = Some(value),
        Field::Country => address.country_code = country_at(t, a).map(|(_, c)| c.to_owned()),
        Field::First => address.first_name = Some(value),
        Field::Last => address.last_name = Some(value),
        Field::Phone => address.phone = Some(value),
    }
    Some(Hit { first: a.min(i), last: found.last.max(end), address, role: Some(Role::New) })
}

/// The word at `i` is a label, or starts one.
pub(crate) fn labels(t: &Text<'_>, i: usize) -> bool {
    t.opens(LABELS.iter().map(|(_, table)| *table), i)
}

fn zip_near(t: &Text<'_>, from: usize) -> bool {
    (from..from.saturating_add(9)).filter(|k| t.is_num(*k)).any(|k| {
        let before = k.saturating_sub(1);
        let tied = k == from || t.has(T::Amiss, from) || t.has(T::Setter, before) || t.has(T::Not, before);
        tied && zip_at(t, k).is_some_and(|z| !like_year(&z))
    })
}

struct Value {
    span: (usize, usize),
    /// Behind the last word that was read, wrong values included.
    last: usize,
}

/// A value of that field at `i`: the token behind it. `amiss`: what stands in the field was called wrong.
fn value_at(t: &Text<'_>, i: usize, field: Field, label: usize, amiss: bool) -> Option<usize> {
    let prev = i.checked_sub(1);
    // Behind "wrong" a plain "please" or "but" is enough.
    let set = i == label
        || amiss && prev.is_some_and(|p| t.has(T::Please, p))
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
            (!dated
                && !foreign
                && zip_at(t, i).is_none_or(|z| z.shape == crate::message::address::postcode::Shape::Four))
            .then_some(end)
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

/// The value behind the label: of several the last that is not called wrong.
fn ahead(t: &Text<'_>, label: usize, field: Field) -> Option<Value> {
    let mut best: Option<(usize, usize)> = None;
    let mut last = label;
    let mut limit = label.saturating_add(REACH);
    let mut sentences = 0u8;
    let mut k = label;
    let shaped = matches!(field, Field::Zip | Field::Country);
    let mut amiss = false;
    // "Es steht als Ort nur …" tells what is to be corrected.
    let mut shown = t.any(T::Shown, label.saturating_sub(4), label);
    while k < limit {
        match t.kind(k) {
            None => break,
            Some(Kind::Line) if best.is_some() || t.is_line(k.saturating_add(1)) => break,
            Some(Kind::Punct('?')) => break,
            Some(Kind::Punct('!')) if !amiss => break,
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
fn behind(t: &Text<'_>, i: usize, end: usize, field: Field, floor: usize) -> Option<Value> {
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
