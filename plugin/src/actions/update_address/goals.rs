//! How an address that changed, was made, or was moved to is recognised.

use serde_json::{Map, Value, json};

use super::DEFINITION;
use super::fields;
use crate::actions::execute::{Goal, Needs, Seen, Sent, Standing};
use crate::actions::prepare::{form, form_of};
use crate::contract::{Form, Target, WriteMethod};
use crate::l10n::Texts;
use crate::recharge::{Address, ChargeStatus};

/// What a write of this action is to bring about.
pub fn goal(sent: &Sent<'_>) -> Option<Box<dyn Goal>> {
    if let Some(address) = sent.matches(WriteMethod::Put, "addresses", "") {
        return Some(Box::new(Changed { address, texts: sent.body.clone() }));
    }
    if let Some(subscription) = sent.matches(WriteMethod::Post, "subscriptions", "change_address") {
        let to = match sent.body.get("address_id").and_then(Value::as_u64) {
            Some(id) => Destination::Known(id),
            None => {
                let made = Made::read(&sent.bound()?)?;
                Destination::Made { customer: made.customer, texts: made.texts }
            }
        };
        return Some(Box::new(Moved { subscription, to }));
    }
    Made::read(sent).map(|goal| Box::new(goal) as Box<dyn Goal>)
}

/// An address has these texts.
#[derive(Debug)]
struct Changed {
    address: u64,
    texts: Map<String, Value>,
}

impl Goal for Changed {
    fn needs(&self, needs: &mut Needs) {
        needs.address = Some(self.address);
    }

    fn standing(&self, seen: &Seen) -> Standing {
        let Some(address) = seen.address(self.address) else { return Standing::Unread };
        if !fields::is(address, &self.texts) {
            return Standing::Not;
        }
        match seen.recalculating() {
            None => Standing::Unread,
            Some(true) => Standing::Settling,
            Some(false) => Standing::Reached,
        }
    }

    fn now(&self, seen: &Seen, texts: &Texts) -> String {
        seen.address(self.address).map_or_else(String::new, |address| one_line(texts, address))
    }

    fn finish(&self) -> Option<Form> {
        Some(form(DEFINITION.id, vec![Target::Address(self.address)], &parameters(&self.texts, "all")))
    }
}

/// A customer has an address with these texts. When the plan was made there was none, so it is the one that was made.
#[derive(Debug)]
struct Made {
    customer: u64,
    texts: Map<String, Value>,
}

impl Made {
    fn read(sent: &Sent<'_>) -> Option<Self> {
        let is = sent.write.method == WriteMethod::Post && sent.write.path == "/addresses";
        let customer = sent.body.get("customer_id").and_then(Value::as_u64).filter(|_| is)?;
        let text = |field: &fields::Field| sent.body.get(field.name).cloned().unwrap_or_else(|| json!(""));
        let texts = fields::object(fields::ALL.iter().map(|field| (field.name.to_owned(), text(field))));
        Some(Self { customer, texts })
    }
}

impl Goal for Made {
    fn needs(&self, needs: &mut Needs) {
        needs.addresses_of = Some(self.customer);
    }

    fn standing(&self, seen: &Seen) -> Standing {
        match seen.addresses_of(self.customer) {
            None => Standing::Unread,
            Some(addresses) if addresses.iter().any(|address| fields::is(address, &self.texts)) => Standing::Reached,
            Some(_) => Standing::Not,
        }
    }

    fn now(&self, _: &Seen, _: &Texts) -> String {
        String::new()
    }
}

/// A subscription ships to another address.
#[derive(Debug)]
struct Moved {
    subscription: u64,
    to: Destination,
}

#[derive(Debug)]
enum Destination {
    Known(u64),
    Made { customer: u64, texts: Map<String, Value> },
}

impl Moved {
    fn is_destination(&self, address: &Address) -> bool {
        match &self.to {
            Destination::Known(id) => address.id.get() == *id,
            Destination::Made { texts, .. } => fields::is(address, texts),
        }
    }
}

impl Goal for Moved {
    fn needs(&self, needs: &mut Needs) {
        needs.subscriptions.push(self.subscription);
        needs.items.push(self.subscription);
        match &self.to {
            Destination::Known(id) => needs.address = Some(*id),
            Destination::Made { customer, .. } => needs.addresses_of = Some(*customer),
        }
    }

    fn standing(&self, seen: &Seen) -> Standing {
        let Some(row) = seen.subscription(self.subscription) else { return Standing::Unread };
        let Some(addresses) = seen.addresses() else { return Standing::Unread };
        let there = addresses.iter().find(|address| Some(address.id) == row.address_id);
        if !there.is_some_and(|address| self.is_destination(address)) {
            return Standing::Not;
        }
        let Some(charges) = seen.charges_of(self.subscription) else { return Standing::Unread };
        let queued = charges.iter().filter(|charge| charge.status() == ChargeStatus::Queued);
        let followed =
            |charge: &&&crate::recharge::Charge| charge.address_id == row.address_id && !charge.is_recalculating();
        if queued.clone().all(|charge| followed(&charge))
            && (queued.count() > 0 || row.next_charge_scheduled_at.is_none())
        {
            Standing::Reached
        } else {
            Standing::Settling
        }
    }

    fn now(&self, seen: &Seen, texts: &Texts) -> String {
        let row = seen.subscription(self.subscription);
        let address = row.and_then(|row| row.address_id).and_then(|id| seen.address(id.get()));
        address.map_or_else(String::new, |address| one_line(texts, address))
    }

    fn finish(&self) -> Option<Form> {
        let Destination::Made { texts, .. } = &self.to else { return None };
        Some(form_of(DEFINITION.id, self.subscription, &parameters(texts, "subscription")))
    }
}

/// The parameters of a form out of a write's body.
fn parameters(body: &Map<String, Value>, apply_to: &str) -> Value {
    let known = body.iter().filter(|(name, _)| fields::ALL.iter().any(|field| field.name == *name));
    let mut out = fields::object(known.map(|(name, value)| (name.clone(), value.clone())));
    out.insert("apply_to".to_owned(), json!(apply_to));
    Value::Object(out)
}

fn one_line(texts: &Texts, address: &Address) -> String {
    crate::widget::address::lines(texts, address).join(", ")
}
