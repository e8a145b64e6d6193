//! What changes, told to every open page: what this server did, what another process recorded, what happened in the local
//! Recharge. One task looks; pages are told what kind of thing changed and fetch it anew.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::{Stream, StreamExt as _, stream};
use tokio::sync::broadcast::error::RecvError;

use super::local::Local;
use super::office::{Office, PluginFile};
use crate::store::{AuditFilter, AuditKind, AuditLog, Database, StoreError};

/// What has changed, for pages that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// Something was recorded: a message, a plan, a decision, a call.
    Records,
    /// The plugin was called, to read.
    Calls,
    /// Something in the local Recharge, or its clock.
    Recharge,
    /// The plugin was built anew.
    Plugin,
    /// The plugin's file is being compiled, or is gone or back.
    Build,
    /// The local Recharge is another server, or is gone.
    Server,
}

impl Changed {
    /// The name of the event.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Calls => "calls",
            Self::Recharge => "recharge",
            Self::Plugin => "plugin",
            Self::Build => "build",
            Self::Server => "server",
        }
    }
}

/// How often it is looked: two small questions each, and soon enough for somebody who watches.
const LOOK: Duration = Duration::from_millis(400);
/// So many looks in vain make a local Recharge of another process one that is gone.
const PATIENCE: u32 = 3;
/// An interrupted plan of a process that is gone is settled within this time.
const SETTLE: Duration = Duration::from_secs(20);

/// The stream of one page. It begins with "hello" and the count of changes: a page that hears it again, or that was drawn
/// when the count was another one, shows what it has missed.
pub async fn stream_of(State(office): State<Arc<Office>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    // Whatever comes after the count is in the stream.
    let (changes, count) = (office.changes(), office.told_so_far());
    let hello = Event::default().event("hello").data(count.to_string()).retry(Duration::from_secs(1));
    let changes = stream::unfold(changes, |mut changes| async move {
        let changed = match changes.recv().await {
            Ok(changed) => changed,
            // Whatever was missed, the page fetches everything anew.
            Err(RecvError::Lagged(_)) => Changed::Records,
            Err(RecvError::Closed) => return None,
        };
        Some((Event::default().event(changed.as_str()).data("1"), changes))
    });
    let events = stream::once(async move { hello }).chain(changes).map(Ok);
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

/// Looks for changes until the server stops.
pub async fn watch(office: Arc<Office>) {
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut head, mut changes, mut silent) = (None, None, 0);
    let (mut settled, mut settling) = (tokio::time::Instant::now(), None::<tokio::task::JoinHandle<()>>);
    loop {
        ticks.tick().await;
        let database = Arc::clone(&office.database);
        let known = head;
        if let Ok(Ok(found)) = tokio::task::spawn_blocking(move || news(&database, known)).await {
            if let Some(changed) = found.1 {
                office.tell(changed);
            }
            head = Some(found.0);
        }
        if office.local().is_some() {
            match office.local_changes().await {
                Some(found) => {
                    silent = 0;
                    if changes.is_some_and(|known| known != found) {
                        office.forget_answers();
                        office.keep();
                        office.tell(Changed::Recharge);
                    }
                    changes = Some(found);
                }
                None => {
                    silent += 1;
                    if silent == PATIENCE {
                        office.tell(Changed::Server);
                    }
                    // Its server is gone: from then on this process serves what was kept.
                    if silent >= PATIENCE && matches!(office.local(), Some(Local::Other(_))) {
                        match office.find_local_again().await {
                            Ok(()) => (silent, changes) = (0, None),
                            Err(why) => tracing::warn!(%why, "the local Recharge is gone"),
                        }
                    }
                }
            }
        }
        // It reads from Recharge, which may take its time; news don't wait for it.
        if settled.elapsed() >= SETTLE && settling.as_ref().is_none_or(tokio::task::JoinHandle::is_finished) {
            settled = tokio::time::Instant::now();
            let office = Arc::clone(&office);
            settling = Some(tokio::spawn(async move { office.settle().await }));
        }
    }
}

/// What pages show of the records.
const NEWS: [AuditKind; 22] = [
    AuditKind::ActionAsked,
    AuditKind::PlanProposed,
    AuditKind::PlanApproved,
    AuditKind::PlanConfirmed,
    AuditKind::PlanDenied,
    AuditKind::PlanSuperseded,
    AuditKind::PlanExpired,
    AuditKind::PlanInvalidated,
    AuditKind::PlanRefused,
    AuditKind::PlanStarted,
    AuditKind::PlanSettling,
    AuditKind::PlanEnded,
    AuditKind::PreconditionsChecked,
    AuditKind::WriteSent,
    AuditKind::WriteAnswered,
    AuditKind::WriteFailed,
    AuditKind::MessageReceived,
    AuditKind::MessageRead,
    AuditKind::PersonWrote,
    AuditKind::CustomerTold,
    AuditKind::ConnectionSet,
    AuditKind::ConnectionRemoved,
];

/// The newest record's number, and what is new since the one that was known. Calls that only read are news for developers
/// alone: a page that is shown makes such calls itself.
fn news(database: &Database, known: Option<u64>) -> Result<(u64, Option<Changed>), StoreError> {
    let head = database.head()?.seq;
    let Some(known) = known.filter(|known| *known < head) else { return Ok((head, None)) };
    let filter = AuditFilter { kinds: NEWS.to_vec(), after: Some(known), limit: Some(1), ..AuditFilter::default() };
    let changed = if database.records(&filter)?.is_empty() { Changed::Calls } else { Changed::Records };
    Ok((head, Some(changed)))
}

/// Loads the plugin's file anew whenever it was built, until the server stops.
pub async fn watch_plugin(office: Arc<Office>) {
    let Some(path) = office.place.options.plugin.clone() else { return };
    let stamp = || {
        let file = std::fs::metadata(&path).ok()?;
        Some((file.modified().unwrap_or(SystemTime::UNIX_EPOCH), file.len()))
    };
    let mut used = stamp();
    let mut before = used;
    let mut ticks = tokio::time::interval(LOOK);
    loop {
        ticks.tick().await;
        let found = stamp();
        // A file that is still being written differs from look to look.
        if found.is_some() && found != used && found == before {
            used = found;
            office.set_file(PluginFile::Compiled);
            office.reload().await;
        }
        // One that is being replaced may be away for a moment.
        if found == before {
            office.set_file(if found.is_some() { PluginFile::Used } else { PluginFile::Gone });
        }
        before = found;
    }
}
