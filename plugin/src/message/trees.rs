//! Boosted trees over a few dozen numbers, whose questions are data, trained by `examples/train_reader`.

use std::sync::OnceLock;

use super::linear::probability;
use crate::packed::Packed;

/// How deep a tree is: it asks so many questions.
pub const DEPTH: usize = 4;
/// The questions of a tree.
pub const QUESTIONS: usize = (1 << DEPTH) - 1;
/// The bytes of a tree: for each question its feature, and what it is compared with in two bytes, the lower first; then a
/// signed byte for each end.
pub const TREE: usize = QUESTIONS * 3 + QUESTIONS + 1;
/// Numbers are compared in steps of this.
pub const STEP: f32 = 1.0 / 128.0;
/// An end counts in steps of this.
pub const END: f32 = 1.0 / 256.0;
/// What stands for a number that there is none of.
pub const NONE: f32 = -1.0;

/// Trees that the component carries, or their bytes.
#[derive(Debug)]
pub struct Trees {
    packed: Option<&'static Packed>,
    bytes: OnceLock<&'static [u8]>,
}

impl Trees {
    /// Trees that the component carries packed.
    pub const fn new(packed: &'static Packed) -> Self {
        Self { packed: Some(packed), bytes: OnceLock::new() }
    }

    /// Trees as they are written.
    pub fn of(bytes: &'static [u8]) -> Self {
        Self { packed: None, bytes: OnceLock::from(bytes) }
    }

    /// How likely it is so, of what has these features. Trees that make no sense say nothing.
    pub fn likely(&self, features: &[f32]) -> f32 {
        let bytes = *self.bytes.get_or_init(|| self.packed.map_or(&[], Packed::bytes));
        let (trees, _) = bytes.as_chunks::<TREE>();
        probability(trees.iter().map(|tree| end(tree, features)).sum())
    }
}

/// What a tree says of features.
fn end(tree: &[u8; TREE], features: &[f32]) -> f32 {
    let (questions, ends) = tree.split_at(QUESTIONS * 3);
    let (questions, _) = questions.as_chunks::<3>();
    let mut at = 0_usize;
    for _ in 0..DEPTH {
        let [feature, low, high] = questions.get(at).copied().unwrap_or_default();
        let limit = f32::from(i16::from_le_bytes([low, high])) * STEP;
        let more = features.get(usize::from(feature)).copied().unwrap_or(NONE) > limit;
        at = at.saturating_mul(2).saturating_add(if more { 2 } else { 1 });
    }
    let byte = ends.get(at.saturating_sub(QUESTIONS)).copied().unwrap_or_default();
    f32::from(i8::from_le_bytes([byte])) * END
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A tree that asks at every step whether the first feature is above a half.
    fn tree(low: i8, high: i8) -> Vec<u8> {
        let mut bytes = [0, 64, 0].repeat(QUESTIONS);
        bytes.extend([low.cast_unsigned()].repeat(QUESTIONS.div_ceil(2)));
        bytes.extend([high.cast_unsigned()].repeat(QUESTIONS.div_ceil(2)));
        bytes
    }

    #[test]
    fn trees_add_up_to_how_likely_it_is() {
        let two = [tree(-128, 127), tree(-128, 127)].concat();
        let trees = Trees::of(Vec::leak(two));
        assert!((trees.likely(&[1.0]) - probability(254.0 / 256.0)).abs() < 1e-6);
        assert!((trees.likely(&[0.0]) - probability(-1.0)).abs() < 1e-6);
        assert!((trees.likely(&[]) - probability(-1.0)).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn bytes_that_are_no_trees_do_no_harm(bytes: Vec<u8>, features: Vec<f32>) {
            let likely = Trees::of(Vec::leak(bytes)).likely(&features);
            prop_assert!((0.0..=1.0).contains(&likely));
        }
    }
}
