//! Where the host keeps a connection's secrets: an environment variable, the system's keyring, or a file only its
//! owner can read.
//!
//! A value is a token a person pasted. It is never in an error, in a `Debug` output or in a log; what holds it in memory
//! wipes it. Everything here blocks (files, the keyring's daemon), so async code calls it through
//! `tokio::task::spawn_blocking`.

mod env;
mod error;
mod file;
mod keyring;
mod name;
mod private_file;
mod value;

use std::fmt;
use std::path::PathBuf;

use etcetera::BaseStrategy;
use secrecy::SecretString;

pub use env::EnvSource;
pub use error::SecretStoreError;
pub use file::FileSource;
pub use keyring::KeyringSource;
pub use name::InvalidName;
pub(crate) use private_file::ensure_directory as ensure_private_directory;
pub use value::{InvalidSecret, MAX_SECRET_BYTES, parse_pasted};

/// A place secrets are read from.
pub trait SecretSource: Send + Sync + fmt::Debug {
    /// The value of this connection's secret, or nothing when it isn't set here.
    ///
    /// # Errors
    ///
    /// [`SecretStoreError`] when it can't be told: the place can't be read, isn't private, or holds what is no secret.
    fn get(&self, connection: &str, name: &str) -> Result<Option<SecretString>, SecretStoreError>;
}

/// Where a secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The environment variable of this name.
    Environment(String),
    /// The system's keyring.
    Keyring,
    /// This file.
    File(PathBuf),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(variable) => write!(f, "the environment variable {variable}"),
            Self::Keyring => f.write_str("the system's keyring"),
            Self::File(path) => write!(f, "the file {}", path.display()),
        }
    }
}

/// Where a [`SecretStore`] looks.
#[derive(Debug)]
pub struct Options {
    /// Secrets given by environment variables.
    pub environment: EnvSource,
    /// The system's keyring, where there is one and it is wanted.
    pub keyring: Option<KeyringSource>,
    /// The directory of the files.
    pub directory: PathBuf,
}

impl Options {
    /// Files in this directory and nothing else.
    #[must_use]
    pub fn files_in(directory: impl Into<PathBuf>) -> Self {
        Self { environment: EnvSource::default(), keyring: None, directory: directory.into() }
    }
}

/// The directory for secret files on this platform: `armincx-harness/secrets` in the user's configuration directory.
/// Nothing when the user has no home directory.
#[must_use]
pub fn default_directory() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.config_dir().join("armincx-harness").join("secrets"))
}

/// All places together: the environment first, because whoever sets a variable means it; then the keyring; then the
/// file. A keyring that can't be used now (no daemon, a locked session) is passed over.
#[derive(Debug)]
pub struct SecretStore {
    environment: EnvSource,
    keyring: Option<KeyringSource>,
    files: FileSource,
}

impl SecretStore {
    /// A store over these places. Nothing is read or created yet.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let Options { environment, keyring, directory } = options;
        Self { environment, keyring, files: FileSource::new(directory) }
    }

    /// The value of this connection's secret with the place it is in, or nothing when it isn't set anywhere.
    ///
    /// # Errors
    ///
    /// As [`SecretSource::get`]. A place that is set but broken is an error, not a reason to look in the next one: the
    /// token of another store might be there.
    pub fn find(&self, connection: &str, name: &str) -> Result<Option<(SecretString, Place)>, SecretStoreError> {
        name::check(connection, name)?;
        if let Some((value, variable)) = self.environment.find(connection, name)? {
            return Ok(Some((value, Place::Environment(variable))));
        }
        if let Some(keyring) = &self.keyring {
            match keyring.get(connection, name) {
                Ok(Some(value)) => return Ok(Some((value, Place::Keyring))),
                Ok(None) => {}
                Err(error) if error.is_keyring_unavailable() => tracing::debug!(%error, "passes over the keyring"),
                Err(error) => return Err(error),
            }
        }
        let path = self.files.path(connection, name)?;
        Ok(self.files.get(connection, name)?.map(|value| (value, Place::File(path))))
    }

    /// Keeps a secret, in the keyring when it can be used and in a file otherwise, and says where. An older value in
    /// the other of the two is removed. A variable of the environment still goes before it; see [`Self::find`].
    ///
    /// The value is taken as it is: give it through [`parse_pasted`] when a person typed it.
    ///
    /// # Errors
    ///
    /// [`SecretStoreError`] when the value is no secret, or neither place takes it.
    pub fn set(&self, connection: &str, name: &str, value: &SecretString) -> Result<Place, SecretStoreError> {
        name::check(connection, name)?;
        if let Some(keyring) = &self.keyring {
            match keyring.set(connection, name, value) {
                Ok(()) => {
                    self.files.remove(connection, name)?;
                    return Ok(Place::Keyring);
                }
                Err(error) if error.is_keyring_unavailable() => tracing::debug!(%error, "passes over the keyring"),
                Err(error) => return Err(error),
            }
        }
        self.files.set(connection, name, value).map(Place::File)
    }

    /// Removes a secret from the keyring and from the files: from both, or from neither. A keyring that can't be used now is
    /// passed over where the secret is in a file, and the removal says so. A variable of the environment can't be removed
    /// from here; [`Self::find`] tells whether there is one.
    ///
    /// # Errors
    ///
    /// [`SecretStoreError`] when a place can't be changed, or the secret may be in a keyring that can't be used now. Then
    /// it is where it was.
    pub fn remove(&self, connection: &str, name: &str) -> Result<Removal, SecretStoreError> {
        let path = self.files.path(connection, name)?;
        // What can't be read is no secret that could be put back, and is removed all the same.
        let filed = self.files.get(connection, name);
        let (mut removal, mut unseen) = (Removal::default(), None);
        if let Some(keyring) = &self.keyring {
            let kept = keyring.get(connection, name);
            match keyring.remove(connection, name) {
                Ok(true) => removal.taken.push((Place::Keyring, kept.ok().flatten())),
                Ok(false) => {}
                Err(error) if error.is_keyring_unavailable() => unseen = Some(error),
                Err(error) => return Err(error),
            }
        }
        match self.files.remove(connection, name) {
            Ok(true) => {
                removal.taken.push((Place::File(path), filed.ok().flatten()));
                removal.is_keyring_unseen = unseen.is_some();
            }
            Ok(false) => return unseen.map_or(Ok(removal), Err),
            Err(error) => {
                self.put_back(connection, name, &removal);
                return Err(error);
            }
        }
        Ok(removal)
    }

    /// Puts back what was removed, after something else failed that belongs to the removal. What can't be put back is in the
    /// host's log.
    pub fn put_back(&self, connection: &str, name: &str, removal: &Removal) {
        for (place, value) in &removal.taken {
            let put = match (value, place, &self.keyring) {
                (Some(value), Place::Keyring, Some(keyring)) => keyring.set(connection, name, value),
                (Some(value), Place::File(_), _) => self.files.set(connection, name, value).map(drop),
                _ => Ok(()),
            };
            if let Err(error) = put {
                tracing::error!(%error, connection, "a token could not be put back into {place}");
            }
        }
    }
}

/// What came of removing a secret.
#[derive(Debug, Default)]
pub struct Removal {
    /// Where it was, and what it was, where it could be read.
    taken: Vec<(Place, Option<SecretString>)>,
    is_keyring_unseen: bool,
}

impl Removal {
    /// Where the secret was.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.taken.iter().map(|(place, _)| place)
    }

    /// Whether there is a keyring that couldn't be looked into: a copy of the secret may be in it.
    #[must_use]
    pub fn is_keyring_unseen(&self) -> bool {
        self.is_keyring_unseen
    }
}

impl SecretSource for SecretStore {
    fn get(&self, connection: &str, name: &str) -> Result<Option<SecretString>, SecretStoreError> {
        Ok(self.find(connection, name)?.map(|(value, _)| value))
    }
}

#[cfg(test)]
mod tests;
