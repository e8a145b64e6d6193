//! What is read of a ticket's customers, for whoever shows it or decides about a change: two dependent round trips, and
//! the rows arranged by what refers to them.

mod email;
mod index;
mod places;
mod pull;
mod read;
mod schedule;

pub use email::Email;
pub use index::Index;
pub use pull::Pulled;
pub use read::{Found, Holdings, MaxAge, find, holdings};
pub use schedule::Schedule;

use crate::recharge::REQUEST_BOUND;

/// Customers whose holdings are read. More than one is rare (one shop customer mapped to two of Recharge's); each costs
/// four requests of the twenty that a call has.
pub const READ_CUSTOMERS: usize = 3;

/// Both round trips fit into a call, whatever is found: up to four requests first and one along with them, then four for
/// each customer.
const _: () = assert!(5 + 4 * READ_CUSTOMERS <= REQUEST_BOUND);
