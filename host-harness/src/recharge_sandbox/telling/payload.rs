//! What a webhook is sent: the envelope that a read would be answered with, or the id alone where the record is gone.

use serde_json::{Map, Value, json};

use super::attributes::fields;
use super::{record, topics};
use crate::recharge_sandbox::model::{AnyRecord, Id, Kind, Webhook};
use crate::recharge_sandbox::version::Version;
use crate::recharge_sandbox::wire::View;

/// The body of a delivery to that webhook of a record. Nothing documents where included objects go; here they are below
/// the record's `include`, as in reads.
pub(super) fn payload(view: View<'_>, webhook: &Webhook, kind: Kind, id: Id) -> String {
    let body = match record(view.state, kind, id) {
        Some(record) => {
            let mut body = fields(&record, view, version(webhook));
            if !webhook.included_objects.is_empty() {
                body.insert("include".to_owned(), Value::Object(included(view, webhook, &record)));
            }
            Value::Object(body)
        }
        None => json!({"id": id}),
    };
    enveloped(kind.singular(), body)
}

/// What `POST /webhooks/{id}/test` sends: the topic's latest record, or one that only has an id where there is none. What
/// Recharge sends is not known.
pub(super) fn sample(view: View<'_>, webhook: &Webhook) -> (Id, String) {
    let state = view.state;
    let latest = topics::kind(&webhook.topic).and_then(|kind| {
        let latest = match kind {
            Kind::Customer => state.customers.keys().next_back(),
            Kind::Address => state.addresses.keys().next_back(),
            Kind::Subscription => state.subscriptions.keys().next_back(),
            Kind::Onetime => state.onetimes.keys().next_back(),
            Kind::Charge => state.charges.keys().next_back(),
            Kind::Order => state.orders.keys().next_back(),
            Kind::PaymentMethod => state.payment_methods.keys().next_back(),
            Kind::Webhook => None,
        };
        latest.map(|id| (kind, *id))
    });
    match latest {
        Some((kind, id)) if webhook.topic.ends_with("/deleted") => (id, enveloped(kind.singular(), json!({"id": id}))),
        Some((kind, id)) => (id, payload(view, webhook, kind, id)),
        None => (1, enveloped(topics::resource(&webhook.topic), json!({"id": 1}))),
    }
}

/// The version of a webhook's bodies.
fn version(webhook: &Webhook) -> Version {
    Version::named(&webhook.version).unwrap_or(Version::V2021_11)
}

fn enveloped(key: &str, body: Value) -> String {
    json!({key: body}).to_string()
}

fn included(view: View<'_>, webhook: &Webhook, record: &AnyRecord) -> Map<String, Value> {
    let owner = record.customer_id();
    let mut included = Map::new();
    for name in &webhook.included_objects {
        let value = match name.as_str() {
            "customer" => owner
                .and_then(|owner| view.state.customers.get(&owner))
                .map(|customer| fields(&AnyRecord::Customer(customer.clone()), view, version(webhook)))
                .map(Value::Object)
                .unwrap_or_default(),
            "addresses" => {
                let ids = owner.map(|owner| view.index.customer(owner).addresses.as_slice()).unwrap_or_default();
                let addresses = ids.iter().filter_map(|id| view.state.addresses.get(id));
                addresses
                    .map(|it| Value::Object(fields(&AnyRecord::Address(it.clone()), view, version(webhook))))
                    .collect()
            }
            // The sandbox has neither collections nor metafields.
            _ => json!([]),
        };
        included.insert(name.clone(), value);
    }
    included
}
