//! What is written to an order: to those that are paid and not sent.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::addresses::postal;
use super::{Call, Done, Input, Refusal, dates};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{Id, Kind, Order, OrderStatus, Subscription};

/// An order that is paid and not sent.
fn queued(edit: &Edit<'_>, id: Id) -> Result<Order, Refusal> {
    let order = edit.get::<Order>(id).cloned().ok_or(Refusal::NotFound)?;
    if order.status != OrderStatus::Queued {
        return Err(Refusal::wrong_state(format!("order is {}, not queued", order.status.as_str())));
    }
    Ok(order)
}

/// `PUT /orders/{id}`: when and where to. The other orders of the charge and the renewal stay.
pub(super) fn update(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let order = queued(edit, id)?;
    let mut input = Input::of(call.body);
    let date = input.optional::<Date>("scheduled_at");
    let place = input.optional::<Map<String, Value>>("shipping_address");
    let mut ships_to = order.ships_to.clone();
    if let Some(place) = &place {
        let mut inner = Input::of(place);
        postal(&mut inner, &mut ships_to);
        inner.finish()?;
    }
    input.finish()?;
    let date = date.map(|date| dates::ahead(edit, "scheduled_at", date)).transpose()?;
    let now = edit.now();
    edit.put(Order { scheduled_at: date.unwrap_or(order.scheduled_at), ships_to, updated_at: now, ..order });
    Ok(Done::Record(Kind::Order, id))
}

/// `DELETE /orders/{id}`.
pub(super) fn delete(edit: &mut Edit<'_>, id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    queued(edit, id)?;
    edit.remove::<Order>(id);
    Ok(Done::Nothing)
}

/// `POST /orders/{id}/delay`: one cycle later. The cycle is taken to be the subscription's order interval.
pub(super) fn delay(edit: &mut Edit<'_>, id: Id, _call: &Call<'_>) -> Result<Done, Refusal> {
    let order = queued(edit, id)?;
    let mut items = order.line_items.iter();
    let interval = items.find_map(|item| edit.get::<Subscription>(item.purchase_item_id)).map(|it| it.interval);
    let date = interval.and_then(|interval| interval.next_order(order.scheduled_at));
    let date = date.ok_or_else(|| Refusal::wrong_state("the order has no subscription whose cycle it could wait"))?;
    let now = edit.now();
    edit.put(Order { scheduled_at: date, updated_at: now, ..order });
    Ok(Done::Record(Kind::Order, id))
}

/// `POST /orders/{id}/clone`: sends what was sent once more, on a date.
pub(super) fn clone(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let order = edit.get::<Order>(id).cloned().ok_or(Refusal::NotFound)?;
    let mut input = Input::of(call.body);
    let date = input.required::<Date>("scheduled_at");
    let date = dates::ahead(edit, "scheduled_at", input.complete(date)?)?;
    if order.status != OrderStatus::Success {
        return Err(Refusal::wrong_state(format!("order is {}, not success", order.status.as_str())));
    }
    let (id, now) = (edit.next_id(), edit.now());
    edit.put(Order {
        id,
        status: OrderStatus::Queued,
        scheduled_at: date,
        processed_at: None,
        external_order_id: None,
        external_order_number: None,
        created_at: now,
        updated_at: now,
        ..order
    });
    Ok(Done::Record(Kind::Order, id))
}
