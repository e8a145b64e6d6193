//! The seam between what is decided about a read and what carries it: one trait, so that tests and benchmarks answer
//! from memory.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use url::Url;

use super::error::{Cause, UnreachableReason};

/// A GET that passed every check, with its secrets filled in. It has no method on purpose: nothing that carries it can
/// be made to write.
#[derive(Clone)]
#[non_exhaustive]
pub struct OutboundGet {
    /// The whole address.
    pub url: Url,
    /// All headers; secrets are marked as sensitive.
    pub headers: HeaderMap,
}

impl OutboundGet {
    /// A GET of this address.
    pub(super) fn new(url: Url, headers: HeaderMap) -> Self {
        Self { url, headers }
    }
}

impl fmt::Debug for OutboundGet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Queries carry customers' addresses, headers carry tokens: neither belongs in a log.
        f.debug_struct("OutboundGet").field("path", &self.url.path()).finish_non_exhaustive()
    }
}

/// An answer as it came, decompressed and not yet scrubbed. One that still has a `content-encoding` is refused.
#[derive(Clone)]
pub struct RawAnswer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body, decompressed.
    pub body: Bytes,
}

impl fmt::Debug for RawAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An upstream may reflect a token, so nothing of the answer but its size is shown before it is scrubbed.
        f.debug_struct("RawAnswer").field("status", &self.status).field("bytes", &self.body.len()).finish()
    }
}

/// Whether nothing in these headers says that the body is still encoded.
pub(super) fn is_plain(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(CONTENT_ENCODING).iter().flat_map(|value| value.as_bytes().split(|b| *b == b','));
    codings.all(|coding| {
        let coding = coding.trim_ascii();
        coding.is_empty() || coding.eq_ignore_ascii_case(b"identity")
    })
}

/// Why a transport has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// There was no connection, so nothing was sent.
    #[error("no connection: {reason}")]
    Unreachable {
        /// What failed.
        reason: UnreachableReason,
        /// The technical cause.
        #[source]
        source: Cause,
    },
    /// The connection broke before the whole answer was there.
    #[error("the connection broke before the whole answer was there")]
    Interrupted {
        /// The technical cause.
        #[source]
        source: Cause,
    },
    /// It is compressed in a way nobody here unpacks. The encoding itself isn't told: the upstream chose its words.
    #[error("the answer is in an encoding that isn't taken")]
    Encoding,
    /// More than the limit.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
}

/// Carries a read to its upstream and the answer back: one attempt, no redirects, no retries.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends it. The caller bounds the time and drops the future when it is over.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when there is no whole answer; an answer of any status is an answer.
    async fn get(&self, request: OutboundGet) -> Result<RawAnswer, TransportError>;
}

/// How a write is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteMethod {
    /// HTTP POST.
    Post,
    /// HTTP PUT.
    Put,
}

/// A write that passed every check, with its secrets filled in.
#[derive(Clone)]
#[non_exhaustive]
pub struct OutboundWrite {
    /// The method.
    pub method: WriteMethod,
    /// The whole address.
    pub url: Url,
    /// All headers; secrets are marked as sensitive.
    pub headers: HeaderMap,
    /// JSON, or nothing.
    pub body: Option<Bytes>,
}

impl OutboundWrite {
    pub(super) fn new(method: WriteMethod, url: Url, headers: HeaderMap, body: Option<Bytes>) -> Self {
        Self { method, url, headers, body }
    }
}

impl fmt::Debug for OutboundWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboundWrite")
            .field("method", &self.method)
            .field("path", &self.url.path())
            .finish_non_exhaustive()
    }
}

/// Carries a write to its upstream: one attempt, no redirects, no retries. A trait of its own, so that what carries reads
/// can't be made to write.
#[async_trait]
pub trait WriteTransport: Send + Sync {
    /// Sends it. The caller bounds the time and drops the future when it is over.
    ///
    /// # Errors
    ///
    /// [`TransportError::Unreachable`] only when not a byte of the request has left; any other case means that it may have
    /// happened. An answer of any status is an answer.
    async fn send(&self, request: OutboundWrite) -> Result<RawAnswer, TransportError>;
}

/// Limits a transport keeps to by itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct TransportLimits {
    /// For name lookup, TCP and TLS together.
    pub connect_timeout: Duration,
    /// Of the decompressed body.
    pub max_body_bytes: usize,
    /// Of all header names and values.
    pub max_header_bytes: usize,
}
