//! Which dates a call may name.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

use super::Refusal;
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::state::State;
use crate::recharge_sandbox::unknowns::Today;

/// What a date that is not ahead is answered with, as several clients match it.
const NOT_AHEAD: &str = "Date must be at least one day in the future";

/// What a new record's date that is not ahead is answered with, as captured.
const PAST: &str = "Cannot be in the past";

/// The date after which dates are ahead.
pub(crate) fn today(state: &State) -> Date {
    let store = state.today();
    let utc = TimeZone::UTC.to_datetime(state.now).date();
    let pacific = TimeZone::fixed(Offset::constant(-8)).to_datetime(state.now).date();
    match state.unknowns.today {
        Today::Latest => store.max(utc).max(pacific),
        Today::Store => store,
        Today::Utc => utc,
        Today::UtcMinus8 => pacific,
    }
}

/// Whether a date is tomorrow or later.
pub(crate) fn is_ahead(edit: &Edit<'_>, date: Date) -> bool {
    date > today(edit.state())
}

/// Refuses a date that is not ahead.
pub(super) fn ahead(edit: &Edit<'_>, field: &str, date: Date) -> Result<Date, Refusal> {
    if is_ahead(edit, date) { Ok(date) } else { Err(Refusal::field(field, NOT_AHEAD)) }
}

/// Refuses a new record's date that is not ahead: other words, and not in a list.
pub(super) fn ahead_for_new(edit: &Edit<'_>, field: &str, date: Date) -> Result<Date, Refusal> {
    if is_ahead(edit, date) { Ok(date) } else { Err(Refusal::field_text(field, PAST)) }
}
