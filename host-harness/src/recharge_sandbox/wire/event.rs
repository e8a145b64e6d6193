//! An event's body. The keys are those of a client's models; the words of `origin` and `user_type` are not documented.

use serde::Serialize;

use super::{View, Written, with_offset};
use crate::recharge_sandbox::model::{Event, Id, Source, UpdatedAttribute};

#[derive(Debug, Serialize)]
struct Body<'a> {
    id: Id,
    object_id: Id,
    customer_id: Id,
    created_at: String,
    object_type: &'static str,
    verb: &'a str,
    description: &'a str,
    updated_attributes: &'a [UpdatedAttribute],
    source: SourceBody<'a>,
    custom_attributes: [(); 0],
}

#[derive(Debug, Serialize)]
struct SourceBody<'a> {
    account_id: Option<Id>,
    account_email: Option<&'a str>,
    api_token_id: Option<u64>,
    api_token_name: Option<&'a str>,
    origin: &'static str,
    user_type: &'static str,
}

/// Adds an event's body.
pub(crate) fn event(record: &Event, view: View<'_>, out: &mut Vec<u8>) -> Written {
    let none = SourceBody {
        account_id: None,
        account_email: None,
        api_token_id: None,
        api_token_name: None,
        origin: record.source.origin(),
        user_type: "system",
    };
    let source = match &record.source {
        Source::Token(name) => {
            SourceBody { api_token_id: token_number(view, name), api_token_name: Some(name), user_type: "api", ..none }
        }
        Source::Merchant => SourceBody {
            account_id: Some(view.state.store.id),
            account_email: Some(&view.state.store.email),
            user_type: "account",
            ..none
        },
        Source::System => none,
    };
    let body = Body {
        id: record.id,
        object_id: record.object_id,
        customer_id: record.customer_id,
        created_at: with_offset(record.at),
        object_type: record.object_type.singular(),
        verb: &record.verb,
        description: &record.description,
        updated_attributes: &record.updated_attributes,
        source,
        custom_attributes: [],
    };
    serde_json::to_writer(out, &body)
}

/// A token's place in its store, from 1: tokens have no other number here.
fn token_number(view: View<'_>, name: &str) -> Option<u64> {
    let place = view.state.tokens.iter().position(|token| token.name == name)?;
    u64::try_from(place).ok()?.checked_add(1)
}
