//! A ticket's records as a story that a support lead understands: who asked, what was proposed, who approved, what was
//! sent, what Recharge answered, what was verified. In English and German; times are the records' own.

mod carried;
mod talk;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::asked;
use super::language::Language;
use crate::store::{AuditEvent, AuditKind, AuditRecord};

/// More reads than a check takes that finds at once what it looks for.
const MANY_READS: u32 = 9;

/// How much an entry matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// On the way.
    Plain,
    /// As it should be.
    Good,
    /// Worth a look.
    Warning,
    /// Something must be looked at.
    Bad,
}

/// One line of the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The record it tells of; the last one, where it sums several up.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// The plan it is about.
    pub plan: Option<String>,
    /// How much it matters.
    pub weight: Weight,
    /// In words. It may quote what people and the upstream said: untrusted text.
    pub text: String,
    /// The language of what it quotes of a plan, an outcome or a reading, where that is known.
    #[serde(skip)]
    pub locale: Option<String>,
    /// Whether it quotes what the customer wrote or was told.
    #[serde(skip)]
    pub is_customers: bool,
}

/// Tells the records of one ticket, which are in order. What is only of use to engineers is left out.
#[must_use]
pub fn timeline(records: &[AuditRecord], locale: &str) -> Vec<Entry> {
    let language = locale.split('-').next().unwrap_or_default();
    let german = language.eq_ignore_ascii_case("de");
    let mut sent: BTreeSet<&str> = BTreeSet::new();
    let mut approvers: BTreeMap<&str, &Value> = BTreeMap::new();
    let (mut entries, mut reads_after_write) = (Vec::new(), None);
    let mut writes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut locales: BTreeMap<&str, &str> = BTreeMap::new();
    let mut is_read = false;
    for record in records {
        let event = &record.event;
        if event.kind == AuditKind::WriteSent {
            sent.insert(text(event, "plan"));
        }
        if event.kind == AuditKind::PlanApproved {
            approvers.insert(text(event, "plan"), by(event));
        }
        let is_again = event.kind == AuditKind::PlanConfirmed && approvers.get(text(event, "plan")) == Some(&by(event));
        let teller = Teller { german, sent: sent.contains(text(event, "plan")), is_again };
        match event.kind {
            AuditKind::WriteSent | AuditKind::WriteAnswered | AuditKind::WriteFailed => reads_after_write = Some(0),
            AuditKind::PlanSettling => reads_after_write = Some(0),
            AuditKind::RequestSent if !event.detail.contains_key("for") => {
                reads_after_write = reads_after_write.map(|reads: u32| reads.saturating_add(1));
            }
            AuditKind::PlanEnded => {
                if let Some(reads) = reads_after_write.take().filter(|reads| *reads > 0) {
                    entries.push(teller.entry(record, Weight::Plain, teller.read_back(reads)));
                }
            }
            _ => {}
        }
        // What a ticket came with is taken for a message that is read again, also the first time.
        let is_first = event.kind == AuditKind::MessageReceived && !is_read;
        match event.kind {
            AuditKind::MessageRead => is_read = true,
            AuditKind::MessageReceived if !talk::is_again(event) => is_read = false,
            _ => {}
        }
        if event.kind == AuditKind::PlanProposed {
            locales.insert(text(event, "plan"), text(event, "locale"));
            let labels = event.detail.get("writes").and_then(Value::as_array).into_iter().flatten();
            let labels = labels.map(|write| write.get("label").and_then(Value::as_str).unwrap_or_default());
            writes.insert(text(event, "plan"), labels.collect());
        }
        let sends = writes.get(text(event, "plan")).map(Vec::as_slice).unwrap_or_default();
        let told = match event.kind {
            AuditKind::MessageReceived if is_first && talk::is_again(event) => Some(teller.first_read(event)),
            _ => teller.tell(event, sends),
        };
        if let Some((weight, said)) = told {
            let own = text(event, "locale");
            let locale = if own.is_empty() { locales.get(text(event, "plan")).copied() } else { Some(own) };
            let mut entry = teller.entry(record, weight, said);
            entry.locale = locale.filter(|locale| !locale.is_empty()).map(str::to_owned);
            entry.is_customers = match event.kind {
                AuditKind::MessageReceived | AuditKind::PersonWrote | AuditKind::CustomerTold => true,
                // What it rests on is theirs, and a question is put to them.
                AuditKind::MessageRead => matches!(text(event, "came"), "plans" | "question"),
                _ => false,
            };
            entries.push(entry);
        }
    }
    entries
}

#[derive(Debug, Clone, Copy)]
struct Teller {
    german: bool,
    /// Whether something was sent already of the plan that the record is about.
    sent: bool,
    /// Whether whoever says yes has said so before.
    is_again: bool,
}

/// Who did it, as the record has it.
fn by(event: &AuditEvent) -> &Value {
    event.detail.get("by").unwrap_or(&Value::Null)
}

fn text<'a>(event: &'a AuditEvent, name: &str) -> &'a str {
    event.detail.get(name).and_then(Value::as_str).unwrap_or_default()
}

impl Teller {
    fn entry(self, record: &AuditRecord, weight: Weight, text: String) -> Entry {
        let plan = record.event.detail.get("plan").and_then(Value::as_str).map(str::to_owned);
        Entry { seq: record.seq, at: record.event.at, plan, weight, text, locale: None, is_customers: false }
    }

    /// What the ticket came with, read for the first time.
    fn first_read(self, event: &AuditEvent) -> (Weight, String) {
        let words = quoted(text(event, "words"), self.german);
        let (english, german) = ("The customer's message was read", "Die Nachricht des Kunden wurde gelesen");
        (Weight::Plain, self.pick(format!("{english}: {words}"), format!("{german}: {words}")))
    }

    fn pick(self, english: String, german: String) -> String {
        if self.german { german } else { english }
    }

    fn read_back(self, reads: u32) -> String {
        let (times, mal) = if reads == 1 { ("once", "einmal") } else { ("", "") };
        if reads == 1 {
            return self.pick(format!("Read back {times} to verify."), format!("Zur Prüfung {mal} nachgelesen."));
        }
        // Nobody counts those: Recharge took its time to show what it had done, or never did.
        if reads > MANY_READS {
            return self.pick(
                format!("Waited for Recharge to show it, and kept looking ({reads} reads)."),
                format!("Gewartet, bis Recharge es zeigt, und immer wieder nachgesehen ({reads} Lesezugriffe)."),
            );
        }
        self.pick(format!("Read back {reads} times to verify."), format!("Zur Prüfung {reads}-mal nachgelesen."))
    }

    /// Who did it, "Anna Vogel" or "AI agent Assistant".
    fn who(self, event: &AuditEvent) -> String {
        let by = by(event);
        let part = |name: &str| by.get(name).and_then(Value::as_str).unwrap_or_default();
        let name = if part("name").is_empty() { part("id") } else { part("name") };
        match part("kind") {
            "ai" => self.pick(format!("the AI agent {name}"), format!("der KI-Agent {name}")),
            "tool" => self.pick(format!("the program {name}"), format!("das Programm {name}")),
            _ => name.to_owned(),
        }
    }

    /// The line for a record; nothing for one that only engineers need. `writes` is what its plan sends, in words.
    fn tell(self, event: &AuditEvent, writes: &[&str]) -> Option<(Weight, String)> {
        let say = |weight, english: String, german: String| Some((weight, self.pick(english, german)));
        let who = self.who(event);
        match event.kind {
            AuditKind::MessageReceived | AuditKind::MessageRead | AuditKind::PersonWrote | AuditKind::CustomerTold => {
                Some((talk::weight(event), self.pick(talk::english(event, &who), talk::german(event, &who))))
            }
            AuditKind::ActionAsked => asked::tell(event, &capital(&who), self.german),
            AuditKind::PlanProposed => {
                let title = quoted(text(event, "title"), self.german);
                let changes = changes(event, self.german);
                let undoes = text(event, "undoes");
                let (undo, zurueck) = match undoes {
                    "" => (String::new(), String::new()),
                    _ => (
                        ", to undo an earlier change".to_owned(),
                        ", um eine frühere Änderung rückgängig zu machen".to_owned(),
                    ),
                };
                let (rejected, verworfen) = (talk::rejected(event, false), talk::rejected(event, true));
                if event.detail.contains_key("anew") {
                    // Nobody proposed it now: things had changed between the proposal and the approval.
                    return say(
                        Weight::Plain,
                        format!(
                            "What {who} had proposed was prepared anew as things are now: {title}{changes}{undo}.{rejected}"
                        ),
                        format!(
                            "Was {who} vorgeschlagen hatte, wurde nach dem jetzigen Stand neu vorbereitet: \
                             {title}{changes}{zurueck}.{verworfen}"
                        ),
                    );
                }
                say(
                    Weight::Plain,
                    format!("{} proposed: {title}{changes}{undo}.{rejected}", capital(&who)),
                    format!("{} hat vorgeschlagen: {title}{changes}{zurueck}.{verworfen}", capital(&who)),
                )
            }
            AuditKind::PlanApproved => {
                let title = quoted(text(event, "title"), self.german);
                say(
                    Weight::Good,
                    format!("{} approved it: {title}.", capital(&who)),
                    format!("{} hat es freigegeben: {title}.", capital(&who)),
                )
            }
            AuditKind::PlanConfirmed if self.is_again => {
                let title = quoted(text(event, "title"), self.german);
                say(
                    Weight::Plain,
                    format!("{} said yes again, having approved it already: {title}.", capital(&who)),
                    format!("{} hat noch einmal Ja gesagt und es schon freigegeben: {title}.", capital(&who)),
                )
            }
            // Somebody had approved it, and it had not begun: its host went away, or two said yes at once. Which of the two
            // yeses it is carried out with makes no difference to anybody.
            AuditKind::PlanConfirmed => {
                let title = quoted(text(event, "title"), self.german);
                say(
                    Weight::Good,
                    format!(
                        "{} said yes as well, before it had begun; it is carried out once: {title}.",
                        capital(&who)
                    ),
                    format!(
                        "{} hat ebenfalls Ja gesagt, bevor es begonnen hatte; ausgeführt wird es einmal: {title}.",
                        capital(&who)
                    ),
                )
            }
            AuditKind::PlanDenied => say(
                Weight::Warning,
                format!("{} denied it: {}", capital(&who), text(event, "reason")),
                format!("{} hat es abgelehnt: {}", capital(&who), text(event, "reason")),
            ),
            AuditKind::PlanSuperseded => say(
                Weight::Plain,
                "It was edited; another plan took its place.".to_owned(),
                "Es wurde bearbeitet; ein anderer Plan ist an seine Stelle getreten.".to_owned(),
            ),
            AuditKind::PlanExpired => say(
                Weight::Warning,
                "Nobody decided in time; it expired.".to_owned(),
                "Niemand hat rechtzeitig entschieden; es ist abgelaufen.".to_owned(),
            ),
            AuditKind::PlanInvalidated if event.detail.contains_key("again") => say(
                Weight::Warning,
                "The customer's message was read again, so the proposal is void.".to_owned(),
                "Die Nachricht des Kunden wurde noch einmal gelesen, der Vorschlag gilt nicht mehr.".to_owned(),
            ),
            AuditKind::PlanInvalidated => say(
                Weight::Warning,
                "The customer had written again, so the proposal is void.".to_owned(),
                "Der Kunde hatte wieder geschrieben, der Vorschlag gilt nicht mehr.".to_owned(),
            ),
            AuditKind::PlanRefused => {
                let by = if event.detail.contains_key("by") { format!(" ({who})") } else { String::new() };
                Some((Weight::Warning, asked::refused(event, &by, self.german)))
            }
            AuditKind::PreconditionsChecked => self.checked(event),
            AuditKind::PlanSettling => say(
                Weight::Warning,
                "It was interrupted; from here on it is only read how it stands, nothing is sent.".to_owned(),
                "Es wurde unterbrochen; ab hier wird nur gelesen, wie es steht, und nichts gesendet.".to_owned(),
            ),
            AuditKind::WriteSent => {
                let step = event.detail.get("step").and_then(Value::as_u64).unwrap_or_default();
                let number = step.saturating_add(1);
                // What it does, in the words of the plan; method and path stand in the record.
                let what = match usize::try_from(step).ok().and_then(|step| writes.get(step)) {
                    Some(label) => format!(": {}", quoted(label, self.german)),
                    None => ".".to_owned(),
                };
                say(
                    Weight::Plain,
                    format!("Sent request {number} to Recharge{what}"),
                    format!("Anfrage {number} an Recharge gesendet{what}"),
                )
            }
            AuditKind::WriteAnswered => self.answered(event),
            AuditKind::WriteFailed => {
                let why = text(event, "why");
                match text(event, "error") {
                    // Why is said in English, and stands in the record.
                    "not-sent" => say(
                        Weight::Warning,
                        format!("It was not sent: {why}"),
                        "Es wurde nicht gesendet, denn es kam keine Verbindung zustande.".to_owned(),
                    ),
                    _ => say(
                        Weight::Bad,
                        format!("No answer that says whether it happened: {why}"),
                        "Es kam keine Antwort, die sagt, ob es geschehen ist.".to_owned(),
                    ),
                }
            }
            AuditKind::WriteRefused => self.withheld(event),
            AuditKind::PlanEnded => Some(self.ended(event)),
            _ => None,
        }
    }
}

/// Words of a plan or of a person, which are in the language that they were said in, whoever reads them now. What they quote
/// themselves stands in single marks.
fn quoted(words: &str, german: bool) -> String {
    let inner: String = words
        .chars()
        .map(|c| match c {
            '„' => '‚',
            '“' => '‘',
            '”' => '’',
            '"' => '\'',
            other => other,
        })
        .collect();
    if german { format!("„{inner}“") } else { format!("“{inner}”") }
}

/// Whether the plugin said what is in the record in another language than the reader's.
fn is_foreign(event: &AuditEvent, german: bool) -> bool {
    let locale = text(event, "locale");
    !locale.is_empty() && Language::of(locale).is_german() != german
}

/// " (“Next charge: 1 Dec 2026 → 5 Dec 2026”)"
fn changes(event: &AuditEvent, german: bool) -> String {
    let part = |change: &Value, name: &str| change.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = event.detail.get("changes").and_then(Value::as_array);
    let told: Vec<String> = list
        .into_iter()
        .flatten()
        .map(|change| format!("{}: {} → {}", part(change, "label"), part(change, "before"), part(change, "after")))
        .collect();
    if told.is_empty() { String::new() } else { format!(" ({})", quoted(&told.join("; "), german)) }
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}
