//! Who sits at this browser and how they want to read: a signed cookie, so that a restart of the server loses nobody's
//! place. The person is chosen by a switch, as this is a stand-in; rights are looked up at every request.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;

use crate::workplace::{Exit, Failure};

/// Light, dark, or as the system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What the cookie holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Drawn when the browser first came; what its forms carry is bound to it.
    pub id: String,
    /// The person who sits here, by id.
    pub person: String,
    /// "en" or "de".
    pub locale: String,
    /// Light or dark.
    pub theme: Theme,
    /// The connection that is worked through, by id.
    pub connection: String,
}

/// Signs cookies and what forms carry. The key lies in the state folder, for its owner alone.
#[derive(Clone)]
pub struct Signer {
    key: [u8; 32],
}

impl Signer {
    /// The key of this state folder; drawn where there is none.
    ///
    /// # Errors
    /// When it can't be read or made.
    pub fn of_folder(path: &Path) -> Result<Self, Failure> {
        let failed = |why: std::io::Error| {
            Failure::new("state-not-writable", Exit::Environment, format!("can't use {}: {why}", path.display()))
                .hint("remove that file, or choose another state folder with --state")
                .caused_by(why)
        };
        let mut key = [0; 32];
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Ok(mut file) => {
                getrandom::fill(&mut key).map_err(|why| failed(std::io::Error::other(why.to_string())))?;
                file.write_all(&key).map_err(failed)?;
            }
            Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => {
                File::open(path).and_then(|mut file| file.read_exact(&mut key)).map_err(failed)?;
            }
            Err(why) => return Err(failed(why)),
        }
        Ok(Self { key })
    }

    fn mac(&self, what: &str, text: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        mac.update(what.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        Some(mac)
    }

    fn sign(&self, what: &str, text: &str) -> String {
        self.mac(what, text).map(|mac| hex::encode(mac.finalize().into_bytes())).unwrap_or_default()
    }

    fn holds(&self, what: &str, text: &str, signature: &str) -> bool {
        let Ok(signature) = hex::decode(signature) else { return false };
        // Compares in constant time.
        self.mac(what, text).is_some_and(|mac| mac.verify_slice(&signature).is_ok())
    }

    /// The cookie's value.
    #[must_use]
    pub fn seal(&self, session: &Session) -> String {
        let text = URL_SAFE_NO_PAD.encode(serde_json::to_vec(session).unwrap_or_default());
        let signature = self.sign("session", &text);
        format!("{text}.{signature}")
    }

    /// The session in a cookie's value; nothing where it isn't one of this server's.
    #[must_use]
    pub fn open(&self, value: &str) -> Option<Session> {
        let (text, signature) = value.split_once('.')?;
        if !self.holds("session", text, signature) {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }

    /// What every form of this session carries, and nobody else can know.
    #[must_use]
    pub fn token(&self, session: &Session) -> String {
        self.sign("form", &session.id)
    }

    /// Whether a form carries it.
    #[must_use]
    pub fn accepts(&self, session: &Session, token: &str) -> bool {
        self.holds("form", &session.id, token)
    }
}

/// An id for a new session.
///
/// # Errors
/// When the system has no randomness.
pub fn new_id() -> Result<String, Failure> {
    let mut id = [0; 18];
    getrandom::fill(&mut id).map_err(|why| {
        Failure::new("no-randomness", Exit::Environment, format!("the system gives no random numbers: {why}"))
    })?;
    Ok(URL_SAFE_NO_PAD.encode(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(id: &str) -> Session {
        Session {
            id: id.to_owned(),
            person: "anna".to_owned(),
            locale: "de".to_owned(),
            theme: Theme::Dark,
            connection: "local".to_owned(),
        }
    }

    #[test]
    fn a_session_outlives_a_restart_and_nobody_else_can_make_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inbox.key");
        let signer = Signer::of_folder(&path).unwrap();
        let cookie = signer.seal(&session("a"));
        assert_eq!(Signer::of_folder(&path).unwrap().open(&cookie), Some(session("a")));
        let stranger = Signer { key: [1; 32] };
        assert_eq!(signer.open(&stranger.seal(&session("a"))), None);
        let (text, signature) = cookie.split_once('.').unwrap();
        let other = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&session("b")).unwrap());
        for forged in [format!("{other}.{signature}"), text.to_owned(), format!("{text}."), String::new()] {
            assert_eq!(signer.open(&forged), None, "{forged}");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn what_a_form_carries_is_of_its_session_alone() {
        let signer = Signer { key: [7; 32] };
        let token = signer.token(&session("a"));
        assert!(signer.accepts(&session("a"), &token));
        assert!(!signer.accepts(&session("b"), &token));
        assert!(!signer.accepts(&session("a"), ""));
    }
}
