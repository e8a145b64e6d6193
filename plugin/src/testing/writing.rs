//! What Recharge's writes do to a shop in memory, as far as the plugin's plans use them: the shared charge of an address and
//! a date is made anew after each, under new ids where that is the harder answer for a client.
#![expect(clippy::indexing_slicing, reason = "a stand-in for tests, on rows of their own making")]

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Shop, address_row};
use crate::moment::parse_date;

/// Ids that are given out start here.
const FIRST_NEW_ID: u64 = 990_000;

impl Shop {
    /// Carries out one write: the status and body of the answer. `renew` gives every queued charge a new id.
    pub fn write(&mut self, path: &str, body: &Value, renew: bool) -> (u16, Value) {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let id = parts.get(1).and_then(|id| id.parse::<u64>().ok()).unwrap_or_default();
        let done = match (parts.first().copied(), parts.get(2).copied()) {
            (Some("subscriptions"), Some("set_next_charge_date")) => {
                self.edit(id, |row| row["next_charge_scheduled_at"] = body["date"].clone())
            }
            (Some("subscriptions"), Some("cancel")) => self.edit(id, |row| {
                row["status"] = json!("cancelled");
                row["next_charge_scheduled_at"] = Value::Null;
                row["cancellation_reason"] = body["cancellation_reason"].clone();
            }),
            (Some("subscriptions"), Some("activate")) => self.edit(id, |row| row["status"] = json!("active")),
            (Some("subscriptions"), Some("change_address")) => {
                self.edit(id, |row| row["address_id"] = body["address_id"].clone())
            }
            (Some("charges"), Some("skip")) => self.skip(id, &body["purchase_item_ids"]),
            (Some("charges"), Some("unskip")) => self.unskip(id, &body["purchase_item_ids"]),
            (Some("addresses"), None) if parts.len() == 2 => {
                let row = self.addresses.iter_mut().find(|row| row["id"] == id);
                row.and_then(Value::as_object_mut).zip(body.as_object()).map(|(row, body)| row.extend(body.clone()))
            }
            (Some("addresses"), None) => {
                let id = self.new_id();
                let mut row = address_row(id, body["customer_id"].as_u64().unwrap_or_default());
                if let (Some(row), Some(body)) = (row.as_object_mut(), body.as_object()) {
                    row.extend(body.clone());
                }
                self.addresses.push(row.clone());
                return (201, json!({"address": row}));
            }
            _ => None,
        };
        if done.is_none() {
            return (422, json!({"errors": {"status": ["not in the state for this"]}}));
        }
        self.regenerate(renew);
        (200, json!({}))
    }

    fn edit(&mut self, id: u64, change: impl Fn(&mut Value)) -> Option<()> {
        self.subscriptions.iter_mut().find(|row| row["id"] == id).map(change)
    }

    fn new_id(&self) -> u64 {
        let rows = self.addresses.iter().chain(&self.charges);
        rows.filter_map(|row| row["id"].as_u64()).max().unwrap_or_default().max(FIRST_NEW_ID).saturating_add(1)
    }

    fn charge(&self, id: u64, status: &str) -> Option<Value> {
        self.charges.iter().find(|row| row["id"] == id && row["status"] == status).cloned()
    }

    fn skip(&mut self, id: u64, items: &Value) -> Option<()> {
        let charge = self.charge(id, "queued")?;
        let (items, date) = (items.as_array()?.clone(), charge["scheduled_at"].clone());
        let mut skipped = charge.clone();
        skipped["id"] = json!(self.new_id());
        skipped["status"] = json!("skipped");
        skipped["line_items"].as_array_mut()?.retain(|item| items.contains(&item["purchase_item_id"]));
        self.charges.push(skipped);
        for item in items {
            self.edit(item.as_u64()?, |row| {
                row["next_charge_scheduled_at"] = date.as_str().map_or(Value::Null, |date| later(row, date));
            })?;
        }
        Some(())
    }

    fn unskip(&mut self, id: u64, items: &Value) -> Option<()> {
        let charge = self.charge(id, "skipped")?;
        let items = items.as_array()?.clone();
        for row in self.charges.iter_mut().filter(|row| row["id"] == id) {
            row["line_items"].as_array_mut()?.retain(|item| !items.contains(&item["purchase_item_id"]));
        }
        self.charges.retain(|row| row["line_items"].as_array().is_none_or(|items| !items.is_empty()));
        for item in items {
            self.edit(item.as_u64()?, |row| row["next_charge_scheduled_at"] = charge["scheduled_at"].clone())?;
        }
        Some(())
    }

    /// One queued charge for each address and date.
    fn regenerate(&mut self, renew: bool) {
        let before: Vec<Value> = self.charges.iter().filter(|row| row["status"] == "queued").cloned().collect();
        self.charges.retain(|row| row["status"] != "queued");
        let active = self.subscriptions.iter().filter(|row| row["status"] == "active").cloned();
        for row in active.collect::<Vec<_>>() {
            let (address, date) = (&row["address_id"], &row["next_charge_scheduled_at"]);
            if date.is_null() {
                continue;
            }
            let item = json!({"purchase_item_id": row["id"], "purchase_item_type": "subscription",
                "title": row["product_title"], "variant_title": row["variant_title"], "quantity": row["quantity"]});
            let same = |other: &&mut Value| {
                other["status"] == "queued" && other["address_id"] == *address && other["scheduled_at"] == *date
            };
            if let Some(items) = self.charges.iter_mut().find(same).and_then(|row| row["line_items"].as_array_mut()) {
                items.push(item);
                continue;
            }
            let kept = before.iter().find(|old| old["address_id"] == *address && old["scheduled_at"] == *date);
            let id = kept.filter(|_| !renew).map_or_else(|| json!(self.new_id()), |old| old["id"].clone());
            self.charges.push(json!({"id": id, "customer": {"id": row["customer_id"]}, "address_id": address,
                "status": "queued", "scheduled_at": date, "total_price": "28.80", "currency": "EUR",
                "has_uncommitted_changes": false, "line_items": [item],
                "shipping_lines": [{"code": "Standard", "status": "active"}]}));
        }
    }
}

/// The date of a subscription's next cycle after one, for intervals of days.
fn later(row: &Value, date: &str) -> Value {
    let days = row["charge_interval_frequency"].as_i64().unwrap_or(1);
    let next = parse_date(date).and_then(|date: Date| date.checked_add(jiff::Span::new().try_days(days).ok()?).ok());
    next.map_or(Value::Null, |next| json!(crate::moment::iso_date(next)))
}
