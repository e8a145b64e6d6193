//! The widget beside a ticket: what happens next and when comes first. Drawn of nothing but what the contract gives any
//! host, with the component's own words for the fields.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Note;
use crate::inbox::words::Words;

/// The widget.
#[derive(Debug, Template)]
#[template(path = "widget.html")]
pub struct WidgetView {
    /// The words of this host.
    pub t: Words,
    /// "absent", "compact" or "full".
    pub presence: &'static str,
    /// Its heading.
    pub title: String,
    /// How the customer was found.
    pub matched: String,
    /// What must be seen first.
    pub notices: Vec<Note>,
    /// "As of".
    pub as_of_label: String,
    /// When.
    pub as_of: String,
    /// The same for machines.
    pub as_of_iso: String,
    /// The customers.
    pub customers: Vec<CustomerView>,
    /// Where it is read anew.
    pub refresh: String,
    /// Where its ticket is.
    pub here: String,
}

impl HtmlSafe for WidgetView {}

/// A customer.
#[derive(Debug)]
pub struct CustomerView {
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Into Recharge.
    pub link: Option<(String, String)>,
    /// What happens next and when.
    pub headline: String,
    /// What must be seen.
    pub notices: Vec<Note>,
    /// Live subscriptions that are shown.
    pub subscriptions: Vec<LineView>,
    /// How many there are in all.
    pub count: usize,
    /// How many are left out.
    pub more: usize,
    /// Whether there are so many that one is looked for.
    pub is_long: bool,
    /// What was looked for.
    pub find: String,
    /// How many fit.
    pub fits: usize,
    /// Where all of them are.
    pub all: String,
    /// Their heading.
    pub subscriptions_label: String,
    /// Charges.
    pub charges: Vec<ChargeView>,
    /// How many charges are left out.
    pub more_charges: usize,
    /// Their heading.
    pub charges_label: String,
    /// Cancelled and expired ones.
    pub former: Vec<FormerView>,
    /// Their heading, with their number.
    pub former_label: String,
}

/// A subscription.
#[derive(Debug)]
pub struct LineView {
    /// Recharge's id.
    pub id: u64,
    /// Product, variant and number.
    pub product: String,
    /// Its state.
    pub status: Note,
    /// Label and text of what is known.
    pub facts: Vec<(String, String)>,
    /// The next charge: label and day.
    pub next: Option<(String, String)>,
    /// The next delivery: label, day, more.
    pub delivery: Option<(String, String, String)>,
    /// What must be seen about it.
    pub notices: Vec<Note>,
    /// What can be done: label and where.
    pub actions: Vec<(String, String)>,
    /// Why nothing can be done with it, where that is so.
    pub none: String,
    /// What can't: label and why.
    pub blocked: Vec<(String, String)>,
    /// What leads out: label and where.
    pub links: Vec<(String, String)>,
}

/// A charge.
#[derive(Debug)]
pub struct ChargeView {
    /// When.
    pub date: String,
    /// Its state.
    pub status: Note,
    /// The sum.
    pub total: String,
    /// What it bills.
    pub items: Vec<String>,
    /// Why it failed, and when it is tried again.
    pub trouble: Vec<Note>,
}

/// A former subscription.
#[derive(Debug)]
pub struct FormerView {
    /// Product.
    pub product: String,
    /// State and when it ended.
    pub text: String,
    /// What can be done with it.
    pub actions: Vec<(String, String)>,
}
