//! Connections in SQLite.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row};

use super::{At, Database};
use crate::store::connections::{Connection, Connections};
use crate::store::error::StoreError;

const READ: &str = "read the connections";
const SAVE: &str = "save the connection";

const COLUMNS: &str = "id, plugin_id, upstreams, settings, time_zone, store_name, updated_at";

impl Connections for Database {
    fn get(&self, id: &str) -> Result<Option<Connection>, StoreError> {
        self.read(READ, |transaction| {
            let sql = format!("SELECT {COLUMNS} FROM connection WHERE id = ?1");
            let stored = transaction.query_row(&sql, [id], Stored::read).optional();
            stored.map_err(|error| self.at.error(READ, error))?.map(|stored| stored.connection(&self.at)).transpose()
        })
    }

    fn put(&self, connection: &Connection) -> Result<Connection, StoreError> {
        connection.check()?;
        let saved = Connection { updated_at: self.clock.now(), ..connection.clone() };
        self.write(SAVE, |transaction| {
            let sql = format!(
                "INSERT INTO connection ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (id) DO UPDATE SET plugin_id = ?2, upstreams = ?3, settings = ?4, time_zone = ?5,
                   store_name = ?6, updated_at = ?7"
            );
            let values = (
                &saved.id,
                &saved.plugin_id,
                text(&saved.upstreams),
                text(&saved.settings),
                &saved.time_zone,
                &saved.store_name,
                saved.updated_at.to_string(),
            );
            transaction.execute(&sql, values).map_err(|error| self.at.error(SAVE, error))
        })?;
        Ok(saved)
    }

    fn remove(&self, id: &str) -> Result<bool, StoreError> {
        self.write("remove the connection", |transaction| {
            let removed = transaction.execute("DELETE FROM connection WHERE id = ?1", [id]);
            Ok(removed.map_err(|error| self.at.error("remove the connection", error))? > 0)
        })
    }

    fn list(&self) -> Result<Vec<Connection>, StoreError> {
        self.read(READ, |transaction| {
            let error = |error| self.at.error(READ, error);
            let sql = format!("SELECT {COLUMNS} FROM connection ORDER BY id");
            let mut statement = transaction.prepare(&sql).map_err(error)?;
            let mut rows = statement.query([]).map_err(error)?;
            let mut connections = Vec::new();
            while let Some(row) = rows.next().map_err(error)? {
                connections.push(Stored::read(row).map_err(error)?.connection(&self.at)?);
            }
            Ok(connections)
        })
    }
}

/// Names and values as a JSON object.
fn text(map: &BTreeMap<String, String>) -> String {
    let members = map.iter().map(|(name, value)| (name.clone(), value.clone().into()));
    serde_json::Value::Object(members.collect()).to_string()
}

/// A row as it lies in the file.
struct Stored {
    id: String,
    plugin_id: String,
    upstreams: String,
    settings: String,
    time_zone: Option<String>,
    store_name: Option<String>,
    updated_at: String,
}

impl Stored {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            plugin_id: row.get(1)?,
            upstreams: row.get(2)?,
            settings: row.get(3)?,
            time_zone: row.get(4)?,
            store_name: row.get(5)?,
            updated_at: row.get(6)?,
        })
    }

    fn connection(self, at: &At) -> Result<Connection, StoreError> {
        let id = &self.id;
        let unreadable = |column: &str| format!("the {column} of the connection {id:?} can't be read");
        let map = |column: &str, text: &str| {
            serde_json::from_str(text).map_err(|error| at.damaged(unreadable(column), Some(error.into())))
        };
        let upstreams = map("upstreams", &self.upstreams)?;
        let settings = map("settings", &self.settings)?;
        let updated_at =
            self.updated_at.parse().map_err(|error: jiff::Error| at.damaged(unreadable("time"), Some(error.into())))?;
        Ok(Connection {
            id: self.id,
            plugin_id: self.plugin_id,
            upstreams,
            settings,
            time_zone: self.time_zone,
            store_name: self.store_name,
            updated_at,
        })
    }
}
