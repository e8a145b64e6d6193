//! What the component made of a message, in the words of the format.
//!
//! A plan's targets are the subscriptions it names, and those its writes name besides: a plan isn't believed to leave alone
//! what it writes to. Where it names none, they are those that ship to its address, are on its charge or are its customer's.
//! So a change of a shared address is one for the subscriptions that the plan names, or for all that ship there: which of the
//! two was wished is the message's to say, and the plan's to take up. Dates and addresses are taken from the writes alone,
//! for each subscription by itself; what is written as it was is no change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::address;
use super::fixture::Customer;
use super::format::{Field, Fields, Sub};
use super::words::words;
use crate::contract::{HandoffTo, MissingPart, Plan, Preparation, Target, Write, WriteMethod};
use crate::engine::CallError;

words! {
    /// What came of a message.
    Came {
        /// Plans.
        Prepare = "prepare",
        /// A question.
        Clarify = "clarify",
        /// An answer.
        Inform = "inform",
        /// Left to a person or to the vendor's pages.
        Handoff = "handoff",
        /// Left to the shop system.
        NotSubscription = "not-subscription",
        /// Nothing to do.
        Nothing = "none",
        /// It can't be done now: right for no message, and never a plan.
        Refused = "refused",
        /// The component had no answer.
        Error = "error",
    }
}

/// What a plan is aimed at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aim {
    /// A subscription of the customer.
    Sub(Sub),
    /// Something else, which is right for no message.
    Other(String),
}

impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sub(sub) => sub.fmt(f),
            Self::Other(what) => f.write_str(what),
        }
    }
}

/// One change of one or several subscriptions; a plan whose changes differ is several of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The action's id.
    pub action: String,
    /// What it is aimed at.
    pub targets: BTreeSet<Aim>,
    /// The new date of a move.
    pub date: Option<String>,
    /// The fields of an address that change.
    pub address: Fields,
}

/// What came of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Which way it went.
    pub came: Came,
    /// The plans.
    pub plans: Vec<Planned>,
    /// What was asked.
    pub asked: BTreeSet<&'static str>,
    /// Why not, for a refusal and an error.
    pub note: Option<String>,
}

impl Given {
    fn new(came: Came) -> Self {
        Self { came, plans: Vec::new(), asked: BTreeSet::new(), note: None }
    }

    /// What a preparation, or the lack of one, amounts to.
    #[must_use]
    pub fn of(customer: &Customer, answer: &Result<Preparation, CallError>) -> Self {
        match answer {
            Ok(Preparation::Plans(plans)) if plans.is_empty() => {
                Self { note: Some("plans were promised and none given".to_owned()), ..Self::new(Came::Error) }
            }
            Ok(Preparation::Plans(plans)) => {
                let plans = plans.iter().flat_map(|plan| planned(customer, plan)).collect();
                Self { plans, ..Self::new(Came::Prepare) }
            }
            Ok(Preparation::Question(question)) => {
                let asked = question.missing.iter().copied().map(asked).collect();
                Self { asked, ..Self::new(Came::Clarify) }
            }
            Ok(Preparation::Information(_)) => Self::new(Came::Inform),
            Ok(Preparation::Handoff(handoff)) => Self::new(match handoff.to {
                HandoffTo::Shop => Came::NotSubscription,
                HandoffTo::Vendor | HandoffTo::Person => Came::Handoff,
            }),
            Ok(Preparation::Refused(refusal)) => Self { note: Some(refusal.code.clone()), ..Self::new(Came::Refused) },
            Ok(Preparation::Nothing) => Self::new(Came::Nothing),
            Err(error) => Self { note: Some(format!("{}: {error}", error.code())), ..Self::new(Came::Error) },
        }
    }
}

/// What is asked, in the format's words where it has one.
fn asked(part: MissingPart) -> &'static str {
    match part {
        MissingPart::Action => "action",
        // Which delivery, and what else on it, is a question about subscriptions.
        MissingPart::Subscription | MissingPart::Scope | MissingPart::Charge => "subscription",
        MissingPart::Date => "date",
        MissingPart::Address => "address",
        MissingPart::Confirmation => "confirm-intent",
        MissingPart::Reason => "reason",
        MissingPart::Proof => "proof",
    }
}

/// A plan, with subscriptions that change alike together.
fn planned(customer: &Customer, plan: &Plan) -> Vec<Planned> {
    let mut alike: BTreeMap<(Option<String>, Fields), BTreeSet<Aim>> = BTreeMap::new();
    for aim in targets(customer, plan) {
        let change = match &aim {
            Aim::Sub(sub) => (date(customer, plan, *sub), place(customer, plan, *sub)),
            Aim::Other(_) => Default::default(),
        };
        alike.entry(change).or_default().insert(aim);
    }
    let one = |((date, address), targets)| Planned { action: plan.action.clone(), targets, date, address };
    alike.into_iter().map(one).collect()
}

fn targets(customer: &Customer, plan: &Plan) -> BTreeSet<Aim> {
    let aim = |id: u64| customer.sub(id).map_or_else(|| Aim::Other(format!("subscription {id}")), Aim::Sub);
    let named = plan.targets.iter().filter_map(|target| match target {
        Target::Subscription(id) => Some(*id),
        _ => None,
    });
    let mut targets: BTreeSet<Aim> = named.chain(plan.writes.iter().flat_map(written)).map(aim).collect();
    if !targets.is_empty() {
        return targets;
    }
    for target in &plan.targets {
        let (held, what) = match target {
            Target::Address(id) => (customer.at(*id), format!("address {id}")),
            Target::Charge(id) => (customer.on(*id), format!("charge {id}")),
            Target::Customer(_) => (customer.all().collect(), "customer".to_owned()),
            Target::Subscription(_) => continue,
        };
        if held.is_empty() {
            targets.insert(Aim::Other(what));
        }
        targets.extend(held.into_iter().map(Aim::Sub));
    }
    if targets.is_empty() {
        targets.insert(Aim::Other("nothing".to_owned()));
    }
    targets
}

/// The subscriptions that a write names, in its path or as items of a charge.
fn written(write: &Write) -> Vec<u64> {
    if let Some((id, _)) = part(write, "subscriptions") {
        return vec![id];
    }
    let body = body(write);
    let items = body.get("purchase_item_ids").and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_u64).collect()
}

/// The date that a plan gives a subscription.
fn date(customer: &Customer, plan: &Plan, sub: Sub) -> Option<String> {
    let mut dates = plan.writes.iter().filter_map(|write| {
        let (id, rest) = part(write, "subscriptions").or_else(|| part(write, "charges"))?;
        let reaches = match rest {
            "set_next_charge_date" => customer.sub(id) == Some(sub),
            "change_next_charge_date" => customer.on(id).contains(&sub),
            _ => false,
        };
        let body = body(write);
        let date = body.get("date").or_else(|| body.get("next_charge_date")).and_then(Value::as_str)?;
        // Some of the vendor's dates have a time, which is always midnight.
        reaches.then(|| date.split('T').next().unwrap_or(date).to_owned())
    });
    // What is written last counts.
    dates.next_back()
}

/// What a plan changes of the address that a subscription ships to.
fn place(customer: &Customer, plan: &Plan, sub: Sub) -> Fields {
    let Some(before) = customer.address_of(sub) else { return Fields::new() };
    let mut written = Fields::new();
    for write in &plan.writes {
        let body = body(write);
        match (write.method, write.path.as_str(), part(write, "addresses"), part(write, "subscriptions")) {
            (WriteMethod::Post, "/addresses", ..) => written.extend(fields(&body)),
            (WriteMethod::Put, _, Some((id, "")), _) if customer.address_id(sub) == Some(id) => {
                written.extend(fields(&body));
            }
            (_, _, _, Some((id, "change_address"))) if customer.sub(id) == Some(sub) => {
                let known = body.get("address_id").and_then(Value::as_u64).and_then(|id| customer.address(id));
                written.extend(known.cloned().unwrap_or_default());
            }
            _ => {}
        }
    }
    address::changed(before, &written)
}

fn fields(body: &Map<String, Value>) -> Fields {
    let text = |field: &Field| Some((*field, body.get(field.word())?.as_str()?.to_owned()));
    Field::ALL.iter().filter_map(text).collect()
}

fn body(write: &Write) -> Map<String, Value> {
    let parsed = write.body.as_deref().and_then(|body| serde_json::from_str(body).ok());
    parsed.unwrap_or_default()
}

/// "/subscriptions/7/cancel" below "subscriptions" is 7 and "cancel".
fn part<'a>(write: &'a Write, below: &str) -> Option<(u64, &'a str)> {
    let rest = write.path.strip_prefix('/')?.strip_prefix(below)?.strip_prefix('/')?;
    let (id, rest) = rest.split_once('/').unwrap_or((rest, ""));
    Some((id.parse().ok()?, rest))
}

impl Serialize for Planned {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let targets: Vec<String> = self.targets.iter().map(Aim::to_string).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("action", &self.action)?;
        match targets.as_slice() {
            [one] => map.serialize_entry("target", one)?,
            several => map.serialize_entry("target", several)?,
        }
        if let Some(date) = &self.date {
            map.serialize_entry("date", date)?;
        }
        if !self.address.is_empty() {
            map.serialize_entry("address", &self.address)?;
        }
        map.end()
    }
}

impl fmt::Display for Planned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let targets: Vec<String> = self.targets.iter().map(Aim::to_string).collect();
        write!(f, "{} {}", self.action, targets.join("+"))?;
        if let Some(date) = &self.date {
            write!(f, " to {date}")?;
        }
        for (position, (field, text)) in self.address.iter().enumerate() {
            write!(f, "{} {field} \"{text}\"", if position == 0 { " to" } else { "," })?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;
