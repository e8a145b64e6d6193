//! The hash chain of the audit log: what exactly is hashed, so that anybody can check a log without this program.
//!
//! A record has a number, an event, and two hashes. With `||` for concatenation:
//!
//! ```text
//! hash = SHA-256( "armincx.audit.v1\n" || previous || seq || event )
//! ```
//!
//! - `previous`: the hash of the record before, 32 bytes; 32 zero bytes for the first record.
//! - `seq`: the record's number, 8 bytes, big-endian; the first record is 1 and there are no gaps.
//! - `event`: the event as canonical JSON in UTF-8, exactly as it is stored.
//!
//! Everything before the event has a fixed length, so no two different records give the same bytes.
//!
//! Canonical JSON here: no white space; the members of every object sorted by the code points of their names; numbers
//! as serde_json writes them; in texts only `"` and `\` are escaped, and all control characters (U+0000 to U+001F,
//! U+007F to U+009F), as `\b \f \n \r \t` where JSON has those and `\u00xx` in lower case otherwise. Members of an event that are
//! not set are left out.
//!
//! What the chain shows: a record that was changed, removed, inserted, moved or renumbered, and, by the separately kept
//! head (number and hash of the last record), records missing at the end. What it can't show: somebody who rewrites
//! every record from some point on *and* the head. For that, note the head's hash somewhere else; a chain that has
//! another hash at that number is not the one you saw.

use std::fmt::{self, Write};
use std::str::FromStr;

use serde::{Serialize, Serializer};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Keeps these hashes apart from any other SHA-256 over similar bytes.
const DOMAIN: &[u8] = b"armincx.audit.v1\n";

/// A SHA-256 hash. Printed and serialised as 64 digits of lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// What stands for "the record before" in the first record.
    pub const ZERO: Self = Self([0; 32]);

    /// The hash of these bytes' value.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Hash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAHash)?;
        Ok(Self(bytes))
    }
}

/// A text that is not a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hash has 64 hexadecimal digits; copy it as `harness audit` prints it")]
pub struct NotAHash;

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The hash of a record: of the one before, its own number, and its event in canonical JSON.
pub fn link(previous: &Hash, seq: u64, event: &str) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(DOMAIN);
    hasher.update(previous.0);
    hasher.update(seq.to_be_bytes());
    hasher.update(event.as_bytes());
    Hash(hasher.finalize().into())
}

/// A value as canonical JSON, as the head of this file defines it.
pub fn canonical_json(value: &Value) -> String {
    let mut out = String::new();
    write_value(&mut out, value);
    out
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_value(out, item);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (index, (name, member)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_text(out, name);
                out.push(':');
                write_value(out, member);
            }
            out.push('}');
        }
        Value::String(text) => write_text(out, text),
        // Writing to a string can't fail.
        scalar => _ = write!(out, "{scalar}"),
    }
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Also those that JSON would allow as they are: a terminal that shows the file obeys them.
            c if c.is_control() => _ = write!(out, "\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn names_are_sorted_at_every_depth_whatever_order_they_came_in() {
        let a = json!({"b": [{"y": 1, "x": 2}], "a": "ä"});
        let b = json!({"a": "ä", "b": [{"x": 2, "y": 1}]});
        assert_eq!(canonical_json(&a), r#"{"a":"ä","b":[{"x":2,"y":1}]}"#);
        assert_eq!(canonical_json(&a), canonical_json(&b));
    }

    #[test]
    fn control_characters_are_escapes() {
        assert_eq!(canonical_json(&json!("\u{1b}[31m\u{9b}\n\u{7f}\"\\")), r#""\u001b[31m\u009b\n\u007f\"\\""#);
    }

    #[test]
    fn the_hash_is_the_one_of_the_documented_bytes() {
        let event = r#"{"at":"1970-01-01T00:00:00Z","detail":{},"kind":"remark"}"#;
        let mut bytes = b"armincx.audit.v1\n".to_vec();
        bytes.extend([0; 32]);
        bytes.extend([0, 0, 0, 0, 0, 0, 0, 1]);
        bytes.extend(event.as_bytes());
        assert_eq!(link(&Hash::ZERO, 1, event).as_bytes().as_slice(), Sha256::digest(&bytes).as_slice());
        // Frozen: a change here makes every existing log unverifiable.
        assert_eq!(
            link(&Hash::ZERO, 1, event).to_string(),
            "94faef574661797a7c606fb3dc16e637eaaddda04080071fbe8493b9d377b971"
        );
    }

    fn json_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn canonical_json_reads_back_as_the_same_value_and_is_stable(value in json_value()) {
            let text = canonical_json(&value);
            let back: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&back, &value);
            prop_assert_eq!(canonical_json(&back), text);
        }

        #[test]
        fn canonical_json_holds_no_control_character(text in any::<String>()) {
            prop_assert!(!canonical_json(&Value::String(text)).chars().any(char::is_control));
        }
    }
}
