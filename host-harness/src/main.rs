//! The harness: runs a plugin on a developer's machine. Everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    host_harness::cli::run()
}
