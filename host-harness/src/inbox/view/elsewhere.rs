//! Plans of a ticket that wait at another connection than the one that is worked through: they can't be shown here, because
//! what they say is checked against that other Recharge, and they are not gone either.

use std::collections::BTreeMap;

use crate::gate::StoredPlan;
use crate::inbox::trouble::Trouble;
use crate::inbox::visit::Visit;
use crate::workplace::Connected;

/// Another connection with plans that wait.
#[derive(Debug)]
pub struct Elsewhere {
    /// Its name.
    pub connection: String,
    /// What waits there, in words.
    pub text: String,
    /// Whether it is still there to be used.
    pub is_known: bool,
}

/// Where else plans wait, out of all of a ticket.
///
/// # Errors
/// When the connections can't be read.
pub fn elsewhere(visit: &Visit, connected: &Connected, plans: &[StoredPlan]) -> Result<Vec<Elsewhere>, Trouble> {
    let own = &connected.surroundings.connection;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for plan in plans.iter().filter(|plan| plan.connection != *own && plan.state.is_open()) {
        *counts.entry(&plan.connection).or_default() += 1;
    }
    if counts.is_empty() {
        return Ok(Vec::new());
    }
    let known = visit.office.connections().map_err(|why| visit.trouble(why))?;
    let view = |(connection, count): (&str, usize)| Elsewhere {
        text: visit.words.waits_elsewhere(count, connection),
        is_known: known.iter().any(|known| known.id == connection),
        connection: connection.to_owned(),
    };
    Ok(counts.into_iter().map(view).collect())
}
