//! `harness sandbox`: the local Recharge as a server of its own, for other clients and for other commands.

use super::app::App;
use super::args;
use super::error::{CliError, Exit};
use super::output::Report;
use super::sandbox_control;
use super::screen::{Screen, Tone};
use super::state_dir::SandboxLock;
use crate::recharge_sandbox::{BucketSize, Sandbox, SandboxOptions, State, demo};
use serde::Serialize;
use std::fs;
use std::pin::pin;
use std::time::Duration;

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

/// How often a changed state is kept while the server runs: kill -9 loses no more than that.
const KEEP: Duration = Duration::from_millis(500);

/// A server with the state that is its own as long as it runs.
#[derive(Debug)]
pub struct Server {
    sandbox: Sandbox,
    /// Commands on this state folder act on this server as long as it runs.
    lock: SandboxLock,
    /// Whether its state is kept: a world's is not.
    keeps: bool,
}

/// Starts the server. It runs until [`until_stopped`] returns.
///
/// # Errors
/// When its state or world can't be read, when another server runs on this state folder, or when the port can't be used.
pub async fn start(app: &App, args: &args::Sandbox) -> Result<(SandboxReport, Server), CliError> {
    app.state.prepare()?;
    let Some(lock) = app.state.lock_sandbox()? else { return Err(sandbox_control::busy(app)) };
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
    let sandbox = Sandbox::start_from(state, origin, options).await?;
    sandbox_control::announce(app, &sandbox)?;
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
    Ok((SandboxReport { url: sandbox.base_url(), now, tokens }, Server { sandbox, lock, keeps: args.world.is_none() }))
}

/// Waits for Ctrl-C or the end of the session, keeps the state whenever it changes, and stops. The state of a world is
/// not kept.
///
/// # Errors
/// When the state can't be kept.
pub async fn until_stopped(app: &App, server: Server) -> Result<(), CliError> {
    let Server { sandbox, lock, keeps } = server;
    let mut kept = sandbox.revision();
    let mut keep = |sandbox: &Sandbox| -> Result<(), CliError> {
        let revision = sandbox.revision();
        if keeps && revision != kept {
            sandbox.state_snapshot().save(&app.state.sandbox())?;
            kept = revision;
        }
        Ok(())
    };
    let mut stopped = pin!(stop_signal());
    let mut ticks = tokio::time::interval(KEEP);
    loop {
        tokio::select! {
            stopped = &mut stopped => {
                stopped?;
                break;
            }
            _ = ticks.tick() => keep(&sandbox)?,
        }
    }
    keep(&sandbox)?;
    sandbox_control::withdraw(app);
    sandbox.shutdown().await;
    drop(lock);
    Ok(())
}

async fn stop_signal() -> Result<(), CliError> {
    let failed = |why: std::io::Error| {
        CliError::new("no-signals", Exit::Environment, format!("can't wait for Ctrl-C: {why}")).caused_by(why)
    };
    #[cfg(unix)]
    {
        let mut terminate =
            tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).map_err(failed)?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed.map_err(failed),
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.map_err(failed)
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
