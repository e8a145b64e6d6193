//! What is written to a webhook. A token has its own webhooks and sees no others; for each it needs the scope that reads
//! the topic's resource (Recharge's documentation).

use super::{Call, Done, Input, Refusal};
use crate::recharge_sandbox::edit::Edit;
use crate::recharge_sandbox::model::{Id, Kind, Token, Webhook};
use crate::recharge_sandbox::telling::{target, topics};
use crate::recharge_sandbox::version::Version;

/// The most webhooks of one topic that a token has.
pub(crate) const MAX_PER_TOPIC: usize = 10;

/// `POST /webhooks`.
pub(super) fn create(edit: &mut Edit<'_>, call: &Call<'_>) -> Result<Done, Refusal> {
    let token = token(call)?;
    let mut input = Input::of(call.body);
    let (address, topic) = (input.required::<String>("address"), input.required::<String>("topic"));
    let wanted = Wanted::read(&mut input, address, topic);
    input.finish()?;
    let (Some(address), Some(topic)) = (wanted.address, wanted.topic) else {
        return Err(Refusal::field("_schema", "Missing data for required field."));
    };
    may_read(token, &topic)?;
    let id = edit.next_id();
    let webhook = Webhook {
        id,
        address,
        topic,
        included_objects: wanted.included_objects.unwrap_or_default(),
        // Recharge doesn't say what one gets that names none; here it is that of the call.
        version: wanted.version.unwrap_or(call.version).as_str().to_owned(),
        token_digest: token.digest.clone(),
    };
    has_place(edit, &webhook)?;
    edit.put(webhook);
    Ok(Done::Created(Kind::Webhook, id))
}

/// `PUT /webhooks/{id}`.
pub(super) fn update(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    let (token, webhook) = own(edit, id, call)?;
    let mut input = Input::of(call.body);
    let (address, topic) = (input.optional::<String>("address"), input.optional::<String>("topic"));
    let wanted = Wanted::read(&mut input, address, topic);
    input.finish()?;
    let webhook = Webhook {
        address: wanted.address.unwrap_or(webhook.address),
        topic: wanted.topic.unwrap_or(webhook.topic),
        included_objects: wanted.included_objects.unwrap_or(webhook.included_objects),
        version: wanted.version.map_or(webhook.version, |version| version.as_str().to_owned()),
        id: webhook.id,
        token_digest: webhook.token_digest,
    };
    may_read(token, &webhook.topic)?;
    has_place(edit, &webhook)?;
    edit.put(webhook);
    Ok(Done::Record(Kind::Webhook, id))
}

/// `DELETE /webhooks/{id}`.
pub(super) fn delete(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    own(edit, id, call)?;
    edit.give_up_deliveries(id);
    edit.remove::<Webhook>(id);
    Ok(Done::Nothing)
}

/// `POST /webhooks/{id}/test`. The delivery is made by who tells of calls; what Recharge answers is not documented.
pub(super) fn test(edit: &mut Edit<'_>, id: Id, call: &Call<'_>) -> Result<Done, Refusal> {
    own(edit, id, call)?;
    Ok(Done::Json(serde_json::json!({})))
}

/// What a body asks for, checked.
#[derive(Debug)]
struct Wanted {
    address: Option<String>,
    topic: Option<String>,
    included_objects: Option<Vec<String>>,
    version: Option<Version>,
}

impl Wanted {
    /// What is wrong with it, the input knows.
    fn read(input: &mut Input<'_>, address: Option<String>, topic: Option<String>) -> Self {
        if let Some(Err(why)) = address.as_deref().map(target::address) {
            input.wrong("address", why);
        }
        if topic.as_deref().is_some_and(|topic| !topics::TOPICS.contains(&topic)) {
            input.wrong("topic", format!("Must be one of: {}.", topics::TOPICS.join(", ")));
        }
        let included_objects = input.optional::<Vec<String>>("included_objects");
        let unknown = |name: &String| !topics::INCLUDED_OBJECTS.contains(&name.as_str());
        if included_objects.as_ref().is_some_and(|names| names.iter().any(unknown)) {
            input.wrong("included_objects", format!("Must be one of: {}.", topics::INCLUDED_OBJECTS.join(", ")));
        }
        let name = input.optional::<String>("version");
        let version = name.as_deref().and_then(Version::named);
        if name.is_some() && version.is_none() {
            input.wrong("version", "Must be one of: 2021-01, 2021-11.");
        }
        let included_objects = included_objects.map(|mut names| {
            names.sort_unstable();
            names.dedup();
            names
        });
        Self { address, topic, included_objects, version }
    }
}

/// Somebody in the merchant's pages has no webhooks.
fn token<'a>(call: &Call<'a>) -> Result<&'a Token, Refusal> {
    call.token.ok_or_else(|| Refusal::Status { status: 403, message: "webhooks belong to a token".to_owned() })
}

/// A webhook of the token that calls; another token's is not found.
fn own<'a>(edit: &Edit<'_>, id: Id, call: &Call<'a>) -> Result<(&'a Token, Webhook), Refusal> {
    let token = token(call)?;
    let webhook = edit.get::<Webhook>(id).filter(|webhook| webhook.token_digest == token.digest);
    let webhook = webhook.cloned().ok_or(Refusal::NotFound)?;
    may_read(token, &webhook.topic)?;
    Ok((token, webhook))
}

fn may_read(token: &Token, topic: &str) -> Result<(), Refusal> {
    let scopes = topics::scopes(topic);
    if token.has_any(scopes) {
        return Ok(());
    }
    Err(Refusal::Status { status: 403, message: format!("token is missing scope {}", scopes.join(" or ")) })
}

/// Whether the token may have this webhook besides its others.
fn has_place(edit: &Edit<'_>, webhook: &Webhook) -> Result<(), Refusal> {
    let others = edit.state().webhooks.values().filter(|other| {
        other.id != webhook.id && other.token_digest == webhook.token_digest && other.topic == webhook.topic
    });
    let others: Vec<&Webhook> = others.collect();
    if let Some(twin) = others.iter().find(|other| other.address == webhook.address) {
        // The key and the id at the end were reported; the words before it were not.
        return Err(Refusal::field("duplicate", format!("A webhook of this topic and address exists: {}", twin.id)));
    }
    if others.len() >= MAX_PER_TOPIC {
        return Err(Refusal::field("topic", format!("No more than {MAX_PER_TOPIC} webhooks of one topic.")));
    }
    Ok(())
}
