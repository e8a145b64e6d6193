//! Skip next charge: one delivery less, the subscription goes on.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Definition, Line, Obstacle, Possible, schema};
use crate::contract::ActionKind;
use crate::l10n::Key;

/// What this action is.
pub const DEFINITION: Definition = Definition {
    id: "skip",
    kind: ActionKind::Write,
    label: Key::ActionSkip,
    description: Key::ActionSkipDescription,
    model_description: "Skips the next charge of one subscription once; the date after it stays. Use it when the customer \
        doesn't want the coming delivery. Do not use it when they name another date (move-date) or want to end the \
        subscription (cancel). Needs the subscription as target. `scope` decides between this product (\"item\") and \
        everything billed with it (\"charge\"): ask when several products share the charge. Set `again` only when a \
        delivery is skipped already and the customer wants another one skipped. Prepaid deliveries can't be skipped.",
    scopes: SCOPES,
    parameters: schema::of::<Parameters>,
    judge,
};

const SCOPES: &[&str] = &["read_customers", "read_subscriptions", "read_orders", "write_orders"];

/// Parameters.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// What is skipped.
    pub scope: Option<Scope>,
    /// Whether it is wanted although something is skipped already.
    #[serde(default)]
    pub again: bool,
}

/// How much of a charge is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The subscription's own item.
    Item,
    /// Everything that can be skipped.
    Charge,
}

fn judge(line: &Line<'_>) -> Result<Possible, Obstacle> {
    line.may_change(SCOPES)?;
    if line.subscription.is_prepaid() {
        return Err(Obstacle::Prepaid);
    }
    if line.subscription.is_skippable == Some(false) {
        return Err(Obstacle::NotSkippable);
    }
    line.charges()?;
    line.not_running()?;
    let charge = line.upcoming().ok_or_else(|| line.why_none_upcoming())?;
    Ok(Possible { charge: Some(charge.id), ..Possible::default() })
}
