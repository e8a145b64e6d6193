//! One Chromium for all tests of this run: found, started without a screen and without a network, and ended.

mod axe;
mod cdp;
mod element;
mod keys;
mod page;
mod window;

pub use axe::axe_core;
pub use element::Element;
pub use keys::Key;
pub use page::Size;
pub use window::{Browser, Window};

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Names under which systems install it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// What every run of it gets: nothing that asks anybody on the network, nothing that slows down a window behind another one.
const SWITCHES: [&str; 18] = [
    "--headless",
    "--remote-debugging-port=0",
    "--lang=en-US",
    "--window-size=1280,860",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

/// The program, or why there is none.
pub fn find() -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        let path = PathBuf::from(named);
        return if path.is_file() { Ok(path) } else { Err(format!("CHROMIUM names no file: {}", path.display())) };
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .find(|path| path.is_file())
        .ok_or_else(|| format!("none of {} on PATH; install one, or name it in CHROMIUM", NAMES.join(", ")))
}

/// A Chromium that runs until this is dropped, with a profile of its own.
pub struct Chromium {
    process: Child,
    /// Where its debugging port listens, as a WebSocket's address.
    address: String,
    _profile: tempfile::TempDir,
}

impl Chromium {
    /// Starts it; an error says what it said.
    pub fn start(program: &Path) -> Result<Self, String> {
        let profile = tempfile::tempdir().map_err(|error| error.to_string())?;
        let mut command = Command::new(program);
        command.args(SWITCHES).arg(format!("--user-data-dir={}", profile.path().display())).arg("about:blank");
        // Its sandbox refuses to work for root, and a container may have nobody else.
        if is_root() {
            command.arg("--no-sandbox");
        }
        let piped = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = piped.spawn().map_err(|error| format!("{} doesn't start: {error}", program.display()))?;
        let mut said = BufReader::new(process.stderr.take().ok_or("it has no standard error")?);
        let mut all = String::new();
        loop {
            let mut line = String::new();
            if said.read_line(&mut line).map_err(|error| error.to_string())? == 0 {
                let _ = process.kill();
                let _ = process.wait();
                return Err(format!("{} ended at once: {all}", program.display()));
            }
            if let Some((_, address)) = line.split_once("DevTools listening on ") {
                let address = address.trim().to_owned();
                // What it says later is nobody's; a full pipe would stop it.
                std::thread::spawn(move || said.read_to_end(&mut Vec::new()));
                return Ok(Self { process, address, _profile: profile });
            }
            all.push_str(&line);
        }
    }

    /// A browser with its own cookies.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.address)
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Asked to close it ends its own children too.
        cdp::close(&self.address);
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}
