//! `audit` as a guest sees it: its own remarks, beside the host's records.

use super::{GuestHost, detail};
use crate::contract::world::armincx::plugin::audit::{Event, Host, Level};
use crate::store::AuditKind;
use serde_json::{Map, Value, json};

/// Remarks of one call that are kept; a guest can't flood the log.
const REMARKS: u32 = 50;
/// Details of one remark that are kept.
const DETAILS: usize = 20;
/// Characters of a text that are kept.
const CHARACTERS: usize = 500;

impl Host for GuestHost {
    async fn record(&mut self, event: Event) -> wasmtime::Result<()> {
        let Some(left) = REMARKS.checked_sub(self.remarks).and_then(|left| left.checked_sub(1)) else { return Ok(()) };
        self.remarks = self.remarks.saturating_add(1);
        let level = match event.level {
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        let mut cut = event.details.len() > DETAILS;
        let mut details = Map::new();
        for (name, value) in event.details.into_iter().take(DETAILS) {
            details.insert(shorten(name, &mut cut), Value::String(shorten(value, &mut cut)));
        }
        let mut remark = detail([
            ("level", json!(level)),
            ("code", json!(shorten(event.code, &mut cut))),
            ("details", Value::Object(details)),
        ]);
        if cut {
            remark.insert("shortened".to_owned(), json!(true));
        }
        if left == 0 {
            remark
                .insert("last".to_owned(), json!(format!("further remarks of this call are dropped after {REMARKS}")));
        }
        let record = self.event(AuditKind::Remark, remark);
        self.record(vec![record]).await
    }
}

fn shorten(text: String, cut: &mut bool) -> String {
    if text.chars().count() <= CHARACTERS {
        return text;
    }
    *cut = true;
    text.chars().take(CHARACTERS).collect()
}
