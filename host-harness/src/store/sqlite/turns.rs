//! Conversations in SQLite.

use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row, Transaction};

use super::audit::append;
use super::{At, Database};
use crate::store::error::StoreError;
use crate::store::event::AuditEvent;
use crate::store::turns::{Conversations, TurnRow, Voice};

const READ: &str = "read the conversation";
const SAVE: &str = "save what was said";

const COLUMNS: &str = "ticket, voice, said_by, draft, at, text, asked, plan";

impl Conversations for Database {
    fn say(&self, turn: &TurnRow, events: &[AuditEvent]) -> Result<bool, StoreError> {
        self.write(SAVE, |transaction| {
            if let Some(plan) = &turn.plan
                && is_told(transaction, &self.at, plan)?
            {
                return Ok(false);
            }
            add(transaction, &self.at, turn)?;
            append(transaction, &self.at, events)?;
            Ok(true)
        })
    }

    fn turns(&self, ticket: &str) -> Result<Vec<TurnRow>, StoreError> {
        self.read(READ, |transaction| {
            let error = |error| self.at.error(READ, error);
            let sql = format!("SELECT {COLUMNS} FROM turn WHERE ticket = ?1 ORDER BY id");
            let mut statement = transaction.prepare_cached(&sql).map_err(error)?;
            let rows = statement.query_map([ticket], read_row).map_err(error)?;
            rows.collect::<rusqlite::Result<_>>().map_err(error)
        })
    }
}

fn is_told(transaction: &Transaction<'_>, at: &At, plan: &str) -> Result<bool, StoreError> {
    let told = transaction
        .prepare_cached("SELECT 1 FROM turn WHERE plan = ?1")
        .and_then(|mut statement| statement.query_row([plan], |_| Ok(())).optional());
    Ok(told.map_err(|error| at.error(SAVE, error))?.is_some())
}

/// Adds a turn inside somebody's transaction.
pub(super) fn add(transaction: &Transaction<'_>, at: &At, turn: &TurnRow) -> Result<(), StoreError> {
    let by = turn.by.as_ref().map(serde_json::to_string).transpose();
    let by = by.map_err(|error| at.error(SAVE, rusqlite::Error::ToSqlConversionFailure(error.into())))?;
    let sql = format!("INSERT INTO turn ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    transaction
        .prepare_cached(&sql)
        .and_then(|mut statement| {
            statement.execute(rusqlite::params![
                turn.ticket,
                turn.voice.as_str(),
                by,
                turn.draft,
                turn.at.to_string(),
                turn.text,
                turn.asked,
                turn.plan,
            ])
        })
        .map_err(|error| at.error(SAVE, error))?;
    Ok(())
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<TurnRow> {
    let voice: String = row.get(1)?;
    let voice = Voice::ALL.into_iter().find(|known| known.as_str() == voice);
    let by: Option<String> = row.get(2)?;
    let by = by.map(|by| serde_json::from_str(&by)).transpose().map_err(|error| unreadable(2, error))?;
    let at: String = row.get(4)?;
    Ok(TurnRow {
        ticket: row.get(0)?,
        voice: voice.ok_or_else(|| unreadable(1, "nobody who speaks"))?,
        by,
        draft: row.get(3)?,
        at: at.parse().map_err(|error: jiff::Error| unreadable(4, error))?,
        text: row.get(5)?,
        asked: row.get(6)?,
        plan: row.get(7)?,
    })
}

fn unreadable(column: usize, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into())
}
