//! Move delivery date: another date for the next charge, and so for the next delivery.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Definition, Line, Obstacle, Possible, schema};
use crate::contract::ActionKind;
use crate::l10n::Key;

/// What this action is.
pub const DEFINITION: Definition = Definition {
    id: "move-date",
    kind: ActionKind::Write,
    label: Key::ActionMoveDate,
    description: Key::ActionMoveDateDescription,
    model_description: "Moves the next charge of one subscription to another date; the order, and so the delivery, follows \
        the charge, and later dates follow the new one. Use it when the customer wants a delivery later or earlier, or a \
        pause until a date. Do not use it to drop a delivery (skip) or to end the subscription (cancel), nor for a parcel \
        that is on its way. Needs the subscription as target and either `to` (a date, tomorrow at the earliest) or `by` \
        (days or weeks later). Set `whole_charge` only when everything billed together is to move together. Never promise \
        a carrier's date.",
    scopes: SCOPES,
    parameters: schema::of::<Parameters>,
    judge,
};

const SCOPES: &[&str] = &["read_customers", "read_subscriptions", "read_orders", "write_subscriptions"];

/// Parameters.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The new date, "YYYY-MM-DD".
    #[schemars(extend("format" = "date"))]
    pub to: Option<String>,
    /// By how much later.
    pub by: Option<Shift>,
    /// Whether everything on the same charge moves.
    #[serde(default)]
    pub whole_charge: bool,
}

/// A shift to a later date.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// Days.
    #[schemars(range(min = 1, max = 365))]
    pub days: Option<u16>,
    /// Weeks.
    #[schemars(range(min = 1, max = 52))]
    pub weeks: Option<u16>,
}

fn judge(line: &Line<'_>) -> Result<Possible, Obstacle> {
    line.may_change(SCOPES)?;
    line.charges()?;
    line.not_running()?;
    match (line.upcoming(), line.next_charge) {
        (Some(charge), _) => Ok(Possible { charge: Some(charge.id), ..Possible::default() }),
        // Recharge moves the subscription, so a date without a charge will do.
        (None, Some(_)) => Ok(Possible::default()),
        (None, None) => Err(line.why_none_upcoming()),
    }
}
