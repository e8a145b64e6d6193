//! `harness eval`: a file of customers' messages, put to the component, judged and counted.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use serde::Serialize;

use super::app::App;
use super::error::{CliError, Exit};
use super::progress::Progress;
use super::safe::safe;
use crate::eval::format::{self, Due, Gold, Line, Messages};
use crate::eval::judge::Verdict;
use crate::eval::reading::{Came, Given, Planned};
use crate::eval::run::{Answered, run};
use crate::eval::score::{Score, verdict};
use crate::store::MemoryAuditLog;

/// `eval`
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Messages with what is right for each, as JSON Lines
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// List every line that isn't right, and why
    #[arg(long)]
    pub errors: bool,
}

/// What the component made of a file of messages.
#[derive(Debug, Serialize)]
pub struct EvalReport {
    /// The counts.
    #[serde(flatten)]
    pub score: Score,
    /// What came of each line.
    pub lines: Vec<Judged>,
    /// Each line that isn't right; null unless asked for.
    pub errors: Option<Vec<Mistake>>,
    #[serde(skip)]
    warnings: Vec<String>,
    #[serde(skip)]
    pub(super) speed: Speed,
}

/// How long it took. It differs each time, so it is for people alone.
#[derive(Debug)]
pub(super) struct Speed {
    pub(super) took: Duration,
    pub(super) slowest: Duration,
    pub(super) slowest_line: String,
}

/// What came of a line.
#[derive(Debug, Serialize)]
pub struct Judged {
    /// Its id.
    pub id: String,
    /// What came.
    pub outcome: Came,
    /// The plans.
    pub plans: Vec<Planned>,
    /// What was asked.
    pub asked: Vec<&'static str>,
    /// The one word.
    pub verdict: Verdict,
}

/// A line that isn't right.
#[derive(Debug, Serialize)]
pub struct Mistake {
    /// Its id.
    pub id: String,
    /// What is right.
    pub gold: String,
    /// What came.
    pub given: String,
    /// The one word.
    pub verdict: Verdict,
    /// The message, shortened.
    pub text: String,
    /// What is to be said against it.
    pub why: Vec<String>,
}

/// Judges a file.
///
/// # Errors
/// When it can't be used, or the component can't be loaded or asked. Bad results are none: this measures.
pub async fn eval(app: &App, args: &EvalArgs) -> Result<EvalReport, CliError> {
    if app.is_remote() {
        let text = "messages are judged against local shops made for them, not against another Recharge";
        let hint = "leave out --recharge-url and unset ARMINCX_RECHARGE_URL";
        return Err(CliError::new("eval-local-only", Exit::Usage, text).hint(hint));
    }
    let messages = read(args)?;
    let plugin = app.plugin(Arc::new(MemoryAuditLog::new())).await?;
    let progress = Progress::start("Reading messages", app.global.json);
    let started = Instant::now();
    let answers = run(&plugin, &messages.lines).await?;
    let took = started.elapsed();
    drop(progress);
    let unused = unused(app);
    Ok(EvalReport::new(messages, answers, took, args.errors).with_warnings(unused))
}

fn read(args: &EvalArgs) -> Result<Messages, CliError> {
    let file = args.file.display();
    let bytes = std::fs::read(&args.file).map_err(|why| {
        CliError::new("eval-unreadable", Exit::Usage, format!("can't read {file}: {why}"))
            .hint("name a file of JSON Lines, one message an object on a line")
            .caused_by(why)
    })?;
    format::read(&bytes).map_err(|why| {
        CliError::new("eval-file", Exit::Usage, format!("{file} can't be judged: {}", safe(&why.to_string())))
            .hint("correct it and run it again; nothing was judged")
            .caused_by(why)
    })
}

impl EvalReport {
    /// Counts what came of the lines; `errors` lists those that aren't right.
    #[must_use]
    pub fn new(messages: Messages, answers: Vec<Answered>, took: Duration, errors: bool) -> Self {
        let warnings = unknown(&messages);
        let mut score = Score::default();
        let (mut lines, mut mistakes) = (Vec::new(), Vec::new());
        let mut speed = Speed { took, slowest: Duration::ZERO, slowest_line: String::new() };
        for (line, answered) in messages.lines.into_iter().zip(answers) {
            let Answered { given, judgement, took } = answered;
            if took >= speed.slowest {
                speed.slowest = took;
                speed.slowest_line.clone_from(&line.id);
            }
            score.add(&line, &given, judgement.as_ref());
            let verdict = verdict(judgement.as_ref());
            // No answer is a mistake whatever is right.
            if !verdict.is_right() || given.came == Came::Error {
                let why = match judgement {
                    Some(judgement) => judgement.why,
                    None => given.note.iter().cloned().collect(),
                };
                mistakes.push(mistake(&line, &given, verdict, why));
            }
            lines.push(Judged {
                id: line.id,
                outcome: given.came,
                plans: given.plans,
                asked: given.asked.into_iter().collect(),
                verdict,
            });
        }
        Self { score, lines, errors: errors.then_some(mistakes), warnings, speed }
    }

    fn with_warnings(mut self, more: Vec<String>) -> Self {
        self.warnings.extend(more);
        self
    }

    /// What was given and isn't used.
    pub(super) fn told(&self) -> Vec<String> {
        self.warnings.clone()
    }
}

fn mistake(line: &Line, given: &Given, verdict: Verdict, why: Vec<String>) -> Mistake {
    /// As much as shows which message it is.
    const MOST: usize = 160;
    let words: Vec<String> = safe(&line.text).split_whitespace().map(str::to_owned).collect();
    let text = words.join(" ");
    let short: String = text.chars().take(MOST).collect();
    let text = if short.len() < text.len() { format!("{}…", short.trim_end()) } else { text };
    let gold = line.gold.as_ref().map_or_else(|| "not said".to_owned(), gold_in_words);
    Mistake { id: line.id.clone(), gold, given: given_in_words(given), verdict, text, why }
}

fn gold_in_words(gold: &Gold) -> String {
    match gold.due {
        Due::Prepare => {
            let wanted = gold.wanted.iter().map(|one| {
                let targets: Vec<&str> = one.targets.iter().map(|sub| sub.word()).collect();
                let dates: Vec<String> = one.dates.iter().map(ToString::to_string).collect();
                let dates = if dates.is_empty() { String::new() } else { format!(" to {}", dates.join(" or ")) };
                let fields: Vec<String> =
                    one.address.iter().map(|(field, text)| format!("{field} \"{text}\"")).collect();
                let fields = if fields.is_empty() { String::new() } else { format!(" to {}", fields.join(", ")) };
                format!("{} {}{dates}{fields}", one.act, targets.join("+"))
            });
            format!("{}: {}", gold.due, wanted.collect::<Vec<_>>().join("; "))
        }
        _ if gold.missing.is_empty() => gold.due.to_string(),
        _ => {
            let missing: Vec<&str> = gold.missing.iter().map(|part| part.word()).collect();
            format!("{}: {}", gold.due, missing.join(", "))
        }
    }
}

fn given_in_words(given: &Given) -> String {
    let details: Vec<String> = match (given.came, &given.note) {
        (Came::Prepare, _) => given.plans.iter().map(Planned::to_string).collect(),
        (Came::Clarify, _) => given.asked.iter().map(|part| (*part).to_owned()).collect(),
        (_, Some(note)) => vec![note.clone()],
        (_, None) => Vec::new(),
    };
    if details.is_empty() { given.came.to_string() } else { format!("{}: {}", given.came, details.join("; ")) }
}

/// Keys that say nothing.
fn unknown(messages: &Messages) -> Vec<String> {
    let told = |(key, (first, count)): (&String, &(usize, usize))| match count {
        1 => format!("nobody knows the key \"{key}\" in line {first}; it was left out"),
        _ => format!("nobody knows the key \"{key}\" in line {first} and {} more; it was left out", count - 1),
    };
    messages.unknown_keys.iter().map(told).collect()
}

/// Options that say nothing.
fn unused(app: &App) -> Vec<String> {
    let mut unused = Vec::new();
    if app.now.is_some() {
        unused.push("--now says nothing here: each message has its own \"today\"".to_owned());
    }
    if app.global.locale.is_some() {
        unused.push("--locale says nothing here: each message has its own \"lang\"".to_owned());
    }
    unused
}
