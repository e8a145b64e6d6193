//! What the answer to a write says about it: executed, certainly not, or nobody knows. Pure.
//!
//! | answer | it was |
//! | --- | --- |
//! | 2xx with whole JSON, 204, 205 | executed |
//! | 429, 409 | not executed: sent again after a pause, a bounded number of times |
//! | every other 4xx but 408 | refused, not executed |
//! | 2xx without whole JSON, 408, 1xx, 3xx, 5xx | nobody knows |

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::contract::Response;
use crate::upstream::{Answer, WriteLimits};

/// What an answer says.
#[derive(Debug, PartialEq)]
pub(super) enum Judged {
    /// It is the answer; its JSON, where it has some.
    Answered(Value),
    /// It wasn't executed: once more after this pause.
    NotExecuted(Duration),
    /// Nobody knows, and why.
    Unreadable(String),
}

/// How often a write was sent again.
#[derive(Debug, Default)]
pub(super) struct Tries {
    /// After a 429.
    rate_limited: u32,
    /// After a 409.
    conflicts: u32,
}

impl Tries {
    /// The number of the attempt, from 1.
    pub(super) fn number(&self) -> u32 {
        self.rate_limited.saturating_add(self.conflicts).saturating_add(1)
    }
}

/// Judges an answer. `room` is the time that the call has left; a write that is sent again has to fit in it.
pub(super) fn judge(
    answer: &Answer,
    limits: &WriteLimits,
    room: Duration,
    now: Timestamp,
    tries: &mut Tries,
) -> Judged {
    let again = |pause: Duration, count: &mut u32, most: u32| {
        let fits = *count < most && pause.saturating_add(limits.total_timeout) < room;
        fits.then(|| *count = count.saturating_add(1)).map(|()| Judged::NotExecuted(pause))
    };
    let parsed = serde_json::from_slice::<Value>(&answer.body);
    match answer.status {
        429 => {
            let pause = answer.retry_after(now).unwrap_or(limits.rate_limit_pause);
            let fits = pause <= limits.max_retry_after;
            let most = if fits { limits.rate_limit_retries } else { 0 };
            again(pause, &mut tries.rate_limited, most).unwrap_or_else(|| Judged::Answered(Value::Null))
        }
        409 => again(limits.conflict_pause, &mut tries.conflicts, limits.conflict_retries)
            .unwrap_or_else(|| Judged::Answered(Value::Null)),
        204 | 205 => Judged::Answered(Value::Null),
        200..=299 => match parsed {
            Ok(body) => Judged::Answered(body),
            Err(_) => Judged::Unreadable(format!("it was answered with {} and no whole JSON", answer.status)),
        },
        // A gateway says 408 also of a request that it has passed on.
        408 => Judged::Unreadable("it was answered with 408".to_owned()),
        400..=499 => Judged::Answered(parsed.unwrap_or(Value::Null)),
        status => Judged::Unreadable(format!("it was answered with {status}")),
    }
}

/// An answer as the guest gets it.
pub(super) fn response(answer: Answer) -> Response {
    Response {
        status: answer.status,
        headers: answer.headers,
        body: answer.body.into(),
        fetched_at: answer.fetched_at.to_string(),
        age: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upstream::Source;
    use serde_json::json;

    const ROOM: Duration = Duration::from_secs(160);

    fn answer(status: u16, body: &str, retry_after: Option<&str>) -> Answer {
        Answer {
            status,
            headers: retry_after.map(|text| ("retry-after".to_owned(), text.to_owned())).into_iter().collect(),
            body: body.to_owned().into(),
            fetched_at: Timestamp::UNIX_EPOCH,
            age: Duration::ZERO,
            source: Source::Network { attempts: 1, waited: Duration::ZERO },
        }
    }

    fn judged(answer: &Answer, room: Duration, tries: &mut Tries) -> Judged {
        judge(answer, &WriteLimits::default(), room, Timestamp::UNIX_EPOCH, tries)
    }

    #[test]
    fn each_status_says_what_the_table_says() {
        for status in [200, 201, 202] {
            assert_eq!(
                judged(&answer(status, "{\"a\":1}", None), ROOM, &mut Tries::default()),
                Judged::Answered(json!({"a": 1}))
            );
            for body in ["", "{\"a\":", "<html>"] {
                let judged = judged(&answer(status, body, None), ROOM, &mut Tries::default());
                assert!(matches!(judged, Judged::Unreadable(_)), "{status} {body:?}");
            }
        }
        assert_eq!(judged(&answer(204, "", None), ROOM, &mut Tries::default()), Judged::Answered(Value::Null));
        for status in [400, 401, 402, 403, 404, 405, 406, 410, 415, 422, 426, 451] {
            let judged = judged(&answer(status, "no JSON", None), ROOM, &mut Tries::default());
            assert_eq!(judged, Judged::Answered(Value::Null), "{status}");
        }
        for status in [100, 301, 302, 303, 307, 308, 408, 500, 501, 502, 503, 504, 599] {
            let judged = judged(&answer(status, "{}", None), ROOM, &mut Tries::default());
            assert!(matches!(judged, Judged::Unreadable(_)), "{status}");
        }
    }

    #[test]
    fn what_was_not_executed_is_sent_again_a_bounded_number_of_times() {
        let limits = WriteLimits::default();
        for (status, most, pause) in [
            (429, limits.rate_limit_retries, limits.rate_limit_pause),
            (409, limits.conflict_retries, limits.conflict_pause),
        ] {
            let mut tries = Tries::default();
            for number in 0..most {
                assert_eq!(tries.number(), number + 1);
                assert_eq!(judged(&answer(status, "{}", None), ROOM, &mut tries), Judged::NotExecuted(pause));
            }
            assert_eq!(judged(&answer(status, "{}", None), ROOM, &mut tries), Judged::Answered(Value::Null));
        }
    }

    #[test]
    fn a_pause_is_the_one_that_was_named_unless_it_is_too_long_or_does_not_fit() {
        let named = |text| judged(&answer(429, "{}", Some(text)), ROOM, &mut Tries::default());
        assert_eq!(named("7"), Judged::NotExecuted(Duration::from_secs(7)));
        assert_eq!(named("21"), Judged::Answered(Value::Null));
        assert_eq!(named("soon"), Judged::NotExecuted(WriteLimits::default().rate_limit_pause));
        let short = Duration::from_secs(31);
        assert_eq!(judged(&answer(409, "{}", None), short, &mut Tries::default()), Judged::Answered(Value::Null));
    }
}
