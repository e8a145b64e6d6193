//! What a language pack holds, and the look-ups over all packs: customers mix languages, so every pack always counts.
//! Each word is looked up once, when the text is cut: all later questions are about bits.

use std::sync::OnceLock;

use crate::message::address::text::Text;
use crate::order;

/// The words of one language: a further language is a further list in [`PACKS`].
/// A table is its words and phrases with bars between them: a list of strings would weigh eight bytes more for each.
pub(crate) type Pack = &'static [(T, &'static str)];

/// The tables of a language pack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum T {
    /// Words that are no part of a name, street or town.
    Stop,
    /// Endings of one-word street names behind which the house number stands (`Linden|str`).
    StreetSuffix,
    /// Street words of their own behind the name: number behind (`Berliner Straße 3`).
    StreetWord,
    /// Street words of their own behind the name: number in front (`3 Church Lane`).
    StreetAfter,
    /// Those of `street_after` that are everyday words too.
    StreetWeak,
    /// Street words in front of the name (`rue`, `Calle`).
    StreetBefore,
    /// Words in front of a one-word street name that belong to it (`Alte Dorfstraße`).
    StreetAdj,
    /// Prepositions a street name may start with (`An der Kirche 2`).
    StreetPrep,
    /// Post boxes.
    BoxWords,
    /// Words before a flat's number or name.
    UnitWord,
    /// Words before a flat that is spoken of.
    Determiner,
    /// Flats and floors that stand alone (`Hinterhaus`, `ground floor`).
    UnitAlone,
    /// Floor words after an ordinal (`3. OG`, `2nd floor`).
    Floor,
    /// Sides after a floor.
    Side,
    /// Words before a person or firm the parcel is handed to.
    CareOf,
    /// Words between the parts of one address.
    Soft,
    /// Words that tie a town to what is before it ("in Leipzig").
    TownPrep,
    /// Everyday words among the cues, which reach less far.
    Everyday,
    /// Between two values, of which the second is the old one.
    Contrast,
    /// What is new in other ways ("my new job").
    NoPlace,
    /// Verbs of writing something down.
    Wrote,
    /// Verbs right before what stands there until now.
    Shown,
    /// Words that take a part away.
    Drop,
    Shop,
    Yours,
    /// The customer as the subject.
    Own,
    Moved,
    /// Words before what is wanted.
    Please,
    /// Words before the name of the sender, who says where they live.
    Sender,
    /// Words before an address that says more exactly what was said before.
    Precise,
    New,
    Old,
    /// Cues that an address is spoken of, of no certain role.
    Mention,
    Not,
    To,
    From,
    /// Behind an address: it is the old one.
    IsOld,
    /// Behind an address: it is the new one.
    IsNew,
    /// Behind a value: it is the wrong one.
    IsWrong,
    /// Right before a value: it is how it was until now.
    WasSo,
    /// What stands in a field is called wrong.
    Amiss,
    Filler,
    /// Words right before the value of a field.
    Setter,
    Add,
    ZipLabel,
    HouseLabel,
    StreetLabel,
    UnitLabel,
    Line2Label,
    CityLabel,
    ProvinceLabel,
    CountryLabel,
    FirstLabel,
    LastLabel,
    PhoneLabel,
    Company,
    Title,
    /// Relatives, who stand before a name ("meine Tochter Anna Huber").
    Kin,
    /// Units and months: a number before or behind one is no house number.
    Measure,
    /// First words of the names of countries, states and counties.
    Region,
    /// One-word street names, by their endings.
    Suffixed,
    /// Words that a number of another kind follows.
    Numbering,
}

impl T {
    fn bit(self) -> u64 {
        1u64.checked_shl(u32::from(self as u8)).unwrap_or(0)
    }
}

/// Every language.
const PACKS: &[Pack] =
    &[crate::message::address::en::PACK, crate::message::address::de::PACK, crate::message::address::world::PACK];

/// What one word is: the tables it stands in by itself, and those in which it starts a longer phrase.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Tags {
    alone: u64,
    starts: u64,
}

/// All tables, as they are asked.
struct Lexicon {
    /// Every word of every table, sorted.
    words: Vec<(&'static str, Tags)>,
    /// Every phrase of several words.
    phrases: Vec<(T, &'static str)>,
    /// The endings of streets.
    endings: Vec<&'static str>,
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut all: Vec<(&'static str, Tags)> = Vec::with_capacity(3000);
        let (mut phrases, mut endings) = (Vec::new(), Vec::new());
        for (table, words) in PACKS.iter().flat_map(|p| p.iter()) {
            for phrase in words.split('|').filter(|word| !word.is_empty()) {
                let bit = table.bit();
                all.push(match phrase.split_once(' ') {
                    Some((first, _)) => {
                        phrases.push((*table, phrase));
                        (first, Tags { alone: 0, starts: bit })
                    }
                    None => (phrase, Tags { alone: bit, starts: 0 }),
                });
                if *table == T::StreetSuffix {
                    endings.push(phrase);
                }
            }
        }
        for first in crate::message::address::region::first_words() {
            all.push((first, Tags { alone: T::Region.bit(), starts: 0 }));
        }
        order::by(&mut all, |(w, _)| *w);
        all.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1.alone |= next.1.alone;
                kept.1.starts |= next.1.starts;
            }
            same
        });
        Lexicon { words: all, phrases, endings }
    })
}

/// Looks a word up.
pub(crate) fn tags(word: &str) -> Tags {
    let words = &lexicon().words;
    let found = words.binary_search_by_key(&word, |(w, _)| *w).ok();
    let mut tags = found.and_then(|at| words.get(at)).map(|(_, t)| *t).unwrap_or_default();
    if numbering(word) {
        tags.alone |= T::Numbering.bit();
    }
    tags
}

impl Tags {
    /// Adds whether the word is a street's name.
    pub fn street(&mut self, word: &str) {
        if self.alone & (T::Stop.bit() | T::Measure.bit()) == 0 && suffixed(word) {
            self.alone |= T::Suffixed.bit();
        }
    }
}

/// A one-word street name ("lindenstr").
fn suffixed(word: &str) -> bool {
    let last = word.as_bytes().last();
    word.len() > 4
        && lexicon().endings.iter().filter(|s| s.as_bytes().last() == last).any(|s| {
            word.strip_suffix(s)
                .is_some_and(|head| head.chars().nth(1).is_some() && head.chars().all(|c| !c.is_numeric()))
        })
}

/// "Kundennummer 123" is no street.
fn numbering(word: &str) -> bool {
    ["nummer", "number", "-nr", "-id", "bestellung", "rechnung", "auftrag", "invoice"].iter().any(|s| word.ends_with(s))
}

impl Text<'_> {
    #[inline(never)]
    fn tags(&self, i: usize) -> Tags {
        self.toks.get(i).map(|t| t.tags).unwrap_or_default()
    }

    /// The word at `i` stands in that table.
    #[inline(never)]
    pub fn has(&self, table: T, i: usize) -> bool {
        self.tags(i).alone & table.bit() != 0
    }

    /// The word at `i` stands in one of these tables, or starts a phrase of one.
    #[inline(never)]
    pub fn opens(&self, tables: impl Iterator<Item = T>, i: usize) -> bool {
        let tags = self.tags(i);
        let bits = tables.fold(0, |all, t| all | t.bit());
        (tags.alone | tags.starts) & bits != 0
    }

    /// A word of that table stands in `from..to`.
    #[inline(never)]
    pub fn any(&self, table: T, from: usize, to: usize) -> bool {
        (from..to).any(|k| self.has(table, k))
    }

    /// The longest phrase of that table that stands at `i`: the token after it.
    #[inline(never)]
    pub fn at(&self, table: T, i: usize) -> Option<usize> {
        let tags = self.tags(i);
        let alone = (tags.alone & table.bit() != 0).then(|| i.saturating_add(1));
        if tags.starts & table.bit() == 0 {
            return alone;
        }
        let phrases = lexicon().phrases.iter().filter(|(of, _)| *of == table);
        phrases.filter_map(|(_, phrase)| self.phrase(i, phrase)).max().or(alone)
    }

    /// No part of a name.
    #[inline(never)]
    pub fn stop(&self, i: usize) -> bool {
        self.tags(i).alone & (T::Stop.bit() | T::Measure.bit()) != 0
    }
}
