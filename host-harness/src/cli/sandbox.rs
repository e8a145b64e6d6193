//! `harness sandbox`: the local Recharge as a server of its own, for other clients and for other commands.

use super::app::App;
use super::args;
use super::error::{CliError, Exit};
use super::output::Report;
use super::screen::{Screen, Tone};
use crate::recharge_sandbox::{Sandbox, SandboxOptions, demo};
use serde::Serialize;

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
    /// What it may do.
    pub may: &'static str,
}

/// Starts the server. It runs until the second value is waited for.
///
/// # Errors
/// When its state can't be read, or the port can't be used.
pub async fn start(app: &App, args: &args::Sandbox) -> Result<(SandboxReport, Sandbox), CliError> {
    let state = app.sandbox_state()?;
    let now = state.now.to_string();
    let options = SandboxOptions { port: args.port, ..SandboxOptions::default() };
    let sandbox = Sandbox::start(state, options).await?;
    let tokens = vec![
        DemoToken { token: demo::TOKEN_FULL, may: "everything" },
        DemoToken { token: demo::TOKEN_READ_ONLY, may: "read only" },
        DemoToken { token: demo::TOKEN_NO_ORDERS, may: "everything but charges and orders" },
        DemoToken { token: demo::TOKEN_NO_STORE, may: "everything but reading the store" },
    ];
    Ok((SandboxReport { url: sandbox.base_url(), now, tokens }, sandbox))
}

/// Waits for Ctrl-C, keeps the state, and stops.
///
/// # Errors
/// When the state can't be kept.
pub async fn until_ctrl_c(app: &App, sandbox: Sandbox) -> Result<(), CliError> {
    tokio::signal::ctrl_c().await.map_err(|why| {
        CliError::new("no-signals", Exit::Environment, format!("can't wait for Ctrl-C: {why}")).caused_by(why)
    })?;
    sandbox.state_snapshot().save(&app.state.sandbox())?;
    sandbox.shutdown().await;
    Ok(())
}

impl Report for SandboxReport {
    fn human(&self, screen: &mut Screen) {
        screen.parts(&[(Tone::Strong, "Recharge, local, at "), (Tone::Strong, &self.url)]);
        screen.field("Its clock says", &self.now);
        screen.line("  Tokens (published; they open this server and nothing else):");
        for token in &self.tokens {
            screen.parts(&[
                (Tone::Plain, "    "),
                (Tone::Plain, token.token),
                (Tone::Dim, "  "),
                (Tone::Dim, token.may),
            ]);
        }
        screen.toned(Tone::Dim, "  Ctrl-C stops it and keeps its state.");
    }
}
