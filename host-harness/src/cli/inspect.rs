//! `harness inspect`: what a plugin is and wants.

use super::app::App;
use super::args;
use super::error::{CliError, Exit};
use super::json::to_json_value;
use super::output::Report;
use super::screen::{Screen, Tone};
use crate::contract::Manifest;
use crate::engine::{EngineConfig, Inspection, PluginEngine};
use crate::store::MemoryAuditLog;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// A plugin from outside.
#[derive(Debug, Serialize)]
pub struct InspectReport {
    /// The file; "built in" for the one from this repository.
    pub file: String,
    /// World, imports, exports, size, digest.
    #[serde(flatten)]
    pub inspection: Inspection,
    /// What it says it is and wants, with the contract's names.
    pub manifest: Value,
    #[serde(skip)]
    view: Manifest,
}

/// Inspects a plugin. Only `describe` is called, and nothing is granted to it.
///
/// # Errors
/// When the file can't be read or is no plugin for this host.
pub async fn inspect(app: &App, args: &args::Inspect) -> Result<InspectReport, CliError> {
    let bytes = app.component(args.file.as_deref())?;
    let file = args.file.as_ref().or(app.global.plugin.as_ref());
    let file = file.map_or_else(|| "built in".to_owned(), |path| path.display().to_string());
    // A cache that is there spares a compilation; none is made, because looking at a file should leave nothing behind.
    let cache = app.state.cache();
    let config = EngineConfig { cache_dir: cache.is_dir().then_some(cache), ..EngineConfig::default() };
    let plugin = PluginEngine::new(config)?.load(&bytes, Arc::new(MemoryAuditLog::new())).await?;
    let view = plugin.describe(app.locale()).await?;
    let manifest = to_json_value(&view).map_err(|why| {
        CliError::new("no-json", Exit::Failed, format!("the manifest can't be written as JSON: {why}"))
    })?;
    Ok(InspectReport { file, inspection: plugin.inspection().clone(), manifest, view })
}

impl Report for InspectReport {
    fn human(&self, screen: &mut Screen) {
        let (manifest, inspection) = (&self.view, &self.inspection);
        let version = format!(" {}", manifest.version);
        screen.parts(&[
            (Tone::Strong, &manifest.name),
            (Tone::Strong, &version),
            (Tone::Dim, "  "),
            (Tone::Dim, &self.file),
        ]);
        screen.line(&format!("  {}", manifest.description));
        screen.field("World", &inspection.world);
        screen.field("Size", &format!("{} bytes", inspection.size));
        screen.field("SHA-256", &inspection.digest);
        screen.field("Languages", &manifest.locales.join(", "));
        list(screen, "Exports", &inspection.exports);
        list(screen, "Imports", &inspection.imports);
        let upstreams = manifest.upstreams.iter();
        let upstreams = upstreams.map(|upstream| format!("{}: {}", upstream.name, upstream.default_base));
        list(screen, "Upstreams it wants", &upstreams.collect::<Vec<_>>());
        let secrets = manifest.secrets.iter();
        let secrets =
            secrets.map(|secret| format!("{}: sent to {} only, in {}", secret.name, secret.upstream, secret.header));
        list(screen, "Secrets it wants", &secrets.collect::<Vec<_>>());
        let settings = manifest.settings.iter();
        let settings = settings.map(|setting| format!("{}: {}", setting.name, setting.description));
        list(screen, "Settings", &settings.collect::<Vec<_>>());
    }
}

fn list(screen: &mut Screen, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    screen.blank();
    screen.heading(title);
    for line in lines {
        screen.line(&format!("  {line}"));
    }
}
