//! The engine and the plugins it has loaded.

use super::call::{Body, Call, CallState};
use super::config::EngineConfig;
use super::error::{CallError, EngineError, LoadError};
use super::inspect::{Inspection, inspect};
use super::session::Session;
use super::{cache, ticker, wasi};
use crate::capabilities::{Grants, GuestHost, Phase};
use crate::contract::{Manifest, world};
use crate::store::AuditLog;
use futures::FutureExt;
use std::collections::BTreeSet;
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
        world::Plugin::add_to_linker::<CallState, HasSelf<GuestHost>>(&mut linker, |state| &mut state.guest)
            .map_err(EngineError::Unsupported)?;
        ticker::start(&engine)?;
        Ok(Self { engine, linker: Arc::new(linker), config: Arc::new(config) })
    }

    /// Inspects a component, compiles it (or takes the compiled code from the cache), and asks it what it is. That is a
    /// call like every other, so it is recorded in `audit`; so is every later [`Plugin::describe`].
    ///
    /// Inspecting and compiling take a tenth of a second and more, so they happen off the async threads.
    ///
    /// # Errors
    /// When this is no plugin for this host. The text says which of the many ways it is.
    pub async fn load(&self, bytes: &[u8], audit: Arc<dyn AuditLog>) -> Result<Plugin, LoadError> {
        let (engine, bytes, folder) = (self.engine.clone(), bytes.to_vec(), self.config.cache_dir.clone());
        let compile = move || {
            let inspection = inspect(&bytes)?;
            let component = cache::load_or_compile(&engine, &bytes, &inspection.digest, folder.as_deref());
            Ok((inspection, component.map_err(LoadError::Compile)?))
        };
        let compiled = tokio::task::spawn_blocking(compile).await;
        let (inspection, component) = compiled.map_err(|why| LoadError::Compile(wasmtime::Error::new(why)))??;
        let pre = self.linker.instantiate_pre(&component).and_then(world::PluginPre::new);
        let pre = pre.map_err(LoadError::Incompatible)?;
        let config = Arc::clone(&self.config);
        let inner = Arc::new(PluginInner { pre, inspection, config, audit, calls: AtomicU64::new(0) });
        let manifest = inner.describe("en").await.map_err(|why| LoadError::Describe(Box::new(why)))?;
        check_manifest(&manifest)?;
        Ok(Plugin { inner, manifest: Arc::new(manifest) })
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
    manifest: Arc<Manifest>,
}

pub(super) struct PluginInner {
    pub(super) pre: world::PluginPre<CallState>,
    pub(super) inspection: Inspection,
    pub(super) config: Arc<EngineConfig>,
    /// Where calls are recorded that belong to no connection.
    audit: Arc<dyn AuditLog>,
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
            grants: Arc::new(Grants::nothing(Arc::clone(&self.audit), Arc::clone(&self.config.clock))),
            export,
            phase: Phase::Offline,
            id: self.call_id(0),
            ticket: None,
            approval: None,
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
        &self.manifest
    }

    /// The manifest in another language.
    ///
    /// # Errors
    /// When the guest fails.
    pub async fn describe(&self, locale: &str) -> Result<Manifest, CallError> {
        self.inner.describe(locale).await
    }

    /// A store and an instance, made and dropped, for the benchmarks: wasmtime's own floor, or the same under the limits of
    /// a call.
    ///
    /// # Errors
    /// When it can't be instantiated.
    #[doc(hidden)]
    pub async fn bare_instance(&self, limited: bool) -> Result<(), CallError> {
        self.inner.offline_call("nothing").bare(limited).await
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
        f.debug_struct("Plugin").field("id", &self.manifest.id).field("inspection", self.inspection()).finish()
    }
}

/// Names of each kind in a manifest.
const NAMES: usize = 16;

/// Names are unique, of a plain form and few, and a secret belongs to an upstream that is declared: a manifest that isn't so
/// is a mistake, and better found now.
fn check_manifest(manifest: &Manifest) -> Result<(), LoadError> {
    let wrong = |why: String| Err(LoadError::Manifest(why));
    let upstreams: Vec<&str> = manifest.upstreams.iter().map(|upstream| upstream.name.as_str()).collect();
    let secrets: Vec<&str> = manifest.secrets.iter().map(|secret| secret.name.as_str()).collect();
    for (kind, names) in [("id", &vec![manifest.id.as_str()]), ("upstream", &upstreams), ("secret", &secrets)] {
        if names.len() > NAMES {
            return wrong(format!("it declares more than {NAMES} of the kind {kind}"));
        }
        if let Some(name) = names.iter().find(|name| !is_plain_name(name)) {
            let shown: String = name.chars().take(70).collect();
            return wrong(format!("the {kind} \"{}\" is not 1 to 64 of a-z, 0-9 and \"-\"", shown.escape_debug()));
        }
        let unique: BTreeSet<&&str> = names.iter().collect();
        if unique.len() != names.len() {
            return wrong(format!("it declares one name twice as {kind}"));
        }
    }
    let stray = manifest.secrets.iter().find(|secret| !upstreams.contains(&secret.upstream.as_str()));
    match stray {
        Some(secret) => wrong(format!("its secret \"{}\" belongs to an upstream that it doesn't declare", secret.name)),
        None => Ok(()),
    }
}

fn is_plain_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=64).contains(&name.len()) && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::check_manifest;
    use crate::contract::{Manifest, SecretDeclaration, Upstream};

    fn manifest(upstreams: &[&str], secrets: &[(&str, &str)]) -> Manifest {
        let upstream = |name: &&str| Upstream {
            name: (*name).to_owned(),
            default_base: "https://a.example".to_owned(),
            description: String::new(),
            headers: Vec::new(),
            rate_limit: None,
        };
        let secret = |(name, upstream): &(&str, &str)| SecretDeclaration {
            name: (*name).to_owned(),
            upstream: (*upstream).to_owned(),
            header: "X-Token".to_owned(),
            description: String::new(),
        };
        Manifest {
            id: "shop".to_owned(),
            name: String::new(),
            version: String::new(),
            description: String::new(),
            locales: Vec::new(),
            upstreams: upstreams.iter().map(upstream).collect(),
            secrets: secrets.iter().map(secret).collect(),
            settings: Vec::new(),
        }
    }

    #[test]
    fn a_manifest_with_plain_unique_names_is_taken() {
        check_manifest(&manifest(&["shop", "other"], &[("token", "shop"), ("key", "other")])).unwrap();
    }

    #[test]
    fn a_secret_belongs_to_one_declared_upstream() {
        for secrets in [&[("token", "elsewhere")][..], &[("token", "shop"), ("token", "other")]] {
            check_manifest(&manifest(&["shop", "other"], secrets)).unwrap_err();
        }
    }

    #[test]
    fn names_are_plain_unique_and_few() {
        for upstreams in [&["Shop"][..], &[""], &["../shop"], &["shop", "shop"], &["a\u{202e}b"], &["x"; 17]] {
            check_manifest(&manifest(upstreams, &[])).unwrap_err();
        }
    }
}
