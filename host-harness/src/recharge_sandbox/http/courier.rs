//! Delivers webhooks, to this machine alone: a task beside the server, which sends what is due and notes what came of it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::future::join_all;
use http::header::{CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderValue, Request};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

use super::service::Service;
use crate::recharge_sandbox::telling::outbox::{Letter, Outcome};

/// How long a receiver has for its answer.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// How many servers are delivered to at once. Each gets one delivery at a time, in order.
const CONCURRENT: usize = 8;

/// How long somebody who wants everything delivered waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Delivers what is due, for as long as it is let.
pub(super) async fn run(service: Arc<Service>) {
    loop {
        while round(&service).await {}
        service.something_may_be_due().await;
    }
}

/// Delivers everything that is pending now, due or not, and waits for it: half a minute at most.
pub(super) async fn deliver(service: &Service) -> usize {
    let deadline = Instant::now() + PATIENCE;
    let count = service.make_due();
    while matches!(timeout_at(deadline, round(service)).await, Ok(true)) {}
    count
}

/// Sends one delivery to each server that has one due; whether there was any.
async fn round(service: &Service) -> bool {
    let _alone = service.round().await;
    let (era, letters) = service.letters(CONCURRENT);
    let any = !letters.is_empty();
    join_all(letters.iter().map(|letter| async {
        let outcome = send(letter).await;
        service.attempted(era, letter.id, &outcome);
    }))
    .await;
    any
}

async fn send(letter: &Letter) -> Outcome {
    match timeout(TIME_LIMIT, exchange(letter)).await {
        Ok(Ok(status)) => Outcome::Answer(status),
        Ok(Err(why)) => Outcome::Nothing(why),
        Err(_) => Outcome::Nothing(format!("no answer within {} s", TIME_LIMIT.as_secs())),
    }
}

/// The status of the receiver's answer. Its body is not read, and a redirection is an answer like any other.
async fn exchange(letter: &Letter) -> Result<u16, String> {
    // Every one of these is on this machine: no other address becomes a target.
    let stream = TcpStream::connect(letter.target.sockets.as_slice()).await.map_err(|why| why.to_string())?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|why| why.to_string())?;
    let request = request(letter).map_err(|why| why.to_string())?;
    let exchange = async move { sender.send_request(request).await.map(|response| response.status().as_u16()) };
    let mut exchange = std::pin::pin!(exchange);
    tokio::select! {
        status = &mut exchange => status.map_err(|why| why.to_string()),
        // The connection has ended; what it brought before that is still there.
        _ = connection => exchange.await.map_err(|why| why.to_string()),
    }
}

fn request(letter: &Letter) -> Result<Request<Full<Bytes>>, http::Error> {
    let mut request = Request::post(&letter.target.path)
        .header(HOST, &letter.target.host)
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, "Recharge-Sandbox")
        .body(Full::new(Bytes::from(letter.body.clone())))?;
    for (name, value) in &letter.headers {
        request.headers_mut().insert(*name, HeaderValue::from_str(value)?);
    }
    Ok(request)
}

#[cfg(test)]
mod tests;
