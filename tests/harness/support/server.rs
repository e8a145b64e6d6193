//! Servers on loopback that run beside a test, in a runtime of their own.

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use host_harness::recharge_sandbox::{Sandbox, SandboxOptions, State};
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// A server that stops when it is dropped.
pub struct Server {
    pub url: String,
    runtime: Option<Runtime>,
}

impl Server {
    /// Serves a router.
    pub fn routes(router: Router) -> Self {
        let (runtime, listener, url) = listen();
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { url, runtime: Some(runtime) }
    }

    /// Serves a local Recharge.
    pub fn sandbox(state: State) -> Self {
        let runtime = runtime();
        let sandbox = runtime.block_on(Sandbox::start(state, SandboxOptions::default())).unwrap();
        let url = sandbox.base_url();
        runtime.spawn(async move {
            let _running = sandbox;
            std::future::pending::<()>().await;
        });
        Self { url, runtime: Some(runtime) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn listen() -> (Runtime, TcpListener, String) {
    let runtime = runtime();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (runtime, listener, url)
}

/// A server that takes connections and requests and never answers.
pub fn keeping_quiet() -> Server {
    let (runtime, listener, url) = listen();
    runtime.spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = Vec::new();
                // Until the client gives up.
                let _ = stream.read_to_end(&mut request).await;
            });
        }
    });
    Server { url, runtime: Some(runtime) }
}

/// A server that gives one answer to everything and writes down what it was asked.
pub struct Scripted {
    pub server: Server,
    hits: Arc<AtomicUsize>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    pub fn new<A: IntoResponse>(answer: impl Fn(&Request) -> A + Clone + Send + Sync + 'static) -> Self {
        let (hits, asked) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (counter, list) = (Arc::clone(&hits), Arc::clone(&asked));
        let router = Router::new().fallback(move |request: Request| {
            counter.fetch_add(1, Ordering::SeqCst);
            list.lock().unwrap().push(format!("{} {}", request.method(), request.uri()));
            let answer = answer(&request).into_response();
            async move { answer }
        });
        Self { server: Server::routes(router), hits, asked }
    }

    pub fn url(&self) -> &str {
        &self.server.url
    }

    /// Requests so far.
    pub fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }

    /// Requests so far for this path.
    pub fn hits_of(&self, path: &str) -> usize {
        let asked = self.asked();
        let of_path = asked.iter().filter(|request| request.split([' ', '?']).nth(1) == Some(path));
        of_path.count()
    }

    /// What it was asked: "GET /customers?email=…".
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// A good answer with this body.
pub fn json_body(body: &Value) -> Response {
    ([("content-type", "application/json")], body.to_string()).into_response()
}

/// An answer with a status and a JSON body.
pub fn status(status: u16, body: &str) -> Response {
    (StatusCode::from_u16(status).unwrap(), [("content-type", "application/json")], body.to_owned()).into_response()
}

/// A good answer that is a page.
pub fn html() -> Response {
    ([("content-type", "text/html")], "<!doctype html><html><title>Welcome</title></html>").into_response()
}
