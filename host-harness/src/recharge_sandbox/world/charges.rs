//! The charges and orders of one address of a world: those the file names, those its past implies, and the queued ones
//! that regeneration derives.

use std::ops::Range;

use jiff::Span;
use jiff::civil::Date;

use super::builder::{Builder, FIRST_CHARGE, FIRST_ORDER, next_id};
use super::file::{WorldAddress, WorldCharge};
use super::purchases::Purchases;
use crate::data_file::DataFileError;
use crate::recharge_sandbox::model::{Charge, ChargeStatus, Id, LineItem, Order, OrderStatus, OrderType};

type Built<T> = Result<T, DataFileError>;

impl Builder<'_> {
    /// Adds all charges and orders of an address and checks that its subscriptions fit them.
    pub(super) fn charges(
        &mut self,
        field: &str,
        address: Id,
        given: &WorldAddress,
        purchases: Purchases,
    ) -> Built<()> {
        let first = purchases.past.keys().next().copied();
        for (date, items) in &purchases.past {
            let order_type = if Some(*date) == first { OrderType::Checkout } else { OrderType::Recurring };
            let charge = self.charge(address, ChargeStatus::Success, *date, items);
            self.processed(Charge { order_type, ..charge });
        }
        for (position, charge) in given.charges.iter().enumerate() {
            self.named_charge(&format!("{field}.charges[{position}]"), address, charge, &purchases)?;
        }
        for (date, subscription) in &purchases.queued_orders {
            self.queued_order(address, *date, *subscription, given, &purchases)?;
        }
        for (subscription, (span, place)) in &purchases.places {
            self.check_next_date(*subscription, span, place)?;
        }
        self.queue(address);
        self.settle_customer(address);
        Ok(())
    }

    fn charge(&self, address: Id, status: ChargeStatus, date: Date, items: &[Id]) -> Charge {
        let id = next_id(&self.state.charges, FIRST_CHARGE);
        let record = self.state.addresses.get(&address);
        let subscriptions =
            items.iter().filter_map(|id| self.state.subscriptions.get(id)).map(LineItem::of_subscription);
        let onetimes = items.iter().filter_map(|id| self.state.onetimes.get(id)).map(LineItem::of_onetime);
        let created_at = self.moment(date.saturating_sub(Span::new().days(7)), id);
        Charge {
            id,
            address_id: address,
            customer_id: record.map_or(0, |address| address.customer_id),
            status,
            order_type: OrderType::Recurring,
            scheduled_at: date,
            line_items: subscriptions.chain(onetimes).collect(),
            ships_to: record.map(|address| address.postal.clone()).unwrap_or_default(),
            shipping: record.and_then(|address| address.shipping.clone()),
            // What was paid before was paid without it.
            discount_id: record.and_then(|address| address.discount_id).filter(|_| !status.is_processed()),
            currency: record
                .and_then(|address| address.presentment_currency.clone())
                .unwrap_or_else(|| self.state.store.currency.clone()),
            note: record.and_then(|address| address.order_note.clone()),
            error: None,
            error_type: None,
            charge_attempts: 0,
            retry_date: None,
            processed_at: None,
            refunded: Default::default(),
            external_order_id: None,
            external_transaction_id: None,
            created_at,
            updated_at: created_at,
            oddity: Default::default(),
        }
    }

    /// Adds a charge that went through, with the order it made.
    fn processed(&mut self, charge: Charge) {
        let at = self.processing_moment(charge.scheduled_at, charge.id);
        let order_id = next_id(&self.state.orders, FIRST_ORDER);
        let number = 10_400 + (order_id - FIRST_ORDER);
        let external_order_id = Some((5_512_340_000_000 + number * 11).to_string());
        let external_transaction_id = Some(format!("pi_{}", charge.id));
        let order = Order {
            id: order_id,
            address_id: charge.address_id,
            customer_id: charge.customer_id,
            charge_id: charge.id,
            status: OrderStatus::Success,
            order_type: charge.order_type,
            scheduled_at: charge.scheduled_at,
            processed_at: Some(at),
            is_prepaid: charge.line_items.iter().any(|item| item.orders_per_charge > 1),
            line_items: charge.line_items.clone(),
            ships_to: charge.ships_to.clone(),
            shipping: charge.shipping.clone(),
            discount_id: charge.discount_id,
            currency: charge.currency.clone(),
            external_order_id: external_order_id.clone(),
            external_order_number: Some(number.to_string()),
            external_transaction_id: external_transaction_id.clone(),
            created_at: at,
            updated_at: at,
            oddity: Default::default(),
        };
        self.state.orders.insert(order_id, order);
        let charge = Charge {
            processed_at: Some(at),
            created_at: charge.created_at.min(at),
            updated_at: at,
            charge_attempts: 1,
            external_order_id,
            external_transaction_id,
            ..charge
        };
        self.state.charges.insert(charge.id, charge);
    }

    fn named_charge(&mut self, field: &str, address: Id, given: &WorldCharge, purchases: &Purchases) -> Built<()> {
        let status = *given.status.get_ref();
        let date = self.date(&format!("{field}.date"), &given.date)?;
        let wrong = |span: &Range<usize>, part: &str, found: String, expected: &str| {
            Err(self.file.mistake(span, format!("{field}.{part}"), found, expected))
        };
        if status == ChargeStatus::Queued {
            let found = "queued charges are derived from the active subscriptions".to_owned();
            return wrong(&given.status.span(), "status", found, "another status, or a subscription with `next`");
        }
        if status.is_processed() && date > self.today {
            let found = format!("a charge that went through on {date}, which is not past");
            return wrong(&given.date.span(), "date", found, "today or a date before");
        }
        let mut items: Vec<Id> = Vec::new();
        match &given.items {
            None => items.extend(purchases.by_key.values().flatten()),
            Some(keys) => {
                for key in keys {
                    let Some(ids) = purchases.by_key.get(key.get_ref()) else {
                        let known: Vec<&str> = purchases.by_key.keys().map(String::as_str).collect();
                        let found = format!("this address has no item \"{}\"", key.get_ref());
                        return wrong(&key.span(), "items", found, &format!("one of {}", known.join(", ")));
                    };
                    items.extend(ids);
                }
            }
        }
        items.sort_unstable();
        if items.is_empty() {
            return wrong(
                &given.date.span(),
                "items",
                "a charge without items".to_owned(),
                "at least one subscription",
            );
        }
        let charge = self.charge(address, status, date, &items);
        let failed = u32::from(status == ChargeStatus::Error);
        let charge = Charge {
            error: given.error.clone(),
            error_type: given.error_type.clone(),
            charge_attempts: given.attempts.unwrap_or(failed),
            retry_date: given.retry.as_ref().map(|text| self.date(&format!("{field}.retry"), text)).transpose()?,
            oddity: given.odd.clone(),
            ..charge
        };
        if status.is_processed() {
            self.processed(charge);
        } else {
            self.state.charges.insert(charge.id, charge);
        }
        Ok(())
    }

    fn queued_order(
        &mut self,
        address: Id,
        date: Date,
        subscription: Id,
        given: &WorldAddress,
        purchases: &Purchases,
    ) -> Built<()> {
        let paid = self
            .state
            .charges
            .values()
            .filter(|charge| charge.status.is_processed() && charge.contains(subscription))
            .max_by_key(|charge| charge.scheduled_at)
            .cloned();
        let Some(paid) = paid else {
            let (span, place) = purchases.places.get(&subscription).cloned().unwrap_or_else(|| (0..0, String::new()));
            let found = "queued orders that no past charge has paid for";
            let line = given.subscriptions.first().map_or(span, |subscription| subscription.product.span());
            return Err(self.file.mistake(&line, place, found, "`past_charges` of at least 1"));
        };
        let id = next_id(&self.state.orders, FIRST_ORDER);
        let order = Order {
            id,
            address_id: address,
            customer_id: paid.customer_id,
            charge_id: paid.id,
            status: OrderStatus::Queued,
            order_type: OrderType::Recurring,
            scheduled_at: date,
            processed_at: None,
            is_prepaid: true,
            line_items: paid.line_items.iter().filter(|item| item.purchase_item_id == subscription).cloned().collect(),
            ships_to: paid.ships_to,
            shipping: paid.shipping,
            discount_id: paid.discount_id,
            currency: paid.currency,
            external_order_id: None,
            external_order_number: None,
            external_transaction_id: paid.external_transaction_id,
            created_at: paid.updated_at,
            updated_at: paid.updated_at,
            oddity: Default::default(),
        };
        self.state.orders.insert(id, order);
        Ok(())
    }

    /// An active subscription has a next date that is not past, unless a failing or pending charge holds it; and what
    /// is skipped on a date is not due on it as well.
    fn check_next_date(&self, subscription: Id, span: &Range<usize>, place: &str) -> Built<()> {
        let Some(record) = self.state.subscriptions.get(&subscription).filter(|record| record.is_active()) else {
            return Ok(());
        };
        let mut charges = self.state.charges.values().filter(|charge| charge.contains(subscription));
        let held = charges.clone().any(|charge| charge.status.holds_items());
        match record.next_charge_scheduled_at {
            None if held => Ok(()),
            None => {
                let found = "an active subscription without a next date";
                let expected = "`next`, or a failing or pending charge, or `cancelled`, or `expired`";
                Err(self.file.mistake(span, place, found, expected))
            }
            Some(date) if date < self.today && !held => {
                let found = format!("{date}, which is past");
                Err(self.file.mistake(span, place, found, "today or a date after"))
            }
            Some(date) => {
                let skipped = |charge: &Charge| charge.status == ChargeStatus::Skipped && charge.scheduled_at == date;
                if charges.any(skipped) {
                    let found = format!("{date} is both skipped and next");
                    return Err(self.file.mistake(span, place, found, "a `next` after the skipped date"));
                }
                Ok(())
            }
        }
    }

    /// Derives the queued charges. They were made when the latest charge before them went through.
    fn queue(&mut self, address: Id) {
        let known: Vec<Id> = self.state.charges.keys().copied().collect();
        self.state.reserve_ids(known.last().copied().unwrap_or(FIRST_CHARGE));
        self.state.regenerate_address(address);
        let made = self
            .state
            .charges
            .values()
            .filter(|charge| charge.address_id == address)
            .filter_map(|charge| charge.processed_at)
            .max()
            .or_else(|| self.state.addresses.get(&address).map(|address| address.created_at));
        if let Some(made) = made {
            for charge in
                self.state.charges.values_mut().filter(|charge| charge.address_id == address && charge.is_queued())
            {
                charge.created_at = made;
                charge.updated_at = made;
            }
        }
    }

    fn settle_customer(&mut self, address: Id) {
        let Some(customer) = self.state.addresses.get(&address).map(|address| address.customer_id) else {
            return;
        };
        let processed: Vec<jiff::Timestamp> = self
            .state
            .charges
            .values()
            .filter(|charge| charge.customer_id == customer)
            .filter_map(|charge| charge.processed_at)
            .collect();
        if let Some(customer) = self.state.customers.get_mut(&customer) {
            customer.first_charge_processed_at = processed.iter().min().copied();
            customer.subscription_related_charge_streak = u32::try_from(processed.len()).unwrap_or(u32::MAX);
            customer.updated_at = processed.iter().max().copied().unwrap_or(customer.created_at);
        }
    }
}
