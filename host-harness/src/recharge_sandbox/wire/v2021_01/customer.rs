//! A customer's body in version 2021-01, with the billing address flat in it, and what a customer pays with.

use serde::Serialize;
use serde_json::Value;

use super::super::{Analytics, View, Written, country, without_offset};
use super::{Place, write};
use crate::recharge_sandbox::model::{ChargeStatus, Customer, Id, PaymentMethod, Subscription};

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    /// The sandbox doesn't know it.
    accepts_marketing: Option<bool>,
    analytics_data: Analytics,
    billing_address1: Option<&'a str>,
    billing_address2: Option<&'a str>,
    billing_city: Option<&'a str>,
    billing_company: Option<&'a str>,
    billing_country: Option<&'a str>,
    billing_first_name: Option<&'a str>,
    billing_last_name: Option<&'a str>,
    billing_phone: Option<&'a str>,
    billing_province: Option<&'a str>,
    billing_zip: Option<&'a str>,
    created_at: String,
    email: &'a str,
    first_charge_processed_at: Option<String>,
    first_name: &'a str,
    has_card_error_in_dunning: bool,
    has_valid_payment_method: bool,
    hash: &'a str,
    last_name: &'a str,
    number_active_subscriptions: usize,
    number_subscriptions: usize,
    phone: Option<&'a str>,
    processor_type: Option<&'a str>,
    reason_payment_method_not_valid: Option<&'a str>,
    shopify_customer_id: Option<&'a str>,
    status: &'static str,
    tax_exempt: bool,
    updated_at: String,
}

/// Adds a customer's body.
pub(crate) fn customer(record: &Customer, view: View<'_>, out: &mut Vec<u8>) -> Written {
    let mine = view.index.customer(record.id);
    let methods: Vec<&PaymentMethod> =
        mine.payment_methods.iter().filter_map(|id| view.state.payment_methods.get(id)).collect();
    let usual = methods.iter().max_by_key(|method| method.default).copied();
    let billing = usual.map(|method| &method.billing_address);
    let active = active_subscriptions(view, record.id);
    let body = Body {
        id: record.id,
        accepts_marketing: None,
        analytics_data: Analytics::default(),
        billing_address1: billing.and_then(|place| place.address1.as_deref()),
        billing_address2: billing.and_then(|place| place.address2.as_deref()),
        billing_city: billing.and_then(|place| place.city.as_deref()),
        billing_company: billing.and_then(|place| place.company.as_deref()),
        billing_country: billing.and_then(|place| place.country_code.as_deref()).map(country::name),
        billing_first_name: billing.and_then(|place| place.first_name.as_deref()),
        billing_last_name: billing.and_then(|place| place.last_name.as_deref()),
        billing_phone: billing.and_then(|place| place.phone.as_deref()),
        billing_province: billing.and_then(|place| place.province.as_deref()),
        billing_zip: billing.and_then(|place| place.zip.as_deref()),
        created_at: without_offset(record.created_at),
        email: &record.email,
        first_charge_processed_at: record.first_charge_processed_at.map(without_offset),
        first_name: &record.first_name,
        has_card_error_in_dunning: has_failed_charge(view, record.id),
        has_valid_payment_method: methods.iter().any(|method| method.is_valid()),
        hash: &record.hash,
        last_name: &record.last_name,
        number_active_subscriptions: active,
        number_subscriptions: mine.subscriptions.len(),
        phone: record.phone.as_deref(),
        processor_type: usual.map(|method| method.processor_name.as_str()),
        reason_payment_method_not_valid: usual.and_then(|method| method.status_reason.as_deref()),
        shopify_customer_id: record.external_customer_id.as_deref(),
        status: if active > 0 { "ACTIVE" } else { "INACTIVE" },
        tax_exempt: record.tax_exempt,
        updated_at: without_offset(record.updated_at),
    };
    write(&body, &record.oddity, out)
}

/// How many of a customer's subscriptions are active; with one, so is the customer in this version's words.
pub(crate) fn active_subscriptions(view: View<'_>, customer: Id) -> usize {
    let mine = view.index.customer(customer).subscriptions.iter();
    mine.filter_map(|id| view.state.subscriptions.get(id)).filter(|it: &&Subscription| it.is_active()).count()
}

fn has_failed_charge(view: View<'_>, customer: Id) -> bool {
    let mut charges = view.index.customer(customer).charges.iter().filter_map(|id| view.state.charges.get(id));
    charges.any(|charge| charge.status == ChargeStatus::Error)
}

/// A payment method as `GET /customers/{id}/payment_sources` shows it, without its tokens.
#[derive(Debug, Serialize)]
struct PaymentSource<'a> {
    billing_address: Place<'a>,
    card_brand: Option<&'a Value>,
    card_exp_month: Option<&'a Value>,
    card_exp_year: Option<&'a Value>,
    card_last4: Option<&'a Value>,
    customer_id: Id,
    has_card_error_in_dunning: bool,
    payment_type: &'a str,
    processor_name: &'a str,
    status: &'a str,
    status_reason: Option<&'a str>,
}

/// What a customer pays with, as 2021-01 calls it.
pub(crate) fn payment_sources(customer: Id, view: View<'_>) -> Result<Vec<u8>, serde_json::Error> {
    let mine = view.index.customer(customer).payment_methods.iter();
    let methods = mine.filter_map(|id| view.state.payment_methods.get(id));
    let sources: Vec<PaymentSource<'_>> = methods
        .map(|method| PaymentSource {
            billing_address: (&method.billing_address).into(),
            card_brand: method.payment_details.get("brand"),
            card_exp_month: method.payment_details.get("exp_month"),
            card_exp_year: method.payment_details.get("exp_year"),
            card_last4: method.payment_details.get("last4"),
            customer_id: customer,
            has_card_error_in_dunning: has_failed_charge(view, customer),
            payment_type: &method.payment_type,
            processor_name: &method.processor_name,
            status: &method.status,
            status_reason: method.status_reason.as_deref(),
        })
        .collect();
    serde_json::to_vec(&serde_json::json!({"payment_sources": sources}))
}
