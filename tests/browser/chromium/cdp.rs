//! The Chrome DevTools Protocol, as far as a person's eyes and hands need it: calls that are answered in order, and events in
//! between. <https://chromedevtools.github.io/devtools-protocol/>

use serde_json::{Value, json};
use std::net::TcpStream;
use std::time::Duration;
use tungstenite::{Message, WebSocket};

/// How long an answer may take: longer than any page waits for a widget.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection to a browser.
pub struct Cdp {
    socket: WebSocket<TcpStream>,
    last: u64,
    events: Vec<Value>,
}

impl Cdp {
    pub fn connect(address: &str) -> Self {
        let host = address.trim_start_matches("ws://").split('/').next().unwrap();
        let stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        let (socket, _) = tungstenite::client(address, stream).unwrap();
        Self { socket, last: 0, events: Vec::new() }
    }

    /// Sends a call and doesn't wait for its answer.
    pub fn send(&mut self, session: Option<&str>, method: &str, parameters: Value) -> u64 {
        self.last += 1;
        let mut call = json!({ "id": self.last, "method": method, "params": parameters });
        if let Some(session) = session {
            call["sessionId"] = session.into();
        }
        self.socket.send(Message::text(call.to_string())).unwrap();
        self.last
    }

    /// The answer to a call, or the browser's reason why there is none.
    pub fn answer(&mut self, id: u64) -> Result<Value, String> {
        loop {
            let mut message = self.read();
            if message["id"] == id {
                return match message["error"]["message"].as_str() {
                    Some(why) => Err(why.to_owned()),
                    None => Ok(message["result"].take()),
                };
            }
            if message["method"].is_string() {
                self.events.push(message);
            }
        }
    }

    /// A call and its answer.
    pub fn call(&mut self, session: Option<&str>, method: &str, parameters: Value) -> Result<Value, String> {
        let id = self.send(session, method, parameters);
        self.answer(id)
    }

    /// What has happened so far in this session, each event once.
    pub fn events(&mut self, session: &str) -> Vec<Value> {
        let (own, other) = self.events.drain(..).partition(|event| event["sessionId"] == session);
        self.events = other;
        own
    }

    fn read(&mut self) -> Value {
        loop {
            if let Message::Text(text) = self.socket.read().expect("Chromium answers") {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }
}

/// Asks a browser to end.
pub fn close(address: &str) {
    let host = address.trim_start_matches("ws://").split('/').next().unwrap_or_default();
    let Ok(stream) = TcpStream::connect(host) else { return };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let Ok((mut socket, _)) = tungstenite::client(address, stream) else { return };
    let _ = socket.send(Message::text(json!({ "id": 1, "method": "Browser.close" }).to_string()));
    // Until it has hung up.
    while socket.read().is_ok() {}
}
