//! Chooses, out of the addresses in a message, the one the customer wants.

use crate::message::address::{Address, Found, Role};
use crate::text::lower;

/// The address the customer wants: a new one over an unclear one, the last over earlier ones, never an old one.
/// A correction of single fields behind a whole new address is laid over it. None when two unclear whole ones disagree.
#[must_use]
pub fn pick(found: &[Found]) -> Option<Found> {
    let of = |role: Role, whole: bool| found.iter().rposition(move |f| f.role == role && f.whole == whole);
    if let Some(at) = of(Role::New, true) {
        let mut best = found.get(at)?.clone();
        for later in found.iter().skip(at.saturating_add(1)).filter(|f| f.role == Role::New) {
            lay_over(&mut best, later);
        }
        return Some(best);
    }
    let unclear: Vec<&Found> = found.iter().filter(|f| f.role == Role::Unclear && f.whole).collect();
    if let Some(last) = unclear.last() {
        let agree = unclear.iter().all(|f| same(&f.address, &last.address));
        return agree.then(|| {
            let mut best = (*last).clone();
            for later in found.iter().filter(|f| f.role == Role::New && f.start > last.start) {
                lay_over(&mut best, later);
            }
            best
        });
    }
    let parts = if of(Role::New, false).is_some() { Role::New } else { Role::Unclear };
    let mut wanted = found.iter().filter(|f| f.role == parts);
    let streets = || found.iter().filter(|f| f.role == Role::Unclear && f.address.address1.is_some());
    let mut pairs = streets().zip(streets().skip(1));
    if parts == Role::Unclear && pairs.any(|(one, next)| !same(&one.address, &next.address)) {
        return None;
    }
    let mut best = wanted.next()?.clone();
    for later in wanted {
        lay_over(&mut best, later);
    }
    // Right beside a correction stands what it is a part of: "house number 27, not 72, so 27 Quarry Lane".
    let beside = |f: &&Found| {
        let apart =
            if f.start > best.start { f.start.saturating_sub(best.end) } else { best.start.saturating_sub(f.end) };
        f.role == Role::Unclear && parts == Role::New && apart <= 24
    };
    if let Some(mut whole) = found.iter().find(beside).cloned() {
        lay_over(&mut whole, &best);
        best = whole;
    }
    best.whole = best.address.address1.is_some() && (best.address.city.is_some() || best.address.zip.is_some());
    Some(best)
}

fn same(a: &Address, b: &Address) -> bool {
    let key = |x: &Address| {
        let text = format!("{:?}{:?}", x.address1, x.zip.as_ref().or(x.city.as_ref()));
        lower(&text).chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    key(a) == key(b)
}

/// Every field that `over` says replaces that of `base`.
#[inline(never)]
fn lay_over(base: &mut Found, over: &Found) {
    let (to, from) = (&mut base.address, &over.address);
    // A number corrected behind the street it belongs to.
    if let (Some(street), None, Some(number)) = (&mut to.address1, &from.address1, &from.house_number)
        && let Some(other) = renumbered(street, number)
    {
        *street = other;
    }
    let from = parts(&mut from.clone()).map(std::mem::take);
    for (to, from) in parts(to).into_iter().zip(from).filter(|(_, from)| from.is_some()) {
        *to = from;
    }
    base.end = base.end.max(over.end);
}

/// Every part of an address.
fn parts(a: &mut Address) -> [&mut Option<String>; 11] {
    [
        &mut a.first_name,
        &mut a.last_name,
        &mut a.company,
        &mut a.address1,
        &mut a.address2,
        &mut a.city,
        &mut a.zip,
        &mut a.province,
        &mut a.country_code,
        &mut a.phone,
        &mut a.house_number,
    ]
}

/// A street with another number in the place of its own. Nothing when it has none, or several.
pub fn renumbered(street: &str, number: &str) -> Option<String> {
    let words: Vec<&str> = street.split_whitespace().collect();
    let numbers = words.iter().enumerate().filter(|(_, word)| word.starts_with(|c: char| c.is_ascii_digit()));
    let places: Vec<usize> = numbers.map(|(at, _)| at).collect();
    let [place] = places.as_slice() else { return None };
    let mut out: Vec<&str> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        // "12 a": the letter belongs to the old number.
        let letter =
            at == place.saturating_add(1) && word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        match at == *place {
            true => out.push(number.trim()),
            false if letter => {}
            false => out.push(word),
        }
    }
    Some(out.join(" "))
}
