//! What the inbox works with as long as it runs: the database, the plugin, the local Recharge, the connections, and what
//! changes in any of them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{OnceCell, broadcast};

use super::chain::{Chain, Checked};
use super::events::Changed;
use super::local::{self, Local, LocalClock};
use super::seen::Seen;
use super::session::Signer;
use crate::clock::Clock;
use crate::engine::{Plugin, PluginEngine};
use crate::secret_store::SecretSource;
use crate::store::{AuditLog, Connection, Connections, Database};
use crate::workplace::{Connected, DemoToken, Exit, Failure, LOCAL, UPSTREAM, Workplace};

/// What is known of the plugin's file, for whoever builds it.
#[derive(Debug, Clone, Default)]
pub struct Build {
    /// How often it was loaded anew since the start.
    pub reloads: u32,
    /// Why the newest file could not be loaded; the one before is still used.
    pub problem: Option<String>,
    /// How the file is that is watched.
    pub file: PluginFile,
}

/// The plugin's file, where it is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PluginFile {
    /// What is in it is used, or can't be.
    #[default]
    Used,
    /// What is in it is being compiled; until then the build before is used.
    Compiled,
    /// It isn't there any more; what was in it is used.
    Gone,
}

/// So long a page waits for an interrupted plan to be settled, which reads from Recharge again and again.
const GRACE: Duration = Duration::from_secs(2);

/// A connection that is open, or being opened: whoever comes meanwhile waits for that one.
type Opened = Arc<OnceCell<Arc<Connected>>>;

/// What the inbox works with.
pub struct Office {
    /// The workplace.
    pub place: Workplace,
    /// The database.
    pub database: Arc<Database>,
    /// Signs what goes to browsers and comes back.
    pub signer: Signer,
    /// Which messages a person has seen.
    pub seen: Seen,
    /// Where it listens.
    pub address: SocketAddr,
    /// Names that a browser may call it by, besides this machine's.
    pub names: Vec<String>,
    engine: PluginEngine,
    plugin: RwLock<Plugin>,
    build: Mutex<Build>,
    local: Arc<RwLock<Option<Local>>>,
    told: Arc<RwLock<Timestamp>>,
    /// Held to look up and to put in, never while one is being opened.
    connections: Mutex<BTreeMap<String, Opened>>,
    changes: broadcast::Sender<Changed>,
    /// How many changes pages were told of, but for calls: those that are drawn make some themselves.
    count: AtomicU64,
    chain: Checked,
    /// The database's file as it was opened.
    opened_file: FileIdentity,
}

/// What tells a file from another one of its name, where the system has such a thing: device and number.
type FileIdentity = Option<(u64, u64)>;

#[cfg(unix)]
fn identity(file: &std::fs::Metadata) -> FileIdentity {
    use std::os::unix::fs::MetadataExt as _;
    Some((file.dev(), file.ino()))
}

/// Elsewhere a file that is open can't be removed.
#[cfg(not(unix))]
fn identity(_file: &std::fs::Metadata) -> FileIdentity {
    None
}

impl Office {
    /// Opens everything: the database, the plugin, and the local Recharge, which this process serves unless another one
    /// does. What an earlier process left in the middle is settled, by reading.
    ///
    /// # Errors
    /// When one of them can't be had.
    pub async fn open(place: Workplace, address: SocketAddr, names: Vec<String>) -> Result<Self, Failure> {
        let database = place.database()?;
        let opened_file = place.state.database().metadata().ok().and_then(|found| identity(&found));
        let signer = Signer::of_folder(&place.state.path().join("inbox.key"))?;
        let seen = Seen::of_folder(place.state.path().join("inbox-seen.json"));
        let engine = place.engine()?;
        let audit = Arc::clone(&database) as Arc<dyn AuditLog>;
        let plugin = engine.load(&place.component(None)?, audit).await?;
        let (changes, _) = broadcast::channel(64);
        let office = Self {
            database,
            signer,
            seen,
            address,
            names,
            engine,
            plugin: RwLock::new(plugin),
            build: Mutex::default(),
            local: Arc::default(),
            told: Arc::new(RwLock::new(Timestamp::now())),
            connections: Mutex::default(),
            changes,
            count: AtomicU64::default(),
            chain: Checked::default(),
            opened_file,
            place,
        };
        if !office.place.is_remote() {
            let found = Local::find(&office.place, &office.told).await?;
            office.set_local(Some(found));
        }
        office.connected(&office.place.connection()).await?;
        Ok(office)
    }

    fn set_local(&self, local: Option<Local>) {
        *self.local.write().unwrap_or_else(PoisonError::into_inner) = local;
    }

    /// The local Recharge, where it is used.
    #[must_use]
    pub fn local(&self) -> Option<Local> {
        self.local.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The count of changes in the local Recharge; nothing where it doesn't answer, or there is none.
    pub(super) async fn local_changes(&self) -> Option<u64> {
        match self.local()? {
            Local::Own(server) => Some(server.changes()),
            Local::Other(base) => local::ask_clock(&base, &self.told).await.ok(),
        }
    }

    /// Finds the local Recharge anew, after the one that was used is gone.
    ///
    /// # Errors
    /// When it can't be had.
    pub(super) async fn find_local_again(&self) -> Result<(), Failure> {
        let found = Local::find(&self.place, &self.told).await?;
        self.set_local(Some(found));
        self.opened().clear();
        self.tell(Changed::Server);
        Ok(())
    }

    /// Keeps what was changed in the local Recharge, where it is this process's to keep.
    pub fn keep(&self) {
        if let Some(Local::Own(server)) = self.local()
            && let Err(why) = server.keep()
        {
            tracing::error!(%why, "the local Recharge could not be kept");
        }
    }

    /// The plugin that is used now.
    #[must_use]
    pub fn plugin(&self) -> Plugin {
        self.plugin.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is known of its file.
    #[must_use]
    pub fn build(&self) -> Build {
        self.build.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps how the plugin's file is; pages that are open are told of a change.
    pub(super) fn set_file(&self, file: PluginFile) {
        let before = std::mem::replace(&mut self.build.lock().unwrap_or_else(PoisonError::into_inner).file, file);
        if before != file {
            self.tell(Changed::Build);
        }
    }

    /// Loads the plugin's file anew. Where it is no plugin, the one before stays.
    pub(super) async fn reload(&self) {
        let audit = Arc::clone(&self.database) as Arc<dyn AuditLog>;
        let loaded = match self.place.component(None) {
            Ok(bytes) => self.engine.load(&bytes, audit).await.map_err(Failure::from),
            Err(why) => Err(why),
        };
        {
            let mut build = self.build.lock().unwrap_or_else(PoisonError::into_inner);
            build.file = PluginFile::Used;
            match loaded {
                Ok(plugin) => {
                    build.reloads = build.reloads.saturating_add(1);
                    build.problem = None;
                    *self.plugin.write().unwrap_or_else(PoisonError::into_inner) = plugin;
                    // Those that are open are of the build before.
                    self.opened().clear();
                }
                Err(why) => build.problem = Some(why.to_string()),
            }
        }
        self.tell(Changed::Plugin);
    }

    /// Every connection there is, the local one first. That one, and the one named at the start, need not be saved.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn connections(&self) -> Result<Vec<Connection>, Failure> {
        let mut all = self.database.list()?;
        let manifest = self.plugin().manifest().id.clone();
        let first = self.place.connection();
        if !all.iter().any(|one| one.id == first) {
            let mut named = Connection::new(first.clone(), manifest.as_str());
            if let Some(base) = self.place.remote() {
                named.upstreams.insert(UPSTREAM.to_owned(), base.to_string());
            }
            all.push(named);
        }
        // Those of the local Recharge need it to be there.
        all.retain(|one| one.upstreams.contains_key(UPSTREAM) || !self.place.is_remote());
        all.sort_by_key(|one| (one.id != first, one.id.clone()));
        Ok(all)
    }

    /// The plugin, connected through this connection.
    ///
    /// # Errors
    /// When there is no such connection, or it can't be used.
    pub async fn connected(&self, id: &str) -> Result<Arc<Connected>, Failure> {
        let open = self.opened().get(id).and_then(|opened| opened.get().cloned());
        if let Some(connected) = open {
            return Ok(connected);
        }
        let saved = self.connections()?.into_iter().find(|one| one.id == id).ok_or_else(|| {
            Failure::new("unknown-connection", Exit::Usage, format!("there is no connection \"{}\"", id.escape_debug()))
        })?;
        let opened = Arc::clone(self.opened().entry(id.to_owned()).or_default());
        let opening = opened.get_or_try_init(|| async {
            let connected = Arc::new(self.connect(&saved)?);
            let settling = Arc::clone(&connected);
            let settling = tokio::spawn(async move { settling.recover().await });
            // What takes longer goes on meanwhile: until then a page shows the plan as being carried out.
            if let Ok(settled) = tokio::time::timeout(GRACE, settling).await {
                let lost = |why| Failure::new("task-lost", Exit::Failed, format!("a task was lost: {why}"));
                settled.map_err(lost)??;
            }
            Ok::<_, Failure>(connected)
        });
        opening.await.cloned()
    }

    /// The plugin, connected as this connection says, saved or not.
    ///
    /// # Errors
    /// When its address can't be used, or there is no local Recharge.
    pub fn connect(&self, saved: &Connection) -> Result<Connected, Failure> {
        let remote = saved.upstreams.get(UPSTREAM);
        let base = match remote {
            Some(url) => url.clone(),
            None => self.local().map(|local| local.url()).ok_or_else(|| {
                Failure::new("no-recharge", Exit::Usage, "the local Recharge isn't used here")
                    .hint("start `harness serve` without --recharge-url")
            })?,
        };
        let store = self.place.secrets_of(remote.is_some())?;
        let secrets: Arc<dyn SecretSource> =
            if saved.id == LOCAL { Arc::new(DemoToken(store)) } else { Arc::new(store) };
        let clock: Arc<dyn Clock> = match remote {
            Some(_) => self.place.clock(),
            None => Arc::new(LocalClock { local: Arc::clone(&self.local), told: Arc::clone(&self.told) }),
        };
        let time_zone = match (&saved.time_zone, remote) {
            (Some(zone), _) => Some(zone.clone()),
            (None, None) => {
                self.place.sandbox_state().ok().and_then(|state| state.time_zone().iana_name().map(str::to_owned))
            }
            (None, Some(_)) => None,
        };
        let target = self.place.target(saved.id.clone(), base.parse()?, time_zone, clock);
        let (database, locale) = (Arc::clone(&self.database), self.place.locale());
        Connected::open(&self.plugin(), database, secrets, target, locale, None, self.place.roster())
    }

    /// Forgets an open connection, so that it is opened anew.
    pub fn reopen(&self, id: &str) {
        self.opened().remove(id);
    }

    fn opened(&self) -> MutexGuard<'_, BTreeMap<String, Opened>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all_open(&self) -> Vec<Arc<Connected>> {
        self.opened().values().filter_map(|opened| opened.get().cloned()).collect()
    }

    /// Has no answer of Recharge used again that was given before now.
    pub(super) fn forget_answers(&self) {
        for connected in self.all_open() {
            connected.session().grants().forget();
        }
    }

    /// Settles, by reading, what processes that are gone left in the middle.
    pub(super) async fn settle(&self) {
        for connected in self.all_open() {
            if let Err(why) = connected.recover().await {
                tracing::warn!(%why, "an interrupted plan could not be settled");
            }
        }
    }

    /// Whether the clock of this connection runs by itself: the local Recharge's stands still until it is moved.
    #[must_use]
    pub fn clock_runs(&self, connection: &str) -> bool {
        let saved = self.connections().unwrap_or_default().into_iter().find(|one| one.id == connection);
        self.place.now.is_none() && saved.is_some_and(|one| one.upstreams.contains_key(UPSTREAM))
    }

    /// Whether the records are as they were written. Blocking.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn chain(&self) -> Result<Chain, Failure> {
        self.chain.of(&self.database)
    }

    /// Whether the file that everything is recorded in is still where it was opened, and is that file: what is written into
    /// one that was removed is lost.
    pub(super) async fn is_kept(&self) -> bool {
        let (file, opened) = (self.place.state.database(), self.opened_file);
        let is_there = move || file.metadata().is_ok_and(|found| identity(&found) == opened);
        tokio::task::spawn_blocking(is_there).await.unwrap_or_default()
    }

    /// Tells the pages that are open.
    pub fn tell(&self, changed: Changed) {
        if changed != Changed::Calls {
            self.count.fetch_add(1, Ordering::SeqCst);
        }
        // Nobody listens when no page is open.
        let _ = self.changes.send(changed);
    }

    /// Counts what pages were told: one that was drawn before the count grew has missed something.
    #[must_use]
    pub fn told_so_far(&self) -> u64 {
        self.count.load(Ordering::SeqCst)
    }

    /// What changes from now on.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Changed> {
        self.changes.subscribe()
    }
}
