//! Tests of the write path, most of them over real connections on loopback: what a server gets, and what is claimed when
//! there is no answer.

use std::sync::Arc;

use secrecy::SecretString;

use super::*;
use crate::clock::FixedClock;
use crate::upstream::test_server::{Act, TestServer, http};
use crate::upstream::{
    HeaderValue as Given, HttpTransport, RateLimit, SecretPlacement, Transport, UpstreamConfig, WriteTransport,
};

const CANARY: &str = "sk_1x1_canary";

fn config(base: &str) -> UpstreamConfig {
    let mut config = UpstreamConfig::new("recharge", base.parse().unwrap());
    config.secrets = vec![SecretPlacement { secret: "token".into(), header: "X-Recharge-Access-Token".into() }];
    config.headers = vec!["X-Recharge-Version".into()];
    config.freshness = Duration::from_secs(60);
    config
}

fn upstream(config: UpstreamConfig) -> Upstream {
    let transport = Arc::new(HttpTransport::new(&config).unwrap());
    let clock = Arc::new(FixedClock("2026-11-22T12:00:00Z".parse().unwrap()));
    let reads = Arc::<HttpTransport>::clone(&transport) as Arc<dyn Transport>;
    Upstream::new(config, clock, reads).unwrap().with_writes(transport as Arc<dyn WriteTransport>)
}

fn request(method: WriteMethod, body: Option<&'static str>) -> WriteRequest {
    let secret = Given::Secret { name: "token".into(), value: Arc::new(SecretString::from(CANARY)) };
    WriteRequest {
        method,
        path: "/subscriptions/1/cancel".into(),
        query: vec![("commit".into(), "now & here".into())],
        headers: vec![
            ("X-Recharge-Version".into(), Given::Plain("2021-11".into())),
            ("X-Recharge-Access-Token".into(), secret),
        ],
        body: body.map(Bytes::from),
    }
}

async fn send(upstream: &Upstream, request: WriteRequest) -> Result<Answer, WriteError> {
    let deadline = Instant::now() + Duration::from_secs(60);
    let permitted = upstream.permit_write(request).map_err(WriteError::Denied)?;
    let place = upstream.place_for_write(deadline).await?;
    upstream.write(&permitted, place, deadline).await
}

async fn send_to(server: &TestServer, limit: Duration) -> Result<Answer, WriteError> {
    let mut config = config(&format!("http://{}", server.address));
    config.writes.total_timeout = limit;
    send(&upstream(config), request(WriteMethod::Post, Some("{}"))).await
}

const PATIENT: Duration = Duration::from_secs(30);

#[tokio::test]
async fn exactly_what_was_given_arrives_each_time_over_a_connection_of_its_own() {
    let server = TestServer::start([
        Act::SayAndStay(http("200 OK", "", b"{\"ok\":1}")),
        Act::SayAndStay(http("422 Unprocessable", "", b"{}")),
    ])
    .await;
    let upstream = upstream(config(&format!("http://{}", server.address)));
    let body = "{ \"a\" : 1.10 }";
    let answer = send(&upstream, request(WriteMethod::Post, Some(body))).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (200, &b"{\"ok\":1}"[..]));
    assert_eq!(send(&upstream, request(WriteMethod::Put, None)).await.unwrap().status, 422);
    let heads = server.heads();
    assert!(heads[0].starts_with("POST /subscriptions/1/cancel?commit=now%20%26%20here HTTP/1.1\r\n"), "{}", heads[0]);
    assert!(heads[0].ends_with(&format!("\r\n\r\n{body}")), "byte for byte: {}", heads[0]);
    for line in
        ["x-recharge-version: 2021-11", "x-recharge-access-token: sk_1x1_canary", "content-type: application/json"]
    {
        assert!(heads.iter().all(|head| head.contains(line)), "{line}: {heads:?}");
    }
    assert!(heads[1].starts_with("PUT ") && heads[1].contains("content-length: 0"), "{}", heads[1]);
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_a_token_that_comes_back_is_scrubbed() {
    let body = format!("{{\"echo\":\"{CANARY}\"}}");
    let server =
        TestServer::start([Act::Say(http("307 Temporary", "location: http://evil.example/\r\n", body.as_bytes()))])
            .await;
    let answer = send_to(&server, PATIENT).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (307, &b"{\"echo\":\"[secret]\"}"[..]));
    assert_eq!(server.heads().len(), 1);
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    // One where nothing listens, and one that speaks no TLS.
    let plain = TestServer::start([]).await;
    for base in [format!("http://{closed}"), format!("https://{}", plain.address)] {
        let error = send(&upstream(config(&base)), request(WriteMethod::Post, Some("{}"))).await.unwrap_err();
        assert!(matches!(error, WriteError::NotSent(_)), "{base}: {error:?}");
    }
    assert_eq!(plain.heads(), Vec::<String>::new());
}

#[tokio::test]
async fn whatever_ends_after_the_request_has_left_is_unknown() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"sub".to_vec();
    let unpacked = http("200 OK", "content-encoding: br\r\n", b"x");
    for (what, act) in [
        ("reset", Act::Reset),
        ("closed", Act::Say(Vec::new())),
        ("cut", Act::Say(cut)),
        ("no HTTP", Act::Say(b"hello\r\n\r\n".to_vec())),
        ("encoded", Act::Say(unpacked)),
        ("too large", Act::Say(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n".to_vec())),
    ] {
        let server = TestServer::start([act]).await;
        let error = send_to(&server, PATIENT).await.unwrap_err();
        assert!(matches!(error, WriteError::Unknown(_)), "{what}: {error:?}");
        assert!(!error.to_string().contains("try again"), "{what}: {error}");
        assert_eq!(server.heads().len(), 1, "{what}");
    }
    let server = TestServer::start([Act::SayAndHang(Vec::new())]).await;
    let error = send_to(&server, Duration::from_millis(100)).await.unwrap_err();
    assert!(matches!(&error, WriteError::Unknown(why) if why.contains("100 ms")), "{error:?}");
}

#[tokio::test]
async fn an_upstream_that_was_given_nothing_to_write_with_only_reads() {
    let config = config("http://127.0.0.1:9");
    let reads = Arc::new(HttpTransport::new(&config).unwrap());
    let clock = Arc::new(FixedClock("2026-11-22T12:00:00Z".parse().unwrap()));
    let upstream = Upstream::new(config, clock, reads).unwrap();
    let denial = upstream.permit_write(request(WriteMethod::Post, None)).unwrap_err();
    assert!(matches!(denial, Denial::ReadOnly { .. }), "{denial}");
}

#[tokio::test]
async fn a_write_meets_the_same_policy_as_a_read() {
    type Spoil = fn(&mut WriteRequest);
    let spoilt: [Spoil; 5] = [
        |write| write.path = "/../admin".into(),
        |write| write.headers.push(("X-HTTP-Method-Override".into(), Given::Plain("DELETE".into()))),
        |write| write.headers.push(("Authorization".into(), Given::Plain("x".into()))),
        |write| write.query.push(("a".into(), "\n".into())),
        |write| write.body = Some(Bytes::from(vec![b' '; 5 << 20])),
    ];
    let upstream = upstream(config("http://127.0.0.1:9"));
    for spoil in spoilt {
        let mut write = request(WriteMethod::Post, None);
        spoil(&mut write);
        assert!(upstream.permit_write(write).is_err());
    }
}

#[tokio::test]
async fn what_was_read_before_a_write_is_not_given_again_after_it() {
    let server = TestServer::start([
        Act::Say(http("200 OK", "", b"before")),
        Act::Say(http("200 OK", "", b"{}")),
        Act::Say(http("200 OK", "", b"after")),
    ])
    .await;
    let upstream = upstream(config(&format!("http://{}", server.address)));
    let read = || Read { max_age: Duration::from_secs(60), ..Read::of("/store") };
    let deadline = Instant::now() + PATIENT;
    assert_eq!(&upstream.read(read(), deadline).await.unwrap().body[..], b"before");
    assert_eq!(&upstream.read(read(), deadline).await.unwrap().body[..], b"before");
    send(&upstream, request(WriteMethod::Post, Some("{}"))).await.unwrap();
    assert_eq!(&upstream.read(read(), deadline).await.unwrap().body[..], b"after");
}

#[tokio::test]
async fn a_write_may_use_the_part_of_the_bucket_that_reads_leave() {
    let level = "x-recharge-limit: 35/40\r\n";
    let server =
        TestServer::start([Act::Say(http("200 OK", level, b"{}")), Act::Say(http("200 OK", level, b"{}"))]).await;
    let mut config = config(&format!("http://{}", server.address));
    config.rate_limit = Some(RateLimit { header: "X-Recharge-Limit".into(), leak_per_second: 1 });
    let upstream = upstream(config);
    send(&upstream, request(WriteMethod::Post, Some("{}"))).await.unwrap();
    let soon = Instant::now() + Duration::from_secs(1);
    assert!(upstream.read(Read::of("/store"), soon).await.is_err(), "a read would have to wait");
    send(&upstream, request(WriteMethod::Post, Some("{}"))).await.unwrap();
}
