//! What a shop has that no customer owns: its discounts, as a resource that is listed like every other, and what it sells,
//! on one page.

use serde_json::{Value, json};

use super::answer::Answer;
use super::cursor::{Position, SortField, SortValue};
use super::list::Resource;
use super::query::{Filters, Parameters};
use crate::recharge_sandbox::model::{Discount, Id};
use crate::recharge_sandbox::rules::FieldErrors;
use crate::recharge_sandbox::unknowns::Unknowns;
use crate::recharge_sandbox::wire::{self, View, Written};

/// What stands for a discount's status in filters: a world's are all enabled.
const STATUSES: [&str; 3] = ["enabled", "disabled", "fully_disabled"];

impl Resource for Discount {
    const SINGULAR: &'static str = "discount";
    const PLURAL: &'static str = "discounts";
    const FILTERS: &'static [&'static str] = &[
        "discount_code",
        "discount_type",
        "ids",
        "status",
        "created_at_min",
        "created_at_max",
        "updated_at_min",
        "updated_at_max",
    ];
    const SORTS: &'static [SortField] = &[SortField::Id, SortField::CreatedAt, SortField::UpdatedAt];

    fn find(view: View<'_>, id: Id) -> Option<&Self> {
        view.state.discounts.get(&id)
    }

    fn candidates<'a>(view: View<'a>, _filters: &Filters) -> Vec<&'a Self> {
        view.state.discounts.values().collect()
    }

    fn check(filters: &Filters, errors: &mut FieldErrors) {
        filters.check_statuses(&STATUSES, false, errors);
    }

    fn matches(&self, filters: &Filters, _unknowns: &Unknowns) -> bool {
        filters.ids.as_ref().is_none_or(|ids| ids.contains(&self.id))
            && filters.discount_code.as_ref().is_none_or(|code| *code == self.code)
            && filters.discount_type.as_ref().is_none_or(|wanted| wanted == self.value_type.as_str())
            && filters.has_status("enabled")
            && filters.created_at.holds(self.created_at)
            && filters.updated_at.holds(self.created_at)
    }

    fn position(&self, field: SortField) -> Position {
        let value = match field {
            SortField::CreatedAt | SortField::UpdatedAt => SortValue::Time(self.created_at),
            _ => SortValue::Id(self.id),
        };
        (value, self.id)
    }

    fn write(&self, _view: View<'_>, _include: &[String], out: &mut Vec<u8>) -> Written {
        wire::discount(self, out)
    }
}

/// Whether a charge or an address with that discount is wanted by `discount_id` and `discount_code`.
pub(super) fn has_discount(view: View<'_>, filters: &Filters, discount: Option<Id>) -> bool {
    let code = view.state.discount(discount).map(|discount| discount.code.as_str());
    filters.discount_id.is_none_or(|wanted| discount == Some(wanted))
        && filters.discount_code.as_deref().is_none_or(|wanted| code == Some(wanted))
}

/// `GET /products`, by `external_product_ids` where they are named.
pub(super) fn products(view: View<'_>, parameters: &Parameters) -> Answer {
    let wanted: Option<Vec<&str>> =
        parameters.get("external_product_ids").map(|ids| ids.split(',').map(str::trim).collect());
    let sold = view.state.products.iter().filter(|listed| {
        let id = listed.product.external_product_id.as_deref();
        wanted.as_ref().is_none_or(|wanted| id.is_some_and(|id| wanted.contains(&id)))
    });
    page("products", sold.map(|listed| wire::product(listed, view)).collect())
}

/// `GET /products/{external_product_id}`.
pub(super) fn product(view: View<'_>, id: Id) -> Answer {
    let id = id.to_string();
    let found = view.state.products.iter().find(|listed| listed.product.external_product_id.as_deref() == Some(&id));
    found.map_or_else(Answer::not_found, |listed| Answer::json(200, &json!({"product": wire::product(listed, view)})))
}

/// `GET /plans`, by `ids`, `external_product_id` and `type` where they are named.
pub(super) fn plans(view: View<'_>, parameters: &Parameters) -> Answer {
    let is = |name: &str, value: &Value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        parameters.get(name).is_none_or(|wanted| wanted.split(',').any(|wanted| wanted.trim() == text))
    };
    let all = wire::plans(view).into_iter();
    let wanted = all.filter(|plan| {
        let ecommerce = plan.pointer("/external_product_id/ecommerce").unwrap_or(&Value::Null);
        let field = |name: &str| plan.get(name).cloned().unwrap_or_default();
        is("ids", &field("id")) && is("external_product_id", ecommerce) && is("type", &field("type"))
    });
    page("plans", wanted.collect())
}

/// A list with everything on one page.
pub(super) fn page(name: &str, records: Vec<Value>) -> Answer {
    Answer::json(200, &json!({"next_cursor": null, "previous_cursor": null, name: records}))
}
