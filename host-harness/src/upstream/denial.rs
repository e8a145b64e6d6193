//! What the host refuses to send, in words that say what, why, and what to do. A denial is the guest's to read.

/// Why the host doesn't send a read. Permanent: the same read is refused again.
///
/// Texts of the guest in it are escaped and shortened, so that a log line or a terminal stays what it is. Values of
/// headers and of secrets are never in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Denial {
    /// Nothing that carries writes was given to this upstream.
    #[error("upstream \"{upstream}\" is connected for reading only: writes are switched off on this host")]
    ReadOnly {
        /// The upstream.
        upstream: String,
    },
    /// The body is too long.
    #[error("the body has {length} bytes and {limit} are allowed: send less at once")]
    BodyTooLong {
        /// Its length in bytes.
        length: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// The path isn't absolute.
    #[error("the path doesn't start with \"/\": give it from the first slash on, such as \"/customers\"")]
    PathNotAbsolute,
    /// The path is too long.
    #[error("the path has {length} bytes and {limit} are allowed: put identifiers into the query")]
    PathTooLong {
        /// Its length in bytes.
        length: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// A character that a path can't carry.
    #[error(
        "the path has {character} at byte {at}, which a path can't carry: percent-encode it, \
         and give the query in its own field"
    )]
    PathCharacter {
        /// The character, quoted and escaped.
        character: String,
        /// Where, in bytes from the start.
        at: usize,
    },
    /// A percent sign without two hex digits, or one that hides a slash, a backslash, a percent sign or a
    /// control character.
    #[error(
        "the path has \"{escape}\" at byte {at}: after \"%\" come two hex digits, and they may not hide a slash, \
         a backslash, a percent sign or a control character"
    )]
    PathEscape {
        /// What stands there, escaped.
        escape: String,
        /// Where, in bytes from the start.
        at: usize,
    },
    /// Two slashes in a row.
    #[error("the path has \"//\": name every segment between two slashes")]
    PathEmptySegment,
    /// A "." or ".." segment, in any spelling.
    #[error("the path has a \".\" or \"..\" segment: write the path it leads to")]
    PathDotSegment,
    /// The address would leave the upstream's base.
    #[error("the path or query would lead away from upstream \"{upstream}\": write them plainly")]
    LeavesBase {
        /// The upstream.
        upstream: String,
    },
    /// Too many query pairs.
    #[error("the query has {count} pairs and {limit} are allowed: ask in several reads")]
    QueryTooMany {
        /// How many.
        count: usize,
        /// The limit.
        limit: usize,
    },
    /// The query is too long.
    #[error("the query has more than {limit} bytes once it is encoded: ask in several reads")]
    QueryTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// A query pair without a name.
    #[error("query pair {index} has no name: name it or leave it out")]
    QueryNameEmpty {
        /// Its number, from 0.
        index: usize,
    },
    /// A control character, a line break among them.
    #[error("query pair {index} has a control character in it: take it out")]
    QueryControl {
        /// Its number, from 0.
        index: usize,
    },
    /// Too many headers.
    #[error("there are {count} headers and {limit} are allowed: leave out what the upstream doesn't need")]
    HeaderTooMany {
        /// How many.
        count: usize,
        /// The limit.
        limit: usize,
    },
    /// Headers are too long.
    #[error("the headers have more than {limit} bytes in all: leave out what the upstream doesn't need")]
    HeadersTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// Not a header name.
    #[error("\"{header}\" is no header name: use letters, digits and \"-\"")]
    HeaderName {
        /// The name, escaped and shortened.
        header: String,
    },
    /// A header of the host.
    #[error("the header \"{header}\" is the host's own: leave it out, the host fills it in where it is needed")]
    HeaderReserved {
        /// The name in lower case.
        header: String,
    },
    /// A header that nobody declared.
    #[error(
        "the header \"{header}\" isn't declared for upstream \"{upstream}\": declare it there in the manifest, \
         or leave it out"
    )]
    HeaderUndeclared {
        /// The name in lower case.
        header: String,
        /// The upstream that was asked.
        upstream: String,
    },
    /// The same header twice.
    #[error("the header \"{header}\" is given twice: give it once, with its values joined by commas")]
    HeaderTwice {
        /// The name in lower case.
        header: String,
    },
    /// A value that a header can't carry.
    #[error("the value of the header \"{header}\" is not visible ASCII: encode it or leave the header out")]
    HeaderValue {
        /// The name in lower case.
        header: String,
    },
    /// A plain value where a secret belongs.
    #[error("the header \"{header}\" carries the secret \"{secret}\": give that secret's handle, not a text")]
    SecretHeaderPlain {
        /// The header in lower case.
        header: String,
        /// The secret declared for it.
        secret: String,
    },
    /// A secret of another upstream.
    #[error(
        "the secret \"{secret}\" isn't declared for upstream \"{upstream}\": it goes only where the manifest says; \
         declare it there, or read from its own upstream"
    )]
    SecretElsewhere {
        /// The secret.
        secret: String,
        /// The upstream that was asked.
        upstream: String,
    },
    /// A secret in another header than its own.
    #[error(
        "the secret \"{secret}\" goes into the header \"{declared}\" and not into \"{header}\": \
         use the header that the manifest declares"
    )]
    SecretWrongHeader {
        /// The secret.
        secret: String,
        /// The header that was given, in lower case.
        header: String,
        /// The header it is declared for, in lower case.
        declared: String,
    },
    /// A read that another upstream permitted. The host's mistake, not a guest's.
    #[error(
        "this read was permitted for another upstream than \"{upstream}\": send it through the one that permitted it"
    )]
    PermittedElsewhere {
        /// The upstream that was to send it.
        upstream: String,
    },
    /// A secret whose value no header can carry.
    #[error("the value kept for the secret \"{secret}\" can't be sent in a header: connect again with the right one")]
    SecretUnsendable {
        /// The secret.
        secret: String,
    },
}

/// Most characters of a guest's text that a message repeats.
const SHOWN_CHARACTERS: usize = 60;

/// A guest's text for a message: escaped, so that it can't fake a line or steer a terminal, and cut.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN_CHARACTERS).flat_map(char::escape_default).collect();
    if text.chars().nth(SHOWN_CHARACTERS).is_some() {
        shown.push_str("...");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guests_text_is_escaped_and_cut() {
        assert_eq!(shown("a\r\n\u{1b}[31m"), "a\\r\\n\\u{1b}[31m");
        assert_eq!(shown(&"x".repeat(61)), format!("{}...", "x".repeat(60)));
        assert_eq!(shown(&"x".repeat(60)), "x".repeat(60));
    }

    #[test]
    fn a_denial_says_what_why_and_what_to_do() {
        let denial = Denial::SecretWrongHeader {
            secret: "token".into(),
            header: "x-other".into(),
            declared: "x-recharge-access-token".into(),
        };
        assert_eq!(
            denial.to_string(),
            "the secret \"token\" goes into the header \"x-recharge-access-token\" and not into \"x-other\": \
             use the header that the manifest declares"
        );
        let denial = Denial::HeaderReserved { header: "host".into() };
        assert_eq!(
            denial.to_string(),
            "the header \"host\" is the host's own: leave it out, the host fills it in where it is needed"
        );
        let denial = Denial::PathCharacter { character: "'?'".into(), at: 10 };
        assert_eq!(
            denial.to_string(),
            "the path has '?' at byte 10, which a path can't carry: percent-encode it, \
             and give the query in its own field"
        );
    }
}
