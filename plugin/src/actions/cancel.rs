//! Cancel: ends one subscription.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Definition, Line, Obstacle, Possible, schema};
use crate::contract::ActionKind;
use crate::l10n::Key;

/// What this action is.
pub const DEFINITION: Definition = Definition {
    id: "cancel",
    kind: ActionKind::Write,
    label: Key::ActionCancel,
    description: Key::ActionCancelDescription,
    model_description: "Cancels one subscription for good. Use it only when the customer says that they want to end it. Do \
        not use it for a pause (move-date), for one unwanted delivery (skip), or for a one-time order. Needs the \
        subscription as target and `reason`; `comment` may carry the customer's own words. Ask about `notify_customer` \
        when it isn't clear: Recharge mails the customer and the shop by default. Other subscriptions stay.",
    scopes: SCOPES,
    parameters: schema::of::<Parameters>,
    judge,
};

const SCOPES: &[&str] = &["read_customers", "read_subscriptions", "read_orders", "write_subscriptions"];

/// Parameters.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Why; Recharge requires one.
    #[schemars(length(min = 1, max = 255))]
    pub reason: Option<String>,
    /// A comment; Recharge takes 1024 characters.
    #[schemars(length(max = 1024))]
    pub comment: Option<String>,
    /// Whether Recharge mails the customer and the shop.
    pub notify_customer: Option<bool>,
}

fn judge(line: &Line<'_>) -> Result<Possible, Obstacle> {
    line.may_change(SCOPES)?;
    line.charges()?;
    line.not_running()?;
    Ok(Possible { charge: line.upcoming().map(|charge| charge.id), ..Possible::default() })
}
