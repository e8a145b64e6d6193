//! From the contract's widget to what is shown of it.

use super::widget::{ChargeView, CustomerView, FormerView, LineView, WidgetView};
use super::{Mark, Note};
use crate::contract::{Charge, Customer, Presence, Subscription, Target, Widget};
use crate::inbox::form::guide::safe_link;
use crate::inbox::form::read::{link, path_part};
use crate::inbox::posted::Fields;
use crate::inbox::words::Words;

/// Live subscriptions that are shown at first: more than most customers have.
const LINES: usize = 8;
/// Charges that are shown.
const CHARGES: usize = 8;
/// Former subscriptions that are shown.
const FORMER: usize = 10;

/// Draws a widget. `may_act` is whether the reader may ask for something; the page's query says which subscriptions are
/// looked for, by product and id, and whether all of them are shown.
#[must_use]
pub fn view(widget: &Widget, ticket: &str, words: Words, may_act: bool, query: &Fields) -> WidgetView {
    let here = format!("/tickets/{}", path_part(ticket));
    let drawing = Drawing { widget, ticket, here: &here, words, may_act, query };
    WidgetView {
        t: words,
        presence: match widget.presence {
            Presence::Absent => "absent",
            Presence::Compact => "compact",
            Presence::Full => "full",
        },
        title: widget.title.clone(),
        matched: widget.matched.text.clone(),
        notices: widget.notices.iter().map(Note::of).collect(),
        as_of_label: drawing.label("as-of"),
        as_of: widget.as_of.text.clone(),
        as_of_iso: widget.as_of.iso.clone(),
        customers: widget.customers.iter().map(|customer| drawing.customer(customer)).collect(),
        refresh: query.address(&here, &[("fresh", "1")]),
        here,
    }
}

/// Labels and where they lead.
type Ways = Vec<(String, String)>;

struct Drawing<'a> {
    widget: &'a Widget,
    ticket: &'a str,
    here: &'a str,
    words: Words,
    may_act: bool,
    query: &'a Fields,
}

impl Drawing<'_> {
    /// The widget's word for a field; the field's own name when it has none.
    fn label(&self, field: &str) -> String {
        let found = self.widget.labels.iter().find(|label| label.field == field);
        found.map_or_else(|| field.to_owned(), |label| label.text.clone())
    }

    fn customer(&self, customer: &Customer) -> CustomerView {
        let count = customer.subscriptions.len();
        let find = self.query.get("find");
        let is_meant = |line: &&Subscription| {
            let (text, id) = (product(line).to_lowercase(), line.id.to_string());
            find.to_lowercase().split_whitespace().all(|word| text.contains(word) || id == word)
        };
        let fits: Vec<&Subscription> = customer.subscriptions.iter().filter(is_meant).collect();
        let shown = if self.query.get("lines") == "all" { fits.len() } else { LINES };
        CustomerView {
            name: customer.name.clone(),
            email: customer.email.clone(),
            link: customer.link.as_ref().and_then(|link| safe_link(&link.label, &link.url)),
            headline: customer.headline.clone(),
            notices: customer.notices.iter().map(Note::of).collect(),
            subscriptions: fits.iter().take(shown).map(|one| self.line(customer, one)).collect(),
            count,
            more: fits.len().saturating_sub(shown),
            is_long: count > LINES,
            find: find.to_owned(),
            fits: fits.len(),
            all: self.query.address(self.here, &[("lines", "all")]) + "#widget",
            subscriptions_label: self.label("subscriptions"),
            charges: customer.charges.iter().take(CHARGES).map(|charge| self.charge(charge)).collect(),
            more_charges: customer.charges.len().saturating_sub(CHARGES),
            charges_label: self.label("charges"),
            former: customer.former.iter().take(FORMER).map(|one| self.former(one)).collect(),
            former_label: format!("{} ({})", self.label("former"), customer.former.len()),
        }
    }

    fn line(&self, customer: &Customer, line: &Subscription) -> LineView {
        let mut facts = Vec::new();
        let mut fact = |field: &str, text: Option<String>| {
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                facts.push((self.label(field), text));
            }
        };
        fact("interval", line.interval.as_ref().map(|interval| interval.text.clone()));
        fact("charge-interval", line.charge_interval.as_ref().map(|interval| interval.text.clone()));
        fact("price", line.price.as_ref().map(|price| price.text.clone()));
        let address = customer.addresses.iter().find(|address| Some(address.id) == line.address);
        fact("address", address.map(|address| address.text.clone()));
        fact("shares-charge-with", names(customer, &line.shares_charge_with));
        fact("shares-address-with", names(customer, &line.shares_address_with));
        fact("sku", line.sku.clone());
        fact("id", Some(line.id.to_string()));
        let (actions, links) = self.actions(line);
        let blocked = line.actions.iter().filter(|state| !state.possible);
        LineView {
            id: line.id,
            product: product(line),
            status: Note { mark: Mark::of(line.status.tone), text: line.status.text.clone() },
            facts,
            next: line.next_charge.as_ref().map(|day| (self.label("next-charge"), day.text.clone())),
            delivery: line
                .next_delivery
                .as_ref()
                .map(|next| (self.label("next-delivery"), next.date.text.clone(), next.text.clone())),
            notices: line.notices.iter().map(Note::of).collect(),
            actions,
            none: self.none_possible(line),
            blocked: blocked.map(|state| (state.label.clone(), state.why_not.clone().unwrap_or_default())).collect(),
            links,
        }
    }

    /// What can be done with a line here, and what leads out.
    fn actions(&self, line: &Subscription) -> (Ways, Ways) {
        let (mut actions, mut links) = (Vec::new(), Vec::new());
        for state in line.actions.iter().filter(|state| state.possible) {
            match &state.link {
                Some(link) => links.extend(safe_link(&state.label, &link.url)),
                None if self.may_act => {
                    let form = crate::contract::Form {
                        action: state.action.clone(),
                        targets: vec![Target::Subscription(line.id)],
                        parameters: String::new(),
                    };
                    actions.push((state.label.clone(), link(self.ticket, &form, "")));
                }
                None => {}
            }
        }
        (actions, links)
    }

    /// Why nothing can be done with a line, where that is so: the component's reason if it is one for all, as when a part of
    /// Recharge didn't answer. Whoever only looks on misses no action.
    fn none_possible(&self, line: &Subscription) -> String {
        let own = || line.actions.iter().filter(|state| state.link.is_none());
        if !self.may_act || own().next().is_none() || own().any(|state| state.possible) {
            return String::new();
        }
        let mut reasons = own().map(|state| state.why_not.as_deref().unwrap_or_default());
        let first = reasons.next().unwrap_or_default();
        let is_one = !first.is_empty() && reasons.all(|other| other == first);
        if is_one {
            format!("{} {first}", self.words.no_action_now())
        } else {
            self.words.nothing_possible().to_owned()
        }
    }

    fn charge(&self, charge: &Charge) -> ChargeView {
        let total = charge.total.as_ref().map_or_else(String::new, |total| total.text.clone());
        let mut trouble = Vec::new();
        if let Some(failure) = &charge.failure {
            trouble.push(Note { mark: Mark::CRITICAL, text: format!("{}: {failure}", self.label("failure")) });
        }
        if let Some(retry) = &charge.retry {
            trouble.push(Note { mark: Mark::NEUTRAL, text: format!("{}: {}", self.label("retry"), retry.text) });
        }
        ChargeView {
            date: charge.date.as_ref().map_or_else(|| "–".to_owned(), |date| date.text.clone()),
            status: Note { mark: Mark::of(charge.status.tone), text: charge.status.text.clone() },
            total: if charge.provisional { format!("{total} ({})", self.label("provisional")) } else { total },
            items: charge.items.iter().map(|item| format!("{} × {}", item.quantity, item.title)).collect(),
            trouble,
        }
    }

    fn former(&self, line: &Subscription) -> FormerView {
        let ended = line.ended.as_ref();
        let parts = [
            Some(line.status.text.clone()),
            ended.and_then(|ended| ended.date.as_ref()).map(|date| date.text.clone()),
            ended.and_then(|ended| ended.reason.clone()),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        FormerView { product: product(line), text: parts.join(" · "), actions: self.actions(line).0 }
    }
}

/// The names of other subscriptions and one-time products, as far as the widget has them.
fn names(customer: &Customer, ids: &[u64]) -> Option<String> {
    let name = |id: &u64| {
        let subscription = customer.subscriptions.iter().find(|other| other.id == *id).map(product);
        let mut items = customer.charges.iter().flat_map(|charge| &charge.items);
        let item = items.find(|item| item.id == Some(*id)).map(|item| item.title.clone());
        subscription.or(item).unwrap_or_else(|| id.to_string())
    };
    let mut shown: Vec<String> = ids.iter().take(NAMES).map(name).collect();
    if ids.len() > NAMES {
        shown.push(format!("+ {}", ids.len().saturating_sub(NAMES)));
    }
    (!shown.is_empty()).then(|| shown.join("; "))
}

/// Other products that are named one by one.
const NAMES: usize = 6;

/// A subscription by its product, variant and number.
#[must_use]
pub fn product(line: &Subscription) -> String {
    let variant = line.variant.as_ref().map_or_else(String::new, |variant| format!(", {variant}"));
    let quantity = if line.quantity <= 1 { String::new() } else { format!("{} × ", line.quantity) };
    format!("{quantity}{}{variant}", line.product)
}
