//! Draws a widget for a terminal, with nothing but what the contract gives any host: the widget's own words.

use super::screen::{Cell, Screen, Symbol, Table, Tone};
use crate::contract::{self, Charge, Customer, Notice, Presence, Status, Subscription, Widget};

/// Draws a widget. An absent one takes one line, because a terminal that shows nothing looks broken.
pub fn show(widget: &Widget, screen: &mut Screen) {
    screen.parts(&[(Tone::Strong, &widget.title), (Tone::Dim, "  "), (Tone::Dim, &widget.matched.text)]);
    notices(&widget.notices, screen);
    for customer in &widget.customers {
        screen.blank();
        show_customer(widget, customer, screen);
    }
    if widget.presence != Presence::Absent {
        screen.blank();
        let as_of = format!("{} {}", label(widget, "as-of"), widget.as_of.text);
        screen.toned(Tone::Dim, &as_of);
    }
}

fn show_customer(widget: &Widget, customer: &Customer, screen: &mut Screen) {
    let id = format!("  {} {}", label(widget, "id"), customer.id);
    screen.parts(&[
        (Tone::Strong, &customer.name),
        (Tone::Plain, "  "),
        (Tone::Plain, &customer.email),
        (Tone::Dim, &id),
    ]);
    if let Some(link) = &customer.link {
        screen.parts(&[(Tone::Dim, "  "), (Tone::Dim, &link.url)]);
    }
    screen.parts(&[(Tone::Plain, "  "), (Tone::Strong, &customer.headline)]);
    notices(&customer.notices, screen);
    if widget.presence == Presence::Full {
        subscriptions(widget, customer, screen);
        lines(widget, customer, screen);
        charges(widget, customer, screen);
    }
    former(widget, customer, screen);
}

fn subscriptions(widget: &Widget, customer: &Customer, screen: &mut Screen) {
    if customer.subscriptions.is_empty() {
        return;
    }
    let columns = ["product", "interval", "price", "status", "next-charge", "next-delivery"];
    let mut table = Table::new(columns.map(|column| label(widget, column)));
    for subscription in &customer.subscriptions {
        table.row([
            product(subscription).into(),
            subscription.interval.as_ref().map_or(none(screen), |interval| interval.text.as_str().into()),
            subscription.price.as_ref().map_or(none(screen), |price| price.text.as_str().into()),
            status(&subscription.status),
            subscription.next_charge.as_ref().map_or(none(screen), |date| date.text.as_str().into()),
            subscription.next_delivery.as_ref().map_or(none(screen), |delivery| delivery.date.text.as_str().into()),
        ]);
    }
    screen.blank();
    screen.table(&table);
}

/// Each line in detail: where it ships to, what it shares, what can be done with it, what can't and why.
fn lines(widget: &Widget, customer: &Customer, screen: &mut Screen) {
    for subscription in customer.subscriptions.iter().take(LINES) {
        screen.blank();
        let id = format!("  {}", subscription.id);
        screen.parts(&[(Tone::Strong, &product(subscription)), (Tone::Dim, &id)]);
        notices(&subscription.notices, screen);
        if let Some(interval) = &subscription.charge_interval {
            screen.field(&label(widget, "charge-interval"), &interval.text);
        }
        let address = customer.addresses.iter().find(|address| Some(address.id) == subscription.address);
        if let Some(address) = address {
            screen.field(&label(widget, "address"), &address.text);
        }
        for (field, others) in [
            ("shares-charge-with", &subscription.shares_charge_with),
            ("shares-address-with", &subscription.shares_address_with),
        ] {
            if !others.is_empty() {
                screen.field(&label(widget, field), &names(customer, others));
            }
        }
        actions(subscription, screen);
    }
    if let Some(more) = customer.subscriptions.len().checked_sub(LINES).filter(|more| *more > 0) {
        screen.toned(Tone::Dim, &format!("  + {more}"));
    }
}

fn actions(subscription: &Subscription, screen: &mut Screen) {
    let possible = subscription.actions.iter().filter(|state| state.possible).map(|state| state.label.as_str());
    let possible = possible.collect::<Vec<_>>().join(", ");
    let check = screen.symbol(Symbol::Check);
    screen.parts(&[(Tone::Good, "  "), (Tone::Good, check), (Tone::Plain, " "), (Tone::Plain, &possible)]);
    for state in subscription.actions.iter().filter(|state| !state.possible) {
        let why = state.why_not.as_deref().unwrap_or_default();
        let cross = screen.symbol(Symbol::Cross);
        let text = format!(" {}: {why}", state.label);
        screen.parts(&[(Tone::Dim, "  "), (Tone::Dim, cross), (Tone::Dim, &text)]);
    }
}

/// The names of other subscriptions and one-time products, as far as the widget has them.
fn names(customer: &Customer, ids: &[u64]) -> String {
    let name = |id: &u64| {
        let subscription = customer.subscriptions.iter().find(|other| other.id == *id).map(product);
        let items = customer.charges.iter().flat_map(|charge| &charge.items);
        let item = || items.clone().find(|item| item.id == Some(*id)).map(|item| item.title.clone());
        subscription.or_else(item).unwrap_or_else(|| id.to_string())
    };
    ids.iter().map(name).collect::<Vec<_>>().join("; ")
}

/// Subscriptions that are shown in detail; the table and the JSON form have them all.
const LINES: usize = 12;

fn charges(widget: &Widget, customer: &Customer, screen: &mut Screen) {
    if customer.charges.is_empty() {
        return;
    }
    let columns = ["date", "status", "total", "items", "id"];
    let mut table = Table::new(columns.map(|column| label(widget, column)));
    for charge in &customer.charges {
        let total = charge.total.as_ref().map_or_else(String::new, |total| total.text.clone());
        let total = if charge.provisional { format!("{total} ({})", label(widget, "provisional")) } else { total };
        table.row([
            charge.date.as_ref().map_or(none(screen), |date| date.text.as_str().into()),
            status(&charge.status),
            total.into(),
            items(widget, charge).into(),
            Cell::toned(Tone::Dim, charge.id.to_string()),
        ]);
    }
    screen.blank();
    screen.heading(&label(widget, "charges"));
    screen.table(&table);
}

fn items(widget: &Widget, charge: &Charge) -> String {
    let mut lines: Vec<String> =
        charge.items.iter().map(|item| format!("{} × {}", item.quantity, item.title)).collect();
    if let Some(failure) = &charge.failure {
        lines.push(format!("{}: {failure}", label(widget, "failure")));
    }
    if let Some(retry) = &charge.retry {
        lines.push(format!("{}: {}", label(widget, "retry"), retry.text));
    }
    lines.join("; ")
}

fn former(widget: &Widget, customer: &Customer, screen: &mut Screen) {
    if customer.former.is_empty() {
        return;
    }
    screen.blank();
    screen.heading(&format!("{} ({})", label(widget, "former"), customer.former.len()));
    for subscription in customer.former.iter().take(FORMER) {
        let ended = subscription.ended.as_ref();
        let date =
            ended.and_then(|ended| ended.date.as_ref()).map_or_else(String::new, |date| format!(", {}", date.text));
        let reason =
            ended.and_then(|ended| ended.reason.as_ref()).map_or_else(String::new, |reason| format!(": {reason}"));
        let text = format!("  {}, {}{date}{reason}", product(subscription), subscription.status.text);
        screen.toned(Tone::Dim, &text);
    }
    if let Some(more) = customer.former.len().checked_sub(FORMER).filter(|more| *more > 0) {
        screen.toned(Tone::Dim, &format!("  + {more}"));
    }
}

/// Former subscriptions that are spelled out; the JSON form has them all.
const FORMER: usize = 5;

fn notices(notices: &[Notice], screen: &mut Screen) {
    for notice in notices {
        let tone = tone(notice.tone);
        let sign = match notice.tone {
            contract::Tone::Warning | contract::Tone::Critical => Symbol::Attention,
            contract::Tone::Good | contract::Tone::Neutral => Symbol::Bullet,
        };
        let sign = screen.symbol(sign);
        screen.parts(&[(tone, "  "), (tone, sign), (tone, " "), (tone, &notice.text)]);
    }
}

fn product(subscription: &Subscription) -> String {
    let variant = subscription.variant.as_ref().map_or_else(String::new, |variant| format!(", {variant}"));
    let quantity = if subscription.quantity == 1 { String::new() } else { format!("{} × ", subscription.quantity) };
    format!("{quantity}{}{variant}", subscription.product)
}

fn status(status: &Status) -> Cell {
    Cell::toned(tone(status.tone), &status.text)
}

fn tone(tone: contract::Tone) -> Tone {
    match tone {
        contract::Tone::Good => Tone::Good,
        contract::Tone::Neutral => Tone::Plain,
        contract::Tone::Warning => Tone::Warning,
        contract::Tone::Critical => Tone::Bad,
    }
}

fn none(screen: &Screen) -> Cell {
    Cell::toned(Tone::Dim, screen.symbol(Symbol::None))
}

/// The widget's word for a field; the field's own name when it has none.
fn label(widget: &Widget, field: &str) -> String {
    let found = widget.labels.iter().find(|label| label.field == field);
    found.map_or_else(|| field.to_owned(), |label| label.text.clone())
}
