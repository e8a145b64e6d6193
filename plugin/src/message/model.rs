//! A second opinion on what a message is about: a linear model over its words and over what the rules found. It is trained
//! by `examples/train_reader.rs`; its weights are data.

use super::acts::Act;
use super::dates::When;
use super::parse::Parsed;
use super::reading::{Deed, Lack, Reading};
use super::sense::Sense;
use super::tokens::Kind;

/// What a message can be about, as the model tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A change, and which is clear.
    Change,
    /// A change, and which has to be asked.
    Unclear,
    /// Perhaps a change.
    Undecided,
    /// A question.
    Question,
    /// A subscription matter outside the actions.
    Handoff,
    /// A one-off order.
    Shop,
    /// Nothing of ours.
    Nothing,
}

/// All classes, in the order of their weights.
pub const CLASSES: [Class; 7] =
    [Class::Change, Class::Unclear, Class::Undecided, Class::Question, Class::Handoff, Class::Shop, Class::Nothing];
/// All deeds, in the order of their weights.
pub const DEEDS: [Deed; 5] = [Deed::Cancel, Deed::Skip, Deed::Unskip, Deed::Move, Deed::Address];
/// How many outputs the model has: the classes, then the deeds.
pub const OUTPUTS: usize = 12;

/// The number of places that features are hashed into.
pub const PLACES: u32 = 1 << 16;

/// The features of a message: each is a place, once.
pub fn features(parsed: &Parsed<'_>, acts: &[Act], reading: &Reading) -> Vec<u32> {
    let mut out = vec![place(b"bias", b"")];
    let words: Vec<&str> = parsed
        .tokens
        .iter()
        .filter(|token| token.is_word() || token.is_mark('?') || token.is_mark('!'))
        .map(|token| if token.kind == Kind::Number { "0" } else { token.word.as_str() })
        .take(600)
        .collect();
    for (at, word) in words.iter().enumerate() {
        out.push(place(b"w", word.as_bytes()));
        if word.len() > 6
            && let Some(stem) = word.get(..5)
        {
            out.push(place(b"p", stem.as_bytes()));
        }
        if let Some(next) = words.get(at.saturating_add(1)) {
            out.push(place(word.as_bytes(), next.as_bytes()));
        }
    }
    for (at, sense) in Sense::ALL.iter().enumerate() {
        let count = parsed.of(*sense).take(3).count();
        for number in 1..=count {
            out.push(place(b"s", &[u8::try_from(at).unwrap_or_default(), u8::try_from(number).unwrap_or_default()]));
        }
    }
    for act in acts {
        out.push(place(b"a", format!("{:?}{:?}", act.sense, act.mood).as_bytes()));
    }
    for time in &parsed.times {
        let kind = match time.mention.when {
            When::Day(_) => "day",
            When::PastDay(_) => "past",
            When::Either(..) => "either",
            When::Later { .. } | When::Beside(_) | When::Following(_) => "later",
            When::Earlier { .. } => "earlier",
            When::Every { .. } => "every",
            When::Vague => "vague",
            When::Now => "now",
            When::Span(..) => "span",
            When::For { .. } => "for",
        };
        out.push(place(b"t", kind.as_bytes()));
    }
    for found in &parsed.places {
        out.push(place(b"l", format!("{:?}{}", found.found.role, found.found.whole).as_bytes()));
    }
    let length = match words.len() {
        0..=3 => "a",
        4..=8 => "b",
        9..=20 => "c",
        21..=50 => "d",
        51..=120 => "e",
        _ => "f",
    };
    out.push(place(b"n", length.as_bytes()));
    match reading {
        Reading::Wishes(wishes) => {
            for wish in wishes {
                out.push(place(b"rd", format!("{:?}", wish.deed).as_bytes()));
                for lack in &wish.lacks {
                    out.push(place(b"rl", format!("{lack:?}").as_bytes()));
                }
            }
            let open = |lack: &Lack| wishes.iter().any(|wish| wish.lacks.contains(lack));
            out.push(place(
                b"r",
                if open(&Lack::Action) {
                    b"unclear"
                } else if open(&Lack::Confirmation) {
                    b"undecided"
                } else {
                    b"wishes"
                },
            ));
        }
        Reading::Information(..) => out.push(place(b"r", b"information")),
        Reading::Handoff(sense) => {
            out.push(place(b"r", b"handoff"));
            out.push(place(b"rs", format!("{sense:?}").as_bytes()));
        }
        Reading::Foreign => out.push(place(b"r", b"foreign")),
        Reading::Shop(_) => out.push(place(b"r", b"shop")),
        Reading::Nothing => out.push(place(b"r", b"nothing")),
    }
    each_once(&out)
}

/// Each place once, in order.
fn each_once(places: &[u32]) -> Vec<u32> {
    let mut seen = vec![false; usize::try_from(PLACES).unwrap_or_default()];
    for place in places {
        if let Some(slot) = usize::try_from(*place).ok().and_then(|place| seen.get_mut(place)) {
            *slot = true;
        }
    }
    (0_u32..).zip(&seen).filter(|(_, seen)| **seen).map(|(place, _)| place).collect()
}

/// FNV-1a of a feature, folded into the places.
fn place(kind: &[u8], name: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in kind.iter().chain(b" ").chain(name) {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    (hash ^ (hash >> 16)) & PLACES.saturating_sub(1)
}

/// The trained weights: a scale, then for each place that counts its number and a weight for each output.
const WEIGHTS: &[u8] = include_bytes!("words/model.bin");
/// Bytes of one record.
const RECORD: usize = 2 + OUTPUTS;

/// What the model thinks of a message: a probability for each class and each deed.
#[derive(Debug, Clone, Copy)]
pub struct Opinion {
    /// Of the classes, together one.
    pub classes: [f32; 7],
    /// Of the deeds, each by itself.
    pub deeds: [f32; 5],
}

impl Opinion {
    /// The model's opinion on these features.
    pub fn of(features: &[u32]) -> Self {
        Self::by(WEIGHTS, features)
    }

    fn by(weights: &[u8], features: &[u32]) -> Self {
        let (head, records) = weights.split_at_checked(4).unwrap_or_default();
        let scale = <[u8; 4]>::try_from(head).map_or(0.0, f32::from_le_bytes);
        let mut sums = [0_i32; OUTPUTS];
        let mut known = 0_u16;
        for feature in features {
            let Some(record) = find(records, *feature) else { continue };
            known = known.saturating_add(1);
            for (sum, weight) in sums.iter_mut().zip(record) {
                *sum = sum.saturating_add(i32::from(i8::from_le_bytes([*weight])));
            }
        }
        let norm = scale / f32::from(known.max(1)).sqrt();
        // Sums of a few hundred small weights are exact in a float.
        let score = |sum: &i32| f32::from(i16::try_from(*sum).unwrap_or(i16::MAX)) * norm;
        let mut out = Self { classes: [0.0; 7], deeds: [0.0; 5] };
        let (classes, deeds) = sums.split_at_checked(CLASSES.len()).unwrap_or_default();
        for (slot, sum) in out.classes.iter_mut().zip(classes) {
            *slot = score(sum).clamp(-30.0, 30.0).exp();
        }
        let total: f32 = out.classes.iter().sum();
        for slot in &mut out.classes {
            *slot /= total.max(f32::MIN_POSITIVE);
        }
        for (slot, sum) in out.deeds.iter_mut().zip(deeds) {
            *slot = 1.0 / (1.0 + (-score(sum).clamp(-30.0, 30.0)).exp());
        }
        out
    }

    /// The likeliest class and its probability.
    pub fn best(&self) -> (Class, f32) {
        let mut best = (Class::Nothing, 0.0);
        for (class, probability) in CLASSES.into_iter().zip(self.classes) {
            if probability > best.1 {
                best = (class, probability);
            }
        }
        best
    }

    /// The probability of a class.
    pub fn class(&self, class: Class) -> f32 {
        CLASSES.iter().zip(self.classes).find(|(other, _)| **other == class).map_or(0.0, |(_, probability)| probability)
    }

    /// The probability of a deed.
    pub fn deed(&self, deed: Deed) -> f32 {
        DEEDS.iter().zip(self.deeds).find(|(other, _)| **other == deed).map_or(0.0, |(_, probability)| probability)
    }
}

/// The weights of a place; records are in the order of their places.
fn find(records: &[u8], place: u32) -> Option<&[u8]> {
    let count = records.len() / RECORD;
    let record = |at: usize| records.get(at.checked_mul(RECORD)?..at.checked_add(1)?.checked_mul(RECORD)?);
    let number = |at: usize| {
        let bytes = record(at)?.get(..2)?;
        Some(u32::from(u16::from_le_bytes(<[u8; 2]>::try_from(bytes).ok()?)))
    };
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        match number(middle)?.cmp(&place) {
            std::cmp::Ordering::Equal => return record(middle)?.get(2..),
            std::cmp::Ordering::Less => low = middle.saturating_add(1),
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}
