//! Update address: where deliveries go, for everything at an address or for one subscription.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Definition, Line, Obstacle, Possible, schema};
use crate::contract::ActionKind;
use crate::l10n::Key;

/// What this action is.
pub const DEFINITION: Definition = Definition {
    id: "update-address",
    kind: ActionKind::Write,
    label: Key::ActionUpdateAddress,
    description: Key::ActionUpdateAddressDescription,
    model_description: "Changes the delivery address of coming deliveries. Use it when the customer moves or corrects an \
        address. Do not use it for a parcel that is on its way or an order that is paid already: that is the shop's \
        business. Needs the subscription or address as target and only those fields that change; a new `country_code` \
        needs `zip` too. `apply_to` decides between everything that ships to the address (\"all\") and one subscription \
        (\"subscription\"): ask when several share it. The billing address and the shop's customer account don't change.",
    scopes: SCOPES,
    parameters: schema::of::<Parameters>,
    judge,
};

const SCOPES: &[&str] = &["read_customers", "read_subscriptions", "read_orders", "write_customers"];

/// Parameters: the fields that change, empty text for those that can be removed.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// First name.
    #[schemars(length(min = 1, max = 255))]
    pub first_name: Option<String>,
    /// Last name.
    #[schemars(length(min = 1, max = 255))]
    pub last_name: Option<String>,
    /// Company.
    #[schemars(length(max = 255))]
    pub company: Option<String>,
    /// Street and number.
    #[schemars(length(min = 1, max = 255))]
    pub address1: Option<String>,
    /// Floor, building and the like.
    #[schemars(length(max = 255))]
    pub address2: Option<String>,
    /// City.
    #[schemars(length(min = 1, max = 255))]
    pub city: Option<String>,
    /// State or province.
    #[schemars(length(max = 255))]
    pub province: Option<String>,
    /// Postcode.
    #[schemars(length(min = 1, max = 20))]
    pub zip: Option<String>,
    /// ISO 3166-1 code, two letters.
    #[schemars(regex(pattern = r"^[A-Za-z]{2}$"))]
    pub country_code: Option<String>,
    /// Phone.
    #[schemars(length(max = 40))]
    pub phone: Option<String>,
    /// What it applies to.
    pub apply_to: Option<ApplyTo>,
}

/// What a change of address applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ApplyTo {
    /// Everything that ships there.
    All,
    /// The subscription alone.
    Subscription,
}

fn judge(line: &Line<'_>) -> Result<Possible, Obstacle> {
    line.may_change(SCOPES)?;
    if line.subscription.address_id.is_none() {
        return Err(Obstacle::AddressUnknown);
    }
    match line.address_known {
        None => return Err(Obstacle::AddressUnread),
        Some(false) => return Err(Obstacle::AddressUnknown),
        Some(true) => {}
    }
    // A new address makes Recharge compute every charge there anew, so another subscription's counts as well.
    line.charges()?;
    line.not_running()?;
    match line.running_at_address {
        Some(date) => Err(Obstacle::ChargeRunning(date)),
        None => Ok(Possible::default()),
    }
}
