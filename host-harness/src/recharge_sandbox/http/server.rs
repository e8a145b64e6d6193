//! The socket: connections, and answers that come late, in pieces, or not at all. Below the usual web frameworks, because
//! those have no way of cutting a connection without an answer.

use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, LINK, RETRY_AFTER};
use http::uri::Authority;
use http::{HeaderValue, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep};

use super::answer::Answer;
use super::control;
use super::service::{Delivery, Reply, Request, Service};

/// The largest body that is read; Recharge's calls need a few hundred bytes.
const MAX_BODY: usize = 1024 * 1024;

/// How many pieces a slow body comes in.
const PIECES: usize = 8;

/// How long it waits after the system refused a connection, as it does when too many files are open.
const BREATH: Duration = Duration::from_millis(50);

/// How long a truncated answer takes to leave before the connection is cut.
const FLUSH: Duration = Duration::from_millis(5);

pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// Serves until it is told to stop, or until who could tell it is gone; answers what is under way.
pub(super) async fn serve(listener: TcpListener, service: Arc<Service>, stopped: oneshot::Receiver<()>) {
    let graceful = GracefulShutdown::new();
    let mut stopped = pin!(stopped);
    loop {
        let stream = tokio::select! {
            _ = &mut stopped => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "the local Recharge could not take a connection");
                    sleep(BREATH).await;
                    continue;
                }
            },
        };
        // Small answers are to leave at once; a connection that can't be told so is slower, not wrong.
        let _ = stream.set_nodelay(true);
        let service = Arc::clone(&service);
        let handle = service_fn(move |request| answer(Arc::clone(&service), request));
        let connection = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), handle);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that went away, or was cut off on purpose.
            let _ = connection.await;
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

/// The connection is cut without an answer.
#[derive(Debug, thiserror::Error)]
#[error("cut off on purpose")]
struct Cut;

async fn answer(service: Arc<Service>, request: http::Request<Incoming>) -> Result<Response<Body>, Cut> {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        let answer = Answer::json(413, &serde_json::json!({"error": "The body is too large."}));
        return Ok(response(service.unread(answer), &url(&head)));
    };
    let body = body.to_bytes();
    if let Some(path) = control::path(head.uri.path()) {
        let (status, body) = control::answer(&service, &head, path, &body).await;
        return Ok(plain(status, body));
    }
    let text = |name: &str| head.headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let request = Request {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query().unwrap_or_default(),
        token: text("x-recharge-access-token"),
        version: text("x-recharge-version"),
        body: &body,
    };
    let reply = service.reply(&request, Instant::now());
    if head.method != http::Method::GET && service.keeps() {
        // What can't be kept is not confirmed; whoever serves the file finds the same and says why.
        let keeper = Arc::clone(&service);
        if !matches!(spawn_blocking(move || keeper.keep()).await, Ok(Ok(()))) {
            return Err(Cut);
        }
    }
    if reply.delivery.delay > 0 {
        sleep(Duration::from_millis(reply.delivery.delay)).await;
    }
    if reply.delivery.is_cut { Err(Cut) } else { Ok(response(reply, &url(&head))) }
}

fn plain(status: StatusCode, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(whole(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// What was asked for, without the query: whole where the client said whom it asks, else the path alone.
fn url(head: &http::request::Parts) -> String {
    let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
    match host.and_then(|host| host.parse::<Authority>().ok()) {
        Some(host) => format!("http://{host}{}", head.uri.path()),
        None => head.uri.path().to_owned(),
    }
}

/// `url` is what was asked for, for links to other pages of it.
fn response(reply: Reply, url: &str) -> Response<Body> {
    let Reply { answer, limit, version, request_id, delivery } = reply;
    let length = answer.body.len();
    let mut response = Response::new(body(answer.body, delivery));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if delivery.is_truncated || delivery.slow.is_some() {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    let content_type = if answer.html { "text/html; charset=utf-8" } else { "application/json" };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert("x-recharge-version", HeaderValue::from_static(version.as_str()));
    let links = answer.links.iter().map(|(rel, query)| format!("<{url}?{query}>; rel=\"{rel}\""));
    let links: Vec<String> = links.collect();
    if !links.is_empty()
        && let Ok(value) = HeaderValue::from_str(&links.join(", "))
    {
        headers.insert(LINK, value);
    }
    for (name, text) in [("x-recharge-limit", limit), ("x-request-id", request_id)] {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(name, value);
        }
    }
    if let Some(seconds) = answer.retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn whole(body: Vec<u8>) -> Body {
    Full::new(Bytes::from(body)).map_err(|never: Infallible| match never {}).boxed_unsync()
}

/// The body as it gets to the client: whole, in pieces, or up to its middle.
fn body(bytes: Vec<u8>, delivery: Delivery) -> Body {
    if !delivery.is_truncated && delivery.slow.is_none() {
        return whole(bytes);
    }
    let bytes = Bytes::from(bytes);
    let end = if delivery.is_truncated { bytes.len() / 2 } else { bytes.len() };
    let size = (end / PIECES).max(1);
    let pieces = (0..end).step_by(size).map(move |start| bytes.slice(start..(start + size).min(end)));
    let pieces: Vec<Bytes> = pieces.collect();
    let wait = Duration::from_millis(delivery.slow.unwrap_or_default());
    let pieces = stream::iter(pieces).then(move |piece| async move {
        if !wait.is_zero() {
            sleep(wait).await;
        }
        Ok(Frame::data(piece))
    });
    let cut = stream::iter(delivery.is_truncated.then_some(())).then(|()| async {
        // What was written before is to leave first: a body that fails at once takes its head with it.
        sleep(FLUSH).await;
        Err(io::Error::other(Cut))
    });
    StreamBody::new(pieces.chain(cut)).boxed_unsync()
}
