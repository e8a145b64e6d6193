//! One customer with everything an agent needs.

use super::view::View;
use super::{address, charge, headline, notices, subscription};
use crate::contract::{CalendarDate, Customer, Subscription};
use crate::l10n::Key;
use crate::order;
use crate::reading::Holdings;
use crate::reading::Index;
use crate::recharge::{self, SubscriptionStatus};
use crate::text;

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
    Customer {
        id: customer.id.get(),
        name: name(view, customer),
        email: text::clean(customer.email.as_deref().unwrap_or_default(), text::LINE),
        link: view.link(view.portal.customer(customer.id), Key::LinkCustomer),
        headline: headline::of(view, held, &live, &former, &charges),
        addresses: addresses(view, &index, held, &live, &former, &charges),
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
) -> Vec<crate::contract::Address> {
    let lines = live.iter().chain(former).filter_map(|line| line.address);
    let mut used: Vec<u64> = lines.chain(charges.iter().filter_map(|charge| charge.address)).collect();
    order::by(&mut used, |id| *id);
    let rows = held.addresses.rows.iter().filter(|row| used.binary_search(&row.id.get()).is_ok());
    rows.map(|row| address::build(view, index, row)).collect()
}
