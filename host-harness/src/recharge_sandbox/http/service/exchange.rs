//! What the sandbox reads of a request, and what it answers with.

use super::super::answer::Answer;
use crate::recharge_sandbox::faults::Effect;
use crate::recharge_sandbox::version::Version;

/// What the sandbox reads of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub query: &'a str,
    /// The value of `X-Recharge-Access-Token`.
    pub token: Option<&'a str>,
    /// The value of `X-Recharge-Version`.
    pub version: Option<&'a str>,
    /// The body as it came.
    pub body: &'a [u8],
}

/// An answer with the headers that every answer has.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply {
    pub answer: Answer,
    /// "3/40".
    pub limit: String,
    /// The version that answered.
    pub version: Version,
    pub request_id: String,
    /// How it gets to the client.
    pub delivery: Delivery,
}

/// How an answer gets to the client.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Delivery {
    /// It waits so many milliseconds.
    pub delay: u64,
    /// Its body comes in pieces, with so many milliseconds between them.
    pub slow: Option<u64>,
    /// Its body stops in the middle.
    pub is_truncated: bool,
    /// It doesn't get there: the connection is cut.
    pub is_cut: bool,
}

impl Request<'_> {
    /// No request.
    pub(super) fn nothing() -> Self {
        Self { method: "", path: "", query: "", token: None, version: None, body: b"" }
    }
}

impl Delivery {
    /// What these faults make of it.
    pub(super) fn of(effects: &[Effect]) -> Self {
        let mut delivery = Self::default();
        for effect in effects {
            match effect {
                Effect::Delay(milliseconds) => delivery.delay = delivery.delay.saturating_add(*milliseconds),
                Effect::SlowBody(milliseconds) => delivery.slow = Some(*milliseconds),
                Effect::Truncated => delivery.is_truncated = true,
                Effect::CutBefore | Effect::CutAfter => delivery.is_cut = true,
                _ => {}
            }
        }
        delivery
    }
}
