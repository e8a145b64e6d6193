//! For whoever develops a plugin: the calls into the component with their time, requests and bytes, what the upstream
//! answered, the records, and what goes wrong in the local Recharge, as switches.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::posted::{Fields, Posted};
use super::reply::{page, reorders};
use super::shell::Shell;
use super::trouble::{Trouble, message_of};
use super::view::calls::{CallView, RecordView, calls, record_view};
use super::visit::Visit;
use super::words::Words;
use crate::recharge_sandbox::faults::Effect;
use crate::store::{AuditFilter, AuditLog};
use crate::workplace::{Exit, Failure, control};

#[derive(Template)]
#[template(path = "developer.html")]
struct DeveloperPage {
    shell: Shell,
    plugin: PluginView,
    calls: Vec<CallView>,
    /// The ticket that the calls are of; all of them when empty.
    ticket: String,
    records: Vec<RecordView>,
    chain: (bool, String),
    /// When that was found.
    checked: String,
    local: Option<LocalView>,
    /// Whether the person here may move the clock and switch faults.
    may_change: bool,
}

struct PluginView {
    name: String,
    version: String,
    digest: String,
    size: String,
    file: String,
    reloads: u32,
    problem: String,
}

struct LocalView {
    url: String,
    now: String,
    faults: Vec<FaultView>,
    /// Name and words of each fault that can be switched on.
    effects: Vec<(String, String)>,
    problem: String,
}

struct FaultView {
    id: u64,
    /// What happens, which requests it happens to, and how often.
    text: String,
}

/// Records that are looked at, and those that are shown.
const RECORDS: u64 = 400;
const SHOWN: usize = 40;

/// `GET /developer`
pub(super) async fn developer(visit: Visit, RawQuery(query): RawQuery) -> Result<Response, Trouble> {
    let query = Fields::parse(query.unwrap_or_default().as_bytes());
    let ticket = query.get("ticket").to_owned();
    let t = visit.words;
    let (office, wanted) = (visit.office.clone(), ticket.clone());
    let read = tokio::task::spawn_blocking(move || {
        let filter = AuditFilter {
            ticket: Some(wanted).filter(|ticket| !ticket.is_empty()),
            limit: Some(RECORDS),
            last: true,
            ..AuditFilter::default()
        };
        Ok::<_, Failure>((office.database.records(&filter)?, office.chain()?))
    });
    let lost = |why| Failure::new("task-lost", Exit::Failed, format!("a task was lost: {why}"));
    let (records, chain) = read.await.map_err(|why| visit.trouble(lost(why)))?.map_err(|why| visit.trouble(why))?;
    let newest = records.last().map_or(0, |record| record.seq);
    let plugin = visit.office.plugin();
    let (inspection, build) = (plugin.inspection(), visit.office.build());
    let file = visit.office.place.options.plugin.as_ref();
    let page = page(&DeveloperPage {
        shell: visit.shell(),
        plugin: PluginView {
            name: plugin.manifest().name.clone(),
            version: plugin.manifest().version.clone(),
            digest: inspection.digest.clone(),
            size: t.bytes(u64::try_from(inspection.size).unwrap_or(u64::MAX)),
            file: file.map_or_else(|| t.built_in().to_owned(), |file| file.display().to_string()),
            reloads: build.reloads,
            problem: build.problem.unwrap_or_default(),
        },
        calls: calls(&records),
        records: records.iter().rev().take(SHOWN).map(record_view).collect(),
        chain: (
            chain.is_intact,
            if chain.is_intact { t.chain_intact(chain.records, newest) } else { t.chain_broken().to_owned() },
        ),
        checked: t.checked_at(chain.at, &TimeZone::UTC),
        local: local(&visit).await,
        may_change: visit.works(),
        ticket,
    });
    Ok(visit.answer(page))
}

async fn local(visit: &Visit) -> Option<LocalView> {
    let url = visit.office.local()?.url();
    let t = visit.words;
    let known = Effect::NAMES.iter().map(|name| ((*name).to_owned(), t.fault_effect(name).to_owned()));
    let slow = ("delay=1500".to_owned(), t.delayed(1500));
    let effects = known.chain([slow]).collect();
    let view = LocalView { url: url.clone(), now: String::new(), faults: Vec::new(), effects, problem: String::new() };
    let clock = match control::call(&url, "GET", "clock", None).await {
        Ok(clock) => clock,
        Err(why) => return Some(LocalView { problem: message_of(&why, t), ..view }),
    };
    let now = clock.get("now").and_then(Value::as_str).unwrap_or_default().to_owned();
    let faults = match control::call(&url, "GET", "faults", None).await {
        Ok(faults) => faults,
        Err(why) => return Some(LocalView { now, problem: message_of(&why, t), ..view }),
    };
    let list = faults.get("faults").and_then(Value::as_array).into_iter().flatten();
    let fault = |fault: &Value| FaultView {
        id: fault.get("id").and_then(Value::as_u64).unwrap_or_default(),
        text: fault_in_words(fault, t),
    };
    Some(LocalView { now, faults: list.map(fault).collect(), ..view })
}

/// "Answered with 500 after it was carried out · POST /charges/*/skip · 2 ×"
fn fault_in_words(fault: &Value, t: Words) -> String {
    let number = |name: &str| fault.get(name).and_then(Value::as_u64);
    let when = |name: &str| fault.get("when").and_then(|when| when.get(name)).and_then(Value::as_str);
    let effect = match fault.get("effect") {
        Some(Value::String(name)) => t.fault_effect(name).to_owned(),
        Some(Value::Object(one)) => match (one.get("delay").and_then(Value::as_u64), one.keys().next()) {
            (Some(milliseconds), _) => t.delayed(milliseconds),
            (None, name) => t.fault_effect(name.map_or("", String::as_str)).to_owned(),
        },
        _ => String::new(),
    };
    let method = when("method").map(|method| if method == "WRITE" { t.writes_word() } else { method });
    let aimed: Vec<&str> = [method, when("path")].into_iter().flatten().collect();
    let parts = [
        Some(effect),
        Some(aimed.join(" ")),
        number("times").map(|times| format!("{times} ×")),
        number("after").map(|after| t.after_requests(after)),
        number("per_mille").map(|share| format!("{share} ‰")),
    ];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Stops whoever may only look on: the clock and the faults are everybody's.
fn may_change(visit: &Visit) -> Result<(), Trouble> {
    if visit.works() {
        return Ok(());
    }
    let (t, person) = (visit.words, visit.person()?);
    Err(Trouble::new(StatusCode::FORBIDDEN, t, t.may_not(&person.name), t.may_not_hint())
        .way(t.developer(), "/developer"))
}

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    shell: Shell,
    t: Words,
    seq: u64,
    text: String,
}

/// `GET /records/{seq}`: one record as it is kept.
pub(super) async fn record(visit: Visit, Path(seq): Path<u64>) -> Result<Response, Trouble> {
    let t = visit.words;
    let database = visit.office.database.clone();
    let read = tokio::task::spawn_blocking(move || {
        let after = seq.checked_sub(1);
        database.records(&AuditFilter { after, limit: Some(1), ..AuditFilter::default() })
    });
    let lost = |why| Failure::new("task-lost", Exit::Failed, format!("a task was lost: {why}"));
    let found = read.await.map_err(|why| visit.trouble(lost(why)))?.map_err(|why| visit.trouble(why))?;
    let Some(record) = found.into_iter().find(|record| record.seq == seq) else {
        return Err(Trouble::new(StatusCode::NOT_FOUND, t, t.no_record(), t.no_page_hint()));
    };
    let text = spelled_out(&serde_json::to_string_pretty(&record).unwrap_or_default());
    Ok(visit.answer(page(&RecordPage { shell: visit.shell(), t, seq, text })))
}

/// JSON in which what reorders text is spelled out: a record is shown with everything that is in it.
fn spelled_out(json: &str) -> String {
    json.chars().fold(String::with_capacity(json.len()), |mut text, c| {
        if reorders(c) {
            text.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            text.push(c);
        }
        text
    })
}

/// One request to the local Recharge's own endpoint.
async fn ask(visit: &Visit, method: &str, path: &str, body: Option<Value>) -> Result<Value, Trouble> {
    let t = visit.words;
    let Some(local) = visit.office.local() else {
        return Err(Trouble::new(StatusCode::CONFLICT, t, t.no_local(), "").way(t.developer(), "/developer"));
    };
    control::call(&local.url(), method, path, body.as_ref())
        .await
        .map_err(|why| visit.trouble(why).way(t.developer(), "/developer"))
}

/// `POST /developer/faults`
pub(super) async fn add_fault(posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    may_change(&visit)?;
    let t = visit.words;
    let wrong = |why: &str, hint: &str| {
        Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, t, why, hint).way(t.developer(), "/developer")
    };
    let chosen = fields.get("effect").split_once('=').map_or(fields.get("effect"), |(name, _)| name);
    if !Effect::NAMES.contains(&chosen) && chosen != "delay" {
        return Err(wrong(t.unknown_fault(), t.unknown_fault_hint()));
    }
    let path = fields.get("path").trim();
    if !path.is_empty() && !path.starts_with('/') && path != "**" {
        return Err(wrong(t.bad_path(), t.bad_path_hint()));
    }
    let effect = match fields.get("effect").split_once('=') {
        Some((name, milliseconds)) => json!({name: milliseconds.parse::<u64>().unwrap_or_default()}),
        None => json!(fields.get("effect")),
    };
    let mut when = serde_json::Map::new();
    for name in ["path", "method"] {
        let text = fields.get(name).trim();
        if !text.is_empty() {
            when.insert(name.to_owned(), json!(text));
        }
    }
    let mut fault = json!({"effect": effect, "when": when});
    let times = fields.get("times").trim();
    // What can't be read as a number is no fault without an end.
    if let (false, Some(fault)) = (times.is_empty(), fault.as_object_mut()) {
        let times: u32 =
            times.parse().map_err(|_| wrong(&format!("{}: {}", t.times(), t.no_number()), t.no_fault()))?;
        fault.insert("times".to_owned(), json!(times));
    }
    ask(&visit, "POST", "faults", Some(fault)).await?;
    Ok(fields.back().into_response())
}

/// `POST /developer/faults/clear`
pub(super) async fn clear_faults(posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    may_change(&visit)?;
    match fields.get("id").parse::<u64>() {
        Ok(id) => ask(&visit, "DELETE", &format!("faults/{id}"), None).await?,
        Err(_) => ask(&visit, "DELETE", "faults", None).await?,
    };
    Ok(fields.back().into_response())
}

/// `POST /developer/clock`
pub(super) async fn move_clock(posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    may_change(&visit)?;
    ask(&visit, "POST", "advance", Some(json!({"by": fields.get("by").trim()}))).await?;
    Ok(fields.back().into_response())
}
