//! A second opinion on what a message is about: a linear model over its words and over what the rules found. It is trained
//! by `examples/train_reader`; its weights are data.

use super::acts::Act;
use super::linear::{Model, each_once, place, probability};
use super::parse::Parsed;
use super::reading::{Deed, Lack, Reading, Wish};
use super::roles::own;
use super::sense::Sense;
use super::shelf::Shelf;
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
pub const OUTPUTS: usize = CLASSES.len() + DEEDS.len();

/// Words that are looked at, at most.
const MOST: usize = 600;

/// What a deed has, out of what each of them has in the order of their weights.
pub fn of_deed<T: Copy>(each: &[T; DEEDS.len()], deed: Deed) -> Option<T> {
    DEEDS.iter().zip(each).find(|(other, _)| **other == deed).map(|(_, own)| *own)
}

/// The features of a message: each is a place, once.
pub fn features(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], reading: &Reading) -> Vec<u32> {
    let mut out = of_part(parsed, shelf, acts, (0, parsed.tokens.len()));
    match reading {
        Reading::Wishes(wishes) => wished(&wishes.iter().collect::<Vec<_>>(), &mut out),
        Reading::Information(..) => out.push(place(b"r", b"information")),
        Reading::Handoff(sense) => {
            out.push(place(b"r", b"handoff"));
            out.push(place(b"rs", &[*sense as u8]));
        }
        Reading::Foreign | Reading::Crowded => out.push(place(b"r", b"foreign")),
        Reading::Shop(_) => out.push(place(b"r", b"shop")),
        Reading::Nothing => out.push(place(b"r", b"nothing")),
    }
    each_once(out)
}

/// The features of a part of it, as if it were a message, with what the rules take for wished in it.
pub fn local(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], rules: &[Wish], part: (usize, usize)) -> Vec<u32> {
    let mut out = of_part(parsed, shelf, acts, part);
    let within = |wish: &&Wish| (part.0..part.1).contains(&parsed.clause_tokens(wish.clause()).0);
    let wishes: Vec<&Wish> = rules.iter().filter(within).collect();
    if !wishes.is_empty() {
        wished(&wishes, &mut out);
    }
    each_once(out)
}

/// What the rules take for wished.
fn wished(wishes: &[&Wish], out: &mut Vec<u32>) {
    for wish in wishes {
        out.push(place(b"rd", &[wish.deed.map_or(9, |deed| deed as u8)]));
        for lack in &wish.lacks {
            out.push(place(b"rl", &[*lack as u8]));
        }
    }
    let open = |lack: &Lack| wishes.iter().any(|wish| wish.lacks.contains(lack));
    let what: &[u8] = if open(&Lack::Action) {
        b"unclear"
    } else if open(&Lack::Confirmation) {
        b"undecided"
    } else {
        b"wishes"
    };
    out.push(place(b"r", what));
}

/// What stands in a part, from a token to another.
fn of_part(parsed: &Parsed<'_>, shelf: &Shelf, acts: &[Act], (from, to): (usize, usize)) -> Vec<u32> {
    let mut out = vec![place(b"bias", b"")];
    let words = words(parsed, from, to);
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
    let mut counts = [0_u8; Sense::ALL.len()];
    for hit in parsed.hits_in(from, to) {
        let sense = hit.sense as u8;
        if let Some(count) = counts.get_mut(usize::from(sense)).filter(|count| **count < 3) {
            *count = count.saturating_add(1);
            out.push(place(b"s", &[sense, *count]));
        }
    }
    for act in acts.iter().filter(|act| (from..to).contains(&act.from)) {
        out.push(place(b"a", &[act.sense as u8, act.mood as u8]));
    }
    for time in parsed.times_in(from, to) {
        let [kind, day] = own(shelf, time);
        out.push(place(b"t", &[kind]));
        out.push(place(b"to", &[kind, day, time.mention.relation as u8]));
        out.push(place(b"td", &[kind, day]));
    }
    let named = parsed.named_in(from, to).iter().take(3).count();
    out.push(place(b"names", &[u8::try_from(named).unwrap_or_default(), u8::from(shelf.items.len() > 1)]));
    for found in parsed.places.iter().filter(|place| (from..to).contains(&place.from)) {
        out.push(place(b"l", &[found.found.role as u8, u8::from(found.found.whole)]));
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
    out
}

/// The words of a part; whatever a shop sells, one word stands for each of its names.
fn words<'p>(parsed: &'p Parsed<'_>, from: usize, to: usize) -> Vec<&'p str> {
    let mut words: Vec<&str> = Vec::new();
    for (at, token) in (from..).zip(parsed.between(from, to)) {
        let next = parsed.named.partition_point(|named| named.to <= at);
        if let Some(named) = parsed.named.get(next).filter(|named| named.from <= at) {
            if named.from == at || from == at {
                words.push("<name>");
            }
        } else if token.kind == Kind::Number {
            words.push("0");
        } else if token.is_word() || token.is_mark('?') || token.is_mark('!') {
            words.push(token.word.as_str());
        }
        if words.len() >= MOST {
            break;
        }
    }
    words
}

/// What the model thinks of a message: a probability for each class and each deed.
#[derive(Debug, Clone, Copy)]
pub struct Opinion {
    /// Of the classes, together one.
    pub classes: [f32; CLASSES.len()],
    /// Of the deeds, each by itself.
    pub deeds: [f32; DEEDS.len()],
}

impl Opinion {
    /// A model's opinion on these features.
    pub fn of(model: &Model, features: &[u32]) -> Self {
        let scores: [f32; OUTPUTS] = model.scores(features);
        let mut out = Self { classes: [0.0; CLASSES.len()], deeds: [0.0; DEEDS.len()] };
        let (classes, deeds) = scores.split_at_checked(CLASSES.len()).unwrap_or_default();
        for (slot, score) in out.classes.iter_mut().zip(classes) {
            *slot = score.exp();
        }
        let total: f32 = out.classes.iter().sum();
        for slot in &mut out.classes {
            *slot /= total.max(f32::MIN_POSITIVE);
        }
        for (slot, score) in out.deeds.iter_mut().zip(deeds) {
            *slot = probability(*score);
        }
        out
    }

    /// The likeliest class and its probability.
    pub fn best(&self) -> (Class, f32) {
        self.likeliest(CLASSES)
    }

    /// The likeliest one of those that ask for no change, and its probability.
    pub fn other(&self) -> (Class, f32) {
        self.likeliest([Class::Question, Class::Handoff, Class::Shop, Class::Nothing])
    }

    fn likeliest<const N: usize>(&self, classes: [Class; N]) -> (Class, f32) {
        let likely = classes.into_iter().map(|class| (class, self.class(class)));
        likely.fold((Class::Nothing, 0.0), |best, one| if one.1 > best.1 { one } else { best })
    }

    /// The probability of a class.
    pub fn class(&self, class: Class) -> f32 {
        CLASSES.iter().zip(self.classes).find(|(other, _)| **other == class).map_or(0.0, |(_, probability)| probability)
    }

    /// The probability of a deed.
    pub fn deed(&self, deed: Deed) -> f32 {
        of_deed(&self.deeds, deed).unwrap_or_default()
    }
}
