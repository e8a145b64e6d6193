//! The command line as clap sees it: commands, options, and nothing of what they do.

use super::agent::AgentArgs;
use super::audit::AuditArgs;
use super::check_actions::CheckActionsArgs;
use super::decide::{ApprovalsArgs, ApproveArgs, DenyArgs};
use super::eval::EvalArgs;
use super::message::MessageArgs;
use super::prepare::{EditArgs, PrepareArgs, UndoArgs};
use super::reset::ResetArgs;
use super::serve::ServeArgs;
use crate::workplace::state_dir;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Runs the ArminCX Recharge plugin on your machine: the real component in the real host, with a local Recharge.
#[derive(Debug, Parser)]
#[command(name = "harness", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Start with `harness demo`. Exit codes: 0 done, 1 failed, 2 wrong input, 3 the environment is not \
                        as needed, 4 not connected or not permitted, 5 the audit log is not intact."
)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Print one JSON envelope and nothing else
    #[arg(long, global = true)]
    pub json: bool,
    /// The plugin to run; the one built from this repository when left out
    #[arg(long, global = true, value_name = "FILE")]
    pub plugin: Option<PathBuf>,
    /// Where the harness keeps its database, the local Recharge and compiled code
    #[arg(long, global = true, value_name = "DIR", env = state_dir::VARIABLE, default_value = state_dir::DEFAULT)]
    pub state: PathBuf,
    /// Another Recharge instead of the local one, such as https://api.rechargeapps.com
    #[arg(long, global = true, value_name = "URL", env = "ARMINCX_RECHARGE_URL")]
    pub recharge_url: Option<String>,
    /// Language of the answer as a BCP 47 tag, such as en or de-AT
    #[arg(long, global = true, value_name = "TAG")]
    pub locale: Option<String>,
    /// The time to take for now: 2026-11-22, or 2026-11-22T09:30:00Z
    #[arg(long, global = true, value_name = "TIME")]
    pub now: Option<String>,
    /// Show the causes of an error
    #[arg(long, short, global = true)]
    pub verbose: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the demo: a ticket and its widget, in English and in German
    Demo(Demo),
    /// List the demo's tickets
    Tickets,
    /// Show the Recharge widget of a ticket or of an e-mail address
    Widget(Widget),
    /// List the quick actions, which are also the AI agent's tools
    Actions(Actions),
    /// Prepare an action on a ticket: a plan that waits for a person, a question, or a reason why not
    Prepare(PrepareArgs),
    /// The customer wrote on a ticket: what the AI agent makes of it. Or, with --as, a person of the shop answers
    Message(MessageArgs),
    /// Talk with the AI agent as the customer, and approve its plans as a person
    Agent(AgentArgs),
    /// List the plans that wait for a person
    Approvals(ApprovalsArgs),
    /// Approve a plan and carry it out
    Approve(ApproveArgs),
    /// Deny a plan
    Deny(DenyArgs),
    /// Prepare a plan that takes the place of another one
    Edit(EditArgs),
    /// Prepare what undoes a plan that was carried out; it needs an approval of its own
    Undo(UndoArgs),
    /// Try every action on every demo customer: what is possible, what is refused and why. Changes nothing
    CheckActions(CheckActionsArgs),
    /// Put a file of customers' messages to the plugin and count what it gets right. Changes nothing
    Eval(EvalArgs),
    /// Check an Admin API token and keep it; it is read from a prompt or from standard input
    Connect(Connect),
    /// Open the inbox in a browser until Ctrl-C: tickets, the widget, quick actions, approvals
    Serve(ServeArgs),
    /// Run the local Recharge as a server until Ctrl-C
    Sandbox(Sandbox),
    /// Show what a plugin is and wants, without running its functions
    Inspect(Inspect),
    /// Show the audit log, or verify it
    Audit(AuditArgs),
    /// Start over: forget the local Recharge and compiled code, put the database aside
    Reset(ResetArgs),
}

impl Command {
    /// Its name, for the envelope.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Demo(_) => "demo",
            Self::Tickets => "tickets",
            Self::Widget(_) => "widget",
            Self::Actions(_) => "actions",
            Self::Prepare(_) => "prepare",
            Self::Message(_) => "message",
            Self::Agent(_) => "agent",
            Self::Approvals(_) => "approvals",
            Self::Approve(_) => "approve",
            Self::Deny(_) => "deny",
            Self::Edit(_) => "edit",
            Self::Undo(_) => "undo",
            Self::CheckActions(_) => "check-actions",
            Self::Eval(_) => "eval",
            Self::Connect(_) => "connect",
            Self::Serve(_) => "serve",
            Self::Sandbox(_) => "sandbox",
            Self::Inspect(_) => "inspect",
            Self::Audit(_) => "audit",
            Self::Reset(_) => "reset",
        }
    }
}

/// `demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// The ticket to show
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
}

/// `widget`
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Widget {
    /// A ticket of the demo
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
    /// Any e-mail address
    #[arg(long, value_name = "ADDR")]
    pub email: Option<String>,
}

/// `actions`
#[derive(Debug, Args)]
pub struct Actions {
    /// Show the JSON Schema of the parameters as well
    #[arg(long)]
    pub schema: bool,
}

/// `connect`
#[derive(Debug, Args)]
pub struct Connect {
    /// Read the token from standard input even when it is a terminal
    #[arg(long)]
    pub stdin: bool,
    /// Forget the token of this connection
    #[arg(long, conflicts_with = "stdin")]
    pub remove: bool,
}

/// `sandbox`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Sandbox {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 4010)]
    pub port: u16,
    /// Requests that a token may make at once; two a second leak out, as at Recharge
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub bucket: u32,
    /// Serve the store that this file describes (TOML or JSON); its state is not kept
    #[arg(long, value_name = "FILE")]
    pub world: Option<PathBuf>,
    /// Something to do with it instead of serving it
    #[command(subcommand)]
    pub command: Option<SandboxCommand>,
}

/// `sandbox …`: with the server that runs on this state folder, or with the state that is kept there.
#[derive(Debug, Subcommand)]
pub enum SandboxCommand {
    /// Move its clock: "7d", "2w", "36h", a day "2026-12-24" or a moment; charges run, fail and are tried again
    Advance {
        /// How far
        #[arg(value_name = "TIME")]
        by: String,
    },
    /// Make every queued charge follow the changes before, without waiting
    Settle,
    /// Start over with the store as it was at first
    Reset,
    /// Check that no rule of a store is broken
    Check,
    /// Show the whole state
    State,
    /// Show the latest requests with what each changed; only a running server has them
    Ledger,
    /// Show its webhooks and their deliveries
    Webhooks {
        /// Try everything that is pending now, whenever it is due
        #[arg(long)]
        deliver: bool,
    },
    /// Have requests go wrong
    Fault {
        /// What to do with faults
        #[command(subcommand)]
        command: FaultCommand,
    },
    /// Show or set how it behaves where nobody knows what Recharge does
    Unknowns {
        /// Switches to set, such as `merge_id=keep`
        #[arg(value_name = "NAME=WORD")]
        set: Vec<String>,
    },
}

/// `sandbox fault …`
#[derive(Debug, Subcommand)]
pub enum FaultCommand {
    /// Switch one on, such as `cut_after`, `delay=1500` or a JSON object
    Add {
        /// What goes wrong
        #[arg(value_name = "EFFECT")]
        effect: String,
        /// Only requests to this path; `*` stands for one part
        #[arg(long, value_name = "GLOB")]
        path: Option<String>,
        /// Only this method; WRITE is every one but GET
        #[arg(long, value_name = "METHOD")]
        method: Option<String>,
        /// So many times, then never again
        #[arg(long, value_name = "N")]
        times: Option<u32>,
        /// After so many requests that match
        #[arg(long, value_name = "N", default_value_t = 0)]
        after: u32,
        /// So many in a thousand, by a seed that is kept
        #[arg(long, value_name = "N")]
        per_mille: Option<u16>,
    },
    /// Show those that are on
    List,
    /// Switch one off, or all
    Clear {
        /// Its number
        #[arg(value_name = "ID")]
        id: Option<u64>,
    },
}

/// `inspect`
#[derive(Debug, Args)]
pub struct Inspect {
    /// The component; the one built from this repository when left out
    #[arg(value_name = "PLUGIN.wasm")]
    pub file: Option<PathBuf>,
}
