//! One upstream of one connection: takes a read from a guest's words to an answer, in a fixed order. Policy,
//! freshness, rate budget, deadline, then the secret, then the network; the answer is scrubbed before anybody sees it.
//! Whoever keeps a log takes the steps one by one: what isn't permitted and what is answered from memory was never
//! sent.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::ExposeSecret;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::budget::{Budget, NoRoom, Reservation};
use super::config::{self, ReadLimits, UpstreamConfig, UpstreamConfigError};
use super::denial::Denial;
use super::error::{Interrupted, InterruptedReason, ReadError, Unreachable};
use super::freshness::{Key, Memory, Moment};
use super::message::{Answer, Read, Source};
use super::policy::{self, Checked, Declared};
use super::retry::{Attempts, Next};
use super::scrub::{Remembered, Scrubber};
use super::transport::{OutboundGet, RawAnswer, Transport, TransportError, WriteTransport, is_plain};
use crate::clock::Clock;

/// How many distinct values of one secret are remembered for scrubbing: far more than anybody changes a token in the
/// life of a process, and few enough to search every answer for.
const REMEMBERED_VALUES: usize = 8;

/// How a gzip file starts.
const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b, 0x08];

/// A read that may be sent, by the upstream that permitted it and no other. Made with [`Upstream::permit`].
pub struct Permitted {
    /// Which upstream that was.
    owner: u64,
    max_age: Duration,
    read: Checked,
}

impl fmt::Debug for Permitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The query carries customers' data, the headers carry tokens.
        f.debug_struct("Permitted").field("path", &self.read.url.path()).finish_non_exhaustive()
    }
}

/// One upstream as one connection reads from it. Make one for each token: the rate limit and the freshness window are
/// the token's.
pub struct Upstream {
    /// Different for every upstream in this process.
    pub(super) id: u64,
    pub(super) config: UpstreamConfig,
    pub(super) declared: Declared,
    pub(super) rate: Option<(HeaderName, Budget)>,
    places: Semaphore,
    memory: Mutex<Memory>,
    sent_secrets: Mutex<Remembered>,
    clock: Arc<dyn Clock>,
    transport: Arc<dyn Transport>,
    /// What carries writes; without it this upstream can't be written to.
    pub(super) writes: Option<Arc<dyn WriteTransport>>,
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
        static NEXT_ID: AtomicU64 = AtomicU64::new(0);
        let (declared, rate_header) = config::check(&config)?;
        let leak = config.rate_limit.as_ref().map(|rate| rate.leak_per_second);
        let rate = rate_header.zip(leak).map(|(header, leak)| (header, Budget::new(leak)));
        let places = Semaphore::new(config.limits.max_concurrent.min(Semaphore::MAX_PERMITS));
        let memory = Mutex::new(Memory::new(config.limits.max_kept_answers, config.limits.max_kept_bytes));
        let values = REMEMBERED_VALUES.saturating_mul(declared.placements.len());
        let sent_secrets = Mutex::new(Remembered::new(values));
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        Ok(Self { id, config, declared, rate, places, memory, sent_secrets, clock, transport, writes: None })
    }

    /// The same upstream, able to carry writes. Without this one nothing can be sent but GET; with it, only what the gate
    /// sends of approved plans.
    #[must_use]
    pub fn with_writes(mut self, transport: Arc<dyn WriteTransport>) -> Self {
        self.writes = Some(transport);
        self
    }

    /// The header that the secret of this name is sent in.
    pub(crate) fn secret_header(&self, secret: &str) -> Option<&str> {
        let placement = self.declared.placements.iter().find(|(name, _)| name == secret);
        placement.map(|(_, header)| header.as_str())
    }

    /// The name guests use.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// Judges a read, without sending or waiting for anything.
    ///
    /// # Errors
    ///
    /// [`Denial`] when the host doesn't send this; the same read is denied again.
    pub fn permit(&self, read: Read) -> Result<Permitted, Denial> {
        let checked = policy::permit(&read, &self.config.name, &self.config.base, &self.declared)?;
        Ok(Permitted { owner: self.id, max_age: read.max_age, read: checked })
    }

    /// The answer to this read from the freshness window, when there is one that is no older than the read allows.
    /// Nothing is sent.
    #[must_use]
    pub fn kept(&self, read: &Permitted) -> Option<Answer> {
        let max_age = self.config.freshness.min(read.max_age);
        if max_age.is_zero() || read.owner != self.id {
            return None;
        }
        let answer = self.memory().find(&Key::of(&read.read), max_age, self.now())?;
        // Since it was kept, the upstream may have been sent a secret that is in it.
        let scrubber = self.sent_secrets().note([]);
        let text = |text: &String| scrubber.text(text.as_bytes());
        let headers = answer.headers.iter().map(|(name, value)| (text(name), text(value))).collect();
        Some(Answer { headers, body: scrubber.body(answer.body), ..answer })
    }

    /// Sends a read and waits for its answer, which goes into the freshness window. Dropping the future stops it; a
    /// read has no effect that could be left half done.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when there is no whole answer by `deadline`. [`ReadError::Denied`] only when another upstream
    /// permitted this read; then nothing is sent. An answer of any status but 429 is an answer.
    pub async fn send(&self, read: Permitted, deadline: Instant) -> Result<Answer, ReadError> {
        if read.owner != self.id {
            return Err(ReadError::Denied(Denial::PermittedElsewhere { upstream: self.config.name.clone() }));
        }
        let generation = self.memory().generation();
        let (answer, sent) = self.fetch(&read.read, deadline).await?;
        if answer.status == 200 && !self.config.freshness.is_zero() {
            self.memory().keep(Key::of(&read.read), &answer, sent, generation);
        }
        Ok(answer)
    }

    /// All three steps in one: [`permit`](Self::permit), [`kept`](Self::kept), and where that has nothing,
    /// [`send`](Self::send).
    ///
    /// # Errors
    ///
    /// [`ReadError::Denied`] before anything is sent; the other cases as with [`send`](Self::send).
    pub async fn read(&self, read: Read, deadline: Instant) -> Result<Answer, ReadError> {
        let permitted = self.permit(read).map_err(ReadError::Denied)?;
        match self.kept(&permitted) {
            Some(answer) => Ok(answer),
            None => self.send(permitted, deadline).await,
        }
    }

    /// Empties the freshness window: when a person asks for the newest state, and after every write. Answers to reads
    /// that are on their way now won't be kept either.
    pub fn forget(&self) {
        self.memory().forget();
    }

    async fn fetch(&self, permitted: &Checked, deadline: Instant) -> Result<(Answer, Moment), ReadError> {
        let start = Instant::now();
        let late = || ReadError::Timeout { limit: deadline.saturating_duration_since(start) };
        // A place is held during pauses too: whoever is told to wait shouldn't be overtaken by the next.
        let _place = timeout_at(deadline, self.places.acquire()).await.map_err(|_| late())?;
        let mut waited = start.elapsed();
        let mut retries = Attempts::new(&self.config.limits);
        let mut attempts: u32 = 0;
        loop {
            let before = Instant::now();
            let reservation = self.reserve(deadline, &late).await?;
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
            let outcome = self.attempt(permitted, left.min(self.config.limits.total_timeout), reservation).await;
            let room = deadline.saturating_duration_since(Instant::now());
            let pause = match outcome {
                Ok(raw) => match retries.after_answer(raw.status, &raw.headers, self.clock.now(), room) {
                    Next::Finish => {
                        let source = Source::Network { attempts, waited };
                        // Looked up now: the answer may hold a secret that another read was sent with meanwhile.
                        let scrubber = self.note_secrets(permitted);
                        return Ok((answer(raw, &scrubber, sent, source), sent));
                    }
                    Next::Again(pause) => {
                        tracing::debug!(upstream = %self.config.name, status = raw.status, ?pause, "reads again");
                        pause
                    }
                    Next::RateLimited { retry_after } => return Err(ReadError::RateLimited { retry_after }),
                },
                Err(ReadError::Interrupted(why)) if why.reason == InterruptedReason::Broken => {
                    let Some(pause) = retries.after_interruption(room) else {
                        return Err(ReadError::Interrupted(why));
                    };
                    tracing::debug!(upstream = %self.config.name, ?pause, "reads again after a broken connection");
                    pause
                }
                Err(error) => return Err(error),
            };
            sleep(pause).await;
            waited = waited.saturating_add(pause);
        }
    }

    async fn reserve(
        &self,
        deadline: Instant,
        late: impl Fn() -> ReadError,
    ) -> Result<Option<Reservation<'_>>, ReadError> {
        let Some((_, budget)) = &self.rate else { return Ok(None) };
        match budget.reserve(deadline).await {
            Ok(reservation) => Ok(Some(reservation)),
            Err(NoRoom::Full { retry_after }) => Err(ReadError::RateLimited { retry_after }),
            Err(NoRoom::Unheard) => Err(late()),
        }
    }

    /// One attempt. The only place that sends on behalf of a guest's reads, and all it can send is a GET.
    async fn attempt(
        &self,
        permitted: &Checked,
        limit: Duration,
        reservation: Option<Reservation<'_>>,
    ) -> Result<RawAnswer, ReadError> {
        let request = OutboundGet::new(permitted.url.clone(), headers(permitted)?);
        self.note_secrets(permitted);
        // Over the limit, the reservation is dropped and counts as sent.
        let sent = timeout(limit, self.transport.get(request)).await.map_err(|_| ReadError::Timeout { limit })?;
        match &sent {
            Ok(raw) => {
                if let Some(reservation) = reservation {
                    self.tell_budget(raw, reservation);
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
        if let Some(limit) = too_large(&raw, &self.config.limits) {
            return Err(ReadError::TooLarge { limit });
        }
        if unreadable(&raw) {
            return Err(self.error(TransportError::Encoding));
        }
        Ok(raw)
    }

    /// Tells the budget what an answer says about the bucket.
    pub(super) fn tell_budget(&self, raw: &RawAnswer, reservation: Reservation<'_>) {
        let level = self.rate.as_ref().and_then(|(name, _)| raw.headers.get(name));
        reservation.answered(level.and_then(|value| value.to_str().ok()), raw.status == 429);
    }

    fn error(&self, error: TransportError) -> ReadError {
        let upstream = self.config.name.clone();
        match error {
            TransportError::Unreachable { reason, source } => {
                let address = self.config.base.to_string();
                ReadError::Unreachable(Unreachable { upstream, address, reason, source })
            }
            TransportError::Interrupted { source } => {
                ReadError::Interrupted(Interrupted { upstream, reason: InterruptedReason::Broken, source })
            }
            TransportError::Encoding => {
                let source = TransportError::Encoding.into();
                ReadError::Interrupted(Interrupted { upstream, reason: InterruptedReason::Encoding, source })
            }
            TransportError::TooLarge { limit } => ReadError::TooLarge { limit },
        }
    }

    /// Remembers what this read is sent with, and gives what finds it and everything that was sent before.
    pub(super) fn note_secrets(&self, permitted: &Checked) -> Arc<Scrubber> {
        self.sent_secrets().note(permitted.secrets.iter().map(|(_, secret)| secret))
    }

    fn sent_secrets(&self) -> MutexGuard<'_, Remembered> {
        // Nothing panics while it is held.
        self.sent_secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // Nothing panics while it is held.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> Moment {
        Moment { instant: Instant::now(), timestamp: self.clock.now() }
    }
}

/// The limit, when the body is over it.
pub(super) fn too_large(raw: &RawAnswer, limits: &ReadLimits) -> Option<u64> {
    let is_over = raw.body.len() > limits.max_body_bytes;
    is_over.then(|| u64::try_from(limits.max_body_bytes).unwrap_or(u64::MAX))
}

/// Whatever is still packed can't be searched for secrets. A file that nobody said is packed counts as well: the client
/// below takes off one layer of gzip and forgets that the upstream named two.
pub(super) fn unreadable(raw: &RawAnswer) -> bool {
    !is_plain(&raw.headers) || raw.body.starts_with(GZIP_MAGIC)
}

/// All headers of a request; here the secrets come in, after every check.
pub(super) fn headers(permitted: &Checked) -> Result<HeaderMap, ReadError> {
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

pub(super) fn answer(raw: RawAnswer, scrubber: &Scrubber, sent: Moment, source: Source) -> Answer {
    let visible = raw.headers.iter().filter(|(name, _)| *name != SET_COOKIE);
    Answer {
        status: raw.status,
        headers: visible
            .map(|(name, value)| (scrubber.text(name.as_str().as_bytes()), scrubber.text(value.as_bytes())))
            .collect(),
        body: scrubber.body(raw.body),
        fetched_at: sent.timestamp,
        age: Duration::ZERO,
        source,
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
