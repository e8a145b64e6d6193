//! Builds a guest crate into a component, from the build script of a host crate.
//!
//! Artifact dependencies would do this, but they are not stable. So a build script runs a second cargo for the guest:
//! in a target directory of its own, because sharing the outer one would wait for its lock for ever; with the variables
//! removed that the outer cargo sets for its own compilation; and always in the profile `component`, so that everybody
//! runs the same bytes, whatever profile the host is built in.
//!
//! [`build`] is all a build script calls. It tells cargo when to run again, and on failure it prints one line that says
//! what to type.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The target that guests are built for.
pub const TARGET: &str = "wasm32-wasip2";

/// The profile that guests are built in; it stands in the workspace's `Cargo.toml`.
pub const PROFILE: &str = "component";

/// Why a guest could not be built. Each text names what to do next.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// A file can't be read or written.
    File(PathBuf, std::io::Error),
    /// A variable that cargo sets for build scripts isn't there.
    NotABuildScript(&'static str),
    /// The target isn't installed and rustup isn't there to install it.
    NoRustup,
    /// rustup could not install the target, most likely because it is offline.
    TargetNotInstalled(String),
    /// A program could not be started.
    Start(&'static str, std::io::Error),
    /// The guest doesn't compile.
    Compile(PathBuf),
    /// It compiled, but the file isn't where it is expected.
    Missing(PathBuf),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotABuildScript(name) => write!(f, "{name} is not set: call this from a build script, run by cargo"),
            Self::NoRustup => write!(
                f,
                "the plugin needs Rust's target {TARGET}, and there is no rustup to install it: install rustup and \
                 type `rustup target add {TARGET}`, or install your distribution's Rust standard library for {TARGET}"
            ),
            Self::TargetNotInstalled(why) => write!(
                f,
                "the plugin needs Rust's target {TARGET}, and rustup could not install it ({why}): go online and type \
                 `rustup target add {TARGET}`"
            ),
            Self::Start(what, why) => write!(f, "{what} could not be started ({why}): is it on the PATH?"),
            Self::Compile(manifest) => write!(
                f,
                "the guest does not compile: type `cargo build --target {TARGET} --manifest-path {}` to see why",
                manifest.display()
            ),
            Self::File(path, why) => write!(f, "{}: {why}; is there room, and may it be written?", path.display()),
            Self::Missing(path) => write!(f, "the guest was built, but {} is not there", path.display()),
        }
    }
}

impl std::error::Error for BuildError {}

/// Builds the guest crate whose manifest is `manifest` (absolute, or relative to the calling crate) and whose library is
/// called `library`, and sets the variable `COMPONENT` for the calling crate to the path of the component.
///
/// On failure it prints the one line and ends the process, as a build script should.
#[allow(clippy::print_stdout, reason = "a build script talks to cargo on its standard output")]
pub fn build(manifest: &str, library: &str) {
    match component(Path::new(manifest), library) {
        Ok(path) => println!("cargo::rustc-env=COMPONENT={}", path.display()),
        Err(error) => {
            println!("cargo::error={error}");
            std::process::exit(1);
        }
    }
}

#[allow(clippy::print_stdout, reason = "a build script talks to cargo on its standard output")]
fn component(manifest: &Path, library: &str) -> Result<PathBuf, BuildError> {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let manifest = here.join(manifest);
    let manifest = manifest.canonicalize().unwrap_or(manifest);
    let target_dir = guest_target_dir(Path::new(&variable("OUT_DIR")?));
    ensure_target()?;

    let mut cargo = clean(Command::new(variable("CARGO")?));
    cargo.env("CARGO_ENCODED_RUSTFLAGS", remapped().join("\u{1f}"));
    cargo.arg("rustc").arg("--manifest-path").arg(&manifest).args(["--target", TARGET, "--profile", PROFILE]);
    // Alone, without the library for Rust beside it: only then is it optimised as a whole, which is a seventh of its size.
    cargo.args(["--lib", "--crate-type", "cdylib"]).arg("--target-dir").arg(&target_dir).stdout(Stdio::null());
    let status = cargo.status().map_err(|why| BuildError::Start("cargo", why))?;
    if !status.success() {
        return Err(BuildError::Compile(manifest));
    }

    let folder = target_dir.join(TARGET).join(PROFILE);
    let path = folder.join(format!("{library}.wasm"));
    if !path.is_file() {
        return Err(BuildError::Missing(path));
    }
    rerun_when_changed(&manifest, &folder.join(format!("{library}.d")));
    let whole = fs::read(&path).map_err(|why| BuildError::File(path.clone(), why))?;
    let small = folder.join(format!("{library}.component.wasm"));
    let bytes = without_names(&whole).unwrap_or(whole);
    if fs::read(&small).ok().as_ref() != Some(&bytes) {
        fs::write(&small, bytes).map_err(|why| BuildError::File(small.clone(), why))?;
    }
    Ok(small)
}

/// Panics name the file they come from: of libraries without the folder that they lie in on this machine, so that everybody
/// builds the same bytes and nobody reads where.
fn remapped() -> Vec<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let Some(sources) = home.map(|home| home.join("registry").join("src")) else { return Vec::new() };
    let mut inside: Vec<PathBuf> =
        fs::read_dir(&sources).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    inside.sort();
    // The last one that fits counts.
    inside.insert(0, sources);
    inside.into_iter().map(|folder| format!("--remap-path-prefix={}=", folder.display())).collect()
}

/// The component without the names of its types, which only a debugger reads; nothing where it is none.
fn without_names(component: &[u8]) -> Option<Vec<u8>> {
    const PREAMBLE: usize = 8;
    let (preamble, mut rest) = component.split_at_checked(PREAMBLE)?;
    let mut out = preamble.to_vec();
    while !rest.is_empty() {
        let (length, at) = number(rest.get(1..)?)?;
        let (section, after) = rest.split_at_checked(at.checked_add(1)?.checked_add(length)?)?;
        let content = section.get(at.checked_add(1)?..)?;
        let named = || {
            let (length, at) = number(content)?;
            content.get(at..at.checked_add(length)?)
        };
        if section.first() != Some(&0) || named() != Some(b"component-name") {
            out.extend_from_slice(section);
        }
        rest = after;
    }
    Some(out)
}

/// A number in LEB128, and how many bytes it takes.
fn number(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut out = 0_usize;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        out |= usize::from(byte & 0x7F).checked_shl(u32::try_from(at.checked_mul(7)?).ok()?)?;
        if *byte < 0x80 {
            return Some((out, at.checked_add(1)?));
        }
    }
    None
}

fn variable(name: &'static str) -> Result<OsString, BuildError> {
    env::var_os(name).ok_or(BuildError::NotABuildScript(name))
}

/// `<target>/guest`, found from `<target>/[<triple>/]<profile>/build/<package>/out`.
fn guest_target_dir(out_dir: &Path) -> PathBuf {
    let root = out_dir.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    root.or_else(|| out_dir.ancestors().nth(4)).unwrap_or(out_dir).join("guest")
}

/// Takes away what the outer cargo and rustc set for their own compilation and what would change the guest's.
fn clean(mut command: Command) -> Command {
    const EXACT: &[&str] = &["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_TARGET_DIR", "TARGET", "HOST", "OUT_DIR"];
    const PREFIXES: &[&str] =
        &["RUSTC", "CARGO_BUILD_", "CARGO_PROFILE_", "CARGO_CFG_", "CARGO_FEATURE_", "CARGO_PKG_"];
    for (name, _) in env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        if EXACT.contains(&text) || PREFIXES.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
    command
}

/// Installs the target where it is missing and rustup is there.
fn ensure_target() -> Result<(), BuildError> {
    if target_is_installed()? {
        return Ok(());
    }
    let mut rustup = clean(Command::new("rustup"));
    rustup.args(["target", "add", TARGET]);
    if let Some(toolchain) = env::var_os("RUSTUP_TOOLCHAIN") {
        rustup.arg("--toolchain").arg(toolchain);
    }
    let output = match rustup.output() {
        Ok(output) => output,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Err(BuildError::NoRustup),
        Err(why) => return Err(BuildError::Start("rustup", why)),
    };
    if output.status.success() && target_is_installed()? {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing").trim();
    Err(BuildError::TargetNotInstalled(line.to_owned()))
}

fn target_is_installed() -> Result<bool, BuildError> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut rustc = clean(Command::new(rustc));
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    let output = rustc.output().map_err(|why| BuildError::Start("rustc", why))?;
    let folder = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(output.status.success() && !folder.is_empty() && Path::new(&folder).is_dir())
}

/// Every file the guest was built from, as rustc noted it, and what decides how it is built.
#[allow(clippy::print_stdout, reason = "a build script talks to cargo on its standard output")]
fn rerun_when_changed(manifest: &Path, dep_info: &Path) {
    println!("cargo::rerun-if-changed={}", manifest.display());
    println!("cargo::rerun-if-env-changed=RUSTUP_TOOLCHAIN");
    let folder = manifest.parent().unwrap_or(manifest);
    println!("cargo::rerun-if-changed={}", folder.join("src").display());
    for root in folder.ancestors() {
        if root.join("Cargo.lock").is_file() {
            for name in ["Cargo.lock", "Cargo.toml", "wit"] {
                println!("cargo::rerun-if-changed={}", root.join(name).display());
            }
            break;
        }
    }
    // Lines "output: input input …", where a space inside a path is written as "\ ".
    let Ok(text) = fs::read_to_string(dep_info) else { return };
    for line in text.lines() {
        let Some((_, inputs)) = line.split_once(": ") else {
            continue;
        };
        for input in inputs.replace("\\ ", "\u{0}").split(' ').filter(|input| !input.is_empty()) {
            println!("cargo::rerun-if-changed={}", input.replace('\u{0}', " "));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BuildError, guest_target_dir, without_names};
    use std::path::Path;

    #[test]
    fn a_component_loses_the_names_of_its_types_and_nothing_else() {
        let preamble = b"\0asm\x0d\0\x01\0";
        let types = [7, 2, 1, 2];
        let names = [&[0, 17, 14][..], b"component-name", &[9, 9]].concat();
        let other = [&[0, 10, 9][..], b"producers"].concat();
        let whole = [&preamble[..], &types, &names, &other].concat();
        assert_eq!(without_names(&whole), Some([&preamble[..], &types, &other].concat()));
        for length in 0..whole.len() {
            let cut = without_names(&whole[..length]);
            assert!(cut.is_none_or(|cut| cut.len() <= length), "{length}");
        }
    }

    #[test]
    fn whoever_lacks_the_target_reads_what_to_type() {
        let offline = BuildError::TargetNotInstalled("could not download".to_owned());
        for error in [BuildError::NoRustup, offline] {
            let text = error.to_string();
            assert!(text.contains("`rustup target add wasm32-wasip2`"), "{text}");
            assert!(!text.contains('\n'), "one line: {text}");
        }
    }

    #[test]
    fn the_guest_has_a_target_directory_of_its_own_beside_every_profile() {
        for out in ["/t/debug/build/x-1/out", "/t/release/build/x-1/out"] {
            assert_eq!(guest_target_dir(Path::new(out)), Path::new("/t/guest"));
        }
    }
}
