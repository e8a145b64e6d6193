//! Sends reads to Recharge through the host, in batches, and keeps count of them.

use std::cell::Cell;

use super::error::{Cause, ReadError, body_of};
use super::{TOKEN_HEADER, UPSTREAM, VERSION};
use crate::host::{HeaderValue, Host, Request};

/// Requests this plugin makes in one call at most. The host allows 20; the rest is left for whoever adds a read.
pub const REQUEST_BOUND: usize = 18;

/// One read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Get {
    /// The path.
    pub path: &'static str,
    /// The query in order, not encoded.
    pub query: Vec<(&'static str, String)>,
    /// The oldest answer that will do, in seconds.
    pub max_age: u32,
}

/// A good answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The path that was asked for.
    pub path: &'static str,
    /// The body.
    pub body: Vec<u8>,
    /// Seconds since Recharge gave it.
    pub age: u32,
}

/// Recharge, for the length of one call.
#[derive(Debug)]
pub struct Client<'a, H: Host> {
    host: &'a H,
    token: &'a H::Secret,
    sent: Cell<usize>,
}

impl<'a, H: Host> Client<'a, H> {
    /// A client that authorises itself with this token.
    pub fn new(host: &'a H, token: &'a H::Secret) -> Self {
        Self { host, token, sent: Cell::new(0) }
    }

    /// How many more requests this call may make.
    pub fn remaining(&self) -> usize {
        REQUEST_BOUND.saturating_sub(self.sent.get())
    }

    /// Sends all reads at once and gives the answers in their order: one round trip.
    pub fn get(&self, reads: &[Get]) -> Vec<Result<Answer, ReadError>> {
        self.sent.set(self.sent.get().saturating_add(reads.len()));
        let requests: Vec<_> = reads.iter().map(|read| self.request(read)).collect();
        let mut answers = self.host.fetch(&requests).into_iter();
        let answer = |read: &Get| {
            let answer = match answers.next() {
                Some(answer) => body_of(answer),
                None => Err(Cause::Refused("the host answered fewer requests than it was given".to_owned())),
            };
            answer
                .map(|(body, age)| Answer { path: read.path, body, age })
                .map_err(|cause| ReadError { path: read.path, cause })
        };
        reads.iter().map(answer).collect()
    }

    fn request(&self, read: &Get) -> Request<'a, H::Secret> {
        Request {
            upstream: UPSTREAM,
            path: read.path,
            query: read.query.clone(),
            headers: vec![
                (VERSION.0, HeaderValue::Plain(VERSION.1)),
                ("Accept", HeaderValue::Plain("application/json")),
                (TOKEN_HEADER, HeaderValue::Secret(self.token)),
            ],
            max_age: read.max_age,
        }
    }
}
