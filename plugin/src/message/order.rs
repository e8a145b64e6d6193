//! Putting short lists in order. The library's sort is a few kilobytes for each kind of list, which is more than the lists
//! of a message are worth.

/// Sorts by a key, and keeps the order of equals. For short lists, or such that are nearly in order.
pub fn by<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    for end in 1..items.len() {
        let mut at = end;
        while at > 0 {
            let (Some(before), Some(here)) = (items.get(at.saturating_sub(1)), items.get(at)) else { break };
            if key(before) <= key(here) {
                break;
            }
            items.swap(at.saturating_sub(1), at);
            at = at.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::by;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_list_is_ordered_as_the_library_orders_it(mut items in proptest::collection::vec((0_u8..5, any::<u8>()), 0..40)) {
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            by(&mut items, |(key, _)| *key);
            prop_assert_eq!(items, expected);
        }
    }
}
