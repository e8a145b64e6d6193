//! Reads a flat, floor or care-of line that stands without its street: "add Apt 4B", "Top 7 statt Top 4".

use crate::message::address::correct::wrong;
use crate::message::address::group::second_line;
use crate::message::address::table::T;
use crate::message::address::text::{Kind, Text};
use crate::message::address::unit::{mark, unit_at};
use crate::message::address::{Address, Hit, Role};

/// "add Apt 4B", "c/o Meier dazu", "Hinterhaus fehlt".
pub(crate) fn unit_alone(t: &Text<'_>, i: usize, floor: usize, contrast: bool) -> Option<Hit> {
    let unit = unit_at(t, i)?;
    if astray(t, i, floor) {
        return None;
    }
    let mut units = vec![(i, unit.end)];
    let mut last = unit.end;
    while units.len() < 4 {
        let next = if t.is(last, ',') || t.is(last, '/') || t.is_line(last) { last.saturating_add(1) } else { last };
        // "Top 5, Top 3 war die alte"
        let Some(more) = unit_at(t, next).filter(|_| t.low(next) != t.low(i)) else { break };
        units.push((next, more.end));
        last = more.end;
    }
    let care = t.low(i) == "c/o" || t.low(i) == "care";
    let stop_at = |k: usize| matches!(t.kind(k), Some(Kind::Punct('.' | '!' | '?' | ';') | Kind::Line) | None);
    let adds = |k: usize| t.at(T::Add, k).is_some();
    // "Top 7 statt Top 4", "not Suite 3 but Suite 4": of two flats one is the old one.
    let line = |k: &usize| !stop_at(*k);
    let rival = (last..last.saturating_add(10)).take_while(line).find_map(|k| unit_at(t, k).map(|u| (k, u.end)));
    let dropped = dropped(t, i, last, floor);
    let old = dropped || wrong(t, i, last, floor.max(i.saturating_sub(4)));
    let made = |role: Role| {
        let address = Address { address2: second_line(t, &units), ..Address::default() };
        Some(Hit { first: i, last, address, role: Some(role) })
    };
    if old {
        // "Stiege 2, Top 14 statt Stiege 1, Top 14": what is old is so as a whole.
        return if rival.is_some() || dropped || units.len() > 1 { made(Role::Old) } else { None };
    }
    let behind = if t.is(last, ',') || t.is(last, '"') { last.saturating_add(1) } else { last };
    let not = t.at(T::Not, behind).is_some_and(|e| {
        let e = if matches!(t.low(e), "im" | "in") { e.saturating_add(1) } else { e };
        rival.is_some() || (t.is_num(e) && mark(t, e))
    });
    let other = rival.is_some_and(|(a, b)| wrong(t, a, b, last));
    if contrast || not || other {
        return made(Role::New);
    }
    // "I need Top 9 in my address"
    let there = matches!(t.low(last), "in" | "to" | "zur")
        && (last..last.saturating_add(4)).any(|k| matches!(t.low(k), "address" | "adresse" | "anschrift"));
    let mut asked = care || there;
    let mut k = i;
    for _ in 0..9 {
        let Some(p) = k.checked_sub(1).filter(|p| *p >= floor && (t.is(*p, '.') || !stop_at(*p))) else { break };
        k = p;
        asked = asked || adds(k);
    }
    k = last;
    while k < last.saturating_add(7) && !stop_at(k) {
        asked = asked || adds(k);
        k = k.saturating_add(1);
    }
    let changed = (unit.sure || (t.at(T::UnitAlone, i).is_some() && matches!(t.low(last), "now" | "jetzt")))
        && [(i.saturating_sub(8).max(floor), i), (last, last.saturating_add(1))]
            .iter()
            .any(|(a, b)| t.any(T::Moved, *a, *b) || (*a..*b).any(|w| matches!(t.low(w), "now" | "jetzt")));
    let ok = (asked
        && (unit.sure
            || there
            || t.ends(last)
            || ['"', '\'', '”', '“', '’'].into_iter().any(|mark| t.is(last, mark))
            || adds(last)
            || t.low(last) == "to"
            || t.at(T::Filler, last).is_some()))
        || changed;
    if ok { made(Role::New) } else { None }
}

/// "Otherwise the courier leaves it with flat 1": where things land that are not to.
pub(crate) fn astray(t: &Text<'_>, i: usize, floor: usize) -> bool {
    let word = |k: usize| matches!(t.low(k), "otherwise" | "else" | "sonst" | "keeps" | "neighbour" | "nachbar");
    let with = i.checked_sub(1).is_some_and(|p| p >= floor && matches!(t.low(p), "with" | "bei"));
    with || (i.saturating_sub(14).max(floor)..i).any(word)
}

/// "take c/o Reynolds off my address", "Hinterhaus bitte löschen"
pub(crate) fn dropped(t: &Text<'_>, i: usize, last: usize, floor: usize) -> bool {
    let mark = |k: usize| matches!(t.kind(k), Some(Kind::Punct('.' | '!' | '?' | ';' | ',') | Kind::Line) | None);
    let (mut a, mut b) = (i, last);
    while a > floor.max(i.saturating_sub(8)) && !mark(a.saturating_sub(1)) {
        a = a.saturating_sub(1);
    }
    while b < last.saturating_add(8) && !mark(b) {
        b = b.saturating_add(1);
    }
    t.any(T::Drop, a, i) || t.any(T::Drop, last, b)
}
