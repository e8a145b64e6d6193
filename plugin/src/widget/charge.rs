//! The charges that are coming, skipped, failed or pending.

use super::subscription::quantity;
use super::view::View;
use crate::contract::{Charge, ChargeItem, ChargeItemKind, Status, Tone};
use crate::l10n::Key;
use crate::recharge::{self, ChargeStatus};
use crate::text;

/// Skipped charges stay listed at Recharge for good. So many days back they still explain why nothing came.
const SKIPPED_DAYS: i64 = 60;
/// Hours of a plain day.
const DAY: i64 = 24;

/// True iff a charge is shown: not over, and not skipped long ago.
pub fn is_shown(view: &View<'_>, charge: &recharge::Charge) -> bool {
    match charge.status() {
        ChargeStatus::Over => false,
        ChargeStatus::Skipped => {
            charge.scheduled_at.is_none_or(|date| view.today.duration_since(date).as_hours() <= SKIPPED_DAYS * DAY)
        }
        _ => true,
    }
}

/// One charge.
pub fn build(view: &View<'_>, charge: &recharge::Charge) -> Charge {
    Charge {
        id: charge.id.get(),
        status: status(view, charge),
        date: charge.scheduled_at.map(|date| view.texts.date(date)),
        total: view.money(charge.total_price.as_deref(), charge.currency.as_deref()),
        provisional: charge.is_provisional(),
        items: charge.items().iter().map(|item| self::item(view, item)).collect(),
        failure: match charge.status() {
            ChargeStatus::Error => Some(failure_of(view, charge)),
            ChargeStatus::Other(_) | ChargeStatus::PendingManualPayment | ChargeStatus::Pending => told(charge),
            ChargeStatus::Queued | ChargeStatus::Skipped | ChargeStatus::Over => None,
        },
        retry: charge.retry_date.map(|date| view.texts.date(date)),
        address: charge.address_id.map(|address| address.get()),
        link: view.link(view.portal.charge(charge.id), Key::LinkCharge),
    }
}

/// Why a payment failed, in Recharge's or the bank's words where there are any.
pub fn failure_of(view: &View<'_>, charge: &recharge::Charge) -> String {
    told(charge).unwrap_or_else(|| view.texts.get(Key::FailureUnnamed))
}

fn told(charge: &recharge::Charge) -> Option<String> {
    text::clean_some(charge.error.as_deref(), text::LINE)
        .or_else(|| text::clean_some(charge.error_type.as_deref(), text::NAME))
}

fn status(view: &View<'_>, charge: &recharge::Charge) -> Status {
    let begun = charge.scheduled_at.is_some_and(|date| view.cutoff.has_begun(date));
    let (key, tone) = match charge.status() {
        // Recharge calls it queued until it is paid, though nothing about it can be changed any more.
        ChargeStatus::Queued if begun => (Key::ChargeRunning, Tone::Warning),
        ChargeStatus::Queued => (Key::ChargeQueued, Tone::Good),
        ChargeStatus::Skipped => (Key::ChargeSkipped, Tone::Neutral),
        ChargeStatus::Error => (Key::ChargeError, Tone::Critical),
        ChargeStatus::Pending => (Key::ChargePending, Tone::Warning),
        ChargeStatus::PendingManualPayment => (Key::ChargePendingManualPayment, Tone::Warning),
        ChargeStatus::Over | ChargeStatus::Other(_) => return view.unknown_status(&charge.status_word()),
    };
    Status { code: charge.status_word(), text: view.texts.get(key), tone }
}

fn item(view: &View<'_>, item: &recharge::LineItem) -> ChargeItem {
    let kind = match item.purchase_item_type.as_deref().map(str::trim) {
        Some("subscription") => ChargeItemKind::Subscription,
        Some("onetime") => ChargeItemKind::OneTime,
        _ => ChargeItemKind::Other,
    };
    let product = text::clean_some(item.title.as_deref(), text::NAME);
    let variant = text::clean_some(item.variant_title.as_deref(), text::NAME);
    let title = match (product, variant) {
        (Some(product), Some(variant)) => format!("{product}, {variant}"),
        (product, _) => product.unwrap_or_else(|| view.texts.get(Key::ProductUntitled)),
    };
    ChargeItem { id: item.purchase_item_id.map(|id| id.get()), kind, title, quantity: quantity(item.quantity) }
}
