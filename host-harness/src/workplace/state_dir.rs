//! The state folder: what lies where in it, and whether it can be used.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::failure::{Exit, Failure};

/// The folder when neither `--state` nor the environment names one, in the current directory.
pub const DEFAULT: &str = ".harness";
/// The environment variable that names one.
pub const VARIABLE: &str = "ARMINCX_STATE";

const DATABASE: &str = "harness.db";
const SANDBOX: &str = "sandbox.json";
const SANDBOX_URL: &str = "sandbox.url";
const SANDBOX_PORT: &str = "sandbox.port";
const TICKETS_SINCE: &str = "tickets.since";
const SANDBOX_LOCK: &str = "sandbox.lock";
const CACHE: &str = "cache";
const CACHE_TAG: &str = "CACHEDIR.TAG";
/// Marks a folder as a cache for backup programs (the Cache Directory Tagging Specification wants this first line), and
/// as ours for `reset`.
const CACHE_TAG_TEXT: &str =
    "Signature: 8a477f597d28d172789f06886806bc55\n# Compiled components of the ArminCX harness.\n";

/// Where the harness keeps its state. Naming one touches nothing; [`StateDir::prepare`] makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateDir {
    path: PathBuf,
}

/// Says that the local Recharge's state is somebody's, as long as it lives. The system takes it back from a process that
/// was killed.
#[derive(Debug)]
pub struct SandboxLock {
    _file: File,
}

impl StateDir {
    /// The folder at this path, which may not exist yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// The state of the local Recharge, JSON.
    pub fn sandbox(&self) -> PathBuf {
        self.path.join(SANDBOX)
    }

    /// Where the server of this folder listens, while one runs.
    pub fn sandbox_url(&self) -> PathBuf {
        self.path.join(SANDBOX_URL)
    }

    /// The port where the inbox's local Recharge listened the last time.
    pub fn sandbox_port(&self) -> PathBuf {
        self.path.join(SANDBOX_PORT)
    }

    /// The moment that the times of the demo's tickets are reckoned from.
    pub fn tickets_since(&self) -> PathBuf {
        self.path.join(TICKETS_SINCE)
    }

    /// Takes the local Recharge's state for oneself, until the lock is dropped or the process ends. Nothing when another
    /// process has it: a server that runs, or a command that is at it.
    ///
    /// Fails with `state-not-writable`, exit code 3.
    pub fn lock_sandbox(&self) -> Result<Option<SandboxLock>, Failure> {
        let path = self.path.join(SANDBOX_LOCK);
        let failed = |error: io::Error| {
            let message = format!("can't lock {}: {}", path.display(), reason(&error));
            Failure::new("state-not-writable", Exit::Environment, message)
                .hint(format!("make the state folder writable, or choose another one with --state or {VARIABLE}"))
                .caused_by(error)
        };
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(SandboxLock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// The folder of compiled components. Whatever is in it can be made again.
    pub fn cache(&self) -> PathBuf {
        self.path.join(CACHE)
    }

    /// Makes the folder and its cache, for their owner alone, where they are missing, and checks that files can be made
    /// in it.
    ///
    /// Fails with `state-not-writable`, exit code 3.
    pub fn prepare(&self) -> Result<(), Failure> {
        make_folder(&self.path).and_then(|()| self.probe()).and_then(|()| self.make_cache()).map_err(|error| {
            Failure::new(
                "state-not-writable",
                Exit::Environment,
                format!("can't write to the state folder {}: {}", self.path.display(), reason(&error)),
            )
            .hint(format!("make it writable, or choose another one with --state or {VARIABLE}"))
            .caused_by(error)
        })
    }

    /// Whether the cache folder is one that this program made, and no link to somewhere else.
    pub(crate) fn owns_cache(&self) -> bool {
        let cache = self.cache();
        let tag = cache.join(CACHE_TAG);
        is_plain(&cache, fs::FileType::is_dir)
            && is_plain(&tag, fs::FileType::is_file)
            && fs::read_to_string(tag).is_ok_and(|text| text == CACHE_TAG_TEXT)
    }

    /// Makes a file and removes it: permissions alone don't tell, a file system may be read-only or full.
    fn probe(&self) -> io::Result<()> {
        let probe = self.path.join(format!(".probe-{}-{:?}", std::process::id(), std::thread::current().id()));
        // A new file or none: never writes through a link that somebody put there.
        OpenOptions::new().write(true).create_new(true).open(&probe).and_then(|mut file| file.write_all(b"probe"))?;
        fs::remove_file(probe)
    }

    fn make_cache(&self) -> io::Result<()> {
        let cache = self.cache();
        if cache.exists() {
            return Ok(());
        }
        make_folder(&cache)?;
        match File::create_new(cache.join(CACHE_TAG)) {
            Ok(mut tag) => tag.write_all(CACHE_TAG_TEXT.as_bytes()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Whether there is something of that type at the path itself; a link is not what it points to.
pub(crate) fn is_plain(path: &Path, is: impl Fn(&fs::FileType) -> bool) -> bool {
    path.symlink_metadata().is_ok_and(|found| is(&found.file_type()))
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "it, or a part of its path, is a file".to_owned()
        }
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_folder_is_made_with_its_cache_for_its_owner_alone_and_left_clean() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::at(folder.path().join("deep/state"));
        state.prepare().unwrap();
        state.prepare().unwrap();
        let names: Vec<_> = fs::read_dir(state.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["cache"]);
        assert!(state.owns_cache());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            for path in [state.path().to_owned(), state.cache()] {
                assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700, "{}", path.display());
            }
        }
    }

    #[test]
    fn the_local_recharge_is_one_processes_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::at(folder.path());
        let lock = state.lock_sandbox().unwrap();
        assert!(lock.is_some());
        assert!(state.lock_sandbox().unwrap().is_none());
        drop(lock);
        assert!(state.lock_sandbox().unwrap().is_some());
        let nowhere = StateDir::at(folder.path().join("nowhere")).lock_sandbox().unwrap_err();
        assert_eq!((nowhere.code, nowhere.exit), ("state-not-writable", Exit::Environment));
    }

    #[test]
    fn naming_a_state_folder_touches_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::at(folder.path().join("state"));
        assert!(state.database().starts_with(state.path()));
        assert!(!state.path().exists());
    }

    #[test]
    fn a_state_folder_that_can_not_be_made_is_named_with_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        for path in [file.clone(), file.join("state")] {
            let error = StateDir::at(&path).prepare().unwrap_err();
            assert_eq!((error.code, error.exit), ("state-not-writable", Exit::Environment));
            assert!(error.message.contains(&path.display().to_string()), "{error}");
            assert!(error.message.ends_with("it, or a part of its path, is a file"), "{error}");
            assert!(error.hint.unwrap().contains("--state"));
        }
    }

    #[test]
    fn a_cache_folder_of_somebody_else_is_not_ours() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::at(folder.path());
        fs::create_dir(state.cache()).unwrap();
        state.prepare().unwrap();
        assert!(!state.owns_cache());
    }
}
