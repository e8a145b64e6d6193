//! Open in Recharge: a link, never a write.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Definition, Line, Obstacle, Possible, schema};
use crate::contract::ActionKind;
use crate::l10n::Key;

/// What this action is.
pub const DEFINITION: Definition = Definition {
    id: "open",
    kind: ActionKind::Link,
    label: Key::ActionOpen,
    description: Key::ActionOpenDescription,
    model_description: "Gives a link to the customer, subscription or charge in Recharge's own pages. Changes nothing. Use it \
        for whatever the other actions don't do: swapping a product, changing the quantity or the interval, discounts, \
        refunds, retrying a payment. The link is for staff only; never send it to a customer. Takes an optional `page`.",
    scopes: &[],
    parameters: schema::of::<Parameters>,
    judge,
};

/// Parameters.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Which page.
    pub page: Option<Page>,
}

/// A page of the merchant portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Page {
    /// The customer's.
    Customer,
    /// The subscription's.
    Subscription,
    /// The charge's.
    Charge,
}

fn judge(line: &Line<'_>) -> Result<Possible, Obstacle> {
    let link = line.link.clone().ok_or(Obstacle::NoLink)?;
    Ok(Possible { link: Some(link), ..Possible::default() })
}
