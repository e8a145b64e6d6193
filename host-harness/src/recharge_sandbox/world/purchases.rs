//! What the customers of a world bought: subscriptions and onetimes of one address.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;
use toml::Spanned;

use super::builder::Builder;
use super::file::{WorldOnetime, WorldSubscription};
use crate::data_file::DataFileError;
use crate::recharge_sandbox::model::{Cancellation, Id, Onetime, Subscription, SubscriptionStatus};
use crate::recharge_sandbox::schedule::{Interval, IntervalUnit};

type Built<T> = Result<T, DataFileError>;

/// Where the ids of subscriptions and onetimes start; line items name either by the same field.
const FIRST_PURCHASE_ITEM: Id = 601_220_000;

/// Copies of one subscription that a world may ask for.
const MAX_REPEAT: u32 = 2_000;

/// Past charges that a world may ask for, for one subscription.
const MAX_PAST: u32 = 200;

/// What one address's subscriptions said that its charges need.
#[derive(Default)]
pub(super) struct Purchases {
    /// Ids by key; copies share one.
    pub(super) by_key: BTreeMap<String, Vec<Id>>,
    /// Past charges: date to the ids on it.
    pub(super) past: BTreeMap<Date, Vec<Id>>,
    /// Dates of orders that are paid and not sent, with the subscription.
    pub(super) queued_orders: Vec<(Date, Id)>,
    /// Where `next` stands, for mistakes that only the charges show.
    pub(super) places: BTreeMap<Id, (std::ops::Range<usize>, String)>,
}

impl Builder<'_> {
    pub(super) fn subscription(
        &mut self,
        field: &str,
        address_id: Id,
        subscription: &WorldSubscription,
        purchases: &mut Purchases,
    ) -> Built<()> {
        let (product, price) = self.known_product(&format!("{field}.product"), &subscription.product)?;
        let price = match &subscription.price {
            Some(own) => self.money(&format!("{field}.price"), own)?,
            None => price,
        };
        let quantity = self.quantity(field, subscription.quantity.as_ref())?;
        let interval = self.interval(field, subscription)?;
        let next = self.optional_date(format!("{field}.next"), subscription.next.as_ref())?;
        let next_span = subscription.next.as_ref().map_or(subscription.product.span(), Spanned::span);
        let ended = subscription.cancelled.is_some() || subscription.expired;
        if ended && next.is_some() {
            let (place, found) = (format!("{field}.next"), "a next date on a subscription that has ended");
            return Err(self.file.mistake(&next_span, place, found, "no `next`"));
        }
        if subscription.past_charges > MAX_PAST || subscription.repeat.unwrap_or(1) > MAX_REPEAT {
            let found = "too many past charges or copies";
            let expected = format!("at most {MAX_PAST} past charges and {MAX_REPEAT} copies");
            return Err(self.file.mistake(&subscription.product.span(), field, found, expected));
        }
        let key = subscription.key.as_ref().unwrap_or(&subscription.product);
        if purchases.by_key.contains_key(key.get_ref()) {
            let found = format!("\"{}\" names two items of this address", key.get_ref());
            return Err(self.file.mistake(&key.span(), format!("{field}.key"), found, "a `key` of its own"));
        }
        let last = self.optional_date(format!("{field}.last"), subscription.last.as_ref())?;
        let copies = subscription.repeat.unwrap_or(1);
        for copy in 0..copies {
            let shift = i64::from(copy.checked_rem(subscription.repeat_over_days.unwrap_or(1)).unwrap_or(0));
            let next = next.map(|date| date.saturating_add(Span::new().days(shift)));
            let id = self.next_purchase_item();
            let past = past_dates(&interval, next, last, subscription.past_charges);
            if let Some(late) = past.iter().find(|date| **date > self.today) {
                let found = format!("its latest past charge would be on {late}, which is not past");
                let expected = "a `last` that is past, or fewer `past_charges`";
                return Err(self.file.mistake(&subscription.product.span(), field, found, expected));
            }
            let since = match &subscription.since {
                Some(text) => self.date(&format!("{field}.since"), text)?,
                None => {
                    let first = past.iter().min().copied().unwrap_or(self.today);
                    // Nothing ends before it began.
                    let field = format!("{field}.cancelled.at");
                    let ended =
                        subscription.cancelled.as_ref().map(|given| self.date(&field, &given.at)).transpose()?;
                    ended.map_or(first, |ended| first.min(ended.saturating_sub(Span::new().days(1))))
                }
            };
            let created_at = self.moment(since, id);
            let cancellation = match &subscription.cancelled {
                None => None,
                Some(given) => {
                    let day = self.date(&format!("{field}.cancelled.at"), &given.at)?;
                    let micro = Span::new().microseconds(637_636);
                    Some(Cancellation {
                        at: self.moment(day, id).saturating_sub(micro).unwrap_or(created_at),
                        reason: given.reason.clone(),
                        comments: given.comments.clone(),
                        next_charge_scheduled_at: self
                            .optional_date(format!("{field}.cancelled.next"), given.next.as_ref())?,
                    })
                }
            };
            let mut product = product.clone();
            if copies > 1 {
                let variant = product.variant_title.take().unwrap_or_default();
                product.variant_title = Some(format!("{variant} {}", copy + 1).trim_start().to_owned());
            }
            let record = Subscription {
                id,
                address_id,
                customer_id: self.state.addresses.get(&address_id).map_or(0, |address| address.customer_id),
                product,
                price,
                presentment_currency: self
                    .state
                    .addresses
                    .get(&address_id)
                    .and_then(|a| a.presentment_currency.clone()),
                quantity,
                properties: subscription.properties.clone(),
                interval,
                status: match (&cancellation, subscription.expired) {
                    (Some(_), _) => SubscriptionStatus::Cancelled,
                    (None, true) => SubscriptionStatus::Expired,
                    (None, false) => SubscriptionStatus::Active,
                },
                next_charge_scheduled_at: next,
                updated_at: cancellation.as_ref().map_or(created_at, |cancellation| cancellation.at),
                cancellation,
                expire_after_specific_number_of_charges: subscription.expires_after,
                max_retries_reached: subscription.cancelled.as_ref().is_some_and(|given| given.max_retries_reached),
                created_at,
                oddity: subscription.odd.clone(),
            };
            self.state.subscriptions.insert(id, record);
            purchases.by_key.entry(key.get_ref().clone()).or_default().push(id);
            purchases.places.insert(id, (next_span.clone(), format!("{field}.next")));
            for date in past {
                purchases.past.entry(date).or_default().push(id);
            }
            for (position, text) in subscription.queued_orders.iter().enumerate() {
                let place = format!("{field}.queued_orders[{position}]");
                let date = self.date(&place, text)?;
                if interval.orders_per_charge() < 2 {
                    let found = "queued orders on a subscription that is not prepaid";
                    return Err(self.file.mistake(&text.span(), place, found, "`charged_every` longer than `every`"));
                }
                purchases.queued_orders.push((date, id));
            }
        }
        Ok(())
    }

    pub(super) fn onetime(
        &mut self,
        field: &str,
        address_id: Id,
        onetime: &WorldOnetime,
        purchases: &mut Purchases,
    ) -> Built<()> {
        let (product, price) = self.known_product(&format!("{field}.product"), &onetime.product)?;
        let price = match &onetime.price {
            Some(own) => self.money(&format!("{field}.price"), own)?,
            None => price,
        };
        let quantity = self.quantity(field, onetime.quantity.as_ref())?;
        let id = self.next_purchase_item();
        let created_at = self.moment(self.today.saturating_sub(Span::new().days(2)), id);
        let record = Onetime {
            id,
            address_id,
            customer_id: self.state.addresses.get(&address_id).map_or(0, |address| address.customer_id),
            product,
            price,
            quantity,
            properties: Vec::new(),
            next_charge_scheduled_at: Some(self.date(&format!("{field}.next"), &onetime.next)?),
            is_cancelled: false,
            created_at,
            updated_at: created_at,
            oddity: onetime.odd.clone(),
        };
        self.state.onetimes.insert(id, record);
        let key = onetime.product.get_ref().clone();
        if purchases.by_key.insert(key, vec![id]).is_some() {
            let found = format!("\"{}\" names two items of this address", onetime.product.get_ref());
            let expected = "another product, or a `key` at the subscription";
            return Err(self.file.mistake(&onetime.product.span(), format!("{field}.product"), found, expected));
        }
        Ok(())
    }

    fn quantity(&self, field: &str, quantity: Option<&Spanned<u32>>) -> Built<u32> {
        match quantity {
            None => Ok(1),
            Some(count) if *count.get_ref() >= 1 => Ok(*count.get_ref()),
            Some(count) => Err(self.file.mistake(&count.span(), format!("{field}.quantity"), "0", "at least 1")),
        }
    }

    fn interval(&self, field: &str, subscription: &WorldSubscription) -> Built<Interval> {
        let (order_frequency, unit) = self.every(&format!("{field}.every"), &subscription.every)?;
        let charge_frequency = match &subscription.charged_every {
            None => order_frequency,
            Some(text) => {
                let place = format!("{field}.charged_every");
                let (frequency, charge_unit) = self.every(&place, text)?;
                if charge_unit != unit || frequency.checked_rem(order_frequency) != Some(0) {
                    let found =
                        format!("\"{}\" is no multiple of \"{}\"", text.get_ref(), subscription.every.get_ref());
                    return Err(self.file.mistake(&text.span(), place, found, "a multiple in the same unit"));
                }
                frequency
            }
        };
        let range = |place: &str, value: Option<&Spanned<u8>>, allowed: std::ops::RangeInclusive<u8>| match value {
            Some(value) if !allowed.contains(value.get_ref()) => {
                let expected = format!("{} to {}", allowed.start(), allowed.end());
                Err(self.file.mistake(&value.span(), format!("{field}.{place}"), value.get_ref().to_string(), expected))
            }
            value => Ok(value.map(|value| *value.get_ref())),
        };
        Ok(Interval {
            unit,
            order_frequency,
            charge_frequency,
            order_day_of_month: range("day_of_month", subscription.day_of_month.as_ref(), 1..=31)?,
            order_day_of_week: range("day_of_week", subscription.day_of_week.as_ref(), 0..=6)?,
        })
    }

    fn every(&self, field: &str, text: &Spanned<String>) -> Built<(u32, IntervalUnit)> {
        let parsed = text.get_ref().split_once(' ').and_then(|(count, unit)| {
            let count: u32 = count.parse().ok().filter(|count| (1..=1_000).contains(count))?;
            let unit = match unit {
                "day" | "days" => IntervalUnit::Day,
                "week" | "weeks" => IntervalUnit::Week,
                "month" | "months" => IntervalUnit::Month,
                _ => return None,
            };
            Some((count, unit))
        });
        parsed.ok_or_else(|| {
            let found = format!("\"{}\" is no interval", text.get_ref());
            self.file.mistake(
                &text.span(),
                field,
                found,
                "a count with a unit such as \"30 days\", \"4 weeks\" or \"1 month\"",
            )
        })
    }

    fn next_purchase_item(&self) -> Id {
        let last = |id: Option<&Id>| id.copied().unwrap_or(FIRST_PURCHASE_ITEM);
        let subscriptions = last(self.state.subscriptions.keys().next_back());
        subscriptions.max(last(self.state.onetimes.keys().next_back())) + 1
    }
}

/// The dates of so many past charges, back from `last`, or from one interval before `next`.
fn past_dates(interval: &Interval, next: Option<Date>, last: Option<Date>, count: u32) -> Vec<Date> {
    let mut date = last.or_else(|| next.and_then(|next| interval.previous_charge(next)));
    let mut dates = Vec::new();
    for _ in 0..count {
        let Some(day) = date else { break };
        dates.push(day);
        date = interval.previous_charge(day);
    }
    dates
}
