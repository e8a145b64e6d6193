//! `POST /subscriptions`.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::super::{Call, Done, Input, Refusal, dates};
use super::update::{days, interval, quantity};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{Address, Id, Kind, Money, Property, Subscription, SubscriptionStatus};

/// `POST /subscriptions`: of something the shop sells, at an address.
pub(in super::super) fn create(edit: &mut Edit<'_>, call: &Call<'_>) -> Result<Done, Refusal> {
    let mut input = Input::of(call.body);
    let address = input.required::<Id>("address_id");
    let date = input.required::<Date>("next_charge_scheduled_at");
    let interval = interval(&mut input).map(|mut interval| {
        days(&mut input, &mut interval);
        interval
    });
    let quantity = quantity(&mut input, true);
    let variant = input.required::<Map<String, Value>>("external_variant_id");
    let listed = variant.and_then(|variant| edit.state().variant(variant.get("ecommerce")?.as_str()?)).cloned();
    if listed.is_none() && input.has("external_variant_id") {
        input.wrong("external_variant_id", "Not found");
    }
    let price = input.optional::<Money>("price");
    let title = input.optional::<String>("product_title");
    let properties = input.optional::<Vec<Property>>("properties").unwrap_or_default();
    let expires = input.nullable::<u32>("expire_after_specific_number_of_charges").flatten();
    let owner = address.and_then(|address| edit.get::<Address>(address)).cloned();
    if owner.is_none() && address.is_some() {
        input.wrong("address_id", "Not found");
    }
    let all = owner.zip(date).zip(interval).zip(quantity).zip(listed);
    let ((((address, date), interval), quantity), listed) = input.complete(all)?;
    dates::ahead_for_new(edit, "next_charge_scheduled_at", date)?;
    let (id, now) = (edit.next_id(), edit.now());
    let mut product = listed.product;
    if let Some(title) = title {
        product.title = title;
    }
    edit.put(Subscription {
        id,
        address_id: address.id,
        customer_id: address.customer_id,
        product,
        price: price.unwrap_or(listed.price),
        presentment_currency: address.presentment_currency,
        quantity,
        properties,
        interval,
        status: SubscriptionStatus::Active,
        next_charge_scheduled_at: Some(date),
        cancellation: None,
        expire_after_specific_number_of_charges: expires,
        max_retries_reached: false,
        created_at: now,
        updated_at: now,
        oddity: Default::default(),
    });
    Ok(Done::Created(Kind::Subscription, id))
}
