//! Reads postal addresses, whole or in part, out of a customer's own words in English or German.

mod alone;
mod correct;
mod group;
mod number;
mod parts;
mod pick;
mod postcode;
mod region;
mod role;
mod street;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod text;
mod town;
mod unit;
mod who;
mod words;

use crate::phrase;
pub use pick::{pick, renumbered};

/// An address as the customer wrote it; only what was said is set.
#[derive(Default, Clone, PartialEq, Eq, Debug)]
pub struct Address {
    /// Given names.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// A firm.
    pub company: Option<String>,
    /// Street and house number, or a post box.
    pub address1: Option<String>,
    /// Flat, floor, staircase, care of, building, part of the town.
    pub address2: Option<String>,
    /// Town, without postcode and country.
    pub city: Option<String>,
    /// Postcode.
    pub zip: Option<String>,
    /// State, province or county as written.
    pub province: Option<String>,
    /// ISO code of a country that was named.
    pub country_code: Option<String>,
    /// Phone number as written.
    pub phone: Option<String>,
    /// A house number alone, where the street stays ("my house number is 12, not 21").
    pub house_number: Option<String>,
}

impl Address {
    /// True iff a word, as it is written, stands in it.
    pub fn says(&self, word: &str) -> bool {
        let texts = [&self.first_name, &self.last_name, &self.company, &self.address1, &self.address2, &self.city];
        texts.into_iter().flatten().any(|text| phrase::holds(text, word))
    }
}

/// What the words around an address say about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Where deliveries shall go.
    New,
    /// Where they went until now.
    Old,
    /// Nothing tells.
    Unclear,
}

/// An address in the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// First byte of it.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
    /// What was read.
    pub address: Address,
    /// New or old.
    pub role: Role,
    /// Street and town (or postcode).
    pub whole: bool,
}

/// An address in tokens.
pub(crate) struct Hit {
    pub first: usize,
    pub last: usize,
    pub address: Address,
    /// What a correction of one field says by itself.
    pub role: Option<Role>,
}

/// A small word that starts neither an address nor a correction: most words of a message, so they are passed over early.
fn idle(t: &text::Text<'_>, i: usize) -> bool {
    use table::T;
    const OPENERS: &[T] =
        &[T::UnitWord, T::UnitAlone, T::CareOf, T::BoxWords, T::StreetBefore, T::StreetWord, T::Suffixed];
    let opens = || t.opens(OPENERS.iter().copied(), i) || correct::labels(t, i);
    let next = i.saturating_add(1);
    let named = || t.has(T::StreetAdj, i) && t.has(T::Suffixed, next);
    let street = || t.has(T::StreetWord, next) || t.is(next, '.') || named();
    let numbered = |k: usize| t.is_num(i.saturating_add(k));
    let opens = || opens() || (t.opens([T::StreetPrep].into_iter(), i) && (numbered(2) || numbered(3)));
    let plain = t.is_word(i) && !t.cap(i) && !t.low(i).bytes().any(|b| b.is_ascii_digit());
    let mark = matches!(t.kind(i), Some(text::Kind::Punct(_) | text::Kind::Line | text::Kind::Phone) | None);
    let alone = || t.opens([T::UnitWord, T::UnitAlone, T::CareOf].into_iter(), i) || correct::labels(t, i);
    mark || (!t.near_number(i) && !alone()) || (plain && !opens() && !street())
}

/// Every address or part of one, in order, not overlapping.
#[must_use]
pub fn find(text: &str) -> Vec<Found> {
    let t = text::Text::new(text);
    let mut out: Vec<Found> = Vec::new();
    let (mut i, mut floor) = (0, 0);
    while i < t.len() {
        if idle(&t, i) {
            i = i.saturating_add(1);
            continue;
        }
        // "3. Stock ist falsch, wir wohnen im 5. Stock": the flat behind one that is called old is the new one.
        let contrast = out.last().is_some_and(|f| f.role == Role::Old && f.address.address1.is_none());
        let Some(hit) = group::read(&t, i, floor).or_else(|| correct::read(&t, i, floor, contrast)) else {
            i = i.saturating_add(1);
            continue;
        };
        // What ties it to the one before: "12 Mill Street or 14 Mill Street?", "replace … with …", "I wrote …, but it's …".
        let link = out.last().and_then(|before| {
            let streets = before.address.address1.is_some() && hit.address.address1.is_some();
            role::link(&t, before.role, streets, floor, hit.first)
        });
        if let (Some((old, _)), Some(before)) = (link, out.last_mut()) {
            before.role = old;
        }
        let told = || hit.role.unwrap_or_else(|| role::role(&t, hit.first, hit.last, floor));
        let role = link.map_or_else(told, |(_, new)| new);
        let next = role::judged(&t, hit.last).max(i.saturating_add(1));
        let a = &hit.address;
        let whole = a.address1.is_some() && (a.city.is_some() || a.zip.is_some());
        let span = t.toks.get(hit.first).zip(t.toks.get(hit.last.saturating_sub(1)));
        if let Some((from, to)) = span {
            out.push(Found { start: from.start, end: to.end, address: hit.address, role, whole });
        }
        (i, floor) = (next, next);
    }
    out
}
