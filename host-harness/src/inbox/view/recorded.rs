//! What the records know of a ticket's plans: in which language the plugin said what stands in them (a plan's texts are part
//! of what is approved, so they stay as they were said, whoever reads them), and whether somebody wrote to the customer
//! once a plan was over.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::inbox::trouble::Trouble;
use crate::inbox::visit::Visit;
use crate::inbox::words::Words;
use crate::store::{AuditFilter, AuditKind, AuditLog, AuditRecord};
use crate::workplace::{Exit, Failure};

/// What the records know, by the plan's id.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    plans: BTreeMap<String, String>,
    outcomes: BTreeMap<String, String>,
    /// The plans that stopped because Recharge refused the token.
    token_refused: BTreeSet<String>,
    /// The number of the record of each proposal.
    proposals: BTreeMap<String, u64>,
    /// The plan that came to nothing, by the one that its wish was prepared anew as.
    follows: BTreeMap<String, String>,
    /// The number of the record of each end.
    ends: BTreeMap<String, u64>,
    /// The number of the latest record of something that was said to the customer.
    written: Option<u64>,
}

impl Recorded {
    /// Of everything on this ticket.
    ///
    /// # Errors
    /// When the records can't be read.
    pub async fn on(visit: &Visit, ticket: &str) -> Result<Self, Trouble> {
        let (database, ticket) = (visit.office.database.clone(), ticket.to_owned());
        let read = tokio::task::spawn_blocking(move || {
            let kinds = vec![
                AuditKind::PlanProposed,
                AuditKind::PreconditionsChecked,
                AuditKind::PlanEnded,
                AuditKind::PersonWrote,
                AuditKind::CustomerTold,
            ];
            database.records(&AuditFilter { ticket: Some(ticket), kinds, ..AuditFilter::default() })
        });
        let lost = |why| Failure::new("task-lost", Exit::Failed, format!("a task was lost: {why}"));
        let records = read.await.map_err(|why| visit.trouble(lost(why)))?.map_err(|why| visit.trouble(why))?;
        Ok(Self::of(&records))
    }

    fn of(records: &[AuditRecord]) -> Self {
        let mut known = Self::default();
        for record in records {
            let text =
                |name: &str| record.event.detail.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let (plan, locale) = (text("plan"), text("locale"));
            match record.event.kind {
                AuditKind::PlanProposed => {
                    let before = text("follows");
                    if !before.is_empty() {
                        known.follows.insert(plan.clone(), before);
                    }
                    known.proposals.insert(plan.clone(), record.seq);
                    known.plans.insert(plan, locale);
                }
                AuditKind::PreconditionsChecked => {
                    let status = record.event.detail.get("status").and_then(Value::as_u64);
                    if matches!(status, Some(401 | 403)) {
                        known.token_refused.insert(plan);
                    }
                }
                AuditKind::PlanEnded => {
                    known.ends.insert(plan.clone(), record.seq);
                    known.outcomes.insert(plan, locale);
                }
                _ => known.written = Some(record.seq),
            }
        }
        known
    }

    /// The language of a plan's texts: the page's where nobody knows better.
    #[must_use]
    pub fn plan(&self, id: &str, words: Words) -> String {
        tag(self.plans.get(id), words)
    }

    /// The language of an outcome's words.
    #[must_use]
    pub fn outcome(&self, id: &str, words: Words) -> String {
        tag(self.outcomes.get(id), words)
    }

    /// Whether Recharge refused the token when the plan was to be carried out.
    #[must_use]
    pub fn is_token_refused(&self, id: &str) -> bool {
        self.token_refused.contains(id)
    }

    /// The number of the record that has everything of a plan: its requests, its ids, its identity.
    #[must_use]
    pub fn proposal(&self, id: &str) -> Option<u64> {
        self.proposals.get(id).copied()
    }

    /// The plan that came to nothing, and whose wish this one is.
    #[must_use]
    pub fn follows(&self, id: &str) -> Option<&str> {
        self.follows.get(id).map(String::as_str)
    }

    /// Whether somebody wrote to the customer after the plan was over: by order, as the clock of the local Recharge may
    /// stand still.
    #[must_use]
    pub fn is_written_after(&self, id: &str) -> bool {
        self.ends.get(id).is_some_and(|end| self.written.is_some_and(|written| written > *end))
    }
}

fn tag(found: Option<&String>, words: Words) -> String {
    found.filter(|tag| !tag.is_empty()).cloned().unwrap_or_else(|| words.tag().to_owned())
}

/// What a reader is told of a text in another language than the page's; empty where it is the same.
#[must_use]
pub fn note(lang: &str, words: Words) -> String {
    if Words::of(lang) == words { String::new() } else { words.said_in(Words::of(lang)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_the_readers_language_has_no_note() {
        let (english, german) = (Words::of("en"), Words::of("de"));
        assert_eq!(note("de-AT", german), "");
        assert_eq!(note("de", english), "The plugin said this in German.");
        assert_eq!(note("en-GB", german), "Das Plugin hat dies auf Englisch gesagt.");
        assert_eq!(Recorded::default().plan("x", german), "de");
    }
}
