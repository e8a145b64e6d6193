//! What the plugin needs of its host, as one small trait: inside a component the imports stand behind it, natively an
//! in-memory stand-in.

use crate::contract::{Event, HttpError, Response, SecretError};

/// The host's functions.
pub trait Host {
    /// A handle to a secret. Its value can't be read through it.
    type Secret;

    /// A handle to the secret of that name.
    ///
    /// # Errors
    /// When the manifest declares no such secret, nobody has set it, or the place it is kept in can't be read now.
    fn secret(&self, name: &str) -> Result<Self::Secret, SecretError>;

    /// Sends all requests at once and answers in their order. One call is one round trip.
    fn fetch(&self, requests: &[Request<'_, Self::Secret>]) -> Vec<Result<Response, HttpError>>;

    /// Adds a remark to the audit log of the running call.
    fn remark(&self, event: Event);
}

/// One read, as the contract's `http.request` has it.
#[derive(Debug)]
pub struct Request<'a, S> {
    /// The upstream's name in the manifest.
    pub upstream: &'static str,
    /// Path from the first slash on.
    pub path: &'static str,
    /// Query in order, not encoded.
    pub query: Vec<(&'static str, String)>,
    /// Headers by name.
    pub headers: Vec<(&'static str, HeaderValue<'a, S>)>,
    /// The oldest answer that will do, in seconds; 0 asks the upstream.
    pub max_age: u32,
}

/// The value of a header.
#[derive(Debug)]
pub enum HeaderValue<'a, S> {
    /// Sent as it is.
    Plain(&'static str),
    /// Filled in by the host.
    Secret(&'a S),
}
