//! Looks at a component before anything of it runs: is it one, for which world, and what does it want?

use super::error::LoadError;
use crate::contract::{PACKAGE, VERSION};
use serde::Serialize;
use sha2::{Digest, Sha256};
use wasmparser::{Parser, Payload};
use wit_component::DecodedWasm;
use wit_parser::{Resolve, WorldKey};

/// The interfaces a plugin has to export.
const EXPORTS: &[&str] = &["integration", "setup"];

/// The interfaces of WASI that a plugin may import, because Rust's standard library does, in any 0.2 version. Nothing is
/// granted through them. `wasi.rs` links the same.
const WASI: &[&str] = &[
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/stderr",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:cli/terminal-stderr",
];

/// The largest file that is looked at, in bytes. A plugin has less than a megabyte; reading types takes time and memory.
const SIZE: usize = 16 << 20;
/// Components and modules inside each other, and of them in all: a component that rustc makes is two deep and has four.
const DEPTH: usize = 6;
const PARTS: usize = 100;

/// What a component is, as far as it can be told without running it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Inspection {
    /// SHA-256 of the file, lower-case hex.
    pub digest: String,
    /// Size of the file in bytes.
    pub size: usize,
    /// The world it was built for, as far as its exports tell: "armincx:plugin/plugin@0.1.0".
    pub world: String,
    /// The version of the contract it speaks.
    pub contract_version: String,
    /// Every import, in order of name.
    pub imports: Vec<String>,
    /// Every export, in order of name.
    pub exports: Vec<String>,
}

/// Inspects a component.
///
/// # Errors
/// When it isn't a component, is for another world or another version of the contract, or imports more than a plugin gets.
pub fn inspect(bytes: &[u8]) -> Result<Inspection, LoadError> {
    // The first four bytes say WebAssembly, the next four tell a component (version 13, layer 1) from a core module.
    if !bytes.starts_with(b"\0asm") {
        return Err(LoadError::NotWasm);
    }
    if bytes.get(4..8) == Some(&[1, 0, 0, 0]) {
        return Err(LoadError::CoreModule);
    }
    check_extent(bytes)?;
    let decoded = wit_component::decode(bytes).map_err(|why| LoadError::Corrupt(first_line(&why.to_string())))?;
    let DecodedWasm::Component(resolve, world) = decoded else {
        return Err(LoadError::Corrupt("it holds a WIT package and no code".to_owned()));
    };
    let Some(world) = resolve.worlds.get(world) else {
        return Err(LoadError::Corrupt("it has no world".to_owned()));
    };
    let mut imports: Vec<String> = world.imports.keys().map(|key| name(&resolve, key)).collect();
    let mut exports: Vec<String> = world.exports.keys().map(|key| name(&resolve, key)).collect();
    imports.sort();
    exports.sort();

    check_exports(&exports, &imports)?;
    check_imports(&imports)?;
    Ok(Inspection {
        digest: digest(bytes),
        size: bytes.len(),
        world: format!("{PACKAGE}/plugin@{VERSION}"),
        contract_version: VERSION.to_owned(),
        imports,
        exports,
    })
}

/// SHA-256 in lower-case hex.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn name(resolve: &Resolve, key: &WorldKey) -> String {
    resolve.name_world_key(key)
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// The version in "armincx:plugin/integration@0.1.0", when the name is of our package.
fn version_of(name: &str) -> Option<&str> {
    let (_, version) = name.strip_prefix(PACKAGE)?.strip_prefix('/')?.split_once('@')?;
    Some(version)
}

/// Refuses what would take long to read: time grows with the square of the nesting.
fn check_extent(bytes: &[u8]) -> Result<(), LoadError> {
    if bytes.len() > SIZE {
        return Err(LoadError::TooLarge(format!("it has {} bytes, more than {SIZE}", bytes.len())));
    }
    let (mut depth, mut parts) = (0_usize, 0_usize);
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(|why| LoadError::Corrupt(first_line(&why.to_string())))? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                depth = depth.saturating_add(1);
                parts = parts.saturating_add(1);
            }
            Payload::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH || parts > PARTS {
            let why = format!("it has parts more than {DEPTH} deep, or more than {PARTS} of them");
            return Err(LoadError::TooLarge(why));
        }
    }
    Ok(())
}

fn check_exports(exports: &[String], imports: &[String]) -> Result<(), LoadError> {
    let wanted = |interface: &&str| format!("{PACKAGE}/{interface}@{VERSION}");
    let missing: Vec<String> = EXPORTS.iter().map(wanted).filter(|name| !exports.contains(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    // Another version of the same package is the likelier and the more helpful explanation.
    let other = exports.iter().chain(imports).filter_map(|name| version_of(name)).find(|found| *found != VERSION);
    if let Some(found) = other {
        return Err(LoadError::WrongVersion { found: found.to_owned() });
    }
    let exports = if exports.is_empty() { "nothing".to_owned() } else { exports.join(", ") };
    Err(LoadError::WrongWorld { missing: missing.join(" and "), exports })
}

fn check_imports(imports: &[String]) -> Result<(), LoadError> {
    let allowed = |name: &str| {
        const OURS: &[&str] = &["types", "http", "secrets", "audit", "approvals"];
        let ours = OURS.iter().any(|interface| name == format!("{PACKAGE}/{interface}@{VERSION}"));
        let wasi = name
            .split_once('@')
            .is_some_and(|(interface, version)| WASI.contains(&interface) && version.starts_with("0.2."));
        ours || wasi
    };
    let surplus: Vec<&str> = imports.iter().map(String::as_str).filter(|name| !allowed(name)).collect();
    if let Some(found) = surplus.iter().find_map(|name| version_of(name)).filter(|found| *found != VERSION) {
        return Err(LoadError::WrongVersion { found: found.to_owned() });
    }
    if surplus.is_empty() { Ok(()) } else { Err(LoadError::SurplusImport(surplus.join(", "))) }
}
