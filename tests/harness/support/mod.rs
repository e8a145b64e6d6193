//! What the tests of the command line share: a place to run the binary in, what came of a run, and servers on loopback.

mod inbox;
mod ran;
mod served;
mod server;

pub use inbox::{Browser, Inbox, Page};
pub use ran::{Ran, Refusal, envelope};
pub use served::Served;
pub use server::{Scripted, Server, html, json_body, keeping_quiet, status};

use host_harness::cli::StateDir;
use host_harness::engine::{EngineConfig, PluginEngine};
use host_harness::store::MemoryAuditLog;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;

/// The binary.
pub const HARNESS: &str = env!("CARGO_BIN_EXE_harness");
/// The time of every run that doesn't say otherwise.
pub const NOW: &str = "2026-11-22T09:00:00Z";
/// A customer of the demo shop.
pub const LENA: &str = "lena.brandt@example.com";

/// A folder with a state folder and a secrets folder, gone when this is dropped.
pub struct Place {
    folder: TempDir,
}

impl Place {
    /// With compiled code in the cache, which takes a debug build many seconds to make, and nothing else.
    pub fn new() -> Self {
        let place = Self::empty();
        StateDir::at(place.state()).prepare().unwrap();
        for entry in fs::read_dir(compiled()).unwrap() {
            let path = entry.unwrap().path();
            let link = place.state().join("cache").join(path.file_name().unwrap());
            if fs::hard_link(&path, &link).is_err() {
                fs::copy(&path, &link).unwrap();
            }
        }
        place
    }

    /// Without even a state folder.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn state(&self) -> PathBuf {
        self.path().join("state")
    }

    pub fn secrets(&self) -> PathBuf {
        self.path().join("secrets")
    }

    pub fn database(&self) -> PathBuf {
        self.state().join("harness.db")
    }

    pub fn sandbox(&self) -> PathBuf {
        self.state().join("sandbox.json")
    }

    /// A file beside the two folders.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// A run that is prepared.
    pub fn call(&self, arguments: &[&str]) -> Call {
        Call::new(self.path()).with(arguments).at(NOW)
    }

    /// A run with these arguments alone, with the machine's clock.
    pub fn bare(&self, arguments: &[&str]) -> Call {
        Call::new(self.path()).with(arguments)
    }

    /// The widget of this address from the Recharge at this URL, with this token in the environment.
    pub fn widget_at(&self, url: &str, token: &str, email: &str) -> Call {
        self.call(&["widget", "--email", email, "--recharge-url", url]).token(token)
    }

    /// Every file in this folder but compiled code and the database with its logs, which every command appends to.
    pub fn kept(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        for path in files_below(self.path()) {
            let name = path.file_name().unwrap().to_str().unwrap();
            if !name.starts_with("harness.db") && !name.ends_with(".cwasm") {
                files.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
        files
    }

    /// How many records the audit log has, after checking that it is intact.
    pub fn intact_records(&self) -> u64 {
        let verified = self.call(&["audit", "verify"]).result();
        assert_eq!(verified["intact"], true, "{verified}");
        verified["records"].as_u64().unwrap()
    }
}

/// All files below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// A folder with the compiled plugin, filled once a process and only where it is missing. The engine is the binary's own, so
/// that it takes what it finds there.
fn compiled() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compiled-plugin");
        let mut config = EngineConfig::default();
        config.cache_dir = Some(folder.clone());
        // On a thread of its own: the test may be inside a runtime.
        let load = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let engine = PluginEngine::new(config).unwrap();
            let log = Arc::new(MemoryAuditLog::new());
            runtime.block_on(engine.load(armincx_recharge_component::COMPONENT, log)).unwrap();
        };
        std::thread::scope(|threads| threads.spawn(load).join().unwrap());
        folder
    })
}

/// A run of the binary: arguments, environment and standard input. Nothing of the tests' own environment reaches it.
#[derive(Clone)]
pub struct Call {
    folder: PathBuf,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    stdin: Option<Vec<u8>>,
}

impl Call {
    fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), arguments: Vec::new(), variables: Vec::new(), stdin: None }
    }

    pub fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        self
    }

    pub fn at(self, now: &str) -> Self {
        self.with(&["--now", now])
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The token of another Recharge, from the environment.
    pub fn token(self, token: &str) -> Self {
        self.env("ARMINCX_SECRET_RECHARGE_TOKEN", token)
    }

    pub fn stdin(mut self, text: impl AsRef<[u8]>) -> Self {
        self.stdin = Some(text.as_ref().to_owned());
        self
    }

    /// As a process of the standard library, for what runs beside the test.
    pub fn process(&self) -> std::process::Command {
        let mut command = std::process::Command::new(HARNESS);
        command.current_dir(&self.folder).args(&self.arguments).env_clear().stdin(Stdio::null());
        command.env("ARMINCX_STATE", self.folder.join("state"));
        command.env("ARMINCX_SECRETS_DIR", self.folder.join("secrets"));
        // Windows has no sockets without it.
        command.envs(std::env::vars().filter(|(name, _)| name.eq_ignore_ascii_case("SystemRoot")));
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs it as it is.
    pub fn run(&self) -> Ran {
        let mut command = assert_cmd::Command::from_std(self.process());
        if let Some(bytes) = &self.stdin {
            command.write_stdin(bytes.as_slice());
        }
        Ran::of(&command.output().unwrap())
    }

    /// Runs it for people; it must succeed. Its standard output.
    #[track_caller]
    pub fn shown(&self) -> String {
        let ran = self.run();
        assert_eq!(ran.code, 0, "{ran}");
        assert_eq!(ran.stderr, "", "{ran}");
        ran.stdout
    }

    /// Runs it with `--json`; it must succeed. The envelope's result.
    #[track_caller]
    pub fn result(&self) -> serde_json::Value {
        let ran = self.clone().with(&["--json"]).run();
        assert_eq!(ran.code, 0, "{ran}");
        assert_eq!(ran.stderr, "", "{ran}");
        envelope(&ran.stdout)["result"].take()
    }

    /// Runs it with `--json`; it must fail with this exit code and this error code.
    #[track_caller]
    pub fn refused_in_json(&self, exit: i32, code: &str) -> Refusal {
        Refusal::in_json(&self.clone().with(&["--json"]).run(), exit, code)
    }

    /// Runs it for programs and for people; both must fail alike.
    #[track_caller]
    pub fn refused(&self, exit: i32, code: &str) -> Refusal {
        let refusal = self.refused_in_json(exit, code);
        refusal.is_shown_by(&self.run(), exit);
        refusal
    }
}
