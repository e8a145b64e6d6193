//! The store in one SQLite file: opening it, and turning SQLite's failures into the store's errors.
//!
//! The file is in WAL mode with `synchronous = FULL`: a record is on the disk before the function that wrote it
//! returns, because the host sends a request only after its intent is durable. A file that can't be read is never
//! written to.

mod aside;
mod audit;
mod connections;
mod holder;
mod migrations;
mod plans;
mod turns;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection as Sqlite, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use super::error::StoreError;
use crate::clock::Clock;

pub use aside::set_aside;

/// SQLite's `application_id` of a harness database: "ArCX" as a big-endian number.
pub const APPLICATION_ID: i32 = 0x4172_4358;

/// The length of an SQLite file's header, in bytes.
const SHORTEST: u64 = 100;

/// How a database is opened.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    busy_timeout: Duration,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { busy_timeout: Duration::from_secs(5) }
    }
}

impl OpenOptions {
    /// How long to wait for another process's lock before giving up with [`StoreError::Locked`]; 5 seconds unless set.
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.busy_timeout = timeout;
        self
    }

    /// Opens the database, and makes it with its folder where there is none. See [`Database::open`].
    pub fn open(self, path: &Path, clock: Arc<dyn Clock>) -> Result<Database, StoreError> {
        let at = At { path: path.to_owned(), busy_timeout: self.busy_timeout };
        create_folder(&at)?;
        let is_new = match std::fs::metadata(path) {
            Ok(file) if file.is_dir() => return Err(at.not_writable("it is a folder", None)),
            // SQLite takes a file of one byte for a new database.
            Ok(file) if (1..SHORTEST).contains(&file.len()) => {
                return Err(at.damaged("it is too short to be an SQLite database", None));
            }
            Ok(_) => false,
            Err(_) => true,
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut sqlite = Sqlite::open_with_flags(path, flags).map_err(|error| at.error("open it", error))?;
        if is_new {
            restrict(&at)?;
        }
        prepare(&mut sqlite, &at).map_err(|error| explain_damage(&sqlite, error))?;
        Ok(Database { sqlite: Mutex::new(sqlite), at, clock })
    }
}

/// The SQLite file behind [`AuditLog`](super::AuditLog), [`Connections`](super::Connections) and [`PlanStore`](super::PlanStore).
///
/// Threads share one and take turns; several processes may have the same file open.
#[derive(Debug)]
pub struct Database {
    sqlite: Mutex<Sqlite>,
    at: At,
    clock: Arc<dyn Clock>,
}

impl Database {
    /// Opens the database at `path`. Makes the file, and its folder (readable by its owner alone), where there is none,
    /// and brings an older format up to date.
    ///
    /// Fails without touching the file when it is damaged, another program's, of a newer format, locked for longer than
    /// 5 seconds (see [`OpenOptions`]) or not writable.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        OpenOptions::default().open(path, clock)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.at.path
    }

    /// The connection. After a panic elsewhere it is used on: SQLite rolled the open transaction back.
    fn lock(&self) -> MutexGuard<'_, Sqlite> {
        self.sqlite.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` in a transaction that holds the write lock from its start, so that what it reads can't change before
    /// it writes.
    fn write<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut sqlite = self.lock();
        let error = |error| self.at.error(doing, error);
        let transaction = sqlite.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error)?;
        let result = work(&transaction)?;
        transaction.commit().map_err(error)?;
        Ok(result)
    }

    /// Runs `work` in a transaction that sees one state of the file throughout.
    fn read<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut sqlite = self.lock();
        let transaction = sqlite.transaction().map_err(|error| self.at.error(doing, error))?;
        work(&transaction)
    }
}

/// What an error message needs to know of a database.
#[derive(Debug, Clone)]
struct At {
    path: PathBuf,
    busy_timeout: Duration,
}

impl At {
    /// The store's error for one of SQLite's.
    fn error(&self, doing: &'static str, error: rusqlite::Error) -> StoreError {
        let path = self.path.clone();
        let code = error.sqlite_error_code();
        let source = Some(error.into());
        match code {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                StoreError::Locked { by: holder::describe(&path), path, waited: self.busy_timeout, source }
            }
            Some(ErrorCode::NotADatabase) => {
                StoreError::Damaged { path, why: "it is not an SQLite database".to_owned(), source }
            }
            Some(ErrorCode::DatabaseCorrupt) => {
                StoreError::Damaged { path, why: "its pages don't fit together".to_owned(), source }
            }
            Some(ErrorCode::CannotOpen) => self.not_writable("it can't be opened", source),
            Some(ErrorCode::PermissionDenied) => self.not_writable("permission denied", source),
            Some(ErrorCode::ReadOnly) => self.not_writable("it is read-only, or was moved while in use", source),
            Some(ErrorCode::DiskFull) => StoreError::DiskFull { path, source },
            _ => StoreError::Engine { path, doing, source },
        }
    }

    fn not_writable(&self, why: impl Into<String>, source: Option<super::error::Cause>) -> StoreError {
        StoreError::NotWritable { path: self.path.clone(), why: why.into(), source }
    }

    /// For a stored value that this program never writes.
    fn damaged(&self, why: impl Into<String>, source: Option<super::error::Cause>) -> StoreError {
        StoreError::Damaged { path: self.path.clone(), why: why.into(), source }
    }
}

fn create_folder(at: &At) -> Result<(), StoreError> {
    let Some(folder) = at.path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) else {
        return Ok(());
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        at.not_writable(format!("its folder {} can't be made ({error})", folder.display()), Some(error.into()))
    })
}

/// Takes the new file from everybody but its owner, before SQLite makes its log beside it with the same permissions. By
/// path and never by an own file handle: closing one would drop the
/// locks that SQLite holds on the same file in this process.
fn restrict(at: &At) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&at.path, mode)
            .map_err(|error| at.not_writable(format!("its permissions can't be set ({error})"), Some(error.into())))?;
    }
    Ok(())
}

/// Everything between "the file is open" and "it can be used".
fn prepare(sqlite: &mut Sqlite, at: &At) -> Result<(), StoreError> {
    let error = |error| at.error("open it", error);
    sqlite.busy_timeout(at.busy_timeout).map_err(error)?;
    // Identity first: nothing is written to a file that is not ours or not readable.
    // In one transaction, so that another process that makes the file right now is seen as done or as not begun.
    let transaction = sqlite.transaction().map_err(error)?;
    migrations::identify(&transaction, at)?;
    transaction.finish().map_err(error)?;
    if sqlite.is_readonly(rusqlite::MAIN_DB).map_err(error)? {
        return Err(at.not_writable("the file is read-only", None));
    }
    // Nobody edits the schema through this connection, and no SQL in a file we didn't write runs functions.
    sqlite.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(error)?;
    sqlite.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(error)?;
    enter_wal(sqlite, at)?;
    sqlite.pragma_update(None, "synchronous", "FULL").map_err(error)?;
    sqlite.pragma_update(None, "foreign_keys", true).map_err(error)?;
    migrations::run(sqlite, at)
}

/// Switches to WAL. SQLite doesn't wait for a lock here as it does elsewhere, so this does.
fn enter_wal(sqlite: &Sqlite, at: &At) -> Result<(), StoreError> {
    let started = Instant::now();
    loop {
        // File systems that can't do WAL answer with the mode they stay in; that is as safe, and slower.
        match sqlite.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0)) {
            Ok(_) => return Ok(()),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                if started.elapsed() >= at.busy_timeout {
                    return Err(at.error("open it", error));
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(error) => return Err(at.error("open it", error)),
        }
    }
}

/// Adds to "damaged" what SQLite's own check says, where it can still run.
fn explain_damage(sqlite: &Sqlite, error: StoreError) -> StoreError {
    match error {
        StoreError::Damaged { path, why, source } => {
            let found: Option<String> = sqlite.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).ok();
            let why = match found {
                Some(found) if found != "ok" => format!("{why} ({})", found.lines().next().unwrap_or_default()),
                _ => why,
            };
            StoreError::Damaged { path, why, source }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests;
