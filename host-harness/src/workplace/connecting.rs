//! Connecting a store: a token is tried, kept where secrets are kept, and what is known of its store is written down. The
//! token is in none of it.

use secrecy::SecretString;
use serde_json::{Map, Value, json};

use super::connected::Connected;
use super::failure::{Exit, Failure};
use super::place::UPSTREAM;
use crate::contract::{self, Contact, Identity};
use crate::secret_store::SecretStore;
use crate::store::{AuditEvent, AuditKind, AuditLog, Connection, Connections};
use jiff::Timestamp;

/// Asks the plugin whether a token works. It is kept nowhere.
///
/// # Errors
/// When it doesn't, with the plugin's words.
pub async fn check(connected: &Connected, locale: &str, token: SecretString) -> Result<contract::Connection, Failure> {
    let nobody = Contact { email: String::new(), identity: Identity::Unverified };
    let mut context = connected.context("none", nobody)?;
    locale.clone_into(&mut context.locale);
    Ok(connected.session().check_connection(&context, token).await?)
}

/// Keeps a token that was checked, and what is known of its store. `url` is the connection's address where it isn't the
/// local Recharge; `at` is the machine's time. Gives the place where the token is.
///
/// # Errors
/// When one of them can't be kept.
pub fn keep(
    connected: &Connected,
    secrets: &SecretStore,
    token: &SecretString,
    check: &contract::Connection,
    url: Option<&str>,
    at: Timestamp,
) -> Result<String, Failure> {
    let id = &connected.surroundings.connection;
    let place = secrets.set(id, &secret_name(connected)?, token)?;
    let manifest = connected.session().plugin().manifest();
    let mut connection = Connection::new(id.as_str(), manifest.id.as_str());
    if let Some(url) = url {
        connection.upstreams.insert(UPSTREAM.to_owned(), url.to_owned());
    }
    if let Some(store) = &check.store {
        connection.store_name = Some(store.name.clone());
        connection.time_zone = Some(store.time_zone.clone()).filter(|zone| !zone.is_empty());
    }
    connected.database.put(&connection)?;
    let mut detail = Map::new();
    detail.insert("scopes".to_owned(), json!(check.scopes));
    detail.insert("store".to_owned(), json!(check.store.as_ref().map(|store| store.id)));
    record(connected, AuditKind::ConnectionSet, detail, at)?;
    Ok(place.to_string())
}

/// What was forgotten.
#[derive(Debug)]
pub struct Removed {
    /// Where the token was.
    pub places: Vec<String>,
    /// Whether the system's keyring couldn't be looked into: a copy of the token may be there.
    pub is_keyring_unseen: bool,
}

/// Forgets a connection and its token, both or neither.
///
/// # Errors
/// When one of them can't be removed; then both are as they were.
pub fn remove(connected: &Connected, secrets: &SecretStore, at: Timestamp) -> Result<Removed, Failure> {
    let (id, database) = (&connected.surroundings.connection, &connected.database);
    let (name, known) = (secret_name(connected)?, Connections::get(&**database, id)?);
    // The token first: were this process to end in between, the connection would still be listed and could be removed again,
    // while a token that belongs to nothing would never be missed.
    let removal = secrets.remove(id, &name)?;
    let forgotten = database.remove(id).map_err(Failure::from);
    if let Err(why) = forgotten.and_then(|_| record(connected, AuditKind::ConnectionRemoved, Map::new(), at)) {
        secrets.put_back(id, &name, &removal);
        // Where nothing can be written it wasn't removed either.
        if let Some(Err(why)) = known.map(|known| database.put(&known)) {
            tracing::error!(%why, connection = %id, "a connection could not be put back");
        }
        return Err(why);
    }
    Ok(Removed {
        places: removal.places().map(ToString::to_string).collect(),
        is_keyring_unseen: removal.is_keyring_unseen(),
    })
}

/// The secret that connecting is about: the one the manifest declares for the upstream.
///
/// # Errors
/// When the plugin declares none.
pub fn secret_name(connected: &Connected) -> Result<String, Failure> {
    let manifest = connected.session().plugin().manifest();
    let declared = manifest.secrets.iter().find(|secret| secret.upstream == UPSTREAM);
    let nothing = || Failure::new("nothing-to-connect", Exit::Usage, "this plugin declares no secret to connect with");
    declared.map(|secret| secret.name.clone()).ok_or_else(nothing)
}

fn record(connected: &Connected, kind: AuditKind, detail: Map<String, Value>, at: Timestamp) -> Result<(), Failure> {
    let mut event = AuditEvent::new(kind, at);
    event.connection = Some(connected.surroundings.connection.clone());
    event.plugin = Some(connected.session().plugin().inspection().digest.clone());
    event.detail = detail;
    connected.database.append(&[event])?;
    Ok(())
}
