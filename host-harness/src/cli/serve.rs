//! `harness serve`: the inbox in a browser, until Ctrl-C.

use std::io::Write as _;
use std::net::IpAddr;

use clap::Args;
use serde::Serialize;

use super::app::App;
use super::error::CliError;
use super::output::Report;
use super::progress::Progress;
use super::screen::{Screen, Tone};
use crate::inbox::{Inbox, InboxOptions, Starting};

/// `serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 4100)]
    pub port: u16,
    /// The address to listen on. Anything but this machine's own lets others in, who could then approve changes
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub listen: IpAddr,
    /// A name that browsers may call it by, besides localhost and its address
    #[arg(long = "host", value_name = "NAME")]
    pub hosts: Vec<String>,
    /// Load the plugin anew whenever the file of --plugin was built
    #[arg(long)]
    pub watch: bool,
}

/// An inbox that listens.
#[derive(Debug, Serialize)]
pub struct ServeReport {
    /// Where.
    pub url: String,
    /// Where the local Recharge is; null where another one is used.
    pub recharge: Option<String>,
    /// Whether others than this machine can reach it.
    pub open: bool,
}

/// Opens the inbox. It answers once [`Inbox::serve_until`] runs.
///
/// # Errors
/// When the port is taken, or something that it works with can't be had.
pub async fn start(app: App, args: &ServeArgs) -> Result<(ServeReport, Inbox), CliError> {
    let json = app.global.json;
    super::log::start();
    let options = InboxOptions { address: args.listen, port: args.port, names: args.hosts.clone(), watch: args.watch };
    let starting = Starting::listen(app.into_workplace(), options).await?;
    // Whoever opens the page meanwhile sees it come; here it is said where that is, at once.
    let text = format!("Opening the inbox at {}; the first time, the plugin is compiled", starting.url());
    if !json {
        // Where nobody reads it, it opens all the same.
        _ = writeln!(std::io::stderr(), "{text}");
    }
    let _progress = Progress::start("Opening the inbox", json);
    let inbox = starting.open().await?;
    let report = ServeReport { url: inbox.url(), recharge: inbox.recharge(), open: !args.listen.is_loopback() };
    Ok((report, inbox))
}

impl Report for ServeReport {
    fn human(&self, screen: &mut Screen) {
        screen.parts(&[(Tone::Strong, "The inbox is at "), (Tone::Strong, &self.url)]);
        if let Some(recharge) = &self.recharge {
            screen.field("Recharge, local, at", recharge);
        }
        if self.open {
            screen.toned(Tone::Warning, "  Others than this machine can reach it: whoever can, can approve changes.");
        }
        screen.toned(Tone::Dim, "  Ctrl-C stops it.");
    }
}
