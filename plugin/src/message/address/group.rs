//! Puts street, flat, town, postcode and country together to one address.

use crate::message::address::parts::{Parts, Span, read_on, skip};
use crate::message::address::postcode::{Shape, like_year, zip_at};
use crate::message::address::region::country_at;
use crate::message::address::role::cued;
use crate::message::address::street::{Street, street_at};
use crate::message::address::table::T;
use crate::message::address::text::{Kind, Text, listed};
use crate::message::address::town::{is_city_state, town_after_zip, town_at};
use crate::message::address::unit::unit_at;
use crate::message::address::who::above;
use crate::message::address::{Address, Hit};

/// The address, or the part of one, that starts at token `i`; nothing before `floor` belongs to it.
pub(crate) fn read(t: &Text<'_>, i: usize, floor: usize) -> Option<Hit> {
    let mut p = Parts::default();
    let mut s = i;
    // A flat in front of the street.
    while let Some(unit) = unit_at(t, s).filter(|_| p.units.len() < 3) {
        p.units.push((s, unit.end));
        s = skip(t, unit.end).0;
    }
    // "2/1, 45 Dumbarton Road"
    let road = s.saturating_add(2);
    let split = p.units.is_empty() && t.is_num(s) && t.low(s).contains('/') && t.is(s.saturating_add(1), ',');
    if split && t.is_num(road) && street_at(t, road).is_some_and(|r| r.sure) {
        p.units.push((s, s.saturating_add(1)));
        s = road;
    }
    if !p.units.is_empty() && street_at(t, s).is_none() {
        // A building between the flat and the street: "Unit 6, The Maltings, Station Road".
        let mut e = s;
        while e < s.saturating_add(4) && t.cap(e) {
            e = e.saturating_add(1);
        }
        if e > s && t.is(e, ',') && street_at(t, skip(t, e).0).is_some() {
            p.units.push((s, e));
            s = skip(t, e).0;
        }
    }
    let mut street = street_at(t, s);
    // "Unit 4 Mill Court, Mill Lane": the first name is a building.
    if let Some(building) = street.filter(|b| !b.numbered && !p.units.is_empty())
        && let (next, 0) = skip(t, building.end)
        && let Some(road) = street_at(t, next)
    {
        p.units.push((s, building.end));
        street = Some(road);
    }
    // "Unit 5/20 Smith Street": the number of the house is in the first part.
    if let (Some(road), Some(&(from, to))) = (street.as_mut(), p.units.last())
        && !road.numbered
        && to == road.first
        && t.low(to.saturating_sub(1)).contains('/')
    {
        road.first = from;
        p.units.pop();
    }
    let Some(street) = street else { return if p.units.is_empty() { town_first(t, i, floor) } else { None } };
    let alone = p.units.is_empty();
    p.small = (street.first..street.end).all(|k| !t.cap(k));
    read_on(t, street.end, &mut p);
    // "6020 Innsbruck, Maria-Theresien-Straße 18" only looks like a number and a street.
    finish(t, i, floor, Some(street), p).or_else(|| if alone { town_first(t, i, floor) } else { None })
}

/// "10969 Berlin, Lindenstr. 12" and, where a cue speaks for it, "10969 Berlin" or "Leeds LS1 4AB".
fn town_first(t: &Text<'_>, i: usize, floor: usize) -> Option<Hit> {
    let mut p = Parts::default();
    let zip = zip_at(t, i).filter(|z| z.shape != Shape::Letters);
    if let Some(zip) = zip {
        let town = town_after_zip(t, zip.end).filter(|_| t.cap(zip.end) || zip.shape != Shape::Four)?;
        p.town = Some((zip.end, town));
        p.end = town;
        p.zip = Some(zip);
    } else {
        // Behind the town stands a postcode with letters, or none.
        let lettered = |k: usize| t.is_word(k) && t.low(k).bytes().any(|b| b.is_ascii_digit());
        let digits = |k: usize| t.is_num(k) && t.low(k).len() >= 4;
        if !((i..i.saturating_add(10)).any(lettered) || (i..i.saturating_add(4)).any(digits)) {
            return None;
        }
        let town = town_at(t, i, false)?;
        let zip = zip_at(t, skip(t, town).0).filter(|z| {
            // "Wien 1070, Burggasse 24"
            let at = skip(t, z.end).0;
            let street = || at > z.end && t.is_word(at) && street_at(t, at).is_some_and(|s| s.sure && s.numbered);
            z.shape == Shape::Letters || street()
        })?;
        p.town = Some((i, town));
        p.end = zip.end;
        p.zip = Some(zip);
    }
    let sep = skip(t, p.end).0;
    let sep = t.at(T::Precise, sep).unwrap_or(sep);
    let link = if matches!(t.low(sep), "in" | "an") { sep.saturating_add(1) } else { sep };
    let link =
        if link > sep && matches!(t.low(link), "der" | "die" | "den" | "dem") { link.saturating_add(1) } else { link };
    if let Some(street) =
        street_at(t, link).or_else(|| street_at(t, sep)).filter(|s| s.numbered && (s.sure || link > sep || sep > p.end))
    {
        read_on(t, street.end, &mut p);
        return finish(t, i, floor, Some(street), p);
    }
    // An own town without a street: only where an address is spoken of right before.
    let near = i.saturating_sub(9).max(floor);
    // "at Q7, 12, 68161 Mannheim": the end of an address that wasn't understood.
    let parted = |k: usize| t.is(k, ',') || t.is_line(k) || t.is(k, '.') || t.low(k) == "in";
    let unread =
        |q: usize| t.is_num(q) || t.low(q) == "co" || (t.cap(q) && !t.stop(q) && !t.is(q.saturating_add(1), '.'));
    let rest = i.checked_sub(2).filter(|q| *q >= floor && parted(q.saturating_add(1)));
    if !cued(t, i, near) || rest.is_some_and(unread) {
        return None;
    }
    let start = p.end;
    read_on(t, start, &mut p);
    finish(t, i, floor, None, p)
}

/// The town in front of the street: "in Leipzig, Gartenstraße 8", "nach Wien in die Mariahilfer Straße 10".
fn town_before(t: &Text<'_>, s: usize, floor: usize) -> Option<Span> {
    let mut k = s;
    for _ in 0..4 {
        let p = k.checked_sub(1).filter(|p| *p >= floor)?;
        let linking = t.is(p, ',') || t.is(p, ':') || listed("in der die den das dem at on the an", t.low(p));
        if !linking {
            break;
        }
        k = p;
    }
    let last = k.checked_sub(1).filter(|p| *p >= floor && k < s)?;
    for back in 0..2 {
        let first = last.checked_sub(back).filter(|p| *p > floor)?;
        if !t.cap(first) {
            return None;
        }
        if t.has(T::TownPrep, first.saturating_sub(1)) {
            return (town_at(t, first, false) == Some(k)).then_some((first, k));
        }
    }
    None
}

/// The town told earlier in the sentence: "I live in Utrecht in the Netherlands, on the Oudegracht 231".
fn town_told(t: &Text<'_>, s: usize, floor: usize) -> Option<Span> {
    let low = s.saturating_sub(18).max(floor);
    let mut k = s;
    let mut precise = false;
    while k > low.saturating_add(1) {
        k = k.saturating_sub(1);
        if matches!(t.kind(k), Some(Kind::Punct('.' | '!' | '?' | ';'))) {
            return None;
        }
        let before = t.low(k.saturating_sub(1));
        // "nach Hamburg gezogen, und zwar in die Osterstraße 120"
        precise = precise || t.at(T::Precise, k).is_some();
        let told = t.has(T::TownPrep, k.saturating_sub(1)) && !matches!(before, "aus");
        let verb = |back: usize| {
            k.checked_sub(back).filter(|v| *v >= low).is_some_and(|v| {
                let w = t.low(v);
                t.has(T::Mention, v) || (t.has(T::New, v) && !matches!(w, "but" | "use" | "falsch" | "wrong"))
            })
        };
        if told
            && t.cap(k)
            && let Some(end) = town_at(t, k, false)
            && (precise || verb(2) || verb(3) || t.has(T::New, end) || t.has(T::Mention, end))
        {
            return Some((k, end));
        }
    }
    None
}

/// A country told in the same sentence: "to France: 12 avenue Foch, …", "…, Cork, T12 AB34 for deliveries, Ireland obviously".
fn country_told(t: &Text<'_>, first: usize, end: usize, floor: usize) -> Option<&'static str> {
    let stop = |k: usize| matches!(t.kind(k), Some(Kind::Punct('.' | '!' | '?' | ';')) | None);
    let before = |k: usize| k.checked_sub(1).map_or("", |p| t.low(p));
    let to = |k: usize| {
        let article = matches!(before(k), "die" | "the" | "der" | "den");
        matches!(before(if article { k.saturating_sub(1) } else { k }), "to" | "nach" | "in")
    };
    let named = |k: usize| country_at(t, k).filter(|_| t.has(T::Region, k) && t.cap(k)).map(|(_, code)| code);
    let back = (first.saturating_sub(18).max(floor)..first).rev().take_while(|k| !stop(*k));
    let on = (end..end.saturating_add(8)).take_while(|k| !stop(*k));
    back.filter(|k| to(*k)).find_map(named).or_else(|| {
        let comma = |k: &usize| k.checked_sub(1).is_some_and(|p| t.is(p, ','));
        on.filter(|k| to(*k) || comma(k)).find_map(named)
    })
}

fn finish(t: &Text<'_>, i: usize, floor: usize, street: Option<Street>, mut p: Parts) -> Option<Hit> {
    if let Some(s) = street {
        let agreed = p.zip.as_ref().is_some_and(|z| z.shape == Shape::Letters || p.town.is_some());
        let allowed = s.sure || agreed || (!s.needs_zip && cued(t, i, floor));
        if !allowed {
            return None;
        }
    }
    let mut address = Address::default();
    let mut first = i;
    let mut street_from = street.map(|s| s.first);
    if let Some(s) = street {
        let top = above(t, i, floor, s.numbered || i < s.first, &mut address);
        first = top.first;
        for (k, span) in top.line2.into_iter().enumerate() {
            p.units.insert(k, span);
        }
        if let Some((a, _)) = top.house {
            street_from = Some(a);
        }
        if p.town.is_none()
            && let Some(span) = town_before(t, first, floor).or_else(|| town_told(t, first, floor))
        {
            p.town = Some(span);
            if p.country.is_none() {
                p.country = (span.1..first).find_map(|k| country_at(t, k)).map(|(_, c)| c);
            }
            first = span.0;
            // "Nach Salzburg, Linzer Gasse 30, 5020."
            let at = skip(t, p.end).0;
            if let Some(zip) = zip_at(t, at).filter(|z| p.zip.is_none() && !like_year(z) && t.ends(z.end)) {
                p.end = zip.end;
                p.zip = Some(zip);
            }
        }
        if p.country.is_none() && (p.town.is_some() || p.zip.is_some()) {
            p.country = country_told(t, first, p.end, floor);
        }
    }
    let extra: Vec<Span> = p.names.iter().map(|n| n.span).collect();
    p.units.extend(extra);
    address.address1 = street.zip(street_from).map(|(s, from)| trim(t.slice(from, s.end)));
    address.address2 = second_line(t, &p.units);
    address.zip = p.zip.as_ref().map(|z| z.text.clone());
    address.city = p.town.map(|(a, b)| trim(t.slice(a, b)));
    address.province = p.province.map(|(a, b)| trim(t.slice(a, b)));
    let city_state =
        || country_at(t, p.town.map(|(at, _)| at).filter(|at| is_city_state(t, *at))?).map(|(_, code)| code);
    let country = p.country.or(p.zip.as_ref().and_then(|z| z.country)).or_else(city_state);
    address.country_code = country.map(str::to_owned);
    address.phone = p.phone.map(|(a, b)| t.slice(a, b).to_owned());
    Some(Hit { first, last: p.end.max(i.saturating_add(1)), address, role: None })
}

/// The parts of the second line as the customer wrote them, commas between parts that stood apart.
pub(crate) fn second_line(t: &Text<'_>, units: &[Span]) -> Option<String> {
    let mut out = String::new();
    let mut behind: Option<usize> = None;
    for &(a, b) in units {
        if let Some(before) = behind {
            let gap =
                t.toks.get(before.saturating_sub(1)).zip(t.toks.get(a)).and_then(|(x, y)| t.src.get(x.end..y.start));
            let plain = gap.is_some_and(|g| g.chars().count() <= 3 && !g.contains('\n'));
            out.push_str(if plain { gap.unwrap_or(", ") } else { ", " });
        }
        out.push_str(&trim(t.slice(a, b)));
        behind = Some(b);
    }
    (!out.is_empty()).then_some(out)
}

/// Without marks at the ends, and with single spaces.
pub(crate) fn trim(s: &str) -> String {
    let s = s.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '"' | '“' | '„' | '*'));
    s.split_whitespace().collect::<Vec<_>>().join(" ")
}
