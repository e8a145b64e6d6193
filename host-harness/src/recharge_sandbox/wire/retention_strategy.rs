//! The reasons for a cancellation that a shop offers.

use serde_json::{Value, json};

use super::{View, with_offset};
use crate::recharge_sandbox::model::{Id, RetentionStrategy};

/// All of them. The fields are those of a client whose models were held against the live API.
pub(crate) fn retention_strategies(view: View<'_>) -> Value {
    let all: Vec<Value> = view.state.retention_strategies.iter().map(body).collect();
    json!({"next_cursor": null, "previous_cursor": null, "retention_strategies": all})
}

/// One of them.
pub(crate) fn retention_strategy(view: View<'_>, id: Id) -> Option<Value> {
    let strategy = view.state.retention_strategies.iter().find(|strategy| strategy.id == id)?;
    Some(json!({"retention_strategy": body(strategy)}))
}

fn body(strategy: &RetentionStrategy) -> Value {
    json!({
        "id": strategy.id,
        "cancellation_flow_type": "subscription",
        "created_at": with_offset(strategy.created_at),
        "discount_code": strategy.discount_code,
        "incentive_type": strategy.incentive,
        "prevention_text": strategy.prevention_text,
        "reason": strategy.reason,
        "updated_at": with_offset(strategy.created_at),
    })
}
