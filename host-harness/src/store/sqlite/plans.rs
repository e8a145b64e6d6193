//! Plans in SQLite. Every change holds the write lock from its start, so what it judges can't change before it is saved;
//! the table's own triggers forbid besides what no program may do.

use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row, Transaction, params_from_iter};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::audit::append;
use super::{At, Database, turns};
use crate::store::chain::Hash;
use crate::store::error::StoreError;
use crate::store::event::AuditEvent;
use crate::store::plan_store::{Arrival, Conflict, PlanChange, PlanFilter, PlanStore, Recording, Unchanged};
use crate::store::plans::{PlanRow, PlanState, StepRow};
use crate::store::turns::TurnRow;

const READ: &str = "read the plans";
const SAVE: &str = "save the plan";

const COLUMNS: &str = "id, identity, plugin, connection, ticket, plan, proposed_by, proposed_at, expires_at, messages,
  replaces, replaced_by, undo_of, state, decision, execution, ending, form";

impl PlanStore for Database {
    fn insert(&self, plan: &PlanRow, events: &[AuditEvent]) -> Result<Result<(), Unchanged>, StoreError> {
        self.write(SAVE, |transaction| {
            if load(transaction, &self.at, &plan.id)?.is_some() {
                return Ok(Err(unchanged(Conflict::IdTaken, None)));
            }
            if count(transaction, &self.at, &plan.ticket)? != plan.messages {
                return Ok(Err(unchanged(Conflict::MessageSince, None)));
            }
            if let Some(replaced) = &plan.replaces {
                let Some(mut row) = load(transaction, &self.at, replaced)? else {
                    return Ok(Err(unchanged(Conflict::Unknown, None)));
                };
                let before = row.clone();
                if let Err(conflict) = row.supersede(plan) {
                    return Ok(Err(unchanged(conflict, Some(before))));
                }
                save(transaction, &self.at, &before, &row)?;
            }
            add(transaction, &self.at, plan)?;
            append(transaction, &self.at, events)?;
            Ok(Ok(()))
        })
    }

    fn change(
        &self,
        id: &str,
        change: &PlanChange,
        events: &[AuditEvent],
    ) -> Result<Result<PlanRow, Unchanged>, StoreError> {
        self.write(SAVE, |transaction| {
            let Some(before) = load(transaction, &self.at, id)? else {
                return Ok(Err(unchanged(Conflict::Unknown, None)));
            };
            let mut row = before.clone();
            if let Err(conflict) = row.apply(change) {
                return Ok(Err(unchanged(conflict, Some(before))));
            }
            save(transaction, &self.at, &before, &row)?;
            append(transaction, &self.at, events)?;
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
        self.write(SAVE, |transaction| {
            transaction
                .prepare_cached(
                    "INSERT INTO ticket_messages (ticket, messages) VALUES (?1, 1)
                     ON CONFLICT (ticket) DO UPDATE SET messages = messages + 1",
                )
                .and_then(|mut statement| statement.execute([ticket]))
                .map_err(|error| self.at.error(SAVE, error))?;
            if let Some(turn) = said {
                turns::add(transaction, &self.at, turn)?;
            }
            let (mut events, mut invalid) = (vec![received.clone()], Vec::new());
            let states = vec![PlanState::Pending, PlanState::Approved, PlanState::Executing];
            let filter = PlanFilter { ticket: Some(ticket.to_owned()), connection: None, states };
            for before in select(transaction, &self.at, &filter)? {
                let mut row = before.clone();
                let is_invalid = row.customer_wrote(arrival);
                save(transaction, &self.at, &before, &row)?;
                if is_invalid {
                    events.push(invalidated(&row));
                    invalid.push(row);
                }
            }
            append(transaction, &self.at, &events)?;
            Ok(invalid)
        })
    }

    fn messages(&self, ticket: &str) -> Result<u64, StoreError> {
        self.read(READ, |transaction| count(transaction, &self.at, ticket))
    }

    fn plan(&self, id: &str) -> Result<Option<PlanRow>, StoreError> {
        self.read(READ, |transaction| load(transaction, &self.at, id))
    }

    fn plans(&self, filter: &PlanFilter) -> Result<Vec<PlanRow>, StoreError> {
        self.read(READ, |transaction| select(transaction, &self.at, filter))
    }
}

fn unchanged(conflict: Conflict, row: Option<PlanRow>) -> Unchanged {
    Unchanged { conflict, row: row.map(Box::new) }
}

fn count(transaction: &Transaction<'_>, at: &At, ticket: &str) -> Result<u64, StoreError> {
    let count: Option<i64> = transaction
        .prepare_cached("SELECT messages FROM ticket_messages WHERE ticket = ?1")
        .and_then(|mut statement| statement.query_row([ticket], |row| row.get(0)).optional())
        .map_err(|error| at.error(READ, error))?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
}

fn load(transaction: &Transaction<'_>, at: &At, id: &str) -> Result<Option<PlanRow>, StoreError> {
    let error = |error| at.error(READ, error);
    let sql = format!("SELECT {COLUMNS} FROM plan WHERE id = ?1");
    let row = transaction
        .prepare_cached(&sql)
        .and_then(|mut statement| statement.query_row([id], read_row).optional())
        .map_err(error)?;
    row.map(|row| with_steps(transaction, at, row)).transpose()
}

fn select(transaction: &Transaction<'_>, at: &At, filter: &PlanFilter) -> Result<Vec<PlanRow>, StoreError> {
    let error = |error| at.error(READ, error);
    // All texts in it are this file's own; what comes from outside is a parameter.
    let mut sql = format!("SELECT {COLUMNS} FROM plan WHERE 1");
    let mut parameters = Vec::new();
    for (condition, text) in [(" AND ticket = ?", &filter.ticket), (" AND connection = ?", &filter.connection)] {
        if let Some(text) = text {
            sql.push_str(condition);
            parameters.push(text.as_str());
        }
    }
    if !filter.states.is_empty() {
        let marks = vec!["?"; filter.states.len()].join(", ");
        sql.push_str(&format!(" AND state IN ({marks})"));
        parameters.extend(filter.states.iter().map(|state| state.as_str()));
    }
    sql.push_str(" ORDER BY rowid");
    let rows: Vec<PlanRow> = transaction
        .prepare_cached(&sql)
        .and_then(|mut statement| statement.query_map(params_from_iter(parameters), read_row)?.collect())
        .map_err(error)?;
    rows.into_iter().map(|row| with_steps(transaction, at, row)).collect()
}

fn with_steps(transaction: &Transaction<'_>, at: &At, mut row: PlanRow) -> Result<PlanRow, StoreError> {
    row.steps = transaction
        .prepare_cached(
            "SELECT step, state, attempts, status, sent_at, ended_at FROM plan_step WHERE plan = ?1 ORDER BY step",
        )
        .and_then(|mut statement| statement.query_map([&row.id], read_step)?.collect())
        .map_err(|error| at.error(READ, error))?;
    Ok(row)
}

fn add(transaction: &Transaction<'_>, at: &At, plan: &PlanRow) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO plan ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"
    );
    let messages = i64::try_from(plan.messages).unwrap_or(i64::MAX);
    transaction
        .prepare_cached(&sql)
        .and_then(|mut statement| {
            statement.execute(rusqlite::params![
                plan.id,
                plan.identity.as_bytes(),
                plan.plugin,
                plan.connection,
                plan.ticket,
                plan.plan,
                json(&plan.proposed_by)?,
                plan.proposed_at.to_string(),
                plan.expires_at.to_string(),
                messages,
                plan.replaces,
                plan.replaced_by,
                plan.undo_of,
                plan.state.as_str(),
                plan.decision.as_ref().map(json).transpose()?,
                plan.execution.as_ref().map(json).transpose()?,
                plan.ending.as_ref().map(json).transpose()?,
                plan.form,
            ])
        })
        .map_err(|error| at.error(SAVE, error))?;
    Ok(())
}

/// Saves what can change. The condition on the state is a second lock: a row that isn't as it was read stays.
fn save(transaction: &Transaction<'_>, at: &At, before: &PlanRow, row: &PlanRow) -> Result<(), StoreError> {
    let error = |error| at.error(SAVE, error);
    let changed = transaction
        .prepare_cached(
            "UPDATE plan SET replaced_by = ?1, state = ?2, decision = ?3, execution = ?4, ending = ?5
             WHERE id = ?6 AND state = ?7",
        )
        .and_then(|mut statement| {
            statement.execute(rusqlite::params![
                row.replaced_by,
                row.state.as_str(),
                row.decision.as_ref().map(json).transpose()?,
                row.execution.as_ref().map(json).transpose()?,
                row.ending.as_ref().map(json).transpose()?,
                row.id,
                before.state.as_str(),
            ])
        })
        .map_err(error)?;
    if changed != 1 {
        return Err(at.damaged(format!("the plan {:?} changed while it was locked", row.id), None));
    }
    for step in &row.steps {
        let old = before.steps.iter().find(|old| old.step == step.step);
        if old == Some(step) {
            continue;
        }
        // Added with INSERT and never with OR REPLACE: the primary key is what makes a step happen once.
        let sql = match old {
            None => {
                "INSERT INTO plan_step (plan, step, state, attempts, status, sent_at, ended_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
            }
            Some(_) => {
                "UPDATE plan_step SET state = ?3, attempts = ?4, status = ?5, sent_at = ?6, ended_at = ?7
                 WHERE plan = ?1 AND step = ?2"
            }
        };
        let changed = transaction
            .prepare_cached(sql)
            .and_then(|mut statement| {
                statement.execute(rusqlite::params![
                    row.id,
                    step.step,
                    step.state.as_str(),
                    step.attempts,
                    step.status,
                    step.sent_at.to_string(),
                    step.ended_at.map(|time| time.to_string()),
                ])
            })
            .map_err(error)?;
        if changed != 1 {
            return Err(at.damaged(format!("a step of the plan {:?} is missing", row.id), None));
        }
    }
    Ok(())
}

fn json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<PlanRow> {
    let identity: [u8; 32] = row.get(1)?;
    Ok(PlanRow {
        id: row.get(0)?,
        identity: Hash::from_bytes(identity),
        plugin: row.get(2)?,
        connection: row.get(3)?,
        ticket: row.get(4)?,
        plan: row.get(5)?,
        proposed_by: from_json(6, &row.get::<_, String>(6)?)?,
        proposed_at: parse(7, &row.get::<_, String>(7)?)?,
        expires_at: parse(8, &row.get::<_, String>(8)?)?,
        messages: u64::try_from(row.get::<_, i64>(9)?).unwrap_or(0),
        replaces: row.get(10)?,
        replaced_by: row.get(11)?,
        undo_of: row.get(12)?,
        state: row.get::<_, String>(13)?.parse().map_err(|()| unreadable(13, "no state of a plan"))?,
        decision: optional(14, row.get(14)?)?,
        execution: optional(15, row.get(15)?)?,
        ending: optional(16, row.get(16)?)?,
        form: row.get(17)?,
        steps: Vec::new(),
    })
}

fn read_step(row: &Row<'_>) -> rusqlite::Result<StepRow> {
    Ok(StepRow {
        step: row.get(0)?,
        state: row.get::<_, String>(1)?.parse().map_err(|()| unreadable(1, "no state of a step"))?,
        attempts: row.get(2)?,
        status: row.get(3)?,
        sent_at: parse(4, &row.get::<_, String>(4)?)?,
        ended_at: row.get::<_, Option<String>>(5)?.map(|text| parse(5, &text)).transpose()?,
    })
}

fn from_json<T: DeserializeOwned>(column: usize, text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| unreadable(column, error))
}

fn optional<T: DeserializeOwned>(column: usize, text: Option<String>) -> rusqlite::Result<Option<T>> {
    text.map(|text| from_json(column, &text)).transpose()
}

fn parse(column: usize, text: &str) -> rusqlite::Result<jiff::Timestamp> {
    text.parse().map_err(|error: jiff::Error| unreadable(column, error))
}

fn unreadable(column: usize, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into())
}
