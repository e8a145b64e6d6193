//! Logistic regression by AdaGrad with a fixed order of the examples: the same examples give the same weights.

use armincx_recharge::message::linear::PLACES;

/// Rounds over all examples.
const ROUNDS: usize = 10;
/// How strongly weights are drawn to nothing.
const DECAY: f32 = 0.0001;
/// The first step's size.
const STEP: f32 = 0.5;

/// How much it counts that a feature is frequent.
const POWER: f32 = 0.25;

/// Steps of a weight on each side of nothing: fewer pack better, and these are enough.
const STEPS: i8 = 11;

/// One example: its features, and for each output what it should be, where that is known. The first outputs may be classes
/// of which one holds.
#[derive(Clone)]
pub struct Example {
    pub features: Vec<u32>,
    pub wanted: Vec<Option<bool>>,
}

/// A weight for every output at every place.
pub struct Linear {
    outputs: usize,
    classes: usize,
    weights: Vec<Vec<f32>>,
}

impl Linear {
    /// Trains on examples, with so many first outputs as classes; features that fewer than `least` examples have are left
    /// out, and so many of the weightiest are `kept`, on which it is trained once more.
    pub fn train(examples: &[Example], classes: usize, least: u32, kept: usize) -> Self {
        let places = usize::try_from(PLACES).unwrap();
        let mut counts = vec![0_u32; places];
        for feature in examples.iter().flat_map(|example| &example.features) {
            counts[usize::try_from(*feature).unwrap()] += 1;
        }
        let counts = |feature: u32| counts[usize::try_from(feature).unwrap()];
        let first = Self::trained(&only(examples, |feature| counts(feature) >= least), classes);
        // What a feature decides: its weight, as often as it stands.
        let weighty = |feature: u32| {
            let weights = &first.weights[usize::try_from(feature).unwrap()];
            weights.iter().map(|weight| weight.abs()).fold(0.0, f32::max) * (counts(feature) as f32).powf(POWER)
        };
        let mut order: Vec<u32> = (0..PLACES).collect();
        order.sort_by(|a, b| weighty(*b).total_cmp(&weighty(*a)));
        order.truncate(kept);
        order.sort_unstable();
        Self::trained(&only(examples, |feature| order.binary_search(&feature).is_ok()), classes)
    }

    fn trained(examples: &[Example], classes: usize) -> Self {
        let places = usize::try_from(PLACES).unwrap();
        let outputs = examples.first().map_or(0, |example| example.wanted.len());
        let mut model = Self { outputs, classes, weights: vec![vec![0.0; outputs]; places] };
        let mut squares = vec![vec![1e-6_f32; outputs]; places];
        let mut seed = 12_345_u64;
        let mut order: Vec<usize> = (0..examples.len()).collect();
        for _ in 0..ROUNDS {
            for at in (1..order.len()).rev() {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let other = usize::try_from(seed >> 33).unwrap() % (at + 1);
                order.swap(at, other);
            }
            for at in &order {
                model.learn(&examples[*at], &mut squares);
            }
        }
        model
    }

    fn learn(&mut self, example: &Example, squares: &mut [Vec<f32>]) {
        let scores = self.raw(&example.features, norm(&example.features));
        let classes = &scores[..self.classes];
        let top = classes.iter().copied().fold(f32::MIN, f32::max);
        let total: f32 = classes.iter().map(|score| (score - top).exp()).sum();
        let chance = |at: usize| {
            if at < self.classes { (scores[at] - top).exp() / total } else { 1.0 / (1.0 + (-scores[at]).exp()) }
        };
        let slope = |at: usize| example.wanted[at].map_or(0.0, |wanted| chance(at) - f32::from(u8::from(wanted)));
        let slopes: Vec<f32> = (0..self.outputs).map(slope).collect();
        let norm = norm(&example.features);
        for feature in &example.features {
            let place = usize::try_from(*feature).unwrap();
            for (at, slope) in slopes.iter().enumerate() {
                let weight = &mut self.weights[place][at];
                let step = slope * norm + DECAY * *weight;
                let square = &mut squares[place][at];
                *square += step * step;
                *weight -= STEP * step / square.sqrt();
            }
        }
    }

    /// Features without a weight don't count, as in the component.
    fn norm(&self, features: &[u32]) -> f32 {
        let known = features
            .iter()
            .filter(|feature| self.weights[usize::try_from(**feature).unwrap()].iter().any(|weight| *weight != 0.0));
        1.0 / (known.count().max(1) as f32).sqrt()
    }

    /// The score of each output.
    pub fn scores(&self, features: &[u32]) -> Vec<f32> {
        self.raw(features, self.norm(features))
    }

    fn raw(&self, features: &[u32], norm: f32) -> Vec<f32> {
        let mut scores = vec![0.0; self.outputs];
        for feature in features {
            for (score, weight) in scores.iter_mut().zip(&self.weights[usize::try_from(*feature).unwrap()]) {
                *score += weight * norm;
            }
        }
        scores
    }

    /// The form that `message/linear.rs` reads.
    pub fn bytes(&self) -> Vec<u8> {
        let top = self.weights.iter().flatten().map(|weight| weight.abs()).fold(0.0, f32::max);
        let scale = top / f32::from(STEPS);
        let places: Vec<(u16, &Vec<f32>)> = (0_u16..=u16::MAX)
            .zip(&self.weights)
            .filter(|(_, weights)| weights.iter().any(|weight| quantised(weight / scale) != 0))
            .collect();
        let mut out = scale.to_le_bytes().to_vec();
        out.extend(u16::try_from(places.len()).expect("fewer features than places").to_le_bytes());
        let before = std::iter::once(0).chain(places.iter().map(|(place, _)| *place));
        let steps: Vec<[u8; 2]> =
            places.iter().zip(before).map(|((place, _), before)| (place - before).to_le_bytes()).collect();
        out.extend(steps.iter().map(|step| step[0]));
        out.extend(steps.iter().map(|step| step[1]));
        for output in 0..self.outputs {
            out.extend(places.iter().flat_map(|(_, weights)| quantised(weights[output] / scale).to_le_bytes()));
        }
        out
    }
}

#[allow(clippy::cast_possible_truncation, reason = "within a byte by the scale")]
fn quantised(weight: f32) -> i8 {
    weight.round().clamp(-f32::from(STEPS), f32::from(STEPS)) as i8
}

/// The examples with those features only.
fn only(examples: &[Example], keep: impl Fn(u32) -> bool) -> Vec<Example> {
    let features = |example: &Example| example.features.iter().copied().filter(|feature| keep(*feature)).collect();
    examples.iter().map(|example| Example { features: features(example), wanted: example.wanted.clone() }).collect()
}

fn norm(features: &[u32]) -> f32 {
    1.0 / (features.len().max(1) as f32).sqrt()
}
