//! A customer's body.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Analytics, External, View, Written, address, payment_method, subscription, tree, without_offset, write};
use crate::recharge_sandbox::model::{ChargeStatus, Customer, Id, PaymentMethod};

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    analytics_data: Analytics,
    apply_credit_to_next_recurring_charge: bool,
    backup_payment_methods_enabled: Option<bool>,
    can_add_payment_method: bool,
    created_at: String,
    email: &'a str,
    external_customer_id: External<'a>,
    first_charge_processed_at: Option<String>,
    first_name: &'a str,
    has_payment_method_in_dunning: bool,
    has_valid_payment_method: bool,
    hash: &'a str,
    last_name: &'a str,
    payment_method_fallback_on_failure_disabled: bool,
    phone: Option<&'a str>,
    subscription_related_charge_streak: u32,
    subscriptions_active_count: usize,
    subscriptions_total_count: usize,
    tax_exempt: bool,
    updated_at: String,
}

/// Adds a customer's body. Known names in `include` are addresses, payment_methods and subscriptions.
pub(crate) fn customer(record: &Customer, view: View<'_>, include: &[String], out: &mut Vec<u8>) -> Written {
    let mine = view.index.customer(record.id);
    let subscriptions = || mine.subscriptions.iter().filter_map(|id| view.state.subscriptions.get(id));
    let methods = || mine.payment_methods.iter().filter_map(|id| view.state.payment_methods.get(id));
    let mut charges = mine.charges.iter().filter_map(|id| view.state.charges.get(id));
    let body = Body {
        id: record.id,
        analytics_data: Analytics::default(),
        apply_credit_to_next_recurring_charge: false,
        backup_payment_methods_enabled: None,
        can_add_payment_method: true,
        created_at: without_offset(record.created_at),
        email: &record.email,
        external_customer_id: External { ecommerce: record.external_customer_id.as_deref() },
        first_charge_processed_at: record.first_charge_processed_at.map(without_offset),
        first_name: &record.first_name,
        has_payment_method_in_dunning: charges.any(|charge| charge.status == ChargeStatus::Error),
        has_valid_payment_method: methods().any(PaymentMethod::is_valid),
        hash: &record.hash,
        last_name: &record.last_name,
        payment_method_fallback_on_failure_disabled: false,
        phone: record.phone.as_deref(),
        subscription_related_charge_streak: record.subscription_related_charge_streak,
        subscriptions_active_count: subscriptions().filter(|subscription| subscription.is_active()).count(),
        subscriptions_total_count: mine.subscriptions.len(),
        tax_exempt: record.tax_exempt,
        updated_at: without_offset(record.updated_at),
    };
    let mut included = Map::new();
    for name in include {
        let value = match name.as_str() {
            "addresses" => {
                let addresses = mine.addresses.iter().filter_map(|id| view.state.addresses.get(id));
                addresses.map(|record| tree(|out| address(record, view, &[], out))).collect()
            }
            "payment_methods" => methods().map(|record| tree(|out| payment_method(record, view, &[], out))).collect(),
            "subscriptions" => subscriptions().map(|record| tree(|out| subscription(record, view, &[], out))).collect(),
            // A store has none here.
            "metafields" => Ok(Vec::new()),
            // A name Recharge doesn't know is ignored without a word (found live by a client's author).
            _ => continue,
        };
        let value: Result<Vec<Value>, serde_json::Error> = value;
        included.insert(name.clone(), Value::Array(value?));
    }
    write(&body, &record.oddity, (!included.is_empty()).then_some(Value::Object(included)), out)
}

/// What a customer has to their credit: nothing, since nobody is given any here.
pub(crate) fn credit_summary(record: &Customer, view: View<'_>) -> Value {
    json!({"credit_summary": {
        "customer_id": record.id,
        "total_available_balance": "0.00",
        "currency_code": view.state.store.currency,
    }})
}
