//! How work fails: a stable code for programs, a line for people, what to do next, and the exit code of a command.

use std::error::Error;

use crate::store::StoreError;

/// What a command exits with. The numbers are documented in [`crate::cli`] and don't change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// The work failed: the upstream or the plugin.
    Failed = 1,
    /// Bad arguments or input.
    Usage = 2,
    /// The environment is not as needed: database, state folder, port, network.
    Environment = 3,
    /// Not permitted or not connected: no token, a rejected one, missing scopes.
    NotPermitted = 4,
    /// The audit log is not as it was written.
    Integrity = 5,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why something has no result. `Display` is one line, "what failed: why".
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// Stable, kebab-case: "unknown-ticket".
    pub code: &'static str,
    /// What the process exits with.
    pub exit: Exit,
    /// "What failed: why", one line.
    pub message: String,
    /// What to do next, one line.
    pub hint: Option<String>,
    /// How many seconds the vendor wants a pause, where it said so.
    pub wait: Option<u32>,
    /// The status that the vendor answered with, where the plugin tells of one.
    pub status: Option<u16>,
    /// The cause below.
    #[source]
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// An error without a hint or a cause.
    pub fn new(code: &'static str, exit: Exit, message: impl Into<String>) -> Self {
        Self { code, exit, message: message.into(), hint: None, wait: None, status: None, source: None }
    }

    /// The same with what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with its cause.
    pub fn caused_by(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The causes below, nearest first. One that says nothing new is left out.
    pub fn causes(&self) -> Vec<String> {
        let mut causes = Vec::new();
        let mut said = self.message.clone();
        let mut next: Option<&(dyn Error + 'static)> = self.source();
        while let Some(cause) = next {
            let text = cause.to_string();
            if text != said {
                causes.push(text.clone());
            }
            said = text;
            next = cause.source();
        }
        causes
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let (code, exit) = match &error {
            StoreError::NotWritable { .. } => ("database-not-writable", Exit::Environment),
            StoreError::DiskFull { .. } => ("disk-full", Exit::Environment),
            StoreError::Damaged { .. } => ("database-damaged", Exit::Environment),
            StoreError::Foreign { .. } => ("database-foreign", Exit::Environment),
            StoreError::Locked { .. } => ("database-locked", Exit::Environment),
            StoreError::NewerVersion { .. } => ("database-newer", Exit::Environment),
            StoreError::Engine { .. } => ("database-failed", Exit::Environment),
            StoreError::InvalidConnection { .. } => ("invalid-connection", Exit::Usage),
            StoreError::ChainBroken { .. } => ("audit-broken", Exit::Integrity),
        };
        Self::new(code, exit, error.to_string()).hint(error.next_step()).caused_by(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use std::time::Duration;

    #[test]
    fn causes_are_listed_nearest_first_and_never_twice() {
        let below = std::io::Error::other("the disk is on fire");
        let store = StoreError::NotWritable {
            path: PathBuf::from("/x/harness.db"),
            why: "it can't be opened".to_owned(),
            source: Some(below.into()),
        };
        let error = Failure::from(store);
        assert_eq!(error.to_string(), "can't write the database /x/harness.db: it can't be opened");
        assert_eq!(error.causes(), ["the disk is on fire"]);
        assert!(error.hint.unwrap().contains("/x"));
    }

    #[test]
    fn every_error_of_the_store_names_a_next_step_and_exits_with_something_else_than_done() {
        let path = || PathBuf::from("/x/harness.db");
        let errors = [
            StoreError::NotWritable { path: path(), why: String::new(), source: None },
            StoreError::DiskFull { path: path(), source: None },
            StoreError::Damaged { path: path(), why: String::new(), source: None },
            StoreError::Foreign { path: path(), why: String::new() },
            StoreError::Locked { path: path(), by: String::new(), waited: Duration::from_secs(5), source: None },
            StoreError::NewerVersion { path: path(), found: 2, known: 1 },
            StoreError::ChainBroken { path: path(), why: String::new() },
            StoreError::InvalidConnection { id: "main".to_owned(), why: "" },
            StoreError::Engine { path: path(), doing: "read", source: None },
        ];
        let mut codes = std::collections::BTreeSet::new();
        for error in errors {
            let names_file = error.to_string().contains("/x/harness.db");
            assert!(names_file || matches!(error, StoreError::InvalidConnection { .. }), "{error}");
            let error = Failure::from(error);
            assert!(error.hint.as_ref().is_some_and(|hint| hint.len() > 10), "{error:?}");
            assert_ne!(error.exit, Exit::Done);
            assert!(!error.message.contains('\n'));
            codes.insert(error.code);
        }
        assert_eq!(codes.len(), 9, "each has its own code");
    }
}
