//! Answers kept for the freshness window, so that a ticket that is opened again costs no request.
//!
//! Bounded in number and bytes, those of headers included. What is kept was scrubbed before. The key includes a digest
//! of the secrets a read was sent with: another token never sees what this one was shown.

use std::collections::HashMap;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::message::{Answer, Source};
use super::policy::Checked;

/// What makes two reads the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key([u8; 32]);

impl Key {
    /// The key of a read: its address with the query, its headers in any order, and what authorises it.
    pub fn of(permitted: &Checked) -> Self {
        let mut digest = Sha256::new();
        let mut part = |text: &[u8]| {
            // Lengths keep the parts apart.
            digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(text);
        };
        part(permitted.url.as_str().as_bytes());
        let mut plain: Vec<&(HeaderName, HeaderValue)> = permitted.plain.iter().collect();
        plain.sort_by_key(|(name, _)| name.as_str());
        for (name, value) in plain {
            part(name.as_str().as_bytes());
            part(value.as_bytes());
        }
        part(b"secrets");
        let mut secrets: Vec<_> = permitted.secrets.iter().collect();
        secrets.sort_by_key(|(name, _)| name.as_str());
        for (name, value) in secrets {
            part(name.as_str().as_bytes());
            part(value.expose_secret().as_bytes());
        }
        Self(digest.finalize().into())
    }
}

/// A moment on both clocks. The monotonic one can't be set back; the wall clock goes on while a laptop sleeps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub instant: Instant,
    pub timestamp: Timestamp,
}

impl Moment {
    /// The time since `earlier`, by whichever clock says more.
    fn since(self, earlier: Self) -> Duration {
        let monotonic = self.instant.saturating_duration_since(earlier.instant);
        let wall = Duration::try_from(self.timestamp.duration_since(earlier.timestamp)).unwrap_or(Duration::ZERO);
        monotonic.max(wall)
    }
}

#[derive(Debug)]
struct Kept {
    answer: Answer,
    sent: Moment,
}

/// The answers of one upstream.
#[derive(Debug)]
pub(super) struct Memory {
    kept: HashMap<Key, Kept>,
    bytes: usize,
    generation: u64,
    max_answers: usize,
    max_bytes: usize,
}

impl Memory {
    pub fn new(max_answers: usize, max_bytes: usize) -> Self {
        Self { kept: HashMap::new(), bytes: 0, generation: 0, max_answers, max_bytes }
    }

    /// The answer to this read, unless it is older than that.
    pub fn find(&self, key: &Key, max_age: Duration, now: Moment) -> Option<Answer> {
        let kept = self.kept.get(key)?;
        let age = now.since(kept.sent);
        (age <= max_age).then(|| Answer { age, source: Source::Memory, ..kept.answer.clone() })
    }

    /// Counts how often everything was forgotten. An answer to a read that was sent before must not be kept after.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Keeps an answer, unless everything was forgotten since `generation`.
    pub fn keep(&mut self, key: Key, answer: &Answer, sent: Moment, generation: u64) {
        let size = size(answer);
        if generation != self.generation || self.max_answers == 0 || size > self.max_bytes {
            return;
        }
        self.drop_one(&key);
        while self.kept.len() >= self.max_answers || self.bytes.saturating_add(size) > self.max_bytes {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.sent.instant).map(|(key, _)| *key);
            match oldest {
                Some(oldest) => self.drop_one(&oldest),
                None => return,
            }
        }
        self.bytes = self.bytes.saturating_add(size);
        self.kept.insert(key, Kept { answer: answer.clone(), sent });
    }

    /// Forgets everything.
    pub fn forget(&mut self) {
        self.kept.clear();
        self.bytes = 0;
        self.generation = self.generation.wrapping_add(1);
    }

    fn drop_one(&mut self, key: &Key) {
        if let Some(kept) = self.kept.remove(key) {
            self.bytes = self.bytes.saturating_sub(size(&kept.answer));
        }
    }
}

/// What an answer takes, in bytes: its body and the names and values of its headers.
fn size(answer: &Answer) -> usize {
    let headers = answer.headers.iter().map(|(name, value)| name.len().saturating_add(value.len()));
    headers.fold(answer.body.len(), usize::saturating_add)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn key(number: u8) -> Key {
        Key([number; 32])
    }

    fn answer(body: &'static str) -> Answer {
        Answer {
            status: 200,
            headers: Vec::new(),
            body: Bytes::from_static(body.as_bytes()),
            fetched_at: Timestamp::UNIX_EPOCH,
            age: Duration::ZERO,
            source: Source::Network { attempts: 1, waited: Duration::ZERO },
        }
    }

    fn moment(start: Instant, monotonic_seconds: u64, wall_seconds: i64) -> Moment {
        Moment {
            instant: start + Duration::from_secs(monotonic_seconds),
            timestamp: Timestamp::from_second(wall_seconds).unwrap(),
        }
    }

    #[test]
    fn the_clock_that_says_more_decides_on_the_age() {
        let start = Instant::now();
        let mut memory = Memory::new(4, 100);
        memory.keep(key(1), &answer("a"), moment(start, 0, 1000), 0);
        let minute = Duration::from_secs(60);
        let age = |now| memory.find(&key(1), minute, now).map(|answer| answer.age.as_secs());
        assert_eq!(age(moment(start, 5, 1005)), Some(5));
        assert_eq!(age(moment(start, 5, 0)), Some(5), "the wall clock was set back");
        assert_eq!(age(moment(start, 60, 1060)), Some(60));
        assert_eq!(age(moment(start, 5, 4600)), None, "the machine slept");
        assert_eq!(age(moment(start, 61, 1000)), None);
    }

    #[test]
    fn number_and_bytes_are_bounded_and_the_oldest_goes_first() {
        let start = Instant::now();
        let mut memory = Memory::new(2, 10);
        for (number, body) in [(1, "aaa"), (2, "bbb"), (3, "ccc")] {
            memory.keep(key(number), &answer(body), moment(start, u64::from(number), 0), 0);
        }
        let has = |memory: &Memory, number| memory.find(&key(number), Duration::MAX, moment(start, 9, 0)).is_some();
        assert_eq!([1, 2, 3].map(|number| has(&memory, number)), [false, true, true]);
        memory.keep(key(4), &answer("dddddddd"), moment(start, 4, 0), 0);
        assert_eq!([2, 3, 4].map(|number| has(&memory, number)), [false, false, true]);
        memory.keep(key(5), &answer("more than ten"), moment(start, 5, 0), 0);
        assert_eq!([4, 5].map(|number| has(&memory, number)), [true, false]);
        memory.keep(key(4), &answer("d"), moment(start, 6, 0), 0);
        assert_eq!(memory.bytes, 1);
    }

    #[test]
    fn headers_count_too() {
        let now = moment(Instant::now(), 0, 0);
        let mut memory = Memory::new(2, 10);
        let with_headers = |value: &str| Answer { headers: vec![("etag".into(), value.into())], ..answer("body") };
        memory.keep(key(1), &with_headers("123"), now, 0);
        assert_eq!((memory.find(&key(1), Duration::MAX, now), memory.bytes), (None, 0));
        memory.keep(key(1), &with_headers("12"), now, 0);
        assert!(memory.find(&key(1), Duration::MAX, now).is_some());
        assert_eq!(memory.bytes, 10);
        memory.keep(key(2), &answer("b"), now, 0);
        assert_eq!((memory.kept.len(), memory.bytes), (1, 1));
    }

    #[test]
    fn an_answer_from_before_the_forgetting_is_not_kept_after_it() {
        let now = moment(Instant::now(), 0, 0);
        let mut memory = Memory::new(2, 10);
        let generation = memory.generation();
        memory.forget();
        memory.keep(key(1), &answer("old"), now, generation);
        assert_eq!(memory.find(&key(1), Duration::MAX, now), None);
    }
}
