//! Compiled code on disk, so that a start costs a fraction of a millisecond instead of a compilation.
//!
//! A file's name is the component's digest and a fingerprint of the engine (version, configuration, processor). It holds
//! a digest of both and of the code, and the code. Compiled code is run as it is, so it is only loaded from a folder and
//! written to a folder that nobody but the host's own user can enter; in any other one the cache is not used. The digest
//! finds damage and mix-ups. It is no protection against that user. A damaged file is written anew, and the cache can be
//! deleted at any time.

use crate::secret_store::ensure_private_directory;
use sha2::{Digest, Sha256};
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use wasmtime::Engine;
use wasmtime::component::Component;

/// Length of the digest at the front of a file.
const DIGEST: usize = 32;

/// Loads the compiled component from the cache, or compiles it and keeps it. Trouble with the cache itself is logged and
/// costs a compilation, never the call.
pub(super) fn load_or_compile(
    engine: &Engine,
    bytes: &[u8],
    component_digest: &str,
    folder: Option<&Path>,
) -> wasmtime::Result<Component> {
    let Some(folder) = folder else { return Component::from_binary(engine, bytes) };
    if let Err(why) = ensure_private_directory(folder) {
        tracing::warn!(%why, "compiled code is neither taken from there nor kept");
        return Component::from_binary(engine, bytes);
    }
    let name = format!("{component_digest}-{}", fingerprint(engine));
    let path = folder.join(format!("{name}.cwasm"));
    if let Some(component) = read(engine, &path, &name) {
        return Ok(component);
    }
    let component = Component::from_binary(engine, bytes)?;
    if let Err(why) = component.serialize().map_err(std::io::Error::other).and_then(|code| write(&path, &name, &code)) {
        tracing::warn!(path = %path.display(), %why, "compiled code could not be kept; the next start compiles again");
    }
    Ok(component)
}

/// What wasmtime says must be equal for code to be exchangeable, as text.
fn fingerprint(engine: &Engine) -> String {
    struct Collect(Sha256);
    impl Hasher for Collect {
        fn finish(&self) -> u64 {
            0
        }
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
    }
    let mut collect = Collect(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut collect);
    let mut text = hex::encode(collect.0.finalize());
    text.truncate(16);
    text
}

fn read(engine: &Engine, path: &Path, name: &str) -> Option<Component> {
    let file = match fs::read(path) {
        Ok(file) => file,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return None,
        Err(why) => {
            tracing::warn!(path = %path.display(), %why, "compiled code could not be read; compiling again");
            return None;
        }
    };
    let (expected, code) = file.split_at_checked(DIGEST)?;
    if seal(name, code).as_slice() != expected {
        tracing::warn!(path = %path.display(), "compiled code is damaged; compiling again");
        return None;
    }
    match deserialize(engine, code) {
        Ok(component) => Some(component),
        Err(why) => {
            tracing::warn!(path = %path.display(), %why, "compiled code does not fit this engine; compiling again");
            None
        }
    }
}

#[allow(unsafe_code, reason = "the one unsafe place: wasmtime can't check that compiled code is its own")]
fn deserialize(engine: &Engine, code: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: these bytes are the output of `Component::serialize` of this user's own host: only that user can enter the
    // folder (`ensure_private_directory`), `write` puts nothing else there, and `read` has compared the digest over
    // component, engine and code. wasmtime itself checks version, configuration and processor.
    unsafe { Component::deserialize(engine, code) }
}

/// A digest over the code and whose it is.
fn seal(name: &str, code: &[u8]) -> [u8; DIGEST] {
    Sha256::new().chain_update(name).chain_update([0]).chain_update(code).finalize().into()
}

/// Writes beside the place and renames, so that a reader sees the old file, the new one or none.
fn write(path: &Path, name: &str, code: &[u8]) -> std::io::Result<()> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let unique = format!("{}.{}.tmp", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
    let temporary = path.with_extension(unique);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&temporary).and_then(|mut file| {
        file.write_all(&seal(name, code))?;
        file.write_all(code)
    });
    let result = written.and_then(|()| fs::rename(&temporary, path));
    if result.is_err() {
        // Nothing depends on the left-over; the next run writes another.
        let _ = fs::remove_file(&temporary);
    }
    result
}
