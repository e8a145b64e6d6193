//! What can go wrong with an engine, with loading a component, and with a call.

use crate::contract::{self, PACKAGE, PluginError, Problem, SetupError};
use crate::store::StoreError;
use std::time::Duration;

/// The engine could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// wasmtime refuses the configuration, for instance on a processor it has no code generator for.
    #[error("this machine cannot run the plugin engine: wasmtime refuses its configuration")]
    Unsupported(#[source] wasmtime::Error),
    /// The operating system gave no thread.
    #[error("the engine's clock could not start: the operating system gave no thread")]
    Ticker(#[source] std::io::Error),
}

/// A component could not be loaded. Each text names what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// Not WebAssembly at all.
    #[error(
        "this is not a WebAssembly file: it doesn't begin with the bytes \"\\0asm\"; build the plugin's own crate with \
         `cargo build -p <crate> --target wasm32-wasip2` and give the .wasm file from the target folder"
    )]
    NotWasm,
    /// A core module, which has no types at its border.
    #[error(
        "this is a WebAssembly core module, not a component; build it for the target wasm32-wasip2, or wrap it with \
         `wasm-tools component new`"
    )]
    CoreModule,
    /// Larger or deeper than any plugin.
    #[error("this component is too large: {0}; a plugin of this kind has less than 1 MB")]
    TooLarge(String),
    /// It begins like a component but can't be read.
    #[error("this component is damaged: {0}; build it again or copy it again")]
    Corrupt(String),
    /// It doesn't have the exports of the world `plugin`.
    #[error(
        "this component is for another world: it doesn't export {missing}, it exports {exports}; build it against the \
         world `plugin` of {PACKAGE}@{VERSION}", VERSION = contract::VERSION
    )]
    WrongWorld {
        /// What is missing.
        missing: String,
        /// What it has instead.
        exports: String,
    },
    /// It was built against another version of the contract.
    #[error(
        "this plugin speaks {PACKAGE}@{found}, and this host speaks {PACKAGE}@{VERSION}; build the plugin against the \
         host's version, or use a host for the plugin's", VERSION = contract::VERSION
    )]
    WrongVersion {
        /// The plugin's version.
        found: String,
    },
    /// It wants more than a plugin gets.
    #[error(
        "this component imports {0}, which no plugin gets; a plugin may import {PACKAGE}@{VERSION}, wasi:io and wasi:cli \
         only: take time and randomness from the context, and don't use files, sockets, clocks or random numbers",
        VERSION = contract::VERSION
    )]
    SurplusImport(String),
    /// Right names, wrong types.
    #[error(
        "this plugin was built against a contract that calls itself {PACKAGE}@{VERSION} but has other types; build it \
         against the host's `wit/`", VERSION = contract::VERSION
    )]
    Incompatible(#[source] wasmtime::Error),
    /// wasmtime can't compile it.
    #[error("this component does not compile; build it again with a current Rust toolchain")]
    Compile(#[source] wasmtime::Error),
    /// What it says of itself doesn't fit together.
    #[error("the plugin's manifest is wrong: {0}; this is a bug of the plugin, report it to its makers")]
    Manifest(String),
    /// It loaded, but asking it what it is failed.
    #[error("the plugin could not say what it is")]
    Describe(#[source] Box<CallError>),
}

/// A call into a plugin gave no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The plugin answered with an error of its own.
    #[error("{}", plugin_problem(.0).message)]
    Plugin(PluginError),
    /// The plugin answered a connection check with an error of its own.
    #[error("{}", setup_problem(.0).message)]
    Setup(SetupError),
    /// The guest panicked.
    #[error(
        "the plugin panicked in {export} at {place}: {message}; this is a bug of the plugin, report it to its makers"
    )]
    Panicked {
        /// The function that was called.
        export: &'static str,
        /// Source file, line and column.
        place: String,
        /// What the panic said.
        message: String,
    },
    /// The guest trapped without a panic.
    #[error("the plugin crashed in {export}: {why}; this is a bug of the plugin, report it to its makers")]
    Trapped {
        /// The function that was called.
        export: &'static str,
        /// wasmtime's word for it.
        why: String,
        /// With its cause.
        #[source]
        source: Option<wasmtime::Error>,
    },
    /// The guest computed for too long.
    #[error("the plugin was stopped in {export}: it computed for longer than {limit:?}")]
    OutOfTime {
        /// The function that was called.
        export: &'static str,
        /// The limit.
        limit: Duration,
    },
    /// The call as a whole took too long.
    #[error("the plugin was stopped in {export}: the call took longer than {limit:?}, waiting included; try again")]
    TooSlow {
        /// The function that was called.
        export: &'static str,
        /// The limit.
        limit: Duration,
    },
    /// The guest wanted too much memory.
    #[error("the plugin was stopped in {export}: it wanted more than {} MiB of memory", .limit >> 20)]
    OutOfMemory {
        /// The function that was called.
        export: &'static str,
        /// The limit in bytes.
        limit: usize,
    },
    /// The guest asked again and again for what it may not have.
    #[error("the plugin was stopped in {export}: {why}; this is a bug of the plugin or worse, report it to its makers")]
    Abuse {
        /// The function that was called.
        export: &'static str,
        /// What it did.
        why: String,
    },
    /// The host itself failed; the plugin is not to blame.
    #[error("the host failed in {export}: {why}; report it to the host's makers")]
    Host {
        /// The function that was called.
        export: &'static str,
        /// What failed.
        why: String,
    },
    /// The audit log can't be written. Without it nothing is done.
    #[error("nothing was done, because the audit log can't be written: {0}")]
    Audit(#[source] StoreError),
    /// The plugin asks for something that was not granted to this session.
    #[error("{0}")]
    Grant(String),
}

/// The words in a plugin's error.
fn plugin_problem(error: &PluginError) -> &Problem {
    match error {
        PluginError::NotAvailable(problem)
        | PluginError::InvalidRequest(problem)
        | PluginError::NotConnected(problem)
        | PluginError::Unauthorized(problem)
        | PluginError::Unavailable(problem)
        | PluginError::Unreadable(problem)
        | PluginError::Internal(problem) => problem,
        PluginError::MissingScopes(scopes) => &scopes.problem,
        PluginError::RateLimited(wait) => &wait.problem,
    }
}

/// The words in a setup's error.
fn setup_problem(error: &SetupError) -> &Problem {
    match error {
        SetupError::Rejected(problem)
        | SetupError::Unavailable(problem)
        | SetupError::Unreadable(problem)
        | SetupError::Internal(problem) => problem,
        SetupError::RateLimited(wait) => &wait.problem,
    }
}

impl CallError {
    /// The plugin's own words, when the error is the plugin's.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Plugin(error) => Some(plugin_problem(error)),
            Self::Setup(error) => Some(setup_problem(error)),
            _ => None,
        }
    }

    /// How many seconds the vendor wants a pause, where it said so.
    #[must_use]
    pub fn wait(&self) -> Option<u32> {
        match self {
            Self::Plugin(PluginError::RateLimited(wait)) | Self::Setup(SetupError::RateLimited(wait)) => wait.seconds,
            _ => None,
        }
    }

    /// The status that the vendor answered with, where the plugin says so ("Recharge answered 500"): a vendor that answers
    /// with an error is another matter than one that doesn't answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        let (Self::Plugin(PluginError::Unavailable(problem)) | Self::Setup(SetupError::Unavailable(problem))) = self
        else {
            return None;
        };
        let status: u16 = problem.detail.split("answered ").nth(1)?.get(..3)?.parse().ok()?;
        (400..600).contains(&status).then_some(status)
    }

    /// A stable code for logs and for `--json`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Plugin(error) => match error {
                PluginError::NotAvailable(_) => "not-available",
                PluginError::InvalidRequest(_) => "invalid-request",
                PluginError::NotConnected(_) => "not-connected",
                PluginError::Unauthorized(_) => "unauthorized",
                PluginError::MissingScopes(_) => "missing-scopes",
                PluginError::RateLimited(_) => "rate-limited",
                PluginError::Unavailable(_) => "unavailable",
                PluginError::Unreadable(_) => "unreadable",
                PluginError::Internal(_) => "plugin-internal",
            },
            Self::Setup(error) => match error {
                SetupError::Rejected(_) => "unauthorized",
                SetupError::RateLimited(_) => "rate-limited",
                SetupError::Unavailable(_) => "unavailable",
                SetupError::Unreadable(_) => "unreadable",
                SetupError::Internal(_) => "plugin-internal",
            },
            Self::Panicked { .. } => "plugin-panicked",
            Self::Trapped { .. } => "plugin-crashed",
            Self::OutOfTime { .. } => "plugin-out-of-time",
            Self::TooSlow { .. } => "call-too-slow",
            Self::OutOfMemory { .. } => "plugin-out-of-memory",
            Self::Abuse { .. } => "plugin-abuse",
            Self::Host { .. } => "host-failed",
            Self::Audit(_) => "audit-unwritable",
            Self::Grant(_) => "not-granted",
        }
    }
}
