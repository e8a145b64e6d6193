//! Putting lists in order. The library's sort is four kilobytes for each kind of list; this one exists once, and knows of a
//! list its length and which of two places comes first.

/// Sorts by a key, and keeps the order of equals.
pub fn by<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    let key = |at: usize| items.get(at).map(&key);
    let places = sorted(items.len(), &|left, right| key(left) <= key(right));
    put(places, &mut |one, other| items.swap(one, other));
}

/// Sorts by which of two comes first, and keeps the order of equals: for keys that lie within the items.
pub fn as_told<T>(items: &mut [T], in_order: impl Fn(&T, &T) -> bool) {
    let places = sorted(items.len(), &|left, right| match (items.get(left), items.get(right)) {
        (Some(left), Some(right)) => in_order(left, right),
        _ => true,
    });
    put(places, &mut |one, other| items.swap(one, other));
}

/// The places of a list's items in order: merged from pairs upwards.
fn sorted(count: usize, in_order: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut width: usize = 1;
    while width < count {
        for pair in places.chunks(width.saturating_mul(2)) {
            let (mut left, mut right) = pair.split_at_checked(width).unwrap_or((pair, &[]));
            loop {
                match (left.split_first(), right.split_first()) {
                    (Some((first, rest)), Some((other, _))) if in_order(*first, *other) => {
                        merged.push(*first);
                        left = rest;
                    }
                    (_, Some((first, rest))) => {
                        merged.push(*first);
                        right = rest;
                    }
                    (Some((first, rest)), None) => {
                        merged.push(*first);
                        left = rest;
                    }
                    (None, None) => break,
                }
            }
        }
        std::mem::swap(&mut places, &mut merged);
        merged.clear();
        width = width.saturating_mul(2);
    }
    places
}

/// Brings to each place what belongs there, one cycle after another.
fn put(mut places: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..places.len() {
        let mut at = start;
        // A place that is done is its own.
        while let Some(from) =
            places.get_mut(at).map(|place| std::mem::replace(place, at)).filter(|from| *from != start)
        {
            swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::by;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_list_is_ordered_as_the_library_orders_it(mut items in proptest::collection::vec((0_u8..9, any::<u16>()), 0..300)) {
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            by(&mut items, |(key, _)| *key);
            prop_assert_eq!(items, expected);
        }
    }
}
