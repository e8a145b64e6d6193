//! What a read after a write shows: the rows that the goals are judged by, and nothing that is taken from the write's own
//! answer.

use super::goal::Needs;
use crate::host::Host;
use crate::l10n::{Key, Texts};
use crate::recharge::{
    Address, AddressId, Charge, ChargeStatus, Client, CustomerId, Get, Row, Sort, Subscription, SubscriptionStatus,
    address_by_id, addresses_of, charges_of_items, queued_charges_at, read_page, subscriptions_by_id,
};
use crate::text;

/// Rows, each list being nothing when it could not be read.
#[derive(Debug, Default)]
pub struct Seen {
    subscriptions: Option<Vec<Subscription>>,
    charges: Option<Vec<Charge>>,
    addresses: Option<Vec<Address>>,
    /// Queued charges of the address.
    at_address: Option<Vec<Charge>>,
}

/// Which list a read is for.
#[derive(Debug, Clone, Copy)]
enum List {
    Subscriptions,
    Charges,
    Addresses,
    AtAddress,
}

impl Needs {
    fn reads(&self) -> Vec<(List, Get)> {
        let ids = |ids: &[u64]| {
            let mut once: Vec<String> = Vec::new();
            for id in ids.iter().map(u64::to_string) {
                if !once.contains(&id) {
                    once.push(id);
                }
            }
            once.join(",")
        };
        let mut reads = Vec::new();
        if !self.subscriptions.is_empty() {
            reads.push((List::Subscriptions, subscriptions_by_id(&ids(&self.subscriptions))));
        }
        if !self.items.is_empty() {
            reads.push((List::Charges, charges_of_items(&ids(&self.items))));
        }
        if let Some(customer) = self.addresses_of {
            reads.push((List::Addresses, addresses_of(CustomerId::from(customer), Sort::Default, 0)));
        } else if let Some(address) = self.address.map(AddressId::from) {
            reads.push((List::Addresses, address_by_id(address)));
            if self.items.is_empty() {
                reads.push((List::AtAddress, queued_charges_at(address)));
            }
        }
        reads
    }

    /// How many requests one look costs.
    pub fn cost(&self) -> usize {
        self.reads().len()
    }
}

impl Seen {
    /// One look: one round trip.
    pub fn look<H: Host>(client: &Client<'_, H>, needs: &Needs) -> Self {
        let reads = needs.reads();
        let gets: Vec<Get> = reads.iter().map(|(_, get)| get.clone()).collect();
        let mut seen = Self::default();
        if gets.len() > client.remaining() {
            return seen;
        }
        for ((list, _), answer) in reads.iter().zip(client.get(&gets)) {
            let Ok(answer) = answer else { continue };
            match list {
                List::Subscriptions => seen.subscriptions = rows(&answer.body),
                List::Charges => seen.charges = rows(&answer.body),
                List::Addresses => seen.addresses = rows(&answer.body),
                List::AtAddress => seen.at_address = rows(&answer.body),
            }
        }
        seen
    }

    /// A subscription; nothing when it isn't there or could not be read.
    pub fn subscription(&self, id: u64) -> Option<&Subscription> {
        self.subscriptions.as_ref()?.iter().find(|row| row.id.get() == id)
    }

    /// The queued and skipped charges that bill a subscription; nothing when they could not be read.
    pub fn charges_of(&self, id: u64) -> Option<Vec<&Charge>> {
        Some(self.charges.as_ref()?.iter().filter(|charge| charge.bills(id)).collect())
    }

    /// The addresses that were read.
    pub fn addresses(&self) -> Option<&[Address]> {
        self.addresses.as_deref()
    }

    /// The addresses of a customer.
    pub fn addresses_of(&self, customer: u64) -> Option<Vec<&Address>> {
        let own = |row: &&Address| row.customer_id.is_some_and(|owner| owner.get() == customer);
        Some(self.addresses.as_ref()?.iter().filter(own).collect())
    }

    /// An address.
    pub fn address(&self, id: u64) -> Option<&Address> {
        self.addresses.as_ref()?.iter().find(|row| row.id.get() == id)
    }

    /// Whether a charge of the address is still to be computed anew; nothing when that could not be read.
    pub fn recalculating(&self) -> Option<bool> {
        Some(self.at_address.as_ref()?.iter().any(Charge::is_recalculating))
    }

    /// When a subscription is charged next, in words.
    pub fn next_charge_words(&self, id: u64, texts: &Texts) -> String {
        let charges = self.charges_of(id).unwrap_or_default();
        let queued = charges.iter().filter(|charge| charge.status() == ChargeStatus::Queued);
        let queued = queued.filter_map(|charge| charge.scheduled_at).min();
        let row = self.subscription(id);
        let planned = row.and_then(|row| row.next_charge_scheduled_at);
        let product = self.product(id, texts);
        match queued.or(planned) {
            Some(date) => {
                texts.with(Key::NowNextCharge, [("product", product.into()), ("date", texts.date_text(date).into())])
            }
            None => texts.with(Key::NowNoCharge, [("product", product.into())]),
        }
    }

    /// The state of a subscription, in words.
    pub fn status_words(&self, id: u64, texts: &Texts) -> String {
        let status = match self.subscription(id).map(Subscription::status) {
            None => texts.get(Key::PlanUnknown),
            Some(SubscriptionStatus::Active) => texts.get(Key::StatusActive),
            Some(SubscriptionStatus::Cancelled) => texts.get(Key::StatusCancelled),
            Some(SubscriptionStatus::Expired) => texts.get(Key::StatusExpired),
            Some(SubscriptionStatus::OneTime) => "onetime".to_owned(),
            Some(SubscriptionStatus::Other(word)) => text::clean(&word, text::NAME),
        };
        texts.with(Key::NowStatus, [("product", self.product(id, texts).into()), ("status", status.into())])
    }

    fn product(&self, id: u64, texts: &Texts) -> String {
        let title = self.subscription(id).and_then(|row| row.product_title.as_deref());
        text::clean_some(title, text::NAME).unwrap_or_else(|| texts.get(Key::ProductUntitled))
    }
}

/// The rows of a list; nothing when it can't be read, or when a row of it can't.
fn rows<T: Row>(body: &[u8]) -> Option<Vec<T>> {
    let page = read_page::<T>(body, T::KEY).ok()?;
    (page.lost == 0).then_some(page.rows)
}
