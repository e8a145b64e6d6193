//! A discount's body, and how charges, orders and addresses name the one they have.

use serde::Serialize;

use super::v2021_01::Number;
use super::{View, Written, with_offset};
use crate::recharge_sandbox::model::{Discount, Id, Money};

/// The discount as charges, orders and addresses show it.
#[derive(Debug, Serialize)]
pub(crate) struct Applied<'a> {
    id: Id,
    code: &'a str,
    /// A number here, though text in the discount's own body: so have it the clients that met both.
    value: Number,
    value_type: &'static str,
}

/// The list of discounts, which has at most one.
pub(crate) fn applied(view: View<'_>, id: Option<Id>) -> Vec<Applied<'_>> {
    let found = view.state.discount(id);
    let bodies = found.map(|discount| Applied {
        id: discount.id,
        code: &discount.code,
        value: Number(discount.value),
        value_type: discount.value_type.as_str(),
    });
    bodies.into_iter().collect()
}

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    applies_to: AppliesTo,
    channel_settings: Channels,
    code: &'a str,
    created_at: String,
    ends_at: Option<()>,
    external_discount_id: Option<()>,
    prerequisite_subtotal_min: Option<()>,
    starts_at: Option<()>,
    status: &'static str,
    updated_at: String,
    usage_limits: Limits,
    value: Money,
    value_type: &'static str,
}

#[derive(Debug, Serialize)]
struct AppliesTo {
    ids: [(); 0],
    purchase_item_type: &'static str,
    resource: Option<()>,
}

#[derive(Debug, Serialize)]
struct Channels {
    api: Channel,
    checkout_page: Channel,
    customer_portal: Channel,
    merchant_portal: Channel,
}

#[derive(Debug, Serialize)]
struct Channel {
    can_apply: bool,
}

#[derive(Debug, Serialize)]
struct Limits {
    first_time_customer_restriction: Option<()>,
    max_subsequent_redemptions: Option<()>,
    one_application_per_customer: bool,
}

/// Adds a discount's body. Its fields are those of a client whose models were held against the live API; it applies to
/// everything, everywhere and without an end, since a world says nothing else.
pub(crate) fn discount(record: &Discount, out: &mut Vec<u8>) -> Written {
    let channel = || Channel { can_apply: true };
    let body = Body {
        id: record.id,
        applies_to: AppliesTo { ids: [], purchase_item_type: "ALL", resource: None },
        channel_settings: Channels {
            api: channel(),
            checkout_page: channel(),
            customer_portal: channel(),
            merchant_portal: channel(),
        },
        code: &record.code,
        created_at: with_offset(record.created_at),
        ends_at: None,
        external_discount_id: None,
        prerequisite_subtotal_min: None,
        starts_at: None,
        status: "enabled",
        updated_at: with_offset(record.created_at),
        usage_limits: Limits {
            first_time_customer_restriction: None,
            max_subsequent_redemptions: None,
            one_application_per_customer: false,
        },
        value: record.value,
        value_type: record.value_type.as_str(),
    };
    serde_json::to_writer(out, &body)
}
