//! What exactly a person approves: the hash of the plan, the plugin that made it, the connection and the ticket.
//!
//! ```text
//! identity = SHA-256( "armincx.plan.v1\n" || canonical JSON of {"connection", "plan", "plugin", "ticket"} )
//! ```
//!
//! Canonical JSON is that of the audit log, see [`canonical_json`]. A plan with another write, another
//! warning or another word in its title is another plan.

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::contract::Plan;
use crate::store::{Hash, canonical_json};

/// Keeps these hashes apart from any other SHA-256 over similar bytes.
const DOMAIN: &[u8] = b"armincx.plan.v1\n";

/// Letters and digits of a plan's id: none that is taken for another (no i, l, o, u).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The plan as canonical JSON.
pub(super) fn canonical_plan(plan: &Plan) -> Result<String, serde_json::Error> {
    Ok(canonical_json(&serde_json::to_value(plan)?))
}

/// The identity of a plan in canonical JSON.
pub(super) fn of(plan: &str, plugin: &str, connection: &str, ticket: &str) -> Result<Hash, serde_json::Error> {
    let plan: serde_json::Value = serde_json::from_str(plan)?;
    let whole = json!({"connection": connection, "plan": plan, "plugin": plugin, "ticket": ticket});
    let mut hasher = Sha256::new();
    hasher.update(DOMAIN);
    hasher.update(canonical_json(&whole).as_bytes());
    Ok(Hash::from_bytes(hasher.finalize().into()))
}

/// A plan's id out of 50 random bits: "7k2mx-9qc4t". Short enough to be typed and too long to be guessed; knowing one
/// gives no right to anything besides.
pub(super) fn id(random: u64) -> String {
    let mut text = String::with_capacity(11);
    for place in 0..10_u32 {
        if place == 5 {
            text.push('-');
        }
        let index = usize::try_from((random >> (place * 5)) & 31).unwrap_or_default();
        text.extend(ALPHABET.get(index).map(|letter| char::from(*letter)));
    }
    text
}

/// An id as somebody typed it: in any case, with or without the dash, with blanks around it.
pub(super) fn typed(text: &str) -> String {
    let plain: String = text.trim().chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()).collect();
    match plain.split_at_checked(5) {
        Some((first, second)) if plain.len() == 10 => format!("{first}-{second}"),
        _ => text.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_can_be_typed_in_any_way() {
        assert_eq!(id(0), "00000-00000");
        assert_eq!(id(u64::MAX), "zzzzz-zzzzz");
        for text in ["7k2mx-9qc4t", " 7K2MX9QC4T\n", "7k2mx9qc4t"] {
            assert_eq!(typed(text), "7k2mx-9qc4t", "{text:?}");
        }
        assert_eq!(typed("ä"), "ä");
    }

    #[test]
    fn the_identity_covers_every_part_and_no_order_of_names() {
        let hash = |plan: &str, plugin, connection, ticket| of(plan, plugin, connection, ticket).unwrap();
        let base = hash(r#"{"a":1,"b":2}"#, "p", "c", "t");
        assert_eq!(base, hash(r#"{"b":2,"a":1}"#, "p", "c", "t"));
        for other in [
            hash(r#"{"a":1,"b":3}"#, "p", "c", "t"),
            hash(r#"{"a":1,"b":2}"#, "q", "c", "t"),
            hash(r#"{"a":1,"b":2}"#, "p", "d", "t"),
            hash(r#"{"a":1,"b":2}"#, "p", "c", "u"),
        ] {
            assert_ne!(base, other);
        }
        // Frozen: a change here voids every approval that is waiting.
        assert_eq!(base.to_string(), "76a546a37bba2156bd3e1841c3ff1bf86992ae4c5d195496faa8b87f4491bb43");
    }
}
