//! The format of the database: one list of steps that only grows. `user_version` counts the steps a file has had.

use rusqlite::{Connection as Sqlite, TransactionBehavior};

use super::{APPLICATION_ID, At};
use crate::store::error::StoreError;

/// The steps, oldest first. A step that was ever released is never edited; a change is a new step.
pub(super) const STEPS: &[&str] = &[AUDIT_AND_CONNECTIONS, PLANS, CONVERSATIONS];

/// The names of the triggers that keep the audit log append-only; `audit verify` checks that they are there.
pub(super) const AUDIT_GUARDS: &[&str] =
    &["audit_append_only", "audit_head_only_grows", "audit_head_stays", "audit_keeps_records", "audit_keeps_events"];

/// The columns to filter by are computed from the event itself, so they can't say anything else than what was hashed.
/// An event that somebody made unreadable has none, rather than failing every query.
///
/// `audit_append_only` also stops `INSERT OR REPLACE`, which would delete a record without firing a DELETE trigger.
const AUDIT_AND_CONNECTIONS: &str = "
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  event TEXT NOT NULL,
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  kind TEXT GENERATED ALWAYS AS (CASE WHEN json_valid(event) THEN json_extract(event, '$.kind') END) VIRTUAL,
  ticket TEXT GENERATED ALWAYS AS (CASE WHEN json_valid(event) THEN json_extract(event, '$.ticket') END) VIRTUAL,
  call TEXT GENERATED ALWAYS AS (CASE WHEN json_valid(event) THEN json_extract(event, '$.call') END) VIRTUAL
) STRICT;
CREATE INDEX audit_by_ticket ON audit (ticket, seq) WHERE ticket IS NOT NULL;
CREATE INDEX audit_by_call ON audit (call, seq) WHERE call IS NOT NULL;

CREATE TABLE audit_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, zeroblob(32));

CREATE TRIGGER audit_append_only BEFORE INSERT ON audit
WHEN NOT EXISTS (SELECT 1 FROM audit_head WHERE seq + 1 = NEW.seq AND hash = NEW.previous)
BEGIN SELECT RAISE(ABORT, 'a record must continue the audit log'); END;
CREATE TRIGGER audit_keeps_events BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_keeps_records BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_head_only_grows BEFORE UPDATE ON audit_head
WHEN NEW.id <> OLD.id OR NEW.seq <> OLD.seq + 1
BEGIN SELECT RAISE(ABORT, 'the head of the audit log only grows'); END;
CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the audit log keeps its head'); END;

CREATE TABLE connection (
  id TEXT PRIMARY KEY NOT NULL,
  plugin_id TEXT NOT NULL,
  upstreams TEXT NOT NULL,
  settings TEXT NOT NULL,
  time_zone TEXT,
  store_name TEXT,
  updated_at TEXT NOT NULL
) STRICT;
";

/// Plans, their writes, and how often the customer wrote on a ticket.
///
/// The triggers hold every program to the rules, a wrong one of ours too: what was approved never changes, a plan that is
/// over stays over, a write is begun once and only while its plan is being carried out, and the word on it is final.
const PLANS: &str = "
CREATE TABLE plan (
  id TEXT PRIMARY KEY NOT NULL,
  identity BLOB NOT NULL CHECK (length(identity) = 32),
  plugin TEXT NOT NULL,
  connection TEXT NOT NULL,
  ticket TEXT NOT NULL,
  plan TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  messages INTEGER NOT NULL,
  replaces TEXT REFERENCES plan (id),
  replaced_by TEXT,
  undo_of TEXT REFERENCES plan (id),
  state TEXT NOT NULL CHECK (state IN
    ('pending', 'approved', 'executing', 'ended', 'denied', 'expired', 'superseded', 'invalidated')),
  decision TEXT,
  execution TEXT,
  ending TEXT,
  form TEXT
) STRICT;
CREATE INDEX plan_by_ticket ON plan (ticket);
CREATE INDEX plan_by_state ON plan (state);

CREATE TABLE plan_step (
  plan TEXT NOT NULL REFERENCES plan (id),
  step INTEGER NOT NULL CHECK (step >= 0),
  state TEXT NOT NULL CHECK (state IN ('open', 'deferred', 'answered', 'not-sent', 'unknown')),
  attempts INTEGER NOT NULL,
  status INTEGER,
  sent_at TEXT NOT NULL,
  ended_at TEXT,
  PRIMARY KEY (plan, step)
) STRICT;

CREATE TABLE ticket_messages (
  ticket TEXT PRIMARY KEY NOT NULL,
  messages INTEGER NOT NULL
) STRICT;

CREATE TRIGGER plan_is_what_was_proposed
BEFORE UPDATE OF id, identity, plugin, connection, ticket, plan, proposed_by, proposed_at, expires_at ON plan
BEGIN SELECT RAISE(ABORT, 'a plan is never changed, only replaced'); END;
CREATE TRIGGER plan_moves_forward BEFORE UPDATE OF state ON plan
WHEN NEW.state <> OLD.state AND NOT (
  (OLD.state = 'pending' AND NEW.state IN ('approved', 'denied', 'expired', 'superseded', 'invalidated'))
  OR (OLD.state = 'approved' AND NEW.state IN ('executing', 'denied', 'expired', 'superseded', 'invalidated'))
  OR (OLD.state = 'executing' AND NEW.state = 'ended'))
BEGIN SELECT RAISE(ABORT, 'a plan moves forward only'); END;
CREATE TRIGGER plan_begins_pending BEFORE INSERT ON plan
WHEN NEW.state <> 'pending' OR EXISTS (SELECT 1 FROM plan WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a new plan waits for a person'); END;
CREATE TRIGGER plan_stays BEFORE DELETE ON plan
BEGIN SELECT RAISE(ABORT, 'plans are kept'); END;
CREATE TRIGGER plan_step_is_begun_once BEFORE INSERT ON plan_step
WHEN NEW.state <> 'open' OR EXISTS (SELECT 1 FROM plan_step WHERE plan = NEW.plan AND step = NEW.step)
  OR NOT EXISTS (SELECT 1 FROM plan WHERE id = NEW.plan AND state = 'executing')
BEGIN SELECT RAISE(ABORT, 'a step is begun once, while its plan is carried out'); END;
CREATE TRIGGER plan_step_word_is_final BEFORE UPDATE ON plan_step
WHEN NEW.plan <> OLD.plan OR NEW.step <> OLD.step OR OLD.state NOT IN ('open', 'deferred')
BEGIN SELECT RAISE(ABORT, 'the word on a step is final'); END;
CREATE TRIGGER plan_step_stays BEFORE DELETE ON plan_step
BEGIN SELECT RAISE(ABORT, 'steps are kept'); END;
";

/// What was said on tickets. Somebody may have acted on it, so a turn is never changed; and of a plan's verified outcome the
/// customer is told once.
const CONVERSATIONS: &str = "
CREATE TABLE turn (
  id INTEGER PRIMARY KEY,
  ticket TEXT NOT NULL,
  voice TEXT NOT NULL CHECK (voice IN ('customer', 'agent', 'assistant')),
  said_by TEXT,
  draft INTEGER NOT NULL CHECK (draft IN (0, 1)),
  at TEXT NOT NULL,
  text TEXT NOT NULL,
  asked TEXT,
  plan TEXT
) STRICT;
CREATE INDEX turn_by_ticket ON turn (ticket, id);
CREATE UNIQUE INDEX turn_tells_of_a_plan_once ON turn (plan) WHERE plan IS NOT NULL;

CREATE TRIGGER turn_stays_as_it_was BEFORE UPDATE ON turn
BEGIN SELECT RAISE(ABORT, 'what was said is never changed'); END;
";

/// The newest format this version knows.
fn known() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

fn number(sqlite: &Sqlite, at: &At, pragma: &str) -> Result<i64, StoreError> {
    sqlite.pragma_query_value(None, pragma, |row| row.get(0)).map_err(|error| at.error("open it", error))
}

/// Whether the file is new or ours, and not newer than this version. Only reads.
pub(super) fn identify(sqlite: &Sqlite, at: &At) -> Result<(), StoreError> {
    let foreign = |why: &str| Err(StoreError::Foreign { path: at.path.clone(), why: why.to_owned() });
    let application = number(sqlite, at, "application_id")?;
    let version = number(sqlite, at, "user_version")?;
    // Reading the schema finds a damaged first page that the header hides.
    let tables: i64 = sqlite
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| at.error("open it", error))?;
    match application {
        0 if tables == 0 && version == 0 => Ok(()),
        0 => foreign("it is a database without the harness's mark"),
        application if application != i64::from(APPLICATION_ID) => foreign("it bears another program's mark"),
        _ if version > known() => {
            Err(StoreError::NewerVersion { path: at.path.clone(), found: version, known: known() })
        }
        _ if version < 0 => Err(at.damaged("its format number is negative", None)),
        _ => Ok(()),
    }
}

/// Takes the steps that the file has not had, all of them or none.
pub(super) fn run(sqlite: &mut Sqlite, at: &At) -> Result<(), StoreError> {
    if number(sqlite, at, "user_version")? == known() {
        return Ok(());
    }
    let error = |error| at.error("bring its format up to date", error);
    let transaction = sqlite.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error)?;
    // Another process may have been faster while this one waited for the lock.
    identify(&transaction, at)?;
    let done = number(&transaction, at, "user_version")?;
    for step in STEPS.iter().skip(usize::try_from(done).unwrap_or(usize::MAX)) {
        transaction.execute_batch(step).map_err(error)?;
    }
    transaction.pragma_update(None, "user_version", known()).map_err(error)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(error)?;
    transaction.commit().map_err(error)
}

/// The SQL a file made by this version has for one of its [`AUDIT_GUARDS`]: from its `CREATE` to its `END`.
pub(super) fn guard_sql(name: &str) -> Option<&'static str> {
    STEPS.iter().find_map(|step| {
        let start = step.find(&format!("CREATE TRIGGER {name} "))?;
        let rest = step.get(start..)?;
        let end = rest.find("END;")?;
        rest.get(..end + "END".len())
    })
}
