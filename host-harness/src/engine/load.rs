//! The engine and the plugins it has loaded.

use super::call::{Body, Call, CallState};
use super::config::EngineConfig;
use super::error::{CallError, EngineError, LoadError};
use super::inspect::{Inspection, inspect};
use super::session::Session;
use super::{cache, ticker, wasi};
use crate::capabilities::{Grants, Phase};
use crate::contract::{Manifest, world};
use futures::FutureExt;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use wasmtime::Engine;
use wasmtime::component::{HasSelf, Linker};

/// The engine: made once a process, cheap to clone.
#[derive(Clone)]
pub struct PluginEngine {
    engine: Engine,
    linker: Arc<Linker<CallState>>,
    config: Arc<EngineConfig>,
}

impl PluginEngine {
    /// Makes the engine and starts its clock.
    ///
    /// # Errors
    /// When wasmtime can't run on this machine, or no thread can be started.
    pub fn new(config: EngineConfig) -> Result<Self, EngineError> {
        let engine = Engine::new(&config.wasmtime()).map_err(EngineError::Unsupported)?;
        let mut linker = Linker::new(&engine);
        wasi::add_to_linker(&mut linker).map_err(EngineError::Unsupported)?;
        world::Plugin::add_to_linker::<CallState, HasSelf<CallState>>(&mut linker, |state| state)
            .map_err(EngineError::Unsupported)?;
        ticker::start(&engine)?;
        Ok(Self { engine, linker: Arc::new(linker), config: Arc::new(config) })
    }

    /// Inspects a component, compiles it (or takes the compiled code from the cache), and asks it what it is.
    ///
    /// Compiling takes a tenth of a second and more, so it happens off the async threads.
    ///
    /// # Errors
    /// When this is no plugin for this host. The text says which of the many ways it is.
    pub async fn load(&self, bytes: &[u8]) -> Result<Plugin, LoadError> {
        let inspection = inspect(bytes)?;
        let (engine, bytes) = (self.engine.clone(), bytes.to_vec());
        let (digest, folder) = (inspection.digest.clone(), self.config.cache_dir.clone());
        let compile = move || cache::load_or_compile(&engine, &bytes, &digest, folder.as_deref());
        let compiled = tokio::task::spawn_blocking(compile).await;
        let component = match compiled {
            Ok(Ok(component)) => component,
            Ok(Err(why)) => return Err(LoadError::Compile(why)),
            Err(why) => return Err(LoadError::Compile(wasmtime::Error::new(why))),
        };
        let pre = self.linker.instantiate_pre(&component).and_then(world::PluginPre::new);
        let pre = pre.map_err(LoadError::Incompatible)?;
        let mut inner = PluginInner {
            pre,
            inspection,
            manifest: empty_manifest(),
            config: Arc::clone(&self.config),
            calls: AtomicU64::new(0),
        };
        inner.manifest = inner.describe("en").await.map_err(|why| LoadError::Describe(Box::new(why)))?;
        check_manifest(&inner.manifest)?;
        Ok(Plugin { inner: Arc::new(inner) })
    }
}

impl fmt::Debug for PluginEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginEngine").field("config", &self.config).finish_non_exhaustive()
    }
}

/// A loaded plugin, cheap to clone.
#[derive(Clone)]
pub struct Plugin {
    pub(super) inner: Arc<PluginInner>,
}

pub(super) struct PluginInner {
    pub(super) pre: world::PluginPre<CallState>,
    pub(super) inspection: Inspection,
    pub(super) config: Arc<EngineConfig>,
    manifest: Manifest,
    /// Calls made, for their ids.
    calls: AtomicU64,
}

impl PluginInner {
    /// A new call's id: the context's seed, and a number that tells the calls with one context apart.
    pub(super) fn call_id(&self, seed: u64) -> String {
        format!("{seed:016x}-{}", self.calls.fetch_add(1, Ordering::Relaxed))
    }

    fn offline_call(&self, export: &'static str) -> Call<'_> {
        Call {
            plugin: self,
            grants: Arc::new(Grants::nothing()),
            export,
            phase: Phase::Offline,
            id: self.call_id(0),
            ticket: None,
        }
    }

    async fn describe(&self, locale: &str) -> Result<Manifest, CallError> {
        let call = self.offline_call("describe");
        let locale = locale.to_owned();
        let body: Body<_> = Box::new(move |store, plugin| {
            async move { plugin.armincx_plugin_setup().call_describe(store, &locale).await }.boxed()
        });
        call.run(body, |_| None).await
    }
}

impl Plugin {
    /// What it is, as far as it can be told from outside.
    #[must_use]
    pub fn inspection(&self) -> &Inspection {
        &self.inner.inspection
    }

    /// What it says it is and what it wants, in English.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.inner.manifest
    }

    /// The manifest in another language.
    ///
    /// # Errors
    /// When the guest fails.
    pub async fn describe(&self, locale: &str) -> Result<Manifest, CallError> {
        self.inner.describe(locale).await
    }

    /// A store and an instance, made and dropped: wasmtime's own floor, for the benchmarks.
    ///
    /// # Errors
    /// When it can't be instantiated.
    #[doc(hidden)]
    pub async fn bare_instance(&self) -> Result<(), CallError> {
        self.inner.offline_call("nothing").bare().await
    }

    /// A whole call with its limits and its records that asks nothing of the guest, for the benchmarks.
    ///
    /// # Errors
    /// When it can't be instantiated or recorded.
    #[doc(hidden)]
    pub async fn empty_call(&self) -> Result<(), CallError> {
        let body: Body<()> = Box::new(|_, _| async { Ok(()) }.boxed());
        self.inner.offline_call("nothing").run(body, |()| None).await
    }

    /// Binds the plugin to what it may use.
    #[must_use]
    pub fn connect(&self, grants: Grants) -> Session {
        Session::new(self.clone(), grants)
    }
}

impl fmt::Debug for Plugin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plugin").field("id", &self.inner.manifest.id).field("inspection", self.inspection()).finish()
    }
}

/// A secret that goes nowhere, or to somebody undeclared, is a mistake in the manifest and better found now.
fn check_manifest(manifest: &Manifest) -> Result<(), LoadError> {
    let declared = |name: &str| manifest.upstreams.iter().any(|upstream| upstream.name == name);
    match manifest.secrets.iter().find(|secret| !declared(&secret.upstream)) {
        Some(secret) => Err(LoadError::Manifest(format!(
            "its secret \"{}\" belongs to the upstream \"{}\", which it doesn't declare",
            secret.name.escape_debug(),
            secret.upstream.escape_debug()
        ))),
        None if manifest.id.is_empty() => Err(LoadError::Manifest("its id is empty".to_owned())),
        None => Ok(()),
    }
}

fn empty_manifest() -> Manifest {
    Manifest {
        id: String::new(),
        name: String::new(),
        version: String::new(),
        description: String::new(),
        locales: Vec::new(),
        upstreams: Vec::new(),
        secrets: Vec::new(),
        settings: Vec::new(),
    }
}
