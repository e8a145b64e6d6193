//! Looks at a component before anything of it runs: is it one, for which world, and what does it want?

use super::error::LoadError;
use crate::contract::{PACKAGE, VERSION};
use serde::Serialize;
use sha2::{Digest, Sha256};
use wit_component::DecodedWasm;
use wit_parser::{Resolve, WorldKey};

/// The interfaces a plugin has to export.
const EXPORTS: &[&str] = &["integration", "setup"];

/// The packages of WASI that a plugin may import, because Rust's standard library does. Nothing is granted through them.
const WASI: &[&str] = &["wasi:io/", "wasi:cli/"];

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
        ours || WASI.iter().any(|package| name.starts_with(package))
    };
    let surplus: Vec<&str> = imports.iter().map(String::as_str).filter(|name| !allowed(name)).collect();
    if let Some(found) = surplus.iter().find_map(|name| version_of(name)).filter(|found| *found != VERSION) {
        return Err(LoadError::WrongVersion { found: found.to_owned() });
    }
    if surplus.is_empty() { Ok(()) } else { Err(LoadError::SurplusImport(surplus.join(", "))) }
}
