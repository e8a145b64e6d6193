//! A webhook's body.

use serde::Serialize;

use super::Written;
use crate::recharge_sandbox::model::{Id, Webhook};

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    address: &'a str,
    included_objects: &'a [String],
    topic: &'a str,
    version: &'a str,
}

/// Adds a webhook's body.
pub(crate) fn webhook(record: &Webhook, out: &mut Vec<u8>) -> Written {
    let body = Body {
        id: record.id,
        address: &record.address,
        included_objects: &record.included_objects,
        topic: &record.topic,
        version: &record.version,
    };
    serde_json::to_writer(out, &body)
}
