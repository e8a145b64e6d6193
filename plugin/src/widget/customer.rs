//! One customer with everything an agent needs.

use super::view::{View, notice};
use super::{address, charge, headline, notices, subscription};
use crate::contract::{Address, CalendarDate, Customer, Subscription, Tone};
use crate::l10n::Key;
use crate::order;
use crate::reading::Holdings;
use crate::reading::Index;
use crate::recharge::{self, SubscriptionStatus};
use crate::text;

/// Lines that are compared with each other, at most: nobody looks through more of them for two that are alike.
const MOST_COMPARED: usize = 300;

/// One customer.
pub fn build(view: &View<'_>, customer: &recharge::Customer, held: &Holdings) -> Customer {
    let index = Index::new(held, view.cutoff);
    let lines = |live: bool| -> Vec<Subscription> {
        let rows = held.subscriptions.rows.iter();
        // One-time products in this list are no subscriptions; those that are still to come stand on their charge.
        let rows = rows.filter(|row| row.is_live() == live && row.status() != SubscriptionStatus::OneTime);
        rows.map(|row| subscription::build(view, &index, row)).collect()
    };
    let (mut live, mut former) = (lines(true), lines(false));
    arrange(&mut live, |line| line.next_charge.as_ref());
    arrange(&mut former, |line| line.ended.as_ref()?.date.as_ref());
    former.reverse();
    let undated = live.iter().take_while(|line| line.next_charge.is_none()).count();
    live.rotate_left(undated);
    let shown = held.charges.rows.iter().filter(|row| charge::is_shown(view, row));
    let charges: Vec<_> = shown.map(|row| charge::build(view, row)).collect();
    let addresses = addresses(view, &index, held, &live, &former, &charges);
    for at in 0..live.len().min(MOST_COMPARED) {
        tell_apart(&mut live, at, &addresses);
    }
    Customer {
        id: customer.id.get(),
        name: name(view, customer),
        email: text::clean(customer.email.as_deref().unwrap_or_default(), text::LINE),
        link: view.link(view.portal.customer(customer.id), Key::LinkCustomer),
        headline: headline::of(view, held, &live, &former, &charges),
        addresses,
        notices: notices::of_customer(view, customer, held, !live.is_empty()),
        missing: notices::missing(held),
        subscriptions: live,
        former,
        charges,
    }
}

/// Sorts lines by a date, those without one first.
fn arrange(lines: &mut [Subscription], date: fn(&Subscription) -> Option<&CalendarDate>) {
    order::by(lines, |line| (date(line).map(|date| date.iso.clone()), line.id));
}

/// A line that looks like one that ships elsewhere says where it ships to.
fn tell_apart(lines: &mut [Subscription], at: usize, addresses: &[Address]) {
    let Some(line) = lines.get(at) else { return };
    let is_twin = |other: &Subscription| {
        other.address != line.address
            && other.quantity == line.quantity
            && other.product == line.product
            && other.variant == line.variant
    };
    if !lines.iter().take(MOST_COMPARED).any(is_twin) {
        return;
    }
    let address = addresses.iter().find(|address| Some(address.id) == line.address);
    if let (Some(address), Some(line)) = (address, lines.get_mut(at)) {
        line.notices.push(notice("ships-to", Tone::Neutral, address.text.clone()));
    }
}

fn name(view: &View<'_>, customer: &recharge::Customer) -> String {
    let parts = [&customer.first_name, &customer.last_name];
    let parts: Vec<_> = parts.iter().filter_map(|part| text::clean_some(part.as_deref(), text::NAME)).collect();
    if parts.is_empty() { view.texts.get(Key::CustomerUnnamed) } else { parts.join(" ") }
}

/// The addresses that lines and charges refer to: customers collect a new one with each checkout.
fn addresses(
    view: &View<'_>,
    index: &Index<'_>,
    held: &Holdings,
    live: &[Subscription],
    former: &[Subscription],
    charges: &[crate::contract::Charge],
) -> Vec<Address> {
    let lines = live.iter().chain(former).filter_map(|line| line.address);
    let mut used: Vec<u64> = lines.chain(charges.iter().filter_map(|charge| charge.address)).collect();
    order::by(&mut used, |id| *id);
    let rows = held.addresses.rows.iter().filter(|row| used.binary_search(&row.id.get()).is_ok());
    rows.map(|row| address::build(view, index, row)).collect()
}
