//! What happens next and when, in one line: the first thing an agent reads.

use super::view::View;
use crate::contract::{CalendarDate, Charge, DeliveryBasis, Subscription};
use crate::l10n::Key;
use crate::moment::parse_date;
use crate::reading::Holdings;

/// The headline of a customer, whose live lines are sorted by their next charge and former ones the latest first.
pub fn of(
    view: &View<'_>,
    held: &Holdings,
    live: &[Subscription],
    former: &[Subscription],
    charges: &[Charge],
) -> String {
    let texts = view.texts;
    if let Some(failed) = held.charges.rows.iter().find(|charge| charge.has_failed()) {
        let retry = failed.retry_date.map(|date| texts.date_text(date));
        return match (failed.scheduled_at.map(|date| texts.date_text(date)), retry) {
            (Some(date), Some(retry)) => {
                texts.with(Key::HeadlineFailedRetry, [("date", date.into()), ("retry", retry.into())])
            }
            (Some(date), None) => texts.with(Key::HeadlineFailed, [("date", date.into())]),
            (None, _) => texts.get(Key::HeadlineFailedUndated),
        };
    }
    if live.is_empty() && !held.subscriptions.complete {
        return texts.get(Key::HeadlineUnknown);
    }
    if !live.is_empty() {
        let next = live.iter().find_map(|line| Some((line, line.next_charge.as_ref()?)));
        let charged =
            next.map_or_else(|| texts.get(Key::HeadlineNoDate), |(line, next)| charge(view, line, next, charges));
        // What is paid already comes without a charge, and often long before the next one.
        let deliveries = live.iter().filter_map(|line| line.next_delivery.as_ref());
        let paid = deliveries.filter(|delivery| delivery.basis == DeliveryBasis::PrepaidOrder);
        let first = paid.map(|delivery| &delivery.date).min_by_key(|date| &date.iso);
        return match first.filter(|first| next.is_none_or(|(_, next)| first.iso < next.iso)) {
            Some(first) => {
                texts.with(Key::HeadlineDelivery, [("date", first.text.clone().into()), ("charge", charged.into())])
            }
            None => charged,
        };
    }
    let ended = former.first().and_then(|line| line.ended.as_ref());
    match ended.map(|ended| ended.date.as_ref()) {
        Some(Some(date)) => texts.with(Key::HeadlineFormer, [("date", date.text.clone().into())]),
        Some(None) => texts.get(Key::HeadlineFormerUndated),
        None => texts.get(Key::HeadlineNone),
    }
}

/// What is charged next.
fn charge(view: &View<'_>, line: &Subscription, next: &CalendarDate, charges: &[Charge]) -> String {
    let texts = view.texts;
    let date = || ("date", next.text.clone().into());
    if parse_date(&next.iso).is_some_and(|date| view.cutoff.has_begun(date)) {
        return texts.with(Key::HeadlineRunning, [date()]);
    }
    let charge = charges.iter().find(|charge| Some(charge.id) == line.charge);
    match charge.and_then(|charge| Some((charge, charge.total.as_ref()?))) {
        Some((charge, total)) if charge.provisional => {
            texts.with(Key::HeadlineNextProvisional, [date(), ("total", total.text.clone().into())])
        }
        Some((_, total)) => texts.with(Key::HeadlineNext, [date(), ("total", total.text.clone().into())]),
        None => texts.with(Key::HeadlineNextDate, [date()]),
    }
}
