//! Linear models whose features are hashed and whose weights are data, trained by `examples/train_reader`.

use std::sync::OnceLock;

use crate::packed::Packed;

/// The number of places that features are hashed into.
pub const PLACES: u32 = 1 << 16;

/// A place for a feature: FNV-1a, folded.
pub fn place(kind: &[u8], name: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in kind.iter().chain(b" ").chain(name) {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    (hash ^ (hash >> 16)) & PLACES.saturating_sub(1)
}

/// Each place once, in order.
pub fn each_once(mut places: Vec<u32>) -> Vec<u32> {
    crate::order::by(&mut places, |place| *place);
    places.dedup();
    places
}

/// A model's weights, column by column as they pack best: a scale in four bytes; how many features count, in two; the lower
/// bytes of the steps from each of their places to the next, then the upper ones; then for each score a signed byte a feature.
#[derive(Debug)]
pub struct Weights<'b> {
    scale: f32,
    places: Vec<u16>,
    columns: &'b [u8],
}

impl<'b> Weights<'b> {
    /// Reads them; what makes no sense has no weight.
    pub fn read(bytes: &'b [u8]) -> Self {
        let (scale, rest) = bytes.split_at_checked(4).unwrap_or_default();
        let (count, rest) = rest.split_at_checked(2).unwrap_or_default();
        let count = <[u8; 2]>::try_from(count).map_or(0, u16::from_le_bytes);
        let (lower, rest) = rest.split_at_checked(count.into()).unwrap_or_default();
        let (upper, columns) = rest.split_at_checked(count.into()).unwrap_or_default();
        let mut place = 0_u16;
        let steps = lower.iter().zip(upper).map(|(lower, upper)| u16::from_le_bytes([*lower, *upper]));
        let places = steps.map(|step| {
            place = place.wrapping_add(step);
            place
        });
        let places = places.collect();
        let scale = <[u8; 4]>::try_from(scale).map_or(0.0, f32::from_le_bytes);
        Self { scale: if scale.is_finite() { scale } else { 0.0 }, places, columns }
    }

    /// The scores of features.
    pub fn scores(&self, features: &[u32], scores: &mut [f32]) {
        let mut known = 0_u16;
        for feature in features {
            let place = u16::try_from(*feature).unwrap_or_default();
            let Ok(at) = self.places.binary_search(&place) else { continue };
            known = known.saturating_add(1);
            let weights = self.columns.iter().skip(at).step_by(self.places.len());
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += f32::from(i8::from_le_bytes([*weight]));
            }
        }
        let norm = self.scale / f32::from(known.max(1)).sqrt();
        for score in scores {
            *score = (*score * norm).clamp(-30.0, 30.0);
        }
    }
}

/// Weights that are read when they are first asked for.
#[derive(Debug)]
pub struct Model {
    packed: Option<&'static Packed>,
    weights: OnceLock<Weights<'static>>,
}

impl Model {
    /// Weights that the component carries packed.
    pub const fn new(packed: &'static Packed) -> Self {
        Self { packed: Some(packed), weights: OnceLock::new() }
    }

    /// Weights as they are written.
    pub fn of(bytes: &'static [u8]) -> Self {
        Self { packed: None, weights: OnceLock::from(Weights::read(bytes)) }
    }

    /// The weights.
    pub fn weights(&self) -> &Weights<'static> {
        self.weights.get_or_init(|| Weights::read(self.packed.map_or(&[], Packed::bytes)))
    }

    /// The scores of features.
    pub fn scores<const N: usize>(&self, features: &[u32]) -> [f32; N] {
        let mut out = [0.0; N];
        self.weights().scores(features, &mut out);
        out
    }
}

/// A score as a probability.
pub fn probability(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Weights of two scores for the places 3, 300 and 65535, in steps of a half.
    fn written() -> Vec<u8> {
        let steps = [3_u16, 297, 65_235].map(u16::to_le_bytes);
        let mut bytes = 0.5_f32.to_le_bytes().to_vec();
        bytes.extend(3_u16.to_le_bytes());
        bytes.extend(steps.map(|[lower, _]| lower));
        bytes.extend(steps.map(|[_, upper]| upper));
        bytes.extend([2_i8, -4, 127, 0, 1, -128].map(i8::cast_unsigned));
        bytes
    }

    fn scores(bytes: &[u8], features: &[u32]) -> [f32; 2] {
        let mut scores = [0.0; 2];
        Weights::read(bytes).scores(features, &mut scores);
        scores
    }

    fn close(found: [f32; 2], wanted: [f32; 2]) -> bool {
        found.iter().zip(wanted).all(|(found, wanted)| (found - wanted).abs() < 1e-6)
    }

    #[test]
    fn weights_are_read_back_as_they_were_written() {
        for (feature, wanted) in [(3, [1.0, 0.0]), (300, [-2.0, 0.5]), (65_535, [30.0, -30.0])] {
            assert!(close(scores(&written(), &[feature]), wanted), "{feature}: {:?}", scores(&written(), &[feature]));
        }
    }

    #[test]
    fn features_that_are_known_share_the_score_and_others_do_not_count() {
        let both = scores(&written(), &[3, 7, 300, 70_000]);
        assert!(close(both, [-1.0 / 2_f32.sqrt(), 0.5 / 2_f32.sqrt()]), "{both:?}");
        assert!(close(scores(&written(), &[4, 299, 301]), [0.0, 0.0]));
    }

    #[test]
    fn weights_that_are_cut_off_have_no_weight_where_they_end() {
        for length in 0..written().len() {
            let cut = scores(written().get(..length).unwrap_or_default(), &[3, 300, 65_535]);
            assert!(cut.iter().all(|score| score.abs() <= 30.0), "{length}: {cut:?}");
        }
        assert!(close(scores(&[], &[3, 300]), [0.0, 0.0]));
    }

    #[test]
    fn a_feature_has_a_place_and_each_place_counts_once() {
        assert!(place(b"word", b"tea") < PLACES);
        assert_ne!(place(b"word", b"tea"), place(b"wort", b"tea"));
        assert_eq!(each_once(vec![9, 2, 9, 2, 5]), [2, 5, 9]);
    }

    #[test]
    fn an_even_score_is_an_even_chance() {
        assert!((probability(0.0) - 0.5).abs() < f32::EPSILON);
        assert!(probability(30.0) > 0.999 && probability(-30.0) < 0.001);
    }

    proptest! {
        #[test]
        fn nonsense_bytes_do_no_harm(bytes: Vec<u8>, features in prop::collection::vec(0..PLACES, 0..50)) {
            let found = scores(&bytes, &features);
            // No score leaves its bounds; what is no number is above nothing.
            prop_assert!(!found.iter().any(|score| score.abs() > 30.0), "{found:?}");
        }
    }
}
