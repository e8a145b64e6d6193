//! Why a secret can't be read or kept. Never with the value, always with what to do.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use super::Place;
use super::name::InvalidName;
use super::value::InvalidSecret;

/// The cause below a keyring's error.
pub(super) type Cause = Box<dyn Error + Send + Sync>;

/// Why a secret can't be read or kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretStoreError {
    /// A connection or secret can't be called that. Permanent.
    #[error("the name of the {what} can't be used: {problem}")]
    Name {
        /// "connection" or "secret".
        what: &'static str,
        /// What is wrong with it.
        problem: InvalidName,
    },
    /// What is to be kept is no secret. Permanent.
    #[error("that can't be kept as a secret: {0}")]
    Value(InvalidSecret),
    /// What is kept there is no secret. Permanent until somebody sets it anew.
    #[error("{place} holds no usable secret: {problem}")]
    Unusable {
        /// Where.
        place: Place,
        /// What is wrong with it.
        problem: InvalidSecret,
    },
    /// Others can read it. Permanent until somebody corrects it; the token should be replaced then.
    #[error(
        "{} can be read by other users (mode {mode:03o}): run `chmod {wanted:o} {}`, \
         and replace the token if others use this machine",
        path.display(),
        quoted(path)
    )]
    TooOpen {
        /// The file or directory.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
        /// The permission bits it should have.
        wanted: u32,
    },
    /// It belongs to somebody else, who could change it. Permanent until somebody corrects it.
    #[error(
        "{} belongs to user {owner} and not to user {user} who runs this: check who put it there, \
         then remove it and connect again",
        path.display()
    )]
    WrongOwner {
        /// The file or directory.
        path: PathBuf,
        /// The owner's user id.
        owner: u32,
        /// The user id of this process.
        user: u32,
    },
    /// A link, a directory or a device where a file should be, or the other way round. Permanent.
    #[error("{} is not a plain {wanted}: check what it is, then remove it and connect again", path.display())]
    WrongKind {
        /// What is there.
        path: PathBuf,
        /// "file" or "directory".
        wanted: &'static str,
    },
    /// The file system refuses. Possibly transient.
    #[error("can't {action} {}: check the disk and the permissions there", path.display())]
    Io {
        /// What was tried, such as "read".
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// There is no keyring to talk to, or it is locked. Transient.
    #[error("the system's keyring can't be used now")]
    KeyringUnavailable {
        /// What the system says.
        #[source]
        source: Cause,
    },
    /// The keyring refuses. Possibly transient.
    #[error("the system's keyring doesn't {action} the secret: check it with the system's own tool")]
    Keyring {
        /// What was tried, such as "give".
        action: &'static str,
        /// What the system says.
        #[source]
        source: Cause,
    },
}

impl SecretStoreError {
    /// Whether it is a keyring that can't be used now: another place may be used instead.
    #[must_use]
    pub fn is_keyring_unavailable(&self) -> bool {
        matches!(self, Self::KeyringUnavailable { .. })
    }
}

/// A path that can be pasted into a shell.
fn quoted(path: &std::path::Path) -> String {
    let text = path.display().to_string();
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-+".contains(&byte)) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_type_can_be_pasted() {
        for (path, command) in [
            ("/home/a/secrets/x.token", "`chmod 600 /home/a/secrets/x.token`"),
            ("/home/a b/it's", "`chmod 600 '/home/a b/it'\\''s'`"),
        ] {
            let error = SecretStoreError::TooOpen { path: path.into(), mode: 0o644, wanted: 0o600 };
            assert!(error.to_string().contains(command), "{error}");
            assert!(error.to_string().contains("(mode 644)"), "{error}");
        }
    }
}
