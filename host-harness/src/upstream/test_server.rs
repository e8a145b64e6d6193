//! Loopback servers for tests: plain TCP or TLS that answers scripted bytes, so that every fault can be spelled out.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What a server does with one request.
#[derive(Clone)]
pub(super) enum Act {
    /// Sends these bytes and closes the connection.
    Say(Vec<u8>),
    /// Sends these bytes and keeps the connection for the next request.
    SayAndStay(Vec<u8>),
    /// Sends these bytes and then nothing, the connection open.
    SayAndHang(Vec<u8>),
    /// Sends these bytes once and then the others for as long as anybody reads.
    SayEndlessly(Vec<u8>, Vec<u8>),
    /// Closes the connection with a reset.
    Reset,
}

/// An answer with a right `Content-Length`.
pub(super) fn http(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A running server. It ends when it is dropped.
pub(super) struct TestServer {
    pub address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
    task: JoinHandle<()>,
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl TestServer {
    /// Answers one request after the other with these acts.
    pub async fn start(acts: impl IntoIterator<Item = Act>) -> Self {
        Self::run(acts, None).await
    }

    /// The same over TLS.
    pub async fn start_tls(acts: impl IntoIterator<Item = Act>, tls: tokio_rustls::TlsAcceptor) -> Self {
        Self::run(acts, Some(tls)).await
    }

    async fn run(acts: impl IntoIterator<Item = Act>, tls: Option<tokio_rustls::TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (heads, connections) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(0)));
        let acts = Arc::new(Mutex::new(acts.into_iter().collect::<Vec<_>>().into_iter()));
        let (seen, counted) = (Arc::clone(&heads), Arc::clone(&connections));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *counted.lock().unwrap() += 1;
                let (acts, seen, tls) = (Arc::clone(&acts), Arc::clone(&seen), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => {
                            let mut stream = stream;
                            if converse(&mut stream, &acts, &seen).await {
                                stream.set_zero_linger().unwrap();
                            }
                        }
                        Some(tls) => {
                            if let Ok(mut stream) = tls.accept(stream).await {
                                converse(&mut stream, &acts, &seen).await;
                            }
                        }
                    }
                });
            }
        });
        Self { address, heads, connections, task }
    }

    /// The heads of all requests so far, as they were sent, each with its body.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

type Acts = Mutex<std::vec::IntoIter<Act>>;

/// Serves one connection. Returns true iff it is to be reset.
async fn converse(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), acts: &Acts, seen: &Mutex<Vec<String>>) -> bool {
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => head.push(byte),
                Err(_) => return false,
            }
        }
        let mut text = String::from_utf8(head).unwrap();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        if stream.read_exact(&mut body).await.is_err() {
            return false;
        }
        text.push_str(std::str::from_utf8(&body).unwrap());
        seen.lock().unwrap().push(text);
        let act = acts.lock().unwrap().next();
        match act.expect("more requests than the server has acts") {
            Act::Say(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return false;
            }
            Act::SayAndStay(bytes) => stream.write_all(&bytes).await.unwrap(),
            Act::SayAndHang(bytes) => {
                let _ = stream.write_all(&bytes).await;
                std::future::pending::<()>().await;
            }
            Act::SayEndlessly(first, then) => {
                let mut bytes = first;
                while stream.write_all(&bytes).await.is_ok() {
                    bytes.clone_from(&then);
                }
                return false;
            }
            Act::Reset => return true,
        }
    }
}
