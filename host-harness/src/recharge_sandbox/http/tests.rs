//! The server itself: real sockets, headers, ports.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::recharge_sandbox::demo;

fn state() -> State {
    demo::world("2026-11-22T20:00:00Z".parse().unwrap()).unwrap()
}

/// The head and the body of the answer to a request of these lines.
async fn raw(sandbox: &Sandbox, lines: &[&str]) -> (String, String) {
    let mut stream = TcpStream::connect(sandbox.base_url().strip_prefix("http://").unwrap()).await.unwrap();
    let request = format!("{}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", lines.join("\r\n"));
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_lowercase(), body.to_owned())
}

fn token() -> String {
    format!("X-Recharge-Access-Token: {}", demo::TOKEN_FULL)
}

#[tokio::test]
async fn every_answer_has_recharges_headers_errors_too() {
    let sandbox = Sandbox::start(state(), SandboxOptions::default()).await.unwrap();
    let token = token();
    let version = "X-Recharge-Version: 2021-11";
    let cases: [(&[&str], &str, &str); 6] = [
        (&["GET /customers HTTP/1.1", &token, version], "200 ok", "2021-11"),
        (&["GET /api/customers?limit=1 HTTP/1.1", &token, version], "200 ok", "2021-11"),
        (&["GET /customers HTTP/1.1", version], "401 unauthorized", "2021-11"),
        (&["GET /customers HTTP/1.1"], "401 unauthorized", "2021-01"),
        (&["GET /nothing HTTP/1.1", &token, version], "404 not found", "2021-11"),
        (&["GET /customers?limit=0 HTTP/1.1", &token, version], "422 unprocessable entity", "2021-11"),
    ];
    for (lines, status, version) in cases {
        let (head, body) = raw(&sandbox, lines).await;
        assert!(head.starts_with(&format!("http/1.1 {status}")), "{head}");
        assert!(head.contains("\r\ncontent-type: application/json\r\n"), "{head}");
        assert!(head.contains(&format!("\r\nx-recharge-version: {version}\r\n")), "{head}");
        assert!(head.contains("/40\r\n") && head.contains("\r\nx-recharge-limit: "), "{head}");
        assert!(head.contains("\r\nx-request-id: sandbox-0000000"), "{head}");
        assert!(!head.contains("retry-after"), "{head}");
        serde_json::from_str::<serde_json::Value>(&body).unwrap();
    }
    assert_eq!(sandbox.ledger().len(), cases.len());
    sandbox.shutdown().await;
}

#[tokio::test]
async fn the_pages_of_2021_01_are_whole_links_for_whoever_was_asked() {
    let sandbox = Sandbox::start(state(), SandboxOptions::default()).await.unwrap();
    let token = token();
    let (head, _) = raw(&sandbox, &["GET /api/charges?page=2&limit=1&status=QUEUED HTTP/1.1", &token]).await;
    let next = "<http://127.0.0.1/api/charges?limit=1&page=3&status=queued>; rel=\"next\"";
    let previous = "<http://127.0.0.1/api/charges?limit=1&page=1&status=queued>; rel=\"previous\"";
    assert!(head.contains(&format!("\r\nlink: {next}, {previous}\r\n")), "{head}");
    let (head, _) = raw(&sandbox, &["GET /charges?limit=1 HTTP/1.1", &token, "X-Recharge-Version: 2021-11"]).await;
    assert!(!head.contains("\r\nlink:"), "{head}");
}

#[tokio::test]
async fn a_token_that_is_no_text_is_a_wrong_token() {
    let sandbox = Sandbox::start(state(), SandboxOptions::default()).await.unwrap();
    let (head, _) = raw(&sandbox, &["GET /customers HTTP/1.1", "X-Recharge-Access-Token: ü"]).await;
    assert!(head.starts_with("http/1.1 401"), "{head}");
}

#[tokio::test]
async fn a_429_says_how_long_only_where_it_is_told_to() {
    let bucket = BucketSize { capacity: 0, leak_per_second: 0 };
    for retry_after in [None, Some(3)] {
        let options = SandboxOptions { bucket, ..SandboxOptions::default() };
        let mut shop = state();
        shop.unknowns.retry_after = retry_after;
        let sandbox = Sandbox::start(shop, options).await.unwrap();
        let (head, body) = raw(&sandbox, &["GET / HTTP/1.1", &token()]).await;
        assert!(head.starts_with("http/1.1 429") && head.contains("x-recharge-limit: 0/0"), "{head}");
        assert_eq!(head.contains("retry-after: 3"), retry_after.is_some());
        assert_eq!(body, r#"{"warning":"too many requests"}"#);
    }
}

#[tokio::test]
async fn a_port_in_use_is_named_with_what_to_do() {
    let first = Sandbox::start(state(), SandboxOptions::default()).await.unwrap();
    let port: u16 = first.base_url().rsplit(':').next().unwrap().parse().unwrap();
    let options = SandboxOptions { port, ..SandboxOptions::default() };
    let error = Sandbox::start(state(), options.clone()).await.unwrap_err();
    assert!(matches!(error, SandboxError::PortInUse { port: named, .. } if named == port), "{error:?}");
    assert_eq!(
        error.to_string(),
        format!("port {port} on 127.0.0.1 is in use; choose another one, or 0 for a free one")
    );
    first.shutdown().await;
    Sandbox::start(state(), options).await.expect("after a shutdown the port is free").shutdown().await;
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_a_client_that_keeps_its_connection() {
    let sandbox = Sandbox::start(state(), SandboxOptions::default()).await.unwrap();
    let mut stream = TcpStream::connect(sandbox.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 401");
    sandbox.shutdown().await;
}

#[tokio::test]
async fn it_listens_on_loopback_alone() {
    let sandbox = Sandbox::start(state(), SandboxOptions::default()).await.unwrap();
    assert!(sandbox.address.ip().is_loopback());
}

#[tokio::test]
async fn what_somebody_else_changed_is_seen_by_the_next_request() {
    let sandbox = Sandbox::start(state(), SandboxOptions::default()).await.unwrap();
    let id = *sandbox.state_snapshot().customers.keys().next().unwrap();
    sandbox.edit(|state| state.customers.get_mut(&id).unwrap().last_name = "Changed".to_owned());
    let line = format!("GET /customers/{id} HTTP/1.1");
    let (_, body) = raw(&sandbox, &[&line, &token(), "X-Recharge-Version: 2021-11"]).await;
    assert!(body.contains("\"last_name\":\"Changed\""), "{body}");
    assert_eq!(sandbox.state_snapshot().customers[&id].last_name, "Changed");
}

/// Everything that comes back for a GET, as bytes: a cut answer is no text with a head.
async fn bytes(sandbox: &Sandbox, path: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(sandbox.base_url().strip_prefix("http://").unwrap()).await.unwrap();
    let lines = format!(
        "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{}\r\nX-Recharge-Version: 2021-11\r\n\r\n",
        token()
    );
    stream.write_all(lines.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A cut connection may be reset as well as closed.
    let _ = stream.read_to_end(&mut answer).await;
    answer
}

fn fault(sandbox: &Sandbox, effect: &str) {
    let fault = serde_json::from_str(&format!(r#"{{"effect":{effect},"times":1}}"#)).unwrap();
    sandbox.faults(|faults| faults.add(fault));
}

#[tokio::test]
async fn a_cut_connection_gives_no_answer_and_a_truncated_one_less_than_it_says() {
    let sandbox = Sandbox::start(state(), SandboxOptions::default()).await.unwrap();
    for effect in ["\"cut_before\"", "\"cut_after\""] {
        fault(&sandbox, effect);
        assert_eq!(bytes(&sandbox, "/store").await, b"", "{effect}");
    }
    let whole = String::from_utf8(bytes(&sandbox, "/store").await).unwrap();
    let (head, body) = whole.split_once("\r\n\r\n").unwrap();
    assert!(head.to_lowercase().contains(&format!("content-length: {}", body.len())), "{head}");
    fault(&sandbox, "\"truncated\"");
    let half = String::from_utf8(bytes(&sandbox, "/store").await).unwrap();
    let (head, less) = half.split_once("\r\n\r\n").unwrap();
    assert!(head.to_lowercase().contains(&format!("content-length: {}", body.len())), "{head}");
    assert!(less.len() < body.len() && body.starts_with(less), "{} of {}", less.len(), body.len());
    fault(&sandbox, "{\"slow_body\":1}");
    assert!(String::from_utf8(bytes(&sandbox, "/store").await).unwrap().ends_with(body), "slow, but whole");
    fault(&sandbox, "{\"delay\":1}");
    assert!(String::from_utf8(bytes(&sandbox, "/store").await).unwrap().ends_with(body), "late, but whole");
}

#[tokio::test]
async fn a_write_is_in_its_file_before_it_is_answered_and_also_where_the_answer_is_cut() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let options = SandboxOptions { keep: Some(file.clone()), ..SandboxOptions::default() };
    let sandbox = Sandbox::start(state(), options).await.unwrap();
    bytes(&sandbox, "/store").await;
    assert!(!file.exists(), "who only reads changes nothing");
    for (at, effect) in [None, Some("\"cut_after\"")].into_iter().enumerate() {
        if let Some(effect) = effect {
            fault(&sandbox, effect);
        }
        let name = format!("Kept {at}");
        let id = *sandbox.state_snapshot().customers.keys().next().unwrap();
        let body = format!(r#"{{"last_name":"{name}"}}"#);
        let mut stream = TcpStream::connect(sandbox.address).await.unwrap();
        let head = format!("PUT /customers/{id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{}", token());
        let rest = format!("X-Recharge-Version: 2021-11\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        stream.write_all(format!("{head}\r\n{rest}").as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // A cut connection may be reset as well as closed.
        let _ = stream.read_to_end(&mut answer).await;
        assert_eq!(answer.is_empty(), effect.is_some(), "{}", String::from_utf8_lossy(&answer));
        assert_eq!(State::load(&file).unwrap().customers[&id].last_name, name, "{}", String::from_utf8_lossy(&answer));
    }
}

#[tokio::test]
async fn its_own_endpoint_is_not_for_web_pages_and_says_what_is_wrong() {
    let sandbox = Sandbox::start(state(), SandboxOptions::default()).await.unwrap();
    let control = "X-Sandbox-Control: 1";
    for (lines, status) in [
        (vec!["GET /_sandbox/state HTTP/1.1"], "403"),
        (vec!["GET /_sandbox/state HTTP/1.1", control, "Origin: https://example.com"], "403"),
        (vec!["GET http://example.com/_sandbox/state HTTP/1.1", control], "403"),
        (vec!["GET /_sandbox/state HTTP/1.1", control], "200"),
        (vec!["GET /_sandbox/invariants HTTP/1.1", control], "200"),
        (vec!["GET /_sandbox/ledger HTTP/1.1", control], "200"),
        (vec!["POST /_sandbox/settle HTTP/1.1", control], "200"),
        (vec!["POST /_sandbox/advance HTTP/1.1", control], "422"),
        (vec!["DELETE /_sandbox/faults/7 HTTP/1.1", control], "404"),
        (vec!["GET /_sandbox/nothing HTTP/1.1", control], "404"),
    ] {
        let (head, body) = raw(&sandbox, &lines).await;
        assert!(head.starts_with(&format!("http/1.1 {status}")), "{lines:?}: {head}");
        assert!(!body.contains(demo::TOKEN_FULL), "no token is in what it says");
        assert_eq!(body.starts_with("{\"error\""), status != "200", "{lines:?}: {body}");
    }
    assert!(sandbox.ledger().is_empty(), "none of that is a request to Recharge");
}

#[tokio::test]
async fn a_reset_brings_back_the_start() {
    let sandbox = Sandbox::start(state(), SandboxOptions::default()).await.unwrap();
    let start = sandbox.state_snapshot();
    sandbox.advance("30d").unwrap();
    assert_ne!(sandbox.state_snapshot(), start);
    assert_eq!(sandbox.violations(), []);
    sandbox.reset();
    assert_eq!(sandbox.state_snapshot(), start);
}
