//! Where a process of the harness works: the state folder, what time it is, which Recharge is meant, and from there to a
//! connected plugin.

use super::connected::{Connected, Target};
use super::failure::{Exit, Failure};
use super::local::{self, Local};
use super::options::{Options, check_locale, parse_now};
use super::state_dir::StateDir;
use crate::clock::{Clock, FixedClock, SystemClock};
use crate::desk::people::Roster;
use crate::desk::tickets::Tickets;
use crate::engine::{EngineConfig, Plugin, PluginEngine};
use crate::recharge_sandbox::{State, demo};
use crate::secret_store::{
    EnvSource, KeyringSource, Options as SecretOptions, SecretSource, SecretStore, SecretStoreError, default_directory,
};
use crate::store::{AuditLog, Connections, Database};
use crate::upstream::BaseUrl;
use jiff::Timestamp;
use secrecy::SecretString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The connection to the local Recharge.
pub const LOCAL: &str = "local";
/// The upstream that this harness knows an address for.
pub const UPSTREAM: &str = "recharge";
/// The environment variable that names the folder for secret files.
pub(super) const SECRETS_VARIABLE: &str = "ARMINCX_SECRETS_DIR";

/// Where a process works.
#[derive(Debug)]
pub struct Workplace {
    /// What was said.
    pub options: Options,
    /// The state folder.
    pub state: StateDir,
    /// `--now`, understood.
    pub now: Option<Timestamp>,
    /// `--recharge-url`, understood.
    remote: Option<BaseUrl>,
}

impl Workplace {
    /// Understands the options. Touches nothing yet.
    ///
    /// # Errors
    /// When the time, the language or the address can't be understood.
    pub fn new(options: Options) -> Result<Self, Failure> {
        let now = options.now.as_deref().map(parse_now).transpose()?;
        let remote = options.recharge_url.as_deref().map(str::parse).transpose()?;
        if let Some(locale) = options.locale.as_deref() {
            check_locale(locale)?;
        }
        let state = StateDir::at(options.state.clone());
        Ok(Self { options, state, now, remote })
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
        self.options.locale.as_deref().unwrap_or("en")
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
    pub fn database(&self) -> Result<Arc<Database>, Failure> {
        self.state.prepare()?;
        Ok(Arc::new(Database::open(&self.state.database(), self.clock())?))
    }

    /// Who works here.
    #[must_use]
    pub fn roster(&self) -> Roster {
        Roster::of_folder(self.state.path())
    }

    /// Where tokens are kept: environment, keyring, file. Never in the state folder.
    ///
    /// # Errors
    /// When there is neither a home directory nor a variable that names a folder.
    pub fn secrets(&self) -> Result<SecretStore, Failure> {
        self.secrets_of(self.remote.is_some())
    }

    /// The same for a connection of which it is said whether it is another Recharge than the local one.
    ///
    /// # Errors
    /// As [`Workplace::secrets`].
    pub fn secrets_of(&self, is_remote: bool) -> Result<SecretStore, Failure> {
        // One that is empty names none.
        let named = std::env::var_os(SECRETS_VARIABLE).filter(|named| !named.is_empty()).map(PathBuf::from);
        // Whoever names a folder wants the secrets there and not in the keyring.
        let keyring = if named.is_none() { KeyringSource::system() } else { None };
        let Some(directory) = named.or_else(default_directory) else {
            let text = "there is no place for secrets: no home directory is known";
            let hint = format!("set {SECRETS_VARIABLE} to a folder that only you can read");
            return Err(Failure::new("no-secrets-folder", Exit::Environment, text).hint(hint));
        };
        // A variable holds the token of a real store; the local one's is known anyway.
        let environment = if is_remote { EnvSource::from_vars(std::env::vars_os()) } else { EnvSource::default() };
        Ok(SecretStore::new(SecretOptions { environment, keyring, directory }))
    }

    /// The component's bytes: the file that was named, or the one built from this repository.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn component(&self, file: Option<&Path>) -> Result<Vec<u8>, Failure> {
        let Some(path) = file.or(self.options.plugin.as_deref()) else {
            return Ok(armincx_recharge_component::COMPONENT.to_vec());
        };
        std::fs::read(path).map_err(|why| {
            let text = format!("can't read the plugin {}: {why}", path.display());
            Failure::new("plugin-unreadable", Exit::Usage, text)
                .hint("give the path of a .wasm file that you may read")
                .caused_by(why)
        })
    }

    /// The engine that plugins run in, with a cache of compiled code in the state folder.
    ///
    /// # Errors
    /// When this machine can't run it, or the state folder can't be written.
    pub fn engine(&self) -> Result<PluginEngine, Failure> {
        self.state.prepare()?;
        let config =
            EngineConfig { cache_dir: Some(self.state.cache()), clock: self.clock(), ..EngineConfig::default() };
        Ok(PluginEngine::new(config)?)
    }

    /// Loads the plugin, with its compiled code from the cache where it is there.
    ///
    /// # Errors
    /// When it can't be read or is no plugin for this host.
    pub async fn plugin(&self, audit: Arc<dyn AuditLog>) -> Result<Plugin, Failure> {
        Ok(self.engine()?.load(&self.component(None)?, audit).await?)
    }

    /// The address of the Recharge that was named, where it isn't the local one.
    #[must_use]
    pub fn remote(&self) -> Option<&BaseUrl> {
        self.remote.as_ref()
    }

    /// The local Recharge's state as the state folder has it, or a new one; a new one is kept.
    ///
    /// # Errors
    /// When the file is damaged or can't be written.
    pub fn sandbox_state(&self) -> Result<State, Failure> {
        self.state.prepare()?;
        let path = self.state.sandbox();
        if path.exists() {
            return Ok(State::load(&path)?);
        }
        let state = self.new_sandbox_state()?;
        state.save(&path)?;
        self.tickets_since(state.now, true);
        Ok(state)
    }

    /// The local Recharge as it is made: the demo shop, as of now.
    ///
    /// # Errors
    /// When the demo shop can't be made for that time.
    pub fn new_sandbox_state(&self) -> Result<State, Failure> {
        Ok(demo::world(self.now.unwrap_or_else(Timestamp::now))?)
    }

    /// The demo's tickets as they were when this folder was set up, for a command that connects to nothing.
    ///
    /// # Errors
    /// As [`Workplace::sandbox_state`].
    pub fn tickets(&self) -> Result<Tickets, Failure> {
        let now = match (self.now, &self.remote) {
            (Some(now), _) => now,
            (None, Some(_)) => Timestamp::now(),
            (None, None) => self.sandbox_state()?.now,
        };
        Ok(Tickets::demo(self.tickets_since(now, self.now.is_none()).min(now))?)
    }

    /// The moment that the times of the demo's tickets are reckoned from: the one when this folder was set up, kept in it, so
    /// that what a customer wrote doesn't move when a clock does. `now` where none is kept; it is kept if asked for.
    fn tickets_since(&self, now: Timestamp, keep: bool) -> Timestamp {
        let path = self.state.tickets_since();
        if let Some(kept) = std::fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok()) {
            return kept;
        }
        if keep && let Err(why) = std::fs::write(&path, now.to_string()) {
            tracing::warn!(%why, "the moment that tickets are reckoned from could not be kept");
        }
        now
    }

    /// Whom a plugin is connected to: the tickets are those of this folder.
    #[must_use]
    pub fn target(
        &self,
        connection: String,
        base: BaseUrl,
        time_zone: Option<String>,
        clock: Arc<dyn Clock>,
    ) -> Target {
        // A time that was only said for one command is not the folder's.
        let tickets_since = self.tickets_since(clock.now(), self.now.is_none());
        Target { connection, base, time_zone, clock, tickets_since }
    }

    /// A plugin, connected to read: the local Recharge that runs on this state folder, or a copy of the one that is kept.
    ///
    /// # Errors
    /// When anything of it can't be had.
    pub async fn connected(&self) -> Result<Connected, Failure> {
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
    pub async fn connected_to_change(&self) -> Result<Connected, Failure> {
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
    pub async fn connected_to_throwaway(&self) -> Result<Connected, Failure> {
        self.connected_to(Some(local::throwaway(self).await?)).await
    }

    /// Whether another Recharge than the local one is meant.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        self.remote.is_some()
    }

    /// A plugin, connected to this local Recharge, or to the one that was named.
    async fn connected_to(&self, local: Option<Local>) -> Result<Connected, Failure> {
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
            (None, None) => return Err(Failure::new("no-recharge", Exit::Failed, "no Recharge was named")),
        };
        // Everything about the local Recharge happens in its own time, which stands still until it is moved; a command is
        // about one moment anyway.
        let clock: Arc<dyn Clock> = match (&self.remote, self.now) {
            (Some(_), None) => Arc::new(SystemClock),
            _ => Arc::new(FixedClock(now)),
        };
        let target = self.target(connection, base, zone, clock);
        let secrets = self.secret_source()?;
        let connected = Connected::open(&plugin, database, secrets, target, self.locale(), local, self.roster())?;
        connected.recover().await?;
        Ok(connected)
    }

    /// Where the connection that was named at the start has its secrets; the local one has a published token at least.
    ///
    /// # Errors
    /// As [`Workplace::secrets`].
    pub fn secret_source(&self) -> Result<Arc<dyn SecretSource>, Failure> {
        Ok(match &self.remote {
            Some(_) => Arc::new(self.secrets()?),
            None => Arc::new(DemoToken(self.secrets()?)),
        })
    }
}

/// The local Recharge's tokens are published; without another one the first of them is used.
#[derive(Debug)]
pub(crate) struct DemoToken(pub(crate) SecretStore);

impl SecretSource for DemoToken {
    fn get(&self, connection: &str, name: &str) -> Result<Option<SecretString>, SecretStoreError> {
        Ok(self.0.get(connection, name)?.or_else(|| Some(SecretString::from(demo::TOKEN_FULL))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan as _;

    fn place(folder: &Path, now: Option<&str>) -> Workplace {
        let now = now.map(str::to_owned);
        Workplace::new(Options { state: folder.to_owned(), now, ..Options::default() }).unwrap()
    }

    #[test]
    fn tickets_keep_their_times_when_the_local_clock_moves_and_in_the_next_process() {
        let folder = tempfile::tempdir().unwrap();
        let first = place(folder.path(), Some("2026-11-22T09:00:00Z")).tickets().unwrap();
        let of_one_command = place(folder.path(), Some("2027-03-01")).tickets().unwrap();
        assert_ne!(of_one_command, first, "a time that was said for one command is nobody else's");
        let shop = place(folder.path(), Some("2026-11-22T09:00:00Z"));
        let mut state = shop.sandbox_state().unwrap();
        let before = place(folder.path(), None).tickets().unwrap();
        assert_eq!(before, first, "those that fit the shop");
        state.now += 30.hours();
        state.save(&shop.state.sandbox()).unwrap();
        assert_eq!(place(folder.path(), None).tickets().unwrap(), before);
        assert_eq!(place(folder.path(), Some("2027-03-01")).tickets().unwrap(), before);
        let earlier = place(folder.path(), Some("2026-11-01T09:00:00Z")).tickets().unwrap();
        assert!(earlier.iter().flat_map(|ticket| &ticket.messages).all(|message| message.at < before_all()), "past");
    }

    fn before_all() -> Timestamp {
        "2026-11-01T09:00:01Z".parse().unwrap()
    }
}
