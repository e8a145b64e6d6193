//! The customer's own last words: what was quoted, forwarded, signed or added by machines is cut away.

/// A message's own words, and whether it is nothing but somebody else's that were passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnWords {
    /// What the customer wrote this time.
    pub text: String,
    /// Whether there was quoted or forwarded mail besides.
    pub quoted: String,
    /// Whether the own words are empty and something was forwarded.
    pub forwarded_only: bool,
}

/// Lines that begin what a machine or another mail adds; compared in lower case, at the start of a line.
const ENDS: &[&str] = &[
    "-----original message",
    "----- original message",
    "-----ursprüngliche nachricht",
    "----- ursprüngliche nachricht",
    "-------- ursprüngliche nachricht",
    "-------- original message",
    "--------- ursprüngliche",
    "-------- weitergeleitete",
    "---------- forwarded message",
    "---------- weitergeleitete nachricht",
    "----- forwarded message",
    "----weitergeleitete",
    "begin forwarded message",
    "anfang der weitergeleiteten",
    "________________________________",
    "-----weitergeleitete",
    "sent from my ",
    "sent from mail for",
    "sent from outlook",
    "sent from yahoo",
    "sent via ",
    "get outlook for",
    "von meinem iphone",
    "von meinem ipad",
    "von meinem samsung",
    "von meinem handy",
    "von meinem android",
    "von meinem mobil",
    "von meinem huawei",
    "von meinem xiaomi",
    "von meinem smartphone",
    "gesendet von ",
    "gesendet mit ",
    "gesendet aus ",
    "von unterwegs gesendet",
    "diese nachricht wurde von meinem",
    "diese e-mail wurde von",
    "holen sie sich outlook",
    "outlook für ",
    "mobil gesendet",
    "vom handy gesendet",
    "sent on the go",
    "virus-free",
    "virenfrei",
    "this e-mail and any",
    "this email and any",
    "this message and any",
    "this e-mail is confidential",
    "this email is confidential",
    "this message is intended",
    "this email is intended",
    "this e-mail is intended",
    "the information contained in",
    "the information in this",
    "the contents of this",
    "confidentiality notice",
    "disclaimer:",
    "please consider the environment",
    "think before you print",
    "diese e-mail enthält",
    "diese mail enthält",
    "diese nachricht enthält",
    "diese e-mail ist vertraulich",
    "diese e-mail kann",
    "dieses e-mail",
    "der inhalt dieser",
    "die information in dieser",
    "die in dieser e-mail",
    "hinweis zum datenschutz",
    "bitte denken sie an die umwelt",
    "bitte prüfen sie der umwelt",
    "vertraulichkeitshinweis",
    "rechtlicher hinweis",
    "if you are not the intended",
    "sollten sie nicht der",
];

/// A line that is a greeting at the end, and nothing but that and perhaps a name.
const GREETINGS: &[&str] = &[
    "best regards",
    "kind regards",
    "warm regards",
    "regards",
    "best wishes",
    "warmest regards",
    "many thanks and regards",
    "with kind regards",
    "yours sincerely",
    "yours faithfully",
    "sincerely",
    "yours truly",
    "yours",
    "cheers",
    "cordially",
    "respectfully",
    "all the best",
    "with best",
    "mit freundlichen grüßen",
    "mit freundlichen grüssen",
    "mit freundlichem gruß",
    "mit freundlichem gruss",
    "freundliche grüße",
    "freundliche grüsse",
    "freundlicher gruß",
    "freundlichen gruß",
    "freundliche gruesse",
    "mit freundlichen gruessen",
    "viele grüße",
    "viele grüsse",
    "viele gruesse",
    "liebe grüße",
    "liebe grüsse",
    "liebe gruesse",
    "beste grüße",
    "beste grüsse",
    "beste gruesse",
    "herzliche grüße",
    "herzliche grüsse",
    "schöne grüße",
    "schöne grüsse",
    "mit besten grüßen",
    "mit besten grüssen",
    "mit lieben grüßen",
    "besten gruß",
    "lieber gruß",
    "lieben gruß",
    "herzlichst",
    "hochachtungsvoll",
    "mfg",
    "vg",
    "lg",
    "gruß",
    "gruss",
    "grüße",
    "grüsse",
    "gruesse",
    "mit vorzüglicher",
    "es grüßt",
    "es grüsst",
    "ihr ",
    "ihre ",
    "euer ",
    "eure ",
    "best,",
    "thanks,",
    "thank you,",
    "ta,",
    "love,",
    "xx",
    "rgds",
    "br",
    "kr",
    "thx",
    "bg",
    "ganz liebe grüße",
    "ganz liebe grüsse",
    "tschüss",
    "servus,",
    "ciao",
    "bis bald",
    "bis dann",
];

/// The own words of a cleaned message.
pub fn own_words(text: &str) -> OwnWords {
    let lines: Vec<&str> = text.lines().collect();
    let (mut own, mut quoted): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let (mut at, mut foreign) = (0_usize, false);
    while let Some(line) = lines.get(at) {
        let trimmed = line.trim();
        let next = || lines.get(at.saturating_add(1)).map_or("", |next| next.trim());
        if is_quote(trimmed) {
            quoted.push(trimmed);
        } else if let Some(length) = reply_header(trimmed, next()) {
            // What follows a reply's header is the other mail, if it isn't marked line by line.
            let after = lines.get(at.saturating_add(length)..).unwrap_or_default();
            let marked = after.iter().map(|line| line.trim()).find(|line| !line.is_empty()).is_some_and(is_quote);
            at = at.saturating_add(length);
            if !marked {
                quoted.extend(after);
                foreign = true;
                break;
            }
            foreign = true;
            continue;
        } else if mail_headers(&lines, at) || is_forward(trimmed) {
            quoted.extend(lines.get(at..).unwrap_or_default());
            foreign = true;
            break;
        } else if trimmed == "--" || *line == "-- " || is_end(trimmed) {
            // A signature: nothing of the customer's comes after it, but quoted mail may.
            quoted.extend(lines.get(at..).unwrap_or_default().iter().filter(|line| is_quote(line.trim())));
            break;
        } else {
            own.push(line);
        }
        at = at.saturating_add(1);
    }
    let own: Vec<&str> = without_signature(&own).into_iter().map(without_stamp).collect();
    let own = without_card(own);
    let text = own.join("\n").trim().to_owned();
    let forwarded_only = text.is_empty() && (foreign || !quoted.is_empty());
    OwnWords { text, quoted: quoted.join("\n"), forwarded_only }
}

fn is_quote(line: &str) -> bool {
    line.starts_with('>') || line.starts_with("| ") || line.starts_with("&gt;")
}

fn is_end(line: &str) -> bool {
    // Lines are compared by their beginning, so no more of a long one is looked at.
    let start: String = line.chars().take(60).flat_map(char::to_lowercase).collect();
    ENDS.iter().any(|end| start.starts_with(end))
}

fn is_forward(line: &str) -> bool {
    let dashes = line.starts_with("---") && line.ends_with("---") && line.len() < 120;
    dashes && line.chars().any(char::is_alphabetic)
}

/// How many lines "On … wrote:" and its like take, if it begins here.
fn reply_header(line: &str, next: &str) -> Option<usize> {
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
    let lower = end.to_lowercase();
    // The verb stands last, or before a date and a name.
    lower.len() < 200
        && ["wrote", "writes", "schrieb", "geschrieben", "schreibt", "a écrit"].iter().any(|verb| lower.contains(verb))
}

fn begins_as_header(line: &str) -> bool {
    let lower: String = line.chars().take(200).flat_map(char::to_lowercase).collect();
    let start = lower.trim_start_matches(['*', '_', ' ', '<']);
    let known = ["on ", "am ", "le ", "von ", "from ", "den ", "> on", "gestern", "yesterday", "um "]
        .iter()
        .any(|word| start.starts_with(word));
    let weekday = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so"];
    let dated = weekday.iter().any(|day| start.starts_with(day)) || start.starts_with(|c: char| c.is_ascii_digit());
    (known || dated || (start.contains('@') && start.len() < 160) || (ends_as_header(line) && start.len() < 100))
        && (has_digit(line) || start.len() < 80)
}

/// True iff two or more lines of a mail's head begin here: "From:", "Sent:", "Von:", "Betreff:" …
fn mail_headers(lines: &[&str], at: usize) -> bool {
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
        let line: String = line.trim().chars().take(12).flat_map(char::to_lowercase).collect();
        NAMES.iter().any(|name| line.starts_with(name))
    };
    let first = lines.get(at).is_some_and(|line| {
        let line: String = line.trim().chars().take(12).flat_map(char::to_lowercase).collect();
        ["from:", "von:", "*from:*", "*von:*", "date:", "datum:", "gesendet:", "sent:"]
            .iter()
            .any(|name| line.starts_with(name))
    });
    first && lines.get(at..).unwrap_or_default().iter().take(5).filter(header).count() >= 2
}

/// Own lines without what follows a greeting at their end. A postscript stays.
fn without_signature<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let filled = |line: &&&str| !line.trim().is_empty();
    for (at, line) in lines.iter().enumerate() {
        let lower = line.trim().to_lowercase();
        let bare = lower.trim_end_matches([',', '!', '.', ' ', ')', ':', '-', ';']);
        let words = bare.split_whitespace().count();
        let greets = GREETINGS.iter().any(|greeting| {
            let greeting_bare = greeting.trim_end_matches([',', ' ']);
            bare == greeting_bare
                || (bare.starts_with(greeting_bare)
                    && words <= 7
                    && bare
                        .get(greeting_bare.len()..)
                        .is_some_and(|rest| rest.starts_with([' ', ',', '\t']) && !has_verb(rest)))
        });
        // "Mit verbindlichen Grüßen", "warmest wishes from sunny Kent": the word itself, in a short line.
        let greets = greets
            || (words <= 5
                && !has_verb(bare)
                && bare.split_whitespace().any(|word| {
                    matches!(
                        word,
                        "grüßen"
                            | "grüssen"
                            | "grüße"
                            | "grüsse"
                            | "gruß"
                            | "gruss"
                            | "gruessen"
                            | "gruesse"
                            | "regards"
                            | "wishes"
                            | "greetings"
                    )
                }));
        if !greets || words > 9 {
            continue;
        }
        // Something must have been said before, or it is the message itself.
        if !lines.get(..at).unwrap_or_default().iter().any(|line| !line.trim().is_empty()) {
            continue;
        }
        let rest = lines.get(at..).unwrap_or_default();
        let mut kept: Vec<&str> = lines.get(..at).unwrap_or_default().to_vec();
        if let Some(postscript) = rest.iter().position(|line| is_postscript(line)) {
            let block = rest.get(postscript..).unwrap_or_default();
            kept.extend(block.iter().take_while(|line| !line.trim().is_empty()));
        }
        // More than a card's worth of words after a greeting is no signature, but what was said next.
        let after: usize = rest.iter().skip(1).filter(filled).map(|line| line.split_whitespace().count()).sum();
        let lines_after = rest.iter().skip(1).filter(filled).count();
        let prose =
            rest.iter().skip(1).any(|line| line.split_whitespace().count() > 14 && has_verb(&line.to_lowercase()));
        if prose && after > 12 && lines_after <= 6 {
            continue;
        }
        return kept;
    }
    lines.to_vec()
}

/// A line of a chat's record without time and name: "[10:12] Visitor 4471: hi".
fn without_stamp(line: &str) -> &str {
    let trimmed = line.trim_start();
    let stamped = trimmed.starts_with('[') || trimmed.starts_with(|c: char| c.is_ascii_digit());
    let Some((head, rest)) = trimmed.split_once("] ").or_else(|| trimmed.split_once(" - ")) else { return line };
    let time = head.len() <= 24 && head.contains(':') && head.bytes().filter(u8::is_ascii_digit).count() >= 3;
    if !(stamped && time) {
        return line;
    }
    match rest.split_once(": ") {
        Some((name, said)) if name.len() <= 40 && name.split_whitespace().count() <= 4 => said,
        _ => rest,
    }
}

/// Lines without a business card at their end: a last paragraph of short lines with firm, telephone or web address.
fn without_card(mut lines: Vec<&str>) -> Vec<&str> {
    const MARKS: &[&str] = &[
        "tel", "phone", "mobil", "www.", "http", "gmbh", " ltd", " llp", " llc", " inc", " ag ", " kg", " | ", "fax",
        "@", " plc", " e.k.", "hrb", "ust-id",
    ];
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    let begin = lines.iter().rposition(|line| line.trim().is_empty()).map_or(0, |at| at.saturating_add(1));
    let card = lines.get(begin..).unwrap_or_default();
    let marked = card.iter().filter(|line| {
        let lower = format!("{} ", line.to_lowercase());
        MARKS.iter().any(|mark| lower.contains(mark))
    });
    let spoken = card.iter().any(|line| has_verb(&line.to_lowercase()) || line.split_whitespace().count() > 14);
    if begin > 0 && !spoken && card.len() >= 2 && marked.count() >= 1 {
        lines.truncate(begin);
    }
    lines
}

/// Words by which a line is recognised as something that is said.
fn has_verb(lower: &str) -> bool {
    const VERBS: &[&str] = &[
        "please",
        "bitte",
        "can",
        "could",
        "want",
        "cancel",
        "skip",
        "send",
        "move",
        "kündig",
        "möchte",
        "will",
        "lass",
        "schick",
        "überspring",
        "verschieb",
        "address",
        "adresse",
    ];
    lower.split(|c: char| !c.is_alphabetic()).any(|word| VERBS.iter().any(|verb| word.starts_with(verb)))
}

fn is_postscript(line: &str) -> bool {
    let lower: String = line.trim().chars().take(6).flat_map(char::to_lowercase).collect();
    ["ps:", "ps ", "p.s", "p. s", "ps.", "pps"].iter().any(|start| lower.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn own(text: &str) -> String {
        own_words(text).text
    }

    #[test]
    fn quoted_mail_goes_with_its_header() {
        assert_eq!(own("Yes please\n\nOn Mon, 15 Jun 2026 at 18:02, Meera wrote:\n> cancel\n> all"), "Yes please");
        assert_eq!(own("Ja\n\nAm 15.06.2026 um 18:02 schrieb Support\n<help@shop.example>:\n> kündigen"), "Ja");
        assert_eq!(own("Ja\n\nAm 15.06.2026 schrieb Support:\n\nkündigen"), "Ja");
        assert_eq!(own("Ok\n\nVon: Shop\nGesendet: Montag\nBetreff: Re\n\nkündigen"), "Ok");
    }

    #[test]
    fn answers_between_quoted_lines_are_own_words() {
        assert_eq!(own("> cancel or skip?\nskip\n> which?\nthe decaf"), "skip\nthe decaf");
    }

    #[test]
    fn signatures_go_and_postscripts_stay() {
        assert_eq!(own("Skip it\n\nKind regards\nJo\n12 High Street\nLeeds LS1 4AB"), "Skip it");
        assert_eq!(own("Skip it\n-- \nJo\n12 High Street"), "Skip it");
        assert_eq!(own("Skip it\nLG\nJo\n\nPS: and move the tea"), "Skip it\nPS: and move the tea");
        assert_eq!(own("Kündigen.\n\nVon meinem iPhone gesendet"), "Kündigen.");
    }

    #[test]
    fn a_greeting_that_is_all_there_is_stays() {
        assert_eq!(own("Cheers"), "Cheers");
    }

    #[test]
    fn mail_that_is_only_passed_on_is_recognised() {
        assert!(own_words("---------- Forwarded message ---------\nFrom: Jo\nSubject: x\n\ncancel").forwarded_only);
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "(>|On |wrote:|--|Von:|\\PC|\n){0,60}") {
            let _ = own_words(&text);
        }
    }
}
