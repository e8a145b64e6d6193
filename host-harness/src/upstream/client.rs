//! One upstream of one connection: takes a read from a guest's words to an answer, in a fixed order. Policy, freshness,
//! rate budget, deadline, then the secret, then the network; the answer is scrubbed before anybody sees it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::ExposeSecret;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::budget::{Budget, NoRoom, Reservation};
use super::config::{self, Placements, UpstreamConfig, UpstreamConfigError};
use super::denial::Denial;
use super::error::{Interrupted, ReadError, Unreachable};
use super::freshness::{Key, Memory, Moment};
use super::message::{Answer, Read, Source};
use super::policy::{self, Permitted};
use super::retry::{Attempts, Next};
use super::scrub::Scrubber;
use super::transport::{OutboundGet, RawAnswer, Transport, TransportError};
use crate::clock::Clock;

/// One upstream as one connection reads from it. Make one for each token: the rate limit and the freshness window are
/// the token's.
pub struct Upstream {
    config: UpstreamConfig,
    placements: Placements,
    rate: Option<(HeaderName, Budget)>,
    places: Semaphore,
    memory: Mutex<Memory>,
    clock: Arc<dyn Clock>,
    transport: Arc<dyn Transport>,
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream")
            .field("name", &self.config.name)
            .field("base", &self.config.base)
            .finish_non_exhaustive()
    }
}

impl Upstream {
    /// An upstream over this transport; `clock` dates its answers.
    ///
    /// # Errors
    ///
    /// [`UpstreamConfigError`] when the configuration can't work or a secret would go where none may be.
    pub fn new(
        config: UpstreamConfig,
        clock: Arc<dyn Clock>,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, UpstreamConfigError> {
        let (placements, rate_header) = config::check(&config)?;
        let leak = config.rate_limit.as_ref().map(|rate| rate.leak_per_second);
        let rate = rate_header.zip(leak).map(|(header, leak)| (header, Budget::new(leak)));
        let places = Semaphore::new(config.limits.max_concurrent.min(Semaphore::MAX_PERMITS));
        let memory = Mutex::new(Memory::new(config.limits.max_kept_answers, config.limits.max_kept_bytes));
        Ok(Self { config, placements, rate, places, memory, clock, transport })
    }

    /// The name guests use.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// Reads. Dropping the future stops it; a read has no effect that could be left half done.
    ///
    /// # Errors
    ///
    /// [`ReadError::Denied`] before anything is sent; the other cases when there is no whole answer by `deadline`. An
    /// answer of any status but 429 is an answer.
    pub async fn read(&self, read: Read, deadline: Instant) -> Result<Answer, ReadError> {
        let permitted =
            policy::permit(&read, &self.config.name, &self.config.base, &self.placements).map_err(ReadError::Denied)?;
        let fresh = (!self.config.freshness.is_zero()).then(|| Key::of(&permitted));
        let generation = {
            let memory = self.memory();
            let max_age = self.config.freshness.min(read.max_age);
            if let Some(key) = fresh.filter(|_| !max_age.is_zero())
                && let Some(answer) = memory.find(&key, max_age, self.now())
            {
                return Ok(answer);
            }
            memory.generation()
        };
        let (answer, sent) = self.fetch(&permitted, deadline).await?;
        if let Some(key) = fresh.filter(|_| answer.status == 200) {
            self.memory().keep(key, &answer, sent, generation);
        }
        Ok(answer)
    }

    /// Empties the freshness window: when a person asks for the newest state, and after every write. Answers to reads
    /// that are on their way now won't be kept either.
    pub fn forget(&self) {
        self.memory().forget();
    }

    async fn fetch(&self, permitted: &Permitted, deadline: Instant) -> Result<(Answer, Moment), ReadError> {
        let start = Instant::now();
        let late = || ReadError::Timeout { limit: deadline.saturating_duration_since(start) };
        let scrubber = Scrubber::new(permitted.secrets.iter().map(|(_, secret)| secret.as_ref()));
        // A place is held during pauses too: whoever is told to wait shouldn't be overtaken by the next.
        let _place = timeout_at(deadline, self.places.acquire()).await.map_err(|_| late())?;
        let mut waited = start.elapsed();
        let mut retries = Attempts::new(&self.config.limits);
        let mut attempts: u32 = 0;
        loop {
            let before = Instant::now();
            let reservation = self.reserve(deadline).await?;
            waited = waited.saturating_add(before.elapsed());
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                if let Some(reservation) = reservation {
                    reservation.unused();
                }
                return Err(late());
            }
            attempts = attempts.saturating_add(1);
            let sent = self.now();
            let outcome = self.send(permitted, left.min(self.config.limits.total_timeout), reservation).await;
            let room = deadline.saturating_duration_since(Instant::now());
            let pause = match outcome {
                Ok(raw) => match retries.after_answer(raw.status, &raw.headers, self.clock.now(), room) {
                    Next::Finish => {
                        let source = Source::Network { attempts, waited };
                        return Ok((answer(raw, &scrubber, sent, source), sent));
                    }
                    Next::Again(pause) => {
                        tracing::debug!(upstream = %self.config.name, status = raw.status, ?pause, "reads again");
                        pause
                    }
                    Next::RateLimited { retry_after } => return Err(ReadError::RateLimited { retry_after }),
                },
                Err(ReadError::Interrupted(interrupted)) => match retries.after_interruption(room) {
                    Some(pause) => {
                        tracing::debug!(upstream = %self.config.name, ?pause, "reads again after a broken connection");
                        pause
                    }
                    None => return Err(ReadError::Interrupted(interrupted)),
                },
                Err(error) => return Err(error),
            };
            sleep(pause).await;
            waited = waited.saturating_add(pause);
        }
    }

    async fn reserve(&self, deadline: Instant) -> Result<Option<Reservation<'_>>, ReadError> {
        let Some((_, budget)) = &self.rate else { return Ok(None) };
        let reservation = budget.reserve(deadline).await;
        reservation.map(Some).map_err(|NoRoom { retry_after }| ReadError::RateLimited { retry_after })
    }

    /// One attempt. The only place that sends, and all it can send is a GET.
    async fn send(
        &self,
        permitted: &Permitted,
        limit: Duration,
        reservation: Option<Reservation<'_>>,
    ) -> Result<RawAnswer, ReadError> {
        let request = OutboundGet::new(permitted.url.clone(), headers(permitted)?);
        // Over the limit, the reservation is dropped and counts as sent.
        let sent = timeout(limit, self.transport.get(request)).await.map_err(|_| ReadError::Timeout { limit })?;
        match &sent {
            Ok(raw) => {
                if let (Some(reservation), Some((name, _))) = (reservation, &self.rate) {
                    let level = raw.headers.get(name).and_then(|value| value.to_str().ok());
                    reservation.answered(level, raw.status == 429);
                }
            }
            Err(TransportError::Unreachable { .. }) => {
                if let Some(reservation) = reservation {
                    reservation.unused();
                }
            }
            Err(_) => {}
        }
        let raw = sent.map_err(|error| self.error(error))?;
        // Transports bound this by themselves; one that doesn't isn't believed.
        if raw.body.len() > self.config.limits.max_body_bytes {
            let limit = u64::try_from(self.config.limits.max_body_bytes).unwrap_or(u64::MAX);
            return Err(ReadError::TooLarge { limit });
        }
        Ok(raw)
    }

    fn error(&self, error: TransportError) -> ReadError {
        let upstream = self.config.name.clone();
        match error {
            TransportError::Unreachable { reason, source } => {
                let address = self.config.base.to_string();
                ReadError::Unreachable(Unreachable { upstream, address, reason, source })
            }
            TransportError::Interrupted { source } => ReadError::Interrupted(Interrupted { upstream, source }),
            TransportError::TooLarge { limit } => ReadError::TooLarge { limit },
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // Nothing panics while it is held.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Moment {
        Moment { instant: Instant::now(), timestamp: self.clock.now() }
    }
}

/// All headers of a request; here the secrets come in, after every check.
fn headers(permitted: &Permitted) -> Result<HeaderMap, ReadError> {
    let mut headers = HeaderMap::new();
    for (name, value) in &permitted.plain {
        headers.insert(name.clone(), value.clone());
    }
    for (name, secret) in &permitted.secrets {
        let mut value = HeaderValue::from_str(secret.expose_secret())
            .map_err(|_| ReadError::Denied(Denial::SecretUnsendable { secret: name.to_string() }))?;
        value.set_sensitive(true);
        headers.insert(name.clone(), value);
    }
    Ok(headers)
}

fn answer(raw: RawAnswer, scrubber: &Scrubber, sent: Moment, source: Source) -> Answer {
    let visible = raw.headers.iter().filter(|(name, _)| *name != SET_COOKIE);
    Answer {
        status: raw.status,
        headers: visible.map(|(name, value)| (name.to_string(), scrubber.header(value.as_bytes()))).collect(),
        body: scrubber.body(raw.body),
        fetched_at: sent.timestamp,
        age: Duration::ZERO,
        source,
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
