//! Whether the records are as they were written, looked at no more often than pages need to know.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::store::{AuditLog as _, Database};
use crate::workplace::Failure;

/// How long a look at all records is good for: it reads every one of them.
const GOOD: Duration = Duration::from_secs(20);

/// Whether the records are as they were written.
#[derive(Debug, Clone, Copy)]
pub struct Chain {
    /// How many there are.
    pub records: u64,
    /// Whether they are.
    pub is_intact: bool,
}

/// The last look.
#[derive(Debug, Default)]
pub struct Checked(Mutex<Option<(Instant, Chain)>>);

impl Checked {
    /// All of those that were there when it was last looked, which is no longer ago than [`GOOD`]. Blocking.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn of(&self, database: &Database) -> Result<Chain, Failure> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*known {
            Some((at, chain)) if at.elapsed() < GOOD => Ok(*chain),
            _ => {
                let found = database.verify()?;
                let chain = Chain { records: found.records, is_intact: found.is_intact() };
                *known = Some((Instant::now(), chain));
                Ok(chain)
            }
        }
    }
}
