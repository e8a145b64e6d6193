//! What a webhook can be told of, and what a token must be allowed to read for it.

use crate::recharge_sandbox::model::Kind;

/// Every topic that Recharge names, also those of resources that the sandbox doesn't have: they are accepted and never
/// told. The names of `gift_purchase/*` are not documented anywhere.
pub(crate) const TOPICS: &[&str] = &[
    "address/created",
    "address/updated",
    "async_batch/processed",
    "bundle_selection/created",
    "bundle_selection/deleted",
    "bundle_selection/updated",
    "charge/created",
    "charge/deleted",
    "charge/failed",
    "charge/max_retries_reached",
    "charge/paid",
    "charge/refunded",
    "charge/uncaptured",
    "charge/upcoming",
    "charge/updated",
    "checkout/completed",
    "checkout/created",
    "checkout/processed",
    "checkout/updated",
    "customer/activated",
    "customer/created",
    "customer/deactivated",
    "customer/deleted",
    "customer/payment_method_updated",
    "customer/updated",
    "onetime/created",
    "onetime/deleted",
    "onetime/updated",
    "order/cancelled",
    "order/created",
    "order/deleted",
    "order/payment_captured",
    "order/processed",
    "order/success",
    "order/upcoming",
    "order/updated",
    "plan/created",
    "plan/deleted",
    "plan/updated",
    "recharge/uninstalled",
    "store/updated",
    "subscription/activated",
    "subscription/cancelled",
    "subscription/created",
    "subscription/deleted",
    "subscription/paused",
    "subscription/removed_from_skipped_charge",
    "subscription/skipped",
    "subscription/swapped",
    "subscription/unskipped",
    "subscription/updated",
];

/// What webhooks may ask to be sent besides the record.
pub(crate) const INCLUDED_OBJECTS: [&str; 4] = ["addresses", "collections", "customer", "metafields"];

/// The words that events use for what was done: those of the topics.
pub(crate) const VERBS: [&str; 17] = [
    "activated",
    "cancelled",
    "created",
    "deactivated",
    "deleted",
    "failed",
    "max_retries_reached",
    "paid",
    "paused",
    "processed",
    "refunded",
    "removed_from_skipped_charge",
    "skipped",
    "swapped",
    "unskipped",
    "updated",
    "payment_method_updated",
];

/// The scopes of which a token needs one to have a webhook of that topic: those that read the topic's resource.
pub(crate) fn scopes(topic: &str) -> &'static [&'static str] {
    match resource(topic) {
        "address" | "customer" => &["read_customers"],
        "async_batch" => &["read_batches"],
        "bundle_selection" | "onetime" | "subscription" => &["read_subscriptions"],
        "charge" | "order" => &["read_orders"],
        "checkout" => &["read_checkouts"],
        "plan" => &["read_products"],
        // The scope was called store_info once; tokens with the old name live on.
        _ => &["read_store", "store_info"],
    }
}

/// The part before the slash: the key around the record that is sent.
pub(crate) fn resource(topic: &str) -> &str {
    topic.split('/').next().unwrap_or_default()
}

/// The kind of record that a topic is about; nothing where the sandbox has no such resource.
pub(crate) fn kind(topic: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| kind.singular() == resource(topic))
}
