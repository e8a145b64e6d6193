//! Sets of subscriptions, by their place on the shelf.

/// Subscriptions that words are compared with at most; those of a longer list have to be chosen by a person.
pub const MOST: usize = 64;

/// A set of subscriptions, by their place on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Set(u64);

impl Set {
    /// None.
    pub const EMPTY: Self = Self(0);

    /// The first so many.
    pub fn first(count: usize) -> Self {
        (0..count.min(MOST)).map(Self::one).collect()
    }

    /// One.
    pub fn one(at: usize) -> Self {
        Self(u32::try_from(at).ok().and_then(|at| 1_u64.checked_shl(at)).unwrap_or_default())
    }

    /// Those of either.
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of both.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are not in the other.
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// True iff there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many.
    pub fn len(self) -> usize {
        usize::try_from(self.0.count_ones()).unwrap_or_default()
    }

    /// Their places.
    pub fn places(self) -> impl Iterator<Item = usize> {
        (0..MOST).filter(move |at| !self.and(Self::one(*at)).is_empty())
    }
}

impl FromIterator<Set> for Set {
    /// Those of any.
    fn from_iter<T: IntoIterator<Item = Self>>(sets: T) -> Self {
        sets.into_iter().fold(Self::EMPTY, Self::or)
    }
}
