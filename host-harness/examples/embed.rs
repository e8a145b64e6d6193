//! Embeds the host: loads a plugin, connects it, and asks for a widget. `cargo run -p host-harness --example embed`
//!
//! A helpdesk does the same with its own secrets, its own audit log and its own Recharge; here a local one stands in, with
//! the demo shop.
#![allow(clippy::print_stdout, reason = "an example shows what it got")]

use host_harness::capabilities::Grants;
use host_harness::clock::{Clock, FixedClock};
use host_harness::context::Surroundings;
use host_harness::contract::{Contact, Identity};
use host_harness::engine::{EngineConfig, PluginEngine};
use host_harness::recharge_sandbox::{Sandbox, SandboxOptions, demo};
use host_harness::secret_store::{SecretSource, SecretStoreError};
use host_harness::store::{AuditLog, MemoryAuditLog};
use host_harness::upstream::{HttpTransport, Upstream, UpstreamConfig};
use jiff::tz::TimeZone;
use secrecy::SecretString;
use std::error::Error;
use std::sync::Arc;

/// Where your secrets are kept. The host asks for one by connection and name, right before it is sent.
#[derive(Debug)]
struct Vault;

impl SecretSource for Vault {
    fn get(&self, _connection: &str, name: &str) -> Result<Option<SecretString>, SecretStoreError> {
        Ok((name == "recharge-token").then(|| SecretString::from(demo::TOKEN_FULL)))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Once a process: the engine. Give it a folder for compiled code and a start costs milliseconds.
    let engine = PluginEngine::new(EngineConfig::default())?;

    // Once a plugin: load it. It is inspected before anything of it runs, and whatever runs is recorded.
    let audit: Arc<dyn AuditLog> = Arc::new(MemoryAuditLog::new());
    let plugin = engine.load(armincx_recharge_component::COMPONENT, Arc::clone(&audit)).await?;

    // Once a connection: grant what its manifest asks for, at the addresses you choose.
    let clock: Arc<dyn Clock> = Arc::new(FixedClock("2026-11-22T09:30:00Z".parse()?));
    let recharge = Sandbox::start(demo::world(clock.now())?, SandboxOptions::default()).await?;
    let config = UpstreamConfig::new("recharge", recharge.base_url().parse()?);
    let config = Grants::configure(plugin.manifest(), config)?;
    let transport = Arc::new(HttpTransport::new(&config)?);
    let grants = Grants::builder(plugin.manifest(), "shop-1")
        .upstream(Arc::new(Upstream::new(config, Arc::clone(&clock), transport)?))
        .secrets(Arc::new(Vault))
        .audit(Arc::clone(&audit))
        .clock(Arc::clone(&clock))
        .build()?;
    let session = plugin.connect(grants);

    // For every ticket: a context, and a call. Each call runs in an instance of its own.
    let surroundings = Surroundings {
        connection: "shop-1".to_owned(),
        time_zone: TimeZone::get("Europe/Berlin")?,
        locale: "de".to_owned(),
        settings: Vec::new(),
    };
    let contact = Contact { email: "lena.brandt@example.com".to_owned(), identity: Identity::Authenticated };
    let context = surroundings.context("T-1001", contact, clock.now(), 1);
    let widget = session.widget_data(&context).await?;

    println!("{}: {}", widget.title, widget.matched.text);
    for customer in &widget.customers {
        println!("{} ({}): {}", customer.name, customer.id, customer.headline);
    }
    println!("{} records in the audit log", audit.head()?.seq);
    recharge.shutdown().await;
    Ok(())
}
