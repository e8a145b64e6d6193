//! The query of a list: which records, in which order, how many. Unknown parameters are ignored without a word, as
//! Recharge does; known ones with a wrong value are a 422 that names each.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use url::form_urlencoded;

use crate::recharge_sandbox::model::{ChargeStatus, Id, Kind, OrderStatus, SubscriptionStatus};
use crate::recharge_sandbox::rules::FieldErrors;
use crate::recharge_sandbox::telling::topics::VERBS;
use crate::recharge_sandbox::version::Version;

/// Records on a page unless asked otherwise.
const DEFAULT_LIMIT: usize = 50;

/// The most records on a page.
const MAX_LIMIT: usize = 250;

/// The last page that has a number; beyond it only cursors lead.
const MAX_PAGE: usize = 100;

/// The parameters as they came: decoded, the first of each name; with the version that they are in, and the answer is to
/// be in.
#[derive(Debug, Clone)]
pub(crate) struct Parameters {
    named: BTreeMap<String, String>,
    pub version: Version,
}

impl Parameters {
    /// Decodes a query as forms are: "+" is a space, "%2B" a plus sign.
    pub(crate) fn parse(query: &str, version: Version) -> Self {
        let mut parameters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            parameters.entry(name.into_owned()).or_insert_with(|| value.into_owned());
        }
        Self { named: parameters, version }
    }

    /// The same with one more, or another value of it.
    pub(crate) fn with(&self, name: &str, value: impl ToString) -> Self {
        let mut more = self.clone();
        more.named.insert(name.to_owned(), value.to_string());
        more
    }

    /// As a query: the parameters of these names, or all.
    pub(crate) fn to_query(&self, names: Option<&[&str]>) -> String {
        let wanted = self.named.iter().filter(|(name, _)| names.is_none_or(|names| names.contains(&name.as_str())));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(wanted).finish()
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.named.get(name).map(String::as_str)
    }

    /// Whether a switch is on: "true", in any case, or "1".
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
    }

    /// The names in `include`, each once. That 2021-01 has it, nobody has said.
    pub(crate) fn include(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        if self.version == Version::V2021_01 {
            return names;
        }
        for name in self.get("include").unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty()) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// The parameters of these names alone.
    pub(crate) fn only(&self, names: &[&str]) -> BTreeMap<String, String> {
        let wanted = self.named.iter().filter(|(name, _)| names.contains(&name.as_str()));
        wanted.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// How many records on a page.
    pub(crate) fn limit(&self, errors: &mut FieldErrors) -> usize {
        let Some(text) = self.get("limit") else {
            return DEFAULT_LIMIT;
        };
        match text.parse::<usize>() {
            Ok(limit) if (1..=MAX_LIMIT).contains(&limit) => limit,
            Ok(_) => wrong(errors, "limit", format!("Must be between 1 and {MAX_LIMIT}."), DEFAULT_LIMIT),
            Err(_) => wrong(errors, "limit", "Not a valid integer.".to_owned(), DEFAULT_LIMIT),
        }
    }

    /// How many pages of that size come before the one that is wanted. Recharge has deprecated page numbers in 2021-11
    /// and takes none above 100, but they work.
    pub(crate) fn pages_before(&self, errors: &mut FieldErrors) -> usize {
        let Some(text) = self.get("page") else { return 0 };
        match text.parse::<usize>() {
            Ok(page) if (1..=MAX_PAGE).contains(&page) => page - 1,
            Ok(_) => wrong(errors, "page", format!("Must be between 1 and {MAX_PAGE}."), 0),
            Err(_) => wrong(errors, "page", "Not a valid integer.".to_owned(), 0),
        }
    }

    pub(crate) fn number(&self, name: &str, errors: &mut FieldErrors) -> Option<u32> {
        number(name, self.get(name)?, errors)
    }

    pub(crate) fn date(&self, name: &str, errors: &mut FieldErrors) -> Option<Date> {
        date(name, self.get(name)?, errors)
    }
}

/// Which records are wanted, over all resources; a resource reads only the parameters it has.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Filters {
    pub email: Option<String>,
    pub hash: Option<String>,
    pub external_customer_id: Option<String>,
    pub external_variant_id: Option<String>,
    pub external_order_id: Option<String>,
    pub order_type: Option<String>,
    pub customer_id: Option<Id>,
    pub charge_id: Option<Id>,
    pub discount_id: Option<Id>,
    pub discount_code: Option<String>,
    pub discount_type: Option<String>,
    pub address_ids: Option<BTreeSet<Id>>,
    pub ids: Option<BTreeSet<Id>>,
    pub purchase_item_ids: Option<BTreeSet<Id>>,
    pub object_type: Option<String>,
    pub object_id: Option<Id>,
    pub verbs: Option<Vec<String>>,
    pub origin: Option<String>,
    pub statuses: Option<Vec<String>>,
    /// Whether a customer has an active subscription; only version 2021-01 asks.
    pub customer_is_active: Option<bool>,
    pub scheduled_at: Range<Date>,
    pub processed_at: Range<Timestamp>,
    pub created_at: Range<Timestamp>,
    pub updated_at: Range<Timestamp>,
}

/// From and to, both included; open where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Range<T> {
    pub min: Option<T>,
    pub max: Option<T>,
}

impl<T> Default for Range<T> {
    fn default() -> Self {
        Self { min: None, max: None }
    }
}

impl<T: PartialOrd + Copy> Range<T> {
    pub(crate) fn holds(&self, value: T) -> bool {
        self.min.is_none_or(|min| min <= value) && self.max.is_none_or(|max| value <= max)
    }

    /// A missing value is in no range but the open one.
    pub(crate) fn holds_optional(&self, value: Option<T>) -> bool {
        match value {
            Some(value) => self.holds(value),
            None => self.min.is_none() && self.max.is_none(),
        }
    }
}

impl Filters {
    /// Reads these parameters; what is wrong with them goes to `errors`.
    pub(crate) fn parse(parameters: &BTreeMap<String, String>, errors: &mut FieldErrors) -> Self {
        let mut filters = Self::default();
        for (name, value) in parameters {
            filters.set(name, value, errors);
        }
        filters
    }

    fn set(&mut self, name: &str, value: &str, errors: &mut FieldErrors) {
        match name {
            "email" => self.email = Some(value.to_owned()),
            "hash" => self.hash = Some(value.to_owned()),
            "external_customer_id" => self.external_customer_id = Some(value.to_owned()),
            "external_variant_id" => self.external_variant_id = Some(value.to_owned()),
            "external_order_id" => self.external_order_id = Some(value.to_owned()),
            "type" => self.order_type = choice(name, value, &["checkout", "recurring"], errors),
            "customer_id" => self.customer_id = id(name, value, errors),
            "discount_id" => self.discount_id = id(name, value, errors),
            "discount_code" => self.discount_code = Some(value.to_owned()),
            "discount_type" => {
                self.discount_type = choice(name, value, &["percentage", "fixed_amount", "shipping"], errors);
            }
            "charge_id" => self.charge_id = id(name, value, errors),
            "object_type" => self.object_type = choice(name, value, &object_types(), errors),
            "object_id" => self.object_id = id(name, value, errors),
            "verbs" => self.verbs = choices(name, value, &VERBS, errors),
            "origin" => self.origin = Some(value.to_owned()),
            "address_id" | "address_ids" => self.address_ids = ids(name, value, errors),
            "ids" => self.ids = ids(name, value, errors),
            "purchase_item_id" | "purchase_item_ids" => self.purchase_item_ids = ids(name, value, errors),
            "status" => self.statuses = Some(value.split(',').map(|status| status.trim().to_owned()).collect()),
            "customer_status" => {
                self.customer_is_active =
                    choice("status", value, &["active", "inactive"], errors).map(|it| it == "active");
            }
            "scheduled_at" => {
                let day = date(name, value, errors);
                self.scheduled_at = Range { min: day, max: day };
            }
            "scheduled_at_min" => self.scheduled_at.min = date(name, value, errors),
            "scheduled_at_max" => self.scheduled_at.max = date(name, value, errors),
            "processed_at_min" => self.processed_at.min = time(name, value, errors),
            "processed_at_max" => self.processed_at.max = time(name, value, errors),
            "created_at_min" => self.created_at.min = time(name, value, errors),
            "created_at_max" => self.created_at.max = time(name, value, errors),
            "updated_at_min" => self.updated_at.min = time(name, value, errors),
            "updated_at_max" => self.updated_at.max = time(name, value, errors),
            _ => {}
        }
    }

    /// Checks the statuses against a resource's own.
    pub(crate) fn check_statuses(&self, known: &[&str], several: bool, errors: &mut FieldErrors) {
        let Some(statuses) = &self.statuses else { return };
        if (statuses.len() > 1 && !several) || statuses.iter().any(|status| !known.contains(&status.as_str())) {
            wrong(errors, "status", format!("Must be one of: {}.", known.join(", ")), ());
        }
    }

    pub(crate) fn has_status(&self, status: &str) -> bool {
        self.statuses.as_ref().is_none_or(|statuses| statuses.iter().any(|wanted| wanted == status))
    }
}

/// The words of each status for `check_statuses`.
pub(crate) fn subscription_statuses() -> Vec<&'static str> {
    SubscriptionStatus::ALL.map(SubscriptionStatus::as_str).to_vec()
}

/// The words of each status for `check_statuses`.
pub(crate) fn charge_statuses() -> Vec<&'static str> {
    ChargeStatus::ALL.map(ChargeStatus::as_str).to_vec()
}

/// The words of each status for `check_statuses`.
pub(crate) fn order_statuses() -> Vec<&'static str> {
    OrderStatus::ALL.map(OrderStatus::as_str).to_vec()
}

/// The words of each kind of record that events tell of.
fn object_types() -> Vec<&'static str> {
    Kind::ALL.into_iter().filter(|kind| *kind != Kind::Webhook).map(Kind::singular).collect()
}

fn wrong<T>(errors: &mut FieldErrors, name: &str, message: String, instead: T) -> T {
    errors.entry(name.to_owned()).or_default().push(message);
    instead
}

fn number(name: &str, value: &str, errors: &mut FieldErrors) -> Option<u32> {
    value.parse().ok().or_else(|| wrong(errors, name, "Not a valid integer.".to_owned(), None))
}

fn id(name: &str, value: &str, errors: &mut FieldErrors) -> Option<Id> {
    value.parse().ok().or_else(|| wrong(errors, name, "Not a valid integer.".to_owned(), None))
}

fn ids(name: &str, value: &str, errors: &mut FieldErrors) -> Option<BTreeSet<Id>> {
    let parsed: Result<BTreeSet<Id>, _> = value.split(',').map(|id| id.trim().parse()).collect();
    parsed.ok().or_else(|| wrong(errors, name, "Not a valid list of integers.".to_owned(), None))
}

fn choice(name: &str, value: &str, known: &[&str], errors: &mut FieldErrors) -> Option<String> {
    if known.contains(&value) {
        return Some(value.to_owned());
    }
    wrong(errors, name, format!("Must be one of: {}.", known.join(", ")), None)
}

/// Several words of those, joined by commas.
fn choices(name: &str, value: &str, known: &[&str], errors: &mut FieldErrors) -> Option<Vec<String>> {
    let words: Vec<&str> = value.split(',').map(str::trim).collect();
    if words.iter().all(|word| known.contains(word)) {
        return Some(words.into_iter().map(str::to_owned).collect());
    }
    wrong(errors, name, format!("Must be one of: {}.", known.join(", ")), None)
}

/// A date, or the date of a time.
fn date(name: &str, value: &str, errors: &mut FieldErrors) -> Option<Date> {
    let parsed =
        value.parse::<Date>().ok().or_else(|| timestamp(value).map(|time| TimeZone::UTC.to_datetime(time).date()));
    parsed.or_else(|| {
        let message = format!("Invalid date: {value}. Must be a valid ISO-8601 date string");
        wrong(errors, name, message, None)
    })
}

/// A time; without an offset it means UTC.
fn time(name: &str, value: &str, errors: &mut FieldErrors) -> Option<Timestamp> {
    timestamp(value).or_else(|| {
        // The captured words.
        let message = format!("Invalid date: {value}. Must be a valid ISO-8601 datetime string");
        wrong(errors, name, message, None)
    })
}

fn timestamp(value: &str) -> Option<Timestamp> {
    if let Ok(time) = value.parse::<Timestamp>() {
        return Some(time);
    }
    let local: DateTime = match value.parse::<DateTime>() {
        Ok(local) => local,
        Err(_) => value.parse::<Date>().ok()?.to_datetime(civil::Time::midnight()),
    };
    TimeZone::UTC.to_timestamp(local).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filters(query: &str) -> (Filters, FieldErrors) {
        let mut errors = FieldErrors::new();
        let filters = Filters::parse(&Parameters::parse(query, Version::V2021_11).named, &mut errors);
        (filters, errors)
    }

    #[test]
    fn a_plus_sign_must_be_encoded() {
        assert_eq!(filters("email=priya%2Bcoffee%40example.com").0.email.unwrap(), "priya+coffee@example.com");
        assert_eq!(filters("email=priya+coffee@example.com").0.email.unwrap(), "priya coffee@example.com");
    }

    #[test]
    fn lists_are_joined_by_commas() {
        let (filters, errors) = filters("ids=3,1,2&status=queued,skipped&purchase_item_ids=9");
        assert_eq!(errors, FieldErrors::new());
        assert_eq!(filters.ids.unwrap().into_iter().collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(filters.statuses.unwrap(), ["queued", "skipped"]);
        assert_eq!(filters.purchase_item_ids.unwrap().len(), 1);
    }

    #[test]
    fn of_a_repeated_parameter_the_first_counts() {
        assert_eq!(filters("ids=1&ids=2").0.ids.unwrap().into_iter().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn every_wrong_value_is_named() {
        let (_, errors) = filters("customer_id=x&ids=1,a&updated_at_max=test&scheduled_at=soon&type=gift");
        let messages: Vec<(&str, &str)> =
            errors.iter().map(|(name, texts)| (name.as_str(), texts[0].as_str())).collect();
        assert_eq!(
            messages,
            [
                ("customer_id", "Not a valid integer."),
                ("ids", "Not a valid list of integers."),
                ("scheduled_at", "Invalid date: soon. Must be a valid ISO-8601 date string"),
                ("type", "Must be one of: checkout, recurring."),
                ("updated_at_max", "Invalid date: test. Must be a valid ISO-8601 datetime string"),
            ]
        );
    }

    #[test]
    fn times_are_taken_with_and_without_an_offset() {
        let expected = "2026-01-10T08:00:00Z".parse().unwrap();
        for text in ["2026-01-10T08:00:00", "2026-01-10T08:00:00Z", "2026-01-10T10:00:00%2B02:00"] {
            assert_eq!(filters(&format!("updated_at_min={text}")).0.updated_at.min, Some(expected), "{text}");
        }
        let (_, errors) = filters("updated_at_min=2026-01-10T08:00:00+00:00");
        assert!(errors.contains_key("updated_at_min"), "an unencoded plus sign is a space");
    }

    #[test]
    fn a_limit_is_between_1_and_250() {
        for (text, expected) in [("", Some(50)), ("limit=1", Some(1)), ("limit=250", Some(250))] {
            let mut errors = FieldErrors::new();
            assert_eq!(Some(Parameters::parse(text, Version::V2021_11).limit(&mut errors)), expected);
            assert!(errors.is_empty());
        }
        for text in ["limit=0", "limit=251", "limit=-1", "limit=x", "limit="] {
            let mut errors = FieldErrors::new();
            Parameters::parse(text, Version::V2021_11).limit(&mut errors);
            assert!(errors.contains_key("limit"), "{text}");
        }
    }
}
