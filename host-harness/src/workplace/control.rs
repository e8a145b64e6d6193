//! The local Recharge that serves a state folder: finding it, saying where it is, and its own endpoint.

use std::fs;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use super::failure::{Exit, Failure};
use super::place::Workplace;
use super::state_dir::{SandboxLock, StateDir};
use crate::recharge_sandbox::Sandbox;

/// How long a command looks whether the state is free, and how long it waits in between: a server needs a moment from
/// taking its state until it answers, and another command is soon done.
const LOOKS: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(50);
/// How long an answer may take to a question, and to what is to be done: moving the clock bills whatever was due meanwhile.
const ANSWER: Duration = Duration::from_secs(2);
const WORK: Duration = Duration::from_secs(60);

/// Who has the local Recharge's state.
pub(crate) enum Reached {
    /// A server that listens there.
    Server(String),
    /// This process, from now on.
    Kept(SandboxLock),
}

/// Finds the server that runs on this state folder, or takes the state that is kept there.
///
/// # Errors
/// When somebody else has it and doesn't answer.
pub(crate) async fn reach(place: &Workplace) -> Result<Reached, Failure> {
    place.state.prepare()?;
    let begun = Instant::now();
    loop {
        if let Some(lock) = place.state.lock_sandbox()? {
            return Ok(Reached::Kept(lock));
        }
        if let Some(base) = running(place).await {
            return Ok(Reached::Server(base));
        }
        if begun.elapsed() >= LOOKS {
            return Err(busy(place));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Somebody else has the local Recharge's state.
pub(crate) fn busy(place: &Workplace) -> Failure {
    let message = format!("a local Recharge already runs on {}", place.state.path().display());
    Failure::new("sandbox-running", Exit::Environment, message)
        .hint("stop it, or choose another state folder with --state")
}

/// Where the server of this state folder listens, when it answers.
pub(crate) async fn running(place: &Workplace) -> Option<String> {
    let base = fs::read_to_string(place.state.sandbox_url()).ok()?.trim().to_owned();
    // What a killed server left behind leads nowhere.
    call(&base, "GET", "faults", None).await.ok().map(|_| base)
}

/// Says where a server listens, for other commands on the same state folder.
pub(crate) fn announce(place: &Workplace, sandbox: &Sandbox) -> Result<(), Failure> {
    let path = place.state.sandbox_url();
    fs::write(&path, sandbox.base_url()).map_err(|why| {
        Failure::new("state-not-writable", Exit::Environment, format!("can't write {}: {why}", path.display()))
            .caused_by(why)
    })
}

/// Says that it listens no more.
pub(crate) fn withdraw(state: &StateDir) {
    // One that stays is found to lead nowhere.
    let _ = fs::remove_file(state.sandbox_url());
}

/// One request to the sandbox's own endpoint.
pub(crate) async fn call(base: &str, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Failure> {
    let most = if method == "GET" { ANSWER } else { WORK };
    let late = |_| unreachable(base, &format!("it has said nothing for {} s", most.as_secs()));
    tokio::time::timeout(most, ask(base, method, path, body)).await.map_err(late).and_then(|answer| answer)
}

fn unreachable(base: &str, why: &str) -> Failure {
    let message = format!("the local Recharge at {base} doesn't answer: {why}");
    Failure::new("sandbox-unreachable", Exit::Environment, message).hint("start it again with `harness sandbox`")
}

async fn ask(base: &str, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Failure> {
    let failed = |why: String| unreachable(base, &why);
    let address = base.strip_prefix("http://").filter(|address| address.starts_with("127.0.0.1:"));
    let address = address.ok_or_else(|| failed("it is not on this machine".to_owned()))?;
    let stream = TcpStream::connect(address).await.map_err(|why| failed(why.to_string()))?;
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|why| failed(why.to_string()))?;
    tokio::spawn(connection);
    let body = body.map(Value::to_string).unwrap_or_default();
    let request = http::Request::builder()
        .method(method)
        .uri(format!("/_sandbox/{path}"))
        .header(http::header::HOST, address)
        .header("x-sandbox-control", "1")
        .body(Full::new(Bytes::from(body)))
        .map_err(|why| failed(why.to_string()))?;
    let response = sender.send_request(request).await.map_err(|why| failed(why.to_string()))?;
    let status = response.status();
    let bytes = response.into_body().collect().await.map_err(|why| failed(why.to_string()))?.to_bytes();
    let answer: Value = serde_json::from_slice(&bytes).map_err(|why| failed(why.to_string()))?;
    if status.is_success() {
        return Ok(answer);
    }
    let why = answer.get("error").and_then(Value::as_str).unwrap_or("it doesn't say why").to_owned();
    Err(Failure::new("sandbox-refused", Exit::Usage, why))
}

#[cfg(test)]
mod tests {
    use super::call;
    use tokio::net::TcpListener;

    #[tokio::test(start_paused = true)]
    async fn a_local_recharge_that_hangs_is_waited_for_no_longer_than_a_page_is() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let hanging = async {
            let taken = listener.accept().await;
            std::future::pending::<()>().await;
            drop(taken);
        };
        let error = tokio::select! {
            answer = call(&base, "GET", "clock", None) => answer.unwrap_err(),
            () = hanging => unreachable!("it never answers"),
        };
        assert_eq!(error.code, "sandbox-unreachable");
        assert!(error.message.ends_with("doesn't answer: it has said nothing for 2 s"), "{error}");
    }
}
