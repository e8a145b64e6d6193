//! What each read is answered with.

use jiff::civil::Date;

use super::answer::Answer;
use super::list::{count, list, list_those, one};
use super::query::Parameters;
use super::route::Read;
use super::shop;
use crate::recharge_sandbox::model::{
    Address, Charge, Customer, Discount, Event, Id, Kind, Onetime, Order, PaymentMethod, Subscription, Token, Webhook,
};
use crate::recharge_sandbox::rules::FieldErrors;
use crate::recharge_sandbox::telling::topics;
use crate::recharge_sandbox::wire::{self, Horizon, View};

/// Answers a read.
pub(super) fn read(view: View<'_>, token: &Token, read: Read, parameters: &Parameters) -> Answer {
    match read {
        Read::Root => Answer::json(200, &wire::store_summary(view)),
        Read::TokenInformation => Answer::json(200, &wire::token_information(token)),
        Read::Store => Answer::json(200, &wire::store(view)),
        Read::Shop => Answer::json(200, &wire::v2021_01::shop(view)),
        Read::ShippingCountries => Answer::json(200, &wire::v2021_01::shipping_countries(view)),
        Read::PaymentSources(customer) => match view.state.customers.contains_key(&customer) {
            true => wire::v2021_01::payment_sources(customer, view).into(),
            false => Answer::not_found(),
        },
        Read::AddressesOf(customer) => match view.state.customers.contains_key(&customer) {
            // A cursor knows already whose they are.
            true if parameters.get("cursor").is_some() => list::<Address>(view, parameters),
            true => list::<Address>(view, &parameters.with("customer_id", customer)),
            false => Answer::not_found(),
        },
        Read::Count(kind) => match kind {
            Kind::Customer => count::<Customer>(view, parameters),
            Kind::Address => count::<Address>(view, parameters),
            Kind::Subscription => count::<Subscription>(view, parameters),
            Kind::Charge => count::<Charge>(view, parameters),
            Kind::Order => count::<Order>(view, parameters),
            Kind::Onetime | Kind::PaymentMethod | Kind::Webhook => Answer::not_found(),
        },
        Read::DeliverySchedule(customer) => delivery_schedule(view, customer, parameters),
        Read::CreditSummary(customer) => match view.state.customers.get(&customer) {
            Some(customer) => Answer::json(200, &wire::credit_summary(customer, view)),
            None => Answer::not_found(),
        },
        Read::RetentionStrategies => Answer::json(200, &wire::retention_strategies(view)),
        Read::RetentionStrategy(id) => {
            wire::retention_strategy(view, id).map_or_else(Answer::not_found, |body| Answer::json(200, &body))
        }
        Read::Discounts => list::<Discount>(view, parameters),
        Read::Discount(id) => one::<Discount>(view, id, parameters),
        Read::Products => shop::products(view, parameters),
        Read::Product(id) => shop::product(view, id),
        Read::Plans => shop::plans(view, parameters),
        Read::Empty(list) => shop::page(list.name(), Vec::new()),
        Read::List(kind) => match kind {
            Kind::Customer => list::<Customer>(view, parameters),
            Kind::Address => list::<Address>(view, parameters),
            Kind::Subscription => list::<Subscription>(view, parameters),
            Kind::Charge => list::<Charge>(view, parameters),
            Kind::Order => list::<Order>(view, parameters),
            Kind::Onetime => list::<Onetime>(view, parameters),
            Kind::PaymentMethod => list::<PaymentMethod>(view, parameters),
            // A token sees its own.
            Kind::Webhook => list_those::<Webhook>(view, parameters, |webhook| webhook.token_digest == token.digest),
        },
        Read::One(Kind::Webhook, id) => webhook(view, token, id, parameters),
        Read::One(kind, id) => record(view, kind, id, parameters),
        Read::Events => list::<Event>(view, parameters),
    }
}

/// Answers with some records of a kind, in the parameters' version and without cursors.
pub(super) fn records(view: View<'_>, kind: Kind, ids: &[Id], parameters: &Parameters) -> Answer {
    let mut body = format!("{{\"{}\":[", kind.plural()).into_bytes();
    for (place, record) in ids.iter().filter_map(|id| view.state.any(kind, *id)).enumerate() {
        if place > 0 {
            body.push(b',');
        }
        if let Err(error) = wire::body(&record, view, parameters.version, &[], &mut body) {
            return Err(error).into();
        }
    }
    body.extend_from_slice(b"]}");
    Answer::bytes(body)
}

/// Answers with one record.
pub(super) fn record(view: View<'_>, kind: Kind, id: Id, parameters: &Parameters) -> Answer {
    match kind {
        Kind::Customer => one::<Customer>(view, id, parameters),
        Kind::Address => one::<Address>(view, id, parameters),
        Kind::Subscription => one::<Subscription>(view, id, parameters),
        Kind::Charge => one::<Charge>(view, id, parameters),
        Kind::Order => one::<Order>(view, id, parameters),
        Kind::Onetime => one::<Onetime>(view, id, parameters),
        Kind::PaymentMethod => one::<PaymentMethod>(view, id, parameters),
        Kind::Webhook => one::<Webhook>(view, id, parameters),
    }
}

/// A token's own webhook, when it may still read what the webhook tells.
fn webhook(view: View<'_>, token: &Token, id: Id, parameters: &Parameters) -> Answer {
    let own = view.state.webhooks.get(&id).filter(|webhook| webhook.token_digest == token.digest);
    match own.map(|webhook| topics::scopes(&webhook.topic)) {
        None => Answer::not_found(),
        Some(scopes) if !token.has_any(scopes) => Answer::missing_scope(scopes, view.state.unknowns.error_shape),
        Some(_) => one::<Webhook>(view, id, parameters),
    }
}

/// The most deliveries of one subscription that a schedule promises.
const MAX_DELIVERIES: u32 = 100;

fn delivery_schedule(view: View<'_>, customer: Id, parameters: &Parameters) -> Answer {
    let Some(customer) = view.state.customers.get(&customer) else {
        return Answer::not_found();
    };
    let mut errors = FieldErrors::new();
    let today = view.index.today();
    let mut horizon = Horizon::from(today);
    if let Some(count) = parameters.number("delivery_count_future", &mut errors) {
        horizon.delivery_count_future = count.min(MAX_DELIVERIES);
    }
    if let Some(days) = parameters.number("future_interval", &mut errors) {
        let days = jiff::Span::new().try_days(i64::from(days));
        horizon.date_max = days.map_or(Date::MAX, |days| today.saturating_add(days));
    }
    if let Some(date) = parameters.date("date_max", &mut errors) {
        horizon.date_max = date;
    }
    if !errors.is_empty() {
        return Answer::invalid(&errors);
    }
    wire::delivery_schedule(customer, view, horizon).into()
}
