//! `harness connect`: tries an Admin API token and keeps it.
//!
//! The token comes from a prompt or from standard input and never from an argument, which other users of the machine
//! could read and the shell would remember.

use super::app::{App, Connected, UPSTREAM};
use super::args;
use super::error::{CliError, Exit};
use super::json::to_json_value;
use super::output::Report;
use super::progress::Progress;
use super::screen::{Screen, Symbol, Tone};
use crate::contract::{self, Contact, Identity};
use crate::secret_store::parse_pasted;
use crate::store::{AuditEvent, AuditKind, AuditLog, Connection, Connections};
use secrecy::SecretString;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::io::{IsTerminal, Read};

/// More than any token has; what is longer is something else that was pasted.
const INPUT_BYTES: u64 = 64 << 10;

/// What came of it.
#[derive(Debug, Serialize)]
pub struct ConnectReport {
    /// The connection's id.
    pub connection: String,
    /// Where the token is now, or was when it was removed.
    pub kept_in: Vec<String>,
    /// What the token is good for, with the contract's names; null when it was removed.
    pub check: Value,
    #[serde(skip)]
    view: Option<contract::Connection>,
}

/// Tries a token and keeps it, or forgets it.
///
/// # Errors
/// When there is no token to read, Recharge doesn't accept it, or it can't be kept. Nothing is changed then.
pub async fn connect(app: &App, args: &args::Connect) -> Result<ConnectReport, CliError> {
    if args.remove {
        return remove(app).await;
    }
    let token = read_token(args, &app.connection())?;
    let connected = app.connected().await?;
    let check = {
        let _progress = Progress::start("Asking Recharge", app.global.json);
        let nobody = Contact { email: String::new(), identity: Identity::Unverified };
        let context = connected.context("none", nobody)?;
        connected.session().check_connection(&context, token.clone()).await?
    };
    let name = secret_name(&connected)?;
    let place = app.secrets()?.set(&app.connection(), &name, &token)?;
    keep(app, &connected, &check)?;
    let value = to_json_value(&check)
        .map_err(|why| CliError::new("no-json", Exit::Failed, format!("the answer can't be written as JSON: {why}")))?;
    Ok(ConnectReport {
        connection: app.connection(),
        kept_in: vec![place.to_string()],
        check: value,
        view: Some(check),
    })
}

async fn remove(app: &App) -> Result<ConnectReport, CliError> {
    let connected = app.connected().await?;
    let id = app.connection();
    let places = app.secrets()?.remove(&id, &secret_name(&connected)?)?;
    connected.database.remove(&id)?;
    record(app, &connected, AuditKind::ConnectionRemoved, Map::new())?;
    let kept_in = places.iter().map(ToString::to_string).collect();
    Ok(ConnectReport { connection: id, kept_in, check: Value::Null, view: None })
}

/// From the prompt when somebody sits there, else from standard input.
fn read_token(args: &args::Connect, connection: &str) -> Result<SecretString, CliError> {
    let unreadable = |why: std::io::Error| {
        CliError::new("no-token", Exit::Usage, format!("no token could be read: {why}"))
            .hint("paste it at the prompt, or pipe it in: harness connect < token.txt")
    };
    let mut text = String::new();
    if std::io::stdin().is_terminal() && !args.stdin {
        text = rpassword::prompt_password(format!("Admin API token for {connection}: ")).map_err(unreadable)?;
    } else {
        std::io::stdin().take(INPUT_BYTES).read_to_string(&mut text).map_err(unreadable)?;
    }
    let parsed = parse_pasted(&text);
    zeroize::Zeroize::zeroize(&mut text);
    parsed.map_err(|why| {
        CliError::new("bad-token", Exit::Usage, format!("that is no token: {why}"))
            .hint("copy the token from Recharge: Tools and apps, API tokens")
    })
}

/// The secret that connecting is about: the one the manifest declares for the upstream.
fn secret_name(connected: &Connected) -> Result<String, CliError> {
    let manifest = connected.session().plugin().manifest();
    let declared = manifest.secrets.iter().find(|secret| secret.upstream == UPSTREAM);
    let nothing = || CliError::new("nothing-to-connect", Exit::Usage, "this plugin declares no secret to connect with");
    declared.map(|secret| secret.name.clone()).ok_or_else(nothing)
}

/// Keeps what is known of the store, which is no secret.
fn keep(app: &App, connected: &Connected, check: &contract::Connection) -> Result<(), CliError> {
    let manifest = connected.session().plugin().manifest();
    let mut connection = Connection::new(app.connection(), manifest.id.as_str());
    if let Some(url) = &app.global.recharge_url {
        connection.upstreams.insert(UPSTREAM.to_owned(), url.clone());
    }
    if let Some(store) = &check.store {
        connection.store_name = Some(store.name.clone());
        connection.time_zone = Some(store.time_zone.clone()).filter(|zone| !zone.is_empty());
    }
    connected.database.put(&connection)?;
    let mut detail = Map::new();
    detail.insert("scopes".to_owned(), json!(check.scopes));
    detail.insert("store".to_owned(), json!(check.store.as_ref().map(|store| store.id)));
    record(app, connected, AuditKind::ConnectionSet, detail)
}

fn record(app: &App, connected: &Connected, kind: AuditKind, detail: Map<String, Value>) -> Result<(), CliError> {
    let mut event = AuditEvent::new(kind, app.clock().now());
    event.connection = Some(app.connection());
    event.plugin = Some(connected.session().plugin().inspection().digest.clone());
    event.detail = detail;
    connected.database.append(&[event])?;
    Ok(())
}

impl Report for ConnectReport {
    fn human(&self, screen: &mut Screen) {
        let Some(check) = &self.view else {
            let text = match self.kept_in.join(" and ") {
                none if none.is_empty() => format!("There was no token for {}.", self.connection),
                places => format!("The token for {} was removed from {places}.", self.connection),
            };
            screen.line(&text);
            return;
        };
        let sign = screen.symbol(Symbol::Check);
        let store =
            check.store.as_ref().map_or("a store whose name the token may not read", |store| store.name.as_str());
        screen.parts(&[(Tone::Good, sign), (Tone::Plain, " Connected to "), (Tone::Strong, store)]);
        if let Some(store) = &check.store {
            screen.field("Domain", &store.domain);
            screen.field("Time zone", &store.time_zone);
            screen.field("Currency", &store.currency);
            if let Some(portal) = &store.portal {
                screen.field("Recharge", &portal.url);
            }
        }
        screen.field("Token", &check.token_name);
        screen.field("Kept in", &self.kept_in.join(" and "));
        if !check.missing_for_reading.is_empty() {
            let missing = check.missing_for_reading.join(", ");
            screen.parts(&[(Tone::Bad, "  Missing for the widget: "), (Tone::Plain, &missing)]);
        }
        for action in &check.actions {
            let (tone, symbol) =
                if action.missing.is_empty() { (Tone::Good, Symbol::Check) } else { (Tone::Warning, Symbol::Cross) };
            let sign = screen.symbol(symbol);
            let lacks = action.missing.join(", ");
            let lacks = if lacks.is_empty() { lacks } else { format!(" ({lacks})") };
            screen.parts(&[
                (tone, "  "),
                (tone, sign),
                (Tone::Plain, " "),
                (Tone::Plain, &action.label),
                (Tone::Dim, &lacks),
            ]);
        }
        for notice in &check.notices {
            screen.line(&format!("  {}", notice.text));
        }
    }
}
