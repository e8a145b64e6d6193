//! Packs bytes into a third of their size; `src/packed.rs` unpacks them, and says in what form they are.

use std::collections::HashMap;

use crate::odds::{Coder, Likely, SHORTEST, Step, middle, parted};

/// The length of a run at most, and how far back it may stand.
const LONGEST: usize = SHORTEST + 255;
const FARTHEST: usize = 1 << 16;

/// Places that a run is looked for at.
const PLACES: usize = 200;
/// How often it is packed anew by what the last packing cost.
const ROUNDS: usize = 3;

fn length(step: Step) -> usize {
    match step {
        Step::New(_) => 1,
        Step::Old(length, _) => length,
    }
}

/// The shortest packing that a few rounds find: what a step costs decides what is packed how, and the other way round.
pub fn pack(text: &[u8]) -> Vec<u8> {
    let runs = runs(text);
    let mut best: Option<Vec<u8>> = None;
    for words in [false, true] {
        let mut steps: Vec<Step> = text.iter().map(|byte| Step::New(*byte)).collect();
        for _ in 0..ROUNDS {
            steps = cheapest(text, &runs, &Costs::of(text, &steps, words));
            let packed = written(text, &steps, words);
            if best.as_ref().is_none_or(|best| packed.len() < best.len()) {
                best = Some(packed);
            }
        }
    }
    best.unwrap_or_default()
}

/// The byte before a place, for what depends on it.
fn before(text: &[u8], at: usize, words: bool) -> usize {
    let byte = at.checked_sub(1).and_then(|at| text.get(at)).filter(|_| words);
    byte.copied().map_or(0, usize::from)
}

/// What steps cost in bits, about, by how often each occurs.
struct Costs {
    words: bool,
    byte: f64,
    run: f64,
    /// A byte after another.
    bytes: Vec<f64>,
    lengths: Vec<f64>,
    backs: Vec<f64>,
}

impl Costs {
    fn of(text: &[u8], steps: &[Step], words: bool) -> Self {
        let (mut bytes, mut lengths, mut backs) = (vec![0.0; 65_536], vec![0.5; 16], vec![0.3; 32]);
        let (mut all, mut at) = ([1.0_f64; 2], 0);
        let count = |list: &mut Vec<f64>, at: usize| list.iter_mut().skip(at).take(1).for_each(|count| *count += 1.0);
        for step in steps {
            match *step {
                Step::New(byte) => {
                    all[0] += 1.0;
                    count(&mut bytes, before(text, at, words) * 256 + usize::from(byte));
                }
                Step::Old(length, back) => {
                    all[1] += 1.0;
                    count(&mut lengths, parted(length - SHORTEST).0);
                    count(&mut backs, parted(back - 1).0);
                }
            }
            at += length(*step);
        }
        for same in bytes.chunks_mut(256) {
            let sum: f64 = same.iter().sum::<f64>() + 1.0;
            let sum = sum + same.iter().filter(|count| **count > 0.0).count() as f64 / 2.0;
            same.iter_mut().for_each(|count| *count = (sum / count.max(1.0 / 16.0)).log2().min(13.0));
        }
        let bits = |counts: &[f64]| {
            let sum: f64 = counts.iter().sum();
            counts.iter().map(|count| (sum / count).log2()).collect::<Vec<_>>()
        };
        let both = all[0] + all[1];
        let (byte, run) = ((both / all[0]).log2(), (both / all[1]).log2());
        Self { words, byte, run, bytes, lengths: bits(&lengths), backs: bits(&backs) }
    }

    fn number(costs: &[f64], value: usize) -> f64 {
        let (begin, _, bits) = parted(value);
        costs.get(begin).copied().unwrap_or(99.0) + bits as f64
    }
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
fn cheapest(text: &[u8], runs: &[Vec<(usize, usize)>], costs: &Costs) -> Vec<Step> {
    let of_length: Vec<f64> = (0..=LONGEST - SHORTEST).map(|length| Costs::number(&costs.lengths, length)).collect();
    let mut best: Vec<(f64, Step)> = vec![(0.0, Step::New(0)); text.len() + 1];
    for (at, (byte, runs)) in text.iter().zip(runs).enumerate().rev() {
        let after = |length: usize| best.get(at + length).map_or(f64::MAX, |(cost, _)| *cost);
        let own = costs.bytes.get(before(text, at, costs.words) * 256 + usize::from(*byte)).copied().unwrap_or(99.0);
        let mut cheapest = (costs.byte + own + after(1), Step::New(*byte));
        let mut shortest = SHORTEST;
        for (longest, back) in runs {
            let far = costs.run + Costs::number(&costs.backs, back - 1);
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
        at += length(*step);
    }
    out
}

/// What lies between two numbers that come nearer to each other with each bit; what both begin with is written.
struct Writer {
    out: Vec<u8>,
    low: u32,
    high: u32,
}

impl Coder for Writer {
    fn code(&mut self, chance: u16, bit: usize) -> Option<usize> {
        let middle = middle(self.low, self.high, chance);
        if bit == 0 {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.out.push(byte_of(self.high >> 24));
            self.low <<= 8;
            self.high = (self.high << 8) | 255;
        }
        Some(bit)
    }
}

fn written(text: &[u8], steps: &[Step], words: bool) -> Vec<u8> {
    let mut out: Vec<u8> = text.len().to_le_bytes().into_iter().take(3).collect();
    out.push(u8::from(words));
    let mut writer = Writer { out, low: 0, high: u32::MAX };
    let (mut likely, mut at) = (Likely::new(words), 0_usize);
    for step in steps {
        let last = |back: usize| at.checked_sub(back).and_then(|at| text.get(at)).copied().unwrap_or_default();
        likely.step(&mut writer, [last(1), last(2)], *step);
        at += length(*step);
    }
    // The first byte of what lies between settles it, as all behind the end are 0.
    writer.out.push(byte_of(writer.high >> 24));
    writer.out
}

fn byte_of(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}
