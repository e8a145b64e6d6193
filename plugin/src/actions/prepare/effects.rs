//! What a change does beside itself, in words that every action shares: what shares a charge or an address, what is paid
//! already, what is lost.

use crate::phrase;
use crate::text::lower;
use jiff::civil::Date;

use super::desk::{Case, Desk};
use super::draft::Draft;
use super::upcoming::{self, Promised};
use crate::contract::Tone;
use crate::l10n::Key;
use crate::problems;
use crate::recharge::{AddressId, Charge, ChargeStatus};
use crate::text;

/// Other subscriptions of one address that are looked at.
const MOST_NEIGHBOURS: usize = 100;

/// These subscriptions leave a charge: what stays on it, and what becomes of one-time products.
pub fn leaves(draft: &mut Draft<'_>, desk: &Desk<'_>, charge: &Charge, movers: &[u64]) {
    let Some(date) = charge.scheduled_at else { return };
    let stays = |item: &crate::recharge::LineItem| item.purchase_item_id.is_none_or(|id| !movers.contains(&id.get()));
    let others = desk.item_titles(charge, |item| stays(item) && !item.is_one_time());
    let date = || ("date", desk.date(date).into());
    if !others.is_empty() {
        let words = [date(), ("items", problems::list(&others).into()), ("count", others.len().into())];
        draft.effect("charge-splits", Tone::Warning, Key::EffectChargeSplits, &words);
    }
    let one_time = desk.item_titles(charge, |item| item.is_one_time());
    if !one_time.is_empty() {
        let words = [date(), ("items", problems::list(&one_time).into())];
        let key = if others.is_empty() { Key::EffectOneTimeLeft } else { Key::EffectOneTimeStays };
        draft.effect("one-time-items", Tone::Warning, key, &words);
    }
    if charge.has_discounts {
        draft.effect("discount-lost", Tone::Warning, Key::EffectDiscountLost, &[date()]);
    }
}

/// These subscriptions come to a date at an address: what is charged there already.
pub fn joins(
    draft: &mut Draft<'_>,
    desk: &Desk<'_>,
    case: &Case<'_>,
    address: Option<AddressId>,
    date: Date,
    movers: &[u64],
) {
    let queued = case.party.held.charges.rows.iter().filter(|charge| charge.status() == ChargeStatus::Queued);
    let there = queued.filter(|charge| charge.scheduled_at == Some(date) && charge.address_id == address);
    let others = there.flat_map(|charge| {
        desk.item_titles(charge, |item| item.purchase_item_id.is_none_or(|id| !movers.contains(&id.get())))
    });
    let others: Vec<String> = others.collect();
    if !others.is_empty() {
        let words = [("date", desk.date(date).into()), ("items", problems::list(&others).into())];
        draft.effect("charge-merges", Tone::Neutral, Key::EffectChargeMerges, &words);
    }
}

/// Other subscriptions of the address whose own rhythm comes to one of these dates. What is queued for the first of them
/// is no guess, and is named by [`joins`].
pub fn likely_joins(draft: &mut Draft<'_>, desk: &Desk<'_>, case: &Case<'_>, dates: &[Date], movers: &[u64]) {
    let mut met: Vec<(Date, Vec<String>)> = dates.iter().map(|date| (*date, Vec::new())).collect();
    let neighbours = case.neighbours().into_iter().filter(|row| !movers.contains(&row.id.get()));
    for row in neighbours.take(MOST_NEIGHBOURS) {
        let other = desk.case(case.party, row);
        let Some(next) = other.schedule.next_charge else { continue };
        let queued = other.line.upcoming().and_then(|charge| charge.scheduled_at);
        for date in upcoming::meets(row, next, &other.skipped_ahead(), dates) {
            let is_certain = dates.first() == Some(&date) && queued == Some(date);
            if let Some((_, items)) = met.iter_mut().find(|(met, _)| *met == date && !is_certain) {
                items.push(desk.title(row));
            }
        }
    }
    for (date, items) in met.into_iter().filter(|(_, items)| !items.is_empty()) {
        let words = [("date", desk.date(date).into()), ("items", problems::list(&items).into())];
        draft.effect("likely-merges", Tone::Neutral, Key::EffectLikelyMerges, &words);
    }
}

/// What becomes of the dates after a new one: a promised day is kept, and without one they follow.
pub fn later_dates(draft: &mut Draft<'_>, desk: &Desk<'_>, cases: &[&Case<'_>]) {
    let mut follow = Vec::new();
    for case in cases {
        let product = desk.title(case.subscription());
        let (key, day) = match upcoming::promised(case.subscription()) {
            Some(Promised::OfMonth(day)) => (Key::EffectPromisedOfMonth, day),
            Some(Promised::OfWeek(day)) => (Key::EffectPromisedOfWeek, day),
            None => {
                follow.push(product);
                continue;
            }
        };
        draft.effect("keeps-promised-day", Tone::Neutral, key, &[("product", product.into()), ("day", day.into())]);
    }
    if follow.len() == cases.len() {
        draft.effect("later-dates-follow", Tone::Neutral, Key::EffectLaterDatesFollow, &[]);
    } else if !follow.is_empty() {
        let words = [("items", problems::list(&follow).into())];
        draft.effect("later-dates-follow", Tone::Neutral, Key::EffectLaterDatesFollowOf, &words);
    }
}

/// What is true of a subscription that gets another date: a promised day, the ends of months, a day of delivery that the
/// shop noted, deliveries that are paid.
pub fn redated(draft: &mut Draft<'_>, desk: &Desk<'_>, case: &Case<'_>, date: Date) {
    let subscription = case.subscription();
    let product = || ("product", desk.title(subscription).into());
    let next = (upcoming::after(subscription, date), upcoming::plainly_after(subscription, date));
    if let (Some(pulled), Some(plain)) = next
        && pulled != plain
    {
        draft.effect(
            "promised-day",
            Tone::Warning,
            Key::EffectPromisedDay,
            &[product(), ("next", desk.date(pulled).into()), ("plain", desk.date(plain).into())],
        );
    }
    if upcoming::meets_month_end(subscription, date) {
        draft.effect("month-end", Tone::Neutral, Key::EffectMonthEnd, &[product()]);
    }
    if let Some(noted) = noted_day(case) {
        draft.effect("noted-day", Tone::Warning, Key::EffectNotedDay, &[product(), ("noted", noted.into())]);
    }
    paid(draft, desk, case, Key::EffectPrepaidStays);
}

/// Deliveries of a subscription that are paid already and wait for their date.
pub fn paid(draft: &mut Draft<'_>, desk: &Desk<'_>, case: &Case<'_>, key: Key) {
    let orders = case.party.held.orders.rows.iter();
    let orders = orders.filter(|order| order.items().any(|item| item.get() == case.id()));
    let mut dates: Vec<Date> = Vec::new();
    for date in orders.filter_map(|order| order.scheduled_at) {
        dates.insert(dates.partition_point(|other| *other <= date), date);
    }
    if dates.is_empty() && !case.subscription().is_prepaid() {
        return;
    }
    let words = [
        ("product", desk.title(case.subscription()).into()),
        ("dates", desk.dates(&dates).into()),
        ("count", dates.len().into()),
    ];
    draft.effect("prepaid", Tone::Warning, key, &words);
    if !case.party.held.orders.complete {
        draft.warn("paid-deliveries-unread", Key::NoticeDeliveryUnknown, &[]);
    }
}

/// Recharge knows dates of charges and orders, never the carrier's.
pub fn carrier(draft: &mut Draft<'_>) {
    draft.effect("carrier-date-unknown", Tone::Neutral, Key::EffectCarrier, &[]);
}

/// A change of this charge is still being worked in.
pub fn recalculating(draft: &mut Draft<'_>, charge: &Charge) {
    if charge.is_recalculating() {
        draft.warn("recalculating", Key::NoticeRecalculating, &[]);
    }
}

/// Recharge gives two dates for the next charge.
pub fn differing(draft: &mut Draft<'_>, desk: &Desk<'_>, case: &Case<'_>) {
    if let Some((charge, planned)) = case.schedule.disagreement {
        let words = [("charge", desk.date(charge).into()), ("subscription", desk.date(planned).into())];
        draft.warn("dates-differ", Key::NoticeDatesDiffer, &words);
    }
}

/// The charge runs tomorrow.
pub fn tomorrow(draft: &mut Draft<'_>, desk: &Desk<'_>, date: Date) {
    if desk.cutoff.is_next(date) {
        draft.warn("charge-tomorrow", Key::NoticeChargeTomorrow, &[("date", desk.date(date).into())]);
    }
}

/// A day of delivery that stands in a note on the item, where nothing moves it.
fn noted_day(case: &Case<'_>) -> Option<String> {
    let charge = case.line.upcoming()?;
    let items = charge.items().iter().filter(|item| item.purchase_item_id.is_some_and(|id| id.get() == case.id()));
    let mut notes = items.flat_map(|item| &item.properties);
    let note = notes.find(|note| {
        let name = lower(&note.name);
        ["deliver", "liefer", "ship"].iter().any(|word| phrase::holds(&name, word))
            && ["date", "day", "datum", "tag", "termin"].iter().any(|word| phrase::holds(&name, word))
    })?;
    let value = text::clean_some(note.value.as_deref(), text::NAME)?;
    Some(format!("{}: {value}", text::clean(&note.name, text::NAME)))
}
