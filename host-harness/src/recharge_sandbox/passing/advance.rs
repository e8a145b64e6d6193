//! The clock: how far it is moved, and what happens on the way.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

use super::processing::{is_retried, process_charge, send_order};
use crate::recharge_sandbox::edit::{Change, Edit};
use crate::recharge_sandbox::model::{ChargeStatus, Id, OrderStatus};
use crate::recharge_sandbox::state::State;

/// Where Recharge's night is: charges run after midnight Eastern time, as its support says.
const RECHARGE_ZONE: &str = "America/New_York";

/// When charges are processed, in that zone.
const PROCESSING: Time = Time::constant(0, 30, 0, 0);

/// When failed payments are tried again, in that zone.
const RETRIES: Time = Time::constant(16, 0, 0, 0);

/// The furthest that the clock is moved at once: two years.
const MOST_DAYS: i64 = 731;

/// How far the clock is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advance {
    /// So many days of the store's calendar.
    Days(u32),
    /// So many seconds.
    Seconds(u32),
    /// To noon of a day in the store's zone: what runs on that day has run in most of the world.
    Day(Date),
    /// To a point in time.
    Moment(Timestamp),
}

/// Why the clock was not moved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdvanceError {
    /// The text says no such thing.
    #[error(
        "\"{0}\" is no time to move the clock by; expected one such as \"7d\", \"2w\", \"36h\", \"30min\", a day \"2026-12-24\" or a moment \"2026-12-24T09:00:00Z\""
    )]
    Unreadable(String),
    /// The time is past already.
    #[error("the clock only goes forward: it is {now} now, and was to be moved to {to}")]
    Backwards {
        /// What it says.
        now: Timestamp,
        /// What it was to say.
        to: Timestamp,
    },
    /// The time is too far away.
    #[error("the clock is moved by at most {MOST_DAYS} days at once: it is {now} now")]
    TooFar {
        /// What it says.
        now: Timestamp,
    },
}

impl std::str::FromStr for Advance {
    type Err = AdvanceError;

    fn from_str(text: &str) -> Result<Self, AdvanceError> {
        let wrong = || AdvanceError::Unreadable(text.chars().take(80).collect());
        if let Ok(moment) = text.parse() {
            return Ok(Self::Moment(moment));
        }
        if text.len() == 10
            && let Ok(day) = text.parse()
        {
            return Ok(Self::Day(day));
        }
        let (count, unit) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
        let count: u32 = count.parse().map_err(|_| wrong())?;
        let seconds = |each: u32| count.checked_mul(each).map(Self::Seconds).ok_or_else(wrong);
        match unit {
            "w" => count.checked_mul(7).map(Self::Days).ok_or_else(wrong),
            "d" => Ok(Self::Days(count)),
            "h" => seconds(3600),
            "min" => seconds(60),
            "s" => seconds(1),
            _ => Err(wrong()),
        }
    }
}

impl Advance {
    /// The time it leads to.
    ///
    /// # Errors
    /// When that is before the store's time, or too far ahead.
    pub fn target(self, state: &State) -> Result<Timestamp, AdvanceError> {
        let now = state.now;
        let zone = state.time_zone();
        let far = || AdvanceError::TooFar { now };
        let to = match self {
            Self::Days(days) => {
                let span = Span::new().try_days(i64::from(days)).map_err(|_| far())?;
                now.to_zoned(zone).checked_add(span).map_err(|_| far())?.timestamp()
            }
            Self::Seconds(seconds) => now.checked_add(i64::from(seconds).seconds()).map_err(|_| far())?,
            Self::Day(day) => day.at(12, 0, 0, 0).to_zoned(zone).map_err(|_| far())?.timestamp(),
            Self::Moment(moment) => moment,
        };
        if to < now {
            return Err(AdvanceError::Backwards { now, to });
        }
        if to.duration_since(now).as_hours() > MOST_DAYS * 24 {
            return Err(far());
        }
        Ok(to)
    }
}

/// What happened at one time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Moment {
    /// When.
    pub at: Timestamp,
    /// Every record that changed.
    pub changes: Vec<Change>,
}

/// Regenerates everything that waits for it: no charge is processed before that.
pub(crate) fn commit_all(state: &mut State) -> Vec<Change> {
    let waiting = state.uncommitted.clone();
    let mut edit = Edit::begin(state);
    for address in waiting {
        edit.regenerate(address);
    }
    edit.finish()
}

/// Moves the clock to the next time at which Recharge does something, or to `to` when nothing happens before. Nothing when
/// the clock is there.
pub(crate) fn step(state: &mut State, to: Timestamp) -> Option<Moment> {
    if state.now >= to {
        return None;
    }
    let (at, run) = next_run(state.now).filter(|(at, _)| *at <= to).map_or((to, None), |(at, run)| (at, Some(run)));
    state.now = at;
    let mut edit = Edit::begin(state);
    match run {
        Some(Run::Processing(day)) => process_day(&mut edit, day),
        Some(Run::Retries(day)) => retry_day(&mut edit, day),
        None => {}
    }
    Some(Moment { at, changes: edit.finish() })
}

/// What Recharge does at fixed times, with the day it does it for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    Processing(Date),
    Retries(Date),
}

/// The first run after a time.
fn next_run(after: Timestamp) -> Option<(Timestamp, Run)> {
    let zone = TimeZone::get(RECHARGE_ZONE).unwrap_or(TimeZone::UTC);
    let today = zone.to_datetime(after).date();
    let days = [today, today.tomorrow().unwrap_or(today)];
    let runs = days.into_iter().flat_map(|day| {
        [(PROCESSING, Run::Processing(day)), (RETRIES, Run::Retries(day))].map(|(time, run)| {
            let at = zone.to_timestamp(DateTime::from_parts(day, time));
            at.map(|at| (at, run))
        })
    });
    runs.flatten().filter(|(at, _)| *at > after).min_by_key(|(at, _)| *at)
}

fn process_day(edit: &mut Edit<'_>, day: Date) {
    let orders = edit.state().orders.values();
    let due: Vec<Id> = orders
        .filter(|order| order.status == OrderStatus::Queued && order.scheduled_at <= day)
        .map(|order| order.id)
        .collect();
    for order in due {
        send_order(edit, order);
    }
    let charges = edit.state().charges.values();
    let due: Vec<Id> = charges
        .filter(|charge| match charge.status {
            ChargeStatus::Queued => charge.scheduled_at <= day,
            // A payment that is under way takes minutes.
            ChargeStatus::Pending => true,
            _ => false,
        })
        .map(|charge| charge.id)
        .collect();
    for charge in due {
        process_charge(edit, charge);
    }
}

fn retry_day(edit: &mut Edit<'_>, day: Date) {
    let charges = edit.state().charges.values();
    let due: Vec<Id> = charges.filter(|charge| is_retried(edit.state(), charge, day)).map(|charge| charge.id).collect();
    for charge in due {
        process_charge(edit, charge);
    }
}
