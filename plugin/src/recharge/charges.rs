//! Charges: what is billed for one address on one day.

use crate::text::lower;
use jiff::civil::Date;

use super::client::Get;
use super::fields::{Fields, FromFields};
use super::page::{PAGE, Row, Sort, first_page};
use super::{AddressId, ChargeId, CustomerId, PurchaseItemId};

/// The statuses that are not over, as far as Recharge's own SDK names them.
const OPEN_STATUSES: &str = "queued,skipped,error,pending,pending_manual_payment";

/// A charge.
#[derive(Debug, Clone, PartialEq)]
pub struct Charge {
    /// The id, which doesn't last.
    pub id: ChargeId,
    /// Whose it is. Version 2021-11 has no `customer_id` on the charge itself, only a `customer` with an id.
    pub customer_id: Option<CustomerId>,
    /// The address it ships to.
    pub address_id: Option<AddressId>,
    status: Option<String>,
    /// The day it runs.
    pub scheduled_at: Option<Date>,
    /// The sum, decimal text.
    pub total_price: Option<String>,
    /// ISO 4217 code of the sum.
    pub currency: Option<String>,
    /// Why it failed, in words.
    pub error: Option<String>,
    /// Why it failed, as a code.
    pub error_type: Option<String>,
    /// When Recharge tries again.
    pub retry_date: Option<Date>,
    /// True while Recharge is still to compute it anew after a change.
    pub has_uncommitted_changes: Option<bool>,
    /// What it bills; nothing when that can't be read.
    pub line_items: Option<Vec<LineItem>>,
    /// Whether it has discounts; those that were put on it alone don't outlive it.
    pub has_discounts: bool,
    /// How it ships; nothing when that can't be read.
    pub shipping_lines: Option<Vec<ShippingLine>>,
}

impl FromFields for Charge {
    fn from_fields(fields: &Fields<'_>) -> Option<Self> {
        Some(Self {
            id: fields.id("id")?,
            customer_id: fields.nested("customer").id("id"),
            address_id: fields.id("address_id"),
            status: fields.text("status"),
            scheduled_at: fields.date("scheduled_at"),
            total_price: fields.text("total_price"),
            currency: fields.text("currency"),
            error: fields.text("error"),
            error_type: fields.text("error_type"),
            retry_date: fields.date("retry_date"),
            has_uncommitted_changes: fields.flag("has_uncommitted_changes"),
            line_items: fields.list("line_items"),
            has_discounts: fields.has_rows("discounts"),
            shipping_lines: fields.list("shipping_lines"),
        })
    }
}

/// What a charge or an order bills.
#[derive(Debug, Clone, PartialEq)]
pub struct LineItem {
    /// The subscription or one-time product.
    pub purchase_item_id: Option<PurchaseItemId>,
    /// "subscription" or "onetime".
    pub purchase_item_type: Option<String>,
    /// Product name.
    pub title: Option<String>,
    /// Variant.
    pub variant_title: Option<String>,
    /// How many.
    pub quantity: Option<u64>,
    /// What the shop or the customer noted on it.
    pub properties: Vec<Property>,
}

impl FromFields for LineItem {
    fn from_fields(fields: &Fields<'_>) -> Option<Self> {
        Some(Self {
            purchase_item_id: fields.id("purchase_item_id"),
            purchase_item_type: fields.text("purchase_item_type"),
            title: fields.text("title"),
            variant_title: fields.text("variant_title"),
            quantity: fields.whole("quantity"),
            properties: fields.list("properties").unwrap_or_default(),
        })
    }
}

impl LineItem {
    /// True iff it is a subscription's share.
    pub fn is_subscription(&self) -> bool {
        self.purchase_item_type.as_deref().map(str::trim) == Some("subscription")
    }

    /// True iff it is a one-time product.
    pub fn is_one_time(&self) -> bool {
        self.purchase_item_type.as_deref().map(str::trim) == Some("onetime")
    }
}

/// A note on an item. Some shops keep a promised day of delivery in one.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Option<String>,
}

impl FromFields for Property {
    fn from_fields(fields: &Fields<'_>) -> Option<Self> {
        Some(Self { name: fields.text("name")?, value: fields.text("value") })
    }
}

/// How a charge ships.
#[derive(Debug, Clone, PartialEq)]
pub struct ShippingLine {
    /// "active", "pending" or "queued", in any case.
    pub status: Option<String>,
    /// The rate's code; "queued" stands for a rate that is still to be fetched.
    pub code: Option<String>,
}

impl FromFields for ShippingLine {
    fn from_fields(fields: &Fields<'_>) -> Option<Self> {
        Some(Self { status: fields.text("status"), code: fields.text("code") })
    }
}

/// The state of a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChargeStatus {
    /// It runs on its date.
    Queued,
    /// It was skipped; until its date it can be unskipped.
    Skipped,
    /// The payment failed.
    Error,
    /// Being paid.
    Pending,
    /// Waits for a payment by hand.
    PendingManualPayment,
    /// Paid, or paid and refunded: over.
    Over,
    /// Anything else, in lower case; empty when there was none.
    Other(String),
}

impl Charge {
    /// Recharge's word for the state, in lower case; empty when there was none.
    pub fn status_word(&self) -> String {
        lower(self.status.as_deref().unwrap_or_default().trim())
    }

    /// The state.
    pub fn status(&self) -> ChargeStatus {
        let word = self.status_word();
        match word.as_str() {
            "queued" => ChargeStatus::Queued,
            "skipped" => ChargeStatus::Skipped,
            "error" => ChargeStatus::Error,
            "pending" => ChargeStatus::Pending,
            "pending_manual_payment" => ChargeStatus::PendingManualPayment,
            "success" | "refunded" | "partially_refunded" => ChargeStatus::Over,
            _ => ChargeStatus::Other(word),
        }
    }

    /// True iff its payment failed and is still open.
    pub fn has_failed(&self) -> bool {
        self.status() == ChargeStatus::Error
    }

    /// The items it bills.
    pub fn items(&self) -> &[LineItem] {
        self.line_items.as_deref().unwrap_or_default()
    }

    /// True iff it bills that subscription or one-time product.
    pub fn bills(&self, id: u64) -> bool {
        self.items().iter().any(|item| item.purchase_item_id.is_some_and(|item| item.get() == id))
    }

    /// True while a change is still to be worked in.
    pub fn is_recalculating(&self) -> bool {
        self.has_uncommitted_changes == Some(true)
    }

    /// True iff shipping and tax are still to be computed. Recharge then has no shipping line, or one that is "queued".
    pub fn is_provisional(&self) -> bool {
        let unsettled = |word: &Option<String>| {
            word.as_deref().is_some_and(|word| ["queued", "pending"].iter().any(|open| word.eq_ignore_ascii_case(open)))
        };
        let lines = self.shipping_lines.as_deref().unwrap_or_default();
        self.is_recalculating()
            || lines.is_empty()
            || lines.iter().any(|line| unsettled(&line.status) || unsettled(&line.code))
    }
}

impl Row for Charge {
    const PATH: &'static str = "/charges";
    const KEY: &'static str = "charges";

    fn id(&self) -> u64 {
        self.id.get()
    }

    fn owner(&self) -> Option<CustomerId> {
        self.customer_id
    }
}

/// Asks for the queued and skipped charges that bill these subscriptions, as they are now.
pub fn charges_of_items(ids: &str) -> Get {
    let query = vec![
        ("purchase_item_ids", ids.to_owned()),
        ("status", "queued,skipped".to_owned()),
        ("limit", PAGE.to_string()),
    ];
    Get { path: Charge::PATH, query, max_age: 0 }
}

/// Asks for the queued charges of an address, as they are now.
pub fn queued_charges_at(address: AddressId) -> Get {
    let query = vec![("address_id", address.to_string()), ("status", "queued".to_owned()), ("limit", PAGE.to_string())];
    Get { path: Charge::PATH, query, max_age: 0 }
}

/// Asks for a customer's charges: all of them, or with `open_only` those in a state that is known not to be over.
///
/// Asking for all is the safe form, as it shows states this plugin doesn't know (at least one is in use that no
/// documentation lists). It also brings paid ones, though no older than 90 days: Recharge leaves those out.
pub fn charges_of(customer: CustomerId, open_only: bool, sort: Sort, max_age: u32) -> Get {
    let filter: &[_] = if open_only { &[("status", OPEN_STATUSES)] } else { &[] };
    first_page(Charge::PATH, customer, filter, sort, max_age)
}
