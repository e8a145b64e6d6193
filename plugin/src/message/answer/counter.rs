//! What a message is answered with: the desk's data as words can mean it, and the customer's words themselves.

use super::voice::Voice;
use crate::actions::prepare::{Case, Desk, upcoming};
use crate::message::parse::Parsed;
use crate::message::shelf::{Item, Rhythm, Set, Shelf};
use crate::recharge::{Address, Subscription};

/// Everything a message is answered from.
#[derive(Debug)]
pub struct Counter<'a> {
    /// What was read.
    pub desk: &'a Desk<'a>,
    /// The running subscriptions by what words can mean.
    pub shelf: &'a Shelf,
    /// How the customer is spoken to.
    pub voice: &'a Voice<'a>,
    /// The customer's own last words, with what was found in them.
    pub parsed: &'a Parsed<'a>,
    /// Whether a proof of who writes was asked for as often as anything is.
    pub unproven: bool,
}

impl<'a> Counter<'a> {
    /// The subscriptions of a set.
    pub fn cases(&self, set: Set) -> Vec<Case<'a>> {
        self.shelf.of(set).filter_map(|item| self.desk.subscription(item.id).ok()).collect()
    }

    /// The titles of a set.
    pub fn titles(&self, set: Set) -> Vec<String> {
        self.cases(set).iter().map(|case| self.desk.title(case.subscription())).collect()
    }

    /// The address a subscription ships to.
    pub fn address(&self, case: &Case<'a>) -> Option<&'a Address> {
        let id = case.subscription().address_id?;
        case.party.held.addresses.rows.iter().find(|row| row.id == id)
    }

    /// True iff more may be running than stands on the shelf.
    pub fn is_incomplete(&self) -> bool {
        let lists = self.desk.parties.iter().all(|party| party.held.subscriptions.complete);
        self.desk.hidden > 0 || !lists || self.shelf.items.len() < live(self.desk).count()
    }
}

/// The shelf of what is running.
pub fn shelf(desk: &Desk<'_>) -> Shelf {
    let items = live(desk).map(|case| {
        let subscription = case.subscription();
        let address = case.party.held.addresses.rows.iter().find(|row| Some(row.id) == subscription.address_id);
        let place = address.map(|address| joined(&[&address.address1, &address.city])).unwrap_or_default();
        Item {
            id: case.id(),
            title: joined(&[&subscription.product_title, &subscription.variant_title, &subscription.sku]),
            next: case.schedule.next_charge,
            skipped: case.skipped_ahead(),
            rhythm: upcoming::rhythm(subscription).map(|(days, months)| Rhythm { days, months }),
            address: subscription.address_id.map(|id| id.get()),
            price: subscription.price.clone(),
            place,
        }
    });
    let rows = desk.parties.iter().flat_map(|party| &party.held.subscriptions.rows);
    let ended = rows.filter(|row| !row.is_live()).filter_map(|row| row.product_title.as_deref());
    Shelf::new(desk.now.date(), items.collect()).beside_ended(ended)
}

fn live<'d>(desk: &'d Desk<'_>) -> impl Iterator<Item = Case<'d>> {
    desk.parties.iter().flat_map(move |party| {
        let rows = party.held.subscriptions.rows.iter().filter(|row: &&Subscription| row.is_live());
        rows.map(move |row| desk.case(party, row))
    })
}

fn joined(parts: &[&Option<String>]) -> String {
    let parts: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
    parts.join(" ")
}
