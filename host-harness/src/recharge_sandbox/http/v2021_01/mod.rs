//! How a request of version 2021-01 is understood: its own paths, names and pages, each in the terms of 2021-11, so that
//! everything behind it knows one version. Its bodies are in [`crate::recharge_sandbox::wire::v2021_01`].

mod body;
mod list;
mod route;

pub(super) use body::{refusal, translate};
pub(super) use list::{Renamed, errors, filters, links};
pub(super) use route::{Asked, Form, asked};
