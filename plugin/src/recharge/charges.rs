//! Charges: what is billed for one address on one day.

use jiff::civil::Date;
use serde::Deserialize;

use super::client::Get;
use super::page::{Row, Sort, first_page};
use super::{AddressId, ChargeId, CustomerId, PurchaseItemId, lenient};

/// The statuses that are not over, as far as Recharge's own SDK names them.
const OPEN_STATUSES: &str = "queued,skipped,error,pending,pending_manual_payment";

/// A charge.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Charge {
    /// The id, which doesn't last.
    pub id: ChargeId,
    #[serde(default, deserialize_with = "lenient::nested")]
    customer: Option<ChargedCustomer>,
    /// The address it ships to.
    #[serde(default, deserialize_with = "lenient::nested")]
    pub address_id: Option<AddressId>,
    #[serde(default, deserialize_with = "lenient::text")]
    status: Option<String>,
    /// The day it runs.
    #[serde(default, deserialize_with = "lenient::date")]
    pub scheduled_at: Option<Date>,
    /// The sum, decimal text.
    #[serde(default, deserialize_with = "lenient::text")]
    pub total_price: Option<String>,
    /// ISO 4217 code of the sum.
    #[serde(default, deserialize_with = "lenient::text")]
    pub currency: Option<String>,
    /// Why it failed, in words.
    #[serde(default, deserialize_with = "lenient::text")]
    pub error: Option<String>,
    /// Why it failed, as a code.
    #[serde(default, deserialize_with = "lenient::text")]
    pub error_type: Option<String>,
    /// When Recharge tries again.
    #[serde(default, deserialize_with = "lenient::date")]
    pub retry_date: Option<Date>,
    /// True while Recharge is still to compute it anew after a change.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub has_uncommitted_changes: Option<bool>,
    /// What it bills; nothing when that can't be read.
    #[serde(default, deserialize_with = "lenient::list")]
    pub line_items: Option<Vec<LineItem>>,
    /// How it ships; nothing when that can't be read.
    #[serde(default, deserialize_with = "lenient::list")]
    pub shipping_lines: Option<Vec<ShippingLine>>,
}

/// The owner of a charge: version 2021-11 has no `customer_id` on the charge itself.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct ChargedCustomer {
    id: CustomerId,
}

/// What a charge or an order bills.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct LineItem {
    /// The subscription or one-time product.
    #[serde(default, deserialize_with = "lenient::nested")]
    pub purchase_item_id: Option<PurchaseItemId>,
    /// "subscription" or "onetime".
    #[serde(default, deserialize_with = "lenient::text")]
    pub purchase_item_type: Option<String>,
    /// Product name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub title: Option<String>,
    /// Variant.
    #[serde(default, deserialize_with = "lenient::text")]
    pub variant_title: Option<String>,
    /// How many.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub quantity: Option<u64>,
}

/// How a charge ships.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ShippingLine {
    /// "active", "pending" or "queued", in any case.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// The rate's code; "queued" stands for a rate that is still to be fetched.
    #[serde(default, deserialize_with = "lenient::text")]
    pub code: Option<String>,
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
        self.status.as_deref().unwrap_or_default().trim().to_lowercase()
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

    /// True while a change is still to be worked in.
    pub fn is_recalculating(&self) -> bool {
        self.has_uncommitted_changes == Some(true)
    }

    /// True iff shipping and tax are still to be computed. Recharge then has no shipping line, or one that is "queued".
    pub fn is_provisional(&self) -> bool {
        let unsettled = |word: &Option<String>| {
            word.as_deref()
                .is_some_and(|word| ["queued", "pending"].iter().any(|open| word.eq_ignore_ascii_case(open)))
        };
        let lines = self.shipping_lines.as_deref().unwrap_or_default();
        self.is_recalculating()
            || lines.is_empty()
            || lines
                .iter()
                .any(|line| unsettled(&line.status) || unsettled(&line.code))
    }
}

impl Row for Charge {
    const PATH: &'static str = "/charges";
    const KEY: &'static str = "charges";

    fn id(&self) -> u64 {
        self.id.get()
    }

    fn owner(&self) -> Option<CustomerId> {
        self.customer.as_ref().map(|customer| customer.id)
    }
}

/// Asks for a customer's charges: all of them, or with `open_only` those in a state that is known not to be over.
///
/// Asking for all is the safe form, as it shows states this plugin doesn't know (at least one is in use that no
/// documentation lists). It also brings paid ones, though no older than 90 days: Recharge leaves those out.
pub fn charges_of(customer: CustomerId, open_only: bool, sort: Sort, max_age: u32) -> Get {
    let filter: &[_] = if open_only { &[("status", OPEN_STATUSES)] } else { &[] };
    first_page(Charge::PATH, customer, filter, sort, max_age)
}
