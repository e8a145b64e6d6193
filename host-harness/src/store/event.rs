//! One entry of the audit log before it is chained: what happened, when, and to which call, ticket and connection.

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::chain::canonical_json;

/// The longest text kept in an event, in bytes of UTF-8. Longer ones are cut, and the text says how much is missing.
pub const MAX_TEXT_BYTES: usize = 2048;

/// The most one event's detail takes, in bytes of its canonical JSON. Entries that don't fit are left out, the last by
/// name first, and `cut_entries` says how many.
pub const MAX_DETAIL_BYTES: usize = 32 * 1024;

/// How deep lists and objects in a detail may nest; what lies deeper is replaced by a note. Far below the depth at
/// which readers of JSON give up, so that whatever is written can be read back.
const MAX_DEPTH: usize = 16;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What kind of thing happened. The texts are stable: they are part of what is hashed.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum AuditKind {
            $($(#[$doc])* $name,)*
            /// A kind that a newer version wrote, kept by its text.
            Other(String),
        }

        impl AuditKind {
            /// The stable text, "call.started".
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for AuditKind {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$name,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        #[cfg(test)]
        const KNOWN_KINDS: &[AuditKind] = &[$(AuditKind::$name,)*];
    };
}

kinds! {
    /// A guest's function was called.
    CallStarted = "call.started",
    /// A guest's function came back, failed or was stopped.
    CallEnded = "call.ended",
    /// A request is about to leave; written before it does.
    RequestSent = "request.sent",
    /// An upstream answered, with whatever status.
    RequestAnswered = "request.answered",
    /// The host refused to send a request.
    RequestRefused = "request.refused",
    /// A request got no usable answer.
    RequestFailed = "request.failed",
    /// A guest asked to send a step of a plan and was not allowed to.
    WriteRefused = "write.refused",
    /// Somebody asked for an action, and how that was answered.
    ActionAsked = "action.asked",
    /// A plan waits for a person: who asked, and what for.
    PlanProposed = "plan.proposed",
    /// A person approved a plan.
    PlanApproved = "plan.approved",
    /// Another person's yes to a plan that was approved and never begun, so that it is carried out after all.
    PlanConfirmed = "plan.confirmed",
    /// A person denied a plan.
    PlanDenied = "plan.denied",
    /// An edited plan took a plan's place.
    PlanSuperseded = "plan.superseded",
    /// A plan's time was over.
    PlanExpired = "plan.expired",
    /// The customer wrote again, so a plan that had not begun is void.
    PlanInvalidated = "plan.invalidated",
    /// Something that was asked of the gate about a plan and refused, with the reason's code.
    PlanRefused = "plan.refused",
    /// An approved plan was claimed, to be carried out.
    PlanStarted = "plan.started",
    /// A plan that was interrupted is settled by reading; nothing is sent any more.
    PlanSettling = "plan.settling",
    /// A plan's outcome.
    PlanEnded = "plan.ended",
    /// The preconditions of a write were compared with what is so now.
    PreconditionsChecked = "preconditions.checked",
    /// A write of an approved plan is about to leave; durable before it does.
    WriteSent = "write.sent",
    /// An upstream answered a write, with whatever status.
    WriteAnswered = "write.answered",
    /// A write got no answer that says whether it happened, or certainly did not leave.
    WriteFailed = "write.failed",
    /// The customer wrote on a ticket.
    MessageReceived = "message.received",
    /// What the AI agent made of a customer's message, or why it could not.
    MessageRead = "message.read",
    /// A person of the shop wrote to the customer.
    PersonWrote = "person.wrote",
    /// The customer was told of a plan's verified outcome.
    CustomerTold = "customer.told",
    /// A guest's own remark.
    Remark = "remark",
    /// A connection was made or changed.
    ConnectionSet = "connection.set",
    /// A connection was removed.
    ConnectionRemoved = "connection.removed",
}

impl fmt::Display for AuditKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for AuditKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for AuditKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Ok(Self::from(text.as_ref()))
    }
}

/// One thing that happened. It never holds a secret's value, a header's value or a body: who writes events sees to that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// What kind of thing.
    pub kind: AuditKind,
    /// When, in UTC.
    pub at: Timestamp,
    /// The guest call it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// The helpdesk's ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// The connection's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
    /// The component's digest, SHA-256 in lower-case hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plugin: Option<String>,
    /// Whatever else belongs to it, by name. Cut to [`MAX_TEXT_BYTES`] a text and [`MAX_DETAIL_BYTES`] in all when it
    /// is appended.
    #[serde(default)]
    pub detail: Map<String, Value>,
}

impl AuditEvent {
    /// An event that belongs to nothing yet.
    pub fn new(kind: AuditKind, at: Timestamp) -> Self {
        Self { kind, at, call: None, ticket: None, connection: None, plugin: None, detail: Map::new() }
    }

    /// The same with its call.
    pub fn call(mut self, call: impl Into<String>) -> Self {
        self.call = Some(call.into());
        self
    }

    /// The same with its ticket.
    pub fn ticket(mut self, ticket: impl Into<String>) -> Self {
        self.ticket = Some(ticket.into());
        self
    }

    /// The same with its connection.
    pub fn connection(mut self, connection: impl Into<String>) -> Self {
        self.connection = Some(connection.into());
        self
    }

    /// The same with its component digest.
    pub fn plugin(mut self, digest: impl Into<String>) -> Self {
        self.plugin = Some(digest.into());
        self
    }

    /// The same with one more detail.
    pub fn detail(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.detail.insert(name.into(), value.into());
        self
    }

    /// The event as it is kept and hashed: bounded, as canonical JSON.
    pub(super) fn canonical(&self) -> String {
        let mut object = Map::new();
        object.insert("kind".to_owned(), bounded_text(self.kind.as_str()).into());
        object.insert("at".to_owned(), self.at.to_string().into());
        let texts = [
            ("call", &self.call),
            ("ticket", &self.ticket),
            ("connection", &self.connection),
            ("plugin", &self.plugin),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                object.insert(name.to_owned(), bounded_text(text).into());
            }
        }
        object.insert("detail".to_owned(), Value::Object(bounded_detail(&self.detail)));
        canonical_json(&Value::Object(object))
    }
}

/// A text cut to [`MAX_TEXT_BYTES`], at a character's end, with a note of the bytes left out.
fn bounded_text(text: &str) -> String {
    if text.len() <= MAX_TEXT_BYTES {
        return text.to_owned();
    }
    // Room for the note itself, so that the result never exceeds the limit.
    let kept = text.get(..text.floor_char_boundary(MAX_TEXT_BYTES - 48)).unwrap_or_default();
    format!("{kept} [{} bytes cut]", text.len() - kept.len())
}

fn bounded_detail(detail: &Map<String, Value>) -> Map<String, Value> {
    let mut entries: Vec<(String, Value)> =
        detail.iter().map(|(name, value)| (bounded_text(name), bounded_value(value, MAX_DEPTH))).collect();
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    let mut kept = Map::new();
    // Room for `"cut_entries":<n>,` and the braces.
    let mut room = MAX_DETAIL_BYTES - 48;
    let mut cut: u64 = 0;
    for (name, value) in entries {
        // The quotes, colon and comma, and the escapes of the name.
        let size = canonical_json(&Value::String(name.clone())).len() + canonical_json(&value).len() + 2;
        match room.checked_sub(size) {
            Some(rest) if cut == 0 => {
                room = rest;
                kept.insert(name, value);
            }
            _ => cut += 1,
        }
    }
    if cut > 0 {
        kept.insert("cut_entries".to_owned(), cut.into());
    }
    kept
}

fn bounded_value(value: &Value, depth: usize) -> Value {
    match value {
        Value::String(text) => Value::String(bounded_text(text)),
        Value::Array(_) | Value::Object(_) if depth == 0 => Value::String("[nested too deep]".to_owned()),
        Value::Array(items) => Value::Array(items.iter().map(|item| bounded_value(item, depth - 1)).collect()),
        Value::Object(members) => Value::Object(
            members.iter().map(|(name, member)| (bounded_text(name), bounded_value(member, depth - 1))).collect(),
        ),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event() -> AuditEvent {
        AuditEvent::new(AuditKind::Remark, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn every_kind_comes_back_from_its_text() {
        for kind in KNOWN_KINDS {
            assert_eq!(&AuditKind::from(kind.as_str()), kind);
            assert!(!matches!(AuditKind::from(kind.as_str()), AuditKind::Other(_)), "{kind}");
        }
        assert_eq!(AuditKind::from("plan.approved").as_str(), "plan.approved");
    }

    #[test]
    fn the_canonical_form_leaves_out_what_is_not_set_and_sorts_the_rest() {
        let text = event().ticket("7").detail("zeta", 1).detail("alpha", json!({"b": null, "a": [true]})).canonical();
        assert_eq!(
            text,
            r#"{"at":"1970-01-01T00:00:00Z","detail":{"alpha":{"a":[true],"b":null},"zeta":1},"kind":"remark","ticket":"7"}"#
        );
    }

    #[test]
    fn a_canonical_event_reads_back_as_the_event() {
        let before = event().call("c1").ticket("t").connection("main").plugin("ab12").detail("n", 3);
        let after: AuditEvent = serde_json::from_str(&before.canonical()).unwrap();
        assert_eq!(after, before);
    }

    #[test]
    fn a_long_text_is_cut_at_a_character_and_says_so() {
        let text = bounded_text(&"ä".repeat(3000));
        assert!(text.len() <= MAX_TEXT_BYTES, "{}", text.len());
        assert!(text.ends_with("[4000 bytes cut]"), "{text}");
        assert_eq!(bounded_text(&"x".repeat(MAX_TEXT_BYTES)).len(), MAX_TEXT_BYTES);
    }

    #[test]
    fn a_large_detail_is_cut_and_says_how_many_entries_are_missing() {
        let mut large = event();
        for n in 0..100 {
            large = large.detail(format!("{n:03}"), "x".repeat(1000));
        }
        let after: AuditEvent = serde_json::from_str(&large.canonical()).unwrap();
        assert!(canonical_json(&Value::Object(after.detail.clone())).len() <= MAX_DETAIL_BYTES);
        let cut = after.detail["cut_entries"].as_u64().unwrap();
        assert_eq!(after.detail.len() as u64 - 1 + cut, 100);
        assert!(after.detail.contains_key("000"));
    }

    #[test]
    fn a_deeply_nested_detail_can_still_be_read_back() {
        let mut deep = json!("bottom");
        for _ in 0..120 {
            deep = json!([deep]);
        }
        let text = event().detail("deep", deep).canonical();
        assert!(text.contains("nested too deep"));
        assert!(serde_json::from_str::<AuditEvent>(&text).is_ok());
    }
}
