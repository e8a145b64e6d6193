//! Unskip charge: brings a skipped one back, as long as its date lies ahead.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Definition, Line, Obstacle, Possible, schema};
use crate::contract::ActionKind;
use crate::l10n::Key;
use crate::recharge::ChargeStatus;

/// What this action is.
pub const DEFINITION: Definition = Definition {
    id: "unskip",
    kind: ActionKind::Write,
    label: Key::ActionUnskip,
    description: Key::ActionUnskipDescription,
    model_description: "Brings back a skipped charge of one subscription while its date lies ahead. Use it when the customer \
        wants a delivery after all that was skipped. Do not use it for a new date (move-date) or to restart a cancelled \
        subscription. Needs the subscription as target, and `date` when more than one charge is skipped.",
    scopes: SCOPES,
    parameters: schema::of::<Parameters>,
    judge,
};

const SCOPES: &[&str] = &["read_customers", "read_subscriptions", "read_orders", "write_orders"];

/// Parameters.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The date of the skipped charge, "YYYY-MM-DD".
    #[schemars(extend("format" = "date"))]
    pub date: Option<String>,
}

fn judge(line: &Line<'_>) -> Result<Possible, Obstacle> {
    line.may_change(SCOPES)?;
    let skipped = || line.charges.into_iter().flatten().filter(|charge| charge.status() == ChargeStatus::Skipped);
    line.charges()?;
    let dated = || skipped().filter_map(|charge| charge.scheduled_at.map(|date| (date, charge.id)));
    if let Some((_, charge)) = dated().find(|(date, _)| !line.cutoff.has_begun(*date)) {
        return Ok(Possible { charge: Some(charge), ..Possible::default() });
    }
    match dated().next_back() {
        Some((date, _)) => Err(Obstacle::SkipOver(date)),
        None if !line.charges_complete => Err(Obstacle::ChargesUnread),
        None => Err(Obstacle::NothingSkipped),
    }
}
