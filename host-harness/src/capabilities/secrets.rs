//! `secrets` as a guest sees it: handles by name.

use super::{GuestHost, Phase};
use crate::contract::world::armincx::plugin::secrets::{Host, HostSecret, SecretError};
use crate::upstream;
use secrecy::SecretString;
use std::fmt;
use std::sync::Arc;
use wasmtime::component::Resource;

/// A secret as a guest holds it: a name outside, a value that only the host's upstream reads.
#[derive(Clone)]
pub struct SecretHandle {
    name: String,
    value: Arc<SecretString>,
}

impl SecretHandle {
    pub(crate) fn new(name: impl Into<String>, value: SecretString) -> Self {
        Self { name: name.into(), value: Arc::new(value) }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// For a header; the upstream decides whether it belongs there.
    pub(crate) fn header_value(&self) -> upstream::HeaderValue {
        upstream::HeaderValue::Secret { name: self.name.clone(), value: Arc::clone(&self.value) }
    }
}

impl fmt::Debug for SecretHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretHandle").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Host for GuestHost {
    async fn get(&mut self, name: String) -> wasmtime::Result<Result<Resource<SecretHandle>, SecretError>> {
        let grants = Arc::clone(&self.grants);
        if self.call.phase == Phase::Offline {
            let why = "this function may not use secrets: it has to answer by itself";
            return Ok(Err(SecretError::Unavailable(why.to_owned())));
        }
        if !grants.declares_secret(&name) {
            return Ok(Err(SecretError::Undeclared(name)));
        }
        // Off the async threads: an operating system's keyring may ask its user first.
        let (source, connection, asked) = (Arc::clone(grants.secrets()), grants.connection().to_owned(), name.clone());
        let found = tokio::task::spawn_blocking(move || source.get(&connection, &asked)).await;
        Ok(match found {
            Ok(Ok(Some(value))) => Ok(self.table.push(SecretHandle::new(name, value))?),
            Ok(Ok(None)) => Err(SecretError::Missing(name)),
            Ok(Err(why)) => Err(SecretError::Unavailable(why.to_string())),
            Err(_) => Err(SecretError::Unavailable("the place where it is kept could not be read".to_owned())),
        })
    }
}

impl HostSecret for GuestHost {
    async fn drop(&mut self, handle: Resource<SecretHandle>) -> wasmtime::Result<()> {
        self.table.delete(handle)?;
        Ok(())
    }
}
