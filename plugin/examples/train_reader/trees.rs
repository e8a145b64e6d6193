//! Gradient boosting for yes or no: trees of one depth, each step by Newton; the same examples give the same trees.

use armincx_recharge::message::trees::{DEPTH, END, QUESTIONS, STEP};

/// The most limits that a feature is compared with.
const LIMITS: usize = 40;

/// One example: its features, and whether it is so.
pub struct Sample {
    pub features: Vec<f32>,
    pub holds: bool,
}

/// How many trees there are, and how each learns.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub trees: usize,
    pub rate: f64,
    pub calm: f64,
    pub least: f64,
}

pub fn train(samples: &[&Sample], shape: Shape) -> Vec<u8> {
    let width = samples.first().map_or(0, |sample| sample.features.len());
    let limits: Vec<Vec<i16>> = (0..width).map(|at| limits(samples, at)).collect();
    // For each feature of each example: how many limits it is above.
    let above: Vec<Vec<u8>> = (0..width)
        .map(|at| {
            let over = |sample: &&Sample| {
                let value = sample.features[at];
                u8::try_from(limits[at].iter().filter(|limit| value > f32::from(**limit) * STEP).count()).unwrap()
            };
            samples.iter().map(over).collect()
        })
        .collect();
    let mut scores = vec![0.0_f64; samples.len()];
    let mut bytes = Vec::new();
    for _ in 0..shape.trees {
        let slopes: Vec<(f64, f64)> = samples
            .iter()
            .zip(&scores)
            .map(|(sample, score)| {
                let chance = 1.0 / (1.0 + (-score).exp());
                (chance - f64::from(u8::from(sample.holds)), (chance * (1.0 - chance)).max(1e-6))
            })
            .collect();
        grow(&limits, &above, &slopes, &mut scores, &mut bytes, shape);
    }
    bytes
}

/// Limits between the values of a feature, as many on each side of each.
fn limits(samples: &[&Sample], at: usize) -> Vec<i16> {
    let mut values: Vec<i16> =
        samples.iter().map(|sample| (sample.features[at] / STEP).floor().clamp(-32_000.0, 32_000.0) as i16).collect();
    values.sort_unstable();
    let mut distinct = values.clone();
    distinct.dedup();
    if distinct.len() <= LIMITS {
        distinct.pop();
        return distinct;
    }
    let mut out: Vec<i16> = (1..LIMITS).map(|part| values[values.len() * part / LIMITS]).collect();
    out.dedup();
    out
}

/// One more tree.
fn grow(
    limits: &[Vec<i16>],
    above: &[Vec<u8>],
    slopes: &[(f64, f64)],
    scores: &mut [f64],
    bytes: &mut Vec<u8>,
    shape: Shape,
) {
    let mut place = vec![0_usize; slopes.len()];
    let mut questions = vec![(0_u8, i16::MAX); QUESTIONS];
    for level in 0..DEPTH {
        let first = (1 << level) - 1;
        for (node, slot) in questions.iter_mut().enumerate().skip(first).take(first + 1) {
            let own: Vec<usize> = (0..place.len()).filter(|at| place[*at] == node).collect();
            let question = best(limits, above, slopes, &own, shape);
            if let Some((feature, limit)) = question {
                *slot = (u8::try_from(feature).unwrap(), limits[feature][limit]);
            }
            for at in own {
                let more = question.is_some_and(|(feature, limit)| usize::from(above[feature][at]) > limit);
                place[at] = node * 2 + 1 + usize::from(more);
            }
        }
    }
    let mut ends = vec![(0.0, 0.0); QUESTIONS + 1];
    for (at, (slope, weight)) in slopes.iter().enumerate() {
        let end = &mut ends[place[at] - QUESTIONS];
        *end = (end.0 + slope, end.1 + weight);
    }
    let steps: Vec<i8> = ends
        .iter()
        .map(|(slope, weight)| {
            (-shape.rate * slope / (weight + shape.calm) / f64::from(END)).round().clamp(-127.0, 127.0) as i8
        })
        .collect();
    for (at, score) in scores.iter_mut().enumerate() {
        *score += f64::from(steps[place[at] - QUESTIONS]) * f64::from(END);
    }
    for (feature, limit) in questions {
        let [low, high] = limit.to_le_bytes();
        bytes.extend([feature, low, high]);
    }
    bytes.extend(steps.iter().map(|step| step.cast_unsigned()));
}

/// The question that parts these best: a feature and the number of its limit.
fn best(
    limits: &[Vec<i16>],
    above: &[Vec<u8>],
    slopes: &[(f64, f64)],
    own: &[usize],
    shape: Shape,
) -> Option<(usize, usize)> {
    let sum = |(slope, weight): (f64, f64), at: &usize| (slope + slopes[*at].0, weight + slopes[*at].1);
    let (slope, weight) = own.iter().fold((0.0, 0.0), sum);
    let worth = |slope: f64, weight: f64| slope * slope / (weight + shape.calm);
    let mut best = None;
    let mut most = worth(slope, weight) + 1e-3;
    for (feature, limits) in limits.iter().enumerate() {
        let mut parts = vec![(0.0, 0.0); limits.len() + 1];
        for at in own {
            let part = &mut parts[usize::from(above[feature][*at])];
            *part = (part.0 + slopes[*at].0, part.1 + slopes[*at].1);
        }
        let (mut low, mut low_weight) = (0.0, 0.0);
        for (limit, part) in parts.iter().enumerate().take(limits.len()) {
            low += part.0;
            low_weight += part.1;
            if low_weight < shape.least || weight - low_weight < shape.least {
                continue;
            }
            let found = worth(low, low_weight) + worth(slope - low, weight - low_weight);
            if found > most {
                (most, best) = (found, Some((feature, limit)));
            }
        }
    }
    best
}
