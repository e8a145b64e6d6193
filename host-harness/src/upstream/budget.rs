//! A share of the upstream's leaky bucket: what this host's reads may use of it, so that a widget never takes the room
//! that writes and other apps need. Writes may use all of it.
//!
//! The upstream tells the bucket's level with every answer. Between answers the level is estimated: it leaks at the
//! known rate, and every read in flight may or may not be counted already, so each counts as one more.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout_at};

/// Levels are counted in thousandths of a request: a leak of n per second is then n per millisecond, without floats.
const REQUEST: u64 = 1000;

/// Three quarters of the bucket are for reads; a quarter stays for writes and other apps of the shop.
const SHARE_PERCENT: u64 = 75;

/// How many reads may be out while no answer has told the level yet. Other processes may have filled the bucket, and
/// whatever is above the share is the quarter for writes, ten requests of Recharge's forty: four stay well within it.
/// It is also what a plugin's first batch has, so that batch costs one round trip and not two.
const FIRST_BURST: u64 = 4;

/// Whatever level an upstream claims, this is the longest it can make reads wait. A nonsensical header must not shut
/// the door for days.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// What is known of the bucket.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// Level at `at`, in thousandths.
    level: u64,
    at: Instant,
    /// The most that reads may fill, in thousandths.
    share: u64,
    /// Capacity in thousandths.
    capacity: u64,
}

impl Known {
    fn new(capacity: u64, at: Instant) -> Self {
        let share = (capacity.saturating_mul(SHARE_PERCENT) / 100).max(REQUEST);
        Self { level: 0, at, share, capacity }
    }

    fn with_level(self, level: u64, leak: u64) -> Self {
        let longest = u64::try_from(LONGEST_WAIT.as_millis()).unwrap_or(u64::MAX);
        Self { level: level.min(self.share.saturating_add(leak.saturating_mul(longest))), ..self }
    }

    fn level_at(&self, leak: u64, now: Instant) -> u64 {
        let elapsed = u64::try_from(now.saturating_duration_since(self.at).as_millis()).unwrap_or(u64::MAX);
        self.level.saturating_sub(elapsed.saturating_mul(leak))
    }
}

/// What the room is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Read,
    Write,
}

/// Whether a read may go now.
#[derive(Debug, PartialEq, Eq)]
enum Admission {
    Now,
    /// After the bucket has leaked for this long.
    After(Duration),
    /// Only after another read has come back.
    AfterAnother,
    /// Only after one of the first reads has come back: nothing is known of the bucket yet.
    AfterFirst,
}

#[derive(Debug, Default)]
struct State {
    known: Option<Known>,
    /// Whether any answer came, with a level or without. An upstream that answers and tells none isn't limited.
    answered: bool,
    in_flight: u64,
}

impl State {
    fn admission(&self, leak: u64, now: Instant, purpose: Purpose) -> Admission {
        let Some(known) = &self.known else {
            // A write is rare and somebody waits for it: it doesn't queue behind reads nobody has heard of.
            let now = self.answered || purpose == Purpose::Write || self.in_flight < FIRST_BURST;
            return if now { Admission::Now } else { Admission::AfterFirst };
        };
        let level = known.level_at(leak, now);
        let wanted = level.saturating_add(self.in_flight.saturating_add(1).saturating_mul(REQUEST));
        let most = match purpose {
            Purpose::Read => known.share,
            Purpose::Write => known.capacity.max(REQUEST),
        };
        let over = wanted.saturating_sub(most);
        if over == 0 {
            Admission::Now
        } else if over <= level {
            Admission::After(Duration::from_millis(over.div_ceil(leak.max(1))))
        } else {
            Admission::AfterAnother
        }
    }
}

/// The budget of one upstream, that is of one token: Recharge counts per token.
#[derive(Debug)]
pub(super) struct Budget {
    leak: u64,
    state: Mutex<State>,
    changed: Notify,
}

/// There is no room before the deadline.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoRoom {
    /// The bucket is as full as reads may make it.
    Full {
        /// How long until there is room, if that is known.
        retry_after: Option<Duration>,
    },
    /// The upstream has answered none of the first reads, so nobody knows.
    Unheard,
}

impl Budget {
    /// A budget for a bucket that leaks so many requests a second.
    pub fn new(leak_per_second: u32) -> Self {
        Self { leak: u64::from(leak_per_second), state: Mutex::default(), changed: Notify::new() }
    }

    /// Waits for room for a read and takes it.
    pub async fn reserve(&self, deadline: Instant) -> Result<Reservation<'_>, NoRoom> {
        self.reserve_for(Purpose::Read, deadline).await
    }

    /// Waits for room for a write and takes it.
    pub async fn reserve_for_write(&self, deadline: Instant) -> Result<Reservation<'_>, NoRoom> {
        self.reserve_for(Purpose::Write, deadline).await
    }

    async fn reserve_for(&self, purpose: Purpose, deadline: Instant) -> Result<Reservation<'_>, NoRoom> {
        loop {
            // Registered before the look, so that an answer in between isn't missed.
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let now = Instant::now();
            let admission = {
                let mut state = self.state();
                let admission = state.admission(self.leak, now, purpose);
                if admission == Admission::Now {
                    state.in_flight = state.in_flight.saturating_add(1);
                    return Ok(Reservation { budget: self, settled: false });
                }
                admission
            };
            match admission {
                Admission::After(wait) if now.checked_add(wait).is_none_or(|until| until > deadline) => {
                    return Err(NoRoom::Full { retry_after: Some(wait) });
                }
                Admission::After(wait) => {
                    tokio::select! {
                        () = sleep_until(now.checked_add(wait).unwrap_or(deadline)) => {}
                        () = changed => {}
                    }
                }
                Admission::AfterFirst => {
                    if timeout_at(deadline, changed).await.is_err() {
                        return Err(NoRoom::Unheard);
                    }
                }
                Admission::AfterAnother | Admission::Now => {
                    if timeout_at(deadline, changed).await.is_err() {
                        return Err(NoRoom::Full { retry_after: None });
                    }
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held, and a level is an estimate anyway.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a request ended, as far as the bucket is concerned.
#[derive(Debug, Clone, Copy)]
enum End<'a> {
    /// Nothing was sent.
    Unused,
    /// Sent, and nothing is known of the level.
    Unheard,
    /// An answer, with the level it tells. A 429 means the bucket is full, whatever else is said.
    Answered { header: Option<&'a str>, refused: bool },
}

/// Room for one request. Dropped without a word, it counts as sent: nobody knows.
#[derive(Debug)]
pub(super) struct Reservation<'a> {
    budget: &'a Budget,
    settled: bool,
}

impl Reservation<'_> {
    /// The answer came, with the header that tells the level. `refused` says that it was a 429.
    pub fn answered(mut self, header: Option<&str>, refused: bool) {
        self.settle(End::Answered { header, refused });
    }

    /// Nothing was sent: the room is free again.
    pub fn unused(mut self) {
        self.settle(End::Unused);
    }

    fn settle(&mut self, end: End<'_>) {
        if std::mem::replace(&mut self.settled, true) {
            return;
        }
        let (now, leak) = (Instant::now(), self.budget.leak);
        let mut state = self.budget.state();
        state.in_flight = state.in_flight.saturating_sub(1);
        state.answered |= matches!(end, End::Answered { .. });
        let before = state.known.map(|known| Known { level: known.level_at(leak, now), at: now, ..known });
        state.known = match end {
            End::Unused => before,
            End::Unheard => before.map(|known| known.with_level(known.level.saturating_add(REQUEST), leak)),
            End::Answered { header, refused } => {
                let told = header.and_then(parse_level).map(|(used, capacity)| {
                    let told = Known::new(capacity.saturating_mul(REQUEST), now);
                    // Answers overtake each other: while others are out, a lower level may be an older one.
                    let at_least = before.filter(|_| state.in_flight > 0).map_or(0, |known| known.level);
                    told.with_level(used.saturating_mul(REQUEST).max(at_least), leak)
                });
                let known =
                    told.or_else(|| before.map(|known| known.with_level(known.level.saturating_add(REQUEST), leak)));
                known.map(|known| if refused { known.with_level(known.level.max(known.capacity), leak) } else { known })
            }
        };
        drop(state);
        self.budget.changed.notify_waiters();
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        self.settle(End::Unheard);
    }
}

/// Reads "used/capacity". Nothing when it is anything else, or when the capacity is 0.
fn parse_level(header: &str) -> Option<(u64, u64)> {
    let (used, capacity) = header.trim().split_once('/')?;
    let number = |text: &str| text.trim().parse::<u32>().ok().map(u64::from);
    let capacity = number(capacity).filter(|capacity| *capacity > 0)?;
    Some((number(used)?, capacity))
}

#[cfg(test)]
#[path = "budget_tests.rs"]
mod tests;
