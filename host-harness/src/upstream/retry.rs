//! Whether a read is sent once more, and after which pause: pure decisions over what came back and the time that is
//! left. Only reads come here, so repeating is harmless; the bounds keep it from being a nuisance.

use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use super::config::ReadLimits;

/// What follows an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// It is the answer.
    Finish,
    /// Send it again after this pause.
    Again(Duration),
    /// The upstream wants a pause that there is no room for, or has been asked often enough.
    RateLimited {
        /// The pause the upstream named.
        retry_after: Option<Duration>,
    },
}

/// The attempts of one read so far.
#[derive(Debug)]
pub(super) struct Attempts<'a> {
    limits: &'a ReadLimits,
    rate_limited: u32,
    /// The pauses after 429s so far.
    paused: Duration,
    disturbed: u32,
}

impl<'a> Attempts<'a> {
    pub fn new(limits: &'a ReadLimits) -> Self {
        Self { limits, rate_limited: 0, paused: Duration::ZERO, disturbed: 0 }
    }

    /// Decides after an answer. `room` is the time left before the deadline.
    pub fn after_answer(&mut self, status: u16, headers: &HeaderMap, now: Timestamp, room: Duration) -> Next {
        let named = retry_after(headers, now);
        match status {
            // Not carried out, so sending it again can't do anything twice.
            429 => {
                let pause = named.unwrap_or(self.limits.rate_limit_pause);
                let paused = self.paused.saturating_add(pause);
                let too_long = paused > self.limits.max_retry_after || pause >= room;
                if self.rate_limited >= self.limits.rate_limit_retries || too_long {
                    return Next::RateLimited { retry_after: named };
                }
                self.paused = paused;
                self.rate_limited = self.rate_limited.saturating_add(1);
                Next::Again(pause)
            }
            // A gateway's answers. A 500 is the application's own and would be the same again.
            502..=504 => {
                let pause = named.unwrap_or(self.limits.disturbance_pause);
                if self.disturbed >= self.limits.disturbance_retries
                    || pause > self.limits.max_retry_after
                    || pause >= room
                {
                    return Next::Finish;
                }
                self.disturbed = self.disturbed.saturating_add(1);
                Next::Again(pause)
            }
            _ => Next::Finish,
        }
    }

    /// Decides after a connection that broke: the pause before the next attempt, or nothing when that was the last.
    pub fn after_interruption(&mut self, room: Duration) -> Option<Duration> {
        let pause = self.limits.disturbance_pause;
        if self.disturbed >= self.limits.disturbance_retries || pause >= room {
            return None;
        }
        self.disturbed = self.disturbed.saturating_add(1);
        Some(pause)
    }
}

/// Reads `Retry-After`: seconds, or an HTTP date against this now. A date in the past means no pause.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    parse_retry_after(headers.get(RETRY_AFTER)?.to_str().ok()?, now)
}

pub(super) fn parse_retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    // The weekday says nothing that the date doesn't, so a wrong one is no reason to misread it.
    let date = DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok()?;
    Some(Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Duration = Duration::from_secs(60);

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn headers(retry_after: &str) -> HeaderMap {
        [(RETRY_AFTER, retry_after.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn retry_after_is_read_as_seconds_or_as_a_date() {
        for (text, seconds) in [
            ("0", Some(0)),
            ("7", Some(7)),
            ("Sun, 22 Nov 2026 12:00:05 GMT", Some(5)),
            ("Mon, 22 Nov 2026 12:00:05 GMT", Some(5)),
            ("Sun, 22 Nov 2026 11:59:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
            ("1.5", None),
            ("", None),
        ] {
            assert_eq!(retry_after(&headers(text), now()), seconds.map(Duration::from_secs), "{text:?}");
        }
    }

    #[test]
    fn a_429_is_sent_again_twice_and_then_reported_with_the_pause_it_named() {
        let limits = ReadLimits::default();
        let mut attempts = Attempts::new(&limits);
        let pause = Duration::from_secs(3);
        assert_eq!(attempts.after_answer(429, &headers("3"), now(), ROOM), Next::Again(pause));
        assert_eq!(attempts.after_answer(429, &HeaderMap::new(), now(), ROOM), Next::Again(Duration::from_secs(2)));
        let last = attempts.after_answer(429, &headers("3"), now(), ROOM);
        assert_eq!(last, Next::RateLimited { retry_after: Some(pause) });
    }

    #[test]
    fn a_pause_that_does_not_fit_is_reported_and_not_waited_for() {
        let limits = ReadLimits::default();
        for (retry_after, room) in
            [("6", Duration::from_secs(600)), ("4", Duration::from_secs(4)), ("18446744073709551615", ROOM)]
        {
            let next = Attempts::new(&limits).after_answer(429, &headers(retry_after), now(), room);
            let named = Duration::from_secs(retry_after.parse().unwrap());
            assert_eq!(next, Next::RateLimited { retry_after: Some(named) }, "{retry_after}");
        }
    }

    #[test]
    fn the_pauses_of_one_read_are_bounded_together() {
        let limits = ReadLimits::default();
        let mut attempts = Attempts::new(&limits);
        let first = attempts.after_answer(429, &headers("5"), now(), ROOM);
        assert_eq!(first, Next::Again(Duration::from_secs(5)));
        let second = attempts.after_answer(429, &headers("1"), now(), ROOM);
        assert_eq!(second, Next::RateLimited { retry_after: Some(Duration::from_secs(1)) });
    }

    #[test]
    fn a_gateways_failure_is_tried_once_more_and_the_applications_own_is_not() {
        let limits = ReadLimits::default();
        for status in [502, 503, 504] {
            let mut attempts = Attempts::new(&limits);
            let first = attempts.after_answer(status, &HeaderMap::new(), now(), ROOM);
            assert_eq!(first, Next::Again(limits.disturbance_pause), "{status}");
            assert_eq!(attempts.after_answer(status, &HeaderMap::new(), now(), ROOM), Next::Finish, "{status}");
        }
        for status in [200, 204, 302, 400, 401, 404, 409, 500, 501, 505] {
            let next = Attempts::new(&limits).after_answer(status, &headers("1"), now(), ROOM);
            assert_eq!(next, Next::Finish, "{status}");
        }
    }

    #[test]
    fn broken_connections_and_gateways_failures_share_their_one_retry() {
        let limits = ReadLimits::default();
        let mut attempts = Attempts::new(&limits);
        assert_eq!(attempts.after_interruption(ROOM), Some(limits.disturbance_pause));
        assert_eq!(attempts.after_interruption(ROOM), None);
        assert_eq!(attempts.after_answer(503, &HeaderMap::new(), now(), ROOM), Next::Finish);
        assert_eq!(Attempts::new(&limits).after_interruption(Duration::from_millis(250)), None);
    }
}
