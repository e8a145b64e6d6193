//! What a change of the store means in Recharge's words: its verbs for events, its topics for webhooks.
//!
//! Documented: the names of the topics; that `charge/deleted` carries the id alone (captured); that a charge is created,
//! then the old one updated, and deleted when it is left empty (captured logs); that `pause=true` of
//! `set_next_charge_date` tells `subscription/paused` (Recharge's own client library); that a subscription's mere move to
//! another date is no `subscription/updated` (a connector's vendor).
//!
//! Inferred from the names, as nothing says it: that a particular verb stands instead of `updated` for the fields it
//! explains and beside it for others; that events use the topics' verbs; that a mere move is an event all the same, since
//! an audit trail would be worthless without it; that `customer/activated` and `deactivated` mean the first and the last
//! active subscription; that an order that is sent is both `processed` and `success`; that an expired subscription is
//! `updated`; that what leaves a skipped charge is `unskipped` when it is due on its date again and
//! `removed_from_skipped_charge` when not.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Cause;
use super::attributes::differing;
use crate::recharge_sandbox::edit::Change;
use crate::recharge_sandbox::model::{
    AnyRecord, Charge, ChargeStatus, Id, ItemKind, Kind, Order, OrderStatus, Subscription, SubscriptionStatus,
    UpdatedAttribute,
};
use crate::recharge_sandbox::wire::View;

/// The field that a subscription's mere move changes.
const NEXT_DATE: &str = "next_charge_scheduled_at";

/// What the end of a subscription, and its return, change.
const STATUS_FIELDS: [&str; 6] =
    ["status", "cancelled_at", "cancellation_reason", "cancellation_reason_comments", "max_retries_reached", NEXT_DATE];

/// What another product changes.
const SWAP_FIELDS: [&str; 6] =
    ["external_product_id", "external_variant_id", "product_title", "variant_title", "sku", "price"];

/// One thing that was done with one record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Happening {
    /// Which kind of record.
    pub kind: Kind,
    /// Which record.
    pub id: Id,
    /// Whose it is.
    pub customer_id: Id,
    /// What was done, in the words of [`super::topics::VERBS`]; nothing when only webhooks are told.
    pub verb: Option<&'static str>,
    /// The date it was done for, where there is one.
    pub date: Option<Date>,
    /// The topics it is told under: none, one, or several.
    pub topics: Vec<&'static str>,
    /// What changed.
    pub attributes: Vec<UpdatedAttribute>,
}

impl Happening {
    fn new(kind: Kind, id: Id, customer_id: Id, verb: &'static str, topics: &[&'static str]) -> Self {
        Self { kind, id, customer_id, verb: Some(verb), date: None, topics: topics.to_vec(), attributes: Vec::new() }
    }

    fn with(self, attributes: &[UpdatedAttribute]) -> Self {
        Self { attributes: attributes.to_vec(), ..self }
    }
}

/// What changes mean, in the order of their records; `view` is the store after them.
pub(crate) fn happenings(view: View<'_>, changes: &[Change], cause: &Cause<'_>) -> Vec<Happening> {
    let mut told = Vec::new();
    let skips = Skips::of(view, changes);
    for change in changes {
        let record = change.after.as_ref().or(change.before.as_ref());
        let Some(customer) = record.and_then(AnyRecord::customer_id) else { continue };
        let (kind, id) = (change.kind, change.id);
        let happening = |verb, topics: &[&'static str]| Happening::new(kind, id, customer, verb, topics);
        match (&change.before, &change.after) {
            (_, None) => told.push(happening("deleted", &deleted(kind))),
            (None, Some(after)) => {
                told.push(happening("created", &created(kind)));
                told.extend(passed(None, after).into_iter().map(|(verb, topics)| happening(verb, topics)));
            }
            (Some(before), Some(after)) => {
                let changed = differing(before, after, view);
                if changed.is_empty() {
                    continue;
                }
                let verbs = match (before, after) {
                    (AnyRecord::Subscription(before), AnyRecord::Subscription(after)) => {
                        subscription(before, after, &changed, &skips, cause)
                    }
                    _ => match passed(Some(before), after) {
                        passed if passed.is_empty() => vec![("updated", updated(kind))],
                        passed => passed,
                    },
                };
                told.extend(verbs.into_iter().map(|(verb, topics)| happening(verb, topics).with(&changed)));
            }
        }
    }
    skips.tell(view, changes, &mut told);
    activity(view, changes, &mut told);
    told
}

type Verb = (&'static str, &'static [&'static str]);

fn created(kind: Kind) -> Vec<&'static str> {
    vec![match kind {
        Kind::Customer => "customer/created",
        Kind::Address => "address/created",
        Kind::Subscription => "subscription/created",
        Kind::Onetime => "onetime/created",
        Kind::Charge => "charge/created",
        Kind::Order => "order/created",
        Kind::PaymentMethod => "customer/payment_method_updated",
        Kind::Webhook => return Vec::new(),
    }]
}

fn updated(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Customer => &["customer/updated"],
        Kind::Address => &["address/updated"],
        Kind::Subscription => &["subscription/updated"],
        Kind::Onetime => &["onetime/updated"],
        Kind::Charge => &["charge/updated"],
        Kind::Order => &["order/updated"],
        Kind::PaymentMethod => &["customer/payment_method_updated"],
        Kind::Webhook => &[],
    }
}

fn deleted(kind: Kind) -> Vec<&'static str> {
    vec![match kind {
        Kind::Customer => "customer/deleted",
        Kind::Subscription => "subscription/deleted",
        Kind::Onetime => "onetime/deleted",
        Kind::Charge => "charge/deleted",
        Kind::Order => "order/deleted",
        // There is no such topic.
        Kind::Address | Kind::PaymentMethod | Kind::Webhook => return Vec::new(),
    }]
}

/// What became of a charge or an order that has passed into another status.
fn passed(before: Option<&AnyRecord>, after: &AnyRecord) -> Vec<Verb> {
    match (before, after) {
        (Some(AnyRecord::Charge(before)), AnyRecord::Charge(after)) => charge(Some(before), after),
        (None, AnyRecord::Charge(after)) => charge(None, after),
        (Some(AnyRecord::Order(before)), AnyRecord::Order(after)) => order(Some(before), after),
        (None, AnyRecord::Order(after)) => order(None, after),
        _ => Vec::new(),
    }
}

fn charge(before: Option<&Charge>, after: &Charge) -> Vec<Verb> {
    let status = before.map(|charge| charge.status);
    let attempts = before.map_or(0, |charge| charge.charge_attempts);
    let refunded = before.map(|charge| charge.refunded);
    match after.status {
        ChargeStatus::Success if status != Some(after.status) => vec![("paid", &["charge/paid"])],
        ChargeStatus::Error if after.charge_attempts > attempts => {
            let mut verbs: Vec<Verb> = vec![("failed", &["charge/failed"])];
            if after.retry_date.is_none() {
                verbs.push(("max_retries_reached", &["charge/max_retries_reached"]));
            }
            verbs
        }
        ChargeStatus::Refunded | ChargeStatus::PartiallyRefunded
            if status != Some(after.status) || refunded != Some(after.refunded) =>
        {
            vec![("refunded", &["charge/refunded"])]
        }
        _ => Vec::new(),
    }
}

fn order(before: Option<&Order>, after: &Order) -> Vec<Verb> {
    let status = before.map(|order| order.status);
    match after.status {
        new if status == Some(new) => Vec::new(),
        OrderStatus::Success => vec![("processed", &["order/processed", "order/success"])],
        OrderStatus::Cancelled => vec![("cancelled", &["order/cancelled"])],
        _ => Vec::new(),
    }
}

fn subscription(
    before: &Subscription,
    after: &Subscription,
    changed: &[UpdatedAttribute],
    skips: &Skips,
    cause: &Cause<'_>,
) -> Vec<Verb> {
    let mut verbs: Vec<Verb> = Vec::new();
    let mut rest: BTreeSet<&str> = changed.iter().map(|changed| changed.attribute.as_str()).collect();
    let mut explained = |verb: Verb, fields: &[&str]| {
        verbs.push(verb);
        rest.retain(|field| !fields.contains(field));
    };
    match after.status {
        status if status == before.status => {}
        SubscriptionStatus::Cancelled => explained(("cancelled", &["subscription/cancelled"]), &STATUS_FIELDS),
        SubscriptionStatus::Active => explained(("activated", &["subscription/activated"]), &STATUS_FIELDS),
        SubscriptionStatus::Expired => explained(("updated", &["subscription/updated"]), &STATUS_FIELDS),
    }
    if before.product.external_variant_id != after.product.external_variant_id {
        explained(("swapped", &["subscription/swapped"]), &SWAP_FIELDS);
    }
    let moved = rest.remove(NEXT_DATE);
    if moved && cause.pauses(after.id) {
        verbs.push(("paused", &["subscription/paused"]));
    } else if moved && rest.is_empty() && cause.updates(after.id) {
        // A move by `PUT /subscriptions/{id}` is an update of the subscription, not of a charge.
        verbs.push(("updated", &["subscription/updated"]));
    } else if moved && rest.is_empty() && !skips.concern(after.id) {
        verbs.push(("updated", &[]));
    }
    if !rest.is_empty() && verbs.iter().all(|(verb, _)| *verb != "updated") {
        verbs.push(("updated", &["subscription/updated"]));
    }
    verbs
}

/// What was put on skipped charges, and what was taken off: subscriptions with their dates. A change of ids alone is
/// neither.
#[derive(Debug, Default)]
struct Skips {
    skipped: BTreeSet<(Id, Date)>,
    unskipped: BTreeSet<(Id, Date)>,
    removed: BTreeSet<(Id, Date)>,
}

impl Skips {
    fn of(view: View<'_>, changes: &[Change]) -> Self {
        let items = |of: fn(&Change) -> Option<&AnyRecord>| -> BTreeSet<(Id, Date)> {
            let charges = changes.iter().filter_map(of).filter_map(|record| match record {
                AnyRecord::Charge(charge) if charge.status == ChargeStatus::Skipped => Some(charge),
                _ => None,
            });
            charges.flat_map(skipped_items).collect()
        };
        let before = items(|change| change.before.as_ref());
        let after = items(|change| change.after.as_ref());
        let is_due = |(id, date): &(Id, Date)| {
            view.state.subscriptions.get(id).is_some_and(|it| it.next_charge_scheduled_at == Some(*date))
        };
        let (unskipped, removed) = before.difference(&after).copied().partition(is_due);
        Self { skipped: after.difference(&before).copied().collect(), unskipped, removed }
    }

    fn concern(&self, id: Id) -> bool {
        [&self.skipped, &self.unskipped].into_iter().flatten().any(|(other, _)| *other == id)
    }

    fn tell(&self, view: View<'_>, changes: &[Change], told: &mut Vec<Happening>) {
        let kinds: [(&BTreeSet<(Id, Date)>, Verb); 3] = [
            (&self.skipped, ("skipped", &["subscription/skipped"])),
            (&self.unskipped, ("unskipped", &["subscription/unskipped"])),
            (&self.removed, ("removed_from_skipped_charge", &["subscription/removed_from_skipped_charge"])),
        ];
        for (items, (verb, topics)) in kinds {
            for (id, date) in items {
                // One that is deleted is told so, and nothing else.
                let Some(subscription) = view.state.subscriptions.get(id) else { continue };
                let change = changes.iter().find(|change| change.kind == Kind::Subscription && change.id == *id);
                let both = change.and_then(|change| change.before.as_ref().zip(change.after.as_ref()));
                let mut attributes = both.map(|(before, after)| differing(before, after, view)).unwrap_or_default();
                attributes.retain(|attribute| attribute.attribute == NEXT_DATE);
                let happening = Happening::new(Kind::Subscription, *id, subscription.customer_id, verb, topics);
                told.push(Happening { date: Some(*date), ..happening.with(&attributes) });
            }
        }
    }
}

fn skipped_items(charge: &Charge) -> impl Iterator<Item = (Id, Date)> {
    let items = charge.line_items.iter().filter(|item| item.kind == ItemKind::Subscription);
    items.map(|item| (item.purchase_item_id, charge.scheduled_at))
}

/// The customers who got their first active subscription, and those who lost their last.
fn activity(view: View<'_>, changes: &[Change], told: &mut Vec<Happening>) {
    let is_active = |record: &Option<AnyRecord>| match record {
        Some(AnyRecord::Subscription(subscription)) => subscription.is_active(),
        _ => false,
    };
    // Each customer's active subscriptions that were gained and lost.
    let mut counts: BTreeMap<Id, (usize, usize)> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.kind == Kind::Subscription) {
        let record = change.after.as_ref().or(change.before.as_ref());
        let Some(customer) = record.and_then(AnyRecord::customer_id) else { continue };
        let (gained, lost) = counts.entry(customer).or_default();
        match (is_active(&change.before), is_active(&change.after)) {
            (false, true) => *gained += 1,
            (true, false) => *lost += 1,
            _ => {}
        }
    }
    for (customer, (gained, lost)) in counts {
        if !view.state.customers.contains_key(&customer) {
            continue;
        }
        let subscriptions = view.index.customer(customer).subscriptions.iter();
        let subscriptions = subscriptions.filter_map(|id| view.state.subscriptions.get(id));
        let now = subscriptions.filter(|subscription| subscription.is_active()).count();
        let before = (now + lost).saturating_sub(gained);
        let happening = |verb, topic| Happening::new(Kind::Customer, customer, customer, verb, &[topic]);
        match (before, now) {
            (0, 1..) => told.push(happening("activated", "customer/activated")),
            (1.., 0) => told.push(happening("deactivated", "customer/deactivated")),
            _ => {}
        }
    }
}

/// Days from `charge/upcoming` to the charge. Stores choose them; three is what most articles of Recharge's support say.
const UPCOMING_DAYS: i64 = 3;

/// What comes up when the store's day passes from one to another: webhooks alone are told.
pub(crate) fn upcoming(view: View<'_>, from: Date, to: Date) -> Vec<Happening> {
    let ahead = |day: Date| day.saturating_add(jiff::Span::new().days(UPCOMING_DAYS));
    let (from, to) = (ahead(from), ahead(to));
    let is_near = |date: Date| from < date && date <= to;
    let charges = view.state.charges.values().filter(|charge| charge.is_queued() && is_near(charge.scheduled_at));
    let orders = view.state.orders.values();
    let orders = orders.filter(|order| order.status == OrderStatus::Queued && is_near(order.scheduled_at));
    let happening = |kind, id, customer_id, topic| Happening {
        verb: None,
        ..Happening::new(kind, id, customer_id, "upcoming", &[topic])
    };
    let charges = charges.map(|it| happening(Kind::Charge, it.id, it.customer_id, "charge/upcoming"));
    charges.chain(orders.map(|it| happening(Kind::Order, it.id, it.customer_id, "order/upcoming"))).collect()
}
