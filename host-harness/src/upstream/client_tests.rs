//! Tests of the whole way of a read, over a transport that answers from memory and on time that the tests move.

use std::collections::VecDeque;

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::sync::Notify;

use super::*;
use crate::clock::FixedClock;
use crate::upstream::error::UnreachableReason;
use crate::upstream::{HeaderValue as Given, RateLimit, SecretPlacement};

const CANARY: &str = "sk_1x1_canary";

/// What the transport does next.
enum Reply {
    Answer(RawAnswer),
    Fail(TransportError),
    Never,
    /// Waits until the test says so.
    Gate(Arc<Notify>, RawAnswer),
}

/// Answers from a list and remembers what it was asked and when.
#[derive(Default)]
struct Script {
    replies: Mutex<VecDeque<Reply>>,
    asked: Mutex<Vec<(OutboundGet, Instant)>>,
    arrived: Notify,
}

#[async_trait]
impl Transport for Script {
    async fn get(&self, request: OutboundGet) -> Result<RawAnswer, TransportError> {
        self.asked.lock().unwrap().push((request, Instant::now()));
        self.arrived.notify_one();
        let reply = self.replies.lock().unwrap().pop_front();
        match reply.expect("more requests than the script has replies") {
            Reply::Answer(answer) => Ok(answer),
            Reply::Fail(error) => Err(error),
            Reply::Never => std::future::pending().await,
            Reply::Gate(gate, answer) => {
                gate.notified().await;
                Ok(answer)
            }
        }
    }
}

impl Script {
    fn requests(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    fn times(&self, start: Instant) -> Vec<u128> {
        self.asked.lock().unwrap().iter().map(|(_, at)| at.duration_since(start).as_millis()).collect()
    }
}

fn raw(status: u16, headers: &[(&'static str, &str)], body: &str) -> RawAnswer {
    let headers = headers
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
        .collect();
    RawAnswer { status, headers, body: Bytes::from(body.to_owned()) }
}

fn ok(body: &str) -> Reply {
    Reply::Answer(raw(200, &[], body))
}

fn status(status: u16) -> Reply {
    Reply::Answer(raw(status, &[], ""))
}

fn broken() -> Reply {
    Reply::Fail(TransportError::Interrupted { source: "cut".into() })
}

fn config() -> UpstreamConfig {
    let mut config = UpstreamConfig::new("recharge", "https://api.rechargeapps.com".parse().unwrap());
    config.secrets = vec![SecretPlacement { secret: "token".into(), header: "X-Recharge-Access-Token".into() }];
    config.headers = vec!["X-Recharge-Version".into()];
    config
}

fn upstream_with(config: UpstreamConfig, replies: impl IntoIterator<Item = Reply>) -> (Arc<Upstream>, Arc<Script>) {
    let script = Arc::new(Script { replies: Mutex::new(replies.into_iter().collect()), ..Script::default() });
    let clock = Arc::new(FixedClock("2026-11-22T12:00:00Z".parse().unwrap()));
    let transport: Arc<dyn Transport> = Arc::<Script>::clone(&script);
    (Arc::new(Upstream::new(config, clock, transport).unwrap()), script)
}

fn upstream(replies: impl IntoIterator<Item = Reply>) -> (Arc<Upstream>, Arc<Script>) {
    upstream_with(config(), replies)
}

fn in_seconds(seconds: u64) -> Instant {
    Instant::now() + Duration::from_secs(seconds)
}

fn with_token(token: &str) -> Read {
    let value = Arc::new(SecretString::from(token));
    let header = ("x-recharge-access-token".to_owned(), Given::Secret { name: "token".into(), value });
    Read { headers: vec![header], ..Read::of("/customers") }
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_any_status_comes_back_dated_by_the_clock() {
    for code in [200, 204, 301, 400, 401, 403, 404, 422, 500] {
        let (upstream, _) = upstream([Reply::Answer(raw(code, &[("x-request-id", "7")], "{}"))]);
        let answer = upstream.read(Read::of("/store"), in_seconds(10)).await.unwrap();
        assert_eq!(answer.status, code);
        assert_eq!(answer.headers, [("x-request-id".to_owned(), "7".to_owned())]);
        assert_eq!(answer.fetched_at, "2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap());
        assert_eq!(answer.source, Source::Network { attempts: 1, waited: Duration::ZERO });
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_comes_back_as_it_is() {
    let (upstream, script) = upstream([Reply::Answer(raw(302, &[("location", "https://evil.example/")], ""))]);
    let answer = upstream.read(with_token(CANARY), in_seconds(10)).await.unwrap();
    assert_eq!(answer.status, 302);
    assert_eq!(answer.headers, [("location".to_owned(), "https://evil.example/".to_owned())]);
    assert_eq!(script.requests(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_denied_read_reaches_no_transport() {
    let (upstream, script) = upstream([]);
    let error = upstream.read(Read::of("/../admin"), in_seconds(10)).await.unwrap_err();
    assert_eq!(error.to_string(), "the path has a \".\" or \"..\" segment: write the path it leads to");
    assert!(matches!(error, ReadError::Denied(Denial::PathDotSegment)));
    assert_eq!(script.requests(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_secret_is_filled_in_as_sensitive_and_scrubbed_from_the_answer() {
    let body = format!("{{\"echo\":\"{CANARY}\",\"n\":1}}");
    let reply = raw(401, &[("x-echo", CANARY), ("set-cookie", "session=1")], &body);
    let (upstream, script) = upstream([Reply::Answer(reply)]);
    let answer = upstream.read(with_token(CANARY), in_seconds(10)).await.unwrap();
    let (request, _) = script.asked.lock().unwrap()[0].clone();
    let sent = &request.headers["x-recharge-access-token"];
    assert_eq!(sent.to_str().unwrap(), CANARY);
    assert!(sent.is_sensitive());
    assert!(!format!("{request:?} {:?}", request.headers).contains("canary"));
    assert_eq!(answer.body, "{\"echo\":\"[secret]\",\"n\":1}");
    assert_eq!(answer.headers, [("x-echo".to_owned(), "[secret]".to_owned())]);
    assert!(!format!("{answer:?}").contains("canary"));
}

#[tokio::test(start_paused = true)]
async fn a_secret_of_one_read_is_scrubbed_from_the_answers_to_all_others() {
    let echo = || Reply::Answer(raw(200, &[("x-last", CANARY)], &format!("last: {CANARY}")));
    let (upstream, _) = upstream([ok(""), echo(), ok(""), echo()]);
    upstream.read(with_token(CANARY), in_seconds(10)).await.unwrap();
    let check = |answer: Answer| {
        assert_eq!(answer.body, "last: [secret]");
        assert_eq!(answer.headers, [("x-last".to_owned(), "[secret]".to_owned())]);
    };
    check(upstream.read(Read::of("/store"), in_seconds(10)).await.unwrap());
    upstream.read(with_token("sk_other"), in_seconds(10)).await.unwrap();
    check(upstream.read(with_token("sk_other"), in_seconds(10)).await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_was_sent_while_another_answer_was_on_its_way_is_scrubbed_from_it() {
    let gate = Arc::new(Notify::new());
    let (upstream, script) = upstream([Reply::Gate(Arc::clone(&gate), raw(200, &[], CANARY)), ok("")]);
    let reader = Arc::clone(&upstream);
    let read = tokio::spawn(async move { reader.read(Read::of("/store"), in_seconds(60)).await.unwrap().body });
    script.arrived.notified().await;
    upstream.read(with_token(CANARY), in_seconds(10)).await.unwrap();
    gate.notify_one();
    assert_eq!(read.await.unwrap(), "[secret]");
}

#[tokio::test(start_paused = true)]
async fn a_secret_of_a_read_that_was_never_answered_is_scrubbed_too() {
    let (upstream, _) = upstream([Reply::Never, Reply::Answer(raw(200, &[], CANARY))]);
    upstream.read(with_token(CANARY), in_seconds(1)).await.unwrap_err();
    assert_eq!(upstream.read(Read::of("/store"), in_seconds(10)).await.unwrap().body, "[secret]");
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_was_sent_after_an_answer_was_kept_is_scrubbed_from_it() {
    let (upstream, _) = with_freshness([Reply::Answer(raw(200, &[("x-last", CANARY)], CANARY)), ok("")]);
    let early = || Read { max_age: Duration::from_secs(60), ..Read::of("/store") };
    upstream.read(early(), in_seconds(10)).await.unwrap();
    upstream.read(with_token(CANARY), in_seconds(10)).await.unwrap();
    let again = upstream.read(early(), in_seconds(10)).await.unwrap();
    assert_eq!(again.source, Source::Memory);
    assert!(!format!("{again:?}").contains("canary"), "{again:?}");
}

#[tokio::test(start_paused = true)]
async fn a_secret_is_scrubbed_from_the_names_of_headers_which_are_in_lower_case() {
    let (upstream, _) = upstream([Reply::Answer(raw(200, &[("x-sk_1x1_canary", "1")], ""))]);
    let answer = upstream.read(with_token("SK_1x1_Canary"), in_seconds(10)).await.unwrap();
    assert_eq!(answer.headers, [("x-[secret]".to_owned(), "1".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_still_packed_is_refused_and_not_asked_for_again() {
    let packed = |body: &'static [u8]| RawAnswer { body: Bytes::from_static(body), ..raw(200, &[], "") };
    for answer in [
        raw(200, &[("content-encoding", "br")], "x"),
        raw(200, &[("content-encoding", "identity, GZIP")], "x"),
        packed(&[0x1f, 0x8b, 0x08, 0x00]),
    ] {
        let (upstream, script) = upstream([Reply::Answer(answer)]);
        let error = upstream.read(Read::of("/store"), in_seconds(10)).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "upstream \"recharge\" answered in an encoding this host doesn't take: it has to answer plainly or with \
             gzip; trying again won't help"
        );
        assert_eq!(script.requests(), 1);
    }
    let (upstream, _) = upstream([Reply::Answer(raw(200, &[("content-encoding", " Identity ")], "x"))]);
    assert_eq!(upstream.read(Read::of("/store"), in_seconds(10)).await.unwrap().body, "x");
}

#[tokio::test(start_paused = true)]
async fn permitting_and_looking_into_the_window_send_nothing() {
    let (upstream, script) = with_freshness([ok("one")]);
    assert_eq!(upstream.permit(Read::of("/../admin")).err(), Some(Denial::PathDotSegment));
    let permit = || upstream.permit(fresh(60, CANARY)).unwrap();
    assert_eq!(upstream.kept(&permit()), None);
    assert_eq!(script.requests(), 0);
    let sent = upstream.send(permit(), in_seconds(10)).await.unwrap();
    assert_eq!((&sent.body[..], script.requests()), (&b"one"[..], 1));
    assert_eq!(upstream.kept(&permit()).map(|answer| answer.source), Some(Source::Memory));
    assert_eq!(upstream.kept(&upstream.permit(fresh(0, CANARY)).unwrap()), None, "this one wants it new");
    assert_eq!(script.requests(), 1);
    assert!(!format!("{:?}", permit()).contains("canary"));
}

#[tokio::test(start_paused = true)]
async fn a_read_is_sent_by_the_upstream_that_permitted_it_and_no_other() {
    let ((first, _), (second, script)) = (with_freshness([]), with_freshness([ok("")]));
    second.read(fresh(60, CANARY), in_seconds(10)).await.unwrap();
    let permitted = first.permit(fresh(60, CANARY)).unwrap();
    assert_eq!(second.kept(&permitted), None);
    let error = second.send(permitted, in_seconds(10)).await.unwrap_err();
    assert!(matches!(error, ReadError::Denied(Denial::PermittedElsewhere { .. })), "{error}");
    assert_eq!(script.requests(), 1);
}

/// A leaky bucket that other processes use as well; it answers after 100 ms.
struct Bucket {
    level: Mutex<(f64, Instant)>,
    refused: Mutex<u32>,
}

#[async_trait]
impl Transport for Bucket {
    async fn get(&self, _request: OutboundGet) -> Result<RawAnswer, TransportError> {
        sleep(Duration::from_millis(50)).await;
        let (level, full) = {
            let mut bucket = self.level.lock().unwrap();
            let leaked = (bucket.0 - bucket.1.elapsed().as_secs_f64() * 2.0).max(0.0);
            let full = leaked + 1.0 > 40.0;
            *bucket = (if full { leaked } else { leaked + 1.0 }, Instant::now());
            (bucket.0.ceil(), full)
        };
        *self.refused.lock().unwrap() += u32::from(full);
        sleep(Duration::from_millis(50)).await;
        Ok(raw(if full { 429 } else { 200 }, &[("x-recharge-limit", &format!("{level}/40"))], ""))
    }
}

#[tokio::test(start_paused = true)]
async fn a_cold_start_does_not_overflow_a_bucket_that_others_have_filled() {
    let mut config = config();
    config.rate_limit = Some(RateLimit { header: "X-Recharge-Limit".into(), leak_per_second: 2 });
    let bucket = Arc::new(Bucket { level: Mutex::new((34.0, Instant::now())), refused: Mutex::new(0) });
    let clock = Arc::new(FixedClock("2026-11-22T12:00:00Z".parse().unwrap()));
    let transport: Arc<dyn Transport> = Arc::<Bucket>::clone(&bucket);
    let upstream = Upstream::new(config, clock, transport).unwrap();
    let start = Instant::now();
    let read = || async { (upstream.read(Read::of("/a"), in_seconds(30)).await.unwrap().status, start.elapsed()) };
    let answers = futures::future::join_all((0..12).map(|_| read())).await;
    assert_eq!(*bucket.refused.lock().unwrap(), 0);
    assert!(answers.iter().all(|(status, _)| *status == 200));
    // The first batch costs one round trip.
    assert_eq!(answers.iter().filter(|(_, at)| at.as_millis() == 100).count(), 4);
}

#[tokio::test(start_paused = true)]
async fn reads_behind_first_ones_that_never_come_back_are_late_and_not_rate_limited() {
    let mut config = config();
    config.rate_limit = Some(RateLimit { header: "X-Recharge-Limit".into(), leak_per_second: 2 });
    let (upstream, script) = upstream_with(config, (0..4).map(|_| Reply::Never));
    let reads = [8, 8, 8, 8, 4].map(|limit| (limit, upstream.read(Read::of("/a"), in_seconds(limit))));
    let results = futures::future::join_all(reads.map(|(limit, read)| async move { (limit, read.await) })).await;
    for (limit, result) in results {
        assert!(matches!(result, Err(ReadError::Timeout { limit: told }) if told.as_secs() == limit), "{result:?}");
    }
    assert_eq!(script.requests(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_would_eat_the_call_is_reported_at_once() {
    let (upstream, script) = upstream([Reply::Answer(raw(429, &[("retry-after", "29")], ""))]);
    let start = Instant::now();
    let error = upstream.read(Read::of("/store"), in_seconds(60)).await.unwrap_err();
    assert!(matches!(error, ReadError::RateLimited { retry_after: Some(pause) } if pause.as_secs() == 29), "{error}");
    assert_eq!((start.elapsed(), script.requests()), (Duration::ZERO, 1));
}

#[tokio::test(start_paused = true)]
async fn a_429_is_waited_out_and_the_wait_is_told() {
    let (upstream, script) = upstream([Reply::Answer(raw(429, &[("retry-after", "3")], "")), status(429), ok("{}")]);
    let start = Instant::now();
    let answer = upstream.read(Read::of("/store"), in_seconds(10)).await.unwrap();
    assert_eq!(script.times(start), [0, 3000, 5000]);
    assert_eq!(answer.source, Source::Network { attempts: 3, waited: Duration::from_secs(5) });
}

#[tokio::test(start_paused = true)]
async fn a_429_that_lasts_is_reported_with_the_pause_it_named() {
    let (upstream, script) = upstream([status(429), status(429), Reply::Answer(raw(429, &[("retry-after", "9")], ""))]);
    let error = upstream.read(Read::of("/store"), in_seconds(60)).await.unwrap_err();
    assert_eq!(error.to_string(), "the upstream's rate limit is reached: try again in 9 s");
    assert!(matches!(error, ReadError::RateLimited { retry_after: Some(pause) } if pause.as_secs() == 9));
    assert_eq!(script.requests(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_pause_beyond_the_deadline_is_reported_at_once() {
    let (upstream, _) = upstream([Reply::Answer(raw(429, &[("retry-after", "6")], ""))]);
    let start = Instant::now();
    let error = upstream.read(Read::of("/store"), in_seconds(5)).await.unwrap_err();
    assert!(matches!(error, ReadError::RateLimited { retry_after: Some(_) }));
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_broken_connection_is_tried_once_more() {
    let (upstream, script) = upstream([broken(), ok("{}")]);
    assert_eq!(upstream.read(Read::of("/store"), in_seconds(10)).await.unwrap().status, 200);
    assert_eq!(script.requests(), 2);

    let (upstream, script) = self::upstream([broken(), broken()]);
    let error = upstream.read(Read::of("/store"), in_seconds(10)).await.unwrap_err();
    assert_eq!(error.to_string(), "upstream \"recharge\" broke off in the middle of an answer: try again");
    assert_eq!(script.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_gateways_failure_is_tried_once_more_and_then_is_the_answer() {
    let (upstream, script) = upstream([status(502), status(503)]);
    assert_eq!(upstream.read(Read::of("/store"), in_seconds(10)).await.unwrap().status, 503);
    assert_eq!(script.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn where_there_is_no_connection_nothing_is_repeated() {
    let refused = TransportError::Unreachable { reason: UnreachableReason::Refused, source: "refused".into() };
    let (upstream, script) = upstream([Reply::Fail(refused)]);
    let error = upstream.read(Read::of("/store"), in_seconds(10)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "upstream \"recharge\" can't be reached at https://api.rechargeapps.com: nothing accepts connections there; \
         check the address and the port"
    );
    assert_eq!(script.requests(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_ends_at_its_own_limit_or_at_the_deadline_whichever_is_first() {
    for (deadline, limit) in [(60, 10), (4, 4)] {
        let (upstream, _) = upstream([Reply::Never]);
        let start = Instant::now();
        let error = upstream.read(Read::of("/store"), in_seconds(deadline)).await.unwrap_err();
        assert!(matches!(error, ReadError::Timeout { limit: told } if told.as_secs() == limit), "{error}");
        assert_eq!(start.elapsed().as_secs(), limit);
    }
}

#[tokio::test(start_paused = true)]
async fn after_the_deadline_nothing_is_sent() {
    let (upstream, script) = upstream([]);
    let error = upstream.read(with_token(CANARY), Instant::now()).await.unwrap_err();
    assert!(matches!(error, ReadError::Timeout { .. }), "{error}");
    assert_eq!(script.requests(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_transport_that_gives_too_much_is_not_believed() {
    let mut config = config();
    config.limits.max_body_bytes = 4;
    let (upstream, _) = upstream_with(config, [ok("12345")]);
    let error = upstream.read(Read::of("/store"), in_seconds(10)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the answer has more than 4 bytes, the most this host takes: ask for less, such as a smaller page"
    );
}

#[tokio::test(start_paused = true)]
async fn the_rate_limits_header_is_heeded_before_the_next_request() {
    let mut config = config();
    config.rate_limit = Some(RateLimit { header: "X-Recharge-Limit".into(), leak_per_second: 2 });
    let level = |level: &str| Reply::Answer(raw(200, &[("x-recharge-limit", level)], ""));
    let (upstream, script) = upstream_with(config, [level("32/40"), level("31/40")]);
    let start = Instant::now();
    upstream.read(Read::of("/a"), in_seconds(10)).await.unwrap();
    let answer = upstream.read(Read::of("/b"), in_seconds(10)).await.unwrap();
    assert_eq!(script.times(start), [0, 1500]);
    assert_eq!(answer.source, Source::Network { attempts: 1, waited: Duration::from_millis(1500) });
    // No room before the deadline: told at once, and nothing is sent.
    let error = upstream.read(Read::of("/c"), Instant::now() + Duration::from_millis(900)).await.unwrap_err();
    assert_eq!(error.to_string(), "the upstream's rate limit is reached: try again in 1 s");
    assert_eq!(script.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn after_a_429_the_bucket_counts_as_full_whatever_the_header_says() {
    let mut config = config();
    config.rate_limit = Some(RateLimit { header: "X-Recharge-Limit".into(), leak_per_second: 2 });
    let limited = raw(429, &[("x-recharge-limit", "3/40"), ("retry-after", "1")], "");
    let (upstream, script) = upstream_with(config, [Reply::Answer(limited), ok("")]);
    let start = Instant::now();
    upstream.read(Read::of("/a"), in_seconds(10)).await.unwrap();
    // From 40 down to 29, at two a second.
    assert_eq!(script.times(start), [0, 5500]);
}

#[tokio::test(start_paused = true)]
async fn at_most_as_many_reads_as_allowed_are_out_at_once() {
    let mut config = config();
    config.limits.max_concurrent = 2;
    let gate = Arc::new(Notify::new());
    let gated = || Reply::Gate(Arc::clone(&gate), raw(200, &[], ""));
    let (upstream, script) = upstream_with(config, [gated(), gated(), ok("")]);
    let reads: Vec<_> = (0..2)
        .map(|_| {
            let upstream = Arc::clone(&upstream);
            tokio::spawn(async move { upstream.read(Read::of("/a"), in_seconds(60)).await.unwrap().status })
        })
        .collect();
    script.arrived.notified().await;
    while script.requests() < 2 {
        script.arrived.notified().await;
    }
    let error = upstream.read(Read::of("/b"), in_seconds(1)).await.unwrap_err();
    assert!(matches!(error, ReadError::Timeout { limit } if limit.as_secs() == 1), "{error}");
    assert_eq!(script.requests(), 2);
    gate.notify_waiters();
    for read in reads {
        assert_eq!(read.await.unwrap(), 200);
    }
    assert_eq!(upstream.read(Read::of("/b"), in_seconds(1)).await.unwrap().status, 200);
}

fn fresh(max_age: u64, token: &str) -> Read {
    Read { max_age: Duration::from_secs(max_age), ..with_token(token) }
}

fn with_freshness(replies: impl IntoIterator<Item = Reply>) -> (Arc<Upstream>, Arc<Script>) {
    let mut config = config();
    config.freshness = Duration::from_secs(30);
    upstream_with(config, replies)
}

#[tokio::test(start_paused = true)]
async fn within_the_window_an_answer_is_given_again_with_its_age() {
    let (upstream, script) = with_freshness([ok("one"), ok("two"), ok("three")]);
    let body = |answer: Answer| String::from_utf8(answer.body.to_vec()).unwrap();
    upstream.read(fresh(60, CANARY), in_seconds(10)).await.unwrap();
    tokio::time::advance(Duration::from_secs(20)).await;
    let again = upstream.read(fresh(60, CANARY), in_seconds(10)).await.unwrap();
    assert_eq!((again.age.as_secs(), again.source), (20, Source::Memory));
    assert_eq!(body(again), "one");
    // A reader who wants it younger, and one who wants it new, get it from the upstream.
    assert_eq!(body(upstream.read(fresh(10, CANARY), in_seconds(10)).await.unwrap()), "two");
    assert_eq!(body(upstream.read(fresh(0, CANARY), in_seconds(10)).await.unwrap()), "three");
    assert_eq!(body(upstream.read(fresh(60, CANARY), in_seconds(10)).await.unwrap()), "three");
    assert_eq!(script.requests(), 3);
    // Nobody gets one older than the window, whatever they ask for.
    tokio::time::advance(Duration::from_secs(31)).await;
    script.replies.lock().unwrap().push_back(ok("four"));
    assert_eq!(body(upstream.read(fresh(3600, CANARY), in_seconds(10)).await.unwrap()), "four");
}

#[tokio::test(start_paused = true)]
async fn another_token_never_gets_this_ones_answer() {
    let (upstream, script) = with_freshness([ok("mine"), ok("theirs"), ok("nobody's")]);
    upstream.read(fresh(60, CANARY), in_seconds(10)).await.unwrap();
    let theirs = upstream.read(fresh(60, "sk_other"), in_seconds(10)).await.unwrap();
    assert_eq!(theirs.body, "theirs");
    let without = Read { headers: Vec::new(), ..fresh(60, CANARY) };
    assert_eq!(upstream.read(without, in_seconds(10)).await.unwrap().body, "nobody's");
    assert_eq!(script.requests(), 3);
}

#[tokio::test(start_paused = true)]
async fn another_query_or_header_is_another_read() {
    let (upstream, script) = with_freshness([ok("1"), ok("2"), ok("3")]);
    let mut read = fresh(60, CANARY);
    upstream.read(read.clone(), in_seconds(10)).await.unwrap();
    read.query.push(("limit".into(), "1".into()));
    upstream.read(read.clone(), in_seconds(10)).await.unwrap();
    read.headers.push(("x-recharge-version".into(), Given::Plain("2021-11".into())));
    upstream.read(read.clone(), in_seconds(10)).await.unwrap();
    // The order of headers means nothing.
    read.headers.reverse();
    assert_eq!(upstream.read(read, in_seconds(10)).await.unwrap().source, Source::Memory);
    assert_eq!(script.requests(), 3);
}

#[tokio::test(start_paused = true)]
async fn only_a_200_is_kept() {
    for code in [201, 204, 301, 401, 404, 500] {
        let (upstream, script) = with_freshness([status(code), ok("")]);
        upstream.read(fresh(60, CANARY), in_seconds(10)).await.unwrap();
        upstream.read(fresh(60, CANARY), in_seconds(10)).await.unwrap();
        assert_eq!(script.requests(), 2, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_on_its_way_when_everything_was_forgotten_is_not_kept() {
    let gate = Arc::new(Notify::new());
    let (upstream, script) = with_freshness([Reply::Gate(Arc::clone(&gate), raw(200, &[], "before")), ok("after")]);
    let reader = Arc::clone(&upstream);
    let read = tokio::spawn(async move { reader.read(fresh(60, CANARY), in_seconds(60)).await.unwrap().body });
    script.arrived.notified().await;
    upstream.forget();
    gate.notify_one();
    assert_eq!(read.await.unwrap(), "before");
    assert_eq!(upstream.read(fresh(60, CANARY), in_seconds(10)).await.unwrap().body, "after");
}

#[test]
fn debug_of_everything_hides_the_token() {
    let (upstream, _) = upstream([]);
    let answer = raw(200, &[("x-echo", CANARY)], CANARY);
    let shown = format!("{upstream:?} {:?} {answer:?}", with_token(CANARY));
    assert!(!shown.contains("canary"), "{shown}");
}
