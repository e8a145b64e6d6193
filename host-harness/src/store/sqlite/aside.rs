//! Moves a database out of the way, whatever state it is in, without losing a byte of it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection as Sqlite, ErrorCode, OpenFlags};

use super::At;
use crate::store::error::StoreError;

/// How long a process that still uses the database is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_millis(500);

/// Renames the database to `<name>.<time>.bak` in the same folder and gives that path; `None` when there is none.
/// Works on a damaged file too, and moves SQLite's own files (`-wal`, `-shm`) with it. `now` names the copy.
///
/// Fails with [`StoreError::Locked`] while another process writes, and with [`StoreError::NotWritable`] when the path
/// is no regular file or can't be renamed.
pub fn set_aside(path: &Path, now: Timestamp) -> Result<Option<PathBuf>, StoreError> {
    let at = At { path: path.to_owned(), busy_timeout: BUSY_TIMEOUT };
    match path.symlink_metadata() {
        Ok(file) if file.is_file() => {}
        Ok(_) => return Err(at.not_writable("it is not a regular file, so it is left alone", None)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(at.not_writable(error.to_string(), Some(error.into()))),
    }
    settle(&at)?;
    let target = free_name(path, now);
    // The database last: were it gone and its log still there, the log would be read into the next one.
    for suffix in ["-wal", "-shm", ""] {
        let from = sibling(path, suffix);
        match std::fs::rename(&from, sibling(&target, suffix)) {
            Err(error) if suffix.is_empty() || error.kind() != std::io::ErrorKind::NotFound => {
                return Err(
                    at.not_writable(format!("{} can't be renamed ({error})", from.display()), Some(error.into()))
                );
            }
            _ => {}
        }
    }
    Ok(Some(target))
}

/// The path with something added to its file name.
pub(super) fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// Writes what is only in the log into the database, so that one file holds everything. A file too damaged for that
/// keeps its log beside it; one that is in use is an error.
fn settle(at: &At) -> Result<(), StoreError> {
    let attempt = || -> rusqlite::Result<()> {
        let sqlite = Sqlite::open_with_flags(&at.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        sqlite.busy_timeout(at.busy_timeout)?;
        sqlite.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
        sqlite.execute_batch("BEGIN IMMEDIATE; ROLLBACK")
    };
    match attempt() {
        Err(error)
            if matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) =>
        {
            Err(at.error("move it away", error))
        }
        _ => Ok(()),
    }
}

fn free_name(path: &Path, now: Timestamp) -> PathBuf {
    // No colons: some file systems don't take them in names.
    let stamp = now.strftime("%Y%m%dT%H%M%SZ");
    let first = sibling(path, &format!(".{stamp}.bak"));
    let numbered = (2..=u32::MAX).map(|n| sibling(path, &format!(".{stamp}-{n}.bak")));
    std::iter::once(first.clone()).chain(numbered).find(|name| name.symlink_metadata().is_err()).unwrap_or(first)
}
