//! What goes in and what comes out: a read as a guest names it, and the answer it gets.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use secrecy::SecretString;

use super::transport::WriteMethod;

/// One read. There is no method to choose: the host sends GET.
#[derive(Debug, Clone)]
pub struct Read {
    /// Path from the first slash on, percent-encoded already, without a query.
    pub path: String,
    /// Query in order, not encoded: the host encodes it.
    pub query: Vec<(String, String)>,
    /// Headers by name, in any case.
    pub headers: Vec<(String, HeaderValue)>,
    /// The oldest answer that will do. Zero asks the upstream.
    pub max_age: Duration,
}

impl Read {
    /// A read of this path, without query or headers, answered by the upstream itself.
    pub fn of(path: impl Into<String>) -> Self {
        Self { path: path.into(), query: Vec::new(), headers: Vec::new(), max_age: Duration::ZERO }
    }
}

/// One write of an approved plan.
#[derive(Clone)]
pub struct WriteRequest {
    /// The method.
    pub method: WriteMethod,
    /// Path from the first slash on, percent-encoded already, without a query.
    pub path: String,
    /// Query in order, not encoded: the host encodes it.
    pub query: Vec<(String, String)>,
    /// Headers by name, in any case.
    pub headers: Vec<(String, HeaderValue)>,
    /// JSON, or nothing.
    pub body: Option<Bytes>,
}

impl fmt::Debug for WriteRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteRequest").field("method", &self.method).field("path", &self.path).finish_non_exhaustive()
    }
}

/// The value of a header.
#[derive(Clone)]
pub enum HeaderValue {
    /// Sent as it is; visible ASCII only.
    Plain(String),
    /// Filled in after every check, and only where the upstream's configuration places this secret.
    Secret {
        /// The secret's name in the manifest.
        name: String,
        /// Its value.
        value: Arc<SecretString>,
    },
}

impl fmt::Debug for HeaderValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(value) => f.debug_tuple("Plain").field(value).finish(),
            Self::Secret { name, .. } => f.debug_struct("Secret").field("name", name).finish_non_exhaustive(),
        }
    }
}

/// An answer of any status, a redirect included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers, names in lower case; names and values scrubbed of all secrets this upstream was sent. `set-cookie` is
    /// left out: a session with the upstream is nothing a guest may hold.
    pub headers: Vec<(String, String)>,
    /// Body, decompressed, scrubbed of all secrets this upstream was sent.
    pub body: Bytes,
    /// When the request was sent that this answers, so that an answer never passes for younger than it is.
    pub fetched_at: Timestamp,
    /// How old it is now; zero for one that was just fetched.
    pub age: Duration,
    /// Where it comes from.
    pub source: Source,
}

impl Answer {
    /// The pause its `Retry-After` names, by this now.
    #[must_use]
    pub fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        let (_, text) = self.headers.iter().find(|(name, _)| name == "retry-after")?;
        super::retry::parse_retry_after(text, now)
    }
}

/// Where an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// From the upstream.
    Network {
        /// How many requests it took.
        attempts: u32,
        /// Time spent waiting for the rate limit, for a free place and between attempts.
        waited: Duration,
    },
    /// From the freshness window; nothing was sent.
    Memory,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_a_secrets_name_and_never_its_value() {
        let mut read = Read::of("/customers");
        let value = Arc::new(SecretString::from("tok-canary-7"));
        read.headers.push(("X-Token".into(), HeaderValue::Secret { name: "token".into(), value }));
        let shown = format!("{read:?} {read:#?}");
        assert!(shown.contains("\"token\""), "{shown}");
        assert!(!shown.contains("canary"), "{shown}");
    }
}
