//! Tests of the real client against loopback servers that spell out every fault.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::clock::SystemClock;
use crate::upstream::test_server::{Act, TestServer, http};
use crate::upstream::{Answer, HeaderValue, InterruptedReason, Read, ReadError, SecretPlacement, Source, Upstream};

const CANARY: &str = "sk_1x1_canary/2";

fn config(base: &str) -> UpstreamConfig {
    let mut config = UpstreamConfig::new("recharge", base.parse().unwrap());
    config.limits.disturbance_pause = Duration::ZERO;
    config.secrets = vec![SecretPlacement { secret: "token".into(), header: "X-Recharge-Access-Token".into() }];
    config.headers = vec!["X-Recharge-Version".into()];
    config
}

fn upstream(config: UpstreamConfig) -> Upstream {
    let transport = Arc::new(HttpTransport::new(&config).unwrap());
    Upstream::new(config, Arc::new(SystemClock), transport).unwrap()
}

fn at(server: &TestServer) -> Upstream {
    upstream(config(&format!("http://{}", server.address)))
}

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(20)
}

async fn read(upstream: &Upstream) -> Result<Answer, ReadError> {
    upstream.read(Read::of("/store"), soon()).await
}

async fn serve(acts: impl IntoIterator<Item = Act>) -> (TestServer, Result<Answer, ReadError>) {
    let server = TestServer::start(acts).await;
    let result = read(&at(&server)).await;
    (server, result)
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

/// The whole chain of causes as a person would print it.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = format!("{error} {error:?}");
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(&format!("\n{cause} {cause:?}"));
        next = cause.source();
    }
    text
}

#[tokio::test]
async fn a_read_is_sent_as_a_get_with_the_hosts_headers_and_the_secret() {
    let server = TestServer::start([Act::Say(http("200 OK", "x-request-id: 7\r\n", b"{}"))]).await;
    let mut read = Read::of("/customers");
    read.query = vec![("email".into(), "a+b c@example.com".into())];
    let value = Arc::new(SecretString::from(CANARY));
    read.headers = vec![
        ("X-Recharge-Version".into(), HeaderValue::Plain("2021-11".into())),
        ("X-Recharge-Access-Token".into(), HeaderValue::Secret { name: "token".into(), value }),
    ];
    let answer = at(&server).read(read, soon()).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (200, &b"{}"[..]));
    let head = server.heads().remove(0);
    let mut lines: Vec<&str> = head.trim_end().split("\r\n").collect();
    assert_eq!(lines.remove(0), "GET /customers?email=a%2Bb%20c%40example.com HTTP/1.1");
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "accept-encoding: gzip".to_owned(),
            "accept: */*".to_owned(),
            format!("host: {}", server.address),
            format!("user-agent: {USER_AGENT}"),
            format!("x-recharge-access-token: {CANARY}"),
            "x-recharge-version: 2021-11".to_owned(),
        ]
    );
}

#[tokio::test]
async fn a_connection_is_kept_for_the_next_read() {
    let answer = http("200 OK", "", b"{}");
    let server = TestServer::start([Act::SayAndStay(answer.clone()), Act::SayAndStay(answer)]).await;
    let upstream = at(&server);
    read(&upstream).await.unwrap();
    read(&upstream).await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_redirect_comes_back_as_it_is() {
    let (server, answer) = serve([Act::Say(http("302 Found", "location: /elsewhere\r\n", b""))]).await;
    let answer = answer.unwrap();
    assert_eq!(answer.status, 302);
    assert!(answer.headers.contains(&("location".into(), "/elsewhere".into())));
    assert_eq!(server.heads().len(), 1);
}

#[tokio::test]
async fn html_and_errors_come_back_as_they_are() {
    for status in ["500 Internal Server Error", "404 Not Found", "200 OK"] {
        let page = b"<html>Oops</html>";
        let (_, answer) = serve([Act::Say(http(status, "content-type: text/html\r\n", page))]).await;
        let answer = answer.unwrap();
        assert!(status.starts_with(&answer.status.to_string()));
        assert_eq!(answer.body, page.as_slice());
    }
}

#[tokio::test]
async fn a_429_without_a_pause_is_followed_by_a_second_request() {
    let limited = http("429 Too Many Requests", "retry-after: 0\r\n", b"");
    let (server, answer) = serve([Act::Say(limited), Act::Say(http("200 OK", "", b"{}"))]).await;
    assert!(matches!(answer.unwrap().source, Source::Network { attempts: 2, .. }));
    assert_eq!(server.heads().len(), 2);
}

#[tokio::test]
async fn whatever_breaks_on_the_way_is_tried_once_more_and_then_reported() {
    let cut = http("200 OK", "", b"{\"subscriptions\":[]}");
    let cut = cut[..cut.len() - 3].to_vec();
    let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10\r\nabc".to_vec();
    let half_gzip = gzip(&[b'x'; 1000]);
    let half_gzip = http("200 OK", "content-encoding: gzip\r\n", &half_gzip[..half_gzip.len() / 2]);
    for (what, act) in [
        ("a body shorter than announced", Act::Say(cut)),
        ("a chunk that ends early", Act::Say(chunked)),
        ("a compressed body that ends early", Act::Say(half_gzip)),
        ("half a head", Act::Say(b"HTTP/1.1 200 OK\r\nx-a".to_vec())),
        ("no answer", Act::Say(Vec::new())),
        ("a reset", Act::Reset),
        ("something that is not HTTP", Act::Say(b"220 mail.example.com ESMTP\r\n".to_vec())),
    ] {
        let (server, answer) = serve([act.clone(), Act::Say(http("200 OK", "", b"{}"))]).await;
        assert_eq!(answer.map(|answer| answer.status).ok(), Some(200), "{what}");
        assert_eq!(server.heads().len(), 2, "{what}");
        let (_server, error) = serve([act.clone(), act]).await;
        assert!(matches!(error, Err(ReadError::Interrupted(_))), "{what}: {error:?}");
    }
}

#[tokio::test]
async fn the_limit_on_a_body_counts_what_was_unpacked() {
    let limit = config("http://127.0.0.1:1").limits.max_body_bytes;
    let bomb = gzip(&vec![b'0'; limit + 1]);
    assert!(bomb.len() < limit / 100);
    let endless = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let chunk = [b"10000\r\n".to_vec(), vec![b'0'; 0x10000], b"\r\n".to_vec()].concat();
    for (what, act) in [
        ("a gzip bomb", Act::Say(http("200 OK", "content-encoding: gzip\r\n", &bomb))),
        ("an endless body", Act::SayEndlessly(endless, chunk)),
        (
            "a body announced too large",
            Act::SayAndHang(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n".to_vec()),
        ),
        (
            "a length beyond memory",
            Act::SayAndHang(b"HTTP/1.1 200 OK\r\ncontent-length: 9223372036854775807\r\n\r\n".to_vec()),
        ),
    ] {
        let (_server, error) = serve([act]).await;
        assert!(matches!(error, Err(ReadError::TooLarge { limit: told }) if told == limit as u64), "{what}: {error:?}");
    }
    let whole = vec![b'0'; limit];
    let (_server, answer) = serve([Act::Say(http("200 OK", "content-encoding: gzip\r\n", &gzip(&whole)))]).await;
    assert_eq!(answer.unwrap().body.len(), limit);
}

#[tokio::test]
async fn what_this_host_does_not_unpack_never_reaches_a_guest() {
    let once = gzip(b"canary");
    let twice = gzip(&once);
    for (headers, body) in [
        ("content-encoding: deflate\r\n", &once),
        ("content-encoding: br\r\n", &once),
        ("content-encoding: GZIP\r\n", &once),
        ("content-encoding: x-gzip\r\n", &once),
        ("content-encoding: gzip, gzip\r\n", &twice),
        ("content-encoding: identity, gzip\r\n", &once),
        ("content-encoding: gzip\r\ncontent-encoding: gzip\r\n", &twice),
        ("content-encoding: identity\r\ncontent-encoding: gzip\r\n", &once),
        ("content-encoding: gzip\r\n", &twice),
        ("", &once),
    ] {
        let (server, error) = serve([Act::Say(http("200 OK", headers, body))]).await;
        let refused = matches!(&error, Err(ReadError::Interrupted(why)) if why.reason == InterruptedReason::Encoding);
        assert!(refused, "{headers:?}: {error:?}");
        assert_eq!(server.heads().len(), 1, "it isn't asked for again");
    }
    // Known from the head; nobody waits for the body.
    let head = b"HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 9\r\n\r\n".to_vec();
    let (_server, error) = serve([Act::SayAndHang(head)]).await;
    assert!(matches!(&error, Err(ReadError::Interrupted(_))), "{error:?}");
    for (headers, body) in [
        ("content-encoding: gzip\r\n", &once[..]),
        ("content-encoding: gzip \r\n", &once[..]),
        ("content-encoding: Identity\r\n", b"canary"),
        ("content-encoding:\r\n", b"canary"),
    ] {
        let (_server, answer) = serve([Act::Say(http("200 OK", headers, body))]).await;
        assert_eq!(answer.unwrap().body, "canary", "{headers:?}");
    }
}

#[tokio::test]
async fn headers_are_limited_too() {
    let long = format!("x-long: {}\r\n", "a".repeat(40_000));
    let many = "x-a: 1\r\n".repeat(5000);
    let endless = (b"HTTP/1.1 200 OK\r\n".to_vec(), b"x-a: 1\r\n".repeat(1000));
    for (what, act) in [
        ("a long header", Act::Say(http("200 OK", &long, b""))),
        ("many headers", Act::Say(http("200 OK", &many, b""))),
        ("endless headers", Act::SayEndlessly(endless.0, endless.1)),
    ] {
        let (_server, error) = serve([act]).await;
        assert!(matches!(error, Err(ReadError::TooLarge { limit: 32_768 })), "{what}: {error:?}");
    }
}

#[tokio::test]
async fn a_server_that_stops_talking_is_left_at_the_limit() {
    for start in [&b""[..], b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"] {
        let server = TestServer::start([Act::SayAndHang(start.to_vec())]).await;
        let mut config = config(&format!("http://{}", server.address));
        config.limits.total_timeout = Duration::from_millis(200);
        let error = read(&upstream(config)).await;
        assert!(matches!(error, Err(ReadError::Timeout { limit }) if limit.as_millis() == 200), "{error:?}");
        assert_eq!(server.heads().len(), 1, "a read that was too slow isn't repeated");
    }
}

#[tokio::test]
async fn a_reflected_token_is_scrubbed_wherever_the_chunks_end() {
    let json = CANARY.replace('/', "\\/");
    let body = format!("{{\"raw\":\"{CANARY}\",\"json\":\"{json}\"}}");
    let chunks: String = body
        .as_bytes()
        .chunks(3)
        .map(|part| format!("{:x}\r\n{}\r\n", part.len(), std::str::from_utf8(part).unwrap()))
        .collect();
    let answer =
        format!("HTTP/1.1 401 Unauthorized\r\nx-echo: {CANARY}\r\ntransfer-encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");
    let server = TestServer::start([Act::Say(answer.into_bytes())]).await;
    let value = Arc::new(SecretString::from(CANARY));
    let token = ("X-Recharge-Access-Token".to_owned(), HeaderValue::Secret { name: "token".into(), value });
    let answer = at(&server).read(Read { headers: vec![token], ..Read::of("/store") }, soon()).await.unwrap();
    assert_eq!(answer.body, "{\"raw\":\"[secret]\",\"json\":\"[secret]\"}");
    assert!(answer.headers.contains(&("x-echo".into(), "[secret]".into())));
}

#[tokio::test]
async fn no_error_shows_the_token_or_the_query() {
    let token = || {
        let value = Arc::new(SecretString::from(CANARY));
        ("X-Recharge-Access-Token".to_owned(), HeaderValue::Secret { name: "token".into(), value })
    };
    let echo = format!("HTTP/1.1 200 OK\r\nx-echo: {CANARY}\r\ncontent-length: 99\r\n\r\n{CANARY}").into_bytes();
    let malformed = format!("HTTP/1.1 200 OK\r\n{CANARY} \0\r\n\r\n").into_bytes();
    for act in [Act::Say(echo), Act::Say(malformed), Act::Reset] {
        let server = TestServer::start([act.clone(), act]).await;
        let query = vec![("email".to_owned(), "canary@example.com".to_owned())];
        let read = Read { query, headers: vec![token()], ..Read::of("/customers") };
        let error = at(&server).read(read, soon()).await.unwrap_err();
        let shown = chain(&error);
        assert!(!shown.contains("canary") && shown.contains("recharge"), "{shown}");
    }
}

#[tokio::test]
async fn where_nothing_listens_the_error_says_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = read(&upstream(config(&format!("http://{address}")))).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "upstream \"recharge\" can't be reached at http://{address}: nothing accepts connections there; \
             check the address and the port"
        )
    );
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_name_without_an_address_is_told_apart() {
    // Too long a label for any resolver, so that none is asked.
    let error = read(&upstream(config(&format!("https://{}.example", "a".repeat(64))))).await.unwrap_err();
    assert!(error.to_string().ends_with("its name can't be resolved; check the address and the network"), "{error:?}");
}

#[tokio::test]
async fn proxies_of_the_environment_are_ignored() {
    // Set in a process of its own: the environment of this one is shared with the other tests.
    const NAME: &str = "proxies_of_the_environment_are_ignored";
    const PROXIES: [&str; 6] = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    if std::env::var("ALL_PROXY").as_deref() == Ok("http://127.0.0.1:1") {
        let (_server, answer) = serve([Act::Say(http("200 OK", "", b"{}"))]).await;
        assert_eq!(answer.unwrap().status, 200);
        return;
    }
    let name = std::thread::current().name().map(str::to_owned).filter(|name| name.ends_with(NAME)).unwrap();
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args([&name, "--exact"])
        .envs(PROXIES.map(|variable| (variable, "http://127.0.0.1:1")))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && shown.contains("1 passed"), "{shown}");
}

#[tokio::test]
async fn localhost_means_this_machine_and_nothing_else() {
    let server = TestServer::start([Act::Say(http("200 OK", "", b"{}"))]).await;
    let base = format!("http://localhost:{}", server.address.port());
    assert_eq!(read(&upstream(config(&base))).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_connection_that_takes_too_long_is_told_apart() {
    // Accepts and never says a word of TLS.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut config = config(&format!("https://{address}"));
    config.limits.connect_timeout = Duration::from_millis(200);
    let error = read(&upstream(config)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "upstream \"recharge\" can't be reached at https://{address}: no connection within 200 ms; \
             check the network"
        )
    );
}

/// A TLS server's side and its certificate as PEM.
fn self_signed(names: &[&str]) -> (TlsAcceptor, Vec<u8>) {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), cert.pem().into_bytes())
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_refused_and_an_extra_root_is_trusted() {
    let (tls, pem) = self_signed(&["127.0.0.1"]);
    let server = TestServer::start_tls([Act::Say(http("200 OK", "", b"{}"))], tls).await;
    let base = format!("https://{}", server.address);
    let error = read(&upstream(config(&base))).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "upstream \"recharge\" can't be reached at {base}: its certificate isn't trusted; check the address, \
             and if it has an authority of its own, add that one's certificate to the trusted ones"
        )
    );
    assert_eq!(server.heads(), [""; 0], "nothing was sent");

    let mut trusting = config(&base);
    trusting.extra_roots = vec![pem];
    assert_eq!(read(&upstream(trusting)).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_trusted_certificate_for_another_name_is_refused() {
    let (tls, pem) = self_signed(&["api.example.com"]);
    let server = TestServer::start_tls([], tls).await;
    let mut config = config(&format!("https://{}", server.address));
    config.extra_roots = vec![pem];
    let error = read(&upstream(config)).await.unwrap_err();
    assert!(error.to_string().contains("its certificate isn't trusted"), "{error}");
}

#[tokio::test]
async fn a_plain_server_behind_https_is_told_apart() {
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = server.local_addr().unwrap();
    let answer = tokio::spawn(async move {
        let (mut stream, _) = server.accept().await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        stream
    });
    let error = read(&upstream(config(&format!("https://{address}")))).await.unwrap_err();
    assert!(error.to_string().ends_with("TLS failed; check that the address speaks HTTPS"), "{error}");
    answer.await.unwrap();
}

#[test]
fn an_extra_root_that_is_no_certificate_is_named() {
    for pem in [&b""[..], b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let mut config = config("https://127.0.0.1:1");
        config.extra_roots = vec![pem.to_vec()];
        let error = HttpTransport::new(&config).unwrap_err();
        assert!(matches!(error, TransportSetupError::Certificate { number: 1, .. }), "{error:?}");
        assert!(error.source().is_some());
    }
}
