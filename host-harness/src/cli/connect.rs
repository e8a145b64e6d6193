//! `harness connect`: tries an Admin API token and keeps it.
//!
//! The token comes from a prompt or from standard input and never from an argument, which other users of the machine
//! could read and the shell would remember.

use super::app::App;
use super::args;
use super::error::{CliError, Exit};
use super::json::to_json_value;
use super::output::Report;
use super::progress::Progress;
use super::screen::{Screen, Symbol, Tone};
use crate::contract;
use crate::secret_store::parse_pasted;
use crate::workplace::connecting;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::Value;
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
    /// Whether the system's keyring couldn't be looked into when it was removed: a copy of the token may be there.
    pub keyring_unseen: bool,
    #[serde(skip)]
    view: Option<contract::Connection>,
}

/// Tries a token and keeps it, or forgets it.
///
/// # Errors
/// When there is no token to read, Recharge doesn't accept it, or it can't be kept. Nothing is changed then.
pub async fn connect(app: &App, args: &args::Connect) -> Result<ConnectReport, CliError> {
    let at = || app.clock().now();
    if args.remove {
        let connected = app.connected().await?;
        let removed = connecting::remove(&connected, &app.secrets()?, at())?;
        let (kept_in, keyring_unseen) = (removed.places, removed.is_keyring_unseen);
        return Ok(ConnectReport {
            connection: app.connection(),
            kept_in,
            check: Value::Null,
            keyring_unseen,
            view: None,
        });
    }
    let token = read_token(args, &app.connection())?;
    let connected = app.connected().await?;
    let check = {
        let _progress = Progress::start("Asking Recharge", app.global.json);
        connecting::check(&connected, app.locale(), token.clone()).await?
    };
    let url = app.global.recharge_url.as_deref();
    let place = connecting::keep(&connected, &app.secrets()?, &token, &check, url, at())?;
    let value = to_json_value(&check)
        .map_err(|why| CliError::new("no-json", Exit::Failed, format!("the answer can't be written as JSON: {why}")))?;
    Ok(ConnectReport {
        connection: app.connection(),
        kept_in: vec![place],
        check: value,
        keyring_unseen: false,
        view: Some(check),
    })
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
            .hint("copy the token from Recharge: Apps > API tokens")
    })
}

impl Report for ConnectReport {
    fn human(&self, screen: &mut Screen) {
        let Some(check) = &self.view else {
            let text = match self.kept_in.join(" and ") {
                none if none.is_empty() => format!("There was no token for {}.", self.connection),
                places => format!("The token for {} was removed from {places}.", self.connection),
            };
            screen.line(&text);
            if self.keyring_unseen {
                screen.line("The system's keyring couldn't be reached, so no copy was looked for there.");
                screen.line("If one was kept there earlier, remove it with the system's own tool: armincx-harness.");
            }
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
