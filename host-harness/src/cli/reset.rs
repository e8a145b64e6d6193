//! `harness reset`: starts over without losing anything that can't be made again.
//!
//! The local Recharge's state, the moment that tickets are reckoned from and the compiled components are removed. The
//! database, with the audit log and the connections, is moved aside as `harness.db.<time>.bak`. Nothing else in the folder is touched, and no link is followed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::confirm::Answer;
use super::error::{CliError, Exit};
use super::output::Report;
use super::screen::{Screen, Tone};
use crate::store::set_aside;
use crate::workplace::state_dir::{StateDir, is_plain};

/// Arguments of `harness reset`.
#[derive(Debug, Clone, Default, Args)]
pub struct ResetArgs {
    /// Don't ask
    #[arg(long)]
    pub yes: bool,
}

/// What a reset did.
#[derive(Debug, Default, Serialize)]
pub struct ResetReport {
    /// What was removed.
    pub removed: Vec<PathBuf>,
    /// Where the database is now; null when there was none.
    pub database_moved_to: Option<PathBuf>,
    /// What looks like ours and was left alone.
    pub left_alone: Vec<LeftAlone>,
}

/// Something that was not removed.
#[derive(Debug, Serialize)]
pub struct LeftAlone {
    /// What.
    pub path: PathBuf,
    /// Why.
    pub why: &'static str,
}

/// Resets the state folder. `now` names the old database; `ask` is used unless `--yes` was said.
///
/// Fails, with nothing changed, with `confirmation-needed` (exit code 2) when nobody can be asked, with `declined`
/// (exit code 1) when the answer is no, with `sandbox-running` while a local Recharge has the folder, and with the store's
/// errors while the database is in use.
pub fn reset(
    args: &ResetArgs,
    state: &StateDir,
    now: Timestamp,
    ask: impl FnOnce(&str) -> io::Result<Answer>,
) -> Result<ResetReport, CliError> {
    if !args.yes {
        let question = format!("Reset {}? The database is kept beside the new one.", state.path().display());
        let answer = ask(&question).map_err(|error| {
            CliError::new("no-answer", Exit::Environment, format!("can't ask for confirmation: {error}"))
                .hint("say --yes to reset without being asked")
        })?;
        match answer {
            Answer::Yes => {}
            Answer::No => return Err(CliError::new("declined", Exit::Failed, "not reset: you said no")),
            Answer::NobodyThere => {
                return Err(CliError::new("confirmation-needed", Exit::Usage, "not reset: there is nobody to ask")
                    .hint("say --yes to reset without being asked"));
            }
        }
    }
    // Both are what may be in use, and nothing has changed yet.
    let lock = if state.path().is_dir() { state.lock_sandbox()? } else { None };
    if lock.is_none() && state.path().is_dir() {
        let message = format!("not reset: a local Recharge runs on {}", state.path().display());
        return Err(CliError::new("sandbox-running", Exit::Environment, message).hint("stop it, and reset again"));
    }
    let mut report = ResetReport { database_moved_to: set_aside(&state.database(), now)?, ..ResetReport::default() };
    let sandbox = state.sandbox();
    if is_plain(&sandbox, fs::FileType::is_file) {
        remove(&sandbox, &mut report)?;
    } else if sandbox.symlink_metadata().is_ok() {
        report.left_alone.push(LeftAlone { path: sandbox, why: "it is not a regular file" });
    }
    // The next shop is of another day, and so are the tickets that fit it.
    let since = state.tickets_since();
    if is_plain(&since, fs::FileType::is_file) {
        remove(&since, &mut report)?;
    }
    let cache = state.cache();
    if state.owns_cache() {
        clear(&cache, &mut report)?;
    } else if cache.symlink_metadata().is_ok() {
        report.left_alone.push(LeftAlone { path: cache, why: "the harness did not make it" });
    }
    Ok(report)
}

/// Removes the compiled components, which lie flat in the cache folder.
fn clear(cache: &Path, report: &mut ResetReport) -> Result<(), CliError> {
    let entries = fs::read_dir(cache).map_err(|error| failed(cache, error))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| failed(cache, error))?.path());
    }
    paths.sort();
    for path in paths {
        let compiled = path.extension().is_some_and(|extension| extension == "cwasm" || extension == "tmp");
        if compiled && is_plain(&path, fs::FileType::is_file) {
            remove(&path, report)?;
        } else if path.file_name().is_some_and(|name| name != "CACHEDIR.TAG") {
            report.left_alone.push(LeftAlone { path, why: "it is not a compiled component" });
        }
    }
    Ok(())
}

fn remove(path: &Path, report: &mut ResetReport) -> Result<(), CliError> {
    match fs::remove_file(path) {
        Ok(()) => report.removed.push(path.to_owned()),
        // Somebody was faster; it is gone, which was the aim.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(path, error)),
    }
    Ok(())
}

fn failed(path: &Path, error: io::Error) -> CliError {
    CliError::new("not-removed", Exit::Environment, format!("can't remove {}: {error}", path.display()))
        .hint("make it writable and run `harness reset` again")
        .caused_by(error)
}

impl Report for ResetReport {
    fn human(&self, screen: &mut Screen) {
        if self.removed.is_empty() && self.database_moved_to.is_none() {
            screen.line("There was nothing to reset.");
        }
        for path in &self.removed {
            screen.field("removed", &path.display().to_string());
        }
        if let Some(path) = &self.database_moved_to {
            screen.field("database kept as", &path.display().to_string());
            screen.toned(Tone::Dim, "  The next command starts with a new audit log and without connections.");
        }
    }

    fn warnings(&self) -> Vec<String> {
        self.left_alone.iter().map(|left| format!("left {} alone: {}", left.path.display(), left.why)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;
    use crate::store::{AuditEvent, AuditFilter, AuditKind, AuditLog, Database};
    use std::sync::Arc;

    fn now() -> Timestamp {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    fn open(path: &Path) -> Database {
        Database::open(path, Arc::new(FixedClock(now()))).unwrap()
    }

    /// A state folder with one of everything.
    fn used() -> (tempfile::TempDir, StateDir) {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::at(folder.path().join("state"));
        state.prepare().unwrap();
        open(&state.database()).append(&[AuditEvent::new(AuditKind::Remark, now())]).unwrap();
        fs::write(state.sandbox(), "{}").unwrap();
        fs::write(state.tickets_since(), now().to_string()).unwrap();
        fs::write(state.cache().join("ab-cd.cwasm"), "code").unwrap();
        fs::write(state.path().join("notes.txt"), "mine").unwrap();
        (folder, state)
    }

    fn yes(state: &StateDir) -> Result<ResetReport, CliError> {
        reset(&ResetArgs { yes: true }, state, now(), |_| panic!("asked although --yes was said"))
    }

    fn asked(state: &StateDir, answer: Answer) -> Result<ResetReport, CliError> {
        reset(&ResetArgs::default(), state, now(), |question| {
            assert!(question.contains(&state.path().display().to_string()), "{question}");
            Ok(answer)
        })
    }

    #[test]
    fn the_demo_is_gone_and_the_audit_log_is_kept_beside_it() {
        let (_folder, state) = used();
        let report = yes(&state).unwrap();
        assert_eq!(report.removed, [state.sandbox(), state.tickets_since(), state.cache().join("ab-cd.cwasm")]);
        assert!(report.warnings().is_empty(), "{report:?}");
        let kept = open(&report.database_moved_to.unwrap());
        assert_eq!(kept.records(&AuditFilter::default()).unwrap().len(), 1);
        assert_eq!(open(&state.database()).records(&AuditFilter::default()).unwrap().len(), 0);
        assert_eq!(fs::read_to_string(state.path().join("notes.txt")).unwrap(), "mine");
        assert!(state.owns_cache());
    }

    #[test]
    fn a_damaged_database_is_moved_aside_too() {
        let (_folder, state) = used();
        fs::write(state.database(), "garbage").unwrap();
        let report = yes(&state).unwrap();
        assert_eq!(fs::read(report.database_moved_to.unwrap()).unwrap(), b"garbage");
        open(&state.database());
    }

    #[test]
    fn without_a_yes_nothing_changes() {
        let (_folder, state) = used();
        let declined = asked(&state, Answer::No).unwrap_err();
        assert_eq!((declined.code, declined.exit), ("declined", Exit::Failed));
        let nobody = asked(&state, Answer::NobodyThere).unwrap_err();
        assert_eq!((nobody.code, nobody.exit), ("confirmation-needed", Exit::Usage));
        assert!(nobody.hint.unwrap().contains("--yes"));
        assert!(state.database().exists() && state.sandbox().exists() && state.cache().join("ab-cd.cwasm").exists());
        assert!(asked(&state, Answer::Yes).is_ok());
    }

    #[test]
    fn while_the_database_is_in_use_nothing_changes() {
        let (_folder, state) = used();
        let holder = rusqlite::Connection::open(state.database()).unwrap();
        holder.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert_eq!(yes(&state).unwrap_err().code, "database-locked");
        assert!(state.database().exists() && state.sandbox().exists());
    }

    #[test]
    fn while_a_local_recharge_runs_nothing_changes() {
        let (_folder, state) = used();
        let _server = state.lock_sandbox().unwrap().unwrap();
        assert_eq!(yes(&state).unwrap_err().code, "sandbox-running");
        assert!(state.database().exists() && state.sandbox().exists());
    }

    #[test]
    fn a_cache_folder_that_the_harness_did_not_make_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::at(folder.path());
        fs::create_dir(state.cache()).unwrap();
        fs::write(state.cache().join("theirs.cwasm"), "").unwrap();
        state.prepare().unwrap();
        let report = yes(&state).unwrap();
        assert!(state.cache().join("theirs.cwasm").exists());
        assert_eq!(report.warnings().len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        use std::os::unix::fs::symlink;
        let (folder, state) = used();
        let outside = folder.path().join("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("precious.cwasm"), "x").unwrap();
        fs::remove_file(state.sandbox()).unwrap();
        symlink(outside.join("precious.cwasm"), state.sandbox()).unwrap();
        symlink(outside.join("precious.cwasm"), state.cache().join("link.cwasm")).unwrap();
        let report = yes(&state).unwrap();
        assert!(outside.join("precious.cwasm").exists());
        assert!(state.sandbox().is_symlink() && state.cache().join("link.cwasm").is_symlink());
        assert_eq!(report.left_alone.len(), 2, "{report:?}");

        fs::rename(state.cache(), folder.path().join("moved")).unwrap();
        symlink(folder.path().join("moved"), state.cache()).unwrap();
        fs::write(folder.path().join("moved/other.cwasm"), "x").unwrap();
        yes(&state).unwrap();
        assert!(folder.path().join("moved/other.cwasm").exists(), "the cache itself may be a link");
    }

    #[test]
    fn a_folder_that_is_not_there_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::at(folder.path().join("none"));
        let report = yes(&state).unwrap();
        assert!(report.removed.is_empty() && report.database_moved_to.is_none());
        assert!(!state.path().exists());
    }
}
