//! When the charges of a changed address follow.

use std::collections::BTreeMap;

use tokio::time::Instant;

use super::super::options::CommitLag;
use crate::recharge_sandbox::model::Id;
use crate::recharge_sandbox::state::State;

/// What an uncommitted address still waits for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lag {
    /// Until then.
    Until(Instant),
    /// So many more requests.
    Requests(u32),
    /// Somebody who says so.
    Hand,
}

impl Lag {
    /// What a change made now waits for; nothing when it doesn't.
    pub(super) fn of(lag: CommitLag, now: Instant) -> Option<Self> {
        match lag {
            CommitLag::After(time) if time.is_zero() => None,
            CommitLag::AfterRequests(0) => None,
            CommitLag::After(time) => Some(Self::Until(now + time)),
            CommitLag::AfterRequests(count) => Some(Self::Requests(count)),
            CommitLag::ByHand => Some(Self::Hand),
        }
    }
}

/// What each uncommitted address of a store waits for that was just taken over: once more the whole lag.
pub(super) fn all(state: &State, lag: CommitLag, now: Instant) -> BTreeMap<Id, Lag> {
    let lag = Lag::of(lag, now).unwrap_or(Lag::Requests(0));
    state.uncommitted.iter().map(|address| (*address, lag)).collect()
}

/// The addresses that have waited long enough; one more request has come.
pub(super) fn due(lags: &mut BTreeMap<Id, Lag>, now: Instant) -> Vec<Id> {
    let due = lags.extract_if(.., |_, lag| match lag {
        Lag::Until(time) => *time <= now,
        Lag::Requests(0) => true,
        Lag::Requests(count) => {
            *count -= 1;
            false
        }
        Lag::Hand => false,
    });
    due.map(|(address, _)| address).collect()
}
