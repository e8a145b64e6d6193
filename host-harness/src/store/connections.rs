//! Connections: which plugin talks to which vendor's account, and how. Everything about them but the secret.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use url::Url;

use super::error::StoreError;

/// One connection of a plugin with a vendor's account. Holds no secret: tokens live in the secret store, under the
/// connection's id and the secret's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Connection {
    /// Its id, chosen by the host.
    pub id: String,
    /// The plugin's id, as its manifest says.
    pub plugin_id: String,
    /// Base URLs by the upstreams' names, where they differ from the plugin's defaults.
    pub upstreams: BTreeMap<String, String>,
    /// The shop's settings, by name.
    pub settings: BTreeMap<String, String>,
    /// IANA name of the store's time zone, once it is known.
    pub time_zone: Option<String>,
    /// The store's name, once it is known.
    pub store_name: Option<String>,
    /// When it was last saved, in UTC. The store fills it at every [`Connections::put`].
    pub updated_at: Timestamp,
}

impl Connection {
    /// A connection with nothing but its names.
    pub fn new(id: impl Into<String>, plugin_id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            plugin_id: plugin_id.into(),
            upstreams: BTreeMap::new(),
            settings: BTreeMap::new(),
            time_zone: None,
            store_name: None,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }

    /// Whether it can be saved: it has an id, and its base URLs are URLs without a user name or password.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        let invalid = |why| Err(StoreError::InvalidConnection { id: self.id.clone(), why });
        if self.id.is_empty() {
            return invalid("its id is empty");
        }
        for base in self.upstreams.values() {
            let Ok(url) = Url::parse(base) else {
                return invalid("the base of an upstream is not a URL");
            };
            if !url.username().is_empty() || url.password().is_some() {
                return invalid(
                    "the base of an upstream holds a user name or a password, which belong into the secret store",
                );
            }
        }
        Ok(())
    }
}

/// Where connections are kept. Blocking.
pub trait Connections: Send + Sync {
    /// The connection of that id.
    fn get(&self, id: &str) -> Result<Option<Connection>, StoreError>;

    /// Saves a connection, in place of the one with the same id, and gives it back with its new `updated_at`.
    ///
    /// Fails with [`StoreError::InvalidConnection`] when a base URL is none or holds a password.
    fn put(&self, connection: &Connection) -> Result<Connection, StoreError>;

    /// Removes a connection; says whether there was one.
    fn remove(&self, id: &str) -> Result<bool, StoreError>;

    /// All connections, by id.
    fn list(&self) -> Result<Vec<Connection>, StoreError>;
}
