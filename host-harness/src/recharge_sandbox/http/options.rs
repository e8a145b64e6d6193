//! How a sandbox behaves where Recharge can be configured, and where nobody knows what Recharge does.

use super::bucket::BucketSize;

/// How a sandbox is served.
#[derive(Debug, Clone, Default)]
pub struct SandboxOptions {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The rate limit of each token.
    pub bucket: BucketSize,
    /// Seconds in the `Retry-After` header of a 429. Recharge documents none, so there is none unless set.
    pub retry_after: Option<u32>,
    /// What is not known about Recharge.
    pub unknowns: Unknowns,
}

/// Behaviour that no source settles. The defaults are the ones that are harder on a client.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unknowns {
    /// How the e-mail filter of `GET /customers` compares.
    pub email_match: EmailMatch,
    /// What happens to filters beside a cursor.
    pub cursor_filters: CursorFilters,
}

/// How e-mail addresses are compared. Recharge's reference says "exact"; nothing is said about case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EmailMatch {
    /// "Lena@example.com" and "lena@example.com" differ.
    #[default]
    CaseSensitive,
    /// They are the same.
    CaseInsensitive,
}

/// Filters beside a cursor. Clients report both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CursorFilters {
    /// A 422 that names them.
    #[default]
    Rejected,
    /// The cursor's own filters hold, those beside it are ignored.
    Ignored,
}
