//! When a subscription is charged and delivered next, where Recharge gives more than one answer.

use jiff::civil::Date;

use super::index::Index;
use crate::contract::DeliveryBasis;
use crate::recharge::{Charge, ChargeStatus, Subscription};

/// What comes next for a subscription.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule<'a> {
    /// The charge that bills it next.
    pub charge: Option<&'a Charge>,
    /// The day of the next charge.
    pub next_charge: Option<Date>,
    /// The charge's date and the subscription's, where they differ for no known reason.
    pub disagreement: Option<(Date, Date)>,
    /// The next delivery, and where that date comes from.
    pub next_delivery: Option<(Date, DeliveryBasis)>,
}

impl<'a> Schedule<'a> {
    /// The schedule of a live subscription.
    ///
    /// The queued charge is what bills, and the subscription's own date was seen to lag behind when charges are moved,
    /// so the charge's date counts. The exception is a charge that Recharge has still to recalculate: then the
    /// subscription was just changed, its date is the newer one, and the charge will follow it within seconds.
    pub fn of(subscription: &Subscription, index: &Index<'a>) -> Self {
        let charges = index.charges_of(subscription).unwrap_or_default();
        let charge = charges.iter().copied().find(|charge| charge.status() == ChargeStatus::Queued);
        let billed = charge.and_then(|charge| charge.scheduled_at);
        // A date that a charge has used up already - paid, failed or skipped - is one that lags behind.
        let used_up = |date: &Date| {
            let over = |charge: &Charge| {
                matches!(charge.status(), ChargeStatus::Error | ChargeStatus::Skipped | ChargeStatus::Over)
            };
            charges.iter().any(|charge| charge.scheduled_at == Some(*date) && over(charge))
        };
        let planned = subscription.next_charge_scheduled_at.filter(|date| !used_up(date));
        let recalculating = charge.is_some_and(Charge::is_recalculating);
        let next_charge = if recalculating { planned.or(billed) } else { billed.or(planned) };
        let disagreement = billed.zip(planned).filter(|(billed, planned)| billed != planned && !recalculating);
        let paid = index.paid_order_of(subscription).map(|date| (date, DeliveryBasis::PrepaidOrder));
        let charged = next_charge.map(|date| (date, DeliveryBasis::Charge));
        // Without the paid orders a prepaid subscription's next delivery may be earlier than its next charge.
        let unknown = subscription.is_prepaid() && paid.is_none() && !index.orders_known();
        let next_delivery = match (paid, charged) {
            (Some(paid), Some(charged)) => Some(if paid.0 <= charged.0 { paid } else { charged }),
            (paid, charged) => paid.or(charged),
        };
        Self { charge, next_charge, disagreement, next_delivery: next_delivery.filter(|_| !unknown) }
    }
}
