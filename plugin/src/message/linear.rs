//! Linear models whose features are hashed and whose weights are data, trained by `examples/train_reader`.

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

/// The scores that weights give to features: a scale, then in order of its place a record for each that counts, its place in
/// two bytes and a signed byte for each score.
pub fn scores(weights: &[u8], features: &[u32], scores: &mut [f32]) {
    let (head, records) = weights.split_at_checked(4).unwrap_or_default();
    let scale = <[u8; 4]>::try_from(head).map_or(0.0, f32::from_le_bytes);
    let mut known = 0_u16;
    for feature in features {
        let Some(record) = find(records, scores.len(), *feature) else { continue };
        known = known.saturating_add(1);
        for (score, weight) in scores.iter_mut().zip(record) {
            *score += f32::from(i8::from_le_bytes([*weight]));
        }
    }
    let norm = scale / f32::from(known.max(1)).sqrt();
    for score in scores {
        *score = (*score * norm).clamp(-30.0, 30.0);
    }
}

/// A score as a probability.
pub fn probability(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// The weights of a place.
fn find(records: &[u8], outputs: usize, place: u32) -> Option<&[u8]> {
    let size = outputs.saturating_add(2);
    let record = |at: usize| records.get(at.checked_mul(size)?..at.checked_add(1)?.checked_mul(size)?);
    let number = |at: usize| {
        let bytes = record(at)?.get(..2)?;
        Some(u32::from(u16::from_le_bytes(<[u8; 2]>::try_from(bytes).ok()?)))
    };
    let (mut low, mut high) = (0, records.len() / size);
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
