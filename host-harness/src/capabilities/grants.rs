//! What one connection of one plugin may use: the meeting of what the manifest asks for and what the host gives.

use crate::clock::{Clock, SystemClock};
use crate::contract::{Manifest, SecretDeclaration};
use crate::gate::Outlet;
use crate::secret_store::{SecretSource, SecretStoreError};
use crate::store::AuditLog;
use crate::upstream::{RateLimit, SecretPlacement, Upstream, UpstreamConfig};
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A grant that doesn't fit the manifest.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GrantError {
    /// The manifest declares no upstream of that name.
    #[error("the plugin declares no upstream called \"{name}\"; it declares {declared}")]
    UndeclaredUpstream {
        /// The name that was given.
        name: String,
        /// What it declares.
        declared: String,
    },
    /// An upstream of the manifest was given no address.
    #[error("the plugin needs the upstream \"{0}\", and this connection has no address for it; connect it first")]
    MissingUpstream(String),
    /// Something every connection needs was not given.
    #[error("a connection can't be made without {0}")]
    Incomplete(&'static str),
}

/// What one connection may use. Made with [`Grants::builder`].
pub struct Grants {
    connection: String,
    /// The names of the secrets the manifest declares, in its order.
    declared_secrets: Vec<String>,
    upstreams: BTreeMap<String, Arc<Upstream>>,
    secrets: Arc<dyn SecretSource>,
    audit: Arc<dyn AuditLog>,
    clock: Arc<dyn Clock>,
}

impl Grants {
    /// Starts the grants of a connection for the plugin with this manifest.
    #[must_use]
    pub fn builder(manifest: &Manifest, connection: impl Into<String>) -> GrantsBuilder {
        GrantsBuilder {
            connection: connection.into(),
            manifest: manifest.clone(),
            upstreams: BTreeMap::new(),
            secrets: None,
            audit: None,
            clock: Arc::new(SystemClock),
        }
    }

    /// Nothing at all: for asking a plugin what it is, before anybody has granted it anything.
    pub(crate) fn nothing(audit: Arc<dyn AuditLog>, clock: Arc<dyn Clock>) -> Self {
        Self {
            connection: String::new(),
            declared_secrets: Vec::new(),
            upstreams: BTreeMap::new(),
            secrets: Arc::new(NoSecrets),
            audit,
            clock,
        }
    }

    /// Fills in what the manifest says about the upstream of this name: its rate limit, its headers, where its secrets
    /// go. Address, limits and freshness stay as the host chose them.
    ///
    /// # Errors
    /// When the manifest declares no such upstream.
    pub fn configure(manifest: &Manifest, mut config: UpstreamConfig) -> Result<UpstreamConfig, GrantError> {
        let declared = manifest.upstreams.iter().find(|upstream| upstream.name == config.name);
        let Some(declared) = declared else { return Err(undeclared(manifest, &config.name)) };
        config.rate_limit = declared
            .rate_limit
            .as_ref()
            .map(|limit| RateLimit { header: limit.header.clone(), leak_per_second: limit.leak_per_second });
        config.headers = declared.headers.clone();
        let secrets = manifest.secrets.iter().filter(|secret| secret.upstream == config.name);
        let placement =
            |secret: &SecretDeclaration| SecretPlacement { secret: secret.name.clone(), header: secret.header.clone() };
        config.secrets = secrets.map(placement).collect();
        Ok(config)
    }

    /// The connection's id.
    #[must_use]
    pub fn connection(&self) -> &str {
        &self.connection
    }

    /// The upstream of that name.
    pub(crate) fn upstream(&self, name: &str) -> Option<&Arc<Upstream>> {
        self.upstreams.get(name)
    }

    /// Whether the manifest declares a secret of that name.
    pub(crate) fn declares_secret(&self, name: &str) -> bool {
        self.declared_secrets.iter().any(|secret| secret == name)
    }

    /// The secret that connecting is about: the first that the manifest declares.
    pub(crate) fn first_secret(&self) -> Option<&str> {
        self.declared_secrets.first().map(String::as_str)
    }

    /// The names of the upstreams.
    pub(crate) fn upstream_names(&self) -> String {
        self.upstreams.keys().cloned().collect::<Vec<_>>().join(", ")
    }

    /// What the gate sends approved writes of this connection through.
    #[must_use]
    pub fn outlet(&self) -> Outlet {
        let (connection, upstreams) = (self.connection.clone(), self.upstreams.clone());
        Outlet { connection, upstreams, secrets: Arc::clone(&self.secrets) }
    }

    pub(crate) fn secrets(&self) -> &Arc<dyn SecretSource> {
        &self.secrets
    }

    pub(crate) fn audit(&self) -> &Arc<dyn AuditLog> {
        &self.audit
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Empties the freshness windows, so that the next call reads everything anew.
    pub fn forget(&self) {
        for upstream in self.upstreams.values() {
            upstream.forget();
        }
    }
}

impl fmt::Debug for Grants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let upstreams: Vec<&String> = self.upstreams.keys().collect();
        f.debug_struct("Grants").field("connection", &self.connection).field("upstreams", &upstreams).finish()
    }
}

/// A place without secrets.
#[derive(Debug)]
struct NoSecrets;

impl SecretSource for NoSecrets {
    fn get(&self, _connection: &str, _name: &str) -> Result<Option<SecretString>, SecretStoreError> {
        Ok(None)
    }
}

/// Collects the grants of a connection.
pub struct GrantsBuilder {
    connection: String,
    manifest: Manifest,
    upstreams: BTreeMap<String, Arc<Upstream>>,
    secrets: Option<Arc<dyn SecretSource>>,
    audit: Option<Arc<dyn AuditLog>>,
    clock: Arc<dyn Clock>,
}

impl GrantsBuilder {
    /// Grants an upstream. Complete its [`UpstreamConfig`] with [`Grants::configure`].
    #[must_use]
    pub fn upstream(mut self, upstream: Arc<Upstream>) -> Self {
        self.upstreams.insert(upstream.name().to_owned(), upstream);
        self
    }

    /// Where the secrets of the connection are kept.
    #[must_use]
    pub fn secrets(mut self, secrets: Arc<dyn SecretSource>) -> Self {
        self.secrets = Some(secrets);
        self
    }

    /// Where everything is recorded.
    #[must_use]
    pub fn audit(mut self, audit: Arc<dyn AuditLog>) -> Self {
        self.audit = Some(audit);
        self
    }

    /// The clock; the machine's unless another one is given.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Checks the grants against the manifest.
    ///
    /// # Errors
    /// When an upstream is granted that the manifest doesn't declare, when a declared one is missing, or when there is no
    /// place for secrets or for the audit log.
    pub fn build(self) -> Result<Grants, GrantError> {
        let declares = |name: &str| self.manifest.upstreams.iter().any(|upstream| upstream.name == name);
        if let Some(name) = self.upstreams.keys().find(|name| !declares(name)) {
            return Err(undeclared(&self.manifest, name));
        }
        let missing = self.manifest.upstreams.iter().find(|declared| !self.upstreams.contains_key(&declared.name));
        if let Some(missing) = missing {
            return Err(GrantError::MissingUpstream(missing.name.clone()));
        }
        Ok(Grants {
            secrets: self.secrets.ok_or(GrantError::Incomplete("a place for its secrets"))?,
            audit: self.audit.ok_or(GrantError::Incomplete("an audit log"))?,
            connection: self.connection,
            declared_secrets: self.manifest.secrets.into_iter().map(|secret| secret.name).collect(),
            upstreams: self.upstreams,
            clock: self.clock,
        })
    }
}

fn undeclared(manifest: &Manifest, name: &str) -> GrantError {
    let declared: Vec<String> = manifest.upstreams.iter().map(|upstream| format!("\"{}\"", upstream.name)).collect();
    let declared = if declared.is_empty() { "none".to_owned() } else { declared.join(", ") };
    GrantError::UndeclaredUpstream { name: name.to_owned(), declared }
}
