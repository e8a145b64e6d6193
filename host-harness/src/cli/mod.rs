//! The command line of the harness: one file a command, and the frame they share.
//!
//! A command is a function from its arguments to a [`Report`] or a [`CliError`]. Nothing but [`Printer`] prints: once,
//! for people or as JSON (`--json`).
//!
//! # Exit codes
//!
//! | code | meaning |
//! | --- | --- |
//! | 0 | done |
//! | 1 | the work failed: the upstream or the plugin |
//! | 2 | bad arguments or input |
//! | 3 | the environment is not as needed: database, state folder, port, network |
//! | 4 | not permitted or not connected: no token, a rejected one, missing scopes |
//! | 5 | integrity: the audit log is not as it was written |
//!
//! # JSON
//!
//! With `--json`, standard output holds exactly one envelope and nothing else, on one line, or indented when it is a
//! terminal. The five fields are always there:
//!
//! ```json
//! {"command":"widget","ok":true,"result":{},"error":null,"warnings":[]}
//! {"command":"widget","ok":false,"result":null,"error":{"code":"unknown-ticket","message":"","hint":"","causes":[]},"warnings":[]}
//! ```
//!
//! `error.code` is stable, `hint` is null where there is nothing to do. A command that did its work and found something
//! wrong (`audit verify`) has both a `result` and an `error`.

pub mod actions;
pub mod agent;
pub mod app;
pub mod args;
pub mod audit;
pub mod check_actions;
pub mod confirm;
pub mod connect;
pub mod decide;
pub mod demo;
pub mod error;
pub mod eval;
mod eval_view;
pub mod inspect;
pub mod json;
mod log;
pub mod message;
pub mod output;
mod plan_card;
pub mod prepare;
pub mod progress;
pub mod reset;
pub mod run;
pub mod safe;
pub mod sandbox;
pub mod sandbox_control;
pub mod screen;
pub mod serve;
mod terminal;
pub mod tickets;
pub mod widget;
mod widget_view;
pub mod wish;
mod words;

pub use crate::workplace::StateDir;
pub use error::{CliError, Exit};
pub use json::to_json_value;
pub use output::{Printer, Report, Settings};
pub use run::run;
pub use safe::safe;
pub use screen::{Cell, Screen, Style, Symbol, Table, Tone};
