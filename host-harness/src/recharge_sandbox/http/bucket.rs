//! Recharge's rate limit: a leaky bucket for each token. Time comes from outside.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

/// How large a bucket is and how fast it leaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BucketSize {
    /// Requests that fit in; Recharge's is 40.
    pub capacity: u32,
    /// Requests that leak out in a second; Recharge's is 2. With 0 it never empties.
    pub leak_per_second: u32,
}

impl Default for BucketSize {
    fn default() -> Self {
        Self { capacity: 40, leak_per_second: 2 }
    }
}

/// How full a bucket is after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Level {
    /// Whether the request found room.
    pub accepted: bool,
    /// Requests in the bucket.
    pub used: u32,
}

/// One bucket for each token.
#[derive(Debug)]
pub(crate) struct Buckets {
    size: BucketSize,
    buckets: HashMap<String, Bucket>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    used: u32,
    /// What has leaked up to here is off `used`.
    leaked_until: Instant,
}

impl Buckets {
    pub(crate) fn new(size: BucketSize) -> Self {
        Self { size, buckets: HashMap::new() }
    }

    /// Puts a request into a token's bucket, if it has room.
    pub(crate) fn add(&mut self, token: &str, now: Instant) -> Level {
        if let Some(bucket) = self.buckets.get_mut(token) {
            bucket.leak(self.size.leak_per_second, now);
            return bucket.add(self.size.capacity);
        }
        let mut bucket = Bucket { used: 0, leaked_until: now };
        let level = bucket.add(self.size.capacity);
        self.buckets.insert(token.to_owned(), bucket);
        level
    }
}

impl Bucket {
    fn leak(&mut self, per_second: u32, now: Instant) {
        if per_second == 0 {
            return;
        }
        let each = Duration::from_secs(1) / per_second;
        let passed = now.saturating_duration_since(self.leaked_until);
        let drops = u32::try_from(passed.as_nanos() / each.as_nanos().max(1)).unwrap_or(u32::MAX);
        self.used = self.used.saturating_sub(drops);
        self.leaked_until = if self.used == 0 { now } else { self.leaked_until + each.saturating_mul(drops) };
    }

    fn add(&mut self, capacity: u32) -> Level {
        let accepted = self.used < capacity;
        if accepted {
            self.used += 1;
        }
        Level { accepted, used: self.used }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(start: Instant, milliseconds: u64) -> Instant {
        start + Duration::from_millis(milliseconds)
    }

    #[test]
    fn forty_requests_fit_and_two_leak_out_each_second() {
        let mut buckets = Buckets::new(BucketSize::default());
        let start = Instant::now();
        for used in 1..=40 {
            assert_eq!(buckets.add("a", start), Level { accepted: true, used });
        }
        assert_eq!(buckets.add("a", start), Level { accepted: false, used: 40 });
        assert!(!buckets.add("a", after(start, 499)).accepted);
        assert_eq!(buckets.add("a", after(start, 500)), Level { accepted: true, used: 40 });
        assert!(!buckets.add("a", after(start, 999)).accepted, "a refused request takes no room and no time");
        assert!(buckets.add("a", after(start, 1000)).accepted);
        assert_eq!(buckets.add("a", after(start, 60_000)).used, 1, "after a minute it is empty");
    }

    #[test]
    fn each_token_has_its_own() {
        let mut buckets = Buckets::new(BucketSize { capacity: 1, leak_per_second: 0 });
        let start = Instant::now();
        assert!(buckets.add("a", start).accepted);
        assert!(!buckets.add("a", after(start, 1_000_000)).accepted, "without a leak it stays full");
        assert!(buckets.add("b", start).accepted);
    }

    #[test]
    fn a_bucket_without_room_refuses_everything() {
        let mut buckets = Buckets::new(BucketSize { capacity: 0, leak_per_second: 2 });
        assert_eq!(buckets.add("a", Instant::now()), Level { accepted: false, used: 0 });
    }
}
