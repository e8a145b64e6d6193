//! The one place that prints: a command's report or error, for people or as JSON.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::error::{CliError, Exit};
use super::safe::is_harmless;
use super::screen::{Screen, Style, Symbol, Tone};
use super::words::Words;

/// What a command found or did.
pub trait Report: Serialize {
    /// Shows it to people; its serialised form is what programs get.
    fn human(&self, screen: &mut Screen);

    /// Things worth knowing that are no failure, one line each.
    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }

    /// What is wrong although the command did its work, such as a broken audit log that was found. The report is
    /// printed all the same, and the process exits with the error's code.
    fn failure(&self) -> Option<CliError> {
        None
    }
}

/// How to print.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// One JSON envelope on standard output and nothing else.
    pub json: bool,
    /// Indent that JSON.
    pub pretty: bool,
    /// Show people the causes of an error.
    pub verbose: bool,
    /// The language of what stands around a message.
    pub words: Words,
    /// What standard output can show.
    pub stdout: Style,
    /// What standard error can show.
    pub stderr: Style,
}

impl Settings {
    /// From the flags and the streams as they are: JSON is indented when standard output is a terminal.
    pub fn detect(json: bool, verbose: bool) -> Self {
        let pretty = io::stdout().is_terminal();
        let words = Words::English;
        Self { json, pretty, verbose, words, stdout: Style::of_stdout(), stderr: Style::of_stderr() }
    }

    /// The same for readers of this language, a BCP 47 tag.
    #[must_use]
    pub fn in_language(self, locale: &str) -> Self {
        Self { words: Words::of(locale), ..self }
    }
}

/// Whether `--json` is among the arguments: for errors in the arguments themselves, where there is nothing parsed to
/// ask.
pub fn wants_json<T: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = T>) -> bool {
    arguments.into_iter().take_while(|argument| argument.as_ref() != "--").any(|argument| argument.as_ref() == "--json")
}

/// Prints to standard output and standard error, or to whatever stands in for them.
#[derive(Debug)]
pub struct Printer<O, E> {
    settings: Settings,
    stdout: O,
    stderr: E,
}

impl Printer<io::Stdout, io::Stderr> {
    /// For the process's own streams.
    pub fn new(settings: Settings) -> Self {
        Self::to(settings, io::stdout(), io::stderr())
    }
}

impl<O: Write, E: Write> Printer<O, E> {
    /// For these streams.
    pub fn to(settings: Settings, stdout: O, stderr: E) -> Self {
        Self { settings, stdout, stderr }
    }

    /// Prints what came of a command and says what to exit with.
    pub fn print<R: Report>(&mut self, command: &str, result: Result<R, CliError>) -> Exit {
        let warnings = result.as_ref().map(Report::warnings).unwrap_or_default();
        let (report, error) = match result {
            Ok(report) => {
                let failure = report.failure();
                (Some(report), failure)
            }
            Err(error) => (None, Some(error)),
        };
        let exit = error.as_ref().map_or(Exit::Done, |error| error.exit);
        let printed = if self.settings.json {
            self.envelope(command, report.as_ref(), error.as_ref(), &warnings)
        } else {
            self.people(report.as_ref(), error.as_ref(), &warnings)
        };
        match printed {
            Ok(()) => exit,
            // Whoever read the output has enough of it (`| head`); that says nothing about the command.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => exit,
            Err(_) => exit.max(Exit::Environment),
        }
    }

    fn envelope<R: Report>(
        &mut self,
        command: &str,
        report: Option<&R>,
        error: Option<&CliError>,
        warnings: &[String],
    ) -> io::Result<()> {
        let result = report.map(serde_json::to_value).transpose()?;
        let envelope = json!({
            "command": command,
            "ok": error.is_none(),
            "result": result,
            "error": error.map(error_value),
            "warnings": warnings,
        });
        let text = if self.settings.pretty {
            serde_json::to_string_pretty(&envelope)
        } else {
            serde_json::to_string(&envelope)
        };
        writeln!(self.stdout, "{}", escape_unsafe(&text?))?;
        self.stdout.flush()
    }

    fn people<R: Report>(
        &mut self,
        report: Option<&R>,
        error: Option<&CliError>,
        warnings: &[String],
    ) -> io::Result<()> {
        if let Some(report) = report {
            let mut screen = Screen::new(self.settings.stdout);
            report.human(&mut screen);
            self.stdout.write_all(screen.finish().as_bytes())?;
            self.stdout.flush()?;
        }
        let mut screen = Screen::new(self.settings.stderr);
        for warning in warnings {
            screen.parts(&[(Tone::Warning, self.settings.words.warning()), (Tone::Plain, warning)]);
        }
        if let Some(error) = error {
            show_error(&mut screen, error, self.settings);
        }
        self.stderr.write_all(screen.finish().as_bytes())?;
        self.stderr.flush()
    }
}

/// `error: <what failed>: <why>`, what to do next, and on request the causes.
fn show_error(screen: &mut Screen, error: &CliError, Settings { verbose, words, .. }: Settings) {
    screen.parts(&[(Tone::Bad, words.error()), (Tone::Plain, &error.message)]);
    if let Some(hint) = &error.hint {
        let arrow = screen.symbol(Symbol::Arrow);
        screen.parts(&[(Tone::Good, "  "), (Tone::Good, arrow), (Tone::Plain, " "), (Tone::Plain, hint)]);
    }
    let causes = if verbose { error.causes() } else { Vec::new() };
    if !causes.is_empty() {
        screen.toned(Tone::Dim, words.caused_by());
        for (number, cause) in (1..).zip(&causes) {
            screen.line(&format!("  {number}. {cause}"));
        }
    }
}

fn error_value(error: &CliError) -> Value {
    json!({ "code": error.code, "message": error.message, "hint": error.hint, "causes": error.causes() })
}

/// JSON leaves some characters as they are that a terminal obeys or that hide text. They only occur inside its texts,
/// where an escape means the same.
fn escape_unsafe(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || is_harmless(c) {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Serialize)]
    struct Greeting {
        text: String,
        #[serde(skip)]
        broken: bool,
    }

    impl Report for Greeting {
        fn human(&self, screen: &mut Screen) {
            screen.line(&self.text);
        }
        fn warnings(&self) -> Vec<String> {
            if self.text.is_empty() { vec!["says nothing".to_owned()] } else { Vec::new() }
        }
        fn failure(&self) -> Option<CliError> {
            self.broken.then(|| CliError::new("broken", Exit::Integrity, "it is broken: look"))
        }
    }

    fn hello(text: &str, broken: bool) -> Result<Greeting, CliError> {
        Ok(Greeting { text: text.to_owned(), broken })
    }

    fn failed() -> Result<Greeting, CliError> {
        let cause = io::Error::other("connection refused");
        Err(CliError::new("recharge-down", Exit::Failed, "can't reach Recharge: nobody answers")
            .hint("try again in a minute")
            .caused_by(cause))
    }

    const PEOPLE: Settings = Settings {
        json: false,
        pretty: false,
        verbose: false,
        words: Words::English,
        stdout: Style::PLAIN,
        stderr: Style::PLAIN,
    };
    const JSON: Settings = Settings { json: true, ..PEOPLE };

    /// What is printed to the two streams, and the exit.
    fn printed(settings: Settings, result: Result<Greeting, CliError>) -> (String, String, Exit) {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let exit = Printer::to(settings, &mut stdout, &mut stderr).print("greet", result);
        (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap(), exit)
    }

    #[test]
    fn a_report_goes_to_standard_output_alone() {
        assert_eq!(printed(PEOPLE, hello("hi", false)), ("hi\n".into(), String::new(), Exit::Done));
    }

    #[test]
    fn a_report_as_json_is_one_line_with_all_five_fields() {
        let (out, err, exit) = printed(JSON, hello("hi", false));
        assert_eq!(
            out,
            "{\"command\":\"greet\",\"ok\":true,\"result\":{\"text\":\"hi\"},\"error\":null,\"warnings\":[]}\n"
        );
        assert_eq!((err.as_str(), exit), ("", Exit::Done));
    }

    #[test]
    fn an_error_for_people_has_what_why_and_what_to_do() {
        let (out, err, exit) = printed(PEOPLE, failed());
        assert_eq!(out, "");
        assert_eq!(err, "error: can't reach Recharge: nobody answers\n  -> try again in a minute\n");
        assert_eq!(exit, Exit::Failed);
        let (_, err, _) = printed(PEOPLE.in_language("de-AT"), failed());
        assert!(err.starts_with("Fehler: "), "{err}");
        let (_, err, _) = printed(Settings { verbose: true, ..PEOPLE }, failed());
        assert!(err.ends_with("Caused by:\n  1. connection refused\n"), "{err}");
    }

    #[test]
    fn an_error_as_json_is_in_the_envelope_and_nothing_is_on_standard_error() {
        let (out, err, exit) = printed(JSON, failed());
        let envelope: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            envelope,
            json!({"command": "greet", "ok": false, "result": null, "warnings": [], "error": {
                "code": "recharge-down", "message": "can't reach Recharge: nobody answers",
                "hint": "try again in a minute", "causes": ["connection refused"]}})
        );
        assert_eq!((err.as_str(), exit), ("", Exit::Failed));
    }

    #[test]
    fn a_report_that_found_something_wrong_is_printed_with_its_error() {
        let (out, err, exit) = printed(PEOPLE, hello("hi", true));
        assert_eq!((out.as_str(), err.as_str(), exit), ("hi\n", "error: it is broken: look\n", Exit::Integrity));
        let (out, _, exit) = printed(JSON, hello("hi", true));
        let envelope: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((&envelope["ok"], &envelope["result"]["text"]), (&json!(false), &json!("hi")));
        assert_eq!((&envelope["error"]["code"], exit), (&json!("broken"), Exit::Integrity));
    }

    #[test]
    fn warnings_are_beside_the_report() {
        let (out, err, exit) = printed(PEOPLE, hello("", false));
        assert_eq!((out.as_str(), err.as_str(), exit), ("\n", "warning: says nothing\n", Exit::Done));
        assert!(printed(JSON, hello("", false)).0.contains(r#""warnings":["says nothing"]"#));
    }

    #[test]
    fn a_reader_who_leaves_early_is_no_error_and_a_full_disk_is() {
        struct Broken(io::ErrorKind);
        impl Write for Broken {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(self.0.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let print = |kind| Printer::to(PEOPLE, Broken(kind), Vec::new()).print("greet", hello("hi", false));
        assert_eq!(print(io::ErrorKind::BrokenPipe), Exit::Done);
        assert_eq!(print(io::ErrorKind::StorageFull), Exit::Environment);
    }

    #[test]
    fn json_is_noticed_before_the_arguments_are_understood() {
        assert!(wants_json(["harness", "--nonsense", "--json"]));
        assert!(!wants_json(["harness", "--", "--json"]));
        assert!(!wants_json(["harness", "--jsonish"]));
    }

    proptest! {
        #[test]
        fn json_means_the_same_and_can_be_shown(text in any::<String>(), pretty in any::<bool>()) {
            let (out, _, _) = printed(Settings { pretty, ..JSON }, hello(&text, false));
            let envelope: Value = serde_json::from_str(&out).unwrap();
            prop_assert_eq!(envelope["result"]["text"].as_str(), Some(text.as_str()));
            prop_assert!(out.chars().all(|c| c == '\n' || is_harmless(c)), "{:?}", out);
        }
    }
}
