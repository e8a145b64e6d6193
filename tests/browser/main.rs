//! The inbox as people use it: a real Chromium, without a screen, in front of the real `harness serve`. What tests look for is
//! what a person is shown, by role and name; what they do is done by mouse and keys. See README.md beside this file.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "what is not as expected fails the test, in helpers too; why a test is skipped is said on standard error"
)]

mod accessible;
mod addresses;
mod agent;
mod cancelling;
mod chromium;
mod connecting;
mod deciding;
mod desk;
mod ground;
mod hostile;
mod kept;
mod keyboard;
mod languages;
mod layout;
mod live;
mod long;
mod moving;
mod narrow;
mod regions;
mod screens;
mod skipping;
mod starting;
mod states;
mod together;
mod words;

/// Where the binary runs, which the tests of the command line have as well.
#[path = "../harness/support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the tests of the command line need more of it")]
mod support;

use ground::{Ground, Story};
use libtest_mimic::{Arguments, Trial};
use std::process::ExitCode;
use std::sync::Arc;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Much of a story's time is the page's: it waits until somebody has stopped typing, or until its news are in.
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    arguments.test_threads.get_or_insert(processors * 2);
    let ground = Arc::new(Ground::find());
    // The longest ones first, so that none of them is left alone at the end.
    let stories: Vec<Story> = [
        accessible::stories(),
        hostile::stories(),
        screens::stories(),
        narrow::stories(),
        keyboard::stories(),
        together::stories(),
        live::stories(),
        long::stories(),
        regions::stories(),
        starting::stories(),
        languages::stories(),
        moving::stories(),
        cancelling::stories(),
        skipping::stories(),
        addresses::stories(),
        deciding::stories(),
        agent::stories(),
        connecting::stories(),
        kept::stories(),
        layout::stories(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let trials = stories.into_iter().map(|story| {
        let missing = ground.missing(&story);
        let is_ignored = missing.is_some() && !Ground::is_required();
        let is_asked = !arguments.list && arguments.filter.as_ref().is_none_or(|part| story.name.contains(part));
        if let (Some(why), true, true) = (&missing, is_ignored, is_asked) {
            eprintln!("skipped: {}: {why}", story.name);
        }
        let (name, ground) = (story.name.clone(), Arc::clone(&ground));
        let run = move || match missing {
            Some(why) => Err(why.into()),
            None => {
                (story.run)(&ground);
                Ok(())
            }
        };
        Trial::test(name, run).with_ignored_flag(is_ignored)
    });
    let trials = trials.collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}
