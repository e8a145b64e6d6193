//! Why a read has no answer. Permanent and transient causes are different cases, so that a caller can decide by type.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use super::denial::Denial;

/// The cause below an error of this module, kept for `source()`.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Why there is no answer. No case ever holds a secret, a query or a body.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The host doesn't send this. Permanent.
    #[error(transparent)]
    Denied(Denial),
    /// The upstream's rate limit leaves no room before the deadline. Transient.
    #[error("the upstream's rate limit is reached: {}", pause(*retry_after))]
    RateLimited {
        /// How long to wait, if that is known.
        retry_after: Option<Duration>,
    },
    /// No connection. Transient.
    #[error(transparent)]
    Unreachable(Unreachable),
    /// No whole answer in time. Transient.
    #[error("no whole answer within {} ms: try again, or look at the upstream's status page", limit.as_millis())]
    Timeout {
        /// The time there was.
        limit: Duration,
    },
    /// The connection broke, or what came back was not HTTP: transient. Or it was in an encoding this host doesn't
    /// take: permanent; [`Interrupted::reason`] tells.
    #[error(transparent)]
    Interrupted(Interrupted),
    /// More than the host takes. Permanent.
    #[error("the answer has more than {limit} bytes, the most this host takes: ask for less, such as a smaller page")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
}

fn pause(retry_after: Option<Duration>) -> String {
    match retry_after {
        // Rounded up: a caller that waits this long is not too early.
        Some(pause) => format!("try again in {} s", pause.as_millis().div_ceil(1000)),
        None => "try again later".to_owned(),
    }
}

/// An upstream that can't be reached.
#[derive(Debug, thiserror::Error)]
#[error("upstream \"{upstream}\" can't be reached at {address}: {reason}")]
pub struct Unreachable {
    /// Its name.
    pub upstream: String,
    /// Its base address.
    pub address: String,
    /// What failed.
    pub reason: UnreachableReason,
    /// The technical cause.
    #[source]
    pub source: Cause,
}

/// What failed on the way to an upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnreachableReason {
    /// The name has no address.
    Name,
    /// Nothing listens there.
    Refused,
    /// The certificate isn't trusted.
    Certificate,
    /// TLS failed in another way.
    Tls,
    /// Connecting took too long; the limit.
    ConnectTimeout(Duration),
    /// Anything else on the way.
    Network,
}

impl fmt::Display for UnreachableReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("its name can't be resolved; check the address and the network"),
            Self::Refused => f.write_str("nothing accepts connections there; check the address and the port"),
            Self::Certificate => f.write_str(
                "its certificate isn't trusted; check the address, and if it has an authority of its own, \
                 add that one's certificate to the trusted ones",
            ),
            Self::Tls => f.write_str("TLS failed; check that the address speaks HTTPS"),
            Self::ConnectTimeout(limit) => {
                write!(f, "no connection within {} ms; check the network", limit.as_millis())
            }
            Self::Network => f.write_str("the network failed; check the connection and try again"),
        }
    }
}

/// An answer that didn't arrive whole and readable.
#[derive(Debug, thiserror::Error)]
#[error("upstream \"{upstream}\" {reason}")]
pub struct Interrupted {
    /// Its name.
    pub upstream: String,
    /// What went wrong.
    pub reason: InterruptedReason,
    /// The technical cause.
    #[source]
    pub source: Cause,
}

/// What went wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InterruptedReason {
    /// The connection broke, or what came back was not HTTP. Transient.
    Broken,
    /// It is compressed in a way the host doesn't unpack, so that nobody can take a secret out of it. Permanent.
    Encoding,
}

impl fmt::Display for InterruptedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Broken => "broke off in the middle of an answer: try again",
            Self::Encoding => {
                "answered in an encoding this host doesn't take: it has to answer plainly or with gzip; \
                 trying again won't help"
            }
        })
    }
}
