//! `PUT /subscriptions/{id}`: what of it and how often.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::super::{Call, Done, Input, Refusal, cycle, dates};
use super::dates::{leave_skipped_charges, move_to};
use super::lifecycle;
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{Charge, Id, Kind, Money, Property, Subscription, SubscriptionStatus};
use crate::recharge_sandbox::schedule::{Interval, IntervalUnit};
use crate::recharge_sandbox::version::Version;

/// What is answered when not all three fields of an interval come together, word for word.
const NOT_ALL_THREE: &str = "when passing order_interval_unit provide charge_interval_frequency and \
                             order_interval_frequency to update the interval information";

/// The three fields of an interval.
const INTERVAL: [&str; 3] = ["order_interval_unit", "order_interval_frequency", "charge_interval_frequency"];

/// `PUT /subscriptions/{id}`.
pub(in super::super) fn update(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let before = edit.get::<Subscription>(id).cloned().ok_or(Refusal::NotFound)?;
    if let Some(status) = wanted_status(&before, call)? {
        // The call of that name decides, with the fields that are its own.
        return match status {
            SubscriptionStatus::Cancelled => lifecycle::cancel(edit, id, call),
            _ => lifecycle::activate(edit, id, call),
        };
    }
    if !before.is_active() && !call.flags.force_update {
        return Err(Refusal::wrong_state(format!("subscription is {}, not active", before.status.as_str())));
    }
    let mut after = before.clone();
    let mut input = Input::of(call.body);
    let given = INTERVAL.iter().filter(|name| input.has(name)).count();
    if given != 0 && given != INTERVAL.len() {
        return Err(Refusal::field_text("charge_interval_unit_type", NOT_ALL_THREE));
    }
    if given == INTERVAL.len()
        && let Some(interval) = interval(&mut input)
    {
        after.interval = Interval {
            order_day_of_month: after.interval.order_day_of_month,
            order_day_of_week: after.interval.order_day_of_week,
            ..interval
        };
    }
    days(&mut input, &mut after.interval);
    if let Some(quantity) = quantity(&mut input, false) {
        after.quantity = quantity;
    }
    if let Some(price) = input.optional::<Money>("price") {
        after.price = price;
    }
    if let Some(properties) = input.optional::<Vec<Property>>("properties") {
        after.properties = properties;
    }
    if let Some(count) = input.nullable::<u32>("expire_after_specific_number_of_charges") {
        if count == Some(0) {
            input.wrong("expire_after_specific_number_of_charges", "Must be greater than or equal to 1.");
        }
        after.expire_after_specific_number_of_charges = count;
    }
    if let Some(map) = input.optional::<Map<String, Value>>("external_variant_id") {
        let defaults = input.optional::<bool>("use_external_variant_defaults").unwrap_or(false)
            || input.optional::<bool>("use_shopify_variant_defaults").unwrap_or(false);
        let variant = map.get("ecommerce").and_then(Value::as_str).and_then(|id| edit.state().variant(id)).cloned();
        match variant {
            None => input.wrong("external_variant_id", "Not found"),
            Some(listed) => {
                after.product = listed.product;
                if defaults {
                    after.price = listed.price;
                }
            }
        }
    }
    if let Some(title) = input.optional::<String>("product_title") {
        after.product.title = title;
    }
    for (name, field) in [("variant_title", &mut after.product.variant_title), ("sku", &mut after.product.sku)] {
        if let Some(text) = input.nullable::<String>(name) {
            *field = text;
        }
    }
    let date = input.optional::<Date>("next_charge_scheduled_at");
    input.finish()?;
    if let Some(date) = date {
        dates::ahead(edit, "next_charge_scheduled_at", date)?;
    }
    let reschedules = before.is_active() && after.interval != before.interval;
    if after != before {
        let now = edit.now();
        edit.put(Subscription { updated_at: now, ..after.clone() });
    }
    if reschedules {
        // A new frequency removes what was skipped and what was moved by hand.
        leave_skipped_charges(edit, id);
    }
    match date {
        Some(date) if before.is_active() => move_to(edit, id, date)?,
        _ if reschedules && before.next_charge_scheduled_at.is_some() => {
            let next = recalculated(edit, &after);
            if let Some(subscription) = edit.get_mut::<Subscription>(id) {
                subscription.next_charge_scheduled_at = next.or(before.next_charge_scheduled_at);
            }
        }
        _ => {}
    }
    Ok(Done::Record(Kind::Subscription, id))
}

/// The status that an update asks for, where it is another one. Beside a change of status no other field is taken: nobody
/// has said in which order Recharge would do both.
fn wanted_status(before: &Subscription, call: &Call<'_>) -> Result<Option<SubscriptionStatus>, Refusal> {
    let mut input = Input::of(call.body);
    let name = input.optional::<String>("status").map(|name| match call.version {
        Version::V2021_01 => name.to_lowercase(),
        Version::V2021_11 => name,
    });
    let known = |name: &str| match name {
        "active" => Some(SubscriptionStatus::Active),
        "cancelled" => Some(SubscriptionStatus::Cancelled),
        _ => None,
    };
    let status = name.as_deref().and_then(known);
    if name.is_some() && status.is_none() {
        input.wrong("status", "Must be one of: active, cancelled.");
    }
    let others =
        |name: &&String| !matches!(name.as_str(), "status" | "cancellation_reason" | "cancellation_reason_comments");
    let status = status.filter(|status| *status != before.status);
    if status.is_some() && call.body.keys().any(|name| others(&name)) {
        input.wrong("status", "Can not be changed together with other fields.");
    }
    input.finish()?;
    Ok(status)
}

/// The next date of a new interval, counted from the latest charge that went through, or from the beginning.
fn recalculated(edit: &Edit<'_>, subscription: &Subscription) -> Option<Date> {
    let paid = |charge: &&Charge| charge.status.is_processed() && charge.contains(subscription.id);
    let latest = edit.state().charges.values().filter(paid).map(|charge| charge.scheduled_at).max();
    let started = edit.state().time_zone().to_datetime(subscription.created_at).date();
    let mut date = cycle::next_cycle(edit.state(), subscription, latest.unwrap_or(started))?;
    while !dates::is_ahead(edit, date) {
        date = cycle::next_cycle(edit.state(), subscription, date)?;
    }
    Some(date)
}

/// The three fields of an interval, which must fit each other.
pub(super) fn interval(input: &mut Input<'_>) -> Option<Interval> {
    let unit = input.required::<String>("order_interval_unit");
    let order = input.required::<u32>("order_interval_frequency");
    let charge = input.required::<u32>("charge_interval_frequency");
    let unit = match unit?.as_str() {
        "day" => IntervalUnit::Day,
        "week" => IntervalUnit::Week,
        "month" => IntervalUnit::Month,
        _ => {
            input.wrong("order_interval_unit", "Must be one of: day, week, month.");
            return None;
        }
    };
    let (order, charge) = (order?, charge?);
    // Recharge's own limits are not known; beyond these no subscription makes sense.
    for (name, value) in [("order_interval_frequency", order), ("charge_interval_frequency", charge)] {
        if !(1..=1000).contains(&value) {
            input.wrong(name, "Must be between 1 and 1000.");
            return None;
        }
    }
    if charge % order != 0 {
        input.wrong("charge_interval_frequency", "Must be a multiple of order_interval_frequency.");
        return None;
    }
    Some(Interval {
        unit,
        order_frequency: order,
        charge_frequency: charge,
        order_day_of_month: None,
        order_day_of_week: None,
    })
}

/// The days that orders are pulled to.
pub(super) fn days(input: &mut Input<'_>, interval: &mut Interval) {
    let mut day = |name: &str, first: u32, last: u32| -> Option<Option<u8>> {
        let day = input.nullable::<u32>(name)?;
        if day.is_some_and(|day| !(first..=last).contains(&day)) {
            input.wrong(name, format!("Must be between {first} and {last}."));
            return None;
        }
        Some(day.and_then(|day| u8::try_from(day).ok()))
    };
    if let Some(day) = day("order_day_of_month", 1, 31) {
        interval.order_day_of_month = day;
    }
    if let Some(day) = day("order_day_of_week", 0, 6) {
        interval.order_day_of_week = day;
    }
}

/// How many, at least one.
pub(in super::super) fn quantity(input: &mut Input<'_>, required: bool) -> Option<u32> {
    let quantity = if required { input.required::<u32>("quantity") } else { input.optional::<u32>("quantity") };
    if quantity == Some(0) {
        input.wrong("quantity", "Must be greater than or equal to 1.");
        return None;
    }
    quantity
}
