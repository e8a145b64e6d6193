//! Tests of all places together.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::keyring::{Vault, VaultError};
use super::*;

const CANARY: &str = "sk_1x1_canary";

/// What a keyring answers instead of doing what it is asked.
type Trouble = Option<fn() -> VaultError>;

/// A keyring in memory that can be locked.
#[derive(Clone, Default)]
struct FakeVault {
    accounts: Arc<Mutex<HashMap<String, SecretString>>>,
    trouble: Arc<Mutex<Trouble>>,
}

impl FakeVault {
    fn trouble(&self, trouble: Trouble) {
        *self.trouble.lock().unwrap() = trouble;
    }

    fn check(&self) -> Result<(), VaultError> {
        self.trouble.lock().unwrap().map_or(Ok(()), |trouble| Err(trouble()))
    }
}

impl Vault for FakeVault {
    fn read(&self, account: &str) -> Result<Option<SecretString>, VaultError> {
        self.check().map(|()| self.accounts.lock().unwrap().get(account).cloned())
    }

    fn write(&self, account: &str, value: &SecretString) -> Result<(), VaultError> {
        self.check().map(|()| drop(self.accounts.lock().unwrap().insert(account.to_owned(), value.clone())))
    }

    fn delete(&self, account: &str) -> Result<bool, VaultError> {
        self.check().map(|()| self.accounts.lock().unwrap().remove(account).is_some())
    }
}

fn locked() -> VaultError {
    VaultError::Unavailable("locked".into())
}

fn failing() -> VaultError {
    VaultError::Failed("out of order".into())
}

fn store(environment: &[(&str, &str)]) -> (TempDir, SecretStore, FakeVault) {
    let home = tempfile::tempdir().unwrap();
    let vault = FakeVault::default();
    let environment = environment.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    let options = Options {
        environment: EnvSource::from_vars(environment),
        keyring: Some(KeyringSource::over(vault.clone())),
        ..Options::files_in(home.path().join("secrets"))
    };
    (home, SecretStore::new(options), vault)
}

fn found(store: &SecretStore) -> Option<(String, Place)> {
    let found = store.find("demo", "token").unwrap();
    found.map(|(value, place)| (value.expose_secret().to_owned(), place))
}

fn removed(store: &SecretStore) -> Vec<Place> {
    store.remove("demo", "token").unwrap().places().cloned().collect()
}

fn file(store: &SecretStore) -> Place {
    Place::File(store.files.path("demo", "token").unwrap())
}

#[test]
fn without_a_keyring_a_secret_goes_into_a_file_and_is_found_there() {
    let home = tempfile::tempdir().unwrap();
    let store = SecretStore::new(Options::files_in(home.path().join("secrets")));
    assert_eq!(found(&store), None);
    assert_eq!(store.set("demo", "token", &CANARY.into()).unwrap(), file(&store));
    assert_eq!(found(&store), Some((CANARY.to_owned(), file(&store))));
    assert_eq!(store.get("demo", "token").unwrap().unwrap().expose_secret(), CANARY);
    assert_eq!(removed(&store), [file(&store)]);
    assert_eq!(removed(&store), []);
    assert_eq!(found(&store), None);
}

#[test]
fn the_keyring_goes_before_the_file_and_an_older_file_is_removed() {
    let (_home, store, _vault) = store(&[]);
    store.files.set("demo", "token", &"old".into()).unwrap();
    assert_eq!(store.set("demo", "token", &CANARY.into()).unwrap(), Place::Keyring);
    assert_eq!(found(&store), Some((CANARY.to_owned(), Place::Keyring)));
    assert!(store.files.get("demo", "token").unwrap().is_none());
    assert_eq!(removed(&store), [Place::Keyring]);
    assert_eq!(found(&store), None);
}

#[test]
fn a_locked_keyring_is_passed_over_when_reading_and_keeping() {
    let (_home, store, vault) = store(&[]);
    vault.trouble(Some(locked));
    assert_eq!(found(&store), None);
    assert_eq!(store.set("demo", "token", &CANARY.into()).unwrap(), file(&store));
    assert_eq!(found(&store), Some((CANARY.to_owned(), file(&store))));
    // It was kept in the file, so that is where it is removed; what may be in the keyring isn't said to be gone.
    let removal = store.remove("demo", "token").unwrap();
    assert_eq!(removal.places().collect::<Vec<_>>(), [&file(&store)]);
    assert!(removal.is_keyring_unseen());
    assert!(store.files.get("demo", "token").unwrap().is_none());
    // Nothing in a file: it may be in the keyring alone, and stays.
    let error = store.remove("demo", "token").unwrap_err();
    assert!(error.is_keyring_unavailable(), "{error}");
}

#[test]
fn a_removal_that_fails_leaves_everything_as_it_was() {
    let (home, store, vault) = store(&[]);
    store.set("demo", "token", &CANARY.into()).unwrap();
    store.files.set("demo", "token", &"old".into()).unwrap();
    // The keyring refuses: the file stays as well.
    vault.trouble(Some(failing));
    store.remove("demo", "token").unwrap_err();
    vault.trouble(None);
    assert_eq!(store.files.get("demo", "token").unwrap().unwrap().expose_secret(), "old");
    assert_eq!(found(&store), Some((CANARY.to_owned(), Place::Keyring)));
    // The file can't be removed, being a folder by now: the keyring has it again.
    let Place::File(path) = file(&store) else { panic!() };
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    store.remove("demo", "token").unwrap_err();
    assert_eq!(found(&store), Some((CANARY.to_owned(), Place::Keyring)));
    std::fs::remove_dir(&path).unwrap();
    // What was removed is put back where it was, should something else fail afterwards.
    let removal = store.remove("demo", "token").unwrap();
    assert_eq!(found(&store), None);
    store.put_back("demo", "token", &removal);
    assert_eq!(found(&store), Some((CANARY.to_owned(), Place::Keyring)));
    assert!(!format!("{removal:?}").contains("canary"));
    drop(home);
}

#[test]
fn a_keyring_that_fails_is_an_error_and_not_passed_over() {
    let (_home, store, vault) = store(&[]);
    store.files.set("demo", "token", &"old".into()).unwrap();
    vault.trouble(Some(failing));
    for error in [store.get("demo", "token").map(|_| ()), store.set("demo", "token", &CANARY.into()).map(|_| ())] {
        let error = error.unwrap_err();
        assert!(matches!(error, SecretStoreError::Keyring { .. }), "{error:?}");
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "out of order");
    }
}

#[test]
fn a_keyrings_entry_that_is_no_secret_is_refused() {
    let (_home, store, vault) = store(&[]);
    vault.accounts.lock().unwrap().insert("demo.token".into(), "canary\nX-Evil: 1".into());
    let error = store.get("demo", "token").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the system's keyring holds no usable secret: character 7 is not visible ASCII: \
         paste the token alone, in one line"
    );
}

#[test]
fn the_environment_goes_before_everything_and_outlives_a_removal() {
    let (_home, store, _vault) = store(&[("ARMINCX_SECRET_TOKEN", "from-env")]);
    assert_eq!(store.set("demo", "token", &CANARY.into()).unwrap(), Place::Keyring);
    let environment = Some(("from-env".to_owned(), Place::Environment("ARMINCX_SECRET_TOKEN".to_owned())));
    assert_eq!(found(&store), environment);
    assert_eq!(removed(&store), [Place::Keyring]);
    assert_eq!(found(&store), environment);
}

#[test]
fn an_unusable_place_is_not_a_reason_to_look_further() {
    let (_home, store, _vault) = store(&[("ARMINCX_SECRET_TOKEN", "")]);
    store.set("demo", "token", &CANARY.into()).unwrap();
    assert!(matches!(store.get("demo", "token"), Err(SecretStoreError::Unusable { .. })));
}

#[test]
fn a_name_that_cannot_be_used_is_refused_by_every_operation() {
    let (_home, store, _vault) = store(&[("ARMINCX_SECRET_TOKEN", "from-env")]);
    for result in [
        store.get("", "token").map(|_| ()),
        store.set("demo", "", &CANARY.into()).map(|_| ()),
        store.remove("", "token").map(|_| ()),
    ] {
        let error = result.unwrap_err();
        assert!(matches!(error, SecretStoreError::Name { problem: InvalidName::Empty, .. }), "{error:?}");
    }
}

#[test]
fn places_are_named_for_people() {
    assert_eq!(Place::Environment("ARMINCX_SECRET_X".into()).to_string(), "the environment variable ARMINCX_SECRET_X");
    assert_eq!(Place::Keyring.to_string(), "the system's keyring");
    assert_eq!(Place::File("/a/b".into()).to_string(), "the file /a/b");
}

#[test]
fn debug_of_everything_hides_the_values() {
    let (_home, store, vault) = store(&[("ARMINCX_SECRET_OTHER", "canary-env")]);
    store.set("demo", "token", &CANARY.into()).unwrap();
    vault.trouble(Some(locked));
    store.set("demo", "token", &CANARY.into()).unwrap();
    let found = store.find("demo", "token").unwrap();
    let shown = format!("{store:?} {store:#?} {found:?}");
    assert!(!shown.contains("canary"), "{shown}");
}
