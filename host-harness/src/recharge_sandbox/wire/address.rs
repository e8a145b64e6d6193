//! An address's body.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Applied, View, Written, applied, customer, payment_method, subscription, tree, with_offset, write};
use crate::recharge_sandbox::model::{Address, Id};

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    customer_id: Id,
    payment_method_id: Option<Id>,
    address1: Option<&'a str>,
    address2: Option<&'a str>,
    city: Option<&'a str>,
    company: Option<&'a str>,
    country_code: Option<&'a str>,
    created_at: String,
    discounts: Vec<Applied<'a>>,
    first_name: Option<&'a str>,
    is_gift: bool,
    last_name: Option<&'a str>,
    order_attributes: [(); 0],
    order_note: Option<&'a str>,
    phone: Option<&'a str>,
    presentment_currency: Option<&'a str>,
    province: Option<&'a str>,
    shipping_lines_conserved: [(); 0],
    shipping_lines_override: [(); 0],
    updated_at: String,
    zip: Option<&'a str>,
}

/// Adds an address's body. Known names in `include` are customer, payment_methods and subscriptions, and the
/// empty charge_activities.
pub(crate) fn address(record: &Address, view: View<'_>, include: &[String], out: &mut Vec<u8>) -> Written {
    let postal = &record.postal;
    let body = Body {
        id: record.id,
        customer_id: record.customer_id,
        payment_method_id: record.payment_method_id,
        address1: postal.address1.as_deref(),
        address2: postal.address2.as_deref(),
        city: postal.city.as_deref(),
        company: postal.company.as_deref(),
        country_code: postal.country_code.as_deref(),
        created_at: with_offset(record.created_at),
        discounts: applied(view, record.discount_id),
        first_name: postal.first_name.as_deref(),
        is_gift: record.is_gift,
        last_name: postal.last_name.as_deref(),
        order_attributes: [],
        order_note: record.order_note.as_deref(),
        phone: postal.phone.as_deref(),
        presentment_currency: record.presentment_currency.as_deref(),
        province: postal.province.as_deref(),
        shipping_lines_conserved: [],
        shipping_lines_override: [],
        updated_at: with_offset(record.updated_at),
        zip: postal.zip.as_deref(),
    };
    let mut included = Map::new();
    for name in include {
        let value = match name.as_str() {
            "customer" => match view.state.customers.get(&record.customer_id) {
                Some(owner) => tree(|out| customer(owner, view, &[], out))?,
                None => Value::Null,
            },
            "payment_methods" => {
                let method = record.payment_method_id.and_then(|id| view.state.payment_methods.get(&id));
                Value::Array(
                    method
                        .map(|method| tree(|out| payment_method(method, view, &[], out)))
                        .into_iter()
                        .collect::<Result<_, _>>()?,
                )
            }
            "subscriptions" => {
                let mine = view.index.customer(record.customer_id).subscriptions.iter();
                let here = mine.filter_map(|id| view.state.subscriptions.get(id)).filter(|s| s.address_id == record.id);
                Value::Array(here.map(|s| tree(|out| subscription(s, view, &[], out))).collect::<Result<_, _>>()?)
            }
            // A store has none here.
            "charge_activities" => Value::Array(Vec::new()),
            _ => continue,
        };
        included.insert(name.clone(), value);
    }
    write(&body, &record.oddity, (!included.is_empty()).then_some(Value::Object(included)), out)
}
