//! A local Recharge as a process of its own.

use super::{Place, envelope};

/// A `harness sandbox` that runs beside the test, until it is dropped.
pub struct Served {
    process: std::process::Child,
    pub url: String,
}

impl Served {
    pub fn start(place: &Place, more: &[&str]) -> Self {
        let arguments = [&["--json", "sandbox", "--port", "0"], more].concat();
        let mut command = place.call(&arguments).process();
        let process = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
        let mut served = Self { process, url: String::new() };
        // The envelope is all it prints, and fits on one line.
        let mut line = String::new();
        let stdout = served.process.stdout.take().unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut line).unwrap();
        served.url = envelope(&line)["result"]["url"].as_str().unwrap().to_owned();
        served
    }

    /// kill -9
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
