//! Where in a list the thing of an id stands: the ids in order, each with its place. A customer's lists are short, and the
//! library's map would be several kilobytes of a component.

/// Places by id.
#[derive(Debug, Default)]
pub struct Places(Vec<(u64, usize)>);

impl Places {
    /// The place of an id.
    pub fn of(&self, id: u64) -> Option<usize> {
        self.0.get(self.find(id).ok()?).map(|(_, place)| *place)
    }

    /// The place that an id has already; else it has this one from now on.
    pub fn put(&mut self, id: u64, place: usize) -> Option<usize> {
        match self.find(id) {
            Ok(at) => self.0.get(at).map(|(_, known)| *known),
            Err(at) => {
                self.0.insert(at, (id, place));
                None
            }
        }
    }

    /// All places, in the order of their ids.
    pub fn in_order(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|(_, place)| *place)
    }

    #[inline(never)]
    fn find(&self, id: u64) -> Result<usize, usize> {
        self.0.binary_search_by_key(&id, |(known, _)| *known)
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn an_id_keeps_its_first_place_and_places_come_in_the_order_of_ids() {
        let mut places = Places::default();
        let ids = [7, 3, u64::MAX, 0, 3, 7];
        let put: Vec<Option<usize>> = ids.into_iter().zip(0..).map(|(id, place)| places.put(id, place)).collect();
        assert_eq!(put, [None, None, None, None, Some(1), Some(0)]);
        assert_eq!(places.in_order().collect::<Vec<_>>(), [3, 1, 0, 2]);
        assert_eq!((places.of(u64::MAX), places.of(1)), (Some(2), None));
    }
}
