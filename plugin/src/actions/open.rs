//! Open in Recharge: a link, never a write.

use serde_json::json;

use super::execute::{Goal, Sent};
use super::prepare::{Asks, Desk, Party, Request, Stop, choice, hindered};
use super::{Definition, Line, Obstacle, Possible};
use crate::contract::{ActionKind, Handoff, HandoffTo, Link, MissingPart, Preparation, Target};
use crate::l10n::Key;
use crate::problems;
use crate::recharge::{Charge, ChargeId, ChargeStatus, CustomerId, SubscriptionId};

/// Charges that are offered to choose from at most.
const MOST_CHOICES: usize = 20;

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
    wants_reasons: false,
    judge,
    prepare,
    goal,
};

/// Parameters.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub struct Parameters {
    /// Which page.
    pub page: Option<Page>,
}

impl Parameters {
    fn of(request: &Request<'_>) -> Self {
        let page = match request.word("page") {
            Some("customer") => Some(Page::Customer),
            Some("subscription") => Some(Page::Subscription),
            Some("charge") => Some(Page::Charge),
            _ => None,
        };
        Self { page }
    }
}

/// A page of the merchant portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(rename_all = "kebab-case"))]
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

/// A handoff, because the contract's `information` has words only: a link belongs to a handoff, "why this plugin doesn't do
/// it and who does", and here that is the vendor's own page.
fn prepare(desk: &Desk<'_>, request: &Request<'_>) -> Result<Preparation, Stop> {
    let wanted = Parameters::of(request);
    let (mut customer, mut subscription, mut charge) = (None, None, None);
    for target in &request.form.targets {
        match target {
            Target::Customer(id) => customer = Some(desk.customer(*id)?.customer.id),
            Target::Subscription(id) => {
                let case = desk.subscription(*id)?;
                (subscription, customer) = (Some(case.subscription().id), customer.or(Some(case.party.customer.id)));
                charge = charge.or_else(|| case.line.upcoming().map(|charge| charge.id));
            }
            Target::Charge(id) => {
                let (party, found) = desk.charge(*id)?;
                (charge, customer) = (Some(found.id), customer.or(Some(party.customer.id)));
            }
            // An address has no page of its own: it is shown with its customer.
            Target::Address(id) => customer = customer.or(Some(desk.address(*id)?.0.customer.id)),
        }
    }
    let page = wanted.page.unwrap_or(match request.form.targets.first() {
        Some(Target::Subscription(_)) => Page::Subscription,
        Some(Target::Charge(_)) => Page::Charge,
        _ => Page::Customer,
    });
    let found = match page {
        Page::Customer => customer_page(desk, customer).map(|url| (url, Key::LinkCustomer)),
        Page::Subscription => {
            let id: Option<SubscriptionId> = match subscription {
                Some(id) => Some(id),
                None => only_subscription(desk, request)?,
            };
            id.and_then(|id| desk.portal.subscription(id)).map(|url| (url, Key::LinkSubscription))
        }
        Page::Charge => {
            let id: Option<ChargeId> = match charge {
                Some(id) => Some(id),
                None => only_charge(desk, request)?,
            };
            id.and_then(|id| desk.portal.charge(id)).map(|url| (url, Key::LinkCharge))
        }
    };
    // Without the page that was asked for, the customer's is the nearest one.
    let found = found.or_else(|| customer_page(desk, customer).map(|url| (url, Key::LinkCustomer)));
    let (url, label) = found.ok_or_else(|| hindered(desk.texts, &Obstacle::NoLink, None))?;
    Ok(Preparation::Handoff(Handoff {
        to: HandoffTo::Vendor,
        text: desk.texts.get(Key::HandoffOpen),
        link: Some(Link { url, label: desk.texts.get(label) }),
        reply: None,
    }))
}

fn customer_page(desk: &Desk<'_>, customer: Option<CustomerId>) -> Option<String> {
    let first = desk.parties.first().map(|party| party.customer.id);
    desk.portal.customer(customer.or(first)?)
}

/// The charge that is meant where none was named: the only one that is coming up or open. Several have to be asked about;
/// a subscription that was named has none.
fn only_charge(desk: &Desk<'_>, request: &Request<'_>) -> Result<Option<ChargeId>, Stop> {
    if request.names_subscription() {
        return Ok(None);
    }
    let named = |target: &Target, party: &Party<'_>, charge: &Charge| match target {
        Target::Customer(id) => party.customer.id.get() == *id,
        Target::Address(id) => charge.address_id.is_some_and(|address| address.get() == *id),
        Target::Subscription(_) | Target::Charge(_) => true,
    };
    let open = |charge: &Charge| {
        matches!(
            charge.status(),
            ChargeStatus::Queued | ChargeStatus::Error | ChargeStatus::Pending | ChargeStatus::PendingManualPayment
        )
    };
    let charges =
        desk.parties.iter().flat_map(|party| party.held.charges.rows.iter().map(move |charge| (party, charge)));
    let charges = charges.filter(|(party, charge)| {
        open(charge) && request.form.targets.iter().all(|target| named(target, party, charge))
    });
    let mut found: Vec<&Charge> = charges.map(|(_, charge)| charge).collect();
    if let [] | [_] = found.as_slice() {
        return Ok(found.first().map(|charge| charge.id));
    }
    crate::order::by(&mut found, |charge| charge.scheduled_at);
    let choices = found.iter().take(MOST_CHOICES).map(|charge| {
        let label = match charge.scheduled_at {
            Some(date) => desk.texts.with(Key::CheckChargeOf, [("date", desk.date(date).into())]),
            None => desk.texts.get(Key::CheckCharge),
        };
        let items = problems::list(&desk.item_titles(charge, |_| true));
        choice(&json!({"targets": [{"charge": charge.id.get()}]}), label, Some(items).filter(|items| !items.is_empty()))
    });
    let choices = choices.collect();
    let mut asks = Asks::new(desk, request.form, &request.fields);
    asks.ask(MissingPart::Charge, Key::AskCharge, choices);
    asks.done()?;
    Ok(None)
}

fn only_subscription(desk: &Desk<'_>, request: &Request<'_>) -> Result<Option<SubscriptionId>, Stop> {
    let mut asks = Asks::new(desk, request.form, &request.fields);
    let cases = desk.chosen(request.form, |_| true, &mut asks)?;
    asks.done()?;
    Ok(cases.first().map(|case| case.subscription().id))
}

/// It never writes.
fn goal(_: &Sent<'_>) -> Option<Box<dyn Goal>> {
    None
}
