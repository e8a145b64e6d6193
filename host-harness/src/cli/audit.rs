//! `harness audit` shows the audit log, `harness audit verify` checks it.

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::Value;

use super::error::{CliError, Exit};
use super::output::Report;
use super::screen::{Cell, Screen, Symbol, Table, Tone};
use crate::desk::timeline::{Entry, Weight, timeline};
use crate::store::{AuditFilter, AuditKind, AuditLog, AuditRecord, Finding, Hash, Head};

/// Arguments of `harness audit`.
#[derive(Debug, Clone, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct AuditArgs {
    /// What to do instead of showing the log
    #[command(subcommand)]
    pub command: Option<AuditCommand>,
    /// What to show
    #[command(flatten)]
    pub show: ShowArgs,
}

/// What else `harness audit` does.
#[derive(Debug, Clone, Subcommand)]
pub enum AuditCommand {
    /// Check the whole log for changes, gaps and reordering
    Verify(VerifyArgs),
}

/// Arguments of showing the log.
#[derive(Debug, Clone, Args)]
pub struct ShowArgs {
    /// The story of this ticket, in words; with --records its records
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
    /// Show the records of the ticket as they are kept
    #[arg(long)]
    pub records: bool,
    /// Only records of this call
    #[arg(long, value_name = "ID")]
    pub call: Option<String>,
    /// Show so many of the last records
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: u64,
}

/// Arguments of `harness audit verify`.
#[derive(Debug, Clone, Default, Args)]
pub struct VerifyArgs {
    /// A hash that you noted earlier; it must still be in the log
    #[arg(long, value_name = "HASH")]
    pub noted: Option<Hash>,
}

/// The last records of the log, oldest first.
#[derive(Debug, Serialize)]
pub struct AuditReport {
    /// The records.
    pub records: Vec<AuditRecord>,
    /// The ticket's story in words; null when no ticket was named.
    pub timeline: Option<Vec<Entry>>,
    /// The end of the whole log.
    pub head: Head,
    #[serde(skip)]
    story: bool,
}

/// Reads the last records that fit. The story of a ticket is told from all of its records, in this language.
pub fn audit(args: &ShowArgs, locale: &str, log: &dyn AuditLog) -> Result<AuditReport, CliError> {
    let timeline = match &args.ticket {
        None => None,
        Some(ticket) => {
            let all = AuditFilter { ticket: Some(ticket.clone()), ..AuditFilter::default() };
            Some(timeline(&log.records(&all)?, locale))
        }
    };
    let story = timeline.is_some() && !args.records;
    let filter = AuditFilter {
        ticket: args.ticket.clone(),
        call: args.call.clone(),
        limit: Some(args.limit),
        last: true,
        ..AuditFilter::default()
    };
    Ok(AuditReport { records: log.records(&filter)?, timeline, head: log.head()?, story })
}

impl Report for AuditReport {
    fn human(&self, screen: &mut Screen) {
        if let Some(timeline) = self.timeline.as_ref().filter(|_| self.story) {
            tell(timeline, screen);
        } else if self.records.is_empty() {
            screen.line("No records.");
        } else {
            let mut table = Table::new(["No.", "Time (UTC)", "Kind", "Ticket", "What"]);
            for record in &self.records {
                let event = &record.event;
                table.row([
                    record.seq.to_string().into(),
                    event.at.strftime("%F %T").to_string().into(),
                    Cell::toned(tone(&event.kind), event.kind.as_str()),
                    event.ticket.as_deref().unwrap_or(screen.symbol(Symbol::None)).into(),
                    what(record).into(),
                ]);
            }
            screen.table(&table);
        }
        screen.blank();
        show_head(screen, self.head);
    }
}

/// A ticket's story.
pub(super) fn tell(timeline: &[Entry], screen: &mut Screen) {
    if timeline.is_empty() {
        screen.line("Nothing was proposed, approved or sent on this ticket; --records shows what was read.");
        return;
    }
    let mut table = Table::new(["Time (UTC)", "Plan", ""]);
    for entry in timeline {
        let tone = match entry.weight {
            Weight::Plain => Tone::Plain,
            Weight::Good => Tone::Good,
            Weight::Warning => Tone::Warning,
            Weight::Bad => Tone::Bad,
        };
        table.row([
            entry.at.strftime("%F %T").to_string().into(),
            entry.plan.as_deref().unwrap_or_default().into(),
            Cell::toned(tone, entry.text.as_str()),
        ]);
    }
    screen.table(&table);
}

/// What a check of the log found.
#[derive(Debug, Serialize)]
pub struct VerifyReport {
    /// Whether everything is as it was written.
    pub intact: bool,
    /// How many records there are.
    pub records: u64,
    /// The end of the log.
    pub head: Head,
    /// What is wrong.
    pub findings: Vec<FoundReport>,
    /// Whether the noted hash is in the log; null when none was given.
    pub noted: Option<bool>,
}

/// One thing that is wrong.
#[derive(Debug, Serialize)]
pub struct FoundReport {
    /// What it is.
    #[serde(flatten)]
    pub finding: Finding,
    /// In words.
    pub text: String,
}

/// Checks the whole log.
pub fn verify(args: &VerifyArgs, log: &dyn AuditLog) -> Result<VerifyReport, CliError> {
    let verification = log.verify()?;
    let noted = match args.noted {
        None => None,
        // The hash of an empty log; every log goes on from it.
        Some(Hash::ZERO) => Some(true),
        // A broken log may not be readable, and says enough as it is.
        Some(_) if !verification.is_intact() => None,
        Some(noted) => Some(log.records(&AuditFilter::default())?.iter().any(|record| record.hash == noted)),
    };
    let found = |finding: Finding| FoundReport { text: finding.to_string(), finding };
    Ok(VerifyReport {
        intact: verification.is_intact() && noted != Some(false),
        records: verification.records,
        head: verification.head,
        findings: verification.findings.into_iter().map(found).collect(),
        noted,
    })
}

impl Report for VerifyReport {
    fn human(&self, screen: &mut Screen) {
        let (tone, symbol, verdict) = if self.intact {
            (Tone::Good, Symbol::Check, "the audit log is as it was written")
        } else {
            (Tone::Bad, Symbol::Cross, "the audit log is NOT as it was written")
        };
        let symbol = screen.symbol(symbol);
        screen.parts(&[(tone, symbol), (tone, " "), (Tone::Plain, verdict)]);
        screen.field("records", &self.records.to_string());
        for found in &self.findings {
            screen.field("found", &found.text);
        }
        match self.noted {
            Some(true) => screen.field("noted hash", "is in the log"),
            Some(false) => screen.field("noted hash", "is not in the log: it is another log, or was rewritten"),
            None => {}
        }
        show_head(screen, self.head);
    }

    fn failure(&self) -> Option<CliError> {
        let why = match self.findings.first() {
            _ if self.intact => return None,
            Some(first) => first.text.clone(),
            None => "the noted hash is not in it".to_owned(),
        };
        Some(
            CliError::new("audit-broken", Exit::Integrity, format!("the audit log is not as it was written: {why}"))
                .hint("keep the database as evidence and find out who wrote to it; `harness reset` starts a new one"),
        )
    }
}

fn show_head(screen: &mut Screen, head: Head) {
    if head == Head::EMPTY {
        return;
    }
    let text = format!("record {}, {}", head.seq, head.hash);
    screen.field("head", &text);
    screen.toned(
        Tone::Dim,
        "  Note the hash elsewhere: `audit verify --noted HASH` then finds a log that was rewritten.",
    );
}

fn tone(kind: &AuditKind) -> Tone {
    match kind {
        AuditKind::RequestRefused | AuditKind::RequestFailed | AuditKind::WriteRefused => Tone::Warning,
        AuditKind::Remark => Tone::Dim,
        _ => Tone::Plain,
    }
}

/// A record in one line: what is in every record of its kind without its name, and then whatever else there is.
fn what(record: &AuditRecord) -> String {
    let detail = &record.event.detail;
    let text = |name: &str| detail.get(name).map(plain);
    let plainly: &[&str] = match record.event.kind {
        AuditKind::CallStarted | AuditKind::CallEnded => &["function", "outcome"],
        AuditKind::RequestSent | AuditKind::RequestAnswered | AuditKind::RequestRefused | AuditKind::RequestFailed => {
            &["method", "path", "status", "why"]
        }
        AuditKind::Remark => &["code"],
        _ => &[],
    };
    let plainly_shown = plainly.iter().filter_map(|name| text(name));
    let rest = detail.iter().filter(|(name, _)| !plainly.contains(&name.as_str()) && !ROUTINE.contains(&name.as_str()));
    let rest = rest.map(|(name, value)| format!("{name}={}", plain(value)));
    plainly_shown.chain(rest).collect::<Vec<_>>().join(" ")
}

/// The same in every request, so that a table is better without it; the JSON form has it.
const ROUTINE: [&str; 3] = ["upstream", "secrets", "attempts"];

/// A text without quotes, anything else as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::Style;
    use crate::clock::FixedClock;
    use crate::store::{AuditEvent, Database, MemoryAuditLog};
    use clap::Parser;
    use jiff::Timestamp;

    fn log() -> MemoryAuditLog {
        let log = MemoryAuditLog::new();
        let at: Timestamp = "2026-11-22T10:00:00.25Z".parse().unwrap();
        log.append(&[
            AuditEvent::new(AuditKind::CallStarted, at).ticket("1001").call("c1").detail("function", "widget-data"),
            AuditEvent::new(AuditKind::RequestRefused, at).ticket("1002").call("c2").detail("status", 3),
            AuditEvent::new(AuditKind::Remark, at).detail("text", "\u{1b}[2Jboo"),
        ])
        .unwrap();
        log
    }

    fn show(limit: u64) -> ShowArgs {
        ShowArgs { ticket: None, call: None, records: false, limit }
    }

    fn human(report: &impl Report) -> String {
        let mut screen = Screen::new(Style::PLAIN);
        report.human(&mut screen);
        screen.finish()
    }

    #[test]
    fn the_log_is_a_table_with_its_head() {
        let text = human(&audit(&show(50), "en", &log()).unwrap());
        assert!(text.contains("1    2026-11-22 10:00:00  call.started     1001    widget-data"), "{text}");
        assert!(text.contains("2    2026-11-22 10:00:00  request.refused  1002    3"), "{text}");
        assert!(text.contains("text=boo"), "{text}");
        assert!(text.contains(&log().head().unwrap().hash.to_string()), "{text}");
        assert_eq!(human(&audit(&show(50), "en", &MemoryAuditLog::new()).unwrap()), "No records.\n\n");
    }

    #[test]
    fn a_ticket_a_call_and_a_limit_narrow_it_down() {
        let numbers = |args: &ShowArgs| -> Vec<u64> {
            audit(args, "en", &log()).unwrap().records.iter().map(|record| record.seq).collect()
        };
        assert_eq!(numbers(&show(2)), [2, 3]);
        assert_eq!(numbers(&ShowArgs { ticket: Some("1001".into()), ..show(50) }), [1]);
        assert_eq!(numbers(&ShowArgs { call: Some("c2".into()), ..show(50) }), [2]);
    }

    #[test]
    fn records_as_json_have_their_fields_side_by_side() {
        let value = serde_json::to_value(audit(&show(1), "en", &log()).unwrap()).unwrap();
        assert_eq!(value["records"][0]["seq"], 3);
        assert_eq!(value["records"][0]["kind"], "remark");
        assert_eq!(value["head"]["hash"], value["records"][0]["hash"]);
    }

    #[test]
    fn an_intact_log_is_no_failure() {
        let report = verify(&VerifyArgs::default(), &log()).unwrap();
        assert!(report.failure().is_none());
        assert!(human(&report).starts_with("ok the audit log is as it was written\n  records: 3\n"));
    }

    #[test]
    fn a_noted_hash_must_still_be_in_the_log() {
        let first = log().records(&AuditFilter::default()).unwrap()[0].hash;
        let check = |noted| verify(&VerifyArgs { noted: Some(noted) }, &log()).unwrap();
        assert_eq!(check(first).noted, Some(true));
        assert_eq!(check(Hash::ZERO).noted, Some(true));
        let report = check(Hash::from_bytes([7; 32]));
        assert_eq!((report.intact, report.noted), (false, Some(false)));
        assert_eq!(report.failure().unwrap().exit, Exit::Integrity);
    }

    #[test]
    fn a_changed_log_is_an_integrity_failure_that_names_the_record() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("harness.db");
        let database = Database::open(&path, std::sync::Arc::new(FixedClock(Timestamp::UNIX_EPOCH))).unwrap();
        database.append(&[AuditEvent::new(AuditKind::Remark, Timestamp::UNIX_EPOCH).detail("n", 1)]).unwrap();
        let change = "DROP TRIGGER audit_keeps_events; UPDATE audit SET event = replace(event, '1', '2')";
        rusqlite::Connection::open(&path).unwrap().execute_batch(change).unwrap();
        let report = verify(&VerifyArgs::default(), &database).unwrap();
        let error = report.failure().unwrap();
        assert_eq!((error.code, error.exit), ("audit-broken", Exit::Integrity));
        assert!(human(&report).contains("found: record 1 was changed"), "{}", human(&report));
        let value = serde_json::to_value(&report).unwrap();
        assert_eq!(
            value["findings"][1],
            serde_json::json!({"finding": "altered", "seq": 1, "text": "record 1 was changed"})
        );
    }

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        audit: AuditArgs,
    }

    #[test]
    fn the_command_line_tells_showing_from_verifying() {
        let hash = "ab".repeat(32);
        let line = Line::try_parse_from(["audit", "verify", "--noted", &hash]).unwrap();
        let Some(AuditCommand::Verify(args)) = line.audit.command else { panic!("{line:?}") };
        assert_eq!(args.noted, Some(Hash::from_bytes([0xab; 32])));
        let line = Line::try_parse_from(["audit", "--ticket", "1"]).unwrap();
        assert_eq!((line.audit.show.ticket.as_deref(), line.audit.show.limit), (Some("1"), 50));
        for wrong in ["12", "zz", &"g".repeat(64)] {
            assert!(Line::try_parse_from(["audit", "verify", "--noted", wrong]).is_err(), "{wrong}");
        }
    }
}
