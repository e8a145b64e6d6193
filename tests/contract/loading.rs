//! What is not a plugin for this host is refused before anything of it runs, with a word that says what to do.

use host_harness::engine::{EngineConfig, LoadError, PluginEngine, inspect};
use host_harness::store::MemoryAuditLog;
use std::sync::Arc;

/// A component with the right names and nothing behind them.
const HOLLOW: &str = r#"(component
    (instance $nothing)
    (export "armincx:plugin/integration@0.1.0" (instance $nothing))
    (export "armincx:plugin/setup@0.1.0" (instance $nothing)))"#;

fn log() -> Arc<MemoryAuditLog> {
    Arc::default()
}

fn refused(bytes: &[u8]) -> LoadError {
    inspect(bytes).unwrap_err()
}

fn component(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap()
}

#[test]
fn a_file_that_is_not_webassembly_is_named_so() {
    for bytes in [b"".as_slice(), b"\0as", b"#!/bin/sh\n", b"<html></html>"] {
        let error = refused(bytes);
        assert!(matches!(error, LoadError::NotWasm), "{error}");
        assert!(error.to_string().contains("cargo build -p <crate> --target wasm32-wasip2"), "{error}");
    }
}

#[test]
fn a_core_module_is_told_from_a_component() {
    let error = refused(&component("(module)"));
    assert!(matches!(error, LoadError::CoreModule), "{error}");
    assert!(error.to_string().contains("wasm32-wasip2"), "{error}");
}

#[test]
fn a_truncated_component_is_called_damaged_at_every_length() {
    let whole = hostile_guest_component::COMPONENT;
    for length in [8, 9, 100, whole.len() / 2, whole.len() - 1] {
        let error = refused(&whole[..length]);
        // Cut right behind the header it is a valid component without exports.
        assert!(matches!(error, LoadError::Corrupt(_) | LoadError::WrongWorld { .. }), "{length}: {error}");
    }
}

#[test]
fn a_component_of_another_world_hears_what_is_missing_and_what_it_has() {
    let error = refused(&component(r#"(component (instance $i) (export "acme:tool/run@1.0.0" (instance $i)))"#));
    let text = error.to_string();
    assert!(matches!(error, LoadError::WrongWorld { .. }), "{text}");
    assert!(text.contains("armincx:plugin/integration@0.1.0 and armincx:plugin/setup@0.1.0"), "{text}");
    assert!(text.contains("acme:tool/run@1.0.0"), "{text}");
}

#[test]
fn another_version_of_the_contract_is_named_beside_the_hosts() {
    let error = refused(&component(
        r#"(component (instance $i) (export "armincx:plugin/integration@0.2.0" (instance $i))
           (export "armincx:plugin/setup@0.2.0" (instance $i)))"#,
    ));
    let text = error.to_string();
    assert!(matches!(error, LoadError::WrongVersion { .. }), "{text}");
    assert!(text.contains("armincx:plugin@0.2.0") && text.contains("armincx:plugin@0.1.0"), "{text}");
}

#[test]
fn an_import_that_no_plugin_gets_is_named() {
    for import in ["wasi:sockets/network@0.2.6", "wasi:filesystem/types@0.2.6", "wasi:http/outgoing-handler@0.2.0"] {
        let text = HOLLOW.replace("(component", &format!("(component (import \"{import}\" (instance))"));
        let error = refused(&component(&text));
        assert!(matches!(error, LoadError::SurplusImport(_)), "{error}");
        assert!(error.to_string().contains(import), "{error}");
    }
}

#[tokio::test]
async fn right_names_with_wrong_types_are_refused() {
    let engine = PluginEngine::new(EngineConfig::default()).unwrap();
    let error = engine.load(&component(HOLLOW), log()).await.unwrap_err();
    assert!(matches!(error, LoadError::Incompatible(_)), "{error}");
    assert!(error.to_string().contains("wit/"), "{error}");
}

#[test]
fn the_plugin_imports_its_contract_and_what_the_standard_library_forces_and_nothing_else() {
    let inspection = inspect(armincx_recharge_component::COMPONENT).unwrap();
    let ours: Vec<&str> =
        inspection.imports.iter().map(String::as_str).filter(|name| name.starts_with("armincx:")).collect();
    assert!(ours.contains(&"armincx:plugin/http@0.1.0"), "{ours:?}");
    for import in &inspection.imports {
        let allowed = ["armincx:plugin/", "wasi:io/", "wasi:cli/"];
        assert!(allowed.iter().any(|prefix| import.starts_with(prefix)), "{import}");
    }
    assert_eq!(inspection.exports, ["armincx:plugin/integration@0.1.0", "armincx:plugin/setup@0.1.0"]);
    assert!(inspection.size < 1_000_000, "{} bytes", inspection.size);
}

#[tokio::test]
async fn compiled_code_is_kept_and_a_damaged_file_is_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("compiled");
    let mut config = EngineConfig::default();
    config.cache_dir = Some(cache.clone());
    let engine = PluginEngine::new(config).unwrap();
    let load = || engine.load(hostile_guest_component::COMPONENT, log());

    load().await.unwrap();
    let files: Vec<_> = std::fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let good = std::fs::read(&files[0]).unwrap();

    for damage in [Vec::new(), good[..100].to_vec(), [&good[..good.len() - 1], &[!good[good.len() - 1]]].concat()] {
        std::fs::write(&files[0], &damage).unwrap();
        load().await.unwrap();
        assert_eq!(std::fs::read(&files[0]).unwrap(), good, "rebuilt after damage of {} bytes", damage.len());
    }
    let leftovers = std::fs::read_dir(&cache).unwrap().count();
    assert_eq!(leftovers, 1, "no temporary file stays");
}

#[tokio::test]
async fn a_cache_that_cannot_be_written_costs_a_compilation_and_not_the_plugin() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file-where-a-folder-should-be");
    std::fs::write(&file, b"").unwrap();
    let mut config = EngineConfig::default();
    config.cache_dir = Some(file);
    PluginEngine::new(config).unwrap().load(hostile_guest_component::COMPONENT, log()).await.unwrap();
}

#[test]
fn a_component_of_components_of_components_is_refused_at_once() {
    for depth in [10, 5_000] {
        let error = refused(&nested(depth));
        assert!(matches!(error, LoadError::TooLarge(_)), "{depth}: {error}");
    }
}

/// Components inside each other, written as bytes: each is a header and one section that holds the next.
fn nested(depth: usize) -> Vec<u8> {
    let mut bytes = b"\0asm\x0d\0\x01\0".to_vec();
    for _ in 1..depth {
        let mut length = bytes.len();
        let mut outer = b"\0asm\x0d\0\x01\0\x04".to_vec();
        while length >= 0x80 {
            outer.push(u8::try_from(length & 0x7f).unwrap() | 0x80);
            length >>= 7;
        }
        outer.push(u8::try_from(length).unwrap());
        outer.extend_from_slice(&bytes);
        bytes = outer;
    }
    bytes
}

#[test]
fn a_file_larger_than_any_plugin_is_refused_unread() {
    let mut bytes = b"\0asm\x0d\0\x01\0".to_vec();
    bytes.resize(17 << 20, 0);
    assert!(matches!(refused(&bytes), LoadError::TooLarge(_)));
}

#[test]
fn wasi_beyond_what_the_standard_library_forces_is_a_surplus_import() {
    for import in ["wasi:cli/run-something@0.2.6", "wasi:cli/environment@9.9.9", "wasi:io/files@0.2.6"] {
        let text = HOLLOW.replace("(component", &format!("(component (import \"{import}\" (instance))"));
        let error = refused(&component(&text));
        assert!(matches!(error, LoadError::SurplusImport(_)), "{error}");
        assert!(error.to_string().contains(import), "{error}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn compiled_code_in_a_folder_that_others_can_enter_is_neither_run_nor_kept() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    let mut config = EngineConfig::default();
    config.cache_dir = Some(folder.path().to_owned());
    PluginEngine::new(config).unwrap().load(hostile_guest_component::COMPONENT, log()).await.unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn compiled_code_of_another_component_is_not_run_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("compiled");
    let mut config = EngineConfig::default();
    config.cache_dir = Some(cache.clone());
    let engine = PluginEngine::new(config).unwrap();
    let names = || -> Vec<_> { std::fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().path()).collect() };
    engine.load(hostile_guest_component::COMPONENT, log()).await.unwrap();
    let hostile = names().remove(0);
    engine.load(armincx_recharge_component::COMPONENT, log()).await.unwrap();
    let recharge = names().into_iter().find(|path| *path != hostile).unwrap();
    std::fs::copy(recharge, &hostile).unwrap();
    let plugin = engine.load(hostile_guest_component::COMPONENT, log()).await.unwrap();
    assert_eq!(plugin.manifest().id, "hostile");
}
