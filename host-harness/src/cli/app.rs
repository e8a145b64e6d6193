//! What the commands share: where the state is, what time it is, which Recharge is meant, and a connected plugin.

use super::args::Global;
use super::error::{CliError, Exit};
use super::local::{self, Local};
use super::mapping::gate_error;
use super::progress::Progress;
use super::state_dir::StateDir;
use crate::capabilities::Grants;
use crate::clock::{Clock, FixedClock, SystemClock};
use crate::context::Surroundings;
use crate::contract::{self, Contact, Context};
use crate::desk::casework::{CaseError, Casework};
use crate::desk::tickets::{Identity, Ticket, TicketId, Tickets};
use crate::engine::{CallError, EngineConfig, Plugin, PluginEngine, Session};
use crate::gate::{Gate, GateConfig, GateError, Missing, Person};
use crate::recharge_sandbox::{State, demo};
use crate::secret_store::{
    EnvSource, KeyringSource, Options, SecretSource, SecretStore, SecretStoreError, default_directory,
};
use crate::store::{AuditLog, Connections, Database, PlanStore};
use crate::upstream::{BaseUrl, HttpTransport, Transport, Upstream, UpstreamConfig};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use secrecy::SecretString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The connection to the local Recharge.
pub const LOCAL: &str = "local";
/// The upstream that this harness knows an address for.
pub const UPSTREAM: &str = "recharge";
/// The environment variable that names the folder for secret files.
const SECRETS_VARIABLE: &str = "ARMINCX_SECRETS_DIR";
/// The time zone of a store nobody has connected yet. The plugin is careful where it may be another one.
const UNKNOWN_ZONE: &str = "UTC";

/// What the commands share.
#[derive(Debug)]
pub struct App {
    /// The options of every command.
    pub global: Global,
    /// The state folder.
    pub state: StateDir,
    /// `--now`, understood.
    pub(super) now: Option<Timestamp>,
    /// `--recharge-url`, understood.
    remote: Option<BaseUrl>,
}

impl App {
    /// Understands the options. Touches nothing yet.
    ///
    /// # Errors
    /// When the time, the language or the address can't be understood.
    pub fn new(global: Global) -> Result<Self, CliError> {
        let now = global.now.as_deref().map(parse_now).transpose()?;
        let remote = global.recharge_url.as_deref().map(str::parse).transpose()?;
        if let Some(locale) = global.locale.as_deref() {
            check_locale(locale)?;
        }
        let state = StateDir::at(global.state.clone());
        Ok(Self { global, state, now, remote })
    }

    /// The clock for records and for the age of answers.
    pub fn clock(&self) -> Arc<dyn Clock> {
        match self.now {
            Some(now) => Arc::new(FixedClock(now)),
            None => Arc::new(SystemClock),
        }
    }

    /// The language of the answer.
    pub fn locale(&self) -> &str {
        self.global.locale.as_deref().unwrap_or("en")
    }

    /// The connection's id: the address without its scheme, or the local one's name.
    pub fn connection(&self) -> String {
        match &self.remote {
            None => LOCAL.to_owned(),
            Some(base) => {
                let text = base.to_string();
                text.split_once("://").map_or(text.clone(), |(_, rest)| rest.to_owned())
            }
        }
    }

    /// Opens the database, making the state folder where it is missing.
    ///
    /// # Errors
    /// When the folder can't be written or the database can't be opened.
    pub fn database(&self) -> Result<Arc<Database>, CliError> {
        self.state.prepare()?;
        Ok(Arc::new(Database::open(&self.state.database(), self.clock())?))
    }

    /// Where tokens are kept: environment, keyring, file. Never in the state folder.
    ///
    /// # Errors
    /// When there is neither a home directory nor a variable that names a folder.
    pub fn secrets(&self) -> Result<SecretStore, CliError> {
        let named = std::env::var_os(SECRETS_VARIABLE).map(PathBuf::from);
        // Whoever names a folder wants the secrets there and not in the keyring.
        let keyring = if named.is_none() { KeyringSource::system() } else { None };
        let Some(directory) = named.or_else(default_directory) else {
            let text = "there is no place for secrets: no home directory is known";
            let hint = format!("set {SECRETS_VARIABLE} to a folder that only you can read");
            return Err(CliError::new("no-secrets-folder", Exit::Environment, text).hint(hint));
        };
        // A variable holds the token of a real store; the local one's is known anyway.
        let environment = match self.remote {
            Some(_) => EnvSource::from_vars(std::env::vars_os()),
            None => EnvSource::default(),
        };
        Ok(SecretStore::new(Options { environment, keyring, directory }))
    }

    /// The component's bytes: the file that was named, or the one built from this repository.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn component(&self, file: Option<&Path>) -> Result<Vec<u8>, CliError> {
        let Some(path) = file.or(self.global.plugin.as_deref()) else {
            return Ok(armincx_recharge_component::COMPONENT.to_vec());
        };
        std::fs::read(path).map_err(|why| {
            let text = format!("can't read the plugin {}: {why}", path.display());
            CliError::new("plugin-unreadable", Exit::Usage, text)
                .hint("give the path of a .wasm file that you may read")
                .caused_by(why)
        })
    }

    /// Loads the plugin, with its compiled code from the cache where it is there.
    ///
    /// # Errors
    /// When it can't be read or is no plugin for this host.
    pub async fn plugin(&self, audit: Arc<dyn AuditLog>) -> Result<Plugin, CliError> {
        let _progress = Progress::start("Loading the plugin", self.global.json);
        self.state.prepare()?;
        let config =
            EngineConfig { cache_dir: Some(self.state.cache()), clock: self.clock(), ..EngineConfig::default() };
        Ok(PluginEngine::new(config)?.load(&self.component(None)?, audit).await?)
    }

    /// The local Recharge's state as the state folder has it, or a new one; a new one is kept.
    ///
    /// # Errors
    /// When the file is damaged or can't be written.
    pub fn sandbox_state(&self) -> Result<State, CliError> {
        self.state.prepare()?;
        let path = self.state.sandbox();
        if path.exists() {
            return Ok(State::load(&path)?);
        }
        let state = self.new_sandbox_state()?;
        state.save(&path)?;
        Ok(state)
    }

    /// The local Recharge as it is made: the demo shop, as of now.
    ///
    /// # Errors
    /// When the demo shop can't be made for that time.
    pub fn new_sandbox_state(&self) -> Result<State, CliError> {
        Ok(demo::world(self.now.unwrap_or_else(Timestamp::now))?)
    }

    /// Now as the tickets have it: `--now`, or the local Recharge's clock.
    ///
    /// # Errors
    /// As [`App::sandbox_state`].
    pub fn desk_now(&self) -> Result<Timestamp, CliError> {
        match (self.now, &self.remote) {
            (Some(now), _) => Ok(now),
            (None, Some(_)) => Ok(Timestamp::now()),
            (None, None) => Ok(self.sandbox_state()?.now),
        }
    }

    /// A plugin, connected to read: the local Recharge that runs on this state folder, or a copy of the one that is kept.
    ///
    /// # Errors
    /// When anything of it can't be had.
    pub async fn connected(&self) -> Result<Connected, CliError> {
        let local = match &self.remote {
            Some(_) => None,
            None => Some(local::to_read(self).await?),
        };
        self.connected_to(local).await
    }

    /// A plugin, connected to change something: the local Recharge is this process's as long as it lives, or a server's.
    /// [`Connected::keep`] keeps what was changed.
    ///
    /// # Errors
    /// When anything of it can't be had, and when somebody else has the local Recharge.
    pub async fn connected_to_change(&self) -> Result<Connected, CliError> {
        let local = match &self.remote {
            Some(_) => None,
            None => Some(local::to_change(self).await?),
        };
        self.connected_to(local).await
    }

    /// A plugin, connected to a demo shop of its own that is thrown away: for showing a change without keeping it.
    ///
    /// # Errors
    /// When anything of it can't be had.
    pub async fn connected_to_throwaway(&self) -> Result<Connected, CliError> {
        self.connected_to(Some(local::throwaway(self).await?)).await
    }

    /// Whether another Recharge than the local one is meant.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        self.remote.is_some()
    }

    async fn connected_to(&self, local: Option<Local>) -> Result<Connected, CliError> {
        let database = self.database()?;
        let plugin = self.plugin(Arc::clone(&database) as Arc<dyn AuditLog>).await?;
        let connection = self.connection();
        let (base, now, zone) = match (&self.remote, &local) {
            (Some(base), _) => {
                let saved = database.get(&connection)?;
                let zone = saved.as_ref().and_then(|saved| saved.time_zone.clone());
                (base.clone(), self.now.unwrap_or_else(Timestamp::now), zone)
            }
            (None, Some(local)) => (local.url.parse()?, local.now, local.time_zone.clone()),
            (None, None) => return Err(CliError::new("no-recharge", Exit::Failed, "no Recharge was named")),
        };
        let secrets: Arc<dyn SecretSource> = match &self.remote {
            Some(_) => Arc::new(self.secrets()?),
            None => Arc::new(DemoToken(self.secrets()?)),
        };
        // Everything about the local Recharge happens in its own time, which stands still until it is moved.
        let clock: Arc<dyn Clock> = match (&self.remote, self.now) {
            (Some(_), None) => Arc::new(SystemClock),
            _ => Arc::new(FixedClock(now)),
        };
        let config = Grants::configure(plugin.manifest(), UpstreamConfig::new(UPSTREAM, base))?;
        let transport = Arc::new(HttpTransport::new(&config)?);
        let reads = Arc::clone(&transport) as Arc<dyn Transport>;
        let upstream = Upstream::new(config, Arc::clone(&clock), reads)?.with_writes(transport);
        let grants = Grants::builder(plugin.manifest(), connection.as_str())
            .upstream(Arc::new(upstream))
            .secrets(Arc::clone(&secrets))
            .audit(Arc::clone(&database) as Arc<dyn AuditLog>)
            .clock(Arc::clone(&clock))
            .build()?;
        let gate = Gate::new(Arc::clone(&database) as Arc<dyn PlanStore>, GateConfig::new(clock))?;
        let surroundings = Surroundings {
            connection,
            time_zone: zone.and_then(|name| TimeZone::get(&name).ok()).unwrap_or_else(unknown_zone),
            locale: self.locale().to_owned(),
            settings: Vec::new(),
        };
        let casework = Casework::new(plugin.connect(grants), gate);
        let connected = Connected { casework, surroundings, now, database, secrets, local };
        connected.recover().await?;
        Ok(connected)
    }
}

/// A connected plugin and what is around it.
pub struct Connected {
    /// The plugin behind its gate.
    casework: Casework,
    /// What the contexts have in common.
    pub surroundings: Surroundings,
    /// Now, for the contexts.
    pub now: Timestamp,
    /// The database.
    pub database: Arc<Database>,
    /// Where the connection's secrets are kept.
    secrets: Arc<dyn SecretSource>,
    /// The local Recharge, where it is the one that is meant.
    local: Option<Local>,
}

impl Connected {
    /// The plugin behind its gate.
    #[must_use]
    pub fn casework(&self) -> &Casework {
        &self.casework
    }

    /// The plugin with its grants.
    #[must_use]
    pub fn session(&self) -> &Session {
        self.casework.session()
    }

    /// Where the local Recharge is, or the connection's name.
    #[must_use]
    pub fn recharge(&self) -> String {
        self.local.as_ref().map_or_else(|| self.surroundings.connection.clone(), |local| local.url.clone())
    }

    /// Keeps what was changed in the local Recharge, where it is this process's to keep.
    ///
    /// # Errors
    /// When its state can't be written.
    pub fn keep(&self, app: &App) -> Result<(), CliError> {
        match &self.local {
            Some(local) => local.keep(app),
            None => Ok(()),
        }
    }

    /// Settles, by reading, what an earlier process left in the middle.
    async fn recover(&self) -> Result<(), CliError> {
        let tickets = Tickets::demo(self.now)?;
        let context = |ticket: &str| {
            let ticket = tickets.get(&TicketId::from(ticket)).ok()?;
            self.context(&ticket.id.0, contact(ticket)).ok()
        };
        self.casework.recover(&context).await.map(drop).map_err(|error| self.gate_error(error))
    }

    /// A refusal or failure of the gate in the reader's language.
    pub fn gate_error(&self, error: GateError) -> CliError {
        gate_error(error, &self.surroundings.locale)
    }

    /// The error for a ticket or a person that isn't there, after the record that it was asked for.
    pub async fn in_vain(
        &self,
        asked: &str,
        missing: Missing<'_>,
        by: Option<&Person>,
        ticket: Option<&str>,
        error: CliError,
    ) -> CliError {
        match self.casework.gate().asked_in_vain(asked, missing, by, ticket).await {
            Ok(()) => error,
            // That it can't be recorded is worse than the slip.
            Err(why) => self.gate_error(why),
        }
    }

    /// Why work on a ticket failed, for whoever sits here.
    pub async fn case_error(&self, error: CaseError) -> CliError {
        match error {
            CaseError::Call(error) => self.explain(*error).await,
            CaseError::Gate(error) => self.gate_error(error),
            CaseError::NothingToRead { .. } => CliError::new("nothing-to-read", Exit::Usage, error.to_string()),
        }
    }

    /// The context of a call.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn context(&self, ticket: &str, contact: Contact) -> Result<Context, CliError> {
        let seed = getrandom::u64().map_err(|why| {
            CliError::new("no-randomness", Exit::Environment, format!("the system gives no random numbers: {why}"))
        })?;
        Ok(self.surroundings.context(ticket, contact, self.now, seed))
    }

    /// The error of a call for whoever sits here. A plugin is only told that a secret can't be read, and says to try
    /// again; where it is kept and what to do about it is the host's to tell.
    pub async fn explain(&self, error: CallError) -> CliError {
        if error.code() != "unavailable" {
            return error.into();
        }
        let (secrets, connection) = (Arc::clone(&self.secrets), self.surroundings.connection.clone());
        let declared = &self.session().plugin().manifest().secrets;
        let names: Vec<String> = declared.iter().map(|secret| secret.name.clone()).collect();
        let read = move || names.iter().try_for_each(|name| secrets.get(&connection, name).map(drop));
        match tokio::task::spawn_blocking(read).await {
            Ok(Err(why)) => why.into(),
            _ => error.into(),
        }
    }
}

/// The contact of a ticket as the contract has it.
pub fn contact(ticket: &Ticket) -> Contact {
    let identity = match ticket.contact.identity {
        Identity::Authenticated => contract::Identity::Authenticated,
        Identity::Alias => contract::Identity::Alias,
        Identity::Forwarded => contract::Identity::Forwarded,
        Identity::Unverified => contract::Identity::Unverified,
    };
    Contact { email: ticket.contact.email.clone(), identity }
}

/// The local Recharge's tokens are published; without another one the first of them is used.
#[derive(Debug)]
struct DemoToken(SecretStore);

impl SecretSource for DemoToken {
    fn get(&self, connection: &str, name: &str) -> Result<Option<SecretString>, SecretStoreError> {
        Ok(self.0.get(connection, name)?.or_else(|| Some(SecretString::from(demo::TOKEN_FULL))))
    }
}

fn unknown_zone() -> TimeZone {
    TimeZone::get(UNKNOWN_ZONE).unwrap_or(TimeZone::UTC)
}

/// "2026-11-22" is that day's morning in UTC, so that it is that day in most of the world.
fn parse_now(text: &str) -> Result<Timestamp, CliError> {
    let day = || text.parse::<jiff::civil::Date>().ok()?.at(9, 0, 0, 0).to_zoned(TimeZone::UTC).ok();
    let parsed = text.parse::<Timestamp>().ok().or_else(|| day().map(|zoned| zoned.timestamp()));
    parsed.ok_or_else(|| {
        CliError::new("bad-time", Exit::Usage, format!("--now can't be understood: \"{}\"", text.escape_debug()))
            .hint("write a day like 2026-11-22 or a moment like 2026-11-22T09:30:00Z")
    })
}

/// The shape of a BCP 47 tag; which languages there are is the plugin's to know.
fn check_locale(text: &str) -> Result<(), CliError> {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let mut parts = text.split('-');
    let language = parts
        .next()
        .is_some_and(|first| (2..=8).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic()));
    if language && parts.all(part) {
        return Ok(());
    }
    Err(CliError::new("bad-locale", Exit::Usage, format!("--locale can't be understood: \"{}\"", text.escape_debug()))
        .hint("write a BCP 47 tag like en, de or de-AT"))
}

#[cfg(test)]
mod tests {
    use super::{check_locale, parse_now};

    #[test]
    fn now_is_a_day_or_a_moment() {
        assert_eq!(parse_now("2026-11-22").unwrap().to_string(), "2026-11-22T09:00:00Z");
        assert_eq!(parse_now("2026-11-22T23:30:00+01:00").unwrap().to_string(), "2026-11-22T22:30:00Z");
        for text in ["", "today", "2026-13-01", "22.11.2026", "2026-11-22T25:00:00Z"] {
            let error = parse_now(text).unwrap_err();
            assert_eq!(error.code, "bad-time", "{text}");
        }
    }

    #[test]
    fn a_locale_has_the_shape_of_a_language_tag() {
        for text in ["en", "de", "de-AT", "zh-Hant-TW", "gsw"] {
            check_locale(text).unwrap();
        }
        for text in ["", "d", "de_DE", "de-", "../de", "1e", "de AT"] {
            assert_eq!(check_locale(text).unwrap_err().code, "bad-locale", "{text}");
        }
    }
}
