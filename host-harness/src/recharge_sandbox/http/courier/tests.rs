//! Deliveries over real sockets on loopback, to receivers that judge them with code of their own.

use std::collections::VecDeque;
use std::future::pending;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::recharge_sandbox::model::{Delivery, DeliveryStatus, Id};
use crate::recharge_sandbox::telling::outbox::{MAX_ATTEMPTS, is_due};
use crate::recharge_sandbox::{CommitLag, Sandbox, SandboxOptions, State, demo};

/// What a receiver does with a delivery.
#[derive(Debug, Clone, Copy)]
enum Manner {
    Answers(u16),
    /// Never answers.
    Hangs,
    /// Sends the client elsewhere.
    Redirects(SocketAddr),
}

/// The headers and the raw body of a delivery.
type Got = (HeaderMap, Vec<u8>);

/// A server that notes what it gets.
#[derive(Debug, Clone, Default)]
struct Receiver {
    got: Arc<Mutex<Vec<Got>>>,
    /// For one delivery after the other; 200 when there is none left.
    manners: Arc<Mutex<VecDeque<Manner>>>,
}

async fn receive(Shared(receiver): Shared<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    receiver.got.lock().unwrap().push((headers, body.to_vec()));
    let manner = receiver.manners.lock().unwrap().pop_front().unwrap_or(Manner::Answers(200));
    match manner {
        Manner::Answers(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Manner::Hangs => pending().await,
        Manner::Redirects(to) => {
            (StatusCode::TEMPORARY_REDIRECT, [("location", format!("http://{to}/stolen"))]).into_response()
        }
    }
}

impl Receiver {
    async fn start(manners: &[Manner]) -> (Self, SocketAddr) {
        let receiver = Self { manners: Arc::new(Mutex::new(manners.iter().copied().collect())), ..Self::default() };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = Router::new().fallback(receive).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        (receiver, address)
    }

    fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
}

async fn sandbox(hold_webhooks: bool) -> Sandbox {
    let state = demo::world("2026-11-22T20:00:00Z".parse().unwrap()).unwrap();
    serve(state, hold_webhooks).await
}

async fn serve(state: State, hold_webhooks: bool) -> Sandbox {
    let options =
        SandboxOptions { commit_lag: CommitLag::AfterRequests(0), hold_webhooks, ..SandboxOptions::default() };
    Sandbox::start(state, options).await.unwrap()
}

/// One request to the sandbox, over its socket.
async fn exchange(sandbox: &Sandbox, method: &str, path: &str, headers: &[&str], body: &Value) -> (u16, Value) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let head = headers.join("\r\n");
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {length}\r\n{head}\r\n\r\n{body}"
    );
    let mut stream = TcpStream::connect(sandbox.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}

async fn control(sandbox: &Sandbox, method: &str, path: &str) -> (u16, Value) {
    exchange(sandbox, method, &format!("/_sandbox/{path}"), &["X-Sandbox-Control: 1"], &Value::Null).await
}

async fn call(sandbox: &Sandbox, method: &str, path: &str, body: Value) -> (u16, Value) {
    let token = format!("X-Recharge-Access-Token: {}", demo::TOKEN_FULL);
    exchange(sandbox, method, path, &[&token, "X-Recharge-Version: 2021-11"], &body).await
}

async fn hook(sandbox: &Sandbox, topic: &str, address: &str) -> Id {
    let (status, answer) = call(sandbox, "POST", "/webhooks", json!({"address": address, "topic": topic})).await;
    assert_eq!(status, 201, "{answer}");
    answer["webhook"]["id"].as_u64().unwrap()
}

async fn rename(sandbox: &Sandbox, name: &str) -> Id {
    let id = *sandbox.state_snapshot().customers.keys().next().unwrap();
    let (status, answer) = call(sandbox, "PUT", &format!("/customers/{id}"), json!({"first_name": name})).await;
    assert_eq!(status, 200, "{answer}");
    id
}

/// Waits until nothing is due.
async fn settled(sandbox: &Sandbox) -> Vec<Delivery> {
    while is_due(&sandbox.state_snapshot()) {
        drop(sandbox.service.round().await);
        tokio::task::yield_now().await;
    }
    assert_eq!(sandbox.violations(), []);
    sandbox.deliveries()
}

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    Sha256::digest(parts.concat()).into()
}

/// HMAC by RFC 2104, written out: nothing that signs is used here.
fn hmac(key: &[u8], message: &[u8]) -> String {
    let mut block = [0_u8; 64];
    if key.len() > 64 {
        block[..32].copy_from_slice(&sha256(&[key]));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = sha256(&[&block.map(|byte| byte ^ 0x36), message]);
    hex::encode(sha256(&[&block.map(|byte| byte ^ 0x5c), &inner]))
}

fn is_signed(headers: &HeaderMap, body: &[u8], secret: &str, now: i64) {
    let text = |name: &str| headers[name].to_str().unwrap();
    assert_eq!(text("x-recharge-hmac-sha256"), hex::encode(sha256(&[secret.as_bytes(), body])));
    let (time, signature) = text("x-recharge-webhook-signature").split_once(',').unwrap();
    let time = time.strip_prefix("t=").unwrap();
    assert_eq!((time, text("x-recharge-webhook-timestamp")), (now.to_string().as_str(), time));
    let signed = [time.as_bytes(), b".", body].concat();
    assert_eq!(signature.strip_prefix("v1=").unwrap(), hmac(secret.as_bytes(), &signed));
}

#[tokio::test]
async fn a_change_is_delivered_with_both_signatures_over_the_raw_body() {
    let (receiver, address) = Receiver::start(&[]).await;
    let sandbox = sandbox(false).await;
    hook(&sandbox, "customer/updated", &format!("http://{address}/hooks/recharge?shop=1")).await;
    let id = rename(&sandbox, "Zoë \u{1f600}").await;
    let deliveries = settled(&sandbox).await;
    assert_eq!((deliveries[0].status, deliveries[0].attempts), (DeliveryStatus::Delivered, 1));
    let got = receiver.got();
    let (headers, body) = &got[0];
    assert_eq!(got.len(), 1);
    is_signed(headers, body, demo::CLIENT_SECRET_FULL, sandbox.state_snapshot().now.as_second());
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["x-recharge-topic"], "customer/updated");
    assert_eq!(headers["x-recharge-external-platform-domain"], sandbox.state_snapshot().store.identifier.as_str());
    assert!(!headers.contains_key("x-recharge-access-token") && !headers.contains_key("x-sandbox-control"));
    let (_, read) = call(&sandbox, "GET", &format!("/customers/{id}"), Value::Null).await;
    assert_eq!(serde_json::from_slice::<Value>(body).unwrap(), read, "the envelope of a read");
}

#[tokio::test]
async fn a_receiver_that_refuses_gets_it_again_when_the_clock_is_moved() {
    let (receiver, address) = Receiver::start(&[Manner::Answers(500), Manner::Answers(429)]).await;
    let sandbox = sandbox(false).await;
    hook(&sandbox, "customer/updated", &format!("http://{address}/")).await;
    rename(&sandbox, "Z").await;
    let deliveries = settled(&sandbox).await;
    assert_eq!((deliveries[0].status, deliveries[0].outcome.as_deref()), (DeliveryStatus::Pending, Some("500")));
    sandbox.advance("1h").unwrap();
    assert_eq!(settled(&sandbox).await[0].attempts, 1, "its time has not come");
    sandbox.advance("2h").unwrap();
    assert_eq!(settled(&sandbox).await[0].outcome.as_deref(), Some("429"));
    // Or at once, when somebody says so.
    assert_eq!(sandbox.deliver_webhooks().await, 1);
    let delivery = sandbox.deliveries().remove(0);
    assert_eq!((delivery.status, delivery.attempts), (DeliveryStatus::Delivered, 3));
    let got = receiver.got();
    assert!(got.iter().all(|(_, body)| *body == got[0].1), "the same body each time");
    let start = "2026-11-22T20:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second();
    for ((headers, body), hours) in got.iter().zip([0, 3, 3]) {
        is_signed(headers, body, demo::CLIENT_SECRET_FULL, start + hours * 3600);
    }
}

#[tokio::test]
async fn a_receiver_that_is_too_slow_is_not_waited_for() {
    let (receiver, address) = Receiver::start(&[Manner::Hangs]).await;
    let sandbox = sandbox(true).await;
    hook(&sandbox, "customer/updated", &format!("http://{address}/")).await;
    rename(&sandbox, "Z").await;
    // The five seconds pass at once when nothing else is left to do.
    tokio::time::pause();
    assert_eq!(sandbox.deliver_webhooks().await, 1);
    tokio::time::resume();
    let delivery = sandbox.deliveries().remove(0);
    assert_eq!((delivery.status, delivery.attempts), (DeliveryStatus::Pending, 1));
    assert_eq!(delivery.outcome.as_deref(), Some("no answer within 5 s"));
    receiver.manners.lock().unwrap().clear();
    sandbox.deliver_webhooks().await;
    assert_eq!(sandbox.deliveries()[0].status, DeliveryStatus::Delivered);
}

#[tokio::test]
async fn a_receiver_that_is_gone_loses_its_webhook_after_the_last_attempt() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let sandbox = sandbox(false).await;
    let id = hook(&sandbox, "customer/updated", &format!("http://{address}/")).await;
    rename(&sandbox, "Z").await;
    assert_eq!(settled(&sandbox).await[0].status, DeliveryStatus::Pending);
    sandbox.advance("47h").unwrap();
    settled(&sandbox).await;
    assert!(sandbox.state_snapshot().webhooks.contains_key(&id));
    sandbox.advance("1h").unwrap();
    let deliveries = settled(&sandbox).await;
    let first = deliveries.first().unwrap();
    assert_eq!((first.status, first.attempts), (DeliveryStatus::Failed, MAX_ATTEMPTS), "{first:?}");
    assert!(deliveries.iter().all(|delivery| delivery.status != DeliveryStatus::Pending));
    assert!(!sandbox.state_snapshot().webhooks.contains_key(&id));
}

#[tokio::test]
async fn nothing_but_the_address_itself_is_dialled() {
    let (thief, stolen) = Receiver::start(&[]).await;
    let (receiver, address) = Receiver::start(&[Manner::Redirects(stolen)]).await;
    let sandbox = sandbox(false).await;
    hook(&sandbox, "customer/updated", &format!("http://{address}/")).await;
    // Addresses that are not on this machine, one of which names a port that would answer here.
    for elsewhere in
        [format!("http://localhost.example.com:{}/", stolen.port()), format!("http://0.0.0.0:{}/", stolen.port())]
    {
        hook(&sandbox, "customer/updated", &elsewhere).await;
    }
    rename(&sandbox, "Z").await;
    settled(&sandbox).await;
    let statuses: Vec<DeliveryStatus> = sandbox.deliveries().iter().map(|delivery| delivery.status).collect();
    assert_eq!(statuses, [DeliveryStatus::Rejected, DeliveryStatus::NotSent, DeliveryStatus::NotSent]);
    assert_eq!((receiver.got().len(), thief.got().len()), (1, 0));
}

#[tokio::test]
async fn deliveries_come_in_order_unless_a_fault_says_otherwise() {
    let (receiver, address) = Receiver::start(&[]).await;
    let sandbox = sandbox(true).await;
    hook(&sandbox, "customer/updated", &format!("http://localhost:{}/", address.port())).await;
    sandbox.faults(|faults| {
        faults.add(serde_json::from_value(json!({"effect": "unordered_webhooks", "times": 1})).unwrap());
        faults.add(serde_json::from_value(json!({"effect": "duplicate_webhooks", "times": 1, "after": 1})).unwrap());
    });
    for name in ["first", "second", "third"] {
        rename(&sandbox, name).await;
    }
    assert_eq!(receiver.got().len(), 0, "it is held until somebody says so");
    assert_eq!(sandbox.deliver_webhooks().await, 4);
    let names: Vec<String> = receiver
        .got()
        .iter()
        .map(|(_, body)| {
            serde_json::from_slice::<Value>(body).unwrap()["customer"]["first_name"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(names, ["second", "second", "third", "first"]);
}

#[tokio::test]
async fn what_is_pending_in_a_file_is_delivered_by_the_next_server() {
    let (receiver, address) = Receiver::start(&[]).await;
    let first = sandbox(true).await;
    hook(&first, "customer/updated", &format!("http://{address}/")).await;
    rename(&first, "Z").await;
    let state = first.state_snapshot();
    first.shutdown().await;
    let second = serve(state, false).await;
    assert_eq!(settled(&second).await[0].status, DeliveryStatus::Delivered);
    assert_eq!(receiver.got().len(), 1);
}

#[tokio::test]
async fn a_slow_receiver_holds_up_no_other() {
    let (_, slow) = Receiver::start(&[Manner::Hangs; 3]).await;
    let (quick, address) = Receiver::start(&[]).await;
    let sandbox = sandbox(false).await;
    hook(&sandbox, "customer/updated", &format!("http://{slow}/")).await;
    hook(&sandbox, "customer/updated", &format!("http://{address}/")).await;
    rename(&sandbox, "Z").await;
    // The slow one never answers, and this test doesn't wait for its five seconds.
    while sandbox.deliveries().iter().all(|delivery| delivery.status != DeliveryStatus::Delivered) {
        tokio::task::yield_now().await;
    }
    assert_eq!(quick.got().len(), 1);
    assert_eq!(sandbox.deliveries()[0].attempts, 0);
}

#[tokio::test]
async fn the_control_endpoint_lists_and_delivers() {
    let (receiver, address) = Receiver::start(&[Manner::Answers(503)]).await;
    let sandbox = sandbox(true).await;
    let id = hook(&sandbox, "customer/updated", &format!("http://{address}/")).await;
    let customer = rename(&sandbox, "Z").await;
    let (status, listed) = control(&sandbox, "GET", "webhooks").await;
    assert_eq!(status, 200);
    assert_eq!((&listed["webhooks"][0]["id"], &listed["webhooks"][0]["token"]), (&json!(id), &json!("Helpdesk")));
    let delivery = &listed["deliveries"][0];
    assert_eq!((&delivery["status"], &delivery["object_id"]), (&json!("pending"), &json!(customer)));
    assert!(delivery.get("body").is_none() && !listed.to_string().contains(demo::CLIENT_SECRET_FULL));
    let (status, listed) = control(&sandbox, "POST", "webhooks/deliver").await;
    assert_eq!((status, &listed["tried"], &listed["deliveries"][0]["outcome"]), (200, &json!(1), &json!("503")));
    let (_, listed) = control(&sandbox, "POST", "webhooks/deliver").await;
    assert_eq!((&listed["deliveries"][0]["status"], receiver.got().len()), (&json!("delivered"), 2));
    let (_, listed) = control(&sandbox, "POST", "webhooks/deliver").await;
    assert_eq!((&listed["tried"], receiver.got().len()), (&json!(0), 2));
    assert_eq!(control(&sandbox, "PUT", "webhooks").await.0, 404);
}
