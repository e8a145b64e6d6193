//! Reading from upstreams on behalf of guests, and sending the writes of approved plans on behalf of the gate.
//!
//! A guest names an upstream, a path, a query and headers. Everything else is the host's: scheme, host, port, TLS,
//! timeouts, sizes, retries, and the secret, which is filled in last and scrubbed from whatever comes back. There is no
//! WebAssembly in here and nothing of Recharge; policy and decisions are pure functions, and the network is behind one
//! trait, [`Transport`].
//!
//! A read has three steps, so that a host can record each truthfully: [`Upstream::permit`] judges it,
//! [`Upstream::kept`] looks for an answer that is fresh enough, and only [`Upstream::send`] sends. [`Upstream::read`]
//! is all three. A write has two, [`Upstream::permit_write`] and [`Upstream::write`], and needs a [`WriteTransport`],
//! which an upstream doesn't have unless it is given one.
//!
//! ```no_run
//! use std::{sync::Arc, time::Duration};
//! use host_harness::{clock::SystemClock, upstream::{HttpTransport, Read, Upstream, UpstreamConfig}};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let config = UpstreamConfig::new("recharge", "https://api.rechargeapps.com".parse()?);
//! let transport = Arc::new(HttpTransport::new(&config)?);
//! let upstream = Upstream::new(config, Arc::new(SystemClock), transport)?;
//! let deadline = tokio::time::Instant::now() + Duration::from_secs(15);
//! let answer = upstream.read(Read::of("/token_information"), deadline).await?;
//! assert_eq!(answer.status, 401);
//! # Ok(())
//! # }
//! ```

mod base_url;
mod budget;
mod client;
mod config;
mod denial;
mod error;
mod freshness;
mod http_transport;
mod message;
mod policy;
mod retry;
mod scrub;
mod transport;
mod write;

#[cfg(test)]
mod test_server;

pub use base_url::{BaseUrl, BaseUrlError};
pub use client::{Permitted, Upstream};
pub use config::{RateLimit, ReadLimits, SecretPlacement, UpstreamConfig, UpstreamConfigError, WriteLimits};
pub use denial::Denial;
pub use error::{Cause, Interrupted, InterruptedReason, ReadError, Unreachable, UnreachableReason};
pub use http_transport::{HttpTransport, TransportSetupError};
pub use message::{Answer, HeaderValue, Read, Source, WriteRequest};
pub use transport::{OutboundGet, OutboundWrite, RawAnswer, Transport, TransportError, WriteMethod, WriteTransport};
pub use write::{PermittedWrite, WriteError, WritePlace};
