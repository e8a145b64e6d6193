//! Tests of secrets in files, on a real directory.

use std::fs;

use tempfile::TempDir;

use super::*;

const CANARY: &str = "sk_1x1_canary";

fn source() -> (TempDir, FileSource) {
    let home = tempfile::tempdir().unwrap();
    let source = FileSource::new(home.path().join("config").join("secrets"));
    (home, source)
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

fn value(source: &FileSource) -> Option<String> {
    source.get("demo", "token").unwrap().map(|value| value.expose_secret().to_owned())
}

/// Keeps a secret and gives its file, for a test to spoil.
fn kept() -> (TempDir, FileSource, PathBuf) {
    let (home, source) = source();
    let path = source.set("demo", "token", &secret(CANARY)).unwrap();
    (home, source, path)
}

#[test]
fn what_is_kept_is_given_back_replaced_and_removed() {
    let (_home, source) = source();
    assert_eq!(value(&source), None);
    assert!(!source.remove("demo", "token").unwrap());
    source.set("demo", "token", &secret("first")).unwrap();
    source.set("demo", "other", &secret("another")).unwrap();
    source.set("demo", "token", &secret("second")).unwrap();
    assert_eq!(value(&source).as_deref(), Some("second"));
    assert!(source.remove("demo", "token").unwrap());
    assert_eq!(value(&source), None);
    assert!(source.get("demo", "other").unwrap().is_some());
}

#[test]
fn a_connection_is_never_a_path() {
    let (home, source) = source();
    for connection in ["../../escape", "/etc/passwd", "a/b", "..", ".", "C:\\x", "a\0b"] {
        let path = source.set(connection, "token", &secret(CANARY)).unwrap();
        assert_eq!(path.parent(), Some(source.directory.as_path()), "{connection}");
        assert!(source.get(connection, "token").unwrap().is_some(), "{connection}");
    }
    assert_eq!(fs::read_dir(&source.directory).unwrap().count(), 7);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
}

#[test]
fn one_line_break_at_the_end_is_no_part_of_the_secret() {
    let (_home, source, path) = kept();
    for (content, read) in [("abc", "abc"), ("abc\n", "abc"), ("abc\r\n", "abc")] {
        fs::write(&path, content).unwrap();
        assert_eq!(value(&source).as_deref(), Some(read), "{content:?}");
    }
    let long = "x".repeat(MAX_SECRET_BYTES);
    fs::write(&path, format!("{long}\r\n")).unwrap();
    assert_eq!(value(&source), Some(long));
}

#[test]
fn a_file_that_holds_no_secret_is_named_without_its_content() {
    let (_home, source, path) = kept();
    let long = [b'x'; MAX_SECRET_BYTES + 1];
    let endless = [b'x'; MAX_SECRET_BYTES * 4];
    for (content, problem) in [
        (&b""[..], InvalidSecret::Empty),
        (b"\n", InvalidSecret::Empty),
        (b"canary\n\n", InvalidSecret::Character { position: 7 }),
        (b" canary", InvalidSecret::Character { position: 1 }),
        (b"canary\xff", InvalidSecret::Character { position: 7 }),
        (&long, InvalidSecret::TooLong),
        (&endless, InvalidSecret::TooLong),
    ] {
        fs::write(&path, content).unwrap();
        let error = source.get("demo", "token").unwrap_err();
        assert!(matches!(&error, SecretStoreError::Unusable { problem: told, .. } if *told == problem), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

#[test]
fn a_value_that_is_no_secret_is_not_written() {
    let (_home, source) = source();
    for text in ["", "two\nlines", "canäry", " padded "] {
        let error = source.set("demo", "token", &secret(text)).unwrap_err();
        assert!(matches!(error, SecretStoreError::Value(_)), "{error:?}");
    }
    assert!(!source.directory.exists());
}

#[test]
fn leftovers_of_an_interrupted_write_go_with_the_secret() {
    let (_home, source, path) = kept();
    let name = path.file_name().unwrap().to_str().unwrap();
    let leftover = source.directory.join(format!(".{name}~4711-0"));
    fs::write(&leftover, CANARY).unwrap();
    let another = source.set("demo", "token-2", &secret("another")).unwrap();
    source.remove("demo", "token").unwrap();
    assert!(!leftover.exists());
    assert!(another.exists());
}

#[test]
fn a_directory_where_the_file_should_be_is_told_apart() {
    let (_home, source, path) = kept();
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    fs::write(path.join("x"), "x").unwrap();
    assert!(matches!(source.get("demo", "token"), Err(SecretStoreError::WrongKind { wanted: "file", .. })));
    assert!(matches!(source.set("demo", "token", &secret("x")), Err(SecretStoreError::Io { .. })));
    // Of a write that failed nothing is left.
    assert_eq!(fs::read_dir(&source.directory).unwrap().count(), 1);
}

#[test]
fn a_file_where_the_directory_should_be_is_told_apart() {
    let (home, source) = source();
    fs::create_dir(home.path().join("config")).unwrap();
    fs::write(home.path().join("config").join("secrets"), "x").unwrap();
    assert!(matches!(source.get("demo", "token"), Err(SecretStoreError::WrongKind { wanted: "directory", .. })));
    let error = source.set("demo", "token", &secret(CANARY)).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[cfg(unix)]
mod permissions {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::path::Path;

    use super::*;

    fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn files_are_made_0600_in_a_directory_made_0700() {
        let (_home, source, path) = kept();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o600);
        assert_eq!(fs::metadata(&source.directory).unwrap().mode() & 0o7777, 0o700);
        let names: Vec<_> = fs::read_dir(&source.directory).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(names, [path]);
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_with_what_to_type() {
        let (_home, source, path) = kept();
        for mode in [0o644, 0o640, 0o604, 0o660] {
            chmod(&path, mode);
            let error = source.get("demo", "token").unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "{0} can be read by other users (mode {mode:o}): run `chmod 600 {0}`, \
                     and replace the token if others use this machine",
                    path.display()
                )
            );
        }
        // Connecting anew repairs it.
        source.set("demo", "token", &secret("new")).unwrap();
        assert_eq!(value(&source).as_deref(), Some("new"));
    }

    #[test]
    fn a_directory_that_others_can_read_is_refused_for_reading_and_writing() {
        let (_home, source, _) = kept();
        chmod(&source.directory, 0o755);
        let command = format!("run `chmod 700 {}`", source.directory.display());
        let errors = [source.get("demo", "token").map(|_| ()), source.set("demo", "token", &secret("x")).map(|_| ())];
        for error in errors.map(Result::unwrap_err) {
            assert!(error.to_string().contains(&command), "{error}");
        }
    }

    #[test]
    fn a_link_is_not_followed_and_is_replaced_by_a_write() {
        let (home, source, path) = kept();
        let elsewhere = home.path().join("elsewhere");
        fs::rename(&path, &elsewhere).unwrap();
        symlink(&elsewhere, &path).unwrap();
        assert!(matches!(source.get("demo", "token"), Err(SecretStoreError::WrongKind { wanted: "file", .. })));
        source.set("demo", "token", &secret("new")).unwrap();
        assert_eq!(value(&source).as_deref(), Some("new"));
        assert_eq!(fs::read_to_string(&elsewhere).unwrap(), CANARY);
    }

    #[test]
    fn a_pipe_does_not_hold_anybody_up() {
        let (_home, source, path) = kept();
        fs::remove_file(&path).unwrap();
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        assert!(matches!(source.get("demo", "token"), Err(SecretStoreError::WrongKind { wanted: "file", .. })));
    }
}
