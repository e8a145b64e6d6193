//! Reads what stands behind a street, part by part: flat, town, postcode, state, country, phone.

use crate::message::address::number::post_box;
use crate::message::address::postcode::{Shape, Zip, like_year, zip_at};
use crate::message::address::region::{country_at, province_at};
use crate::message::address::table::{Names, T};
use crate::message::address::text::{Kind, Text};
use crate::message::address::town::{is_city_state, town_after_zip, town_at};
use crate::message::address::unit::unit_at;

/// Tokens from the first to the one behind the last.
pub(crate) type Span = (usize, usize);

/// What was read behind (or before) the street.
#[derive(Default)]
pub(crate) struct Parts {
    pub units: Vec<Span>,
    pub zip: Option<Zip>,
    pub town: Option<Span>,
    pub province: Option<Span>,
    pub country: Option<&'static str>,
    pub phone: Option<Span>,
    /// Names that are a town or a part of one; the postcode tells which.
    pub names: Vec<Named>,
    pub end: usize,
    /// The street was written in small letters, so its town may be too.
    pub small: bool,
}

#[derive(Clone, Copy)]
pub(crate) struct Named {
    pub span: Span,
    /// On a line of its own, below the street.
    below: bool,
}

/// Skips marks and line ends between two parts: the next token and how many lines were crossed.
pub(crate) fn skip(t: &Text<'_>, mut i: usize) -> (usize, usize) {
    let mut lines = 0usize;
    for _ in 0..6 {
        let next = i.saturating_add(1);
        match t.kind(i) {
            Some(Kind::Line) => lines = lines.saturating_add(1),
            Some(Kind::Punct(',' | ';' | '-' | '–' | '—' | '·' | '•' | '|' | '(' | ')' | '/' | '*')) => {}
            Some(Kind::Punct('.')) if t.is(next, ',') || t.is_line(next) || zip_at(t, next).is_some() => {}
            Some(Kind::Punct('.'))
                if t.has(T::StreetAfter, i.saturating_sub(1)) && t.low(i.saturating_sub(1)).len() <= 4 => {}
            _ => break,
        }
        i = next;
    }
    (i, lines)
}

/// Reads on behind a street, part by part, as long as parts follow.
pub(crate) fn read_on(t: &Text<'_>, start: usize, p: &mut Parts) {
    p.end = start;
    let mut below = false;
    for _ in 0..14 {
        // "Am Rain 3 (vormals Am Rain 5), 8610 Uster"
        p.end = aside(t, p.end).unwrap_or(p.end);
        let (bare, lines) = skip(t, p.end);
        if lines > 2 {
            break;
        }
        below = below || lines > 0;
        let soft = labels(t, bare);
        let found = part(t, bare, lines, below, false, p) || (soft > bare && part(t, soft, lines, below, true, p));
        if !found {
            let Some(end) = unknown(t, bare, p) else { break };
            p.units.push((bare, end));
            p.end = end;
        }
    }
    settle(p);
}

/// Behind a bracket that tells what was before.
fn aside(t: &Text<'_>, i: usize) -> Option<usize> {
    let next = i.saturating_add(1);
    let old = t.is(i, '(') && (t.at(T::Old, next).is_some() || t.at(T::WasSo, next).is_some());
    (next..next.saturating_add(14)).find(|k| t.is(*k, ')')).filter(|_| old).map(|k| k.saturating_add(1))
}

/// What isn't understood between a street and its postcode belongs to the second line: "…, 3-2, 08008 Barcelona".
fn unknown(t: &Text<'_>, i: usize, p: &Parts) -> Option<usize> {
    if p.zip.is_some() || p.town.is_some() || !p.names.is_empty() || i == p.end {
        return None;
    }
    let fine = |k: usize| t.is_num(k) || (t.cap(k) && !t.stop(k)) || t.is(k, '.') || t.is(k, '/') || t.is(k, '-');
    // A line of its own may say anything: "Søndergade 14, st. th." above "8000 Aarhus".
    let line = (i..i.saturating_add(5)).find(|k| t.is_line(*k));
    let end = line.or_else(|| (i..i.saturating_add(5)).find(|k| !fine(*k))).filter(|e| *e > i)?;
    let next = end.saturating_add(1);
    let zip = zip_at(t, next).filter(|z| z.shape != Shape::Letters && t.cap(z.end));
    ((t.is(end, ',') || t.is_line(end)) && zip.is_some()).then_some(end)
}

/// Skips words between two parts, and labels: "in", "PLZ/Ort:", "and the postcode is".
fn labels(t: &Text<'_>, mut i: usize) -> usize {
    for _ in 0..3 {
        let next = i.saturating_add(1);
        // "… in die 8 rue des Cerisiers nach 67140 Barr"
        let to_zip = (matches!(t.low(i), "nach" | "to") && zip_at(t, next).is_some()).then_some(next);
        let Some(end) = t.at(T::Soft, i).or(to_zip) else { break };
        i = if t.is(end, ':') { end.saturating_add(1) } else { skip(t, end).0 };
    }
    i
}

/// One part at `i`; moves `p.end` behind it.
fn part(t: &Text<'_>, i: usize, lines: usize, below: bool, soft: bool, p: &mut Parts) -> bool {
    let next = i.saturating_add(1);
    if p.zip.is_none()
        && let Some(zip) = zip_at(t, i)
    {
        return postcode(t, zip, p);
    }
    if p.zip.is_none() && p.province.is_none() && (p.town.is_some() || !p.names.is_empty()) {
        let loose = |e: usize| zip_at(t, skip(t, e).0).is_some();
        if let Some(end) = province_at(t, i, true)
            .filter(|e| loose(*e))
            .or_else(|| province_at(t, i, false).filter(|e| t.ends(*e) || loose(*e)))
            && (t.ends(end) || loose(end))
        {
            p.province = Some((i, end));
            p.end = end;
            return true;
        }
    }
    if p.country.is_none()
        && !is_city_state(t, i)
        && let Some((end, code)) = country_at(t, i)
        && (t.cap(i) || p.zip.is_some())
    {
        p.country = Some(code);
        p.end = end;
        return true;
    }
    if let Some(unit) = unit_at(t, i)
        && (p.zip.is_none() || (unit.sure && lines == 0))
    {
        p.units.push((i, unit.end));
        p.end = unit.end;
        return true;
    }
    if let Some(end) = post_box(t, i).map(|b| b.end).filter(|_| p.zip.is_none()) {
        p.units.push((i, end));
        p.end = end;
        return true;
    }
    if let Some(end) = phone_at(t, i).filter(|_| p.phone.is_none() && (p.zip.is_some() || p.town.is_some())) {
        p.phone = Some(end.0);
        p.end = end.1;
        return true;
    }
    // An Irish or British county, or an Italian province, behind a town.
    if let Some(zip) = p.zip.as_ref()
        && p.province.is_none()
        && zip.shape != Shape::Letters
        && lines == 0
        && p.town.is_some_and(|(_, e)| e == p.end || t.is(p.end, '('))
        && t.raw(i).len() == 2
        && t.raw(i).chars().all(|c| c.is_ascii_uppercase())
        && t.ends(next)
    {
        p.province = Some((i, next));
        p.end = if t.is(next, ')') { next.saturating_add(1) } else { next };
        return true;
    }
    if p.town.is_some() || p.zip.as_ref().is_some_and(|z| z.shape != Shape::Letters) || lines > 1 || p.names.len() > 3 {
        return false;
    }
    name(t, i, below, soft, p)
}

fn postcode(t: &Text<'_>, zip: Zip, p: &mut Parts) -> bool {
    let named = p.town.is_some() || !p.names.is_empty();
    let (i, lines) = skip(t, zip.end);
    let i = labels(t, i);
    let town = if zip.shape == Shape::Letters || named || lines > 1 { None } else { town_after_zip(t, i) };
    // A bare year or quantity is no postcode.
    // "Lendkai 19, 8020."
    let closing =
        p.units.is_empty() && t.ends(zip.end) && zip.end.checked_sub(2).is_some_and(|c| c == p.end && t.is(c, ','));
    let weak = zip.shape == Shape::Four && town.is_none() && !named && !closing;
    if weak || (like_year(&zip) && !town.is_some_and(|_| t.cap(i)) && p.province.is_none()) {
        return false;
    }
    p.end = zip.end;
    if let Some(end) = town {
        p.town = Some((i, end));
        p.end = end;
    } else if let Some(last) = p.names.pop() {
        p.town = Some(last.span);
    }
    p.zip = Some(zip);
    true
}

/// A name that is a town or a part of it.
fn name(t: &Text<'_>, i: usize, below: bool, soft: bool, p: &mut Parts) -> bool {
    let zip_behind = |e: usize| {
        let at = skip(t, e).0;
        let past = province_at(t, at, true).map_or(at, |s| skip(t, s).0);
        zip_at(t, at).or_else(|| zip_at(t, past)).is_some()
    };
    let mut end = town_at(t, i, false);
    if end.is_none() && t.is_word(i) && !t.cap(i) {
        // Small letters: up to three words, if a postcode comes right behind.
        let mut e = i;
        let fine = |e: usize| !t.stop(e) || (e == i && Names::TownOpeners.has(t.low(e)));
        while e < i.saturating_add(3) && t.is_word(e) && fine(e) && !t.cap(e) && zip_at(t, e).is_none() {
            e = e.saturating_add(1);
            if zip_behind(e) && t.kind(e) != Some(Kind::Line) {
                end = Some(e);
                break;
            }
        }
        let single = i.saturating_add(1);
        let tied = soft || i.checked_sub(1).is_some_and(|k| t.is(k, ','));
        let direct = i == p.end && p.units.is_empty() && p.names.is_empty();
        if end.is_none() && p.small && (tied || direct) && !below && t.ends(single) {
            end = town_at(t, i, true).filter(|e| *e == single);
        }
    }
    let Some(mut end) = end else { return false };
    // "Portland Oregon 97205", "Leeds West Yorkshire"
    for k in i.saturating_add(1)..end {
        if province_at(t, k, true).is_some_and(|e| e == end && zip_at(t, skip(t, e).0).is_some()) {
            end = k;
            break;
        }
    }
    if !t.ends(end)
        && !zip_behind(end)
        && !soft
        && t.cap(end)
        && province_at(t, end, false).is_none()
        && country_at(t, end).is_none()
    {
        return false;
    }
    p.names.push(Named { span: (i, end), below });
    p.end = end;
    true
}

/// Decides which name is the town where no postcode did.
fn settle(p: &mut Parts) {
    if p.town.is_none() && !p.names.is_empty() && p.zip.is_none() {
        // Names on lines below may be a signature: there only the first one counts.
        let line = p.names.iter().take_while(|n| !n.below).count();
        let keep = if line == 0 { 1 } else { line };
        let dropped = p.names.len() > keep;
        p.names.truncate(keep);
        if let Some(last) = p.names.pop() {
            p.town = Some(last.span);
            if dropped && p.province.is_none() && p.country.is_none() {
                p.end = last.span.1;
            }
        }
    } else if p.town.is_none() {
        p.town = p.names.pop().map(|n| n.span);
    }
}

/// A phone number with its label, or in the international form: its span and the token behind.
fn phone_at(t: &Text<'_>, i: usize) -> Option<(Span, usize)> {
    let label = t.at(T::PhoneLabel, i);
    let mut from = label.unwrap_or(i);
    while label.is_some()
        && (t.is(from, '.') || t.is(from, ':') || matches!(t.low(from), "nr" | "is" | "ist" | "number"))
    {
        from = from.saturating_add(1);
    }
    let next = from.saturating_add(1);
    if t.kind(from) == Some(Kind::Phone) {
        return Some(((from, next), next));
    }
    let mut end = from;
    let mut digits = 0usize;
    while label.is_some() && (t.is_num(end) || (digits > 0 && (t.is(end, '/') || t.is(end, '-')))) && digits < 15 {
        digits = digits.saturating_add(t.low(end).chars().filter(char::is_ascii_digit).count());
        end = end.saturating_add(1);
    }
    (digits >= 7).then_some(((from, end), end))
}
