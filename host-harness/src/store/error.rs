//! Why the store could not do something, and what a person does about it.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// The error of the engine below, kept as the cause.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why the store could not do something. `Display` is one line, "what: why", and names the file;
/// [`StoreError::next_step`] says what to do, and `source()` has the engine's own error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file or its folder can't be written.
    #[error("can't write the database {path}: {why}", path = path.display())]
    NotWritable {
        /// The database file.
        path: PathBuf,
        /// Why, in words.
        why: String,
        /// The cause below.
        #[source]
        source: Option<Cause>,
    },
    /// The disk has no room.
    #[error("can't write the database {path}: the disk is full", path = path.display())]
    DiskFull {
        /// The database file.
        path: PathBuf,
        /// The cause below.
        #[source]
        source: Option<Cause>,
    },
    /// The file is not a database any more, or what it holds can't be read. It was not changed.
    #[error("the database {path} is damaged: {why}", path = path.display())]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// What was found.
        why: String,
        /// The cause below.
        #[source]
        source: Option<Cause>,
    },
    /// A database, but of another program. It was not changed.
    #[error("{path} is not a harness database: {why}", path = path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// How that shows.
        why: String,
    },
    /// Another process holds the lock for longer than the busy timeout.
    #[error("the database {path} is locked: {by} has been writing to it for over {waited:?}", path = path.display())]
    Locked {
        /// The database file.
        path: PathBuf,
        /// Who holds it, as far as the operating system tells: "process 1234 (sqlite3)" or "another program".
        by: String,
        /// How long was waited.
        waited: Duration,
        /// The cause below.
        #[source]
        source: Option<Cause>,
    },
    /// A newer version of this program wrote the file. It was not changed.
    #[error("the database {path} has format {found}: this version knows formats up to {known}", path = path.display())]
    NewerVersion {
        /// The database file.
        path: PathBuf,
        /// The file's format.
        found: i64,
        /// The newest format this version knows.
        known: i64,
    },
    /// The end of the audit log is not as this program left it, so nothing is added to it.
    #[error("nothing can be added to the audit log in {path}: {why}", path = path.display())]
    ChainBroken {
        /// The database file; "memory" for a log in memory.
        path: PathBuf,
        /// What does not fit.
        why: String,
    },
    /// A connection that can't be saved as it is.
    #[error("can't save the connection {id:?}: {why}")]
    InvalidConnection {
        /// Its id.
        id: String,
        /// What is wrong with it; never the offending value, which may hold a password.
        why: &'static str,
    },
    /// The engine failed in a way that has no case of its own.
    #[error("can't {doing} in the database {path}: the database engine reports a failure", path = path.display())]
    Engine {
        /// The database file.
        path: PathBuf,
        /// What was being done, "read the audit log".
        doing: &'static str,
        /// The cause below.
        #[source]
        source: Option<Cause>,
    },
}

impl StoreError {
    /// What to do about it, one sentence for a person at a terminal.
    pub fn next_step(&self) -> String {
        match self {
            Self::NotWritable { path, .. } => {
                format!("make {} writable, or choose another state folder with --state", folder(path))
            }
            Self::DiskFull { path, .. } => format!("free some room on the disk that holds {}", folder(path)),
            Self::Damaged { path, .. } => {
                format!("move {} away, or run `harness reset`, which keeps it beside the new one", path.display())
            }
            Self::Foreign { .. } => "choose another state folder with --state".to_owned(),
            Self::Locked { path, .. } => {
                format!("wait for the other process or end it, then try again; {} was not changed", path.display())
            }
            Self::NewerVersion { path, .. } => {
                format!(
                    "use the newer version that wrote {}, or choose another state folder with --state",
                    path.display()
                )
            }
            Self::ChainBroken { .. } => {
                "run `harness audit verify` to see what was changed; keep the file as evidence \
                                         and start a new one with `harness reset`"
                    .to_owned()
            }
            Self::InvalidConnection { .. } => "correct the connection and save it again".to_owned(),
            Self::Engine { path, .. } => {
                format!("try again; if it stays, check the disk and the permissions of {}", path.display())
            }
        }
    }
}

/// The folder a database lies in, as text.
fn folder(path: &Path) -> String {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.display().to_string(),
        _ => "the current folder".to_owned(),
    }
}
