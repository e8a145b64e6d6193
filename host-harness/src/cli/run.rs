//! From the arguments to the exit code: parse, run the one command, print once.

use super::app::App;
use super::args::{Cli, Command};
use super::audit::{AuditCommand, audit, verify};
use super::error::{CliError, Exit};
use super::output::{Printer, Report, Settings, wants_json};
use super::{
    actions, agent, check_actions, confirm, connect, decide, demo, eval, inspect, message, prepare, reset, sandbox,
    sandbox_control, serve, tickets, widget,
};
use crate::workplace::stop_signal;
use clap::Parser;
use clap::error::ErrorKind;
use std::process::ExitCode;

/// Runs the command line of this process.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return unparsed(error),
    };
    let settings = Settings::detect(cli.global.json, cli.global.verbose);
    let settings = settings.in_language(cli.global.locale.as_deref().unwrap_or_default());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let exit = match runtime {
        Ok(runtime) => runtime.block_on(dispatch(cli, settings)),
        Err(why) => {
            let error = CliError::new("no-runtime", Exit::Environment, format!("the harness can't start: {why}"));
            print::<Nothing>(settings, "harness", Err(error))
        }
    };
    exit.into()
}

/// Help and version are what was asked for; anything else is an error of the arguments.
fn unparsed(error: clap::Error) -> ExitCode {
    let asked = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    let json = wants_json(std::env::args_os());
    if asked || !json {
        // Whoever closed the pipe has read enough.
        let _ = error.print();
        return if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
            Exit::Done.into()
        } else {
            Exit::Usage.into()
        };
    }
    print::<Nothing>(Settings::detect(true, false), "harness", Err(error.into())).into()
}

async fn dispatch(cli: Cli, settings: Settings) -> Exit {
    let name = cli.command.name();
    let app = match App::new(cli.global) {
        Ok(app) => app,
        Err(error) => return print::<Nothing>(settings, name, Err(error)),
    };
    match cli.command {
        Command::Demo(args) => print(settings, name, demo::demo(&app, &args).await),
        Command::Tickets => print(settings, name, tickets::tickets(&app)),
        Command::Widget(args) => print(settings, name, widget::widget(&app, &args).await),
        Command::Actions(args) => print(settings, name, actions::actions(&app, &args).await),
        Command::Prepare(args) => print(settings, name, prepare::prepare(&app, &args).await),
        Command::Message(args) => print(settings, name, message::message(&app, &args).await),
        Command::Agent(args) => print(settings, name, agent::agent(&app, &args, settings).await),
        Command::Approvals(args) => print(settings, name, decide::approvals(&app, &args).await),
        Command::Approve(args) => print(settings, name, decide::approve(&app, &args).await),
        Command::Deny(args) => print(settings, name, decide::deny(&app, &args).await),
        Command::Edit(args) => print(settings, name, prepare::edit(&app, &args).await),
        Command::Undo(args) => print(settings, name, prepare::undo(&app, &args).await),
        Command::CheckActions(args) => print(settings, name, check_actions::check_actions(&app, &args).await),
        Command::Eval(args) => print(settings, name, eval::eval(&app, &args).await),
        Command::Connect(args) => print(settings, name, connect::connect(&app, &args).await),
        Command::Inspect(args) => print(settings, name, inspect::inspect(&app, &args).await),
        Command::Sandbox(args) if args.command.is_some() => {
            print(settings, name, sandbox_control::run(&app, args.command.as_ref()).await)
        }
        Command::Sandbox(args) => match sandbox::start(&app, &args).await {
            Ok((report, server)) => {
                let exit = print(settings, name, Ok(report));
                let served = server.serve_until(stop_signal()).await;
                server.stop().await;
                match served {
                    Ok(()) => exit,
                    Err(error) => print::<Nothing>(settings, name, Err(error)),
                }
            }
            Err(error) => print::<Nothing>(settings, name, Err(error)),
        },
        Command::Serve(args) => match serve::start(app, &args).await {
            Ok((report, inbox)) => {
                let exit = print(settings, name, Ok(report));
                match inbox.serve_until(stop_signal()).await {
                    Ok(()) => exit,
                    Err(error) => print::<Nothing>(settings, name, Err(error)),
                }
            }
            Err(error) => print::<Nothing>(settings, name, Err(error)),
        },
        Command::Audit(args) => {
            let database = match app.database() {
                Ok(database) => database,
                Err(error) => return print::<Nothing>(settings, name, Err(error)),
            };
            match &args.command {
                Some(AuditCommand::Verify(args)) => print(settings, "audit verify", verify(args, &*database)),
                None => print(settings, name, audit(&args.show, app.locale(), &*database)),
            }
        }
        Command::Reset(args) => print(settings, name, reset::reset(&args, &app.state, app.clock().now(), confirm::ask)),
    }
}

fn print<R: Report>(settings: Settings, command: &str, result: Result<R, CliError>) -> Exit {
    Printer::new(settings).print(command, result)
}

/// The report of a command that never got so far.
#[derive(Debug, serde::Serialize)]
struct Nothing;

impl Report for Nothing {
    fn human(&self, _screen: &mut super::Screen) {}
}
