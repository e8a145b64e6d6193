//! How a command fails, and the errors of clap and of `eval` as that.

pub use crate::workplace::failure::{Exit, Failure as CliError};

use crate::eval::run::RunError;

impl From<clap::Error> for CliError {
    /// For arguments that clap doesn't accept; its help and version texts are no errors and are printed by clap itself.
    fn from(error: clap::Error) -> Self {
        // clap's text: "error: <what>", then perhaps "  tip: <what to do>" and the usage.
        let text = error.render().to_string();
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
        // What is missing stands on the lines after a colon.
        let first = lines().next().unwrap_or("the arguments are not understood");
        let first = first.strip_prefix("error: ").unwrap_or(first);
        let message = match lines().nth(1) {
            Some(more) if first.ends_with(':') => format!("{first} {more}"),
            _ => first.to_owned(),
        };
        let hint = match lines().find_map(|line| line.strip_prefix("tip: ")) {
            Some(tip) => tip.to_owned(),
            None => "see `harness --help`".to_owned(),
        };
        Self::new("bad-arguments", Exit::Usage, message).hint(hint)
    }
}

impl From<RunError> for CliError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Sandbox(why) => why.into(),
            RunError::Address(why) => why.into(),
            RunError::Grant(why) => why.into(),
            RunError::Upstream(why) => why.into(),
            RunError::Transport(why) => why.into(),
            RunError::Fixture { .. } => Self::new("eval-fixture", Exit::Usage, error.to_string()),
            RunError::Lane(_) => Self::new("eval-stopped", Exit::Failed, error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    #[command(name = "harness")]
    struct Arguments {
        #[arg(long)]
        ticket: String,
        #[arg(long)]
        limit: Option<u32>,
    }

    fn refused(arguments: &[&str]) -> CliError {
        Arguments::try_parse_from(arguments).unwrap_err().into()
    }

    #[test]
    fn claps_errors_become_one_line_with_a_next_step() {
        let error = refused(&["harness"]);
        assert_eq!(error.message, "the following required arguments were not provided: --ticket <TICKET>");
        assert_eq!((error.code, error.exit), ("bad-arguments", Exit::Usage));
        let error = refused(&["harness", "--ticket", "1", "--limit", "many"]);
        assert!(error.message.starts_with("invalid value 'many' for '--limit <LIMIT>'"), "{error}");
        assert_eq!(error.hint.as_deref(), Some("see `harness --help`"));
        let error = refused(&["harness", "--tikket", "1"]);
        assert_eq!(error.message, "unexpected argument '--tikket' found");
        assert!(error.hint.as_ref().unwrap().contains("--ticket"), "{error:?}");
    }
}
