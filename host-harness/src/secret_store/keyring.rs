//! Secrets in the keyring of the operating system: Keychain, Credential Manager, or the Secret Service.
//!
//! Part of the feature `os-keyring`, which is on by default. Without it there is no keyring, and files take its place.

use std::fmt;

use secrecy::SecretString;

use super::error::Cause;
use super::value;
use super::{Place, SecretSource, SecretStoreError, name};

/// What a keyring does, by account. The seam for tests.
pub(super) trait Vault: Send + Sync {
    fn read(&self, account: &str) -> Result<Option<SecretString>, VaultError>;
    fn write(&self, account: &str, value: &SecretString) -> Result<(), VaultError>;
    /// Returns true iff it was there.
    fn delete(&self, account: &str) -> Result<bool, VaultError>;
}

/// Why a keyring doesn't do it. What libraries say is passed on only where it can't hold the secret.
#[derive(Debug)]
pub(super) enum VaultError {
    /// No keyring to talk to, or a locked one.
    #[cfg_attr(not(any(test, feature = "os-keyring")), expect(dead_code, reason = "made by a keyring"))]
    Unavailable(Cause),
    /// Anything else.
    #[cfg_attr(not(any(test, feature = "os-keyring")), expect(dead_code, reason = "made by a keyring"))]
    Failed(Cause),
}

impl VaultError {
    fn into_error(self, action: &'static str) -> SecretStoreError {
        match self {
            Self::Unavailable(source) => SecretStoreError::KeyringUnavailable { source },
            Self::Failed(source) => SecretStoreError::Keyring { action, source },
        }
    }
}

/// The keyring of the operating system.
pub struct KeyringSource {
    vault: Box<dyn Vault>,
}

impl fmt::Debug for KeyringSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyringSource").finish_non_exhaustive()
    }
}

impl KeyringSource {
    /// This system's keyring; nothing when the host was built without it. Whether it can be used shows on first use.
    #[must_use]
    pub fn system() -> Option<Self> {
        #[cfg(feature = "os-keyring")]
        return Some(Self { vault: Box::new(system::SystemVault) });
        #[cfg(not(feature = "os-keyring"))]
        None
    }

    #[cfg(test)]
    pub(super) fn over(vault: impl Vault + 'static) -> Self {
        Self { vault: Box::new(vault) }
    }

    /// Keeps a secret.
    ///
    /// # Errors
    ///
    /// [`SecretStoreError`] when the value is no secret, or the keyring can't be used or refuses.
    pub fn set(&self, connection: &str, name: &str, value: &SecretString) -> Result<(), SecretStoreError> {
        let account = name::joined(connection, name)?;
        value::check(value).map_err(SecretStoreError::Value)?;
        self.vault.write(&account, value).map_err(|error| error.into_error("take"))
    }

    /// Removes a secret. Returns true iff it was there.
    ///
    /// # Errors
    ///
    /// [`SecretStoreError`] when the keyring can't be used or refuses.
    pub fn remove(&self, connection: &str, name: &str) -> Result<bool, SecretStoreError> {
        let account = name::joined(connection, name)?;
        self.vault.delete(&account).map_err(|error| error.into_error("remove"))
    }
}

impl SecretSource for KeyringSource {
    fn get(&self, connection: &str, name: &str) -> Result<Option<SecretString>, SecretStoreError> {
        let account = name::joined(connection, name)?;
        let Some(value) = self.vault.read(&account).map_err(|error| error.into_error("give"))? else {
            return Ok(None);
        };
        value::check(&value).map_err(|problem| SecretStoreError::Unusable { place: Place::Keyring, problem })?;
        Ok(Some(value))
    }
}

#[cfg(feature = "os-keyring")]
mod system {
    //! The real keyring.

    use keyring::{Entry, Error};
    use secrecy::{ExposeSecret, SecretString};

    use super::{Vault, VaultError};

    /// What people see in their keyring's own tool.
    const SERVICE: &str = "armincx-harness";

    pub(super) struct SystemVault;

    impl Vault for SystemVault {
        fn read(&self, account: &str) -> Result<Option<SecretString>, VaultError> {
            match entry(account)?.get_password() {
                Ok(value) => Ok(Some(SecretString::from(value))),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(classify(error)),
            }
        }

        fn write(&self, account: &str, value: &SecretString) -> Result<(), VaultError> {
            entry(account)?.set_password(value.expose_secret()).map_err(classify)
        }

        fn delete(&self, account: &str) -> Result<bool, VaultError> {
            match entry(account)?.delete_credential() {
                Ok(()) => Ok(true),
                Err(Error::NoEntry) => Ok(false),
                Err(error) => Err(classify(error)),
            }
        }
    }

    fn entry(account: &str) -> Result<Entry, VaultError> {
        Entry::new(SERVICE, account).map_err(classify)
    }

    fn classify(error: Error) -> VaultError {
        match error {
            Error::NoDefaultStore => VaultError::Unavailable("there is no keyring on this system".into()),
            Error::NoStorageAccess(source) | Error::PlatformFailure(source) => VaultError::Unavailable(source),
            // These hold what was read, which is the secret.
            Error::BadEncoding(_) | Error::BadDataFormat(..) => VaultError::Failed("what it holds is no text".into()),
            other => VaultError::Failed(other.into()),
        }
    }
}
