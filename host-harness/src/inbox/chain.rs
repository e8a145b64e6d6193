//! Whether the records are as they were written, looked at no more often than pages need to know.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::store::{AuditLog as _, Database};
use crate::workplace::Failure;

/// How long a look at all records is good for: it reads every one of them.
const GOOD: Duration = Duration::from_secs(20);
/// A look that took no longer than this is taken again as soon as there is something newer.
const QUICK: Duration = Duration::from_millis(50);

/// Whether the records are as they were written.
#[derive(Debug, Clone, Copy)]
pub struct Chain {
    /// How many there are.
    pub records: u64,
    /// Whether they are.
    pub is_intact: bool,
    /// When that was found, by this machine's clock: the local Recharge's stands still.
    pub at: Timestamp,
}

/// The last look.
#[derive(Debug, Default)]
pub struct Checked(Mutex<Option<Look>>);

#[derive(Debug, Clone, Copy)]
struct Look {
    at: Instant,
    took: Duration,
    chain: Chain,
}

impl Checked {
    /// All of those that were there when it was last looked, which is no longer ago than [`GOOD`]. Newer ones are looked at
    /// where that is [`QUICK`]. Blocking.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn of(&self, database: &Database) -> Result<Chain, Failure> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(look) = &*known
            && look.at.elapsed() < GOOD
            && (look.took > QUICK || database.head()?.seq <= look.chain.records)
        {
            return Ok(look.chain);
        }
        let began = Instant::now();
        let found = database.verify()?;
        let chain = Chain { records: found.records, is_intact: found.is_intact(), at: Timestamp::now() };
        *known = Some(Look { at: Instant::now(), took: began.elapsed(), chain });
        Ok(chain)
    }
}
