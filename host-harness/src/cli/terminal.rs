//! A conversation's streams: a line in, a piece of the transcript out, whether people sit there or a pipe does.

use std::io::{self, BufRead, IsTerminal, Read as _, Write};

use super::error::{CliError, Exit};
use super::message::text;
use super::safe::safe;
use super::screen::{Screen, Style};
use crate::desk::conversation::MAX_MESSAGE;

/// Lines in, transcript out.
pub struct Terminal<R, W> {
    input: R,
    /// Nothing where programs read one envelope at the end.
    output: Option<(W, Style)>,
    /// Whether somebody sees what they type.
    echoed: bool,
    /// Whether whoever read the transcript is gone.
    is_closed: bool,
}

impl Terminal<io::StdinLock<'static>, io::Stdout> {
    /// The process's own streams.
    pub fn of_process(style: Style, json: bool) -> Self {
        let echoed = io::stdin().is_terminal();
        Self::new(io::stdin().lock(), (!json).then(|| (io::stdout(), style)), echoed)
    }
}

impl<R: BufRead, W: Write> Terminal<R, W> {
    /// These streams.
    pub fn new(input: R, output: Option<(W, Style)>, echoed: bool) -> Self {
        Self { input, output, echoed, is_closed: false }
    }

    /// Adds to the transcript.
    ///
    /// # Errors
    /// When it can't be written. Somebody who has read enough is no error: nothing is written for them any more.
    pub fn show(&mut self, draw: impl FnOnce(&mut Screen)) -> Result<(), CliError> {
        let Some((_, style)) = &self.output else { return Ok(()) };
        let mut screen = Screen::new(*style);
        draw(&mut screen);
        self.write(&screen.finish())
    }

    /// Asks for a line. Nothing at the end of the input.
    ///
    /// # Errors
    /// When the line is too long or can't be read, or the transcript can't be written.
    pub fn ask(&mut self, prompt: &str) -> Result<Option<String>, CliError> {
        self.write(&safe(prompt))?;
        if self.echoed {
            self.write(" ")?;
        }
        let mut bytes = Vec::new();
        // One more than fits, and the end of the line.
        let limit = u64::try_from(MAX_MESSAGE).unwrap_or(u64::MAX).saturating_add(2);
        let read = (&mut self.input).take(limit).read_until(b'\n', &mut bytes);
        read.map_err(|why| {
            CliError::new("message-unreadable", Exit::Usage, format!("can't read what was typed: {why}")).caused_by(why)
        })?;
        if bytes.is_empty() {
            self.write("\n")?;
            return Ok(None);
        }
        while bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            bytes.pop();
        }
        let text = text(&bytes)?;
        if !self.echoed {
            // Nobody saw it typed.
            let shown = format!(" {}", safe(&text));
            self.write(&format!("{}\n", shown.trim_end()))?;
        }
        Ok(Some(text))
    }

    fn write(&mut self, text: &str) -> Result<(), CliError> {
        let Some((output, _)) = self.output.as_mut().filter(|_| !self.is_closed) else { return Ok(()) };
        match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
            Ok(()) => Ok(()),
            Err(why) if why.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(())
            }
            Err(why) => {
                Err(CliError::new("output-failed", Exit::Environment, format!("can't write the conversation: {why}"))
                    .hint("what was approved before is kept; `harness audit --ticket` tells it")
                    .caused_by(why))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terminal(input: &[u8]) -> Terminal<&[u8], Vec<u8>> {
        Terminal::new(input, Some((Vec::new(), Style::PLAIN)), false)
    }

    #[test]
    fn lines_come_one_by_one_and_bytes_that_are_no_text_are_replaced() {
        let mut terminal = terminal(b"one\r\n\ntw\xff\x00o");
        assert_eq!(terminal.ask(">").unwrap().as_deref(), Some("one"));
        assert_eq!(terminal.ask(">").unwrap().as_deref(), Some(""));
        assert_eq!(terminal.ask(">").unwrap().as_deref(), Some("tw\u{fffd}\0o"));
        assert_eq!(terminal.ask(">").unwrap(), None);
        terminal.show(|screen| screen.line("\u{1b}[2Jdone")).unwrap();
        assert_eq!(terminal.output.unwrap().0, b"> one\n>\n> tw\xef\xbf\xbdo\n>\ndone\n");
    }

    #[test]
    fn a_line_without_an_end_is_refused_and_not_read_for_ever() {
        let endless = io::BufReader::new(io::repeat(b'x'));
        let mut terminal = Terminal::new(endless, Some((Vec::new(), Style::PLAIN)), false);
        assert_eq!(terminal.ask(">").unwrap_err().code, "message-too-long");
    }
}
