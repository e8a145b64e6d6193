//! How a sandbox is served: what is not a matter of the store itself.

use std::path::PathBuf;
use std::time::Duration;

use super::bucket::BucketSize;

/// How a sandbox is served.
#[derive(Debug, Clone, Default)]
pub struct SandboxOptions {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The rate limit of each token.
    pub bucket: BucketSize,
    /// When the queued charges follow a change that didn't ask to wait for them.
    pub commit_lag: CommitLag,
    /// Leaves out the check of every invariant after each write: for measuring, and for stores of many thousand records.
    pub unchecked: bool,
    /// Delivers webhooks only when somebody says so: for a sandbox that is there for one command.
    pub hold_webhooks: bool,
    /// The file in which every write is kept before it is answered, as a service does that loses nothing it has confirmed.
    pub keep: Option<PathBuf>,
}

/// When queued charges follow a change, unless it was sent with `commit=true`. Until then they stand as they were and
/// say `has_uncommitted_changes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitLag {
    /// After so much real time; Recharge's is about five seconds. Zero means at once.
    After(Duration),
    /// When so many more requests have been answered: for tests, which don't wait.
    AfterRequests(u32),
    /// When somebody says so, or moves the clock.
    ByHand,
}

impl Default for CommitLag {
    fn default() -> Self {
        Self::After(Duration::from_secs(5))
    }
}
