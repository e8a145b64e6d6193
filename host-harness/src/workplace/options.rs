//! What is said at the start of a process, as it is understood.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::failure::{Exit, Failure};

/// What was said at the start of the process.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The plugin's file; the one built from this repository where nothing was said.
    pub plugin: Option<PathBuf>,
    /// The state folder.
    pub state: PathBuf,
    /// Another Recharge than the local one, by its address.
    pub recharge_url: Option<String>,
    /// The reader's language, BCP 47.
    pub locale: Option<String>,
    /// The time to take for now: a day or a moment.
    pub now: Option<String>,
}

/// "2026-11-22" is that day's morning in UTC, so that it is that day in most of the world.
pub(super) fn parse_now(text: &str) -> Result<Timestamp, Failure> {
    let day = || text.parse::<jiff::civil::Date>().ok()?.at(9, 0, 0, 0).to_zoned(TimeZone::UTC).ok();
    let parsed = text.parse::<Timestamp>().ok().or_else(|| day().map(|zoned| zoned.timestamp()));
    parsed.ok_or_else(|| {
        Failure::new("bad-time", Exit::Usage, format!("--now can't be understood: \"{}\"", text.escape_debug()))
            .hint("write a day like 2026-11-22 or a moment like 2026-11-22T09:30:00Z")
    })
}

/// The shape of a BCP 47 tag; which languages there are is the plugin's to know.
pub(super) fn check_locale(text: &str) -> Result<(), Failure> {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let mut parts = text.split('-');
    let language = parts
        .next()
        .is_some_and(|first| (2..=8).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic()));
    if language && parts.all(part) {
        return Ok(());
    }
    Err(Failure::new("bad-locale", Exit::Usage, format!("--locale can't be understood: \"{}\"", text.escape_debug()))
        .hint("write a BCP 47 tag like en, de or de-AT"))
}

#[cfg(test)]
mod tests {
    use super::{check_locale, parse_now};

    #[test]
    fn now_is_a_day_or_a_moment() {
        assert_eq!(parse_now("2026-11-22").unwrap().to_string(), "2026-11-22T09:00:00Z");
        assert_eq!(parse_now("2026-11-22T23:30:00+01:00").unwrap().to_string(), "2026-11-22T22:30:00Z");
        for text in ["", "today", "2026-13-01", "22.11.2026", "2026-11-22T25:00:00Z"] {
            let error = parse_now(text).unwrap_err();
            assert_eq!(error.code, "bad-time", "{text}");
        }
    }

    #[test]
    fn a_locale_has_the_shape_of_a_language_tag() {
        for text in ["en", "de", "de-AT", "zh-Hant-TW", "gsw"] {
            check_locale(text).unwrap();
        }
        for text in ["", "d", "de_DE", "de-", "../de", "1e", "de AT"] {
            assert_eq!(check_locale(text).unwrap_err().code, "bad-locale", "{text}");
        }
    }
}
