//! A widget as plain text, every field that says something on a line of its own, for golden files that people can
//! judge.

use std::fmt::Write as _;

use armincx_recharge::contract::*;

/// The widget as text.
pub fn render(widget: &Widget) -> String {
    let mut out = Text(String::new());
    out.line(
        0,
        &format!("{:?} | {} | complete: {} | {}", widget.presence, widget.title, widget.complete, widget.as_of.text),
    );
    out.line(0, &format!("match {:?} ({:?}): {}", widget.matched.kind, widget.matched.identity, widget.matched.text));
    out.notices(0, &widget.notices);
    for customer in &widget.customers {
        out.customer(customer);
    }
    out.0
}

struct Text(String);

impl Text {
    fn line(&mut self, depth: usize, text: &str) {
        // Writing to a string can't fail.
        let _ = writeln!(self.0, "{:indent$}{text}", "", indent = depth * 2);
    }

    fn some(&mut self, depth: usize, name: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.line(depth, &format!("{name}: {value}"));
        }
    }

    fn list<T: std::fmt::Debug>(&mut self, depth: usize, name: &str, values: &[T]) {
        if !values.is_empty() {
            self.line(depth, &format!("{name}: {values:?}"));
        }
    }

    fn notices(&mut self, depth: usize, notices: &[Notice]) {
        for notice in notices {
            self.line(depth, &format!("! {:?} [{}] {}", notice.tone, notice.code, notice.text));
        }
    }

    fn customer(&mut self, customer: &Customer) {
        self.line(0, &format!("CUSTOMER {} {} <{}>", customer.id, customer.name, customer.email));
        self.line(1, &format!("> {}", customer.headline));
        self.some(1, "link", customer.link.as_ref().map(link));
        self.list(1, "missing", &customer.missing);
        self.notices(1, &customer.notices);
        for subscription in &customer.subscriptions {
            self.subscription("SUBSCRIPTION", subscription);
        }
        for subscription in &customer.former {
            self.subscription("FORMER", subscription);
        }
        for charge in &customer.charges {
            self.charge(charge);
        }
        for address in &customer.addresses {
            let lines = address.lines.join(" / ");
            self.line(1, &format!("ADDRESS {} for {:?}: {lines}", address.id, address.subscriptions));
        }
    }

    fn subscription(&mut self, heading: &str, line: &Subscription) {
        self.line(1, &format!("{heading} {} {} x {}: {}", line.id, line.quantity, line.product, status(&line.status)));
        self.some(2, "variant", line.variant.as_ref());
        self.some(2, "sku", line.sku.as_ref());
        self.some(2, "price", line.price.as_ref().map(money));
        self.some(2, "interval", line.interval.as_ref().map(|interval| interval.text.as_str()));
        self.some(2, "paid", line.charge_interval.as_ref().map(|interval| interval.text.as_str()));
        self.some(2, "prepaid", line.prepaid.then_some("yes"));
        self.some(2, "next charge", line.next_charge.as_ref().map(|date| date.text.as_str()));
        let delivery = line.next_delivery.as_ref();
        self.some(
            2,
            "next delivery",
            delivery.map(|next| format!("{} {:?}: {}", next.date.text, next.basis, next.text)),
        );
        self.some(2, "charge", line.charge);
        self.some(2, "address", line.address);
        self.list(2, "shares address with", &line.shares_address_with);
        self.list(2, "shares charge with", &line.shares_charge_with);
        if let Some(ended) = &line.ended {
            self.some(2, "ended", ended.date.as_ref().map(|date| date.text.as_str()));
            self.some(2, "reason", ended.reason.as_ref());
            self.some(2, "comment", ended.comment.as_ref());
        }
        self.notices(2, &line.notices);
        for action in &line.actions {
            let why = action.why_not.as_deref().unwrap_or("possible");
            let charge = action.charge.map(|id| format!(" on charge {id}")).unwrap_or_default();
            self.line(2, &format!("{} ({}): {why}{charge}", action.label, action.action));
        }
        self.some(2, "link", line.link.as_ref().map(link));
    }

    fn charge(&mut self, charge: &Charge) {
        let date = charge.date.as_ref().map_or("-", |date| date.text.as_str());
        let total = charge.total.as_ref().map(money).unwrap_or_default();
        let provisional = if charge.provisional { " (provisional)" } else { "" };
        self.line(1, &format!("CHARGE {} {date}: {}, {total}{provisional}", charge.id, status(&charge.status)));
        for item in &charge.items {
            self.line(2, &format!("{} x {} ({:?} {:?})", item.quantity, item.title, item.kind, item.id));
        }
        self.some(2, "failure", charge.failure.as_ref());
        self.some(2, "retry", charge.retry.as_ref().map(|date| date.text.as_str()));
        self.some(2, "address", charge.address);
        self.some(2, "link", charge.link.as_ref().map(link));
    }
}

fn status(status: &Status) -> String {
    format!("{} [{}, {:?}]", status.text, status.code, status.tone)
}

fn money(money: &Money) -> String {
    format!("{} [{} {}]", money.text, money.amount, money.currency)
}

fn link(link: &Link) -> String {
    format!("{} <{}>", link.label, link.url)
}
