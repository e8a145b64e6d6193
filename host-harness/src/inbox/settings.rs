//! Settings, integrations, Recharge: connect a store by pasting a token, see at once what it is good for, replace it,
//! remove it, choose which of several is worked with. A token is never shown again.

use std::time::Duration;

use askama::Template;
use axum::extract::RawQuery;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::form::guide::safe_link;
use super::posted::{Fields, Posted};
use super::reply::page;
use super::shell::Shell;
use super::trouble::{Trouble, message_of};
use super::view::{Mark, Note};
use super::visit::Visit;
use super::words::Words;
use crate::contract;
use crate::gate::Role;
use crate::secret_store::parse_pasted;
use crate::store::Connection;
use crate::upstream::BaseUrl;
use crate::workplace::{Connected, Exit, Failure, LOCAL, UPSTREAM, connecting};

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    shell: Shell,
    /// The plugin: name, version, description.
    plugin: (String, String, String),
    connections: Vec<ConnectionView>,
    /// What to paste.
    secret: String,
    default_base: String,
    has_local: bool,
    may_change: bool,
    /// What was filled in, after a token that was not taken.
    typed: Typed,
    /// Why it was not taken, and what to do.
    problem: Option<(String, String)>,
    /// Whether a token was just kept, and is accepted.
    was_saved: bool,
    /// What is to be said of a connection that was removed: its name, and whether the keyring couldn't be looked into.
    removed: Option<(String, bool)>,
}

/// What was filled in of the form for another store, but for the token.
#[derive(Default)]
struct Typed {
    name: String,
    /// Which Recharge was chosen: Recharge's own, the local one, or another address. None is chosen from the start, for a
    /// token that goes where nobody looked is lost.
    at: String,
    address: String,
}

/// Recharge's own address, as the plugin names it.
const OWN: &str = "recharge";
/// The local Recharge.
const HERE: &str = "local";

struct ConnectionView {
    id: String,
    address: String,
    store: String,
    is_used: bool,
    /// Whether it can be removed: the one that needs no token is always there.
    is_saved: bool,
    check: Option<CheckView>,
    failed: Option<Note>,
    /// Why a token that was to take the place of its own was not taken, and what to do.
    problem: Option<(String, String)>,
}

struct CheckView {
    token_name: String,
    scopes: Vec<String>,
    missing: Vec<String>,
    /// Label, what it lacks.
    actions: Vec<(String, Vec<String>)>,
    /// Label and text of what is known of the store.
    store: Vec<(&'static str, String)>,
    portal: Option<(String, String)>,
    notices: Vec<Note>,
}

/// How long the settings wait for Recharge before they show themselves without its word.
const GLANCE: Duration = Duration::from_secs(2);

fn check_view(check: &contract::Connection, t: Words) -> CheckView {
    let mut store = Vec::new();
    let mut portal = None;
    if let Some(known) = &check.store {
        let facts = [
            (t.store(), &known.name),
            (t.domain(), &known.domain),
            (t.time_zone(), &known.time_zone),
            (t.currency(), &known.currency),
        ];
        store.extend(facts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| (label, text.clone())));
        portal = known.portal.as_ref().and_then(|link| safe_link(&link.label, &link.url));
    }
    CheckView {
        token_name: check.token_name.clone(),
        scopes: check.scopes.clone(),
        missing: check.missing_for_reading.clone(),
        actions: check.actions.iter().map(|one| (one.label.clone(), one.missing.clone())).collect(),
        store,
        portal,
        notices: check.notices.iter().map(Note::of).collect(),
    }
}

/// `GET /settings`; with `check=ID` that connection is tried now.
pub(super) async fn settings(visit: Visit, RawQuery(query): RawQuery) -> Result<Response, Trouble> {
    let query = Fields::parse(query.unwrap_or_default().as_bytes());
    let page = draw(&visit, &query, None).await?;
    Ok(visit.answer(page))
}

/// A token that was not taken.
struct Refused {
    /// The connection whose token it was to replace; empty for a new one.
    replaces: String,
    /// What was filled in besides.
    typed: Typed,
    /// Why it was not taken, and what to do.
    problem: (String, String),
}

async fn draw(visit: &Visit, query: &Fields, refused: Option<Refused>) -> Result<Response, Trouble> {
    let t = visit.words;
    let (check, saved, removed) = (query.get("check"), query.get("saved"), query.get("removed"));
    let office = &visit.office;
    let plugin = office.plugin();
    // In the reader's language, where the plugin can say it; what it said when it was loaded is English.
    let said = plugin.describe(&visit.session.locale).await.ok();
    let manifest = said.as_ref().unwrap_or_else(|| plugin.manifest());
    let upstream = manifest.upstreams.iter().find(|one| one.name == UPSTREAM);
    let secret = manifest.secrets.iter().find(|one| one.upstream == UPSTREAM);
    let kept = crate::store::Connections::list(&*office.database).map_err(|why| visit.trouble(why))?;
    let is_refused = refused.is_some();
    let (replaces, typed, mut problem) = match refused {
        Some(refused) => (refused.replaces, refused.typed, Some(refused.problem)),
        None => Default::default(),
    };
    let mut connections = Vec::new();
    for one in office.connections().map_err(|why| visit.trouble(why))? {
        let (mut view, mut failed) = (None, None);
        // What is worked with is tried whenever the page opens, unless that takes long: a broken token is mended here, and
        // nobody waits for the way to do it.
        // Where a token was just refused, that is what the page says, and not that another one works.
        let is_used = one.id == visit.session.connection && check.is_empty() && !is_refused;
        if is_used && let Ok(tried) = tokio::time::timeout(GLANCE, try_kept(visit, &one)).await {
            match tried {
                Ok(found) => view = Some(check_view(&found, t)),
                Err(why) => failed = Some(Note { mark: Mark::CRITICAL, text: message_of(&why, t) }),
            }
        }
        if check == one.id {
            match try_kept(visit, &one).await {
                Ok(found) => view = Some(check_view(&found, t)),
                Err(why) => failed = Some(Note { mark: Mark::CRITICAL, text: message_of(&why, t) }),
            }
        }
        let remote = one.upstreams.get(UPSTREAM);
        connections.push(ConnectionView {
            address: remote.cloned().unwrap_or_else(|| t.local_recharge().to_owned()),
            store: one.store_name.clone().unwrap_or_default(),
            is_used: one.id == visit.session.connection,
            is_saved: kept.iter().any(|kept| kept.id == one.id),
            check: view,
            failed,
            problem: if replaces == one.id { problem.take() } else { None },
            id: one.id,
        });
    }
    // Whoever made an address with a name in it has kept nothing.
    let was_saved =
        check == saved && connections.iter().any(|one| one.id == saved && one.is_saved && one.check.is_some());
    let is_gone = is_name(removed) && connections.iter().all(|one| one.id != removed || !one.is_saved);
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut shell = visit.shell();
    if is_refused {
        "/settings".clone_into(&mut shell.live_at);
    }
    let page = page(&SettingsPage {
        shell,
        plugin: (manifest.name.clone(), manifest.version.clone(), manifest.description.clone()),
        connections,
        secret: secret.map(|secret| secret.description.clone()).unwrap_or_default(),
        default_base: upstream.map(|upstream| upstream.default_base.clone()).unwrap_or_default(),
        has_local: office.local().is_some(),
        may_change: may_change(visit),
        typed,
        problem,
        was_saved,
        removed: is_gone.then(|| (removed.to_owned(), query.get("keyring") == "unseen")),
    });
    Ok((status, page).into_response())
}

/// Integrations are the lead's and the agents' to change; a viewer looks on.
fn may_change(visit: &Visit) -> bool {
    visit.person().is_ok_and(|person| person.roles.iter().any(|role| *role != Role::Viewer))
}

fn check_may(visit: &Visit) -> Result<(), Trouble> {
    if may_change(visit) {
        return Ok(());
    }
    let (words, person) = (visit.words, visit.person()?);
    Err(Trouble::new(StatusCode::FORBIDDEN, words, words.may_not(&person.name), words.may_not_hint())
        .way(words.to_settings(), "/settings"))
}

/// Tries the token that is kept.
async fn try_kept(visit: &Visit, saved: &Connection) -> Result<contract::Connection, Failure> {
    let connected = visit.office.connect(saved)?;
    let name = connecting::secret_name(&connected)?;
    let Some(token) = connected.secret(&name).await? else {
        let text = visit.words.no_token().to_owned();
        return Err(Failure::new("not-connected", Exit::NotPermitted, text));
    };
    connecting::check(&connected, &visit.session.locale, token).await
}

/// An address that only forms are sent to, typed or out of the browser's history.
pub(super) async fn home() -> Redirect {
    Redirect::to("/settings")
}

/// `POST /settings/connections`: tries a token, and keeps it if it works. That of a connection that is there already is
/// replaced at the connection, and nowhere else.
pub(super) async fn connect(posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, mut fields } = posted;
    check_may(&visit)?;
    let t = visit.words;
    let token = parse_pasted(fields.get("token"));
    // What was sent is wiped as soon as it is understood.
    fields.wipe_token();
    let known = visit.office.connections().map_err(|why| visit.trouble(why))?;
    let replaces = fields.get("replaces").to_owned();
    let replaced = known.iter().find(|one| one.id == replaces);
    let (name, address) = match replaced {
        // Where it is, it stays: only its token is another one.
        Some(one) => (one.id.clone(), one.upstreams.get(UPSTREAM).cloned().unwrap_or_default()),
        None => (fields.get("name").trim().to_owned(), self::address(&visit, &fields)),
    };
    let again = |problem: String, hint: &str| {
        let (replaces, typed) = match replaced {
            Some(one) => (one.id.clone(), Default::default()),
            None => {
                let (at, address) = (fields.get("at").to_owned(), fields.get("address").trim().to_owned());
                (String::new(), Typed { name: name.clone(), at, address })
            }
        };
        Refused { replaces, typed, problem: (problem, hint.to_owned()) }
    };
    let refused = |refused| async { draw(&visit, &Fields::default(), Some(refused)).await };
    let token = match token {
        Ok(token) => token,
        Err(why) => return refused(again(t.no_token_pasted(&why), t.hint_token())).await,
    };
    if replaced.is_none() && !replaces.is_empty() {
        return refused(again(t.connection_gone().to_owned(), t.choose_another())).await;
    }
    if replaced.is_none() && known.iter().any(|one| one.id == name) {
        return refused(again(t.name_known(&name), t.name_known_hint())).await;
    }
    if !is_name(&name) {
        return refused(again(t.bad_name().to_owned(), t.bad_name_hint())).await;
    }
    if replaced.is_none() && !matches!(fields.get("at"), OWN | HERE) && address.is_empty() {
        return refused(again(t.no_address().to_owned(), t.no_address_hint())).await;
    }
    let mut wanted = Connection::new(name.clone(), visit.office.plugin().manifest().id.as_str());
    // Its own address is no other store: it may be another one after the next start.
    let own = visit.office.local().is_some_and(|local| address.trim_end_matches('/') == local.url());
    let is_local = own || address.is_empty() || address == "local";
    if is_local && visit.office.local().is_none() {
        return refused(again(t.no_local().to_owned(), "")).await;
    }
    if name == LOCAL && !is_local {
        return refused(again(t.local_is_local().to_owned(), t.bad_name_hint())).await;
    }
    if !is_local {
        match address.parse::<BaseUrl>() {
            Ok(base) => wanted.upstreams.insert(UPSTREAM.to_owned(), base.to_string()),
            Err(why) => return refused(again(t.bad_address(&why.to_string()), t.hint_address())).await,
        };
    }
    let connected = match visit.office.connect(&wanted) {
        Ok(connected) => connected,
        Err(why) => return refused(again(message_of(&why, t), why.hint.as_deref().unwrap_or_default())).await,
    };
    let check = match connecting::check(&connected, &visit.session.locale, token.clone()).await {
        Ok(check) => check,
        Err(why) => {
            // Where nobody answers as Recharge does, another token changes nothing.
            let is_address = !is_local && matches!(why.code, "unavailable" | "unreadable" | "call-too-slow");
            let hint = if is_address { t.hint_unreachable() } else { t.hint_token() };
            return refused(again(message_of(&why, t), hint)).await;
        }
    };
    let office = visit.office.clone();
    aside(&visit, move || {
        let store = office.place.secrets_of(!is_local)?;
        let url = wanted.upstreams.get(UPSTREAM).map(String::as_str);
        connecting::keep(&connected, &store, &token, &check, url, office.place.clock().now()).map(drop)
    })
    .await?;
    visit.office.reopen(&name);
    let part = super::form::read::path_part(&name);
    Ok(Redirect::to(&format!("/settings?check={part}&saved={part}#c-{part}")).into_response())
}

/// The address that was chosen; empty for the local Recharge.
fn address(visit: &Visit, fields: &Fields) -> String {
    match fields.get("at") {
        OWN => visit
            .office
            .plugin()
            .manifest()
            .upstreams
            .iter()
            .find(|one| one.name == UPSTREAM)
            .map_or_else(String::new, |one| one.default_base.clone()),
        HERE => String::new(),
        _ => fields.get("address").trim().to_owned(),
    }
}

/// Keeps or forgets something where this system keeps secrets, which may ask a person first: other pages go on meanwhile.
async fn aside<T: Send + 'static>(
    visit: &Visit,
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Trouble> {
    let lost = |why| Failure::new("task-lost", Exit::Failed, format!("a task was lost: {why}"));
    let done = tokio::task::spawn_blocking(work).await.map_err(lost).and_then(|done| done);
    done.map_err(|why| visit.trouble(why).way(visit.words.to_settings(), "/settings"))
}

/// What a connection may be called: it is part of addresses and of a variable's name.
fn is_name(name: &str) -> bool {
    (1..=60).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':' | b'_'))
}

/// `POST /settings/connections/remove`
pub(super) async fn remove(posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    check_may(&visit)?;
    let id = fields.get("connection");
    let known = visit.office.connections().map_err(|why| visit.trouble(why))?;
    let Some(saved) = known.into_iter().find(|one| one.id == id) else {
        return Ok(Redirect::to("/settings").into_response());
    };
    let office = visit.office.clone();
    let removed = aside(&visit, move || {
        let connected: Connected = office.connect(&saved)?;
        let store = office.place.secrets_of(saved.upstreams.contains_key(UPSTREAM))?;
        connecting::remove(&connected, &store, office.place.clock().now())
    });
    let unseen = if removed.await?.is_keyring_unseen { "&keyring=unseen" } else { "" };
    let to = format!("/settings?removed={}{unseen}", super::form::read::path_part(id));
    visit.office.reopen(id);
    if visit.session.connection == id {
        return used(visit.clone(), visit.office.place.connection(), Redirect::to(&to));
    }
    Ok(Redirect::to(&to).into_response())
}

/// `POST /settings/connections/use`
pub(super) async fn choose(posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    let id = fields.get("connection").to_owned();
    visit.office.connected(&id).await.map_err(|why| visit.trouble(why).way(visit.words.to_settings(), "/settings"))?;
    used(visit, id, fields.back())
}

fn used(mut visit: Visit, id: String, to: Redirect) -> Result<Response, Trouble> {
    visit.session.connection = id;
    let cookie = visit.cookie();
    Ok(([(header::SET_COOKIE, cookie)], to).into_response())
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn a_connection_has_a_plain_name() {
        for name in ["local", "shop-1", "api.rechargeapps.com", "127.0.0.1:4010"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "a b", "../x", "<b>", "ä", &"x".repeat(61)] {
            assert!(!is_name(name), "{name}");
        }
    }
}
