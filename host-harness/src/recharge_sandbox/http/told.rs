//! Events and webhooks as resources: what they can be asked for.

use super::cursor::{Position, SortField, SortValue};
use super::list::Resource;
use super::query::Filters;
use crate::recharge_sandbox::model::{Event, Id, Webhook};
use crate::recharge_sandbox::rules::FieldErrors;
use crate::recharge_sandbox::telling::{EVENT_DAYS, oldest_event};
use crate::recharge_sandbox::unknowns::Unknowns;
use crate::recharge_sandbox::wire::{self, View, Written};

impl Resource for Event {
    const SINGULAR: &'static str = "event";
    const PLURAL: &'static str = "events";
    const FILTERS: &'static [&'static str] =
        &["created_at_min", "created_at_max", "object_type", "object_id", "verbs", "customer_id", "origin"];
    const SORTS: &'static [SortField] = &[SortField::Id];

    fn find(view: View<'_>, id: Id) -> Option<&Self> {
        view.state.events.iter().find(|event| event.id == id)
    }

    fn candidates<'a>(view: View<'a>, _filters: &Filters) -> Vec<&'a Self> {
        view.state.events.iter().collect()
    }

    fn is_visible(&self, view: View<'_>) -> bool {
        self.at >= oldest_event(view.state.now)
    }

    fn check_now(view: View<'_>, filters: &Filters, errors: &mut FieldErrors) {
        if filters.created_at.min.is_some_and(|min| min < oldest_event(view.state.now)) {
            // The words were captured, what is around them was not.
            let message = format!("created_at_min must be less than {EVENT_DAYS} days ago");
            errors.entry("created_at_min".to_owned()).or_default().push(message);
        }
    }

    fn matches(&self, filters: &Filters, _unknowns: &Unknowns) -> bool {
        filters.customer_id.is_none_or(|customer| customer == self.customer_id)
            && filters.object_id.is_none_or(|object| object == self.object_id)
            && filters.object_type.as_deref().is_none_or(|kind| kind == self.object_type.singular())
            && filters.verbs.as_ref().is_none_or(|verbs| verbs.contains(&self.verb))
            && filters.origin.as_deref().is_none_or(|origin| origin == self.source.origin())
            && filters.created_at.holds(self.at)
    }

    fn position(&self, _field: SortField) -> Position {
        (SortValue::Id(self.id), self.id)
    }

    fn write(&self, view: View<'_>, _include: &[String], out: &mut Vec<u8>) -> Written {
        wire::event(self, view, out)
    }
}

impl Resource for Webhook {
    const SINGULAR: &'static str = "webhook";
    const PLURAL: &'static str = "webhooks";
    const FILTERS: &'static [&'static str] = &[];
    const SORTS: &'static [SortField] = &[SortField::Id];

    fn find(view: View<'_>, id: Id) -> Option<&Self> {
        view.state.webhooks.get(&id)
    }

    fn candidates<'a>(view: View<'a>, _filters: &Filters) -> Vec<&'a Self> {
        view.state.webhooks.values().collect()
    }

    fn matches(&self, _filters: &Filters, _unknowns: &Unknowns) -> bool {
        true
    }

    fn position(&self, _field: SortField) -> Position {
        (SortValue::Id(self.id), self.id)
    }

    fn write(&self, _view: View<'_>, _include: &[String], out: &mut Vec<u8>) -> Written {
        wire::webhook(self, out)
    }
}
