//! Hosts ArminCX helpdesk plugins: WebAssembly components that speak `armincx:plugin@0.1.0`.
//!
//! A plugin knows a vendor's rules; the host has the authority. It owns the network, the secrets, the audit log and the
//! approvals, and a plugin that is wrong, buggy or malicious can show nonsense but do no harm.
//!
//! # Embedding
//!
//! Make one [`engine::PluginEngine`] a process, [load](engine::PluginEngine::load) a component, grant it what its manifest
//! asks for, and call it. This is `examples/embed.rs`, shortened:
//!
//! ```no_run
//! use host_harness::{capabilities::Grants, clock::{Clock, SystemClock}, context::Surroundings};
//! use host_harness::{contract::{Contact, Identity}, engine::{EngineConfig, PluginEngine}};
//! use host_harness::{secret_store::SecretSource, store::Database};
//! use host_harness::upstream::{HttpTransport, Upstream, UpstreamConfig};
//! use std::sync::Arc;
//!
//! # async fn embed(secrets: Arc<dyn SecretSource>) -> Result<(), Box<dyn std::error::Error>> {
//! let mut config = EngineConfig::default();
//! config.cache_dir = Some("/var/lib/armincx/compiled".into());
//! let engine = PluginEngine::new(config)?;
//! let clock: Arc<dyn Clock> = Arc::new(SystemClock);
//! let audit = Arc::new(Database::open("/var/lib/armincx/audit.db".as_ref(), clock.clone())?);
//! let plugin = engine.load(&std::fs::read("recharge.wasm")?, audit.clone()).await?;
//!
//! let recharge = UpstreamConfig::new("recharge", "https://api.rechargeapps.com".parse()?);
//! let recharge = Grants::configure(plugin.manifest(), recharge)?;
//! let transport = Arc::new(HttpTransport::new(&recharge)?);
//! let grants = Grants::builder(plugin.manifest(), "shop-1")
//!     .upstream(Arc::new(Upstream::new(recharge, clock.clone(), transport)?))
//!     .secrets(secrets)
//!     .audit(audit)
//!     .build()?;
//! let session = plugin.connect(grants);
//!
//! let surroundings = Surroundings {
//!     connection: "shop-1".to_owned(),
//!     time_zone: jiff::tz::TimeZone::get("Europe/Berlin")?,
//!     locale: "de".to_owned(),
//!     settings: Vec::new(),
//! };
//! let contact = Contact { email: "lena@example.com".to_owned(), identity: Identity::Authenticated };
//! let context = surroundings.context("T-1001", contact, clock.now(), 42);
//! let widget = session.widget_data(&context).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Rooms
//!
//! Dependencies point one way: `cli → inbox → workplace → desk → gate`, `cli → eval → engine`, `cli → engine → capabilities → gate → store`; `capabilities` and `gate`
//! stand on `upstream` and `secret_store` besides. The gate calls the engine through a trait of its own,
//! [`gate::Executor`].
//!
//! | room | what |
//! | --- | --- |
//! | [`contract`] | the types that cross the border, generated from `wit/` |
//! | [`engine`] | wasmtime: one configuration, limits, compiled-code cache, inspecting and loading, calls |
//! | [`capabilities`] | http, secrets, audit, approvals as a guest sees them; what was granted |
//! | [`gate`] | between a plan and a write: people and roles, approvals, preconditions, sending, settling after a crash |
//! | [`upstream`] | what may be asked of whom, and asking it: policy, TLS, rate limit, retries, freshness; one attempt of a write |
//! | [`secret_store`] | keyring, 0600 file, environment |
//! | [`store`] | the database: audit chain, connections, plans |
//! | [`context`], [`clock`] | who, where and when |
//! | [`recharge_sandbox`], [`data_file`] | the local Recharge; reading the files its worlds are written in |
//! | [`desk`] | the stand-in helpdesk: tickets, people, conversation, story |
//! | [`workplace`] | the state folder, the local Recharge, tokens, and a plugin connected to them |
//! | [`inbox`] | the stand-in helpdesk in a browser |
//! | [`eval`] | how well the component reads customers' messages: files of them, judged and counted |
//! | [`cli`] | the `harness` command |

pub mod capabilities;
pub mod cli;
pub mod clock;
pub mod context;
pub mod contract;
pub mod data_file;
pub mod desk;
pub mod engine;
pub mod eval;
pub mod gate;
pub mod inbox;
pub mod recharge_sandbox;
pub mod secret_store;
pub mod store;
pub mod upstream;
pub mod workplace;
