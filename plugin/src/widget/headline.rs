//! What happens next and when, in one line: the first thing an agent reads.

use super::view::View;
use crate::contract::{CalendarDate, Charge, Subscription};
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
        let charged = match next {
            Some((line, next)) => charged(view, line, next, charges),
            None => texts.get(Key::HeadlineNoDate),
        };
        // What comes before the next charge is paid already: everything else comes with a charge, and none is earlier.
        let mut paid = None;
        for delivery in live.iter().filter_map(|line| line.next_delivery.as_ref()) {
            if paid.or(next.map(|(_, next)| next)).is_none_or(|first| delivery.date.iso < first.iso) {
                paid = Some(&delivery.date);
            }
        }
        return match paid {
            Some(paid) => {
                texts.with(Key::HeadlineDelivery, [("date", paid.text.clone().into()), ("charge", charged.into())])
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

/// What is charged next: everything of that day. Amounts stand side by side, as currencies may differ.
fn charged(view: &View<'_>, line: &Subscription, next: &CalendarDate, charges: &[Charge]) -> String {
    let is_due = |charge: &&Charge| {
        let that_day = charge.date.as_ref().is_some_and(|date| date.iso == next.iso);
        Some(charge.id) == line.charge || (that_day && charge.status.code == "queued")
    };
    let (mut count, mut totals, mut known, mut about) = (0_usize, String::new(), true, false);
    for charge in charges.iter().filter(is_due) {
        count = count.saturating_add(1);
        about |= charge.provisional;
        known &= charge.total.is_some();
        if let Some(total) = &charge.total {
            if !totals.is_empty() {
                totals.push_str(" + ");
            }
            totals.push_str(&total.text);
        }
    }
    let key = if parse_date(&next.iso).is_some_and(|date| view.cutoff.has_begun(date)) {
        Key::HeadlineRunning
    } else if !known || !(1..=AMOUNTS).contains(&count) {
        Key::HeadlineNextDate
    } else if about {
        Key::HeadlineNextProvisional
    } else {
        Key::HeadlineNext
    };
    // A charge that isn't made yet, or couldn't be read, is one all the same.
    let count = ("count", count.max(1).into());
    view.texts.with(key, [("date", next.text.clone().into()), count, ("total", totals.into())])
}

/// Amounts that are named one by one.
const AMOUNTS: usize = 3;
