//! Which date of a subscription comes after another one. The one place that knows that skipped dates are jumped over.

use jiff::civil::Date;

use crate::recharge_sandbox::model::{ChargeStatus, Id, Subscription};
use crate::recharge_sandbox::state::State;

/// Skipped dates in a row that are looked past; nobody skips years ahead.
const MOST_SKIPPED: usize = 1000;

/// The subscription's charge date after `after` by its interval, past the dates that are skipped. Nothing at the end of
/// the calendar.
pub(crate) fn next_cycle(state: &State, subscription: &Subscription, after: Date) -> Option<Date> {
    let mut date = subscription.interval.next_charge(after)?;
    for _ in 0..MOST_SKIPPED {
        if !is_skipped(state, subscription.id, date) {
            return Some(date);
        }
        date = subscription.interval.next_charge(date)?;
    }
    None
}

/// Whether that subscription is skipped on that date.
pub(crate) fn is_skipped(state: &State, subscription: Id, date: Date) -> bool {
    state.charges.values().any(|charge| {
        charge.status == ChargeStatus::Skipped && charge.scheduled_at == date && charge.contains(subscription)
    })
}
