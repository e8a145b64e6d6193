//! What came of a run: the exit code and both streams, and how an error must look in them.

use serde_json::Value;
use std::fmt;
use std::process::Output;

/// An exit code and both streams.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let code = output.status.code().unwrap_or_else(|| panic!("it ended by a signal: {:?}", output.status));
        Self { code, stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exit code {}\n--- stdout\n{}\n--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

/// The one JSON document of standard output, with its five fields.
#[track_caller]
pub fn envelope(stdout: &str) -> Value {
    assert!(stdout.ends_with('\n') && stdout.lines().count() == 1, "one line: {stdout}");
    let envelope: Value = serde_json::from_str(stdout).unwrap();
    let fields: Vec<&String> = envelope.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["command", "ok", "result", "error", "warnings"]);
    assert_eq!(envelope["ok"], envelope["error"].is_null());
    assert!(envelope["command"].is_string() && envelope["warnings"].is_array(), "{envelope}");
    envelope
}

/// An error as the envelope tells it.
#[derive(Debug)]
pub struct Refusal {
    pub message: String,
    pub hint: Option<String>,
    pub causes: Vec<String>,
}

impl Refusal {
    /// A run with `--json` that failed: nothing on standard error, no result, and an error of one line each.
    #[track_caller]
    pub fn in_json(ran: &Ran, exit: i32, code: &str) -> Self {
        assert_eq!(ran.stderr, "", "{ran}");
        let envelope = envelope(&ran.stdout);
        let error = &envelope["error"];
        assert_eq!((ran.code, error["code"].as_str()), (exit, Some(code)), "{ran}");
        assert!(envelope["result"].is_null(), "{ran}");
        let causes = error["causes"].as_array().unwrap().iter().map(|cause| cause.as_str().unwrap().to_owned());
        let refusal = Self {
            message: error["message"].as_str().unwrap().to_owned(),
            hint: error["hint"].as_str().map(str::to_owned),
            causes: causes.collect(),
        };
        assert!(!refusal.message.is_empty() && !refusal.words().contains('\n'), "{refusal:?}");
        refusal
    }

    /// What people read: the message and what to do next.
    pub fn words(&self) -> String {
        format!("{} {}", self.message, self.hint.as_deref().unwrap_or_default())
    }

    /// The same error for people: on standard error alone, the message on one line and the hint on the next.
    #[track_caller]
    pub fn is_shown_by(&self, ran: &Ran, exit: i32) {
        let error = if ran.stderr.starts_with("Fehler: ") { "Fehler" } else { "error" };
        assert_eq!((ran.code, ran.stdout.as_str()), (exit, ""), "{ran}");
        let hint = self.hint.iter().map(|hint| format!("  -> {hint}\n"));
        assert_eq!(ran.stderr, format!("{error}: {}\n{}", self.message, hint.collect::<String>()));
    }

    /// The message or the hint has these words.
    #[track_caller]
    pub fn says(&self, words: &[&str]) -> &Self {
        for words in words {
            assert!(self.words().contains(words), "\"{words}\" is not in {self:?}");
        }
        self
    }
}
