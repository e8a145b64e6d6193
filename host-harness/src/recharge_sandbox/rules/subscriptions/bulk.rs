//! `/addresses/{id}/subscriptions-bulk`: several subscriptions of one address in one call, whole or not at all. Only
//! version 2021-01 has it; Recharge's own client library pins that version for it.

use serde_json::{Map, Value, json};

use super::super::{Call, Done, Flags, Input, Procedure, Refusal, Write, perform};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{Address, Id, Kind, Subscription};

/// The most subscriptions in one call.
const MOST: usize = 20;

/// Creates, updates or deletes each of `subscriptions`. The answer's status for new ones is not known; it is 200.
pub(in super::super) fn bulk(
    edit: &mut Edit<'_>,
    address: Id,
    procedure: Procedure,
    call: &Call<'_>,
) -> Result<Done, Refusal> {
    if edit.get::<Address>(address).is_none() {
        return Err(Refusal::NotFound);
    }
    let mut input = Input::of(call.body);
    let items = input.required::<Vec<Map<String, Value>>>("subscriptions");
    let items = input.complete(items)?;
    if items.is_empty() || items.len() > MOST {
        return Err(Refusal::field("subscriptions", format!("Must be between 1 and {MOST}.")));
    }
    let mut ids = Vec::new();
    for mut item in items {
        let write = match procedure {
            Procedure::BulkCreate => {
                item.insert("address_id".to_owned(), json!(address));
                Write::Create(Kind::Subscription)
            }
            _ => {
                let mut input = Input::of(&item);
                let id = input.required::<Id>("id");
                let id = input.complete(id)?;
                if edit.get::<Subscription>(id).is_none_or(|it| it.address_id != address) {
                    return Err(Refusal::field("subscriptions", format!("subscription {id} is not at this address")));
                }
                match procedure {
                    Procedure::BulkUpdate => Write::Update(Kind::Subscription, id),
                    _ => Write::Delete(Kind::Subscription, id),
                }
            }
        };
        let force_update = item.get("force_update") == Some(&Value::Bool(true));
        let flags = Flags { force_update, ..call.flags };
        match perform(edit, &Call { write, body: &item, flags, ..*call })? {
            Done::Created(_, id) | Done::Record(_, id) => ids.push(id),
            _ => {}
        }
    }
    Ok(if ids.is_empty() { Done::Nothing } else { Done::Records(Kind::Subscription, ids) })
}
