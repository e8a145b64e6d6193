//! The two versions that Recharge's API has.

use std::fmt;

/// A version of the API. Which one answers is said by each request, and else by the account's default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// "2021-01": flat bodies, numbered pages, the names of the shop system.
    V2021_01,
    /// "2021-11".
    V2021_11,
}

impl Version {
    /// What a request gets that asks for none: the older one, so that a client that forgets to pin it notices.
    pub const DEFAULT: Self = Self::V2021_01;

    /// Its name in headers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2021_01 => "2021-01",
            Self::V2021_11 => "2021-11",
        }
    }

    /// The version of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::V2021_01, Self::V2021_11].into_iter().find(|version| version.as_str() == name)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
