//! Plans in memory, with their audit log: the second engine behind [`PlanStore`], for tests and benchmarks. It has the
//! same rules and the same all-or-nothing, and no disk.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::audit::{AuditFilter, AuditLog, AuditRecord, Head, Verification};
use super::error::StoreError;
use super::event::AuditEvent;
use super::memory::MemoryAuditLog;
use super::plan_store::{Arrival, Conflict, PlanChange, PlanFilter, PlanStore, Recording, Unchanged};
use super::plans::PlanRow;
use super::turns::{Conversations, TurnRow};

/// Plans and an audit log that are gone when this is dropped.
#[derive(Debug, Default)]
pub struct MemoryStore {
    log: MemoryAuditLog,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// In the order they came in.
    plans: Vec<PlanRow>,
    messages: BTreeMap<String, u64>,
    turns: Vec<TurnRow>,
}

impl Kept {
    fn find(&mut self, id: &str) -> Option<&mut PlanRow> {
        self.plans.iter_mut().find(|row| row.id == id)
    }
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The lock is this engine's transaction. Nothing below panics between a change and its records.
    fn with<T>(&self, work: impl FnOnce(&mut Kept) -> T) -> T {
        work(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl AuditLog for MemoryStore {
    fn append(&self, events: &[AuditEvent]) -> Result<Vec<u64>, StoreError> {
        self.log.append(events)
    }

    fn records(&self, filter: &AuditFilter) -> Result<Vec<AuditRecord>, StoreError> {
        self.log.records(filter)
    }

    fn head(&self) -> Result<Head, StoreError> {
        self.log.head()
    }

    fn verify(&self) -> Result<Verification, StoreError> {
        self.log.verify()
    }
}

impl Conversations for MemoryStore {
    fn say(&self, turn: &TurnRow, events: &[AuditEvent]) -> Result<bool, StoreError> {
        self.with(|kept| {
            if turn.plan.is_some() && kept.turns.iter().any(|told| told.plan == turn.plan) {
                return Ok(false);
            }
            self.log.append(events)?;
            kept.turns.push(turn.clone());
            Ok(true)
        })
    }

    fn turns(&self, ticket: &str) -> Result<Vec<TurnRow>, StoreError> {
        Ok(self.with(|kept| kept.turns.iter().filter(|turn| turn.ticket == ticket).cloned().collect()))
    }
}

impl PlanStore for MemoryStore {
    fn insert(&self, plan: &PlanRow, events: &[AuditEvent]) -> Result<Result<(), Unchanged>, StoreError> {
        self.with(|kept| {
            if kept.find(&plan.id).is_some() {
                return Ok(Err(unchanged(Conflict::IdTaken, None)));
            }
            if kept.messages.get(&plan.ticket).copied().unwrap_or(0) != plan.messages {
                return Ok(Err(unchanged(Conflict::MessageSince, None)));
            }
            if let Some(replaced) = &plan.replaces {
                let Some(old) = kept.find(replaced) else { return Ok(Err(unchanged(Conflict::Unknown, None))) };
                let mut row = old.clone();
                if let Err(conflict) = row.supersede(plan) {
                    return Ok(Err(unchanged(conflict, Some(row))));
                }
                self.log.append(events)?;
                *old = row;
            } else {
                self.log.append(events)?;
            }
            kept.plans.push(plan.clone());
            Ok(Ok(()))
        })
    }

    fn change(
        &self,
        id: &str,
        change: &PlanChange,
        events: &[AuditEvent],
    ) -> Result<Result<PlanRow, Unchanged>, StoreError> {
        self.with(|kept| {
            let Some(kept) = kept.find(id) else { return Ok(Err(unchanged(Conflict::Unknown, None))) };
            let mut row = kept.clone();
            if let Err(conflict) = row.apply(change) {
                return Ok(Err(unchanged(conflict, Some(kept.clone()))));
            }
            self.log.append(events)?;
            kept.clone_from(&row);
            Ok(Ok(row))
        })
    }

    fn customer_wrote(
        &self,
        ticket: &str,
        arrival: Arrival,
        said: Option<&TurnRow>,
        received: &AuditEvent,
        invalidated: Recording<'_>,
    ) -> Result<Vec<PlanRow>, StoreError> {
        self.with(|kept| {
            let mut plans = kept.plans.clone();
            let (mut events, mut invalid) = (vec![received.clone()], Vec::new());
            for row in plans.iter_mut().filter(|row| row.ticket == ticket) {
                if row.customer_wrote(arrival) {
                    events.push(invalidated(row));
                    invalid.push(row.clone());
                }
            }
            self.log.append(&events)?;
            let count = kept.messages.entry(ticket.to_owned()).or_default();
            *count = count.saturating_add(1);
            kept.plans = plans;
            kept.turns.extend(said.cloned());
            Ok(invalid)
        })
    }

    fn messages(&self, ticket: &str) -> Result<u64, StoreError> {
        Ok(self.with(|kept| kept.messages.get(ticket).copied().unwrap_or(0)))
    }

    fn plan(&self, id: &str) -> Result<Option<PlanRow>, StoreError> {
        Ok(self.with(|kept| kept.find(id).cloned()))
    }

    fn plans(&self, filter: &PlanFilter) -> Result<Vec<PlanRow>, StoreError> {
        Ok(self.with(|kept| kept.plans.iter().filter(|row| filter.fits(row)).cloned().collect()))
    }
}

fn unchanged(conflict: Conflict, row: Option<PlanRow>) -> Unchanged {
    Unchanged { conflict, row: row.map(Box::new) }
}
