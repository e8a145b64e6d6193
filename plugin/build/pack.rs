//! Packs bytes into half of their size; `src/packed.rs` unpacks them, and says in what form they are.

use std::collections::HashMap;

/// The longest run of new bytes.
const NEW: usize = 128;
/// The lengths of a run that stood before.
const SHORTEST: usize = 4;
const LONGEST: usize = 131;
/// The farthest that it may stand back.
const FARTHEST: usize = 0xFFFF;

/// How a text goes on.
#[derive(Clone, Copy)]
enum Step {
    /// So many new bytes.
    New(usize),
    /// So many bytes that stood before, and how far back.
    Old(usize, usize),
}

/// The shortest packing of a text.
pub fn pack(text: &[u8]) -> Vec<u8> {
    let runs = runs(text);
    // From the end: what the rest takes from each place on, and the first step of that.
    let mut best: Vec<(usize, Step)> = vec![(0, Step::New(0)); text.len() + 1];
    for at in (0..text.len()).rev() {
        let after = |length: usize| best.get(at + length).map_or(usize::MAX / 2, |(cost, _)| *cost);
        let new = (1..=NEW.min(text.len() - at)).map(|length| (1 + length + after(length), Step::New(length)));
        let (longest, back) = runs.get(at).copied().unwrap_or_default();
        let old = (SHORTEST..=longest).map(|length| (3 + after(length), Step::Old(length, back)));
        let step = new.chain(old).min_by_key(|(cost, _)| *cost);
        if let (Some(slot), Some(step)) = (best.get_mut(at), step) {
            *slot = step;
        }
    }
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some((_, step)) = best.get(at).filter(|_| at < text.len()) {
        let length = match *step {
            Step::New(length) => {
                out.push(byte(length - 1));
                out.extend(text.iter().skip(at).take(length));
                length
            }
            Step::Old(length, back) => {
                out.push(128 + byte(length - SHORTEST));
                out.extend([byte(back & 255), byte(back >> 8)]);
                length
            }
        };
        at += length;
    }
    out
}

fn byte(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// For each place the longest run that stood before, and how far back.
fn runs(text: &[u8]) -> Vec<(usize, usize)> {
    let mut seen: HashMap<&[u8], Vec<usize>> = HashMap::new();
    let mut out = Vec::with_capacity(text.len());
    for at in 0..text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let Some(four) = rest.get(..SHORTEST) else {
            out.push((0, 0));
            continue;
        };
        let places = seen.entry(four).or_default();
        let near = places.iter().rev().take_while(|start| at - **start <= FARTHEST).take(1000);
        let run = near.map(|start| {
            let same = text.iter().skip(*start).zip(rest).take(LONGEST).take_while(|(old, new)| old == new).count();
            (same, at - start)
        });
        out.push(run.max_by_key(|(same, back)| (*same, FARTHEST - back)).unwrap_or_default());
        places.push(at);
    }
    out
}
