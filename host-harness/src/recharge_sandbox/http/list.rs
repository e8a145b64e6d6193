//! One page of a list, the same way for every resource: filter, sort, cut, and say where the pages around it start.

use super::answer::{Answer, Links};
use super::cursor::{self, Cursor, Direction, Position, Sort, SortField};
use super::query::{Filters, Parameters};
use super::v2021_01::{self, Renamed};
use crate::recharge_sandbox::model::Id;
use crate::recharge_sandbox::rules::FieldErrors;
use crate::recharge_sandbox::unknowns::{CursorFilters, CursorPages, UnknownShopifyCustomer, Unknowns};
use crate::recharge_sandbox::version::Version;
use crate::recharge_sandbox::wire::{View, Written};

/// What a resource says about itself, so that it can be listed and read.
pub(crate) trait Resource: Sized + 'static {
    /// The key around one record.
    const SINGULAR: &'static str;
    /// The key around a list.
    const PLURAL: &'static str;
    /// The query parameters that choose records.
    const FILTERS: &'static [&'static str];
    /// The parameters that choose records in version 2021-01, each with what they are called in 2021-11.
    const FILTERS_2021_01: Renamed = &[];
    /// What it can be sorted by.
    const SORTS: &'static [SortField];

    /// The record of that id.
    fn find(view: View<'_>, id: Id) -> Option<&Self>;

    /// The records that the filters leave, at least; [`Resource::matches`] decides.
    fn candidates<'a>(view: View<'a>, filters: &Filters) -> Vec<&'a Self>;

    /// Whether the API shows it at all.
    fn is_visible(&self, _view: View<'_>) -> bool {
        true
    }

    /// Checks what only this resource knows, such as its statuses.
    fn check(_filters: &Filters, _errors: &mut FieldErrors) {}

    /// Checks what depends on the store's time.
    fn check_now(_view: View<'_>, _filters: &Filters, _errors: &mut FieldErrors) {}

    /// Whether the filters want it.
    fn matches(&self, filters: &Filters, unknowns: &Unknowns) -> bool;

    /// Where it stands in a list sorted by that field.
    fn position(&self, field: SortField) -> Position;

    /// Adds its body.
    fn write(&self, view: View<'_>, include: &[String], out: &mut Vec<u8>) -> Written;

    /// Adds its body in version 2021-01, where that is another one.
    fn write_2021_01(&self, view: View<'_>, out: &mut Vec<u8>) -> Written {
        self.write(view, &[], out)
    }
}

/// Adds a record's body as the parameters want it.
fn write<T: Resource>(record: &T, view: View<'_>, parameters: &Parameters, out: &mut Vec<u8>) -> Written {
    match parameters.version {
        Version::V2021_01 => record.write_2021_01(view, out),
        Version::V2021_11 => record.write(view, &parameters.include(), out),
    }
}

/// `GET /things/{id}`.
pub(crate) fn one<T: Resource>(view: View<'_>, id: Id, parameters: &Parameters) -> Answer {
    let Some(record) = T::find(view, id).filter(|record| record.is_visible(view)) else {
        return Answer::not_found();
    };
    let mut body = format!("{{\"{}\":", T::SINGULAR).into_bytes();
    let written = write(record, view, parameters, &mut body);
    body.push(b'}');
    written.map(|()| body).into()
}

/// `GET /things`.
pub(crate) fn list<T: Resource>(view: View<'_>, parameters: &Parameters) -> Answer {
    list_those::<T>(view, parameters, |_| true)
}

/// `GET /things`, where the token sees only those.
pub(crate) fn list_those<T: Resource>(view: View<'_>, parameters: &Parameters, sees: impl Fn(&T) -> bool) -> Answer {
    let mut errors = FieldErrors::new();
    let limit = parameters.limit(&mut errors);
    let request = match parameters.get("cursor") {
        Some(text) => by_cursor::<T>(text, parameters, &view.state.unknowns, &mut errors),
        None => by_filters::<T>(parameters, &mut errors),
    };
    let found = match wanted::<T>(view, &request, parameters, errors, sees) {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let page = request.cut(found, limit);
    match write_page(view, &request, &page, parameters) {
        Ok((body, links)) => Answer { links, ..Answer::bytes(body) },
        Err(error) => Err(error).into(),
    }
}

/// `GET /things/count`, in version 2021-01.
pub(crate) fn count<T: Resource>(view: View<'_>, parameters: &Parameters) -> Answer {
    let mut errors = FieldErrors::new();
    let request = by_filters::<T>(parameters, &mut errors);
    match wanted::<T>(view, &request, parameters, errors, |_| true) {
        Ok(found) => Answer::json(200, &serde_json::json!({"count": found.len()})),
        Err(refused) => refused,
    }
}

/// All records that are asked for, in order; or what is wrong with the question.
fn wanted<'a, T: Resource>(
    view: View<'a>,
    request: &Request,
    parameters: &Parameters,
    mut errors: FieldErrors,
    sees: impl Fn(&T) -> bool,
) -> Result<Vec<(Position, &'a T)>, Answer> {
    let unknowns = &view.state.unknowns;
    let filters = Filters::parse(&request.filters, &mut errors);
    T::check(&filters, &mut errors);
    T::check_now(view, &filters, &mut errors);
    if !errors.is_empty() {
        return Err(Answer::invalid(&match parameters.version {
            Version::V2021_01 => v2021_01::errors(errors, T::FILTERS_2021_01),
            Version::V2021_11 => errors,
        }));
    }
    if parameters.version == Version::V2021_01
        && unknowns.unknown_shopify_customer == UnknownShopifyCustomer::Error
        && let Some(external) = &filters.external_customer_id
        && !view.state.customers.values().any(|it| it.external_customer_id.as_ref() == Some(external))
    {
        return Err(Answer::json(422, &serde_json::json!({"errors": ["shopify_customer_id not found"]})));
    }
    let mut found: Vec<(Position, &T)> = T::candidates(view, &filters)
        .into_iter()
        .filter(|record| record.is_visible(view) && sees(record) && record.matches(&filters, unknowns))
        .map(|record| (record.position(request.sort.field), record))
        .collect();
    found.sort_unstable_by(|(a, _), (b, _)| request.sort.compare(a, b));
    Ok(found)
}

/// The parameters that choose records, as 2021-11 calls them.
fn filters_of<T: Resource>(parameters: &Parameters) -> std::collections::BTreeMap<String, String> {
    match parameters.version {
        Version::V2021_01 => v2021_01::filters(parameters, T::FILTERS_2021_01),
        Version::V2021_11 => parameters.only(T::FILTERS),
    }
}

/// A list as it was asked for, by filters or by cursor.
struct Request {
    sort: Sort,
    filters: std::collections::BTreeMap<String, String>,
    start: Option<(Position, Direction)>,
    pages_before: usize,
}

/// The records of a page, and whether there are others around it.
struct Page<'a, T> {
    records: Vec<(Position, &'a T)>,
    has_previous: bool,
    has_next: bool,
}

fn by_filters<T: Resource>(parameters: &Parameters, errors: &mut FieldErrors) -> Request {
    let sort = match parameters.get("sort_by") {
        None => Sort::DEFAULT,
        Some(name) => Sort::named(name, T::SORTS).unwrap_or_else(|| {
            errors.entry("sort_by".to_owned()).or_default().push(Sort::unknown(T::SORTS));
            Sort::DEFAULT
        }),
    };
    let filters = filters_of::<T>(parameters);
    Request { sort, filters, start: None, pages_before: parameters.pages_before(errors) }
}

fn by_cursor<T: Resource>(
    text: &str,
    parameters: &Parameters,
    unknowns: &Unknowns,
    errors: &mut FieldErrors,
) -> Request {
    if unknowns.cursor_filters == CursorFilters::Rejected {
        let besides = filters_of::<T>(parameters).into_keys().chain(parameters.only(&["sort_by", "page"]).into_keys());
        for name in besides {
            errors.entry(name).or_default().push("Can not be used together with cursor.".to_owned());
        }
    }
    let nothing = Request { sort: Sort::DEFAULT, filters: Default::default(), start: None, pages_before: 0 };
    let Some(cursor) = Cursor::decode(text, errors) else {
        return nothing;
    };
    let is_old = |name: &str| T::FILTERS_2021_01.iter().any(|(_, new)| *new == name);
    let known = cursor.filters.keys().all(|name| T::FILTERS.contains(&name.as_str()) || is_old(name));
    match cursor.sort(T::SORTS).filter(|_| known) {
        Some(sort) => {
            let start = Some((cursor.position(), cursor.cursor_dir));
            let filters = match unknowns.cursor_pages {
                CursorPages::Filtered => cursor.filters,
                CursorPages::Unfiltered => Default::default(),
            };
            Request { sort, filters, start, pages_before: 0 }
        }
        None => {
            // A cursor of another resource, or one that was tampered with.
            cursor::invalid(errors);
            nothing
        }
    }
}

impl Request {
    /// Cuts the page out of all records, which are in order.
    fn cut<'a, T>(&self, mut found: Vec<(Position, &'a T)>, limit: usize) -> Page<'a, T> {
        let Some((start, direction)) = &self.start else {
            let first = self.pages_before.saturating_mul(limit).min(found.len());
            let mut records = found.split_off(first);
            let has_next = records.len() > limit;
            records.truncate(limit);
            return Page { records, has_previous: first > 0, has_next };
        };
        let is_before = |position: &Position| self.sort.compare(position, start).is_lt();
        let is_after = |position: &Position| self.sort.compare(position, start).is_gt();
        match direction {
            Direction::Next => {
                let first = found.partition_point(|(position, _)| !is_after(position));
                let mut records = found.split_off(first);
                let has_next = records.len() > limit;
                records.truncate(limit);
                Page { records, has_previous: !found.is_empty(), has_next }
            }
            Direction::Previous => {
                let end = found.partition_point(|(position, _)| is_before(position));
                let has_next = end < found.len();
                found.truncate(end);
                let records = found.split_off(end.saturating_sub(limit));
                Page { records, has_previous: !found.is_empty(), has_next }
            }
        }
    }
}

fn write_page<T: Resource>(
    view: View<'_>,
    request: &Request,
    page: &Page<'_, T>,
    parameters: &Parameters,
) -> Result<(Vec<u8>, Links), serde_json::Error> {
    let cursor = |record: Option<&(Position, &T)>, direction| match record {
        Some((position, _)) => Cursor::at(*position, request.sort, direction, &request.filters).encode().map(Some),
        None => Ok(None),
    };
    let next = cursor(page.records.last().filter(|_| page.has_next), Direction::Next)?;
    let previous = cursor(page.records.first().filter(|_| page.has_previous), Direction::Previous)?;
    let mut out = Vec::with_capacity(256 + page.records.len() * 1024);
    out.extend_from_slice(b"{\"next_cursor\":");
    serde_json::to_writer(&mut out, &next)?;
    out.extend_from_slice(b",\"previous_cursor\":");
    serde_json::to_writer(&mut out, &previous)?;
    out.extend_from_slice(format!(",\"{}\":[", T::PLURAL).as_bytes());
    for (position, (_, record)) in page.records.iter().enumerate() {
        if position > 0 {
            out.push(b',');
        }
        write(*record, view, parameters, &mut out)?;
    }
    out.extend_from_slice(b"]}");
    let links = match parameters.version {
        Version::V2021_01 => v2021_01::links(parameters, request.pages_before, next, previous),
        Version::V2021_11 => Vec::new(),
    };
    Ok((out, links))
}
