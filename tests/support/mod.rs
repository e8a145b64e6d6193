//! What the tests of the contract share: a guest with its grants, a server on loopback that counts, and the log.

use async_trait::async_trait;
use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use host_harness::capabilities::Grants;
use host_harness::clock::{Clock, FixedClock};
use host_harness::contract::{Contact, Context, Identity, Plan, Undo, Widget, Write, WriteMethod};
use host_harness::engine::{CallLimits, EngineConfig, PluginEngine, Session};
use host_harness::gate::{Gate, GateConfig};
use host_harness::secret_store::{SecretSource, SecretStoreError};
use host_harness::store::{
    AuditEvent, AuditFilter, AuditLog, AuditRecord, Head, MemoryAuditLog, MemoryStore, PlanStore, StoreError,
    Verification,
};
use host_harness::upstream::{
    BaseUrl, HttpTransport, OutboundGet, RawAnswer, Transport, TransportError, Upstream, UpstreamConfig,
};
use secrecy::SecretString;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The time of every test.
pub const NOW: &str = "2026-11-22T09:30:00Z";

/// The context of a call about this ticket.
pub fn context(ticket: &str) -> Context {
    Context {
        ticket: ticket.to_owned(),
        contact: Contact { email: "lena.brandt@example.com".to_owned(), identity: Identity::Authenticated },
        locale: "en".to_owned(),
        now: "2026-11-22T10:30:00+01:00".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        connection: "test".to_owned(),
        settings: Vec::new(),
        seed: 7,
    }
}

/// The texts of a widget's notices.
pub fn notices(widget: &Widget) -> Vec<String> {
    widget.notices.iter().map(|notice| notice.text.clone()).collect()
}

/// An answer with a status and a body.
pub fn answer(status: u16, body: &str) -> Response {
    (StatusCode::from_u16(status).unwrap(), body.to_owned()).into_response()
}

/// A plan with one write.
pub fn plan() -> Plan {
    let write = Write {
        label: "cancel".to_owned(),
        upstream: "shop".to_owned(),
        method: WriteMethod::Post,
        path: "/subscriptions/1/cancel".to_owned(),
        query: Vec::new(),
        headers: Vec::new(),
        body: Some("{}".to_owned()),
        secret: "token".to_owned(),
        bindings: Vec::new(),
    };
    Plan {
        action: "cancel".to_owned(),
        targets: Vec::new(),
        title: "Cancel it".to_owned(),
        changes: Vec::new(),
        side_effects: Vec::new(),
        warnings: Vec::new(),
        preconditions: Vec::new(),
        writes: vec![write],
        undo: Undo::Impossible("no".to_owned()),
        expires: String::new(),
        evidence: Vec::new(),
        rejected: Vec::new(),
        understood: String::new(),
        reply: None,
    }
}

/// What the server saw.
#[derive(Default)]
struct Seen {
    hits: AtomicUsize,
    headers: Mutex<HeaderMap>,
}

/// Builds a guest with its grants.
pub struct Setup {
    base: BaseUrl,
    transport: Option<Arc<dyn Transport>>,
    seen: Arc<Seen>,
    limits: CallLimits,
    conflict_pause: Option<Duration>,
    token: Option<String>,
    appends: Option<usize>,
    core_dumps: Option<PathBuf>,
}

impl Setup {
    /// Against a server on loopback.
    pub fn new(router: Router) -> Self {
        let seen = Arc::new(Seen::default());
        let counting = Arc::clone(&seen);
        let router = router.layer(from_fn(move |request: axum::extract::Request, next: Next| {
            counting.hits.fetch_add(1, Ordering::SeqCst);
            *counting.headers.lock().unwrap() = request.headers().clone();
            next.run(request)
        }));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self::at(format!("http://{address}").parse().unwrap(), None, seen)
    }

    /// How long a write waits after a 409.
    pub fn conflict_pause(mut self, pause: Duration) -> Self {
        self.conflict_pause = Some(pause);
        self
    }

    /// Against a server that runs already.
    pub fn at_url(url: &str) -> Self {
        Self::at(url.parse().unwrap(), None, Arc::default())
    }

    /// Against answers from memory.
    pub fn memory<F, A>(answer: F) -> Self
    where
        F: Fn(OutboundGet) -> A + Send + Sync + 'static,
        A: Future<Output = Result<RawAnswer, TransportError>> + Send + 'static,
    {
        let transport = Arc::new(FnTransport(Box::new(move |request| Box::pin(answer(request)))));
        Self::at("http://127.0.0.1:9".parse().unwrap(), Some(transport), Arc::default())
    }

    fn at(base: BaseUrl, transport: Option<Arc<dyn Transport>>, seen: Arc<Seen>) -> Self {
        let limits = CallLimits::default();
        Self { base, transport, seen, limits, conflict_pause: None, token: None, appends: None, core_dumps: None }
    }

    pub fn limits(mut self, limits: CallLimits) -> Self {
        self.limits = limits;
        self
    }

    /// The connection has this token.
    pub fn token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// The audit log takes so many appends and then fails.
    pub fn audit_fails_after(mut self, appends: usize) -> Self {
        self.appends = Some(appends);
        self
    }

    /// Core dumps of the guest go there.
    pub fn core_dumps(mut self, folder: PathBuf) -> Self {
        self.core_dumps = Some(folder);
        self
    }

    /// The hostile guest.
    pub async fn hostile(self) -> Running {
        self.run(hostile_guest_component::COMPONENT).await
    }

    /// The plugin.
    pub async fn plugin(self) -> Running {
        self.run(armincx_recharge_component::COMPONENT).await
    }

    async fn run(self, component: &[u8]) -> Running {
        let clock: Arc<dyn Clock> = Arc::new(FixedClock(NOW.parse().unwrap()));
        let mut config = EngineConfig::default();
        config.limits = self.limits;
        config.core_dump_dir = self.core_dumps;
        config.cache_dir = Some(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compiled"));
        let describing = Arc::new(MemoryAuditLog::new());
        let plugin = PluginEngine::new(config).unwrap().load(component, describing).await.unwrap();

        let audit =
            Arc::new(Log { log: Arc::new(MemoryStore::new()), appends: AtomicUsize::new(0), limit: self.appends });
        let secrets = Arc::new(OneSecret(self.token.map(SecretString::from)));
        let mut grants = Grants::builder(plugin.manifest(), "test")
            .secrets(secrets)
            .audit(Arc::clone(&audit) as Arc<dyn AuditLog>)
            .clock(Arc::clone(&clock));
        for declared in &plugin.manifest().upstreams {
            let config = UpstreamConfig::new(&declared.name, self.base.clone());
            let mut config = Grants::configure(plugin.manifest(), config).unwrap();
            if let Some(pause) = self.conflict_pause {
                config.writes.conflict_pause = pause;
            }
            let upstream = match &self.transport {
                Some(transport) => Upstream::new(config, Arc::clone(&clock), Arc::clone(transport)).unwrap(),
                None => {
                    let transport = Arc::new(HttpTransport::new(&config).unwrap());
                    let reads = Arc::clone(&transport) as Arc<dyn Transport>;
                    Upstream::new(config, Arc::clone(&clock), reads).unwrap().with_writes(transport)
                }
            };
            grants = grants.upstream(Arc::new(upstream));
        }
        Running { session: plugin.connect(grants.build().unwrap()), seen: self.seen, audit }
    }
}

/// A guest with its grants.
pub struct Running {
    pub session: Session,
    seen: Arc<Seen>,
    audit: Arc<Log>,
}

impl Running {
    /// A gate over the same log.
    pub fn gate(&self) -> Gate {
        let config = GateConfig::new(Arc::new(FixedClock(NOW.parse().unwrap())));
        Gate::new(Arc::clone(&self.audit.log) as Arc<dyn PlanStore>, config).unwrap()
    }

    /// Requests that reached the server.
    pub fn hits(&self) -> usize {
        self.seen.hits.load(Ordering::SeqCst)
    }

    /// A header of the last request that reached the server.
    pub fn last_header(&self, name: &str) -> Option<String> {
        self.seen.headers.lock().unwrap().get(name).map(|value| value.to_str().unwrap().to_owned())
    }

    /// The details of the records of one kind.
    pub fn records(&self, kind: &str) -> Vec<Value> {
        let records = self.all().into_iter().filter(|record| record.event.kind.as_str() == kind);
        records.map(|record| Value::Object(record.event.detail)).collect()
    }

    /// The kinds of all records, in order.
    pub fn kinds(&self) -> Vec<String> {
        self.all().iter().map(|record| record.event.kind.as_str().to_owned()).collect()
    }

    /// How the calls of this function ended.
    pub fn outcomes(&self, function: &str) -> Vec<String> {
        let ended = self.records("call.ended").into_iter().filter(|detail| detail["function"] == function);
        ended.map(|detail| detail["outcome"].as_str().unwrap().to_owned()).collect()
    }

    /// Everything in the log as text.
    pub fn log_text(&self) -> String {
        self.all().iter().map(|record| serde_json::to_string(&record.event).unwrap() + "\n").collect()
    }

    /// The chain is whole.
    pub fn verify(&self) {
        assert!(self.audit.verify().unwrap().is_intact());
    }

    fn all(&self) -> Vec<AuditRecord> {
        let mut filter = AuditFilter::default();
        filter.limit = None;
        self.audit.records(&filter).unwrap()
    }
}

type Answering =
    dyn Fn(OutboundGet) -> futures::future::BoxFuture<'static, Result<RawAnswer, TransportError>> + Send + Sync;

struct FnTransport(Box<Answering>);

#[async_trait]
impl Transport for FnTransport {
    async fn get(&self, request: OutboundGet) -> Result<RawAnswer, TransportError> {
        (self.0)(request).await
    }
}

#[derive(Debug)]
struct OneSecret(Option<SecretString>);

impl SecretSource for OneSecret {
    fn get(&self, _connection: &str, _name: &str) -> Result<Option<SecretString>, SecretStoreError> {
        Ok(self.0.clone())
    }
}

/// A log in memory that can be made to fail; plans are kept beside it.
struct Log {
    log: Arc<MemoryStore>,
    appends: AtomicUsize,
    limit: Option<usize>,
}

impl AuditLog for Log {
    fn append(&self, events: &[AuditEvent]) -> Result<Vec<u64>, StoreError> {
        let done = self.appends.fetch_add(1, Ordering::SeqCst);
        if self.limit.is_some_and(|limit| done >= limit) {
            return Err(StoreError::DiskFull { path: PathBuf::from("memory"), source: None });
        }
        self.log.append(events)
    }

    fn records(&self, filter: &AuditFilter) -> Result<Vec<AuditRecord>, StoreError> {
        self.log.records(filter)
    }

    fn head(&self) -> Result<Head, StoreError> {
        self.log.head()
    }

    fn verify(&self) -> Result<Verification, StoreError> {
        self.log.verify()
    }
}
