//! Where somebody else's mail begins: lines marked as quoted, the line above a quoted mail, and a mail's head.

use crate::letters::small;
use crate::phrase;
use crate::text::lower;

/// True iff the line is marked as quoted.
pub fn is_quote(line: &str) -> bool {
    line.starts_with('>') || line.starts_with("| ") || line.starts_with("&gt;")
}

/// True iff mail that is passed on begins below the line.
pub fn is_forward(line: &str) -> bool {
    let dashes = line.starts_with("---") && line.ends_with("---") && line.len() < 120;
    dashes && line.chars().any(char::is_alphabetic)
}

/// How many lines "On … wrote:" and its like take, if it begins here.
pub fn reply_header(line: &str, next: &str) -> Option<usize> {
    if ends_as_header(line) && begins_as_header(line) {
        return Some(1);
    }
    let both = line.len() < 160 && next.len() < 160;
    (both && begins_as_header(line) && !line.is_empty() && ends_as_header(next) && has_digit(line)).then_some(2)
}

fn has_digit(line: &str) -> bool {
    line.bytes().any(|byte| byte.is_ascii_digit()) || line.contains('@')
}

fn ends_as_header(line: &str) -> bool {
    let end = line.trim_end_matches(['_', '*', ' ']);
    let Some(end) = end.strip_suffix(':') else { return false };
    let lower = lower(end);
    // The verb stands last, or before a date and a name.
    lower.len() < 200
        && ["wrote", "writes", "schrieb", "geschrieben", "schreibt", "a écrit"]
            .iter()
            .any(|verb| phrase::holds(&lower, verb))
}

fn begins_as_header(line: &str) -> bool {
    let lower: String = line.chars().take(200).map(small).collect();
    let start = lower.trim_start_matches(['*', '_', ' ', '<']);
    let known = ["on ", "am ", "le ", "von ", "from ", "den ", "> on", "gestern", "yesterday", "um "]
        .iter()
        .any(|word| start.starts_with(word));
    let weekday = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so"];
    let dated = weekday.iter().any(|day| start.starts_with(day)) || start.starts_with(|c: char| c.is_ascii_digit());
    // "This is what I wrote:" is the customer's own.
    let own = start.split(' ').any(|word| matches!(word, "i" | "ich" | "we" | "wir"));
    (known
        || dated
        || (start.contains('@') && start.len() < 160)
        || (ends_as_header(line) && start.len() < 100 && !own))
        && (has_digit(line) || start.len() < 80)
}

/// True iff two or more lines of a mail's head begin here: "From:", "Sent:", "Von:", "Betreff:" …
pub fn mail_headers(lines: &[&str], at: usize) -> bool {
    const NAMES: &[&str] = &[
        "from:",
        "von:",
        "sent:",
        "gesendet:",
        "to:",
        "an:",
        "date:",
        "datum:",
        "subject:",
        "betreff:",
        "cc:",
        "*from:*",
        "*von:*",
    ];
    let header = |line: &&&str| {
        let line: String = line.trim().chars().take(12).map(small).collect();
        NAMES.iter().any(|name| line.starts_with(name))
    };
    let first = lines.get(at).is_some_and(|line| {
        let line: String = line.trim().chars().take(12).map(small).collect();
        ["from:", "von:", "*from:*", "*von:*", "date:", "datum:", "gesendet:", "sent:"]
            .iter()
            .any(|name| line.starts_with(name))
    });
    // "Von: Hafenweg 3, An: Ringstraße 5" is a move of house: a mail's head has a time, a subject or an address of mail.
    const SURE: &[&str] = &["sent:", "gesendet:", "date:", "datum:", "subject:", "betreff:"];
    let sure = |line: &&str| {
        let line = lower(line.trim());
        line.contains('@') || SURE.iter().any(|name| line.starts_with(name))
    };
    let head = || lines.get(at..).unwrap_or_default().iter().take(5);
    first && head().filter(header).count() >= 2 && head().any(sure)
}
