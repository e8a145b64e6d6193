//! Packs bytes into a third of their size; `src/packed.rs` unpacks them, and says in what form they are.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// Symbols below are bytes, those from here on the beginnings of lengths.
const LENGTHS: usize = 256;
/// Symbols from here on are the beginnings of how far back.
const BACK: usize = LENGTHS + 16;
const SYMBOLS: usize = BACK + 32;
/// The lengths of a run that stood before, and how far back it may stand.
const SHORTEST: usize = 3;
const LONGEST: usize = SHORTEST + 255;
const FARTHEST: usize = 1 << 16;
/// The bits of a code at most.
const BITS: usize = 12;
/// Places that a run is looked for at.
const PLACES: usize = 200;

/// A byte, or a run that stood before: its length, and how far back.
#[derive(Clone, Copy)]
enum Step {
    New(u8),
    Old(usize, usize),
}

impl Step {
    fn length(self) -> usize {
        match self {
            Self::New(_) => 1,
            Self::Old(length, _) => length,
        }
    }

    /// Its symbols, each with the bits that follow it and how many these are.
    fn symbols(self) -> Vec<(usize, usize, usize)> {
        match self {
            Self::New(byte) => vec![(usize::from(byte), 0, 0)],
            Self::Old(length, back) => {
                let (beginning, bits, count) = number(length - SHORTEST);
                let (farness, more, further) = number(back - 1);
                vec![(LENGTHS + beginning, bits, count), (BACK + farness, more, further)]
            }
        }
    }
}

/// The beginning of a number, its other bits, and how many these are.
fn number(value: usize) -> (usize, usize, usize) {
    let mut count = 0;
    while value >> count > 3 {
        count += 1;
    }
    (2 * count + (value >> count), value & ((1 << count) - 1), count)
}

/// The shortest packing that a few rounds find: what a symbol costs decides what is packed how, and the other way round.
pub fn pack(text: &[u8]) -> Vec<u8> {
    let runs = runs(text);
    let mut costs = vec![8.0; SYMBOLS];
    let mut best: Option<Vec<u8>> = None;
    for _ in 0..5 {
        let steps = cheapest(text, &runs, &costs);
        let mut counts = vec![0_usize; SYMBOLS];
        for (symbol, ..) in steps.iter().flat_map(|step| step.symbols()) {
            if let Some(count) = counts.get_mut(symbol) {
                *count += 1;
            }
        }
        let packed = written(text.len(), &steps, &lengths(&counts));
        if best.as_ref().is_none_or(|best| packed.len() < best.len()) {
            best = Some(packed);
        }
        costs = entropy(&counts);
    }
    best.unwrap_or_default()
}

/// For each place the runs that stood before: the nearest one of each length that a nearer one hasn't.
fn runs(text: &[u8]) -> Vec<Vec<(usize, usize)>> {
    let mut seen: HashMap<&[u8], Vec<usize>> = HashMap::new();
    let mut out = Vec::with_capacity(text.len());
    for at in 0..text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let mut found = Vec::new();
        if let Some(begin) = rest.get(..SHORTEST) {
            let places = seen.entry(begin).or_default();
            let mut longest = SHORTEST - 1;
            for start in places.iter().rev().take(PLACES).take_while(|start| at - **start <= FARTHEST) {
                // One that differs where it would have to be longer is no longer one.
                if text.get(start + longest) != text.get(at + longest) {
                    continue;
                }
                let old = text.get(*start..).unwrap_or_default();
                let same = old.iter().zip(rest).take(LONGEST).take_while(|(old, new)| old == new).count();
                if same > longest {
                    longest = same;
                    found.push((same, at - start));
                }
            }
            places.push(at);
        }
        out.push(found);
    }
    out
}

/// The steps that cost the least, found from the end.
fn cheapest(text: &[u8], runs: &[Vec<(usize, usize)>], costs: &[f64]) -> Vec<Step> {
    let cost = |symbol: usize, bits: usize| costs.get(symbol).copied().unwrap_or(99.0) + bits as f64;
    let of_length: Vec<f64> = (0..=LONGEST - SHORTEST)
        .map(|length| {
            let (beginning, _, bits) = number(length);
            cost(LENGTHS + beginning, bits)
        })
        .collect();
    let mut best: Vec<(f64, Step)> = vec![(0.0, Step::New(0)); text.len() + 1];
    for (at, (byte, runs)) in text.iter().zip(runs).enumerate().rev() {
        let after = |length: usize| best.get(at + length).map_or(f64::MAX, |(cost, _)| *cost);
        let mut cheapest = (cost(usize::from(*byte), 0) + after(1), Step::New(*byte));
        let mut shortest = SHORTEST;
        for (longest, back) in runs {
            let (farness, _, bits) = number(back - 1);
            let far = cost(BACK + farness, bits);
            for length in shortest..=*longest {
                let this = far + of_length.get(length - SHORTEST).copied().unwrap_or(99.0) + after(length);
                if this < cheapest.0 {
                    cheapest = (this, Step::Old(length, *back));
                }
            }
            shortest = longest + 1;
        }
        if let Some(slot) = best.get_mut(at) {
            *slot = cheapest;
        }
    }
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some((_, step)) = best.get(at).filter(|_| at < text.len()) {
        out.push(*step);
        at += step.length();
    }
    out
}

/// What a symbol costs in bits, by how often it occurs.
fn entropy(counts: &[usize]) -> Vec<f64> {
    let bits = |group: &[usize]| {
        let total: usize = group.iter().sum();
        let each = |count: &usize| (total as f64 / (*count as f64).max(0.5)).log2().clamp(1.0, 14.0);
        group.iter().map(each).collect::<Vec<_>>()
    };
    let (steps, back) = counts.split_at(BACK);
    [bits(steps), bits(back)].concat()
}

/// The lengths of the codes in bits, of the steps and of how far back.
fn lengths(counts: &[usize]) -> Vec<usize> {
    let (steps, back) = counts.split_at(BACK);
    [huffman(steps), huffman(back)].concat()
}

fn huffman(counts: &[usize]) -> Vec<usize> {
    let mut counts = counts.to_vec();
    loop {
        let mut heap: BinaryHeap<Reverse<(usize, Vec<usize>)>> = BinaryHeap::new();
        heap.extend(counts.iter().enumerate().filter(|(_, n)| **n > 0).map(|(symbol, n)| Reverse((*n, vec![symbol]))));
        let mut out = vec![0; counts.len()];
        let deepen = |out: &mut Vec<usize>, symbols: &[usize]| {
            for symbol in symbols {
                out.iter_mut().skip(*symbol).take(1).for_each(|length| *length += 1);
            }
        };
        // A code of no bits would not be one that occurs.
        if let (1, Some(Reverse((_, only)))) = (heap.len(), heap.peek()) {
            deepen(&mut out, only);
        }
        while let (Some(Reverse((a, mut left))), Some(Reverse((b, right)))) = (heap.pop(), heap.pop()) {
            left.extend(right);
            deepen(&mut out, &left);
            heap.push(Reverse((a + b, left)));
        }
        if out.iter().all(|length| *length <= BITS) {
            return out;
        }
        counts.iter_mut().filter(|count| **count > 0).for_each(|count| *count = *count / 2 + 1);
    }
}

/// The codes of these lengths: shorter ones first, and of one length those of smaller symbols.
fn codes(lengths: &[usize]) -> Vec<usize> {
    let mut out = vec![0; lengths.len()];
    let mut code = 0;
    for bits in 1..=BITS {
        code <<= 1;
        for (slot, _) in out.iter_mut().zip(lengths).filter(|(_, length)| **length == bits) {
            *slot = code;
            code += 1;
        }
    }
    out
}

fn written(length: usize, steps: &[Step], lengths: &[usize]) -> Vec<u8> {
    let mut out: Vec<u8> = length.to_le_bytes().into_iter().take(3).collect();
    out.extend(lengths.chunks(2).map(|two| two.iter().fold(0, |byte, length| (byte << 4) | byte_of(*length))));
    let (first, second) = lengths.split_at(BACK);
    let codes: Vec<(usize, usize)> =
        [codes(first), codes(second)].concat().into_iter().zip(lengths.iter().copied()).collect();
    let (mut held, mut count) = (0_usize, 0);
    let mut put = |bits: usize, many: usize| {
        held = (held << many) | bits;
        count += many;
        while count >= 8 {
            count -= 8;
            out.push(byte_of((held >> count) & 255));
        }
        held &= 255;
    };
    for (symbol, bits, many) in steps.iter().flat_map(|step| step.symbols()) {
        let (code, length) = codes.get(symbol).copied().unwrap_or_default();
        put(code, length);
        put(bits, many);
    }
    put(0, 7);
    // Eight bytes are read at once, the last ones as well.
    out.extend([0; 7]);
    out
}

fn byte_of(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}
