//! One line of the widget as the actions judge it, and what can stand in their way.

use jiff::civil::Date;

use super::Scopes;
use crate::cutoff::Cutoff;
use crate::l10n::{Key, Texts};
use crate::problems;
use crate::reading::Index;
use crate::recharge::{Charge, ChargeId, ChargeStatus, Subscription, SubscriptionStatus};
use crate::text;

/// A subscription with what decides about actions on it.
#[derive(Debug)]
pub struct Line<'a> {
    /// The subscription.
    pub subscription: &'a Subscription,
    /// The charges that bill it, the earliest first; nothing when charges could not be read.
    pub charges: Option<&'a [&'a Charge]>,
    /// Whether those are all there are.
    pub charges_complete: bool,
    /// The date of the next charge as it is shown.
    pub next_charge: Option<Date>,
    /// Whether its address is known; nothing when addresses could not be read.
    pub address_known: Option<bool>,
    /// The date of a charge at its address that is being processed, this subscription's or another's.
    pub running_at_address: Option<Date>,
    /// From when on a charge is being processed.
    pub cutoff: Cutoff,
    /// What the token may do.
    pub scopes: &'a Scopes,
    /// The subscription's page in Recharge.
    pub link: Option<String>,
}

/// What an action would act on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Possible {
    /// The charge.
    pub charge: Option<ChargeId>,
    /// The page, for an action that only opens one.
    pub link: Option<String>,
}

/// Why an action is not possible on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The token lacks scopes.
    Scopes(Vec<&'static str>),
    /// The subscription is running.
    Running,
    /// The subscription is cancelled.
    Cancelled,
    /// The subscription has ended by itself.
    Expired,
    /// The subscription is in a state this plugin doesn't know.
    StatusUnknown(String),
    /// The charges, or all of them, could not be read.
    ChargesUnread,
    /// Nothing is coming up.
    NoCharge,
    /// Recharge plans a charge for this date and has not made it yet.
    ChargeNotMade(Date),
    /// Nothing is coming up because a payment failed.
    PaymentFailed,
    /// The charge of this date is being processed.
    ChargeRunning(Date),
    /// Prepaid deliveries can't be skipped.
    Prepaid,
    /// Recharge says it can't be skipped.
    NotSkippable,
    /// There is nothing to bring back.
    NothingSkipped,
    /// What was skipped on this date can't be brought back any more.
    SkipOver(Date),
    /// Recharge names no address.
    AddressUnknown,
    /// The addresses could not be read.
    AddressUnread,
    /// The merchant portal's address is unknown.
    NoLink,
}

impl Obstacle {
    /// The stable code of a refusal because of it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Scopes(_) => "missing-scopes",
            Self::Running => "already-active",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::StatusUnknown(_) => "status-unknown",
            Self::ChargesUnread => "charges-unread",
            Self::NoCharge => "no-charge",
            Self::ChargeNotMade(_) => "charge-not-made",
            Self::PaymentFailed => "payment-failed",
            Self::ChargeRunning(_) => "charge-processing",
            Self::Prepaid => "prepaid",
            Self::NotSkippable => "not-skippable",
            Self::NothingSkipped => "nothing-skipped",
            Self::SkipOver(_) => "skip-over",
            Self::AddressUnknown => "address-unknown",
            Self::AddressUnread => "address-unread",
            Self::NoLink => "no-link",
        }
    }

    /// The obstacle in words.
    pub fn text(&self, texts: &Texts) -> String {
        let date = |key, date| texts.with(key, [("date", texts.date_text(date).into())]);
        match self {
            Self::Scopes(scopes) => texts.with(Key::WhyScope, [("scopes", problems::list(scopes).into())]),
            Self::Running => texts.get(Key::WhyRunning),
            Self::Cancelled => texts.get(Key::WhyCancelled),
            Self::Expired => texts.get(Key::WhyExpired),
            Self::StatusUnknown(status) => match text::clean(status, text::NAME) {
                status if status.is_empty() => texts.get(Key::WhyStatusMissing),
                status => texts.with(Key::WhyStatusUnknown, [("status", status.into())]),
            },
            Self::ChargesUnread => texts.get(Key::WhyChargesUnread),
            Self::NoCharge => texts.get(Key::WhyNoCharge),
            Self::ChargeNotMade(on) => date(Key::WhyChargeNotMade, *on),
            Self::PaymentFailed => texts.get(Key::WhyPaymentFailed),
            Self::ChargeRunning(on) => date(Key::WhyChargeRunning, *on),
            Self::Prepaid => texts.get(Key::WhyPrepaid),
            Self::NotSkippable => texts.get(Key::WhyNotSkippable),
            Self::NothingSkipped => texts.get(Key::WhyNothingSkipped),
            Self::SkipOver(on) => date(Key::WhySkipOver, *on),
            Self::AddressUnknown => texts.get(Key::WhyAddressUnknown),
            Self::AddressUnread => texts.get(Key::WhyAddressUnread),
            Self::NoLink => texts.get(Key::WhyNoLink),
        }
    }
}

impl<'a> Line<'a> {
    /// The line of a subscription.
    pub fn new(
        subscription: &'a Subscription,
        index: &'a Index<'a>,
        next_charge: Option<Date>,
        cutoff: Cutoff,
        scopes: &'a Scopes,
        link: Option<String>,
    ) -> Self {
        let address = subscription.address_id;
        Self {
            subscription,
            charges: index.charges_of(subscription),
            charges_complete: index.charges_complete(),
            next_charge,
            address_known: address.and_then(|address| index.knows_address(address)),
            running_at_address: address.and_then(|address| index.running_at(address)),
            cutoff,
            scopes,
            link,
        }
    }

    /// Nothing, when the subscription is running and the token has the scopes.
    pub fn may_change(&self, scopes: &[&'static str]) -> Result<(), Obstacle> {
        match self.subscription.status() {
            SubscriptionStatus::Active => {}
            SubscriptionStatus::Cancelled => return Err(Obstacle::Cancelled),
            SubscriptionStatus::Expired => return Err(Obstacle::Expired),
            SubscriptionStatus::OneTime => return Err(Obstacle::StatusUnknown("onetime".to_owned())),
            SubscriptionStatus::Other(status) => return Err(Obstacle::StatusUnknown(status)),
        }
        match self.scopes.missing(scopes) {
            missing if missing.is_empty() => Ok(()),
            missing => Err(Obstacle::Scopes(missing)),
        }
    }

    /// The charges, when they could be read.
    pub fn charges(&self) -> Result<&'a [&'a Charge], Obstacle> {
        self.charges.ok_or(Obstacle::ChargesUnread)
    }

    /// The charge that bills it next.
    pub fn upcoming(&self) -> Option<&'a Charge> {
        self.charges?.iter().copied().find(|charge| charge.status() == ChargeStatus::Queued)
    }

    /// Nothing, when its next charge is not being processed.
    pub fn not_running(&self) -> Result<(), Obstacle> {
        let dates = [self.upcoming().and_then(|charge| charge.scheduled_at), self.next_charge];
        match dates.into_iter().flatten().find(|date| self.cutoff.has_begun(*date)) {
            Some(date) => Err(Obstacle::ChargeRunning(date)),
            None => Ok(()),
        }
    }

    /// Why there is no coming charge.
    pub fn why_none_upcoming(&self) -> Obstacle {
        match (self.charges, self.next_charge) {
            (None, _) => Obstacle::ChargesUnread,
            (Some(charges), _) if charges.iter().any(|charge| charge.has_failed()) => Obstacle::PaymentFailed,
            (Some(_), _) if !self.charges_complete => Obstacle::ChargesUnread,
            (Some(_), Some(date)) => Obstacle::ChargeNotMade(date),
            (Some(_), None) => Obstacle::NoCharge,
        }
    }
}
