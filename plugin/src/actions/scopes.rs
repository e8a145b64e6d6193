//! What a token may do, as far as Recharge told.

use crate::text::lower;

/// The scopes that the widget needs.
pub const READING: &[&str] = &["read_customers", "read_subscriptions", "read_orders"];
/// Lets a token read the store. Its older name, "store_info", does so too, and tokens still carry it; so the scope is
/// never said to be missing from a list of scopes, only when Recharge refuses the read.
pub const STORE: &[&str] = &["read_store"];

/// The scopes of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scopes {
    /// Recharge told them.
    Known(Vec<String>),
    /// It didn't, so that nothing can be said to be missing.
    Unknown,
}

impl Scopes {
    /// Those of `needed` that are known to be missing.
    pub fn missing(&self, needed: &[&'static str]) -> Vec<&'static str> {
        match self {
            Self::Known(scopes) => {
                needed.iter().copied().filter(|scope| !scopes.iter().any(|known| known == scope)).collect()
            }
            Self::Unknown => Vec::new(),
        }
    }

    /// True iff the token is known to lack every scope to write that an action needs.
    pub fn is_read_only(&self) -> bool {
        let writing = Self::writing();
        matches!(self, Self::Known(_)) && self.missing(&writing).len() == writing.len()
    }

    /// The scopes to write that the actions need.
    pub fn writing() -> Vec<&'static str> {
        let mut scopes = Vec::new();
        for scope in super::ALL.iter().flat_map(|definition| definition.scopes.iter().copied()) {
            if scope.starts_with("write_") && !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        scopes
    }
}

impl FromIterator<String> for Scopes {
    fn from_iter<I: IntoIterator<Item = String>>(scopes: I) -> Self {
        Self::Known(scopes.into_iter().map(|scope| lower(scope.trim())).collect())
    }
}
