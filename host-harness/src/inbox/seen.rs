//! Which of a ticket's messages a person has seen. A convenience and no record: a file beside the database, and where it
//! can't be read, everything is new.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Messages of a ticket that a person has seen, by person and ticket.
type Counts = BTreeMap<String, BTreeMap<String, usize>>;

/// Who has seen what.
#[derive(Debug)]
pub struct Seen {
    path: PathBuf,
    counts: Mutex<Counts>,
}

impl Seen {
    /// As the file has it.
    #[must_use]
    pub fn of_folder(path: PathBuf) -> Self {
        let counts = std::fs::read(&path).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        Self { path, counts: Mutex::new(counts) }
    }

    /// How many of a ticket's messages the person has seen.
    #[must_use]
    pub fn count(&self, person: &str, ticket: &str) -> usize {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(person).and_then(|tickets| tickets.get(ticket)).copied().unwrap_or_default()
    }

    /// The person has seen so many.
    pub fn mark(&self, person: &str, ticket: &str, messages: usize) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(person.to_owned()).or_default().entry(ticket.to_owned()).or_default();
        if *count >= messages {
            return;
        }
        *count = messages;
        let text = serde_json::to_vec(&*counts).unwrap_or_default();
        let beside = self.path.with_extension("json.new");
        if let Err(why) = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, &self.path)) {
            tracing::warn!(%why, "what was seen could not be kept");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_outlives_a_restart_and_is_each_persons_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seen.json");
        let seen = Seen::of_folder(path.clone());
        seen.mark("anna", "T-1", 3);
        seen.mark("anna", "T-1", 2);
        let again = Seen::of_folder(path.clone());
        assert_eq!((again.count("anna", "T-1"), again.count("ben", "T-1")), (3, 0));
        std::fs::write(&path, "{").unwrap();
        assert_eq!(Seen::of_folder(path).count("anna", "T-1"), 0);
    }
}
