//! What an agent must see, about the whole widget and about a customer.

use super::charge::failure_of;
use super::view::{View, notice};
use crate::actions::{STORE, Scopes};
use crate::contract::{Context, Event, Identity, Level, Notice, Tone};
use crate::host::Host;
use crate::l10n::Key;
use crate::problems;
use crate::reading::{Found, Holdings};
use crate::recharge::{Charge, ChargeStatus, Customer, ReadError};
use crate::text;

/// The parts of a customer: code, word, the notice that it is missing, and the scope that its read needs.
struct Part {
    code: &'static str,
    word: Key,
    missing: Key,
    scope: &'static str,
}

const PARTS: [Part; 4] = [
    Part {
        code: "subscriptions",
        word: Key::PartSubscriptions,
        missing: Key::NoticeSubscriptionsMissing,
        scope: "read_subscriptions",
    },
    Part { code: "charges", word: Key::PartCharges, missing: Key::NoticeChargesMissing, scope: "read_orders" },
    Part { code: "addresses", word: Key::PartAddresses, missing: Key::NoticeAddressesMissing, scope: "read_customers" },
    Part { code: "orders", word: Key::PartOrders, missing: Key::NoticeOrdersMissing, scope: "read_orders" },
];

/// Why a part is missing, and whether it is complete.
fn states(held: &Holdings) -> [(Option<&ReadError>, bool); 4] {
    fn state<T>(pulled: &crate::reading::Pulled<T>) -> (Option<&ReadError>, bool) {
        (pulled.failure.as_ref().filter(|_| pulled.is_missing()), pulled.complete)
    }
    [state(&held.subscriptions), state(&held.charges), state(&held.addresses), state(&held.orders)]
}

/// The codes of the parts that could not be read.
pub fn missing(held: &Holdings) -> Vec<String> {
    let parts = PARTS.iter().zip(states(held));
    parts.filter(|(_, (failure, _))| failure.is_some()).map(|(part, _)| part.code.to_owned()).collect()
}

/// What must be seen first.
pub fn of_widget(view: &View<'_>, ctx: &Context, found: &Found, hidden: &[Customer], held: &[Holdings]) -> Vec<Notice> {
    let texts = view.texts;
    let mut out = Vec::new();
    let matched = !found.customers.is_empty();
    if found.customers.len().saturating_add(hidden.len()) > 1 {
        out.push(view.notice("several-customers", Tone::Warning, Key::NoticeSeveralCustomers));
    }
    if !hidden.is_empty() {
        let ids: Vec<String> = hidden.iter().map(|customer| customer.id.to_string()).collect();
        let variables = [("count", hidden.len().into()), ("ids", problems::list(&ids).into())];
        out.push(notice("more-customers", Tone::Warning, texts.with(Key::NoticeMoreCustomers, variables)));
    }
    match ctx.contact.identity {
        Identity::Forwarded if matched => {
            out.push(view.notice("identity-forwarded", Tone::Warning, Key::NoticeIdentityForwarded));
        }
        Identity::Unverified if matched => {
            out.push(view.notice("identity-unverified", Tone::Warning, Key::NoticeIdentityUnverified));
        }
        _ => {}
    }
    if let Some(error) = &found.trouble {
        let reason = problems::reason(texts, error, &["read_customers"]);
        let words = texts.with(Key::NoticeMatchIncomplete, [("reason", reason.into())]);
        out.push(notice("match-incomplete", Tone::Warning, words));
    }
    out.extend(parts(view, found, held));
    if let (Err(error), true) = (&found.store, matched) {
        let words = texts.with(Key::NoticeStoreMissing, [("reason", problems::reason(texts, error, STORE).into())]);
        out.push(notice("store-missing", Tone::Neutral, words));
    }
    if let (Some(error), true) = (&found.scopes_failure, matched) {
        let words = texts.with(Key::NoticeScopesUnknown, [("reason", problems::reason(texts, error, &[]).into())]);
        out.push(notice("scopes-unknown", Tone::Neutral, words));
    }
    if matched && view.scopes.is_read_only() {
        let words = texts.with(Key::NoticeReadOnly, [("scopes", problems::list(&Scopes::writing()).into())]);
        out.push(notice("read-only", Tone::Neutral, words));
    }
    out
}

/// What is missing or not whole, over all customers.
fn parts(view: &View<'_>, found: &Found, held: &[Holdings]) -> Vec<Notice> {
    let texts = view.texts;
    let (mut out, mut partial) = (Vec::new(), Vec::new());
    if found.lost > 0 {
        partial.push(texts.get(Key::PartCustomers));
    }
    for (position, part) in PARTS.iter().enumerate() {
        let states = || held.iter().filter_map(|held| states(held).into_iter().nth(position));
        for failure in states().filter_map(|(failure, _)| failure) {
            let reason = problems::reason(texts, failure, &[part.scope]);
            let words = texts.with(part.missing, [("reason", reason.into())]);
            out.push(notice(&format!("{}-missing", part.code), Tone::Critical, words));
        }
        if states().any(|(failure, complete)| failure.is_none() && !complete) {
            partial.push(texts.get(part.word));
        }
    }
    if !partial.is_empty() {
        let words = texts.with(Key::NoticeDataIncomplete, [("parts", problems::list(&partial).into())]);
        out.push(notice("data-incomplete", Tone::Warning, words));
    }
    // Several customers may lack the same part for the same reason.
    said_once(out)
}

/// What must be seen about a customer.
pub fn of_customer(view: &View<'_>, customer: &Customer, held: &Holdings, live: bool) -> Vec<Notice> {
    let mut out = Vec::new();
    if held.known_charges_only {
        out.push(view.notice("known-charges-only", Tone::Neutral, Key::NoticeKnownChargesOnly));
    }
    for charge in &held.charges.rows {
        let date = charge.scheduled_at;
        match charge.status() {
            ChargeStatus::Error => out.push(payment_failing(view, charge, &failure_of(view, charge))),
            ChargeStatus::Pending => {
                out.push(view.notice("charge-pending", Tone::Warning, Key::NoticeChargePending));
            }
            ChargeStatus::PendingManualPayment => {
                out.extend(date.map(|date| view.dated("manual-payment", Tone::Warning, Key::NoticeManualPayment, date)))
            }
            ChargeStatus::Other(word) => {
                let word = text::clean(&word, text::NAME);
                let words = view.texts.with(Key::NoticeChargeUnknown, [("status", word.into())]);
                out.push(notice("charge-unknown", Tone::Warning, words));
            }
            ChargeStatus::Queued => match date {
                Some(date) if view.cutoff.has_begun(date) => {
                    out.push(view.dated("charge-running", Tone::Warning, Key::NoticeChargeRunning, date));
                }
                Some(date) if view.cutoff.is_next(date) => {
                    out.push(view.dated("charge-tomorrow", Tone::Warning, Key::NoticeChargeTomorrow, date));
                }
                _ => {}
            },
            ChargeStatus::Skipped | ChargeStatus::Over => {}
        }
    }
    let failing = held.charges.rows.iter().any(Charge::has_failed);
    if customer.has_payment_method_in_dunning == Some(true) && !failing {
        out.push(view.notice("payment-failing", Tone::Critical, Key::NoticePaymentFailingSomewhere));
    }
    if customer.has_valid_payment_method == Some(false) && live {
        out.push(view.notice("payment-method-invalid", Tone::Critical, Key::NoticePaymentMethodInvalid));
    }
    // Several charges of one day are normal.
    said_once(out)
}

/// The notices without repetition.
fn said_once(notices: Vec<Notice>) -> Vec<Notice> {
    let mut out: Vec<Notice> = Vec::new();
    for notice in notices {
        if !out.contains(&notice) {
            out.push(notice);
        }
    }
    out
}

/// A payment that failed.
pub fn payment_failing(view: &View<'_>, charge: &Charge, failure: &str) -> Notice {
    let total = view.money(charge.total_price.as_deref(), charge.currency.as_deref());
    let failure = ("failure", failure.to_owned().into());
    let words = match (total, charge.scheduled_at) {
        (Some(total), Some(date)) => view.texts.with(
            Key::NoticePaymentFailing,
            [("total", total.text.into()), ("date", view.texts.date_text(date).into()), failure],
        ),
        _ => view.texts.with(Key::NoticePaymentFailingUndated, [failure]),
    };
    notice("payment-failing", Tone::Critical, words)
}

/// The plugin's remarks for the audit log: counts only.
pub fn remarks<H: Host>(host: &H, found: &Found, hidden: &[Customer], held: &[Holdings]) {
    let remark = |code: &str, level, count: usize| {
        if count > 0 {
            let details = vec![("count".to_owned(), count.to_string())];
            host.remark(Event { level, code: code.to_owned(), details });
        }
    };
    let sharing = found.customers.len().saturating_add(hidden.len());
    remark("customers-share-email", Level::Info, if sharing > 1 { sharing } else { 0 });
    let foreign = |held: &Holdings| {
        let counts = [held.subscriptions.foreign, held.charges.foreign, held.addresses.foreign, held.orders.foreign];
        counts.into_iter().fold(0, usize::saturating_add)
    };
    remark("foreign-rows-dropped", Level::Warning, held.iter().map(foreign).fold(0, usize::saturating_add));
    remark("data-incomplete", Level::Warning, held.iter().filter(|held| !held.complete()).count());
}
