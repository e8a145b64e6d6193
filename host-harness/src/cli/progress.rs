//! A sign of life on standard error for anything that takes over a second.

use std::io::IsTerminal;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::safe::safe;

/// Sooner than this, a spinner only flickers.
const DELAY: Duration = Duration::from_secs(1);
/// Between two pictures of the spinner.
const TICK: Duration = Duration::from_millis(100);

/// A spinner that appears after a second and is gone without a trace when it is dropped.
#[derive(Debug)]
pub struct Progress {
    running: Option<(mpsc::Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts one on standard error; none with `--json`, and none where standard error is not a terminal.
    pub fn start(message: &str, json: bool) -> Self {
        if json || !std::io::stderr().is_terminal() {
            return Self { running: None };
        }
        Self::start_on(ProgressDrawTarget::stderr(), message, DELAY)
    }

    fn start_on(target: ProgressDrawTarget, message: &str, delay: Duration) -> Self {
        let (stop, stopped) = mpsc::channel();
        let message = safe(message);
        let thread = std::thread::Builder::new().name("progress".to_owned()).spawn(move || {
            if stopped.recv_timeout(delay) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::with_draw_target(None, target).with_style(ProgressStyle::default_spinner());
            bar.set_message(message);
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                bar.tick();
            }
            bar.finish_and_clear();
        });
        // Without a thread there is no spinner; the work goes on.
        Self { running: thread.ok().map(|thread| (stop, thread)) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            // Waits until the line is clear, so that it doesn't mix with what is printed next.
            _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    /// A terminal that tells what is drawn.
    #[derive(Debug)]
    struct Paper(mpsc::Sender<String>);

    impl indicatif::TermLike for Paper {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            _ = self.0.send(text.to_owned());
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            self.write_str("<clear>")
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    fn start(delay: Duration) -> (Progress, mpsc::Receiver<String>) {
        let (told, drawn) = mpsc::channel();
        let target = ProgressDrawTarget::term_like(Box::new(Paper(told)));
        (Progress::start_on(target, "asking\u{1b}[2J Recharge", delay), drawn)
    }

    #[test]
    fn slow_work_gets_a_spinner_that_is_gone_afterwards() {
        let (progress, drawn) = start(Duration::ZERO);
        // What takes this long is not coming: the test fails then, instead of waiting for ever.
        let next = || drawn.recv_timeout(Duration::from_secs(20)).expect("the spinner is drawn");
        let shown = std::iter::repeat_with(next).find(|text| text.contains("Recharge")).unwrap();
        assert!(shown.contains("asking Recharge"), "{shown:?}");
        drop(progress);
        assert_eq!(drawn.iter().filter(|text| !text.is_empty()).last().as_deref(), Some("<clear>"));
    }

    #[test]
    fn quick_work_shows_nothing_and_waits_for_nothing() {
        let (progress, drawn) = start(Duration::from_secs(3600));
        drop(progress);
        assert_eq!(drawn.iter().count(), 0);
    }

    #[test]
    fn there_is_none_with_json() {
        assert!(Progress::start("asking", true).running.is_none());
    }
}
