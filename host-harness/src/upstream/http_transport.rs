//! The real transport: HTTP/1.1 over TCP and TLS with reqwest and rustls, with everything off that could lead a request
//! elsewhere: redirects, proxies of the environment, referrers, its own retries.

use std::error::Error;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderValue};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, InvalidDnsNameError};
use rustls::{ClientConfig, RootCertStore};

use super::config::UpstreamConfig;
use super::error::{Cause, UnreachableReason};
use super::transport::{
    OutboundGet, OutboundWrite, RawAnswer, Transport, TransportError, TransportLimits, WriteMethod, WriteTransport,
    is_plain,
};

/// What upstreams see as the client.
const USER_AGENT: &str = concat!("ArminCX-host/", env!("CARGO_PKG_VERSION"));

/// Carries reads over the network. It keeps its connections, so make one for each upstream and share it.
///
/// Trusted are the public authorities that are compiled in, so that a bare container without certificate files works
/// like any other machine, and the upstream's `extra_roots`.
#[derive(Debug)]
pub struct HttpTransport {
    client: reqwest::Client,
    /// For writes: a new connection for each. One that was kept may turn out closed just as the request leaves, and then
    /// nobody knows how much of it did.
    writing: reqwest::Client,
    limits: TransportLimits,
}

/// Why there is no transport.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportSetupError {
    /// One of the extra certificates can't be used.
    #[error(
        "upstream \"{upstream}\": extra certificate number {number} is no usable PEM certificate; \
         give a file that starts with -----BEGIN CERTIFICATE-----"
    )]
    Certificate {
        /// The upstream.
        upstream: String,
        /// Which of `extra_roots`, from 1.
        number: usize,
        /// What is wrong with it.
        #[source]
        source: Cause,
    },
    /// The TLS or HTTP library refused its configuration.
    #[error("upstream \"{upstream}\": the HTTP client can't be set up; this is a fault of the host, report it")]
    Client {
        /// The upstream.
        upstream: String,
        /// What it says.
        #[source]
        source: Cause,
    },
}

impl HttpTransport {
    /// A transport for this upstream.
    ///
    /// # Errors
    ///
    /// [`TransportSetupError::Certificate`] when an extra root can't be read.
    pub fn new(config: &UpstreamConfig) -> Result<Self, TransportSetupError> {
        let client_error = |source| TransportSetupError::Client { upstream: config.name.clone(), source };
        let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| client_error(error.into()))?
            .with_root_certificates(roots(config)?)
            .with_no_client_auth();
        let builder = || {
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .https_only(config.base.is_https())
                .http1_only()
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .referer(false)
                .retry(reqwest::retry::never())
                .gzip(true)
                .user_agent(USER_AGENT)
                .connect_timeout(config.limits.connect_timeout)
                // Plain HTTP is allowed to "localhost", so that name may never mean another machine.
                .resolve_to_addrs(
                    "localhost",
                    &[SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))],
                )
        };
        let client = builder().pool_max_idle_per_host(config.limits.max_concurrent).build();
        let client = client.map_err(|error| client_error(error.into()))?;
        let writing = builder().pool_max_idle_per_host(0).build().map_err(|error| client_error(error.into()))?;
        let limits = TransportLimits {
            connect_timeout: config.limits.connect_timeout,
            max_body_bytes: config.limits.max_body_bytes,
            max_header_bytes: config.limits.max_header_bytes,
        };
        Ok(Self { client, writing, limits })
    }

    async fn body(&self, mut response: reqwest::Response) -> Result<Bytes, TransportError> {
        let limit = self.limits.max_body_bytes;
        let too_large = || TransportError::TooLarge { limit: limit as u64 };
        // Says nothing for a compressed body; then counting alone decides.
        let announced = usize::try_from(response.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
        if announced > limit {
            return Err(too_large());
        }
        let mut body = BytesMut::with_capacity(announced);
        while let Some(chunk) = response.chunk().await.map_err(|error| self.classify(error))? {
            if chunk.len() > limit.saturating_sub(body.len()) {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    fn classify(&self, error: reqwest::Error) -> TransportError {
        // The address carries the query, and the query customers' data.
        let error = error.without_url();
        if error.is_connect() {
            let reason = if error.is_timeout() {
                UnreachableReason::ConnectTimeout(self.limits.connect_timeout)
            } else {
                unreachable_reason(&error)
            };
            return TransportError::Unreachable { reason, source: error.into() };
        }
        // The engine below keeps these types to itself; only their texts tell, and tests hold them to it.
        if causes(&error).any(|cause| cause.to_string() == "message head is too large") {
            return TransportError::TooLarge { limit: self.limits.max_header_bytes as u64 };
        }
        TransportError::Interrupted { source: error.into() }
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn get(&self, request: OutboundGet) -> Result<RawAnswer, TransportError> {
        let OutboundGet { url, headers } = request;
        self.answer(self.client.get(url).headers(headers)).await
    }
}

#[async_trait]
impl WriteTransport for HttpTransport {
    async fn send(&self, request: OutboundWrite) -> Result<RawAnswer, TransportError> {
        let OutboundWrite { method, url, mut headers, body } = request;
        let body = body.unwrap_or_default();
        if body.is_empty() {
            // The library leaves it out, and some servers then wait for a body or refuse.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let request = match method {
            WriteMethod::Post => self.writing.post(url),
            WriteMethod::Put => self.writing.put(url),
        };
        self.answer(request.headers(headers).body(body)).await
    }
}

impl HttpTransport {
    async fn answer(&self, request: reqwest::RequestBuilder) -> Result<RawAnswer, TransportError> {
        let response = request.send().await.map_err(|error| self.classify(error))?;
        if header_bytes(response.headers()) > self.limits.max_header_bytes {
            return Err(TransportError::TooLarge { limit: self.limits.max_header_bytes as u64 });
        }
        // What was unpacked has lost this header. The client unpacks "gzip" in these very letters and nothing else.
        if !is_plain(response.headers()) {
            return Err(TransportError::Encoding);
        }
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        Ok(RawAnswer { status, headers, body: self.body(response).await? })
    }
}

fn header_bytes(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len().saturating_add(value.len())).sum()
}

fn roots(config: &UpstreamConfig) -> Result<RootCertStore, TransportSetupError> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for (index, pem) in config.extra_roots.iter().enumerate() {
        let refuse = |source: Cause| TransportSetupError::Certificate {
            upstream: config.name.clone(),
            number: index.saturating_add(1),
            source,
        };
        let certificates =
            CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>().map_err(|error| refuse(error.into()))?;
        if certificates.is_empty() {
            return Err(refuse("there is no certificate in it".into()));
        }
        for certificate in certificates {
            roots.add(certificate).map_err(|error| refuse(error.into()))?;
        }
    }
    Ok(roots)
}

/// An error and everything below it, the outermost first.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            // `source()` of an io::Error skips the error that it wraps.
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

/// Finds out from the causes what kept a connection from being made.
fn unreachable_reason(error: &reqwest::Error) -> UnreachableReason {
    for cause in causes(error) {
        match cause.downcast_ref::<rustls::Error>() {
            Some(rustls::Error::InvalidCertificate(_)) => return UnreachableReason::Certificate,
            Some(_) => return UnreachableReason::Tls,
            None => {}
        }
        if cause.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused) {
            return UnreachableReason::Refused;
        }
        if cause.is::<InvalidDnsNameError>() || cause.to_string() == "dns error" {
            return UnreachableReason::Name;
        }
    }
    UnreachableReason::Network
}

#[cfg(test)]
#[path = "http_transport_tests.rs"]
mod tests;
