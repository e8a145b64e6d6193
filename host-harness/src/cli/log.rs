//! The host's own log on standard error, for commands that run until they are stopped: what a page doesn't say.

use std::fmt::{self, Write as _};
use std::io::Write as _;

use jiff::Timestamp;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use super::safe::is_harmless;

/// Writes what goes wrong in the host, each on a line of its own. Whatever a guest or an upstream has said is in it as one
/// line of printable text, so that nobody writes lines of their own or speaks to the terminal.
#[derive(Debug)]
struct Log;

/// From now on, to the end of the process.
pub fn start() {
    // There is one already in a process that isn't ours alone, and that is as good.
    let _ = tracing::subscriber::set_global_default(Log);
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN && metadata.target().starts_with(env!("CARGO_CRATE_NAME"))
    }

    fn event(&self, event: &Event<'_>) {
        // Nobody reads it any more; the work goes on.
        let _ = writeln!(anstream::stderr(), "{}", line(Timestamp::now(), event));
    }

    // Nothing is followed from one line to the next.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// "2026-11-22T09:00:00Z warning: a page says that something failed; code=host-failed why=…"
fn line(at: Timestamp, event: &Event<'_>) -> String {
    let mut said = Said::default();
    event.record(&mut said);
    let weight = if *event.metadata().level() == Level::ERROR { "error" } else { "warning" };
    let seconds = at.strftime("%Y-%m-%dT%H:%M:%SZ");
    let mark = if said.more.is_empty() { "" } else { ";" };
    format!("{seconds} {weight}: {}{mark}{}", said.what, said.more)
}

#[derive(Default)]
struct Said {
    what: String,
    more: String,
}

impl Said {
    fn put(&mut self, field: &Field, text: &str) {
        let text = one_line(text);
        if field.name() == "message" {
            self.what = text;
        } else {
            // Writing to a text doesn't fail.
            let _ = write!(self.more, " {}={text}", field.name());
        }
    }
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, &format!("{value:?}"));
    }
}

/// The most characters of a field.
const MOST: usize = 2000;

/// The text with whatever isn't printed spelled out: line ends, escapes of terminals, marks of direction.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for character in text.chars().take(MOST) {
        if is_harmless(character) {
            line.push(character);
        } else {
            line.extend(character.escape_default());
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn whatever_was_said_stays_on_its_line() {
        assert_eq!(one_line("a\nerror: b\r\u{1b}[31mc\u{202e}d ü"), "a\\nerror: b\\r\\u{1b}[31mc\\u{202e}d ü");
        assert_eq!(one_line(&"x".repeat(9000)).len(), super::MOST);
    }
}
