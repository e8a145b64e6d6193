//! Sorting in little code. The standard library's sorts are made anew for each type, five to eight kilobytes at a time: a
//! tenth of this component, for lists of a few hundred rows. Here the places are sorted, by code that there is once.

/// Sorts by a key; what has the same key stays in order.
pub fn by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let order = order(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => key(b) < key(a),
        _ => false,
    });
    let mut slots: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|at| slots.get_mut(at)?.take()));
}

/// The places in order: runs are merged two by two. `after(a, b)` is true iff the item at `a` belongs after that at `b`.
fn order(count: usize, after: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut from: Vec<usize> = (0..count).collect();
    let mut width = 1_usize;
    while width < count {
        let mut to = Vec::with_capacity(count);
        let mut start = 0;
        while start < count {
            let middle = start.saturating_add(width).min(count);
            let end = middle.saturating_add(width).min(count);
            let (mut left, mut right) = (start, middle);
            loop {
                let first = from.get(left).filter(|_| left < middle);
                let second = from.get(right).filter(|_| right < end);
                match (first, second) {
                    (None, None) => break,
                    (Some(first), second) if second.is_none_or(|second| !after(*first, *second)) => {
                        to.push(*first);
                        left = left.saturating_add(1);
                    }
                    (_, second) => {
                        to.extend(second);
                        right = right.saturating_add(1);
                    }
                }
            }
            start = end;
        }
        from = to;
        width = width.saturating_mul(2);
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(keys in prop::collection::vec(0_u8..20, 0..200)) {
            let mut items: Vec<(u8, usize)> = keys.iter().copied().enumerate().map(|(at, key)| (key, at)).collect();
            let mut expected = items.clone();
            by_key(&mut items, |(key, _)| *key);
            expected.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(items, expected);
        }
    }
}
