//! The local Recharge over HTTP, on this machine's loopback address only.

mod answer;
mod bucket;
mod cursor;
mod ledger;
mod list;
mod options;
mod query;
mod resources;
mod route;
mod service;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State as Shared;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

pub use bucket::BucketSize;
pub use ledger::{LedgerEntry, RecordChange, What};
pub use options::{CommitLag, SandboxOptions};

use self::service::{Reply, Request, Service};
use super::state::State;

/// Why the sandbox doesn't run.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Something else listens there, perhaps another sandbox.
    #[error("port {port} on 127.0.0.1 is in use; choose another one, or 0 for a free one")]
    PortInUse {
        /// The port.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// The port can't be used.
    #[error("the local Recharge can't listen on 127.0.0.1:{port}; choose another port, one above 1023 needs no rights")]
    CannotListen {
        /// The port.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
}

/// A running local Recharge. It stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    service: Arc<Service>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl Sandbox {
    /// Serves a state on 127.0.0.1, from a task of the running tokio runtime.
    ///
    /// # Errors
    /// When the port is in use or can't be used.
    pub async fn start(state: State, options: SandboxOptions) -> Result<Self, SandboxError> {
        let port = options.port;
        let cannot_listen = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => SandboxError::PortInUse { port, source },
            _ => SandboxError::CannotListen { port, source },
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(cannot_listen)?;
        let address = listener.local_addr().map_err(cannot_listen)?;
        let service = Arc::new(Service::new(state, options));
        let router = Router::new().fallback(handle).with_state(Arc::clone(&service));
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(async move {
            let until_stopped = async {
                // A dropped sender stops the server as well.
                let _ = stopped.await;
            };
            let served = axum::serve(listener, router).with_graceful_shutdown(until_stopped).await;
            if let Err(error) = served {
                tracing::warn!(%error, "the local Recharge stopped");
            }
        });
        Ok(Self { service, address, stop: Some(stop), server })
    }

    /// Where it listens, "http://127.0.0.1:40123", without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A copy of everything it holds now.
    pub fn state_snapshot(&self) -> State {
        self.service.state()
    }

    /// Changes what it holds, between two requests: what somebody else did, or time passing.
    pub fn edit<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        self.service.edit(change)
    }

    /// The latest 20,000 requests, the oldest first.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.service.ledger()
    }

    /// Makes every queued charge follow the changes before, without waiting.
    pub fn settle(&self) {
        self.service.settle();
    }

    /// Stops it: takes no more requests, answers those under way, and frees the port.
    pub async fn shutdown(mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have stopped by itself.
            let _ = stop.send(());
        }
        if let Err(error) = (&mut self.server).await {
            tracing::warn!(%error, "the local Recharge did not stop in order");
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The largest body that is read; Recharge's calls need a few hundred bytes.
const MAX_BODY: usize = 1024 * 1024;

async fn handle(
    Shared(service): Shared<Arc<Service>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response<Body> {
    let Ok(body) = axum::body::to_bytes(body, MAX_BODY).await else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return response;
    };
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let request = Request {
        method: method.as_str(),
        path: uri.path(),
        query: uri.query().unwrap_or_default(),
        token: text("x-recharge-access-token"),
        version: text("x-recharge-version"),
        body: &body,
    };
    response(service.reply(&request, Instant::now()))
}

fn response(reply: Reply) -> Response<Body> {
    let Reply { answer, limit, version, request_id } = reply;
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let content_type = if answer.html { "text/html; charset=utf-8" } else { "application/json" };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert("x-recharge-version", HeaderValue::from_static(version));
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

#[cfg(test)]
mod tests;
