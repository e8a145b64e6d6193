//! Files and directories only their owner can read: opened without following links, judged by the open handle, written
//! beside and renamed. On systems without Unix permissions the user's profile directory is what protects them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use zeroize::Zeroizing;

use super::SecretStoreError;

/// What of a file or directory decides whether it is private.
#[cfg(unix)]
#[derive(Debug, Clone, Copy)]
struct Facts {
    owner: u32,
    mode: u32,
}

/// Judges what is known of it. `wanted` are the permission bits it may have at most.
#[cfg(unix)]
fn judge(path: &Path, facts: Facts, user: u32, wanted: u32) -> Result<(), SecretStoreError> {
    let path = path.to_owned();
    if facts.owner != user {
        return Err(SecretStoreError::WrongOwner { path, owner: facts.owner, user });
    }
    let mode = facts.mode & 0o7777;
    // Whatever the group or others may do with it is too much; what the owner may do is the owner's affair.
    if mode & 0o077 != 0 {
        return Err(SecretStoreError::TooOpen { path, mode, wanted });
    }
    Ok(())
}

#[cfg(unix)]
fn check_private(path: &Path, metadata: &fs::Metadata, wanted: u32) -> Result<(), SecretStoreError> {
    use std::os::unix::fs::MetadataExt;
    let facts = Facts { owner: metadata.uid(), mode: metadata.mode() };
    judge(path, facts, rustix::process::geteuid().as_raw(), wanted)
}

#[cfg(not(unix))]
fn check_private(_: &Path, _: &fs::Metadata, _: u32) -> Result<(), SecretStoreError> {
    Ok(())
}

fn io_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SecretStoreError {
    let path = path.to_owned();
    move |source| SecretStoreError::Io { action, path, source }
}

/// Judges a directory. Returns false iff there is none.
pub(super) fn check_directory(path: &Path) -> Result<bool, SecretStoreError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => check_private(path, &metadata, 0o700).map(|()| true),
        Ok(_) => Err(SecretStoreError::WrongKind { path: path.to_owned(), wanted: "directory" }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(io_error("look at", path)(error)),
    }
}

/// Makes a private directory with all above it, unless it is there already; then judges it.
pub(crate) fn ensure_directory(path: &Path) -> Result<(), SecretStoreError> {
    if check_directory(path)? {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(io_error("create", path))?;
    check_directory(path).map(|_| ())
}

/// Up to `limit` bytes of a private file, or nothing when there is none.
pub(super) fn read(path: &Path, limit: usize) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        // Not blocking, so that a pipe somebody put there doesn't hold us up; it is refused below.
        let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC).bits();
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.cast_signed());
    }
    let wrong_kind = || SecretStoreError::WrongKind { path: path.to_owned(), wanted: "file" };
    let file = match options.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        // A link answers differently from system to system; looking again tells it apart.
        Err(_) if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) => return Err(wrong_kind()),
        Err(error) => return Err(io_error("open", path)(error)),
    };
    let metadata = file.metadata().map_err(io_error("look at", path))?;
    if !metadata.is_file() {
        return Err(wrong_kind());
    }
    check_private(path, &metadata, 0o600)?;
    // As large as it may get, so that no copy is left behind where the buffer grew.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit));
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    file.take(limit).read_to_end(&mut bytes).map_err(io_error("read", path))?;
    Ok(Some(bytes))
}

/// Replaces a file in one step: it is written beside, flushed, and renamed. After a crash there is the old one or the
/// new one, and nobody else can read either at any moment.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), SecretStoreError> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let beside = beside(path, &format!("{}-{number}", std::process::id()));
    let written = write_new(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if let Err(error) = written {
        // Nothing more can be done should this fail too; the next removal looks for leftovers.
        let _ = fs::remove_file(&beside);
        return Err(io_error("write", path)(error));
    }
    #[cfg(unix)]
    if let Some(directory) = path.parent() {
        File::open(directory).and_then(|handle| handle.sync_all()).map_err(io_error("flush", directory))?;
    }
    Ok(())
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file: File = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Removes a file and whatever an interrupted write left of it. Returns true iff the file was there.
pub(super) fn remove(path: &Path) -> Result<bool, SecretStoreError> {
    let removed = match fs::remove_file(path) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(io_error("remove", path)(error)),
    };
    let (Some(directory), leftovers) = (path.parent(), leftover_prefix(path)) else {
        return Ok(removed);
    };
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(removed),
        Err(error) => return Err(io_error("look into", directory)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(io_error("look into", directory))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&leftovers) {
            let leftover = entry.path();
            fs::remove_file(&leftover).map_err(io_error("remove", &leftover))?;
        }
    }
    Ok(removed)
}

/// The name a file is written under before it is renamed.
fn beside(path: &Path, mark: &str) -> PathBuf {
    path.with_file_name(format!("{}{mark}", leftover_prefix(path)))
}

/// How such names start. Encoded names have no "~", so it is one file's alone.
fn leftover_prefix(path: &Path) -> String {
    format!(".{}~", path.file_name().unwrap_or_default().to_string_lossy())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_the_owner_may_have_any_right() {
        let path = Path::new("/x");
        let judged = |owner, mode| judge(path, Facts { owner, mode }, 1000, 0o600);
        for mode in [0o100_600, 0o100_400, 0o100_700, 0o600] {
            assert!(judged(1000, mode).is_ok(), "{mode:o}");
        }
        for mode in [0o100_644, 0o100_640, 0o100_604, 0o100_601, 0o100_620, 0o100_660, 0o100_777] {
            let refused = judged(1000, mode);
            assert!(
                matches!(refused, Err(SecretStoreError::TooOpen { mode: told, .. }) if told == mode & 0o777),
                "{mode:o}"
            );
        }
        for owner in [0, 1001] {
            assert!(matches!(judged(owner, 0o600), Err(SecretStoreError::WrongOwner { user: 1000, .. })), "{owner}");
        }
    }
}
