//! Asks the person at the terminal.

use std::io::{self, IsTerminal, Write};

use super::safe::safe;

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// "y" or "yes".
    Yes,
    /// Anything else.
    No,
    /// There is no terminal, so nobody was asked.
    NobodyThere,
}

/// Asks on standard error and reads one line from standard input, when both are terminals.
pub fn ask(question: &str) -> io::Result<Answer> {
    let (stdin, mut stderr) = (io::stdin(), io::stderr());
    if !stdin.is_terminal() || !stderr.is_terminal() {
        return Ok(Answer::NobodyThere);
    }
    write!(stderr, "{} [y/N] ", safe(question))?;
    stderr.flush()?;
    let mut line = String::new();
    stdin.read_line(&mut line)?;
    Ok(understand(&line))
}

fn understand(line: &str) -> Answer {
    match line.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Answer::Yes,
        _ => Answer::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_is_one() {
        assert_eq!(understand("Yes\n"), Answer::Yes);
        assert_eq!(understand(" y "), Answer::Yes);
        for line in ["", "\n", "n", "yesterday", "ja"] {
            assert_eq!(understand(line), Answer::No, "{line:?}");
        }
    }
}
