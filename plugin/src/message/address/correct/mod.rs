//! Reads corrections of one field: "the postcode should be LS1 4AB", "Hausnummer 14 statt 41", "add Apt 4B".

mod search;
mod value;

pub(crate) use search::wrong;

use search::{ahead, behind};
use value::Field;

use crate::message::address::alone::{astray, dropped, unit_alone};
use crate::message::address::group::trim;
use crate::message::address::postcode::{like_year, zip_at};
use crate::message::address::region::country_at;
use crate::message::address::role::cued;
use crate::message::address::table::T;
use crate::message::address::text::Text;
use crate::message::address::town::town_after_zip;
use crate::message::address::unit::unit_at;
use crate::message::address::{Address, Hit, Role};

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
    // "Add 'Flat 6' as the second line, or it lands in flat 1": its value stands before it.
    if field == Field::Line2 && (i.saturating_sub(5).max(floor)..i).any(|k| matches!(t.low(k), "as" | "als")) {
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
        Field::Unit | Field::Line2 if dropped(t, i, b, floor) || astray(t, a.min(i), floor) => return None,
        _ => {}
    }
    let mut address = Address::default();
    let value = trim(t.slice(a, b));
    match field {
        Field::Zip => {
            let zip = zip_at(t, a)?;
            address.country_code = zip.country.map(str::to_owned);
            address.zip = Some(zip.text);
            // "04275 Leipzig, nicht 04257"
            let town = town_after_zip(t, zip.end).filter(|end| t.cap(zip.end) && t.ends(*end));
            address.city = town.map(|end| trim(t.slice(zip.end, end)));
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
    (from..from.saturating_add(14)).filter(|k| t.is_num(*k)).any(|k| {
        let before = k.saturating_sub(1);
        let tied = k == from || t.has(T::Amiss, from) || t.has(T::Setter, before) || t.has(T::Not, before);
        tied && zip_at(t, k).is_some_and(|z| !like_year(&z))
    })
}
