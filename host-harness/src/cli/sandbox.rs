//! `harness sandbox`: the local Recharge as a server of its own, for other clients and for other commands.

use super::app::App;
use super::args;
use super::error::{CliError, Exit};
use super::output::Report;
use super::screen::{Screen, Tone};
use crate::recharge_sandbox::{BucketSize, SandboxOptions, State, demo};
use crate::workplace::{LocalServer, control};
use serde::Serialize;
use std::fs;

/// A server that listens.
#[derive(Debug, Serialize)]
pub struct SandboxReport {
    /// Where.
    pub url: String,
    /// What its clock says.
    pub now: String,
    /// Published tokens that open it: they open nothing else.
    pub tokens: Vec<DemoToken>,
}

/// A published token.
#[derive(Debug, Serialize)]
pub struct DemoToken {
    /// The token.
    pub token: &'static str,
    /// Signs its webhooks.
    pub client_secret: &'static str,
    /// What it may do.
    pub may: &'static str,
}

/// Starts the server. It runs until it is dropped or stopped.
///
/// # Errors
/// When its state or world can't be read, when another server runs on this state folder, or when the port can't be used.
pub async fn start(app: &App, args: &args::Sandbox) -> Result<(SandboxReport, LocalServer), CliError> {
    app.state.prepare()?;
    let Some(lock) = app.state.lock_sandbox()? else { return Err(control::busy(app)) };
    let (state, origin) = match &args.world {
        Some(path) => {
            let text = fs::read_to_string(path).map_err(|why| {
                CliError::new("world-unreadable", Exit::Usage, format!("can't read {}: {why}", path.display()))
                    .hint("name a TOML or JSON file that describes a store")
                    .caused_by(why)
            })?;
            let state = State::from_world(&text, &path.display().to_string(), app.clock().now())?;
            (state.clone(), state)
        }
        None => (app.sandbox_state()?, app.new_sandbox_state()?),
    };
    let now = state.now.to_string();
    let bucket = BucketSize { capacity: args.bucket, ..BucketSize::default() };
    let options = SandboxOptions { port: args.port, bucket, ..SandboxOptions::default() };
    let server = LocalServer::start(app, lock, state, origin, options, args.world.is_none()).await?;
    let tokens = match args.world {
        // A world's tokens are its owner's to know.
        Some(_) => Vec::new(),
        None => vec![
            DemoToken { token: demo::TOKEN_FULL, client_secret: demo::CLIENT_SECRET_FULL, may: "everything" },
            DemoToken { token: demo::TOKEN_READ_ONLY, client_secret: demo::CLIENT_SECRET_READ_ONLY, may: "read only" },
            DemoToken {
                token: demo::TOKEN_NO_ORDERS,
                client_secret: demo::CLIENT_SECRET_NO_ORDERS,
                may: "everything but charges and orders",
            },
            DemoToken {
                token: demo::TOKEN_NO_STORE,
                client_secret: demo::CLIENT_SECRET_NO_STORE,
                may: "everything but reading the store",
            },
        ],
    };
    Ok((SandboxReport { url: server.base_url(), now, tokens }, server))
}

impl Report for SandboxReport {
    fn human(&self, screen: &mut Screen) {
        screen.parts(&[(Tone::Strong, "Recharge, local, at "), (Tone::Strong, &self.url)]);
        screen.field("Its clock says", &self.now);
        if !self.tokens.is_empty() {
            screen.line("  Tokens (published; they open this server and nothing else):");
        }
        for token in &self.tokens {
            screen.parts(&[
                (Tone::Plain, "    "),
                (Tone::Plain, token.token),
                (Tone::Dim, "  "),
                (Tone::Dim, token.may),
            ]);
        }
        screen.toned(Tone::Dim, "  Ctrl-C stops it.");
    }
}
