//! Turns a world file into a state: ids are given out in the file's order, dates become absolute, mistakes are reported
//! where they stand.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::file::{
    World, WorldAddress, WorldCustomer, WorldDiscount, WorldProduct, WorldRetentionStrategy, WorldStore, WorldToken,
};
use super::purchases::Purchases;
use super::words::{PAYMENT_TYPES, SCOPES};
use crate::data_file::{self, DATE_FORMS, DataFile, DataFileError};
use crate::recharge_sandbox::State;
use crate::recharge_sandbox::model::{
    Address, Customer, Discount, DiscountType, Id, Listed, Money, PaymentMethod, PostalAddress, Product,
    RetentionStrategy, ShippingRate, Store, Token, client_secret, token_digest,
};
use crate::recharge_sandbox::wire::country;

type Built<T> = Result<T, DataFileError>;

/// Where each resource's ids start: far apart, so that an id used for the wrong resource finds nothing.
pub(super) const FIRST_CUSTOMER: Id = 91_500_000;
const FIRST_ADDRESS: Id = 151_085_000;
const FIRST_PAYMENT_METHOD: Id = 70_011_000;
const FIRST_RETENTION_STRATEGY: Id = 21_040;
const FIRST_DISCOUNT: Id = 59_568_000;
pub(super) const FIRST_ORDER: Id = 880_011_000;
pub(super) const FIRST_CHARGE: Id = 1_349_090_000;

/// The hour of the day, in UTC, in which everything is bought.
const BUY_HOUR: i8 = 5;

/// The world being built.
pub(super) struct Builder<'a> {
    pub(super) file: DataFile<'a>,
    pub(super) state: State,
    pub(super) today: Date,
    products: BTreeMap<String, (Product, Money)>,
    default_shipping: Option<ShippingRate>,
}

/// Builds the state of a world.
pub(in crate::recharge_sandbox) fn build(text: &str, file_name: &str, now: Timestamp) -> Built<State> {
    let file = DataFile::new(file_name, text)?;
    let World { store, unknowns, tokens, products, retention_strategies, discounts, customers } = file.parse()?;
    let zone = TimeZone::get(store.time_zone.get_ref()).map_err(|_| {
        let found = format!("there is no time zone \"{}\"", store.time_zone.get_ref());
        file.mistake(&store.time_zone.span(), "store.time_zone", found, "an IANA name such as \"Europe/Berlin\"")
    })?;
    let today = zone.to_datetime(now).date();
    let tokens = tokens_of(&file, &store, tokens)?;
    let default_shipping = store.shipping.clone();
    let record = store_record(&file, store, today)?;
    let mut state = State::empty(now, record, tokens);
    state.unknowns = unknowns;
    let mut builder = Builder { file, state, today, products: BTreeMap::new(), default_shipping };
    for (position, product) in products.into_iter().enumerate() {
        builder.product(position, product)?;
    }
    for (position, strategy) in retention_strategies.into_iter().enumerate() {
        builder.retention_strategy(position, strategy)?;
    }
    for (position, discount) in discounts.into_iter().enumerate() {
        builder.discount(position, discount)?;
    }
    let mut emails: BTreeSet<String> = BTreeSet::new();
    for (position, customer) in customers.into_iter().enumerate() {
        builder.customer(position, customer, &mut emails)?;
    }
    Ok(builder.state)
}

/// The tokens; a scope that Recharge doesn't have would open nothing, and nobody would see why.
fn tokens_of(file: &DataFile<'_>, store: &WorldStore, entries: Vec<WorldToken>) -> Built<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::new();
    for (position, entry) in entries.into_iter().enumerate() {
        let (field, span) = (format!("tokens[{position}]"), entry.token.span());
        let digest = token_digest(entry.token.get_ref());
        if tokens.iter().any(|known| known.digest == digest) {
            let found = "the same token stands there twice";
            return Err(file.mistake(&span, format!("{field}.token"), found, "a token of its own"));
        }
        for scope in &entry.scopes {
            if !SCOPES.contains(&scope.get_ref().as_str()) {
                let found = format!("there is no scope \"{}\"", scope.get_ref());
                let expected = format!("one of {}", SCOPES.join(", "));
                return Err(file.mistake(&scope.span(), format!("{field}.scopes"), found, expected));
            }
        }
        tokens.push(Token {
            client_secret: entry.client_secret.unwrap_or_else(|| client_secret(&digest)),
            digest,
            name: entry.name,
            contact_email: entry.contact_email.unwrap_or_else(|| store.email.clone()),
            scopes: entry.scopes.into_iter().map(toml::Spanned::into_inner).collect(),
        });
    }
    Ok(tokens)
}

fn store_record(file: &DataFile<'_>, store: WorldStore, today: Date) -> Built<Store> {
    let since = match &store.since {
        Some(text) => date_of(file, "store.since", text, today)?,
        None => today.saturating_sub(Span::new().years(3)),
    };
    let currency = store.currency.get_ref().clone();
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        let found = format!("\"{currency}\" is no currency");
        return Err(file.mistake(&store.currency.span(), "store.currency", found, "an ISO 4217 code such as \"EUR\""));
    }
    let mut presentment_currencies = vec![currency.clone()];
    presentment_currencies.extend(store.presentment_currencies);
    let shop = store.identifier.split('.').next().unwrap_or_default();
    Ok(Store {
        id: store.id,
        name: store.name,
        email: store.email,
        phone: store.phone,
        currency,
        presentment_currencies,
        merchant_portal_base_url: format!("https://{shop}-sp.admin.rechargeapps.com"),
        dunning: store.dunning,
        time_zone: store.time_zone.into_inner(),
        domain: store.domain.unwrap_or_else(|| store.identifier.clone()),
        identifier: store.identifier,
        created_at: moment(since, BUY_HOUR, store.id),
        updated_at: moment(since, BUY_HOUR, store.id),
    })
}

fn date_of(file: &DataFile<'_>, field: &str, text: &Spanned<String>, today: Date) -> Built<Date> {
    data_file::date(text.get_ref(), today)
        .ok_or_else(|| file.mistake(&text.span(), field, format!("\"{}\" is no date", text.get_ref()), DATE_FORMS))
}

/// A time in that hour of the day in UTC; which one depends on the record alone, so that a world is always the same.
fn moment(day: Date, hour: i8, id: Id) -> Timestamp {
    let second = i8::try_from(id % 60).unwrap_or(0);
    let minute = i8::try_from(id.wrapping_mul(7) % 60).unwrap_or(0);
    let time = Time::new(hour, minute, second, 0).unwrap_or(Time::midnight());
    TimeZone::UTC.to_timestamp(DateTime::from_parts(day, time)).unwrap_or(Timestamp::UNIX_EPOCH)
}

impl Builder<'_> {
    fn retention_strategy(&mut self, position: usize, strategy: WorldRetentionStrategy) -> Built<()> {
        let WorldRetentionStrategy { reason, prevention_text, incentive, discount_code } = strategy;
        if reason.get_ref().trim().is_empty() {
            let field = format!("retention_strategies[{position}].reason");
            return Err(self.file.mistake(&reason.span(), field, "an empty text", "a reason in words"));
        }
        let id = FIRST_RETENTION_STRATEGY + Id::try_from(position).unwrap_or_default();
        let created_at = self.state.store.created_at;
        let reason = reason.into_inner();
        self.state.retention_strategies.push(RetentionStrategy {
            id,
            reason,
            prevention_text,
            incentive,
            discount_code,
            created_at,
        });
        Ok(())
    }

    fn discount(&mut self, position: usize, discount: WorldDiscount) -> Built<()> {
        let field = |name: &str| format!("discounts[{position}].{name}");
        let value = self.money(&field("value"), &discount.value)?;
        let is_too_much = discount.value_type == DiscountType::Percentage && value > Money::HUNDRED;
        if value == Money::ZERO || is_too_much {
            let expected = match discount.value_type {
                DiscountType::Percentage => "more than \"0.00\" and at most \"100.00\" percent",
                DiscountType::FixedAmount => "an amount of more than \"0.00\"",
            };
            let found = format!("\"{value}\"");
            return Err(self.file.mistake(&discount.value.span(), field("value"), found, expected));
        }
        let code = discount.code.get_ref();
        let found = match self.state.discount_of_code(code) {
            _ if code.trim().is_empty() => Some("an empty text".to_owned()),
            Some(_) => Some(format!("\"{code}\" names two discounts")),
            None => None,
        };
        if let Some(found) = found {
            return Err(self.file.mistake(&discount.code.span(), field("code"), found, "a code of its own"));
        }
        let id = next_id(&self.state.discounts, FIRST_DISCOUNT);
        let created_at = self.state.store.created_at;
        let code = discount.code.into_inner();
        let record = Discount { id, code, value, value_type: discount.value_type, created_at };
        self.state.discounts.insert(id, record);
        Ok(())
    }

    fn known_discount(&self, field: &str, code: &Spanned<String>) -> Built<Id> {
        self.state.discount_of_code(code.get_ref()).map(|discount| discount.id).ok_or_else(|| {
            let known: Vec<&str> = self.state.discounts.values().map(|discount| discount.code.as_str()).collect();
            let found = format!("there is no discount \"{}\"", code.get_ref());
            let expected = match known.as_slice() {
                [] => "a code of `[[discounts]]`, which there are none of".to_owned(),
                known => format!("one of {}", known.join(", ")),
            };
            self.file.mistake(&code.span(), format!("{field}.discount"), found, expected)
        })
    }

    /// When something of that day was made, but never a time that hasn't come yet.
    pub(super) fn moment(&self, day: Date, id: Id) -> Timestamp {
        moment(day, BUY_HOUR, id).min(self.state.now)
    }

    /// When a charge of that day went through: after everything of that day was made.
    pub(super) fn processing_moment(&self, day: Date, id: Id) -> Timestamp {
        moment(day, BUY_HOUR + 1, id).min(self.state.now)
    }

    pub(super) fn date(&self, field: &str, text: &Spanned<String>) -> Built<Date> {
        date_of(&self.file, field, text, self.today)
    }

    pub(super) fn optional_date(&self, field: String, text: Option<&Spanned<String>>) -> Built<Option<Date>> {
        text.map(|text| self.date(&field, text)).transpose()
    }

    pub(super) fn money(&self, field: &str, text: &Spanned<String>) -> Built<Money> {
        text.get_ref().parse().map_err(|_| {
            let found = format!("\"{}\" is no amount", text.get_ref());
            self.file.mistake(&text.span(), field, found, "decimal text with two places such as \"24.90\"")
        })
    }

    fn product(&mut self, position: usize, product: WorldProduct) -> Built<()> {
        let price = self.money(&format!("products[{position}].price"), &product.price)?;
        let number = u64::try_from(position).unwrap_or_default();
        let record = Product {
            external_product_id: Some((7_542_485_900_000 + number * 13).to_string()),
            external_variant_id: Some((43_184_327_600_000 + number * 17).to_string()),
            title: product.title,
            variant_title: product.variant,
            sku: product.sku,
            grams: product.grams,
            image: product.image,
        };
        self.state.products.push(Listed { product: record.clone(), price });
        let span = product.key.span();
        let key = product.key.into_inner();
        if self.products.insert(key.clone(), (record, price)).is_some() {
            let found = format!("\"{key}\" names two products");
            return Err(self.file.mistake(&span, format!("products[{position}].key"), found, "a key of its own"));
        }
        Ok(())
    }

    pub(super) fn known_product(&self, field: &str, key: &Spanned<String>) -> Built<(Product, Money)> {
        self.products.get(key.get_ref()).cloned().ok_or_else(|| {
            let known: Vec<&str> = self.products.keys().map(String::as_str).collect();
            let found = format!("there is no product \"{}\"", key.get_ref());
            self.file.mistake(&key.span(), field, found, format!("one of {}", known.join(", ")))
        })
    }

    fn customer(&mut self, position: usize, customer: WorldCustomer, emails: &mut BTreeSet<String>) -> Built<()> {
        let field = format!("customers[{position}]");
        let span = customer.email.span();
        let email = customer.email.get_ref().clone();
        let place = format!("{field}.email");
        if !customer.redacted && !email.contains('@') {
            let found = format!("\"{email}\" is no e-mail address");
            return Err(self.file.mistake(&span, place, found, "an address, or `redacted = true`"));
        }
        if !emails.insert(email.to_lowercase()) && !customer.shares_email && !customer.redacted {
            let found = format!("\"{email}\" belongs to two customers");
            return Err(self.file.mistake(&span, place, found, "another address, or `shares_email = true`"));
        }
        if let Some(payment) = &customer.payment
            && !PAYMENT_TYPES.contains(&payment.payment_type.get_ref().as_str())
        {
            let found = format!("there is no payment type \"{}\"", payment.payment_type.get_ref());
            let (span, expected) = (payment.payment_type.span(), format!("one of {}", PAYMENT_TYPES.join(", ")));
            return Err(self.file.mistake(&span, format!("{field}.payment.type"), found, expected));
        }
        let id = next_id(&self.state.customers, FIRST_CUSTOMER);
        let since = self.optional_date(format!("{field}.since"), customer.since.as_ref())?;
        let started = self.moment(since.unwrap_or(self.today), id);
        let mut hash = hex::encode(Sha256::digest(format!("customer {id}").as_bytes()));
        hash.truncate(30);
        let external_customer_id =
            customer.external_id.clone().unwrap_or_else(|| (7_312_340_000_000 + (id - FIRST_CUSTOMER) * 7).to_string());
        let record = Customer {
            id,
            email,
            first_name: customer.first_name.clone(),
            last_name: customer.last_name.clone(),
            phone: customer.phone.clone(),
            external_customer_id: Some(external_customer_id).filter(|id| !id.is_empty()),
            hash,
            tax_exempt: false,
            created_at: started,
            updated_at: started,
            first_charge_processed_at: None,
            subscription_related_charge_streak: 0,
            oddity: customer.odd.clone(),
        };
        self.state.customers.insert(id, record);
        for (place, address) in customer.addresses.iter().enumerate() {
            self.address(&format!("{field}.addresses[{place}]"), id, &customer, address)?;
        }
        if since.is_none() {
            self.start_with_the_first_record(id);
        }
        Ok(())
    }

    /// A customer exists since the oldest of their records.
    fn start_with_the_first_record(&mut self, id: Id) {
        let oldest =
            self.state.addresses.values().filter(|address| address.customer_id == id).map(|a| a.created_at).min();
        if let (Some(customer), Some(oldest)) = (self.state.customers.get_mut(&id), oldest) {
            customer.created_at = customer.created_at.min(oldest);
            for method in self.state.payment_methods.values_mut().filter(|method| method.customer_id == id) {
                method.created_at = oldest;
                method.updated_at = oldest;
            }
        }
    }

    fn payment_method(&mut self, owner: &WorldCustomer, customer_id: Id, billing: PostalAddress, at: Timestamp) -> Id {
        let existing = self.state.payment_methods.values().find(|method| method.customer_id == customer_id);
        if let Some(existing) = existing {
            return existing.id;
        }
        let id = next_id(&self.state.payment_methods, FIRST_PAYMENT_METHOD);
        let card = || {
            let details = [
                ("brand", "visa".into()),
                ("exp_month", 3.into()),
                ("exp_year", 2031.into()),
                ("last4", "4242".into()),
            ];
            details.into_iter().map(|(name, value): (&str, serde_json::Value)| (name.to_owned(), value)).collect()
        };
        let (payment_type, status, status_reason, payment_details) = match &owner.payment {
            None => ("CREDIT_CARD".to_owned(), "valid".to_owned(), None, card()),
            Some(given) => (
                given.payment_type.get_ref().clone(),
                given.status.clone(),
                given.status_reason.clone(),
                given.details.clone(),
            ),
        };
        let record = PaymentMethod {
            id,
            customer_id,
            billing_address: billing,
            default: true,
            payment_type,
            payment_details,
            processor_name: "shopify_payments".to_owned(),
            status,
            status_reason,
            declines_next: owner.payment.as_ref().map_or(0, |payment| payment.declines_next),
            created_at: at,
            updated_at: at,
            oddity: Default::default(),
        };
        self.state.payment_methods.insert(id, record);
        id
    }

    fn address(&mut self, field: &str, customer_id: Id, owner: &WorldCustomer, address: &WorldAddress) -> Built<()> {
        let id = next_id(&self.state.addresses, FIRST_ADDRESS);
        let started = self.state.customers.get(&customer_id).map_or(self.state.now, |customer| customer.created_at);
        if let Some(code) = &address.country_code
            && country::name(code.get_ref()) == code.get_ref()
        {
            let found = format!("there is no country \"{}\"", code.get_ref());
            let place = format!("{field}.country_code");
            return Err(self.file.mistake(&code.span(), place, found, "a code of ISO 3166-1 such as \"DE\""));
        }
        let postal = address.postal(&owner.first_name, &owner.last_name);
        let payment_method_id = self.payment_method(owner, customer_id, postal.clone(), started);
        let shipping = match (&address.shipping, address.rates_pending) {
            (_, true) => None,
            (Some(rate), false) => Some(rate.clone()),
            (None, false) => {
                let free = || ShippingRate { title: "Standard".to_owned(), price: Money::ZERO };
                Some(self.default_shipping.clone().unwrap_or_else(free))
            }
        };
        let discount_id = address.discount.as_ref().map(|code| self.known_discount(field, code)).transpose()?;
        let record = Address {
            id,
            customer_id,
            payment_method_id: Some(payment_method_id),
            postal,
            is_gift: address.is_gift,
            order_note: address.order_note.clone(),
            presentment_currency: address.presentment_currency.clone().or(Some(self.state.store.currency.clone())),
            shipping,
            discount_id,
            created_at: started,
            updated_at: started,
            oddity: address.odd.clone(),
        };
        self.state.addresses.insert(id, record);

        let mut purchases = Purchases::default();
        for (position, subscription) in address.subscriptions.iter().enumerate() {
            self.subscription(&format!("{field}.subscriptions[{position}]"), id, subscription, &mut purchases)?;
        }
        for (position, onetime) in address.onetimes.iter().enumerate() {
            self.onetime(&format!("{field}.onetimes[{position}]"), id, onetime, &mut purchases)?;
        }
        self.start_address_with_its_first_purchase(id);
        self.charges(field, id, address, purchases)
    }

    fn start_address_with_its_first_purchase(&mut self, id: Id) {
        let oldest =
            self.state.subscriptions.values().filter(|record| record.address_id == id).map(|r| r.created_at).min();
        if let (Some(address), Some(oldest)) = (self.state.addresses.get_mut(&id), oldest) {
            address.created_at = address.created_at.min(oldest);
            address.updated_at = address.created_at;
        }
    }
}

/// The id after the largest one, or the first of the resource's range.
pub(super) fn next_id<T>(records: &BTreeMap<Id, T>, first: Id) -> Id {
    records.keys().next_back().copied().unwrap_or(first) + 1
}
