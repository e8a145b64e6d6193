//! Secrets in files, one each, for machines without a keyring.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::value::{self, InvalidSecret, MAX_SECRET_BYTES};
use super::{Place, SecretSource, SecretStoreError, name, private_file};

/// One file a secret in one directory, 0600 in 0700. Files that others can read, links, and files of other users are
/// refused. A file may be written by hand: one line break at its end is no part of the secret.
#[derive(Debug, Clone)]
pub struct FileSource {
    directory: PathBuf,
}

impl FileSource {
    /// Secrets in this directory. It is made, with all above it, when the first one is kept.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }

    /// The file of this secret. Names are encoded, so it is always directly in the directory.
    ///
    /// # Errors
    ///
    /// [`SecretStoreError::Name`] when a name is empty or too long.
    pub fn path(&self, connection: &str, name: &str) -> Result<PathBuf, SecretStoreError> {
        // The word in front keeps names such as "con" off the ones that Windows reserves.
        Ok(self.directory.join(format!("connection-{}", name::joined(connection, name)?)))
    }

    /// Keeps a secret and says in which file.
    ///
    /// # Errors
    ///
    /// [`SecretStoreError`] when the value is no secret, the directory isn't private, or the file system refuses; then
    /// the older value is still there.
    pub fn set(&self, connection: &str, name: &str, value: &SecretString) -> Result<PathBuf, SecretStoreError> {
        let path = self.path(connection, name)?;
        value::check(value).map_err(SecretStoreError::Value)?;
        private_file::ensure_directory(&self.directory)?;
        private_file::write(&path, value.expose_secret().as_bytes())?;
        Ok(path)
    }

    /// Removes a secret. Returns true iff it was there.
    ///
    /// # Errors
    ///
    /// [`SecretStoreError`] when the file system refuses; then it may still be there.
    pub fn remove(&self, connection: &str, name: &str) -> Result<bool, SecretStoreError> {
        private_file::remove(&self.path(connection, name)?)
    }
}

impl SecretSource for FileSource {
    fn get(&self, connection: &str, name: &str) -> Result<Option<SecretString>, SecretStoreError> {
        let path = self.path(connection, name)?;
        if !private_file::check_directory(&self.directory)? {
            return Ok(None);
        }
        // Room for a line break of two bytes, and one more byte to notice that there is more.
        let Some(bytes) = private_file::read(&path, MAX_SECRET_BYTES.saturating_add(3))? else {
            return Ok(None);
        };
        parse(bytes).map(Some).map_err(|problem| SecretStoreError::Unusable { place: Place::File(path), problem })
    }
}

fn parse(bytes: Zeroizing<Vec<u8>>) -> Result<SecretString, InvalidSecret> {
    let line = bytes.strip_suffix(b"\n").map_or(bytes.as_slice(), |line| line.strip_suffix(b"\r").unwrap_or(line));
    let text = std::str::from_utf8(line)
        .map_err(|error| InvalidSecret::Character { position: error.valid_up_to().saturating_add(1) })?;
    let secret = SecretString::from(text);
    value::check(&secret).map(|()| secret)
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
