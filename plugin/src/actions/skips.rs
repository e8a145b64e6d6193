//! How a skip and what takes it back are recognised: the same items, on the same date, skipped or not.

use jiff::civil::Date;
use serde_json::json;

use super::execute::{Goal, Needs, Seen, Sent, Standing};
use super::prepare::form;
use crate::contract::{Form, Target, WriteMethod};
use crate::l10n::Texts;
use crate::moment::iso_date;
use crate::recharge::{Charge, ChargeStatus};

/// Items are skipped on a date, or are back on it.
#[derive(Debug)]
pub struct Skips {
    items: Vec<u64>,
    date: Date,
    skipped: bool,
}

impl Skips {
    /// The goal of a `skip` or, where nothing is to be skipped afterwards, of an `unskip`.
    pub fn read(sent: &Sent<'_>, skipped: bool) -> Option<Self> {
        sent.matches(WriteMethod::Post, "charges", if skipped { "skip" } else { "unskip" })?;
        Some(Self { items: sent.ids("purchase_item_ids")?, date: sent.charge_date()?, skipped })
    }

    /// Which id a charge has afterwards is not documented, so only the item, the date and the states count.
    fn standing_of(&self, item: u64, seen: &Seen) -> Standing {
        let Some(charges) = seen.charges_of(item) else { return Standing::Unread };
        let on_date = |charge: &&Charge| charge.scheduled_at == Some(self.date);
        let is_skipped = charges.iter().any(|charge| on_date(charge) && charge.status() == ChargeStatus::Skipped);
        let queued = charges.iter().filter(|charge| charge.status() == ChargeStatus::Queued);
        let (here, later): (Vec<&Charge>, Vec<&Charge>) = queued.copied().partition(|charge| on_date(charge));
        let calm = |charges: &[&Charge]| !charges.iter().any(|charge| charge.is_recalculating());
        match (self.skipped, is_skipped, here.is_empty()) {
            (true, true, true) if !later.is_empty() && calm(&later) => Standing::Reached,
            (false, false, false) if later.is_empty() && calm(&here) => Standing::Reached,
            // What comes next is made a little later, and what took its place goes a little later.
            (true, true, _) | (false, _, false) => Standing::Settling,
            (true, false, _) | (false, _, true) => Standing::Not,
        }
    }
}

impl Goal for Skips {
    fn needs(&self, needs: &mut Needs) {
        needs.subscriptions.extend(&self.items);
        needs.items.extend(&self.items);
    }

    fn standing(&self, seen: &Seen) -> Standing {
        Standing::of_all(self.items.iter().map(|item| self.standing_of(*item, seen)))
    }

    fn now(&self, seen: &Seen, texts: &Texts) -> String {
        let words = self.items.iter().map(|item| seen.next_charge_words(*item, texts));
        words.collect::<Vec<_>>().join("; ")
    }

    fn finish(&self) -> Option<Form> {
        let action = if self.skipped { super::skip::DEFINITION.id } else { super::unskip::DEFINITION.id };
        let targets = self.items.iter().copied().map(Target::Subscription).collect();
        Some(form(action, targets, &json!({"date": iso_date(self.date)})))
    }
}
