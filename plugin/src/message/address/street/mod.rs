//! Finds a street with its number: number in front, number behind, or a post box.

mod ahead;
mod behind;

use ahead::number_first;
use behind::{adjective, bare, one_word, preposition, type_first, worded};

use crate::message::address::number::post_box;
use crate::message::address::table::{Names, T};
use crate::message::address::text::{Kind, Text};

/// A street as it stands in the text, in tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Street {
    pub first: usize,
    pub end: usize,
    /// A street whatever stands around it; else a postcode or a cue has to speak for it.
    pub sure: bool,
    /// Only a postcode can speak for it.
    pub needs_zip: bool,
    pub numbered: bool,
}

/// The street that starts at token `i`.
pub(crate) fn street_at(t: &Text<'_>, i: usize) -> Option<Street> {
    match t.kind(i)? {
        Kind::Num => number_first(t, i),
        Kind::Word => post_box(t, i)
            .or_else(|| adjective(t, i))
            .or_else(|| one_word(t, i, i))
            .or_else(|| worded(t, i))
            .or_else(|| type_first(t, i))
            .or_else(|| preposition(t, i))
            .or_else(|| bare(t, i)),
        _ => None,
    }
}

fn name_word(t: &Text<'_>, i: usize) -> bool {
    t.cap(i) && (!t.stop(i) || t.has(T::StreetAdj, i)) && !t.has(T::Numbering, i)
}

/// The end of a run of name words from `i`.
fn names(t: &Text<'_>, i: usize, max: usize, loose: bool) -> usize {
    let mut end = i;
    while end < i.saturating_add(max) && t.is_word(end) {
        let low = t.low(end);
        let small = Names::Particles.has(low) || low.split_once('\'').is_some_and(|(p, _)| Names::Particles.has(p));
        let ok = if loose { small || !t.stop(end) } else { t.cap(end) && (low == "the" || !t.stop(end)) };
        if !ok {
            break;
        }
        end = end.saturating_add(1);
    }
    // A run never ends in a particle.
    while end > i && Names::Particles.has(t.low(end.saturating_sub(1))) {
        end = end.saturating_sub(1);
    }
    end
}
