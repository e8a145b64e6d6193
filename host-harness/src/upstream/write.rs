//! The write path: one attempt to send one write, and the word on what became of it. Whether a write may be sent, and
//! whether once more, is the gate's to decide; here is only how.
//!
//! A write goes through the same policy as a read, carries secrets only where they are declared, follows no redirect, and
//! its answer is bounded and scrubbed like any other. It differs in what silence means: a read that got no answer is
//! asked again, a write that got none may have happened. So there are two ways to fail, and the better one is claimed
//! only when not a byte of the request has left: no room in the rate limit, or no connection.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use tokio::time::{Instant, timeout};

use super::budget::{NoRoom, Reservation};
use super::client::{Upstream, answer, headers, too_large, unreadable};
use super::config::WriteLimits;
use super::denial::Denial;
use super::message::{Answer, Read, Source, WriteRequest};
use super::policy::{self, Checked};
use super::transport::{OutboundWrite, TransportError, WriteMethod};

/// A write that may be sent, by the upstream that permitted it and no other. Made with [`Upstream::permit_write`].
pub struct PermittedWrite {
    owner: u64,
    method: WriteMethod,
    body: Option<Bytes>,
    checked: Checked,
}

impl fmt::Debug for PermittedWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Bodies carry customers' data, headers carry tokens.
        f.debug_struct("PermittedWrite")
            .field("method", &self.method)
            .field("path", &self.checked.url.path())
            .finish_non_exhaustive()
    }
}

/// Why a write has no answer. No case ever holds a secret, a query or a body.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The host doesn't send this. Permanent.
    #[error(transparent)]
    Denied(Denial),
    /// Not a byte of the request left the host.
    #[error("{0}")]
    NotSent(String),
    /// It left, or may have, and nobody knows whether it happened.
    #[error("{0}")]
    Unknown(String),
}

impl Upstream {
    /// Judges a write, without sending or waiting for anything.
    ///
    /// # Errors
    ///
    /// [`Denial`] when the host doesn't send this; the same write is denied again.
    pub fn permit_write(&self, write: WriteRequest) -> Result<PermittedWrite, Denial> {
        if self.writes.is_none() {
            return Err(Denial::ReadOnly { upstream: self.config.name.clone() });
        }
        let WriteRequest { method, path, query, headers, body } = write;
        let size = body.as_ref().map_or(0, Bytes::len);
        if size > self.config.limits.max_body_bytes {
            return Err(Denial::BodyTooLong { length: size, limit: self.config.limits.max_body_bytes });
        }
        let read = Read { path, query, headers, max_age: Duration::ZERO };
        let checked = policy::permit(&read, &self.config.name, &self.config.base, &self.declared)?;
        Ok(PermittedWrite { owner: self.id, method, body, checked })
    }

    /// Times and retries of writes.
    pub(crate) fn write_limits(&self) -> &WriteLimits {
        &self.config.writes
    }

    /// Waits for room for a write in the upstream's rate limit.
    ///
    /// # Errors
    ///
    /// [`WriteError::NotSent`] when there is none by `deadline`.
    pub async fn place_for_write(&self, deadline: Instant) -> Result<WritePlace<'_>, WriteError> {
        let start = Instant::now();
        let reservation = match &self.rate {
            None => None,
            Some((_, budget)) => Some(budget.reserve_for_write(deadline).await.map_err(|why| match why {
                NoRoom::Full { retry_after: Some(pause) } => {
                    let seconds = pause.as_millis().div_ceil(1000);
                    WriteError::NotSent(format!("the upstream's rate limit leaves no room for {seconds} s"))
                }
                _ => WriteError::NotSent("the upstream's rate limit leaves no room".to_owned()),
            })?),
        };
        Ok(WritePlace { reservation, waited: start.elapsed() })
    }

    /// Sends a write once and waits for its answer, of whatever status. Dropping the future doesn't take back what has
    /// left. Everything kept for the freshness window is forgotten, whatever comes of it.
    ///
    /// # Errors
    ///
    /// [`WriteError::NotSent`] only when not a byte of the request has left; [`WriteError::Unknown`] otherwise.
    pub async fn write(
        &self,
        write: &PermittedWrite,
        mut place: WritePlace<'_>,
        deadline: Instant,
    ) -> Result<Answer, WriteError> {
        let transport = match &self.writes {
            Some(transport) if write.owner == self.id => transport,
            _ => return Err(WriteError::Denied(Denial::PermittedElsewhere { upstream: self.config.name.clone() })),
        };
        let limit = deadline.saturating_duration_since(Instant::now()).min(self.config.writes.total_timeout);
        if limit.is_zero() {
            return Err(WriteError::NotSent("there was no time left to send it".to_owned()));
        }
        let mut headers = headers(&write.checked).map_err(|why| WriteError::NotSent(why.to_string()))?;
        // Also without a body: Recharge's own client does so, and a server that insists on a type finds one.
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
        self.note_secrets(&write.checked);
        let request = OutboundWrite::new(write.method, write.checked.url.clone(), headers, write.body.clone());

        // Also when this future is dropped in the middle: what was read before may be wrong from here on.
        let _forgetting = Forgetting(self);
        self.forget();
        let sent = self.now();
        // From here on it counts as sent, unless the transport says otherwise.
        let (reservation, waited) = (place.reservation.take(), place.waited);
        let outcome = timeout(limit, transport.send(request)).await;
        let Ok(outcome) = outcome else {
            return Err(WriteError::Unknown(format!("no whole answer within {} ms", limit.as_millis())));
        };
        match (&outcome, reservation) {
            (Ok(raw), Some(reservation)) => self.tell_budget(raw, reservation),
            (Err(TransportError::Unreachable { .. }), Some(reservation)) => reservation.unused(),
            _ => {}
        }
        let raw = match outcome {
            Ok(raw) => raw,
            Err(why @ TransportError::Unreachable { .. }) => return Err(WriteError::NotSent(why.to_string())),
            Err(why) => return Err(WriteError::Unknown(why.to_string())),
        };
        if let Some(limit) = too_large(&raw, &self.config.limits) {
            return Err(WriteError::Unknown(TransportError::TooLarge { limit }.to_string()));
        }
        if unreadable(&raw) {
            return Err(WriteError::Unknown(TransportError::Encoding.to_string()));
        }
        let scrubber = self.note_secrets(&write.checked);
        Ok(answer(raw, &scrubber, sent, Source::Network { attempts: 1, waited }))
    }
}

/// Room for one write in the upstream's rate limit. Dropped without a write, it is free again.
#[derive(Debug)]
pub struct WritePlace<'a> {
    reservation: Option<Reservation<'a>>,
    waited: Duration,
}

impl Drop for WritePlace<'_> {
    fn drop(&mut self) {
        if let Some(reservation) = self.reservation.take() {
            reservation.unused();
        }
    }
}

/// Forgets what is kept when it goes away.
struct Forgetting<'a>(&'a Upstream);

impl Drop for Forgetting<'_> {
    fn drop(&mut self) {
        self.0.forget();
    }
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
